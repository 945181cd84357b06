"""A case's journey as it is shown: each enrolment with its steps, what is due, its gates and what was given. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from counsellor_app.domain.programmes.catalogue import Catalogue
from counsellor_app.domain.programmes.gates import (
    CaseFile,
    GateState,
    Passage,
    enrolments_of,
    newest_marks,
    passages,
    steps_taken,
    text_of,
)
from counsellor_app.domain.programmes.records import (
    BeforeGates,
    EligibilityCheck,
    Enrolment,
    Evidence,
    Fact,
    Override,
    StepMark,
    StepState,
    Support,
)
from counsellor_app.domain.programmes.repeating import first_open, occurrences, settled
from counsellor_app.domain.programmes.schema import Programme, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One step of an enrolment. ``state``: a :class:`.records.StepState`, empty while nothing was marked.

    ``on``: day of the mark; ``due_on``: ISO date, empty while it cannot be known; ``closed``: codes of the gates that
    stand before it; ``mark``: id of the mark that counts. A step that comes again has no state while another
    occurrence is to come: ``times`` says how often it was done, ``on`` when last, ``due_on`` when it comes next.
    """

    step: Step
    state: str = ""
    on: str = ""
    due_on: str = ""
    overdue: bool = False
    closed: tuple[str, ...] = ()
    mark: str = ""
    remark: str = ""
    times: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One enrolment as it is shown; ``text`` is None when the programme's text is not on this device.

    ``called``: the programme (code) it goes by where naming its own was declined.
    """

    enrolment: Enrolment
    text: Programme | None
    steps: tuple[StepRow, ...] = ()
    gates: tuple[Passage, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    overrides: tuple[Override, ...] = ()
    support: tuple[Support, ...] = ()
    past: tuple[BeforeGates, ...] = ()
    called: str = ""

    @property
    def label(self) -> str:
        """The code of the programme by which it may be called."""
        return self.called or self.enrolment.programme

    @property
    def running(self) -> bool:
        """Whether the case is still in it."""
        return not self.enrolment.ended_on

    @property
    def next_step(self) -> StepRow | None:
        """The first step after the last one taken; None when nothing follows."""
        taken = [at for at, row in enumerate(self.steps) if row.state in (StepState.DONE, StepState.DROPPED)]
        following = self.steps[max(taken) + 1 :] if taken else self.steps
        return next(iter(following), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """All of a case's journey. ``breaches``: gates that somebody went through without what they demand.

    ``beside``: the journeys with breaches of the cases shown as one with this; ``reference``: what each case is called.
    ``less``: something is left out or not called by its name, because the client declined it.
    """

    case: str
    ways: tuple[Way, ...]
    checks: tuple[EligibilityCheck, ...]
    facts: tuple[Fact, ...]
    breaches: tuple[Passage, ...]
    less: bool = False
    reference: str = ""
    beside: tuple["Journey", ...] = ()


def journey_of(
    file: CaseFile, catalogue: Catalogue, checks: Sequence[EligibilityCheck] = (), support: Sequence[Support] = ()
) -> Journey:
    """Return the journey of the case in *file*: running enrolments first, its own programme's before others.

    Checks are newest first.
    """
    found = passages(file, catalogue)
    ways = tuple(_way(file, one, catalogue, found, support) for one in _ordered(file, catalogue))
    return Journey(
        case=file.case.id,
        ways=ways,
        checks=tuple(reversed(checks)),
        facts=tuple(sorted(file.facts, key=lambda fact: fact.code)),
        breaches=tuple(one for one in found if one.state == GateState.BREACHED),
    )


def ways_alone(file: CaseFile, catalogue: Catalogue) -> tuple[Way, ...]:
    """Return the same enrolments with their steps only: without gates and what was given."""
    return tuple(_way(file, one, catalogue, (), ()) for one in _ordered(file, catalogue))


def _ordered(file: CaseFile, catalogue: Catalogue) -> list[Enrolment]:
    return sorted(
        enrolments_of(file, catalogue), key=lambda one: (bool(one.ended_on), one.programme != file.case.programme)
    )


def _way(
    file: CaseFile, enrolment: Enrolment, catalogue: Catalogue, found: Iterable[Passage], support: Iterable[Support]
) -> Way:
    text = text_of(enrolment, catalogue)
    gates = tuple(one for one in found if one.enrolment == enrolment.id)
    return Way(
        enrolment=enrolment,
        text=text,
        steps=_steps(file, enrolment, text, gates) if text is not None else (),
        gates=gates,
        evidence=tuple(one for one in file.evidence if one.enrolment == enrolment.id),
        overrides=tuple(one for one in file.overrides if one.enrolment == enrolment.id),
        support=tuple(one for one in support if one.enrolment == enrolment.id),
        past=tuple(file.past),
    )


def _steps(file: CaseFile, enrolment: Enrolment, text: Programme, gates: Sequence[Passage]) -> tuple[StepRow, ...]:
    marks = newest_marks(file, enrolment.id)
    taken = steps_taken(file, enrolment, text)
    rows = []
    for at, step in enumerate(text.steps):
        mark = marks.get(step.code)
        # What a newer app wrote is not known here and says nothing; it is kept all the same.
        known = StepState(mark.state) if mark is not None and mark.state in set(StepState) else ""
        state = StepState.DONE if step.code in taken else known
        due = due_on(step, enrolment, marks, taken)
        times = 0
        if step.every_days:
            times, due, state = _again(file, enrolment, step, taken)
        closed = [one.gate for one in gates if one.state == GateState.BLOCKED and text.place_of(one.before) <= at]
        rows.append(
            StepRow(
                step=step,
                state=state,
                on=taken.get(step.code, mark.on if mark is not None else ""),
                due_on=due,
                overdue=bool(due) and not state and not enrolment.ended_on and due < file.today.isoformat(),
                closed=tuple(closed),
                mark=mark.id if mark is not None else "",
                remark=mark.remark if mark is not None else "",
                times=times,
            )
        )
    return tuple(rows)


def _again(
    file: CaseFile, enrolment: Enrolment, step: Step, taken: Mapping[str, str]
) -> tuple[int, str, StepState | Literal[""]]:
    """Return of a step that comes again how often it was done, when it is due next, and its state: done at the end."""
    found = occurrences(file.marks, enrolment.id, step.code)
    done = sum(mark.state == StepState.DONE for mark in found.values())
    if 0 in found:
        return done, "", StepState.DROPPED
    number = first_open(settled(found))
    if number in found:
        return done, found[number].on, StepState.PLANNED
    try:
        base = date.fromisoformat(taken.get(step.after, "") if step.after else enrolment.started_on)
        every = step.every_days or 0
        first = base + timedelta(days=every if step.within_days is None else step.within_days)
        due = first + timedelta(days=(number - 1) * every)
    except (ValueError, OverflowError):
        return done, "", ""
    over = bool(step.for_days) and due > base + timedelta(days=step.for_days or 0)
    return done, "" if over else due.isoformat(), StepState.DONE if over else ""


def due_on(step: Step, enrolment: Enrolment, marks: Mapping[str, StepMark], taken: Mapping[str, str]) -> str:
    """Return the day a step is due: the one planned, else so many days after the start or the step before it."""
    mark = marks.get(step.code)
    if mark is not None and mark.state == StepState.PLANNED:
        return mark.on
    if step.within_days is None:
        return ""
    start = taken.get(step.after, "") if step.after else enrolment.started_on
    try:
        return (date.fromisoformat(start) + timedelta(days=step.within_days)).isoformat()
    except (ValueError, OverflowError):
        return ""
