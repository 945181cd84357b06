"""The envelope: one save of one author on one stream, fixed layout, big-endian.

======  ====  ==============================================================================
offset  size  field
======  ====  ==============================================================================
0       4     magic ``CWE1``
4       1     suite: 0 public (signed, not sealed: keyrings and directory only), 1 sealed
5       1     kind: 1 change set, 2 keyring, 3 directory, 4 checkpoint, 5 erase order, 6 erase receipt, 7 audit
6       2     body schema generation
8       16    org_id
24      16    stream_id
40      4     key epoch
44      16    author device_id
60      8     device_seq: +1 per device over all streams, from 1 (0 in the directory)
68      8     stream_seq: +1 per (device, stream), from 1 (the height in the directory)
76      32    stream_prev: SHA-256 of this device's previous envelope in the stream (of record n-1 in the directory)
108     8     directory height known
116     32    directory head known
148     8     HLC: 48-bit ms and 16-bit counter
156     32    salt
188     4     payload length n
192     n     payload: ciphertext and tag (suite 1) or padded plaintext (suite 0)
192+n   64    Ed25519 over ``counsellor/v1/sig/envelope\\0`` and everything before
======  ====  ==============================================================================

Plaintext = u8 coding (0 plain, 1 zstd, 2 zstd with dictionary 1) | u32 body length | body | zero padding to a bucket.
Counters, heights and clock stay below 2^63, so that they fit the signed columns of every database.
Nothing of an envelope is interpreted before :func:`verify` succeeded.
"""

import hashlib
import struct
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from nacl.bindings import crypto_sign, crypto_sign_open
from nacl.exceptions import BadSignatureError

from sync.protocol.errors import MalformedError, SignatureError
from sync.protocol.versions import LABEL

MAGIC = b"CWE1"
HEADER_SIZE = 192
SIGNATURE_SIZE = 64
_PUBLIC_SIZE = 32
TAG_SIZE = 16
MAX_PLAINTEXT = 1 << 20
MAX_ENVELOPE = HEADER_SIZE + MAX_PLAINTEXT + TAG_SIZE + SIGNATURE_SIZE
SIGNATURE_LABEL = LABEL + b"sig/envelope\0"
ZERO_HASH = bytes(32)
COUNTER_MAX = (1 << 63) - 1
_LAYOUT = struct.Struct(">4sBBH16s16sI16sQQ32sQ32sQ32sI")
assert _LAYOUT.size == HEADER_SIZE
_STAMP = struct.Struct(">Q")
_STAMP_AT = struct.calcsize(">4sBBH16s16sI16sQQ32sQ32s")
_PLACE = struct.Struct(">4xBB2x16x16sI16sQ")


class Suite(IntEnum):
    """How the payload is protected."""

    PUBLIC = 0
    SEALED = 1


class Kind(IntEnum):
    """What an envelope carries."""

    CHANGES = 1
    KEYRING = 2
    DIRECTORY = 3
    CHECKPOINT = 4
    ERASE_ORDER = 5
    ERASE_RECEIPT = 6
    AUDIT = 7


_PUBLIC_KINDS = frozenset({Kind.KEYRING, Kind.DIRECTORY})
_KINDS = {int(kind): kind for kind in Kind}


class Header(NamedTuple):
    """The 188 bytes a header says, without magic and payload length. Hashes 32 bytes, ids 16, hlc as u64."""

    suite: int
    kind: int
    generation: int
    org_id: bytes
    stream_id: bytes
    epoch: int
    device_id: bytes
    device_seq: int
    stream_seq: int
    stream_prev: bytes
    directory_height: int
    directory_head: bytes
    hlc: int
    salt: bytes


def pack_header(header: Header, payload_length: int) -> bytes:
    """Return the 192 header bytes of *header* for a payload of *payload_length* bytes."""
    return _LAYOUT.pack(
        MAGIC,
        header.suite,
        header.kind,
        header.generation,
        header.org_id,
        header.stream_id,
        header.epoch,
        header.device_id,
        header.device_seq,
        header.stream_seq,
        header.stream_prev,
        header.directory_height,
        header.directory_head,
        header.hlc,
        header.salt,
        payload_length,
    )


