"""The timeline of a case: notes with their amendments, changes of fields, marks of reviewers, newest first."""

import msgspec

from counsellor_app.domain.overviews import AmendmentEntry, TimelineEntry
from counsellor_app.store.database import Connection
from counsellor_app.store.queries.origins import Origins
from counsellor_app.store.records import to_words
from counsellor_app.store.registers import split_ids
from sync.protocol.changes import REMOVED, Value

_ENTRIES = """
SELECT * FROM (
  SELECT 'note' AS entry, oid AS id, at, seq FROM note_row WHERE case_id = ?1
  UNION ALL SELECT 'change', change, hlc >> 16, seq FROM change_row WHERE case_id = ?1 AND NOT initial
  UNION ALL SELECT 'review', oid, at, seq FROM review_row WHERE case_id = ?1
  UNION ALL SELECT 'opened', oid, at, seq FROM case_row WHERE id = ?1
  UNION ALL SELECT 'flag', oid, at, seq FROM flag_row WHERE case_id = ?1 AND seq != ?5
  UNION ALL SELECT 'alias', oid, at, seq FROM alias_row WHERE case_id = ?1 AND seq != ?5
)
"""
"""Flags and other names given when the case was opened belong to its opening (log row ?5)."""
_PAGE = _ENTRIES + " WHERE (at, id) < (?2, ?3) ORDER BY at DESC, id DESC LIMIT ?4"
_MEMBER_FIELDS = {"flag": "code", "alias": "name"}
_NEWEST = (1 << 62, b"\xff" * 17)
Key = tuple[int, str]
Row = tuple[str, bytes, int, int]
"""What an entry is, its id, when (ms), its log row."""


