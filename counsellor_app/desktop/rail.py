"""The rail: finding, where one can go, who is working here, and the lock. Narrow windows show its icons only."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from counsellor_app.desktop.lock import LOCK_KEY
from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.look.dress import set_kind, set_surface
from counsellor_app.desktop.look.elided_label import ElidedLabel
from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.key_words import key_text
from counsellor_app.desktop.look.nav_button import NavButton
from counsellor_app.desktop.look.painting import Line, baseline_for
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.theme import keep_icon, tokens
from counsellor_app.desktop.look.tokens import FOCUS_FRAME, ICON, ICON_LARGE, RADIUS_CONTROL, WIDTH_RAIL
from sync.wording import _

FIND_KEY = "Ctrl+K"
WIDTH_NARROW = 54
_MARGIN = 8
_NAV_STEP = 2


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the rail: stable ``name``, translated ``label``, ``icon``, ``key``, and the ``group`` it is under."""

    name: str
    label: str
    icon: str
    key: str = ""
    group: str = ""


class FindButton(QAbstractButton):
    """Looks like a field; a click, or any letter typed on it, opens the palette (``asked`` with that letter)."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(_("Find"))
        self.setAccessibleName(_("Find people, cases, screens and commands"))
        self.setToolTip(_("Find people, cases, screens and commands") + f"  {key_text(FIND_KEY)}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self.asked.emit(""))

    def sizeHint(self) -> QSize:
        """The height of a field."""
        return QSize(WIDTH_RAIL - 2 * _MARGIN, 32)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Typing on it is typing into the palette."""
        typed = event.text()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if plain and typed.isprintable() and typed.strip():
            self.asked.emit(typed)
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A field with a glass, the word, and its key."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, focused = tokens(), self.hasFocus()
        painter.setBrush(QColor(colours.hover if self.isDown() else colours.page))
        width = FOCUS_FRAME if focused else 1
        painter.setPen(QPen(QColor(colours.accent if focused else colours.border), width))
        edge = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), RADIUS_CONTROL, RADIUS_CONTROL)
        middle, face = self.height() / 2, font("meta")
        narrow = self.width() < WIDTH_NARROW
        start = (self.width() - ICON) / 2 if narrow else 10
        line = Line(painter, start, self.width() - start, baseline_for(face, middle), self.layoutDirection())
        line.icon("search", "text2", ICON, middle, 8)
        if not narrow:
            line.trail(key_text(FIND_KEY), face, colours.text3, 8)
            line.lead(self.text(), face, colours.text2)
        painter.end()


class Rail(QWidget):
    """``chosen(name)`` when a place is picked; ``find_wanted(text)`` and ``lock_wanted`` for the others."""

    chosen = Signal(str)
    find_wanted = Signal(str)
    lock_wanted = Signal()

    def __init__(self, places: Sequence[Place], name: str, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "rail")
        self.setAccessibleName(_("Places"))
        self._buttons: dict[str, NavButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._headings: list[QWidget] = []
        self.find_button = FindButton()
        self.find_button.asked.connect(self.find_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 12, _MARGIN, 0)
        column.setSpacing(0)
        column.addWidget(self.find_button)
        column.addSpacing(12)
        column.addWidget(self._places(places), 1)
        column.addWidget(Hairline())
        column.addWidget(self._person(name, about))
        self.set_narrow(False)

    def _places(self, places: Sequence[Place]) -> QScrollArea:
        inside = QWidget()
        set_surface(inside, "rail")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_NAV_STEP)
        group = ""
        for place in places:
            if place.group != group:
                group = place.group
                column.addSpacing(10)
                heading = text_label(group, "meta", "text2")
                heading.setContentsMargins(10, 0, 0, 4)
                self._headings.append(heading)
                column.addWidget(heading)
            column.addWidget(self._button(place))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        set_surface(area, "rail")
        area.setWidget(inside)
        return area

    def _button(self, place: Place) -> NavButton:
        button = NavButton(place.label, place.icon, place.key)
        button.setAutoExclusive(False)
        button.clicked.connect(lambda: self.chosen.emit(place.name))
        self._group.addButton(button)
        self._buttons[place.name] = button
        return button

    def _person(self, name: str, about: str) -> QWidget:
        part = QWidget()
        line = QHBoxLayout(part)
        line.setContentsMargins(_MARGIN, 10, 0, 10)
        line.setSpacing(4)
        self._words = QWidget()
        words = QVBoxLayout(self._words)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addWidget(ElidedLabel(isolate(name), font_role="ui_strong"))
        words.addWidget(ElidedLabel(about, tone="text2", font_role="meta"))
        line.addWidget(self._words, 1)
        self.lock_button = QToolButton()
        set_kind(self.lock_button, "icon")
        keep_icon(self.lock_button, self.lock_button.setIcon, "lock", "text2", ICON_LARGE)
        self.lock_button.setIconSize(QSize(ICON_LARGE, ICON_LARGE))
        self.lock_button.setAccessibleName(_("Lock"))
        self.lock_button.setToolTip(_("Lock now") + f"  {key_text(LOCK_KEY)}")
        self.lock_button.clicked.connect(self.lock_wanted)
        line.addWidget(self.lock_button)
        return part

    def set_current(self, name: str) -> None:
        """Mark the place that is shown."""
        if name in self._buttons:
            self._buttons[name].setChecked(True)

    def set_badge(self, name: str, count: int | None, meaning: str = "") -> None:
        """Show a figure beside a place, none for None or 0."""
        if name in self._buttons:
            self._buttons[name].set_count(str(count) if count else "", meaning)

    def set_narrow(self, narrow: bool) -> None:
        """Icons only, or icons with words."""
        self.setFixedWidth(WIDTH_NARROW if narrow else WIDTH_RAIL)
        self._words.setVisible(not narrow)
        for heading in self._headings:
            heading.setVisible(not narrow)

    def focus_current(self) -> None:
        """Put the focus on the place that is shown."""
        button = self._group.checkedButton()
        if button is not None:
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint what is painted by hand when the layout turns."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, and a hairline towards the page."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens().rail))
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        painter.fillRect(0 if mirrored else self.width() - 1, 0, 1, self.height(), QColor(tokens().hairline))
        painter.end()
