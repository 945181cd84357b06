"""Whose names may be the one asked for: cases proposed by the index of sounds, for the rules of names to judge.

A case is proposed for the words it shares with the name; the more of them, and the more letter by letter, the sooner.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from heapq import nsmallest
from typing import Final

import msgspec

from counsellor_app.domain.folding import number_words, words
from counsellor_app.domain.names.keys import asked_keys
from counsellor_app.domain.names.people import Known, Likeness, compare_people
from counsellor_app.store.database import Connection

MOST_CANDIDATES: Final = 80
_MOST_KEYS: Final = 400


def candidates(
    connection: Connection, name: str, limit: int = MOST_CANDIDATES, without: Set[int] = frozenset()
) -> list[int]:
    """Return row ids of cases whose names share words with *name* by their sound, the most promising first."""
    asked = asked_keys(name)
    single = [cases_under(connection, word.keys) for word in asked if not word.joined]
    joined = [cases_under(connection, word.keys) for word in asked if word.joined]
    seen: set[int] = set()
    twice: set[int] = set()
    for cases in single:
        twice |= cases & seen if len(single) > 1 else cases
        seen |= cases
    found = twice.union(*joined) - without
    sounding: Counter[int] = Counter()
    for cases in single:
        sounding.update(cases & found)
    for cases in joined:
        # Two words of the name at once.
        sounding.update(dict.fromkeys(cases & found, 2))
    spelled: Counter[int] = Counter()
    for word in dict.fromkeys(words(name)):
        spelled.update(cases_under(connection, (word,)) & found)
    return _most_shared(sounding, spelled, limit)


def _most_shared(sounding: Mapping[int, int], spelled: Mapping[int, int], limit: int) -> list[int]:
    """Return the cases that share most words, at most *limit*; of equals those with the lower row id.

    A word letter by letter counts half as much again.
    """
    alike: dict[int, list[int]] = defaultdict(list)
    for case, count in sounding.items():
        alike[2 * count + spelled.get(case, 0)].append(case)
    found: list[int] = []
    for count in sorted(alike, reverse=True):
        found += sorted(alike[count])[: limit - len(found)]
    return found


def cases_under(connection: Connection, keys: Iterable[str]) -> set[int]:
    """Return row ids of the cases under any of *keys*; as one text, for a row each of thousands takes longer."""
    wanted = list(keys)[:_MOST_KEYS]
    marks = ", ".join("?" * len(wanted))
    told = connection.execute(f"SELECT json_group_array(case_id) FROM name_row WHERE word IN ({marks})", wanted)
    return set(msgspec.json.decode(told.fetchone()[0], type=list[int]))


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
FROM json_each(?) j JOIN case_row c ON c.id = j.value JOIN person_row p ON p.case_id = c.id AND NOT p.removed
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
            proposed.update(dict.fromkeys(sorted(cases_under(connection, (word,)))[:MOST_CANDIDATES]))
    found: dict[int, Likeness] = {}
    for case_id, _oid, _reference, known in known_people(connection, proposed):
        likeness = compare_people(wanted, known)
        if likeness.score >= least and likeness.score > found.get(case_id, _UNLIKE).score:
            found[case_id] = likeness
    best = nsmallest(limit, found, key=lambda case: (-found[case].score, case))
    return [(case, found[case]) for case in best]


_UNLIKE: Final = Likeness(0.0, ())
