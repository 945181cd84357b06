"""The store of wraps: keys encrypted to recipients, beside the log and apart from it, so that they can be destroyed."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from sync.directory.state import Directory
from sync.protocol.api import PAGE_ENVELOPES, WrapPage
from sync.protocol.public import Purpose, Wrap, unpack_wrap
from sync.server.access import Asker, Readers, load_readers
from sync.server.numbering import lock_shards
from sync.server.office import Office
from sync.server.refusals import refuse
from sync.server.tables import OFFICE_SHARD, shard, shard_of, wrap

MAX_SEALED = 4096
"""Largest sealed part in bytes; 80 are needed today, a later suite may need 1,200."""

_WRAPS_AFTER = (
    sa.select(wrap.c.number, wrap.c.body)
    .where(
        wrap.c.shard == OFFICE_SHARD,
        wrap.c.recipient.in_(sa.bindparam("recipients", expanding=True)),
        wrap.c.number > sa.bindparam("after"),
    )
    .order_by(wrap.c.number)
    .limit(sa.bindparam("most", type_=sa.Integer))
)


def put_wraps(office: Office, device: bytes, wraps: Sequence[Wrap]) -> None:
    """Store *wraps* all or none; those the office has are not stored again.

    Raises :class:`RefusedError`: ``no-right``, ``unknown-recipient``, ``too-large``, ``malformed``.
    """
    if len(wraps) > PAGE_ENVELOPES or any(len(item.sealed) > MAX_SEALED for item in wraps):
        raise refuse("too-large")
    packed = {}
    for item in wraps:
        body = item.pack()
        packed[hashlib.sha256(body).digest()] = (item, body)
    with office.database.writing() as connection:
        next_wrap = lock_shards(connection, [OFFICE_SHARD])[OFFICE_SHARD][1]
        directory = office.directory(connection)
        asker = office.asker(directory, device)
        known = connection.execute(
            sa.select(wrap.c.digest).where(wrap.c.shard == OFFICE_SHARD, wrap.c.digest.in_(sorted(packed)))
        ).scalars()
        new = {digest: packed[digest] for digest in packed.keys() - set(known)}
        _check(office, connection, directory, asker, [item for item, _ in new.values()])
        ordered = [digest for digest in packed if digest in new]
        rows = [_row(next_wrap + place, digest, *new[digest]) for place, digest in enumerate(ordered)]
        if rows:
            connection.execute(sa.insert(wrap), rows)
            connection.execute(
                sa.update(shard).where(shard.c.id == OFFICE_SHARD).values(next_wrap=next_wrap + len(rows))
            )


def get_wraps(office: Office, device: bytes, after: int, limit: int = PAGE_ENVELOPES) -> WrapPage:
    """Return the wraps for the asker's device, person and teams after a wrap number."""
    with office.database.reading() as connection:
        asker = office.asker(office.directory(connection), device)
        wanted = {"recipients": asker.recipients, "after": after, "most": limit}
        rows = connection.execute(_WRAPS_AFTER, wanted).fetchall()
    return WrapPage([unpack_wrap(row.body) for row in rows], rows[-1].number if rows else after, len(rows) == limit)


def _row(number: int, digest: bytes, item: Wrap, body: bytes) -> dict[str, Any]:
    return {
        "shard": OFFICE_SHARD,
        "number": number,
        "purpose": item.purpose,
        "subject": item.subject,
        "generation": item.generation,
        "recipient": item.recipient,
        "digest": digest,
        "body": body,
    }


def _check(
    office: Office, connection: sa.Connection, directory: Directory, asker: Asker, wraps: Iterable[Wrap]
) -> None:
    """Refuse the batch if the asker may not hand out one of these keys, or one goes to nobody."""
    wraps = list(wraps)
    streams = {item.subject for item in wraps if item.purpose == Purpose.STREAM_KEY}
    readers: dict[bytes, Readers] = {}
    for number in {shard_of(stream, office.shards) for stream in streams}:
        readers.update(load_readers(connection, number, streams))
    for item in wraps:
        allowed, recipient_known = _RULES[Purpose(item.purpose)](directory, asker, item, readers.get(item.subject))
        if not allowed:
            raise refuse("no-right")
        if not recipient_known:
            raise refuse("unknown-recipient")


def _stream_key(directory: Directory, asker: Asker, item: Wrap, readers: Readers | None) -> tuple[bool, bool]:
    """A reader of the stream; or anybody while nobody knows the stream (wraps go before the first keyring)."""
    allowed = readers is None or not readers.principals.isdisjoint(asker.principals)
    return allowed, item.recipient in directory.people or item.recipient in directory.teams


def _person_seed(directory: Directory, asker: Asker, item: Wrap, readers: Readers | None) -> tuple[bool, bool]:
    """The person himself, to his own devices or to himself (a recovery key)."""
    device = directory.devices.get(item.recipient)
    own = item.recipient == asker.person or (device is not None and device.person_id == asker.person)
    return item.subject == asker.person, own


def _team_seed(directory: Directory, asker: Asker, item: Wrap, readers: Readers | None) -> tuple[bool, bool]:
    """A member of the team or an administrator, to a person."""
    allowed = asker.administrator or (item.subject in directory.teams and item.subject in asker.principals)
    return allowed, item.recipient in directory.people


def _directory_key(directory: Directory, asker: Asker, item: Wrap, readers: Readers | None) -> tuple[bool, bool]:
    """An administrator of this office, to a person."""
    return asker.administrator and item.subject == directory.org_id, item.recipient in directory.people


_Rule = Callable[[Directory, Asker, Wrap, Readers | None], tuple[bool, bool]]
_RULES: dict[Purpose, _Rule] = {
    Purpose.STREAM_KEY: _stream_key,
    Purpose.PERSON_SEED: _person_seed,
    Purpose.TEAM_SEED: _team_seed,
    Purpose.DIRECTORY_KEY: _directory_key,
}
