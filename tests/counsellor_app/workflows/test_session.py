import json
from pathlib import Path

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import Profile
from counsellor_app.workflows import casework, finding, keeping, notes, office
from counsellor_app.workflows.session import Session, Stage, profile_state, unlock, unlock_with_recovery

from .conftest import PASSWORD, found


def test_the_stages_of_a_profile(tmp_path: Path) -> None:
    profile = Profile(tmp_path / "profile")
    assert profile_state(profile).stage is Stage.EMPTY
    session = found(profile.folder)
    casework.add_case(session, name="Somebody")
    session.close()
    session.close()
    state = profile_state(profile)
    assert (state.stage, state.unsent) == (Stage.READY, 2)
    for broken in ("", "[]", "{", '{"unsent": "many"}', '{"unsent": -1}', "null"):
        profile.outside.write_text(broken, encoding="utf-8")
        assert profile_state(profile).stage is Stage.READY
        assert profile_state(profile).unsent == 0
    profile.outside.write_text('{"unsent": 0, "waiting": true}', encoding="utf-8")
    assert profile_state(profile).stage is Stage.JOINING


def test_unlocking_again_finds_everything(tmp_path: Path) -> None:
    session = found(tmp_path / "profile")
    case = casework.add_case(session, name="Somebody")
    draft = notes.save_draft(session, notes.start_draft(session, case.id))
    key = keeping.replace_recovery(session)
    assert keeping.confirm_recovery(session, key.lower())
    assert not keeping.confirm_recovery(session, "nonsense")
    session.close()
    again = unlock(session.profile, PASSWORD)
    assert (again.person_name, again.role, again.admitted) == ("Anna Bos", "administrator", True)
    assert notes.list_drafts(again) == (draft,)
    again.close()
    new = "een heel andere zin voor later"
    unlock_with_recovery(session.profile, key, new).close()
    with pytest.raises(ActionableError):
        unlock(session.profile, PASSWORD)
    last = unlock(session.profile, new)
    with pytest.raises(ActionableError):
        keeping.change_password(last, PASSWORD, "nog een andere lange zin hier")
    keeping.change_password(last, new, PASSWORD)
    last.close()
    unlock(session.profile, PASSWORD).close()


def test_settings_stay_within_their_limits(session: Session) -> None:
    changed = keeping.change_settings(session, language="nl", idle_lock=99_999, sync_every=1)
    assert (changed.language, changed.idle_lock, changed.sync_every) == ("nl", 300, 30)
    assert session.settings == changed


def test_backup_restore_and_a_new_device(session: Session, tmp_path: Path) -> None:
    case = casework.add_case(session, name="Somebody")
    target = tmp_path / "profile.backup"
    keeping.backup(session, target)
    assert not list(session.profile.folder.glob("*.new"))
    profile = Profile(tmp_path / "restored")
    keeping.restore(profile, target, PASSWORD)
    restored = unlock(profile, PASSWORD)
    try:
        assert casework.case_page(restored, case.id).case == case
        assert not restored.admitted
        assert restored.device.device_id != session.device.device_id
        assert restored.person_name == "Anna Bos"
        with pytest.raises(ActionableError, match="not admitted"):
            casework.add_case(restored, name="Else")
        assert profile_state(profile).unsent == 0
        with pytest.raises(ActionableError):
            keeping.restore(profile, target, PASSWORD)
    finally:
        restored.close()
    assert profile_state(profile).stage is Stage.JOINING
    assert keeping.verify(session).ok


def test_an_invitation_makes_its_team_once(session: Session) -> None:
    first = office.invite(session, "Bert", "counsellor", "Utrecht")
    second = office.invite(session, "Carla", "supervisor", " utrecht ", hours=1)
    assert first.team_ids == second.team_ids
    assert [name for _id, name in finding.teams(session)] == ["Utrecht"]
    assert session.teams == (first.team_ids[0].hex(),)
    assert json.loads(first.to_json())["name"] == "Bert"
    case = casework.add_case(session, name="Somebody")
    assert case.team == session.teams[0]
    for role, hours in (("director", 1), ("counsellor", 0), ("counsellor", 10**6)):
        with pytest.raises(ActionableError):
            office.invite(session, "X", role, "Utrecht", hours)
    assert len(office.words_of_office(session)) == 12


def test_a_case_goes_to_a_colleague_by_name_only_if_there_is_one(session: Session) -> None:
    case = casework.add_case(session, name="Somebody")
    for field, name in (("responsible", "Nobody"), ("team", "Nowhere"), ("responsible", "Utrecht")):
        with pytest.raises(ActionableError):
            casework.set_fields(session, case.id, {field: name})
    office.invite(session, "Bert", "counsellor", "Utrecht")
    assert casework.set_fields(session, case.id, {"team": "utrecht", "responsible": "anna bos"}) == ["team"]
    page = casework.case_page(session, case.id)
    assert (page.team_name, page.responsible_name) == ("Utrecht", "Anna Bos")
