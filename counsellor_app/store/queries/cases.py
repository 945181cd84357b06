"""The case list: found by words of names and numbers, newest activity first, in keyset pages."""

from dataclasses import dataclass, field

from counsellor_app.domain.folding import query_words
from counsellor_app.domain.overviews import CaseFilter, CaseRow
from counsellor_app.store.database import Connection
from counsellor_app.store.directory_log import DirectoryLog

_LAST = "\U0010ffff"
_COLUMNS = """
SELECT a.at, c.id, c.oid, c.reference, c.alien_number, c.status, c.programme, c.place, c.nationality, c.responsible,
       c.team,
       (SELECT p.name FROM person_row p WHERE p.case_id = c.id ORDER BY p.id LIMIT 1),
       (SELECT p.own_name FROM person_row p WHERE p.case_id = c.id ORDER BY p.id LIMIT 1),
       (SELECT group_concat(f.code) FROM (SELECT DISTINCT code FROM flag_row
         WHERE case_id = c.id AND NOT removed ORDER BY code) f),
       (SELECT count(*) FROM outbox o WHERE o.stream = c.id),
       (SELECT count(*) FROM conflict_row k WHERE k.case_id = c.id),
       EXISTS (SELECT 1 FROM draft d WHERE d.case_id = c.id)
FROM activity_row a CROSS JOIN case_row c ON c.id = a.case_id
"""
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


def _conditions(wanted: CaseFilter) -> _Where:
    where = _Where()
    for word in query_words(wanted.query):
        where.add("c.id IN (SELECT case_id FROM name_row WHERE word >= ? AND word < ?)", word, word + _LAST)
    if wanted.query.strip() and not query_words(wanted.query):
        where.add("0")
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
    where = _conditions(wanted)
    if after is not None:
        where.add("(a.at, a.case_id) < (?, ?)", *after)
    rows = connection.execute(
        f"{_COLUMNS}{where.text} ORDER BY a.at DESC, a.case_id DESC LIMIT ?", (*where.parameters, limit)
    ).fetchall()
    last = (rows[-1][0], rows[-1][1]) if len(rows) == limit else None
    return [_row(row, directory) for row in rows], last


def count_cases(connection: Connection, wanted: CaseFilter) -> int:
    """Return how many cases there are of the kind wanted."""
    where = _conditions(wanted)
    found = connection.execute(f"SELECT count(*) FROM case_row c{where.text}", where.parameters).fetchone()
    return int(found[0])


def case_row(connection: Connection, directory: DirectoryLog, case_id: int) -> CaseRow | None:
    """Return the row of one case by its row id."""
    row = connection.execute(f"{_COLUMNS} WHERE c.id = ?", (case_id,)).fetchone()
    return _row(row, directory) if row else None


def _row(row: tuple[object, ...], directory: DirectoryLog) -> CaseRow:
    (at, _id, oid, reference, alien, status, programme, place, nationality, responsible, team) = row[:11]
    name, own_name, flags, unsent, conflicts, has_draft = row[11:]
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
