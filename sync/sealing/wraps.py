"""Wraps: one key encrypted to one recipient by HPKE (RFC 9180, Base mode: X25519, HKDF-SHA256, ChaCha20-Poly1305).

The sender is not authenticated by a wrap: anybody can make one. Therefore what comes out is always compared with
something signed: a stream key with its commit in the keyring, a seed with the public keys in the directory, the
directory key with the commit in the genesis record. All context is in ``info``::

    "counsellor/v1/hpke/<purpose>\\0" | org_id | subject | u32 generation
                                     | recipient_id | u32 recipient_generation | commit
"""

import struct
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from sync.protocol.derivation import ID_SIZE, KEY_SIZE
from sync.protocol.envelope import ZERO_HASH
from sync.protocol.errors import SealError
from sync.protocol.public import PersonKeys, Purpose, Wrap
from sync.protocol.versions import LABEL
from sync.sealing.epochs import commit
from sync.sealing.keys import PrincipalKeys
from sync.sealing.names import directory_commit

SEALED_SIZE = 80
"""Bytes of ``Wrap.sealed``: 32 of encapsulation, a 32-byte key, a 16-byte tag."""
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_INFO = struct.Struct(">16s16sI16sI32s")
_LABELS: Final[dict[int, bytes]] = {
    Purpose.STREAM_KEY: LABEL + b"hpke/stream-key\0",
    Purpose.PERSON_SEED: LABEL + b"hpke/person-seed\0",
    Purpose.TEAM_SEED: LABEL + b"hpke/team-seed\0",
    Purpose.DIRECTORY_KEY: LABEL + b"hpke/directory-key\0",
}
_SECRETS = frozenset({Purpose.PERSON_SEED, Purpose.TEAM_SEED, Purpose.DIRECTORY_KEY})


def wrap_stream_key(
    key: bytes,
    *,
    org_id: bytes,
    stream_id: bytes,
    epoch: int,
    recipient_id: bytes,
    recipient_generation: int,
    recipient_public: bytes,
) -> Wrap:
    """Return *key* of *epoch* for one principal; raises :class:`SealError` for a key nobody could receive with."""
    wrap = Wrap(
        Purpose.STREAM_KEY, stream_id, epoch, recipient_id, recipient_generation, commit(key, stream_id, epoch), b""
    )
    return _close(key, wrap, org_id, recipient_public)


def unwrap_stream_key(wrap: Wrap, *, org_id: bytes, receive_key: X25519PrivateKey) -> bytes:
    """Return the epoch key in *wrap*, checked against the wrap's commit; raises :class:`SealError`.

    The caller has checked the wrap itself against the signed keyring (:func:`sync.sealing.streams.check_keyring`).
    """
    if wrap.purpose != Purpose.STREAM_KEY:
        raise SealError("purpose of wrap")
    key = _open(wrap, org_id, receive_key)
    if commit(key, wrap.subject, wrap.generation) != wrap.commit:
        raise SealError("stream key differs from its commit")
    return key


def wrap_secret(
    secret: bytes,
    purpose: Purpose,
    *,
    org_id: bytes,
    subject: bytes,
    generation: int,
    recipient_id: bytes,
    recipient_generation: int,
    recipient_public: bytes,
) -> Wrap:
    """Return a seed or the directory key for one principal or device (whose generation is 0).

    *subject* is the person, the team, or the org id. Raises :class:`SealError` for a stream's key: that has its own
    function, which pins it.
    """
    if purpose not in _SECRETS:
        raise SealError("purpose of wrap")
    wrap = Wrap(purpose, subject, generation, recipient_id, recipient_generation, ZERO_HASH, b"")
    return _close(secret, wrap, org_id, recipient_public)


def unwrap_secret(wrap: Wrap, *, org_id: bytes, receive_key: X25519PrivateKey) -> bytes:
    """Return the 32 secret bytes in *wrap*; raises :class:`SealError`.

    What comes out is not yet trusted: use :func:`unwrap_principal` and :func:`unwrap_directory_key`, or compare with
    the directory yourself.
    """
    if wrap.purpose not in _SECRETS:
        raise SealError("purpose of wrap")
    return _open(wrap, org_id, receive_key)


def unwrap_principal(
    wrap: Wrap, *, org_id: bytes, receive_key: X25519PrivateKey, expected: PersonKeys
) -> PrincipalKeys:
    """Return the keys of a person or team in *wrap*; raises :class:`SealError` unless the directory *expected* them."""
    if wrap.purpose not in (Purpose.PERSON_SEED, Purpose.TEAM_SEED):
        raise SealError("purpose of wrap")
    keys = PrincipalKeys(wrap.subject, wrap.generation, _open(wrap, org_id, receive_key))
    if keys.public() != expected:
        raise SealError("seed differs from the directory")
    return keys


def unwrap_directory_key(wrap: Wrap, *, org_id: bytes, receive_key: X25519PrivateKey, expected_commit: bytes) -> bytes:
    """Return the key that seals names; raises :class:`SealError` unless it fits the genesis record's commit."""
    if wrap.purpose != Purpose.DIRECTORY_KEY or wrap.subject != org_id:
        raise SealError("purpose of wrap")
    key = _open(wrap, org_id, receive_key)
    if directory_commit(key, org_id) != expected_commit:
        raise SealError("directory key differs from its commit")
    return key


def _close(secret: bytes, wrap: Wrap, org_id: bytes, recipient_public: bytes) -> Wrap:
    """Return *wrap* with *secret* sealed into it."""
    if len(secret) != KEY_SIZE:
        raise SealError("secret length")
    try:
        public = X25519PublicKey.from_public_bytes(recipient_public)
        sealed = _SUITE.encrypt(secret, public, _info(wrap, org_id))
    except ValueError:
        raise SealError("recipient key") from None
    return Wrap(
        wrap.purpose,
        wrap.subject,
        wrap.generation,
        wrap.recipient,
        wrap.recipient_generation,
        wrap.commit,
        sealed,
    )


def _open(wrap: Wrap, org_id: bytes, receive_key: X25519PrivateKey) -> bytes:
    """Return the secret sealed in *wrap*."""
    if len(wrap.sealed) != SEALED_SIZE:
        raise SealError("wrap length")
    try:
        return _SUITE.decrypt(wrap.sealed, receive_key, _info(wrap, org_id))
    except (InvalidTag, ValueError):
        raise SealError("wrap") from None


def _info(wrap: Wrap, org_id: bytes) -> bytes:
    """Return the HPKE context of *wrap*; raises :class:`SealError` for ids or commits of another size."""
    label = _LABELS.get(wrap.purpose)
    if label is None or len(wrap.commit) != KEY_SIZE:
        raise SealError("wrap")
    if not len(org_id) == len(wrap.subject) == len(wrap.recipient) == ID_SIZE:
        raise SealError("wrap ids")
    return label + _INFO.pack(
        org_id, wrap.subject, wrap.generation, wrap.recipient, wrap.recipient_generation, wrap.commit
    )
