"""What Today decides: groups, the next line when one is done, midnight, what is said of the next person."""

import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.desktop.task_writing.state import TaskFormState
from counsellor_app.desktop.today.row_words import line_spoken
from counsellor_app.desktop.today.state.listing import Group, Item, TodayState, case_of, key_of
from counsellor_app.desktop.today.state.person import following_words
from counsellor_app.domain.agenda import AppointmentRow, Day, DraftRow, HourRow, PaperRow, TaskRow
from sync.wording import set_language

NOON = int(datetime(2026, 11, 21, 12, 0).timestamp() * 1000)
_ISOLATES = re.compile("[\u2068\u2069]")
A, B = "a" * 32, "b" * 32


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


def task(identifier: str, case: str = A, due: str = "2026-11-21", **more: object) -> TaskRow:
    row: dict[str, object] = {
        "id": identifier, "case": case, "title": f"task {identifier}", "due_on": due, "state": "open", "done_on": "",
        "source": "", "every_days": 0, "until": "", "remark": "", "assignee": "p", "assignee_name": "Hanna",
        "reference": "26-1", "name": "Nino",
    }  # fmt: skip
    return TaskRow(**(row | more))  # type: ignore[arg-type]


def appointment(identifier: str, case: str = B) -> AppointmentRow:
    return AppointmentRow(
        id=identifier, case=case, at=NOON, minutes=30, place="azc Emmen", with_whom="", remark="", state="planned",
        responsible="", reference="26-2", name="Karwan", own_name="",
    )  # fmt: skip


def draft(identifier: str, case: str = A) -> DraftRow:
    return DraftRow(
        id=identifier, case=case, kind="talk", beginning="Ze", saved_at=NOON, reference="", name="Nino", own_name=""
    )


def paper(identifier: str, expires: str = "2026-12-01", whose: str = "") -> PaperRow:
    return PaperRow(
        id=identifier, case=B, kind="laissez-passer", expires_on=expires, reference="26-2", name="Karwan", own_name="",
        whose=whose,
    )  # fmt: skip


def hour(waiting: int = 2) -> HourRow:
    return HourRow(
        id="h", place="Detention centre", city="Alphen", starts="13:00", ends="15:00", waiting=waiting, settled=0
    )


def shown(*tasks: TaskRow, **more: object) -> TodayState:
    state = TodayState(lambda: NOON)
    number, _day = state.refresh()
    assert state.arrived(number, Day(day="2026-11-21", tasks=tasks, **more))  # type: ignore[arg-type]
    return state


def test_groups_stand_in_the_order_of_the_day() -> None:
    state = shown(
        task("1", due="2026-11-19"), task("2"), hours=(hour(),), appointments=(appointment("3"),), drafts=(draft("4"),),
        papers=(paper("5"),),
    )  # fmt: skip
    assert list(state.groups()) == list(Group)
    assert [_ISOLATES.sub("", line_spoken(line)) for line in state.lines()][:3] == [
        "Consultation hour 1", "Alphen, 2 wait, until 15:00", "Appointment 1"
    ]  # fmt: skip
    assert state.badge() == 4
    assert state.chosen == "hour h"


def test_nothing_to_do_is_no_error() -> None:
    state = shown()
    assert (state.lines(), state.item(), state.badge(), state.step(1), state.following()) == ([], None, None, "", None)


def test_what_is_done_makes_room_for_the_next() -> None:
    state = shown(task("1"), task("2"), task("3"))
    state.chosen = "task 2"
    number, _day = state.refresh()
    assert state.arrived(number, Day(day="2026-11-21", tasks=(task("1"), task("3"))))
    assert state.chosen == "task 3"
    number, _day = state.refresh()
    assert state.arrived(number, Day(day="2026-11-21", tasks=(task("1"),)))
    assert state.chosen == "task 1"


def test_a_late_answer_is_not_shown() -> None:
    state = TodayState(lambda: NOON)
    first, _day = state.refresh()
    second, _day = state.refresh()
    assert not state.arrived(first, Day(day="2026-11-21", tasks=(task("1"),)))
    assert state.arrived(second, Day(day="2026-11-21"))


@given(st.lists(st.sampled_from(["1", "2", "3", "4"]), unique=True), st.lists(st.sampled_from([1, -1]), max_size=8))
def test_steps_stay_in_the_list(tasks: list[str], steps: list[int]) -> None:
    state = shown(*(task(one) for one in tasks))
    keys = [key_of(item) for item in state.items()]
    for by in steps:
        before = state.chosen
        after = state.step(by)
        assert after in keys or not keys
        if keys:
            assert abs(keys.index(after) - keys.index(before)) <= 1


