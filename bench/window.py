"""A process of its own: opens the real window on a profile, offscreen, and prints what it measured as one JSON line.

``python -m bench.window PROFILE``; the password comes on the first line of stdin.
"""

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from bench.measure import median_ms, resident_mb
from counsellor_app.desktop.cases.view import CasesView
from counsellor_app.desktop.palette.view import Palette
from counsellor_app.desktop.program import Program, make_application
from counsellor_app.desktop.today.view import TodayView
from counsellor_app.settings import Profile
from counsellor_app.vault.vault import open_with_password

_PATIENCE = 120.0
_LETTERS = ("mo", "sp", "sc", "ge", "re")
_SETTLE_MS = 3_000


class _Paints(QObject):
    """Notes when a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.at: list[float] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a paint; let it pass."""
        if event.type() == QEvent.Type.Paint:
            self.at.append(time.perf_counter())
        return super().eventFilter(watched, event)


def _focus() -> QWidget:
    """Return where keys go."""
    _until(lambda: QApplication.focusWidget() is not None)
    focus = QApplication.focusWidget()
    assert focus is not None
    return focus


def _until(condition: Callable[[], object]) -> float:
    started = time.perf_counter()
    while not condition():
        if time.perf_counter() - started > _PATIENCE:
            raise TimeoutError("the window did not get there")
        QApplication.processEvents()
        time.sleep(0.0005)
    return time.perf_counter() - started


def _unlock(program: Program, password: str) -> tuple[float, float]:
    """Return the seconds from Enter to Today with its day, and from Enter to the list with its cases.

    The list is gone to by its key as soon as Today is painted.
    """
    QTest.keyClicks(_focus(), password)
    QTest.qWait(1_500)  # a person types for longer than the parts behind the lock screen take to load
    started = time.perf_counter()
    QTest.keyClick(_focus(), Qt.Key.Key_Return)
    _until(lambda: program.frame.findChildren(TodayView))
    today = program.frame.findChildren(TodayView)[0]
    paints = _Paints(today.pane.day)
    _until(lambda: today.state.loaded and paints.at and paints.at[-1] > started)
    begun = paints.at[-1] - started
    QTest.keyClick(_focus(), Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    _until(lambda: program.frame.findChildren(CasesView))
    view = program.frame.findChildren(CasesView)[0]
    paints = _Paints(view.list.viewport())
    _until(lambda: view.state.rows and paints.at and paints.at[-1] > started)
    return begun, paints.at[-1] - started


def _keystrokes(program: Program) -> tuple[list[float], list[float]]:
    """Type into the palette; return per letter the seconds to the next paint, and per word those to its rows."""
    window = program.window
    assert window is not None
    palette = window.palette_box
    assert isinstance(palette, Palette)
    window.open_palette()
    QTest.qWait(300)
    echoes, answers = [], []
    for word in _LETTERS:
        palette.field.clear()
        QTest.qWait(250)
        paints, rows = _Paints(palette.field), _Paints(palette.list.viewport())
        for letter in word:
            pressed = time.perf_counter()
            QTest.keyClicks(palette.field, letter)
            _until(partial(_painted, paints, pressed))
            echoes.append(paints.at[-1] - pressed)
        _until(partial(_painted, rows, pressed))
        QTest.qWait(700)
        answers.append(rows.at[-1] - pressed)
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    return echoes, answers


def _painted(paints: _Paints, since: float) -> bool:
    return bool(paints.at) and paints.at[-1] > since


def _kdf(profile: Profile, password: str) -> float:
    started = time.perf_counter()
    open_with_password(profile, password)
    return time.perf_counter() - started


def main() -> int:
    """Measure and print."""
    profile, password = Profile(Path(sys.argv[1])), sys.stdin.readline().rstrip("\n")
    kdf = min(_kdf(profile, password) for _ in range(2))
    program = Program(make_application(), profile, relaunch=lambda: None)
    program.start()
    program.frame.activateWindow()
    begun, opened = _unlock(program, password)
    QTest.qWait(_SETTLE_MS)
    echoes, answers = _keystrokes(program)
    view = program.frame.findChildren(CasesView)[0]
    QTest.keyClick(view.search, Qt.Key.Key_Return)
    QTest.qWait(_SETTLE_MS)
    found = {
        "kdf_s": kdf,
        "unlock_s": begun,
        "cases_s": opened,
        "echo_ms": median_ms(echoes),
        "echo_most_ms": max(echoes) * 1e3,
        "rows_ms": median_ms(answers),
        "resident_mb": resident_mb(),
    }
    print(json.dumps(found), flush=True)
    program.frame.close()
    program.finish()
    return 0


if __name__ == "__main__":
    sys.exit(main())
