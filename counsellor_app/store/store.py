"""An open store: one connection, one writer, one notice after each commit. The front door of this room.

Used from one thread at a time (the store thread of a window; the main thread of a command).
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from counsellor_app.domain import declined_acts, guards
from counsellor_app.domain.records import Case, Record
from counsellor_app.domain.rights import Actor
from counsellor_app.settings import FILE_MODE, Profile, write_private
from counsellor_app.store import checking, migrations
from counsellor_app.store.anchor import Anchor, Anchored
from counsellor_app.store.database import Connection, connect, explain, explained
from counsellor_app.store.day_pack import DayPacks
from counsellor_app.store.directory_log import DirectoryLog
from counsellor_app.store.drafts import Drafts
from counsellor_app.store.journal import Identity, Journal
from counsellor_app.store.keyring import KeyStore
from counsellor_app.store.projection import Projection
from counsellor_app.store.queries.breaches import Judged
from counsellor_app.store.queries.gate_files import role_of
from counsellor_app.store.queries.reading import Queries
from counsellor_app.store.records import Doors, Records
from counsellor_app.store.replica import StoreReplica
from counsellor_app.store.restrictions import Restrictions
from counsellor_app.store.search_index import SearchIndex
from counsellor_app.store.state import StateTable
from counsellor_app.store.texts import Texts
from sync.protocol.envelope import ZERO_HASH

__all__ = ["Changed", "Identity", "Store", "Work"]

_GUARDED = guards.CONCERNED | declined_acts.CONCERNED
Changed = Mapping[str, frozenset[str]]
Listener = Callable[[Changed], None]


@dataclass(frozen=True, slots=True)
class Work:
    """What a transaction offers."""

    records: Records
    drafts: Drafts
    queries: Queries
    keys: KeyStore
    directory: DirectoryLog
    state: StateTable


class Store:
    """The encrypted store of one profile."""

    def __init__(self, profile: Profile, connection: Connection, anchor: Anchor) -> None:
        self._profile = profile
        self._connection = connection
        self._anchor = anchor
        self._listeners: list[Listener] = []
        self._changed: dict[str, set[str]] = defaultdict(set)
        self._projections: list[Projection] = []
        self._depth = 0
        self._lock = threading.RLock()
        self.state = StateTable(connection)
        self.journal = Journal(connection, self.state)
        self.keys = KeyStore(connection, self.journal.streams, self.state)
        self.texts = Texts(connection, self.keys)
        self.index = SearchIndex(connection, self.texts)
        self.judged = Judged()
        self.directory = DirectoryLog(connection, self.keys, lambda: self._note("directory", ""))
        restrictions = Restrictions(connection, self.journal, self.keys, self.directory, self.state)
        doors = Doors(connection, self.journal, self.keys, self.directory, self._projection, restrictions, self._guard)
        self.records = Records(doors)
        self.drafts = Drafts(connection, self.records.stream_of, self.records.case_of, self._note)
        self.queries = Queries(
            connection, self.journal, self.keys, self.directory, self.drafts, self.state, self.texts, self.index
        )
        self.day_packs = DayPacks(
            connection, self.journal, self.keys, self.state, self.transaction, self.rebuild, self._note
        )
        self.replica = StoreReplica(
            connection,
            self.journal,
            self.keys,
            self.directory,
            self.state,
            self.transaction,
            self._projection,
            anchor.flush,
            self.records,
            restrictions,
            self.day_packs,
        )
        self._restrictions = restrictions
        self._work = Work(self.records, self.drafts, self.queries, self.keys, self.directory, self.state)

    def _guard(self, case_id: str, records: Sequence[Record]) -> None:
        """Raise :class:`ActionableError` when *records* would go through a closed gate, or against a refusal."""
        if _GUARDED.isdisjoint(map(type, records)):
            return
        case = self.records.load(Case, case_id) if case_id else None
        self.queries.breaches().declined.guard(case, records)
        identity = self.journal.identity
        role = role_of(self.directory, identity.person_id) if identity is not None else ""
        actor = Actor(identity.person_id.hex() if identity is not None else "", role)
        self.queries.gate_files().guard(actor, case, records)

    # -- opening and closing -------------------------------------------------------------------------------------

    @classmethod
    def create(cls, profile: Profile, database_key: bytes, anchor_key: bytes) -> "Store":
        """Create the store of a new profile; raises :class:`ActionableError` when there is one already."""
        connection = connect(profile.database, database_key, create=True)
        try:
            with explained():
                connection.execute("BEGIN IMMEDIATE")
                schema = migrations.schema()
                schema.create_log(connection)
                schema.create_projection(connection)
                migrations.note_projection(StateTable(connection))
                connection.execute("COMMIT")
            return cls(profile, connection, Anchor(profile.anchor, anchor_key))
        except BaseException:
            connection.close()
            raise

    @classmethod
    def open(cls, profile: Profile, database_key: bytes, anchor_key: bytes) -> "Store":
        """Open an existing store; raises :class:`ActionableError` saying what is wrong and what is safe."""
        connection = connect(profile.database, database_key)
        anchor: Anchor | None = None
        try:
            with explained():
                migrations.climb(connection)
                anchor = Anchor(profile.anchor, anchor_key)
                store = cls(profile, connection, anchor)
                if not migrations.projection_fits(store.state):
                    store.rebuild()
                store.day_packs.scrub()
        except BaseException:
            connection.close()
            if anchor is not None:
                anchor.close()
            raise
        return store

    def close(self) -> None:
        """Write the WAL back, tell the lock screen how much is unsent, and close."""
        with self._lock, explained():
            try:
                self.write_outside()
                self.write_back()
            finally:
                self._connection.close()
                self._anchor.close()

    def write_back(self) -> None:
        """Move the WAL into the file. A disk that refuses leaves what was saved in the WAL, where it is as safe."""
        try:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except driver.Error as error:
            if explain(error) is None:
                raise

    def write_outside(self) -> None:
        """Write the one number the lock screen may show."""
        unsent = self._connection.execute("SELECT count(*) FROM outbox").fetchone()[0]
        with explained():
            try:
                write_private(self._profile.outside, b'{"unsent": %d}\n' % unsent)
            except OSError:
                return  # the lock screen then shows no number; the work itself is committed

    @property
    def identity(self) -> Identity | None:
        """Who writes on this device, None before :meth:`identify`."""
        return self.journal.identity

    def identify(self, identity: Identity) -> None:
        """Say who writes; compares the log with the anchor, and stops own writing when an old file was put back.

        Before the first own entry an anchor is made if there is none, so that a missing one means something after it.
        """
        self.journal.identity = identity
        with explained():
            alias = self.journal.devices.find(identity.device.device_id)
            row = self._connection.execute("SELECT max(device_seq) FROM log WHERE device = ?", (alias,)).fetchone()
        newest = max(row[0] or 0, self.state.number("put_away_seq"))
        found = self._anchor.found
        anchored = found.device_seq if found else 0
        if anchored > newest or (found is None and newest):
            with self.transaction():
                self.state.put("rolled_back", True)
                self.journal.rolled_back = True
                self.state.put("device_seq_floor", max(anchored, newest))
                if self._restrictions.take_aside():
                    self.rebuild()
        elif found is None:
            self._anchor.write(Anchored(0, ZERO_HASH, 0))
            self._anchor.flush()

    def on(self, connection: Connection) -> "Store":
        """Return this store over another *connection*: to look at a copy, on any thread. Never to be closed itself."""
        other = Store(self._profile, connection, self._anchor)
        other.journal.identity = self.journal.identity
        return other

    # -- transactions --------------------------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[Work]:
        """One act: everything in it is committed and anchored, or nothing is. Nested uses join the outer one."""
        with self._lock, explained():
            if self._depth:
                self._depth += 1
                try:
                    yield self._work
                finally:
                    self._depth -= 1
                return
            self._connection.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                self.index.ready()
                yield self._work
                anchored = self.journal.anchored(self.directory.settled()[0]) if self.journal.own_written else None
                self._connection.execute("COMMIT")
            except BaseException:
                self._undo()
                raise
            finally:
                self._depth = 0
            if anchored is not None:
                self._anchor.write(anchored)
        self._notify()

    def _undo(self) -> None:
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        finally:
            self.keys.forget()
            self.index.forget()
            self.directory.forget()
            self.judged.forget()
            self._changed.clear()
            self._projections.clear()
            self.journal.forget()

    @contextmanager
    def reading(self) -> Iterator[Queries]:
        """A consistent read: nothing is written while it lasts."""
        with self._lock, explained():
            if self._depth:
                yield self.queries
                return
            self._connection.execute("BEGIN")
            try:
                yield self.queries
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("COMMIT")

    def interrupt(self) -> None:
        """Stop a running query from another thread: its caller gets the driver's interrupt error."""
        self._connection.interrupt()

    # -- notices -------------------------------------------------------------------------------------------------

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call *listener* after each commit with ``{kind: ids}``; returns how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _note(self, kind: str, identifier: str) -> None:
        self._changed[kind].add(identifier)

    def _projection(self) -> Projection:
        projection = Projection(self._connection, self.journal.devices, self.index, self.directory.person_of)
        self._projections.append(projection)
        return projection

    def _notify(self) -> None:
        for projection in self._projections:
            for kind, identifiers in projection.changed.items():
                self._changed[kind] |= identifiers
        self._projections.clear()
        changed = {kind: frozenset(identifiers) for kind, identifiers in self._changed.items()}
        self._changed.clear()
        changed.setdefault("sync", frozenset())
        for listener in tuple(self._listeners):
            listener(changed)

    # -- keeping -------------------------------------------------------------------------------------------------

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Throw the projection away and make it again from the log, in one transaction."""
        with self._lock, explained():
            self.judged.forget()  # numbers of the log that became free are given again
            checking.rebuild(self, self._connection, progress)

    def verify(self, progress: Callable[[int, int], None] | None = None) -> checking.VerifyReport:
        """Check the whole log: signatures, chains, anchor, directory; and that the projection follows from it."""
        with self._lock, explained():
            return checking.verify(self, self._connection, self._anchor.found, progress)

    def snapshot(self, target: Path) -> None:
        """Write a consistent copy of the encrypted file to *target* (mode 0600), which must not exist."""
        with self._lock, explained():
            self._connection.execute("VACUUM INTO ?", (str(target),))
            target.chmod(FILE_MODE)
