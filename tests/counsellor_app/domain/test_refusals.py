"""Refusals: a no is never weakened by another no, by order or repetition; what REAN itself gives stays."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.ages import Birth
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes_list import PROGRAMMES
from counsellor_app.domain.records import FlagCode
from counsellor_app.domain.refusals import (
    COVERED,
    PROTECTING,
    STANDARD,
    Offer,
    Partner,
    Refusal,
    covering,
    covers,
    flags_shown,
    in_force,
    is_allowed,
    offers_allowed,
    programme_offered,
    programme_shown,
    read_offer,
    refuse_declined,
)

CODES = [
    *(str(offer) for offer in Offer),
    *(f"contact:{partner}" for partner in Partner),
    *(f"programme:{code}" for code in PROGRAMMES),
    *(f"label:{code}" for code in (*PROGRAMMES, *FlagCode)),
    *(f"print:{offer}" for offer in Offer),
    "contact:some-church",
]
codes = st.sampled_from(CODES)
refusals = st.lists(
    st.builds(
        Refusal, offer=codes, removed=st.booleans(), on=st.dates(date(2020, 1, 1), date(2026, 1, 1)).map(date.isoformat)
    ),
    max_size=6,
)
born = st.one_of(st.none(), st.dates(date(1980, 1, 1), date(2015, 1, 1)).map(lambda day: Birth(day, day)))


@given(refusals, refusals)
def test_another_refusal_never_allows_more(first: list[Refusal], second: list[Refusal]) -> None:
    fewer = set(offers_allowed(CODES, [*first, *second]))
    assert fewer <= set(offers_allowed(CODES, first)) & set(offers_allowed(CODES, second))
    assert fewer == set(offers_allowed(CODES, first)) & set(offers_allowed(CODES, second))


@given(refusals, st.randoms())
def test_order_and_repetition_do_not_matter(declined: list[Refusal], random: object) -> None:
    shuffled = [*declined, *declined]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert offers_allowed(CODES, declined) == offers_allowed(CODES, shuffled)


@given(refusals)
def test_what_was_withdrawn_takes_nothing_away(declined: list[Refusal]) -> None:
    standing = [refusal for refusal in declined if not refusal.removed]
    assert offers_allowed(CODES, declined) == offers_allowed(CODES, standing)


@given(codes)
def test_what_was_declined_is_declined_with_its_name_and_its_print(code: str) -> None:
    declined = [Refusal(offer=code)]
    if code != Offer.BEYOND_REAN:
        assert not is_allowed(code, declined)
        assert not is_allowed(f"label:{code}", declined)
        assert not is_allowed(f"print:{code}", declined)
    assert offers_allowed(CODES, []) == tuple(CODES)


@given(refusals, born)
def test_in_force_only_leaves_out(declined: list[Refusal], day: Birth | None) -> None:
    standing = in_force(declined, day)
    assert set(standing) <= {refusal for refusal in declined if not refusal.removed}
    if day is None:
        assert list(standing) == [refusal for refusal in declined if not refusal.removed]


def test_beyond_rean_takes_all_but_rean() -> None:
    declined = [Refusal(offer="beyond-rean")]
    allowed = set(offers_allowed(CODES, declined))
    assert set(map(str, STANDARD)) <= allowed
    assert {"programme:REAN", "contact:ind", "contact:nidos", "contact:embassy", "label:health"} <= allowed
    gone = {"arrival", "reintegration", "referral", "follow-up", "trafficking-support", "programme:HRT", "contact:stv"}
    gone |= {"programme:VOT", "label:VOT", "label:trafficking", "contact:mission", "contact:some-church"}
    gone |= {"print:referral", "print:reintegration", "contact:ggd", "contact:police"}
    assert not gone & allowed


def test_names_of_a_case_after_a_refusal() -> None:
    declined = [Refusal(offer="trafficking-support")]
    assert programme_shown("VOT", declined) == "REAN"
    assert programme_shown("HRT", declined) == "HRT"
    assert programme_shown("", declined) == ""
    assert flags_shown(("trafficking", "health"), declined) == ("health",)
    assert programme_shown("VOT", []) == "VOT"


@pytest.mark.parametrize(
    ("birth", "counts"),
    [
        (Birth(date(2010, 5, 1), date(2010, 5, 1)), False),
        (Birth(date(2008, 1, 1), date(2008, 1, 1)), True),
        (Birth(date(2008, 1, 1), date(2008, 12, 31)), True),
        (None, True),
    ],
)
def test_a_minor_keeps_what_protects_him(birth: Birth | None, counts: bool) -> None:
    for offer in PROTECTING:
        assert bool(in_force([Refusal(offer=offer, on="2026-06-01")], birth)) is counts
    assert in_force([Refusal(offer="photo", on="2026-06-01")], birth)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Beyond REAN", "beyond-rean"),
        ("arrival", "arrival"),
        ("contact: CoMensha STV ", "contact:comensha-stv"),
        ("contact:stv", "contact:stv"),
        ("programme:hrpt", "programme:HRT"),
        ("print:referral", "print:referral"),
    ],
)
def test_codes_are_read_as_written(text: str, code: str) -> None:
    assert read_offer(text) == code


@pytest.mark.parametrize("text", ["", "everything", "contact:", "contact:--", "programme:NONE", "offer:x"])
def test_what_is_no_offer_is_refused(text: str) -> None:
    with pytest.raises(ActionableError):
        read_offer(text)


def test_the_guard_speaks() -> None:
    refuse_declined("arrival", [])
    with pytest.raises(ActionableError):
        refuse_declined("arrival", [Refusal(offer="beyond-rean")])
    assert not covers("", "arrival")


@pytest.mark.parametrize(
    "code", ["label:VOT", "label:trafficking", "label:HRT", "print:referral", "contact:stv", "arrival"]
)
def test_what_covers_a_code_is_every_refusal_that_does(code: str) -> None:
    known = {
        *map(str, Offer),
        *COVERED,
        *(one for more in COVERED.values() for one in more),
        code,
        "HRT",
        "VOT",
        "trafficking",
    }
    assert {one for one in known if covers(one, code)} == set(covering(code))


def test_the_flag_and_the_programme_of_trafficking_are_one_name() -> None:
    for said in ("label:VOT", "label:trafficking"):
        refusals = [Refusal(offer=said)]
        assert programme_shown("VOT", refusals) == "REAN"
        assert flags_shown(["trafficking", "health"], refusals) == ("health",)
        assert not programme_offered("VOT", refusals)
