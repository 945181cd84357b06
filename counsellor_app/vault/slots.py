"""A slot: the vault's master key (VMK, 32 bytes) sealed under one way of opening it. Bytes, no files.

::

    slot      ChaCha20Poly1305(KEK, nonce12, VMK, AAD)                                   48 bytes
    AAD       "counsellor/v1/vault\\0" | u8 version | vault_id16 | u8 slot | u32 memory_kib | u32 iterations
              | u32 lanes | salt16                                                       big-endian; no KDF: zeros
    0         password  KEK = HKDF(Argon2id(NFC(password), salt16, cost), "vault/slot-password")
    1         recovery  KEK = HKDF(160 random bits, "vault/slot-recovery", salt16)
    2         escrow    reserved
    check     SHA-256("counsellor/v1/vault-check\\0" | AAD | nonce | slot)[:8]

The check tells damage from a wrong password; it protects against nobody. The AAD does.
"""

import hashlib
import os
import struct
from dataclasses import dataclass
from enum import IntEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from counsellor_app.domain.errors import ActionableError
from counsellor_app.vault.passwords import normalise
from sync.protocol.derivation import KEY_SIZE, derive
from sync.protocol.versions import LABEL
from sync.wording import _

SALT_SIZE, NONCE_SIZE, SEALED_SIZE, CHECK_SIZE, VAULT_ID_SIZE = 16, 12, 48, 8, 16
_VAULT_LABEL = LABEL + b"vault\0"
_CHECK_LABEL = LABEL + b"vault-check\0"
_CONTEXT = struct.Struct(">B16sBIII16s")


class SlotNumber(IntEnum):
    """Ways of opening a vault."""

    PASSWORD = 0
    RECOVERY = 1
    ESCROW = 2


@dataclass(frozen=True, slots=True)
class KdfCost:
    """What Argon2id costs: memory in KiB, passes, lanes."""

    memory_kib: int
    iterations: int
    lanes: int

    def check(self) -> None:
        """Return if the cost lies between floor and ceiling; raises :class:`ActionableError` before anything runs."""
        for name in ("memory_kib", "iterations", "lanes"):
            if not getattr(FLOOR_COST, name) <= getattr(self, name) <= getattr(CEILING_COST, name):
                raise ActionableError(
                    _("The vault's protection was tampered with: its cost of guessing is outside what is allowed."),
                    _("Nothing was computed. Do not type a password here; restore a backup and tell the office."),
                )


DEFAULT_COST = KdfCost(256 * 1024, 3, 4)
"""About 0.7 s on a laptop of today."""
FLOOR_COST = KdfCost(64 * 1024, 3, 4)
CEILING_COST = KdfCost(2 * 1024 * 1024, 10, 16)
_NO_COST = KdfCost(0, 0, 0)


@dataclass(frozen=True, slots=True)
class SealedSlot:
    """One slot as stored; ``cost`` is all zeros for a slot without KDF."""

    number: SlotNumber
    cost: KdfCost
    salt: bytes
    nonce: bytes
    sealed: bytes

    def check_bytes(self, version: int, vault_id: bytes) -> bytes:
        """Return the 8 bytes that tell damage."""
        aad = self.aad(version, vault_id)
        return hashlib.sha256(_CHECK_LABEL + aad + self.nonce + self.sealed).digest()[:CHECK_SIZE]

    def open(self, kek: bytes, version: int, vault_id: bytes) -> bytes | None:
        """Return the VMK, or None when *kek* is not this slot's key."""
        try:
            return ChaCha20Poly1305(kek).decrypt(self.nonce, self.sealed, self.aad(version, vault_id))
        except InvalidTag:
            return None

    def aad(self, version: int, vault_id: bytes) -> bytes:
        """Return what the slot is bound to: its file's version and id, its number, its KDF's parameters."""
        cost = self.cost
        return _VAULT_LABEL + _CONTEXT.pack(
            version, vault_id, self.number, cost.memory_kib, cost.iterations, cost.lanes, self.salt
        )


def seal_password_slot(vmk: bytes, password: str, cost: KdfCost, version: int, vault_id: bytes) -> SealedSlot:
    """Seal *vmk* under *password*; runs the KDF at *cost*."""
    salt = os.urandom(SALT_SIZE)
    return _seal(SlotNumber.PASSWORD, cost, salt, password_key(password, salt, cost), vmk, version, vault_id)


def seal_recovery_slot(vmk: bytes, secret: bytes, version: int, vault_id: bytes) -> SealedSlot:
    """Seal *vmk* under the 20 random bytes of a recovery key."""
    salt = os.urandom(SALT_SIZE)
    return _seal(SlotNumber.RECOVERY, _NO_COST, salt, recovery_key(secret, salt), vmk, version, vault_id)


def password_key(password: str, salt: bytes, cost: KdfCost) -> bytes:
    """Return the KEK of a password slot; seconds and hundreds of MiB. Raises :class:`ActionableError`."""
    cost.check()
    kdf = Argon2id(
        salt=salt, length=KEY_SIZE, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    try:
        secret = kdf.derive(normalise(password))
    except MemoryError as error:
        raise ActionableError(
            _("There is not enough free memory to check the password ({n} MB are needed).").format(
                n=cost.memory_kib // 1024
            ),
            _("Close other programs and try again. Nothing is lost."),
        ) from error
    return derive(secret, "vault/slot-password")


def recovery_key(secret: bytes, salt: bytes) -> bytes:
    """Return the KEK of a recovery slot; the secret is random, so no KDF is needed."""
    return derive(secret, "vault/slot-recovery", salt=salt)


def _seal(
    number: SlotNumber, cost: KdfCost, salt: bytes, kek: bytes, vmk: bytes, version: int, vault_id: bytes
) -> SealedSlot:
    nonce = os.urandom(NONCE_SIZE)
    empty = SealedSlot(number, cost, salt, nonce, b"")
    sealed = ChaCha20Poly1305(kek).encrypt(nonce, vmk, empty.aad(version, vault_id))
    return SealedSlot(number, cost, salt, nonce, sealed)
