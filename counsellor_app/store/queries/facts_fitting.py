"""Which cases have a fact that a word of a search may mean: a nationality, a language, a programme."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from counsellor_app.domain.facts_asked import FactsAsked
from counsellor_app.domain.programmes_list import PROGRAMMES
from counsellor_app.domain.refusals import Refusal, covering, programme_shown
from counsellor_app.store.database import Connection
from counsellor_app.store.queries.together import rows_as_one

_NATIONALITIES: Final = """
SELECT id FROM case_row WHERE {near_case} AND nationality IN (SELECT value FROM json_each(:values))
UNION SELECT case_id FROM person_row
 WHERE {near_person} AND NOT removed AND nationality IN (SELECT value FROM json_each(:values))
"""
_LANGUAGES: Final = """
SELECT languages, id FROM case_row WHERE {near_case} AND languages != '[]'
UNION ALL SELECT languages, case_id FROM person_row WHERE {near_person} AND NOT removed AND languages != '[]'
"""
_PROGRAMMES: Final = """
SELECT programme, id FROM case_row WHERE {near_case} AND programme IN (SELECT value FROM json_each(:values))
"""
_DECLINED: Final = "SELECT case_id FROM refusal_row WHERE offer IN (SELECT value FROM json_each(?)) AND NOT removed"
_NEAR: Final = "{column} IN (SELECT value FROM json_each(:among))"


def cases_with(connection: Connection, asked: FactsAsked, among: Iterable[int] | None) -> set[int]:
    """Return row ids of the cases, *among* some or all (None), that have one of the facts *asked* for: one of their
    people has it, or the case as a whole.
    """
    found: set[int] = set()
    if asked.nationalities:
        found |= {row[0] for row in _rows(connection, _NATIONALITIES, asked.nationalities, among)}
    if asked.languages:
        fitting: dict[str, bool] = {}
        for spoken, case in _rows(connection, _LANGUAGES, (), among):
            if spoken not in fitting:
                fitting[spoken] = not asked.languages.isdisjoint(msgspec.json.decode(spoken, type=list[str]))
            if fitting[spoken]:
                found.add(case)
    if asked.programmes:
        found |= _in_programmes(connection, asked.programmes, among)
    return found


def _in_programmes(connection: Connection, codes: frozenset[str], among: Iterable[int] | None) -> set[int]:
    """Return the cases that are called by one of *codes*; none by a name that was declined, in it or in one shown with
    it: such a case is called otherwise.
    """
    otherwise = {code: programme_shown(code, (Refusal(offer=f"label:{code}"),)) for code in {*codes, *PROGRAMMES}}
    wanted = [code for code, other in otherwise.items() if code in codes or other in codes]
    cases: dict[str, set[int]] = defaultdict(set)
    for code, case in _rows(connection, _PROGRAMMES, wanted, among):
        cases[code].add(case)
    found: set[int] = set()
    for code, here in cases.items():
        declining = here & _declining(connection, code)
        found |= here - declining if code in codes else set()
        found |= declining if otherwise[code] in codes else set()
    return found


def _declining(connection: Connection, code: str) -> set[int]:
    """Return the cases, here and shown with one, where being called by a programme (*code*) was declined."""
    declined = (msgspec.json.encode(covering(f"label:{code}")).decode(),)
    found = {row[0] for row in connection.execute(_DECLINED, declined).fetchall()}
    if found:
        together = rows_as_one(connection)
        found |= {near for case in found for near in together.get(case, ())}
    return found


def _rows(
    connection: Connection, query: str, values: Iterable[str], among: Iterable[int] | None
) -> list[tuple[Any, ...]]:
    near = ["1", "1"] if among is None else [_NEAR.format(column=column) for column in ("id", "case_id")]
    given = {"values": list(values), "among": list(among or ())}
    bound = {name: msgspec.json.encode(some).decode() for name, some in given.items()}
    found: list[tuple[Any, ...]] = connection.execute(
        query.format(near_case=near[0], near_person=near[1]), bound
    ).fetchall()
    return found
