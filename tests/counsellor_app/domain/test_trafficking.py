"""The standard's names and code lists: nothing is kept that the standard does not know."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.trafficking import (
    FIELDS,
    KEPT_IN_CASE,
    PARTS,
    TraffickingRecord,
    changed,
    code_here,
    field_name,
    fields_of,
    filled,
    label_here,
    label_of,
    read_value,
    standard,
)
from sync.wording import set_language

BRANDS = set("facebook instagram whatsapp telegram viber line 4sale wechat qq qzone tiktok twitter".split())
CODED = [name for name in FIELDS if standard()[name].codes]


def test_every_field_kept_is_one_of_the_standard_in_force() -> None:
    assert set(FIELDS) <= set(standard())
    assert not [name for name in FIELDS if standard()[name].deprecated]
    victims = {name for name, field in standard().items() if name.startswith("vic_") and not field.deprecated}
    assert victims <= set(FIELDS)
    for name in FIELDS:
        assert (getattr(TraffickingRecord(), name) == ()) == (standard()[name].kind == "many")


def test_everything_about_case_victim_and_process_is_kept_somewhere() -> None:
    kept = {*FIELDS, *KEPT_IN_CASE, *(name for cls in PARTS.values() for name in fields_of(cls))}
    known = standard().items()
    assert kept == {name for name, field in known if not field.deprecated}
    assert not set(FIELDS) & set(KEPT_IN_CASE)
    for cls in PARTS.values():
        for name in fields_of(cls):
            assert (getattr(cls(), name) == ()) == (standard()[name].kind == "many"), name


def test_every_field_and_code_has_a_dutch_label_beside_the_english_one() -> None:
    kept = [*FIELDS, *KEPT_IN_CASE, *(name for cls in PARTS.values() for name in fields_of(cls))]
    set_language("nl")
    dutch = {name: label_here(name) for name in kept}
    codes = {(name, code): code_here(name, code) for name in kept for code in standard()[name].codes}
    set_language("en")
    assert [label_here(name) for name in kept] == [standard()[name].label for name in kept]
    assert {name for name in kept if dutch[name] == standard()[name].label} == {"prs_Gender"}
    untold = {code for (name, code), said in codes.items() if said == code and name != "prs_Citizenship"}
    assert {code.casefold() for code in untold} <= BRANDS
    assert read_value("vic_MethodsOfControl", "Schuldbinding") == ("DebtBondage",)


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


@given(st.decimals(-180, 180, places=6))
def test_a_place_on_the_map_is_kept_as_it_was_written(degrees: Decimal) -> None:
    kept = read_value("hte_Longitude", f"{degrees:f}")
    assert isinstance(kept, str)
    assert Decimal(kept) == degrees
    assert read_value("hte_Longitude", kept) == kept


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
        ("hte_Longitude", "-17,50", "-17.5"),
        ("hte_Longitude", "5.291266666666666666", "5.291267"),
        ("hte_Latitude", "-0.0000001", "0"),
        ("org_ShippingLatitude", "+52.070500", "52.0705"),
        ("org_ShippingLongitude", "100", "100"),
        ("prs_MailingLatitude", "0", "0"),
        ("spl_PlannedEndDate", "1-1-2999", "2999-01-01"),
        ("prs_Citizenship", "ng;nl", ("NG", "NL")),
    ],
)  # fmt: skip
def test_values(name: str, text: str, value: object) -> None:
    assert read_value(name, text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("prs_MailingLatitude", "90.1"),
        ("hte_Longitude", "Lagos"),
        ("hte_Longitude", "1e1"),
        ("hte_Longitude", "nan"),
        ("org_ShippingLongitude", "180.0000001"),
        ("spl_PlannedEndDate", "31-02-2030"),
        ("spl_ActualEndDate", "1-1-2999"),
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
