"""An office that answers, with a supervisor and two counsellors; and the windows of each, one at a time."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bench.office import OfficeProcess
from counsellor_app.desktop.look.theme import apply_theme
from counsellor_app.settings import Profile
from counsellor_app.vault.slots import FLOOR_COST
from counsellor_app.workflows import enrolment, office, syncing
from sync.wording import set_language
from tests.desktop.furnished import PASSWORD, Desk, Office
from tests.quick_keys import with_quick_keys as with_quick_keys

LEAD, HANNA, PIETER = "Marijke Hoekstra", "Hanna Girma", "Pieter de Wit"
SitDown = Callable[[str], Desk]


@pytest.fixture(scope="session")
def story_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The office; its profiles are used by one test after the other, as people use theirs."""
    folder = tmp_path_factory.mktemp("stories")
    made = Office(folder)
    with OfficeProcess(folder) as process:
        lead = enrolment.found_office(
            Profile(folder / "lead"), process.founding.read_text(), LEAD, PASSWORD, "Office-01", process.address,
            cost=FLOOR_COST,
        ).session  # fmt: skip
        invitations = [office.invite(lead, name, "counsellor", "North") for name in (HANNA, PIETER)]
        syncing.sync_now(lead)
        joined = [
            enrolment.join_office(
                Profile(folder / who), paper.to_json(), PASSWORD, f"{who}-1", process.address, cost=FLOOR_COST
            ).session
            for who, paper in zip(("hanna", "pieter"), invitations, strict=True)
        ]
        office.admit_waiting(lead)
        for who, session in zip(("lead", "hanna", "pieter"), (lead, *joined), strict=True):
            syncing.sync_now(session)
            made.vaults[who] = session.vault
            session.close()
        yield made


@pytest.fixture
def sit_down(qapp: QApplication, qtbot: QtBot, story_office: Office, leaves_no_widgets: None) -> Iterator[SitDown]:
    """Open the window of ``hanna``, ``pieter`` or ``lead``; whoever sat there before has left."""
    set_language("en")
    apply_theme(qapp, "light")
    made: list[Desk] = []

    def sit(who: str) -> Desk:
        for before in made:
            before.close()
        desk = Desk(qapp, qtbot, story_office, who, story_office.folder / who)
        made.append(desk)
        return desk

    yield sit
    for desk in made:
        desk.close()
