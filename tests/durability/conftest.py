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

from tests.durability.nursery import Nursery, nurseries
from tests.durability.world import Keys, World, opened

T = TypeVar("T")
AT_ONCE = 3
CASES, NOTES_EACH = 12, 5
"""What Bert has written before anything dies."""
PULLED_CASES, PULLED_NOTES = 20, 35
"""What Dirk wrote beside it, for others to fetch."""


@dataclass(frozen=True)
class Scene:
    """An office; ``bert`` wrote and sent, ``novice`` has read that and written nothing, ``emma`` has fetched nothing.

    These are patterns to be copied, and copies never send what they wrote: two devices with one key would be taken for
    forgery. ``carla`` is alive, and sends.
    """

    world: World
    bert: Keys
    bert_cases: list[str]
    novice: Keys
    emma: Keys
    carla: Keys
    notes_at_office: int


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for everything of this room that is made once."""
    folder = tmp_path_factory.mktemp("durability")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def crew(stage: Path) -> Iterator[list[Nursery]]:
    """Nurseries, one for each thread of a test."""
    with nurseries(AT_ONCE, stage) as made:
        yield made


@pytest.fixture(scope="session")
def scene(stage: Path, crew: list[Nursery]) -> Iterator[Scene]:
    """The office at work."""
    with opened(stage, "bert", "carla", "dirk", "emma") as world:
        nursery, people = crew[0], world.people
        for name in ("bert", "carla", "dirk"):
            nursery.ask("sync", **people[name].keys.given)
        bert = people["bert"].keys
        names = [f"Bert's {number}" for number in range(CASES)]
        cases = nursery.ask("add_cases", **bert.given, names=names, notes_each=NOTES_EACH)
        assert nursery.ask("sync", **bert.given)["unsent"] == 0
        nursery.ask("sync", **people["carla"].keys.given)
        novice = people["carla"].keys.copy_to(stage / "novice")
        names = [f"Dirk's {number}" for number in range(PULLED_CASES)]
        dirk = people["dirk"].keys
        nursery.ask("add_cases", **dirk.given, names=names, notes_each=PULLED_NOTES, seed=1)
        assert nursery.ask("sync", **dirk.given)["unsent"] == 0
        count = CASES * NOTES_EACH + PULLED_CASES * PULLED_NOTES
        yield Scene(world, bert, cases, novice, people["emma"].keys, people["carla"].keys, count)


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
