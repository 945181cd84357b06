"""Places of the work: reception and detention centres, shelters, offices; those shipped, and those a team adds.

A place is known by its code. A team's own record of a code that is shipped takes its place; a record marked removed
takes it off the list. Nothing that points to a place breaks when the list changes: texts carry the name.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from counsellor_app.domain.countries import fold
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.validation import read_line
from sync.wording import _


class PlaceKind(StrEnum):
    """What a place is; detention and reception are worked differently."""

    COA = "coa"
    DJI = "dji"
    SHELTER = "shelter"
    OFFICE = "office"
    AIRPORT = "airport"
    MUNICIPALITY = "municipality"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place a team works at. ``code``: small letters, digits and dashes, the same everywhere."""

    id: str = ""
    shelf: str = ""
    code: str = ""
    name: str = ""
    kind: str = PlaceKind.OTHER
    city: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place one can choose. ``own``: the id of the team's record, nothing for a shipped one.

    ``written``: other names people use; ``remark``: what the source says of it.
    """

    code: str
    name: str
    kind: str
    city: str
    written: tuple[str, ...] = ()
    remark: str = ""
    own: str = ""


_FIELDS: Final = {"code": str, "name": str, "kind": str, "city": str, "written": list, "remark": str}
_NEEDED: Final = ("code", "name", "kind")


def read_places(text: str) -> tuple[KnownPlace, ...]:
    """Return the places of one shipped file, in its order.

    Raises :class:`ValueError`, with the place's number in the file, for what is missing, unknown or doubled.
    """
    tables = tomllib.loads(text)
    if set(tables) != {"place"}:
        raise ValueError("a file of places holds [[place]] and nothing else")
    places = tuple(_read_table(number, table) for number, table in enumerate(tables["place"], 1))
    if len({place.code for place in places}) != len(places):
        raise ValueError("two places have the same code")
    return places


def _read_table(number: int, table: Mapping[str, object]) -> KnownPlace:
    for name, value in table.items():
        if name not in _FIELDS or not isinstance(value, _FIELDS[name]):
            raise ValueError(f"place {number}: {name} is not known or not of its type")
    missing = [name for name in _NEEDED if not table.get(name)]
    if missing:
        raise ValueError(f"place {number}: {', '.join(missing)} is missing")
    code, kind, written = str(table["code"]), str(table["kind"]), table.get("written", [])
    if code != make_code(code) or kind not in set(PlaceKind):
        raise ValueError(f"place {number}: code or kind cannot be so")
    assert isinstance(written, list)
    return KnownPlace(
        code,
        str(table["name"]),
        kind,
        str(table.get("city", "")),
        tuple(str(name) for name in written),
        str(table.get("remark", "")),
    )


def make_code(text: str) -> str:
    """Return a code made of *text*: small ASCII letters and digits, words joined by dashes."""
    words = fold(text).split()
    plain = ("".join(character for character in word if character.isascii()) for word in words)
    return "-".join(word for word in plain if word)[:60].rstrip("-")


def known_places(shipped: Iterable[KnownPlace], own: Iterable[Place]) -> list[KnownPlace]:
    """Return the places one can choose, by kind, city and name.

    A team's record replaces the shipped place of its code; of several records of one code the lowest id counts, so
    that two people who added it at once see the same. A removed record takes the code off the list.
    """
    found = {place.code: place for place in shipped}
    written: dict[str, list[Place]] = {}
    for record in sorted(own, key=lambda place: place.id):
        written.setdefault(record.code, []).append(record)
    for code, records in written.items():
        before = found.pop(code, KnownPlace(code, "", PlaceKind.OTHER, ""))
        live = [record for record in records if not record.removed]
        if live:
            first = live[0]
            found[code] = replace(before, name=first.name, kind=first.kind, city=first.city, own=first.id)
    order = list(PlaceKind)
    return sorted(
        found.values(),
        key=lambda place: (order.index(read_kind_or_other(place.kind)), fold(place.city), fold(place.name), place.code),
    )


def read_kind_or_other(text: str) -> PlaceKind:
    """Return the kind *text* is; ``other`` for one that a newer version wrote."""
    return PlaceKind(text) if text in set(PlaceKind) else PlaceKind.OTHER


def read_place_kind(text: str) -> str:
    """Return the kind that *text* names; raises :class:`ActionableError`."""
    plain = text.strip().casefold()
    if plain not in set(PlaceKind):
        raise ActionableError(
            _("There is no such kind of place."),
            _("Kinds: {kinds}.").format(kinds=", ".join(str(kind) for kind in PlaceKind)),
        )
    return plain


def make_place(name: str, kind: str, city: str, code: str = "") -> Place:
    """Return a new place of clean values; without *code* one is made of kind and name. Raises ActionableError."""
    clean, where, sort = read_line(name), read_line(city), read_place_kind(kind)
    if not clean:
        raise ActionableError(_("A place needs a name."), _("Give the name people use for it."))
    made = make_code(code) if code.strip() else make_code(f"{sort} {clean}")
    if not made or (code.strip() and made != code.strip()):
        raise ActionableError(
            _("This is not a code for a place."), _("Small letters, digits and dashes: {code}").format(code=made or "…")
        )
    return Place(code=made, name=clean, kind=sort, city=where)


def find_place(places: Iterable[KnownPlace], text: str) -> KnownPlace:
    """Return the place that *text* names: its code, its name, another way of writing it, or the only one in a city.

    Raises :class:`ActionableError` when none or several fit.
    """
    plain, code, known = fold(text), text.strip().casefold(), list(places)
    tries = (
        [place for place in known if place.code == code],
        [place for place in known if plain in (fold(place.name), *map(fold, place.written))],
        [place for place in known if plain and plain == fold(place.city)],
        [place for place in known if plain and plain in fold(f"{place.name} {place.city}")],
    )
    found = next((fitting for fitting in tries if fitting), [])
    if len(found) == 1:
        return found[0]
    if found:
        codes = ", ".join(place.code for place in found[:8])
        raise ActionableError(_("Several places fit."), _("Give the code: {codes}.").format(codes=codes))
    raise ActionableError(_("This place is not known."), _("See `counsellor place list`, or add it."))
