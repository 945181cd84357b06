"""Profiles that must not be opened, by the command line: a message, code 1, and not a byte changed on the disk."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from counsellor_app.settings import Profile
from counsellor_app.vault.vault import open_with_recovery
from counsellor_app.workflows.session import open_session
from tests.durability.conftest import NOTES, Scene
from tests.durability.nursery import Nursery
from tests.durability.small_disk import MIB, small_disk
from tests.durability.world import PLAIN, Answer, Keys, Person

Picture = dict[str, tuple[int, bytes]]


def picture(folder: Path) -> Picture:
    """Return every file and folder of a profile: mode and content."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def owner(scene: Scene, tmp_path: Path) -> Person:
    """Somebody with a copy of Bert's profile."""
    return belonging_to(scene.bert, tmp_path / "owner")


def belonging_to(pattern: Keys, folder: Path) -> Person:
    person = Person(folder, "Bert")
    pattern.copy_to(person.profile)
    person.recovery = pattern.recovery
    return person


def every_command(owner: Person, case: str) -> list[list[str]]:
    """Return a command of each kind that opens a profile."""
    note, table = owner.text("Een notitie"), owner.text("Naam\nIemand Anders\n", "tabel.csv")
    new = owner.text("een nieuwe zin die niemand raadt", "new-password")
    return [
        ["status"], ["sync"], ["case", "list"], ["case", "show", case], ["case", "add", "--name", "Iemand"],
        ["case", "set", case, "place=Zeist"], ["note", "list", case], ["search", "zus"], ["conflicts"],
        ["note", "add", case, "--kind", "talk", "--text-file", note], ["review", "list"], ["import", table],
        ["note", "add", case, "--kind", "talk", "--sign", "--text-file", note], ["verify"], ["rebuild"],
        ["backup", str(owner.folder / "backup")], ["passwd", "--new-password-file", new], ["recovery"], ["members"],
        ["invite", "--name", "X", "--role", "counsellor", "--out", str(owner.folder / "x.json")],
    ]  # fmt: skip


def refused(answer: Answer, *words: str) -> None:
    assert answer.code == 1, answer
    assert answer.out == "", answer
    assert len(answer.err.strip().splitlines()) >= 2, "what happened, and what to do"
    assert "Traceback" not in answer.err
    assert "made a mistake" not in answer.err, answer
    assert any(word in answer.err for word in words), answer


def all_refused(owner: Person, commands: Sequence[Sequence[str]], *words: str) -> None:
    before, beside = picture(owner.profile), sorted(path.name for path in owner.folder.iterdir())
    for command in commands:
        refused(owner(*command), *words)
        assert picture(owner.profile) == before, command
        assert sorted(path.name for path in owner.folder.iterdir()) == beside, command


# --- the whole profile


def test_a_read_only_folder(scene: Scene, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 8 * MIB) as disk:
        person = belonging_to(scene.bert, disk.folder / "owner")
        commands = every_command(person, scene.bert_cases[0])
        disk.freeze()
        all_refused(person, commands, "cannot be written")
        disk.freeze(False)
        assert len(person.get("note", "list", scene.bert_cases[0])) > 0


def test_a_second_instance(scene: Scene, owner: Person, crew: list[Nursery]) -> None:
    first = crew[0].child("rebuild", **owner.keys.given, wait=True)
    try:
        assert first.line.hear() == "begin"
        all_refused(owner, every_command(owner, scene.bert_cases[0]), "already working")
        done = subprocess.run(
            owner.command("status"), capture_output=True, text=True, env=PLAIN, timeout=60, check=False
        )
        refused(Answer(done.returncode, done.stdout, done.stderr), "already working")
        first.line.say("go")
        assert first.line.hear_all() == ["rebuilt"], "the first one did not notice"
    finally:
        first.kill()
        first.end()
    owner.done("status")


# --- files of a newer app


def newer_store(owner: Person, _scene: Scene) -> None:
    profile = Profile(owner.profile)
    session = open_session(profile, open_with_recovery(profile, owner.recovery))
    session.store._connection.execute("PRAGMA user_version = 7000")
    session.close()


