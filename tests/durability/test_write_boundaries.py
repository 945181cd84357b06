"""kill -9 as a process enters each single call that changes the disk: the state before or the state after, whole."""

import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SOAK
from tests.durability.conftest import CASES, NOTES, Scene, Spread
from tests.durability.nursery import Nursery
from tests.durability.test_random_kills import write_table
from tests.durability.tracing import Boundary, killed_at, most_telling, needs_strace, watched
from tests.durability.world import PASSWORD, Keys

pytestmark = needs_strace
MOST = 10_000 if SOAK else 8
"""Boundaries tried of a long act; of signing all are."""
TEXT = "Zij belt morgen terug. " * 400
NEW_PASSWORD = "een andere zin die niemand raadt"
Check = Callable[[Nursery, Path, Keys, bool], None]


@pytest.fixture
def at_each(crew: list[Nursery], spread: Spread[Boundary], tmp_path: Path) -> Callable[..., list[bool]]:
    """Give a function that does a deed on copies of a profile and dies at each of its boundaries, then checks."""

    def run(pattern: Keys, check: Check, deed: str, /, *, most: int = 10_000, **given: Any) -> list[bool]:
        alone = pattern.copy_to(tmp_path / "alone")
        calls, said = watched(crew[0], tmp_path, (), deed, **{**given, "folder": str(alone.folder)})
        assert calls, said
        chosen = most_telling(calls, most)

        def one(nursery: Nursery, folder: Path, boundary: Boundary) -> bool:
            keys = pattern.copy_to(folder / "profile")
            _said, died = killed_at(nursery, folder, boundary, deed, **{**given, "folder": str(keys.folder)})
            check(nursery, folder, keys, died)
            return died

        died = spread(chosen, one)
        print(f"{deed}: {len(calls)} boundaries, {len(chosen)} tried, {sum(died)} deaths")
        assert sum(died) >= len(chosen) * 3 // 4
        return died

    return run


@pytest.fixture
def with_draft(scene: Scene, crew: list[Nursery], tmp_path: Path) -> tuple[Keys, str]:
    """Bert's profile with a kept draft, and the draft's id."""
    keys = scene.bert.copy_to(tmp_path / "with-draft")
    crew[0].ask("type_drafts", **keys.given, cases=scene.bert_cases, seed=5, count=1)
    (draft,) = crew[0].ask("picture", **keys.given)["drafts"]
    return keys, draft


def test_signing_a_draft(with_draft: tuple[Keys, str], at_each: Callable[..., list[bool]]) -> None:
    pattern, draft = with_draft

    def check(nursery: Nursery, _folder: Path, keys: Keys, _died: bool) -> None:
        found = nursery.picture(keys.given)
        assert (len(found["notes"]), len(found["drafts"])) in ((NOTES, 1), (NOTES + 1, 0))
        if found["drafts"]:
            nursery.ask("sign_draft", **keys.given, draft=draft)
            assert len(nursery.picture(keys.given, check=False)["notes"]) == NOTES + 1

    at_each(pattern, check, "sign_draft", **pattern.given, draft=draft)


def test_keeping_a_draft(with_draft: tuple[Keys, str], at_each: Callable[..., list[bool]]) -> None:
    pattern, draft = with_draft
    seen: set[str] = set()

    def check(nursery: Nursery, _folder: Path, keys: Keys, _died: bool) -> None:
        found = nursery.picture(keys.given)
        seen.add(found["drafts"][draft])
        assert len(found["notes"]) == NOTES

    at_each(pattern, check, "save_draft", **pattern.given, draft=draft, text=TEXT)
    assert len(seen) == 2, "the text before or the text after, nothing else"


def test_the_very_first_case_of_a_device(scene: Scene, at_each: Callable[..., list[bool]]) -> None:
    def check(nursery: Nursery, _folder: Path, keys: Keys, _died: bool) -> None:
        names = set(nursery.picture(keys.given)["cases"].values())
        assert len(names) in (CASES, CASES + 1)
        assert len(names) == CASES or "The first" in names
        nursery.ask("add_case", **keys.given, name="The second")
        assert "The second" in nursery.picture(keys.given, check=False)["cases"].values()

    at_each(scene.novice, check, "add_case", most=MOST, **scene.novice.given, name="The first")


