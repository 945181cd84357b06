"""Outreach in the real window by keys: a contact, a talk without a name, what it becomes, figures."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit, QTextEdit, QWidget

from counsellor_app.desktop.outreach.state.listing import Scope
from counsellor_app.desktop.outreach.view import OutreachView
from counsellor_app.workflows import notes, outreach, unfinished
from tests.desktop.furnished import Desk
from tests.desktop.hours.test_twelve_talks import furnish
from tests.desktop.hours.test_twelve_talks import view as hours_view

CONTROLS = (QAbstractButton, QLineEdit, QTextEdit, QAbstractItemView)


def view(desk: Desk) -> OutreachView:
    desk.window._areas["outreach"].ensure()
    return desk.window._areas["outreach"].features[0]  # type: ignore[return-value]


def test_from_contact_to_talk_to_case_by_keys(hanna: Desk) -> None:
    desk = hanna
    desk.window.navigate("outreach")
    desk.settle()
    desk.press("Ctrl+N")
    desk.until(lambda: view(desk).contact_form.isVisible())
    desk.type("Pinksterkerk")
    desk.press("Tab")
    desk.type("Osei")
    desk.press("Ctrl+Return")
    desk.until(lambda: view(desk).contact_form.trouble.isVisible())  # no city: refused, everything written stays
    desk.press("Tab")
    desk.type("Den Haag")
    desk.press("Ctrl+Return")
    desk.until(lambda: view(desk).contact.isVisible() and view(desk).list.hasFocus())
    (contact,) = desk.stored(outreach.list_contacts)
    assert (contact.organisation, contact.person, contact.city) == ("Pinksterkerk", "Osei", "Den Haag")
    desk.press("Ctrl+Shift+N")
    desk.until(lambda: view(desk).talk_form.isVisible())
    assert view(desk).talk_form.values()["contact"] == contact.id
    view(desk).talk_form.fields["remark"].setFocus()
    desk.type("Wil naar huis.")
    desk.press("Return")
    desk.until(lambda: view(desk).talk.isVisible())
    desk.press("Ctrl+Return")
    desk.until(lambda: view(desk).who.isVisible())
    desk.type("Joseph Oppong")
    desk.press("Return")
    desk.until(lambda: desk.stored(outreach.list_talks)[0].case)
    desk.until(lambda: view(desk).talk.open.isVisible())
    (talk,) = desk.stored(outreach.list_talks)
    assert [note.text for note in desk.stored(notes.list_notes, talk.case)] == ["Wil naar huis."]
    view(desk).show_scope(Scope.FIGURES)
    desk.until(lambda: view(desk).figures.table.rowCount() == 1)
    cells = [view(desk).figures.table.item(0, column).text() for column in range(1, 7)]  # type: ignore[union-attr]
    assert cells == ["Hanna Girma", "Den Haag", "1", "1", "1", "1"]
    view(desk).show_scope(Scope.TALKS)
    desk.press("Ctrl+O")
    desk.until(lambda: desk.window.current == "cases")


def test_a_talk_is_changed_by_keys_and_nothing_of_it_stays_in_the_form(hanna: Desk) -> None:
    desk, shown = hanna, view(hanna)
    talk = desk.stored(outreach.add_talk, "Den Hag", remark="Wil naar huis.")
    desk.window.navigate("outreach")
    shown.show_scope(Scope.TALKS)
    desk.until(lambda: shown.talk.isVisible())
    desk.press("Ctrl+E")
    desk.until(lambda: shown.talk_form.isVisible())
    assert shown.talk_form.values()["remark"] == "Wil naar huis."
    shown.talk_form.fields["city"].setFocus()
    desk.press("Ctrl+A")
    desk.type("Den Haag")
    desk.press("Return")
    desk.until(lambda: shown.talk.isVisible() and desk.stored(outreach.list_talks)[0].city == "Den Haag")
    (kept,) = desk.stored(outreach.list_talks)
    assert (kept.id, kept.remark, kept.day) == (talk.id, "Wil naar huis.", talk.day)
    desk.press("Ctrl+E")
    desk.until(lambda: shown.talk_form.isVisible())
    desk.press("Escape", "Ctrl+Shift+N")
    desk.until(lambda: shown.talk_form.isVisible())
    assert (shown.talk_form.values()["city"], shown.talk_form.values()["remark"]) == ("", "")


def test_what_is_typed_of_a_talk_is_there_again_whatever_happens_meanwhile(
    hanna: Desk, desks: Callable[[str], Desk]
) -> None:
    desk, shown = hanna, view(hanna)
    desk.stored(outreach.add_talk, "Delft", remark="Een ander gesprek.")
    desk.window.navigate("outreach")
    desk.settle()
    desk.press("Ctrl+Shift+N")
    desk.until(lambda: shown.talk_form.isVisible())
    desk.type("Utrecht")
    shown.talk_form.fields["remark"].setFocus()
    desk.type("Durft niet te bellen")
    desk.press("Escape")
    shown.show_scope(Scope.TALKS)
    desk.until(lambda: shown.talk.isVisible())
    desk.press("Ctrl+E")
    desk.until(lambda: shown.talk_form.values()["remark"] == "Een ander gesprek.")
    desk.press("Escape")
    desk.until(lambda: shown.talk_form.values()["remark"] == "Durft niet te bellen")
    desk.close()
    again = desks("hanna")
    again.window.navigate("outreach")
    again.until(lambda: view(again).talk_form.values()["remark"] == "Durft niet te bellen")
    again.press("Ctrl+Shift+N", "Ctrl+Return")
    again.until(lambda: len(again.stored(outreach.list_talks)) == 2)
    again.until(lambda: view(again).talk.isVisible())
    again.settle()
    assert again.stored(unfinished.recall, "outreach-talk") == {}


def screens(desk: Desk) -> Iterator[str]:
    """Go through every screen of hours and outreach."""
    furnish(desk)
    desk.window.navigate("hours")
    desk.until(lambda: hours_view(desk).state.page is not None)
    yield "queue"
    for key, name in (("Ctrl+N", "who comes"), ("Ctrl+Shift+N", "planning"), ("Ctrl+Shift+G", "session")):
        desk.press(key)
        desk.settle()
        yield name
    hours_view(desk).pack()
    desk.settle()
    yield "pack"
    desk.window.navigate("outreach")
    desk.settle()
    yield "outreach"
    for key, name in (("Ctrl+N", "contact"), ("Ctrl+Shift+N", "talk")):
        desk.press(key)
        desk.settle()
        yield name
        desk.press("Escape")
    view(desk).show_scope(Scope.FIGURES)
    desk.settle()
    yield "figures"


def spoken(widget: QWidget) -> str:
    found = QAccessible.queryAccessibleInterface(widget)
    return str(found.text(QAccessible.Text.Name)) if found is not None else ""


@pytest.mark.parametrize("narrow", [False, True])
def test_every_control_says_its_name_and_nothing_is_cut_off(hanna: Desk, narrow: bool) -> None:
    if narrow:
        hanna.window.resize(1100, 640)
    for screen in screens(hanna):
        hanna.settle()
        for widget in hanna.window.findChildren(QWidget):
            if isinstance(widget, CONTROLS) and widget.isVisible():
                assert spoken(widget), (screen, widget)
            if isinstance(widget, QAbstractButton) and widget.isVisible():
                assert widget.width() >= widget.minimumSizeHint().width(), (screen, spoken(widget))
