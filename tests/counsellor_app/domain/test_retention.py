"""For how long a closed case is kept, at its boundary days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.programmes.catalogue import Catalogue, Edition
from counsellor_app.domain.programmes.reading import read_programme_text
from counsellor_app.domain.programmes.shipped import shipped_programmes, shipped_text
from counsellor_app.domain.retention import ALL, MOST_YEARS, ClosedCase, RetentionRule, decided, kept

RQS = (
    shipped_text("RQS", "2007")
    .replace('"2007"', '"own"\nvalid_from = 2020-01-01')
    .replace("[retention]", "[retention]\nyears = 7")
)
TEXTS = Catalogue([*(Edition(one) for one in shipped_programmes()), Edition(read_programme_text(RQS), "aa")])


def closed(*programmes: tuple[str, str], on: str = "2020-02-29") -> ClosedCase:
    return ClosedCase("ab" * 16, "2020-1", "Selam", programmes, date.fromisoformat(on))


@pytest.mark.parametrize(
    ("programmes", "years", "expected"),
    [
        ((), {ALL: 5}, 5),
        ((), {}, None),
        ((("REAN", "2007"),), {}, None),
        ((("REAN", "2007"),), {ALL: 5}, 5),
        ((("REAN", "2007"),), {ALL: 5, "REAN": 2}, 2),
        ((("REAN", "2007"),), {"HRT": 5}, None),
        ((("REAN", "2007"), ("HRT", "vw2000")), {"REAN": 2, "HRT": 10}, 10),
        ((("REAN", "2007"), ("HRT", "vw2000")), {"REAN": 2}, None),
        ((("RQS", "own"),), {}, 7),
        ((("RQS", "own"),), {ALL: 5}, 7),
        ((("RQS", "own"),), {"RQS": 3}, 3),
        ((("RQS", "2007"),), {}, None),
        ((("REAN", "moon"),), {ALL: 4}, 4),
    ],
)
def test_which_years_count(programmes: tuple[tuple[str, str], ...], years: dict[str, int], expected: int) -> None:
    assert kept(closed(*programmes), years, TEXTS).years == expected


@pytest.mark.parametrize(
    ("on", "years", "last"),
    [("2020-02-29", 1, "2021-02-28"), ("2020-02-29", 4, "2024-02-29"), ("2019-12-31", 5, "2024-12-31")],
)
def test_the_last_day_is_kept_and_the_next_is_past(on: str, years: int, last: str) -> None:
    found = kept(closed(on=on), {ALL: years}, TEXTS)
    day = date.fromisoformat(last)
    assert found.until == day
    assert not found.past(day)
    assert found.past(day + timedelta(days=1))


def test_what_is_not_decided_is_never_past() -> None:
    assert not kept(closed(("REAN", "2007")), {}, TEXTS).past(date(9000, 1, 1))


def test_the_last_word_on_a_programme_stands_and_nonsense_does_not() -> None:
    rules = [RetentionRule(programme="REAN", years=5), RetentionRule(years=9), RetentionRule(programme="REAN", years=0)]
    assert decided(rules) == {ALL: 9}
    assert decided([RetentionRule(years=-1), RetentionRule(programme="HRT", years=MOST_YEARS + 1)]) == {}


PAIRS = st.lists(st.sampled_from([("REAN", "2007"), ("HRT", "vw2000"), ("UAM", "2007")]), unique=True)
YEARS = st.dictionaries(st.sampled_from([ALL, "REAN", "HRT", "UAM"]), st.integers(1, MOST_YEARS))


@given(PAIRS, YEARS, st.integers(1, MOST_YEARS))
def test_more_programmes_never_shorten_the_time(pairs: list[tuple[str, str]], years: dict[str, int], more: int) -> None:
    """And the order in which a case was in them does not matter."""
    found = kept(closed(*pairs), years, TEXTS)
    assert kept(closed(*reversed(pairs)), years, TEXTS).until == found.until
    longer = kept(closed(*pairs, ("VOT", "2007")), {**years, "VOT": more}, TEXTS)
    if pairs and found.until is not None:
        assert longer.until is not None
        assert longer.until >= found.until
