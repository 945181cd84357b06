"""Envelopes everybody may read (suite 0: keyrings and directory records): signed, not sealed.

Here and not beside the sealing, because the office reads them too and may not import what opens case notes.
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.protocol.body import pack_body, unpack_body
from sync.protocol.envelope import Header, Suite, pack_header, parse_header, payload, sign
from sync.protocol.errors import MalformedError

NO_SALT = bytes(32)
"""The salt field of an envelope that is not sealed."""


def publish(header: Header, body: bytes, sign_key: Ed25519PrivateKey) -> bytes:
    """Return the signed envelope of *body*; suite 0 and no salt are set here. Raises :class:`TooLargeError`."""
    plaintext = pack_body(body)
    head = pack_header(header._replace(suite=Suite.PUBLIC, salt=NO_SALT), len(plaintext))
    return sign(head, plaintext, sign_key)


def open_public(envelope: bytes) -> bytes:
    """Return the body of an unsealed *envelope* whose signature was verified.

    Raises :class:`MalformedError` for a sealed one or one with a salt, :class:`BodyError` for its plaintext.
    """
    header = parse_header(envelope)
    if header.suite != Suite.PUBLIC or header.salt != NO_SALT:
        raise MalformedError("suite or salt")
    return unpack_body(payload(envelope))