class Timeline:
    """Composes entries of one query."""

    def __init__(self, connection: Connection, origins: Origins) -> None:
        self._connection = connection
        self._origins = origins

    def page(self, case_id: int, before: Key | None, limit: int) -> tuple[list[TimelineEntry], Key | None]:
        """Return entries before a key (newest first) and the key to go on with; None at the end."""
        at, identifier = (before[0], bytes.fromhex(before[1])) if before else _NEWEST
        rows = self._connection.execute(_PAGE, (case_id, at, identifier, limit, self._opening(case_id))).fetchall()
        last = (int(rows[-1][2]), bytes(rows[-1][1]).hex()) if len(rows) == limit else None
        return [self._entry(row) for row in rows], last

    def since(self, case_id: int, reviewer: bytes, own_devices: frozenset[int]) -> list[TimelineEntry]:
        """Return what others added after what *reviewer* had seen when he last marked the case, newest first."""
        rows, _devices = self.rows_since(case_id, reviewer, own_devices)
        return [self._entry(row) for row in rows]

    def rows_since(
        self, case_id: int, reviewer: bytes, own_devices: frozenset[int]
    ) -> tuple[list[Row], frozenset[int]]:
        """Return the rows :meth:`since` composes, and the devices that wrote what is new."""
        seen = dict(
            self._connection.execute(
                "SELECT device, stream_seq FROM seen_row WHERE case_id = ? AND person = ?", (case_id, reviewer)
            ).fetchall()
        )
        new = {
            seq: device
            for seq, device, stream_seq in self._connection.execute(
                "SELECT seq, device, stream_seq FROM log WHERE seq IN"
                " (SELECT seq FROM note_row WHERE case_id = ?1 UNION SELECT seq FROM change_row WHERE case_id = ?1"
                "  UNION SELECT seq FROM amendment_row WHERE case_id = ?1"
                "  UNION SELECT seq FROM flag_row WHERE case_id = ?1 UNION SELECT seq FROM alias_row WHERE case_id = ?1"
                "  UNION SELECT seq FROM review_row WHERE case_id = ?1 UNION SELECT seq FROM case_row WHERE id = ?1)",
                (case_id,),
            ).fetchall()
            if device not in own_devices and stream_seq > seen.get(device, 0)
        }
        wanted = set(new)
        every = _ENTRIES + " ORDER BY at DESC, id DESC"
        rows = self._connection.execute(every, (case_id, None, None, None, self._opening(case_id))).fetchall()
        amended = self._amended(case_id, wanted)
        found = [row for row in rows if row[3] in wanted or bytes(row[1]).hex() in amended]
        return found, frozenset(new.values())

    def _amended(self, case_id: int, wanted: set[int]) -> set[str]:
        rows = self._connection.execute("SELECT note, seq FROM amendment_row WHERE case_id = ?", (case_id,)).fetchall()
        return {note for note, seq in rows if seq in wanted}

    def notes(self, case_id: int) -> list[TimelineEntry]:
        """Return all notes of a case, newest first."""
        rows = self._connection.execute(
            "SELECT 'note', oid, at, seq FROM note_row WHERE case_id = ? ORDER BY at DESC, oid DESC", (case_id,)
        ).fetchall()
        return [self._entry(row) for row in rows]

    def reviews(self, case_id: int) -> list[TimelineEntry]:
        """Return questions and answers of a case, newest first."""
        rows = self._connection.execute(
            "SELECT 'review', oid, at, seq FROM review_row WHERE case_id = ? AND kind != 'seen'"
            " ORDER BY at DESC, oid DESC",
            (case_id,),
        ).fetchall()
        return [self._entry(row) for row in rows]

    def _entry(self, row: Row) -> TimelineEntry:
        kind, identifier, at, seq = row
        if kind in _MEMBER_FIELDS:
            return self._member(kind, bytes(identifier), at, seq)
        compose = {"note": self._note, "change": self._change, "review": self._review, "opened": self._opened}[kind]
        return compose(bytes(identifier), at, seq)

    def _opening(self, case_id: int) -> int:
        row = self._connection.execute("SELECT seq FROM case_row WHERE id = ?", (case_id,)).fetchone()
        return int(row[0]) if row else 0

    def _member(self, kind: str, oid: bytes, at: int, seq: int) -> TimelineEntry:
        """Compose the entry of a flag or another name that was added."""
        return TimelineEntry(
            id=oid.hex(),
            kind="change",
            at=at,
            origin=self._origins.of(seq),
            object=oid.hex(),
            object_kind=kind,
            field=_MEMBER_FIELDS[kind],
            value=self._member_words(kind, oid),
        )

    def _member_words(self, kind: str, oid: bytes) -> str:
        row = self._connection.execute(
            f"SELECT {_MEMBER_FIELDS[kind]} FROM {kind}_row WHERE oid = ?", (oid,)
        ).fetchone()
        return str(row[0]) if row else ""

    def _note(self, oid: bytes, at: int, seq: int) -> TimelineEntry:
        kind, text, place, language, interpreter, held_at = self._connection.execute(
            "SELECT kind, text, place, language, interpreter, held_at FROM note_row WHERE oid = ?", (oid,)
        ).fetchone()
        return TimelineEntry(
            id=oid.hex(),
            kind="note",
            at=held_at or at,
            origin=self._origins.of(seq),
            note_kind=kind,
            text=text,
            place=place,
            language=language,
            interpreter=bool(interpreter),
            amendments=self._amendments(oid),
        )

    def _amendments(self, note: bytes) -> tuple[AmendmentEntry, ...]:
        rows = self._connection.execute(
            "SELECT oid, text, reason, seq FROM amendment_row WHERE case_id ="
            " (SELECT case_id FROM note_row WHERE oid = ?) AND note = ? ORDER BY at, oid",
            (note, note.hex()),
        ).fetchall()
        return tuple(
            AmendmentEntry(id=bytes(oid).hex(), text=text, reason=reason, origin=self._origins.of(seq))
            for oid, text, reason, seq in rows
        )

    def _change(self, change: bytes, at: int, seq: int) -> TimelineEntry:
        target, kind, field, value, replaces, reason = self._connection.execute(
            "SELECT object, kind, field, value, replaces, reason FROM change_row WHERE change = ?1 AND seq = ?2",
            (change, seq),
        ).fetchone()
        after, before = words_of(value), self._before(bytes(target), field, bytes(replaces))
        if field == REMOVED and kind in _MEMBER_FIELDS:
            field, after, before = _MEMBER_FIELDS[kind], "", self._member_words(kind, bytes(target))
        return TimelineEntry(
            id=change.hex(),
            kind="change",
            at=at,
            origin=self._origins.of(seq),
            object=bytes(target).hex(),
            object_kind=kind,
            field=field,
            value=after,
            before=before,
            reason=reason,
        )

    def _before(self, target: bytes, field: str, replaces: bytes) -> str:
        found = [
            words_of(row[0])
            for replaced in sorted(split_ids(replaces))
            for row in self._connection.execute(
                "SELECT value FROM change_row WHERE object = ? AND field = ? AND change = ?", (target, field, replaced)
            )
        ]
        return " / ".join(text for text in found if text)

    def _review(self, oid: bytes, at: int, seq: int) -> TimelineEntry:
        kind, text, about = self._connection.execute(
            "SELECT kind, text, about FROM review_row WHERE oid = ?", (oid,)
        ).fetchone()
        return TimelineEntry(
            id=oid.hex(),
            kind="review",
            at=at,
            origin=self._origins.of(seq),
            text=text,
            review_kind=kind,
            about=about,
        )

    def _opened(self, oid: bytes, at: int, seq: int) -> TimelineEntry:
        return TimelineEntry(id=oid.hex(), kind="opened", at=at, origin=self._origins.of(seq), object_kind="case")


def words_of(value: str) -> str:
    """Return a JSON value as people read it."""
    decoded: Value = msgspec.json.decode(value, type=Value)
    return to_words(decoded)
