"""A field one types into to find: a glass, the words, a cross to clear, and its key."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.icons import draw_icon
from counsellor_app.desktop.look.key_words import key_text
from counsellor_app.desktop.look.painting import Line, baseline_for, text_width
from counsellor_app.desktop.look.theme import tokens
from counsellor_app.desktop.look.tokens import HEIGHT_FIELD, ICON, ICON_SMALL

_BEFORE_TEXT = 24
_CROSS = 24


class SearchField(QLineEdit):
    """Escape clears it first and only then reaches whoever else wants Escape."""

    def __init__(
        self,
        placeholder: str,
        accessible_name: str,
        clear_name: str,
        key: QKeySequence | str = "",
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._hint = key_text(key)
        self._clear = IconButton("x", clear_name, size=ICON_SMALL, parent=self)
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setFixedSize(_CROSS, _CROSS)
        self._clear.hide()
        self._clear.clicked.connect(self._cleared)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(accessible_name)
        self.setToolTip(f"{accessible_name}  {self._hint}" if self._hint else "")
        self.setFont(font("ui"))
        if key:
            QShortcut(QKeySequence(key), self).activated.connect(self._called)
        self.textChanged.connect(self._renew)
        self._renew()

    def _called(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _cleared(self) -> None:
        self.clear()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _renew(self) -> None:
        self._clear.setVisible(bool(self.text()))
        after = _CROSS if self.text() else int(text_width(self._hint, font("meta"))) + 8
        margins = (after, 0, _BEFORE_TEXT, 0) if self._mirrored() else (_BEFORE_TEXT, 0, after, 0)
        self.setTextMargins(*margins)
        self._place_cross()

    def _place_cross(self) -> None:
        x = 4 if self._mirrored() else self.width() - _CROSS - 4
        self._clear.move(x, (self.height() - _CROSS) // 2)

    def sizeHint(self) -> QSize:
        """The height of a field."""
        return QSize(max(160, super().sizeHint().width()), HEIGHT_FIELD)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the cross at its end."""
        super().resizeEvent(event)
        self._place_cross()

    def changeEvent(self, event: QEvent) -> None:
        """Mirrors with the layout."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._renew()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape clears a field that holds something."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the field, then the glass and the key."""
        super().paintEvent(event)
        painter = QPainter(self)
        x = self.width() - 10 - ICON if self._mirrored() else 10
        glass = QRectF(x, (self.height() - ICON) / 2, ICON, ICON)
        draw_icon(painter, glass, "search", "text2", self.layoutDirection())
        if self._hint and not self.text():
            face = font("meta")
            baseline = baseline_for(face, self.height() / 2)
            line = Line(painter, 10, self.width() - 10, baseline, self.layoutDirection())
            line.trail(self._hint, face, tokens().text3)
        painter.end()
