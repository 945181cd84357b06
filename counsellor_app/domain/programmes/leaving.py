"""Who left, and what says so: the status of a case and its journey agree. Pure.

An enrolment says that the client left when its step of departure is marked done or its outcome means it. What ended
and lies behind is history: somebody who came back is here again, whatever was true before.
"""

from dataclasses import replace

from counsellor_app.domain.programmes.gates import (
    CaseFile,
    Texts,
    enrolments_of,
    leads_home,
    newest_marks,
    steps_taken,
    text_of,
    together,
)
from counsellor_app.domain.programmes.records import Enrolment, StepMark, StepState
from counsellor_app.domain.programmes.schema import Programme, Step
from counsellor_app.domain.records import CaseStatus

_HERE = frozenset({CaseStatus.OPEN, CaseStatus.PAUSED, CaseStatus.WITHDRAWN})


def leaving_step(text: Programme) -> Step | None:
    """Return the step with which the client leaves the Netherlands, None for a programme that has none."""
    return next((step for step in text.steps if leads_home(text, step)), None)


def said_to_have_left(file: CaseFile, texts: Texts) -> tuple[Enrolment, ...]:
    """Return the enrolments that say so themselves, whatever the status of the case says."""
    here = replace(file, case=replace(file.case, status=CaseStatus.OPEN), left=())
    found = []
    for enrolment in enrolments_of(here, texts):
        text = text_of(enrolment, texts)
        step = leaving_step(text) if text is not None else None
        if text is not None and step is not None and step.code in steps_taken(here, enrolment, text):
            found.append(enrolment)
    return tuple(found)


def status_after(before: CaseFile, after: CaseFile, texts: Texts) -> str:
    """Return the status of the case once its journey changed from *before* to *after*.

    Departed when an enrolment says now that the client left; open again when the last that said so no longer does. A
    closed case stays closed.
    """
    status = after.case.status
    was, now = said_to_have_left(before, texts), said_to_have_left(after, texts)
    known, said = {one.id for one in was}, {one.id for one in now}
    if said - known and status not in (CaseStatus.DEPARTED, CaseStatus.CLOSED):
        return CaseStatus.DEPARTED
    taken_back = [one for one in after.enrolments if one.id in known - said]
    beside = any(together(one, other) for one in taken_back for other in now)
    return CaseStatus.OPEN if taken_back and not beside and status == CaseStatus.DEPARTED else status


def marks_after(file: CaseFile, status: str, texts: Texts) -> tuple[StepMark, ...]:
    """Return the marks that go with giving the case in *file* another status by hand.

    Who departs has taken the departure of every programme he is in, today; but did not leave by one whose giving he
    declined. Who is here again has it to come where he still is in the programme. When a departed case is closed, what
    its status alone said is written down.
    """
    gone = file.case.status == CaseStatus.DEPARTED
    said = {one.id for one in said_to_have_left(file, texts)}
    declined = {programme for programme, _gate in file.lapsed}
    leaves = status == CaseStatus.DEPARTED != file.case.status
    found = []
    for enrolment in file.enrolments:
        text = text_of(enrolment, texts)
        step = leaving_step(text) if text is not None else None
        if text is None or step is None:
            continue
        mark = StepMark(case=file.case.id, enrolment=enrolment.id, step=step.code)
        taken, running = steps_taken(file, enrolment, text), not enrolment.ended_on
        if gone and status == CaseStatus.CLOSED and step.code in taken and enrolment.id not in said:
            found.append(replace(mark, on=taken[step.code]))
        elif running and leaves and enrolment.id not in said and enrolment.programme not in declined:
            found.append(replace(mark, on=file.today.isoformat()))
        elif running and gone and status in _HERE and _done(file, enrolment, step):
            found.append(replace(mark, state=StepState.PLANNED))
    return tuple(found)


def _done(file: CaseFile, enrolment: Enrolment, step: Step) -> bool:
    mark = newest_marks(file, enrolment.id).get(step.code)
    return mark is not None and mark.state == StepState.DONE
