"""Countries and languages: codes from what people write, names in the language of the window (CLDR, by babel)."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from babel import Locale

from counsellor_app.domain.errors import ActionableError
from sync.wording import _

STATELESS: Final = "XX"
"""ISO 3166 leaves XX to its users; here it says that a person has no nationality."""
_NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
_STATELESS_NAMES: Final = MappingProxyType({"en": "stateless", "nl": "staatloos"})
_COUNTRY_WRITINGS: Final = MappingProxyType(
    {
        "stateless": STATELESS,
        "staatloos": STATELESS,
        "congo brazzaville": "CG",
        "congo kinshasa": "CD",
        "dr congo": "CD",
        "drc": "CD",
        "democratic republic of the congo": "CD",
        "democratische republiek congo": "CD",
        "ivory coast": "CI",
        "cape verde": "CV",
        "kaapverdie": "CV",
        "macedonia": "MK",
        "macedonie": "MK",
        "birma": "MM",
        "burma": "MM",
        "palestine": "PS",
        "palestina": "PS",
        "swaziland": "SZ",
        "turkey": "TR",
        "usa": "US",
        "uk": "GB",
        "bosnia": "BA",
        "bosnie": "BA",
        "nederlandse": "NL",
    }
)
_SEVERAL: Final = MappingProxyType({"congo": ("CD", "CG"), "kongo": ("CD", "CG"), "korea": ("KR", "KP")})
"""What people write and what stands for several countries: never guessed."""
OWN_LANGUAGES: Final = MappingProxyType(
    {
        "kmr": ("Kurmanji", "Kurmançi"),
        "kmr-IQ": ("Badini", "Badini"),
        "fa-AF": ("Dari", "Dari"),
        "rhg": ("Rohingya", "Rohingya"),
    }
)
"""Languages of the work that CLDR does not name, or not as counsellors do: code to English and Dutch name."""
_LANGUAGE_WRITINGS: Final = MappingProxyType(
    {
        "farsi": "fa",
        "iranian": "fa",
        "iraans": "fa",
        "sorani": "ckb",
        "kurmanci": "kmr",
        "kurmandji": "kmr",
        "kirundi": "rn",
        "servokroatisch": "sh",
        "serbokroatisch": "sh",
        "tigrigna": "ti",
        "mandarin": "zh",
        "mandarijn": "zh",
        "pashtu": "ps",
        "pasjto": "ps",
        "prs": "fa-AF",
    }
)


def fold(text: str) -> str:
    """Return *text* in small letters without accents or punctuation, words separated by one space."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(
        " " if not character.isalnum() else character for character in plain if not unicodedata.combining(character)
    )
    return " ".join(kept.split())


@cache
def country_names(language: str) -> Mapping[str, str]:
    """Return code to name of every country in *language* (``nl``, else English), in no order."""
    language = language if language in _STATELESS_NAMES else "en"
    names = {
        code: name
        for code, name in Locale.parse(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    }
    return MappingProxyType({**names, STATELESS: _STATELESS_NAMES[language]})


@cache
def language_names(language: str) -> Mapping[str, str]:
    """Return BCP 47 code to name of every spoken language in *language* (``nl``, else English), in no order."""
    column = 1 if language == "nl" else 0
    languages = {**Locale.parse("en").languages, **Locale.parse("nl" if language == "nl" else "en").languages}
    names = {
        code.replace("_", "-"): name for code, name in languages.items() if code not in ("mul", "und", "zxx", "root")
    }
    return MappingProxyType({**names, **{code: own[column] for code, own in OWN_LANGUAGES.items()}})


def country_name(code: str, language: str) -> str:
    """Return the name of a country code; the code itself if unknown."""
    return country_names(language).get(code, code)


def language_name(code: str, language: str) -> str:
    """Return the name of a language code; the code itself if unknown."""
    return language_names(language).get(code, code)


@cache
def _countries_by_writing() -> Mapping[str, str]:
    found: dict[str, str] = dict(_COUNTRY_WRITINGS)
    for language in ("nl", "en"):
        for code, name in country_names(language).items():
            found.setdefault(fold(name), code)
            found.setdefault(fold(name.split("(")[0]), code)
    return MappingProxyType(found)


@cache
def _languages_by_code() -> Mapping[str, str]:
    return MappingProxyType({code.casefold(): code for language in ("en", "nl") for code in language_names(language)})


@cache
def _languages_by_writing() -> Mapping[str, str]:
    found: dict[str, str] = dict(_LANGUAGE_WRITINGS)
    for language in ("nl", "en"):
        for code, name in language_names(language).items():
            found.setdefault(fold(name), code)
    return MappingProxyType(found)


@cache
def countries_by_word() -> Mapping[str, frozenset[str]]:
    """Return each word people write for countries, small and without accents, with the codes it may stand for."""
    names = [(name, code) for language in ("nl", "en") for code, name in country_names(language).items()]
    return _by_word([*names, *_COUNTRY_WRITINGS.items()])


@cache
def languages_by_word() -> Mapping[str, frozenset[str]]:
    """Return each word people write for languages, small and without accents, with the codes it may stand for."""
    names = [(name, code) for language in ("nl", "en") for code, name in language_names(language).items()]
    return _by_word([*names, *_LANGUAGE_WRITINGS.items()])


def _by_word(writings: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for writing, code in writings:
        for word in fold(writing).split():
            found[word].add(code)
    return MappingProxyType({word: frozenset(codes) for word, codes in found.items()})


def read_country(text: str) -> str:
    """Return the ISO 3166 alpha-2 code of the country that *text* names, by code or by English or Dutch name.

    Nothing for nothing. Raises :class:`ActionableError` for an unknown country, and for a name of several.
    """
    plain = text.strip()
    if not plain:
        return ""
    if plain.upper() in country_names("en"):
        return plain.upper()
    if fold(plain) in _SEVERAL:
        raise ActionableError(
            _("This stands for several countries."),
            _("Write one of: {codes}.").format(codes=", ".join(_SEVERAL[fold(plain)])),
        )
    code = _countries_by_writing().get(fold(plain))
    if code is None:
        raise ActionableError(
            _("This country is not known."),
            _("Give the two-letter ISO code (SO, ET, SY …) or the name in English or Dutch; XX for stateless."),
        )
    return code


def read_language(text: str) -> str:
    """Return the BCP 47 code of the language that *text* names, by code or by English or Dutch name.

    Raises :class:`ActionableError` for an unknown language.
    """
    plain = text.strip()
    code = _languages_by_code().get(plain.replace("_", "-").casefold()) or _languages_by_writing().get(fold(plain))
    if code is None:
        raise ActionableError(
            _("This language is not known."),
            _("Give its code (so, ti, ar, fa-AF …) or its name in English or Dutch."),
        )
    return code


def read_languages(text: str) -> tuple[str, ...]:
    """Return the codes of a list separated by commas, semicolons or slashes, each once, in the order given."""
    parts = text.replace(";", ",").replace("/", ",").split(",")
    return tuple(dict.fromkeys(read_language(part) for part in parts if part.strip()))
