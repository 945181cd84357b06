"""What stands in the place of the list: the list itself, a new case, merging, splitting."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from counsellor_app.desktop.cases.merge_form import MergeForm
from counsellor_app.desktop.cases.new_case_form import NewCaseForm
from counsellor_app.desktop.cases.split_form import SplitForm
from counsellor_app.desktop.context import DesktopContext


class SidePanes(QStackedWidget):
    """*page* is the list. ``closed`` when one goes back to it; ``split_off(case id)`` when a new case was split off."""

    closed = Signal()
    split_off = Signal(str)

    def __init__(self, context: DesktopContext, page: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = NewCaseForm(context)
        self.merging = MergeForm(context)
        self.splitting = SplitForm(context)
        self._page = page
        for widget in (page, self.form, self.merging, self.splitting):
            self.addWidget(widget)
        for pane in (self.form, self.merging, self.splitting):
            pane.closed.connect(self.closed)
        self.merging.split_wanted.connect(self.split)
        self.splitting.opened.connect(self.split_off)

    def lend_keys(self, keys: Mapping[str, Callable[[], None]]) -> None:
        """Let *keys* of the list do the same while a pane is in its place: what is hidden answers no keys."""
        for pane in (self.form, self.merging, self.splitting):
            for key, act in keys.items():
                QShortcut(QKeySequence(key), pane).activated.connect(act)

    def case(self) -> str:
        """Return the case (id) of the pane that is open; empty for the list and a new case."""
        pane = self.currentWidget()
        return pane.state.case if isinstance(pane, MergeForm | SplitForm) else ""

    def on_list(self) -> bool:
        """Whether the list is shown."""
        return self.currentWidget() is self._page

    def leave_for(self, case: str) -> None:
        """Another *case* is looked at: a pane about this one beside it would act on the wrong case."""
        if self.case() not in ("", case):
            self.show_list()

    def show_list(self) -> None:
        """Show the list."""
        self.setCurrentWidget(self._page)

    def new_case(self) -> None:
        """Show the form of a new case."""
        self.setCurrentWidget(self.form)
        self.form.begin()

    def merge(self, case: str) -> None:
        """Show who may be the same person as the one of *case*, and what it is linked with."""
        if case:
            self.setCurrentWidget(self.merging)
            self.merging.begin(case)

    def split(self, case: str, person: str = "") -> None:
        """Show what can be split off *case*, for *person* where one is known."""
        if case:
            self.setCurrentWidget(self.splitting)
            self.splitting.begin(case, person)
