"""Who may read what. Every query of envelopes starts here: a stream is readable by the readers of its newest keyring.

The office limits who is handed ciphertext; that nobody else could open it is the keys' doing, not the office's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from sync.server.bulk import among
from sync.server.tables import stream_reader


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: a device in force, its person, and the principals it acts for (the person and his teams)."""

    device: bytes
    person: bytes
    principals: frozenset[bytes]
    administrator: bool

    @property
    def recipients(self) -> list[bytes]:
        """Everything a wrap for this asker can be addressed to."""
        return sorted({self.device, *self.principals})


@dataclass(frozen=True, slots=True)
class Readers:
    """The readers of a stream's newest epoch known to the office."""

    epoch: int
    principals: frozenset[bytes]


def readable_streams(
    shard: sa.ColumnElement[int], stream: sa.ColumnElement[bytes], principals: Iterable[bytes]
) -> sa.ColumnElement[bool]:
    """Return the condition that the stream in columns (*shard*, *stream*) is readable by one of *principals*.

    A scalar subquery with a limit, not ``IN`` or ``EXISTS``: no planner turns it into a join that would read all
    readable streams first, so a feed costs one key look-up for each new envelope and nothing for old ones.
    """
    found = (
        sa.select(stream_reader.c.epoch)
        .where(
            stream_reader.c.shard == shard,
            stream_reader.c.stream == stream,
            stream_reader.c.principal.in_(sorted(principals)),
        )
        .limit(1)
        .scalar_subquery()
    )
    return found.is_not(None)


def load_readable(connection: sa.Connection, shard: int, streams: Iterable[bytes], asker: Asker) -> set[bytes]:
    """Return those of *streams* (at most a page of them) that *asker* may read."""
    rows = connection.execute(
        sa.select(stream_reader.c.stream).where(
            stream_reader.c.shard == shard,
            among(connection, stream_reader.c.stream, sorted(streams)),
            stream_reader.c.principal.in_(sorted(asker.principals)),
        )
    )
    return set(rows.scalars())


def load_readers(connection: sa.Connection, shard: int, streams: Iterable[bytes]) -> dict[bytes, Readers]:
    """Return the readers of those of *streams* (at most a page of them) that the office knows."""
    rows = connection.execute(
        sa.select(stream_reader.c.stream, stream_reader.c.principal, stream_reader.c.epoch).where(
            stream_reader.c.shard == shard, among(connection, stream_reader.c.stream, sorted(streams))
        )
    )
    found: dict[bytes, tuple[int, set[bytes]]] = {}
    for stream, principal, epoch in rows:
        found.setdefault(stream, (epoch, set()))[1].add(principal)
    return {stream: Readers(epoch, frozenset(principals)) for stream, (epoch, principals) in found.items()}


def save_readers(connection: sa.Connection, shard: int, changed: Mapping[bytes, Readers]) -> None:
    """Replace the readers of the *changed* streams."""
    if not changed:
        return
    connection.execute(
        sa.delete(stream_reader).where(stream_reader.c.shard == shard, stream_reader.c.stream.in_(sorted(changed)))
    )
    connection.execute(
        sa.insert(stream_reader),
        [
            {"shard": shard, "stream": stream, "principal": principal, "epoch": readers.epoch}
            for stream, readers in sorted(changed.items())
            for principal in sorted(readers.principals)
        ],
    )


def after_keyring(
    current: Readers | None, epoch: int, named: frozenset[bytes], author: frozenset[bytes], uploader: frozenset[bytes]
) -> Readers | None:
    """Return the readers of a stream after a keyring of *epoch* naming *named*, or None when nobody may bring it.

    *author* and *uploader* are principals of who signed and who brings it (the same when a device pushes its own).
    * A stream the office does not know: any admitted device may bring its first keyring, if it names the bringer.
    * Otherwise a reader of the newest epoch must have written or brought it, and the bringer must be a reader before
      or after. The epoch may stay (readers are added) or go up by one (they are replaced).
    * An older epoch (a rotation met another one on the way) is kept in the log and changes nothing.
    """
    if current is None:
        return Readers(epoch, named) if named & (author | uploader) else None
    brought_by_reader = bool(uploader & current.principals)
    written_by_reader = bool(author & current.principals)
    if not brought_by_reader and not (written_by_reader and uploader & named):
        return None
    if epoch > current.epoch + 1:
        return None
    if epoch == current.epoch + 1:
        return Readers(epoch, named)
    if epoch == current.epoch:
        return Readers(epoch, current.principals | named)
    return current
