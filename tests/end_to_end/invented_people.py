"""Invented people for the demo's caseload: a name in two scripts, and facts that stay the same in all their notes."""

import random
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

TEXTS = Path(__file__).parent / "caseload_texts"


@cache
def texts(name: str) -> dict[str, Any]:
    """Return one of the text files as a dictionary."""
    return tomllib.loads((TEXTS / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written in Latin letters and in its own script (``""`` where that is Latin)."""

    latin: str
    own: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """A country and language with its names, cities and prices; ``arcs`` are stories with weights."""

    country: str
    language: str
    weight: int
    female: tuple[Name, ...]
    male: tuple[Name, ...]
    family: tuple[tuple[Name, Name], ...]
    family_first: bool
    cities: tuple[str, ...]
    capital: str
    waiting: str
    embassy: str
    money: str
    rent: tuple[int, int]
    arcs: tuple[tuple[str, int], ...]
    aliases: dict[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """Who a case is for. ``years``: in the Netherlands. ``kin``: (Dutch, English, sex) of the one at home."""

    name: Name
    given: Name
    aliases: tuple[str, ...]
    female: bool
    born: date
    precision: str
    origin: Origin
    age: int
    years: int
    home: str
    kin: tuple[str, str, str]


def _names(text: str) -> tuple[Name, ...]:
    pairs = [part.strip().partition("=") for part in text.split(",") if part.strip()]
    return tuple(Name(latin.strip(), own.strip()) for latin, _, own in pairs)


def _families(text: str) -> tuple[tuple[Name, Name], ...]:
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        forms = _names(part.replace("|", ","))
        found.append((forms[0], forms[-1]))
    return tuple(found)


def _weights(text: str) -> tuple[tuple[str, int], ...]:
    return tuple((name, int(weight)) for name, weight in (part.split() for part in text.split(",")))


@cache
def origins() -> tuple[Origin, ...]:
    """Return all origins of the names file."""
    return tuple(_origin(entry) for entry in texts("names")["origin"])


def _origin(entry: dict[str, Any]) -> Origin:
    money, _, rent = entry["rent"].rpartition(" ")
    low, high = rent.split("-")
    aliases = dict(pair.strip().split("=") for pair in entry.get("aliases", "").split(",") if pair.strip())
    cities = tuple(city.strip() for city in entry["cities"].split(","))
    return Origin(
        country=entry["country"],
        language=entry["language"],
        weight=entry["weight"],
        female=_names(entry["female"]),
        male=_names(entry["male"]),
        family=_families(entry.get("family", "")),
        family_first=entry.get("order") == "family first",
        cities=cities,
        capital=entry["capital"],
        waiting=entry.get("waiting", entry["capital"]),
        embassy=entry["embassy"],
        money=money,
        rent=(int(low), int(high)),
        arcs=_weights(entry["arcs"]),
        aliases=aliases,
    )


def english(text: str) -> str:
    """Return a Dutch place or title as English writes it."""
    for dutch, other in texts("facts")["english"].items():
        text = text.replace(dutch, other)
    return text


def language_name(code: str, language: str) -> str:
    """Return the name of a language code in Dutch or English."""
    names = Locale.parse(language).languages
    return str(names.get(code.replace("-", "_"), names.get(code.partition("-")[0], code)))


def _age_and_years(arc: str, pick: random.Random, today: date, claim: date | None) -> tuple[int, int]:
    """Return age and years in the Netherlands that fit the story; nobody came before the age the story needs."""
    if arc == "uam":
        return pick.randint(15, 16), pick.randint(1, 2)
    if arc in ("family", "resettlement"):
        return pick.randint(24, 52), 1
    if arc == "elder":
        return pick.randint(64, 77), pick.randint(6, 18)
    if arc == "exuam":
        return pick.randint(19, 21), pick.randint(4, 5)
    if arc == "mother":
        return pick.randint(23, 37), pick.randint(2, 5)
    if claim is not None:
        years = today.year - claim.year
        return years + pick.randint(19, 31), years
    age = pick.randint(23, 56)
    longest = {"avrd": 9, "vot": 3, "health": 10}.get(arc, 8)
    return age, pick.randint(1, min(longest, age - 19))


def _whole_name(origin: Origin, given: Name, female: bool, pick: random.Random) -> Name:
    if not origin.family:
        father = pick.choice([name for name in origin.male if name.latin != given.latin])
        return Name(f"{given.latin} {father.latin}", f"{given.own} {father.own}".strip())
    last = pick.choice(origin.family)[female]
    if origin.family_first:
        return Name(f"{last.latin} {given.latin}", f"{last.own}{given.own}")
    return Name(f"{given.latin} {last.latin}", f"{given.own} {last.own}".strip())


def make_person(origin: Origin, arc: str, pick: random.Random, today: date, claim: date | None = None) -> Person:
    """Invent a person of *origin* for the story *arc*; *claim* is the day of an old asylum claim, if it matters."""
    chance = {"vot": 1.0, "mother": 1.0, "avrd": 0.12, "hrt": 0.15}.get(arc, 0.42)
    female = pick.random() < chance
    given = pick.choice(origin.female if female else origin.male)
    age, years = _age_and_years(arc, pick, today, claim)
    born = date(today.year - age, 1, 1) + timedelta(days=pick.randrange(today.timetuple().tm_yday))
    precision = pick.choices(["known", "year", "estimated"], [75, 17, 8])[0]
    relative, relative_en, sex = pick.choice(texts("facts")["relatives"])
    if relative != "moeder":
        of_kin = pick.choice([n for n in (origin.female if sex == "f" else origin.male) if n.latin != given.latin])
        relative, relative_en = f"{relative} {of_kin.latin}", f"{relative_en} {of_kin.latin}"
    elif arc == "elder":
        relative, relative_en, sex = "jongste zus", "youngest sister", "f"
    name = _whole_name(origin, given, female, pick)
    spoken = Name(name.latin, name.own) if origin.family_first else given
    alias = origin.aliases.get(given.latin)
    return Person(
        name=name,
        given=spoken,
        aliases=(name.latin.replace(given.latin, alias),) if alias else (),
        female=female,
        born=born,
        precision=precision,
        origin=origin,
        age=age,
        years=years,
        home=pick.choice(origin.cities),
        kin=(relative, relative_en, sex),
    )
