"""The timeline as a list: scrolls on by pages, answers typing, unfolds with Space, copies with Ctrl+C."""

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QListView, QWidget

from counsellor_app.desktop.look.row_list import RowList
from counsellor_app.desktop.look.tokens import PAGE_PADDING
from counsellor_app.desktop.rows_model import RowsModel
from counsellor_app.desktop.timeline.delegate import TimelineDelegate
from counsellor_app.desktop.timeline.state import Fetch, Heading, Row, Shown, TimelineState

_TYPING_SECONDS = 1.2


class TimelineView(RowList):
    """Shows a :class:`TimelineState`; ``fetch`` is asked for pages and answers by :meth:`show_page`."""

    menu_wanted = Signal(object)
    chosen = Signal(object)

    def __init__(
        self,
        state: TimelineState,
        fetch: Callable[[Fetch], None],
        accessible_name: str,
        *,
        margin: int = PAGE_PADDING,
        parent: QWidget | None = None,
    ) -> None:
        self.delegate = TimelineDelegate(margin)
        super().__init__(self.delegate, accessible_name, parent=parent)
        self.shown = state
        self._fetch = fetch
        self._typed, self._typed_at = "", 0.0
        self.rows: RowsModel[Row] = RowsModel(_itself, _spoken, _key, lambda row: isinstance(row, Shown), parent=self)
        self.rows.more_wanted.connect(self._more)
        self.delegate.heights_changed.connect(self._measure)
        self.setModel(self.rows)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(False)
        self.verticalScrollBar().setSingleStep(24)
        self.selectionModel().currentChanged.connect(self._moved)
        self._measuring = QTimer(self)
        self._measuring.setSingleShot(True)
        self._measuring.setInterval(0)
        self._measuring.timeout.connect(self._measured)

    def open(self, case: str) -> None:
        """Show the entries of another case."""
        self.delegate.forget()
        fetch = self.shown.open(case)
        self.rows.show([])
        self._fetch(fetch)

    def refresh(self) -> None:
        """Ask again for what is shown."""
        fetch = self.shown.refresh()
        if fetch is not None:
            self._fetch(fetch)

    def show_page(self) -> None:
        """Show what the state has now; where one was stays where it was."""
        current = self.current()
        self.rows.show(self.shown.rows)
        self.rows.set_more(self.shown.more_to_come)
        if current is not None and self.current() is None:
            self.choose(current.id)

    def current(self) -> Shown | None:
        """Return the entry the keyboard is at."""
        row = self.rows.at(self.currentIndex())
        return row if isinstance(row, Shown) else None

    def choose(self, entry_id: str) -> bool:
        """Go to an entry; False if it is not loaded."""
        place = self.rows.place_of(entry_id)
        if place < 0:
            return False
        index = self.rows.index(place)
        self.setCurrentIndex(index)
        self.scrollTo(index, QListView.ScrollHint.PositionAtCenter)
        return True

    def toggle(self) -> None:
        """Unfold the current entry, or fold it."""
        row = self.current()
        if row is not None:
            self.delegate.toggle(row.id)
            self.scrollTo(self.currentIndex())

    def keyboardSearch(self, search: str) -> None:
        """Go to the next entry that says what is being typed."""
        now = monotonic()
        going_on = now - self._typed_at < _TYPING_SECONDS
        self._typed = self._typed + search if going_on else search
        self._typed_at = now
        start = max(self.currentIndex().row(), 0) + (0 if going_on else 1)
        place = self.shown.find(self._typed, start)
        if place >= 0:
            self.setCurrentIndex(self.rows.index(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space unfolds, Ctrl+C copies the text; the rest is a list's."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers() and not self._typing():
            self.toggle()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def _typing(self) -> bool:
        return bool(self._typed) and monotonic() - self._typed_at < _TYPING_SECONDS

    def copy(self) -> None:
        """Put the text of the current entry on the clipboard."""
        row = self.current()
        if row is not None:
            QGuiApplication.clipboard().setText(row.body or row.detail)

    def focusInEvent(self, event: object) -> None:
        """The first entry is taken when there is none yet."""
        super().focusInEvent(event)  # type: ignore[arg-type]
        if self.current() is None and self.rows.first() >= 0:
            self.setCurrentIndex(self.rows.index(self.rows.first()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The entry's menu, by mouse or by the menu key."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if self.rows.at(index) is None:
            return
        self.setCurrentIndex(index)
        at = self.visualRect(index).center() if by_key else event.pos()
        self.menu_wanted.emit(self.viewport().mapToGlobal(at))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other heights."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._measure()

    def sizeHint(self) -> QSize:
        """A few entries."""
        return QSize(560, 240)

    def minimumSizeHint(self) -> QSize:
        """One entry."""
        return QSize(240, 72)

    def _measure(self) -> None:
        self._measuring.start()

    def _measured(self) -> None:
        self.scheduleDelayedItemsLayout()

    def _moved(self, current: QModelIndex) -> None:
        self.chosen.emit(self.rows.at(current))

    def _more(self) -> None:
        fetch = self.shown.more()
        if fetch is not None:
            self._fetch(fetch)


def _itself(row: Row) -> object:
    return row


def _spoken(row: Row) -> str:
    return row.text if isinstance(row, Heading) else row.spoken()


def _key(row: Row) -> str:
    return row.id if isinstance(row, Shown) else ""
