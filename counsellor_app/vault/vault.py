"""The vault of a profile: made, opened by password or recovery key, its password and recovery key replaced.

The master key never leaves :class:`OpenVault`; everything on the disk is protected by keys derived from it. Python
cannot wipe memory: locking ends the process. Not protected: whoever can put an old ``vault.json`` back brings the
password of that time back.
"""

import os
import time
from collections.abc import Callable
from typing import Final, NoReturn

from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import Profile, write_private
from counsellor_app.vault.disk import disk_errors
from counsellor_app.vault.passwords import check_password, generate_passphrase
from counsellor_app.vault.recovery import RecoveryTypoError, new_recovery_secret, read_recovery, write_recovery
from counsellor_app.vault.slots import (
    DEFAULT_COST,
    VAULT_ID_SIZE,
    KdfCost,
    SlotNumber,
    password_key,
    recovery_key,
    seal_password_slot,
    seal_recovery_slot,
)
from counsellor_app.vault.tries import Clock, ThrottledError, Tries, WrongPasswordError, WrongRecoveryKeyError
from counsellor_app.vault.vault_file import (
    MAX_VAULT_FILE,
    VAULT_VERSION,
    DamagedVaultError,
    VaultFile,
    read_vault_file,
    write_vault_file,
)
from sync.protocol.derivation import KEY_SIZE, derive
from sync.wording import _

__all__ = [
    "DEFAULT_COST",
    "KEY_LABELS",
    "DamagedVaultError",
    "KdfCost",
    "OpenVault",
    "RecoveryTypoError",
    "ThrottledError",
    "WrongPasswordError",
    "WrongRecoveryKeyError",
    "check_password",
    "confirm_recovery",
    "create_vault",
    "generate_passphrase",
    "open_with_password",
    "open_with_recovery",
]

KEY_LABELS: Final = frozenset({"local/sqlcipher", "local/anchor", "local/blob", "local/device", "local/backup"})
RESTORING = "restoring"
"""Folder inside a profile while a backup is being put back; its presence without a vault means: unfinished."""


class OpenVault:
    """An unlocked vault. Holds the master key; cannot be pickled or printed."""

    __slots__ = ("_file", "_vmk", "profile")

    def __init__(self, profile: Profile, file: VaultFile, vmk: bytes) -> None:
        self.profile = profile
        self._file = file
        self._vmk = vmk

    def __repr__(self) -> str:
        return "OpenVault()"

    def __reduce__(self) -> NoReturn:
        raise TypeError("an open vault stays in its process")

    @property
    def vault_id(self) -> bytes:
        """16 random bytes, the same for as long as the work exists, in its backups too."""
        return self._file.vault_id

    @property
    def recovery_intact(self) -> bool:
        """False when the recovery slot was found damaged: make a new recovery key."""
        return self._file.recovery is not None

    @property
    def password_intact(self) -> bool:
        """False when the password slot was found damaged: set a new password."""
        return self._file.password is not None

    def key(self, label: str) -> bytes:
        """Return the 32-byte key for *label*, one of ``KEY_LABELS``; raises :class:`ValueError` for any other."""
        if label not in KEY_LABELS:
            raise ValueError(label)
        return derive(self._vmk, label)

    def slots_bytes(self) -> bytes:
        """Return the vault file, as a backup carries it; raises :class:`DamagedVaultError` if a slot is damaged."""
        return write_vault_file(self._file)

    def change_password(self, new: str, cost: KdfCost = DEFAULT_COST) -> None:
        """Make *new* the password; the old one stays valid until the new one is on the disk, and never after.

        Runs the KDF. Raises :class:`ActionableError` (password refused, disk, recovery slot damaged: make a new
        recovery key first), and the old one still opens.
        """
        check_password(new)
        self._store(self._file.with_slot(seal_password_slot(self._vmk, new, cost, VAULT_VERSION, self.vault_id)))

    def replace_recovery(self) -> str:
        """Return a new recovery key; the old one no longer opens. Raises :class:`ActionableError` (disk)."""
        secret = new_recovery_secret()
        self._store(self._file.with_slot(seal_recovery_slot(self._vmk, secret, VAULT_VERSION, self.vault_id)))
        return write_recovery(secret)

    def confirm_recovery(self, text: str) -> bool:
        """Say whether *text* is the recovery key now in force; costs no try, for who asks already holds the key."""
        slot = self._file.recovery
        if slot is None:
            return False
        try:
            secret = read_recovery(text)
        except RecoveryTypoError:
            return False
        return slot.open(recovery_key(secret, slot.salt), VAULT_VERSION, self.vault_id) == self._vmk

    def _store(self, file: VaultFile) -> None:
        with disk_errors():
            write_private(self.profile.vault, write_vault_file(file))
        self._file = file


