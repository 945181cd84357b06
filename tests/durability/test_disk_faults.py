"""A disk that is full, or fails, at each single write or flush: the old state or the new one, words, and the text kept.

strace lets the calls on the profile's own files fail; everything else of the machine works on.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from counsellor_app.settings import Profile
from tests.conftest import SOAK
from tests.durability.conftest import CASES, NOTES, Scene, Spread
from tests.durability.nursery import Nursery
from tests.durability.tracing import FLUSHING, WRITING, Boundary, failing_at, most_telling, needs_strace, watched
from tests.durability.world import PASSWORD, Keys

pytestmark = needs_strace
MOST = 10_000 if SOAK else 12
"""Faults tried of each act; in the soak all are."""
TEXT = "Zij belt morgen terug. " * 400
NEW_PASSWORD = "een andere zin die niemand raadt"
Check = Callable[[Nursery, Keys, list[Any]], None]


@dataclass(frozen=True)
class Fault:
    """What the disk does from *boundary* on: once, or until the process ends. *before*: calls that went well."""

    error: str
    boundary: Boundary
    lasting: bool
    before: tuple[tuple[str, int], ...]

    @property
    def inject(self) -> list[str]:
        """What strace is told."""
        if not self.lasting:
            return [f"{self.boundary.name}:error={self.error}:when={self.boundary.count}"]
        done = dict(self.before)
        names = WRITING if self.error == "ENOSPC" else (*WRITING, *FLUSHING)
        return [f"{name}:error={self.error}:when={done.get(name, 0) + 1}+" for name in names if name != "unlink"]


def faults(calls: list[Boundary]) -> list[Fault]:
    """Return every fault at every call: full or failing, once or lasting. A flush cannot be full, a removal neither."""
    found = []
    before: Counter[str] = Counter()
    for call in calls:
        kinds = ("EIO",) if call.name in FLUSHING or call.name.startswith("unlink") else ("ENOSPC", "EIO")
        for error in kinds:
            found += [Fault(error, call, lasting, tuple(before.items())) for lasting in (False, True)]
        before[call.name] += 1
    return found


def own_files(keys: Keys) -> list[Path]:
    """Return the files of a profile that are written while it is open."""
    profile = Profile(keys.folder)
    base = (profile.database, profile.anchor, profile.vault, profile.outside, profile.tries)
    more = [profile.database.with_name(f"records.db{ending}") for ending in ("-wal", "-shm", "-journal")]
    return [*base, *more, *(path.with_name(f"{path.name}.new") for path in base)]


@pytest.fixture
def at_each_fault(crew: list[Nursery], spread: Spread[Fault], tmp_path: Path) -> Callable[..., Counter[str]]:
    """Give a function that does a deed on copies of a profile with one fault each, then checks what is there."""

    def run(pattern: Keys, check: Check, deed: str, /, *, most: int = MOST, **given: Any) -> Counter[str]:
        alone = pattern.copy_to(tmp_path / "alone")
        calls, said = watched(crew[0], tmp_path, own_files(alone), deed, **{**given, "folder": str(alone.folder)})
        assert calls, said
        every = faults(calls)
        telling = set(most_telling(calls, most))
        worst = [fault for fault in every if fault.boundary in telling]
        chosen = worst if len(worst) <= most else random.Random(2).sample(worst, most)

        def one(nursery: Nursery, folder: Path, fault: Fault) -> str:
            keys = pattern.copy_to(folder / "profile")
            said = failing_at(
                nursery, folder, fault.inject, own_files(keys), deed, **{**given, "folder": str(keys.folder)},
                again=not fault.lasting,
            )  # fmt: skip
            for step in said:
                assert "broken" not in step, (fault, said)
                assert "error" not in step or (step["error"] and step["advice"]), (fault, said)
            check(nursery, keys, said)
            return "error" if "error" in said[0] else "done"

        ends = Counter(spread(chosen, one))
        print(f"{deed}: {len(calls)} calls, {len(every)} faults, {len(chosen)} tried, {dict(ends)}")
        return ends

    return run


@pytest.fixture
def with_draft(scene: Scene, crew: list[Nursery], tmp_path: Path) -> tuple[Keys, str]:
    """Bert's profile with a kept draft, and the draft's id."""
    keys = scene.bert.copy_to(tmp_path / "with-draft")
    crew[0].ask("type_drafts", **keys.given, cases=scene.bert_cases, seed=5, count=1)
    (draft,) = crew[0].ask("picture", **keys.given)["drafts"]
    return keys, draft


def test_signing(with_draft: tuple[Keys, str], at_each_fault: Callable[..., Counter[str]]) -> None:
    pattern, draft = with_draft

    def check(nursery: Nursery, keys: Keys, said: list[Any]) -> None:
        after, seen, *more, _closing = said
        if "error" in after:
            assert draft in seen["drafts"], "what was typed is still there"
            assert len(seen["notes"]) == NOTES, "an error means that nothing was signed"
            assert not more or "done" in more[0], "it works again when the disk does"
        else:
            assert (seen["drafts"], len(seen["notes"])) == ({}, NOTES + 1)
        found = nursery.picture(keys.given)
        assert (len(found["notes"]), len(found["drafts"])) in ((NOTES, 1), (NOTES + 1, 0))
        if "done" in after:
            assert after["done"] in found["notes"], "an acknowledged note is gone"
        if found["drafts"]:
            assert "done" in nursery.ask("sign_draft", **keys.given, draft=draft)
            assert len(nursery.picture(keys.given, check=False)["notes"]) == NOTES + 1

    ends = at_each_fault(pattern, check, "sign_draft", **pattern.given, draft=draft)
    assert min(ends["error"], ends["done"]) > 0


def test_keeping_a_draft(with_draft: tuple[Keys, str], at_each_fault: Callable[..., Counter[str]]) -> None:
    pattern, draft = with_draft
    seen: set[str] = set()

    def check(nursery: Nursery, keys: Keys, said: list[Any]) -> None:
        found = nursery.picture(keys.given)
        seen.add(found["drafts"][draft])
        if "done" in said[0]:
            assert found["drafts"][draft] == said[1]["drafts"][draft]
        nursery.ask("save_draft", **keys.given, draft=draft, text=TEXT)

    at_each_fault(pattern, check, "save_draft", **pattern.given, draft=draft, text=TEXT)
    assert len(seen) == 2


def test_the_very_first_case(scene: Scene, at_each_fault: Callable[..., Counter[str]]) -> None:
    def check(nursery: Nursery, keys: Keys, said: list[Any]) -> None:
        found = nursery.picture(keys.given)
        assert len(found["cases"]) - CASES in (0, 1, 2)
        assert "error" in said[0] or said[0]["done"] in found["cases"]
        nursery.ask("add_case", **keys.given, name="Afterwards")
        assert "Afterwards" in nursery.picture(keys.given, check=False)["cases"].values()

    at_each_fault(scene.novice, check, "add_case", **scene.novice.given, name="The first")


def test_fetching_pages(scene: Scene, at_each_fault: Callable[..., Counter[str]]) -> None:
    def check(nursery: Nursery, keys: Keys, said: list[Any]) -> None:
        reached = len(nursery.picture(keys.given, check=False)["notes"])
        assert "error" in said[0] or reached >= NOTES
        nursery.ask("sync", **keys.given)
        found = nursery.picture(keys.given)
        assert len(found["notes"]) >= NOTES
        assert (found["pending"], found["quarantined"], found["unsent"]) == (0, 0, 0)

    at_each_fault(scene.fenna, check, "fetch", **scene.fenna.given, page=20)


def test_changing_the_password(scene: Scene, at_each_fault: Callable[..., Counter[str]]) -> None:
    def check(nursery: Nursery, keys: Keys, said: list[Any]) -> None:
        opening = nursery.ask("opens", folder=str(keys.folder), passwords=[PASSWORD, NEW_PASSWORD])
        assert opening in ([PASSWORD], [NEW_PASSWORD])
        assert "error" in said[0] or opening == [NEW_PASSWORD]
        assert len(nursery.picture(keys.given)["notes"]) == NOTES

    at_each_fault(scene.bert, check, "give_password", most=MOST // 2, **scene.bert.given, new=NEW_PASSWORD)


def test_nothing_leaves_before_its_number_is_kept(scene: Scene, crew: list[Nursery], tmp_path: Path) -> None:
    """Where the anchor cannot be written a case is saved all the same, and waits: a number must not be used twice."""
    keys = scene.novice.copy_to(tmp_path / "profile")
    before = scene.world.office.counts()["envelopes"]
    broken = [f"{name}:error=EIO:when=1+" for name in ("pwrite64", *FLUSHING)]
    anchor = [Profile(keys.folder).anchor]
    saved, sent, closed = failing_at(crew[0], tmp_path, broken, anchor, "write_and_send", **keys.given, name="Waits")
    assert saved["done"] in crew[0].picture(keys.given)["cases"]
    assert "disk" in sent["error"]
    assert closed == {"done": None}
    assert scene.world.office.counts()["envelopes"] == before
