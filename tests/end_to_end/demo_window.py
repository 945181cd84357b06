"""One person at a real window: keys are pressed, screens are waited for and photographed. Nothing is called by name."""

import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QKeyCombination
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from counsellor_app.desktop.program import Program, make_application
from counsellor_app.desktop.window import Window
from counsellor_app.settings import Profile

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)
SIZE = (1366, 768)
_PLACES = 9
_PATIENCE = 30.0


class DidNotHappenError(AssertionError):
    """A screen that was waited for did not come."""


class Pictures:
    """The folder the screens are saved in, numbered in the order they were seen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()

    def take(self, widget: QWidget, name: str) -> None:
        """Save *widget* as it is painted now."""
        path = self.folder / f"{len(self.names) + 1:02d}-{name}.png"
        if not widget.grab().save(str(path), "PNG"):
            raise OSError("the picture could not be written")
        self.names.append(path.name)


class Desk:
    """The window on one profile, from the lock screen on."""

    def __init__(self, profile: Profile, pictures: Pictures) -> None:
        self._application = make_application()
        self._pictures = pictures
        self.program = Program(self._application, profile, relaunch=lambda: None)
        self.crashes: list[object] = []
        self.program.crash.crashed.connect(self.crashes.append)

    def __enter__(self) -> Self:
        self.program.start()
        frame = self.program.frame
        frame.resize(*SIZE)
        frame.activateWindow()
        self.wait(frame.isActiveWindow, "the window is in front")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.picture("where-it-stopped")
        self.program.frame.close()
        self.program.finish()
        self.program.frame.deleteLater()
        self.program.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self._application.processEvents()
        if kind is None and self.crashes:
            raise DidNotHappenError(f"the program crashed {len(self.crashes)} times")

    @property
    def window(self) -> Window:
        """The window of the work; only after unlocking."""
        window = self.program.window
        if window is None:
            raise DidNotHappenError("the work is not open")
        return window

    def view(self, kind: type[W]) -> W:
        """Return the one widget of *kind* in the window."""
        return self.program.frame.findChildren(kind)[0]

    def shown(self, kind: type[W]) -> bool:
        """Say whether a widget of *kind* is on the screen."""
        return any(found.isVisible() for found in self.program.frame.findChildren(kind))

    def go(self, kind: type[W]) -> W:
        """Go to the place that shows a widget of *kind*, by the keys of the rail; return it."""
        for number in range(1, _PLACES + 1):
            if self.shown(kind):
                break
            self.press(f"Ctrl+{number}")
            self.settle(60)
        self.wait(lambda: self.shown(kind), f"{kind.__name__} is shown")
        self.settle(600)
        return self.view(kind)

    def ask(self, call: Callable[[], T]) -> T:
        """Return what the store says, for the demo's own check of what the screen showed."""
        return self.program.store_thread.call(call)

    def wait(self, condition: Callable[[], object], what: str, seconds: float = _PATIENCE) -> float:
        """Let the window live until *condition* holds; returns the seconds it took."""
        started = time.perf_counter()
        while not condition():
            if time.perf_counter() - started > seconds:
                raise DidNotHappenError(f"did not happen within {seconds:.0f} s: {what}")
            self._breathe()
        return time.perf_counter() - started

    def settle(self, milliseconds: int = 350) -> None:
        """Let everything that is under way be painted."""
        until = time.perf_counter() + milliseconds / 1000
        while time.perf_counter() < until:
            self._breathe()

    def _breathe(self) -> None:
        """Let the window live, and the other threads too: ``QTest.qWait`` would hold the interpreter all the while."""
        self._application.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        time.sleep(0.005)

    def press(self, keys: str) -> None:
        """Press a key or a chord, as ``Ctrl+Return``, where the focus is."""
        chord = QKeyCombination.fromCombined(QKeySequence(keys)[0].toCombined())  # type: ignore[index]
        QTest.keyClick(self._focus(), chord.key(), chord.keyboardModifiers())

    def type(self, text: str) -> None:
        """Type *text*, letter by letter, where the focus is."""
        for letter in text:
            if letter == "\n":
                self.press("Return")
            elif letter.isascii():
                QTest.keyClicks(self._focus(), letter)
            else:
                self._compose(letter)

    def _compose(self, letter: str) -> None:
        """Give a letter that no key of this keyboard has, as an input method does."""
        event = QInputMethodEvent()
        event.setCommitString(letter)
        QApplication.sendEvent(self._focus(), event)

    def tab_to(self, widget: QWidget, most: int = 60) -> None:
        """Press Tab until *widget* has the focus: everything can be reached by keys."""
        for _ in range(most):
            if QApplication.focusWidget() is widget:
                return
            self.press("Tab")
        raise DidNotHappenError(f"Tab does not reach {widget.accessibleName() or type(widget).__name__}")

    def picture(self, name: str) -> None:
        """Save the whole window as it is now."""
        self.settle(120)
        self._pictures.take(self.program.frame, name)

    def _focus(self) -> QWidget:
        focus = QApplication.focusWidget()
        return focus if focus is not None else self.program.frame

    def unlock(self, password: str) -> float:
        """Type the password and Enter; returns the seconds until the work is on the screen."""
        self.wait(lambda: QApplication.focusWidget() is not None, "the password field has the focus")
        self.type(password)
        started = time.perf_counter()
        self.press("Return")
        self.wait(lambda: self.program.window is not None, "the work is open")
        self.wait(lambda: self.window.rounds.status is not None, "the state of the work is known")
        spent = time.perf_counter() - started
        self.settle(800)
        return spent
