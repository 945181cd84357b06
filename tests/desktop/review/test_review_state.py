"""Laws of the review's brain: nothing is settled that was not chosen; a settled case makes room for the next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.desktop.field_words import facts
from counsellor_app.desktop.review.state.listing import ALL, Group, ReviewListState, Section, group_of, row_words
from counsellor_app.desktop.review.state.settling import Found, SettlingState
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import CasePage, Conflict, ConflictValue, Origin, ReviewRow, TimelineEntry
from counsellor_app.domain.records import Case, Person
from counsellor_app.domain.rights import Act, Actor

NOW = 1_795_287_000_000
ORIGIN = Origin(author="a", author_name="Hanna", device="d", device_label="HG-2", at=NOW, at_office=True)


def waiting(case: str, **how: object) -> ReviewRow:
    fields: dict[str, object] = {
        "reference": "", "name": case, "own_name": "", "programme": "", "place": "", "responsible_name": "",
        "new_notes": 0, "new_changes": 0, "conflicts": 0, "questions": 0, "answers": 0, "newest_at": NOW,
        "authors": ("Hanna",),
    }  # fmt: skip
    return ReviewRow(case=case, **{**fields, **how})  # type: ignore[arg-type]


def conflict(field: str, *values: str) -> Conflict:
    sides = tuple(
        ConflictValue(change=f"{number:032x}", value=value, origin=ORIGIN, displayed=not number)
        for number, value in enumerate(values)
    )
    return Conflict(
        id=f"c.{field}", case="c", case_name="", reference="", object="o", object_kind="case", field=field, values=sides
    )


def found(*conflicts: Conflict, new: tuple[TimelineEntry, ...] = ()) -> Found:
    page = CasePage(
        case=Case(id="c", reference="26-1"), persons=(Person(name="Vasile"),), aliases=(), flags=(),
        conflicts=conflicts, drafts=(), responsible_name="", team_name="", unsent=0, missing=0, origin=ORIGIN,
    )  # fmt: skip
    return Found(page, new)


def settling(*conflicts: Conflict) -> SettlingState:
    state = SettlingState(lambda: Actor("me", "supervisor"), lambda: NOW)
    state.arrived(state.open("c"), found(*conflicts))
    return state


ROWS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)), max_size=12).map(
    lambda drawn: [
        waiting(f"case {number}", conflicts=conflicts, new_notes=notes, questions=questions)
        for number, (conflicts, notes, questions) in enumerate(drawn)
    ]
)


@given(ROWS, st.sampled_from([ALL, *map(str, Group)]))
def test_every_case_stands_once_under_the_heading_of_its_group(rows: list[ReviewRow], scope: str) -> None:
    state = ReviewListState()
    state.arrived(rows)
    state.show(scope)
    heading = None
    cases = []
    for line in state.lines():
        if isinstance(line, Section):
            assert line.group != heading
            heading = line.group
        else:
            assert group_of(line) is heading
            cases.append(line.case)
    assert sorted(cases) == sorted(row.case for row in rows if scope in (ALL, group_of(row)))
    counts = state.counts()
    assert counts[ALL] == len(rows) == sum(counts[group] for group in Group)


def test_what_waits_for_a_colleague_stands_last_and_is_not_counted_as_work() -> None:
    state = ReviewListState()
    rows = [waiting("asked", questions=1, waiting=1), waiting("to answer", questions=1), waiting("new", new_notes=1)]
    state.arrived(rows)
    assert [row.case for row in state.shown()] == ["new", "to answer", "asked"]
    assert state.due() == 2
    assert "your question waits for an answer" in row_words(rows[0])
    assert "waits" not in row_words(rows[1])


@given(ROWS, st.integers(0, 11), st.data())
def test_a_case_that_no_longer_waits_makes_room_for_the_next(
    rows: list[ReviewRow], at: int, data: st.DataObject
) -> None:
    state = ReviewListState()
    state.arrived(rows)
    if not rows:
        assert state.step(1) == ""
        return
    order = [row.case for row in state.shown()]
    state.chosen = order[at % len(order)]
    after = order[(at % len(order)) + 1 :]
    state.arrived([row for row in rows if row.case != state.chosen])
    left = [case for case in order if case != order[at % len(order)]]
    assert state.chosen == (after[0] if after else left[-1] if left else "")


def test_steps_hold_at_the_ends() -> None:
    state = ReviewListState()
    state.arrived([waiting("a", new_notes=1), waiting("b", new_notes=1)])
    assert [state.step(1), state.step(1), state.step(1), state.step(-1), state.step(-1)] == ["a", "b", "b", "a", "a"]
    assert state.find("B", 0) == 2
    assert state.find("z", 0) == -1


def test_nothing_is_settled_before_something_is_chosen() -> None:
    state = settling(conflict("place", "Emmen", "Assen"))
    assert state.settlement() is None
    assert not state.choose(3)
    assert state.choose(1)
    chosen = state.settlement()
    assert chosen is not None
    assert (chosen.take, chosen.value, chosen.words) == (f"{1:032x}", None, "Assen")


def test_another_value_is_checked_like_any_other() -> None:
    state = settling(conflict("nationality", "SO", "ET"))
    assert state.choose(2)
    assert state.writes_other
    assert state.settlement() is None
    state.other = "Atlantis"
    with pytest.raises(ActionableError):
        state.settlement()
    assert state.objection()
    state.other = "Kenya"
    settled = state.settlement()
    assert settled is not None
    assert settled.value == "Kenya"
    assert not settled.take
    assert not state.objection()


@given(st.integers(2, 6))
def test_any_number_of_values_can_be_chosen_by_its_digit(count: int) -> None:
    state = settling(conflict("phone", *[str(number) for number in range(count)]))
    for place in range(count):
        assert state.choose(place)
        settled = state.settlement()
        assert settled is not None
        assert settled.take == f"{place:032x}"
    assert state.choose(count)
    assert state.writes_other
    assert not state.choose(count + 1)


def test_a_choice_stays_while_its_conflict_does_and_goes_with_it() -> None:
    state = settling(conflict("place", "Emmen", "Assen"), conflict("phone", "1", "2"))
    state.choose(1)
    state.arrived(state.open("c"), found(conflict("place", "Emmen", "Assen"), conflict("phone", "1", "2")))
    assert state.choice == 1
    state.arrived(state.open("c"), found(conflict("phone", "1", "2")))
    assert state.choice == -1
    assert state.conflict is not None
    assert state.conflict.field == "phone"
    stale = state.open("c")
    state.open("d")
    assert not state.arrived(stale, found())


def test_what_is_new_does_not_repeat_the_conflict_itself() -> None:
    one = conflict("place", "Emmen", "Assen")
    entries = tuple(
        TimelineEntry(id=identifier, kind="change", at=NOW, origin=ORIGIN, field="place")
        for identifier in (f"{0:032x}", "other")
    )
    state = SettlingState(lambda: Actor("me", "supervisor"), lambda: NOW)
    state.arrived(state.open("c"), found(one, new=entries))
    assert [entry.id for entry in state.also_changed()] == ["other"]
    assert state.title() == "Place: two values"
    assert state.count_words() == "1 of 1 conflicts"
    assert state.may(Act.ASK)


def test_a_row_says_what_is_new_and_from_whom() -> None:
    assert row_words(waiting("a", new_notes=2, new_changes=1)) == facts("2 notes, 1 change", "Hanna")
