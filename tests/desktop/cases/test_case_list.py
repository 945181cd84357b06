"""The list of cases on a real store, by keyboard alone."""

from collections.abc import Callable

from counsellor_app.desktop.cases.state.listing import Scope
from counsellor_app.workflows import journey, lookup, notes
from tests.desktop.furnished import Desk
from tests.desktop.said import said_by


def names(desk: Desk) -> list[str]:
    return [row.name for row in desk.cases.state.rows]


def lines(desk: Desk) -> str:
    """What the rows say, without the marks that keep scripts apart."""
    return said_by(desk.cases.list).translate({0x2068: None, 0x2069: None})


def test_the_list_answers_typing_and_arrows_walk_it_without_leaving_the_search(hanna: Desk) -> None:
    assert len(names(hanna)) == 5
    hanna.type("be")
    hanna.until(lambda: names(hanna) == ["Nino Beridze"])
    hanna.press("Backspace", "Backspace")
    hanna.until(lambda: len(names(hanna)) == 5)
    hanna.press("Down", "Down")
    assert hanna.focus is hanna.cases.search
    hanna.until(lambda: hanna.page.state.case == hanna.cases.chosen() != "")
    assert hanna.focus is hanna.cases.search, "walking through the list stays in the list"


def test_names_are_found_in_their_own_script_and_by_place_and_reference(hanna: Desk) -> None:
    for typed in ("ሰላማዊት", "ter apel"):
        hanna.cases.search.clear()
        hanna.type(typed)
        hanna.until(lambda: "Selamawit Tesfaye" in names(hanna) and not hanna.cases.state.waiting)
        assert "Karwan Aziz" not in names(hanna)
    reference = hanna.stored(lookup.case_page, hanna.office.cases["Nino Beridze"]).case.reference
    hanna.cases.search.clear()
    hanna.type(reference)
    hanna.until(lambda: names(hanna) == ["Nino Beridze"])


def test_letters_typed_on_the_list_go_to_the_search(hanna: Desk) -> None:
    hanna.cases.list.setFocus()
    hanna.type("nino")
    assert hanna.focus is hanna.cases.search
    hanna.until(lambda: names(hanna) == ["Nino Beridze"])
    hanna.press("Escape")
    hanna.until(lambda: len(names(hanna)) == 5)


def test_chips_and_funnel_have_keys(hanna: Desk) -> None:
    hanna.press("Ctrl+Shift+X")
    hanna.until(lambda: names(hanna) == ["Vasile Rusu"])
    assert hanna.cases.chips.choice() == Scope.CONFLICTS
    hanna.press("Ctrl+Shift+M")
    hanna.until(lambda: len(names(hanna)) == 5)
    hanna.press("Ctrl+Shift+F")
    hanna.until(lambda: hanna.focus is not hanna.cases.search)
    hanna.type("assen")
    hanna.press("Return")
    hanna.until(lambda: names(hanna) == ["Nino Beridze"])
    assert hanna.cases.funnel.label.isVisible()
    hanna.cases.funnel.label.click()
    hanna.until(lambda: len(names(hanna)) == 5)


def test_the_list_says_at_which_step_each_case_is_and_narrows_by_it(hanna: Desk) -> None:
    case = hanna.office.cases["Nino Beridze"]
    for step in ("contact", "intake"):
        hanna.stored(journey.mark_step, case, step)
    hanna.until(lambda: "REAN · Personal needs · azc Assen" in lines(hanna))
    assert "REAN · First contact · azc Emmen" in lines(hanna)
    assert "step" in hanna.cases.funnel.accessibleName()
    hanna.press("Ctrl+Shift+F")
    hanna.until(lambda: hanna.focus is not hanna.cases.search)
    hanna.type("personal n")
    hanna.press("Return")
    hanna.until(lambda: names(hanna) == ["Nino Beridze"])
    label = hanna.cases.funnel.label
    assert label.isVisible()
    assert "Personal needs" in said_by(label)
    hanna.stored(journey.mark_step, case, "needs")
    hanna.until(lambda: names(hanna) == [])
    assert hanna.cases.empty.currentWidget().accessibleName() == "No such case"
    label.click()
    hanna.until(lambda: len(names(hanna)) == 5)


