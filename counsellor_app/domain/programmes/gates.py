"""Gates: what a step demands, whether it is there, and whether somebody went through without it. Pure.

A gate stands before one step and thereby before every later one. It counts as passed when such a step was taken: a mark
says *done*, an outcome says so, or the case is *departed*. Whether a gate may be passed follows from the records alone,
so that what other devices did is judged by the same rules: what went through without evidence is a breach.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol

from counsellor_app.domain.programmes.conditions import judge
from counsellor_app.domain.programmes.eligibility import verdict_of
from counsellor_app.domain.programmes.facts import Sheet, sheet_of
from counsellor_app.domain.programmes.records import (
    Answer,
    Enrolment,
    Evidence,
    Fact,
    Override,
    StepMark,
    StepState,
)
from counsellor_app.domain.programmes.schema import Gate, Outcome, Programme
from counsellor_app.domain.records import Case, CaseStatus, Flag, Person

IMPLIED: Final = "implied"
"""Id of the enrolment that a case's programme implies where none was written down."""


class GateState(StrEnum):
    """How a gate stands."""

    NOT_NEEDED = "not_needed"
    BLOCKED = "blocked"
    OPEN = "open"
    OVERRIDDEN = "overridden"
    BREACHED = "breached"


class Texts(Protocol):
    """Where texts of programmes are found; see :class:`.catalogue.Catalogue`."""

    def version(self, code: str, version: str) -> Programme | None:
        """Return one version of a programme."""

    def newest(self, code: str, day: date) -> Programme | None:
        """Return the text in force on *day*, else the last one."""

    def in_force(self, code: str, day: date) -> Programme | None:
        """Return the text in force on *day*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """What of a case matters for its gates, as it is on ``today``. Lists in order of creation.

    ``entitled``: ids of the overrides that were given by somebody who may; others let nobody pass.
    """

    case: Case
    today: date
    persons: Sequence[Person] = ()
    flags: Sequence[Flag] = ()
    facts: Sequence[Fact] = ()
    enrolments: Sequence[Enrolment] = ()
    marks: Sequence[StepMark] = ()
    evidence: Sequence[Evidence] = ()
    overrides: Sequence[Override] = ()
    entitled: frozenset[str] = frozenset()

    def sheet(self, day: date) -> Sheet:
        """Return what is known on *day*."""
        return sheet_of(day, self.facts, self.case, self.persons, self.flags)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """How one gate of one enrolment stands.

    ``missing``: kinds of evidence; ``evidence``: ids of what counts. ``override``: id of the override that counts, to
    be shown for ever; ``unentitled``: ids of those that do not. ``passed_on``: day a step behind the gate was taken
    (ISO, empty when not taken or no day is known), ``passed_by``: that step.
    """

    enrolment: str
    programme: str
    version: str
    gate: str
    before: str
    state: GateState
    missing: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    override: str = ""
    unentitled: tuple[str, ...] = ()
    passed_on: str = ""
    passed_by: str = ""
    may_override: bool = False


def enrolments_of(file: CaseFile, texts: Texts) -> tuple[Enrolment, ...]:
    """Return the enrolments of a case, and the one its programme implies where nobody wrote it down."""
    written = tuple(file.enrolments)
    programme = file.case.programme
    if not programme or any(one.programme == programme for one in written):
        return written
    text = texts.newest(programme, _day(file.case.opened_on) or file.today)
    implied = Enrolment(
        id=IMPLIED,
        case=file.case.id,
        programme=programme,
        version=text.version if text is not None else "",
        started_on=file.case.opened_on,
    )
    return (*written, implied)


def text_of(enrolment: Enrolment, texts: Texts) -> Programme | None:
    """Return the text an enrolment goes by, None when it is not on this device."""
    return texts.version(enrolment.programme, enrolment.version)


def newest_marks(file: CaseFile, enrolment: str) -> Mapping[str, StepMark]:
    """Return the mark that counts for each step of an enrolment: the newest."""
    return MappingProxyType({mark.step: mark for mark in file.marks if mark.enrolment == enrolment})


def steps_taken(file: CaseFile, enrolment: Enrolment, text: Programme) -> dict[str, str]:
    """Return the steps taken and on which day (ISO, empty where it is not known)."""
    taken = {step: mark.on for step, mark in newest_marks(file, enrolment.id).items() if mark.state == StepState.DONE}
    outcome = text.outcome(enrolment.outcome)
    if outcome is not None and outcome.step:
        taken.setdefault(outcome.step, enrolment.ended_on)
    leaving = next((step.code for step in text.steps if step.departs), "")
    if leaving and file.case.status == CaseStatus.DEPARTED and _stands(file, enrolment, outcome):
        taken.setdefault(leaving, enrolment.ended_on)
    return taken


def _stands(file: CaseFile, enrolment: Enrolment, outcome: Outcome | None) -> bool:
    """Say whether somebody who departed did so in this enrolment: it runs, or it is in the case's own programme.

    Stopping an enrolment first is no way around its gates while the case still goes by that programme.
    """
    if enrolment.programme == file.case.programme:
        again = any(one.programme == enrolment.programme and not one.ended_on for one in file.enrolments)
        return not enrolment.ended_on or not again
    return not enrolment.ended_on and not (outcome is not None and outcome.ends and not outcome.step)


def passages(file: CaseFile, texts: Texts) -> tuple[Passage, ...]:
    """Return how every gate of every enrolment stands, in order of enrolments and of the texts."""
    found: list[Passage] = []
    for enrolment in enrolments_of(file, texts):
        text = text_of(enrolment, texts)
        if text is not None:
            taken = steps_taken(file, enrolment, text)
            found += [_passage(file, enrolment, text, gate, taken, texts) for gate in text.gates]
    return tuple(found)


def breaches(found: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return the gates that somebody went through without what they demand."""
    return tuple(one for one in found if one.state == GateState.BREACHED)


