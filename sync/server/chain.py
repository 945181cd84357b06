"""The directory at the office: appending records in order, founding, requests to join. The rules are the chain's."""

import hashlib
import hmac
from collections.abc import Sequence

import sqlalchemy as sa

from sync.directory.join import JoinError, JoinRequest, check_join_request, read_join_request
from sync.directory.state import Directory
from sync.protocol.api import PAGE_ENVELOPES
from sync.protocol.envelope import parse_header
from sync.protocol.errors import DirectoryError, ForkError, ProtocolError
from sync.server.numbering import lock_shards
from sync.server.office import Office, hash_secret, now_ms
from sync.server.refusals import refuse
from sync.server.tables import OFFICE_SHARD, directory_record, join_request

MAX_RECORDS = 10_000
"""Records of one answer; a client that lacks more asks again."""
MAX_WAITING = 8
"""Requests to join that may wait for one person."""


def get_records(office: Office, device: bytes, after_height: int) -> list[bytes]:
    """Return the directory records above a height, ascending."""
    with office.database.reading() as connection:
        office.asker(office.directory(connection), device)
        rows = connection.execute(
            sa.select(directory_record.c.body)
            .where(directory_record.c.shard == OFFICE_SHARD, directory_record.c.height > after_height)
            .order_by(directory_record.c.height)
            .limit(MAX_RECORDS)
        )
        return list(rows.scalars())


def put_records(office: Office, device: bytes, records: Sequence[bytes]) -> int:
    """Append *records*, all or none; return the height now. Known ones are passed over.

    Whoever is logged in may bring a record; whether its signer was entitled is for the directory's rules. Raises
    :class:`RefusedError`: ``conflict`` for one that is not next in the chain, ``directory`` for one against the rules.
    """
    if len(records) > PAGE_ENVELOPES:
        raise refuse("too-large")
    with office.database.writing() as connection:
        lock_shards(connection, [OFFICE_SHARD])
        directory = office.directory(connection)
        office.asker(directory, device)
        for record in records:
            directory = _append(connection, directory, record)
        return directory.height


def found(office: Office, secret: bytes, genesis: bytes) -> None:
    """Found the office with the one-time secret.

    Raises :class:`RefusedError`: ``founding-secret``, ``foreign-office`` for a genesis of another server, ``conflict``
    when the office was founded with another genesis.
    """
    if not hmac.compare_digest(hash_secret(secret), office.founding_hash):
        raise refuse("founding-secret")
    with office.database.writing() as connection:
        lock_shards(connection, [OFFICE_SHARD])
        directory = office.directory(connection)
        if directory.height:
            if directory.fingerprint != hashlib.sha256(genesis).digest():
                raise refuse("conflict")
            return
        if _append(connection, directory, genesis).server_id != office.server_id:
            raise refuse("foreign-office")


def _append(connection: sa.Connection, directory: Directory, record: bytes) -> Directory:
    """Return *directory* with *record*, which is also written; the caller's transaction keeps both or neither."""
    try:
        height = parse_header(record).stream_seq
    except ProtocolError:
        raise refuse("malformed") from None
    try:
        longer = directory.extend(record)
    except ForkError:
        raise refuse("conflict") from None
    except DirectoryError:
        raise refuse("directory" if height == directory.height + 1 else "conflict") from None
    if longer.height > directory.height:
        connection.execute(sa.insert(directory_record).values(shard=OFFICE_SHARD, height=longer.height, body=record))
    return longer


def put_join_request(office: Office, data: bytes) -> None:
    """Keep a request to join for the administrators; needs an open invitation, or the person's own key.

    Raises :class:`RefusedError` with the reason of a :class:`JoinError` as code, ``malformed``, ``not-founded``,
    ``too-many-requests``. Success for a device that was admitted since.
    """
    try:
        request = read_join_request(data)
    except ProtocolError:
        raise refuse("malformed") from None
    digest = hashlib.sha256(data).digest()
    with office.database.writing() as connection:
        lock_shards(connection, [OFFICE_SHARD])
        directory = office.directory(connection)
        if not directory.height:
            raise refuse("not-founded")
        device = directory.devices.get(request.device_id)
        if device is not None and device.revoked is None and device.person_id == request.person_id:
            return
        _check(directory, request)
        waiting = _waiting(connection, directory, request.person_id)
        if digest in waiting:
            return
        if len(waiting) >= MAX_WAITING:
            raise refuse("too-many-requests")
        connection.execute(
            sa.insert(join_request).values(shard=OFFICE_SHARD, digest=digest, person=request.person_id, body=data)
        )


def get_join_requests(office: Office, device: bytes) -> list[bytes]:
    """Return the requests that may still be admitted; administrators only (``no-right``)."""
    with office.database.reading() as connection:
        directory = office.directory(connection)
        if not office.asker(directory, device).administrator:
            raise refuse("no-right")
        bodies = connection.execute(
            sa.select(join_request.c.body).where(join_request.c.shard == OFFICE_SHARD).order_by(join_request.c.digest)
        ).scalars()
        return [body for body in bodies if _admissible(directory, body)]


def _check(directory: Directory, request: JoinRequest) -> None:
    try:
        check_join_request(directory, request, now_ms())
    except JoinError as error:
        raise refuse(error.code) from None


def _admissible(directory: Directory, body: bytes) -> bool:
    try:
        check_join_request(directory, read_join_request(body), now_ms())
    except ProtocolError:
        return False
    return True


def _waiting(connection: sa.Connection, directory: Directory, person: bytes) -> set[bytes]:
    """Return the digests of what still waits for *person*, and forget what can be admitted no more."""
    rows = connection.execute(
        sa.select(join_request.c.digest, join_request.c.body).where(
            join_request.c.shard == OFFICE_SHARD, join_request.c.person == person
        )
    ).fetchall()
    over = [row.digest for row in rows if not _admissible(directory, row.body)]
    if over:
        connection.execute(
            sa.delete(join_request).where(join_request.c.shard == OFFICE_SHARD, join_request.c.digest.in_(over))
        )
    return {row.digest for row in rows} - set(over)
