"""Keeping what stands in lines and forms: soon, whatever one types on, and in the end whatever the store says."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLineEdit

from counsellor_app.desktop.drafts import keeping, state
from counsellor_app.desktop.drafts.kept_lines import KeptLines
from counsellor_app.domain.records import Draft
from counsellor_app.workflows import lookup, merging, notes, reviewing, unfinished
from tests.desktop.furnished import Desk

PROMISE = 2.0
"""Seconds within which what is typed is kept; the commit itself takes a part of them."""


def refuse(desk: Desk, refused: bool = True) -> None:
    """Let the store write nothing, as on a disk that turned read-only; or let it write again."""
    said = "ON" if refused else "OFF"
    desk.store.call(lambda: desk.session.store._connection.execute(f"PRAGMA query_only = {said}"))


def kept(desk: Desk, place: str) -> dict[str, str]:
    return desk.stored(unfinished.recall, place)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "KEEP_MS", 20)
    monkeypatch.setattr(keeping, "RETRY_MS", (40,))


def test_it_is_kept_in_time() -> None:
    assert keeping.KEEP_MS / 1000 <= 0.75 * PROMISE
    assert state.DUE_SECONDS <= 0.75 * PROMISE


def test_typing_on_does_not_put_it_off(hanna: Desk, soon: None) -> None:
    keeper = keeping.keeping_of(hanna.window.context)
    words = ""
    for number in range(40):
        words += f"w{number} "
        keeper.write("a-place", {"line": words})
        hanna.bot.wait(5)
        if kept(hanna, "a-place"):
            break
    assert number < 39


def test_lines_show_each_record_its_own_words(hanna: Desk, soon: None) -> None:
    line = QLineEdit(hanna.window)
    lines = KeptLines(hanna.window.context, {"line": line}, hanna.window)
    line.show()
    for place, first in (("record/1", "one"), ("record/2", "")):
        lines.open(place, {"line": first})
        hanna.settle()
        line.setFocus()
        line.setCursorPosition(len(first))
        hanna.type(" more")
    lines.open("record/1", {"line": "changed by a colleague"})
    hanna.until(lambda: line.text() == "one more")
    lines.open("record/2")
    hanna.until(lambda: line.text() == " more")
    lines.taken()
    assert line.text() == ""
    lines.taken("record/1")
    hanna.until(lambda: (kept(hanna, "record/1"), kept(hanna, "record/2")) == ({}, {}))
    rows = "SELECT count(*) FROM state WHERE name GLOB 'unfinished/record/*'"
    assert hanna.store.call(lambda: hanna.session.store._connection.execute(rows).fetchone()[0]) == 0
    lines.open("record/1", {"line": "changed by a colleague"})
    hanna.settle()
    assert line.text() == "changed by a colleague"


def test_what_is_typed_before_the_words_are_back_stands_behind_them(hanna: Desk) -> None:
    line = QLineEdit(hanna.window)
    line.show()
    hanna.stored(unfinished.keep, "slow", {"line": "left "})
    lines = KeptLines(hanna.window.context, {"line": line}, hanna.window)
    lines.open("slow")
    line.setFocus()
    hanna.type("typed")
    hanna.until(lambda: line.text() == "left typed")
    lines.keep()
    hanna.until(lambda: kept(hanna, "slow") == {"line": "left typed"})


def test_what_the_store_refuses_is_said_stays_and_is_tried_again(hanna: Desk, soon: None) -> None:
    desk = hanna
    desk.open("karwan")
    desk.page.show_tab(desk.page.places["person"])
    refuse(desk)
    desk.page.form.names.field.setFocus()
    desk.type("Kaka")
    desk.page.form.fields["birth_date"].setFocus()
    desk.type("31-02")
    desk.until(lambda: desk.window.banner.isVisible())
    desk.open("nino")
    desk.page.show_tab(desk.page.places["person"])
    assert desk.page.form.names.field.text() == desk.page.form.fields["birth_date"].text() == ""
    desk.open("karwan")
    desk.until(lambda: desk.page.form.names.field.text() == "Kaka")
    assert desk.page.form.fields["birth_date"].text() == "31-02"
    refuse(desk, False)
    place = f"case-fields/{desk.office.cases['Karwan Aziz']}"
    desk.until(lambda: kept(desk, place) == {"other_name": "Kaka", "birth_date": "31-02"})


def test_another_name_that_could_not_be_added_stands_in_its_field_again(hanna: Desk, soon: None) -> None:
    desk, case = hanna, hanna.office.cases["Karwan Aziz"]
    desk.open("karwan")
    desk.page.show_tab(desk.page.places["person"])
    refuse(desk)
    desk.page.form.names.field.setFocus()
    desk.type("Kaka")
    desk.press("Return")
    desk.until(lambda: desk.window.banner.isVisible() and desk.page.form.names.field.text() == "Kaka")
    refuse(desk, False)
    desk.press("Return")
    desk.until(lambda: [one.name for one in desk.stored(lookup.case_page, case).aliases] == ["Kaka"])
    desk.until(lambda: kept(desk, f"case-fields/{case}") == {})


def test_half_a_field_waits_after_a_kill_and_is_not_saved_by_itself(desks: Callable[[str], Desk], soon: None) -> None:
    desk = desks("hanna")
    case = desk.office.cases["Karwan Aziz"]
    desk.stored(unfinished.keep, f"case-fields/{case}", {"place": "azc Emm", "phone": ""})
    desk.open("karwan")
    desk.page.show_tab(desk.page.places["person"])
    field = desk.page.form.fields["place"]
    desk.until(lambda: field.text() == "azc Emm")
    assert "not saved" in desk.page.form.rows["place"].waiting()
    desk.open("nino")
    desk.settle()
    assert desk.stored(lookup.case_page, case).case.place == "azc Emmen"
    desk.open("karwan")
    desk.page.show_tab(desk.page.places["person"])
    desk.until(lambda: field.text() == "azc Emm")
    field.setFocus()
    desk.type("eloord")
    desk.press("Return")
    desk.until(lambda: desk.stored(lookup.case_page, case).case.place == "azc Emmeloord")
    desk.until(lambda: kept(desk, f"case-fields/{case}") == {})
    assert desk.page.form.rows["place"].waiting() == ""


def test_words_of_a_case_that_was_merged_meanwhile_are_there(hanna: Desk, soon: None) -> None:
    desk = hanna
    whole, part = (desk.office.cases[name] for name in ("Karwan Aziz", "Nino Beridze"))
    desk.open("nino")
    desk.type("Zij wacht op haar zus.")
    desk.stored(merging.merge_cases, whole, part, "dezelfde")
    desk.until(lambda: any(draft.text for draft in desk.drafts()))
    desk.window.navigate("case", case_id=part, focus="note")
    desk.until(lambda: desk.text == "Zij wacht op haar zus.")


def test_an_answer_that_a_colleague_gave_first_stays_as_an_unfinished_note(lead: Desk, soon: None) -> None:
    desk, case = lead, lead.office.cases["Karwan Aziz"]
    asked = desk.stored(reviewing.ask, case, "Wie haalt hem op?")
    desk.open("karwan")
    desk.until(lambda: not desk.page.question.isHidden())
    desk.page.question.write()
    desk.type("Zijn broer, om ")
    desk.stored(reviewing.answer, asked.id, "Zijn zus.")
    desk.until(lambda: desk.page.question.isHidden())
    desk.until(lambda: [(one.kind, one.amends, one.text) for one in desk.drafts()] == [("talk", "", "Zijn broer, om ")])
    desk.until(lambda: desk.page.editor.other.isVisible() or desk.text == "Zijn broer, om ")
    assert "unfinished note" in desk.window.status_line._message.text()


def test_a_reason_for_what_was_settled_elsewhere_stays_as_an_unfinished_note(lead: Desk, soon: None) -> None:
    desk, case = lead, lead.office.cases["Vasile Rusu"]
    desk.window.navigate("review", case_id=case)
    desk.until(lambda: desk.review.settling.conflict is not None)
    desk.review.page.reason.setFocus()
    desk.type("Omdat Pieter er was")
    desk.until(lambda: [one.kind for one in desk.drafts()] == ["reason"], timeout=5000)
    conflict = desk.review.settling.conflict
    assert conflict is not None
    desk.stored(reviewing.resolve, conflict.id, take=conflict.values[0].change, reason="anders")
    desk.window.navigate("case", case_id=case)
    desk.until(lambda: [(one.kind, one.text) for one in desk.drafts()] == [("talk", "Omdat Pieter er was")])


def test_another_value_is_there_again_when_a_third_one_arrives_meanwhile(lead: Desk, soon: None) -> None:
    desk, case = lead, lead.office.cases["Vasile Rusu"]
    desk.window.navigate("review", case_id=case)
    desk.until(lambda: desk.review.settling.conflict is not None)
    desk.press("Alt+3")
    desk.type("Den Haa")
    desk.review.settling.choice, desk.review.settling.other = -1, ""  # as when the conflict has another value more
    desk.review.refresh()
    desk.until(lambda: desk.review.settling.other == desk.review.page.other.text() == "Den Haa")
    assert desk.review.settling.writes_other


def test_a_question_begun_about_one_note_stands_there_again_whatever_one_is_at(lead: Desk, soon: None) -> None:
    desk, case = lead, lead.office.cases["Nino Beridze"]
    (note,) = desk.stored(notes.list_notes, case)
    desk.stored(notes.save_draft, Draft(case=case, kind="question", amends=note.id, text="Wie haalt haar"))
    desk.window.navigate("review", case_id=case)
    desk.until(lambda: desk.review.page.question.text() == "Wie haalt haar")
    desk.review.page.question.setFocus()
    desk.press("Escape")
    desk.review.refresh()
    desk.settle()
    assert desk.review.page.question.isHidden()
