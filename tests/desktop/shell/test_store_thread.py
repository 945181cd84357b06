import gc
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from counsellor_app.desktop.long_work import StoppedError, stoppable
from counsellor_app.desktop.store_thread import StoreThread
from counsellor_app.domain.errors import ActionableError
from tests.stopwatch import Stopwatch


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[StoreThread]:
    made = StoreThread()
    yield made
    made.stop()
    made.deleteLater()


def test_results_come_in_order_on_the_gui_thread(worker: StoreThread, qtbot: QtBot) -> None:
    owner, found = QObject(), []
    here = QThread.currentThread()
    for number in range(50):
        worker.run(
            lambda n=number: (n, threading.current_thread().name),
            owner=owner,
            done=lambda answer: found.append((*answer, QThread.currentThread() is here)),
        )
    qtbot.waitUntil(lambda: len(found) == 50)
    assert [number for number, _name, _gui in found] == list(range(50))
    assert {name for _number, name, _gui in found} == {"store_0"}
    assert all(gui for _number, _name, gui in found)


def test_nothing_is_delivered_to_an_owner_that_is_gone(worker: StoreThread, qtbot: QtBot) -> None:
    gate, found = threading.Event(), []
    parent = QObject()
    gone = QLabel()
    worker.run(gate.wait, owner=gone, done=found.append, failed=found.append)
    worker.run(lambda: "kept", owner=parent, done=found.append)
    gone.deleteLater()
    qtbot.waitSignal(gone.destroyed, timeout=100, raising=False).wait()
    gate.set()
    qtbot.waitUntil(lambda: bool(found))
    assert found == ["kept"]


def test_an_owner_dies_on_the_gui_thread_even_if_only_its_call_held_it(worker: StoreThread, qtbot: QtBot) -> None:
    gate, died = threading.Event(), []
    owner = QObject()
    owner.destroyed.connect(lambda: died.append(threading.current_thread().name))
    watched = weakref.ref(owner)
    worker.run(gate.wait, owner=owner, done=lambda _result: None)
    del owner
    gc.collect()
    assert watched() is not None
    gate.set()
    qtbot.waitUntil(lambda: watched() is None)
    assert died in (["MainThread"], [])


def test_actionable_errors_go_to_the_caller_or_the_banner_and_others_to_the_crash_handler(
    worker: StoreThread, qtbot: QtBot
) -> None:
    owner, told, refused, crashed = QObject(), [], [], []
    worker.refused.connect(refused.append)
    worker.crashed.connect(crashed.append)

    def fail(error: Exception) -> Callable[[], None]:
        def call() -> None:
            raise error

        return call

    acted = ActionableError("a", "b")
    worker.run(fail(acted), owner=owner, failed=told.append)
    worker.run(fail(acted), owner=owner)
    bug = KeyError("bug")
    worker.run(fail(bug), owner=owner, failed=told.append)
    worker.run(fail(bug), owner=owner)
    qtbot.waitUntil(lambda: len(crashed) == 2)
    assert told == [acted, bug]
    assert refused == [acted]


def test_a_newer_call_forgets_the_older_one(worker: StoreThread, qtbot: QtBot) -> None:
    gate, began, found = threading.Event(), [], []
    owner = QObject()
    worker.run(gate.wait, owner=owner)
    for number in range(5):
        worker.run(lambda n=number: began.append(n) or n, owner=owner, done=found.append, latest="search")
    worker.run(lambda: "other", owner=owner, done=found.append, latest="other")
    gate.set()
    qtbot.waitUntil(lambda: len(found) == 2)
    assert began == [4]
    assert found == [4, "other"]


class _Store:
    """A store that can be interrupted, and says so."""

    def __init__(self) -> None:
        self.interrupted = 0
        self.listener: Callable[[Mapping[str, frozenset[str]]], None] | None = None

    def subscribe(self, listener: Callable[[Mapping[str, frozenset[str]]], None]) -> Callable[[], None]:
        self.listener = listener
        return lambda: setattr(self, "listener", None)

    def interrupt(self) -> None:
        self.interrupted += 1