def parse_header(envelope: bytes) -> Header:
    """Read the header and check the structure of the whole *envelope*; says nothing about who wrote it.

    Raises :class:`MalformedError` for any other length, magic, suite, kind or counter than the layout allows.
    """
    if not HEADER_SIZE + SIGNATURE_SIZE < len(envelope) <= MAX_ENVELOPE:
        raise MalformedError("envelope length")
    fields = _LAYOUT.unpack_from(envelope)
    suite, kind = fields[1], fields[2]
    if fields[0] != MAGIC or kind not in _KINDS:
        raise MalformedError("magic or kind")
    if suite != (Suite.PUBLIC if _KINDS[kind] in _PUBLIC_KINDS else Suite.SEALED):
        raise MalformedError("suite")
    if fields[15] != len(envelope) - HEADER_SIZE - SIGNATURE_SIZE:
        raise MalformedError("payload length")
    if max(fields[8], fields[9], fields[11], fields[13]) > COUNTER_MAX:
        raise MalformedError("counter")
    if not fields[9] or bool(fields[8]) == (kind == Kind.DIRECTORY):
        raise MalformedError("sequence number")
    return Header._make(fields[1:15])


def read_header(envelope: bytes) -> Header:
    """Return the header of an *envelope* whose structure :func:`parse_header` accepted before."""
    return Header._make(_LAYOUT.unpack_from(envelope)[1:15])


def stamp_of(envelope: bytes) -> int:
    """Return the author's stamp of an *envelope* whose structure :func:`parse_header` accepted before."""
    stamp: int = _STAMP.unpack_from(envelope, _STAMP_AT)[0]
    return stamp


class Place(NamedTuple):
    """Where an envelope says it belongs; nothing of it is checked."""

    suite: int
    kind: int
    stream_id: bytes
    epoch: int
    device_id: bytes
    device_seq: int


def peek(envelope: bytes) -> Place:
    """Return where *envelope* says it belongs, to look up keys with; zeros where it is too short to say."""
    return Place._make(_PLACE.unpack_from(envelope.ljust(HEADER_SIZE, b"\0")))


def payload(envelope: bytes) -> bytes:
    """Return the payload bytes of a structurally sound *envelope*."""
    return envelope[HEADER_SIZE:-SIGNATURE_SIZE]


def sign(header_bytes: bytes, payload_bytes: bytes, key: Ed25519PrivateKey) -> bytes:
    """Return the whole envelope: header, payload and the device's signature over both (by libsodium, as in verify)."""
    signed = header_bytes + payload_bytes
    return signed + crypto_sign(SIGNATURE_LABEL + signed, _secret(key))[:SIGNATURE_SIZE]


@lru_cache(maxsize=4)
def _secret(key: Ed25519PrivateKey) -> bytes:
    """Return *key* as libsodium wants it: seed and public key, 64 bytes."""
    return key.private_bytes_raw() + key.public_key().public_bytes_raw()


@lru_cache(maxsize=4096)
def public_key(raw: bytes) -> Ed25519PublicKey:
    """Return the parsed key of 32 *raw* bytes, kept for the next envelope; raises :class:`SignatureError`."""
    try:
        return Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        raise SignatureError("public key") from None


def verify(envelope: bytes, author: bytes) -> None:
    """Check the signature of *envelope* under *author* (32 raw bytes); raises :class:`SignatureError`.

    By libsodium: a first pull is bounded by this check, and it takes half the time of OpenSSL's. It also refuses keys
    of small order, under which anything would verify.
    """
    if len(author) != _PUBLIC_SIZE:
        raise SignatureError("public key")
    try:
        crypto_sign_open(envelope[-SIGNATURE_SIZE:] + SIGNATURE_LABEL + envelope[:-SIGNATURE_SIZE], author)
    except BadSignatureError:
        raise SignatureError("signature") from None


def envelope_id(envelope: bytes) -> bytes:
    """Return SHA-256 of all bytes: the idempotency key everywhere."""
    return hashlib.sha256(envelope).digest()
