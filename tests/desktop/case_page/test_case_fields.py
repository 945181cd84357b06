"""Editing the fields of a case in place, on a real store, by keyboard alone."""

from datetime import date

from PySide6.QtWidgets import QAbstractButton

from counsellor_app.desktop.case_page.state.person import birth_text
from counsellor_app.domain.overviews import CasePage
from counsellor_app.domain.records import Person, Precision
from counsellor_app.domain.validation import read_birth_date
from counsellor_app.workflows import casework, lookup
from tests.desktop.furnished import Desk


def stored(desk: Desk, name: str) -> CasePage:
    return desk.stored(lookup.case_page, desk.office.cases[name])


def go_to(desk: Desk, field: str) -> None:
    desk.page.form.fields[field].setFocus()


def edit(desk: Desk, letters: str) -> None:
    desk.open(letters)
    desk.press("Alt+2")
    assert desk.focus is desk.page.form.fields["name"]


def test_a_field_is_saved_when_it_is_left_and_undone_by_a_key(hanna: Desk) -> None:
    edit(hanna, "ni")
    go_to(hanna, "place")
    hanna.press("Ctrl+A")
    hanna.type("Rotterdam")
    hanna.press("Tab")
    hanna.until(lambda: stored(hanna, "Nino Beridze").case.place == "Rotterdam")
    hanna.until(lambda: hanna.window.undo_bar.isVisible())
    hanna.press("Ctrl+Alt+Z")
    hanna.until(lambda: stored(hanna, "Nino Beridze").case.place == "azc Assen")
    hanna.until(lambda: hanna.page.form.fields["place"].text() == "azc Assen")


def test_escape_forgets_what_was_typed_and_nothing_is_saved(hanna: Desk) -> None:
    edit(hanna, "ni")
    go_to(hanna, "phone")
    hanna.type("0612")
    hanna.press("Escape", "Tab")
    hanna.settle()
    assert stored(hanna, "Nino Beridze").case.phone == ""


def test_what_cannot_be_is_said_beside_the_field_and_stays_there(hanna: Desk) -> None:
    edit(hanna, "ni")
    go_to(hanna, "birth_date")
    hanna.type("31-02-1990")
    hanna.press("Tab")
    form = hanna.page.form
    assert "does not exist" in form.rows["birth_date"].error()
    assert form.fields["birth_date"].text() == "31-02-1990"
    go_to(hanna, "birth_date")
    hanna.press("Ctrl+A")
    hanna.type("ca. 1990")
    hanna.press("Tab")
    hanna.until(lambda: stored(hanna, "Nino Beridze").persons[0].birth_date == "1990")
    assert stored(hanna, "Nino Beridze").persons[0].birth_precision == Precision.ESTIMATED
    hanna.until(lambda: form.fields["birth_date"].text() == "ca. 1990" and not form.rows["birth_date"].error())


def test_what_the_store_refuses_is_said_beside_the_field(hanna: Desk) -> None:
    for letters in ("ni", "ka"):
        edit(hanna, letters)
        go_to(hanna, "alien_number")
        hanna.type("2841150932")
        hanna.press("Tab")
        hanna.settle()
    hanna.until(lambda: "already a case" in hanna.page.form.rows["alien_number"].error())
    assert hanna.page.form.fields["alien_number"].text() == "2841150932"
    assert stored(hanna, "Karwan Aziz").case.alien_number == ""


def test_languages_are_written_by_name_and_choices_by_their_first_letters(hanna: Desk) -> None:
    edit(hanna, "ni")
    go_to(hanna, "languages")
    hanna.press("Ctrl+A")
    hanna.type("Georgian, Russian")
    hanna.press("Tab")
    hanna.until(lambda: stored(hanna, "Nino Beridze").case.languages == ("ka", "ru"))
    go_to(hanna, "sex")
    hanna.type("f")
    hanna.press("Return")
    hanna.until(lambda: stored(hanna, "Nino Beridze").persons[0].sex == "female")
    go_to(hanna, "nationality")
    hanna.type("arm")
    hanna.press("Return")
    hanna.until(lambda: stored(hanna, "Nino Beridze").case.nationality == "AM")


