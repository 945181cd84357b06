"""Backups: what was written comes back, anything else is refused and changes nothing."""

import errno
import os
import random
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import Profile
from counsellor_app.vault.backup import DamagedBackupError, restore_backup, write_backup
from counsellor_app.vault.backup_stream import CHUNK
from counsellor_app.vault.device import create_device_keys, load_device_keys
from counsellor_app.vault.disk import DiskError
from counsellor_app.vault.recovery import RecoveryTypoError, new_recovery_secret, write_recovery
from counsellor_app.vault.slots import FLOOR_COST
from counsellor_app.vault.tries import WrongPasswordError, WrongRecoveryKeyError
from counsellor_app.vault.vault import KEY_LABELS, OpenVault, create_vault, open_with_password, open_with_recovery
from tests.conftest import examples
from tests.counsellor_app.vault.conftest import PASSWORD, Made, failing_at_call, file_size_limit, killed_at_call


def keys(vault: OpenVault) -> list[bytes]:
    """Return every key of *vault*."""
    return [vault.key(label) for label in sorted(KEY_LABELS)]


def backed_up(made: Made, database: bytes) -> Path:
    """Write a backup of *made* with *database* as its snapshot; returns it."""
    snapshot, target = made.profile.folder.parent / "snapshot", made.profile.folder.parent / "office.backup"
    snapshot.write_bytes(database)
    write_backup(made.profile, made.open(), snapshot, target)
    return target