def test_fetching_pages(scene: Scene, at_each: Callable[..., list[bool]]) -> None:
    def check(nursery: Nursery, _folder: Path, keys: Keys, _died: bool) -> None:
        reached = len(nursery.picture(keys.given, check=False)["notes"])
        nursery.ask("sync", **keys.given)
        found = nursery.picture(keys.given)
        assert len(found["notes"]) >= max(reached, NOTES)
        assert (found["pending"], found["quarantined"], found["unsent"]) == (0, 0, 0)

    at_each(scene.fenna, check, "fetch", most=MOST, **scene.fenna.given, page=20)


def test_changing_the_password(scene: Scene, at_each: Callable[..., list[bool]]) -> None:
    def check(nursery: Nursery, _folder: Path, keys: Keys, _died: bool) -> None:
        opening = nursery.ask("opens", folder=str(keys.folder), passwords=[PASSWORD, NEW_PASSWORD])
        assert opening in ([PASSWORD], [NEW_PASSWORD])
        assert len(nursery.picture(keys.given)["notes"]) == NOTES
        assert not list(keys.folder.glob("*.new")), "what was never in force is removed"

    at_each(scene.bert, check, "give_password", most=MOST // 2, **scene.bert.given, new=NEW_PASSWORD)


def test_a_rebuild(scene: Scene, crew: list[Nursery], at_each: Callable[..., list[bool]], tmp_path: Path) -> None:
    before = crew[0].picture(scene.bert.copy_to(tmp_path / "before").given)

    def check(nursery: Nursery, _folder: Path, keys: Keys, _died: bool) -> None:
        assert nursery.picture(keys.given) == before

    at_each(scene.bert, check, "rebuild", most=MOST, **scene.bert.given)


def test_an_import(scene: Scene, at_each: Callable[..., list[bool]], tmp_path: Path) -> None:
    table = tmp_path / "tabel.csv"
    good, bad = write_table(table, 24, "Rij")

    def check(nursery: Nursery, folder: Path, keys: Keys, _died: bool) -> None:
        here = len(nursery.picture(keys.given)["cases"]) - CASES
        mine = shutil.copy(table, folder / "tabel.csv")
        again = nursery.ask("import_table", **keys.given, table=str(mine), batch=8)
        assert (again["imported"], again["known"], again["refused"]) == (good - here, here, bad)
        assert len(nursery.picture(keys.given)["cases"]) == CASES + good

    at_each(scene.bert, check, "import_table", most=MOST, **scene.bert.given, table=str(table), batch=8)


def test_a_backup_and_what_it_was_before(
    scene: Scene, crew: list[Nursery], at_each: Callable[..., list[bool]], tmp_path: Path
) -> None:
    target = tmp_path / "stick" / "backup"
    target.parent.mkdir()
    crew[0].ask("backup", **scene.bert.copy_to(tmp_path / "first").given, target=str(target))
    lock = threading.Lock()

    def check(nursery: Nursery, folder: Path, keys: Keys, _died: bool) -> None:
        with lock:
            kept = shutil.copy(target, folder / "kept")
        restored = nursery.ask("restore", folder=str(folder / "restored"), recovery=keys.recovery, source=str(kept))
        assert len(restored["notes"]) == NOTES
        assert len(nursery.picture(keys.given)["notes"]) == NOTES
        assert not list(keys.folder.glob("*.new"))

    at_each(scene.bert, check, "backup", most=MOST, **scene.bert.given, target=str(target))
    crew[0].ask("backup", **scene.bert.copy_to(tmp_path / "last").given, target=str(target))
    assert [path.name for path in target.parent.iterdir()] == ["backup"], "what deaths left is removed"


def test_restoring(scene: Scene, crew: list[Nursery], at_each: Callable[..., list[bool]], tmp_path: Path) -> None:
    source = tmp_path / "backup"
    crew[0].ask("backup", **scene.bert.copy_to(tmp_path / "written").given, target=str(source))
    (tmp_path / "nothing").mkdir()
    pattern = Keys(tmp_path / "nothing", scene.bert.recovery)
    given = {"source": str(source), "recovery": pattern.recovery}

    def check(nursery: Nursery, _folder: Path, keys: Keys, _died: bool) -> None:
        if not keys.profile.vault.exists():
            nursery.ask("restore", folder=str(keys.folder), **given)
        assert len(nursery.picture(keys.given)["notes"]) == NOTES

    at_each(pattern, check, "restore", most=MOST, folder="", **given)


def test_sending(scene: Scene, crew: list[Nursery], tmp_path: Path) -> None:
    """The one device that is alive writes and sends, and dies at another call each time; the office has all, once."""
    nursery, keys, acknowledged = crew[0], scene.carla, {}
    nursery.ask("sync", **keys.given)
    calls, _said = watched(nursery, tmp_path, (), "sync", **keys.given, write_in=2, push_page=1)
    chosen = most_telling(calls, MOST)
    for number, boundary in enumerate(chosen):
        given = {**keys.given, "write_in": 2, "push_page": 1, "seed": number}
        said, _died = killed_at(nursery, tmp_path, boundary, "sync", **given)
        acknowledged |= {step[0]: step[1] for step in said if isinstance(step, list) and isinstance(step[1], str)}
        nursery.picture(keys.given)
    assert nursery.ask("sync", **keys.given)["unsent"] == 0
    assert acknowledged.items() <= nursery.picture(keys.given)["notes"].items()
    assert len(acknowledged) >= len(chosen) // 4
    with closing(sqlite3.connect(scene.world.office.data / "office.db")) as office:
        bodies = [row[0] for row in office.execute("SELECT body FROM envelope")]
    assert len(bodies) == len(set(bodies))
    assert scene.world.office.counts()["equivocations"] == 0
    fetched = scene.fenna.copy_to(tmp_path / "fenna")
    nursery.ask("sync", **fetched.given)
    assert acknowledged.items() <= nursery.picture(fetched.given)["notes"].items()


def test_closing_a_case_without_the_office(scene: Scene, at_each: Callable[..., list[bool]]) -> None:
    """Record, keyring, wraps and what holds them back are there together, or none of them is."""
    case = scene.bert_cases[0]
    seen: list[list[object]] = []

    def check(nursery: Nursery, _folder: Path, keys: Keys, _died: bool) -> None:
        nursery.picture(keys.given)
        seen.append(nursery.ask("how_restricted", **keys.given, case=case))

    at_each(scene.bert, check, "restrict", most=MOST, **scene.bert.given, case=case)
    assert [True, 1, "unsent"] in seen
    assert all(found == [True, 1, "unsent"] or (not found[0] and not found[2]) for found in seen)


def test_no_alarm_where_nothing_was_put_back(scene: Scene, crew: list[Nursery], tmp_path: Path) -> None:
    """Own records of the directory that lost against another administrator's are no sign of an old copy."""
    found = crew[0].ask("lose_the_race", **scene.anna.copy_to(tmp_path / "anna").given)
    assert found["ok"], found["problems"]
    assert "Meanwhile" in found["cases"].values()


def test_joining(scene: Scene, at_each: Callable[..., list[bool]], tmp_path: Path) -> None:
    """A newcomer whose machine dies in the middle of joining can join again."""
    invitation = (scene.world.folder / "dirk.json").read_text(encoding="utf-8")
    given = {"invitation": invitation, "password": PASSWORD, "server": "http://127.0.0.1:9"}
    (tmp_path / "nothing").mkdir()
    pattern = Keys(tmp_path / "nothing", "")

    def check(nursery: Nursery, _folder: Path, keys: Keys, _died: bool) -> None:
        recovery = nursery.ask("join", folder=str(keys.folder), **given)
        found = nursery.ask("picture", folder=str(keys.folder), recovery=recovery)
        assert (found["ok"], found["cases"]) == (True, {})

    at_each(pattern, check, "join", most=MOST, folder="", **given)
