"""What a case's programmes ask for next, as demands that become tasks: the next step, its gates, follow-ups. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from counsellor_app.domain.declined_journeys import step_asked_for, told_twice
from counsellor_app.domain.programmes.gates import (
    IMPLIED,
    CaseFile,
    GateState,
    Passage,
    Texts,
    enrolments_of,
    newest_marks,
    passages,
    steps_taken,
    text_of,
)
from counsellor_app.domain.programmes.records import Enrolment, StepMark, StepState
from counsellor_app.domain.programmes.repeating import occurrences
from counsellor_app.domain.programmes.schema import Programme, Step
from counsellor_app.domain.refusals import Refusal
from counsellor_app.domain.task_plan import Demand, Settled
from counsellor_app.domain.tasks import Origin, Source, TaskState, read_day, read_source

_TASK_STATES: Final[Mapping[str, str]] = {
    StepState.DONE: TaskState.DONE,
    StepState.DROPPED: TaskState.DROPPED,
    StepState.PLANNED: TaskState.OPEN,
}


@dataclass(frozen=True, slots=True)
class _Journey:
    """One enrolment on its way: steps ``taken`` with their days, the ``marks`` that count, the ``next`` step's code.

    ``repeated``: of the steps that come again, the mark of each occurrence by its number; ``unwanted``: the steps
    (codes) that give what was declined.
    """

    enrolment: Enrolment
    text: Programme
    taken: Mapping[str, str]
    marks: Mapping[str, StepMark]
    next: str
    over: bool
    repeated: Mapping[str, Mapping[int, StepMark]]
    unwanted: frozenset[str]


def demands(file: CaseFile, texts: Texts, declined: Sequence[Refusal] = ()) -> tuple[Demand, ...]:
    """Return what the programmes of a case ask for now, and what they asked for and is settled.

    What gives something the client *declined* (refusals in force) is asked for no more.

    Of the steps that lie ahead only the next one and planned ones are asked for; the gates before those too. An
    enrolment nobody wrote down, or whose text is not on this device, asks for nothing.
    """
    found: list[Demand] = []
    gates = passages(file, texts)
    known = enrolments_of(file, texts)
    twice = _told_twice(file, known, texts, declined) if declined else frozenset()
    for enrolment in known:
        text = text_of(enrolment, texts) if enrolment.id != IMPLIED else None
        if text is None:
            continue
        journey = _journey(file, enrolment, text, declined)
        if enrolment.id in twice:
            journey = replace(journey, next="", unwanted=frozenset(step.code for step in text.steps))
        steps = [asked for step in text.steps if (asked := _of_step(journey, step)) is not None]
        found += steps
        found += _of_gates(journey, steps, [gate for gate in gates if gate.enrolment == enrolment.id])
    return tuple(found)


def _told_twice(
    file: CaseFile, enrolments: Sequence[Enrolment], texts: Texts, declined: Sequence[Refusal]
) -> frozenset[str]:
    """Return the enrolments (ids) that ask for nothing, for another one asks for the same way home already."""
    known = {one.id: (one, text) for one in enrolments if (text := text_of(one, texts)) is not None}
    taken = {key: len(steps_taken(file, one, text)) for key, (one, text) in known.items()}
    return told_twice(enrolments, taken, declined)


def made_words(source: str, texts: Texts, language: str, today: date) -> str:
    """Return what a task that a step or gate made is called in *language*; its code where the text is not here."""
    made = read_source(source)
    if made is None or made.origin == Origin.SERIES:
        return ""
    text = texts.newest(made.programme, today)
    part = None
    if text is not None:
        part = text.step(made.code) if made.origin == Origin.STEP else text.gate(made.code)
    return part.words(language) if part is not None else _code_words(made)


def named_by(source: str, called: str) -> str:
    """Return *source* as the programme it is *called* by (a code; empty: its own) would have made it."""
    made = read_source(source)
    return str(replace(made, programme=called)) if made is not None and called else source


def _code_words(made: Source) -> str:
    return f"{made.programme} {made.code.replace('-', ' ').replace('_', ' ')}"


def _journey(file: CaseFile, enrolment: Enrolment, text: Programme, declined: Sequence[Refusal]) -> _Journey:
    taken = steps_taken(file, enrolment, text)
    marks = newest_marks(file, enrolment.id)
    outcome = text.outcome(enrolment.outcome)
    over = bool(enrolment.ended_on) or (outcome is not None and outcome.ends)
    furthest = max((text.place_of(step) for step in taken), default=-1)
    unwanted = frozenset(step.code for step in text.steps if not step_asked_for(text, step, declined))
    ahead = [
        step.code
        for step in text.steps[furthest + 1 :]
        if not step.every_days
        and step.code not in unwanted
        and (step.code not in marks or marks[step.code].state != StepState.DROPPED)
    ]
    repeated = {step.code: occurrences(file.marks, enrolment.id, step.code) for step in text.steps if step.every_days}
    return _Journey(enrolment, text, taken, marks, ahead[0] if ahead and not over else "", over, repeated, unwanted)


def _of_step(journey: _Journey, step: Step) -> Demand | None:
    asked = Demand(
        case=journey.enrolment.case,
        enrolment=journey.enrolment.id,
        programme=journey.text.code,
        origin=Origin.STEP,
        code=step.code,
    )
    if step.code in journey.unwanted and step.code not in journey.taken:
        return replace(asked, state=TaskState.DECLINED)
    if step.every_days:
        return _repeated(journey, step, asked)
    mark = journey.marks.get(step.code)
    if mark is not None and mark.state == StepState.DROPPED:
        return replace(asked, state=TaskState.DROPPED, on=mark.on)
    if step.code in journey.taken:
        return replace(asked, state=TaskState.DONE, on=journey.taken[step.code])
    if journey.over:
        return replace(asked, state=TaskState.DROPPED, on=journey.enrolment.ended_on)
    if mark is not None:
        return replace(asked, due_on=mark.on, exact=True)
    return replace(asked, due_on=_due(journey, step)) if step.code == journey.next else None


def _repeated(journey: _Journey, step: Step, asked: Demand) -> Demand | None:
    """Follow-ups go on after the enrolment's happy end; they stop with one that says the person did not go on."""
    outcome = journey.text.outcome(journey.enrolment.outcome)
    if outcome is not None and outcome.ends and not outcome.step:
        return replace(asked, state=TaskState.DROPPED, on=journey.enrolment.ended_on)
    known = journey.repeated.get(step.code, {})
    if 0 in known:
        return replace(asked, state=TaskState.DROPPED, on=known[0].on)
    base = _base(journey, step)
    if base is None:
        return None
    every = step.every_days or 0
    first = base + timedelta(days=every if step.within_days is None else step.within_days)
    last = (base + timedelta(days=step.for_days)).isoformat() if step.for_days else ""
    marks = tuple(Settled(number, _TASK_STATES.get(mark.state, ""), mark.on) for number, mark in sorted(known.items()))
    return replace(asked, due_on=first.isoformat(), every_days=every, until=last, marks=marks)


