"""The history tab: every change of a field, what it was and what it became, with the values that lost."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL, PAGE_PADDING
from counsellor_app.desktop.timeline.changes_table import ROW_HEIGHT, ChangesTable
from counsellor_app.domain.overviews import TimelineEntry
from sync.wording import _


class History(QWidget):
    """Shows the changes among the loaded entries; asks for *more* until the room is filled."""

    def __init__(self, more: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._more = more
        self.table = ChangesTable(_("Changes of this case"))
        self.table.changes.more_wanted.connect(more)
        self._empty = text_label(
            _("No field was changed yet. Changes stand here with who, when and which device; nothing is overwritten."),
            "ui",
            "text2",
            wrap=True,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(PAGE_PADDING, GAP, PAGE_PADDING, GAP_SMALL)
        column.addWidget(self._empty)
        column.addWidget(self.table, 1)
        column.addStretch(0)

    def show_entries(self, entries: Sequence[TimelineEntry], now: int, more: bool) -> None:
        """Show the changes among *entries*; *more* says that there are older ones to load."""
        changes = [entry for entry in entries if entry.kind == "change"]
        self.table.show_entries(changes, now, more=more)
        self._empty.setVisible(not changes and not more)
        self.table.setVisible(bool(changes))
        if more and self.isVisible() and len(changes) * ROW_HEIGHT < self.height():
            self._more()
