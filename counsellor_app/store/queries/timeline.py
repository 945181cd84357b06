"""The timeline of a case: notes with their amendments, changes of fields, marks of reviewers, newest first."""

import msgspec

from counsellor_app.domain.overviews import AmendmentEntry, TimelineEntry
from counsellor_app.domain.synced_fields import KINDS, OF_CASES
from counsellor_app.store.columns import DEFAULTS, FULL_TEXT, STORED, quoted, value_of
from counsellor_app.store.database import Connection
from counsellor_app.store.queries.origins import Origins
from counsellor_app.store.registers import split_ids
from counsellor_app.store.texts import Texts
from sync.protocol.changes import REMOVED, Value

_ALWAYS = ("note", "review")
_MOMENTS = {name: f"coalesce(nullif({kind.moment}, 0), at)" if kind.moment else "at" for name, kind in KINDS.items()}
"""When a record stands in the timeline: when it took place, if that is known, else when it was written."""
_CREATED = "".join(
    f" UNION ALL SELECT '{name}', oid, {_MOMENTS[name]} AS at, seq FROM {name}_row WHERE case_id = ?1"
    + ("" if name in _ALWAYS else " AND seq != ?5")
    for name, kind in KINDS.items()
    if kind.timeline and not kind.root
)
_OF_CASES = ", ".join(f"'{name}'" for name in sorted(OF_CASES))
_QUIET = ", ".join(f"'{name}.{field}'" for name, kind in KINDS.items() for field in kind.quiet)
"""Fields that say nothing beside the change they came with."""
_ENTRIES = f"""
SELECT * FROM (
  SELECT 'opened' AS entry, oid AS id, at, seq FROM case_row WHERE id = ?1
  UNION ALL SELECT 'change', change, hlc >> 16, seq FROM change_row
    WHERE case_id = ?1 AND NOT initial AND kind IN ({_OF_CASES}) AND kind || '.' || field NOT IN ({_QUIET}){_CREATED}
)
"""
"""What was given when the case was opened belongs to its opening (log row ?5): flags, names, people …"""
_PAGE = _ENTRIES + " WHERE (at, id) < (?2, ?3) ORDER BY at DESC, id DESC LIMIT ?4"
_SPEAK_FOR_THEMSELVES = frozenset({"case", "person", "flag", "alias"})
"""Kinds of which a change is clear without saying of which record it is."""
_MEMBER_FIELDS = {"flag": "code", "alias": "name"}
_NEWEST = ((1 << 63) - 1, b"\xff" * 17)
Key = tuple[int, str]
Row = tuple[str, bytes, int, int]
"""What an entry is, its id, when (ms), its log row."""


