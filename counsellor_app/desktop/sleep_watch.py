"""Hears that the machine is about to sleep, so that it sleeps locked: from logind on Linux, from the system on Windows.

Where nothing tells (macOS, no logind), the gap between two ticks of the lock's clock shows it on waking.
"""

import ctypes
import ctypes.wintypes
import sys

from PySide6.QtCore import SLOT, QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal, Slot
from PySide6.QtDBus import QDBus, QDBusConnection, QDBusMessage

_SERVICE, _PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
_INTERFACE = "org.freedesktop.login1.Manager"
_PATIENCE_MS = 500
_WM_POWERBROADCAST, _PBT_APMSUSPEND = 0x0218, 0x0004


class SleepWatch(QObject):
    """``sleeping`` just before the machine sleeps. *bus* is the system's; it asks logind to wait for the lock."""

    sleeping = Signal()

    def __init__(self, bus: QDBusConnection | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held: list[object] = []
        self._bus = bus
        self._filter: _PowerEvents | None = None
        if sys.platform == "win32":
            self._filter = _PowerEvents(self)
            QCoreApplication.instance().installNativeEventFilter(self._filter)  # type: ignore[union-attr]
        elif sys.platform == "linux":
            self._listen(bus or QDBusConnection.systemBus())

    def stop(self) -> None:
        """Listen no more."""
        self._held.clear()
        application = QCoreApplication.instance()
        if self._filter is not None and application is not None:
            application.removeNativeEventFilter(self._filter)
            self._filter = None

    def _listen(self, bus: QDBusConnection) -> None:
        if not bus.isConnected():
            return
        bus.connect(_SERVICE, _PATH, _INTERFACE, "PrepareForSleep", self, SLOT("_prepare(bool)"))  # type: ignore[call-overload]
        ask = QDBusMessage.createMethodCall(_SERVICE, _PATH, _INTERFACE, "Inhibit")
        ask.setArguments(["sleep", "Counsellor", "Locking", "delay"])
        answer = bus.call(ask, QDBus.CallMode.Block, _PATIENCE_MS)
        if answer.type() == QDBusMessage.MessageType.ReplyMessage:
            self._held = list(answer.arguments())  # a file descriptor: letting it go lets the machine sleep

    @Slot(bool)
    def _prepare(self, about_to: bool) -> None:
        if about_to:
            self.sleeping.emit()
            self._held.clear()


class _PowerEvents(QAbstractNativeEventFilter):
    """Takes Windows' word that it suspends."""

    def __init__(self, watch: SleepWatch) -> None:
        super().__init__()
        self._watch = watch

    def nativeEventFilter(  # noqa: N802 - Qt calls it so
        self, kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> object:
        """Look at the message, and let it pass."""
        if bytes(kind) == b"windows_generic_MSG":  # type: ignore[arg-type]
            found = ctypes.wintypes.MSG.from_address(int(message))
            if found.message == _WM_POWERBROADCAST and found.wParam == _PBT_APMSUSPEND:
                self._watch.sleeping.emit()
        return False, 0
