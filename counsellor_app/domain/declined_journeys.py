"""A journey without what the client declined: programmes, steps, support, checks and facts. Pure.

What counts as declined is decided in :mod:`counsellor_app.domain.refusals` alone. Gates stay, for they are conditions
and no offers; where a programme is not named, its own gates go by the evidence they demand. However many programmes led
home, after a refusal of all but the standard one way home is told: the conditions of the others are told with it.
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
    lapsed_gates,
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
    twice = told_twice([way.enrolment for way in journey.ways], taken, declined)
    told = [way for one in journey.ways if one.enrolment.id not in twice and (way := _way(one, declined)) is not None]
    for way in journey.ways:
        if way.enrolment.id in twice:
            _tell_with(told, way, declined)
    ways = tuple(told)
    checks = tuple(one for one in journey.checks if is_allowed(f"label:{one.programme}", declined))
    facts = tuple(one for one in journey.facts if fact_shown(one.code, declined))
    changed = (ways, checks, facts) != (journey.ways, journey.checks, journey.facts)
    less = changed or not all(programme_offered(code, declined) for code in PROGRAMMES)
    return replace(journey, ways=ways, checks=checks, facts=facts, less=less)


def told_twice(
    enrolments: Sequence[Enrolment], taken: Mapping[str, int], declined: Sequence[Refusal]
) -> frozenset[str]:
    """Return the enrolments (ids) of programmes that may not be named, whose way home another one tells already.

    Of several that would all be called by the standard, it is the standard itself that is told, else (also where that
    ended and another goes on) the one that goes on and came furthest. *taken*: how many steps of each (by id) are done.
    """
    called: dict[str, list[Enrolment]] = defaultdict(list)
    for one in enrolments:
        called[programme_shown(one.programme, declined)].append(one)
    found: set[str] = set()
    for name, same in called.items():
        unnamed = [one for one in same if one.programme != name]
        found |= {one.id for one in unnamed}
        named = [one for one in same if one.programme == name]
        home = [one for one in unnamed if _as_the_standard(one.programme, name)]
        if not named or (all(one.ended_on for one in named) and any(not one.ended_on for one in home)):
            found -= {one.id for one in [*_furthest(home, taken), *_furthest(unnamed, taken)][:1]}
    return frozenset(found)


def _furthest(enrolments: Sequence[Enrolment], taken: Mapping[str, int]) -> list[Enrolment]:
    return sorted(enrolments, key=lambda one: (bool(one.ended_on), -taken.get(one.id, 0)))[:1]


def _as_the_standard(programme: str, standard: str) -> bool:
    """Say whether a programme leads where the one leads whose name it goes by."""
    text, known = PROGRAMMES.get(programme), PROGRAMMES.get(standard)
    return text is None or known is None or text.area == known.area


def _tell_with(told: list[Way], hidden: Way, declined: Sequence[Refusal]) -> None:
    """Tell what *hidden* still demands on the way home, and what it breached, with the way that is *told* instead."""
    called = programme_shown(hidden.enrolment.programme, declined)
    place = next((at for at, way in enumerate(told) if way.label == called and way.text is not None), None)
    if place is not None and hidden.text is not None:
        told[place] = _with_conditions(told[place], hidden, hidden.text, declined)
    elif (broken := _only_breaches(hidden, called)) is not None:
        told.append(broken)


def _with_conditions(told: Way, hidden: Way, text: Programme, declined: Sequence[Refusal]) -> Way:
    standard, own = told.text, {gate.code for gate in own_conditions(text, declined)}
    assert standard is not None
    leaving = next((step.code for step in standard.steps if step.departs), "")
    kept = [
        one if one.state == GateState.BREACHED else replace(one, before=leaving)
        for one in hidden.gates
        if one.state == GateState.BREACHED or (one.gate in own and one.state != GateState.NOT_NEEDED)
    ]
    codes = {one.gate for one in kept}
    gates = [_plain(gate, standard) for gate in text.gates if gate.code in codes and standard.gate(gate.code) is None]
    shut = tuple(one.gate for one in kept if one.state == GateState.BLOCKED)
    steps = tuple(replace(row, closed=(*row.closed, *shut)) if row.step.code == leaving else row for row in told.steps)
    return replace(
        told,
        text=msgspec.structs.replace(standard, gates=(*standard.gates, *gates)),
        steps=steps,
        gates=(*told.gates, *kept),
        evidence=(*told.evidence, *(one for one in hidden.evidence if one.gate in codes)),
        overrides=(*told.overrides, *(one for one in hidden.overrides if one.gate in codes)),
    )


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


def own_conditions(text: Programme, declined: Sequence[Refusal]) -> tuple[Gate, ...]:
    """Return the gates of a programme on the way home that the standard lacks and that no refusal made void."""
    standard = PROGRAMMES.get(programme_shown(text.code, declined))
    ahead = [text.place_of(step.code) for step in text.steps if step_asked_for(text, step, declined)]
    last, lapsed = max(ahead, default=-1), lapsed_gates(declined)
    return tuple(
        gate
        for gate in text.gates
        if standard is not None
        and standard.gate(gate.code) is None
        and text.place_of(gate.before) <= last
        and (text.code, gate.code) not in lapsed
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
