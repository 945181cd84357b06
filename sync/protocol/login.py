"""What a device signs to log in, and the sizes of what goes to and fro.

A *nonce* comes from the office (``POST /v1/login/challenge``, or the answer to the login before) and serves once.
"""

import struct

from sync.protocol.versions import LABEL

LOGIN_LABEL = LABEL + b"login\0"
NONCE_SIZE = 32
TOKEN_SIZE = 32
_TIME = struct.Struct(">Q")


def login_message(server_id: bytes, nonce: bytes, device_id: bytes, time_ms: int) -> bytes:
    """Return the bytes the device's Ed25519 key signs; *time_ms* is the device's own clock, as told, not trusted."""
    return LOGIN_LABEL + server_id + nonce + device_id + _TIME.pack(time_ms)
