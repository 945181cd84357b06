"""The device's keys at rest."""

from pathlib import Path

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import Profile
from counsellor_app.vault.device import create_device_keys, load_device_keys
from counsellor_app.vault.slots import FLOOR_COST
from counsellor_app.vault.vault import create_vault
from tests.counsellor_app.vault.conftest import PASSWORD, Made


def test_keys_read_back_and_are_not_replaced(made: Made) -> None:
    keys = create_device_keys(made.profile, made.open())
    again = load_device_keys(made.profile, made.open())
    assert again.to_bytes() == keys.to_bytes()
    assert again.device_id == keys.device_id
    with pytest.raises(ActionableError, match="already"):
        create_device_keys(made.profile, made.open())
    assert keys.to_bytes()[:32] not in made.profile.device.read_bytes()
    assert made.profile.device.stat().st_mode & 0o777 == 0o600


def test_every_bit_flip_and_truncation_is_refused(made: Made) -> None:
    vault = made.open()
    create_device_keys(made.profile, vault)
    data = made.profile.device.read_bytes()
    for at in range(len(data)):
        for changed in (*(data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :] for bit in range(8)), data[:at]):
            made.profile.device.write_bytes(changed)
            with pytest.raises(ActionableError):
                load_device_keys(made.profile, vault)
    made.profile.device.write_bytes(data + b"\0")
    with pytest.raises(ActionableError):
        load_device_keys(made.profile, vault)


def test_missing_and_foreign_keys_are_told(made: Made, tmp_path: Path) -> None:
    with pytest.raises(ActionableError, match="no keys of its own"):
        load_device_keys(made.profile, made.open())
    other = Profile(tmp_path / "other")
    vault, _recovery = create_vault(other, PASSWORD, FLOOR_COST)
    create_device_keys(other, vault)
    made.profile.device.write_bytes(other.device.read_bytes())
    with pytest.raises(ActionableError, match="another profile"):
        load_device_keys(made.profile, made.open())
