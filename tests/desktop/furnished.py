"""A small office with real stores, made once; and its window on one person's profile, driven by keys alone."""

import os
import select
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from counsellor_app.desktop import opened
from counsellor_app.desktop.case_page.view import CasePageView
from counsellor_app.desktop.cases.view import CasesView
from counsellor_app.desktop.palette.view import Palette
from counsellor_app.desktop.review.view import ReviewView
from counsellor_app.desktop.store_thread import NetworkThread, StoreThread
from counsellor_app.domain.records import Draft
from counsellor_app.settings import Profile
from counsellor_app.vault.slots import FLOOR_COST
from counsellor_app.vault.vault import OpenVault
from counsellor_app.workflows import casework, enrolment, notes, office, syncing
from counsellor_app.workflows.session import Session, open_session
from sync.server import premises
from sync.server.premises import Premises
from tests.forked_office import start_office

T = TypeVar("T")
PASSWORD = "attitude useful fragile flavor length expand"
_BEAT_MS = 10
_WAITING = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
PEOPLE = (
    ("Karwan Aziz", "کاروان عەزیز", "IQ", "azc Emmen", "ckb"),
    ("Nino Beridze", "ნინო ბერიძე", "GE", "azc Assen", "ka"),
    ("Fatemeh Rezai", "فاطمه رضایی", "IR", "azc Ter Apel", "fa"),
    ("Vasile Rusu", "", "RO", "Zuidlaren", "ro"),
    ("Selamawit Tesfaye", "ሰላማዊት ተስፋዬ", "ET", "azc Ter Apel", "am"),
)


@dataclass
class Office:
    """The folder of each person's profile, the open vaults, and the ids of the cases by name."""

    folder: Path
    vaults: dict[str, OpenVault] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """Run an office's server; gives the founding invitation."""
    data, founding = folder / "office", folder / "founding.json"
    premises.set_up(data, Premises("", premises.DEFAULT_HOST, premises.DEFAULT_PORT, ""), founding)
    process = start_office(("serve", "--data", str(data), "--port", "0"), os.environ | {"LANG": "C.UTF-8"})
    assert process.stdout is not None
    try:
        ready, _write, _error = select.select([process.stdout], [], [], 30)
        assert ready, "the office did not start"
        process.stdout.readline()
        yield founding.read_text(encoding="utf-8")
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def make_office(folder: Path) -> Office:
    """Return an office with a lead and two counsellors, five cases, a signed note in each, and a conflict in one."""
    made = Office(folder)
    with _served(folder) as founding:
        lead = enrolment.found_office(
            Profile(folder / "lead"), founding, "Marijke Hoekstra", PASSWORD, "Office-01", cost=FLOOR_COST
        ).session
        invitations = [office.invite(lead, name, "counsellor", "North") for name in ("Hanna Girma", "Pieter de Wit")]
        syncing.sync_now(lead)
        hanna, pieter = (
            enrolment.join_office(Profile(folder / name), paper.to_json(), PASSWORD, label, cost=FLOOR_COST).session
            for name, paper, label in zip(("hanna", "pieter"), invitations, ("HG-2", "Office-03"), strict=True)
        )
        office.admit_waiting(lead)
        everybody = (hanna, pieter, lead)
        _round(*everybody)
        for name, own, nation, place, spoken in PEOPLE:
            case = casework.add_case(
                hanna, name=name, own_name=own, nationality=nation, place=place, programme="REAN", languages=[spoken]
            )
            made.cases[name] = case.id
            notes.sign(hanna, Draft(case=case.id, text=f"Kennismaking met {name}. Uitleg gegeven.", place=place))
        _round(*everybody)
        casework.set_fields(hanna, made.cases["Vasile Rusu"], {"place": "azc Emmen"})
        casework.set_fields(pieter, made.cases["Vasile Rusu"], {"place": "Zeist"})
        _round(*everybody)
        _round(*everybody)
    for name, session in zip(("hanna", "pieter", "lead"), everybody, strict=True):
        made.vaults[name] = session.vault
        session.close()
    return made


def _round(*sessions: Session) -> None:
    for session in sessions:
        syncing.sync_now(session)


