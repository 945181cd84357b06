"""When the program itself is wrong while the window is open: a report without content, and the offer to start again.

Qt's own messages may quote what somebody wrote; only their kind and the Qt classes they name are counted.
"""

import re
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler

from counsellor_app.crash_report import write_report

QUIET_SECONDS = 60
_MOST_KINDS = 200
_QT_CLASS = re.compile(r"\bQ[A-Z]\w+(?:::\w+)?")


class CrashHandler(QObject):
    """Takes what nobody caught. ``crashed(report's file name or "")`` comes on the GUI thread, at most once a minute.

    *folder* is where reports go; *clock* counts seconds. ``qt_messages`` counts Qt's messages by kind.
    """

    crashed = Signal(str)
    _caught = Signal(str)

    def __init__(
        self, folder: Path, clock: Callable[[], float] = time.monotonic, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._folder, self._clock = folder, clock
        self._told = -float(QUIET_SECONDS)
        self._before: tuple[object, object, object] | None = None
        self.qt_messages: dict[str, int] = {}
        self._caught.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Become the hook of the interpreter, of its threads and of Qt's messages."""
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook
        sys.unraisablehook = self._unraisable
        qInstallMessageHandler(self._qt_message)

    def remove(self) -> None:
        """Give the hooks back."""
        if self._before is not None:
            sys.excepthook, threading.excepthook, sys.unraisablehook = self._before  # type: ignore[assignment]
            qInstallMessageHandler(None)
            self._before = None

    def take(self, error: BaseException, where: str = "window") -> None:
        """Write a report of *error* and have it said; callable from any thread."""
        written = write_report(error, self._folder, where)
        self._caught.emit(written.name if written is not None else "")

    def _tell(self, name: str) -> None:
        if self._clock() - self._told >= QUIET_SECONDS:
            self._told = self._clock()
            self.crashed.emit(name)

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self.take(error.with_traceback(trace))

    def _thread_hook(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self.take(arguments.exc_value, "thread")

    def _unraisable(self, arguments: "sys.UnraisableHookArgs") -> None:
        if arguments.exc_value is not None:
            write_report(arguments.exc_value, self._folder, "unraisable")

    def _qt_message(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        names = " ".join(dict.fromkeys(_QT_CLASS.findall(text)))
        key = f"{kind.name} {context.category or ''} {names}".strip()
        if len(self.qt_messages) < _MOST_KINDS or key in self.qt_messages:
            self.qt_messages[key] = self.qt_messages.get(key, 0) + 1
