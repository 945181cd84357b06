"""First tables of the office."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _small(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    """Create every table; column for column what :mod:`sync.server.tables` says (a test compares)."""
    op.create_table(
        "office",
        _small("shard"),
        _bytes("server_id"),
        _bytes("founding_hash"),
        _bytes("login_secret"),
        _small("shards"),
        _number("created_ms"),
        sa.PrimaryKeyConstraint("shard", name="pk_office"),
    )
    op.create_table(
        "shard",
        _small("id"),
        _number("next_number"),
        _number("next_wrap"),
        sa.PrimaryKeyConstraint("id", name="pk_shard"),
    )
    _envelopes()
    _keys()
    _people()


def _envelopes() -> None:
    op.create_table(
        "envelope",
        _small("shard"),
        _number("number"),
        _bytes("stream"),
        _bytes("device"),
        _number("device_seq"),
        _small("kind"),
        _small("size"),
        _bytes("digest"),
        _bytes("body"),
        sa.PrimaryKeyConstraint("shard", "number", name="pk_envelope"),
        sa.UniqueConstraint("shard", "device", "device_seq", name="uq_envelope_shard_device_device_seq"),
    )
    op.create_index("ix_envelope_shard_stream_number", "envelope", ["shard", "stream", "number"])
    op.create_table(
        "equivocation",
        _small("shard"),
        _bytes("digest"),
        _bytes("device"),
        _number("device_seq"),
        _bytes("uploader"),
        _bytes("body"),
        sa.PrimaryKeyConstraint("shard", "digest", name="pk_equivocation"),
    )


def _keys() -> None:
    op.create_table(
        "stream_reader",
        _small("shard"),
        _bytes("stream"),
        _bytes("principal"),
        _number("epoch"),
        sa.PrimaryKeyConstraint("shard", "stream", "principal", name="pk_stream_reader"),
    )
    op.create_table(
        "wrap",
        _small("shard"),
        _number("number"),
        _small("purpose"),
        _bytes("subject"),
        _number("generation"),
        _bytes("recipient"),
        _bytes("digest"),
        _bytes("body"),
        sa.PrimaryKeyConstraint("shard", "number", name="pk_wrap"),
        sa.UniqueConstraint("shard", "digest", name="uq_wrap_shard_digest"),
    )
    op.create_index("ix_wrap_shard_recipient_number", "wrap", ["shard", "recipient", "number"])


def _people() -> None:
    op.create_table(
        "directory_record",
        _small("shard"),
        _number("height"),
        _bytes("body"),
        sa.PrimaryKeyConstraint("shard", "height", name="pk_directory_record"),
    )
    op.create_table(
        "join_request",
        _small("shard"),
        _bytes("digest"),
        _bytes("person"),
        _bytes("body"),
        sa.PrimaryKeyConstraint("shard", "digest", name="pk_join_request"),
    )
    op.create_table(
        "login_token",
        _small("shard"),
        _bytes("digest"),
        _bytes("device"),
        _number("expires_ms"),
        sa.PrimaryKeyConstraint("shard", "digest", name="pk_login_token"),
    )
    op.create_table(
        "device_login",
        _small("shard"),
        _bytes("device"),
        _number("nonce_time"),
        sa.PrimaryKeyConstraint("shard", "device", name="pk_device_login"),
    )
