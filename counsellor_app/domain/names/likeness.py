"""How alike two words of names sound: an alignment of their signs in which each difference costs what it is worth.

Costs come from what the same name undergoes between alphabets and colonial spellings: nothing for c that Somali writes
for ayn, little for e beside i, much for a beside i (Jamal and Jamil are two people). Between scripts the vowels that
one of them does not write are nearly free.
"""

import importlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from itertools import product
from math import inf
from types import MappingProxyType
from typing import Final

from counsellor_app.domain.names.scripts import Writing
from counsellor_app.domain.names.sounds import VOWELS, Sound, sounds

_CACHED = 1 << 12
LEAST: Final = 0.72
"""Below this two words are two names, and 0 is answered."""
_APART = 1.0
"""What two sounds cost that have nothing to do with each other."""
_CONSONANT = 1.0
_VOWEL = 0.55
"""What a sign weighs in the length of a word."""

_COSTS: Final = """
a e .18  a i .7  a o .35  a u .5  e i .08  e o .45  e u .7  o u .08  i o .7  i u .7  E e .04  E i .04  E a .4
E y .1  U u 0  U o .05  U w .06  U v .2  U a .7  U i .7  U e .6  y i .05  y e .1  y j .12  y a .5  w u .06  w o .1
w v .06  w b .45  v f .15  v b .22  v u .2  w f .4  A a 0  A e .1  A o .12  A E .4  A i .75  A u .75  A U .75
A w .6  A y .5  W w 0  W u 0  W U 0  W o .03  W v .03  W a .75  W e .6  W i .75  W E .7  W y .7  Y y 0  Y i 0
Y e .03  Y E 0  Y a .7  Y o .7  Y u .7  Y U .7  Y w .7  A W .8  A Y .6  W Y .8  & a 0  & i .03  & e .05  & y .05
& E .05  & Y .05  & A .05  & o .2  3 a .02  3 e .02  3 i .02  3 o .02  3 u .02  3 U .04  3 E .04  3 A .1  3 y .3
3 w .3  3 c .02  3 h .2  3 g .3  p b .1  p f .25  b f .4  m n .35  l r .5  l n .8  r n .9  t d .15  t T .05  t D .25
d D .05  d T .2  T s .12  T z .3  T D .15  D z .1  D s .4  D l .6  t $ .3  T f .5  s z .15  s S .15  s $ .05
s C .35  z S .4  z $ .15  j z .18  S C .2  S j .35  S $ .25  S H .05  S x .1  C H .05  C j .2  C $ .2  C k .4
C q .15  C c .1  C ç 0  C t .5  H k .1  H K .05  H h .15  H x .1  H s .12  H j .2  H c .1  H g .3  c k 0  c q .02
c s .08  c j .12  c K .15  c g .25  c h .5  c S .2  c z .3  c ç .05  c $ .05  c G .3  ç H .05  ç s .05  ç S .15  ç j .3
ç z .2  k q 0  k K .1  k g .22  k G .25  k h .4  k x .3  q g .08  q G .05  q K .2  q h .5  g G .05  g h .35  g K .35
g j .15  G K .25  G h .35  G r .5  G y .35  K h .05  K x .03  x h .04  x s .25  x z .3  x $ .3  x j .3  j h .45
j G .3  j d .2
"""


def _table() -> dict[str, dict[str, float]]:
    words = _COSTS.split()
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for left, right, cost in zip(words[::3], words[1::3], words[2::3], strict=True):
        found[left][right] = found[right][left] = float(cost)
    for sign in found:
        found[sign][sign] = 0.0
    return dict(found)


