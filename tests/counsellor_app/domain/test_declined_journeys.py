"""What a journey shows after refusals: never a name or an offer that was declined, never one gate less that counts."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.declined_journeys import own_conditions, told_twice, without_declined
from counsellor_app.domain.programmes.gates import CaseFile, GateState
from counsellor_app.domain.programmes.journeys import Journey, journey_of
from counsellor_app.domain.programmes.records import EligibilityCheck, Enrolment, Fact, StepMark, StepState, Support
from counsellor_app.domain.programmes.shipped import shipped_catalogue
from counsellor_app.domain.programmes_list import PROGRAMMES
from counsellor_app.domain.records import Case, CaseStatus, Person
from counsellor_app.domain.refusals import Offer, Refusal, is_allowed, offer_of, step_allowed

TODAY = date(2026, 11, 21)
CODES = sorted(PROGRAMMES)
REFUSED = st.sampled_from([*map(str, Offer), "programme:HRT", "programme:VOT", "label:trafficking", "label:UAM"])
refusals = st.lists(st.builds(Refusal, offer=REFUSED, on=st.just("2026-06-01"), removed=st.booleans()), max_size=3)


@st.composite
def journeys(draw: st.DrawFn) -> Journey:
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True))
    enrolments, marks, support = [], [], []
    for code in codes:
        text = PROGRAMMES[code]
        enrolments.append(Enrolment(id=code, case="c", programme=code, version=text.version, started_on="2026-09-01"))
        for step in draw(st.lists(st.sampled_from([step.code for step in text.steps]), max_size=3)):
            state = draw(st.sampled_from(list(StepState)))
            marks.append(StepMark(id=f"{code}{len(marks)}", enrolment=code, step=step, state=state, on="2026-10-01"))
        items = draw(st.lists(st.sampled_from([item.code for item in text.support] or ["-"]), max_size=1))
        support += [Support(id=f"{code}{item}", enrolment=code, item=item) for item in items]
    status = draw(st.sampled_from([CaseStatus.OPEN, CaseStatus.DEPARTED]))
    file = CaseFile(
        case=Case(id="c", programme=codes[0], status=status),
        today=TODAY,
        persons=[Person()],
        enrolments=enrolments,
        marks=marks,
        facts=[Fact(id="f", code="trafficking", value="yes")],
    )
    checks = [EligibilityCheck(id=code, programme=code) for code in codes]
    return journey_of(file, shipped_catalogue(), checks, support)


def in_words(journey: Journey) -> str:
    parts = [way.label for way in journey.ways]
    for way in journey.ways:
        if way.text is not None:
            parts += [way.text.en, way.text.nl, *(gate.en + gate.nl for gate in way.text.gates)]
            parts += [step.step.en + step.step.nl for step in way.steps]
            parts += [part.en + part.nl for part in (*way.text.support, *way.text.outcomes)]
    return "\n".join([*parts, *(check.programme for check in journey.checks)])


@given(journeys(), refusals)
def test_nothing_is_named_or_offered_that_was_declined(journey: Journey, declined: list[Refusal]) -> None:
    shown = without_declined(journey, declined)
    for way in shown.ways:
        assert is_allowed(f"label:{way.label}", declined)
        assert all(row.state == StepState.DONE or step_allowed(row.step.code, declined) for row in way.steps)
        given = {one.item for one in way.support}
        for item in way.text.support if way.text is not None else ():
            assert item.code in given or is_allowed(offer_of(item.code), declined)
    assert all(is_allowed(f"label:{check.programme}", declined) for check in shown.checks)


@given(journeys())
def test_who_declines_all_but_rean_is_called_by_rean_alone(journey: Journey) -> None:
    shown = without_declined(journey, [Refusal(offer="beyond-rean")])
    assert {way.label for way in shown.ways} <= {"REAN", "AVRD", "HEALTH", "UAM"}
    words = in_words(shown).casefold()
    assert not [word for word in ("traffick", "mensenhandel", "slachtoffer", "victim") if word in words]
    assert "reintegr" not in words or any(way.support for way in shown.ways)
    assert not shown.facts
    assert shown.less


@given(journeys(), refusals)
def test_no_breach_and_no_gate_before_a_step_that_is_shown_goes(journey: Journey, declined: list[Refusal]) -> None:
    shown = without_declined(journey, declined).ways
    told = {(one.enrolment, one.gate) for way in shown for one in way.gates}
    for way in journey.ways:
        assert {(one.enrolment, one.gate) for one in way.gates if one.state == GateState.BREACHED} <= told
    for way in shown:
        gates = {one.gate for one in way.gates}
        assert {gate for row in way.steps for gate in row.closed} <= gates
        assert way.text is None or all(way.text.gate(gate) is not None for gate in gates)


@given(journeys())
def test_one_way_home_is_left_of_all_that_are_beyond_the_standard(journey: Journey) -> None:
    """With what the others still demand: a condition of travelling, such as a safety plan, is no offer."""
    declined = [Refusal(offer="beyond-rean", on="2026-06-01")]
    shown = without_declined(journey, declined).ways
    assert sum(way.label == "REAN" and way.text is not None for way in shown) <= 1
    told = {(one.enrolment, one.gate) for way in shown for one in way.gates}
    for way in journey.ways:
        if way.text is not None and way.text.area == "return":
            own = {gate.code for gate in own_conditions(way.text, declined)}
            needed = {one.gate for one in way.gates if one.gate in own and one.state != GateState.NOT_NEEDED}
            assert {(way.enrolment.id, gate) for gate in needed} <= told


@given(journeys(), refusals, refusals)
def test_another_refusal_never_shows_more(journey: Journey, first: list[Refusal], second: list[Refusal]) -> None:
    def seen(found: Journey) -> set[tuple[str, str]]:
        return {(way.enrolment.id, row.step.code) for way in found.ways for row in way.steps}

    fewer = without_declined(journey, [*first, *second])
    assert seen(fewer) <= seen(without_declined(journey, first)) & seen(without_declined(journey, second))


@given(journeys(), refusals)
def test_nothing_declined_changes_nothing(journey: Journey, declined: list[Refusal]) -> None:
    assert without_declined(journey, []) is journey
    withdrawn = [Refusal(offer=one.offer, removed=True) for one in declined]
    assert without_declined(journey, withdrawn) == journey


def test_the_way_home_is_told_once() -> None:
    """Of several ways that would be called by the standard the standard is told, else the one that came furthest."""
    ids = {"r": "REAN", "h": "HRT", "v": "VOT"}
    enrolments = [Enrolment(id=one, programme=programme) for one, programme in ids.items()]
    declined = [Refusal(offer="beyond-rean")]
    assert told_twice(enrolments, {}, []) == frozenset()
    assert told_twice(enrolments, {"v": 5}, declined) == {"h", "v"}
    assert told_twice(enrolments[1:], {"v": 5, "h": 2}, declined) == {"h"}
    ended = [enrolments[1], replace(enrolments[2], ended_on="2026-01-01")]
    assert told_twice(ended, {"v": 5, "h": 2}, declined) == {"v"}
    over = replace(enrolments[0], ended_on="2026-01-01")
    assert told_twice([over, *enrolments[1:]], {"v": 5, "h": 2}, declined) == {"h"}
    assert told_twice([over, *ended[1:]], {"v": 5}, declined) == {"v"}
    here = Enrolment(id="m", programme="MIDA")
    assert told_twice([here, enrolments[1]], {"m": 5}, declined) == {"m"}
    assert told_twice(enrolments[2:], {}, declined) == frozenset()
    assert told_twice([*enrolments, replace(enrolments[0], id="again")], {}, declined) == {"h", "v"}


def test_conditions_of_travelling_stay_and_those_of_what_was_declined_go() -> None:
    declined = [Refusal(offer="beyond-rean")]
    own = {code: [gate.code for gate in own_conditions(text, declined)] for code, text in PROGRAMMES.items()}
    assert own["VOT"] == ["safety"]
    assert not any(own[code] for code in ("REAN", "HRT", "RMH", "VARRP", "VULNERABLE"))
