"""What leaves the app on paper or as a file names nothing that the client declined; what was done stays history."""

from pathlib import Path

import pytest

from counsellor_app.domain.records import Case
from counsellor_app.workflows import calendar_export, casework, eligibility, journey, lookup, reviewing, safety
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.tasks import list_tasks
from sync.wording import set_language

NAMING = ("vot", "traffick", "mensenhandel", "victim", "slachtoffer", "extra-support", "nazorg", "follow-up")


@pytest.fixture
def case(session: Session) -> Case:
    """A client in the programme for victims, some of it done, who then declined all but the standard."""
    made = casework.add_case(session, name="Selam", programme="VOT", birth_date="1990", flags=["trafficking"])
    eligibility.check(session, made.id, "VOT")
    journey.add_evidence(session, made.id, "consent")
    for step in ("contact", "intake", "safety", "wish", "needs", "application"):
        journey.mark_step(session, made.id, step)
    journey.mark_step(session, made.id, "follow-up", state="planned", on="2030-01-01")
    for task in list_tasks(session):
        assert task.case == made.id
    safety.add_refusal(session, made.id, "beyond-rean")
    return made


@pytest.mark.parametrize("said", ["en", "nl"])
def test_a_calendar_file_names_nothing_declined(session: Session, case: Case, tmp_path: Path, said: str) -> None:
    set_language(said)
    try:
        for names in (False, True):
            file = tmp_path / f"{said}{names}.ics"
            found = calendar_export.export_calendar(session, file, "for a test", names=names)
            written = file.read_text(encoding="utf-8").replace("\r\n ", "").casefold()
            assert found.tasks
            assert not [word for word in NAMING if word in written]
    finally:
        set_language("en")


@pytest.mark.parametrize("said", ["en", "nl"])
def test_lists_and_labels_name_nothing_declined(session: Session, case: Case, said: str) -> None:
    set_language(said)
    try:
        shown = journey.journey(session, case.id)
        told = [way.label for way in shown.ways]
        told += [way.text.words(said) for way in shown.ways if way.text is not None]
        told += [row.step.words(said) for way in shown.ways for row in way.steps]
        told += [one.words(said) for way in shown.ways if way.text is not None for one in way.text.outcomes]
        told += [row.title for row in list_tasks(session)]
        told += [row.programme for row in list_tasks(session)]
        told += [row.programme for row in reviewing.review_list(session)]
        assert shown.less
        assert not shown.checks
        assert not [text for text in told if any(word in text.casefold() for word in NAMING)]
    finally:
        set_language("en")


def test_what_was_done_stays_in_the_records(session: Session, case: Case) -> None:
    """History is history: nothing is lost by declining, and withdrawing brings all of it back."""
    (refusal,) = lookup.case_page(session, case.id).declined
    safety.withdraw_refusal(session, refusal.id)
    shown = journey.journey(session, case.id)
    assert [way.label for way in shown.ways] == ["VOT"]
    assert {row.step.code for row in shown.ways[0].steps if row.state == "done"} >= {"safety", "wish", "application"}
    assert shown.checks