def blocking(file: CaseFile, texts: Texts, enrolment: Enrolment, step: str, on: str) -> tuple[Passage, ...]:
    """Return the gates that would be breached if *step* were done *on* a day: what stands in its way."""
    mark = StepMark(case=file.case.id, enrolment=enrolment.id, step=step, on=on)
    after = breaches(passages(replace(file, marks=(*file.marks, mark)), texts))
    known = {(one.enrolment, one.gate) for one in breaches(passages(file, texts))}
    return tuple(one for one in after if (one.enrolment, one.gate) not in known)


def _passage(
    file: CaseFile, enrolment: Enrolment, text: Programme, gate: Gate, taken: Mapping[str, str], texts: Texts
) -> Passage:
    behind = text.place_of(gate.before)
    through = [(on, step) for step, on in taken.items() if text.place_of(step) >= behind]
    passed_on, passed_by = min(through, default=("", ""), key=lambda one: (one[0] or "9999", text.place_of(one[1])))
    counting = _counting(file, enrolment, gate, passed_on)
    missing = tuple(kind for kind in gate.evidence if kind not in {one.kind for one in counting})
    overrides = [one for one in file.overrides if (one.enrolment, one.gate) == (enrolment.id, gate.code)]
    entitled = [one.id for one in overrides if gate.override and one.id in file.entitled]
    applies = _applies(file, gate, _day(passed_on) or file.today, texts)
    return Passage(
        enrolment=enrolment.id,
        programme=enrolment.programme,
        version=enrolment.version,
        gate=gate.code,
        before=gate.before,
        state=_state(applies, missing, bool(entitled), bool(through)),
        missing=missing if applies else (),
        evidence=tuple(one.id for one in counting),
        override=next(iter(entitled), ""),
        unentitled=tuple(one.id for one in overrides if one.id not in entitled),
        passed_on=passed_on,
        passed_by=passed_by,
        may_override=gate.override,
    )


def _state(applies: bool, missing: Sequence[str], overridden: bool, passed: bool) -> GateState:
    if not applies:
        return GateState.NOT_NEEDED
    if not missing:
        return GateState.OPEN
    if overridden:
        return GateState.OVERRIDDEN
    return GateState.BREACHED if passed else GateState.BLOCKED


def _applies(file: CaseFile, gate: Gate, day: date, texts: Texts) -> bool:
    """Say whether a gate stands in this case; where that cannot be said yet, the gate itself says what then."""
    if gate.when is None:
        return True
    answer = judge(gate.when, file.sheet(day), lambda code, sheet: verdict_of(code, sheet, texts)).answer
    return answer == Answer.YES or (answer == Answer.UNKNOWN and gate.unsure == "closed")


def _counting(file: CaseFile, enrolment: Enrolment, gate: Gate, passed_on: str) -> list[Evidence]:
    """Return the evidence that counts: of this enrolment or one beside it, and given before the gate was passed."""
    last = passed_on or file.today.isoformat()
    beside = {one.id for one in file.enrolments if _together(one, enrolment)} | {enrolment.id, IMPLIED}
    return [
        one
        for one in file.evidence
        if not one.removed and one.kind in gate.evidence and one.enrolment in beside and one.on <= last
    ]


def _together(one: Enrolment, other: Enrolment) -> bool:
    """Say whether two enrolments ran at the same time for a while."""
    return (one.ended_on or "9999") >= other.started_on and (other.ended_on or "9999") >= one.started_on


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
