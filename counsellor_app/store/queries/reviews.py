"""What a supervisor looks at: cases with something new since his last mark, conflicts, open questions."""

from collections.abc import Iterable

import msgspec

from counsellor_app.domain.overviews import Conflict, ConflictValue, ReviewRow
from counsellor_app.domain.synced_fields import OF_SHELVES
from counsellor_app.store.database import Connection
from counsellor_app.store.directory_log import DirectoryLog
from counsellor_app.store.journal import Journal
from counsellor_app.store.queries.cases import case_row
from counsellor_app.store.queries.origins import Origins
from counsellor_app.store.queries.timeline import Timeline
from counsellor_app.store.registers import Registers
from counsellor_app.store.values import conflict_id
from sync.merge.register import survivors

_CANDIDATES = """
SELECT a.case_id FROM activity_row a JOIN case_row c ON c.id = a.case_id
WHERE EXISTS (SELECT 1 FROM chain h WHERE h.stream = a.case_id
                AND h.device NOT IN (SELECT value FROM json_each(?1))
                AND h.stream_seq > coalesce((SELECT s.stream_seq FROM seen_row s
                     WHERE s.case_id = a.case_id AND s.person = ?2 AND s.device = h.device), 0))
   OR a.case_id IN (SELECT case_id FROM conflict_row)
   OR a.case_id IN (SELECT q.case_id FROM review_row q JOIN log l ON l.seq = q.seq WHERE q.kind = 'question'
                AND l.device IN (SELECT value FROM json_each(?1)))
ORDER BY a.at DESC, a.case_id DESC
"""
"""Cases in which another device went further than the reviewer had seen, with a conflict, or in which he asked."""

_OF_SHELVES = ", ".join(f"'{name}'" for name in sorted(OF_SHELVES))
_CONFLICTS = f"""
SELECT k.object, k.field, k.kind, k.case_id FROM conflict_row k
WHERE (k.kind IN ({_OF_SHELVES})) = (k.case_id IN (SELECT id FROM shelf_row))
"""
"""What belongs to a case and was put on a shelf, or the other way round, is none of either."""
_NO_CHANGES = frozenset({"note", "review"})


class Reviews:
    """Queries of the review screen."""

    def __init__(
        self, connection: Connection, journal: Journal, directory: DirectoryLog, timeline: Timeline, origins: Origins
    ) -> None:
        self._connection = connection
        self._journal = journal
        self._directory = directory
        self._timeline = timeline
        self._origins = origins

    def devices_of(self, person_id: bytes) -> frozenset[int]:
        """Return the aliases of a person's devices."""
        devices = self._directory.current().devices.values()
        found = [self._journal.devices.find(device.device_id) for device in devices if device.person_id == person_id]
        return frozenset(alias for alias in found if alias is not None)

    def waiting(self, reviewer: bytes) -> list[int]:
        """Return the aliases of the cases that may have something new for *reviewer*, newest first."""
        devices = msgspec.json.encode(sorted(self.devices_of(reviewer))).decode()
        return [row[0] for row in self._connection.execute(_CANDIDATES, (devices, reviewer)).fetchall()]

    def rows_of(self, cases: Iterable[int], reviewer: bytes) -> list[ReviewRow]:
        """Return those of *cases* (aliases) that have something new for *reviewer*."""
        own = self.devices_of(reviewer)
        rows = (self._row(case, reviewer, own) for case in cases)
        return [row for row in rows if row is not None]

    def _row(self, case_id: int, reviewer: bytes, own: frozenset[int]) -> ReviewRow | None:
        entries, devices = self._timeline.rows_since(case_id, reviewer, own)
        row = case_row(self._connection, self._directory, self._journal.outbox.waiting(), case_id)
        if row is None:
            return None
        questions, answers, waiting = self._questions(case_id, own)
        if entries or row.conflicts:
            waiting = 0
        elif not waiting:
            return None
        return ReviewRow(
            case=row.id,
            reference=row.reference,
            name=row.name,
            own_name=row.own_name,
            programme=row.programme,
            place=row.place,
            responsible_name=row.responsible_name,
            new_notes=sum(kind == "note" for kind, _id, _at, _seq in entries),
            new_changes=sum(kind not in _NO_CHANGES for kind, _id, _at, _seq in entries),
            conflicts=row.conflicts,
            questions=questions,
            answers=answers,
            newest_at=max((at for _kind, _id, at, _seq in entries), default=row.last_activity),
            authors=self._authors(devices),
            waiting=waiting,
        )

    def _authors(self, devices: frozenset[int]) -> tuple[str, ...]:
        people = {self._directory.person_of(self._journal.devices.identifier(device)) for device in devices}
        return tuple(sorted(self._directory.person_name(person) for person in people))

    def _questions(self, case_id: int, own: frozenset[int]) -> tuple[int, int, int]:
        """Return how many questions are open, how many were answered, and how many open ones devices *own* asked."""
        rows = self._connection.execute(
            "SELECT r.kind, r.oid, r.about, l.device FROM review_row r JOIN log l ON l.seq = r.seq"
            " WHERE r.case_id = ? AND r.kind != 'seen'",
            (case_id,),
        ).fetchall()
        answered = {about for kind, _oid, about, _device in rows if kind == "answer"}
        open_ = [
            device for kind, oid, _about, device in rows if kind == "question" and bytes(oid).hex() not in answered
        ]
        return len(open_), len(answered), sum(device in own for device in open_)

    def conflicts(self, case_id: int | None) -> list[Conflict]:
        """Return conflicts of one case, or of all."""
        where, parameters = (" AND k.case_id = ?", (case_id,)) if case_id is not None else ("", ())
        rows = self._connection.execute(f"{_CONFLICTS}{where} ORDER BY k.case_id, k.field", parameters).fetchall()
        return [self._conflict(bytes(target), field, kind, case) for target, field, kind, case in rows]

    def _conflict(self, target: bytes, field: str, kind: str, case_id: int) -> Conflict:
        registers = Registers(self._connection, self._journal.devices)
        heads = survivors(registers.changes(target, field))
        row = case_row(self._connection, self._directory, self._journal.outbox.waiting(), case_id)
        shared = frozenset.intersection(*(head.replaces for head in heads)) if heads else frozenset()
        before = self._stored(target, field, min(shared)) if shared else None
        return Conflict(
            id=conflict_id(target, field),
            case=row.id if row else "",
            case_name=row.name if row else "",
            reference=row.reference if row else "",
            shelf="" if row else self._shelf(case_id),
            object=target.hex(),
            object_kind=kind,
            field=field,
            values=tuple(self._value(target, field, head.id, index == 0) for index, head in enumerate(heads)),
            before=self._timeline.words_of(before[0]) if before else "",
            before_origin=self._origins.of(before[1]) if before else None,
        )

    def _shelf(self, stream: int) -> str:
        row = self._connection.execute("SELECT oid FROM shelf_row WHERE id = ?", (stream,)).fetchone()
        return bytes(row[0]).hex() if row else ""

    def _value(self, target: bytes, field: str, change: bytes, displayed: bool) -> ConflictValue:
        stored = self._stored(target, field, change)
        assert stored is not None
        return ConflictValue(
            change=change.hex(),
            value=self._timeline.words_of(stored[0]),
            origin=self._origins.of(stored[1]),
            displayed=displayed,
        )

    def _stored(self, target: bytes, field: str, change: bytes) -> tuple[str, int] | None:
        row = self._connection.execute(
            "SELECT value, seq FROM change_row WHERE object = ? AND field = ? AND change = ?", (target, field, change)
        ).fetchone()
        return (row[0], row[1]) if row else None
