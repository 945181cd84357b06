"""Tasks and appointments over all cases: SQL finds, orders and joins copies of one task; nothing is filtered after."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from counsellor_app.domain.agenda import AppointmentRow, DraftRow, PaperRow, TaskRow
from counsellor_app.domain.overviews import ReviewRow
from counsellor_app.domain.records import Draft
from counsellor_app.domain.tasks import OwnTask
from counsellor_app.store.database import Connection
from counsellor_app.store.directory_log import DirectoryLog
from counsellor_app.store.queries.cases import person_name
from counsellor_app.store.queries.ruled import rules_of_clients

_NAME = """
 (SELECT p.name FROM person_row p WHERE p.case_id = c.id ORDER BY p.id LIMIT 1),
 (SELECT p.own_name FROM person_row p WHERE p.case_id = c.id ORDER BY p.id LIMIT 1)
"""
_TASKS = f"""
SELECT t.oid, c.oid, t.title, t.due_on, t.state, t.done_on, t.source, t.every_days, t.until, t.remark,
       CASE t.assignee WHEN '' THEN c.responsible ELSE t.assignee END, c.reference, c.programme, {_NAME}
FROM task_row t CROSS JOIN case_row c ON c.id = t.case_id
"""
_COUNT_TASKS = "SELECT count(*) FROM task_row t CROSS JOIN case_row c ON c.id = t.case_id"
_OVERDUE_CASES = f"""
SELECT c.oid, c.reference, c.programme, c.place, c.responsible, count(*), min(t.due_on),
       (SELECT a.at FROM activity_row a WHERE a.case_id = c.id), {_NAME}
FROM task_row t CROSS JOIN case_row c ON c.id = t.case_id
"""
_NO_COPY = """
 (t.source = '' OR NOT EXISTS (SELECT 1 FROM task_row o WHERE o.case_id = t.case_id AND o.source = t.source
   AND NOT o.removed AND (o.state != 'open' AND t.state = 'open' OR o.state = t.state AND o.oid < t.oid
                          OR o.state = 'done' AND t.state = 'dropped'
                          OR o.state IN ('done', 'dropped') AND t.state = 'declined')))
"""
"""Of copies of one task the one is shown that is furthest (done, dropped, declined, open), then the lowest id."""
_FIRST_OF_SERIES = """
 (t.state != 'open' OR t.source NOT LIKE 'series/%' OR NOT EXISTS (SELECT 1 FROM task_row o
   WHERE o.case_id = t.case_id AND o.source < t.source AND o.source >= substr(t.source, 1, length(t.source) - 10)
   AND length(o.source) = length(t.source) AND o.state = 'open' AND NOT o.removed
   AND NOT EXISTS (SELECT 1 FROM task_row p WHERE p.case_id = o.case_id AND p.source = o.source
                   AND NOT p.removed AND p.state != 'open')))
"""
"""Of a series somebody began only the first that stands open; its source ends with its day (ISO)."""
_MINE = """
 t.id IN (SELECT id FROM task_row WHERE assignee = ?
          UNION ALL SELECT x.id FROM case_row k CROSS JOIN task_row x ON x.case_id = k.id
                     AND +x.assignee NOT IN (SELECT value FROM json_each(?))
                    WHERE k.responsible IN ('', ?))
"""
"""A person has few cases of many: his tasks are found from them. A ``+`` before a column keeps its index out of it.

A task of nobody who is present, as when a colleague left the office, is of whoever is responsible for the case.
"""
_ONGOING = """
 c.status NOT IN ('closed', 'withdrawn') AND (c.status != 'paused' OR t.source = '' OR t.source LIKE 'series/%')
"""
"""Who withdrew or whose case is closed needs nothing done: the tasks stay with the case, should it open again. While a
case is paused its programme waits; what people wrote down to do does not."""
_APPOINTMENTS = f"""
SELECT t.oid, c.oid, t.at_, t.minutes, t.place, t.with_whom, t.remark, t.state, c.responsible, c.reference, {_NAME}
FROM appointment_row t CROSS JOIN case_row c ON c.id = t.case_id
"""
_PAPERS = f"""
SELECT d.oid, c.oid, d.kind, d.expires_on, c.reference, {_NAME}, d.person,
 (SELECT lower(hex(p.oid)) FROM person_row p WHERE p.case_id = c.id ORDER BY p.id LIMIT 1),
 (SELECT coalesce(nullif(w.name, ''), w.own_name) FROM person_row w WHERE w.oid = unhex(d.person) AND w.case_id = c.id)
