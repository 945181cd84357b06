"""A field with its label, hint and error: the label is the field's buddy and its accessible name."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from counsellor_app.desktop.look.dress import set_style_property
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GRID, HEIGHT_FIELD, ICON_SMALL
from counsellor_app.desktop.look.warning_text import WarningText

LabelPlace = Literal["above", "beside"]


def field_label(text: str, field: QWidget) -> QLabel:
    """A label for a field: its buddy (Alt and the underlined letter), and its name for a screen reader."""
    label = text_label(text, "ui_medium")
    label.setBuddy(field)
    field.setAccessibleName(text.replace("&&", "\0").replace("&", "").replace("\0", "&"))
    return label


def add_form_row(form: QFormLayout, text: str, field: QWidget) -> QLabel:
    """Adds a labelled field to a QFormLayout."""
    label = field_label(text, field)
    form.addRow(label, field)
    return label


class FieldRow(QWidget):
    """Label above the field or beside it, a hint beneath, and an error in the hint's place."""

    def __init__(
        self,
        label: str,
        field: QWidget,
        hint: str = "",
        place: LabelPlace = "above",
        *,
        label_width: int = 120,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.label = field_label(label, field)
        self._hint = text_label(hint, "meta", "text3", wrap=True)
        self._hint.setParent(self)  # shown without a parent it would flash up as a window
        self._hint.setVisible(bool(hint))
        self._error = IconLabel(
            "", "triangle-alert", tone="red", icon_role="red_shape", font_role="meta", icon_size=ICON_SMALL
        )
        self._error.hide()
        self._notice = WarningText(font_role="meta_medium", parent=self)
        self._waiting: WarningText | None = None
        self._beneath = QVBoxLayout()
        self.setFocusProxy(field)
        field.setAccessibleDescription(hint)
        if place == "above":
            self._above()
        else:
            self._beside(label_width)

    def _column(self) -> QVBoxLayout:
        column = self._beneath
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.field)
        column.addWidget(self._hint)
        column.addWidget(self._error)
        column.addWidget(self._notice)
        return column

    def _above(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.label)
        column.addLayout(self._column())

    def _beside(self, label_width: int) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        self.label.setFixedWidth(label_width)
        self.label.setMinimumHeight(HEIGHT_FIELD)
        self.label.setWordWrap(True)
        line.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(self._column(), 1)

    def error(self) -> str:
        """What is wrong with the field; nothing if nothing is."""
        return self._error.text()

    def set_hint(self, text: str) -> None:
        """Says something else beneath the field."""
        self._hint.setText(text)
        self._hint.setVisible(bool(text) and not self.error())
        self._describe()

    def set_notice(self, text: str) -> None:
        """Says what one must know before using what stands in the field; nothing is wrong with it."""
        self._notice.say(text)
        self._describe()

    def set_waiting(self, text: str) -> None:
        """Says that what stands in the field is not done yet; nothing is wrong with it."""
        if self._waiting is None and text:
            self._waiting = WarningText(font_role="meta_medium", tone="amber", parent=self)
            self._beneath.addWidget(self._waiting)
        if self._waiting is not None:
            self._waiting.say(text)
            self._describe()

    def waiting(self) -> str:
        """What is said to wait in the field; nothing if nothing does."""
        return self._waiting.text() if self._waiting is not None else ""

    def set_error(self, text: str) -> None:
        """Says what is wrong and what to do, beneath the field; an empty text takes it away."""
        self._error.set_text(text)
        self._error.setVisible(bool(text))
        self._hint.setVisible(bool(self._hint.text()) and not text)
        self._describe()
        set_style_property(self.field, "wrong", bool(text))

    def _describe(self) -> None:
        """Says to a screen reader what stands beneath the field: what is wrong or to be known, else the hint."""
        told = [text for text in (self.error(), self._notice.text(), self.waiting()) if text]
        self.field.setAccessibleDescription(" ".join(told) or self._hint.text())
