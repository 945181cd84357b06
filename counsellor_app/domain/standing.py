"""Where a case stands in its programmes, told by its own records alone: no text, no day, no name. Pure.

Cases that stand alike are at the same steps, whatever the texts of the programmes say and in whatever words: so what is
kept of a case stays true when an office changes a text, and a list reads each way of standing once.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

import msgspec

from counsellor_app.domain.declined_journeys import without_declined
from counsellor_app.domain.overviews import CaseStep
from counsellor_app.domain.programmes.catalogue import Catalogue
from counsellor_app.domain.programmes.gates import CaseFile
from counsellor_app.domain.programmes.journeys import Journey, ways_alone
from counsellor_app.domain.programmes.records import Enrolment, StepMark, StepState
from counsellor_app.domain.records import Case, CaseStatus
from counsellor_app.domain.refusals import Refusal
from counsellor_app.domain.safety import labels_unspoken, programme_in_lists

_OVER: Final = frozenset({CaseStatus.CLOSED, CaseStatus.WITHDRAWN})
"""Cases at which nothing follows any more, whatever was left open in them."""
_SOME_DAYS: Final = date(2000, 1, 1).toordinal()

Told = tuple[tuple[str, CaseStep], ...]
"""Steps in the order in which they are told, each with the programme (code) it is of, under whatever name it goes."""
Mark = str | tuple[str, str, str]
"""A step that was done; or a step, the state it was marked with, and which occurrence."""


class _Stretch(msgspec.Struct, array_like=True, frozen=True):
    """How far one enrolment came."""

    programme: str
    version: str
    outcome: str
    ended: bool
    marks: tuple[Mark, ...]


class _Standing(msgspec.Struct, array_like=True, frozen=True):
    """A case: its own programme, whether it departed, its enrolments in order of creation.

    ``opened_on`` where its own programme is among no enrolments: the text in force on that day is the one it implies.
    """

    programme: str
    departed: bool
    opened_on: str
    ways: tuple[_Stretch, ...]


def standing_of(case: Case, enrolments: Sequence[Enrolment], marks: Mapping[str, Sequence[StepMark]]) -> str:
    """Return how a case stands, as text that is the same for all that stand alike; empty where it is at no step.

    *enrolments* and *marks* (by enrolment) in order of creation.
    """
    implied = bool(case.programme) and all(one.programme != case.programme for one in enrolments)
    if case.status in _OVER or not (implied or any(not one.ended_on for one in enrolments)):
        return ""
    standing = _Standing(
        case.programme,
        case.status == CaseStatus.DEPARTED,
        case.opened_on if implied else "",
        tuple(
            _Stretch(one.programme, one.version, one.outcome, bool(one.ended_on), _all_marks(marks.get(one.id, ())))
            for one in enrolments
        ),
    )
    return msgspec.json.encode(standing).decode()


def _all_marks(marks: Iterable[StepMark]) -> tuple[Mark, ...]:
    by_step: dict[str, list[StepMark]] = {}
    for mark in marks:
        by_step.setdefault(mark.step, []).append(mark)
    return tuple(found for step in sorted(by_step) for found in _marks_of(step, by_step[step]))


def _marks_of(step: str, marks: Sequence[StepMark]) -> list[Mark]:
    """Return what of the marks of one step decides whether it was taken; the newest of them last.

    Of those without an occurrence that is on how many days it was done and what was said last; of others the newest
    of each.
    """
    plain = [mark for mark in marks if not mark.period]
    days = {mark.on for mark in plain if mark.state == StepState.DONE}
    said: list[Mark] = [step] * len(days)
    states = {mark.period: mark.state for mark in marks if mark.period}
    if plain and plain[-1].state != StepState.DONE and (days or states or plain[-1].state != StepState.PLANNED):
        said.append((step, plain[-1].state, ""))
    newest = marks[-1].period
    again: list[Mark] = [(step, states[period], period) for period in sorted(states) if period != newest]
    return [*said, *again, (step, states[newest], newest)] if newest else [*again, *said]


@lru_cache(maxsize=8_192)
def steps_standing(standing: str, catalogue: Catalogue, declined: tuple[str, ...], today: date) -> Told:
    """Return the steps at which a case stands; *standing* as :func:`standing_of` gives it. See :func:`steps_told`."""
    known = msgspec.json.decode(standing, type=_Standing)
    enrolments = [_enrolment(str(place), one) for place, one in enumerate(known.ways)]
    marks = [
        _mark(str(place), number, mark) for place, one in enumerate(known.ways) for number, mark in enumerate(one.marks)
    ]
    status = CaseStatus.DEPARTED if known.departed else CaseStatus.OPEN
    case = Case(programme=known.programme, status=status, opened_on=known.opened_on)
    return steps_told(CaseFile(case=case, today=today, enrolments=enrolments, marks=marks), catalogue, declined)


def _enrolment(name: str, one: _Stretch) -> Enrolment:
    day = _day(0)
    return Enrolment(
        id=name,
        programme=one.programme,
        version=one.version,
        started_on=day,
        ended_on=day if one.ended else "",
        outcome=one.outcome,
    )


def _mark(enrolment: str, number: int, mark: Mark) -> StepMark:
    step, state, period = (mark, StepState.DONE, "") if isinstance(mark, str) else mark
    return StepMark(enrolment=enrolment, step=step, state=state, on=_day(number), period=period)


def _day(number: int) -> str:
    return date.fromordinal(_SOME_DAYS + number).isoformat()


def steps_told(file: CaseFile, catalogue: Catalogue, declined: Iterable[str]) -> Told:
    """Return the steps at which a list may say that a case stands, that of its own programme first.

    *declined*: the offers (codes) its client declined. Each is the step the case's own page shows as the next one; a
    list calls nobody by what others who look over may not read.
    """
    if file.case.status in _OVER:
        return ()
    ways = ways_alone(file, catalogue)
    unspoken = labels_unspoken(way.enrolment.programme for way in ways)
    refusals = [Refusal(offer=offer) for offer in dict.fromkeys((*declined, *unspoken))]
    journey = without_declined(Journey(case="", ways=ways, checks=(), facts=(), breaches=()), refusals)
    running = [way for way in journey.ways if way.running]
    running.sort(key=lambda way: way.enrolment.programme != file.case.programme)
    found = []
    for way in running:
        row = way.next_step
        if row is not None:
            called = programme_in_lists(way.label)
            found.append((way.enrolment.programme, CaseStep(called, row.step.code, row.step.en, row.step.nl)))
    return tuple(found)


def told_first(steps: Told, step: str) -> Told:
    """Return *steps* with those that are *step* (a code) first: what was asked for is what is told."""
    return tuple(sorted(steps, key=lambda one: one[1].step != step)) if step else steps