def test_flags_and_other_names_come_and_go_and_come_back(hanna: Desk) -> None:
    edit(hanna, "ni")
    chip: QAbstractButton = hanna.page.form._flags["health"]
    chip.setFocus()
    hanna.press("Space")
    hanna.until(lambda: [flag.code for flag in stored(hanna, "Nino Beridze").flags] == ["health"])
    hanna.page.form.names.setFocus()
    hanna.type("Ninoshka")
    hanna.press("Return")
    hanna.until(lambda: [alias.name for alias in stored(hanna, "Nino Beridze").aliases] == ["Ninoshka"])
    hanna.until(lambda: hanna.page.form.names._tags)
    hanna.page.form.names._tags[0].setFocus()
    hanna.press("Space")
    hanna.until(lambda: stored(hanna, "Nino Beridze").aliases == ())
    hanna.until(lambda: hanna.window.undo_bar.accessibleName() == "Other name taken away")
    hanna.press("Ctrl+Alt+Z")
    hanna.until(lambda: [alias.name for alias in stored(hanna, "Nino Beridze").aliases] == ["Ninoshka"])
    hanna.until(lambda: "Ninoshka" in hanna.page.head.also.text())


def test_handing_a_case_over_is_asked_once_and_names_whom(hanna: Desk) -> None:
    edit(hanna, "ni")
    hanna.until(lambda: hanna.page.fields.members())
    go_to(hanna, "responsible")
    hanna.type("piet")
    hanna.press("Return")
    bar = hanna.page.fields.hand_over
    assert bar.isVisible()
    assert "Pieter de Wit" in bar.accessibleName()
    hanna.settle()
    assert stored(hanna, "Nino Beridze").responsible_name == "Hanna Girma", "not before it was confirmed"
    assert hanna.focus is bar.button
    hanna.press("Space")
    hanna.until(lambda: stored(hanna, "Nino Beridze").responsible_name == "Pieter de Wit")


def test_leaving_the_page_saves_the_field_one_is_in(hanna: Desk) -> None:
    edit(hanna, "ni")
    go_to(hanna, "phone")
    hanna.type("0612345678")
    hanna.window.navigate("sync")
    hanna.until(lambda: stored(hanna, "Nino Beridze").case.phone == "0612345678")


def test_a_remote_change_does_not_overwrite_what_is_being_typed(hanna: Desk) -> None:
    edit(hanna, "ni")
    go_to(hanna, "phone")
    hanna.type("06")
    case = hanna.office.cases["Nino Beridze"]
    hanna.stored(casework.set_fields, case, {"phone": "999", "place": "Zeist"})
    hanna.until(lambda: hanna.page.form.fields["place"].text() == "Zeist")
    assert hanna.page.form.fields["phone"].text() == "06"


def test_the_history_shows_what_was_and_what_is(hanna: Desk) -> None:
    hanna.open("va")
    hanna.press("Alt+9")
    model = hanna.page.history.table.model()
    hanna.until(lambda: model.rowCount() >= 2)
    cells = [[model.index(row, column).data() or "" for column in range(7)] for row in range(model.rowCount())]
    assert {row[0] for row in cells} == {"Place"}
    assert all("Zuidlaren" in row[1] for row in cells)
    assert {row[2].strip("\u2068\u2069") for row in cells} == {"azc Emmen", "Zeist"}


def test_a_field_in_conflict_says_so_where_it_stands(hanna: Desk) -> None:
    edit(hanna, "va")
    hanna.until(lambda: "Several values" in hanna.page.form.rows["place"].error())
    assert hanna.page.conflict.isVisible()


def test_a_birth_date_reads_back_as_it_is_written() -> None:
    for person in (
        Person(birth_date="1988-03-07", birth_precision=Precision.KNOWN),
        Person(birth_date="1988", birth_precision=Precision.YEAR),
        Person(birth_date="1988", birth_precision=Precision.ESTIMATED),
        Person(birth_date="1988-03-07", birth_precision=Precision.ESTIMATED),
        Person(),
    ):
        assert read_birth_date(birth_text(person), date(2026, 11, 21)) == (person.birth_date, person.birth_precision)
