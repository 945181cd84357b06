"""Sealing and opening envelopes: the hot path of every save and of every first pull.

Key = ``derive(epoch key, "stream/envelope", org | stream | epoch | device | device_seq, salt)``; it encrypts one
plaintext, so the nonce is zero; the 192 header bytes are the associated data. The context is bytes 8 to 68 of the
header, which hold exactly those fields in that order.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sync.protocol.body import pack_body, unpack_body
from sync.protocol.derivation import KEY_SIZE, derive
from sync.protocol.envelope import (
    HEADER_SIZE,
    TAG_SIZE,
    Header,
    Suite,
    pack_header,
    parse_header,
    payload,
    public_key,
    sign,
    verify,
)
from sync.protocol.errors import SealError
from sync.protocol.publication import NO_SALT, open_public, publish
from sync.sealing.keys import SINGLE_USE_NONCE

__all__ = ["NO_SALT", "new_salt", "open_public", "open_sealed", "public_key", "publish", "seal", "verify_and_open"]

SALT_SIZE = 32
_CONTEXT = slice(8, 68)


def new_salt() -> bytes:
    """Return the 32 random bytes that make an envelope's key its own, even if a device_seq were used twice."""
    return os.urandom(SALT_SIZE)


def seal(header: Header, body: bytes, key: bytes, sign_key: Ed25519PrivateKey) -> bytes:
    """Return the envelope of *body* under the epoch's *key*, signed; ``header.suite`` is set to 1.

    ``header.salt`` comes from :func:`new_salt` and is never used twice. Raises :class:`TooLargeError`.
    """
    if len(key) != KEY_SIZE or len(header.salt) != SALT_SIZE:
        raise SealError("key or salt")
    plaintext = pack_body(body)
    if header.suite != Suite.SEALED:
        header = header._replace(suite=Suite.SEALED)
    head = pack_header(header, len(plaintext) + TAG_SIZE)
    cipher = ChaCha20Poly1305(derive(key, "stream/envelope", head[_CONTEXT], header.salt))
    return sign(head, cipher.encrypt(SINGLE_USE_NONCE, plaintext, head), sign_key)


def open_sealed(envelope: bytes, header: Header, key: bytes) -> bytes:
    """Return the body of a sealed *envelope* whose signature was verified and whose *header* was parsed.

    Raises :class:`SealError` if it does not open under the epoch's *key*, :class:`BodyError` if what comes out is not
    a canonical plaintext.
    """
    if header.suite != Suite.SEALED:
        raise SealError("not sealed")
    head = envelope[:HEADER_SIZE]
    cipher = ChaCha20Poly1305(derive(key, "stream/envelope", head[_CONTEXT], header.salt))
    try:
        plaintext = cipher.decrypt(SINGLE_USE_NONCE, payload(envelope), head)
    except InvalidTag:
        raise SealError("envelope") from None
    return unpack_body(plaintext)


def verify_and_open(envelope: bytes, author_public: bytes, key: bytes) -> tuple[Header, bytes]:
    """Check and open a sealed *envelope* of the device with *author_public* (32 raw bytes) in one go.

    Raises :class:`MalformedError`, :class:`SignatureError`, :class:`SealError` or :class:`BodyError`, in that order.
    """
    header = parse_header(envelope)
    verify(envelope, author_public)
    return header, open_sealed(envelope, header, key)
