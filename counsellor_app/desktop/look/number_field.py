"""Fields for figures and times with room before the first digit.

Qt ignores a stylesheet's padding in front of the text of a spin box; the margins of its text it heeds.
"""

from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QSpinBox, QWidget


def pad_spin_box(box: QAbstractSpinBox) -> None:
    """Gives the text of any spin box, time field or date field without a calendar its room."""
    inner = box.findChild(QLineEdit)
    if inner is not None:
        inner.setTextMargins(10, 0, 4, 0)


class NumberField(QSpinBox):
    """A whole number within bounds."""

    def __init__(self, least: int = 0, most: int = 999, value: int = 0, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(least, most)
        self.setValue(value)
        pad_spin_box(self)
