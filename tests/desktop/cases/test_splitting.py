"""Splitting a case at the window, by keys: notes chosen one by one, what goes where is said, undone again."""

from counsellor_app.desktop.cases.state.splitting import NoteLine, SplitSubject, SplittingState
from counsellor_app.domain.records import Draft
from counsellor_app.workflows import families, lookup, merging, notes
from tests.desktop.furnished import Desk


def texts(desk: Desk, case: str) -> list[str]:
    return [entry.text for entry in desk.stored(notes.list_notes, case)]


def test_a_case_is_split_by_its_notes_and_put_together_again(hanna: Desk) -> None:
    case = hanna.office.cases["Karwan Aziz"]
    hanna.stored(families.add_person, case, {"name": "Rebin Aziz"})
    for text in ("Rebin came alone today.", "Rebin wants to go home."):
        hanna.stored(notes.sign, Draft(case=case, text=text))
    before = texts(hanna, case)
    hanna.open("karwan")
    hanna.press("Ctrl+Shift+S")
    split = hanna.cases.splitting
    hanna.until(lambda: split.state.subject is not None and len(split.boxes) == 2)
    assert not split.button.isEnabled()
    assert "at least one person" in split.summary.text()
    assert split.focusWidget() is next(iter(split.boxes.values()))
    hanna.press("Tab", "Space")
    assert split.button.isEnabled()
    split.list.setFocus()
    hanna.press("Space", "Down", "Space")
    assert len(split.state.chosen_notes) == 2
    assert "Rebin Aziz and 2 notes" in split.summary.text()
    split.reason.setFocus()
    hanna.type("two brothers")
    hanna.press("Ctrl+Return")
    assert split.sure.isVisible()
    assert "Rebin Aziz" in split.sure.accessibleName()
    hanna.press("Escape")
    assert not split.sure.isVisible()
    assert split.isVisible()
    hanna.press("Ctrl+Return", "Space")
    page = hanna.page.state
    hanna.until(lambda: page.page is not None and [one.name for one in page.page.persons] == ["Rebin Aziz"])
    assert page.page is not None
    new = page.page.case.id
    assert texts(hanna, new) == ["Rebin wants to go home.", "Rebin came alone today."]
    assert texts(hanna, case) == before
    (link,) = hanna.stored(merging.linked_cases, new)
    assert (link.case, link.kind, link.reason) == (case, "split", "two brothers")
    hanna.press("Ctrl+Alt+Z")
    hanna.until(lambda: hanna.stored(merging.linked_cases, new) == [])
    assert texts(hanna, case) == before
    assert hanna.stored(lookup.case_page, new).persons


def test_the_note_one_is_at_is_shown_whole_beside_and_all_are_chosen_at_once(hanna: Desk) -> None:
    case = hanna.office.cases["Karwan Aziz"]
    hanna.stored(notes.sign, Draft(case=case, text="A second note."))
    hanna.open("karwan")
    hanna.press("Ctrl+Shift+S")
    split = hanna.cases.splitting
    hanna.until(lambda: len(split.state.notes) == 2 and split.list.hasFocus())
    hanna.press("Down")
    wanted = split.state.notes[1].id
    hanna.until(lambda: (row := hanna.page.timeline.current()) is not None and row.id == wanted)
    assert split.list.hasFocus()
    hanna.press("Ctrl+A")
    assert len(split.state.chosen_notes) == 2
    hanna.press("Ctrl+A")
    assert split.state.chosen_notes == []
    hanna.press("Escape")
    assert hanna.cases.list.isVisible()


def test_the_palette_leads_to_splitting(hanna: Desk) -> None:
    hanna.open("karwan")
    hanna.press("Ctrl+K")
    hanna.type("split this case")
    hanna.press("Return")
    hanna.until(hanna.cases.splitting.isVisible)


def test_what_is_chosen_stays_while_it_is_there() -> None:
    state = SplittingState()
    lines = tuple(NoteLine(key, key, 1, "") for key in ("b", "a"))
    state.begin("case", "p2")
    assert not state.arrived(SplitSubject("other", "", (), ()))
    assert state.arrived(SplitSubject("case", "Ana", (("p1", "Ana"), ("p2", "Ben")), lines))
    state.toggle_note("b")
    state.toggle_note("a")
    assert (state.chosen_persons, state.chosen_notes) == (["p2"], ["a", "b"])
    state.reason = "two"
    state.begin("case")
    assert state.arrived(SplitSubject("case", "Ana", (("p1", "Ana"), ("p2", "Ben")), lines[:1]))
    assert (state.chosen_persons, state.chosen_notes, state.reason) == (["p2"], ["b"], "two")
    assert "Ben and 1 note." in state.summary
    state.begin("elsewhere")
    assert (state.chosen_persons, state.notes, state.reason) == ([], [], "")
    assert state.arrived(SplitSubject("elsewhere", "Ana", (("p1", "Ana"),), ()))
    assert "no notes" in state.summary
