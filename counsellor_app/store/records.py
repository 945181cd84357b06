"""The one door: every change of a record made on this device goes through here, and ends in the same apply as a merge.

One act is one envelope. Ids of new records follow from the envelope's place in this device's chain, so they are known
before it is sealed, and nothing random travels.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Alias, Case, Person, Record
from counsellor_app.domain.safety import Restriction, Waits
from counsellor_app.domain.shelves import Shelf
from counsellor_app.domain.synced_fields import FIELDS, IMMUTABLE, KINDS, REMOVABLE, ROOTS, Home, home_of, kind_of
from counsellor_app.store.columns import DEFAULTS, SHAPES
from counsellor_app.store.database import Connection
from counsellor_app.store.directory_log import DirectoryLog
from counsellor_app.store.journal import Appended, Journal
from counsellor_app.store.keyring import KeyStore
from counsellor_app.store.prepared import prepare
from counsellor_app.store.projection import Entry, Projection
from counsellor_app.store.registers import Registers
from counsellor_app.store.restrictions import Restrictions, give_key
from counsellor_app.store.texts import Texts
from counsellor_app.store.values import from_words, missing, read_conflict_id, read_id, to_wire
from sync.merge.register import survivors
from sync.protocol.body import encode
from sync.protocol.changes import (
    REMOVED,
    ChangeSet,
    Create,
    Op,
    Remove,
    Set,
    Value,
    change_id,
    read_change_set,
    to_text,
)
from sync.protocol.envelope import Kind
from sync.protocol.errors import DirectoryError, TooLargeError
from sync.sealing.streams import new_key, new_stream_id
from sync.wording import _

AnyRecord = TypeVar("AnyRecord", bound=Record)
Root = TypeVar("Root", Case, Shelf)
_ROOT_OF_STREAM = {home: f"SELECT oid FROM {home}_row WHERE id = ?" for home in Home}
_STREAM_OF_ROOT = {home: f"SELECT id FROM {home}_row WHERE oid = ?" for home in Home}
_ANY_ROOT = " UNION ALL ".join(f"SELECT id FROM {name}_row WHERE oid = ?1" for name in sorted(ROOTS))


@dataclass(frozen=True, slots=True)
class Doors:
    """What the door leads to: the parts of one open replica."""

    connection: Connection
    journal: Journal
    keys: KeyStore
    directory: DirectoryLog
    projection: Callable[[], Projection]
    restrictions: Restrictions
    guard: Callable[[str, Sequence[Record]], None] = lambda _case, _records: None
    """Raises :class:`ActionableError` for what may not be saved in a case (its id; empty: one being opened)."""


class Records:
    """Loading and saving records inside one transaction."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._connection = doors.connection
        self._texts = Texts(doors.connection, doors.keys)

    # -- reading -------------------------------------------------------------------------------------------------

    def load(self, cls: type[AnyRecord], record_id: str) -> AnyRecord:
        """Return the record; raises :class:`ActionableError` when there is no such one on this device."""
        shape = SHAPES[cls]
        kind = shape.kind
        row = self._connection.execute(
            f"SELECT {shape.columns} FROM {kind.name}_row r WHERE r.oid = ?", (read_id(record_id),)
        ).fetchone()
        if row is None:
            raise missing()
        text = self._texts.of(row[2], bytes(row[0])) if kind.full_text else ""
        found: AnyRecord = shape.record(row, "" if kind.root else self.root_of(row[1], kind.home), text)
        return found

    def stream_of(self, case_id: str, home: Home = Home.CASE) -> int:
        """Return the stream's alias of a case (or shelf); raises :class:`ActionableError` when it is not here."""
        row = self._connection.execute(_STREAM_OF_ROOT[home], (read_id(case_id),)).fetchone()
        if row is None:
            raise missing()
        return int(row[0])

    def case_of(self, stream: int) -> str:
        """Return the id of the case with row id *stream*, empty while only later entries of it arrived."""
        return self.root_of(stream, Home.CASE)

    def root_of(self, stream: int, home: Home) -> str:
        """Return the id of the case, or shelf, of *stream*; empty when it has not arrived or is of the other kind."""
        row = self._connection.execute(_ROOT_OF_STREAM[home], (stream,)).fetchone()
        return bytes(row[0]).hex() if row else ""

    def _any_stream(self, root_id: str) -> int:
        row = self._connection.execute(_ANY_ROOT, (read_id(root_id),)).fetchone()
        if row is None:
            raise missing()
        return int(row[0])

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
        return self._open(case, records, readers)

    def open_shelf(self, shelf: Shelf, records: Sequence[Record], readers: Sequence[str]) -> tuple[Shelf, list[Record]]:
        """Open a new shelf, as :meth:`open_case` opens a case."""
        return self._open(shelf, records, readers)

    def _open(self, root: Root, records: Sequence[Record], readers: Sequence[str]) -> tuple[Root, list[Record]]:
        doors, home = self._doors, KINDS[kind_of(root)].home
        _check_home(records, home)
        doors.guard("", [root, *records])
        identity = doors.journal.require_identity()
        stream_id, key = new_stream_id(), new_key()
        stream = doors.journal.streams.of(stream_id)
        self._publish_keyring(stream, stream_id, identity.org_id, 1, key, [bytes.fromhex(one) for one in readers])
        opened, *others = self._create(stream, [root, *records])
        assert isinstance(opened, type(root))
        return opened, [replace(record, **{str(home): opened.id}) for record in others]

    def share(self, root_id: str, principals: Sequence[str]) -> None:
        """Let more *principals* read a case or shelf, its history included (a keyring of the same epoch)."""
        stream = self._any_stream(root_id)
        epoch, key = self._doors.keys.current_key(stream)
        have = self._doors.keys.readers(stream)
        more = [bytes.fromhex(one) for one in principals if bytes.fromhex(one) not in have]
        if more:
            identity = self._doors.journal.require_identity()
            stream_id = self._doors.journal.streams.identifier(stream)
            self._publish_keyring(stream, stream_id, identity.org_id, epoch, key, [*self._present(stream), *more])

    def readers(self, root_id: str) -> frozenset[str]:
        """Return the principals (hex ids) that may read what is written now in a case or shelf."""
        return frozenset(one.hex() for one in self._doors.keys.readers(self._any_stream(root_id)))

    def ever_readers(self, root_id: str) -> frozenset[str]:
        """Return the principals (hex ids) that were ever given a key of a case or shelf: they may hold what it said."""
        return frozenset(one.hex() for one in self._doors.keys.ever_readers(self._any_stream(root_id)))

    def restrict(self, root_id: str, principals: Sequence[str]) -> None:
        """Give what is written from now on a new key that only *principals* get; they can read back, others not on.

        Until the office has taken the key, nothing written from now on leaves. Raises :class:`ActionableError` for
        readers the directory does not know.
        """
        stream = self._any_stream(root_id)
        epoch, _key = self._doors.keys.current_key(stream)
        identity = self._doors.journal.require_identity()
        stream_id = self._doors.journal.streams.identifier(stream)
        readers = [bytes.fromhex(one) for one in principals]
        made = self._publish_keyring(stream, stream_id, identity.org_id, epoch + 1, new_key(), readers)
        self._doors.restrictions.add(stream, made.device, made.seq, epoch + 1, principals)

    def restriction_waits(self, root_id: str) -> Waits:
        """Say whether the office has every restriction of a case or shelf that was made here."""
        waiting = self._doors.restrictions.of(self._any_stream(root_id))
        if any(one.refused for one in waiting):
            return Waits.REFUSED
        return Waits.UNSENT if waiting else Waits.NO

    def tell_of_meeting(self, stream: int) -> None:
        """Write down who reads a case on after its restriction here met a colleague's, and whom only one had named."""
        case, waiting = self.case_of(stream), self._doors.restrictions.of(stream)
        if not case or not waiting:
            return
        row = self._connection.execute(
            "SELECT r.reason FROM restriction_row r JOIN log l ON l.seq = r.seq"
            " WHERE r.case_id = ? AND l.device = ? ORDER BY r.id DESC LIMIT 1",
            (stream, waiting[-1].device),
        ).fetchone()
        keys = self._doors.keys
        now = {one.hex() for one in keys.readers(stream)}
        theirs = {one.hex() for one in keys.readers(stream, waiting[0].epoch - 1)}
        self.save(
            Restriction(
                case=case,
                readers=tuple(sorted(now)),
                before=tuple(sorted(one.hex() for one in keys.ever_readers(stream))),
                reason=row[0] if row else "",
                left_out=tuple(sorted((theirs | set(waiting[-1].readers)) - now)),
            )
        )

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
        """Save records of one case, or of one shelf, as one act; returns them with their ids.

        Nothing changed: nothing is written.
        """
        roots = {home_of(record) for record in records}
        if len(roots) != 1:
            raise ValueError("one act belongs to one case or shelf")
        home = KINDS[kind_of(records[0])].home
        _check_home(records, home)
        root = roots.pop()
        stream = self.stream_of(root, home)
        self._doors.guard(root, records)
        new = [record for record in records if not record.id]
        if len(new) == len(records):
            return self._create(stream, records)
        ops: list[Op] = [op for record in records if record.id for op in self._differences(record)]
        created = iter(self._with_ids(new, len(ops)) if new else [])
        self._append(stream, ops + [self._creation(record) for record in new])
        return [record if record.id else next(created) for record in records]

    def remove(self, record: Record) -> None:
        """Take away a record of a kind that can be removed."""
        kind, oid = kind_of(record), read_id(record.id)
        if kind not in REMOVABLE:
            raise ValueError("a record of this kind is not removed")
        heads = Registers(self._connection, self._doors.journal.devices).heads(oid, "removed")
        op = Remove(to_text(oid), kind, [to_text(head) for head in heads])
        self._append(self.stream_of(home_of(record), KINDS[kind].home), [op])

    def resolve(self, conflict_id: str, value: str, reason: str, *, take: str = "") -> None:
        """Settle a conflict: one change that replaces all heads. *value* is text, read as the field's type.

        With *take*, the id of one of its changes (hex), the value of that one as it is instead.
        """
        oid, field = read_conflict_id(conflict_id)
        row = self._connection.execute(
            "SELECT kind, case_id FROM conflict_row WHERE object = ? AND field = ?", (oid, field)
        ).fetchone()
        if row is None:
            raise ActionableError(
                _("This conflict is settled already."), _("Look at the case: it shows the value that was chosen.")
            )
        kind, stream = row
        changes = Registers(self._connection, self._doors.journal.devices).changes(oid, field)
        taken = {change.id.hex(): change.value for change in changes}
        chosen = taken[take] if take else from_words(kind, field, value)
        self._guard_choice(oid, kind, field, chosen)
        op = Set(to_text(oid), kind, field, chosen, [to_text(head.id) for head in survivors(changes)], reason)
        self._append(stream, [op])

    def _guard_choice(self, oid: bytes, kind: str, field: str, chosen: Value) -> None:
        """Let a conflict be settled only by a value that could have been saved."""
        if field == REMOVED:
            return
        record = self.load(KINDS[kind].record, oid.hex())
        settled = replace(record, **{field: tuple(chosen) if isinstance(chosen, list) else chosen})
        self._doors.guard(home_of(record), [settled])

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
    def _creation(record: Record) -> Create:
        kind = kind_of(record)
        values = {name: to_wire(getattr(record, name)) for name in FIELDS[kind]}
        return Create(kind, {name: value for name, value in values.items() if value != DEFAULTS[kind][name]})

    def _differences(self, record: Record) -> list[Op]:
        kind = kind_of(record)
        if kind in IMMUTABLE:
            raise ValueError("an immutable record does not change")
        old = self.load(type(record), record.id)
        registers = Registers(self._connection, self._doors.journal.devices)
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
        prepared = prepare(changes, identity.device.device_id, appended.device_seq)
        projection.apply(Entry(appended.seq, stream, appended.device, appended.hlc), prepared)
        projection.finish()

    def put_back(self, stream: int, body: bytes, as_before: tuple[int, int]) -> None:
        """Enter an own change set that was taken out of the log again, under its number and stamp (*as_before*)."""
        doors = self._doors
        epoch, key = doors.keys.current_key(stream)
        stream_id = doors.journal.streams.identifier(stream)
        settled = doors.directory.settled()
        appended = doors.journal.append_own(stream_id, epoch, key, body, settled, Kind.CHANGES, as_before)
        device_id = doors.journal.require_identity().device.device_id
        projection = doors.projection()
        prepared = prepare(read_change_set(body), device_id, appended.device_seq)
        projection.apply(Entry(appended.seq, stream, appended.device, appended.hlc), prepared)
        projection.finish()

    def restrict_again(self, stream: int, principals: Sequence[str]) -> None:
        """Make a restriction anew that was taken out of the log, for those who may read now."""
        doors = self._doors
        epoch, _key = doors.keys.current_key(stream)
        stream_id, org_id = doors.journal.streams.identifier(stream), doors.journal.require_identity().org_id
        readers = doors.restrictions.both(principals, doors.keys.readers(stream))
        made = self._publish_keyring(stream, stream_id, org_id, epoch + 1, new_key(), readers)
        doors.restrictions.add(stream, made.device, made.seq, epoch + 1, principals)

    def _publish_keyring(
        self, stream: int, stream_id: bytes, org_id: bytes, epoch: int, key: bytes, readers: Sequence[bytes]
    ) -> Appended:
        """Name the readers of an epoch."""
        doors = self._doors
        try:
            keyring = give_key(doors.directory.current(), doors.keys, stream, stream_id, org_id, epoch, key, readers)
        except DirectoryError:
            raise ActionableError(
                _("The directory does not know who should read this case."),
                _("Nothing was saved. Sync once with the office and try again."),
            ) from None
        return doors.journal.append_own(
            stream_id, epoch, None, encode(keyring), doors.directory.settled(), Kind.KEYRING
        )


def _check_home(records: Sequence[Record], home: Home) -> None:
    """Refuse records of a case on a shelf and the other way round: they would stand in no list."""
    if any(KINDS[kind_of(record)].home != home for record in records):
        raise ValueError("records of cases and of shelves do not mix")
