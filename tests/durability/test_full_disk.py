"""A disk that really fills up while somebody works: nothing kept is lost, nothing half there, and it goes on after."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from counsellor_app.domain.errors import ActionableError, DiskFullError
from counsellor_app.settings import Profile
from counsellor_app.store import last_room
from counsellor_app.workflows import casework, keeping, notes, unfinished
from counsellor_app.workflows.last_room import hold_last_room
from counsellor_app.workflows.session import Session, unlock
from tests.durability.conftest import CASES, MANY_CASES, MANY_NOTES, NOTES, Scene
from tests.durability.deeds import digest
from tests.durability.nursery import Nursery
from tests.durability.small_disk import MIB, SmallDisk, small_disk
from tests.durability.test_random_kills import write_table
from tests.durability.world import PASSWORD, Keys

SIZE = 4 * MIB


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", SIZE) as made:
        yield made


def until_full(nursery: Nursery, deed: str, **given: Any) -> tuple[list[Any], str]:
    """Do a deed that never ends by itself; return what it said, and the words it ended with."""
    child = nursery.child(deed, **given)
    said = child.line.hear_all()
    assert child.end() == 1, said[-3:]
    assert said[-1]["broken"] == "DiskFullError", said[-1]
    return [step for step in said[:-1] if step != "begin"], said[-1]["where"]


@pytest.mark.parametrize("deed", ["sign_notes", "type_drafts"])
def test_writing_until_the_disk_is_full(scene: Scene, crew: list[Nursery], disk: SmallDisk, deed: str) -> None:
    nursery, keys = crew[0], scene.bert.copy_to(disk.folder / "profile")
    disk.fill(but=MIB)
    said, words = until_full(nursery, deed, **keys.given, cases=scene.bert_cases, seed=3)
    assert "disk is full" in words
    (disk.folder / "filler").unlink()
    found = nursery.picture(keys.given)
    if deed == "sign_notes":
        assert dict(said).items() <= found["notes"].items()
        assert len(found["notes"]) == NOTES + len(said)
    else:
        kept = {step[1]: step[2] for step in said if step[0] == "kept"}
        signed = {step[3]: step[2] for step in said if step[0] == "signed"}
        gone = {step[1] for step in said if step[0] == "signed"}
        assert signed.items() <= found["notes"].items()
        assert {draft: text for draft, text in kept.items() if draft not in gone} == found["drafts"]
    assert len(nursery.ask("sign_notes", **keys.given, cases=scene.bert_cases, seed=4, count=3)) == 2
    nursery.picture(keys.given)


def test_fetching_onto_a_disk_that_is_too_small(scene: Scene, crew: list[Nursery], disk: SmallDisk) -> None:
    nursery, keys = crew[0], scene.emma.copy_to(disk.folder / "profile")
    disk.fill(but=MIB)
    _said, words = until_full(nursery, "sync", **keys.given, page=60)
    assert "disk is full" in words
    disk.grow(8 * SIZE)
    reached = len(nursery.picture(keys.given)["notes"])
    assert reached < MANY_CASES * MANY_NOTES
    nursery.ask("sync", **keys.given)
    assert len(nursery.picture(keys.given)["notes"]) == MANY_CASES * MANY_NOTES


def test_importing_onto_a_disk_that_is_too_small(
    scene: Scene, crew: list[Nursery], disk: SmallDisk, tmp_path: Path
) -> None:
    nursery, keys, table = crew[0], scene.bert.copy_to(disk.folder / "profile"), tmp_path / "tabel.csv"
    good, bad = write_table(table, 1_200, "Rij")
    disk.fill(but=MIB)
    given = {**keys.given, "table": str(table), "batch": 20}
    _said, words = until_full(nursery, "import_table", **given)
    assert "disk is full" in words
    disk.grow(8 * SIZE)
    here = len(nursery.picture(keys.given)["cases"]) - CASES
    assert 0 < here < good
    again = nursery.ask("import_table", **given)
    assert (again["imported"], again["known"], again["refused"]) == (good - here, here, bad)
    assert len(nursery.picture(keys.given)["cases"]) == CASES + good


def test_keeping_on_a_full_disk(scene: Scene, crew: list[Nursery], disk: SmallDisk, tmp_path: Path) -> None:
    """Each kind of keeping refuses in words on a full disk, changes nothing, and works once there is room."""
    keys = scene.bert.copy_to(tmp_path / "profile")
    target = disk.folder / "backup"
    session = unlock(Profile(keys.folder), PASSWORD)
    try:
        keeping.backup(session, target)
        before = target.read_bytes()
        disk.fill()
        with pytest.raises(ActionableError, match="full"):
            keeping.backup(session, target)
        assert target.read_bytes() == before
        assert sorted(path.name for path in disk.folder.iterdir()) == ["backup", "filler"]
    finally:
        session.close()
    moved = Keys(disk.folder / "profile", keys.recovery)
    child = crew[0].child("restore", **moved.given, source=str(target))
    said = child.line.hear_all()
    assert child.end() == 1
    assert "full" in said[-1]["where"]
    (disk.folder / "filler").unlink()
    assert len(crew[0].ask("restore", **moved.given, source=str(target))["notes"]) == NOTES


def change_until_refused(session: Session, case: str) -> None:
    for number in range(1_000):
        casework.set_fields(session, case, {"place": f"kamer {number}"})


def test_what_is_typed_on_a_full_disk_is_kept_in_the_last_room(
    scene: Scene, crew: list[Nursery], tmp_path: Path
) -> None:
    with small_disk(tmp_path / "roomy", 40 * MIB) as disk:
        keys = scene.bert.copy_to(disk.folder / "profile")
        session = unlock(Profile(keys.folder), PASSWORD)
        try:
            hold_last_room(session)
            disk.fill()
            with pytest.raises(DiskFullError):
                change_until_refused(session, scene.bert_cases[0])
            long = "Zij vertelt verder. " * 2_000 + "Einde."
            draft = notes.save_draft(session, notes.make_draft(session, scene.bert_cases[0], long, "talk"))
            unfinished.keep(session, "new-case", {"name": "Half getypt"})
            assert not session.profile.last_room.exists()
        finally:
            session.close()
        session = unlock(Profile(keys.folder), PASSWORD)
        try:
            assert notes.load_draft(session, draft.id).text == long
            assert unfinished.recall(session, "new-case") == {"name": "Half getypt"}
            hold_last_room(session)
            assert not session.profile.last_room.exists(), "none is taken from a disk that is full"
            (disk.folder / "filler").unlink()
            hold_last_room(session)
            assert session.profile.last_room.stat().st_size == last_room.SIZE
        finally:
            session.close()
        assert crew[0].picture(keys.given)["drafts"][draft.id] == digest(long)


@pytest.mark.parametrize("free", [0, 70_000, 300_000, 500_000])
def test_joining_on_a_full_disk(scene: Scene, crew: list[Nursery], disk: SmallDisk, free: int) -> None:
    """A profile that could not be made leaves nothing that stands in the way of making it."""
    invitation = (scene.world.folder / "dirk.json").read_text(encoding="utf-8")
    given = {"folder": str(disk.folder / "profile"), "invitation": invitation, "password": PASSWORD}
    given["server"] = "http://127.0.0.1:9"
    disk.fill(but=free)
    child = crew[0].child("join", **given)
    said = child.line.hear_all()
    if child.end():
        assert said[-1]["broken"] in ("DiskFullError", "DiskError")
        assert "full" in said[-1]["where"]
        assert not (disk.folder / "profile" / "vault.json").exists()
    (disk.folder / "filler").unlink()
    if isinstance(said[-1], dict):
        recovery = crew[0].ask("join", **given)
        assert crew[0].picture({"folder": given["folder"], "recovery": recovery})["cases"] == {}
