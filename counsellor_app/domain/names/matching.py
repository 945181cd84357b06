"""How alike two names of people are: words paired in any order, joined or apart, abbreviated, left out.

The score says how much of both names is the same: 1 for the same name, and a father's name that contradicts the other
weighs more than one that is missing. Order never counts: forms, papers and people disagree on it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations
from typing import Final

from counsellor_app.domain.names.likeness import LEAST, may_be_joined, word_likeness
from counsellor_app.domain.names.particles import is_particle
from counsellor_app.domain.names.scripts import plain_form, romanised, split_words
from counsellor_app.domain.names.syllables import is_of_syllables, same_syllables
from counsellor_app.domain.names.variants import names_of, same_name, short_or_full

_CACHED, _FEW = 1 << 12, 1 << 8
_OF_PARTICLE: Final = 0.06
_OF_INITIAL: Final = 0.35
_AGREES: Final = 0.97
_PET_NAME: Final = 0.9
_JOINED: Final = 0.99
_TOLD_APART: Final = 0.8
_SOUNDS_THE_SAME: Final = 0.96
"""Two names of the table that some alphabet writes alike: Salim and Salem."""
_SAME_SOUND: Final = 0.95
"""A pet name stands for whatever sounds this much like the name it is known to stand for."""
_SHORTEST_JOINED: Final = 5
_LEAST_JOINED: Final = 0.8
_PAIRED: Final = 0.92
"""Words this much alike need not be tried joined to others."""
_ALONE: Final = 0.75
"""A part that is this much like the whole is the whole: what is joined to it would be lost."""
_OF_CONTRADICTION: Final = 1.35
_OF_ABSENCE: Final = 0.16
_OF_WEAKEST: Final = 0.4
_FULL: Final = 0.93
_FULL_WORD: Final = 0.9
_ONE_WORD_OF_SEVERAL: Final = 0.7


@dataclass(frozen=True, slots=True)
class Link:
    """Words of one name that stand for words of the other: indexes as bit masks, likeness, and how it was found."""

    left: int
    right: int
    likeness: float
    how: str


Alike = Callable[[str, str], tuple[float, str]]
"""How alike two words are, and how that was found."""


@dataclass(frozen=True, slots=True)
class NameMatch:
    """How alike two names are: *score* 0 to 1, the words that were paired, and how many words stand alone.

    ``weakest``: the least likeness of any pair; 0 when no words were paired.
    """

    score: float
    pairs: tuple[tuple[str, str, str], ...] = ()
    alone: tuple[int, int] = (0, 0)
    reordered: bool = False
    weakest: float = 0.0


@lru_cache(_FEW)
def compare_names(left: str, right: str) -> NameMatch:
    """Return how alike two full names are; symmetric in its score, blind to case, accents and the order of words."""
    words = _words(left), _words(right)
    if not words[0] or not words[1]:
        return NameMatch(0.0)
    if sorted(words[0]) > sorted(words[1]):
        other = compare_names(right, left)
        return NameMatch(
            other.score,
            tuple((two, one, how) for one, two, how in other.pairs),
            (other.alone[1], other.alone[0]),
            other.reordered,
            other.weakest,
        )
    return _compare(*words)


@lru_cache(_CACHED)
def _words(name: str) -> tuple[str, ...]:
    return tuple(split_words(name))


def _weight(word: str) -> float:
    if len(word) == 1 and word.isascii():
        return _OF_INITIAL
    return _OF_PARTICLE if is_particle(word) else 1.0


def _weights(words: Sequence[str]) -> list[float]:
    found = [_weight(word) for word in words]
    return found if max(found) == 1.0 else [1.0] * len(found)


def _compare(left: Sequence[str], right: Sequence[str]) -> NameMatch:
    weights = _weights(left), _weights(right)
    alike = _syllables_alike if is_of_syllables(left) and is_of_syllables(right) else compare_words
    chosen = _best(_links(left, right, weights, alike), weights)
    matched = sum(_gain_weight(link, weights) for link in chosen)
    gained = sum(_gain_weight(link, weights) * link.likeness for link in chosen)
    lone = (
        [weight for at, weight in enumerate(weights[0]) if not any(link.left >> at & 1 for link in chosen)],
        [weight for at, weight in enumerate(weights[1]) if not any(link.right >> at & 1 for link in chosen)],
    )
    alone = sum(lone[0]), sum(lone[1])
    contradicted, absent = min(alone), abs(alone[0] - alone[1])
    whole = matched + _OF_CONTRADICTION * contradicted + _OF_ABSENCE * absent
    score = gained / whole if whole else 0.0
    weakest = min((link.likeness for link in chosen if _gain_weight(link, weights) >= _FULL_WORD), default=1.0)
    score -= _OF_WEAKEST * max(0.0, score - weakest)
    if matched < 1.5 and max(sum(weights[0]), sum(weights[1])) >= 1.5 and max(alone) >= 0.5:
        score *= _ONE_WORD_OF_SEVERAL
    return NameMatch(
        round(score, 4),
        tuple((_text(left, link.left), _text(right, link.right), link.how) for link in chosen),
        (_counted(lone[0]), _counted(lone[1])),
        _is_reordered(chosen),
        min((link.likeness for link in chosen), default=0.0),
    )


def _counted(weights: Sequence[float]) -> int:
    """Return how many words there are that are no particles."""
    return sum(weight > _OF_PARTICLE for weight in weights)


def _text(words: Sequence[str], mask: int) -> str:
    return " ".join(word for at, word in enumerate(words) if mask >> at & 1)


def _gain_weight(link: Link, weights: tuple[list[float], list[float]]) -> float:
    left = [weight for at, weight in enumerate(weights[0]) if link.left >> at & 1]
    right = [weight for at, weight in enumerate(weights[1]) if link.right >> at & 1]
    return (sum(left) + sum(right)) / 2


def _is_reordered(chosen: Sequence[Link]) -> bool:
    ordered = [link.right & -link.right for link in sorted(chosen, key=lambda link: link.left & -link.left)]
    return ordered != sorted(ordered)


# -- pairing ----------------------------------------------------------------------------------------------------------


def _links(
    left: Sequence[str], right: Sequence[str], weights: tuple[list[float], list[float]], alike: Alike
) -> list[Link]:
    found = _single(left, right, alike)
    paired_left = sum({link.left for link in found if link.likeness >= _PAIRED})
    paired_right = sum({link.right for link in found if link.likeness >= _PAIRED})
    found += _joined(left, right, (paired_left, paired_right), alike)
    joined = _joined(right, left, (paired_right, paired_left), alike)
    found += [Link(link.right, link.left, link.likeness, link.how) for link in joined]
    return sorted(found, key=lambda link: (-_gain_weight(link, weights) * link.likeness, link.left, link.right))


def _single(left: Sequence[str], right: Sequence[str], alike: Alike) -> list[Link]:
    """Pair single words. Two that letters or the table say to be one need not be listened to beside others."""
    told = {(at, place): _told(one, other) for at, one in enumerate(left) for place, other in enumerate(right)}
    agreed = [pair for pair, answer in told.items() if answer is not None and answer[0] >= _AGREES]
    settled = {at for at, _place in agreed}, {place for _at, place in agreed}
    found: list[Link] = []
    for (at, place), answer in told.items():
        if answer is None and at not in settled[0] and place not in settled[1]:
            answer = alike(left[at], right[place])
        if answer is not None and answer[0]:
            found.append(Link(1 << at, 1 << place, *answer))
    return found


def _joined(parts: Sequence[str], wholes: Sequence[str], paired: tuple[int, int], alike: Alike) -> list[Link]:
    """Pair two words written apart with one word of the other name."""
    found: list[Link] = []
    free = [at for at in range(len(parts)) if not paired[0] >> at & 1]
    if len(free) < 2:
        return found
    for place, whole in enumerate(wholes):
        if paired[1] >> place & 1 or len(romanised(whole)[0]) < _SHORTEST_JOINED:
            continue
        for one, two in permutations(free, 2):
            likeness = _joined_likeness(parts[one], parts[two], whole, alike)
            if likeness:
                found.append(Link(1 << one | 1 << two, 1 << place, likeness, "joined"))
    return found


def joined_likeness(one: str, two: str, whole: str, *, by_syllables: bool) -> float:
    """Return how alike *one* and *two* written together are to the word *whole*; 0 where one of them is it alone."""
    alike = _syllables_alike if by_syllables else compare_words
    return _joined_likeness(one, two, whole, alike) if len(romanised(whole)[0]) >= _SHORTEST_JOINED else 0.0


def _joined_likeness(one: str, two: str, whole: str, alike: Alike) -> float:
    if not may_be_joined(one, two, whole) or any(_is_whole(alike(part, whole)) for part in (one, two)):
        return 0.0
    likeness = _JOINED * alike(one + two, whole)[0]
    return likeness if likeness >= _LEAST_JOINED else 0.0


def likeness_of(left: str, right: str, *, by_syllables: bool) -> float:
    """Return how alike two words are, 0 to 1; *by_syllables*: both are of Chinese or Vietnamese names."""
    return (_syllables_alike if by_syllables else compare_words)(left, right)[0]


def _is_whole(found: tuple[float, str]) -> bool:
    return found[0] >= _ALONE and found[1] != "pet"


@lru_cache(_CACHED)
def compare_words(left: str, right: str) -> tuple[float, str]:
    """Return how alike two words are and how that was found: ``same``, ``known``, ``pet``, ``sound``, ``initial``."""
    told = _told(left, right)
    if told is not None:
        return told
    if same_name(left, right) is False:
        the_same = word_likeness(left, right, _SOUNDS_THE_SAME) >= _SOUNDS_THE_SAME
        return (_TOLD_APART, "sound") if the_same else (0.0, "")
    likeness = word_likeness(left, right)
    if likeness >= LEAST:
        return _sharpened(likeness), "sound"
    return 0.0, ""


@lru_cache(_CACHED)
def _told(left: str, right: str) -> tuple[float, str] | None:
    """Return the same where letters or the table of names tell; None where the sound must."""
    one, other = plain_form(left), plain_form(right)
    if one == other:
        return 1.0, "same"
    if 1 in (len(one), len(other)):
        letters = romanised(left)[0][:1], romanised(right)[0][:1]
        return (0.8, "initial") if letters[0] == letters[1] else (0.0, "")
    if same_name(left, right):
        return _AGREES, "known"
    return (_PET_NAME, "pet") if _is_pet_name(left, right) else None


@lru_cache(_CACHED)
def _syllables_alike(left: str, right: str) -> tuple[float, str]:
    """Return the same for two words of Chinese or Vietnamese names."""
    likeness, how = compare_words(left, right)
    if how not in ("", "sound") or same_name(left, right) is False:
        return (0.0, "") if how == "sound" else (likeness, how)
    return (_AGREES, "known") if same_syllables(left, right) else (0.0, "")


def _is_pet_name(left: str, right: str) -> bool:
    """Say whether one of two words is a short or pet name of the other, in any of its writings."""
    return _is_short_for(left, right) or _is_short_for(right, left)


def _is_short_for(short: str, name: str) -> bool:
    known = short_or_full(short)
    if not known:
        return False
    if plain_form(name) in known:
        return True
    names = names_of(name)
    return any(names & names_of(full) or word_likeness(name, full) >= _SAME_SOUND for full in known)


def _sharpened(likeness: float) -> float:
    """Return what a likeness of sound is worth: full from 0.93 up, little where only the bones agree."""
    if likeness >= _FULL:
        return likeness
    return max(0.0, (likeness - LEAST) / (_FULL - LEAST)) * _FULL


def _best(links: Sequence[Link], weights: tuple[list[float], list[float]]) -> tuple[Link, ...]:
    """Return the links that together gain most, no word used twice."""
    gains = [_gain_weight(link, weights) * link.likeness for link in links]
    best: tuple[float, tuple[Link, ...]] = (0.0, ())

    def extend(at: int, left: int, right: int, gained: float, chosen: tuple[Link, ...]) -> None:
        nonlocal best
        if gained > best[0] + 1e-9:
            best = (gained, chosen)
        for index in range(at, len(links)):
            link = links[index]
            if gained + sum(gains[index : index + _MOST_LINKS]) <= best[0] + 1e-9:
                return
            if not (link.left & left or link.right & right):
                extend(index + 1, left | link.left, right | link.right, gained + gains[index], (*chosen, link))

    extend(0, 0, 0, 0.0, ())
    return best[1]


_MOST_LINKS: Final = 8
