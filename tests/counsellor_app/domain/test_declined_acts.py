"""What was declined is not saved here, and is told where it was saved elsewhere."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.declined_acts import CONCERNED, Deed, acting, breaches_of, check
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.photos import Photo
from counsellor_app.domain.programmes.records import Enrolment, StepMark, Support
from counsellor_app.domain.records import Case, Flag, Note, Person, Record
from counsellor_app.domain.refusals import Offer, Refusal, covers
from counsellor_app.domain.trafficking import (
    Perpetrator,
    SupportPlan,
    TraffickingEvent,
    TraffickingOrganisation,
    TraffickingRecord,
)

DAY = 24 * 3600 * 1000
CODES = st.sampled_from(
    [
        "programme:HRT",
        "programme:VOT",
        "programme:REAN",
        "photo",
        "label:trafficking",
        "label:health",
        "arrival",
        "cash",
    ]
)
OFFERS = st.sampled_from([*map(str, Offer), "programme:HRT", "label:health", "label:VOT"])
MOMENTS = st.integers(0, 40 * DAY)
DEEDS = st.lists(
    st.builds(
        lambda number, codes, at: Deed(kind="flag", record=f"{number:032x}", codes=tuple(codes), at=at),
        st.integers(0, 999), st.lists(CODES, min_size=1, max_size=2, unique=True), MOMENTS,
    ), max_size=6, unique_by=lambda deed: deed.record,
)  # fmt: skip
REFUSALS = st.lists(
    st.tuples(st.builds(lambda n, offer: Refusal(id=f"{n:032x}", offer=offer), st.integers(0, 9), OFFERS), MOMENTS),
    max_size=4,
    unique_by=lambda one: one[0].id,
)


@given(DEEDS, REFUSALS)
def test_a_breach_is_what_came_after_a_refusal_that_covers_it(
    deeds: list[Deed], refusals: list[tuple[Refusal, int]]
) -> None:
    found = {(one.record, one.code) for one in breaches_of(deeds, refusals)}
    assert found == {
        (deed.record, code)
        for deed in deeds
        for code in deed.codes
        if any(covers(refusal.offer, code) and deed.at > at for refusal, at in refusals)
    }


@given(DEEDS, REFUSALS)
def test_the_order_in_which_things_arrive_does_not_matter(
    deeds: list[Deed], refusals: list[tuple[Refusal, int]]
) -> None:
    assert breaches_of(deeds[::-1], refusals[::-1]) == breaches_of(deeds, refusals)


@given(DEEDS, REFUSALS)
def test_without_the_refusal_nothing_is_a_breach(deeds: list[Deed], refusals: list[tuple[Refusal, int]]) -> None:
    assert breaches_of(deeds, []) == ()
    for kept in range(len(refusals)):
        fewer = {(one.record, one.code) for one in breaches_of(deeds, refusals[:kept])}
        assert fewer <= {(one.record, one.code) for one in breaches_of(deeds, refusals)}


@pytest.mark.parametrize(
    ("done_on", "written", "declined_on", "refused_at", "told"),
    [
        ("2026-11-10", 9, "2026-11-12", 8, True),  # written when the refusal was known
        ("2026-11-10", 7, "2026-11-12", 8, False),
        ("2026-11-12", 7, "2026-11-12", 8, False),
        ("2026-11-13", 7, "2026-11-12", 8, True),  # the refusal was written down a day late
    ],
)
def test_days_count_too(done_on: str, written: int, declined_on: str, refused_at: int, told: bool) -> None:
    deed = Deed(kind="support", record="d", codes=("arrival",), on=done_on, at=written)
    found = breaches_of([deed], [(Refusal(offer="arrival", on=declined_on), refused_at)])
    assert bool(found) is told
    assert [one.on for one in found] == ([done_on] if told else [])


def test_a_programme_that_runs_already_is_no_breach_when_its_enrolment_is_written_down_later() -> None:
    refusal = (Refusal(offer="reintegration", on="1970-01-05"), 4 * DAY)
    case = Deed(kind="case", record="c", codes=("programme:HRT",), at=DAY)
    implied = Deed(kind="enrolment", record="e", codes=("programme:HRT",), on="1970-01-02", at=9 * DAY, implied=True)
    assert breaches_of([case, implied], [refusal]) == ()
    found = breaches_of([replace(case, at=9 * DAY), implied], [refusal])
    assert [(one.kind, one.code) for one in found] == [("enrolment", "programme:HRT")]


KNOWN = Case(id="c", programme="HRT")
SAVED: list[tuple[Record, str]] = [
    (replace(KNOWN, programme="VARRP"), "reintegration"),
    (Enrolment(case="c", programme="VARRP"), "programme:VARRP"),
    (Enrolment(case="c", programme="VOT"), "trafficking-support"),
    (StepMark(case="c", step="reception"), "arrival"),
    (StepMark(case="c", step="reception", state="planned"), "beyond-rean"),
    (Support(case="c", item="tools"), "reintegration"),
    (Support(case="c", item="cash"), "bridging-contribution"),
    (Flag(case="c", code="trafficking"), "label:trafficking"),
    (Photo(case="c"), "photo"),
    (TraffickingRecord(case="c"), "trafficking-support"),
    (TraffickingEvent(case="c"), "label:trafficking"),
    (Perpetrator(case="c"), "label:trafficking"),
    (TraffickingOrganisation(case="c"), "label:trafficking"),
    (SupportPlan(case="c"), "trafficking-support"),
]


@pytest.mark.parametrize(("record", "offer"), SAVED)
def test_what_was_declined_is_refused(record: Record, offer: str) -> None:
    before: dict[str, Record] = {"c": KNOWN}
    assert acting([record], KNOWN)
    check([record], before, [], [], [])
    check([record], before, [Refusal(offer="contact:police")], [], [])
    check([record], before, [Refusal(offer=offer, removed=True)], [], [])
    with pytest.raises(ActionableError):
        check([record], before, [Refusal(offer=offer)], [], [])
    with pytest.raises(ActionableError):
        check([Refusal(case="c", offer=offer), record], before, [], [], [])
    if record.id != "c":
        check([replace(record, id="r")], before | {"r": replace(record, id="r")}, [Refusal(offer=offer)], [], [])


def test_what_cannot_have_been_declined_is_not_looked_at() -> None:
    assert {type(record) for record, _offer in SAVED} == CONCERNED
    assert not acting([Note(case="c", text="…"), Person(case="c"), replace(KNOWN, place="Ter Apel")], KNOWN)


def test_dropping_a_step_is_never_declined() -> None:
    check([StepMark(case="c", step="reception", state="dropped")], {"c": KNOWN}, [Refusal(offer="arrival")], [], [])


def test_a_minor_keeps_what_protects_him() -> None:
    child = Person(id="p", case="c", birth_date="2012-03-01", birth_precision="known")
    refusal = Refusal(offer="trafficking-support", on="2026-06-01")
    check([Enrolment(case="c", programme="VOT")], {"c": KNOWN}, [refusal], [child], [])
    with pytest.raises(ActionableError):
        check([Enrolment(case="c", programme="VOT")], {"c": KNOWN}, [refusal], [replace(child, birth_date="1999")], [])


def test_the_enrolment_the_case_itself_implies_may_be_written_down_once() -> None:
    refusal = [Refusal(offer="reintegration")]
    check([Enrolment(case="c", programme="HRT")], {"c": KNOWN}, refusal, [], [])
    with pytest.raises(ActionableError):
        check([Enrolment(case="c", programme="HRT")], {"c": KNOWN}, refusal, [], ["HRT"])