_SWAP: Final = MappingProxyType(_table())
_LEFT_OUT: Final = MappingProxyType(
    {
        **dict.fromkeys("aeiou", 0.42), **dict.fromkeys("EU", 0.5), **dict.fromkeys("AWY", 0.5),
        "&": 0.4, "3": 0.04, "h": 0.16, "H": 0.7, "y": 0.3, "w": 0.42, "G": 0.45, "v": 0.75, "c": 0.15,
        "x": 0.6, "q": 0.7, "K": 0.4,
    }
)  # fmt: skip
_UNWRITTEN: Final = MappingProxyType(
    {**dict.fromkeys("aeiou", 0.04), "E": 0.22, "U": 0.2, "y": 0.4, "w": 0.4, "c": 0.2, "h": 0.2}
)
_UNWRITTEN_ETHIOPIC: Final = MappingProxyType({"i": 0.05, "e": 0.06, "u": 0.15, "a": 0.3, "o": 0.35})
_UNWRITTEN_IN: Final = MappingProxyType(
    {
        Writing.CONSONANTS: _UNWRITTEN,
        Writing.ETHIOPIC: _UNWRITTEN_ETHIOPIC,
        Writing.INDIAN: MappingProxyType({"a": 0.04, "o": 0.06, "e": 0.2, "u": 0.2}),
    }
)
_DIPHTHONG = 0.16
_EASED = 0.15
_JOINED_BONES: Final = 2
_LONG_WORD = 6
_IN_LONG_WORD = 0.32
_LONGEST = 4.4
"""Length beyond which one difference does not become smaller."""
_VAGUE = 0.15
_ALIF = 0.06
_LAST_A = 0.85
"""A name and the same name with -a are a man's and a woman's, as a rule."""
_LAST_O = 0.6
"""Antónia is António's sister, Domingas Domingos's. Somali women's names on -o and -a are one; the table knows them."""


@lru_cache(_CACHED)
def word_likeness(left: str, right: str, least: float = LEAST) -> float:
    """Return how alike two words sound, 0 to 1; 1 for the same letters. The order of the two does not matter.

    Of what is less than *least* no more is said than that: 0.
    """
    if left == right:
        return 1.0
    if left > right:
        return word_likeness(right, left, least)
    return max((_likeness(one, other, least) for one, other in product(sounds(left), sounds(right))), default=0.0)


