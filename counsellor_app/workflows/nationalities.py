"""Countries, nationalities and languages as people write them in spreadsheets, Dutch and English, to domain codes.

The domain knows codes and names; here come adjectives, spellings and half sentences (``resources/countries``).
"""

import difflib
import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from babel.core import get_global

from counsellor_app.domain.countries import STATELESS, country_names, language_names
from counsellor_app.domain.errors import ActionableError
from sync.wording import _, resources_folder

_INTERFACES: Final = ("nl", "en")
_STATELESS: Final = frozenset({"staatloos", "stateless", "geen", "none", "xxa", "apatride", "statenloos"})
_UNKNOWN: Final = frozenset({"onbekend", "unknown", "niet bekend", "not known", "nvt", "n v t", "n a", "x", "xxx", ""})
_FORMAL = re.compile(
    r"^(?:(?:the|de|het|voormalig[e]?|former|islamic|islamitische|federal|federale|democratic|democratische|socialist"
    r"|socialistische|peoples|volks|united|arab|arabische)\s+)*"
    r"(?:republic of|republiek|volksrepubliek|koninkrijk|kingdom of|state of|staat|federation of)\s+(?:the\s+)?"
)
_SPLIT_LANGUAGES = re.compile(r"[,;/+&|\n]|\s+(?:en|and|und|et)\s+")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_LONGEST = 100
MOST_LANGUAGES = 12


def read_nationality(text: str) -> str:
    """Return the ISO 3166 alpha-2 code of a country or nationality, XX for stateless, empty for unknown.

    Reads codes of two and three letters, names and adjectives. Raises :class:`ActionableError` for what it does not
    know or what means several countries; the advice names the nearest.
    """
    return _country(" ".join(text.split())[:_LONGEST])


def read_languages(text: str) -> tuple[str, ...]:
    """Return the BCP 47 codes of the languages in *text*, in order, without doubles.

    Reads codes and Dutch and English names, split by commas, slashes, ``en`` and ``and``. Raises
    :class:`ActionableError` for a language it does not know.
    """
    found: dict[str, None] = {}
    for part in _SPLIT_LANGUAGES.split(text):
        name = " ".join(part.split())[:_LONGEST]
        if name.strip("-. "):
            found[_language(name)] = None
    if len(found) > MOST_LANGUAGES:
        raise ActionableError(
            _("More than {most} languages are named.").format(most=MOST_LANGUAGES), _("Keep those spoken well.")
        )
    return tuple(found)


def fold(text: str) -> str:
    """Return *text* for comparison: no accents, no capitals, punctuation as single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", ""))
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(re.findall(r"[^\W_]+", plain))


@lru_cache(maxsize=4096)
def _country(text: str) -> str:
    if fold(text) in _UNKNOWN:
        return ""
    if fold(text) in _STATELESS:
        return STATELESS
    known, unclear = _countries(), _unclear()
    for form in _forms(text):
        if form in unclear:
            raise ActionableError(
                _("This stands for several countries."),
                _("Write one of: {codes}.").format(codes=", ".join(unclear[form])),
            )
        if form in known:
            return known[form]
    advice = _("Write a code such as SY, or the name in Dutch or English.")
    if near := _nearest(text, known):
        advice = _("Nearest: {name}. Write its code, {code}, if that is meant.").format(name=near, code=known[near])
    raise ActionableError(_("This country or nationality is not known."), advice)


@lru_cache(maxsize=4096)
def _language(text: str) -> str:
    known = _languages()
    for form in _forms(text):
        if form in known:
            return known[form]
    advice = _("Write a code such as ti, or the name in Dutch or English.")
    if near := _nearest(text, known):
        advice = _("Nearest: {name}. Write its code, {code}, if that is meant.").format(name=near, code=known[near])
    raise ActionableError(_("This language is not known."), advice)


def _forms(text: str) -> list[str]:
    """Return *text* as it might stand in a table: as written, without brackets, without the state's formal title."""
    whole, bare = fold(text), fold(_BRACKETS.sub(" ", text))
    inner = " ".join(_BRACKETS.findall(text))
    forms = [whole, *([f"{bare} {fold(inner)}", bare] if inner else [])]
    forms += [_FORMAL.sub("", form) for form in (whole, bare)]
    forms += [form.removesuffix(ending) for form in (bare,) for ending in (" nationaliteit", " nationality")]
    forms += [form.removesuffix(" republic").removesuffix(" republiek") for form in (bare,)]
    return [form for form in dict.fromkeys(forms) if form]


def _nearest(text: str, known: MappingProxyType[str, str]) -> str:
    """Return the known name most like *text*, empty when none is near."""
    names = [name for name in known if len(name) > 3]
    return next(iter(difflib.get_close_matches(fold(text), names, n=1, cutoff=0.75)), "")


def _inflected(name: str) -> list[str]:
    """Return a Dutch adjective in both its forms; harmless for English ones and for names."""
    plain = fold(name)
    if plain.endswith("ees"):
        return [plain, plain[:-3] + "ese"]
    if plain.endswith("s"):
        return [plain, plain + "e"]
    if plain.endswith("isch"):
        return [plain, plain + "e"]
    return [plain]


@cache
def _own_names() -> dict[str, dict[str, list[str]]]:
    path = resources_folder() / "countries" / "names.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _countries() -> MappingProxyType[str, str]:
    """Return ``{folded form: alpha-2}`` of codes, CLDR names and our own table, the later ones winning."""
    found: dict[str, str] = {}
    for interface in _INTERFACES:
        for code, name in country_names(interface).items():
            found |= {fold(name): code, code.casefold(): code}
    for alias, codes in get_global("territory_aliases").items():
        if alias.isalpha() and len(codes) == 1 and len(alias) <= 3 and codes[0] in country_names("en"):
            found.setdefault(alias.casefold(), codes[0])
    for code, names in _own_names()["names"].items():
        found |= {form: code for name in names for form in _inflected(name)}
    return MappingProxyType(found)


@cache
def _unclear() -> MappingProxyType[str, tuple[str, ...]]:
    forms = _own_names()["unclear"].items()
    return MappingProxyType({form: tuple(codes) for name, codes in forms for form in _inflected(name)})


@cache
def _languages() -> MappingProxyType[str, str]:
    """Return ``{folded form: BCP 47 code}``, our own names winning over CLDR's."""
    found: dict[str, str] = {}
    for interface in _INTERFACES:
        for code, name in language_names(interface).items():
            found |= {fold(name): code, fold(code): code}
    for code, names in _own_names()["languages"].items():
        found |= {fold(code): code} | {form: code for name in names for form in _inflected(name)}
    return MappingProxyType(found)
