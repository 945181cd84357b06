"""Tasks made by steps and gates: nothing twice, nothing forgotten, nothing drifts, whoever makes them."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.task_plan import Demand, due_tasks, is_made, occurrence
from counsellor_app.domain.tasks import Task, TaskState, as_one, finish
from counsellor_app.domain.working_days import is_working_day

TODAY = date(2026, 11, 20)
CASE = "c" * 32


def demand(**more: object) -> Demand:
    """Return what an intake asks for."""
    return Demand(
        **{"case": CASE, "enrolment": "e1", "programme": "REAN", "origin": "step", "code": "intake"} | more  # type: ignore[arg-type]
    )


@st.composite
def demands(draw: st.DrawFn) -> list[Demand]:
    """What several steps and gates of one case ask for."""
    codes = draw(st.lists(st.sampled_from(["intake", "needs", "departure", "monitoring"]), unique=True))
    return [
        demand(
            code=code,
            origin=draw(st.sampled_from(["step", "gate"])),
            due_on=draw(st.sampled_from(["", "2026-11-19", "2026-11-21", "2026-12-25"])),
            state=draw(st.sampled_from(list(TaskState))),
            on=draw(st.sampled_from(["", "2026-11-18"])),
            every_days=draw(st.sampled_from([0, 30])),
            until=draw(st.sampled_from(["", "2027-01-31"])),
        )
        for code in codes
    ]


def saved(existing: list[Task], changed: list[Task], device: str = "a") -> list[Task]:
    """Return the tasks after *changed* were saved on a device."""
    known = {task.id: task for task in existing}
    for task in changed:
        identifier = task.id or f"{device}{len(known):031x}"
        known[identifier] = replace(task, id=identifier)
    return list(known.values())


@given(demands())
def test_asking_again_brings_nothing(asked: list[Demand]) -> None:
    existing = saved([], due_tasks(asked, [], TODAY))
    assert due_tasks(asked, existing, TODAY) == []


@given(demands(), demands())
def test_whatever_was_asked_before_it_settles_at_once(before: list[Demand], after: list[Demand]) -> None:
    existing = saved([], due_tasks(before, [], TODAY))
    existing = saved(existing, due_tasks(after, existing, TODAY))
    assert due_tasks(after, existing, TODAY) == []


@given(demands())
def test_two_devices_make_the_same_tasks(asked: list[Demand]) -> None:
    mine = saved([], due_tasks(asked, [], TODAY), "a")
    theirs = saved([], due_tasks(asked, [], TODAY), "b")
    merged = as_one([*mine, *theirs])
    assert len(merged) == len(mine)
    assert due_tasks(asked, [*mine, *theirs], TODAY) == []


@given(demands(), st.lists(st.sampled_from(["", TaskState.DONE, TaskState.DROPPED]), min_size=8, max_size=8))
def test_declined_and_wanted_again_is_as_if_nothing_was_said(asked: list[Demand], people: list[str]) -> None:
    """What somebody did or dropped stays so; everything else comes back as it was, under its own name."""
    wanted = [replace(one, state=TaskState.OPEN) for one in asked]
    made = saved([], due_tasks(wanted, [], TODAY))
    before = [finish(task, TaskState(by), TODAY) if by else task for task, by in zip(made, people, strict=False)]
    before = saved(before, due_tasks(wanted, before, TODAY))
    away = saved(before, due_tasks([replace(one, state=TaskState.DECLINED) for one in asked], before, TODAY))
    assert not [task for task in away if task.state == TaskState.OPEN]
    assert [task.id for task in away] == [task.id for task in before]
    assert saved(away, due_tasks(wanted, away, TODAY)) == before


@given(demands(), st.randoms())
def test_the_order_of_demands_changes_nothing(asked: list[Demand], random: object) -> None:
    shuffled = list(asked)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sorted(map(repr, due_tasks(shuffled, [], TODAY))) == sorted(map(repr, due_tasks(asked, [], TODAY)))


@given(st.dates(date(2021, 1, 1), date(2035, 1, 1)), st.integers(1, 120), st.integers(1, 40))
def test_follow_ups_fall_on_working_days_and_do_not_drift(first: date, every: int, number: int) -> None:
    asked = demand(due_on=first.isoformat(), every_days=every)
    day = date.fromisoformat(occurrence(asked, number))
    counted = first + timedelta(days=(number - 1) * every)
    assert is_working_day(day)
    assert 0 <= (day - counted).days <= 5


def test_a_day_that_somebody_planned_is_not_moved() -> None:
    """Aeroplanes leave on Saturdays; a task that fell due on the Monday after would come too late."""
    asked = demand(code="departure", due_on="2026-12-12", exact=True)
    (task,) = due_tasks([asked], [], TODAY)
    assert task.due_on == "2026-12-12"
    (task,) = due_tasks([replace(asked, exact=False)], [], TODAY)
    assert task.due_on == "2026-12-14"


def test_monitoring_asks_again_when_the_last_one_is_done() -> None:
    asked = demand(code="monitoring", due_on="2026-09-01", every_days=90, until="2027-03-31")
    existing: list[Task] = []
    days = []
    while new := due_tasks([asked], existing, TODAY):
        (task,) = new
        days.append(task.due_on)
        existing = saved(existing, [finish(task, TaskState.DONE, TODAY)])
    assert days == ["2026-09-01", "2026-11-30", "2027-03-01"]  # 28 February 2027 is a Sunday


def test_a_step_that_is_done_settles_its_task_and_every_copy() -> None:
    (task,) = due_tasks([demand(due_on="2026-11-25")], [], TODAY)
    copies = [replace(task, id="1" * 32), replace(task, id="2" * 32)]
    settled = due_tasks([demand(state="done", on="2026-11-19")], copies, TODAY)
    assert [(one.id[0], one.state, one.done_on) for one in settled] == [
        ("1", "done", "2026-11-19"),
        ("2", "done", "2026-11-19"),
    ]


def test_a_task_moved_by_hand_stays_until_the_programme_says_another_day() -> None:
    (task,) = due_tasks([demand(due_on="2026-11-25")], [], TODAY)
    moved = replace(task, id="1" * 32, due_on="2026-12-01")
    assert due_tasks([demand(due_on="2026-11-25")], [moved], TODAY) == []
    (again,) = due_tasks([demand(due_on="2026-12-03")], [moved], TODAY)
    assert (again.id, again.due_on, again.meant_on) == (moved.id, "2026-12-03", "2026-12-03")


def test_a_task_that_is_done_is_left_alone() -> None:
    (task,) = due_tasks([demand(due_on="2026-11-25")], [], TODAY)
    done = finish(replace(task, id="1" * 32), TaskState.DONE, TODAY)
    assert due_tasks([demand(due_on="2026-12-03")], [done], TODAY) == []
    assert due_tasks([demand(state="dropped")], [done], TODAY) == []


def test_what_has_no_day_yet_is_still_to_do() -> None:
    (task,) = due_tasks([demand()], [], TODAY)
    assert (task.due_on, task.title, is_made(task)) == ("", "", True)
    assert not is_made(Task(title="call"))


def test_another_enrolment_in_the_same_programme_has_its_own_tasks() -> None:
    existing = saved([], due_tasks([demand()], [], TODAY))
    assert len(due_tasks([demand(enrolment="e2")], existing, TODAY)) == 1
