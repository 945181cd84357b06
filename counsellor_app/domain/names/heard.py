"""Which of the words asked for are heard in a name: each for itself, so that one true word more loses nobody.

Two names are compared as wholes (:mod:`counsellor_app.domain.names.matching`). Somebody who searches gives some words,
in any order, of one name or of several names of the same people.
"""

from collections.abc import Iterable
from itertools import permutations
from typing import Final

from counsellor_app.domain.names.matching import joined_likeness, likeness_of
from counsellor_app.domain.names.scripts import split_words
from counsellor_app.domain.names.syllables import is_of_syllables, is_word_of_syllables

_HEARD: Final = 0.8
"""From here on a word is heard in another."""


def heard_in(sought: Iterable[str], name: str, joined: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return those of the words *sought* (as ``split_words`` gives them) that are heard in *name*.

    A word may be written together or apart on either side: *joined* are the words of the question, two by two, that
    may be one of the name.
    """
    named = split_words(name)
    syllables = is_of_syllables(tuple(named))
    wanted = frozenset(sought)
    found = {one for one in wanted if any(_is_heard(one, other, syllables=syllables) for other in named)}
    left = wanted - found
    if left:
        found |= {one for one in left if any(_is_joined(parts, one, syllables) for parts in permutations(named, 2))}
    left = wanted - found
    if left:
        for parts in joined:
            if not left.isdisjoint(parts) and any(_is_joined(parts, whole, syllables) for whole in named):
                found |= wanted.intersection(parts)
    return frozenset(found)


def _is_heard(one: str, other: str, *, syllables: bool) -> bool:
    return likeness_of(one, other, by_syllables=syllables and is_word_of_syllables(one)) >= _HEARD


def _is_joined(parts: tuple[str, str], whole: str, syllables: bool) -> bool:
    by_syllables = syllables and all(map(is_word_of_syllables, (*parts, whole)))
    return joined_likeness(*parts, whole, by_syllables=by_syllables) >= _HEARD
