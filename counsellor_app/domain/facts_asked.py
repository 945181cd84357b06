"""Which countries, languages and programmes one word of a search may mean: whole, or begun with four letters. Pure.

Names come first in every list: a word that is a name as well as a country finds both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from counsellor_app.domain.countries import countries_by_word, languages_by_word
from counsellor_app.domain.folding import words
from counsellor_app.domain.programmes_list import PROGRAMMES

_SHORTEST: Final = 3
_SHORTEST_BEGUN: Final = 4
_CACHED: Final = 1 << 8


@dataclass(frozen=True, slots=True)
class FactsAsked:
    """The codes of nationalities, languages and programmes that one word may mean; all empty for most words."""

    nationalities: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    programmes: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.nationalities or self.languages or self.programmes)


def facts_asked(word: str) -> FactsAsked:
    """Return what a folded *word* may mean besides a name."""
    if len(word) < _SHORTEST or not word.isalpha():
        return FactsAsked()
    nationalities, languages = _places_and_languages(word)
    return FactsAsked(nationalities, languages, _programmes(word))


@lru_cache(_CACHED)
def _places_and_languages(word: str) -> tuple[frozenset[str], frozenset[str]]:
    return _codes(word, countries_by_word()), _codes(word, languages_by_word())


def _codes(word: str, known: Mapping[str, frozenset[str]]) -> frozenset[str]:
    if len(word) < _SHORTEST_BEGUN:
        return known.get(word, frozenset())
    return frozenset().union(*(codes for written, codes in known.items() if written.startswith(word)))


def _programmes(word: str) -> frozenset[str]:
    return frozenset(
        code
        for code, programme in PROGRAMMES.items()
        if any(_fits(word, own) for own in _words_of((code, programme.en, programme.nl, *programme.written)))
    )


@lru_cache(_CACHED)
def _words_of(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for text in texts for word in words(text))


def _fits(word: str, written: str) -> bool:
    return written == word or (len(word) >= _SHORTEST_BEGUN and written.startswith(word))