def listing(folder: Path) -> list[str]:
    """Return the files under *folder*."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


numbered = iter(range(10**9))


@settings(max_examples=examples(25))
@given(size=st.one_of(st.integers(0, 3000), st.sampled_from([CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])))
def test_what_is_backed_up_comes_back(pattern: Made, size: int) -> None:
    folder = pattern.profile.folder.parent / f"round-{next(numbered)}"
    folder.mkdir()
    database, target = random.Random(size).randbytes(size), folder / "backup"
    (folder / "snapshot").write_bytes(database)
    vault = pattern.open()
    write_backup(pattern.profile, vault, folder / "snapshot", target)
    restored = Profile(folder / "restored")
    again = restore_backup(target, restored, pattern.recovery)
    assert restored.database.read_bytes() == database
    assert keys(again) == keys(vault)
    assert again.vault_id == vault.vault_id
    assert listing(restored.folder) == ["records.db", "tries.json", "vault.json"]
    assert keys(open_with_recovery(restored, pattern.recovery)) == keys(vault)
    assert not list(folder.rglob("*.part"))


def test_the_password_of_the_time_opens_it(made: Made) -> None:
    target = backed_up(made, b"sealed rows" * 99)
    made.open().change_password("Achter het oude station bloeit vlier", FLOOR_COST)
    restored = Profile(made.profile.folder.parent / "restored")
    vault = restore_backup(target, restored, PASSWORD)
    assert keys(vault) == keys(open_with_password(restored, PASSWORD)) == keys(made.open())
    for path in (restored.vault, restored.database, restored.tries):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(restored.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_wrong_secrets_are_told_apart_and_restore_nothing(made: Made) -> None:
    target, restored = backed_up(made, b"sealed rows"), Profile(made.profile.folder.parent / "restored")
    with pytest.raises(WrongPasswordError) as wrong:
        restore_backup(target, restored, "not the password at all")
    assert wrong.value.left is None
    with pytest.raises(WrongRecoveryKeyError):
        restore_backup(target, restored, write_recovery(new_recovery_secret()))
    with pytest.raises(RecoveryTypoError):
        restore_backup(target, restored, made.recovery[:-1] + ("0" if made.recovery[-1] != "0" else "2"))
    assert not restored.folder.exists()


def test_device_keys_and_plain_content_are_not_in_it(made: Made) -> None:
    device = create_device_keys(made.profile, made.open())
    target = backed_up(made, b"canary of the database" * 50)
    data = target.read_bytes()
    sealed = made.profile.device.read_bytes()
    for secret in (b"canary", device.to_bytes()[:32], device.to_bytes()[32:], sealed[16:48], *keys(made.open())):
        assert secret not in data
    restored = Profile(made.profile.folder.parent / "restored")
    vault = restore_backup(target, restored, made.recovery)
    with pytest.raises(ActionableError, match="no keys"):
        load_device_keys(restored, vault)
    assert create_device_keys(restored, vault).device_id != device.device_id


def refused(source: Path, made: Made) -> None:
    """Assert that *source* is refused with advice and leaves nothing."""
    profile = Profile(made.profile.folder.parent / "refused")
    with pytest.raises(ActionableError) as caught:
        restore_backup(source, profile, made.recovery)
    assert caught.value.advice
    assert not profile.folder.exists() or not list(profile.folder.iterdir())


def test_every_bit_flip_is_refused(made: Made) -> None:
    target = backed_up(made, random.Random(1).randbytes(40))
    data = target.read_bytes()
    for at in range(len(data)):
        for bit in random.Random(at).sample(range(8), 2):
            target.write_bytes(data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :])
            refused(target, made)


@pytest.mark.soak
def test_every_bit_flip_of_every_bit_is_refused(made: Made) -> None:
    target = backed_up(made, random.Random(1).randbytes(400))
    data = target.read_bytes()
    for at in range(len(data) * 8):
        target.write_bytes(data[: at // 8] + bytes([data[at // 8] ^ 1 << at % 8]) + data[at // 8 + 1 :])
        refused(target, made)


def test_every_truncation_and_anything_behind_is_refused(made: Made) -> None:
    target = backed_up(made, random.Random(2).randbytes(40))
    data = target.read_bytes()
    for length in range(len(data)):
        target.write_bytes(data[:length])
        refused(target, made)
    for behind in (b"\0", data[-57:], data):
        target.write_bytes(data + behind)
        refused(target, made)


def test_anything_behind_a_full_last_chunk_is_refused(made: Made) -> None:
    target = backed_up(made, bytes(2 * CHUNK))
    data = target.read_bytes()
    for behind in (b"\0", bytes(17), data[-CHUNK - 17 :]):
        target.write_bytes(data + behind)
        refused(target, made)


def test_cut_swapped_repeated_and_foreign_chunks_are_refused(made: Made, tmp_path: Path) -> None:
    database = random.Random(3).randbytes(3 * CHUNK + 100)
    target = backed_up(made, database)
    data = target.read_bytes()
    sealed = CHUNK + 17
    head = len(data) - 3 * sealed - 117
    chunks = [data[head + at * sealed : head + (at + 1) * sealed] for at in range(4)]
    other = backed_up(made, database).read_bytes()
    foreign = other[head : head + sealed]
    arranged = [
        (chunks[1], chunks[0], *chunks[2:]),
        (chunks[0], *chunks),
        (chunks[0], *chunks[2:]),
        chunks[:3],
        chunks[:1],
        (chunks[3],),
        (*chunks, chunks[3]),
        (foreign, *chunks[1:]),
        (),
    ]
    for arrangement in arranged:
        target.write_bytes(data[:head] + b"".join(arrangement))
        refused(target, made)
    target.write_bytes(other[:head] + data[head:])
    refused(target, made)
    for at in random.Random(4).sample(range(head, len(data)), 60):
        target.write_bytes(data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :])
        refused(target, made)
    for length in (head + sealed, head + 2 * sealed, head + 3 * sealed, len(data) - 1, len(data) - 100):
        target.write_bytes(data[:length])
        refused(target, made)


@given(st.binary(max_size=400))
def test_foreign_files_are_refused(pattern: Made, data: bytes) -> None:
    source = pattern.profile.folder.parent / "foreign"
    for content in (data, b"CWBACKUP" + data, b"CWBACKUP\0\1" + data, b"PK\3\4" + data):
        source.write_bytes(content)
        refused(source, pattern)


def test_a_newer_backup_and_a_missing_one_say_so(made: Made) -> None:
    target = backed_up(made, b"rows")
    data = target.read_bytes()
    target.write_bytes(data[:8] + b"\0\2" + data[10:])
    with pytest.raises(ActionableError, match="newer version"):
        restore_backup(target, Profile(made.profile.folder.parent / "new"), made.recovery)
    with pytest.raises(DiskError, match="not found"):
        restore_backup(target.with_name("missing"), Profile(made.profile.folder.parent / "new"), made.recovery)


def test_a_backup_of_another_vault_needs_its_own_secret(made: Made, tmp_path: Path) -> None:
    other = Profile(tmp_path / "other")
    vault, recovery = create_vault(other, PASSWORD, FLOOR_COST)
    (tmp_path / "snapshot").write_bytes(b"rows")
    write_backup(other, vault, tmp_path / "snapshot", tmp_path / "other.backup")
    with pytest.raises(WrongRecoveryKeyError):
        restore_backup(tmp_path / "other.backup", Profile(tmp_path / "new"), made.recovery)
    restore_backup(tmp_path / "other.backup", Profile(tmp_path / "new"), recovery)


def test_it_is_restored_into_an_empty_profile_only(made: Made) -> None:
    target = backed_up(made, b"rows")
    before = listing(made.profile.folder)
    with pytest.raises(ActionableError, match="already work"):
        restore_backup(target, made.profile, made.recovery)
    assert listing(made.profile.folder) == before
    half = Profile(made.profile.folder.parent / "half")
    half.folder.mkdir()
    half.database.write_bytes(b"somebody's")
    with pytest.raises(ActionableError, match="vault file that opens it is missing"):
        restore_backup(target, half, made.recovery)
    assert half.database.read_bytes() == b"somebody's"
    started = Profile(made.profile.folder.parent / "started")
    (started.folder / "logs").mkdir(parents=True)
    started.lock.write_bytes(b"")
    restore_backup(target, started, made.recovery)


def test_progress_is_told_and_cancelling_leaves_nothing(made: Made) -> None:
    snapshot, target = made.profile.folder.parent / "snapshot", made.profile.folder.parent / "backup"
    snapshot.write_bytes(bytes(5 * CHUNK))
    told: list[tuple[int, int]] = []
    write_backup(made.profile, made.open(), snapshot, target, lambda done, total: told.append((done, total)))
    assert [done for done, _total in told] == [step * CHUNK for step in range(1, 11)]
    assert {total for _done, total in told} == {10 * CHUNK}
    told.clear()
    restored = Profile(made.profile.folder.parent / "restored")

    def cancel(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) == 3:
            raise KeyboardInterrupt

    before = target.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        write_backup(made.profile, made.open(), snapshot, target, cancel)
    assert target.read_bytes() == before
    told.clear()
    with pytest.raises(KeyboardInterrupt):
        restore_backup(target, restored, made.recovery, cancel)
    assert listing(restored.folder) == []
    assert not list(target.parent.glob("*.part"))
    restore_backup(target, restored, made.recovery)


def test_where_no_backup_is_written(made: Made) -> None:
    vault, snapshot = made.open(), made.profile.folder.parent / "snapshot"
    snapshot.write_bytes(b"SQLite format 3\0 and rows")
    target = made.profile.folder.parent / "backup"
    with pytest.raises(ActionableError, match="not encrypted"):
        write_backup(made.profile, vault, snapshot, target)
    snapshot.write_bytes(b"rows")
    with pytest.raises(ActionableError, match="inside the profile"):
        write_backup(made.profile, vault, snapshot, made.profile.folder / "deep" / "backup")
    with pytest.raises(DiskError):
        write_backup(made.profile, vault, snapshot, target.parent / "missing" / "backup")
    with pytest.raises(DiskError):
        write_backup(made.profile, vault, snapshot.with_name("missing"), target)
    assert not target.exists()
    assert not list(target.parent.glob("*.part"))


def test_a_disk_that_fills_up_keeps_the_earlier_backup(made: Made) -> None:
    target = backed_up(made, bytes(3 * CHUNK))
    before, snapshot = target.read_bytes(), made.profile.folder.parent / "snapshot"
    for limit in (0, 100, CHUNK, len(before) - 1):
        with file_size_limit(limit), pytest.raises(DiskError):
            write_backup(made.profile, made.open(), snapshot, target)
        assert target.read_bytes() == before
        restored = Profile(made.profile.folder.parent / "restored")
        with file_size_limit(min(limit, 3 * CHUNK - 1)), pytest.raises(DiskError):
            restore_backup(target, restored, made.recovery)
        assert listing(restored.folder) == []


def broken_restores(made: Made, target: Path) -> Iterator[tuple[int, Profile]]:
    """Yield a number and a fresh profile for each try."""
    number = 0
    while True:
        number += 1
        yield number, Profile(made.profile.folder.parent / f"broken-{number}")


def test_a_restore_that_fails_anywhere_leaves_nothing_or_all(made: Made) -> None:
    target = backed_up(made, bytes(100))
    for number, profile in broken_restores(made, target):
        with failing_at_call(number, errno.EIO) as hit:
            try:
                restore_backup(target, profile, made.recovery)
            except DiskError:
                assert hit[0]
        if profile.vault.exists():
            assert profile.database.read_bytes() == bytes(100)
            open_with_recovery(profile, made.recovery)
        else:
            restore_backup(target, profile, made.recovery)
        assert profile.database.read_bytes() == bytes(100)
        if not hit[0]:
            break
    assert number > 10


def test_a_restore_that_is_killed_anywhere_is_begun_again(made: Made) -> None:
    target = backed_up(made, bytes(100))
    for number, profile in broken_restores(made, target):
        killed = killed_at_call(number, partial(restore_backup, target, profile, made.recovery))
        if profile.vault.exists():
            assert profile.database.read_bytes() == bytes(100)
        elif profile.folder.exists() and profile.database.exists():
            with pytest.raises(ActionableError):
                create_vault(profile, PASSWORD, FLOOR_COST)
        if not profile.vault.exists():
            restore_backup(target, profile, made.recovery)
        open_with_recovery(profile, made.recovery)
        assert profile.database.read_bytes() == bytes(100)
        if not killed:
            break
    assert number > 10


def test_a_backup_that_is_killed_anywhere_leaves_the_earlier_one(made: Made) -> None:
    target = backed_up(made, b"rows of before")
    before, snapshot, vault = target.read_bytes(), made.profile.folder.parent / "snapshot", made.open()
    snapshot.write_bytes(b"rows of now")
    number, killed = 1, True
    while killed:
        killed = killed_at_call(number, lambda: write_backup(made.profile, vault, snapshot, target))
        if target.read_bytes() != before:
            restored = Profile(made.profile.folder.parent / f"restored-{number}")
            restore_backup(target, restored, made.recovery)
            assert restored.database.read_bytes() == b"rows of now"
        number += 1
    assert target.read_bytes() != before


def test_a_stick_that_reads_back_something_else_is_told(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    target = backed_up(made, b"rows of before")
    before, snapshot = target.read_bytes(), made.profile.folder.parent / "snapshot"
    true_fsync = os.fsync

    def rotten(descriptor: int) -> None:
        true_fsync(descriptor)
        for part in target.parent.glob("*.part"):
            data = part.read_bytes()
            part.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))

    monkeypatch.setattr(os, "fsync", rotten)
    with pytest.raises(DamagedBackupError, match="read back"):
        write_backup(made.profile, made.open(), snapshot, target)
    assert target.read_bytes() == before
