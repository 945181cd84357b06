"""What every screen of these rooms owes its people: names for a screen reader, keys, room, and no lost window."""

import gettext
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTextEdit,
    QToolButton,
    QWidget,
)

from counsellor_app.desktop.look.flag_tag import FlagTag
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.theme import apply_theme
from counsellor_app.workflows import casework
from sync import wording
from sync.wording import set_language
from tests.desktop.furnished import Desk

CONTROLS = (QAbstractButton, QLineEdit, QTextEdit, QAbstractItemView)


class Longer(gettext.NullTranslations):
    """Every string half as long again, as Dutch is at its worst, and marked."""

    def gettext(self, message: str) -> str:
        return f"{message}{'·' * (len(message) // 2)}"

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.gettext(one if count == 1 else many)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)


@pytest.fixture
def longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Speak with longer words."""
    monkeypatch.setattr(wording._current, "translations", Longer())


def visible(desk: Desk, kinds: tuple[type, ...] = CONTROLS) -> list[QWidget]:
    return [widget for widget in desk.window.findChildren(QWidget) if isinstance(widget, kinds) and widget.isVisible()]


def screens(desk: Desk) -> Iterator[str]:
    """Go through every screen of these rooms."""
    yield "empty page"
    desk.open("va")
    yield "case"
    for key, name in (("Alt+2", "person"), ("Alt+9", "history"), ("Alt+1", "timeline")):
        desk.press(key)
        desk.settle()
        yield name
    desk.press("Ctrl+N")
    yield "new case"
    desk.press("Escape")
    desk.press("Ctrl+Shift+U")
    desk.until(lambda: desk.cases.merging.state.subject is not None)
    yield "merging"
    desk.press("Ctrl+Shift+S")
    desk.until(lambda: desk.cases.splitting.state.subject is not None)
    yield "splitting"
    desk.press("Ctrl+Return")
    yield "splitting, asked once more"
    desk.press("Escape", "Escape")
    desk.window.navigate("review")
    desk.until(lambda: desk.review.settling.found is not None)
    desk.press("Alt+3")
    yield "conflict"
    desk.press("Alt+Down")
    desk.until(lambda: desk.review.settling.found is not None and desk.review.page.entries.isVisible())
    desk.press("Ctrl+Shift+T")
    yield "review"
    desk.press("Ctrl+K")
    desk.settle()
    yield "palette"


def spoken(widget: QWidget) -> str:
    found = QAccessible.queryAccessibleInterface(widget)
    return str(found.text(QAccessible.Text.Name)) if found is not None else ""


def test_every_control_has_a_name_and_every_button_says_what_it_does(lead: Desk) -> None:
    for screen in screens(lead):
        for widget in visible(lead):
            if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget.objectName().startswith("qt_"):
                continue
            assert spoken(widget), f"{screen}: {type(widget).__name__} in {type(widget.parentWidget()).__name__}"
        for button in visible(lead, (QToolButton,)):
            assert button.toolTip(), f"{screen}: an icon without words: {spoken(button)}"


def test_nothing_needs_more_than_a_small_laptop_even_with_longer_words(longer: None, lead: Desk) -> None:
    for screen in screens(lead):
        lead.settle()
        # Figures may just have arrived on a chip: it is laid out anew before it is measured.
        lead.app.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        hint = lead.window.minimumSizeHint()
        assert hint.width() <= 1366, f"{screen} needs {hint.width()}"
        assert hint.height() <= 768, f"{screen} needs {hint.height()}"
        for button in visible(lead, (QPushButton,)):
            assert button.width() >= button.minimumSizeHint().width(), f"{screen}: {button.text()} is cut off"
            inside = lead.window.rect().contains(button.mapTo(lead.window, QPoint(button.width() - 1, 0)))
            assert inside, f"{screen}: {button.text()} is outside the window"


@pytest.mark.parametrize("language", ["en", "nl"])
def test_no_case_scrolls_sideways_at_double_size(lead: Desk, language: str) -> None:
    """Three flags and every fact, on the smallest laptop at 200 %: what finds no room beside goes beneath."""
    set_language(language)
    case = lead.office.cases["Selamawit Tesfaye"]
    lead.stored(casework.set_fields, case, {"flags": "+health", "alien_number": "2841150932", "birth_date": "1991"})
    for flag in ("safety", "vulnerable"):
        lead.stored(casework.set_fields, case, {"flags": f"+{flag}", "languages": "am,ti,nl"})
    lead.window.resize(683, 384)
    assert not sideways(lead), "the list, while no case is open"
    lead.open("selam")
    lead.until(lambda: len(lead.page.head.findChildren(FlagTag)) == 3)
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        lead.app.setLayoutDirection(direction)
        assert not sideways(lead)
        for fact in lead.page.head.findChildren(IconLabel):
            if fact.isVisible():
                assert fact.width() >= fact.sizeHint().width(), f"{fact.text()} is shortened"


def sideways(desk: Desk) -> int:
    """How far the area of the cases can be scrolled sideways."""
    desk.settle()
    desk.app.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    around = [one for one in desk.window.findChildren(QScrollArea) if one.isAncestorOf(desk.page)]
    return max(one.horizontalScrollBar().maximum() for one in around)


def test_everything_mirrors(lead: Desk) -> None:
    lead.app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    for _screen in screens(lead):
        assert lead.window.layoutDirection() == Qt.LayoutDirection.RightToLeft
    lead.press("Escape")
    lead.window.navigate("cases")
    lead.settle()
    list_at = lead.cases.mapTo(lead.window, QPoint(0, 0)).x()
    assert list_at > lead.page.mapTo(lead.window, QPoint(0, 0)).x(), "the list stands right of the page"
    assert not lead.window.grab().isNull()


def test_another_scheme_repaints_everything(lead: Desk) -> None:
    for screen in screens(lead):
        if screen in ("history", "review"):
            apply_theme(lead.app, "dark")
            assert not lead.window.grab().isNull()
    assert lead.page.editor.text.font().pointSizeF() == 12
    apply_theme(lead.app, "light")


def test_no_part_ever_flashes_up_as_a_window_of_its_own(desks: Callable[[str], Desk]) -> None:
    class Watch(QObject):
        shown: list[str] = []  # noqa: RUF012

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                self.shown.append(type(watched).__name__)
            return False

    watch = Watch()
    desk = desks("lead")
    desk.app.installEventFilter(watch)
    for _screen in screens(desk):
        desk.settle()
    desk.app.removeEventFilter(watch)
    assert watch.shown == []


def test_a_key_means_one_thing_on_a_screen(lead: Desk) -> None:
    from PySide6.QtGui import QShortcut

    for screen in screens(lead):
        found: dict[str, list[str]] = {}
        for shortcut in lead.window.findChildren(QShortcut):
            owner = shortcut.parent()
            wide = shortcut.context() in (Qt.ShortcutContext.WindowShortcut, Qt.ShortcutContext.ApplicationShortcut)
            if wide and isinstance(owner, QWidget) and owner.isVisible() and owner.isEnabled() and shortcut.isEnabled():
                found.setdefault(shortcut.key().toString(), []).append(type(owner).__name__)
        twice = {key: owners for key, owners in found.items() if len(owners) > 1 and key}
        assert not twice, f"{screen}: {twice}"
