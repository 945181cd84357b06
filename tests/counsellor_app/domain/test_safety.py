"""Safe contact: the strictest rule counts, an unknown one forbids; safety measures; what lists may not say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import FlagCode
from counsellor_app.domain.safety import (
    ContactRule,
    ContactRuleKind,
    ContactWay,
    ForWhom,
    SafetyPlan,
    flags_in_lists,
    may_reach,
    measures_in_force,
    missing_measures,
    programme_in_lists,
    read_contact_rule,
    read_through,
)

ways = st.sampled_from([str(way) for way in ContactWay])
people = st.sampled_from(["", "anna", "ben"])
rules = st.lists(
    st.builds(
        ContactRule, person=people, rule=st.sampled_from([*map(str, ContactRuleKind), "a rule to come"]),
        through=st.sampled_from(["", "her sister"]), removed=st.booleans(),
    ),
    max_size=6,
)  # fmt: skip


@given(ways, people, rules, rules)
def test_another_rule_never_opens_a_way(
    way: str, person: str, first: list[ContactRule], second: list[ContactRule]
) -> None:
    both = may_reach(way, person, [*first, *second])
    assert both.allowed == (may_reach(way, person, first).allowed and may_reach(way, person, second).allowed)
    assert both.allowed == (not both.rules)


@given(ways, rules)
def test_a_rule_for_everybody_holds_for_each(way: str, found: list[ContactRule]) -> None:
    if not may_reach(way, "", found).allowed:
        assert not may_reach(way, "anna", found).allowed
        assert not may_reach(way, "ben", found).allowed


@given(ways, rules)
def test_rules_of_another_and_rules_taken_away_close_nothing(way: str, found: list[ContactRule]) -> None:
    foreign = [rule for rule in found if rule.removed or rule.person == "ben"]
    assert may_reach(way, "anna", foreign).allowed


@pytest.mark.parametrize(
    ("rule", "closed"),
    [
        ("never_call", {"call", "voicemail"}),
        ("no_voicemail", {"voicemail"}),
        ("no_messages", {"message", "email"}),
        ("no_letters", {"letter"}),
        ("no_visits", {"visit"}),
        ("only_through", {str(way) for way in ContactWay}),
        ("only_at", set()),
        ("unheard-of", {str(way) for way in ContactWay}),
    ],
)
def test_what_each_rule_closes(rule: str, closed: set[str]) -> None:
    found = [ContactRule(rule=rule, through="Mrs. Girma")]
    assert {str(way) for way in ContactWay if not may_reach(way, "anna", found).allowed} == closed


def test_by_whom_and_when_alone_are_told() -> None:
    answer = may_reach(
        "call", "anna", [ContactRule(rule="only_through", through="STV"), ContactRule(rule="only_at", through="10-12")]
    )
    assert (answer.through, answer.only_at) == (("STV",), ("10-12",))


def test_rules_are_read() -> None:
    assert read_contact_rule("Never call") == "never_call"
    assert read_contact_rule("only-through") == "only_through"
    assert read_through("never_call", " ") == ""
    with pytest.raises(ActionableError):
        read_through("only_through", " ")
    with pytest.raises(ActionableError):
        read_contact_rule("sometimes")


def test_measures_hold_to_their_last_day() -> None:
    day = date(2026, 5, 1)
    plans = [
        SafetyPlan(for_whom="client", until="2026-05-01"),
        SafetyPlan(for_whom="family", until="2026-04-30"),
        SafetyPlan(for_whom="helpers", until="", removed=True),
    ]
    assert measures_in_force(plans, day) == (plans[0],)
    assert missing_measures(plans, day) == (ForWhom.FAMILY, ForWhom.HELPERS)
    assert missing_measures([SafetyPlan(for_whom=one) for one in ForWhom], day) == ()


def test_lists_name_neither_trafficking_nor_danger() -> None:
    shown = flags_in_lists([str(flag) for flag in FlagCode])
    assert "trafficking" not in shown
    assert "safety" not in shown
    assert "health" in shown
    assert programme_in_lists("VOT") == "REAN"
    assert programme_in_lists("HRT") == "HRT"