def _likeness(left: Sound, right: Sound, least: float) -> float:
    if left.signs == right.signs:
        return 1.0
    bones = _bones(left.signs), _bones(right.signs)
    longest = max(len(bones[0]), len(bones[1]))
    if _edits()(*bones, score_cutoff=longest) > max(1, longest // 2):
        return 0.0
    length = min(_LONGEST, (_length(left) + _length(right)) / 2)
    return max(0.0, 1.0 - _distance(left, right, (1.0 - least) * length) / length)


_BONES: Final = str.maketrans(
    {**dict.fromkeys("aeiouEUAWY3&hwyvçszT$SHCcxDKjgG"), **dict.fromkeys("pf", "b"), "d": "t", "q": "k"}
)


@lru_cache(_CACHED)
def _bones(signs: str) -> str:
    """Return the consonants that no spelling changes: enough to see that two words have nothing in common."""
    return signs.translate(_BONES)


@cache
def _edits() -> Callable[..., int]:
    """Load the counting of edits with the first names compared: most commands compare none."""
    distance: Callable[..., int] = importlib.import_module("rapidfuzz.distance").Levenshtein.distance
    return distance


@lru_cache(_CACHED)
def may_be_joined(first: str, second: str, whole: str) -> bool:
    """Say whether *first* and *second* written together can be *whole*, by their consonants."""
    parts = sounds(first)[:1] + sounds(second)[:1]
    joined = "".join(_bones(part.signs) for part in parts)
    return any(_few_differ(joined, _bones(other.signs)) for other in sounds(whole))


def _few_differ(left: str, right: str) -> bool:
    most = min(_JOINED_BONES, max(1, max(len(left), len(right)) // 2))
    return _edits()(left, right, score_cutoff=most) <= most


@lru_cache(_CACHED)
def _length(sound: Sound) -> float:
    return sum(_VOWEL if sign in VOWELS else _CONSONANT for sign in sound.signs) or 1.0


def _left_out(sound: Sound, opposite: Sound) -> tuple[float, ...]:
    """Return what it costs that each sign of *sound* has nothing opposite in the word *opposite*."""
    return _costs_left_out(sound, opposite.writing, _consonants_at(opposite))


@lru_cache(_CACHED)
def _costs_left_out(sound: Sound, other: Writing, eased: tuple[bool, bool]) -> tuple[float, ...]:
    signs, costs = sound.signs, []
    easy = {place for place, there in zip((1, len(signs) - 2), eased, strict=True) if there}
    unwritten = _UNWRITTEN_IN.get(other)
    last = len(signs) - 1
    for at, sign in enumerate(signs):
        cost = _LEFT_OUT.get(sign, _APART)
        if sound.writing is Writing.FULL and unwritten is not None:
            cost = unwritten.get(sign, cost)
        if not at and sign in "hmnyj" and last > 1:
            cost = _cost_of_beginning(signs, cost, other)
        elif at == last and len(signs) > 2:
            cost = _cost_of_ending(sign, cost, other)
        elif at in easy and sign in "aeiou":
            cost = min(cost, _EASED)
        elif at and sign in "yw" and signs[at - 1] in "ae":
            cost = min(cost, _DIPHTHONG)
        elif at and sign in VOWELS:
            cost = min(cost, 0.15 if signs[at - 1] in VOWELS else _IN_LONG_WORD if last >= _LONG_WORD else cost)
        costs.append(cost)
    return tuple(costs)


@lru_cache(_CACHED)
def _consonants_at(sound: Sound) -> tuple[bool, bool]:
    """Say whether two consonants begin and end a word: Sliman is Suliman, Bakr is Bekir, easier to say."""
    signs = sound.signs
    if len(signs) < 3 or sound.writing is not Writing.FULL:
        return False, False
    return VOWELS.isdisjoint(signs[:2]), VOWELS.isdisjoint(signs[-2:])


def _cost_of_ending(sign: str, cost: float, other: Writing) -> float:
    """French writes a last e that nobody says; Somali and Ethiopic names end in vowels or not."""
    if sign == "a":
        return _LAST_A
    if sign == "w":
        return 0.2
    if sign == "e" and other is not Writing.CONSONANTS:
        return 0.25
    return cost


def _cost_of_beginning(signs: str, cost: float, other: Writing) -> float:
    """Nsimba is Simba, Jelena is Elena; an h that Arabic writes is there, one of Latin letters may be silent."""
    if signs[0] == "h":
        return 0.6 if other is Writing.CONSONANTS else 0.3
    if signs[0] in "yj":
        return 0.2 if signs[1] in "eiE" else cost
    return cost if signs[1] in VOWELS else 0.3


def _distance(left: Sound, right: Sound, most: float) -> float:
    """Return the cheapest alignment of the two words; infinite as soon as it must cost more than *most*."""
    dropped, added = _left_out(left, right), _left_out(right, left)
    swap = _swaps(left, right)
    row = [0.0]
    for cost in added:
        row.append(row[-1] + cost)
    for at, drop in enumerate(dropped):
        before, row = row, [row[0] + drop]
        last = row[0]
        for place, cost in enumerate(swap[at]):
            last = min(before[place] + cost, before[place + 1] + drop, last + added[place])
            row.append(last)
        if min(row) > most:
            return inf
    return row[-1]


def _swaps_of(sign: str) -> Mapping[str, float]:
    return _SWAP.get(sign) or {sign: 0.0}


def _swaps(left: Sound, right: Sound) -> list[list[float]]:
    """Return what each sign of *left* costs opposite each sign of *right*."""
    signs = right.signs
    found = [[row.get(other, _APART) for other in signs] for row in map(_swaps_of, left.signs)]
    if Writing.ETHIOPIC in (left.writing, right.writing):
        for row, sign in zip(found, left.signs, strict=True):
            if sign in "aeou":
                row[:] = [
                    min(cost, _VAGUE) if other in "aeou" else cost for cost, other in zip(row, right.signs, strict=True)
                ]
    first, last = left.signs[0] + right.signs[0], left.signs[-1] + right.signs[-1]
    if "A" in first and VOWELS.issuperset(first):
        found[0][0] = min(found[0][0], _ALIF)
    if {left.signs[-2:], right.signs[-2:]} == {"os", "as"}:
        found[-2][-2] = _LAST_O
    if last in ("ao", "oa") and min(len(left.signs), len(right.signs)) > 1:
        found[-1][-1] = _LAST_O
    return found
