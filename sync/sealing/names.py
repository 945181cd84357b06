"""Names in the public directory: sealed under the office's directory key, which every member holds.

Sealed name = base64url of ``16-byte salt | ChaCha20-Poly1305(derive(key, "directory/name", salt), padded name)``. A
key seals one name, so the nonce is zero. The UTF-8 name ends in 0x80 and zeros to a multiple of 32 bytes: of a
name's length the office learns little. The directory accepts nothing but this form where a name belongs.
"""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sync.protocol.changes import to_text
from sync.protocol.derivation import derive
from sync.protocol.errors import SealError, TooLargeError
from sync.sealing.keys import SINGLE_USE_NONCE

MAX_NAME_BYTES = 255
"""Longest name in UTF-8 bytes."""
_SALT_SIZE = 16
_STEP = 32
_END = b"\x80"


def seal_name(directory_key: bytes, text: str) -> str:
    """Return *text* sealed; raises :class:`TooLargeError` above 255 bytes of UTF-8."""
    raw = text.encode("utf-8")
    if len(raw) > MAX_NAME_BYTES:
        raise TooLargeError("name")
    salt = os.urandom(_SALT_SIZE)
    padded = (raw + _END).ljust(-(-(len(raw) + 1) // _STEP) * _STEP, b"\0")
    return to_text(salt + _cipher(directory_key, salt).encrypt(SINGLE_USE_NONCE, padded, None))


def open_name(directory_key: bytes, sealed: str) -> str:
    """Return the name in *sealed*; raises :class:`SealError` if it does not open under *directory_key*."""
    try:
        raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        if to_text(raw) != sealed:
            raise SealError("name")
        salt = raw[:_SALT_SIZE]
        padded = _cipher(directory_key, salt).decrypt(SINGLE_USE_NONCE, raw[_SALT_SIZE:], None)
        text, end, rest = padded.rpartition(_END)
        if not end or rest.strip(b"\0"):
            raise SealError("name")
        return text.decode("utf-8")
    except (binascii.Error, ValueError, InvalidTag):
        raise SealError("name") from None


def directory_commit(directory_key: bytes, org_id: bytes) -> bytes:
    """Return the 32 public bytes by which the genesis record pins the directory key."""
    return derive(directory_key, "directory/commit", org_id)


def _cipher(directory_key: bytes, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(derive(directory_key, "directory/name", salt=salt))
