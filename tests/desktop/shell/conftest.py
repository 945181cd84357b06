"""A real office on loopback, people with profiles, and the window on one of them."""

import os
import select
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from counsellor_app.desktop.look.theme import apply_theme
from counsellor_app.desktop.program import Program
from counsellor_app.settings import Profile
from counsellor_app.vault.slots import FLOOR_COST
from counsellor_app.workflows import casework, enrolment, lookup, office, syncing
from sync.server import premises
from sync.server.premises import Premises
from sync.wording import set_language
from tests.forked_office import ForkedOffice, start_office

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
PASSWORD = "attitude useful fragile flavor length expand"


class OfficeServer:
    """The office's server in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.data, self.founding_file = folder / "office", folder / "founding.json"
        premises.set_up(self.data, Premises("", premises.DEFAULT_HOST, premises.DEFAULT_PORT, ""), self.founding_file)
        self._process: ForkedOffice | subprocess.Popen[str] | None = None
        self.port = 0

    @property
    def founding(self) -> str:
        return self.founding_file.read_text(encoding="utf-8")

    def start(self) -> None:
        serve = ("serve", "--data", str(self.data), "--port", str(self.port))
        self._process = start_office(serve, os.environ | {"LANG": "C.UTF-8"})
        assert self._process.stdout is not None
        ready, _write, _error = select.select([self._process.stdout], [], [], 30)
        assert ready, "the office did not start"
        self.address = self._process.stdout.readline().strip()
        self.port = int(self.address.rsplit(":", 1)[1])

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None


@dataclass
class World:
    """An office with its administrator, and a counsellor of team North; both profiles are closed."""

    server: OfficeServer
    folder: Path
    admin: Profile
    counsellor: Profile

    def invite(self, name: str, role: str = "counsellor") -> str:
        """Have the administrator invite somebody; returns the file's text."""
        session = enrolment.unlock(self.admin, PASSWORD)
        try:
            invitation = office.invite(session, name, role, "North")
            syncing.sync_now(session)
            return invitation.to_json()
        finally:
            session.close()

    def admit(self) -> None:
        """Have the administrator admit whoever waits."""
        session = enrolment.unlock(self.admin, PASSWORD)
        try:
            office.admit_waiting(session)
        finally:
            session.close()


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    server = OfficeServer(folder)
    server.start()
    try:
        yield _enrolled(server, folder)
    finally:
        server.stop()


def _enrolled(server: OfficeServer, folder: Path) -> World:
    """Found the office and enrol a counsellor."""
    admin, counsellor = Profile(folder / "admin"), Profile(folder / "counsellor")
    founding = server.founding.replace("http://127.0.0.1:8420", server.address)
    founded = enrolment.found_office(
        admin, founding, "Marijke Hoekstra", PASSWORD, "Office-01", server.address, cost=FLOOR_COST
    )
    invitation = office.invite(founded.session, "Hanna Girma", "counsellor", "North")
    syncing.sync_now(founded.session)
    joined = enrolment.join_office(counsellor, invitation.to_json(), PASSWORD, "HG-2", cost=FLOOR_COST)
    office.admit_waiting(founded.session)
    syncing.sync_now(joined.session)
    founded.session.close()
    joined.session.close()
    return World(server, folder, admin, counsellor)


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application in light, left to right, English; and so again afterwards."""
    set_language("en")
    apply_theme(qapp, "light")
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    yield qapp
    set_language("en")
    apply_theme(qapp, "light")
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


class Run:
    """A program on a profile, driven as a person would."""

    def __init__(self, app: QApplication, bot: QtBot, profile: Profile) -> None:
        self.relaunched: list[int] = []
        self.bot = bot
        self.program = Program(app, profile, relaunch=lambda: self.relaunched.append(1))
        self.program.start()
        self.crashes: list[object] = []
        self.program.crash.crashed.connect(self.crashes.append)
        bot.waitExposed(self.program.frame)

    def unlock(self, password: str = PASSWORD) -> None:
        page = self.program.page()
        page.password.setText(password)  # type: ignore[union-attr]
        page.try_password()  # type: ignore[union-attr]
        self.bot.waitUntil(lambda: self.program.window is not None, timeout=20_000)

    def until(self, condition: Callable[[], bool], timeout: int = 20_000) -> None:
        self.bot.waitUntil(condition, timeout=timeout)


@pytest.fixture
def run_program(dressed: QApplication, qtbot: QtBot) -> Iterator[Callable[[Profile], Run]]:
    runs: list[Run] = []

    def run(profile: Profile) -> Run:
        runs.append(Run(dressed, qtbot, profile))
        return runs[-1]

    yield run
    for made in runs:
        made.program.frame.close()
        made.program.finish()
        made.program.frame.deleteLater()
        made.program.deleteLater()
        assert not made.crashes
    dressed.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    dressed.processEvents()


Starter = Callable[[Profile], Run]


def press_lock(window: QWidget) -> None:
    """Press the panic key where the window system would."""
    QTest.keyClick(window.window().windowHandle(), Qt.Key.Key_L, CTRL_SHIFT)


def add_case(profile: Profile, name: str) -> str:
    """Add a case to a closed profile; returns its id."""
    session = enrolment.unlock(profile, PASSWORD)
    try:
        return casework.add_case(session, name=name, place="Ter Apel", programme="REAN").id
    finally:
        session.close()


def drafts_of(profile: Profile, case_id: str) -> list[str]:
    """Return the texts of a case's drafts in a closed profile."""
    session = enrolment.unlock(profile, PASSWORD)
    try:
        return [draft.text for draft in lookup.case_page(session, case_id).drafts]
    finally:
        session.close()
