"""Making, opening and changing a vault."""

import errno
import os
import pickle
import signal
import stat
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import Profile
from counsellor_app.vault.disk import DiskError
from counsellor_app.vault.recovery import RecoveryTypoError, new_recovery_secret, write_recovery
from counsellor_app.vault.slots import FLOOR_COST, KdfCost, seal_password_slot
from counsellor_app.vault.tries import ThrottledError, WrongPasswordError, WrongRecoveryKeyError
from counsellor_app.vault.vault import (
    KEY_LABELS,
    OpenVault,
    confirm_recovery,
    create_vault,
    open_with_password,
    open_with_recovery,
    vmk_by_password,
)
from counsellor_app.vault.vault_file import DamagedVaultError, VaultFile, read_vault_file
from tests.conftest import examples
from tests.counsellor_app.vault.conftest import PASSWORD, Made, failing_at_call, file_size_limit, killed_at_call

NEW_PASSWORD = "Achter het oude station bloeit vlier"


def keys(vault: OpenVault) -> dict[str, bytes]:
    """Return every key of *vault*."""
    return {label: vault.key(label) for label in KEY_LABELS}


@settings(max_examples=examples(8))
@given(st.text(min_size=1), st.text(min_size=1))
def test_any_password_opens_and_any_other_does_not(password: str, other: str) -> None:
    vmk, vault_id = os.urandom(32), os.urandom(16)
    file = VaultFile(vault_id, seal_password_slot(vmk, password, FLOOR_COST, 1, vault_id), None)
    for form in ("NFC", "NFD"):
        assert vmk_by_password(file, unicodedata.normalize(form, password)) == vmk
    if unicodedata.normalize("NFC", other) != unicodedata.normalize("NFC", password):
        assert vmk_by_password(file, other) is None


def test_password_and_recovery_open_the_same_vault(made: Made) -> None:
    by_password = open_with_password(made.profile, unicodedata.normalize("NFD", PASSWORD))
    by_recovery = open_with_recovery(made.profile, made.recovery.lower().replace("-", " "))
    assert keys(by_password) == keys(by_recovery)
    assert by_password.vault_id == by_recovery.vault_id
    assert len(set(keys(by_password).values())) == len(KEY_LABELS)
    assert by_password.password_intact
    assert by_password.recovery_intact


def test_keys_have_known_labels_only_and_stay_in_the_process(made: Made) -> None:
    vault = made.open()
    with pytest.raises(ValueError, match="local/other"):
        vault.key("local/other")
    with pytest.raises(TypeError):
        pickle.dumps(vault)
    assert repr(vault) == "OpenVault()"


def test_wrong_passwords_count_and_wait_and_survive_a_restart(made: Made) -> None:
    now = 1_800_000_000.0
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(WrongRecoveryKeyError) as wrong:
            open_with_recovery(made.profile, write_recovery(new_recovery_secret()), lambda: now)
        assert wrong.value.left == left
        assert wrong.value.seconds == (2 if left == 0 else 0)
    with pytest.raises(ThrottledError) as throttled:
        open_with_password(made.profile, PASSWORD, lambda: now)
    assert throttled.value.seconds == 2
    now += 2
    with pytest.raises(WrongPasswordError) as again:
        open_with_password(made.profile, PASSWORD + "!", lambda: now)
    assert (again.value.left, again.value.seconds) == (0, 4)
    now += 4
    open_with_password(made.profile, PASSWORD, lambda: now)
    with pytest.raises(WrongPasswordError) as fresh:
        open_with_password(made.profile, "", lambda: now)
    assert fresh.value.left == 4


def test_a_typing_error_in_the_recovery_key_costs_no_try(made: Made) -> None:
    before = made.profile.tries.read_bytes()
    for wrong in ("", "ABCD", made.recovery[:-1] + ("0" if made.recovery[-1] != "0" else "2"), PASSWORD):
        with pytest.raises(RecoveryTypoError):
            open_with_recovery(made.profile, wrong)
    assert made.profile.tries.read_bytes() == before


def test_a_process_ended_during_a_try_has_used_it(made: Made) -> None:
    assert killed_at_call(5, lambda: open_with_password(made.profile, PASSWORD + "!"))
    with pytest.raises(WrongRecoveryKeyError) as wrong:
        open_with_recovery(made.profile, write_recovery(new_recovery_secret()))
    assert wrong.value.left == 3


def test_the_password_is_changed(made: Made) -> None:
    vault = made.open()
    before = keys(vault)
    vault.change_password(NEW_PASSWORD, FLOOR_COST)
    with pytest.raises(WrongPasswordError):
        open_with_password(made.profile, PASSWORD)
    assert keys(open_with_password(made.profile, NEW_PASSWORD)) == before == keys(made.open())
    with pytest.raises(ActionableError):
        vault.change_password("short", FLOOR_COST)
    with pytest.raises(ActionableError):
        vault.change_password(NEW_PASSWORD, KdfCost(1024, 1, 1))


def test_the_recovery_key_is_replaced_and_confirmed(made: Made) -> None:
    vault = made.open()
    assert confirm_recovery(vault, made.recovery)
    new = vault.replace_recovery()
    assert confirm_recovery(vault, new.lower())
    assert not confirm_recovery(vault, made.recovery)
    assert not confirm_recovery(vault, "typed badly")
    with pytest.raises(WrongRecoveryKeyError):
        open_with_recovery(made.profile, made.recovery)
    assert keys(open_with_recovery(made.profile, new)) == keys(vault)


