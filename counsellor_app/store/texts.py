"""The text of notes and amendments, read from the envelopes that hold it.

A note's text is kept once: sealed in the log, beside its search index. Signed text never changes, so nothing is gained
by a second copy in a table, and every byte less is a byte less to encrypt when it is saved, pulled or rebuilt.
"""

from counsellor_app.domain.errors import ActionableError
from counsellor_app.store.database import Connection
from counsellor_app.store.keyring import KeyStore
from sync.protocol.changes import Create, change_id, read_change_set
from sync.protocol.envelope import parse_header
from sync.protocol.errors import ProtocolError
from sync.sealing.envelopes import open_sealed
from sync.wording import _


class Texts:
    """Reads texts of one store; what it opens it does not keep."""

    def __init__(self, connection: Connection, keys: KeyStore) -> None:
        self._connection = connection
        self._keys = keys

    def of(self, seq: int, oid: bytes) -> str:
        """Return the text of the object *oid* made in the log row *seq*.

        Raises :class:`ActionableError` when the envelope cannot be read any more: the store is damaged.
        """
        row = self._connection.execute("SELECT stream, envelope FROM log WHERE seq = ?", (seq,)).fetchone()
        if row is None or row[1] is None:
            raise _unreadable()
        return self.read(row[0], bytes(row[1]), oid)

    def read(self, stream: int, envelope: bytes, oid: bytes) -> str:
        """Return the text of the object *oid* made in an *envelope* of the log; raises as :meth:`of` does."""
        try:
            header = parse_header(envelope)
            key = self._keys.stream_key(stream, header.epoch)
            ops = read_change_set(open_sealed(envelope, header, key)).ops if key is not None else ()
        except ProtocolError:
            raise _unreadable() from None
        for index, op in enumerate(ops):
            if type(op) is Create and (len(ops) == 1 or change_id(header.device_id, header.device_seq, index) == oid):
                text = op.fields.get("text", "")
                return text if isinstance(text, str) else ""
        raise _unreadable()


def _unreadable() -> ActionableError:
    return ActionableError(
        _("The store cannot be read: it is damaged, or it belongs to another profile."),
        _("Nothing was changed. Restore a backup into a new profile; what the office has comes back by itself."),
    )
