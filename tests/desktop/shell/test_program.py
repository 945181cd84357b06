"""The window on real profiles: unlocking, locking, closing. Nothing typed is lost."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from counsellor_app.desktop.message_page import MessagePage
from counsellor_app.desktop.unlock.state import Phase
from counsellor_app.desktop.unlock.view import UnlockView
from counsellor_app.settings import Profile
from counsellor_app.vault.instance import hold_profile
from tests.disks import tmp_path as tmp_path
from tests.stopwatch import Stopwatch

from .conftest import Starter, World, add_case, drafts_of, press_lock


def test_wrong_password_then_right_one(run_program: Starter, world: World) -> None:
    run = run_program(world.counsellor)
    page = run.program.page()
    assert isinstance(page, UnlockView)
    page.password.setText("not the password at all")
    QTest.keyClick(page.password, Qt.Key.Key_Return)
    assert page.state.phase is Phase.CHECKING
    assert page.password.text() == ""
    assert not page.password.isEnabled()
    run.until(lambda: page.state.phase is Phase.READY)
    assert page.banner.isVisible()
    assert page.password.hasFocus()
    run.unlock()
    assert run.program.window is not None
    assert run.program.window.current == "today"
    assert run.program.frame.windowTitle() == "Today"


def test_the_lock_screen_shows_no_name_and_the_unsent_count(run_program: Starter, world: World) -> None:
    add_case(world.counsellor, "Wachtend Persoon")
    run = run_program(world.counsellor)
    page = run.program.page()
    said = " ".join(label.text() for label in page.findChildren(QWidget) if hasattr(label, "text"))  # type: ignore[union-attr]
    assert "not yet at the office" in said
    assert "Hanna" not in said
    assert "Wachtend" not in said


def test_a_second_instance_is_told_so(run_program: Starter, tmp_path: Path) -> None:
    profile = Profile(tmp_path / "busy")
    with hold_profile(profile):
        run = run_program(profile)
        page = run.program.page()
        assert isinstance(page, MessagePage)
        assert "already" in page.accessibleName()


def test_the_panic_key_locks_in_under_a_second_and_loses_no_letter(run_program: Starter, world: World) -> None:
    case_id = add_case(world.counsellor, "Selamawit Tesfaye")
    run = run_program(world.counsellor)
    run.unlock()
    window = run.program.window
    assert window is not None
    window.navigate("case", case_id=case_id, focus="note")
    page = window._areas["cases"].features[1]
    run.until(lambda: page.editor.text.isVisible() and page.editor.runner is not None)  # type: ignore[attr-defined]
    page.editor.text.setFocus()  # type: ignore[attr-defined]
    QTest.keyClicks(page.editor.text, "Zij belt vanavond haar zus")  # type: ignore[attr-defined]
    watch = Stopwatch()
    press_lock(window)
    assert run.relaunched == [1]
    assert watch.seconds < 15, "the work would have taken 20 seconds"
    assert not run.program.frame.isVisible()
    assert drafts_of(world.counsellor, case_id) == ["Zij belt vanavond haar zus"]


def test_the_panic_key_works_in_a_modal_dialogue(run_program: Starter, world: World) -> None:
    run = run_program(world.counsellor)
    run.unlock()
    dialog = QDialog(run.program.window)
    dialog.setModal(True)
    took: list[float] = []

    def press() -> None:
        run.until(dialog.isVisible)
        watch = Stopwatch()
        press_lock(dialog)
        took.append(watch.seconds)

    QTimer.singleShot(50, press)
    dialog.exec()
    assert run.relaunched == [1]
    assert took[0] < 1.0
    assert not any(widget.isVisible() for widget in QApplication.topLevelWidgets())


def test_locking_during_long_work_does_not_wait_for_it(run_program: Starter, world: World) -> None:
    run = run_program(world.counsellor)
    run.unlock()

    def long(_progress: object, cancelled: Callable[[], bool]) -> None:
        end = time.monotonic() + 20
        while not cancelled() and time.monotonic() < end:
            time.sleep(0.01)

    run.program.store_thread.run_long(long, owner=run.program)
    watch = Stopwatch()
    press_lock(run.program.frame)
    assert run.relaunched == [1]
    assert watch.seconds < 15, "the work would have taken 20 seconds"


def test_closing_the_window_saves_what_was_typed(run_program: Starter, world: World) -> None:
    case_id = add_case(world.counsellor, "Karwan Aziz")
    run = run_program(world.counsellor)
    run.unlock()
    window = run.program.window
    assert window is not None
    window.navigate("case", case_id=case_id, focus="note")
    page = window._areas["cases"].features[1]
    run.until(lambda: page.editor.runner is not None)  # type: ignore[attr-defined]
    page.editor.text.setFocus()  # type: ignore[attr-defined]
    QTest.keyClicks(page.editor.text, "Afgesproken")  # type: ignore[attr-defined]
    run.program.frame.close()
    assert drafts_of(world.counsellor, case_id) == ["Afgesproken"]
