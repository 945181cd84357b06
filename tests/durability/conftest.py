"""One office and its people for the whole run; profiles are copied fresh for every death. Nurseries to die in."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import Any, TypeVar

import pytest

from tests.disks import on_disk
from tests.disks import tmp_path as tmp_path
from tests.durability.nursery import Nursery, nurseries
from tests.durability.world import Keys, World, opened

T = TypeVar("T")
AT_ONCE = 2 if "PYTEST_XDIST_WORKER" in os.environ else 3
"""Threads of one test; the other cores run other tests, if told so."""
CASES, NOTES_EACH = 12, 5
"""What Bert has written before anything dies."""
NOTES = CASES * NOTES_EACH
MANY_CASES, MANY_NOTES = 15, 32
"""What Dirk wrote: more than one process opens at a time."""


@dataclass(frozen=True)
class Scene:
    """An office with two teams. These profiles are patterns to be copied, but for ``carla``, who is alive and sends.

    ``anna`` administers; ``bert`` wrote and sent; ``novice`` has read that and written nothing; ``fenna`` may read it
    and has fetched nothing; ``emma`` may read what Dirk wrote and has fetched nothing. Copies never send what they
    write: two devices with one key would be taken for forgery.
    """

    world: World
    anna: Keys
    bert: Keys
    bert_cases: list[str]
    novice: Keys
    fenna: Keys
    emma: Keys
    carla: Keys


@pytest.fixture(scope="session")
def stage() -> Iterator[Path]:
    """A folder for everything of this room that is made once."""
    with on_disk() as folder:
        yield folder


@pytest.fixture(scope="session")
def crew(stage: Path) -> Iterator[list[Nursery]]:
    """Nurseries, one for each thread of a test."""
    with nurseries(AT_ONCE, stage) as made:
        yield made


@pytest.fixture(scope="session")
def scene(stage: Path, crew: list[Nursery]) -> Iterator[Scene]:
    """The office at work."""
    teams = {"bert": "Zeist", "carla": "Zeist", "fenna": "Zeist", "dirk": "Utrecht", "emma": "Utrecht"}
    with opened(stage, teams) as world:
        nursery = crew[0]
        keys = {name: person.keys for name, person in world.people.items()}
        for name in ("bert", "carla", "dirk"):
            nursery.ask("sync", **keys[name].given)
        names = [f"Bert's {number}" for number in range(CASES)]
        cases = nursery.ask("add_cases", **keys["bert"].given, names=names, notes_each=NOTES_EACH)
        names = [f"Dirk's {number}" for number in range(MANY_CASES)]
        nursery.ask("add_cases", **keys["dirk"].given, names=names, notes_each=MANY_NOTES, seed=1)
        for name in ("bert", "dirk", "carla"):
            assert nursery.ask("sync", **keys[name].given)["unsent"] == 0
        novice = keys["carla"].copy_to(stage / "novice")
        anna = world.anna.keys.copy_to(stage / "administrator")
        yield Scene(world, anna, keys["bert"], cases, novice, keys["fenna"], keys["emma"], keys["carla"])


Spread = Callable[[Sequence[T], Callable[[Nursery, Path, T], Any]], list[Any]]


@pytest.fixture
def spread(crew: list[Nursery], tmp_path: Path) -> Spread[Any]:
    """Give a function that does something for each item, each thread with a nursery and a folder of its own."""
    free: Queue[Nursery] = Queue()
    for nursery in crew:
        free.put(nursery)
    numbers = iter(range(1_000_000))
    lock = threading.Lock()

    def run(items: Sequence[Any], call: Callable[[Nursery, Path, Any], Any]) -> list[Any]:
        def one(item: Any) -> Any:
            with lock:
                folder = tmp_path / str(next(numbers))
            folder.mkdir()
            nursery = free.get()
            try:
                found = call(nursery, folder, item)
            finally:
                free.put(nursery)
            shutil.rmtree(folder, ignore_errors=True)
            return found

        with ThreadPoolExecutor(min(AT_ONCE, os.cpu_count() or 1, len(crew))) as pool:
            return list(pool.map(one, items))

    return run
