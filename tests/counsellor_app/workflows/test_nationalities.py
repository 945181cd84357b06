"""Countries, nationalities and languages as people write them."""

import contextlib

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.countries import country_names, language_names
from counsellor_app.domain.countries import read_country as read_domain_country
from counsellor_app.domain.countries import read_languages as read_domain_languages
from counsellor_app.domain.errors import ActionableError
from counsellor_app.workflows.nationalities import (
    _countries,
    _own_names,
    _unclear,
    fold,
    read_languages,
    read_nationality,
)


@pytest.mark.parametrize(
    ("code", "writings"),
    [
        ("AO", ["Angolese", "Angolees", "angolan", "Angola", "AO", "AGO"]),
        ("IQ", ["Iraaks", "Iraakse", "Irak", "Iraq", "Iraqi", "Republic of Iraq", "irq"]),
        ("ET", ["Ethiopian", "Ethiopische", "Ethiopië", "Ethiopia"]),
        ("SY", ["Syrië", "Syrisch", "Syrische nationaliteit", "Syrian Arab Republic"]),
        ("IR", ["Iran", "Iraanse", "Islamic Republic of Iran", "Iran (Islamic Republic of)"]),
        ("CD", ["DR Congo", "DRC", "Congo (DRC)", "Democratische Republiek Congo", "Congo-Kinshasa", "Zaïre"]),
        ("CG", ["Congo-Brazzaville", "Republic of the Congo"]),
        ("CI", ["Côte d’Ivoire", "Cote d'Ivoire", "Ivoorkust", "Ivoriaanse"]),
        ("NG", ["Nigeriaanse", "Nigerian"]),
        ("NE", ["Nigerese", "Nigerien", "Niger"]),
        ("SS", ["Zuid-Soedan", "Zuid-Soedanese", "South Sudan"]),
        ("SD", ["Soedanese", "Sudan"]),
        ("TR", ["Türkiye", "Turkije", "Turkse"]),
        ("GB", ["UK", "Verenigd Koninkrijk", "British"]),
        ("XK", ["Kosovo", "Kosovaarse"]),
        ("XX", ["staatloos", "Stateless", "XXA"]),
        ("", ["onbekend", "unknown", "n.v.t.", "-"]),
    ],
)
def test_countries_and_nationalities(code: str, writings: list[str]) -> None:
    for writing in writings:
        assert read_nationality(writing) == code
        assert read_nationality(f" {writing.upper()} ") == code


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_name_of_cldr_means_its_country(language: str) -> None:
    for code, name in country_names(language).items():
        assert read_nationality(name) == code
        assert read_nationality(code) == code


def test_the_table_is_whole_and_means_one_country_each() -> None:
    names = _own_names()["names"]
    assert set(names) <= set(Locale("en").territories)
    assert len(names) > 200
    forms = {(fold(form), code) for code in names for form in names[code]}
    assert len(forms) == len({form for form, _code in forms})
    assert not set(_unclear()) & {form for form, _code in forms}
    for code, written in names.items():
        for form in written:
            assert read_nationality(form) == code
    assert set(_countries().values()) <= set(country_names("en"))


@pytest.mark.parametrize("text", ["Congo", "Koerdisch", "Joegoslavië", "Sovjet-Unie", "Koreaanse"])
def test_what_means_several_countries_is_refused_with_them(text: str) -> None:
    with pytest.raises(ActionableError, match="several countries") as caught:
        read_nationality(text)
    assert "," in caught.value.advice


@pytest.mark.parametrize("text", sorted(_unclear()))
def test_what_an_import_finds_unclear_no_field_takes_for_one_country(text: str) -> None:
    with pytest.raises(ActionableError) as caught:
        read_domain_country(text)
    if text in ("congo", "kongo", "korea"):
        assert caught.value.title == "This stands for several countries."
        assert all(code in caught.value.advice for code in _unclear()[text])


def test_a_slip_of_the_pen_is_refused_with_the_nearest() -> None:
    with pytest.raises(ActionableError) as caught:
        read_nationality("Somaliche")
    assert "SO" in caught.value.advice
    with pytest.raises(ActionableError) as other:
        read_languages("Klingonees")
    assert "klingon" in other.value.advice


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Arabisch", ("ar",)),
        ("Tigrinya, Engels", ("ti", "en")),
        ("Dari/Farsi", ("fa-AF", "fa")),
        ("Sorani en Arabisch", ("ckb", "ar")),
        ("Koerdisch (Sorani); Koerdisch (Kurmanji)", ("ckb", "kmr")),
        ("Badini", ("kmr-IQ",)),
        ("Servo-Kroatisch", ("sh",)),
        ("Engels & Engels + Frans", ("en", "fr")),
        ("Portugees (Brazilië)", ("pt",)),
        ("", ()),
        (" - ", ()),
        ("ti\nam", ("ti", "am")),
    ],
)
def test_languages(text: str, codes: tuple[str, ...]) -> None:
    assert read_languages(text) == codes


def test_the_languages_of_the_work_are_known_in_both_languages() -> None:
    spoken = "nl en am ar kmr-IQ bs zh fa fa-AF fr de rw rn mk ku pt ru sh es sw so ti tr".split()
    for language in ("nl", "en"):
        for code in spoken:
            assert read_languages(language_names(language)[code]) == (code,)


@given(st.one_of(st.text(max_size=40), st.sampled_from(sorted(_countries())), st.sampled_from(["a, b", "Somali (x)"])))
def test_what_is_read_is_what_the_domain_keeps(text: str) -> None:
    with contextlib.suppress(ActionableError):
        code = read_nationality(text)
        assert read_domain_country(code) == code
    with contextlib.suppress(ActionableError):
        codes = read_languages(text)
        assert read_domain_languages(",".join(codes)) == codes


def test_too_many_languages_are_refused() -> None:
    with pytest.raises(ActionableError, match="More than 12"):
        read_languages("nl,en,am,ar,bs,zh,fa,fr,de,rw,rn,mk,ku")
