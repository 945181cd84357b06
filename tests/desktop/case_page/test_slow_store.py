"""While the store is slow nothing of another person stands on the page of the one that was asked for."""

import threading

from PySide6.QtWidgets import QLabel

from counsellor_app.desktop.people.papers_tab import PapersTab
from counsellor_app.desktop.today.view import TodayView
from counsellor_app.domain.agenda import TaskRow
from counsellor_app.workflows import papers, tasks
from tests.desktop.furnished import Desk

BEFORE, NEXT = "Selamawit Tesfaye", "Karwan Aziz"


def seen(desk: Desk) -> str:
    """All words one can see beside the lists and the rail."""
    labels = [one for one in desk.page.findChildren(QLabel) if one.isVisible()]
    return "\n".join(one.text() for one in labels)


def test_the_page_of_the_next_case_shows_nothing_of_the_one_before(lead: Desk) -> None:
    papers_of = {"kind": "passport", "number": "EP 4471", "held_by": "client"}
    lead.stored(papers.add_document, lead.office.cases[BEFORE], papers_of)
    lead.open("sel")
    for name, place in lead.page.places.items():
        lead.page.show_tab(place)
        lead.settle()
        if name == "documents":
            lead.until(lambda: "EP 4471" in seen(lead))
    tab = next(one for one in lead.page.brought if isinstance(one, PapersTab))
    held = threading.Event()
    lead.store.run(lambda: held.wait(30), owner=lead.window)
    lead.window.navigate("case", case_id=lead.office.cases[NEXT])
    try:
        for name in ("documents", "person", "journey", "safety", "history"):
            lead.page.show_tab(lead.page.places[name])
            lead.until(lambda: "Reading…" in lead.page.head.title.text())
            lead.app.processEvents()
            assert "Selamawit" not in seen(lead)
            assert "EP 4471" not in seen(lead)
    finally:
        held.set()
    lead.until(lambda: lead.page.head.title.text().startswith(NEXT))
    lead.page.show_tab(lead.page.places["documents"])
    lead.until(lambda: not tab.isHidden() and "No papers yet" in seen(lead))
    assert "EP 4471" not in seen(lead)


def test_between_the_page_and_its_papers_nothing_of_the_one_before_stands_there(lead: Desk) -> None:
    lead.stored(
        papers.add_document, lead.office.cases[BEFORE], {"kind": "passport", "number": "EP 9902", "held_by": "client"}
    )
    lead.open("sel")
    lead.page.show_tab(lead.page.places["documents"])
    lead.until(lambda: "EP 9902" in seen(lead))
    shown: list[bool] = []
    lead.page.people.changed.connect(lambda: shown.append("EP 9902" in seen(lead)))
    lead.window.navigate("case", case_id=lead.office.cases[NEXT])
    lead.until(lambda: len(shown) >= 2)
    assert shown == [False, False]


def test_the_review_shows_no_other_case_than_the_chosen_one(lead: Desk) -> None:
    lead.window.navigate("review")
    review = lead.review
    lead.until(lambda: review.settling.found is not None and not review.reader.busy)
    held = threading.Event()
    lead.store.run(lambda: held.wait(30), owner=lead.window)
    lead.press("Alt+Down")
    try:
        lead.until(lambda: not review.page.isVisible())
    finally:
        held.set()
    lead.until(lambda: review.page.isVisible() and review.settling.found is not None)
    assert review.settling.case == review.state.chosen


def test_today_names_who_is_chosen_before_all_of_him_is_read(lead: Desk) -> None:
    for name in (BEFORE, NEXT):
        lead.stored(
            tasks.add_task, f"Bellen: {name}", case_id=lead.office.cases[name], due="vandaag", assignee="Marijke"
        )
    lead.window.navigate("today")
    today = lead.window._areas["today"].features[0]
    assert isinstance(today, TodayView)
    lead.until(lambda: len(today.state.items()) >= 2 and today._found is not None)
    held = threading.Event()
    lead.store.run(lambda: held.wait(30), owner=lead.window)
    before = today.page.title.text()
    try:
        for _step in range(2):
            lead.press("Alt+Down")
        item = today.state.item()
        assert isinstance(item, TaskRow)
        lead.until(lambda: item.name in today.page.title.text())
        assert before.split()[0] not in today.page.title.text() or item.name == before
    finally:
        held.set()
    lead.until(lambda: today._found is not None)
