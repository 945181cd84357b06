"""By what a name is found in an index: the bones of its words, in every reading, and the names it is known to be.

Coarse on purpose: a key only proposes, :mod:`counsellor_app.domain.names.matching` decides. Keys are ASCII and begin
with a mark no folded word begins with, so both live in one index.
"""

from functools import lru_cache
from itertools import pairwise, product
from types import MappingProxyType
from typing import Final, NamedTuple

from counsellor_app.domain.names.particles import is_particle
from counsellor_app.domain.names.scripts import plain_form, romanised, split_words
from counsellor_app.domain.names.sounds import sounds
from counsellor_app.domain.names.syllables import is_of_syllables, is_word_of_syllables, readings
from counsellor_app.domain.names.variants import full_names_of, names_of

MARK: Final = "~"
_CACHED = 1 << 12
_MOST_READINGS = 8
_SHORTEST_JOIN = 4
_READINGS: Final = MappingProxyType(
    {
        **dict.fromkeys("aeiouEUAWY3&hwyv", ("",)), **dict.fromkeys("pb", ("b",)), **dict.fromkeys("td", ("t",)),
        **dict.fromkeys("sS$", ("s",)), **dict.fromkeys("kq", ("k",)), **dict.fromkeys("TD", ("t", "s")),
        **dict.fromkeys("çC", ("j", "s")), "z": ("s", "j"), "K": ("", "k"),
        "g": ("k", "j"), "G": ("k", ""), "c": ("k", "", "j", "s"), "H": ("s", "j", "", "k"), "x": ("", "s"),
        "j": ("j", ""),
    }
)  # fmt: skip


class WordKeys(NamedTuple):
    """The keys of one word of a name, any of which may find it; whether it was put together of two words."""

    word: str
    keys: frozenset[str]
    joined: bool = False


@lru_cache(_CACHED)
def word_keys(word: str) -> frozenset[str]:
    """Return the keys of one word."""
    found = {f"{MARK}{number}" for number in names_of(word)}
    for heard in sounds(word):
        signs = heard.signs[1:] if heard.signs[:1] in "mn" and heard.signs[1:2] in "bdgjz" else heard.signs
        readings = product(*(_READINGS.get(sign) or (sign,) for sign in signs))
        for reading, _turn in zip(readings, range(_MOST_READINGS), strict=False):
            found.add(MARK + "".join(reading))
    return frozenset(found)


def keys_of(name: str) -> frozenset[str]:
    """Return all keys under which *name* stands in the index, neighbours joined too."""
    return frozenset().union(*(word.keys for word in _words_and_joins(name)))


def asked_keys(name: str) -> list[WordKeys]:
    """Return the keys to look for, word by word: short names with those of the full ones, then joined neighbours."""
    found: list[WordKeys] = []
    by_syllables = is_of_syllables(tuple(split_words(name)))
    for word in _words_and_joins(name):
        also = frozenset() if word.joined else full_names_of(word.word)
        if by_syllables:
            also |= readings(word.word)
        found.append(word._replace(keys=word.keys.union(*(word_keys(other) for other in also))))
    return found


def sought_keys(word: str) -> frozenset[str]:
    """Return the keys to look for a single *word* under, whatever stands beside it."""
    also = full_names_of(word) | (readings(word) if is_word_of_syllables(word) else frozenset())
    return word_keys(word).union(*(word_keys(other) for other in also))


def joined_keys(one: str, two: str) -> frozenset[str]:
    """Return the keys to look for two words under that may be written as one; none where they cannot."""
    return word_keys(one + two) if _may_be_one(one, two) else frozenset()


def _words_and_joins(name: str) -> list[WordKeys]:
    written = split_words(name)
    words = [word for word in written if len(word) > 1 and not is_particle(word)] or written
    single = [WordKeys(word, word_keys(word)) for word in dict.fromkeys(words)]
    neighbours = [*pairwise(written), *pairwise(words)]
    joins = [one + two for one, two in neighbours if _may_be_one(one, two)]
    return single + [WordKeys(word, word_keys(word), joined=True) for word in dict.fromkeys(joins)]


def _may_be_one(one: str, two: str) -> bool:
    """Say whether two neighbours may be written as one word: long enough, and of one script."""
    return len(plain_form(one + two)) > _SHORTEST_JOIN and romanised(one)[1] is romanised(two)[1]
