"""The case list: found by words of names and numbers, newest activity first, in keyset pages.

After the last of those stand the cases whose names only sound like what is typed, in any script, best first.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace

import msgspec

from counsellor_app.domain.folding import query_words
from counsellor_app.domain.overviews import CaseFilter, CaseRow
from counsellor_app.store.database import Connection
from counsellor_app.store.directory_log import DirectoryLog
from counsellor_app.store.queries.likely import cases_sounding
from counsellor_app.store.queries.persons_hit import persons_hit
from counsellor_app.store.queries.together import hidden_cases

_LAST = "\U0010ffff"
_COLUMNS = """
SELECT a.at, c.id, c.oid, c.reference, c.alien_number, c.status, c.programme, c.place, c.nationality, c.responsible,
       c.team,
       (SELECT p.name FROM person_row p WHERE p.case_id = c.id ORDER BY p.at, p.id LIMIT 1),
       (SELECT p.own_name FROM person_row p WHERE p.case_id = c.id ORDER BY p.at, p.id LIMIT 1),
       (SELECT group_concat(f.code) FROM (SELECT DISTINCT code FROM flag_row
         WHERE case_id = c.id AND NOT removed ORDER BY code) f),
       (SELECT count(*) FROM outbox o WHERE o.stream = c.id),
       (SELECT count(*) FROM conflict_row k WHERE k.case_id = c.id),
       EXISTS (SELECT 1 FROM draft d WHERE d.case_id = c.id),
       (SELECT group_concat(DISTINCT n.offer) FROM refusal_row n WHERE n.case_id = c.id AND NOT n.removed)
FROM activity_row a CROSS JOIN case_row c ON c.id = a.case_id
"""
_BY_SOUND = -1
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


def _conditions(wanted: CaseFilter, hidden: Iterable[int] = ()) -> _Where:
    where = _narrowed(wanted)
    if hidden and not wanted.query:
        # What is shown within another case is found by its own words too, but not listed beside it.
        where.add("c.id NOT IN (SELECT value FROM json_each(?))", msgspec.json.encode(list(hidden)).decode())
    for word in query_words(wanted.query):
        where.add("c.id IN (SELECT case_id FROM name_row WHERE word >= ? AND word < ?)", word, word + _LAST)
    if wanted.query.strip() and not query_words(wanted.query):
        where.add("0")
    return where


def _narrowed(wanted: CaseFilter) -> _Where:
    """Return the conditions apart from what is typed."""
    where = _Where()
    for name, column in _EQUAL.items():
        value = getattr(wanted, name)
        if value:
            where.add(f"{column} = ?", value)
    if wanted.flag:
        where.add("c.id IN (SELECT case_id FROM flag_row WHERE code = ? AND NOT removed)", wanted.flag)
    if wanted.only_drafts:
        where.add("c.id IN (SELECT case_id FROM draft)")
    if wanted.only_conflicts:
        where.add("c.id IN (SELECT case_id FROM conflict_row)")
    return where


def list_cases(
    connection: Connection, directory: DirectoryLog, wanted: CaseFilter, after: tuple[int, int] | None, limit: int
) -> tuple[list[CaseRow], tuple[int, int] | None]:
    """Return a page of rows and the keyset (activity in ms, row id) to go on after; None at the end."""
    if after is not None and after[0] == _BY_SOUND:
        return _page_by_sound(connection, directory, wanted, after[1], limit)
    hidden = hidden_cases(connection)
    where = _conditions(wanted, hidden)
    if after is not None:
        where.add("(a.at, a.case_id) < (?, ?)", *after)
    rows = connection.execute(
        f"{_COLUMNS}{where.text} ORDER BY a.at DESC, a.case_id DESC LIMIT ?", (*where.parameters, limit)
    ).fetchall()
    last = (rows[-1][0], rows[-1][1]) if len(rows) == limit else None
    persons = persons_hit(connection, wanted.query, {row[1]: "" for row in rows}) if wanted.query else {}
    found = [replace(_row(row, directory), within=hidden.get(row[1], ""), person=persons.get(row[1])) for row in rows]
    if last is None and wanted.query:
        spelled = {row[1] for row in rows} if after is None else None
        more, last = _page_by_sound(connection, directory, wanted, 0, limit - len(found), spelled)
        found += more
    return found, last


def _page_by_sound(
    connection: Connection,
    directory: DirectoryLog,
    wanted: CaseFilter,
    first: int,
    limit: int,
    spelled: Set[int] | None = None,
) -> tuple[list[CaseRow], tuple[int, int] | None]:
    """Return a page of what only sounds like what is typed, from the row numbered *first*.

    *spelled*: row ids of all cases found letter by letter, where they are known.
    """
    rows = _sounding(connection, directory, wanted, spelled)
    last = first + limit
    return rows[first:last], (_BY_SOUND, last) if last < len(rows) else None


def _sounding(
    connection: Connection, directory: DirectoryLog, wanted: CaseFilter, spelled: Set[int] | None = None
) -> list[CaseRow]:
    """Return the cases a name of which sounds like what is typed, best first: they stand after those it is part of."""
    if spelled is None:
        exact = _conditions(wanted)
        found = connection.execute(f"SELECT c.id FROM case_row c{exact.text}", exact.parameters).fetchall()
        spelled = {row[0] for row in found}
    names = cases_sounding(connection, wanted.query, spelled)
    if not names:
        return []
    where = _narrowed(wanted)
    where.add("a.case_id IN (SELECT value FROM json_each(?))", msgspec.json.encode(list(names)).decode())
    rows = {row[1]: row for row in connection.execute(f"{_COLUMNS}{where.text}", where.parameters).fetchall()}
    hidden = hidden_cases(connection)
    persons = persons_hit(connection, wanted.query, names)
    return [
        replace(_row(rows[case], directory), matched=name, within=hidden.get(case, ""), person=persons.get(case))
        for case, name in names.items()
        if case in rows
    ]


def count_cases(connection: Connection, directory: DirectoryLog, wanted: CaseFilter) -> int:
    """Return how many cases there are of the kind wanted."""
    where = _conditions(wanted, hidden_cases(connection))
    found = connection.execute(f"SELECT count(*) FROM case_row c{where.text}", where.parameters).fetchone()
    return int(found[0]) + (len(_sounding(connection, directory, wanted)) if wanted.query else 0)


def case_row(connection: Connection, directory: DirectoryLog, case_id: int) -> CaseRow | None:
    """Return the row of one case by its row id."""
    row = connection.execute(f"{_COLUMNS} WHERE a.case_id = ?", (case_id,)).fetchone()
    return _row(row, directory) if row else None


def _row(row: tuple[object, ...], directory: DirectoryLog) -> CaseRow:
    (at, _id, oid, reference, alien, status, programme, place, nationality, responsible, team) = row[:11]
    name, own_name, flags, unsent, conflicts, has_draft, declined = row[11:]
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
        unsent=int(str(unsent)),
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
