"""The window on real stores, for every feature's tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from counsellor_app.desktop.look.theme import apply_theme
from sync.wording import set_language
from tests.desktop.furnished import Desk, Office, make_office
from tests.desktop_guards import leaves_no_widgets as leaves_no_widgets
from tests.quick_keys import with_quick_keys as with_quick_keys


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A small office; its profiles are copied, never opened."""
    return make_office(tmp_path_factory.mktemp("office"))


@pytest.fixture
def desks(
    qapp: QApplication, qtbot: QtBot, office: Office, tmp_path: Path, leaves_no_widgets: None
) -> Iterator[Callable[[str], Desk]]:
    """Open the window of ``hanna``, ``pieter`` or ``lead``; again for the same person goes on where it was left."""
    set_language("en")
    apply_theme(qapp, "light")
    made: list[Desk] = []

    def sit_down(who: str) -> Desk:
        desk = Desk(qapp, qtbot, office, who, tmp_path / who)
        made.append(desk)
        return desk

    yield sit_down
    for desk in made:
        desk.close()


@pytest.fixture
def hanna(desks: Callable[[str], Desk]) -> Desk:
    """The window of a counsellor."""
    return desks("hanna")


@pytest.fixture
def lead(desks: Callable[[str], Desk]) -> Desk:
    """The window of the supervisor."""
    return desks("lead")
