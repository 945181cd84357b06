"""Every place, tab and form, in Dutch and English: named, reached by keys, the focus seen, nothing cut off."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTextEdit,
    QToolButton,
    QWidget,
)

from counsellor_app.desktop.look.elided_label import ElidedLabel
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.runs_label import RunsLabel
from counsellor_app.workflows import casework, journey, outreach, tasks
from sync.wording import _, set_language
from tests.desktop.furnished import Desk

CONTROLS = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit)
SHORTENS = (ElidedLabel, IconLabel, RunsLabel)
"""Labels that end in an ellipsis where room is short, and say the whole as tooltip."""
FORMS = {
    "today": ("New own task", "Write a calendar file…"),
    "hours": (
        "Plan an hour…", "Put down an information session…", "Day pack…", "All hours",
    ),
    "outreach": ("New network contact…", "Put down an outreach talk…", "Outreach in figures"),
    "review": ("Exports and access",),
    "office": ("Invite somebody…",),
    "programmes": ("Change this programme", "New programme"),
    "figures": ("Export the yearly results",),
    "sync": (),
    "settings": ("Change password…",),
}  # fmt: skip
CASE_FORMS = (
    "New task for this person", "Amend a signed note", "Add a person to the case", "Say how two persons are related",
    "Add a paper", "Add a number", "Enrol in a programme", "Check eligibility", "Keep a fact", "Keep what was given",
    "Keep the next step", "Add evidence to a gate", "Override a gate", "Keep what the client declines",
    "Keep a rule for safe contact", "Add a measure to the safety plan", "Fill in the trafficking record",
    "Let only named persons read this case",
)  # fmt: skip
NAME = "Selamawit Tesfaye"


def furnish(desk: Desk) -> None:
    """Give the day something to do, and one case of everything that has a row."""
    case = desk.office.cases[NAME]
    desk.stored(casework.set_fields, case, {"place": "azc Ter Apel", "flags": "+health"})
    desk.stored(journey.give_support, case, "ticket")
    desk.stored(tasks.add_task, "Arts bellen over de brief", case_id=case, due="vandaag")
    desk.stored(outreach.add_contact, "Pinksterkerk", "Pastor Osei", "Amsterdam")
    desk.stored(outreach.add_talk, "Amsterdam", contact="Pastor Osei", language="en")


def do(desk: Desk, words: str) -> bool:
    """Do what the palette calls *words*; False where it is not offered here."""
    found = [command for command in desk.window.commands() if command.text == _(words)]
    if not found:
        return False
    found[0].run()
    settle(desk)
    return True


def settle(desk: Desk) -> None:
    """Wait until what was asked for is there and laid out."""
    desk.settle()
    desk.app.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    desk.app.processEvents()


def screens_of_case(desk: Desk, name: str = NAME) -> Iterator[str]:
    """Go through every tab of a case, and every form about it."""
    desk.open(name.split()[0].casefold())
    desk.until(lambda: desk.page.journey.journey is not None)
    for name, place in desk.page.places.items():
        desk.page.show_tab(place)
        settle(desk)
        yield f"case {name}"
    for words in CASE_FORMS:
        if do(desk, words):
            yield f"case: {words}"
            desk.press("Escape")
    for words in ("New case", "Same person? Merge cases, take them apart", "Split this case: people, notes"):
        if do(desk, words):
            yield f"cases: {words}"
            desk.press("Escape")


def screens(desk: Desk) -> Iterator[str]:
    """Go through every place with its forms, and through every tab of a case with its own."""
    yield from screens_of_case(desk)
    for area, forms in FORMS.items():
        desk.window.navigate(area)
        settle(desk)
        yield area
        for words in forms:
            if do(desk, words):
                yield f"{area}: {words}"
                desk.press("Escape")
    desk.press("Ctrl+K")
    settle(desk)
    yield "palette"
    desk.press("Escape")


@pytest.fixture(params=["en", "nl"])
def furnished(request: pytest.FixtureRequest, desks: Callable[[str], Desk]) -> Iterator[Desk]:
    """The supervisor's window with something in it, in each language."""
    set_language(request.param)
    desk = desks("lead")
    furnish(desk)
    yield desk
    set_language("en")


