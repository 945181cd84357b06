"""The office's directory as this replica knows it: verified records, in order, and the state they add up to."""

from collections.abc import Callable, Sequence

from counsellor_app.store.database import Connection
from counsellor_app.store.keyring import KeyStore
from sync.directory.state import Directory
from sync.protocol.errors import DirectoryError, SealError
from sync.protocol.public import Wrap
from sync.sealing.names import open_name


class DirectoryLog:
    """Records in the file; the state in memory."""

    def __init__(self, connection: Connection, keys: KeyStore, notice: Callable[[], None]) -> None:
        self._connection = connection
        self._keys = keys
        self._notice = notice
        self._current: Directory | None = None
        self._settled: tuple[int, bytes] | None = None
        self._names: dict[str, str] = {}

    def forget(self) -> None:
        """Drop the state: a transaction was undone."""
        self._current = None
        self._settled = None
        self._names.clear()

    def current(self) -> Directory:
        """Return the directory; empty (height 0) before founding or joining."""
        if self._current is None:
            rows = self._connection.execute("SELECT envelope FROM directory ORDER BY height").fetchall()
            self._current = Directory.reload(bytes(row[0]) for row in rows)
        return self._current

    def append(self, records: Sequence[bytes], mine: bool) -> Directory:
        """Append verified *records* (known ones are skipped); *mine* are queued for the office.

        Raises :class:`DirectoryError` or :class:`ForkError`; nothing is kept then.
        """
        directory = self.current()
        rows = []
        for record in records:
            extended = directory.extend(record)
            if extended is not directory and extended.height > directory.height:
                rows.append((extended.height, record, not mine))
            directory = extended
        self._connection.executemany("INSERT INTO directory (height, envelope, sent) VALUES (?, ?, ?)", rows)
        self._current = directory
        if rows:
            self._settled = None
            self._names.clear()
            self._notice()
        return directory

    def unsent(self) -> list[bytes]:
        """Return own records the office does not have yet, in order."""
        rows = self._connection.execute("SELECT envelope FROM directory WHERE NOT sent ORDER BY height").fetchall()
        return [bytes(row[0]) for row in rows]

    def mark_sent(self, height: int) -> None:
        """The office has everything up to *height*."""
        self._connection.execute("UPDATE directory SET sent = 1 WHERE height <= ? AND NOT sent", (height,))
        self._settled = None

    def settled(self) -> tuple[int, bytes]:
        """Return height and head of the directory as the office has it: own records may still lose there."""
        if self._settled is None:
            row = self._connection.execute("SELECT max(height) FROM directory WHERE sent").fetchone()
            height = row[0] or 0
            self._settled = (height, self.current().head_at(height))
        return self._settled

    def send_again(self, height: int) -> None:
        """The office lost what is above *height*: queue it, whoever signed it."""
        self._connection.execute("UPDATE directory SET sent = 0 WHERE height > ?", (height,))
        self._settled = None

    def drop_unsent(self) -> frozenset[bytes]:
        """Drop own records the office refused because another administrator was first.

        Seeds and wraps that only they spoke of go too: nobody would know them. Returns the streams whose keys those
        wraps were to hand out.
        """
        self._connection.execute("DELETE FROM directory WHERE NOT sent")
        self.forget()
        self._keys.forget()
        directory = self.current()
        return self._keys.drop_unknown(lambda principal, generation: _known(directory, principal, generation))

    def queue_wraps(self, wraps: Sequence[Wrap]) -> None:
        """Queue wraps that belong to appended records."""
        self._keys.queue_wraps(wraps)

    # -- names ---------------------------------------------------------------------------------------------------

    def name(self, sealed: str) -> str:
        """Return a sealed name in clear; empty when this device does not hold the directory key yet."""
        if sealed not in self._names:
            key = self._keys.directory_key()
            if key is None or not sealed:
                return ""
            try:
                self._names[sealed] = open_name(key, sealed)
            except SealError:
                self._names[sealed] = ""
        return self._names[sealed]

    def person_name(self, person_id: bytes) -> str:
        """Return the name of a person, empty when unknown."""
        person = self.current().people.get(person_id)
        return self.name(person.name) if person else ""

    def device_label(self, device_id: bytes) -> str:
        """Return the label of a device, empty when unknown."""
        device = self.current().devices.get(device_id)
        return self.name(device.label) if device else ""

    def team_name(self, team_id: bytes) -> str:
        """Return the name of a team, empty when unknown."""
        team = self.current().teams.get(team_id)
        return self.name(team.name) if team else ""

    def person_of(self, device_id: bytes) -> bytes:
        """Return whose device it is, empty when unknown."""
        device = self.current().devices.get(device_id)
        return device.person_id if device else b""


def _known(directory: Directory, principal: bytes, generation: int) -> bool:
    """Say whether the directory has this generation of a person or team, or this device."""
    if principal in directory.devices:
        return True
    try:
        directory.facts.generations(principal).at(generation)
    except DirectoryError:
        return False
    return True
