import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.desktop.first_run import state as steps
from counsellor_app.desktop.first_run.state import FirstRun, Form, Step, Way
from counsellor_app.desktop.new_password.state import Grade, judge
from counsellor_app.domain.errors import ActionableError
from counsellor_app.workflows.enrolment import read_invitation_text
from sync.directory.invitation import FoundingInvitation, Invitation
from sync.protocol.public import Role

NOW = int(time.time() * 1000)


def _invitation(expires: int = NOW + 3_600_000) -> Invitation:
    ids = [os.urandom(16) for _number in range(5)]
    return Invitation(
        "https://office.example", ids[0], ids[1], os.urandom(32), os.urandom(32), ids[2], ids[3], "Hanna Girma",
        Role.COUNSELLOR, (ids[4],), expires,
    )  # fmt: skip


FOUNDING = FoundingInvitation("https://office.example", os.urandom(16), os.urandom(16))
forms = st.builds(
    Form, name=st.sampled_from(["", " ", "Anna"]), file=st.sampled_from(["", "x"]), password_good=st.booleans(),
    password_given=st.booleans(),
)  # fmt: skip
acts = st.sampled_from(
    ["join", "found", "restore", "back", "good", "expired", "founding", "junk", "empty", "go", "failed", "worked",
     "kept", "not kept"
    ]
)  # fmt: skip


def _texts() -> dict[str, str]:
    return {
        "good": _invitation().to_json(),
        "expired": _invitation(NOW - 1).short_text(),
        "founding": FOUNDING.to_json(),
        "junk": "{}",
        "empty": "",
    }


TEXTS = _texts()


def _act(state: FirstRun, act: str, form: Form) -> FirstRun:
    if act in ("join", "found", "restore"):
        return steps.chosen(state, Way(act))
    if act in TEXTS:
        return steps.invitation_given(state, TEXTS[act], read_invitation_text, NOW)
    simple = {
        "back": lambda: steps.back(state),
        "go": lambda: steps.began(state, form),
        "failed": lambda: steps.failed(state, ActionableError("t", "a")),
        "worked": lambda: steps.worked(state),
        "kept": lambda: steps.kept(state, confirmed=True, admitted=False),
        "not kept": lambda: steps.kept(state, confirmed=False, admitted=True),
    }
    return simple[act]()


@given(st.lists(st.tuples(acts, forms), max_size=25))
def test_no_way_past_what_is_missing(history):
    state = FirstRun()
    for act, form in history:
        before, state = state, _act(state, act, form)
        if state.step is Step.WORKING and before.step is not Step.WORKING:
            assert act == "go"
            assert not steps.missing(before, form)
            if state.way is Way.RESTORE:
                assert form.file
                assert form.password_given
            else:
                assert form.password_good
                assert state.facts is not None
                assert not state.facts.expired
                assert state.facts.way is state.way
        if state.step in (Step.WAITING, Step.DONE) and before.step is Step.RECOVERY:
            assert act == "kept"
        if before.step is Step.WORKING and act not in ("failed", "worked"):
            assert state == before
        if state.step is Step.CHOOSING:
            assert state == FirstRun()


def test_an_invitation_of_the_other_kind_leads_to_the_other_form():
    state = steps.chosen(FirstRun(), Way.JOIN)
    assert steps.invitation_given(state, TEXTS["founding"], read_invitation_text, NOW).way is Way.FOUND
    state = steps.chosen(FirstRun(), Way.FOUND)
    found = steps.invitation_given(state, TEXTS["good"], read_invitation_text, NOW)
    assert found.way is Way.JOIN
    assert found.facts is not None
    assert found.facts.name == "Hanna Girma"
    assert len(found.facts.words) == 12


@pytest.mark.parametrize("act", ["junk", "expired"])
def test_what_is_wrong_with_an_invitation_is_said(act):
    state = steps.invitation_given(steps.chosen(FirstRun(), Way.JOIN), TEXTS[act], read_invitation_text, NOW)
    assert state.title
    assert state.advice
    assert steps.missing(state, Form(password_good=True))


def test_an_expired_invitation_stays_expired_on_every_form():
    state = steps.invitation_given(steps.chosen(FirstRun(), Way.JOIN), TEXTS["expired"], read_invitation_text, NOW)
    assert steps.began(state, Form(password_good=True)) == state


@given(st.text(max_size=30), st.text(max_size=30), st.booleans())
def test_a_new_password_is_good_only_if_it_may_be_used_and_was_typed_twice(first, second, strong):
    def check(_password: str) -> None:
        if not strong:
            raise ActionableError("Too short.", "Longer.")

    verdict = judge(first, second, check)
    assert verdict.good == (bool(first) and strong and first == second)
    assert (verdict.grade is Grade.EMPTY) == (not first)
    if first and not verdict.good:
        assert verdict.text
