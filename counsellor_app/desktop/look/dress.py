"""Dressing a widget: setting the properties the stylesheet reads, so that they take effect at once."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

ButtonKind = Literal["primary", "secondary", "quiet", "link", "icon"]
Surface = Literal["rail", "list", "page", "raised"]
Card = Literal["plain", "raised", "chosen", "lock"]


def set_style_property(widget: QWidget, name: str, value: str | bool) -> None:
    """Sets a property the stylesheet selects by, and has the widget styled again if it changed."""
    wanted = ("true" if value else "false") if isinstance(value, bool) else value
    if widget.property(name) == wanted:
        return
    widget.setProperty(name, wanted)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def set_kind(button: QWidget, kind: ButtonKind) -> None:
    """Makes a button primary (at most one on a page), secondary, quiet, a link or an icon."""
    set_style_property(button, "kind", kind)


def set_surface(widget: QWidget, surface: Surface) -> None:
    """Gives a pane its background."""
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
    set_style_property(widget, "surface", surface)


def set_card(frame: QWidget, card: Card) -> None:
    """Makes a QFrame a card: a hairline, rounded corners and a surface."""
    frame.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
    set_style_property(frame, "card", card)


def set_tone(label: QWidget, tone: str) -> None:
    """Gives a label one of the colours for writing."""
    set_style_property(label, "tone", tone)
