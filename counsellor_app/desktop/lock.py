"""Locking: from anywhere in under a second, when nobody is there, and when the machine slept.

Python cannot wipe its memory, so locking ends this process image: drafts are queued and saved, the store is closed,
and the program starts again into the lock screen. The screen is empty before anything else is waited for.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import NoReturn

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication

from counsellor_app.desktop.idle import TICK, IdleWatch

LOCK_KEY = "Ctrl+Shift+L"
_MODIFIERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_SIGNS_OF_LIFE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)


def relaunch_process() -> NoReturn:
    """Replace this process by a fresh one with the same arguments; on Windows start that and end this one."""
    command = [sys.executable, *sys.argv[1:]] if getattr(sys, "frozen", False) else [sys.executable, *sys.orig_argv[1:]]
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"  # else a packaged program takes the new one for its own child
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "nt":
        subprocess.Popen(command, close_fds=True)
        os._exit(0)
    os.execv(command[0], command)


class Lock(QObject):
    """Watches keys and idleness of all windows of the application, modal ones too, while ``armed``.

    *flush* queues what is unsaved and must return at once; *close* saves it and closes the store; *relaunch* ends the
    process. They run in this order, with all windows hidden between the first and the second.
    """

    def __init__(
        self,
        idle_seconds: float,
        flush: Callable[[], None],
        close: Callable[[], None],
        relaunch: Callable[[], object] = relaunch_process,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._flush, self._close, self._relaunch = flush, close, relaunch
        self._monotonic, self._wall = monotonic, wall
        self._watch = IdleWatch(idle_seconds, monotonic(), wall())
        self.armed = True
        self.took = 0.0
        self._timer = QTimer(self, interval=int(TICK * 1000))
        self._timer.timeout.connect(self.look)
        self._timer.start()
        QGuiApplication.instance().focusWindowChanged.connect(self._watch_window)  # type: ignore[union-attr]
        for window in QGuiApplication.topLevelWindows():
            self._watch_window(window)

    def set_idle(self, seconds: float) -> None:
        """Lock after *seconds* without a sign of life from now on."""
        self._watch.limit = seconds

    def look(self) -> None:
        """Lock if it is due; the timer asks every second."""
        if self._watch.due(self._monotonic(), self._wall()):
            self.lock_now()

    def lock_now(self) -> None:
        """Lock. Does nothing when it is under way already."""
        if not self.armed:
            return
        self.armed = False
        started = self._monotonic()
        self._timer.stop()
        self._flush()
        _leave_nothing_visible()
        self._close()
        self.took = self._monotonic() - started
        self._relaunch()

    def disarm(self) -> None:
        """Watch no longer."""
        self.armed = False
        self._timer.stop()

    def _watch_window(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the panic key before any widget sees it, and note every other sign of life."""
        kind = event.type()
        if kind in _SIGNS_OF_LIFE:
            self._watch.touched(self._monotonic())
            if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and is_lock_key(event):
                self.lock_now()
                return True
        return False


def is_lock_key(event: QKeyEvent) -> bool:
    """Whether *event* is the panic key."""
    pressed = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() == Qt.Key.Key_L and pressed == _MODIFIERS


def _leave_nothing_visible() -> None:
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsClipboard():
        clipboard.clear()
    for widget in QApplication.topLevelWidgets():
        widget.hide()
