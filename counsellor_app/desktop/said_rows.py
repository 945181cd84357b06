"""Rows that state something: a shape, a sentence, quieter what it means, and at the end when. For pages, not lists."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from counsellor_app.desktop.look.dress import set_tone
from counsellor_app.desktop.look.icons import icon
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.theme import keep_icon
from counsellor_app.desktop.look.tokens import GAP, GRID, ICON

_TELLING = frozenset({"accent", "green", "amber", "red"})


@dataclass(frozen=True, slots=True)
class Said:
    """One row: ``title``, ``text`` beneath it, ``end`` at the trailing edge; ``icon`` in the colour ``tone``."""

    title: str
    text: str = ""
    end: str = ""
    icon: str = ""
    tone: str = "text2"


class _Row(QWidget):
    """One row; says something else instead of being made anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = Said("")
        self._picture = QLabel()
        self._picture.setFixedWidth(ICON)
        self._title = text_label("", "ui_medium", wrap=True)
        self._text = text_label("", "meta", "text2", wrap=True, selectable=True)
        self._text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._end = text_label("", "meta", "text3")
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._title)
        words.addWidget(self._text)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, GRID + 1, 0, GRID + 1)
        line.setSpacing(GAP)
        line.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        line.addWidget(self._end, 0, Qt.AlignmentFlag.AlignTop)
        keep_icon(self._picture, lambda _image: self._draw(), "info")

    def say(self, said: Said) -> None:
        """Show *said*."""
        self._said = said
        self._title.setText(said.title)
        set_tone(self._title, said.tone if said.icon and said.tone in _TELLING else "text")
        self._text.setText(said.text)
        self._text.setVisible(bool(said.text))
        self._end.setText(said.end)
        self._end.setVisible(bool(said.end))
        self._picture.setVisible(bool(said.icon))
        self.setAccessibleName(", ".join(part for part in (said.title, said.text, said.end) if part))
        self._draw()

    def _draw(self) -> None:
        if self._said.icon:
            self._picture.setPixmap(icon(self._said.icon, self._said.tone).pixmap(ICON))


class SaidRows(QWidget):
    """Rows beneath each other; ``empty`` is said when there are none."""

    def __init__(self, empty: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_Row] = []
        self._empty = text_label(empty, "ui", "text2", wrap=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._empty)
        self.show_rows(())

    def set_empty(self, text: str) -> None:
        """Say *text* from now on when there are none."""
        self._empty.setText(text)
        self._empty.setVisible(bool(text) and self._empty.isVisibleTo(self))

    def show_rows(self, rows: Sequence[Said]) -> None:
        """Show exactly these."""
        while len(self._rows) < len(rows):
            row = _Row(self)
            self._rows.append(row)
            self._column.addWidget(row)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(rows))
            if place < len(rows):
                row.say(rows[place])
        self._empty.setVisible(not rows and bool(self._empty.text()))
