"""Who wrote an entry, on which device, when, and whether the office has it."""

from collections.abc import Iterable

from counsellor_app.domain.overviews import Origin
from counsellor_app.store.database import Connection
from counsellor_app.store.directory_log import DirectoryLog
from counsellor_app.store.journal import Journal
from sync.protocol import clock
from sync.protocol.envelope import parse_header

_DOUBT_MS = 24 * 3600 * 1000


class Origins:
    """Looks up origins of log rows; remembers those of one query."""

    def __init__(self, connection: Connection, journal: Journal, directory: DirectoryLog, now: int) -> None:
        self._connection = connection
        self._journal = journal
        self._directory = directory
        self._now = now
        self._found: dict[int, Origin] = {}

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
            " (SELECT 1 FROM outbox WHERE outbox.stream = log.stream AND outbox.seq = log.seq) FROM log WHERE seq = ?",
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
