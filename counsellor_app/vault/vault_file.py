"""The vault file ``vault.json``: format, version, vault id and the slots; strict to read, replaced as a whole.

Each slot carries its own check, so that damage in one leaves the other usable. Versions:
1: first version; slots password and recovery.
"""

from dataclasses import dataclass, replace

import msgspec

from counsellor_app.domain.errors import ActionableError
from counsellor_app.vault.slots import (
    CHECK_SIZE,
    NONCE_SIZE,
    SALT_SIZE,
    SEALED_SIZE,
    VAULT_ID_SIZE,
    KdfCost,
    SealedSlot,
    SlotNumber,
)
from sync.protocol.changes import from_text, to_text
from sync.protocol.errors import BodyError
from sync.wording import _

VAULT_VERSION = 1
FORMAT = "counsellor-vault"
MAX_VAULT_FILE = 16 * 1024
_U32_MAX = (1 << 32) - 1


class DamagedVaultError(ActionableError):
    """The vault file, or the slot that was asked for, is damaged or no vault file at all."""


class _Head(msgspec.Struct, frozen=True):
    """What every version of the file says."""

    format: str
    version: int


class _PasswordSlot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Slot 0 as written; bytes as base64url."""

    memory_kib: int
    iterations: int
    lanes: int
    salt: str
    nonce: str
    sealed: str
    check: str


class _RecoverySlot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Slot 1 as written; bytes as base64url."""

    salt: str
    nonce: str
    sealed: str
    check: str


class _Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of version 1."""

    format: str
    version: int
    vault_id: str
    password: _PasswordSlot
    recovery: _RecoverySlot


@dataclass(frozen=True, slots=True)
class VaultFile:
    """A vault file in memory. A slot is None when it was found damaged; such a file cannot be written."""

    vault_id: bytes
    password: SealedSlot | None
    recovery: SealedSlot | None

    def slot(self, number: SlotNumber) -> SealedSlot:
        """Return a slot; raises :class:`DamagedVaultError` when it is damaged."""
        if number == SlotNumber.PASSWORD:
            if self.password is None:
                raise DamagedVaultError(
                    _("The part of the vault file that the password opens is damaged."),
                    _("Open the work with the recovery key and set a new password."),
                )
            return self.password
        if self.recovery is None:
            raise DamagedVaultError(
                _("The part of the vault file that the recovery key opens is damaged."),
                _("Open the work with the password and make a new recovery key."),
            )
        return self.recovery

    def with_slot(self, slot: SealedSlot) -> "VaultFile":
        """Return the file with *slot* in place of the one of its number."""
        if slot.number == SlotNumber.PASSWORD:
            return replace(self, password=slot)
        return replace(self, recovery=slot)


def write_vault_file(file: VaultFile) -> bytes:
    """Return *file* as bytes; raises :class:`DamagedVaultError` if a slot is missing."""
    password, recovery = file.slot(SlotNumber.PASSWORD), file.slot(SlotNumber.RECOVERY)
    body = _Body(
        format=FORMAT,
        version=VAULT_VERSION,
        vault_id=to_text(file.vault_id),
        password=_PasswordSlot(
            memory_kib=password.cost.memory_kib,
            iterations=password.cost.iterations,
            lanes=password.cost.lanes,
            salt=to_text(password.salt),
            nonce=to_text(password.nonce),
            sealed=to_text(password.sealed),
            check=to_text(password.check_bytes(VAULT_VERSION, file.vault_id)),
        ),
        recovery=_RecoverySlot(
            salt=to_text(recovery.salt),
            nonce=to_text(recovery.nonce),
            sealed=to_text(recovery.sealed),
            check=to_text(recovery.check_bytes(VAULT_VERSION, file.vault_id)),
        ),
    )
    return msgspec.json.format(msgspec.json.encode(body), indent=1)


def read_vault_file(data: bytes) -> VaultFile:
    """Read a vault file; slots whose check fails become None.

    Raises :class:`DamagedVaultError` for anything that is no vault file, :class:`ActionableError` for one of a newer
    app.
    """
    if len(data) > MAX_VAULT_FILE:
        raise _damaged()
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.format != FORMAT:
            raise _damaged()
        if head.version > VAULT_VERSION:
            raise ActionableError(
                _("This work was made by a newer version of the app."),
                _("Nothing was changed. Update the app on this device."),
            )
        body = msgspec.json.decode(data, type=_Body)
        vault_id = from_text(body.vault_id, VAULT_ID_SIZE)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, BodyError):
        raise _damaged() from None
    if head.version != VAULT_VERSION:
        raise _damaged()
    cost = KdfCost(body.password.memory_kib, body.password.iterations, body.password.lanes)
    return VaultFile(
        vault_id,
        _read_slot(SlotNumber.PASSWORD, cost, body.password, vault_id),
        _read_slot(SlotNumber.RECOVERY, KdfCost(0, 0, 0), body.recovery, vault_id),
    )


def _read_slot(
    number: SlotNumber, cost: KdfCost, written: _PasswordSlot | _RecoverySlot, vault_id: bytes
) -> SealedSlot | None:
    if not all(0 <= value <= _U32_MAX for value in (cost.memory_kib, cost.iterations, cost.lanes)):
        return None
    try:
        slot = SealedSlot(
            number,
            cost,
            from_text(written.salt, SALT_SIZE),
            from_text(written.nonce, NONCE_SIZE),
            from_text(written.sealed, SEALED_SIZE),
        )
        check = from_text(written.check, CHECK_SIZE)
    except BodyError:
        return None
    return slot if slot.check_bytes(VAULT_VERSION, vault_id) == check else None


def _damaged() -> DamagedVaultError:
    return DamagedVaultError(
        _("The vault file is damaged or not a vault file."),
        _("Nothing was changed. Restore a backup of this profile, or ask the office for a new invitation."),
    )
