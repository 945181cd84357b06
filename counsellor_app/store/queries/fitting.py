"""Cases that fit every word asked for, each word in its own way: by letters, by a fact, or by the sound of a name.

Those that have all words letter by letter are found elsewhere and left out here. A case must have every word, whoever
of its people and whichever of its names has it; the order of the words says nothing, so a true word more never loses
anybody. A case is proposed by the index of sounds and judged by the rules of names.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from heapq import nsmallest
from itertools import permutations
from typing import Final

import msgspec

from counsellor_app.domain.facts_asked import FactsAsked, facts_asked
from counsellor_app.domain.folding import MAX_TEXT, MAX_WORDS, query_words, words
from counsellor_app.domain.names.heard import heard_in
from counsellor_app.domain.names.keys import joined_keys, sought_keys
from counsellor_app.domain.names.matching import compare_names
from counsellor_app.domain.names.particles import is_particle
from counsellor_app.domain.names.scripts import split_words
from counsellor_app.store.database import Connection
from counsellor_app.store.queries.facts_fitting import cases_with
from counsellor_app.store.queries.likely import cases_under, known_people

MOST_SOUNDING: Final = 30
_JUDGED_FOR_ONE: Final = 2
_FEWEST_LETTERS: Final = 3
_LAST: Final = "\U0010ffff"
_MOST_ROWS: Final = 4_000
_MOST_NEAR: Final = 2_000
_FEWEST_TO_MISS_ONE: Final = 2
_BEGINNING: Final = """
SELECT json_group_array(case_id) FROM (SELECT case_id FROM name_row WHERE word >= ? AND word < ? LIMIT ?)
"""
_BEGINNING_AMONG: Final = """
SELECT DISTINCT n.case_id FROM json_each(?) j CROSS JOIN name_row n ON n.case_id = j.value
WHERE +n.word >= ? AND +n.word < ?
"""
_BY_ACTIVITY: Final = """
SELECT case_id FROM activity_row WHERE case_id IN (SELECT value FROM json_each(?)) ORDER BY at DESC, case_id DESC
"""

Narrow = Callable[[set[int]], set[int]]
"""Returns those of some cases (row ids) that may be shown at all."""

Condition = tuple[str, Sequence[object]]
"""A condition of SQL on ``c.id`` and its parameters."""


def narrowed_to(connection: Connection, conditions: Sequence[Condition]) -> Narrow:
    """Return what keeps to the cases for which all *conditions* are true."""

    def narrow(cases: set[int]) -> set[int]:
        if not conditions or not cases:
            return cases
        query = " AND ".join(["c.id IN (SELECT value FROM json_each(?))", *(text for text, _parameters in conditions)])
        bound = [value for _text, parameters in conditions for value in parameters]
        return {
            row[0] for row in connection.execute(f"SELECT c.id FROM case_row c WHERE {query}", [_json(cases), *bound])
        }

    return narrow


@dataclass(frozen=True, slots=True)
class _Word:
    """A word asked for: as it is found letter by letter, and as names are compared; each may be several."""

    letters: tuple[str, ...]
    sounds: tuple[str, ...]

    @property
    def counts(self) -> bool:
        """Whether a name without it is another name."""
        return not self.sounds or not all(map(is_particle, self.sounds))

    @property
    def fact(self) -> FactsAsked:
        """What it may mean besides a name."""
        return facts_asked(self.letters[0]) if len(self.letters) == 1 else FactsAsked()


@dataclass(frozen=True, slots=True)
class _Found:
    """The cases that have a word by its letters, by those or a fact, and perhaps by the sound of it."""

    spelled: set[int]
    told: set[int]
    sounding: set[int]


Joins = Mapping[tuple[str, str], set[int]]
"""The cases where two words asked for may be one word of a name, in this order."""


def cases_fitting(connection: Connection, asked: str, narrow: Narrow, limit: int = MOST_SOUNDING) -> dict[int, str]:
    """Return row ids of cases that have all words *asked*, some of them not letter by letter.

    First those where facts say so, newest activity first, with an empty text; then at most *limit* of those where the
    sound of names does, best first, each with the name that is most like it. Less than three letters say nothing.
    """
    sought = _words(asked)
    if max((len(letters) for word in sought for letters in word.letters), default=0) < _FEWEST_LETTERS:
        return {}
    needed = [word for word in sought if word.counts] or sought
    joins = _joins(connection, [word.sounds[0] for word in sought if len(word.sounds) == 1])
    found = _find(connection, sought, needed, joins)
    spelled = _in_all([found[word].spelled for word in sought])
    told = _in_all([found[word].told for word in needed]) - spelled
    having, but_one = (cases - told - spelled for cases in _having(needed, found))
    shown = narrow(told | having | but_one)
    by_fact = [row[0] for row in connection.execute(_BY_ACTIVITY, (_json(told & shown),)).fetchall()]
    names = [found[word].spelled for word in needed]
    most = limit * _JUDGED_FOR_ONE
    proposed = _most_spelled(having & shown, names, most)
    proposed += _most_spelled(but_one & shown, names, most - len(proposed))
    return dict.fromkeys(by_fact, "") | _judged(connection, sought, needed, found, joins, proposed, limit)


def _words(asked: str) -> list[_Word]:
    """Return the words of *asked*, as many as count in any search, each once."""
    found: dict[_Word, None] = {}
    letters = len(query_words(asked))
    for piece in asked[:MAX_TEXT].split():
        if letters <= 0:
            break
        spelled, sounds = words(piece)[:letters], split_words(piece)
        letters -= len(spelled)
        if len(spelled) == len(sounds):
            found.update(dict.fromkeys(_Word((one,), (other,)) for one, other in zip(spelled, sounds, strict=True)))
        elif spelled:
            found[_Word(tuple(spelled), tuple(sounds))] = None
    return list(found)[:MAX_WORDS]


def _joins(connection: Connection, sounds: Sequence[str]) -> Joins:
    found = {}
    for pair in permutations(dict.fromkeys(sounds), 2):
        keys = joined_keys(*pair)
        cases = cases_under(connection, keys) if keys else None
        if cases:
            found[pair] = cases
    return found


def _find(
    connection: Connection, sought: Sequence[_Word], needed: Sequence[_Word], joins: Joins
) -> dict[_Word, _Found]:
    """Look for each word. One that very many cases have, and facts, are looked for among those the others leave."""
    few = {word: _cases_beginning(connection, word.letters, _MOST_ROWS) for word in sought}
    sounding = {word: _sounding(connection, word, joins) for word in sought}
    telling = [word for word in needed if few[word] is not None and not word.fact]
    near = set().union(*((few[word] or set()) | sounding[word] for word in telling))
    among = near if telling and len(near) <= _MOST_NEAR else None
    found = {}
    for word in sought:
        spelled = few[word]
        if spelled is None:
            spelled = _in_all([_cases_having(connection, letters, among) for letters in word.letters])
        told = spelled | cases_with(connection, word.fact, among) if word.fact else spelled
        found[word] = _Found(spelled, told, sounding[word])
    return found


def _sounding(connection: Connection, word: _Word, joins: Joins) -> set[int]:
    alone = [cases_under(connection, sought_keys(one)) for one in word.sounds]
    joined = (cases for pair, cases in joins.items() if len(word.sounds) == 1 and word.sounds[0] in pair)
    return (_in_all(alone) if alone else set()).union(*joined)


def _in_all(sets: Sequence[set[int]]) -> set[int]:
    return reduce(set.__and__, sorted(sets, key=len))


def _cases_beginning(connection: Connection, words: Iterable[str], most: int) -> set[int] | None:
    """Return the cases with all *words* as beginnings of theirs; None where one has more than *most* places."""
    found = []
    for word in words:
        told = connection.execute(_BEGINNING, (word, word + _LAST, most + 1)).fetchone()[0]
        cases = msgspec.json.decode(told, type=list[int])
        if len(cases) > most:
            return None
        found.append(set(cases))
    return _in_all(found)


def _cases_having(connection: Connection, word: str, among: set[int] | None) -> set[int]:
    if among is None:
        told = connection.execute(_BEGINNING, (word, word + _LAST, -1)).fetchone()[0]
        return set(msgspec.json.decode(told, type=list[int]))
    rows = connection.execute(_BEGINNING_AMONG, (_json(among), word, word + _LAST)).fetchall()
    return {row[0] for row in rows}


def _having(needed: Sequence[_Word], found: dict[_Word, _Found]) -> tuple[set[int], set[int]]:
    """Return the cases that may have all words *needed*, and those that may have all but one.

    The index misses a sound now and then: of more than two words one may be missing there.
    """
    having = [found[word].sounding | found[word].told for word in needed]
    if len(needed) <= _FEWEST_TO_MISS_ONE:
        return _in_all(having), set()
    but_one = (_in_all([*having[:at], *having[at + 1 :]]) - one for at, one in enumerate(having))
    return _in_all(having), set().union(*but_one)


def _most_spelled(cases: set[int], spelled: Sequence[set[int]], most: int) -> list[int]:
    """Return at most *most* of *cases*: those first that are in most of the sets *spelled*."""
    levels = [cases]
    for one in spelled:
        levels = [
            (levels[at] - one if at < len(levels) else set()) | (levels[at - 1] & one if at else set())
            for at in range(len(levels) + 1)
        ]
    chosen: list[int] = []
    for level in reversed(levels):
        chosen += nsmallest(most - len(chosen), level)
    return chosen


def _judged(
    connection: Connection,
    sought: Sequence[_Word],
    needed: Sequence[_Word],
    found: dict[_Word, _Found],
    joins: Joins,
    proposed: Sequence[int],
    limit: int,
) -> dict[int, str]:
    """Return the best *limit* of the *proposed* cases in which every word *needed* is found or heard."""
    said = [one for word in sought for one in word.sounds]
    heard: dict[int, dict[str, frozenset[str]]] = defaultdict(dict)
    missing = {
        case: {one for word in needed if case not in found[word].told for one in word.sounds or word.letters}
        for case in proposed
    }
    for case, _oid, _reference, known in known_people(connection, proposed):
        pairs = [pair for pair, cases in joins.items() if case in cases]
        heard[case] |= {name: heard_in(missing[case], name, pairs) for name in (*known.names, *known.also)}
    best: dict[int, tuple[int, float, str]] = {}
    for case, names in heard.items():
        if missing[case] and missing[case] <= frozenset().union(*names.values()):
            best[case] = max((len(here), _likeness(said, here, name), name) for name, here in names.items() if here)
    chosen = nsmallest(limit, best, key=lambda case: (-best[case][0], -best[case][1], case))
    return {case: best[case][2] for case in chosen}


def _likeness(said: Sequence[str], heard: frozenset[str], name: str) -> float:
    """Return how like *name* those words are that are *heard* in it or begin one of its own."""
    named = split_words(name)
    of_it = [one for one in said if one in heard or any(own.startswith(one) for own in named)]
    return compare_names(" ".join(of_it), name).score


def _json(values: Iterable[int]) -> str:
    return msgspec.json.encode(list(values)).decode()