def test_who_has_no_cases_of_his_own_finds_those_of_the_team(desks: Callable[[str], Desk]) -> None:
    pieter = desks("pieter")
    assert names(pieter) == []
    pieter.type("nino")
    pieter.until(lambda: names(pieter) == ["Nino Beridze"])
    assert pieter.cases.note.isVisible()
    pieter.press("Return")
    pieter.until(lambda: pieter.focus is pieter.page.editor.text)


def test_who_supervises_begins_with_everybodys_cases(lead: Desk) -> None:
    assert lead.cases.chips.choice() == Scope.ALL
    assert len(names(lead)) == 5


def test_an_empty_list_says_what_belongs_there(desks: Callable[[str], Desk]) -> None:
    pieter = desks("pieter")
    assert pieter.cases.empty.currentIndex() == 1
    assert pieter.cases.empty.currentWidget().accessibleName() == "No cases yet"
    pieter.type("zzzz")
    pieter.until(lambda: pieter.cases.empty.currentWidget().accessibleName() == "No case found")


def test_a_new_case_is_opened_by_keys_and_one_can_write_at_once(hanna: Desk) -> None:
    hanna.press("Ctrl+N")
    hanna.type("Yusuf Hassan")
    for _field in range(3):
        hanna.press("Tab")
    hanna.type("ca. 1990")
    hanna.press("Ctrl+Return")
    hanna.until(lambda: hanna.page.state.page is not None and hanna.page.state.person.name == "Yusuf Hassan")
    hanna.until(lambda: hanna.focus is hanna.page.editor.text)
    hanna.type("Eerste gesprek")
    assert hanna.page.state.person.birth_date == "1990"
    hanna.until(lambda: "Yusuf Hassan" in names(hanna))
    hanna.until(lambda: [draft.text for draft in hanna.drafts()] == ["Eerste gesprek"])


def test_a_refused_new_case_says_where_and_keeps_every_letter(hanna: Desk) -> None:
    hanna.press("Ctrl+N", "Ctrl+Return")
    form = hanna.cases.form
    assert form.rows["name"].error()
    assert hanna.focus is form.fields["name"]
    hanna.type("Yusuf")
    form.fields["birth_date"].setFocus()
    hanna.type("31-02-1990")
    hanna.press("Ctrl+Return")
    assert "day does not exist" in form.rows["birth_date"].error()
    assert form.state.values["name"] == "Yusuf"
    assert len(names(hanna)) == 5


def test_a_half_written_new_case_survives_the_lock(desks: Callable[[str], Desk]) -> None:
    desk = desks("hanna")
    desk.press("Ctrl+N")
    desk.type("Yusuf Has")
    desk.close()
    again = desks("hanna")
    again.press("Ctrl+N")
    again.until(lambda: again.cases.form.state.values["name"] == "Yusuf Has")
    again.press("End")
    again.type("san")
    again.press("Ctrl+Return")
    again.until(lambda: "Yusuf Hassan" in names(again))
    again.press("Ctrl+N")
    assert again.cases.form.state.blank


def test_a_note_written_elsewhere_moves_its_case_up_and_keeps_the_choice(hanna: Desk) -> None:
    hanna.press("Down")
    chosen = hanna.cases.chosen()
    bottom = hanna.cases.state.rows[-1]
    draft = hanna.page.state.new_draft("talk")
    hanna.stored(notes.sign, type(draft)(case=bottom.id, text="Nieuw"))
    hanna.until(lambda: hanna.cases.state.rows[0].id == bottom.id)
    assert hanna.cases.chosen() == chosen
    assert hanna.cases.state.rows[0].unsent == 1


def test_every_row_is_said_whole_and_never_a_widget_of_its_own(hanna: Desk) -> None:
    model = hanna.cases.list.model()
    said = [model.index(place, 0).data() for place in range(model.rowCount())]
    assert any("Vasile Rusu" in words and "conflict" in words for words in said)
    before = len(hanna.cases.list.findChildren(object))
    hanna.type("nino")
    hanna.until(lambda: names(hanna) == ["Nino Beridze"])
    assert len(hanna.cases.list.findChildren(object)) == before
