"""Fields that changed after creation: keeping all changes of a field, its displayed value, and conflicts.

The value given at creation enters the set of changes when the field is first changed (or when the creation arrives
after the change), under the object's id. What is displayed and what is in conflict is then a pure function of the set
(:mod:`sync.merge.register`), so order does not matter.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from counsellor_app.domain.synced_fields import KINDS
from counsellor_app.store.aliases import Aliases
from counsellor_app.store.columns import HOME_COLUMN, quoted, to_column, value_of
from counsellor_app.store.database import Connection
from counsellor_app.store.prepared import NewValue
from sync.merge.register import Change, is_conflict, survivors
from sync.protocol.changes import Value
from sync.protocol.envelope import parse_header

if TYPE_CHECKING:
    from counsellor_app.store.projection import Entry

_ID = 16
_UNDISPUTED = 2
"""Changes of a field that cannot have been in conflict before the newest of them: what creation gave, and it."""
_INSERT = (
    "INSERT OR IGNORE INTO change_row"
    " (change, object, case_id, kind, field, value, replaces, hlc, device, seq, reason, initial)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ANY_KIND = " UNION ALL ".join(f"SELECT '{name}' FROM {name}_row WHERE oid = ?1" for name in KINDS)


def split_ids(joined: bytes) -> frozenset[bytes]:
    """Return the 16-byte ids in *joined*."""
    return frozenset(joined[at : at + _ID] for at in range(0, len(joined), _ID))


def _nobody(_kind: str, _field: str, _case_id: int, _oid: bytes) -> None:
    """Tell nobody: changes are only read."""


def _none(_seq: int) -> None:
    """Everything is in the log."""


class Registers:
    """Applies changes of fields. ``changed`` is called with (kind, field, case, object) after a value changed."""

    def __init__(
        self, connection: Connection, devices: Aliases, changed: Callable[[str, str, int, bytes], None] = _nobody
    ) -> None:
        self._connection = connection
        self._devices = devices
        self._changed = changed
        self.unwritten: Callable[[int], tuple[int, int] | None] = _none
        """Stamp and device of a log row that is about to be written; None for one that is in the log."""
        self.orphaned = False
        self.conflicts = 0

    def change(self, entry: "Entry", new: NewValue) -> None:
        """Add one change of a field; kind, field and value are known to the register."""
        kind, change, target, field, value, replaces, reason = new
        encoded = msgspec.json.encode(value).decode()
        row = (change, target, entry.stream, kind, field, encoded, b"".join(replaces), entry.hlc, entry.device)
        place = self._place(kind, target, field)
        if place is None:
            if not self._is_another_kind(target, kind):
                self._connection.execute("INSERT OR IGNORE INTO orphan_row (object) VALUES (?)", (target,))
                self._connection.execute(_INSERT, (*row, entry.seq, reason, False))
                self.orphaned = True
            return
        home, seq, current = place
        if home != entry.stream:
            return
        known = self._with_initial(kind, target, field, entry, seq, current)
        self._connection.execute(_INSERT, (*row, entry.seq, reason, False))
        known.append(Change(change, value, frozenset(replaces), entry.hlc, self._devices.identifier(entry.device)))
        self._settle(kind, target, entry.stream, field, known, current)

    def _place(self, kind: str, target: bytes, field: str) -> tuple[int, int, object] | None:
        """Return where an object lives, its log row and what its column of *field* holds; None where it is unknown."""
        found: tuple[int, int, object] | None = self._connection.execute(
            f"SELECT {HOME_COLUMN[kind]}, seq, {quoted(field)} FROM {kind}_row WHERE oid = ?", (target,)
        ).fetchone()
        return found

    def _is_another_kind(self, target: bytes, kind: str) -> bool:
        """Say whether the object is known, but not of the kind that a change claims."""
        found = self._connection.execute(_ANY_KIND, (target,)).fetchall()
        return any(other != kind for (other,) in found)

    def lost(self, target: bytes) -> None:
        """Let the changes of an object that is none any more wait, as if it had not been created."""
        self._connection.execute("DELETE FROM change_row WHERE object = ?1 AND change = ?1", (target,))
        self._connection.execute("DELETE FROM conflict_row WHERE object = ?", (target,))
        self._connection.execute(
            "INSERT OR IGNORE INTO orphan_row (object) SELECT DISTINCT object FROM change_row WHERE object = ?",
            (target,),
        )

    def found(self, entry: "Entry", kind: str, target: bytes) -> None:
        """An object that changes were waiting for was created: let them count."""
        waiting = self._connection.execute("SELECT 1 FROM orphan_row WHERE object = ?", (target,)).fetchone()
        if waiting is None:
            return
        self._connection.execute("DELETE FROM orphan_row WHERE object = ?", (target,))
        self._connection.execute(
            "DELETE FROM change_row WHERE object = ? AND (case_id != ? OR kind != ?)", (target, entry.stream, kind)
        )
        rows = self._connection.execute("SELECT DISTINCT field FROM change_row WHERE object = ?", (target,)).fetchall()
        for (field,) in rows:
            place = self._place(kind, target, field)
            if place is not None:
                known = self._with_initial(kind, target, field, entry, place[1], place[2])
                self._settle(kind, target, entry.stream, field, known, place[2])

    def _with_initial(
        self, kind: str, target: bytes, field: str, entry: "Entry", seq: int, current: object
    ) -> list[Change]:
        """Return the changes of a field known here; the value given at creation enters them with the first."""
        known = self.changes(target, field)
        if any(change.id == target for change in known):
            return known
        hlc, device = self._creation(seq, entry)
        value = value_of(kind, field, current)
        encoded = msgspec.json.encode(value).decode()
        self._connection.execute(
            _INSERT, (target, target, entry.stream, kind, field, encoded, b"", hlc, device, seq, "", True)
        )
        known.append(Change(target, value, frozenset(), hlc, self._devices.identifier(device)))
        return known

    def _creation(self, seq: int, entry: "Entry") -> tuple[int, int]:
        """Return stamp and device of the log row *seq*, which may be the entry just being applied."""
        if seq == entry.seq:
            return entry.hlc, entry.device
        unwritten = self.unwritten(seq)
        if unwritten is not None:
            return unwritten
        device, envelope = self._connection.execute("SELECT device, envelope FROM log WHERE seq = ?", (seq,)).fetchone()
        return parse_header(bytes(envelope)).hlc, device

    def _settle(self, kind: str, target: bytes, case_id: int, field: str, known: list[Change], current: object) -> None:
        heads = survivors(known)
        shown = to_column(heads[0].value)
        if shown != current:
            self._connection.execute(f"UPDATE {kind}_row SET {quoted(field)} = ? WHERE oid = ?", (shown, target))
            self._changed(kind, field, case_id, target)
        if field not in KINDS[kind].quiet and is_conflict(heads):
            self._connection.execute(
                "INSERT OR IGNORE INTO conflict_row (object, field, kind, case_id) VALUES (?, ?, ?, ?)",
                (target, field, kind, case_id),
            )
            self.conflicts += 1
        elif len(known) > _UNDISPUTED:
            self._connection.execute("DELETE FROM conflict_row WHERE object = ? AND field = ?", (target, field))

    def changes(self, target: bytes, field: str) -> list[Change]:
        """Return all changes of a field known here; empty when it was never changed after creation."""
        rows = self._connection.execute(
            "SELECT change, value, replaces, hlc, device FROM change_row WHERE object = ? AND field = ?",
            (target, field),
        ).fetchall()
        return [
            Change(
                bytes(change),
                msgspec.json.decode(value, type=Value),
                split_ids(bytes(replaces)),
                hlc,
                self._devices.identifier(device),
            )
            for change, value, replaces, hlc, device in rows
        ]

    def heads(self, target: bytes, field: str) -> list[bytes]:
        """Return the ids a new change of the field must replace: its heads, or the creation."""
        found = self.changes(target, field)
        return [head.id for head in survivors(found)] if found else [target]
