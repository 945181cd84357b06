"""Tasks: their laws, series that keep their days, copies made by several devices shown as one."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.tasks import (
    OwnTask,
    Source,
    Standing,
    Task,
    TaskState,
    as_one,
    begin_series,
    copies,
    finish,
    follow_up,
    read_source,
    standing,
)

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31))
PARTS = st.text(alphabet="abcdefABCDEF0123456789_-.@", max_size=12)
SERIES = ("series///t/2026-01-05", "series///t/2026-01-12")
SOURCES = st.sampled_from(["", "step/REAN/intake/e1/", "gate/UAM/guardian/e1/", *SERIES])


@st.composite
def tasks(draw: st.DrawFn) -> list[Task]:
    """Several tasks of one case, some of them copies of each other."""
    count = draw(st.integers(0, 6))
    return [
        Task(
            id=f"{number:032x}",
            case="c" * 32,
            title=f"{number}",
            due_on=draw(st.sampled_from(["", "2026-03-01", "2026-03-02"])),
            state=draw(st.sampled_from(list(TaskState))),
            done_on=draw(st.sampled_from(["2026-03-03", "2026-03-04"])),
            source=draw(SOURCES),
        )
        for number in range(count)
    ]


@given(tasks(), st.randoms())
def test_order_and_repetition_do_not_matter(found: list[Task], random: object) -> None:
    shuffled = [*found, *found]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert as_one(shuffled) == as_one(found)


@given(tasks())
def test_shown_as_one_is_shown_once_and_nothing_is_lost(found: list[Task]) -> None:
    shown = as_one(found)
    assert as_one(shown) == shown
    sources = [task.source for task in shown if task.source]
    assert len(sources) == len(set(sources))
    first, later = (task for source in SERIES for task in [next((t for t in shown if t.source == source), None)])
    hidden = {SERIES[1]} if later is None and first is not None and first.state == "open" else set()
    assert set(sources) | hidden == {task.source for task in found if task.source} | hidden
    assert not (first and later and first.state == later.state == "open"), "one of a series is asked for"
    assert [task.id for task in found if not task.source] == sorted(task.id for task in shown if not task.source)
    for task in shown:
        same = copies(task, found)
        assert task.id == min(one.id for one in same)
        states = {one.state for one in same}
        assert task.state == next(state for state in ("done", "dropped", "declined", "open") if state in states)


def test_done_on_one_device_is_done_whoever_has_the_lower_id() -> None:
    mine = Task(id="a" * 32, case="c", source="step/REAN/intake/e/", due_on="2026-03-01")
    other = replace(mine, id="b" * 32, state="done", done_on="2026-02-27")
    for order in permutations([mine, other]):
        (shown,) = as_one(order)
        assert (shown.id, shown.state, shown.done_on) == (mine.id, "done", "2026-02-27")


def test_the_same_source_in_another_case_is_another_task() -> None:
    first = Task(id="a" * 32, case="c", source="step/REAN/intake/e/")
    assert len(as_one([first, replace(first, id="b" * 32, case="d")])) == 2


def test_undated_tasks_stand_last() -> None:
    found = [Task(id="1" * 32, case="c"), Task(id="2" * 32, case="c", due_on="2030-01-01")]
    assert [task.id[0] for task in as_one(found)] == ["2", "1"]


@given(st.sampled_from(["series", "step", "gate"]), PARTS, PARTS, PARTS, PARTS)
def test_a_source_is_read_as_it_was_written(origin: str, programme: str, code: str, series: str, period: str) -> None:
    source = Source(origin, programme, code, series, period)
    assert read_source(str(source)) == source


@given(st.text())
def test_any_source_is_read_without_an_error(text: str) -> None:
    read_source(text)


@pytest.mark.parametrize("text", ["", "step", "step/a/b/c", "step/a/b/c/d/e", "other/a/b/c/d"])
def test_what_is_no_source(text: str) -> None:
    assert read_source(text) is None


def series(due: date, every: int, until: str = "") -> OwnTask:
    """Return the first task of a series."""
    day = due.isoformat()
    return OwnTask(shelf="s", title="call", due_on=day, source=begin_series("t", day), every_days=every, until=until)


@given(DAYS, st.integers(1, 400), st.lists(st.integers(-40, 900), min_size=1, max_size=12))
def test_a_series_never_drifts(first: date, every: int, delays: list[int]) -> None:
    task = series(first, every)
    for delay in delays:
        due = date.fromisoformat(task.due_on)
        on = due + timedelta(days=delay)
        # Somebody moved it by hand before it was done: the days of the series stay.
        moved = replace(task, due_on=(due + timedelta(days=3)).isoformat())
        assert follow_up(moved, on) == follow_up(task, on)
        following = follow_up(finish(task, TaskState.DONE, on), on)
        assert following is not None
        day = date.fromisoformat(following.due_on)
        assert (day - first).days % every == 0
        assert day > on
        assert day > due
        assert (day - max(on, due)).days <= every
        assert following.state == TaskState.OPEN
        assert not following.id
        assert not following.done_on
        task = following


@given(DAYS, st.integers(1, 60), st.integers(0, 100), st.integers(0, 100))
def test_two_devices_make_one_follow_up(first: date, every: int, one: int, other: int) -> None:
    task = series(first, every)
    mine, theirs = (follow_up(task, first + timedelta(days=delay)) for delay in (one, other))
    assert mine is not None
    assert theirs is not None
    (found,) = as_one([replace(mine, id="1" * 32), replace(theirs, id="2" * 32)])
    assert found.due_on == min(mine.due_on, theirs.due_on)


@given(DAYS, st.integers(1, 60), st.integers(0, 300))
def test_a_series_ends_on_its_last_day(first: date, every: int, length: int) -> None:
    last = first + timedelta(days=length)
    task: OwnTask | None = series(first, every, last.isoformat())
    count = 0
    while task is not None:
        assert date.fromisoformat(task.due_on) <= last
        count += 1
        task = follow_up(task, date.fromisoformat(task.due_on))
    assert count == length // every + 1


@pytest.mark.parametrize("every", [0, -3, 5000])
def test_what_is_no_series_has_no_follow_up(every: int) -> None:
    assert follow_up(series(date(2026, 1, 1), every), date(2026, 1, 1)) is None
    assert follow_up(Task(case="c", due_on="2026-01-01", every_days=7), date(2026, 1, 1)) is None


def test_a_series_at_the_end_of_the_calendar_ends() -> None:
    assert follow_up(series(date(9999, 12, 1), 60), date(9999, 12, 1)) is None


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-11-20", Standing.OVERDUE),
        ("2026-11-21", Standing.TODAY),
        ("2026-11-22", Standing.LATER),
        ("", Standing.UNDATED),
        ("soon", Standing.UNDATED),
    ],
)
def test_standing_at_the_boundary_days(due: str, expected: Standing) -> None:
    assert standing(due, date(2026, 11, 21)) is expected


def test_reopening_forgets_when_it_was_done() -> None:
    task = finish(Task(case="c"), TaskState.DONE, date(2026, 1, 2))
    assert (task.state, task.done_on) == ("done", "2026-01-02")
    assert finish(task, TaskState.OPEN, date(2026, 1, 3)) == Task(case="c")