FROM document_row d CROSS JOIN case_row c ON c.id = d.case_id
WHERE d.expires_on BETWEEN ? AND ? AND NOT d.removed AND c.responsible IN ('', ?) AND c.status IN ('open', 'paused')
ORDER BY d.expires_on, d.oid LIMIT ?
"""
_BEGINNING, _ID_DIGITS = 160, 32


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Which tasks: empty fields do not limit. ``cases``: ids; ``due_from``, ``due_by``: ISO days; ``mine``: a
    person's id.

    Without a ``state`` all but those about what the client declined.

    ``ongoing``: only of cases in which something is to be done. ``beginning``: hex digits of an id; a whole id also
    finds a copy that is otherwise not shown.
    """

    cases: tuple[str, ...] = ()
    state: str = ""
    due_from: str = ""
    due_by: str = ""
    mine: str = ""
    ongoing: bool = False
    beginning: str = ""


@dataclass(slots=True)
class _Where:
    conditions: list[str] = field(default_factory=lambda: ["NOT t.removed"])
    parameters: list[Any] = field(default_factory=list)

    def add(self, condition: str, *parameters: Any) -> None:
        self.conditions.append(condition)
        self.parameters += parameters

    def of_cases(self, cases: Sequence[str]) -> None:
        """Limit to records of these cases (ids)."""
        marks = ", ".join("?" * len(cases))
        oids = (bytes.fromhex(case) for case in cases)
        self.add(f"t.case_id IN (SELECT id FROM case_row WHERE oid IN ({marks}))", *oids)

    def begins(self, digits: str) -> None:
        """Limit to ids that begin with these hex *digits*."""
        bounds = (digits.ljust(_ID_DIGITS, end) for end in "0f")
        self.add("t.oid BETWEEN ? AND ?", *(bytes.fromhex(bound) for bound in bounds))

    @property
    def text(self) -> str:
        return " WHERE " + " AND ".join(self.conditions)


def _which(wanted: TaskFilter, present: str = "[]") -> _Where:
    """Return the conditions; *present*: who is in the office (ids), as JSON."""
    where, plain = _Where(), "+" if wanted.mine or wanted.cases else ""
    if wanted.state:
        where.add(f"{plain}t.state = ?", wanted.state)
    else:
        where.add("t.state != 'declined'")
    if wanted.due_from:
        where.add(f"{plain}t.due_on >= ?", wanted.due_from)
    if wanted.due_by:
        where.add(f"{plain}t.due_on > '' AND {plain}t.due_on <= ?", wanted.due_by)
    if wanted.cases:
        where.of_cases(wanted.cases)
    if wanted.mine:
        where.add(_MINE, wanted.mine, present, wanted.mine)
    if wanted.ongoing:
        where.add(_ONGOING)
    if wanted.beginning:
        where.begins(wanted.beginning)
    if len(wanted.beginning) < _ID_DIGITS:
        where.add(_NO_COPY)
        where.add(_FIRST_OF_SERIES)
    return where


