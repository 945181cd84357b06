"""Rows about records, each with its acts: arrow keys walk, Enter changes, Delete takes away."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from counsellor_app.desktop.look.dress import set_tone
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.icons import icon
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.theme import keep_icon, tokens
from counsellor_app.desktop.look.tokens import FOCUS_FRAME, GAP, GRID, ICON, RADIUS_CONTROL
from counsellor_app.desktop.people.state.rows import PartRow
from counsellor_app.domain.photos import read_photo
from sync.wording import _

_PHOTO = 36
_RIGHT_TO_LEFT = "\u200f"
"""Facts beside each other run as the window does, whatever script the first of them is in."""


class RecordRow(QFrame):
    """One row. ``change`` and ``remove`` carry the row's :class:`PartRow`."""

    change = Signal(object)
    remove = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = PartRow("", "", "")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = RunsLabel(gap=9)
        self._text = text_label("", "meta", "text2", wrap=True)
        self._end = text_label("", "meta_medium", "text2")
        self._change = IconButton("pencil", _("Change"), size=ICON)
        self._remove = IconButton("trash-2", _("Take away"), size=ICON)
        self._change.clicked.connect(lambda: self.change.emit(self.row))
        self._remove.clicked.connect(lambda: self.remove.emit(self.row))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._text)
        line = QHBoxLayout(self)
        line.setContentsMargins(GRID, GRID, GRID, GRID + 1)
        line.setSpacing(GAP)
        line.addWidget(self._picture)
        line.addLayout(words, 1)
        for widget in (self._end, self._change, self._remove):
            line.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        keep_icon(self._picture, lambda _image: self._draw(), "info")

    def say(self, row: PartRow) -> None:
        """Show *row*."""
        self.row = row
        self._title.set_runs([Run(row.title, "ui_medium", "text"), Run(row.own_name, "ui", "text2")])
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self._text.setText(f"{_RIGHT_TO_LEFT}{row.text}" if mirrored else row.text)
        self._text.setContentsMargins(GRID if mirrored else 0, 0, 0, 0)
        self._text.setVisible(bool(row.text))
        self._end.setText(row.end)
        self._end.setVisible(bool(row.end))
        set_tone(self._end, row.tone)
        for button, shown, words in (
            (self._change, row.can_change, _("Change: {what}")),
            (self._remove, row.can_remove, _("Take away: {what}")),
        ):
            button.setVisible(shown)
            button.setAccessibleName(words.format(what=row.title))
            button.setToolTip(button.accessibleName())
        self.setAccessibleName(row.spoken())
        self._draw()

    def _draw(self) -> None:
        photo = read_photo(self.row.image) if self.row.image else b""
        self._picture.setFixedSize(QSize(_PHOTO, _PHOTO) if photo else QSize(ICON + 2, ICON + 2))
        if photo:
            self._picture.setPixmap(_round(photo, self.devicePixelRatioF()))
        elif self.row.icon:
            role = f"{self.row.tone}_shape" if self.row.tone in ("red", "amber", "green") else "text2"
            self._picture.setPixmap(icon(self.row.icon, role).pixmap(ICON))

    def changeEvent(self, event: QEvent) -> None:
        """Facts run as the layout does."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.say(self.row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter changes, Delete takes away, arrows walk."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.row.can_change:
            self.change.emit(self.row)
        elif event.key() == Qt.Key.Key_Delete and self.row.can_remove:
            self.remove.emit(self.row)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            rows = self.parentWidget()
            if isinstance(rows, RecordRows):
                rows.walk(self, 1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click changes."""
        if self.row.can_change:
            self.change.emit(self.row)
        super().mouseDoubleClickEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Paint the frame."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the frame away."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line beneath, and the frame of the focus."""
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(tokens().hairline))
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(tokens().accent), FOCUS_FRAME))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -2), RADIUS_CONTROL, RADIUS_CONTROL)
        painter.end()


class RecordRows(QWidget):
    """Rows beneath each other; ``empty`` is said when there are none."""

    change = Signal(object)
    remove = Signal(object)

    def __init__(self, name: str, empty: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.rows: list[RecordRow] = []
        self._empty = text_label(empty, "ui", "text2", wrap=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._empty)

    def show_rows(self, rows: Sequence[PartRow]) -> None:
        """Show exactly these."""
        while len(self.rows) < len(rows):
            made = RecordRow(self)
            made.change.connect(self.change)
            made.remove.connect(self.remove)
            self.rows.append(made)
            self._column.addWidget(made)
        for place, widget in enumerate(self.rows):
            shown = place < len(rows)
            if shown:
                widget.say(rows[place])
            widget.setVisible(shown)
        self._empty.setVisible(not rows and bool(self._empty.text()))

    def walk(self, row: RecordRow, step: int) -> None:
        """Go to the next or the previous row."""
        shown = [one for one in self.rows if not one.isHidden()]
        place = shown.index(row) + step
        if 0 <= place < len(shown):
            shown[place].setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> bool:
        """Go to the first row; False if there is none."""
        if not self.rows or self.rows[0].isHidden():
            return False
        self.rows[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True


def _round(jpeg: bytes, ratio: float) -> QPixmap:
    """Return the picture filling a small round."""
    side = int(_PHOTO * ratio)
    image = QImage.fromData(jpeg).scaled(
        side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    found = QPixmap(side, side)
    found.fill(Qt.GlobalColor.transparent)
    painter = QPainter(found)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addEllipse(0, 0, side, side)
    painter.setClipPath(path)
    painter.drawImage((side - image.width()) // 2, (side - image.height()) // 2, image)
    painter.end()
    found.setDevicePixelRatio(ratio)
    return found