def _due(journey: _Journey, step: Step) -> str:
    base = _base(journey, step)
    return (base + timedelta(days=step.within_days)).isoformat() if base and step.within_days is not None else ""


def _base(journey: _Journey, step: Step) -> date | None:
    return read_day(journey.taken.get(step.after, "") if step.after else journey.enrolment.started_on)


_SETTLED = {GateState.OPEN: TaskState.DONE}


def _of_gates(journey: _Journey, steps: list[Demand], gates: list[Passage]) -> Iterator[Demand]:
    asked_for = {step.code: step for step in steps if step.state == TaskState.OPEN and not step.every_days}
    for gate in gates:
        asked = Demand(
            case=journey.enrolment.case,
            enrolment=journey.enrolment.id,
            programme=journey.text.code,
            origin=Origin.GATE,
            code=gate.gate,
        )
        if gate.state != GateState.BLOCKED:
            yield replace(asked, state=_SETTLED.get(gate.state, TaskState.DROPPED))
        elif gate.before in journey.unwanted:
            yield replace(asked, state=TaskState.DECLINED)
        elif journey.over:
            yield replace(asked, state=TaskState.DROPPED, on=journey.enrolment.ended_on)
        elif gate.before in asked_for:
            yield replace(asked, due_on=asked_for[gate.before].due_on, exact=asked_for[gate.before].exact)