def test_who_comes_next_is_somebody_else() -> None:
    state = shown(task("1"), task("2"), task("3", B))
    state.chosen = "task 1"
    following = state.following()
    assert following is not None
    assert key_of(following) == "task 3"
    state.chosen = "task 3"
    assert state.following() is None


def test_midnight_makes_another_day() -> None:
    now = [int(datetime(2026, 11, 21, 23, 59, 30).timestamp() * 1000)]
    state = TodayState(lambda: now[0])
    number, day = state.refresh()
    assert day == date(2026, 11, 21)
    state.arrived(number, Day(day=day.isoformat(), tasks=(task("1"),)))
    assert not state.is_past()
    assert 29_000 < state.until_midnight() <= 30_001
    now[0] += state.until_midnight()
    assert state.is_past()
    number, day = state.refresh()
    assert day == date(2026, 11, 22)
    state.arrived(number, Day(day=day.isoformat(), tasks=(task("1"),)))
    assert list(state.groups()) == [Group.OVERDUE]


@given(st.integers(0, 86_399))
def test_it_never_takes_longer_than_a_day_and_an_hour(second: int) -> None:
    at = int((datetime(2026, 10, 25).timestamp() + second) * 1000)
    assert 0 < TodayState(lambda: at).until_midnight() <= 90_000_001


ITEMS: list[Item] = [task("1"), task("2", case="", name=""), appointment("3"), draft("4"), hour(), hour(0), paper("5")]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: key_of(item))
def test_every_line_says_something(item: Item) -> None:
    assert line_spoken(item)
    when, who = following_words(item)
    assert when
    assert who
    assert case_of(item) in (A, B, "")


def test_a_paper_says_whether_it_is_good_still() -> None:
    today = date.today()
    soon, late = ((today + timedelta(days=days)).isoformat() for days in (9, -9))
    assert "Laissez-passer, expires" in _ISOLATES.sub("", line_spoken(paper("1", soon)))
    assert "Laissez-passer, expired, Dawit" in _ISOLATES.sub("", line_spoken(paper("1", late, "Dawit"))).replace(
        " · ", ", "
    )


def test_made_tasks_say_where_they_come_from() -> None:
    assert "evidence" in line_spoken(task("1", source="gate/UAM/guardian/e/"))
    assert "step of REAN" in line_spoken(task("1", source="step/REAN/intake/e/"))
    assert "comes again" in line_spoken(task("1", source="series///t/2026-11-21", every_days=7))
    assert "own task" in line_spoken(task("1", case=""))


# --- the form


def test_the_form_goes_to_what_is_wrong_and_keeps_what_was_typed() -> None:
    form = TaskFormState()
    form.typed("due", "soon")
    assert form.submit(date(2026, 11, 21)).focus == "title"
    assert set(form.errors) == {"title", "due"}
    form.typed("title", "Call")
    assert form.submit(date(2026, 11, 21)).focus == "due"
    form.typed("due", "tomorrow")
    assert form.understood(date(2026, 11, 21)) == "23 November 2026"
    written = {"title": "Call", "due": "tomorrow", "clock": "", "every": "", "who": ""}
    assert form.submit(date(2026, 11, 21)).add == written
    assert form.submit(date(2026, 11, 21)).add is None  # under way
    form.refused()
    assert not form.blank
    form.added()
    assert form.blank


def test_lists_do_not_say_what_a_protected_programme_asks() -> None:
    line = line_spoken(task("1", title="Veiligheidsplan", source="step/VOT/safety/e/"))
    assert "Veiligheidsplan" not in line
    assert "VOT" not in line
    assert "next step" in line


def test_with_a_time_it_is_an_appointment_of_a_case() -> None:
    own = TaskFormState(of_case=False)
    own.typed("title", "Meet")
    own.typed("clock", "14:00")
    assert own.meets
    assert own.submit(date(2026, 11, 21)).focus == "clock"
    form = TaskFormState()
    form.typed("title", "Meet")
    form.typed("clock", "25:00")
    form.typed("every", "7")
    form.typed("who", "Bert")
    assert form.submit(date(2026, 11, 21)).focus == "clock"
    assert set(form.errors) == {"clock", "every", "who"}
    form.typed("clock", "14:00")
    form.typed("every", "")
    form.typed("who", "")
    assert form.submit(date(2026, 11, 21)).add is not None
