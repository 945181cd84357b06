"""Who may be here already, while a new case is opened; merging from the list, and taking apart."""

from PySide6.QtCore import QPoint

from counsellor_app.workflows import casework, families, merging
from tests.desktop.furnished import Desk


def shown(desk: Desk) -> list[str]:
    return [card.name for card in desk.cases.form.likely.cards]


def test_likely_duplicates_stand_beneath_the_name_with_reasons(hanna: Desk) -> None:
    hanna.press("Ctrl+N")
    hanna.type("Fatme Rezaie")
    hanna.until(lambda: shown(hanna) == ["Fatemeh Rezai"])
    (card,) = hanna.cases.form.likely.cards
    assert "Fatemeh" in card.reasons
    assert hanna.cases.form.cards.isVisible()
    assert hanna.cases.form.cards.buttons[0].isVisible()
    hanna.press(card.key)
    hanna.until(lambda: hanna.page.state.page is not None and hanna.page.editor.text.hasFocus())
    assert hanna.page.state.page is not None
    assert hanna.page.state.page.case.id == hanna.office.cases["Fatemeh Rezai"]
    hanna.press("Ctrl+N")
    assert hanna.cases.form.state.values["name"] == "Fatme Rezaie"


def test_no_field_moves_when_likely_ones_appear(hanna: Desk) -> None:
    for name in ("Fatima Rezayi", "Fateme Rezai"):
        hanna.stored(casework.add_case, name=name)
    hanna.press("Ctrl+N")
    hanna.settle()
    form = hanna.cases.form

    def places() -> dict[str, tuple[int, int]]:
        return {name: field.mapTo(form, QPoint(0, 0)).toTuple() for name, field in form.fields.items()}

    before = places()
    inside = form.rect().bottom() - form.area.height()
    assert all(y < inside for _x, y in before.values()), "every field is seen without scrolling"
    hanna.type("Fatme Rezaie")
    hanna.until(lambda: len(shown(hanna)) == 3)
    hanna.settle()
    assert places() == before
    assert "Fatima Rezayi" in form.cards.accessibleDescription()
    hanna.press("F12")
    hanna.until(lambda: hanna.page.state.page is not None and not form.isVisible())


def test_what_is_typed_in_another_script_is_found(hanna: Desk) -> None:
    hanna.press("Ctrl+N")
    hanna.type("سلاماويت تسفاي")
    hanna.until(lambda: shown(hanna) == ["Selamawit Tesfaye"])
    hanna.press(*["Backspace"] * 20)
    hanna.until(lambda: shown(hanna) == [])
    assert not hanna.cases.form.cards.isVisible()


def test_the_list_finds_how_a_name_sounds(hanna: Desk) -> None:
    hanna.press("Ctrl+F")
    hanna.type("ናይኖ ")
    hanna.until(lambda: not hanna.cases.state.waiting)
    hanna.press("Ctrl+A")
    hanna.type("Caarwaan")
    hanna.until(lambda: not hanna.cases.state.waiting)
    hanna.press("Ctrl+A")
    hanna.type("Karvan Azeez")
    hanna.until(lambda: [row.name for row in hanna.cases.state.rows] == ["Karwan Aziz"])
    assert hanna.cases.state.rows[0].matched


def test_two_cases_are_merged_and_taken_apart_by_keys(hanna: Desk) -> None:
    twin = hanna.stored(casework.add_case, name="Fatima Rezayi", nationality="IR")
    kept = hanna.office.cases["Fatemeh Rezai"]
    hanna.open("fateme")
    hanna.press("Ctrl+Shift+U")
    hanna.until(lambda: hanna.cases.merging.state.subject is not None)
    merge = hanna.cases.merging
    hanna.until(lambda: [card.name for card in merge.state.cards] == ["Fatima Rezayi"])
    merge.reason.setFocus()
    hanna.type("same woman")
    merge.cards.buttons[0].setFocus()
    hanna.press("Space")
    hanna.until(lambda: [case for case, _words in merge.state.links] == [twin.id])
    (linked,) = hanna.stored(merging.linked_cases, kept)
    assert (linked.kind, linked.reason) == ("merged", "same woman")
    assert merge.state.cards == []
    hanna.press("Escape", "Ctrl+A", "Delete")
    hanna.until(lambda: hanna.cases.state.query == "" and not hanna.cases.state.waiting)
    hanna.until(lambda: twin.id not in {row.id for row in hanna.cases.state.rows})
    hanna.press("Ctrl+F")
    hanna.type("rezayi")
    hanna.until(lambda: [row.within for row in hanna.cases.state.rows if row.id == twin.id] == [kept])
    hanna.press("Return")
    hanna.until(lambda: hanna.page.state.page is not None and hanna.page.state.page.case.id == kept)
    hanna.stored(merging.unmerge_cases, kept)
    assert hanna.stored(merging.linked_cases, kept) == []


def test_somebody_of_a_family_gets_a_case_of_their_own(hanna: Desk) -> None:
    case = hanna.office.cases["Nino Beridze"]
    hanna.stored(families.add_person, case, {"name": "Giorgi Beridze"})
    hanna.open("nino")
    hanna.press("Ctrl+Shift+U")
    merge, split = hanna.cases.merging, hanna.cases.splitting
    hanna.until(lambda: merge.state.subject is not None and len(merge.state.subject.persons) == 2)
    merge.own_cases[1].setFocus()
    hanna.press("Space")
    hanna.until(lambda: split.state.subject is not None and split.list.hasFocus())
    assert [box.isChecked() for box in split.boxes.values()] == [False, True]
    hanna.press("Ctrl+Return", "Space")
    hanna.until(lambda: hanna.stored(merging.linked_cases, case) != [])
    (linked,) = hanna.stored(merging.linked_cases, case)
    assert (linked.kind, linked.name) == ("split-off", "Giorgi Beridze")
    hanna.window.navigate("case", case_id=case)
    hanna.until(lambda: hanna.cases.chosen() == case)
    hanna.press("Ctrl+Shift+U")
    hanna.until(lambda: len(merge.apart) == 1)
    merge.apart[0].setFocus()
    hanna.press("Space")
    hanna.until(lambda: merge.state.links == [])