def create_vault(profile: Profile, password: str, cost: KdfCost = DEFAULT_COST) -> tuple[OpenVault, str]:
    """Make the vault of an empty *profile* and return it open, with the recovery key to be shown once.

    Runs the KDF. Raises :class:`ActionableError`: password refused, disk, or there is already work in the profile
    (nothing is ever created over something that cannot be read).
    """
    check_password(password)
    refuse_existing_work(profile)
    vmk, secret, vault_id = os.urandom(KEY_SIZE), new_recovery_secret(), os.urandom(VAULT_ID_SIZE)
    file = VaultFile(
        vault_id,
        seal_password_slot(vmk, password, cost, VAULT_VERSION, vault_id),
        seal_recovery_slot(vmk, secret, VAULT_VERSION, vault_id),
    )
    Tries(profile.tries).clear()
    with disk_errors():
        write_private(profile.vault, write_vault_file(file))
    return OpenVault(profile, file, vmk), write_recovery(secret)


def open_with_password(profile: Profile, password: str, clock: Clock = time.time) -> OpenVault:
    """Open the vault of *profile*; counts as a try before the KDF runs. *clock* returns seconds since 1970.

    Raises :class:`WrongPasswordError`, :class:`ThrottledError`, :class:`DamagedVaultError`, :class:`ActionableError`.
    """
    file = load_vault_file(profile)
    file.slot(SlotNumber.PASSWORD).cost.check()
    return _open(profile, file, clock, WrongPasswordError, lambda: vmk_by_password(file, password))


def open_with_recovery(profile: Profile, text: str, clock: Clock = time.time) -> OpenVault:
    """Open the vault of *profile* with a typed recovery key; a typing error raises before it counts as a try.

    Raises :class:`RecoveryTypoError`, :class:`WrongRecoveryKeyError`, :class:`ThrottledError`,
    :class:`DamagedVaultError`, :class:`ActionableError`.
    """
    file = load_vault_file(profile)
    file.slot(SlotNumber.RECOVERY)
    secret = read_recovery(text)
    return _open(profile, file, clock, WrongRecoveryKeyError, lambda: vmk_by_recovery(file, secret))


def confirm_recovery(vault: OpenVault, text: str) -> bool:
    """Say whether *text* is the recovery key of *vault*, typed back once after it was shown."""
    return vault.confirm_recovery(text)


def vmk_by_password(file: VaultFile, password: str) -> bytes | None:
    """Return the master key of *file*, None for a wrong password. Runs the KDF."""
    slot = file.slot(SlotNumber.PASSWORD)
    return slot.open(password_key(password, slot.salt, slot.cost), VAULT_VERSION, file.vault_id)


def vmk_by_recovery(file: VaultFile, secret: bytes) -> bytes | None:
    """Return the master key of *file*, None for another vault's recovery key."""
    slot = file.slot(SlotNumber.RECOVERY)
    return slot.open(recovery_key(secret, slot.salt), VAULT_VERSION, file.vault_id)


def load_vault_file(profile: Profile) -> VaultFile:
    """Read the vault file of *profile*; raises :class:`ActionableError` when there is none or it cannot be read."""
    if not os.path.lexists(profile.vault):
        refuse_existing_work(profile)
        raise ActionableError(
            _("There is no work on this device yet."), _("Join an office by invitation, or restore a backup.")
        )
    with disk_errors(), profile.vault.open("rb") as file:
        data = file.read(MAX_VAULT_FILE + 1)
    return read_vault_file(data)


def refuse_existing_work(profile: Profile) -> None:
    """Return if *profile* holds no work; raises :class:`ActionableError` saying what was found."""
    if os.path.lexists(profile.vault):
        raise ActionableError(
            _("There is already work in this profile."),
            _("Nothing was changed. Open it with its password, or choose another folder."),
        )
    if os.path.lexists(profile.folder / RESTORING):
        raise ActionableError(
            _("A backup was being restored here and did not finish."),
            _("Restore it again; it starts from the beginning."),
        )
    if any(os.path.lexists(path) for path in (profile.database, profile.device, profile.anchor)):
        raise ActionableError(
            _("There is work in this profile, but the vault file that opens it is missing."),
            _("Nothing was changed. Put vault.json back, or restore a backup into another folder."),
        )


def _open(
    profile: Profile,
    file: VaultFile,
    clock: Clock,
    wrong: type[WrongPasswordError],
    find_vmk: Callable[[], bytes | None],
) -> OpenVault:
    tries = Tries(profile.tries, clock)
    tries.begin()
    try:
        vmk = find_vmk()
    except ActionableError:
        tries.take_back()
        raise
    if vmk is None:
        raise wrong(tries.left(), tries.seconds_to_wait())
    tries.clear()
    return OpenVault(profile, file, vmk)
