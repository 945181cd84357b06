"""The key of a stream's epoch: making it, the public commit that pins it, the chain back to the epoch before."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sync.protocol.derivation import ID_SIZE, KEY_SIZE, derive
from sync.protocol.errors import SealError
from sync.sealing.keys import SINGLE_USE_NONCE

CHAIN_SIZE = KEY_SIZE + 16
"""Bytes of a chain: one key and the tag."""


def new_stream_id() -> bytes:
    """Return 16 random bytes: a stream's id means nothing."""
    return os.urandom(ID_SIZE)


def new_key() -> bytes:
    """Return 32 random bytes: the key of one epoch."""
    return os.urandom(KEY_SIZE)


def commit(key: bytes, stream_id: bytes, epoch: int) -> bytes:
    """Return the 32 public bytes that pin *key* to *epoch*, so that all readers are given the same key."""
    return derive(key, "stream/commit", stream_id + epoch.to_bytes(4, "big"))


def chain(key: bytes, previous: bytes) -> bytes:
    """Return the *previous* epoch's key sealed under this epoch's *key* (48 bytes)."""
    return ChaCha20Poly1305(derive(key, "stream/chain")).encrypt(SINGLE_USE_NONCE, previous, None)


def unchain(key: bytes, chain: bytes) -> bytes:
    """Return the previous epoch's key out of *chain*; raises :class:`SealError` if it does not open.

    The caller compares its :func:`commit` with that of the previous epoch's keyring.
    """
    if len(chain) != CHAIN_SIZE:
        raise SealError("stream chain")
    try:
        return ChaCha20Poly1305(derive(key, "stream/chain")).decrypt(SINGLE_USE_NONCE, chain, None)
    except InvalidTag:
        raise SealError("stream chain") from None
