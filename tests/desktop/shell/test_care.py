"""Care of the device while somebody works: checking and backup beside the work, rebuilding under a cover."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from counsellor_app.desktop.sync_page import view as sync_page
from counsellor_app.desktop.sync_page.view import SyncPageView
from counsellor_app.store import checking
from counsellor_app.workflows import lookup

from .conftest import Run, Starter, World, add_case, press_lock


class Gate:
    """A long piece of checking: it goes on when it is let through, and tells that it is there."""

    def __init__(self, real: Callable[..., object]) -> None:
        self._real = real
        self.reached, self.open = threading.Event(), threading.Event()

    def __call__(self, *given: object) -> object:
        self.reached.set()
        assert self.open.wait(60)
        return self._real(*given)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Long is the reading of the log, in checking and in rebuilding."""
    made = Gate(checking._pages)
    monkeypatch.setattr(checking, "_pages", made)
    yield made
    made.open.set()


def _sync_page(run: Run) -> SyncPageView:
    window = run.program.window
    assert window is not None
    window.navigate("sync")
    page = window.findChildren(SyncPageView)[0]
    run.until(lambda: page._devices is not None and not page._rounds.syncing)
    return page


def _type(run: Run, case_id: str, text: str) -> None:
    window = run.program.window
    assert window is not None
    window.navigate("case", case_id=case_id, focus="note")
    page = window._areas["cases"].features[1]
    run.until(lambda: page.editor.runner is not None and page.editor.text.isVisible())  # type: ignore[attr-defined]
    page.editor.text.setFocus()  # type: ignore[attr-defined]
    QTest.keyClicks(page.editor.text, text)  # type: ignore[attr-defined]


def _kept(run: Run, case_id: str) -> list[str]:
    session = run.program.session
    assert session is not None
    return [draft.text for draft in run.program.store_thread.call(lambda: lookup.case_page(session, case_id)).drafts]


def test_what_is_typed_while_everything_is_checked_is_kept_meanwhile(
    run_program: Starter, world: World, gate: Gate
) -> None:
    case_id = add_case(world.counsellor, "Selamawit Tesfaye")
    run = run_program(world.counsellor)
    run.unlock()
    page = _sync_page(run)
    page.verify()
    run.until(gate.reached.is_set)
    assert page.stop_button.isVisible()
    assert "Checking" in page._bar_words.text()
    _type(run, case_id, "Zij belt vanavond")
    run.until(lambda: _kept(run, case_id) == ["Zij belt vanavond"])
    assert not gate.open.is_set(), "the check was not waited for"
    gate.open.set()
    run.until(lambda: page.banner.isVisibleTo(page))
    assert "all is well" in page.banner.accessibleName()
    assert not list(world.counsellor.folder.glob("verify*"))


def test_until_the_devices_are_read_the_page_does_not_say_there_are_none(run_program: Starter, world: World) -> None:
    run = run_program(world.counsellor)
    run.unlock()
    window = run.program.window
    assert window is not None
    held = threading.Event()
    run.program.store_thread.run(lambda: held.wait(60), owner=run.program)
    window.navigate("sync")
    page = window.findChildren(SyncPageView)[0]
    assert page._device_rows._empty.text() == "Reading…"
    assert page._device_rows._empty.isVisible()
    held.set()
    run.until(lambda: not page._device_rows._empty.isVisible())
    assert page._devices


def test_checking_can_be_stopped_and_leaves_nothing_behind(run_program: Starter, world: World, gate: Gate) -> None:
    run = run_program(world.counsellor)
    run.unlock()
    page = _sync_page(run)
    page.verify()
    run.until(gate.reached.is_set)
    running = page._running
    assert running is not None
    QTest.keyClick(page, Qt.Key.Key_Escape)
    run.until(running._cancelled.is_set)
    gate.open.set()
    run.until(lambda: page.banner.isVisible())
    assert page.banner.accessibleName() == "Stopped."
    assert page._running is None
    assert not list(world.counsellor.folder.glob("verify*"))


def test_a_backup_is_written_while_somebody_types(
    run_program: Starter, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = add_case(world.counsellor, "Karwan Aziz")
    run = run_program(world.counsellor)
    run.unlock()
    page = _sync_page(run)
    monkeypatch.setattr(sync_page, "ask_save_file", lambda *_given: tmp_path / "all.backup")
    held = threading.Event()
    run.program.network_thread.run(lambda: held.wait(60), owner=run.program)
    page.back_up()
    _type(run, case_id, "Afgesproken")
    run.until(lambda: _kept(run, case_id) == ["Afgesproken"])
    held.set()
    run.until(lambda: (tmp_path / "all.backup").exists() and page._running is None)
    assert not list(world.counsellor.folder.glob("*.new"))


def test_rebuilding_covers_the_window_and_can_be_stopped(run_program: Starter, world: World, gate: Gate) -> None:
    """Nothing can be typed into what the store could not keep; what was typed before is kept first."""
    case_id = add_case(world.counsellor, "Nino Beridze")
    run = run_program(world.counsellor)
    run.unlock()
    page = _sync_page(run)
    _type(run, case_id, "Voor het herbouwen")
    page.rebuild()
    run.until(gate.reached.is_set)
    cover = page.cover
    assert cover is not None
    assert cover.isVisible()
    assert cover.button.hasFocus()
    assert cover.size() == run.program.frame.size()
    assert run.program.window is not None
    assert not run.program.window.isEnabled()
    QTest.keyClick(run.program.frame, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert run.program.window.current == "sync", "no key leads out from beneath the cover"
    QTest.keyClick(cover, Qt.Key.Key_Escape)
    gate.open.set()
    run.until(lambda: page.cover is None)
    assert run.program.window.isEnabled()
    assert page.banner.accessibleName() == "Stopped."
    assert _kept(run, case_id) == ["Voor het herbouwen"]
    page.rebuild()
    run.until(lambda: page.cover is None and page.banner.accessibleName() != "Stopped.")
    assert "made again" in page.banner.accessibleName()
    QApplication.processEvents()


def test_the_panic_key_works_on_the_cover(run_program: Starter, world: World, gate: Gate) -> None:
    run = run_program(world.counsellor)
    run.unlock()
    page = _sync_page(run)
    page.rebuild()
    run.until(gate.reached.is_set)
    gate.open.set()
    press_lock(run.program.frame)
    assert run.relaunched == [1]
