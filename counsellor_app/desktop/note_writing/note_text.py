"""The text one types: plain, each paragraph in the direction of its own words, with room between the lines."""

import re
import sys
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QTextBlock, QTextBlockFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QTextEdit, QWidget

from counsellor_app.desktop.look.bidi import Direction, text_direction
from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.tokens import NOTE_LINE_HEIGHT, NOTE_LINE_HEIGHT_ARABIC

_PARAGRAPH_GAP, _BESIDE_BAR = 8, 12
_FIXED = QTextBlockFormat.LineHeightTypes.FixedHeight.value
_PIXELS_A_POINT = 96 / 72
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class NoteText(QTextEdit):
    """A plain-text editor. ``typed`` after each change by the person; ``left`` when the focus goes away."""

    typed = Signal()
    left = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bare", "true")  # before it is polished: polishing again would take the font away
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFont(font("note"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(option)
        self._showing = False
        self._line = font("note").pointSizeF() * _PIXELS_A_POINT
        self.document().contentsChange.connect(self._contents_changed)
        self.textChanged.connect(self._changed)
        self._touched: tuple[int, int] | None = None
        self._set_formats(self._blocks(0, 0))
        self._make_room()

    def _make_room(self) -> None:
        """Keep the words off the scroll bar, whichever side it is on."""
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.setViewportMargins(_BESIDE_BAR if mirrored else 0, 0, 0 if mirrored else _BESIDE_BAR, 0)

    def changeEvent(self, event: QEvent) -> None:
        """Mirror with the layout."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._make_room()

    def show_text(self, text: str, cursor: int) -> None:
        """Show *text* with the caret at *cursor* (UTF-16 units); forgets what could be undone."""
        self._showing = True
        self.setPlainText(text)
        self.document().setUndoRedoEnabled(False)
        self._set_formats(self._blocks(0, self.document().characterCount()))
        self.document().setUndoRedoEnabled(True)
        caret = self.textCursor()
        caret.setPosition(min(max(cursor, 0), self.document().characterCount() - 1))
        self.setTextCursor(caret)
        self._showing = False
        self.ensureCursorVisible()

    def caret(self) -> int:
        """Return where the caret is, in UTF-16 units."""
        return self.textCursor().position()

    def _contents_changed(self, position: int, _removed: int, added: int) -> None:
        if not self._showing:
            first, last = self._touched or (position, position)
            self._touched = (min(first, position), max(last, position + added))

    def _changed(self) -> None:
        if self._showing:
            return
        touched, self._touched = self._touched, None
        if touched is not None:
            self._set_formats(self._blocks(*touched), join=True)
        self.typed.emit()

    def _blocks(self, first: int, last: int) -> Iterator[QTextBlock]:
        block = self.document().findBlock(first)
        while block.isValid() and block.position() <= max(last, first):
            yield block
            block = block.next()

    def _set_formats(self, blocks: Iterator[QTextBlock], *, join: bool = False) -> None:
        """Give each block the line height of its direction; as part of the change that made it necessary."""
        base: Direction = "rtl" if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else "ltr"
        for block in list(blocks):
            mirrored = text_direction(block.text(), base) == "rtl"
            height = round(self._line * (NOTE_LINE_HEIGHT_ARABIC if mirrored else NOTE_LINE_HEIGHT))
            before = block.blockFormat()
            if before.lineHeight() == height and before.bottomMargin() == _PARAGRAPH_GAP:
                continue
            after = QTextBlockFormat(before)
            after.setLineHeight(height, _FIXED)
            after.setBottomMargin(_PARAGRAPH_GAP)
            cursor = QTextCursor(block)
            was_showing, self._showing = self._showing, True
            if join:
                cursor.joinPreviousEditBlock()
            cursor.setBlockFormat(after)
            if join:
                cursor.endEditBlock()
            self._showing = was_showing

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste words only: no looks, no pictures, no control characters."""
        if source.hasText():
            self.insertPlainText(clean(source.text()))

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy words only."""
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText())
        return data

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Shift+Enter makes a paragraph like Enter; a key that is somebody's shortcut, or was, types no letter."""
        held = event.modifiers() & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier)
        if held == Qt.KeyboardModifier.AltModifier and sys.platform != "darwin" and event.text().isprintable():
            event.ignore()
            return
        if event.matches(QKeySequence.StandardKey.InsertLineSeparator):
            self.insertPlainText("\n")
            self.ensureCursorVisible()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that one is typing here."""
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that one is typing elsewhere."""
        super().focusOutEvent(event)
        self.left.emit()


def clean(text: str) -> str:
    """Return *text* with line ends as line feeds and without characters that are no text."""
    return _NO_TEXT.sub("", _LINE_ENDS.sub("\n", text))