def test_only_a_search_that_runs_is_interrupted_never_a_save(worker: StoreThread, qtbot: QtBot) -> None:
    store, owner, found = _Store(), QObject(), []
    worker.attach(store)
    began, gate = threading.Event(), threading.Event()
    worker.run(lambda: began.set() or gate.wait(5), owner=owner, done=found.append, latest="search")
    assert began.wait(5)
    worker.run(lambda: "new", owner=owner, done=found.append, latest="search")
    assert store.interrupted == 1
    gate.set()
    qtbot.waitUntil(lambda: bool(found))
    assert found == ["new"]
    saving, held = threading.Event(), threading.Event()
    worker.run(lambda: saving.set() or held.wait(5), owner=owner)
    assert saving.wait(5)
    worker.run(lambda: None, owner=owner, latest="search")
    worker.run(lambda: "last", owner=owner, done=found.append, latest="search")
    assert store.interrupted == 1
    held.set()
    qtbot.waitUntil(lambda: found[-1] == "last")


def test_changes_come_together_on_the_gui_thread(worker: StoreThread, qtbot: QtBot) -> None:
    store, heard = _Store(), []
    worker.attach(store)
    worker.records_changed.connect(heard.append)
    assert store.listener is not None
    tell = store.listener
    owner = QObject()

    def commit() -> None:
        tell({"note": frozenset({"a"}), "case": frozenset({"c"})})
        tell({"note": frozenset({"b"})})

    worker.run(commit, owner=owner)
    qtbot.waitUntil(lambda: bool(heard))
    merged: dict[str, frozenset[str]] = {}
    for changes in heard:
        for kind, ids in changes.items():
            merged[kind] = merged.get(kind, frozenset()) | ids
    assert merged == {"note": frozenset({"a", "b"}), "case": frozenset({"c"})}
    worker.detach()
    assert store.listener is None


def test_long_work_counts_and_can_be_stopped(worker: StoreThread, qtbot: QtBot) -> None:
    owner, figures, ended = QObject(), [], []

    def work(count: Callable[[int, int], None]) -> str:
        for number in range(10_000):
            count(number, 10_000)
            time.sleep(0.001)
        return "whole"

    running = worker.run_long(
        stoppable(work, "Counting"),
        owner=owner,
        done=ended.append,
        failed=ended.append,
        progress=lambda *figure: figures.append(figure),
    )
    qtbot.waitUntil(lambda: len(figures) > 3)
    assert running.busy
    running.cancel()
    qtbot.waitUntil(lambda: bool(ended))
    assert isinstance(ended[0], StoppedError)
    assert not running.busy
    assert figures[0] == (0, 10_000, "Counting")


def test_stopping_finishes_what_saves_and_gives_up_what_only_searches(qtbot: QtBot) -> None:
    worker, store, owner, did = StoreThread(), _Store(), QObject(), []
    worker.attach(store)
    began, gate = threading.Event(), threading.Event()

    def long(progress: object, cancelled: Callable[[], bool]) -> None:
        began.set()
        while not cancelled() and not gate.is_set():
            time.sleep(0.001)
        did.append("long ended")

    worker.run_long(long, owner=owner)
    assert began.wait(5)
    worker.run(lambda: did.append("search"), owner=owner, latest="search")
    worker.run(lambda: did.append("draft"), owner=owner, done=lambda _result: did.append("told"))
    watch = Stopwatch()
    assert worker.stop(lambda: did.append("closed"), seconds=5)
    assert watch.seconds < 1
    assert did == ["long ended", "draft", "closed"]
    assert store.interrupted == 1
    worker.run(lambda: did.append("too late"), owner=owner)
    qtbot.wait(20)
    assert did[-1] == "closed"
    worker.detach()
    worker.deleteLater()


def test_the_other_worker_may_wait_for_this_one(worker: StoreThread) -> None:
    assert worker.call(lambda: threading.current_thread().name) == "store_0"
    with pytest.raises(ZeroDivisionError):
        worker.call(lambda: 1 // 0)
