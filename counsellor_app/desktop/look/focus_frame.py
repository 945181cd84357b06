"""The frame that shows where the focus is, for views that Qt paints without one."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView

from counsellor_app.desktop.look.theme import tokens
from counsellor_app.desktop.look.tokens import FOCUS_FRAME

_NO_ROW = 40


def paint_focus_frame(view: QAbstractItemView, rect: QRect | None = None) -> None:
    """Paint the frame around *rect* of the viewport, or where a first row would stand, if *view* has the focus."""
    if not view.hasFocus():
        return
    whole = view.viewport().rect()
    around = rect if rect is not None else QRect(0, 0, whole.width(), min(whole.height(), _NO_ROW))
    painter = QPainter(view.viewport())
    painter.setPen(QPen(QColor(tokens().accent), FOCUS_FRAME))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(around).adjusted(1, 1, -1, -1))
    painter.end()
