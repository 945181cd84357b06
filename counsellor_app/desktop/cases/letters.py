"""Which keys write a letter."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent


def is_letter(event: QKeyEvent) -> bool:
    """Say whether *event* writes something that can begin a word."""
    held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    return not held and bool(event.text()) and event.text().isprintable() and event.text() != " "
