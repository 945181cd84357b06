"""A counsellor at her hour, in a process of her own that is killed: types, signs, marks; tells what was acknowledged.

Run as ``python -m tests.desktop.hours.hour_life PROFILE HOUR SEED``. Every line on stdout is a promise the window made:
``signed CASE TEXT`` (a note), ``kept CASE TEXT`` (the draft line says *saved*), ``state SLOT STATE``.
"""

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from counsellor_app.desktop.drafts.state import SaveStatus
from counsellor_app.desktop.hours.view import HoursView
from counsellor_app.domain.records import Note
from counsellor_app.settings import Profile
from counsellor_app.vault.vault import open_with_password
from tests.desktop.furnished import PASSWORD, Desk, Office

WORDS = ("hij", "wil", "terug", "naar", "huis", "niet", "met", "lege", "handen", "paspoort", "bij", "neef")
A_LETTER = 0.004


class Patience:
    """Waits as the tests' own bot does, without tests."""

    def waitActive(self, _window: QWidget) -> None:  # noqa: N802 - as pytest-qt calls it
        QApplication.processEvents()

    def waitUntil(self, condition: Callable[[], bool], timeout: int) -> None:  # noqa: N802
        end = time.monotonic() + timeout / 1000
        while not condition() and time.monotonic() < end:
            QApplication.processEvents()
            time.sleep(0.002)


def say(*words: str) -> None:
    """Tell the parent; it has heard it when this returns."""
    sys.stdout.write("\t".join(words) + "\n")
    sys.stdout.flush()


class Life:
    """The hour, until it is over or the process is."""

    def __init__(self, desk: Desk, hour: str, chance: random.Random) -> None:
        self.desk, self.hour, self.chance = desk, hour, chance
        self.view: HoursView = desk.window._areas["hours"].ensure()[0]  # type: ignore[assignment]
        self._kept = ""
        self.view.talks.desk.signed.connect(self._signed)

    def _signed(self, record: object) -> None:
        assert isinstance(record, Note)
        say("signed", record.case, record.text)

    def _look(self) -> None:
        """Hear what the window says is kept, exactly when it says so."""
        runner = self.view.talk.editor.runner
        if runner is not None and runner.state.status is SaveStatus.SAVED and runner.state.text != self._kept:
            self._kept = runner.state.text
            say("kept", runner.state.draft.case, self._kept)

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.desk.app.processEvents()
            self._look()
            time.sleep(0.001)

    def run(self) -> None:
        """Hold the hour: talk after talk."""
        self.desk.window.navigate("hours", hour_id=self.hour)
        self.desk.until(lambda: self.view.state.page is not None)
        self.desk.press("Return")
        say("ready")
        while self.view.state.following() is not None or self.view.talk.talking:
            self._talk()

    def _talk(self) -> None:
        slot = self.view.state.slot()
        assert slot is not None
        if slot.note:
            return
        if self.chance.random() < 0.15:
            state, key = self.chance.choice((("absent", "F3"), ("refused", "F4")))
            self.desk.press(key)
            self.desk.until(lambda: self._state_of(slot.id) == state)
            say("state", slot.id, state)
            return
        for _word in range(self.chance.randrange(3, 25)):
            for letter in self.chance.choice(WORDS) + " ":
                self.desk.type(letter)
                self._wait(A_LETTER)
        self._wait(self.chance.choice((0.0, 0.0, 1.7)))
        self.desk.press("Ctrl+Return")
        self._wait(0.05)

    def _state_of(self, slot_id: str) -> str:
        row = self.view.state.row(slot_id)
        return row.line.slot.state if row is not None and row.line.slot is not None else ""


def main() -> None:
    """Live the hour of the arguments."""
    folder, hour, seed = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    application = QApplication([])
    vault = open_with_password(Profile(folder), PASSWORD)
    desk = Desk(application, Patience(), Office(folder, {"hanna": vault}), "hanna", folder)  # type: ignore[arg-type]
    Life(desk, hour, random.Random(seed)).run()
    say("over")


if __name__ == "__main__":
    main()
