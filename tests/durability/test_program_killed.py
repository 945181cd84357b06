"""The program itself, as a person starts it, killed at any moment of its life; then the same command once more."""

import random
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.conftest import SOAK
from tests.durability.conftest import CASES, NOTES, Scene, Spread
from tests.durability.nursery import Nursery
from tests.durability.test_random_kills import write_table
from tests.durability.world import PASSWORD, PLAIN, Keys, Person

LIVES = 25 if SOAK else 1
LONGEST = 2.5
"""Seconds within which a command is killed; it takes about one where nothing else runs."""
NEW_PASSWORD = "een andere zin die niemand raadt"
Told = tuple[Keys, list[str], Callable[[Nursery, Keys], None]]


def run(command: list[str], kill_after: float | None) -> int:
    """Run a program, killed after so many seconds; return its code."""
    process = subprocess.Popen(command, env=PLAIN, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        return process.wait(kill_after if kill_after is not None else 120)
    except subprocess.TimeoutExpired:
        return -9
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def told(scene: Scene) -> Callable[[str, Path], Told]:
    """Give, for what is asked of the program: whose profile, the command, and what must be true afterwards."""

    def give(what: str, folder: Path) -> Told:
        def notes(count: int) -> Callable[[Nursery, Keys], None]:
            def check(nursery: Nursery, keys: Keys) -> None:
                assert len(nursery.picture(keys.given)["notes"]) >= count

            return check

        if what == "sync":
            return scene.fenna, ["sync"], notes(NOTES)
        if what == "rebuild":
            return scene.bert, ["rebuild"], notes(NOTES)
        if what == "backup":
            return scene.bert, ["backup", str(folder / "backup")], notes(NOTES)
        if what == "import":
            good, _bad = write_table(folder / "tabel.csv", 90, "Rij")

            def imported(nursery: Nursery, keys: Keys) -> None:
                assert len(nursery.picture(keys.given)["cases"]) == CASES + good

            return scene.bert, ["import", str(folder / "tabel.csv")], imported
        (folder / "new").write_text(NEW_PASSWORD, encoding="utf-8")

        def changed(nursery: Nursery, keys: Keys) -> None:
            opening = nursery.ask("opens", folder=str(keys.folder), passwords=[PASSWORD, NEW_PASSWORD])
            assert opening == [NEW_PASSWORD]

        return scene.bert, ["passwd", "--new-password-file", str(folder / "new")], changed

    return give


def test_any_command(told: Callable[[str, Path], Told], spread: Spread[tuple[str, int]]) -> None:
    one_at_the_office = threading.Lock()

    def one(nursery: Nursery, folder: Path, item: tuple[str, int]) -> bool:
        what, seed = item
        pattern, arguments, check = told(what, folder)
        person = Person(folder, "Somebody")
        keys = pattern.copy_to(person.profile)
        with one_at_the_office if what == "sync" else nullcontext():
            died = run(person.command(*arguments), random.Random(seed).uniform(0.1, LONGEST)) == -9
            code = run(person.command(*arguments), None)
        if code and what == "passwd":
            person.password_file.write_text(NEW_PASSWORD, encoding="utf-8")
            code = run(person.command("status"), None)
        assert code == 0, (what, seed)
        check(nursery, keys)
        return died

    commands = ("import", "sync", "passwd", "backup", "rebuild") if SOAK else ("import", "sync", "passwd")
    asked = [(what, seed) for what in commands for seed in range(LIVES)]
    started = time.monotonic()
    died = spread(asked, one)
    print(f"{sum(died)} of {len(asked)} programs killed, {time.monotonic() - started:.1f} s")
