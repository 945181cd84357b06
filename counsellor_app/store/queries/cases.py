"""The case list: found by words of names and numbers, newest activity first, in keyset pages.

After the last of those stand the cases that fit what is typed otherwise: by their facts, newest activity first, and by
names that only sound like it, in any script, best first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import msgspec

from counsellor_app.domain.births_asked import Asked, asked_in
from counsellor_app.domain.folding import query_words
from counsellor_app.domain.overviews import CaseFilter, CaseRow
from counsellor_app.domain.refusals import covering
from counsellor_app.store.database import Connection
from counsellor_app.store.directory_log import DirectoryLog
from counsellor_app.store.queries.births import born_condition
from counsellor_app.store.queries.fitting import cases_fitting, narrowed_to
from counsellor_app.store.queries.persons_hit import persons_hit
from counsellor_app.store.queries.ruled import rules_of_clients
from counsellor_app.store.queries.steps import Steps
from counsellor_app.store.queries.together import hidden_cases, rows_as_one

_LAST = "\U0010ffff"
_COLUMNS = """
SELECT a.at, c.id, c.oid, c.reference, c.alien_number, c.status, c.programme, c.place, c.nationality, c.responsible,
       c.team,
       (SELECT p.name FROM person_row p WHERE p.case_id = c.id ORDER BY p.at, p.id LIMIT 1),
       (SELECT p.own_name FROM person_row p WHERE p.case_id = c.id ORDER BY p.at, p.id LIMIT 1),
       (SELECT group_concat(f.code) FROM (SELECT DISTINCT code FROM flag_row
         WHERE case_id = c.id AND NOT removed ORDER BY code) f),
       (SELECT count(*) FROM conflict_row k WHERE k.case_id = c.id),
       EXISTS (SELECT 1 FROM draft d WHERE d.case_id = c.id),
       (SELECT group_concat(DISTINCT n.offer) FROM refusal_row n WHERE n.case_id = c.id AND NOT n.removed)
FROM activity_row a CROSS JOIN case_row c ON c.id = a.case_id
"""
_FLAGGED = "SELECT case_id FROM flag_row WHERE code = ? AND NOT removed"
_DECLINED = "SELECT case_id FROM refusal_row WHERE offer IN (SELECT value FROM json_each(?)) AND NOT removed"
_OR_SOME = "UNION ALL SELECT value FROM json_each(?)"
_OF_OTHERS = """
SELECT (SELECT group_concat(DISTINCT f.code) FROM flag_row f WHERE NOT f.removed
         AND f.case_id IN (SELECT value FROM json_each(?1))),
       (SELECT group_concat(DISTINCT n.offer) FROM refusal_row n WHERE NOT n.removed
         AND n.case_id IN (SELECT value FROM json_each(?1)))
