"""Headings as offices write them, and a person's own mapping."""

from contextlib import suppress
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.workflows.column_names import (
    SEVERAL,
    Field,
    column_letter,
    field_label,
    read_mapping,
    recognised,
    suggest_mapping,
)

KNOWN = {
    Field.REFERENCE: ["Dossiernummer", "Dossier nr.", "kenmerk", "Reference", "Case no.", "Cliëntnummer", "Zaaknr"],
    Field.NAME: ["Naam", "NAAM CLIËNT", "Naam van de cliënt", "Name", "Full name", "Cliënt", "Naam / Name"],
    Field.FIRST_NAME: ["Voornaam", "voornamen", "First name", "Given name(s)"],
    Field.INFIX: ["Tussenvoegsel", "tussenvoegsel(s)", "Voorvoegsel"],
    Field.LAST_NAME: ["Achternaam", "Surname", "Family name", "Last_name"],
    Field.OWN_NAME: ["Naam (eigen schrift) eigen schrift", "Name in own script"],
    Field.ALIAS: ["Alias", "Aliassen", "Bijnaam", "a.k.a."],
    Field.ALIEN_NUMBER: ["V-nummer", "V nr.", "V_NUMMER", "Vreemdelingennummer", "Alien number", "V-nr (10 cijfers)"],
    Field.BIRTH_DATE: ["Geboortedatum", "Geb. datum", "Geboren", "Date of birth", "DOB", "Geboortedatum (dd-mm-jjjj)"],
    Field.BIRTH_YEAR: ["Geboortejaar", "Year of birth"],
    Field.SEX: ["Geslacht", "M/V", "m/v/x", "Sex", "Gender"],
    Field.NATIONALITY: ["Nationaliteit", "Nationality", "Land", "Country of origin", "Land van herkomst"],
    Field.LANGUAGES: ["Taal", "Talen", "Taal/talen", "Languages", "Language 2", "Moedertaal"],
    Field.PLACE: ["Locatie", "AZC", "Plaats", "Place", "Locatie/AZC", "Opvanglocatie"],
    Field.PROGRAMME: ["Programma", "Programme", "program", "Regeling"],
    Field.STATUS: ["Status", "Status dossier"],
    Field.PHONE: ["Telefoon", "Tel.", "Tel.nr.", "Mobiel", "Phone number", "06-nummer"],
    Field.OPENED_ON: ["Datum", "Datum aanmelding", "Intakedatum", "Date", "Date of intake"],
    Field.DEPARTED_ON: ["Vertrekdatum", "Datum vertrek", "Vertrokken op", "Departure date", "Departed on"],
    Field.NOTE: ["Opmerking", "Opmerkingen", "Notitie", "Notes", "Toelichting", "Opmerking 2", "Remarks"],
}


@pytest.mark.parametrize(
    ("found", "heading"), [(found, heading) for found, names in KNOWN.items() for heading in names]
)
def test_headings_of_offices_are_recognised(found: Field, heading: str) -> None:
    for written in (heading, heading.upper(), heading.lower(), f"  {heading} ", f"{heading}:"):
        assert recognised(written) is found


@pytest.mark.parametrize("heading", ["", "Begeleider", "Kolom 4", "?", "()", "2026", "volgnr", "bijlage", "V"])
def test_other_headings_are_not_taken(heading: str) -> None:
    assert recognised(heading) is None


@given(st.lists(st.one_of(st.text(max_size=20), st.sampled_from(list(chain(*KNOWN.values())))), max_size=30))
def test_a_field_is_filled_by_one_column_unless_it_may_be_several(headings: list[str]) -> None:
    mapping = suggest_mapping(headings)
    assert len(mapping.fields) == len(headings)
    single = [found for found in mapping.fields if found is not None and found not in SEVERAL]
    assert len(single) == len(set(single))
    for found in Field:
        assert mapping.columns(found) == tuple(at for at, filled in enumerate(mapping.fields) if filled is found)
    assert len(mapping.describe()) == len(headings)


def test_the_clearest_heading_wins() -> None:
    mapping = suggest_mapping(["Land", "Nationaliteit", "Naam", "Voornaam", "Opmerking", "Notitie"])
    assert mapping.fields == (
        None,
        Field.NATIONALITY,
        Field.LAST_NAME,
        Field.FIRST_NAME,
        Field.NOTE,
        Field.NOTE,
    )
    assert mapping.describe()[0] == ("Land", "not taken")


def test_names_are_needed() -> None:
    suggest_mapping(["Achternaam"]).require()
    with pytest.raises(ActionableError, match="No column with names"):
        suggest_mapping(["Kolom 1", "V-nummer"]).require()


def test_a_mapping_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(
        '[columns]\n"v-nr. coa" = "alien_number"\nWie = "name"\nA = "note"\n"B" = "note"\n'
        '[fixed]\nplace = "Ter Apel"\n[dates]\norder = "mdy"\n',
        "utf-8",
    )
    mapping = read_mapping(path, ["Wie", "V-nr COA", "A", "B", "Naam"])
    assert mapping.fields == (Field.NAME, Field.ALIEN_NUMBER, Field.NOTE, Field.NOTE, None)
    assert mapping.fixed_value(Field.PLACE) == "Ter Apel"
    assert mapping.fixed_value(Field.NAME) == ""
    assert not mapping.day_first
    assert mapping.describe()[-1] == ("= Ter Apel", "place")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b'[columns]\nNaam = "naam"', "no field"),
        (b'[columns]\nAchternaam = "name"', "no column"),
        (b'[columns]\nNaam = "name"\nTaal = "name"', "Two columns"),
        (b"[columns]\nNaam = 3", "only texts"),
        (b'columns = "x"', "only texts"),
        (b'[dates]\norder = "ymd"', "may hold"),
        (b"[other]", "may hold"),
        (b"[columns", "not TOML"),
        (b"\xff\xfe", "UTF-8"),
        (b"#" * 70_000, "too large"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_told(tmp_path: Path, text: bytes, words: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_bytes(text)
    with pytest.raises(ActionableError, match="mapping file") as caught:
        read_mapping(path, ["Naam", "Taal"])
    assert words in caught.value.advice
    with pytest.raises(ActionableError, match="cannot be used"):
        read_mapping(tmp_path / "missing.toml", ["Naam"])


@given(st.binary(max_size=200))
def test_any_mapping_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("mapping") / "mapping.toml"
    path.write_bytes(data)
    with suppress(ActionableError):
        assert read_mapping(path, ["Naam"]).headings == ("Naam",)


def test_labels_and_letters() -> None:
    assert len({field_label(found) for found in Field}) == len(Field)
    assert [column_letter(at) for at in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
