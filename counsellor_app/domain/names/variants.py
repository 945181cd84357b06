"""Which writings are known to be one name, whatever they sound like, and which are known to be two."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import product
from types import MappingProxyType
from typing import Final

from counsellor_app.domain.names.scripts import Writing, plain_form, split_words
from counsellor_app.domain.names.sounds import sound
from sync.wording import resources_folder

_NICKNAMES: Final = "nicknames"
_CACHED = 1 << 12


@cache
def _tables() -> tuple[Mapping[str, frozenset[int]], Mapping[str, frozenset[str]]]:
    """Return the names each writing belongs to, and the writings it is a pet name of or has as pet names."""
    content = tomllib.loads((resources_folder() / "names" / "variants.toml").read_text(encoding="utf-8"))
    names: dict[str, set[int]] = defaultdict(set)
    number = 0
    for section, groups in content.items():
        if section == _NICKNAMES:
            continue
        for group in groups:
            number += 1
            for writing in group.split():
                names["".join(map(plain_form, split_words(writing)))].add(number)
    nicknames: dict[str, set[str]] = defaultdict(set)
    for group in content[_NICKNAMES]:
        shorts, _equals, full = group.partition("=")
        for short, name in product(map(plain_form, shorts.split()), map(plain_form, full.split())):
            nicknames[short].add(name)
            nicknames[name].add(short)
    return (
        MappingProxyType({writing: frozenset(found) for writing, found in names.items()}),
        MappingProxyType({writing: frozenset(found) for writing, found in nicknames.items()}),
    )


@lru_cache(_CACHED)
def names_of(word: str) -> frozenset[int]:
    """Return the numbers of the names *word* is known to write; empty when the table does not have it."""
    known = _tables()[0].get(plain_form(word))
    return _by_sound().get(_sound_of(word), frozenset()) if known is None else known


_CLOSE: Final = str.maketrans("EeUoKcqTD", "iiuuhkktd")


def _sound_of(word: str) -> str:
    """Return the sound of *word* with close sounds made one: a misspelling of a known name that sounds the same."""
    heard = sound(word)
    return heard.signs.translate(_CLOSE) if heard.writing is Writing.FULL else ""


@cache
def _by_sound() -> Mapping[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for writing, numbers in _tables()[0].items():
        found[_sound_of(writing)].update(numbers)
    found.pop("", None)
    return MappingProxyType({heard: frozenset(numbers) for heard, numbers in found.items()})


def short_or_full(word: str) -> frozenset[str]:
    """Return the names *word*, written so, is short for, and its own short names."""
    return _tables()[1].get(plain_form(word), frozenset())


def full_names_of(word: str) -> frozenset[str]:
    """Return the names *word* is short for, and the short names of *word*."""
    return short_or_full(word).union(*(_nicknames_by_name().get(number, ()) for number in names_of(word)))


@cache
def _nicknames_by_name() -> Mapping[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for writing, others in _tables()[1].items():
        for number in names_of(writing):
            found[number] |= others
    return MappingProxyType({number: frozenset(others) for number, others in found.items()})


def same_name(left: str, right: str) -> bool | None:
    """Say whether two words write one name: yes, no (both are known and differ), or None when the table is silent."""
    one = names_of(left)
    other = names_of(right) if one else one
    return bool(one & other) if other else None
