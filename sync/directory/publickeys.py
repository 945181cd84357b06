"""Public keys fit to enter the directory. Some curve points make every signature valid or every secret known."""

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sync.protocol.changes import from_text
from sync.protocol.derivation import KEY_SIZE
from sync.protocol.errors import DirectoryError

_P = 2**255 - 19
_SIGN_BIT = 1 << 255
_ORDER_EIGHT = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_SMALL_ORDER = frozenset({0, 1, _ORDER_EIGHT, _P - _ORDER_EIGHT, _P - 1, _P, _P + 1})
"""The y coordinates of the eight Ed25519 points of small order, and the spellings of 0 and 1 above the field prime."""
_PROBE = X25519PrivateKey.from_private_bytes(bytes(range(KEY_SIZE)))


def read_sign_public(text: str) -> bytes:
    """Return the raw Ed25519 key in base64url *text*; raises :class:`DirectoryError` for one of small order.

    OpenSSL accepts a signature by such a key over any message.
    """
    raw = from_text(text, KEY_SIZE)
    if int.from_bytes(raw, "little") % _SIGN_BIT in _SMALL_ORDER:
        raise DirectoryError("weak signing key")
    return raw


def read_receive_public(text: str) -> bytes:
    """Return the raw X25519 key in base64url *text*; raises :class:`DirectoryError` where the secret would be zero."""
    raw = from_text(text, KEY_SIZE)
    try:
        _PROBE.exchange(X25519PublicKey.from_public_bytes(raw))
    except ValueError:
        raise DirectoryError("weak receiving key") from None
    return raw
