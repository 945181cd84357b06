from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.countries import (
    country_name,
    country_names,
    fold,
    language_name,
    language_names,
    read_country,
    read_language,
    read_languages,
)
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.field_values import (
    CASE_READERS,
    PERSON_READERS,
    SETTABLE,
    FieldChange,
    field_text,
    read_assignment,
    read_field,
)
from counsellor_app.domain.programmes_list import PROGRAMMES, programme_name, read_programme
from counsellor_app.domain.synced_fields import FIELDS

TODAY = date(2026, 11, 21)
WORKING_LANGUAGES = [
    "Dutch",
    "English",
    "Amharic",
    "Arabic",
    "Badini",
    "Bosnian",
    "Chinese",
    "Farsi",
    "French",
    "German",
    "Kinyarwanda",
    "Kirundi",
    "Macedonian",
    "Kurdish",
    "Portuguese",
    "Russian",
    "Serbo-Croatian",
    "Spanish",
    "Swahili",
    "Somali",
    "Tigrinya",
    "Turkish",
    "Dari",
    "Sorani",
    "Pashto",
]
PROGRAMMES_OF_THE_SOURCE = [
    "REAN",
    "HRT",
    "RRI",
    "RIIM",
    "AVRD",
    "RMH",
    "VARRP",
    "IRRiCO",
    "UAM",
    "VOT",
    "HEALTH",
    "MIDA",
    "TRQN",
    "RQS",
    "LEARN",
    "INCLUD-EU",
    "SAMEN",
    "STEMTALENT4NL",
    "AMV",
    "HRPT",
    "Gezinshereniging",
    "Uitgenodigd",
]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_country_is_read_by_code_and_by_its_name_in_both_languages(language: str) -> None:
    for code, name in country_names(language).items():
        assert read_country(code.lower()) == code
        assert read_country(f" {name.upper()} ") in {
            other for other, same in country_names(language).items() if fold(same) == fold(name)
        }
        assert country_name(code, language) == name


@pytest.mark.parametrize("text", ["Narnia", "ZZ", "EU", "UN", "X", "QQ", "31", "%"])
def test_unknown_countries_are_refused(text: str) -> None:
    with pytest.raises(ActionableError):
        read_country(text)


def test_countries_as_people_write_them() -> None:
    written = {
        "Kosovo": "XK",
        "kaapverdië": "CV",
        "DR Congo": "CD",
        "staatloos": "XX",
        "Turkey": "TR",
        "Syrië": "SY",
        "Irak": "IQ",
    }
    assert {name: read_country(name) for name in written} == written
    assert read_country("  ") == ""


@pytest.mark.parametrize("name", WORKING_LANGUAGES)
def test_the_languages_of_the_work_are_read_by_name(name: str) -> None:
    code = read_language(name)
    assert read_language(code) == code
    assert language_name(code, "nl") != code


def test_every_language_is_read_by_its_code() -> None:
    for code in language_names("nl"):
        assert read_language(code.replace("-", "_")) == code
    with pytest.raises(ActionableError):
        read_language("Klingonese")


def test_a_list_of_languages() -> None:
    assert read_languages("so, Dari; arabisch / so") == ("so", "fa-AF", "ar")
    assert read_languages(" , ") == ()


@pytest.mark.parametrize("text", PROGRAMMES_OF_THE_SOURCE)
def test_programmes_as_written(text: str) -> None:
    assert read_programme(text.lower()) in PROGRAMMES


def test_programmes_have_distinct_names_and_unknown_ones_are_refused() -> None:
    for language in ("en", "nl"):
        assert len({programme_name(code, language) for code in PROGRAMMES}) == len(PROGRAMMES)
    assert programme_name("NEW", "nl") == "NEW"
    assert read_programme("") == ""
    with pytest.raises(ActionableError, match="not known"):
        read_programme("XYZ")


def test_every_synced_field_of_case_and_person_has_a_reader() -> None:
    assert set(FIELDS["case"]) == set(CASE_READERS)
    # The client is never merely named: "aside" is set of the others, where persons are.
    assert set(FIELDS["person"]) == set(PERSON_READERS) | {"birth_date", "aside"}
    assert set(SETTABLE) == set(FIELDS["case"]) | set(FIELDS["person"]) - {"aside"}


@given(st.sampled_from(SETTABLE), st.text(max_size=60))
def test_any_text_is_clean_or_refused_and_reads_back(field: str, text: str) -> None:
    try:
        changes = read_assignment(field, text, TODAY)
    except ActionableError:
        return
    for change in changes:
        again = read_field(change.kind, change.field, field_text(change.value), TODAY)
        assert again == change.value


def test_assignments() -> None:
    assert read_assignment("place", " Ter  Apel", TODAY) == (FieldChange("case", "place", "Ter Apel"),)
    assert read_assignment("person.Name", "Amina", TODAY) == (FieldChange("person", "name", "Amina"),)
    assert read_assignment("birth-date", "ca 1990", TODAY) == (
        FieldChange("person", "birth_date", "1990"),
        FieldChange("person", "birth_precision", "estimated"),
    )
    assert read_assignment("sex", "vrouw", TODAY) == (FieldChange("person", "sex", "female"),)
    assert read_assignment("languages", "so,ti", TODAY) == (FieldChange("case", "languages", ("so", "ti")),)


@pytest.mark.parametrize("name", ["id", "removed", "note.text", "colour", "", "case.name", "person.place", "a.b.c"])
def test_fields_nobody_sets(name: str) -> None:
    with pytest.raises(ActionableError, match="no such field"):
        read_assignment(name, "x", TODAY)


def test_assigning_ids() -> None:
    assert read_assignment("team", "AB" * 16, TODAY) == (FieldChange("case", "team", "ab" * 16),)
    for wrong in ("ab", "zz" * 16):
        with pytest.raises(ActionableError):
            read_assignment("responsible", wrong, TODAY)
