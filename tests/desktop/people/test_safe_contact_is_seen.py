"""A rule about being reached is seen wherever one is about to reach somebody: head, list, queue, talk, day."""

from datetime import date

from counsellor_app.desktop.cases.row_words import row_parts
from counsellor_app.desktop.hours.state.queue import QueueState
from counsellor_app.desktop.hours.words import row_parts as queue_parts
from counsellor_app.desktop.hours.words import talk_facts
from counsellor_app.desktop.roster import roster_html
from counsellor_app.desktop.today.row_words import line_parts
from counsellor_app.domain.overviews import CaseFilter, CaseRow
from counsellor_app.workflows import (
    agenda,
    appointments,
    casework,
    hour_pages,
    hours,
    lookup,
    merging,
    safety,
    tasks,
)
from counsellor_app.workflows.session import Session
from tests.desktop.furnished import Desk
from tests.desktop.said import said_by

WHO = "Selamawit Tesfaye"
NEVER, THROUGH = "Never call", "Only through: Grace, Tuesdays"


def rules(session: Session, case: str) -> None:
    safety.add_contact_rule(session, case, "never_call")
    safety.add_contact_rule(session, case, "only_through", through="Grace, Tuesdays")


def busy(session: Session, case: str) -> str:
    """A phone number, and everything of a day about the person of a case; returns the hour."""
    casework.set_fields(session, case, {"phone": "06 5555 1234", "responsible": session.person_id})
    hour = hours.add_hour(session, "DC Zeist", date.today().isoformat(), "09:00", "12:00")
    hours.add_slot(session, hour.id, case=case)
    appointments.add_appointment(session, case, day="today", clock="13:30")
    tasks.add_task(session, "call back", case_id=case, due="today")
    return hour.id


def seen(session: Session, case: str, hour: str) -> dict[str, str]:
    """What each place says of how to make contact."""
    page = hour_pages.hour_page(session, hour)
    row = next(one for one in page.rows if one.reference)
    day = agenda.today(session, date.today())
    lines = [one for one in (*day.tasks, *day.appointments) if one.case == case]
    found: dict[str, str] = {
        "list": icons(row_parts(listed(session, case))),
        "queue": icons(queue_parts(row, QueueState())),
        "talk": " ".join(words for _icon, words in talk_facts(row, date.today())),
    }
    return found | {
        type(line).__name__: icons(line_parts(line))
        for line in lines
        if getattr(line, "title", "call back") == "call back"
    }


def listed(session: Session, case: str) -> CaseRow:
    reference = lookup.case_page(session, case).case.reference
    return next(one for one in lookup.list_cases(session, CaseFilter(query=reference))[0] if one.id == case)


def icons(parts: object) -> str:
    return " ".join(words for _icon, _role, words in parts.icons)  # type: ignore[attr-defined]


def test_a_rule_stands_beside_the_name_wherever_one_reaches_for_it(hanna: Desk) -> None:
    case = hanna.office.cases[WHO]
    hour = hanna.stored(busy, case)
    assert not any(NEVER in words for words in hanna.stored(seen, case, hour).values())
    hanna.stored(rules, case)
    found = hanna.stored(seen, case, hour)
    assert set(found) == {"list", "queue", "talk", "TaskRow", "AppointmentRow"}
    assert {where for where, words in found.items() if NEVER not in words} == set()
    assert THROUGH in found["talk"]
    hanna.window.navigate("cases", case_id=case)
    hanna.until(lambda: hanna.page.state.page is not None and hanna.page.state.page.case.id == case)
    hanna.settle()
    assert NEVER in said_by(hanna.page.head)
    hanna.page.show_tab(hanna.page.places["person"])
    hanna.settle()
    assert THROUGH in said_by(hanna.page)
    page = hanna.stored(hour_pages.hour_page, hour)
    paper = roster_html(page, hanna.stored(hour_pages.roster_rows, page))
    assert WHO not in paper
    assert "5555" not in paper


def test_a_rule_of_a_merged_case_is_seen_in_both_until_they_part(hanna: Desk) -> None:
    case = hanna.office.cases[WHO]
    hour = hanna.stored(busy, case)
    other = hanna.stored(casework.add_case, name="Selam Tesfay").id
    hanna.stored(rules, other)
    hanna.stored(merging.merge_cases, case, other)
    assert {where for where, words in hanna.stored(seen, case, hour).items() if NEVER not in words} == set()
    hanna.stored(merging.unmerge_cases, case)
    assert not any(NEVER in words for words in hanna.stored(seen, case, hour).values())
    assert NEVER in icons(row_parts(hanna.stored(listed, other)))
