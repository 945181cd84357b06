"""People are found by when they may have been born: who is born within the days asked for is found, nobody else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.ages import birth_of
from counsellor_app.domain.births_asked import asked_in
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.domain.records import Person, Precision
from tests.counsellor_app.store.conftest import Team

BIRTHS = (
    ("1980", "year", 0), ("1980-05-17", "known", 0), ("1982", "estimated", 0), ("1976", "estimated", 4),
    ("1976", "estimated", 3), ("1979-12-31", "known", 0), ("1980", "unknown", 0), ("", "", 0),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words", "births"),
    [
        ("selam 1980", "selam", [("1980-01-01", "1980-12-31")]),
        ("about 1980 selam", "selam", [("1978-01-01", "1982-12-31")]),
        ("ca. 1980", "", [("1978-01-01", "1982-12-31")]),
        ("~1980", "", [("1978-01-01", "1982-12-31")]),
        ("omstreeks 1980", "", [("1978-01-01", "1982-12-31")]),
        ("07-03-1988", "", [("1988-03-07", "1988-03-07")]),
        ("1988-03-07", "", [("1988-03-07", "1988-03-07")]),
        ("31-02-1988", "31-02-1988", []),
        ("2999", "2999", []),
        ("V 284.115.1980", "V 284.115.1980", []),
        ("06-1980123", "06-1980123", []),
        ("ETN-2024-K7", "ETN-2024-K7", []),
        ("rond", "rond", []),
    ],
)
def test_births_are_read_from_what_is_typed(text: str, words: str, births: list[tuple[str, str]]) -> None:
    asked = asked_in(text)
    assert asked.words.split() == words.split()
    assert [(one.earliest, one.latest) for one in asked.births] == births


@given(st.text(max_size=60))
def test_any_text_is_a_question(text: str) -> None:
    asked = asked_in(text)
    assert len(asked.words) <= len(text) + len(asked.births) + 1


def found(team: Team, text: str) -> set[str]:
    rows = {row.name for row in team.one.store.queries.cases(CaseFilter(query=text))[0]}
    hits = {hit.name for hit in team.one.store.queries.search(text, only="person")}
    assert hits == rows
    return rows


def test_whoever_may_be_born_then_is_found(team: Team) -> None:
    for number, (day, precision, span) in enumerate(BIRTHS):
        person = Person(name=f"Selam {number}", birth_date=day, birth_precision=precision, birth_span=span)
        team.one.open_case(records=[person])
    for text, low, high in (
        ("1980", date(1980, 1, 1), date(1980, 12, 31)),
        ("ca. 1980", date(1978, 1, 1), date(1982, 12, 31)),
        ("17-05-1980", date(1980, 5, 17), date(1980, 5, 17)),
        ("1979-12-31", date(1979, 12, 31), date(1979, 12, 31)),
        ("1950", date(1950, 1, 1), date(1950, 12, 31)),
    ):
        expected = {
            f"Selam {number}"
            for number, (day, precision, span) in enumerate(BIRTHS)
            if (born := birth_of(day, precision, span)) is not None and born.earliest <= high and born.latest >= low
        }
        assert found(team, text) == expected, text
        assert found(team, f"{text} selam") == expected
        assert team.one.store.queries.count_cases(CaseFilter(query=text)) == len(expected)
    assert Precision.ESTIMATED == "estimated"


def test_a_year_may_as_well_be_part_of_a_number(team: Team) -> None:
    case, _records = team.one.open_case(alien_number="1980115093", reference="AB-1980-7")
    assert {row.id for row in team.one.store.queries.cases(CaseFilter(query="1980"))[0]} == {case.id}