def newer_vault(owner: Person, _scene: Scene) -> None:
    file = owner.profile / "vault.json"
    file.write_bytes(file.read_bytes().replace(b'"version": 1', b'"version": 2'))


@pytest.mark.parametrize("made", [newer_store, newer_vault])
def test_a_profile_of_a_newer_app(scene: Scene, owner: Person, made: Callable[[Person, Scene], None]) -> None:
    made(owner, scene)
    all_refused(owner, every_command(owner, scene.bert_cases[0]), "newer version")


# --- files that are cut, missing, or of somebody else


def cut(name: str, keep: float) -> Callable[[Person, Scene], None]:
    def change(owner: Person, _scene: Scene) -> None:
        file = owner.profile / name
        data = file.read_bytes()
        file.write_bytes(data[: int(len(data) * keep) if keep < 1 else len(data) - int(keep)])

    return change


def missing(name: str) -> Callable[[Person, Scene], None]:
    return lambda owner, _scene: (owner.profile / name).unlink()


def foreign(name: str) -> Callable[[Person, Scene], None]:
    def change(owner: Person, scene: Scene) -> None:
        shutil.copy(scene.emma.folder / name, owner.profile / name)

    return change


def plaintext(owner: Person, _scene: Scene) -> None:
    (owner.profile / "records.db").unlink()
    with closing(sqlite3.connect(owner.profile / "records.db")) as database:
        database.execute("CREATE TABLE note (text)")
    (owner.profile / "records.db").chmod(0o600)


def noise(owner: Person, _scene: Scene) -> None:
    (owner.profile / "records.db").write_bytes(bytes(range(256)) * 64)


BROKEN = {
    "store cut by a page": (cut("records.db", 4096), "cannot be read"),
    "store cut in half": (cut("records.db", 0.5), "cannot be read"),
    "store cut to its head": (cut("records.db", 0.0002), "cannot be read"),
    "store empty": (cut("records.db", 0.0), "is empty"),
    "store missing": (missing("records.db"), "is missing"),
    "store of somebody else": (foreign("records.db"), "cannot be read"),
    "store in plaintext": (plaintext, "not encrypted"),
    "store of noise": (noise, "cannot be read"),
    "vault cut": (cut("vault.json", 0.5), "damaged"),
    "vault empty": (cut("vault.json", 0.0), "damaged"),
    "vault missing": (missing("vault.json"), "missing"),
    "vault of somebody else": (foreign("vault.json"), "another profile"),
    "device keys cut": (cut("device.keys", 1), "damaged"),
    "device keys of somebody else": (foreign("device.keys"), "damaged"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_files_cut_missing_or_of_somebody_else(scene: Scene, owner: Person, what: str) -> None:
    change, word = BROKEN[what]
    change(owner, scene)
    chosen = [
        command for command in every_command(owner, scene.bert_cases[0]) if command[0] in ("status", "note", "verify")
    ]
    all_refused(owner, chosen[:1] + chosen[-2:], word)


@pytest.mark.parametrize("change", [cut("anchor", 0.4), missing("anchor"), foreign("anchor")])
def test_an_anchor_that_does_not_fit(
    scene: Scene, owner: Person, change: Callable[[Person, Scene], None], crew: list[Nursery]
) -> None:
    """The one file without which it cannot be known whether a number was used before: reading goes on, writing not."""
    change(owner, scene)
    refused(owner("case", "add", "--name", "Iemand"), "older copy")
    assert owner("verify").code == 1
    found = crew[0].ask("picture", **owner.keys.given)
    assert len(found["notes"]) == NOTES
    assert owner.get("note", "add", scene.bert_cases[0], "--kind", "talk", "--text-file", owner.text("Kept"))["id"]


@pytest.fixture(autouse=True)
def password_file_is_kept(owner: Person) -> Iterator[None]:
    """What stands beside the profile is not the profile's to change."""
    before = owner.password_file.read_bytes()
    yield
    assert owner.password_file.read_bytes() == before
