"""A journey without what the client declined: programmes, steps, support, checks and facts. Pure.

What counts as declined is decided in :mod:`counsellor_app.domain.refusals` alone. Gates stay, for they are conditions
and no offers; where a programme is not named, its own gates go by the evidence they demand.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import msgspec

from counsellor_app.domain.programmes.gates import GateState, Passage
from counsellor_app.domain.programmes.journeys import Journey, Way
from counsellor_app.domain.programmes.records import Enrolment, StepState
from counsellor_app.domain.programmes.schema import Gate, Outcome, Programme, Step
from counsellor_app.domain.programmes.vocabulary import evidence_name
from counsellor_app.domain.programmes_list import PROGRAMMES
from counsellor_app.domain.refusals import (
    Offer,
    Refusal,
    is_allowed,
    offer_of,
    programme_offered,
    programme_shown,
    step_allowed,
)

_OFFERS: Final = frozenset(map(str, Offer))
_NAMING: Final = {"trafficking": "label:trafficking"}
"""Facts whose very name calls the client by something he may have declined."""


def without_declined(journey: Journey, declined: Sequence[Refusal]) -> Journey:
    """Return *journey* as it may be shown after the refusals in force; it says itself whether something is left out."""
    if not declined:
        return journey
    taken = {way.enrolment.id: sum(row.state == StepState.DONE for row in way.steps) for way in journey.ways}
    own = {way.enrolment.id for way in journey.ways if way.text is not None and own_conditions(way.text, declined)}
    twice = told_twice([way.enrolment for way in journey.ways], taken, declined) - own
    shown_ways = (
        _only_breaches(way, programme_shown(way.enrolment.programme, declined))
        if way.enrolment.id in twice
        else _way(way, declined)
        for way in journey.ways
    )
    ways = tuple(way for way in shown_ways if way is not None)
    checks = tuple(one for one in journey.checks if is_allowed(f"label:{one.programme}", declined))
    facts = tuple(one for one in journey.facts if fact_shown(one.code, declined))
    changed = (ways, checks, facts) != (journey.ways, journey.checks, journey.facts)
    less = changed or not all(programme_offered(code, declined) for code in PROGRAMMES)
    return replace(journey, ways=ways, checks=checks, facts=facts, less=less)


def told_twice(
    enrolments: Sequence[Enrolment], taken: Mapping[str, int], declined: Sequence[Refusal]
) -> frozenset[str]:
    """Return the enrolments (ids) of programmes that may not be named, whose way home another one tells already.

    Of several that would all be called by the standard, it is the standard itself that is told, else the one that goes
    on and came furthest. *taken*: how many steps of each (by id) are done. One with conditions of its own (see
    :func:`own_conditions`) must be told all the same.
    """
    called: dict[str, list[Enrolment]] = defaultdict(list)
    for one in enrolments:
        called[programme_shown(one.programme, declined)].append(one)
    found: set[str] = set()
    for name, same in called.items():
        unnamed = [one for one in same if one.programme != name]
        if len(unnamed) < len(same):
            found |= {one.id for one in unnamed}
        elif unnamed:
            told = max(unnamed, key=lambda one: (not one.ended_on, taken.get(one.id, 0)))
            found |= {one.id for one in unnamed} - {told.id}
    return frozenset(found)


def fact_shown(code: str, declined: Sequence[Refusal]) -> bool:
    """Say whether a fact (code) may be named."""
    return code not in _NAMING or is_allowed(_NAMING[code], declined)


def step_asked_for(text: Programme, step: Step, declined: Sequence[Refusal]) -> bool:
    """Say whether a step of a programme may still be asked for: it gives nothing that was declined.

    Of a programme that may not be named only the way home is left, which it shares with the standard.
    """
    called = programme_shown(text.code, declined)
    if called == text.code:
        return step_allowed(step.code, declined)
    standard = PROGRAMMES.get(called)
    if standard is None or text.area != standard.area:
        return False
    return standard.step(step.code) is not None or step.departs


def _way(way: Way, declined: Sequence[Refusal]) -> Way | None:
    programme = way.enrolment.programme
    called = programme_shown(programme, declined)
    if called == programme:
        return _without_offers(way, declined)
    standard = PROGRAMMES.get(called)
    leads_home = way.text is not None and standard is not None and way.text.area == standard.area
    if way.text is not None and standard is not None and leads_home:
        return _as_standard(way, way.text, standard, declined)
    return _only_breaches(way, called)


def own_conditions(text: Programme, declined: Sequence[Refusal]) -> bool:
    """Say whether a programme has gates of its own on the way home that the standard does not have."""
    standard = PROGRAMMES.get(programme_shown(text.code, declined))
    ahead = [text.place_of(step.code) for step in text.steps if step_asked_for(text, step, declined)]
    last = max(ahead, default=-1)
    return standard is not None and any(
        standard.gate(gate.code) is None and text.place_of(gate.before) <= last for gate in text.gates
    )


def _only_breaches(way: Way, called: str) -> Way | None:
    breached = tuple(one for one in way.gates if one.state == GateState.BREACHED)
    return Way(enrolment=way.enrolment, text=None, gates=breached, called=called) if breached else None


def _without_offers(way: Way, declined: Sequence[Refusal]) -> Way:
    """Leave out what is still to come and was declined; what was done and given is told as it was."""
    if way.text is None:
        return way
    steps = tuple(
        row for row in way.steps if row.state == StepState.DONE or step_asked_for(way.text, row.step, declined)
    )
    given = {one.item for one in way.support}
    text = msgspec.structs.replace(
        way.text,
        support=tuple(one for one in way.text.support if one.code in given or is_allowed(offer_of(one.code), declined)),
        outcomes=_outcomes(way, way.text.outcomes, declined),
    )
    return replace(way, text=text, steps=steps, gates=_gates(way, way.text, {row.step.code for row in steps}))


def _as_standard(way: Way, text: Programme, standard: Programme, declined: Sequence[Refusal]) -> Way:
    """Show the way home that is left of a programme nobody may name: the steps it shares with the standard."""
    steps = tuple(row for row in way.steps if step_asked_for(text, row.step, declined))
    shown = {row.step.code for row in steps}
    plain = msgspec.structs.replace(
        text,
        en=standard.en,
        nl=standard.nl,
        summary_en="",
        summary_nl="",
        steps=tuple(row.step for row in steps),
        gates=tuple(_plain(gate, standard) for gate in text.gates),
        support=tuple(one for one in text.support if is_allowed(offer_of(one.code), declined)),
        outcomes=_outcomes(way, text.outcomes, declined),
    )
    support = tuple(one for one in way.support if plain.item(one.item) is not None)
    return replace(way, text=plain, steps=steps, gates=_gates(way, text, shown), support=support, called=standard.code)


def _plain(gate: Gate, standard: Programme) -> Gate:
    known = standard.gate(gate.code)
    name = ", ".join(evidence_name(kind) for kind in gate.evidence)
    en, nl = (known.en, known.nl) if known is not None else (name, name)
    return msgspec.structs.replace(gate, en=en, nl=nl)


def _outcomes(way: Way, outcomes: Sequence[Outcome], declined: Sequence[Refusal]) -> tuple[Outcome, ...]:
    now = way.enrolment.outcome if not way.called else ""
    return tuple(
        one for one in outcomes if one.code == now or one.code not in _OFFERS or is_allowed(one.code, declined)
    )


def _gates(way: Way, text: Programme, shown: set[str]) -> tuple[Passage, ...]:
    """Return the gates that stand before a step that is shown, and whatever was passed without evidence."""
    last = max((text.place_of(step) for step in shown), default=-1)
    return tuple(one for one in way.gates if one.state == GateState.BREACHED or text.place_of(one.before) <= last)
