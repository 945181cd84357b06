"""Who wrote an entry, on which device, when, and whether the office has it; and who is meant by an id in a value."""

import re
from collections.abc import Iterable

from counsellor_app.domain.overviews import Origin
from counsellor_app.store.database import Connection
from counsellor_app.store.directory_log import DirectoryLog
from counsellor_app.store.journal import Journal
from counsellor_app.store.values import to_words
from sync.protocol import clock
from sync.protocol.changes import Value
from sync.protocol.envelope import parse_header

_DOUBT_MS = 24 * 3600 * 1000
_ID = re.compile(r"[0-9a-f]{32}")


class Origins:
    """Looks up origins of log rows; remembers those of one query."""

    def __init__(self, connection: Connection, journal: Journal, directory: DirectoryLog, now: int) -> None:
        self._connection = connection
        self._journal = journal
        self._directory = directory
        self._now = now
        self._found: dict[int, Origin] = {}
        self._names: dict[str, str] = {}

    def load(self, seqs: Iterable[int]) -> None:
        """Look up many at once."""
        for seq in seqs:
            self.of(seq)

    def of(self, seq: int) -> Origin:
        """Return the origin of log row *seq*."""
        found = self._found.get(seq)
        if found is None:
            found = self._found[seq] = self._look_up(seq)
        return found

    def _look_up(self, seq: int) -> Origin:
        device, envelope, waiting = self._connection.execute(
            "SELECT device, envelope, EXISTS"
            " (SELECT 1 FROM overdue WHERE overdue.stream = log.stream AND overdue.seq = log.seq) OR EXISTS"
            " (SELECT 1 FROM sent WHERE sent.device = log.device AND sent.device_seq < log.device_seq)"
            " FROM log WHERE seq = ?",
            (seq,),
        ).fetchone()
        device_id = self._journal.devices.identifier(device)
        person_id = self._directory.person_of(device_id)
        at = clock.milliseconds(parse_header(bytes(envelope)).hlc)
        return Origin(
            author=person_id.hex(),
            author_name=self._directory.person_name(person_id),
            device=device_id.hex(),
            device_label=self._directory.device_label(device_id),
            at=at,
            at_office=not waiting,
            clock_doubt=at > self._now + _DOUBT_MS,
        )

    def words(self, value: Value) -> str:
        """Return a value as people read it: names in place of the ids of people, teams and persons of cases."""
        if isinstance(value, list):
            return to_words([self._named(item) for item in value])
        return self._named(value) if isinstance(value, str) else to_words(value)

    def _named(self, text: str) -> str:
        """Return whom *text* means if it is the id of somebody; else *text* as it is."""
        if not _ID.fullmatch(text):
            return text
        if text not in self._names:
            oid = bytes.fromhex(text)
            name = self._directory.person_name(oid) or self._directory.team_name(oid)
            if not name:
                row = self._connection.execute("SELECT name FROM person_row WHERE oid = ?", (oid,)).fetchone()
                name = row[0] if row else ""
            self._names[text] = name or text
        return self._names[text]
