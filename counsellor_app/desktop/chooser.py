"""Choosing one of several by typing: a box beneath a button, inside the window, that closes by itself.

It is no popup window of its own: the lock key and every other key of the window go on working, and it shows in
pictures of the window.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QLineEdit, QStyleOptionViewItem, QVBoxLayout, QWidget

from counsellor_app.desktop.look.delegates import TwoLineDelegate
from counsellor_app.desktop.look.dress import set_card
from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.painting import text_width
from counsellor_app.desktop.look.row_list import RowList
from counsellor_app.desktop.look.rows import RowParts
from counsellor_app.desktop.look.tokens import GAP, GRID, HEIGHT_FIELD, PANE_PADDING
from counsellor_app.desktop.rows_model import RowsModel
from counsellor_app.domain.countries import fold
from sync.wording import _

_ROW, _ROWS_SHOWN, _LEAST_WIDTH, _MOST_WIDTH = 34, 8, 240, 460
_SCROLL_BAR = 12
_OWN_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True, slots=True)
class Option:
    """One of the choices: its code, its words, and quieter what helps to tell it apart."""

    key: str
    text: str
    note: str = ""


class _OneLine(TwoLineDelegate):
    """Rows of one line, lower than a list's; what is chosen goes before the note beside it."""

    def __init__(self) -> None:
        super().__init__(_ROW)

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, parts: RowParts) -> None:
        middle, _below = self._middles(option.rect, two_lines=False)
        line = self._line(painter, option, self._fonts.title, middle)
        self._paint_names(line, parts)
        line.trail(parts.meta, self._fonts.meta, self._meta_colour(option, parts), GAP)

    def row_height(self) -> int:
        """One line."""
        return _ROW


class Chooser(QFrame):
    """Filters while one types; Enter takes, Escape leaves everything as it was. One at a time in a window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        set_card(self, "plain")
        self._options: Sequence[Option] = ()
        self._done: Callable[[str], object] = _nothing
        self._back: QWidget | None = None
        self._free = False
        self._field = QLineEdit(self)
        self._field.setFixedHeight(HEIGHT_FIELD)
        self._field.setFont(font("ui"))
        self._field.textChanged.connect(self._filter)
        self._field.installEventFilter(self)
        self._rows: RowsModel[Option] = RowsModel(_parts, _words, lambda option: option.key, parent=self)
        self._list = RowList(_OneLine(), _("Choices"), parent=self)
        self._list.setModel(self._rows)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.clicked.connect(lambda _index: self._take())
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self._field)
        column.addWidget(self._list)
        self.hide()

    def ask(
        self,
        anchor: QWidget,
        name: str,
        options: Sequence[Option],
        done: Callable[[str], object],
        *,
        chosen: str = "",
        free: bool = False,
        typed: str = "",
        back: QWidget | None = None,
    ) -> None:
        """Show *options* beneath *anchor* and give the key of the one taken to *done*.

        With *free* what was typed may itself be taken. The focus goes to *back* afterwards, else to where it was.
        """
        self._options, self._done, self._free = options, done, free
        self._back = back or self.window().focusWidget()
        self.setAccessibleName(name)
        self._field.setAccessibleName(name)
        self._field.setPlaceholderText(name)
        self._field.setText(typed)
        self._filter(typed)
        place = self._rows.place_of(chosen)
        if place >= 0 and not typed:
            self._list.setCurrentIndex(self._rows.index(place))
        self._place(anchor)
        self.show()
        self.raise_()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_unchanged(self) -> None:
        """Close without choosing."""
        if self.isVisible():
            back, self._back = self._back, None
            had_focus = self._field.hasFocus()
            self._done = _nothing
            self.hide()
            if had_focus and back is not None:
                back.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list, Enter takes, Escape and losing the focus close."""
        if event.type() == QEvent.Type.FocusOut and self.isVisible() and not self._field.hasFocus():
            self.close_unchanged()
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _OWN_KEYS:
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.close_unchanged()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._take()
        elif event.key() in _MOVES:
            self._list.event(event)
        else:
            return False
        return True

    def _filter(self, typed: str) -> None:
        wanted = fold(typed)
        found = [option for option in self._options if wanted in fold(f"{option.text} {option.note}")]
        found.sort(key=lambda option: not fold(option.text).startswith(wanted))
        plain = " ".join(typed.split())
        if self._free and plain and plain not in [option.text for option in found]:
            found.append(Option(plain, plain, _("as typed")))
        self._rows.show(found)
        if self.isVisible():
            self.resize(self.width(), HEIGHT_FIELD + min(_ROWS_SHOWN, max(1, len(found))) * _ROW + 4 * GRID)
        if found:
            self._list.setCurrentIndex(self._rows.index(0))

    def _take(self) -> None:
        option = self._rows.at(self._list.currentIndex())
        done = self._done
        self.close_unchanged()
        if option is not None:
            done(option.key)

    def _place(self, anchor: QWidget) -> None:
        """Beneath the anchor, else above it, and in any case within the window, wide enough for the longest choice."""
        window = self.window()
        wished = max((_width(option) for option in self._options), default=0) + 2 * (PANE_PADDING + GRID) + _SCROLL_BAR
        width = max(_LEAST_WIDTH, anchor.width(), min(wished, _MOST_WIDTH, window.width() - 2 * GRID))
        height = HEIGHT_FIELD + min(_ROWS_SHOWN, max(1, len(self._options))) * _ROW + 4 * GRID
        corner = anchor.mapTo(window, QPoint(0, anchor.height() + GRID))
        if anchor.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            corner.setX(corner.x() + anchor.width() - width)
        if corner.y() + height > window.height():
            above = corner.y() - height - anchor.height() - 2 * GRID
            corner.setY(max(0, min(above, window.height() - height - GRID)))
        x = min(max(GRID, corner.x()), max(GRID, window.width() - width - GRID))
        self.setGeometry(x, corner.y(), width, height)


def chooser_of(widget: QWidget) -> Chooser:
    """Return the one chooser of the window *widget* is in."""
    window = widget.window()
    for child in window.children():
        if isinstance(child, Chooser):
            return child
    return Chooser(window)


def _parts(option: Option) -> object:
    return RowParts(title=option.text, meta=option.note)


def _width(option: Option) -> int:
    """How wide a choice is, with its note (pixels)."""
    return int(text_width(option.text, font("row")) + text_width(option.note, font("meta"))) + 2 * GAP


def _words(option: Option) -> str:
    return ", ".join(word for word in (option.text, option.note) if word)


def _nothing(_key: str) -> None:
    """What is done when nothing is chosen."""
