"""Tasks of two programmes that go by one name are told apart by the programme's code; others keep theirs."""

import pytest

from counsellor_app.domain.agenda import TaskRow
from counsellor_app.domain.tasks import Origin, Source
from counsellor_app.workflows.task_words import told_apart

CASE, OTHER = "c" * 32, "d" * 32


def row(programme: str, *, case: str = CASE, title: str = "", called: str = "") -> TaskRow:
    source = str(Source(Origin.STEP, programme, "departure", "e" * 32, "")) if programme else ""
    return TaskRow(
        id=programme, case=case, title=title, due_on="", state="open", done_on="", source=source, every_days=0,
        until="", remark="", assignee="", assignee_name="", called=called,
    )  # fmt: skip


def test_what_two_programmes_call_the_same_says_which() -> None:
    rows = [row("UAM"), row("UAM-ANGOLA"), row("REAN", case=OTHER), row("", title="Departure")]
    assert told_apart(rows, ["Departure"] * 4) == [
        "Departure · UAM",
        "Departure · UAM-ANGOLA",
        "Departure",
        "Departure",
    ]


@pytest.mark.parametrize("called", ["", "REAN"])
def test_one_programme_needs_no_code(called: str) -> None:
    rows = [row("REAN"), row("VOT" if called else "REAN", called=called)]
    assert told_apart(rows, ["Departure", "Departure"]) == ["Departure", "Departure"]


def test_a_programme_that_may_not_be_named_is_not() -> None:
    rows = [row("HRT"), row("VOT", called="REAN")]
    assert told_apart(rows, ["Departure", "Departure"]) == ["Departure · HRT", "Departure · REAN"]
