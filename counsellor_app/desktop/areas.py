"""The places of the window: what each is called, who sees it, and which views it is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QSplitter, QVBoxLayout, QWidget

from counsellor_app.desktop.context import DesktopContext, Feature
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.rail import Place

LIST_WIDTH = 336
BOTH_FIT = 780
"""Pixels from which a list and a page are shown beside each other."""


@dataclass(frozen=True, slots=True)
class Area:
    """A place of the rail and the views it shows, from the list to the page, made within the widget they stand in.

    ``targets``: what leads to it. ``beside``: a list and its page, on both sides of a splitter.
    """

    place: Place
    build: Callable[[DesktopContext, QWidget], Sequence[QWidget]]
    targets: tuple[str, ...] = ()
    beside: bool = False


class AreaView(QWidget):
    """The views of one area beside each other, made when it is first shown."""

    def __init__(self, area: Area, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.area, self._context = area, context
        self.setAccessibleName(area.place.label)
        self.features: list[Feature] = []
        self._widgets: list[QWidget] = []
        self.splitter: QSplitter | None = None
        self._narrow = False
        # On a screen of 1366×768 at 200 % the views need more height than there is: then, and only then, they scroll.
        self._scrolled = QScrollArea()
        self._scrolled.setWidgetResizable(True)
        self._scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_surface(self._scrolled, "page")
        filling = QVBoxLayout(self)
        filling.setContentsMargins(0, 0, 0, 0)
        filling.addWidget(self._scrolled)

    def ensure(self) -> list[Feature]:
        """Make the views if they are not there yet, and return them."""
        if not self.features:
            # Made where they stay: Qt styles all that is within a widget anew whenever that is put into another.
            if self.area.beside:
                self._lay_beside()
            else:
                self._widgets = list(self.area.build(self._context, self._scrolled.viewport()))
                self._scrolled.setWidget(self._widgets[0])
            self.features = [cast(Feature, widget) for widget in self._widgets]
        return self.features

    @property
    def made(self) -> bool:
        """Whether the views exist."""
        return bool(self.features)

    def _lay_beside(self) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(1)
        self._scrolled.setWidget(splitter)
        splitter.hide()
        self._widgets = list(self.area.build(self._context, splitter))
        for place, widget in enumerate(self._widgets):
            splitter.addWidget(widget)
            splitter.setStretchFactor(place, int(place > 0))
            splitter.setCollapsible(place, place == 0)
        splitter.setSizes([LIST_WIDTH, 10_000])
        self._context.remember_panes(self.area.place.name, splitter)
        self.splitter = splitter
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)
        splitter.show()

    def toggle_list(self) -> None:
        """Hide the list, or show it again; the page keeps what it shows."""
        if len(self._widgets) > 1:
            self._widgets[0].setVisible(self._widgets[0].isHidden())

    def show_list(self) -> None:
        """Show the list if it is hidden."""
        if len(self._widgets) > 1:
            self._widgets[0].show()

    def too_narrow(self) -> bool:
        """Whether list and page do not fit beside each other."""
        return len(self._widgets) > 1 and self.width() < BOTH_FIT

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        """On a narrow screen the list makes room for the page once one works in the page."""
        if now is None or len(self._widgets) < 2 or not self.isVisible():
            return
        if self._widgets[1].isAncestorOf(now) and self.too_narrow():
            self._widgets[0].hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A wide window has room for both."""
        super().resizeEvent(event)
        narrow = self.too_narrow()
        if self._narrow and not narrow:
            self.show_list()
        self._narrow = narrow
        self._focus_moved(None, QApplication.focusWidget())

    def panes(self) -> list[QWidget]:
        """Return the panes that F6 walks through."""
        return [widget for widget in self._widgets if widget.isVisible()]