def test_a_damaged_slot_is_mended_from_the_other(made: Made) -> None:
    body = made.profile.vault.read_bytes()
    at = body.index(b'"sealed"') + 12
    made.profile.vault.write_bytes(body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :])
    with pytest.raises(DamagedVaultError):
        open_with_password(made.profile, PASSWORD)
    vault = made.open()
    assert not vault.password_intact
    with pytest.raises(DamagedVaultError):
        vault.replace_recovery()
    vault.change_password(NEW_PASSWORD, FLOOR_COST)
    assert keys(open_with_password(made.profile, NEW_PASSWORD)) == keys(vault)


def test_nothing_is_created_over_anything(made: Made, tmp_path: Path) -> None:
    before = made.profile.vault.read_bytes()
    with pytest.raises(ActionableError, match="already work"):
        create_vault(made.profile, PASSWORD, FLOOR_COST)
    assert made.profile.vault.read_bytes() == before
    for name in ("vault.json", "records.db", "device.keys", "anchor", "restoring"):
        profile = Profile(tmp_path / f"with-{name}")
        profile.folder.mkdir()
        (profile.folder / name).write_bytes(b"what is this")
        with pytest.raises(ActionableError):
            create_vault(profile, PASSWORD, FLOOR_COST)
        assert [path.name for path in profile.folder.iterdir()] == [name]
    link = Profile(tmp_path / "link")
    link.folder.mkdir()
    link.vault.symlink_to(tmp_path / "nowhere")
    with pytest.raises(ActionableError):
        create_vault(link, PASSWORD, FLOOR_COST)


def test_a_weak_password_or_cost_makes_nothing(tmp_path: Path) -> None:
    profile = Profile(tmp_path / "new")
    for password, cost in (("short", FLOOR_COST), (PASSWORD, KdfCost(1024, 1, 1))):
        with pytest.raises(ActionableError):
            create_vault(profile, password, cost)
        assert not profile.vault.exists()


def test_opening_says_what_is_missing(made: Made, tmp_path: Path) -> None:
    with pytest.raises(ActionableError, match="no work on this device"):
        open_with_password(Profile(tmp_path / "none"), PASSWORD)
    made.profile.vault.unlink()
    made.profile.database.write_bytes(b"x")
    with pytest.raises(ActionableError, match="vault file that opens it is missing"):
        open_with_recovery(made.profile, made.recovery)
    made.profile.vault.mkdir()
    with pytest.raises(DiskError):
        open_with_password(made.profile, PASSWORD)


def test_files_are_private(made: Made) -> None:
    for path in (made.profile.vault, made.profile.tries):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_disk_that_fills_up_after_any_byte_leaves_the_old_key(made: Made) -> None:
    """Whatever byte of the new vault file is the first that cannot be written, the old vault stays."""
    vault, before = made.open(), made.profile.vault.read_bytes()
    for limit in range(len(before)):
        with file_size_limit(limit), pytest.raises(DiskError):
            vault.replace_recovery()
        assert made.profile.vault.read_bytes() == before
        assert confirm_recovery(vault, made.recovery)
    for limit in (0, len(before) // 2, len(before) - 8):
        with file_size_limit(limit), pytest.raises(DiskError):
            vault.change_password(NEW_PASSWORD, FLOOR_COST)
    open_with_password(made.profile, PASSWORD)


def test_a_full_disk_is_told(made: Made) -> None:
    made.profile.vault.with_name("vault.json.new").symlink_to("/dev/full")
    with pytest.raises(DiskError) as caught:
        made.open().replace_recovery()
    assert caught.value.full
    made.open()


def test_killed_at_any_disk_call_there_is_the_old_or_the_new_password(made: Made) -> None:
    file, number, killed = made.profile.vault, 1, True
    while killed:
        vault = made.open()
        before = file.read_bytes()
        killed = killed_at_call(number, vault.replace_recovery)
        after = read_vault_file(file.read_bytes())
        assert after.password is not None
        assert after.recovery is not None
        file.write_bytes(before)
        number += 1
    assert number > 4
    open_with_password(made.profile, PASSWORD)


def test_an_error_at_any_disk_call_leaves_an_open_vault_that_agrees_with_the_disk(made: Made) -> None:
    number, reached = 1, True
    while reached:
        vault, shown = made.open(), made.recovery
        with failing_at_call(number, errno.EIO) as hit:
            try:
                shown = vault.replace_recovery()
            except DiskError:
                assert hit[0]
        reached, number = hit[0], number + 1
        made = Made(made.profile, shown if confirm_on_disk(made.profile, shown) else vault.replace_recovery())
        assert keys(made.open()) == keys(vault)
    assert number > 4


def confirm_on_disk(profile: Profile, text: str) -> bool:
    """Say whether *text* opens what is on the disk."""
    try:
        open_with_recovery(profile, text)
    except WrongRecoveryKeyError:
        return False
    return True


KILLED = """
import sys
from pathlib import Path
from counsellor_app.settings import Profile
from counsellor_app.vault.vault import open_with_recovery
vault = open_with_recovery(Profile(Path(sys.argv[1])), sys.argv[2])
while True:
    print(vault.replace_recovery(), flush=True)
"""


def test_kill_at_random_moments(made: Made) -> None:
    """SIGKILL while keys are replaced as fast as the disk allows: whole files only, no acknowledged key lost."""
    recovery = made.recovery
    for delay in (0.0, 0.004, 0.011):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(made.profile.folder), recovery], stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            shown = [child.stdout.readline().strip()]
            time.sleep(delay)
            child.send_signal(signal.SIGKILL)
            shown += [line.strip() for line in child.stdout]
        vault = open_with_password(made.profile, PASSWORD)
        whole = [text for text in shown if len(text) == len(recovery)]
        assert not any(confirm_recovery(vault, text) for text in whole[:-1])
        recovery = whole[-1] if confirm_recovery(vault, whole[-1]) else vault.replace_recovery()