class Desk:
    """The window of one person, and the keys she presses. Nothing here uses a mouse."""

    def __init__(self, app: QApplication, bot: QtBot, made: Office, who: str, folder: Path) -> None:
        self.app, self.bot, self.office = app, bot, made
        self.profile = Profile(folder)
        self._vault = made.vaults[who]
        if not folder.exists():
            shutil.copytree(made.folder / who, folder)
        self.crashes: list[object] = []
        self.store, self.network = StoreThread(), NetworkThread()
        self.store.crashed.connect(self.crashes.append)
        self.session = self.store.call(lambda: open_session(self.profile, self._vault))
        self.store.attach(self.session.store)
        rounds = opened.make_rounds(self.session, self.store, self.network, 0)
        teams = self.store.call(lambda: opened.teams(self.session))
        self.window = opened.make_window(
            self.session, teams, self.store, self.network, rounds, lambda _name, _splitter: None, lambda _settings: None
        )
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        bot.waitActive(self.window)
        self.window.start("cases")
        # What other areas a test goes to is made then; that they are made in idle time, tests of the shell see.
        self.window._timers["build"].stop()
        self.until(lambda: self.cases.state.loaded)

    # --- the parts

    def _feature(self, area: str, place: int) -> Any:
        self.window._areas[area].ensure()
        return self.window._areas[area].features[place]

    @property
    def cases(self) -> CasesView:
        return self._feature("cases", 0)  # type: ignore[no-any-return]

    @property
    def page(self) -> CasePageView:
        return self._feature("cases", 1)  # type: ignore[no-any-return]

    @property
    def review(self) -> ReviewView:
        return self._feature("review", 0)  # type: ignore[no-any-return]

    @property
    def palette(self) -> Palette:
        assert isinstance(self.window.palette_box, Palette)
        return self.window.palette_box

    @property
    def focus(self) -> QWidget:
        found = self.app.focusWidget()
        assert found is not None, "nothing has the focus"
        return found

    @property
    def text(self) -> str:
        return self.page.editor.text.toPlainText()

    # --- what a person does

    def type(self, text: str) -> None:
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                key = ord(letter.upper()) if letter.isascii() else 0
                self.app.sendEvent(self.focus, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, letter))

    def press(self, *keys: str) -> None:
        for key in keys:
            combination = QKeySequence(key)[0]  # type: ignore[index]
            QTest.keyClick(self.focus, combination.key(), combination.keyboardModifiers())

    def until(self, condition: Callable[[], object], timeout: int = 30_000) -> None:
        """Let the window live until *condition* holds: looked at whenever something happened, at least a few ms on."""
        end, beat = time.monotonic() + timeout / 1000, QTimer()
        beat.start(_BEAT_MS)
        try:
            while not condition():
                assert time.monotonic() < end, f"did not happen within {timeout} ms"
                self.app.processEvents(_WAITING)
                self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        finally:
            beat.stop()

    def settle(self) -> None:
        """Wait until nothing is on its way between window and store."""
        for _round_trip in range(3):
            self.store.call(lambda: None)
            self.app.processEvents()

    def open(self, letters: str) -> None:
        """Open a case as a counsellor does: letters of a name, Enter; wait until it is there."""
        self.press("Ctrl+F")
        self.type(letters)
        self.press("Return")
        self.until(lambda: self.page.state.page is not None and self.page.editor.text.hasFocus())
        self.until(lambda: self.page.timeline.shown.loaded)

    # --- what the store holds

    def stored(self, verb: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """Return what a verb says on the store thread."""
        return self.store.call(lambda: verb(self.session, *arguments, **named))

    def drafts(self) -> list[Draft]:
        return list(self.stored(notes.list_drafts))

    def texts(self, name: str) -> list[str]:
        """Return the texts of the signed notes of a case."""
        return [entry.text for entry in self.stored(notes.list_notes, self.office.cases[name])]

    # --- leaving

    def close(self) -> None:
        """Leave as the lock does: queue what is unsaved, finish what is queued, close the store."""
        if self.store.stopped:
            return
        self.window.flush()
        self.window.stop()
        assert self.store.stop(self.session.close)
        self.network.stop()
        self.window.close()
        self.window.deleteLater()
        self.store.deleteLater()
        self.network.deleteLater()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        assert self.crashes == []
