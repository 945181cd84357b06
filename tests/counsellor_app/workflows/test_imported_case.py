"""One row as a case, or refused with every reason."""

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.countries import read_country, read_languages
from counsellor_app.domain.programmes_list import read_programme
from counsellor_app.domain.records import CaseStatus, Sex
from counsellor_app.domain.validation import LONGEST_NOTE, read_alien_number, read_birth_date, read_name
from counsellor_app.workflows.column_names import Field, Mapping, suggest_mapping
from counsellor_app.workflows.imported_case import ImportedCase, RefusedRow, interpret_row, refuse_row
from counsellor_app.workflows.table import Cell, Row, Unreadable

TODAY = date(2026, 11, 21)
ALL = Mapping(tuple(found.value for found in Field), tuple(Field))


def read(headings: list[str], *cells: Cell) -> ImportedCase | RefusedRow:
    """Return what a row under *headings* means."""
    return interpret_row(Row(2, cells), suggest_mapping(headings), TODAY)


def case(headings: list[str], *cells: Cell) -> ImportedCase:
    """Return the case of a row that must be taken."""
    found = read(headings, *cells)
    assert isinstance(found, ImportedCase), found
    return found


def reason(headings: list[str], *cells: Cell) -> str:
    """Return the reason of a row that must be refused."""
    found = read(headings, *cells)
    assert isinstance(found, RefusedRow), found
    return found.reason


def test_a_whole_row() -> None:
    headings = "Dossiernr|Voornaam|Tussenvoegsel|Achternaam|Alias|V-nummer|Geboortedatum|M/V|Nationaliteit|Talen"
    headings += "|Locatie|Programma|Status|Tel|Mobiel|Datum|Opmerking|Toelichting"
    cells = "D-1|Abdi|van der|Hassan|Cabdi; عبدي|V 12.3456.7890|ca. mei 1985|m|Somalische|Somali, Arabisch"
    cells += "|Ter  Apel|rean|lopend|06-1|06-2|1-3-2026|eerste\ngesprek|wil terug"
    assert case(headings.split("|"), *cells.split("|")) == ImportedCase(
        number=2,
        reference="D-1",
        name="Abdi van der Hassan",
        aliases=("Cabdi", "عبدي"),
        alien_number="1234567890",
        birth_date="1985",
        birth_estimated=True,
        sex="male",
        nationality="SO",
        languages=("so", "ar"),
        place="Ter Apel",
        programme="REAN",
        status="open",
        phone="06-1, 06-2",
        opened_on="2026-03-01",
        note="Opmerking: eerste\ngesprek\nToelichting: wil terug\nGeboortedatum: ca. mei 1985",
    )


def test_every_reason_is_given_at_once_and_repeats_nothing() -> None:
    headings = [
        "Naam",
        "V-nummer",
        "Geboortedatum",
        "Geslacht",
        "Nationaliteit",
        "Taal",
        "Programma",
        "Status",
        "Datum",
    ]
    cells = ["", "V 12", "31-02-1985", "q", "Wakanda", "Klingons", "TELEPORT", "zoek", "31-11-2026", "more"]
    found = reason(headings, *cells)
    for heading in headings[1:]:
        assert f"{heading}: " in found
    for words in ("name is missing", "ten digits", "calendar", "more cells"):
        assert words in found
    for cell in ("V 12", "31-02", "Wakanda", "TELEPORT", "zoek"):
        assert cell not in found


@pytest.mark.parametrize(
    ("headings", "cells", "words"),
    [
        (["Naam", "Plaats"], ["Abdi\x00Hassan", ""], "U+0000"),
        (["Naam", "Plaats"], ["Abdi", "Ter\x07Apel"], "U+0007"),
        (["Naam", "Opmerking"], ["Abdi", "a\x1bb"], "U+001B"),
        (["Naam"], ["x" * 201], "too long"),
        (["Naam", "Opmerking"], ["Abdi", "x" * (LONGEST_NOTE + 1)], "too long"),
        (["Naam", "Kenmerk"], ["Abdi", "x" * 100], "too long"),
        (["Naam", "Telefoon"], ["Abdi", "0" * 100], "too long"),
        (["Naam", "V-nummer"], ["Abdi", "123456789"], "ten digits"),
        (["Naam", "V-nummer"], ["Abdi", "1.23457E+09"], "ten digits"),
        (["Naam", "Geboortedatum", "Geboortejaar"], ["Abdi", "3-5-1985", "1986"], "disagree"),
        (["Naam", "Plaats"], ["Abdi", Unreadable("=A1", "no stored result")], "Plaats: no stored result"),
        (["Naam"], ["123"], "name is missing"),
    ],
)
def test_what_is_refused(headings: list[str], cells: list[Cell], words: str) -> None:
    assert words in reason(headings, *cells)


