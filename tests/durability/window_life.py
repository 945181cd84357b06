"""A window of its own process on a real profile: unlocked, written in, searched in, broken, locked by its key.

Run as ``python -m tests.durability.window_life PROFILE PASSWORD_FILE CASE TEXT_FILE TITLES``; ends with 0 when the
lock was reached. Every title of every window is written to TITLES.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from counsellor_app.bootstrap import start_process, use_profile
from counsellor_app.desktop.program import Program, make_application

PATIENCE = 60.0


class Titles(QObject):
    """Hears every title a window is given."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.WindowTitleChange, QEvent.Type.Show):
            if isinstance(watched, QWidget) and watched.isWindow():
                self.heard |= {watched.windowTitle(), watched.windowIconText(), watched.windowFilePath()}
            elif isinstance(watched, QWindow):
                self.heard.add(watched.title())
        return False


def until(condition: Callable[[], object], what: str) -> None:
    """Let the window work until *condition*."""
    end = time.monotonic() + PATIENCE
    while not condition():
        QApplication.processEvents()
        time.sleep(0.002)
        assert time.monotonic() < end, what


def type_into_focus(text: str) -> None:
    """Paste *text* where the focus is, as a person would with a text in many scripts."""
    focus = QApplication.focusWidget()
    assert isinstance(focus, QPlainTextEdit | QTextEdit | QLineEdit), focus
    if isinstance(focus, QLineEdit):
        focus.insert(text)
    else:
        focus.insertPlainText(text)


def press(keys: str) -> None:
    """Press a key combination in the window in front."""
    combination = QKeySequence(keys)[0]
    window = QGuiApplication.focusWindow() or QGuiApplication.topLevelWindows()[0]
    QTest.keyClick(window, combination.key(), combination.keyboardModifiers())


def live(program: Program, password: str, case: str, text: str) -> None:
    """Unlock, write a draft, search, make a mistake, lock."""
    page = program.page()
    until(lambda: page.isVisible(), "the lock screen")  # type: ignore[union-attr]
    page.password.setText(password)  # type: ignore[union-attr]
    page.try_password()  # type: ignore[union-attr]
    until(lambda: program.window is not None, "the work")
    window = program.window
    assert window is not None
    window.navigate("case", case_id=case, focus="note")
    until(lambda: isinstance(QApplication.focusWidget(), QPlainTextEdit | QTextEdit), "the note")
    type_into_focus(text)
    settle(2.3)
    for key in ("Ctrl+F", "Ctrl+K"):
        press(key)
        until(lambda: isinstance(QApplication.focusWidget(), QLineEdit), key)
        type_into_focus(text.split()[0])
        settle(0.4)
    for area in ("review", "sync", "settings", "cases"):
        window.navigate(area)
        settle(0.1)
    window.navigate("case", case_id=case)
    settle(0.2)

    def mistake() -> None:
        raise RuntimeError(text)

    QTimer.singleShot(0, mistake)
    settle(0.2)
    press("Ctrl+Shift+L")


def settle(seconds: float) -> None:
    """Let the window work for a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.002)


def main() -> int:
    profile, password_file, case, text_file, titles_file = sys.argv[1:6]
    start_process()
    app = make_application()
    titles = Titles()
    app.installEventFilter(titles)
    locked: list[bool] = []
    program = Program(app, use_profile(Path(profile)), relaunch=lambda: locked.append(True))
    program.start()
    try:
        live(
            program,
            Path(password_file).read_text(encoding="utf-8").strip(),
            case,
            Path(text_file).read_text(encoding="utf-8"),
        )
    finally:
        Path(titles_file).write_text("\n".join(sorted(titles.heard)), encoding="utf-8")
    return 0 if locked else 1


if __name__ == "__main__":
    sys.exit(main())
