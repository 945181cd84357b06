"""The first run, with a real office: founding, joining, waiting, restoring."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from counsellor_app.desktop.first_run.state import Step, Way
from counsellor_app.desktop.first_run.view import FirstRunView
from counsellor_app.desktop.first_run.waiting import WaitingView
from counsellor_app.desktop.unlock.view import UnlockView
from counsellor_app.settings import Profile, read_settings
from counsellor_app.workflows import casework, enrolment, notes
from counsellor_app.workflows import session as sessions
from sync.wording import language

from .conftest import PASSWORD, Starter, World, press_lock


def test_founding_an_office_by_hand(run_program: Starter, tmp_path: Path, qtbot: QtBot) -> None:
    from .conftest import OfficeServer

    server = OfficeServer(tmp_path)
    server.start()
    try:
        _found(run_program, tmp_path, server.founding, server.address)
    finally:
        server.stop()


def _found(run_program: Starter, folder: Path, founding: str, address: str) -> None:
    run = run_program(Profile(folder / "founder"))
    page = run.program.page()
    assert isinstance(page, FirstRunView)
    page.choice.buttons[Way.FOUND].click()
    page.enter_form.invitation.text.setPlainText(_at(founding, address))
    assert page.state.facts is not None
    page.enter_form.name.setText("Marijke Hoekstra")
    page.go()
    assert page.state.step is Step.FILLING
    page.enter_form.password.make()
    page.go()
    assert page.state.step is Step.WORKING
    run.until(lambda: page.state.step is not Step.WORKING)
    assert page.state.step is Step.RECOVERY, page.state
    assert page.recovery is not None
    page.recovery.typed.setText("not the key")
    page.recovery.check()
    assert page.state.step is Step.RECOVERY
    page.recovery.typed.setText(page.recovery._key.lower().replace("-", " "))
    page.recovery.check()
    run.until(lambda: run.program.window is not None)
    assert run.program.session is not None
    assert run.program.session.role == "administrator"


def _at(text: str, address: str) -> str:
    """Return a founding invitation for *address*: a test's office takes any free port."""
    from sync.directory.invitation import FoundingInvitation

    made = FoundingInvitation.from_json(text)
    return FoundingInvitation(address, made.server_id, made.secret, made.pin).to_json()


def test_joining_waiting_and_being_admitted(run_program: Starter, world: World, tmp_path: Path) -> None:
    invitation = world.invite("Youssra el Idrissi")
    profile = Profile(tmp_path / "youssra")
    run = run_program(profile)
    page = run.program.page()
    assert isinstance(page, FirstRunView)
    page.choice.buttons[Way.JOIN].click()
    file = tmp_path / "invitation.json"
    file.write_text(invitation, encoding="utf-8")
    page.enter_form.invitation.take_file(file)
    assert page.state.facts is not None
    assert page.state.facts.name == "Youssra el Idrissi"
    assert not page.enter_form.invitation.text.isVisible()
    page.enter_form.password.first.setText(PASSWORD)
    page.enter_form.password.second.setText(PASSWORD)
    page.go()
    run.until(lambda: page.state.step is Step.RECOVERY)
    assert page.recovery is not None
    page.recovery.typed.setText(page.recovery._key)
    page.recovery.check()
    run.until(lambda: isinstance(run.program.page(), WaitingView))
    press_lock(run.program.frame)
    assert run.relaunched == [1]

    again = run_program(profile)
    page = again.program.page()
    assert isinstance(page, UnlockView)
    page.password.setText(PASSWORD)
    page.try_password()
    again.until(lambda: isinstance(again.program.page(), WaitingView))
    world.admit()
    again.program.page().try_now.emit()  # type: ignore[union-attr]
    again.until(lambda: again.program.window is not None, 30_000)
    assert again.program.session is not None
    assert again.program.session.role == "counsellor"


def test_a_used_invitation_is_refused_with_everything_still_in_the_form(
    run_program: Starter, world: World, tmp_path: Path
) -> None:
    invitation = world.invite("Pieter de Wit")
    first = enrolment.join_office(Profile(tmp_path / "first"), invitation, PASSWORD)
    first.session.close()
    world.admit()
    run = run_program(Profile(tmp_path / "second"))
    page = run.program.page()
    assert isinstance(page, FirstRunView)
    page.choice.buttons[Way.JOIN].click()
    page.enter_form.invitation.text.setPlainText(invitation)
    page.enter_form.label.setText("PW-2")
    page.enter_form.password.make()
    page.go()
    run.until(lambda: page.state.step is not Step.WORKING)
    assert page.state.step is Step.FILLING
    assert "used" in page.state.title
    assert page.enter_form.label.text() == "PW-2"
    assert page.enter_form.password.verdict().good
    assert not Profile(tmp_path / "second").vault.exists()


def test_a_backup_comes_back_by_the_first_screen(run_program: Starter, world: World, tmp_path: Path) -> None:
    session = sessions.unlock(world.counsellor, PASSWORD)
    case = casework.add_case(session, name="Armen Sargsyan")
    note = notes.start_draft(session, case.id)
    notes.discard_draft(session, note.id)
    from counsellor_app.workflows import keeping

    keeping.backup(session, tmp_path / "all.backup")
    session.close()
    run = run_program(Profile(tmp_path / "restored"))
    page = run.program.page()
    assert isinstance(page, FirstRunView)
    page.choice.buttons[Way.RESTORE].click()
    page.restore_form.file.setText(str(tmp_path / "all.backup"))
    page.restore_form.password.setText("the wrong password")
    page.go()
    run.until(lambda: page.state.step is Step.FILLING)
    assert page.state.title
    page.restore_form.password.setText(PASSWORD)
    page.go()
    run.until(lambda: page.state.step is not Step.WORKING)
    assert isinstance(run.program.page(), UnlockView), page.state


def test_the_language_is_chosen_on_the_first_screen(run_program: Starter, tmp_path: Path) -> None:
    run = run_program(Profile(tmp_path / "new"))
    page = run.program.page()
    assert isinstance(page, FirstRunView)
    page.choice.languages.chosen.emit("nl")
    assert language() == "nl"
    assert isinstance(run.program.page(), FirstRunView)
    assert run.program.page() is not page
    assert read_settings(Profile(tmp_path / "new")).language == "nl"
