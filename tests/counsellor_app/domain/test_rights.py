"""Every cell of the table of rights, written out by hand: a change of one right must be made twice, knowingly."""

from itertools import product

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.rights import RIGHTS, Act, Actor, Matter, Role, allowed, require

ME, OTHER = "a" * 32, "b" * 32
MINE, THEIRS, NOBODYS = Matter(ME, ME), Matter(OTHER, OTHER), Matter("", OTHER)
MATTERS = {"mine": MINE, "theirs": THEIRS, "nobody's": NOBODYS}

# act: who may, for (my case or note, somebody else's, a case without anybody responsible).
# c counsellor, s supervisor, a administrator.
EXPECTED = {
    Act.ADD_CASE: ("csa", "csa", "csa"),
    Act.CHANGE_CASE: ("csa", "csa", "csa"),
    Act.CLOSE_CASE: ("csa", "sa", "csa"),
    Act.HAND_OVER: ("csa", "sa", "csa"),
    Act.SHARE_CASE: ("csa", "sa", "csa"),
    Act.RESTRICT_CASE: ("csa", "sa", "csa"),
    Act.MERGE_CASES: ("csa", "sa", "csa"),
    Act.WRITE_NOTE: ("csa", "csa", "csa"),
    Act.AMEND_NOTE: ("csa", "sa", "sa"),
    Act.PLAN: ("csa", "csa", "csa"),
    Act.MARK_SEEN: ("sa", "sa", "sa"),
    Act.ASK: ("sa", "sa", "sa"),
    Act.ANSWER: ("csa", "csa", "csa"),
    Act.RESOLVE: ("csa", "sa", "csa"),
    Act.OVERRIDE_GATE: ("sa", "sa", "sa"),
    Act.IMPORT: ("csa", "csa", "csa"),
    Act.INVITE: ("a", "a", "a"),
    Act.ADMIT: ("a", "a", "a"),
    Act.REVOKE: ("a", "a", "a"),
    Act.CONFIRM_RESTORED: ("a", "a", "a"),
    Act.WRITE_LIBRARY: ("a", "a", "a"),
    Act.WRITE_TEAM_SHELF: ("csa", "csa", "csa"),
    Act.WRITE_OWN_SHELF: ("csa", "csa", "csa"),
    Act.PLAN_HOURS: ("csa", "csa", "csa"),
    Act.REMOVE_PLACE: ("sa", "sa", "sa"),
    Act.KEEP_QUEUE: ("csa", "csa", "csa"),
    Act.OUTREACH: ("csa", "csa", "csa"),
    Act.PACK_DAY: ("csa", "csa", "csa"),
    Act.SET_POLICY: ("a", "a", "a"),
    Act.WRITE_PROGRAMME: ("a", "a", "a"),
    Act.EXPORT: ("csa", "csa", "csa"),
}
CELLS = [
    (act, role, matter, role[0] in EXPECTED[act][place])
    for act, role, (place, matter) in product(Act, Role, enumerate(MATTERS))
]


def test_every_act_has_a_row_for_every_role() -> None:
    assert set(RIGHTS) == set(Act) == set(EXPECTED)
    assert all(set(row) == set(Role) for row in RIGHTS.values())


@pytest.mark.parametrize(("act", "role", "matter", "expected"), CELLS)
def test_each_cell(act: Act, role: Role, matter: str, expected: bool) -> None:
    actor = Actor(ME, role)
    assert allowed(actor, act, MATTERS[matter]) is expected
    if expected:
        require(actor, act, MATTERS[matter])
    else:
        with pytest.raises(ActionableError) as refusal:
            require(actor, act, MATTERS[matter])
        assert refusal.value.title
        assert refusal.value.advice


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("actor", [Actor("", ""), Actor("", "administrator"), Actor(ME, ""), Actor(ME, "director")])
def test_nobody_acts_before_admission_or_in_an_unknown_role(act: Act, actor: Actor) -> None:
    assert not allowed(actor, act, MINE)
    with pytest.raises(ActionableError):
        require(actor, act, MINE)
