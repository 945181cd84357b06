"""The one door: every change of a record made on this device goes through here, and ends in the same apply as a merge.

One act is one envelope. Ids of new records follow from the envelope's place in this device's chain, so they are known
before it is sealed, and nothing random travels.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import msgspec

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Alias, Case, Flag, Person, Record
from counsellor_app.domain.synced_fields import FIELDS, IMMUTABLE, KINDS, kind_of
from counsellor_app.store.database import Connection
from counsellor_app.store.directory_log import DirectoryLog
from counsellor_app.store.journal import Journal
from counsellor_app.store.keyring import KeyStore
from counsellor_app.store.projection import DEFAULTS, TYPES, Entry, Projection
from counsellor_app.store.registers import Registers
from sync.protocol.body import encode
from sync.protocol.changes import ChangeSet, Create, Op, Remove, Set, Value, change_id, to_text
from sync.protocol.envelope import Kind
from sync.protocol.errors import DirectoryError, TooLargeError
from sync.protocol.public import Keyring
from sync.sealing.streams import make_keyring, new_key, new_stream_id
from sync.wording import _

R = TypeVar("R", Case, Person, Alias, Flag)
AnyRecord = TypeVar("AnyRecord", bound=Record)


@dataclass(frozen=True, slots=True)
class Doors:
    """What the door leads to: the parts of one open replica."""

    connection: Connection
    journal: Journal
    keys: KeyStore
    directory: DirectoryLog
    projection: Callable[[], Projection]


class Records:
    """Loading and saving records inside one transaction."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._connection = doors.connection

    # -- reading -------------------------------------------------------------------------------------------------

    def load(self, cls: type[AnyRecord], record_id: str) -> AnyRecord:
        """Return the record; raises :class:`ActionableError` when there is no such one on this device."""
        kind = next(name for name, known in KINDS.items() if known is cls)
        oid = read_id(record_id)
        extra = () if kind == "case" else ("case_id",)
        more = ("removed",) if cls in (Alias, Flag) else ()
        names = (*extra, *FIELDS[kind], *more)
        row = self._connection.execute(f"SELECT {', '.join(names)} FROM {kind}_row WHERE oid = ?", (oid,)).fetchone()
        if row is None:
            raise missing()
        values = dict(zip(names, row, strict=True))
        if extra:
            values["case"] = self.case_of(values.pop("case_id"))
        typed: dict[str, Any] = {name: from_column(kind, name, value) for name, value in values.items()}
        return cls(id=oid.hex(), **typed)

    def stream_of(self, case_id: str) -> int:
        """Return the row id of a case; raises :class:`ActionableError` when there is no such one on this device."""
        row = self._connection.execute("SELECT id FROM case_row WHERE oid = ?", (read_id(case_id),)).fetchone()
        if row is None:
            raise missing()
        return int(row[0])

    def case_of(self, stream: int) -> str:
        """Return the id of the case with row id *stream*, empty while only later entries of it arrived."""
        row = self._connection.execute("SELECT oid FROM case_row WHERE id = ?", (stream,)).fetchone()
        return bytes(row[0]).hex() if row else ""

    def find_case(self, *, reference: str = "", alien_number: str = "") -> str | None:
        """Return the id of the case with just this reference, or this alien number; None when there is none."""
        for column, value in (("reference", reference), ("alien_number", alien_number)):
            if value:
                row = self._connection.execute(
                    f"SELECT oid FROM case_row WHERE {column} = ? ORDER BY id LIMIT 1", (value,)
                ).fetchone()
                if row is not None:
                    return bytes(row[0]).hex()
        return None

    # -- writing -------------------------------------------------------------------------------------------------

    def open_case(self, case: Case, records: Sequence[Record], readers: Sequence[str]) -> tuple[Case, list[Record]]:
        """Open a new case, readable by *readers* (principal ids, hex), with its first records.

        A new stream, its key, the keyring and the wraps are made in the same transaction. Raises
        :class:`ActionableError` for readers the directory does not know.
        """
        doors = self._doors
        identity = doors.journal.require_identity()
        stream_id, key = new_stream_id(), new_key()
        stream = doors.journal.streams.of(stream_id)
        self._publish_keyring(stream, stream_id, identity.org_id, 1, key, [bytes.fromhex(one) for one in readers])
        saved = self._create(stream, [case, *records])
        opened = saved[0]
        assert isinstance(opened, Case)
        return opened, [self._in_case(record, opened.id) for record in saved[1:]]

    def share(self, case_id: str, principals: Sequence[str]) -> None:
        """Let more *principals* read the case, its history included (a keyring of the same epoch)."""
        stream = self.stream_of(case_id)
        epoch, key = self._doors.keys.current_key(stream)
        have = self._doors.keys.readers(stream)
        more = [bytes.fromhex(one) for one in principals if bytes.fromhex(one) not in have]
        if more:
            identity = self._doors.journal.require_identity()
            stream_id = self._doors.journal.streams.identifier(stream)
            self._publish_keyring(stream, stream_id, identity.org_id, epoch, key, [*self._present(stream), *more])

    def renew(self, stream_id: bytes) -> None:
        """Hand out the key of a stream once more: the wraps made before are for keys that the directory never got."""
        journal, keys = self._doors.journal, self._doors.keys
        if journal.identity is None or journal.rolled_back:
            return
        stream = journal.streams.of(stream_id)
        readers = self._present(stream) or [journal.identity.person_id]
        epoch, key = keys.current_key(stream)
        self._publish_keyring(stream, stream_id, journal.identity.org_id, epoch, key, readers)

    def _present(self, stream: int) -> list[bytes]:
        """Return the readers of a stream whom the directory knows: some left the office, some never entered it."""
        directory = self._doors.directory.current()
        return [
            one for one in sorted(self._doors.keys.readers(stream)) if one in directory.teams or directory.role(one)
        ]

    def save(self, record: AnyRecord) -> AnyRecord:
        """Save one record: a new one is created, a known one gets one change per field that differs."""
        return self.save_all([record])[0]

    def save_all(self, records: Sequence[AnyRecord]) -> list[AnyRecord]:
        """Save records of one case as one act; returns them with their ids. Nothing changed: nothing is written."""
        cases = {record.id if isinstance(record, Case) else record.case for record in records}
        if len(cases) != 1:
            raise ValueError("one act belongs to one case")
        stream = self.stream_of(cases.pop())
        new = [record for record in records if not record.id]
        if len(new) == len(records):
            return self._create(stream, records)
        ops: list[Op] = [op for record in records if record.id for op in self._differences(record)]
        created = iter(self._with_ids(new, len(ops)) if new else [])
        self._append(stream, ops + [self._creation(record) for record in new])
        return [record if record.id else next(created) for record in records]

    def remove(self, record: Alias | Flag) -> None:
        """Take a set member away."""
        oid = read_id(record.id)
        heads = Registers(self._connection, self._doors.journal.devices, _nothing).heads(oid, "removed")
        op = Remove(to_text(oid), kind_of(record), [to_text(head) for head in heads])
        self._append(self.stream_of(record.case), [op])

    def resolve(self, conflict_id: str, value: str, reason: str) -> None:
        """Settle a conflict: one change that replaces all heads. *value* is text, read as the field's type."""
        oid, field = read_conflict_id(conflict_id)
        row = self._connection.execute(
            "SELECT kind, case_id FROM conflict_row WHERE object = ? AND field = ?", (oid, field)
        ).fetchone()
        if row is None:
            raise ActionableError(
                _("This conflict is settled already."), _("Look at the case: it shows the value that was chosen.")
            )
        kind, stream = row
        heads = Registers(self._connection, self._doors.journal.devices, _nothing).heads(oid, field)
        op = Set(to_text(oid), kind, field, from_words(kind, field, value), [to_text(one) for one in heads], reason)
        self._append(stream, [op])

    # -- making operations ---------------------------------------------------------------------------------------

    def _create(self, stream: int, records: Sequence[AnyRecord]) -> list[AnyRecord]:
        self._doors.journal.require_identity()
        with_ids = self._with_ids(records, 0)
        person = next((record.id for record in with_ids if isinstance(record, Person)), "")
        linked = [
            replace(record, person=person) if isinstance(record, Alias) and not record.person else record
            for record in with_ids
        ]
        self._append(stream, [self._creation(record) for record in linked])
        return linked

    def _with_ids(self, records: Sequence[AnyRecord], first_op: int) -> list[AnyRecord]:
        identity = self._doors.journal.require_identity()
        device_seq = self._doors.journal.next_device_seq()
        device_id = identity.device.device_id
        return [
            replace(record, id=change_id(device_id, device_seq, first_op + index).hex())
            for index, record in enumerate(records)
        ]

    @staticmethod
    def _in_case(record: Record, case_id: str) -> Record:
        return record if isinstance(record, Case) else replace(record, case=case_id)

    @staticmethod
    def _creation(record: Record) -> Create:
        kind = kind_of(record)
        values = {name: to_wire(getattr(record, name)) for name in FIELDS[kind]}
        return Create(kind, {name: value for name, value in values.items() if value != DEFAULTS[kind][name]})

    def _differences(self, record: Record) -> list[Op]:
        kind = kind_of(record)
        if kind in IMMUTABLE:
            raise ValueError("an immutable record does not change")
        old = self.load(type(record), record.id)
        registers = Registers(self._connection, self._doors.journal.devices, _nothing)
        oid = read_id(record.id)
        ops: list[Op] = []
        for name in FIELDS[kind]:
            if getattr(old, name) != getattr(record, name):
                heads = [to_text(head) for head in registers.heads(oid, name)]
                ops.append(Set(to_text(oid), kind, name, to_wire(getattr(record, name)), heads))
        return ops

    def _append(self, stream: int, ops: list[Op]) -> None:
        """Seal *ops* as one envelope of the stream and apply it: the only place where local changes enter."""
        if not ops:
            return
        doors = self._doors
        epoch, key = doors.keys.current_key(stream)
        changes = ChangeSet(ops, doors.journal.seen(stream))
        stream_id = doors.journal.streams.identifier(stream)
        try:
            appended = doors.journal.append_own(
                stream_id, epoch, key, encode(changes), doors.directory.settled(), Kind.CHANGES
            )
        except TooLargeError:
            raise ActionableError(
                _("This is too long for one entry."),
                _("Nothing was lost: the text is still there. Split it into two notes."),
            ) from None
        identity = doors.journal.require_identity()
        projection = doors.projection()
        projection.apply(
            Entry(
                appended.seq,
                stream,
                appended.device,
                identity.device.device_id,
                appended.device_seq,
                appended.hlc,
                identity.person_id,
                changes,
            )
        )
        projection.finish()

    def _publish_keyring(
        self, stream: int, stream_id: bytes, org_id: bytes, epoch: int, key: bytes, readers: Sequence[bytes]
    ) -> Keyring:
        """Name the readers of an epoch. Keys that a lost device may hold are left out where others can read too."""
        doors = self._doors
        directory = doors.directory.current()
        try:
            safe = [reader for reader in readers if not directory.is_exposed(reader)]
            known = [(reader, *directory.principal_keys(reader)) for reader in safe or readers]
        except DirectoryError:
            raise ActionableError(
                _("The directory does not know who should read this case."),
                _("Nothing was saved. Sync once with the office and try again."),
            ) from None
        previous = doors.keys.stream_key(stream, epoch - 1)
        keyring, wraps = make_keyring(
            key, org_id=org_id, stream_id=stream_id, epoch=epoch, readers=known, previous_key=previous
        )
        doors.keys.queue_wraps(wraps)
        doors.keys.put_stream_keys([(stream, epoch, key)])
        doors.keys.add_keyring(stream, stream_id, epoch, keyring, org_id)
        doors.keys.flush()
        doors.journal.append_own(stream_id, epoch, None, encode(keyring), doors.directory.settled(), Kind.KEYRING)
        return keyring