"""
Waiting = Mapping[int, int]
"""How many entries wait for the office, by row id of the case."""
_OTHERWISE = -1
"""In the place of a moment in a keyset: the rows found letter by letter are behind us."""
_EQUAL = {"responsible": "c.responsible", "programme": "c.programme", "place": "c.place", "status": "c.status"}


@dataclass(slots=True)
class _Where:
    conditions: list[str] = field(default_factory=list)
    parameters: list[object] = field(default_factory=list)

    def add(self, condition: str, *parameters: object) -> None:
        self.conditions.append(condition)
        self.parameters += parameters

    @property
    def text(self) -> str:
        return " WHERE " + " AND ".join(self.conditions) if self.conditions else ""


def _conditions(connection: Connection, wanted: CaseFilter, steps: Steps, hidden: Iterable[int] = ()) -> _Where:
    where = _narrowed(connection, wanted, steps)
    if hidden and not wanted.query:
        # What is shown within another case is found by its own words too, but not listed beside it.
        where.add("c.id NOT IN (SELECT value FROM json_each(?))", _json(hidden))
    asked = asked_in(wanted.query)
    for word in query_words(asked.words):
        where.add("c.id IN (SELECT case_id FROM name_row WHERE word >= ? AND word < ?)", word, word + _LAST)
    _born(where, asked)
    if wanted.query.strip() and not query_words(wanted.query):
        where.add("0")
    return where


def _born(where: _Where, asked: Asked) -> None:
    for born in asked.births:
        condition, parameters = born_condition(born)
        where.add(condition, *parameters)


def _narrowed(connection: Connection, wanted: CaseFilter, steps: Steps) -> _Where:
    """Return the conditions apart from what is typed. Nobody is found by a name that was declined."""
    where = _Where()
    for name, column in _EQUAL.items():
        value = getattr(wanted, name)
        if value:
            where.add(f"{column} = ?", value)
    together = rows_as_one(connection) if wanted.flag or wanted.programme else {}
    if wanted.flag:
        where.add(
            f"c.id IN ({_FLAGGED} {_OR_SOME})", wanted.flag, _with_others(connection, together, _FLAGGED, wanted.flag)
        )
    for label in (wanted.flag, wanted.programme):
        if label:
            declined = _json(covering(f"label:{label}"))
            where.add(
                f"c.id NOT IN ({_DECLINED} {_OR_SOME})",
                declined,
                _with_others(connection, together, _DECLINED, declined),
            )
    if wanted.step:
        where.add("c.id IN (SELECT value FROM json_each(?))", _json(steps.cases_at(wanted.step, wanted.programme)))
    if wanted.only_drafts:
        where.add("c.id IN (SELECT case_id FROM draft)")
    if wanted.only_conflicts:
        where.add("c.id IN (SELECT case_id FROM conflict_row)")
    return where


def _with_others(connection: Connection, together: Mapping[int, tuple[int, ...]], found: str, value: str) -> str:
    """Return, as JSON, the row ids of cases that are shown as one with a case *found* (SQL) by a value."""
    if not together:
        return "[]"
    rows = connection.execute(found, (value,)).fetchall()
    return _json(sorted({near for (row,) in rows for near in together.get(row, ())}))


def _json(values: Iterable[object]) -> str:
    return msgspec.json.encode(list(values)).decode()


def list_cases(
    connection: Connection,
    directory: DirectoryLog,
    waiting: Waiting,
    steps: Steps,
    wanted: CaseFilter,
    after: tuple[int, int] | None,
    limit: int,
) -> tuple[list[CaseRow], tuple[int, int] | None]:
    """Return a page of rows and the keyset (activity in ms, row id) to go on after; None at the end."""
    found, last = _page(connection, directory, waiting, steps, wanted, after, limit)
    return steps.told(found, wanted.step), last


def _page(
    connection: Connection,
    directory: DirectoryLog,
    waiting: Waiting,
    steps: Steps,
    wanted: CaseFilter,
    after: tuple[int, int] | None,
    limit: int,
) -> tuple[list[CaseRow], tuple[int, int] | None]:
    if after is not None and after[0] == _OTHERWISE:
        return _page_otherwise(connection, directory, waiting, steps, wanted, after[1], limit)
    hidden = hidden_cases(connection)
    where = _conditions(connection, wanted, steps, hidden)
    if after is not None:
        where.add("(a.at, a.case_id) < (?, ?)", *after)
    rows = connection.execute(
        f"{_COLUMNS}{where.text} ORDER BY a.at DESC, a.case_id DESC LIMIT ?", (*where.parameters, limit)
    ).fetchall()
    last = (rows[-1][0], rows[-1][1]) if len(rows) == limit else None
    persons = persons_hit(connection, wanted.query, {row[1]: "" for row in rows}) if wanted.query else {}
    found = [
        replace(one, within=hidden.get(row[1], ""), person=persons.get(row[1]))
        for row, one in zip(rows, _as_one(connection, rows, directory, waiting), strict=True)
    ]
    if last is None and wanted.query:
        more, last = _page_otherwise(connection, directory, waiting, steps, wanted, 0, limit - len(found))
        found += more
    return found, last


def _page_otherwise(
    connection: Connection,
    directory: DirectoryLog,
    waiting: Waiting,
    steps: Steps,
    wanted: CaseFilter,
    first: int,
    limit: int,
) -> tuple[list[CaseRow], tuple[int, int] | None]:
    """Return a page of what fits otherwise than letter by letter, from the row numbered *first*."""
    names = _fitting_otherwise(connection, steps, wanted)
    last = first + limit
    shown = dict(islice(names.items(), first, last))
    if not shown:
        return [], None
    read = connection.execute(
        f"{_COLUMNS} WHERE a.case_id IN (SELECT value FROM json_each(?))", (_json(shown),)
    ).fetchall()
    rows = {row[1]: one for row, one in zip(read, _as_one(connection, read, directory, waiting), strict=True)}
    hidden = hidden_cases(connection)
    persons = persons_hit(connection, wanted.query, shown)
    found = [
        replace(rows[case], matched=name, within=hidden.get(case, ""), person=persons.get(case))
        for case, name in shown.items()
        if case in rows
    ]
    return found, (_OTHERWISE, last) if last < len(names) else None


def _fitting_otherwise(connection: Connection, steps: Steps, wanted: CaseFilter) -> dict[int, str]:
    """Return the cases that fit what is typed, not all of it letter by letter; with the name that sounds like it."""
    asked = asked_in(wanted.query)
    where = _narrowed(connection, wanted, steps)
    _born(where, asked)
    conditions = [(" AND ".join(where.conditions), where.parameters)] if where.conditions else []
    return cases_fitting(connection, asked.words, narrowed_to(connection, conditions))


def count_cases(connection: Connection, directory: DirectoryLog, steps: Steps, wanted: CaseFilter) -> int:
    """Return how many cases there are of the kind wanted."""
    where = _conditions(connection, wanted, steps, hidden_cases(connection))
    found = connection.execute(f"SELECT count(*) FROM case_row c{where.text}", where.parameters).fetchone()
    return int(found[0]) + (len(_fitting_otherwise(connection, steps, wanted)) if wanted.query else 0)


def most_used(connection: Connection, column: str) -> list[str]:
    """Return the values of a *column* of cases in use, most used first."""
    rows = connection.execute(
        f"SELECT {column} FROM case_row WHERE {column} != '' GROUP BY {column} ORDER BY count(*) DESC, {column}"
    ).fetchall()
    return [row[0] for row in rows]


def case_row(connection: Connection, directory: DirectoryLog, waiting: Waiting, case_id: int) -> CaseRow | None:
    """Return the row of one case by its row id."""
    row = connection.execute(f"{_COLUMNS} WHERE a.case_id = ?", (case_id,)).fetchone()
    return _as_one(connection, [row], directory, waiting)[0] if row else None


def _as_one(
    connection: Connection, rows: Sequence[tuple[Any, ...]], directory: DirectoryLog, waiting: Waiting
) -> list[CaseRow]:
    """Return the rows of cases; flags, rules and what was declined also of the cases each is shown as one with."""
    together, rules = rows_as_one(connection), rules_of_clients(connection)
    found = []
    for row in rows:
        one = _row(row, directory, waiting.get(row[1], 0))
        one = replace(one, rules=rules[one.id]) if one.id in rules else one
        if row[1] in together:
            flags, declined = connection.execute(_OF_OTHERS, (_json(together[row[1]]),)).fetchone()
            one = replace(one, flags=_split(flags), declined=_split(declined))
        found.append(one)
    return found


def _split(codes: str | None) -> tuple[str, ...]:
    return tuple(sorted(codes.split(","))) if codes else ()


def _row(row: tuple[object, ...], directory: DirectoryLog, unsent: int) -> CaseRow:
    (at, _id, oid, reference, alien, status, programme, place, nationality, responsible, team) = row[:11]
    name, own_name, flags, conflicts, has_draft, declined = row[11:]
    return CaseRow(
        id=bytes(oid).hex(),  # type: ignore[call-overload]
        reference=str(reference),
        name=str(name or ""),
        own_name=str(own_name or ""),
        alien_number=str(alien),
        status=str(status),
        programme=str(programme),
        place=str(place),
        nationality=str(nationality),
        responsible=str(responsible),
        responsible_name=person_name(directory, str(responsible)),
        team=str(team),
        flags=tuple(str(flags).split(",")) if flags else (),
        last_activity=int(str(at)),
        unsent=unsent,
        conflicts=int(str(conflicts)),
        has_draft=bool(has_draft),
        declined=tuple(str(declined).split(",")) if declined else (),
    )


def person_name(directory: DirectoryLog, person_id: str) -> str:
    """Return the name of a person by hex id; empty when unknown or not an id."""
    try:
        return directory.person_name(bytes.fromhex(person_id)) if person_id else ""
    except ValueError:
        return ""


def team_name(directory: DirectoryLog, team_id: str) -> str:
    """Return the name of a team by hex id; empty when unknown or not an id."""
    try:
        return directory.team_name(bytes.fromhex(team_id)) if team_id else ""
    except ValueError:
        return ""
