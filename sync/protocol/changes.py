"""The body of a change set: operations on records, and what its author had seen of the stream.

A *change id* is 16 bytes, ``SHA-256("counsellor/v1/change\\0" | device_id | u64 device_seq | u16 op index)[:16]``: no
device can claim another's, and nothing random has to travel. The object made by a ``create`` has the change id of
that ``create`` as its object id, so no object can be created twice and a later ``set`` replaces the value given at
creation by naming the object id.

Values are JSON scalars or lists of strings. No floats: money in minor units, dates as ISO strings. Whole numbers are
64-bit signed, for every reader keeps them in database columns: a larger one would stop all of them at that envelope.
"""

import base64
import hashlib
import struct
from typing import Annotated

import msgspec

from sync.protocol.body import Reader
from sync.protocol.errors import BodyError
from sync.protocol.versions import LABEL

Integer = Annotated[int, msgspec.Meta(ge=-(1 << 63), le=(1 << 63) - 1)]
Value = str | Integer | bool | None | list[str]
SeenSeq = Annotated[int, msgspec.Meta(ge=1, le=(1 << 63) - 1)]
_CHANGE_LABEL = LABEL + b"change\0"
_CHANGE_TAIL = struct.Struct(">QH")
MAX_OPS = 65_535
"""Most operations of one change set: their index is 16 bits of the change id."""


def change_id(device_id: bytes, device_seq: int, op_index: int) -> bytes:
    """Return the 16-byte id of operation *op_index* (from 0) of the envelope (*device_id*, *device_seq*)."""
    return hashlib.sha256(_CHANGE_LABEL + device_id + _CHANGE_TAIL.pack(device_seq, op_index)).digest()[:16]


def to_text(identifier: bytes) -> str:
    """Return *identifier* as unpadded base64url, as ids travel in bodies (22 characters for 16 bytes)."""
    return base64.urlsafe_b64encode(identifier).rstrip(b"=").decode("ascii")


def from_text(text: str, size: int = 16) -> bytes:
    """Return the *size* bytes of an id written by :func:`to_text`; raises :class:`BodyError` if not canonical."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, UnicodeEncodeError):
        raise BodyError("id") from None
    if len(raw) != size or to_text(raw) != text:
        raise BodyError("id")
    return raw


class Create(msgspec.Struct, array_like=True, tag="c", frozen=True):
    """Make a record of *kind*; its object id is this operation's change id."""

    kind: str
    fields: dict[str, Value]


class Set(msgspec.Struct, array_like=True, tag="s", frozen=True):
    """Give *field* of *object* a value, replacing the changes in *replaces* (ids as text)."""

    object: str
    kind: str
    field: str
    value: Value
    replaces: list[str]
    reason: str | None = None


class Remove(msgspec.Struct, array_like=True, tag="r", frozen=True):
    """Take a set member (a flag, an alias) away, replacing the changes in *replaces*."""

    object: str
    kind: str
    replaces: list[str]
    reason: str | None = None


Op = Create | Set | Remove


class ChangeSet(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything one act changed in one stream; ``seen`` is ``{device id: [stream_seq, first 16 bytes of hash]}``."""

    ops: Annotated[list[Op], msgspec.Meta(max_length=MAX_OPS)]
    seen: dict[str, tuple[SeenSeq, str]] = {}


REMOVED = "removed"
"""The field a ``remove`` writes ``True`` into, so that removal merges like any other field."""

read_change_set = Reader(ChangeSet).read
