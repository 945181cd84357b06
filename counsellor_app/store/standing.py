"""Where each case stands in its programmes, kept beside its row, so that a list shows it without reading all marks.

It follows from the rows of the case alone (:mod:`counsellor_app.domain.standing`), never from the texts of
programmes: those are read when the list is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Final

import msgspec

from counsellor_app.domain.programmes.records import Enrolment, StepMark
from counsellor_app.domain.records import Case
from counsellor_app.domain.standing import standing_of
from counsellor_app.store.database import Connection

MOVING: Final[Mapping[str, frozenset[str]]] = {
    "case": frozenset({"programme", "status", "opened_on"}),
    "enrolment": frozenset({"programme", "version", "outcome", "ended_on"}),
    "step_mark": frozenset(),
}
"""Kinds of records by which a case moves on, each with the fields that move it when they change."""
_AT_ONCE: Final = 2_000
_SOME: Final = "IN (SELECT value FROM json_each(?))"
_CASES: Final = f"SELECT id, programme, status, opened_on FROM case_row WHERE id {_SOME}"
_ORDERED: Final = "JOIN log l ON l.seq = r.seq JOIN device d ON d.id = l.device"
_BY: Final = "ORDER BY r.at, d.device_id, l.device_seq, r.id"
_ENROLMENTS: Final = f"""
SELECT r.case_id, r.oid, r.programme, r.version, r.outcome, r.ended_on FROM enrolment_row r {_ORDERED}
WHERE r.case_id {_SOME} {_BY}
"""
_MARKS: Final = f"""
SELECT r.case_id, r.enrolment, r.step, r.state, r."on", r.period FROM step_mark_row r {_ORDERED}
WHERE r.case_id {_SOME} {_BY}
"""
_BEFORE: Final = f"SELECT case_id, stand FROM standing_row WHERE case_id {_SOME}"
_KEEP: Final = (
    "INSERT INTO standing_row (case_id, stand) VALUES (?, ?) ON CONFLICT (case_id) DO UPDATE SET stand = excluded.stand"
)


def project_standing(connection: Connection, cases: Iterable[int]) -> None:
    """Write down anew where *cases* (row ids) stand; only what differs is written."""
    remaining = iter(sorted(cases))
    while some := list(islice(remaining, _AT_ONCE)):
        asked = (msgspec.json.encode(some).decode(),)
        before: dict[int, str] = dict(connection.execute(_BEFORE, asked).fetchall())
        now = _standing(connection, asked)
        moved = [(case, stand) for case, stand in now.items() if before.get(case) != stand]
        gone = [(case,) for case in before if case not in now]
        if moved:
            connection.executemany(_KEEP, moved)
        if gone:
            connection.executemany("DELETE FROM standing_row WHERE case_id = ?", gone)


def _standing(connection: Connection, asked: tuple[str]) -> dict[int, str]:
    enrolments: dict[int, list[Enrolment]] = defaultdict(list)
    for case, oid, programme, version, outcome, ended_on in connection.execute(_ENROLMENTS, asked).fetchall():
        enrolments[case].append(
            Enrolment(id=bytes(oid).hex(), programme=programme, version=version, outcome=outcome, ended_on=ended_on)
        )
    marks = _marks(connection, asked) if enrolments else {}
    found = {}
    for row, programme, status, opened_on in connection.execute(_CASES, asked).fetchall():
        case = Case(programme=programme, status=status, opened_on=opened_on)
        stand = standing_of(case, enrolments.get(row, ()), marks.get(row, {}))
        if stand:
            found[row] = stand
    return found


def _marks(connection: Connection, asked: tuple[str]) -> dict[int, Mapping[str, list[StepMark]]]:
    """Return the marks of each case by the enrolment they are of."""
    found: dict[int, dict[str, list[StepMark]]] = {}
    rows: list[tuple[Any, ...]] = connection.execute(_MARKS, asked).fetchall()
    for case, enrolment, step, state, on, period in rows:
        mark = StepMark(enrolment=enrolment, step=step, state=state, on=on, period=period)
        found.setdefault(case, {}).setdefault(enrolment, []).append(mark)
    return dict(found)
