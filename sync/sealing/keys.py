"""Private keys: of a device, and of a principal (a person or a team) with its generations.

A device's keys never leave it. A principal's generation has one 32-byte seed from which everything follows::

    receive   X25519 private key  = derive(seed, "principal/x25519")
    sign      Ed25519 private key = derive(seed, "principal/sign")
    chain     derive(seed, "principal/chain") encrypts the seed of the generation before
"""

import os
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sync.protocol.changes import to_text
from sync.protocol.derivation import KEY_SIZE, derive, device_id_of
from sync.protocol.errors import SealError
from sync.protocol.public import PersonKeys

__all__ = ["DeviceKeys", "PrincipalKeys", "device_id_of"]

SINGLE_USE_NONCE = bytes(12)
"""For keys that encrypt one message ever: each is derived for that message alone."""
_U32_MAX = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class DeviceKeys:
    """The keys of one device. ``repr`` shows the public id only."""

    sign_key: Ed25519PrivateKey = field(repr=False)
    receive_key: X25519PrivateKey = field(repr=False)
    sign_public: bytes = field(init=False, repr=False)
    receive_public: bytes = field(init=False, repr=False)
    device_id: bytes = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sign_public", self.sign_key.public_key().public_bytes_raw())
        object.__setattr__(self, "receive_public", self.receive_key.public_key().public_bytes_raw())
        object.__setattr__(self, "device_id", device_id_of(self.sign_public, self.receive_public))

    @classmethod
    def generate(cls) -> Self:
        """Make new keys from the system's randomness."""
        return cls(Ed25519PrivateKey.generate(), X25519PrivateKey.generate())

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read :meth:`to_bytes`; raises :class:`SealError` for any other length than 64."""
        if len(raw) != 2 * KEY_SIZE:
            raise SealError("device keys")
        sign, receive = raw[:KEY_SIZE], raw[KEY_SIZE:]
        return cls(Ed25519PrivateKey.from_private_bytes(sign), X25519PrivateKey.from_private_bytes(receive))

    def to_bytes(self) -> bytes:
        """Return the 64 secret bytes: Ed25519 seed, X25519 private key."""
        return self.sign_key.private_bytes_raw() + self.receive_key.private_bytes_raw()


@dataclass(frozen=True, slots=True)
class PrincipalKeys:
    """The keys of one generation (from 1) of a person or team; ``seed`` is 32 secret bytes."""

    principal_id: bytes
    generation: int
    seed: bytes = field(repr=False)
    receive_key: X25519PrivateKey = field(init=False, repr=False, compare=False)
    sign_key: Ed25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.seed) != KEY_SIZE or not 0 < self.generation <= _U32_MAX:
            raise SealError("principal keys")
        receive = X25519PrivateKey.from_private_bytes(derive(self.seed, "principal/x25519"))
        object.__setattr__(self, "receive_key", receive)
        sign = Ed25519PrivateKey.from_private_bytes(derive(self.seed, "principal/sign"))
        object.__setattr__(self, "sign_key", sign)

    @classmethod
    def new(cls, principal_id: bytes) -> Self:
        """Make the first generation of a new principal from the system's randomness."""
        return cls(principal_id, 1, os.urandom(KEY_SIZE))

    @property
    def receive_public(self) -> bytes:
        """The raw X25519 public key, 32 bytes."""
        return self.receive_key.public_key().public_bytes_raw()

    @property
    def sign_public(self) -> bytes:
        """The raw Ed25519 public key, 32 bytes."""
        return self.sign_key.public_key().public_bytes_raw()

    def public(self) -> PersonKeys:
        """Return what the directory says of this generation."""
        return PersonKeys(self.generation, to_text(self.receive_public), to_text(self.sign_public))

    def next_generation(self) -> tuple["PrincipalKeys", bytes]:
        """Return new keys and the chain (48 bytes) by which whoever holds them reads this generation's seed."""
        after = PrincipalKeys(self.principal_id, self.generation + 1, os.urandom(KEY_SIZE))
        chain = ChaCha20Poly1305(after._chain_key()).encrypt(SINGLE_USE_NONCE, self.seed, after._context())
        return after, chain

    def previous(self, chain: bytes) -> "PrincipalKeys":
        """Return the generation before, out of this one's *chain*; raises :class:`SealError` if it does not open."""
        try:
            seed = ChaCha20Poly1305(self._chain_key()).decrypt(SINGLE_USE_NONCE, chain, self._context())
        except InvalidTag:
            raise SealError("principal chain") from None
        return PrincipalKeys(self.principal_id, self.generation - 1, seed)

    def _chain_key(self) -> bytes:
        return derive(self.seed, "principal/chain")

    def _context(self) -> bytes:
        return self.principal_id + self.generation.to_bytes(4, "big")