class Agenda:
    """Reads what is to be done."""

    def __init__(self, connection: Connection, directory: DirectoryLog) -> None:
        self._connection = connection
        self._directory = directory

    def tasks(self, wanted: TaskFilter, limit: int = 1000) -> list[TaskRow]:
        """Return tasks of cases by due day, undated ones last, as they were written; copies of one task as one."""
        where = _which(wanted, self._present())
        undated_last = "" if wanted.due_by else "t.due_on = '', "
        rows = self._connection.execute(
            f"{_TASKS}{where.text} ORDER BY {undated_last}t.due_on, t.at, t.oid LIMIT ?", (*where.parameters, limit)
        ).fetchall()
        rules = rules_of_clients(self._connection) if rows else {}
        return [replace(one, rules=rules.get(one.case, ())) for one in map(self._task, rows)]

    def _present(self) -> str:
        people = self._directory.current().people.values()
        return msgspec.json.encode([person.person_id.hex() for person in people if not person.removed]).decode()

    def count_tasks(self, wanted: TaskFilter) -> int:
        """Return how many tasks :meth:`tasks` would find without a limit."""
        where = _which(wanted, self._present())
        return int(self._connection.execute(f"{_COUNT_TASKS}{where.text}", where.parameters).fetchone()[0])

    def _task(self, row: tuple[Any, ...]) -> TaskRow:
        oid, case, title, due_on, state, done_on, source, every_days, until, remark, assignee = row[:11]
        reference, programme, name, own_name = row[11:]
        return TaskRow(
            id=bytes(oid).hex(),
            case=bytes(case).hex(),
            title=title,
            due_on=due_on,
            state=state,
            done_on=done_on,
            source=source,
            every_days=every_days,
            until=until,
            remark=remark,
            assignee=assignee,
            assignee_name=person_name(self._directory, assignee),
            reference=reference,
            name=name or "",
            own_name=own_name or "",
            programme=programme,
        )

    def overdue_cases(self, due_by: str, limit: int) -> list[ReviewRow]:
        """Return the cases with open tasks due by a day (ISO), the longest overdue first."""
        where = _which(TaskFilter(state="open", due_by=due_by, ongoing=True))
        rows = self._connection.execute(
            f"{_OVERDUE_CASES}{where.text} GROUP BY t.case_id ORDER BY min(t.due_on), c.id LIMIT ?",
            (*where.parameters, limit),
        ).fetchall()
        return [
            ReviewRow(
                case=bytes(oid).hex(),
                reference=reference,
                name=name or "",
                own_name=own_name or "",
                programme=programme,
                place=place,
                responsible_name=person_name(self._directory, responsible),
                newest_at=at,
                overdue=count,
                overdue_since=since,
            )
            for oid, reference, programme, place, responsible, count, since, at, name, own_name in rows
        ]

    def own_row(self, task: OwnTask, person_id: str) -> TaskRow:
        """Return the row of a task without a case; it is always its writer's."""
        return TaskRow(
            id=task.id,
            case="",
            title=task.title,
            due_on=task.due_on,
            state=task.state,
            done_on=task.done_on,
            source=task.source,
            every_days=task.every_days,
            until=task.until,
            remark=task.remark,
            assignee=person_id,
            assignee_name=person_name(self._directory, person_id),
        )

    def appointments(
        self,
        begin: int = 0,
        end: int = 1 << 62,
        *,
        cases: Sequence[str] = (),
        mine: str = "",
        state: str = "",
        limit: int = 1000,
    ) -> list[AppointmentRow]:
        """Return appointments that begin from *begin* (ms) and before *end*, of cases or of a person, by time."""
        where = _Where()
        where.add("t.at_ >= ? AND t.at_ < ?", begin, end)
        if cases:
            where.of_cases(cases)
        if mine:
            where.add("c.responsible IN ('', ?)", mine)
        if state:
            where.add("t.state = ?", state)
        return self._meetings(where, limit)

    def appointments_named(self, beginning: str) -> list[AppointmentRow]:
        """Return the first two appointments whose id begins with these hex digits."""
        where = _Where()
        where.begins(beginning)
        return self._meetings(where, 2)

    def _meetings(self, where: _Where, limit: int) -> list[AppointmentRow]:
        rows = self._connection.execute(
            f"{_APPOINTMENTS}{where.text} ORDER BY t.at_, t.oid LIMIT ?", (*where.parameters, limit)
        ).fetchall()
        rules = rules_of_clients(self._connection) if rows else {}
        return [replace(one, rules=rules.get(one.case, ())) for one in map(_appointment, rows)]

    def papers(self, first: str, last: str, mine: str, limit: int = 50) -> list[PaperRow]:
        """Return papers that expire from the day *first* to *last* (ISO), in ongoing cases of a person, by that day."""
        rows = self._connection.execute(_PAPERS, (first, last, mine, limit)).fetchall()
        return [
            PaperRow(
                id=bytes(oid).hex(),
                case=bytes(case).hex(),
                kind=kind,
                expires_on=expires_on,
                reference=reference,
                name=name or "",
                own_name=own_name or "",
                whose=(whose or "") if person not in ("", client) else "",
            )
            for oid, case, kind, expires_on, reference, name, own_name, person, client, whose in rows
        ]

    def draft_row(self, draft: Draft) -> DraftRow:
        """Return a draft with the name of whom it is about."""
        row = self._connection.execute(
            f"SELECT c.reference, {_NAME} FROM case_row c WHERE c.oid = ?", (bytes.fromhex(draft.case),)
        ).fetchone()
        reference, name, own_name = row or ("", "", "")
        return DraftRow(
            id=draft.id,
            case=draft.case,
            kind=draft.kind,
            beginning=" ".join(draft.text[:_BEGINNING].split()),
            saved_at=draft.saved_at,
            reference=reference,
            name=name or "",
            own_name=own_name or "",
        )


def _appointment(row: tuple[Any, ...]) -> AppointmentRow:
    oid, case, at, minutes, place, with_whom, remark, state, responsible, reference, name, own_name = row
    return AppointmentRow(
        id=bytes(oid).hex(),
        case=bytes(case).hex(),
        at=at,
        minutes=minutes,
        place=place,
        with_whom=with_whom,
        remark=remark,
        state=state,
        responsible=responsible,
        reference=reference,
        name=name or "",
        own_name=own_name or "",
    )
