"""The list of hours and sessions, by day and place."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from counsellor_app.desktop.entering_list import EnteringList
from counsellor_app.desktop.hours.list_words import entry_parts, entry_spoken
from counsellor_app.desktop.hours.state.listing import DayHeading, Entry, Listed, entry_key
from counsellor_app.desktop.look.delegates import TwoLineDelegate
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.empty_state import EmptyState
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, PANE_PADDING
from counsellor_app.desktop.rows_model import RowsModel
from sync.wording import _, ngettext

NEW_HOUR_KEY, NEW_SESSION_KEY = "Ctrl+Shift+N", "Ctrl+Shift+G"


class ListPane(QWidget):
    """``opened(entry)`` by Enter or a double click; ``chosen(entry)`` when the current one changes."""

    opened = Signal(object)
    chosen = Signal(object)
    hour_wanted = Signal()
    session_wanted = Signal()
    pack_wanted = Signal()
    settle_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "list")
        self.title = RunsLabel([Run(_("Hours"), "pane_title")])
        self.pack = text_label("", "meta", "text2", wrap=True)
        self.pack.hide()
        self.differing = KeyHintButton("", "", "link", icon="split")
        self.differing.clicked.connect(self.settle_wanted)
        self.differing.hide()
        self.rows: RowsModel[Entry] = RowsModel(
            entry_parts, entry_spoken, entry_key, lambda entry: not isinstance(entry, DayHeading), parent=self
        )
        self.list = EnteringList(TwoLineDelegate(), _("Hours and sessions"))
        self.list.setModel(self.rows)
        self.list.entered.connect(self._open)
        self.list.doubleClicked.connect(lambda _index: self._open())
        self.whole = QStackedWidget()
        empty = EmptyState(
            _("No hours are planned"),
            _("Consultation hours and information sessions of your team stand here, by day and place."),
            _("Plan an hour…"),
            icon="clock",
        )
        empty.action.connect(self.hour_wanted)
        self.whole.addWidget(self.list)
        self.whole.addWidget(empty)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.title, 1)
        for icon, name, key, signal in (
            ("plus", _("Plan an hour"), NEW_HOUR_KEY, self.hour_wanted),
            ("users", _("Put down a session"), NEW_SESSION_KEY, self.session_wanted),
            ("luggage", _("Day pack…"), "", self.pack_wanted),
        ):
            button = IconButton(icon, name, key)
            button.clicked.connect(signal)
            head.addWidget(button)
        top = QVBoxLayout()
        top.setContentsMargins(PANE_PADDING, GAP_LARGE, PANE_PADDING - 6, GAP)
        top.setSpacing(GAP_SMALL)
        top.addLayout(head)
        top.addWidget(self.pack)
        top.addWidget(self.differing, 0, Qt.AlignmentFlag.AlignLeading)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Hairline())
        column.addWidget(self.whole, 1)

    def show_list(self, shown: Listed) -> None:
        """Show hours and sessions; the choice stays."""
        before = self.current()
        self.rows.show(shown.entries)
        self.rows.forget_looks()
        self.whole.setCurrentIndex(0 if shown.entries else 1)
        place = self.rows.place_of(entry_key(before)) if before is not None else -1
        place = place if place >= 0 else self.rows.first()
        if place >= 0:
            self.list.setCurrentIndex(self.rows.index(place))

    def say_pack(self, words: str) -> None:
        """Say which day pack this device carries; nothing for none."""
        self.pack.setText(words)
        self.pack.setVisible(bool(words))

    def say_differing(self, count: int) -> None:
        """Say how many fields two laptops wrote differently; nothing for none."""
        words = ngettext("{n} field was written differently…", "{n} fields were written differently…", count)
        self.differing.set_label(words.format(n=count))
        self.differing.setVisible(count > 0)

    def current(self) -> Entry | None:
        """Return the current entry."""
        return self.rows.at(self.list.currentIndex())

    def select(self, key: str) -> None:
        """Make an entry the current one."""
        place = self.rows.place_of(key)
        if place >= 0:
            self.list.setCurrentIndex(self.rows.index(place))

    def _open(self) -> None:
        entry = self.current()
        if entry is not None:
            self.opened.emit(entry)
