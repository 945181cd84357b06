import json
import subprocess
import sys
import threading
from pathlib import Path

from PySide6.QtCore import qWarning
from pytestqt.qtbot import QtBot

from counsellor_app.desktop.crash import QUIET_SECONDS, CrashHandler

CANARY = "Selamawit Tesfaye said"


def _wrong(text: str) -> None:
    raise ValueError(text)


def _caught() -> BaseException:
    try:
        _wrong(CANARY)
    except ValueError as error:
        return error
    raise AssertionError


def test_a_report_holds_types_and_places_and_no_content(tmp_path: Path, qtbot: QtBot) -> None:
    handler, said = CrashHandler(tmp_path), []
    handler.crashed.connect(said.append)
    handler.take(_caught())
    qtbot.waitUntil(lambda: bool(said))
    text = (tmp_path / said[0]).read_text(encoding="utf-8")
    assert "Selamawit" not in text
    document = json.loads(text)
    assert document["errors"][0]["type"] == "ValueError"
    assert any("test_crash.py" in frame for frame in document["errors"][0]["frames"])
    assert "/home" not in text
    assert str(tmp_path) not in text


def test_it_is_said_once_a_minute_however_often_it_happens(tmp_path: Path, qtbot: QtBot) -> None:
    now = [0.0]
    handler, said = CrashHandler(tmp_path, clock=lambda: now[0]), []
    handler.crashed.connect(said.append)
    for _number in range(5):
        handler.take(_caught())
    qtbot.wait(20)
    assert len(said) == 1
    now[0] = QUIET_SECONDS
    handler.take(_caught())
    qtbot.wait(20)
    assert len(said) == 2


def test_hooks_take_errors_of_threads_and_qt_messages_and_are_given_back(tmp_path: Path, qtbot: QtBot) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    handler, said = CrashHandler(tmp_path), []
    handler.crashed.connect(said.append)
    handler.install()
    try:
        thread = threading.Thread(target=_wrong, args=(CANARY,))
        thread.start()
        thread.join()
        qWarning(f"QLabel::setText: {CANARY}")
        sys.excepthook(ValueError, ValueError(CANARY), None)
    finally:
        handler.remove()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before
    qtbot.waitUntil(lambda: bool(said))
    assert any("QLabel::setText" in kind for kind in handler.qt_messages)
    assert not any("Selamawit" in kind for kind in handler.qt_messages)
    assert all("Selamawit" not in file.read_text(encoding="utf-8") for file in tmp_path.glob("*"))


def test_the_pinned_binding_survives_200_000_calls() -> None:
    """A release of the binding lost a reference to None with each void call, and died after some thousands."""
    program = (
        "import os, sys\n"
        "os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "from PySide6.QtWidgets import QApplication, QLabel\n"
        "app = QApplication([])\n"
        "label = QLabel()\n"
        "before = sys.getrefcount(None)\n"
        "for number in range(200_000):\n"
        "    label.setText(str(number))\n"
        "assert sys.getrefcount(None) > before - 1000, 'references to None are lost'\n"
        "assert label.text() == '199999'\n"
        "print('alive')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "alive", done.stderr
    assert done.returncode == 0