class Timeline:
    """Composes entries of one query."""

    def __init__(self, connection: Connection, origins: Origins, texts: Texts) -> None:
        self._connection = connection
        self._texts = texts
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
        every = _ENTRIES + " ORDER BY at DESC, id DESC"
        rows = self._connection.execute(every, (case_id, None, None, None, self._opening(case_id))).fetchall()
        amendments = self._connection.execute(
            "SELECT note, seq FROM amendment_row WHERE case_id = ?", (case_id,)
        ).fetchall()
        written = {row[3] for row in rows} | {seq for _note, seq in amendments}
        new = {
            seq: device
            for seq, device, stream_seq in self._connection.execute(
                "SELECT seq, device, stream_seq FROM log WHERE seq IN (SELECT value FROM json_each(?))",
                (msgspec.json.encode(sorted(written)).decode(),),
            ).fetchall()
            if device not in own_devices and stream_seq > seen.get(device, 0)
        }
        amended = {note for note, seq in amendments if seq in new}
        found = [row for row in rows if row[3] in new or bytes(row[1]).hex() in amended]
        return found, frozenset(new.values())

    def notes(self, case_id: int) -> list[TimelineEntry]:
        """Return all notes of a case, newest first."""
        rows = self._connection.execute(
            f"SELECT 'note', oid, {_MOMENTS['note']} AS moment, seq FROM note_row WHERE case_id = ?"
            " ORDER BY moment DESC, oid DESC",
            (case_id,),
        ).fetchall()
        return [self._entry(row) for row in rows]

    def history(self, kind: str, oid: bytes) -> list[TimelineEntry]:
        """Return what became of one record, newest first: its changes, and last how it was made."""
        made = self._connection.execute(
            f"SELECT {_MOMENTS[kind]}, seq FROM {kind}_row WHERE oid = ?", (oid,)
        ).fetchone()
        changes = self._connection.execute(
            "SELECT 'change', change, hlc >> 16 AS at, seq FROM change_row WHERE object = ? AND NOT initial"
            " ORDER BY hlc DESC, change DESC",
            (oid,),
        ).fetchall()
        return [self._entry(row) for row in (*changes, ("opened" if kind == "case" else kind, oid, *made))]

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
        compose = {"note": self._note, "change": self._change, "review": self._review, "opened": self._opened}
        if kind in compose:
            return compose[kind](bytes(identifier), at, seq)
        return self._record(kind, bytes(identifier), at, seq)

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

    def _record(self, kind: str, oid: bytes, at: int, seq: int) -> TimelineEntry:
        """Compose the entry of a record of any other kind that was made, with what it held then."""
        values = self._values(kind, oid) | {
            field: msgspec.json.decode(value, type=Value)
            for field, value in self._connection.execute(
                "SELECT field, value FROM change_row WHERE object = ?1 AND change = ?1 AND field != ?2", (oid, REMOVED)
            ).fetchall()
        }
        return TimelineEntry(
            id=oid.hex(),
            kind="record",
            at=at,
            origin=self._origins.of(seq),
            object=oid.hex(),
            object_kind=kind,
            values=self._told(kind, values),
        )

    def _values(self, kind: str, oid: bytes) -> dict[str, Value]:
        """Return the fields of a record in the register's order; empty when it is not here."""
        fields = STORED[kind]
        row = self._connection.execute(
            f"SELECT {', '.join(quoted(field) for field in fields)}, seq FROM {kind}_row WHERE oid = ?", (oid,)
        ).fetchone()
        if row is None:
            return {}
        found = {field: value_of(kind, field, row[at]) for at, field in enumerate(fields)}
        return {"text": self._texts.of(row[-1], oid), **found} if kind in FULL_TEXT else found

    def _told(self, kind: str, values: dict[str, Value]) -> tuple[tuple[str, str], ...]:
        """Return what a record says in words: the fields that were filled in."""
        filled = {field: value for field, value in values.items() if value != DEFAULTS[kind][field]}
        return tuple((field, self._origins.words(value)) for field, value in filled.items())

    def words_of(self, value: str) -> str:
        """Return a JSON value as people read it."""
        decoded: Value = msgspec.json.decode(value, type=Value)
        return self._origins.words(decoded)

    def _note(self, oid: bytes, at: int, seq: int) -> TimelineEntry:
        kind, place, language, interpreter = self._connection.execute(
            "SELECT kind, place, language, interpreter FROM note_row WHERE oid = ?", (oid,)
        ).fetchone()
        return TimelineEntry(
            id=oid.hex(),
            kind="note",
            at=at,
            origin=self._origins.of(seq),
            note_kind=kind,
            text=self._texts.of(seq, oid),
            place=place,
            language=language,
            interpreter=bool(interpreter),
            amendments=self._amendments(oid),
        )

    def _amendments(self, note: bytes) -> tuple[AmendmentEntry, ...]:
        rows = self._connection.execute(
            "SELECT oid, reason, seq FROM amendment_row WHERE case_id ="
            " (SELECT case_id FROM note_row WHERE oid = ?) AND note = ? ORDER BY at, oid",
            (note, note.hex()),
        ).fetchall()
        return tuple(
            AmendmentEntry(
                id=bytes(oid).hex(),
                text=self._texts.of(seq, bytes(oid)),
                reason=reason,
                origin=self._origins.of(seq),
            )
            for oid, reason, seq in rows
        )

    def _change(self, change: bytes, at: int, seq: int) -> TimelineEntry:
        target, kind, field, value, replaces, reason = self._connection.execute(
            "SELECT object, kind, field, value, replaces, reason FROM change_row WHERE change = ?1 AND seq = ?2",
            (change, seq),
        ).fetchone()
        after, before = self.words_of(value), self._before(bytes(target), field, bytes(replaces))
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
            values=() if kind in _SPEAK_FOR_THEMSELVES else self._told(kind, self._values(kind, bytes(target))),
        )

    def _before(self, target: bytes, field: str, replaces: bytes) -> str:
        found = [
            self.words_of(row[0])
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