def _nothing(_kind: str, _case_id: int, _oid: bytes) -> None:
    """Refresh nothing: heads are only read."""


def missing() -> ActionableError:
    """Return the error for a record that is not on this device."""
    return ActionableError(
        _("There is no such record on this device."), _("Check the number, or sync once with the office.")
    )


def read_id(record_id: str) -> bytes:
    """Return the 16 bytes of an id of 32 hex digits; raises :class:`ActionableError` for anything else."""
    try:
        oid = bytes.fromhex(record_id)
    except ValueError:
        raise missing() from None
    if len(oid) != 16:
        raise missing()
    return oid


def conflict_id(oid: bytes, field: str) -> str:
    """Return the id of a conflict: the object's id, a dot, the field."""
    return f"{oid.hex()}.{field}"


def read_conflict_id(text: str) -> tuple[bytes, str]:
    """Read :func:`conflict_id`; raises :class:`ActionableError` for anything else."""
    record_id, _dot, field = text.partition(".")
    return read_id(record_id), field


def to_wire(value: object) -> Value:
    """Return a record's value as it travels."""
    if isinstance(value, tuple):
        return [str(item) for item in value]
    assert value is None or isinstance(value, str | int | bool)
    return str(value) if isinstance(value, str) else value


def from_column(kind: str, field: str, value: object) -> object:
    """Return a column's value as the record holds it."""
    expected = TYPES[kind].get(field)
    if expected is list:
        return tuple(msgspec.json.decode(str(value), type=list[str]))
    if expected is bool or field == "removed":
        return bool(value)
    return value


def from_words(kind: str, field: str, text: str) -> Value:
    """Return *text* as the type of the field: lists are separated by commas, truth is yes or no."""
    expected = TYPES[kind].get(field)
    if field == "removed" or expected is bool:
        return text.strip().lower() in {"true", "yes", "ja", "1"}
    if expected is list:
        return [part.strip() for part in text.split(",") if part.strip()]
    if expected is int:
        try:
            return int(text)
        except ValueError:
            raise ActionableError(_("This field holds a number."), _("Nothing was changed. Give a number.")) from None
    return text


def to_words(value: Value) -> str:
    """Return a value as people read it and :func:`from_words` reads it back."""
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
