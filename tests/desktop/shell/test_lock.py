"""The lock itself: which keys, when, in which order, and nothing left to see or to paste."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from counsellor_app.desktop import lock as locking
from counsellor_app.desktop.lock import Lock, is_lock_key

_AGAIN = """
import os, sys
from counsellor_app.desktop.lock import relaunch_process
if "STARTED_BEFORE" in os.environ:
    print(os.environ["STARTED_BEFORE"] == str(os.getpid()), sys.argv[1:])
else:
    os.environ["STARTED_BEFORE"] = str(os.getpid())
    secret = "a note that must not stay"
    relaunch_process()
"""
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class _Clock:
    def __init__(self) -> None:
        self.now = 1000.0
        self.skew = 0.0

    def monotonic(self) -> float:
        return self.now

    def wall(self) -> float:
        return self.now + self.skew


class _Clipboard:
    """A clipboard that knows whose text it holds: the offscreen one does not."""

    def __init__(self, ours: bool) -> None:
        self.ours, self.cleared = ours, False

    def ownsClipboard(self) -> bool:  # noqa: N802 - as Qt calls it
        return self.ours

    def clear(self) -> None:
        self.cleared = True


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    QVBoxLayout(made).addWidget(QLineEdit())
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    made.close()


@pytest.fixture
def locked(qapp: object, window: QWidget) -> Iterator[Callable[..., tuple[Lock, list[str], _Clock]]]:
    made: list[Lock] = []

    def make(idle: float = 60.0) -> tuple[Lock, list[str], _Clock]:
        did: list[str] = []
        clock = _Clock()
        lock = Lock(
            idle,
            lambda: did.append(f"flush {window.isVisible()}"),
            lambda: did.append(f"close {window.isVisible()}"),
            lambda: did.append("relaunch"),
            clock.monotonic,
            clock.wall,
        )
        made.append(lock)
        return lock, did, clock

    yield make
    for lock in made:
        lock.disarm()
        lock.deleteLater()


def test_flush_then_hide_then_close_then_relaunch_once(locked, window):
    lock, did, _clock = locked()
    lock.lock_now()
    lock.lock_now()
    assert did == ["flush True", "close False", "relaunch"]


def test_the_key_is_taken_before_any_widget_sees_it(locked, window, qtbot):
    _lock, did, _clock = locked()
    field = window.findChild(QLineEdit)
    field.setFocus()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_L)
    assert not did
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_L, CTRL | SHIFT)
    assert did[-1] == "relaunch"
    assert "L" not in field.text()


def test_the_key_works_in_a_dialogue_opened_later(locked, window, qtbot):
    _lock, did, _clock = locked()
    dialog = QDialog(window)
    dialog.setModal(True)
    dialog.open()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is dialog.windowHandle())
    QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_L, CTRL | SHIFT)
    assert did[-1] == "relaunch"
    assert not dialog.isVisible()
    dialog.deleteLater()


def test_the_key_works_while_a_menu_is_open(locked, window, qtbot):
    _lock, did, _clock = locked()
    menu = QMenu(window)
    menu.addAction("One")
    menu.popup(window.mapToGlobal(window.rect().center()))
    qtbot.waitUntil(menu.isVisible)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_L, CTRL | SHIFT)
    assert did[-1] == "relaunch"
    assert not menu.isVisible()
    menu.deleteLater()


@pytest.mark.parametrize(
    ("key", "modifiers", "wanted"),
    [
        (Qt.Key.Key_L, CTRL | SHIFT, True),
        (Qt.Key.Key_L, CTRL | SHIFT | Qt.KeyboardModifier.KeypadModifier, True),
        (Qt.Key.Key_L, CTRL, False),
        (Qt.Key.Key_L, SHIFT, False),
        (Qt.Key.Key_L, CTRL | SHIFT | Qt.KeyboardModifier.AltModifier, False),
        (Qt.Key.Key_K, CTRL | SHIFT, False),
    ],
)
def test_which_keys_lock(key, modifiers, wanted):
    assert is_lock_key(QKeyEvent(QEvent.Type.KeyPress, key, modifiers)) is wanted


def test_an_untouched_window_locks_and_a_touched_one_does_not(locked, window):
    lock, did, clock = locked(60.0)
    for second in range(180):
        clock.now += 1
        if second % 30 == 0:
            QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
        lock.look()
    assert not did
    for _second in range(60):
        clock.now += 1
        lock.look()
    assert did[-1] == "relaunch"


def test_a_machine_that_slept_is_locked_at_its_first_tick(locked):
    lock, did, clock = locked(300.0)
    clock.now += 1
    lock.look()
    clock.now += 1
    clock.skew = 3600
    lock.look()
    assert did[-1] == "relaunch"


@pytest.mark.parametrize("ours", [True, False])
def test_what_was_copied_here_does_not_stay_to_be_pasted(locked, monkeypatch, ours):
    lock, _did, _clock = locked()
    clipboard = _Clipboard(ours)
    monkeypatch.setattr(locking.QGuiApplication, "clipboard", staticmethod(lambda: clipboard))
    lock.lock_now()
    assert clipboard.cleared is ours


def test_disarmed_it_does_nothing(locked, window):
    lock, did, clock = locked(30.0)
    lock.disarm()
    clock.now += 1000
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_L, CTRL | SHIFT)
    assert not did


@pytest.mark.skipif(os.name != "posix", reason="elsewhere another process is started and this one ends")
def test_the_process_image_is_replaced_with_the_same_arguments():
    command = [sys.executable, "-c", _AGAIN, "--profile", "a folder with spaces"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "True ['--profile', 'a folder with spaces']"
