"""Gates: what a step demands, whether it is there, and whether somebody went through without it. Pure.

A gate stands before one step and thereby before every later one. It counts as passed when such a step was taken: a mark
says *done*, an outcome says so, or the case is *departed*. Whether a gate may be passed follows from the records alone,
so that what other devices did is judged by the same rules: what went through without evidence is a breach.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Final, Protocol

from counsellor_app.domain.programmes.conditions import judge
from counsellor_app.domain.programmes.eligibility import verdict_of
from counsellor_app.domain.programmes.facts import Sheet, sheet_of
from counsellor_app.domain.programmes.records import (
    Answer,
    BeforeGates,
    Enrolment,
    Evidence,
    Fact,
    Override,
    StepMark,
    StepState,
)
from counsellor_app.domain.programmes.schema import Gate, Outcome, Programme, Step
from counsellor_app.domain.records import Case, CaseStatus, Flag, Person

IMPLIED: Final = "implied"
"""Id of the enrolment that a case's programme implies where none was written down."""

_LEAVING: Final = ("return", "logistics")
"""Areas of work whose departure is out of the country; with the others people come."""


class GateState(StrEnum):
    """How a gate stands."""

    NOT_NEEDED = "not_needed"
    BLOCKED = "blocked"
    OPEN = "open"
    OVERRIDDEN = "overridden"
    BREACHED = "breached"
    BEFORE = "before_gates"


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

    ``past``: what is said to have been passed before gates were kept. ``entitled``: ids of the overrides, and of what
    is said of the past, that were written by somebody who may; others count for nothing. ``others``: the files of the
    cases shown as one with this, and ``left``: the days on which the client left by one of them; ``gone``: by this one;
    see :func:`.merged_files.as_one`. ``lapsed``: gates (programme, gate) that a refusal made void, and since which day.
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
    past: Sequence[BeforeGates] = ()
    entitled: frozenset[str] = frozenset()
    others: Sequence["CaseFile"] = ()
    left: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    lapsed: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def sheet(self, day: date) -> Sheet:
        """Return what is known on *day*."""
        if not self.others:
            return sheet_of(day, self.facts, self.case, self.persons, self.flags)
        nationalities = (one.case.nationality for one in (self, *self.others) if one.case.nationality)
        case = replace(self.case, nationality=next(nationalities, ""))
        facts = (fact for one in (self, *self.others) for fact in one.facts)
        clients = (person for one in self.others for person in [one for one in one.persons if not one.aside][:1])
        return sheet_of(day, facts, case, self.persons, self.flags, clients)

    @property
    def all_enrolments(self) -> Iterator[Enrolment]:
        """The enrolments that somebody wrote down, in this case and those shown as one with it."""
        return (enrolment for one in (self, *self.others) for enrolment in one.enrolments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """How one gate of one enrolment stands.

    ``missing``: kinds of evidence; ``evidence``: ids of what counts. ``override``: id of the override that counts, to
    be shown for ever; ``unentitled``: ids of those that do not. ``passed_on``: day a step behind the gate was taken
    (ISO, empty when not taken or no day is known), ``passed_by``: that step. ``past``: id of what says that it was
    passed before gates were kept.
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
    past: str = ""


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


def leads_home(text: Programme, step: Step) -> bool:
    """Say whether whoever takes *step* has left the Netherlands, and his case is departed."""
    return step.departs and text.area in _LEAVING


def text_of(enrolment: Enrolment, texts: Texts) -> Programme | None:
    """Return the text an enrolment goes by, None when it is not on this device."""
    return texts.version(enrolment.programme, enrolment.version)


def newest_marks(file: CaseFile, enrolment: str) -> Mapping[str, StepMark]:
    """Return the mark that counts for each step of an enrolment: the newest."""
    return MappingProxyType({mark.step: mark for mark in file.marks if mark.enrolment == enrolment})


def steps_taken(file: CaseFile, enrolment: Enrolment, text: Programme) -> dict[str, str]:
    """Return the steps taken and on which day (ISO, empty where it is not known)."""
    # Of a step that comes again, one occurrence that was done is enough, whatever became of the next.
    counting = {(mark.step, mark.period): mark for mark in file.marks if mark.enrolment == enrolment.id}
    taken = {mark.step: mark.on for mark in counting.values() if mark.state == StepState.DONE}
    outcome = text.outcome(enrolment.outcome)
    if outcome is not None and outcome.step:
        taken.setdefault(outcome.step, enrolment.ended_on)
    leaving = next((step for step in text.steps if step.departs), None)
    if leaving is None:
        return taken
    if file.case.status == CaseStatus.DEPARTED and _stands(file, enrolment, outcome):
        known = (day for day in file.gone if day >= enrolment.started_on)
        taken.setdefault(leaving.code, enrolment.ended_on or min(known, default=""))
    days = [day for day in file.left if leads_home(text, leaving) and _stood(file, enrolment, day)]
    if days and not taken.get(leaving.code):
        taken[leaving.code] = min(days, key=lambda day: day or "9999")
    return taken


def _stands(file: CaseFile, enrolment: Enrolment, outcome: Outcome | None) -> bool:
    """Say whether somebody who departed did so in this enrolment: it runs, or it is in the case's own programme.

    Stopping an enrolment first is no way around its gates while the case still goes by that programme.
    """
    if enrolment.programme == file.case.programme:
        return not enrolment.ended_on or not _runs_again(file, enrolment)
    return not enrolment.ended_on and not (outcome is not None and outcome.ends and not outcome.step)


def _stood(file: CaseFile, enrolment: Enrolment, day: str) -> bool:
    """Say whether somebody who left on *day* (empty: not known) by a case shown as one with this left in *enrolment*.

    As :func:`_stands`; but what had ended in a case nobody goes by any more is history, and so is leaving to whoever
    came back and began anew.
    """
    if day and enrolment.started_on > day:
        return False
    if not enrolment.ended_on or (day and enrolment.ended_on > day):
        return True
    over = file.case.status in (CaseStatus.CLOSED, CaseStatus.WITHDRAWN)
    return not over and enrolment.programme == file.case.programme and not _runs_again(file, enrolment)


def _runs_again(file: CaseFile, enrolment: Enrolment) -> bool:
    return any(one.programme == enrolment.programme and not one.ended_on for one in file.all_enrolments)


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


def breached(file: CaseFile, texts: Texts) -> tuple[Passage, ...]:
    """Return the same as ``breaches(passages(…))``, asking only about gates that were passed and lack evidence."""
    found: list[Passage] = []
    sheet = cache(file.sheet)
    for enrolment in enrolments_of(file, texts):
        text = text_of(enrolment, texts)
        taken = steps_taken(file, enrolment, text) if text is not None else {}
        if text is None or not taken:
            continue
        places = _places(text)
        for gate in text.gates:
            on, step = _passed(places, gate, taken)
            lacks = step and _missing(gate, _counting(file, enrolment, gate, on))
            if lacks and not _void(file, enrolment, gate, on) and _applies(gate, sheet(_day(on) or file.today), texts):
                found.append(_passage(file, enrolment, text, gate, taken, texts))
    return breaches(found)


def going_on(before: CaseFile | None, after: CaseFile, texts: Texts) -> tuple[Passage, ...]:
    """Return the gates that steps taken in *after*, and not yet in *before* (None: a new case), find closed.

    Unlike a breach, which is of the first step behind a gate, this asks of every step: who went through once without
    the evidence does not for that reason go on without it.
    """
    known = {one.id: one for one in enrolments_of(before, texts)} if before is not None else {}
    implied = known.get(IMPLIED)
    found: list[Passage] = []
    for enrolment in enrolments_of(after, texts):
        text = text_of(enrolment, texts)
        if text is None:
            continue
        taken = steps_taken(after, enrolment, text)
        was = known.get(enrolment.id) or (
            implied if implied is not None and implied.programme == enrolment.programme else None
        )
        there = steps_taken(before, was, text) if before is not None and was is not None else {}
        new = {step: on for step, on in taken.items() if step not in there}
        if new:
            found += breaches(tuple(_passage(after, enrolment, text, gate, new, texts) for gate in text.gates))
    return tuple(found)


def _passage(
    file: CaseFile, enrolment: Enrolment, text: Programme, gate: Gate, taken: Mapping[str, str], texts: Texts
) -> Passage:
    passed_on, passed_by = _passed(_places(text), gate, taken)
    counting = _counting(file, enrolment, gate, passed_on)
    missing = _missing(gate, counting)
    overrides = [one for one in file.overrides if (one.enrolment, one.gate) == (enrolment.id, gate.code)]
    entitled = [one.id for one in overrides if gate.override and one.id in file.entitled]
    past = _past(file, enrolment, passed_on) if passed_by else ""
    applies = gate.when is None or _applies(gate, file.sheet(_day(passed_on) or file.today), texts)
    applies = applies and not _void(file, enrolment, gate, passed_on)
    return Passage(
        enrolment=enrolment.id,
        programme=enrolment.programme,
        version=enrolment.version,
        gate=gate.code,
        before=gate.before,
        state=_state(applies, missing, bool(entitled), bool(passed_by), bool(past)),
        missing=missing if applies else (),
        evidence=tuple(one.id for one in counting),
        override=next(iter(entitled), ""),
        unentitled=tuple(one.id for one in overrides if one.id not in entitled),
        passed_on=passed_on,
        passed_by=passed_by,
        may_override=gate.override,
        past=past,
    )


def _past(file: CaseFile, enrolment: Enrolment, passed_on: str) -> str:
    """Return the id of what says that a gate was passed before gates were kept; where no day is known, its start."""
    day = passed_on or enrolment.started_on
    return next((one.id for one in file.past if one.id in file.entitled and day <= one.on), "")


def _places(text: Programme) -> dict[str, int]:
    return {step.code: place for place, step in enumerate(text.steps)}


def _passed(places: Mapping[str, int], gate: Gate, taken: Mapping[str, str]) -> tuple[str, str]:
    """Return the day on which the gate was first passed (empty where not known) and the step; nothing if it was not."""
    behind = places.get(gate.before, -1)
    through = [(on or "9999", places.get(step, -1), on, step) for step, on in taken.items()]
    first = min((one for one in through if one[1] >= behind), default=("", 0, "", ""))
    return first[2], first[3]


def _missing(gate: Gate, counting: Sequence[Evidence]) -> tuple[str, ...]:
    given = {one.kind for one in counting}
    return tuple(kind for kind in gate.evidence if kind not in given)


def _state(applies: bool, missing: Sequence[str], overridden: bool, passed: bool, past: bool) -> GateState:
    if not applies:
        return GateState.NOT_NEEDED
    if not missing:
        return GateState.OPEN
    if overridden:
        return GateState.OVERRIDDEN
    if not passed:
        return GateState.BLOCKED
    return GateState.BEFORE if past else GateState.BREACHED


def _void(file: CaseFile, enrolment: Enrolment, gate: Gate, passed_on: str) -> bool:
    """Say whether what this gate is a condition of had been declined when it was passed, or is by now."""
    since = file.lapsed.get((enrolment.programme, gate.code))
    return since is not None and since <= (passed_on or file.today.isoformat())


def _applies(gate: Gate, sheet: Sheet, texts: Texts) -> bool:
    """Say whether a gate stands in this case; where that cannot be said yet, the gate itself says what then."""
    if gate.when is None:
        return True
    answer = judge(gate.when, sheet, lambda code, known: verdict_of(code, known, texts)).answer
    return answer == Answer.YES or (answer == Answer.UNKNOWN and gate.unsure == "closed")


def _counting(file: CaseFile, enrolment: Enrolment, gate: Gate, passed_on: str) -> list[Evidence]:
    """Return the evidence that counts: of this enrolment or one beside it, and given before the gate was passed.

    Of what nobody knows the day it cannot be said that it was there in time.
    """
    last = passed_on or file.today.isoformat()
    beside = {one.id for one in file.all_enrolments if together(one, enrolment)} | {enrolment.id, IMPLIED}
    return [
        one
        for near in (file, *file.others)
        for one in near.evidence
        if not one.removed and one.kind in gate.evidence and one.enrolment in beside and "" < one.on <= last
    ]


def together(one: Enrolment, other: Enrolment) -> bool:
    """Say whether two enrolments ran at the same time for a while."""
    return (one.ended_on or "9999") >= other.started_on and (other.ended_on or "9999") >= one.started_on


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