@pytest.mark.parametrize(
    ("status", "day", "found", "departed", "note"),
    [
        ("vertrokken", "1-3-2015", "departed", "2015-03-01", ""),
        ("", "1-3-2015", "departed", "2015-03-01", ""),
        ("vertrokken", "", "departed", "", ""),
        ("vertrokken", "onbekend", "departed", "", ""),
        ("", "21-11-2026", "departed", "2026-11-21", ""),
        ("", "22-11-2026", "", "", "Vertrekdatum: 22-11-2026"),
        ("open", "1-3-2015", "open", "", "Vertrekdatum: 1-3-2015"),
        ("gesloten", "1-3-2015", "closed", "", "Vertrekdatum: 1-3-2015"),
    ],
)
def test_a_departure_that_has_been_makes_the_case_departed(
    status: str, day: str, found: str, departed: str, note: str
) -> None:
    read_as = case(["Naam", "Status", "Vertrekdatum"], "Abdi", status, day)
    assert (read_as.status, read_as.departed_on, read_as.note) == (found, departed, note)


def test_nobody_departs_before_his_case_was_opened() -> None:
    headings = ["Naam", "Datum", "Vertrekdatum"]
    assert "before it was opened" in reason(headings, "Abdi", "2-3-2015", "1-3-2015")
    assert "Vertrekdatum: " in reason(headings, "Abdi", "2-3-2015", "31-02-2015")
    assert case(headings, "Abdi", "1-3-2015", "1-3-2015").departed_on == "2015-03-01"


def test_what_does_not_matter_is_not_refused() -> None:
    assert case(["Naam", "Kolom X"], "Abdi", Unreadable("=A1", "no stored result")).name == "Abdi"
    assert case(["Naam", "Taal"], "Abdi").languages == ()
    assert case(["Naam"], "Abdi", "", "  ").name == "Abdi"
    assert case(["Naam", "V-nummer", "Geslacht"], "Abdi", "onbekend", "").alien_number == ""


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("V1234567890", "1234567890"),
        ("v-nr: 1234567890", "1234567890"),
        ("123 456 7890", "1234567890"),
        ("12.3456.7890", "1234567890"),
    ],
)
def test_alien_numbers_however_they_are_grouped(written: str, digits: str) -> None:
    assert case(["Naam", "V-nummer"], "Abdi", written).alien_number == digits


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("M", "male"),
        ("Vrouw", "female"),
        ("f", "female"),
        ("v.", "female"),
        ("X", "other"),
        ("", ""),
        ("non-binair", "other"),
    ],
)
def test_sexes(written: str, value: str) -> None:
    assert case(["Naam", "Geslacht"], "Abdi", written).sex == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("Actief", "open"),
        ("afgesloten", "closed"),
        ("On hold", "paused"),
        ("vertrokken", "departed"),
        ("Beëindigd", "closed"),
        ("withdrawn", "withdrawn"),
    ],
)
def test_statuses(written: str, value: str) -> None:
    assert case(["Naam", "Status"], "Abdi", written).status == value


def test_dates_of_cells_and_of_another_order() -> None:
    assert case(["Naam", "Geboortedatum"], "Abdi", date(1985, 5, 3)).birth_date == "1985-05-03"
    assert case(["Naam", "Geboortejaar"], "Abdi", "1985").birth_date == "1985"
    assert case(["Naam", "Geboortedatum", "Geboortejaar"], "Abdi", "", "ca. 1985").birth_estimated
    american = Mapping(("Naam", "DOB"), (Field.NAME, Field.BIRTH_DATE), ((Field.PLACE, "Zeist"),), day_first=False)
    found = interpret_row(Row(2, ("Abdi", "05/03/1985")), american, TODAY)
    assert isinstance(found, ImportedCase)
    assert (found.birth_date, found.place) == ("1985-05-03", "Zeist")


def test_refused_by_the_workflow() -> None:
    row = Row(9, ("Abdi", date(1985, 5, 3)))
    assert refuse_row(row, "taken") == RefusedRow(9, "taken", row.cells)


values = st.one_of(
    st.text(max_size=30),
    st.dates(),
    st.just(Unreadable("=A1", "x")),
    st.sampled_from(
        ["Abdi", "1234567890", "m", "REAN", "so", "SO", "1985", "ca. 1990", "open", "1-3-2026", "-", "onbekend"]
    ),
)


@given(st.lists(values, max_size=len(Field) + 2))
def test_a_case_is_clean_as_the_domain_wants_it_or_the_row_is_refused(cells: list[Cell]) -> None:
    found = interpret_row(Row(5, tuple(cells)), ALL, TODAY)
    assert found.number == 5
    if isinstance(found, RefusedRow):
        assert found.cells == tuple(cells)
        assert found.reason
        return
    assert read_name(found.name) == found.name
    assert read_alien_number(found.alien_number) == found.alien_number
    assert read_birth_date(found.birth_date, TODAY)[0] == found.birth_date
    assert read_country(found.nationality) == found.nationality
    assert read_languages(",".join(found.languages)) == found.languages
    assert read_programme(found.programme) == found.programme
    assert found.sex in set(Sex)
    assert found.status in {"", *CaseStatus}
    for each in fields(found):
        value = getattr(found, each.name)
        assert not isinstance(value, str) or "\x00" not in value
