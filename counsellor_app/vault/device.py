"""The device's private keys in ``device.keys``: sealed under the vault, never in a backup.

::

    0   4   magic "CWD1"
    4   12  nonce
    16  80  ChaCha20-Poly1305(key "local/device", nonce, 64 secret bytes, AAD "counsellor/v1/device-keys\\0" | vault_id)
"""

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import Profile, write_private
from counsellor_app.vault.disk import disk_errors
from counsellor_app.vault.vault import OpenVault
from sync.protocol.versions import LABEL
from sync.sealing.keys import DeviceKeys
from sync.wording import _

_MAGIC: Final = b"CWD1"
_NONCE_SIZE = 12
_SECRET_SIZE = 64
_FILE_SIZE = len(_MAGIC) + _NONCE_SIZE + _SECRET_SIZE + 16
_LABEL = LABEL + b"device-keys\0"


def create_device_keys(profile: Profile, vault: OpenVault) -> DeviceKeys:
    """Make the keys of this device and write them sealed. Raises :class:`ActionableError`: present already, disk."""
    if os.path.lexists(profile.device):
        raise ActionableError(
            _("This device already has its keys."), _("Nothing was changed. They belong to the work in this profile.")
        )
    keys = DeviceKeys.generate()
    nonce = os.urandom(_NONCE_SIZE)
    sealed = ChaCha20Poly1305(vault.key("local/device")).encrypt(nonce, keys.to_bytes(), _LABEL + vault.vault_id)
    with disk_errors():
        write_private(profile.device, _MAGIC + nonce + sealed)
    return keys


def load_device_keys(profile: Profile, vault: OpenVault) -> DeviceKeys:
    """Return the keys of this device. Raises :class:`ActionableError`: none, damaged, or of another profile."""
    if not os.path.lexists(profile.device):
        raise ActionableError(
            _("This device has no keys of its own."),
            _("Notes can be read. To write and to sync, join the office again with a new invitation."),
        )
    with disk_errors(), profile.device.open("rb") as file:
        data = file.read(_FILE_SIZE + 1)
    nonce, sealed = data[len(_MAGIC) : len(_MAGIC) + _NONCE_SIZE], data[len(_MAGIC) + _NONCE_SIZE :]
    try:
        if len(data) != _FILE_SIZE or not data.startswith(_MAGIC):
            raise InvalidTag
        raw = ChaCha20Poly1305(vault.key("local/device")).decrypt(nonce, sealed, _LABEL + vault.vault_id)
    except InvalidTag:
        raise ActionableError(
            _("The keys of this device are damaged or belong to another profile."),
            _("Notes can be read. To write and sync, ask an administrator to revoke this device and invite you anew."),
        ) from None
    return DeviceKeys.from_bytes(raw)
