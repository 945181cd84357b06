"""The administrator's page, with a real office: inviting, admitting, revoking, and what a revoked device still can."""

import stat
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from counsellor_app.desktop import files
from counsellor_app.desktop.office import invite_form
from counsellor_app.desktop.office.view import OfficeView
from counsellor_app.desktop.window import Window
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.domain.retention import ClosedCase, KeptCase
from counsellor_app.settings import Profile
from counsellor_app.vault.slots import FLOOR_COST
from counsellor_app.workflows import casework, enrolment, lookup, office, syncing
from sync.directory.invitation import Invitation

from .conftest import CTRL_SHIFT, PASSWORD, Run, Starter, World


def _page(run: Run) -> OfficeView:
    window = run.program.window
    assert isinstance(window, Window)
    window.navigate("office")
    page = window.findChildren(OfficeView)[0]
    run.until(lambda: bool(page.devices.lines))
    return page


def test_invite_admit_and_revoke_by_hand(
    run_program: Starter, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_program(world.admin)
    run.unlock()
    page = _page(run)
    page.invite_button.click()
    form = page.invite_form
    assert form.isVisible()
    assert not form.make_button.isEnabled()
    form.name.setText("Ileana Munteanu")
    form.team.setEditText("North")
    assert form.make_button.isEnabled()
    form.make_button.click()
    run.until(form.file_button.isVisible)
    for name, button in (("ileana.json", form.file_button), ("ileana.pdf", form.sheet_button)):
        monkeypatch.setattr(invite_form, "ask_save_file", lambda *_given, found=tmp_path / name: found)
        button.click()
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    text = (tmp_path / "ileana.json").read_text(encoding="utf-8")
    assert Invitation.from_json(text).name == "Ileana Munteanu"
    run.until(lambda: not page._rounds.syncing)

    profile = Profile(tmp_path / "ileana")
    joined = enrolment.join_office(profile, text, PASSWORD, "IM-3", cost=FLOOR_COST)
    page.look_button.click()
    run.until(page.admit_button.isVisible)
    assert page.rail_badge() == 1
    page.admit_button.click()
    run.until(lambda: page.rail_badge() is None and not page.admit_button.isVisible())
    syncing.sync_now(joined.session)
    assert joined.session.role == "counsellor"
    case = casework.add_case(joined.session, name="Vasile Rusu")
    syncing.sync_now(joined.session)

    run.until(lambda: any(line._device and line._device.label == "IM-3" for line in page.devices.lines))
    line = next(line for line in page.devices.lines if line._device and line._device.label == "IM-3")
    line.button.click()
    assert page.revoke_form.isVisible()
    assert page.revoke_form.leave_button.hasFocus()
    page.revoke_form.leave_button.click()
    assert not page.revoke_form.isVisible()
    line.button.click()
    page.revoke_form.revoke_button.click()
    run.until(lambda: page.banner.isVisible() and not page._rounds.syncing)
    run.until(lambda: not line.button.isVisible())

    def refused() -> bool:
        try:
            syncing.sync_now(joined.session)
        except ActionableError as error:
            return "may not use the office any more" in error.title
        return False

    run.until(refused)
    found, _more = lookup.list_cases(joined.session, CaseFilter())
    assert case.id in {row.id for row in found}
    joined.session.close()


def test_a_device_does_not_revoke_itself(run_program: Starter, world: World) -> None:
    run = run_program(world.admin)
    run.unlock()
    page = _page(run)
    own = [line for line in page.devices.lines if line._device and line._device.label == "Office-01"]
    assert len(own) == 1
    assert not own[0].button.isVisible()


def test_the_rules_of_the_office_by_hand(run_program: Starter, world: World) -> None:
    """Set here, obeyed here at once and by the counsellor's window after its next round."""
    run = run_program(world.admin)
    run.unlock()
    page = _page(run)
    run.until(lambda: page.lock_after.count() == 4)
    assert page.lock_after.currentText() == "5 minutes"
    page.lock_after.setCurrentIndex(0)
    page.lock_after.activated.emit(0)
    lock = run.program.lock
    assert lock is not None
    run.until(lambda: lock._watch.limit == 60 and not page._rounds.syncing)
    run.program.finish()

    other = run_program(world.counsellor)
    other.unlock()
    other_lock = other.program.lock
    assert other_lock is not None
    other.until(lambda: other_lock._watch.limit == 60)
    assert other.program.window is not None
    other.program.window.navigate("settings")
    settings = other.program.window._areas["settings"].features[0]
    assert "1 minute at most" in settings.rows["idle_lock"].field.accessibleDescription()  # type: ignore[attr-defined]
    other.program.finish()
    session = enrolment.unlock(world.admin, PASSWORD)
    office.set_idle_lock(session, 300)
    syncing.sync_now(session)
    session.close()


def test_an_only_administrator_may_invite_a_second_by_a_key(run_program: Starter, world: World, qtbot: QtBot) -> None:
    run = run_program(world.admin)
    run.unlock()
    page = _page(run)
    run.until(page.lone.isVisible)
    assert page.lone.accessibleName()
    qtbot.keyClick(page, Qt.Key.Key_N, CTRL_SHIFT)
    assert page.invite_form.isVisible()
    assert page.invite_form.values().role == "administrator"


def test_the_systems_own_dialogues_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """They would not let the lock key through."""
    options: list[object] = []

    def answer(*_given: object, **named: object) -> tuple[str, str]:
        options.append(named["options"])
        return "", ""

    monkeypatch.setattr(files.QFileDialog, "getOpenFileName", staticmethod(answer))
    monkeypatch.setattr(files.QFileDialog, "getSaveFileName", staticmethod(answer))
    assert files.ask_open_file(None, "x") is None  # type: ignore[arg-type]
    assert files.ask_save_file(None, "x", "y") is None  # type: ignore[arg-type]
    assert options == [files.QFileDialog.Option.DontUseNativeDialog] * 2


def test_the_office_says_how_long_closed_cases_are_kept(run_program: Starter, world: World) -> None:
    run = run_program(world.admin)
    run.unlock()
    page = _page(run)
    part = page.retention
    run.until(lambda: part.programme.count() > 1)
    assert part.years.currentData() == 0
    for code, years in (("", 5), ("REAN", 10)):
        part.programme.setCurrentIndex(part.programme.findData(code))
        part.programme.activated.emit(part.programme.currentIndex())
        part.years.setCurrentIndex(part.years.findData(years))
        part.years.activated.emit(part.years.currentIndex())
        run.until(lambda: dict(part._rules).get(code) == years)  # noqa: B023 - asked before the next one
    assert part.programme.currentData() == "REAN"
    assert "No closed case" in part.foot.text()
    closed = ClosedCase("ab" * 16, "2019-7KQ2", "Selam", (), date(2019, 3, 1))
    part.show_due([KeptCase(closed, 5, date(2024, 3, 1))])
    (button,) = part.buttons()
    assert "2019-7KQ2" in button.accessibleName()
    assert "Nothing is erased" in part.foot.text()
