"""The vault file: any damage is refused or harmless, tampering opens nothing, the format is frozen."""

import hashlib
import hmac
import json
import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.bindings import crypto_aead_chacha20poly1305_ietf_decrypt

from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import Profile
from counsellor_app.vault.recovery import read_recovery
from counsellor_app.vault.slots import (
    DEFAULT_COST,
    FLOOR_COST,
    KdfCost,
    SealedSlot,
    SlotNumber,
    password_key,
    recovery_key,
    seal_password_slot,
    seal_recovery_slot,
)
from counsellor_app.vault.vault import open_with_password, vmk_by_password, vmk_by_recovery
from counsellor_app.vault.vault_file import DamagedVaultError, VaultFile, read_vault_file, write_vault_file
from sync.protocol.changes import from_text, to_text
from tests.counsellor_app.vault.conftest import PASSWORD, Made
from tests.stopwatch import Stopwatch

VMK, VAULT_ID, SECRET = bytes(range(32)), bytes(range(16)), bytes(range(20))


def harmless(changed: VaultFile, original: VaultFile) -> bool:
    """Say whether whatever still opens in *changed* is exactly what opened in *original*."""
    slots = ((changed.password, original.password), (changed.recovery, original.recovery))
    return all(after is None or (after == before and changed.vault_id == original.vault_id) for after, before in slots)


def test_every_bit_flip_is_refused_or_harmless(pattern: Made) -> None:
    data = pattern.profile.vault.read_bytes()
    original, refused, unharmed = read_vault_file(data), 0, 0
    for at in range(len(data)):
        for bit in range(8):
            flipped = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
            try:
                assert harmless(read_vault_file(flipped), original)
                unharmed += 1
            except ActionableError:
                refused += 1
    assert refused
    assert unharmed


def test_every_truncation_and_insertion_is_refused_or_harmless(pattern: Made) -> None:
    data = pattern.profile.vault.read_bytes()
    original = read_vault_file(data)
    for at in range(len(data)):
        for changed in (data[:at], data[:at] + b"0" + data[at:], data[:at] + data[at + 1 :]):
            try:
                assert harmless(read_vault_file(changed), original)
            except ActionableError:
                continue


@given(st.one_of(st.binary(max_size=300), st.text().map(str.encode), st.just(b"[" * 16000), st.just(b"0" * 20000)))
def test_anything_else_is_refused_clearly(data: bytes) -> None:
    with pytest.raises(DamagedVaultError):
        read_vault_file(data)


def test_a_newer_file_says_so(pattern: Made) -> None:
    body = json.loads(pattern.profile.vault.read_bytes()) | {"version": 2, "new": "slot"}
    with pytest.raises(ActionableError, match="newer version") as caught:
        read_vault_file(json.dumps(body).encode())
    assert "Update" in caught.value.advice


def test_damage_in_one_slot_leaves_the_other_usable(pattern: Made) -> None:
    body = json.loads(pattern.profile.vault.read_bytes())
    body["password"]["sealed"] = "A" * 64
    file = read_vault_file(json.dumps(body).encode())
    with pytest.raises(DamagedVaultError, match="password opens is damaged"):
        file.slot(SlotNumber.PASSWORD)
    assert vmk_by_recovery(file, read_recovery(pattern.recovery)) is not None


def tampered(made: Made, change: Callable[[SealedSlot], SealedSlot]) -> Profile:
    """Rewrite the password slot of *made* as an attacker would: with a check that fits."""
    file = read_vault_file(made.profile.vault.read_bytes())
    made.profile.vault.write_bytes(write_vault_file(file.with_slot(change(file.slot(SlotNumber.PASSWORD)))))
    return made.profile


@pytest.mark.parametrize(
    "cost",
    [
        KdfCost(64 * 1024 - 1, 3, 4),
        KdfCost(8, 3, 4),
        KdfCost(64 * 1024, 2, 4),
        KdfCost(64 * 1024, 3, 3),
        KdfCost(64 * 1024, 3, 1),
        KdfCost(2 * 1024 * 1024 + 1, 3, 4),
        KdfCost(4_000_000_000, 3, 4),
        KdfCost(64 * 1024, 11, 4),
        KdfCost(64 * 1024, 4_000_000_000, 4),
        KdfCost(64 * 1024, 3, 17),
        KdfCost(0, 0, 0),
    ],
)
def test_tampered_kdf_parameters_are_refused_before_anything_runs(made: Made, cost: KdfCost) -> None:
    profile = tampered(made, lambda slot: SealedSlot(slot.number, cost, slot.salt, slot.nonce, slot.sealed))
    count, watch = profile.tries.read_bytes(), Stopwatch()
    with pytest.raises(ActionableError, match="tampered"):
        open_with_password(profile, PASSWORD)
    assert watch.seconds < 0.1
    assert profile.tries.read_bytes() == count


