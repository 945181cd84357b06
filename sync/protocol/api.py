"""The interface of the office, fulfilled by the HTTP client and by the server's relay alike; and its wire frames.

Pages of envelopes and wraps travel as flat binary frames, so that neither end parses what it only carries.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from sync.protocol.envelope import MAX_ENVELOPE
from sync.protocol.errors import MalformedError
from sync.protocol.public import Wrap

PAGE_ENVELOPES = 5_000
"""Most envelopes of one page, either way."""
PAGE_BYTES = 4 << 20
"""Bytes after which a page ends (at least one envelope is always in it)."""
MAX_BODY = PAGE_BYTES + MAX_ENVELOPE + 4096
"""Largest request body the office reads."""
MEDIA_TYPE = "application/vnd.counsellor.frames"
_LENGTH = struct.Struct(">I")
_NUMBERED = struct.Struct(">QI")
_RESULT = struct.Struct(">BQ")


class PutStatus(IntEnum):
    """What became of one pushed envelope. ACCEPTED and KNOWN both mean: the office has it."""

    ACCEPTED = 0
    KNOWN = 1
    MALFORMED = 2
    NOT_YOURS = 3
    NO_RIGHT = 4
    EQUIVOCATION = 5
    REVOKED = 6
    BAD_SIGNATURE = 7


@dataclass(frozen=True, slots=True)
class PutResult:
    """Status and, where the office has the envelope, its shard number (else 0)."""

    status: PutStatus
    number: int


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Envelopes after a cursor in ascending number; ``cursor`` is where to go on; ``more``: ask again at once.

    ``directory_height`` and ``wrap_head`` (number of the newest wrap for the asker) say whether those need asking.
    """

    envelopes: list[tuple[int, bytes]]
    cursor: dict[int, int]
    more: bool
    directory_height: int
    wrap_head: int


@dataclass(frozen=True, slots=True)
class WrapPage:
    """Wraps for the asker's device, person and teams, after a number; ``after`` is where to go on."""

    wraps: list[Wrap]
    after: int
    more: bool


@dataclass(frozen=True, slots=True)
class OfficeInfo:
    """Who answers: 16-byte ids as text (``org`` empty before founding), protocol version, office time in ms."""

    server: str
    org: str
    protocol: int
    time_ms: int


class SyncApi(Protocol):
    """What a device may ask of the office. Raises ``UnreachableError`` or ``RefusedError``; repetition is success."""

    def office(self) -> OfficeInfo:
        """Say who answers; needs no login."""
        ...

    def put_envelopes(self, envelopes: Sequence[bytes]) -> list[PutResult]:
        """Store a batch (at most a page); one result an envelope, in order."""
        ...

    def get_envelopes(self, after: dict[int, int], limit: int = PAGE_ENVELOPES) -> FeedPage:
        """Return what others wrote in streams readable by the asker after the cursor ``{shard: number}``."""
        ...

    def get_stream_envelopes(self, stream_id: bytes, after: int, limit: int = PAGE_ENVELOPES) -> FeedPage:
        """Return one readable stream from the beginning, own envelopes included; cursor key is its shard."""
        ...

    def get_own_envelopes(self, after_device_seq: int, limit: int = PAGE_ENVELOPES) -> FeedPage:
        """Return what this device wrote above a device_seq (after an old local file was put back)."""
        ...

    def put_wraps(self, wraps: Sequence[Wrap]) -> None:
        """Store wraps of a new stream, or of a stream or principal the asker may grant."""
        ...

    def get_wraps(self, after: int, limit: int = PAGE_ENVELOPES) -> WrapPage:
        """Return wraps addressed to the asker after a wrap number."""
        ...

    def get_directory(self, after_height: int) -> list[bytes]:
        """Return directory envelopes above a height, ascending."""
        ...

    def put_directory(self, records: Sequence[bytes]) -> int:
        """Append directory envelopes; returns the height now. Refused with ``conflict`` when not next in the chain."""
        ...

    def found(self, secret: bytes, genesis: bytes) -> None:
        """Found the office on this server with the one-time founding secret."""
        ...

    def put_join_request(self, request: bytes) -> None:
        """Leave a join request for an administrator; needs no login, only an open invitation."""
        ...

    def get_join_requests(self) -> list[bytes]:
        """Return join requests not yet admitted; administrators only."""
        ...


def pack_frames(items: Iterable[bytes]) -> bytes:
    """Return ``u32 length | bytes`` for each item."""
    return b"".join(part for item in items for part in (_LENGTH.pack(len(item)), item))


def unpack_frames(data: bytes, largest: int = MAX_ENVELOPE) -> list[bytes]:
    """Read :func:`pack_frames`; lengths are checked against what is left before anything is cut out."""
    items, at, end = [], 0, len(data)
    while at < end:
        if end - at < _LENGTH.size:
            raise MalformedError("frame")
        (length,) = _LENGTH.unpack_from(data, at)
        at += _LENGTH.size
        if length > end - at or length > largest:
            raise MalformedError("frame length")
        items.append(data[at : at + length])
        at += length
    return items


def pack_numbered(items: Iterable[tuple[int, bytes]]) -> bytes:
    """Return ``u64 number | u32 length | bytes`` for each item."""
    return b"".join(part for number, item in items for part in (_NUMBERED.pack(number, len(item)), item))


def unpack_numbered(data: bytes) -> list[tuple[int, bytes]]:
    """Read :func:`pack_numbered` with the same care as :func:`unpack_frames`."""
    items, at, end = [], 0, len(data)
    while at < end:
        if end - at < _NUMBERED.size:
            raise MalformedError("frame")
        number, length = _NUMBERED.unpack_from(data, at)
        at += _NUMBERED.size
        if length > end - at or length > MAX_ENVELOPE:
            raise MalformedError("frame length")
        items.append((number, data[at : at + length]))
        at += length
    return items


def pack_results(results: Iterable[PutResult]) -> bytes:
    """Return ``u8 status | u64 number`` for each result."""
    return b"".join(_RESULT.pack(result.status, result.number) for result in results)


def unpack_results(data: bytes) -> list[PutResult]:
    """Read :func:`pack_results`."""
    if len(data) % _RESULT.size:
        raise MalformedError("results")
    try:
        return [PutResult(PutStatus(status), number) for status, number in _RESULT.iter_unpack(data)]
    except ValueError:
        raise MalformedError("result status") from None
