"""A list beside its page: the pane that keeps its width and the one that takes the rest."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from counsellor_app.desktop.context import DesktopContext

_THE_REST = 10_000


def fill_with_two_panes(
    owner: QWidget, context: DesktopContext, name: str, left: QWidget, right: QWidget, width: int
) -> QSplitter:
    """Fill *owner* with *left*, at first *width* pixels wide, and *right*; their widths are remembered under *name*."""
    splitter = QSplitter(Qt.Orientation.Horizontal)
    splitter.setHandleWidth(1)
    # Before it is filled: Qt styles all that is within a widget anew whenever that is put into another.
    filling = QHBoxLayout(owner)
    filling.setContentsMargins(0, 0, 0, 0)
    filling.addWidget(splitter)
    splitter.addWidget(left)
    splitter.addWidget(right)
    splitter.setStretchFactor(1, 1)
    splitter.setCollapsible(1, False)
    splitter.setSizes([width, _THE_REST])
    context.remember_panes(name, splitter)
    return splitter