def test_allowed_but_changed_parameters_open_nothing(made: Made) -> None:
    file = read_vault_file(made.profile.vault.read_bytes())
    slot = file.slot(SlotNumber.PASSWORD)
    kek = password_key(PASSWORD, slot.salt, slot.cost)
    assert slot.open(kek, 1, file.vault_id) is not None
    for cost in (KdfCost(64 * 1024, 4, 4), DEFAULT_COST):
        assert SealedSlot(slot.number, cost, slot.salt, slot.nonce, slot.sealed).open(kek, 1, file.vault_id) is None
    for changed in (
        SealedSlot(SlotNumber.RECOVERY, slot.cost, slot.salt, slot.nonce, slot.sealed),
        SealedSlot(slot.number, slot.cost, bytes(16), slot.nonce, slot.sealed),
    ):
        assert changed.open(kek, 1, file.vault_id) is None
    assert slot.open(kek, 2, file.vault_id) is None
    assert slot.open(kek, 1, bytes(16)) is None


def test_parameters_out_of_range_of_the_layout_count_as_damage(pattern: Made) -> None:
    body = json.loads(pattern.profile.vault.read_bytes())
    for value in (-1, 1 << 32, 1 << 80):
        body["password"]["lanes"] = value
        try:
            assert read_vault_file(json.dumps(body).encode()).password is None
        except DamagedVaultError:
            continue


def hkdf(secret: bytes, info: bytes, salt: bytes = b"") -> bytes:
    """HKDF-SHA256 of one block, written out."""
    extracted = hmac.digest(salt or bytes(32), secret, "sha256")
    return hmac.digest(extracted, info + b"\1", "sha256")


def test_the_layout_as_documented_opens_with_another_library() -> None:
    slot = seal_recovery_slot(VMK, SECRET, 1, VAULT_ID)
    aad = b"counsellor/v1/vault\0" + struct.pack(">B16sBIII16s", 1, VAULT_ID, 1, 0, 0, 0, slot.salt)
    kek = hkdf(SECRET, b"counsellor/v1/vault/slot-recovery\0", slot.salt)
    assert kek == recovery_key(SECRET, slot.salt)
    assert crypto_aead_chacha20poly1305_ietf_decrypt(slot.sealed, aad, slot.nonce, kek) == VMK
    check = hashlib.sha256(b"counsellor/v1/vault-check\0" + aad + slot.nonce + slot.sealed).digest()[:8]
    assert slot.check_bytes(1, VAULT_ID) == check


FROZEN = b"""{
 "format": "counsellor-vault",
 "version": 1,
 "vault_id": "AAECAwQFBgcICQoLDA0ODw",
 "password": {
  "memory_kib": 65536,
  "iterations": 3,
  "lanes": 4,
  "salt": "t_JzhF81uae0gnndh4Dr8w",
  "nonce": "pYNIxlmn0Iqx5rWg",
  "sealed": "GaKQevzDccMpz1Ijv9oBcOTsGrhGLcoaPyvyODhequ0RJkFqnGa8CSz1PlCkybC0",
  "check": "Myes3J0mz4Y"
 },
 "recovery": {
  "salt": "dtL6Ibv84Ni8LG0kLNPRbw",
  "nonce": "CWyJtQXNorWC3yKN",
  "sealed": "JpH3SInsZnviQZB04jzEqf5lNJq4p4LjUvxXxRM0W1fCZ2X7j4GMsL_F9Bue31jq",
  "check": "zhDy-TDnr2w"
 }
}"""


def test_a_frozen_vault_still_opens() -> None:
    file = read_vault_file(FROZEN)
    assert file.vault_id == VAULT_ID
    assert vmk_by_password(file, "Zeven vale vossen éten kersen") == VMK
    assert vmk_by_recovery(file, SECRET) == VMK


def test_slots_write_and_read_back() -> None:
    file = VaultFile(
        VAULT_ID,
        seal_password_slot(VMK, PASSWORD, FLOOR_COST, 1, VAULT_ID),
        seal_recovery_slot(VMK, SECRET, 1, VAULT_ID),
    )
    assert read_vault_file(write_vault_file(file)) == file
    assert from_text(to_text(VAULT_ID)) == file.vault_id
