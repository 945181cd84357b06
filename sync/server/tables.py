"""The office's tables. The shard is in every key, so that the database can be partitioned by it.

Plain Core tables, no mapped classes: everything here is written and read in pages, never one row at a time.
What belongs to no stream (directory, wraps, logins) lives in :data:`OFFICE_SHARD`. Envelopes are only ever inserted.
"""

import hashlib

import sqlalchemy as sa

OFFICE_SHARD = 0
metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def shard_of(stream_id: bytes, shards: int) -> int:
    """Return the shard (from 0) of a stream in an office of *shards* shards; fixed for the life of the office."""
    return int.from_bytes(hashlib.sha256(stream_id).digest()[:8]) % shards if shards > 1 else OFFICE_SHARD


def _key(name: str, kind: type[sa.types.TypeEngine[int]] = sa.Integer) -> sa.Column[int]:
    """Return a whole-number column of a primary key that the database never fills in by itself."""
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def _key_bytes(name: str) -> sa.Column[bytes]:
    """Return a bytes column of a primary key."""
    return sa.Column(name, sa.LargeBinary, primary_key=True)


def _number(name: str, kind: type[sa.types.TypeEngine[int]] = sa.BigInteger) -> sa.Column[int]:
    """Return a whole-number column that must be given."""
    return sa.Column(name, kind, nullable=False)


def _bytes(name: str) -> sa.Column[bytes]:
    """Return a bytes column that must be given."""
    return sa.Column(name, sa.LargeBinary, nullable=False)


office = sa.Table(
    "office",
    metadata,
    _key("shard"),
    _bytes("server_id"),
    _bytes("founding_hash"),
    _bytes("login_secret"),
    _number("shards", sa.Integer),
    _number("created_ms"),
)
"""One row: who this server is. ``founding_hash`` is SHA-256 of the founding secret."""

shard = sa.Table("shard", metadata, _key("id"), _number("next_number"), _number("next_wrap"))
"""The numbers to give next. Its row is locked by every writer, so no lower number commits after a higher one."""

envelope = sa.Table(
    "envelope",
    metadata,
    _key("shard"),
    _key("number", sa.BigInteger),
    _bytes("stream"),
    _bytes("device"),
    _number("device_seq"),
    _number("kind", sa.Integer),
    _number("size", sa.Integer),
    _bytes("digest"),
    _bytes("body"),
    sa.UniqueConstraint("shard", "device", "device_seq"),
    sa.Index(None, "shard", "stream", "number"),
)
"""The log. ``digest`` is the envelope id (SHA-256 of all bytes), ``size`` the length of ``body``. Append-only."""

stream_reader = sa.Table(
    "stream_reader",
    metadata,
    _key("shard"),
    _key_bytes("stream"),
    _key_bytes("principal"),
    _number("epoch"),
)
"""Who may read a stream: the readers its newest keyring names. No row: nobody knows the stream."""

equivocation = sa.Table(
    "equivocation",
    metadata,
    _key("shard"),
    _key_bytes("digest"),
    _bytes("device"),
    _number("device_seq"),
    _bytes("uploader"),
    _bytes("body"),
)
"""Evidence: a second, properly signed envelope under a sequence number that was already used."""

wrap = sa.Table(
    "wrap",
    metadata,
    _key("shard"),
    _key("number", sa.BigInteger),
    _number("purpose", sa.Integer),
    _bytes("subject"),
    _number("generation"),
    _bytes("recipient"),
    _bytes("digest"),
    _bytes("body"),
    sa.UniqueConstraint("shard", "digest"),
    sa.Index(None, "shard", "recipient", "number"),
)
"""Keys encrypted to recipients. A store of its own: unlike envelopes, wraps can be destroyed."""

directory_record = sa.Table("directory_record", metadata, _key("shard"), _key("height", sa.BigInteger), _bytes("body"))
"""The directory chain; height 1 is the genesis."""

join_request = sa.Table("join_request", metadata, _key("shard"), _key_bytes("digest"), _bytes("person"), _bytes("body"))
"""What waits for an administrator."""

login_token = sa.Table(
    "login_token", metadata, _key("shard"), _key_bytes("digest"), _bytes("device"), _number("expires_ms")
)
"""Tokens in force, by SHA-256."""

device_login = sa.Table("device_login", metadata, _key("shard"), _key_bytes("device"), _number("nonce_time"))
"""The newest nonce a device logged in with: no nonce serves twice."""
