"""While a pane is in the place of the list, the keys of the list do what they say, and nothing typed is lost."""

import pytest

from counsellor_app.desktop.cases.state.listing import Scope
from counsellor_app.workflows import notes
from tests.desktop.furnished import Desk


def open_pane(hanna: Desk, key: str) -> None:
    """Open the pane of *key* on a case and type a reason there."""
    hanna.open("nino")
    hanna.press(key)
    cases = hanna.cases
    pane = {"Ctrl+Shift+U": cases.merging, "Ctrl+Shift+S": cases.splitting, "Ctrl+N": cases.form}[key]
    hanna.until(pane.isVisible)
    if pane is not cases.form:
        hanna.until(lambda: pane.state.subject is not None)
        pane.reason.setFocus()
        hanna.type("two papers")


@pytest.mark.parametrize("pane", ["Ctrl+Shift+U", "Ctrl+Shift+S", "Ctrl+N"])
def test_the_keys_of_the_list_work_while_a_pane_is_open(hanna: Desk, pane: str) -> None:
    cases = hanna.cases
    open_pane(hanna, pane)
    hanna.press("Ctrl+N")
    hanna.until(lambda: cases.form.isVisible() and hanna.focus is cases.form.fields["name"])
    hanna.type("Amina")
    hanna.press("Ctrl+F")
    assert cases.whole.on_list()
    assert hanna.focus is cases.search
    hanna.press(pane)
    hanna.until(lambda: not cases.whole.on_list())
    hanna.press("Ctrl+Shift+F")
    hanna.until(lambda: cases.whole.on_list() and hanna.focus is not cases.search)
    hanna.press("Escape", pane)
    hanna.until(lambda: not cases.whole.on_list())
    hanna.press("Ctrl+Shift+A")
    assert cases.whole.on_list()
    assert cases.chips.choice() == Scope.ALL
    hanna.press("Ctrl+N")
    assert cases.form.fields["name"].text() == "Amina"


def test_what_is_typed_in_a_pane_stays_while_another_is_looked_at(hanna: Desk) -> None:
    cases = hanna.cases
    open_pane(hanna, "Ctrl+Shift+U")
    hanna.press("Ctrl+Shift+S")
    hanna.until(lambda: cases.splitting.isVisible() and cases.splitting.state.subject is not None)
    assert cases.splitting.state.case == cases.merging.state.case
    hanna.press("Ctrl+N", "Ctrl+Shift+U")
    hanna.until(cases.merging.isVisible)
    assert cases.merging.reason.text() == "two papers"


@pytest.mark.parametrize("pane", ["Ctrl+Shift+U", "Ctrl+Shift+S"])
def test_a_pane_about_one_case_does_not_stay_beside_another(hanna: Desk, pane: str) -> None:
    open_pane(hanna, pane)
    hanna.window.navigate("case", case_id=hanna.office.cases["Nino Beridze"])
    assert not hanna.cases.whole.on_list()
    other = hanna.office.cases["Karwan Aziz"]
    hanna.window.navigate("case", case_id=other)
    assert hanna.cases.whole.on_list()
    hanna.until(lambda: hanna.page.state.page is not None and hanna.page.state.page.case.id == other)


def test_without_a_case_the_keys_say_what_is_missing(hanna: Desk) -> None:
    hanna.press("Ctrl+F")
    hanna.type("nobody is called so")
    hanna.until(lambda: hanna.cases.state.rows == [] and not hanna.cases.state.waiting)
    said: list[str] = []
    object.__setattr__(hanna.cases.context, "status_message", said.append)
    for key in ("Ctrl+Shift+U", "Ctrl+Shift+S"):
        hanna.press(key)
        assert hanna.cases.whole.on_list()
    assert said == ["Choose a case in the list first."] * 2


def test_a_note_begun_beside_a_pane_does_not_take_its_key(hanna: Desk) -> None:
    case = hanna.office.cases["Nino Beridze"]
    hanna.open("nino")
    hanna.type("Half a thought")
    hanna.until(lambda: hanna.page.editor.sign.isEnabled())
    hanna.press("Ctrl+Shift+S")
    split = hanna.cases.splitting
    hanna.until(lambda: split.state.subject is not None and split.list.hasFocus())
    hanna.press("Ctrl+Return")
    hanna.until(split.sure.isVisible)
    hanna.press("Escape", "Ctrl+N")
    hanna.type("Amina Warsame")
    hanna.press("Ctrl+Return")
    hanna.until(lambda: hanna.page.state.page is not None and hanna.page.state.page.case.id != case)
    assert hanna.page.state.page.persons[0].name == "Amina Warsame"
    assert [note.text for note in hanna.stored(notes.list_notes, case)] == [
        "Kennismaking met Nino Beridze. Uitleg gegeven."
    ]
