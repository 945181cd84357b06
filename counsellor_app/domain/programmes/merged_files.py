"""What gates are judged by in cases that are shown as one: they are about one person. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from counsellor_app.domain.programmes.gates import (
    CaseFile,
    Texts,
    enrolments_of,
    leads_home,
    steps_taken,
    text_of,
)
from counsellor_app.domain.records import CaseStatus


def as_one(file: CaseFile, others: Sequence[CaseFile], texts: Texts) -> CaseFile:
    """Return *file* as it is judged beside the *others* that are shown as one with it: they are about one person.

    What is known, and evidence, of any of them counts for all; who left by one of them left, whatever the others say.
    Gates are opened and passed by each enrolment for itself.
    """
    left = {day for other in others for day in _left_on(other, texts)}
    near = tuple(replace(one, others=(), left=()) for one in others)
    return with_departures(replace(file, others=near, left=tuple(sorted(left))), texts)


def with_departures(file: CaseFile, texts: Texts) -> CaseFile:
    """Return *file* with the days on which it says that the client left: who left by one enrolment left by all."""
    return replace(file, gone=tuple(sorted({*_left_on(file, texts)} - {""})) if left_by_several(file) else ())


def left_by_several(file: CaseFile) -> bool:
    """Say whether one enrolment may tell on which day the client left another."""
    return file.case.status == CaseStatus.DEPARTED and len(file.enrolments) > 1


def _left_on(file: CaseFile, texts: Texts) -> Iterator[str]:
    """Give the days on which the client left by this case alone, as it stands; an empty one where no day is known."""
    if file.case.status not in (CaseStatus.DEPARTED, CaseStatus.CLOSED):
        return
    alone, said = replace(file, others=(), left=(), gone=()), False
    for enrolment in enrolments_of(alone, texts):
        text = text_of(enrolment, texts)
        if text is None:
            continue
        taken = steps_taken(alone, enrolment, text)
        for step in text.steps:
            if leads_home(text, step) and step.code in taken:
                said = True
                yield taken[step.code]
    if not said and file.case.status == CaseStatus.DEPARTED:
        yield ""
