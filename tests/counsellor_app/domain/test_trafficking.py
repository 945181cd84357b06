"""The standard's names and code lists: nothing is kept that the standard does not know."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.trafficking import (
    FIELDS,
    TraffickingRecord,
    changed,
    field_name,
    filled,
    label_of,
    read_value,
    standard,
)

CODED = [name for name in FIELDS if standard()[name].codes]


def test_every_field_kept_is_one_of_the_standard_in_force() -> None:
    assert set(FIELDS) <= set(standard())
    assert not [name for name in FIELDS if standard()[name].deprecated]
    victims = {name for name, field in standard().items() if name.startswith("vic_") and not field.deprecated}
    assert victims <= set(FIELDS)
    for name in FIELDS:
        assert (getattr(TraffickingRecord(), name) == ()) == (standard()[name].kind == "many")


def test_the_lists_are_those_published() -> None:
    assert list(standard()["vic_TraffickingStatus"].codes) == [
        "PossibleVictimOfTrafficking",
        "ActualVictimOfTrafficking",
        "NotAVictimOfTrafficking",
    ]
    assert len(standard()["vic_ForcedLabourIndustry"].codes) == 21
    assert len(standard()["vic_MethodsOfControl"].codes) == 16
    assert "DebtBondage" in standard()["vic_MethodsOfControl"].codes
    assert len(standard()["prs_Citizenship"].codes) == 249


@given(st.data())
def test_codes_and_labels_are_read_alike(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(CODED))
    field = standard()[name]
    code = data.draw(st.sampled_from(sorted(field.codes)))
    expected = (code,) if field.kind == "many" else code
    assert read_value(name, code) == expected
    assert read_value(name, code.upper()) == expected
    if "," not in field.codes[code]:
        assert read_value(name, field.codes[code]) == expected
    assert label_of(name, code) == field.codes[code]


@given(st.sampled_from(CODED), st.text("abcdefgh ", min_size=1, max_size=12))
def test_other_words_are_refused(name: str, text: str) -> None:
    if text.strip():
        with pytest.raises(ActionableError):
            read_value(name, f"{text}9")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("con_Consent", "ja", "TRUE"),
        ("con_Consent", "no", "FALSE"),
        ("vic_AgeWhenTrafficked", "017", "17"),
        ("cas_IncomingReferralDate", "3-2-2026", "2026-02-03"),
        ("vic_TypeOfExploitation", "ForcedLabour; Servitude, ForcedLabour", ("ForcedLabour", "Servitude")),
        ("vic_LocationOfRecruitment", "  Benin   City ", "Benin City"),
        ("vic_AgeWhenTrafficked", "", ""),
        ("vic_TypeOfExploitation", " , ", ()),
    ],
)  # fmt: skip
def test_values(name: str, text: str, value: object) -> None:
    assert read_value(name, text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("con_Consent", "perhaps"),
        ("vic_AgeWhenTrafficked", "seventeen"),
        ("vic_AgeWhenTrafficked", "-3"),
        ("vic_AgeWhenTrafficked", "121"),
        ("cas_IncomingReferralDate", "31-02-2026"),
        ("cas_IncomingReferralDate", "1-1-2999"),
        ("vic_ForcedLabourIndustry", "A_AgricultureForestryAndFishing, F_Construction"),
    ],
)
def test_strictly(name: str, text: str) -> None:
    with pytest.raises(ActionableError):
        read_value(name, text)


def test_names_are_read_as_the_standard_and_its_survey_write_them() -> None:
    assert field_name("vic_Methods_of_Control") == "vic_MethodsOfControl"
    assert field_name("trafficking status") == "vic_TraffickingStatus"
    assert field_name("CON_CONSENT") == "con_Consent"
    for text in ("vic_Vulnerabilities", "org_Name", "", "colour"):
        with pytest.raises(ActionableError):
            field_name(text)


def test_without_consent_nothing_is_added() -> None:
    record = changed(TraffickingRecord(), {"con_Consent": "yes", "vic_AgeWhenTrafficked": "16"})
    assert filled(record) == {"con_Consent": "TRUE", "vic_AgeWhenTrafficked": "16"}
    refused = changed(record, {"Consent": "no"})
    assert refused.con_Consent == "FALSE"
    with pytest.raises(ActionableError):
        changed(refused, {"vic_TypeOfExploitation": "ForcedLabour"})
    with pytest.raises(ActionableError):
        changed(TraffickingRecord(), {"Consent": "no", "vic_AgeWhenTrafficked": "16"})
    assert changed(refused, {"vic_AgeWhenTrafficked": ""}) == replace(refused, vic_AgeWhenTrafficked="")
