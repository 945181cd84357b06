"""Overdue tasks in the review: seen by who supervises, filtered, done there."""

from datetime import date, timedelta

from counsellor_app.desktop.review.state.listing import ALL, Group, ReviewListState, row_words
from counsellor_app.domain.overviews import ReviewRow
from counsellor_app.workflows import reviewing, tasks
from sync.wording import set_language
from tests.desktop.furnished import Desk

DUE = (date.today() - timedelta(days=3)).isoformat()


def row(case: str, overdue: int = 0, **more: int) -> ReviewRow:
    counts = {"new_notes": 0, "new_changes": 0, "conflicts": 0, "questions": 0, "answers": 0} | more
    return ReviewRow(
        case=case, reference=case, name=case, own_name="", programme="", place="", responsible_name="Hanna",
        newest_at=0, authors=(), overdue=overdue, overdue_since="2026-11-17" if overdue else "", **counts,
    )  # fmt: skip


def test_overdue_is_a_group_and_a_filter() -> None:
    set_language("en")
    state = ReviewListState()
    state.arrived([row("new and late", 1, new_notes=1), row("late", 2), row("asked", questions=1)])
    assert [state.group(one) for one in state.shown()] == [Group.NEW, Group.QUESTIONS, Group.OVERDUE]
    assert state.counts() == {ALL: 3, "conflicts": 0, "new": 1, "questions": 1, "overdue": 2, "breaches": 0}
    assert state.due() == 2
    assert "2 tasks overdue, the first since 17 Nov" in row_words(row("late", 2))
    state.show(Group.OVERDUE)
    assert {one.case for one in state.shown()} == {"new and late", "late"}
    assert len([line for line in state.lines() if not isinstance(line, ReviewRow)]) == 1


def test_what_was_passed_over_is_a_group_before_what_is_new() -> None:
    set_language("en")
    state = ReviewListState()
    rows = [
        row("new", new_notes=2),
        row("gate", breaches=1),
        row("late", 2, declined_breaches=2),
        row("two", conflicts=1),
    ]
    state.arrived(rows)
    assert [(one.case, state.group(one)) for one in state.shown()] == [
        ("two", Group.CONFLICTS), ("gate", Group.BREACHES), ("late", Group.BREACHES), ("new", Group.NEW),
    ]  # fmt: skip
    assert state.due() == 4
    assert "1 gate without evidence" in row_words(rows[1])
    assert "2 saved though declined" in row_words(rows[2])
    state.show(Group.BREACHES)
    assert [one.case for one in state.shown()] == ["gate", "late"]
    counsellor = ReviewListState(supervises=False)
    counsellor.arrived(rows)
    assert [one.case for one in counsellor.shown()] == ["two"]


def test_who_does_not_supervise_sees_no_overdue_cases() -> None:
    state = ReviewListState(supervises=False)
    state.arrived([row("late", 2), row("asked", questions=1)])
    assert [one.case for one in state.shown()] == ["asked"]


def test_the_supervisor_finds_it_and_it_leaves_when_it_is_done(lead: Desk) -> None:
    case = lead.office.cases["Nino Beridze"]
    lead.stored(reviewing.mark_seen, case)
    lead.stored(tasks.add_task, "Brief huisarts", case_id=case, due=DUE)
    lead.window.navigate("review")
    lead.until(lambda: any(one.overdue for one in lead.review.state.rows))
    (late,) = [one for one in lead.review.state.rows if one.overdue]
    assert (late.case, late.overdue, late.overdue_since) == (case, 1, DUE)
    lead.window.navigate("review", case_id=case)
    bar = lead.review.page.tasks
    lead.until(lambda: bar.isVisible() and [row.case for row in bar.rows][:1] == [case])
    lead.press("F2")
    lead.until(lambda: not any(one.overdue for one in lead.review.state.rows))
