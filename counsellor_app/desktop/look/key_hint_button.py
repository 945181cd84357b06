"""A button that shows its key: the words, and quieter beside them *Ctrl+↵*."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QApplication, QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from counsellor_app.desktop.look.dress import ButtonKind, set_kind, set_style_property
from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.key_words import key_text, with_keypad
from counsellor_app.desktop.look.painting import Line, baseline_for, text_width
from counsellor_app.desktop.look.theme import tokens
from counsellor_app.desktop.look.tokens import FOCUS_FRAME, HEIGHT_BUTTON, ICON, RADIUS_CONTROL

_INKS: dict[str, tuple[str, str]] = {
    "primary": ("on_fill", "on_fill"),
    "secondary": ("text", "text3"),
    "quiet": ("text2", "text3"),
    "link": ("accent", "text3"),
}
_PADDINGS = {"link": 5}


def _around(widget: QWidget | None) -> list[QWidget]:
    """Return the widgets that *widget* is in, itself first."""
    found: list[QWidget] = []
    while widget is not None:
        found.append(widget)
        widget = widget.parentWidget()
    return found


class KeyHintButton(QPushButton):
    """Its key works anywhere in its window while it is visible and enabled; of two buttons, for the one near the focus.

    The key clicks at once: a QPushButton's own shortcut would play a click of 100 ms.
    """

    gap = 8

    def __init__(
        self,
        text: str,
        key: QKeySequence | str = "",
        kind: ButtonKind = "secondary",
        icon: str = "",
        *,
        tip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._within: QWidget | None = None
        self._go_there: Callable[[], object] | None = None
        self._kind, self._icon, self._tip = kind, icon, tip
        self._label, self._key = "", QKeySequence()
        self._shortcuts: list[QShortcut] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_kind(self, kind)
        set_style_property(self, "ring", "inner")
        self.set_label(text)
        self.set_key(key)

    def set_label(self, text: str) -> None:
        """Other words on the button."""
        self._label = text
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self._renew()

    def set_key(self, key: QKeySequence | str) -> None:
        """Another key, or none."""
        self._key = QKeySequence(key)
        for shortcut in self._shortcuts:
            shortcut.deleteLater()
        self._shortcuts = [QShortcut(sequence, self._within or self) for sequence in with_keypad(self._key)]
        for shortcut in self._shortcuts:
            shortcut.activated.connect(self._key_pressed)
            shortcut.activatedAmbiguously.connect(self._key_shared)
        self._renew()

    def reach_from(self, within: QWidget, go_there: Callable[[], object]) -> None:
        """Lets the key work anywhere in *within*, also where the button is not seen: *go_there* shows it first."""
        self._within, self._go_there = within, go_there
        self.set_key(self._key)

    def _key_pressed(self) -> None:
        if self._go_there is not None and not self.isVisible():
            self._go_there()
        if self.isVisible():
            self.click()

    def _key_shared(self) -> None:
        """Another button has the same key, as to sign a note beside the form of a new case: the nearest one takes it.

        Nearest to the focus; Qt asks any of them.
        """
        around = _around(QApplication.focusWidget())
        same = [one for one in self.window().findChildren(KeyHintButton) if one.key() == self._key and one.is_ready()]
        depth = {one: sum(widget in around for widget in _around(one)) for one in same}
        nearest = [one for one in same if depth[one] == max(depth.values())]
        if len(nearest) == 1:
            nearest[0]._key_pressed()

    def is_ready(self) -> bool:
        """Whether the key would do something now."""
        return self.isEnabled() and (self.isVisible() or self._go_there is not None)

    def label(self) -> str:
        """The words on the button."""
        return self._label

    def key(self) -> QKeySequence:
        """The key of the button."""
        return self._key

    def _hint(self) -> str:
        return key_text(self._key)

    def _renew(self) -> None:
        words = self._tip or self._label
        self.setToolTip(f"{words}  {self._hint()}".rstrip())
        self.updateGeometry()
        self.update()

    def _face(self) -> QFont:
        return font("meta_medium") if self._kind == "link" else font("ui_medium")

    def _padding(self) -> int:
        return _PADDINGS.get(self._kind, 13)

    def sizeHint(self) -> QSize:
        """Room for icon, words and key."""
        width = text_width(self._label, self._face()) + 2 * self._padding() + 1
        if self._hint():
            width += self.gap + text_width(self._hint(), font("meta"))
        if self._icon:
            width += ICON + self.gap
        return QSize(int(width) + 1, 24 if self._kind == "link" else HEIGHT_BUTTON)

    def minimumSizeHint(self) -> QSize:
        """A button's words are never cut."""
        return self.sizeHint()

    def _inks(self) -> tuple[str, str]:
        if not self.isEnabled():
            return "disabled", "disabled"
        word, hint = _INKS[self._kind]
        if self.isDown() and self._kind != "primary":
            return word, "text2"
        return word, hint

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the ground by the stylesheet, then icon, words and key on one line."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        if self.hasFocus() and self._kind == "primary":
            self._paint_inner_frame(painter)
        self._paint_line(painter)
        painter.end()

    def _paint_line(self, painter: QPainter) -> None:
        word, hint = self._inks()
        face, middle = self._face(), self.height() / 2
        spare = max(0.0, (self.width() - self.sizeHint().width()) / 2)
        left, right = self._padding() + spare, self.width() - self._padding() - spare
        line = Line(painter, left, right, baseline_for(face, middle), self.layoutDirection())
        if self._icon:
            line.icon(self._icon, word, ICON, middle, self.gap)
        line.lead(self._label, face, tokens().colour(word), self.gap)
        line.lead(self._hint(), font("meta"), tokens().colour(hint))

    def _paint_inner_frame(self, painter: QPainter) -> None:
        """On a filled button an accent frame would drown; a light one inside it does not."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens().on_fill), FOCUS_FRAME))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inner = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        painter.drawRoundedRect(inner, RADIUS_CONTROL - 3, RADIUS_CONTROL - 3)
