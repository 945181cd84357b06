"""Whose names may be the one asked for: cases proposed by the index of sounds, for the rules of names to judge.

A case is proposed for the words it shares with the name; the more of them, and the more letter by letter, the sooner.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Set
from heapq import nsmallest
from typing import Final

import msgspec

from counsellor_app.domain.folding import number_words, words
from counsellor_app.domain.names.keys import asked_keys
from counsellor_app.domain.names.matching import compare_names
from counsellor_app.domain.names.people import Known, Likeness, compare_people
from counsellor_app.store.database import Connection

MOST_CANDIDATES: Final = 80
_MOST_KEYS: Final = 400
_MANY: Final = 4_000
_MOST_SOUNDING: Final = 30
_FEWEST_LETTERS: Final = 3
_SOUNDS: Final = 0.8
_EXACT: Final = 0.5
_OF_ONE_WORD: Final = 1


def candidates(
    connection: Connection, name: str, limit: int = MOST_CANDIDATES, without: Set[int] = frozenset()
) -> list[int]:
    """Return row ids of cases whose names share words with *name* by their sound, the most promising first."""
    asked = asked_keys(name)
    single = sorted((word for word in asked if not word.joined), key=lambda word: _count_under(connection, word.keys))
    shared: Counter[int] = Counter()
    for word in single[:-1] if len(single) > 1 else single:
        shared.update(_cases_under(connection, word.keys))
    for joined in (word for word in asked if word.joined):
        # Two words of the name at once.
        shared.update(dict.fromkeys(_cases_under(connection, joined.keys), 2))
    if len(single) > 1:
        shared.update(_cases_among(connection, shared, single[-1].keys))
    least = 2 if len(single) > 1 else _OF_ONE_WORD
    found: dict[int, float] = {case: count for case, count in shared.items() if count >= least and case not in without}
    for spelled in dict.fromkeys(words(name)):
        for case in _cases_among(connection, found.keys(), frozenset((spelled,))):
            found[case] += _EXACT
    return nsmallest(limit, found, key=lambda case: (-found[case], case))


def cases_sounding(connection: Connection, typed: str, exact: Set[int], limit: int = _MOST_SOUNDING) -> dict[int, str]:
    """Return row ids of cases where all words *typed* sound like words of one name, best first, each with that name.

    Cases in *exact* are left out: they were found letter by letter. Less than three letters say nothing.
    """
    if max(map(len, words(typed)), default=0) < _FEWEST_LETTERS:
        return {}
    proposed = candidates(connection, typed, limit * 2, without=exact)
    found: dict[int, tuple[float, str]] = {}
    for case_id, _oid, _reference, known in known_people(connection, proposed):
        for name in (*known.names, *known.also):
            match = compare_names(typed, name)
            if not match.alone[0] and match.weakest >= _SOUNDS and match.score > found.get(case_id, (0.0, ""))[0]:
                found[case_id] = (match.score, name)
    best = nsmallest(limit, found, key=lambda case: (-found[case][0], case))
    return {case: found[case][1] for case in best}


def _count_under(connection: Connection, keys: Set[str]) -> int:
    wanted = sorted(keys)[:_MOST_KEYS]
    marks = ", ".join("?" * len(wanted))
    return int(connection.execute(f"SELECT count(*) FROM name_row WHERE word IN ({marks})", wanted).fetchone()[0])


def _cases_among(connection: Connection, cases: Collection[int], keys: Set[str]) -> set[int]:
    """Return which of *cases* stand under *keys*: of the commonest word nobody but these need be looked at."""
    if len(cases) > _MANY:
        return _cases_under(connection, keys) & set(cases)
    wanted = sorted(keys)[:_MOST_KEYS]
    marks = ", ".join("?" * len(wanted))
    rows = connection.execute(
        f"SELECT case_id FROM name_row WHERE word IN ({marks}) AND case_id IN (SELECT value FROM json_each(?))",
        [*wanted, msgspec.json.encode(sorted(cases)).decode()],
    ).fetchall()
    return {row[0] for row in rows}


def _cases_under(connection: Connection, keys: Iterable[str]) -> set[int]:
    wanted = list(keys)[:_MOST_KEYS]
    marks = ", ".join("?" * len(wanted))
    rows = connection.execute(f"SELECT case_id FROM name_row WHERE word IN ({marks})", wanted).fetchall()
    return {row[0] for row in rows}


def known_people(connection: Connection, case_ids: Iterable[int]) -> list[tuple[int, str, str, Known]]:
    """Return row id, id and reference of each case, and what is known of each of its people, a row per person."""
    wanted = msgspec.json.encode(list(case_ids)).decode()
    rows = connection.execute(_PEOPLE, (wanted,)).fetchall()
    return [
        (
            case_id,
            bytes(oid).hex(),
            reference,
            Known(
                names=tuple(name for name in (called, own_name) if name),
                also=tuple(_listed(others)),
                birth_date=born or "",
                birth_precision=precision or "",
                sex=sex or "",
                nationality=nationality or "",
                alien_number=alien_number or "",
                phone=phone or "",
            ),
        )
        for (
            case_id, oid, reference, called, own_name, born, precision, sex, nationality, alien_number, phone, others
        ) in rows
    ]  # fmt: skip


def _listed(others: str | None) -> list[str]:
    return msgspec.json.decode(others, type=list[str]) if others else []


_PEOPLE: Final = """
SELECT c.id, c.oid, c.reference, p.name, p.own_name, p.birth_date, p.birth_precision, p.sex, c.nationality,
       c.alien_number, c.phone,
       (SELECT json_group_array(a.name) FROM alias_row a WHERE a.case_id = c.id AND NOT a.removed
          AND a.person IN ('', lower(hex(p.oid))))
FROM json_each(?) j JOIN case_row c ON c.id = j.value JOIN person_row p ON p.case_id = c.id
"""


def likely_people(
    connection: Connection, wanted: Known, least: float, limit: int, proposed_most: int = MOST_CANDIDATES
) -> list[tuple[int, Likeness]]:
    """Return row ids of cases for people who may be *wanted*, likeliest first, each with how likely and why.

    *proposed_most*: of so many cases at most each name is compared with the names there.
    """
    proposed: dict[int, None] = {}
    for name in (*wanted.names, *wanted.also):
        proposed.update(dict.fromkeys(candidates(connection, name, proposed_most)))
    for number in (wanted.alien_number, wanted.phone):
        for word in number_words(number):
            proposed.update(dict.fromkeys(sorted(_cases_under(connection, (word,)))[:MOST_CANDIDATES]))
    found: dict[int, Likeness] = {}
    for case_id, _oid, _reference, known in known_people(connection, proposed):
        likeness = compare_people(wanted, known)
        if likeness.score >= least and likeness.score > found.get(case_id, _UNLIKE).score:
            found[case_id] = likeness
    best = nsmallest(limit, found, key=lambda case: (-found[case].score, case))
    return [(case, found[case]) for case in best]


_UNLIKE: Final = Likeness(0.0, ())
