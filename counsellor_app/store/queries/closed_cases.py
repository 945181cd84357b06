"""The cases that are closed, since when, and in which programmes they were: for how long they are kept."""

from datetime import UTC, date, datetime
from typing import Final

import msgspec

from counsellor_app.domain.records import CaseStatus
from counsellor_app.domain.retention import ClosedCase
from counsellor_app.store.database import Connection
from sync.protocol import clock

_CLOSED: Final = """
SELECT c.oid, c.reference, c.programme, c.at,
 (SELECT max(h.hlc) FROM change_row h WHERE h.object = c.oid AND h.field = 'status' AND h.value = ?1 AND NOT h.initial),
 (SELECT json_group_array(json_array(e.programme, e.version)) FROM enrolment_row e WHERE e.case_id = c.id),
 (SELECT coalesce(nullif(p.name, ''), p.own_name) FROM person_row p WHERE p.case_id = c.id ORDER BY p.at, p.id LIMIT 1)
FROM case_row c WHERE c.status = ?2
"""


def closed_cases(connection: Connection) -> list[ClosedCase]:
    """Return the closed cases that are here, those closed longest ago first.

    One that came in closed counts from the day it came in.
    """
    status = str(CaseStatus.CLOSED)
    rows = connection.execute(_CLOSED, (msgspec.json.encode(status).decode(), status))
    found = []
    for oid, reference, programme, at, hlc, enrolled, name in rows:
        pairs = [(str(code), str(version)) for code, version in msgspec.json.decode(enrolled)]
        if programme and programme not in dict(pairs):
            pairs.append((programme, ""))
        day = _day(clock.milliseconds(hlc) if hlc is not None else at)
        found.append(ClosedCase(bytes(oid).hex(), reference, name or "", tuple(dict.fromkeys(pairs)), day))
    return sorted(found, key=lambda one: (one.closed_on, one.reference))


def _day(at: int) -> date:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone().date()
