"""Keys and files that are wrong, one test a line of the list: a message a person can act on, code 1, nothing lost."""

import contextlib
import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from counsellor_app.settings import Profile
from counsellor_app.vault.instance import hold_profile
from counsellor_app.workflows.session import unlock

from .conftest import PASSWORD, Person, World


def _files(person: Person) -> dict[str, str]:
    """Return the hash of each file of a profile, but for what only counts tries or locks."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(person.profile.rglob("*"))
        if path.is_file() and path.name not in ("tries.json", "instance.lock", "outside.json")
    }


# --- keys


def test_wrong_password_and_the_waiting_time(copy: Person) -> None:
    copy.password_file.write_text("een heel ander wachtwoord dan dat", encoding="utf-8")
    before = _files(copy)
    for _try in range(5):
        assert "not the password" in copy.refused("status")
    message = copy.refused("status")
    assert "Wait" in message
    assert "second" in message
    copy.password_file.write_text(PASSWORD, encoding="utf-8")
    assert "Wait" in copy.refused("status"), "the right password waits too"
    assert _files(copy) == before
    time.sleep(2.1)
    copy.done("status")


def test_forgotten_recovery_key_and_password(copy: Person, tmp_path: Path) -> None:
    key = copy.get("recovery")["recovery_key"]
    new, right, wrong = tmp_path / "new", tmp_path / "right", tmp_path / "wrong"
    new.write_text("een nieuwe zin die niemand raadt", encoding="utf-8")
    right.write_text(key.lower().replace("-", " "), encoding="utf-8")
    wrong.write_text("7" + key[1:] if key[0] != "7" else "8" + key[1:], encoding="utf-8")
    asked = ("passwd", "--new-password-file", str(new), "--recovery-key-file")
    assert "did not count as a try" in copy.refused(*asked, str(wrong))
    copy.done(*asked, str(right))
    assert "not the password" in copy.refused("status")
    shutil.copy(new, copy.password_file)
    copy.done("status")
    other = copy.get("recovery")["recovery_key"]
    assert other != key
    assert "does not open" in copy.refused(*asked, str(right)), "an earlier recovery key"


def test_a_password_that_is_no_good(world: World, fresh: Person, tmp_path: Path) -> None:
    invitation = world.invite(fresh)
    for password, word in (("kort", "short"), ("aaaaaaaaaaaaaaaaaaaaaaaa", "guess")):
        fresh.password_file.write_text(password, encoding="utf-8")
        assert word in fresh.refused("join", "--invitation", str(invitation))
        assert not (fresh.profile / "vault.json").exists()
    fresh.password_file.write_text(PASSWORD, encoding="utf-8")
    fresh.done("join", "--invitation", str(invitation))


def test_kdf_parameters_tampered_with(copy: Person) -> None:
    vault = copy.profile / "vault.json"
    found = json.loads(vault.read_text(encoding="utf-8"))
    text = json.dumps(found)
    assert '"memory_kib": 65536' in text or "65536" in text
    vault.write_text(text.replace("65536", "1024"), encoding="utf-8")
    message = copy.refused("status")
    assert "tampered" in message or "damaged" in message
    vault.write_text(json.dumps(found), encoding="utf-8")
    copy.done("status")


# --- disk and files


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], capture_output=True).returncode:
        pytest.skip("no right to mount a small disk here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_disk_full(world: World, small_disk: Path) -> None:
    person = Person(small_disk / "p", "Full")
    shutil.copytree(world.bert.profile, person.profile)
    case = person.get("case", "add", "--name", "Before the disk was full")["id"]
    draft = person.get("note", "add", case, "--kind", "talk", "--text-file", person.text("kept"))
    long = person.text("x " * 60_000, "long.txt")
    filler = small_disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb") as file:
        while True:
            file.write(bytes(1024))
            file.flush()
    message = person.refused("note", "add", case, "--kind", "talk", "--sign", "--text-file", long)
    assert "full" in message
    assert "full" in person.refused("note", "sign", draft["id"])
    filler.unlink()
    assert [one["id"] for one in person.get("note", "list", case)] == [draft["id"]]
    assert person.get("verify")["ok"]
    person.done("note", "sign", draft["id"])


def test_a_read_only_profile(world: World, small_disk: Path) -> None:
    person = Person(small_disk / "p", "Read-only")
    shutil.copytree(world.bert.profile, person.profile)
    before = _files(person)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert "cannot be written" in person.refused("status")
    assert _files(person) == before
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)


def test_a_profile_that_is_no_folder(tmp_path: Path) -> None:
    person = Person(tmp_path, "File")
    person.profile.write_text("a file", encoding="utf-8")
    assert person.refused("status")
    assert person.profile.read_text(encoding="utf-8") == "a file"


def test_an_empty_profile(fresh: Person) -> None:
    for command in (["status"], ["sync"], ["case", "list"], ["verify"]):
        assert "no work on this device yet" in fresh.refused(*command)
    assert not (fresh.profile / "vault.json").exists()


def test_a_profile_of_a_newer_app(copy: Person) -> None:
    session = unlock(Profile(copy.profile), PASSWORD)
    session.store._connection.execute("PRAGMA user_version = 9000")
    session.close()
    before = _files(copy)
    assert "newer" in copy.refused("status")
    assert _files(copy) == before


@pytest.mark.parametrize("what", ["truncated", "foreign", "plaintext", "missing", "empty"])
def test_a_truncated_or_foreign_database(world: World, copy: Person, what: str) -> None:
    database = copy.profile / "records.db"
    if what == "truncated":
        with database.open("r+b") as file:
            file.truncate(5000)
    elif what == "foreign":
        shutil.copy(world.carla.profile / "records.db", database)
    elif what == "plaintext":
        database.unlink()
        with contextlib.closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("CREATE TABLE t (x)")
    elif what == "missing":
        database.unlink()
    else:
        database.write_bytes(b"")
    before = _files(copy)
    message = copy.refused("case", "list")
    assert len(message.splitlines()) >= 2
    assert _files(copy) == before, "nothing is created over what cannot be read"


def test_a_second_instance(world: World) -> None:
    with hold_profile(Profile(world.bert.profile)):
        command = [sys.executable, "-c", "from counsellor_app.cli import main; main()", *world.bert.options(), "status"]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 1
    assert "already working" in answer.stderr
    assert answer.stdout == ""