def seen(desk: Desk, *kinds: type) -> list[QWidget]:
    """The widgets of *kinds* one can see, also those one scrolls to."""
    return [one for one in desk.window.findChildren(QWidget) if isinstance(one, kinds) and one.isVisible()]


def controls(desk: Desk) -> list[QWidget]:
    """What one works with by keys."""
    return [
        one
        for one in seen(desk, *CONTROLS)
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus and one.isEnabled() and not one.objectName().startswith("qt_")
    ]


def said(widget: QWidget) -> str:
    """What a screen reader says a widget is called."""
    found = QAccessible.queryAccessibleInterface(widget)
    return str(found.text(QAccessible.Text.Name)) if found is not None else ""


def scrolled(widget: QWidget) -> bool:
    """Whether a widget is inside something that scrolls."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent is not None


def wrong_with(desk: Desk) -> Iterator[str]:
    """What is wrong with the screen that is shown."""
    for widget in controls(desk):
        where = f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"
        if not said(widget):
            yield f"{where} has no name"
        if isinstance(widget, QToolButton | QPushButton) and not widget.text() and not widget.toolTip():
            yield f"{where} ({said(widget)}) is an icon without words"
        if isinstance(widget, QPushButton) and widget.width() < widget.minimumSizeHint().width():
            yield f"the button {widget.text()!r} is cut off"
        right = widget.mapTo(desk.window, QPoint(widget.width() - 1, 0)).x()
        if right > desk.window.width() and not scrolled(widget):
            yield f"{where} ({said(widget)}) is outside the window"
    for label in seen(desk, QLabel):
        assert isinstance(label, QLabel)
        if isinstance(label, SHORTENS) or label.wordWrap() or not label.text() or label.hasScaledContents():
            continue
        if type(label) is QLabel and label.width() + 1 < label.sizeHint().width():
            yield f"the label {label.text()!r} is cut off"


def test_everything_is_named_and_nothing_is_cut_off(furnished: Desk) -> None:
    wrong: dict[str, list[str]] = {}
    walked = 0
    for screen in screens(furnished):
        walked += 1
        found = sorted(set(wrong_with(furnished)))
        if found:
            wrong[screen] = found
    assert walked > 30
    assert not wrong


def tabbed(desk: Desk) -> set[QWidget]:
    """What Tab reaches, going round once."""
    start = widget = QApplication.focusWidget() or desk.window
    found = set()
    while True:
        widget = widget.nextInFocusChain()
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.add(widget)
        if widget is start:
            return found


def test_tab_reaches_whatever_takes_the_focus_and_one_sees_where_it_is(lead: Desk) -> None:
    furnish(lead)
    unreached: dict[str, list[str]] = {}
    unseen: dict[str, list[str]] = {}
    told: set[str] = set()
    for screen in screens(lead):
        reached = tabbed(lead)
        for widget in controls(lead):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget not in reached:
                unreached.setdefault(screen, []).append(f"{type(widget).__name__} {said(widget)}")
        for widget in reached:
            kind = f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"
            if kind not in told and isinstance(widget, CONTROLS):
                told.add(kind)
                if not shows_focus(lead, widget):
                    unseen.setdefault(screen, []).append(f"{kind} ({said(widget)})")
    assert not unreached
    assert not unseen


def shows_focus(desk: Desk, widget: QWidget) -> bool:
    """Whether a widget, or the frame around it, is painted otherwise while it has the focus."""
    before_focus = QApplication.focusWidget()
    desk.window.setFocus()
    without = pictures(widget)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    with_it = pictures(widget)
    if before_focus is not None:
        before_focus.setFocus()
    return without != with_it


def pictures(widget: QWidget) -> list[QImage]:
    """The widget and what it is in, as painted now."""
    around = [widget, widget.parentWidget()]
    if around[1] is not None:
        around.append(around[1].parentWidget())
    return [one.grab().toImage() for one in around if one is not None]
