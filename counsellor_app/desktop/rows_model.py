"""A list model over plain values: hands out what the delegate paints and what a screen reader says.

Rows come from a state as a whole list; the model changes only what differs, so that a choice and a scroll position
survive a refresh. What a row looks like is made when it is first seen, and kept.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from counsellor_app.desktop.look.rows import ROW_ROLE, RowParts, SectionParts
from counsellor_app.desktop.splices import splice

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole


class RowsModel(QAbstractListModel, Generic[T]):
    """Rows of one type. ``more_wanted`` is emitted when a view scrolls to the end and :meth:`set_more` said so."""

    more_wanted = Signal()

    def __init__(
        self,
        parts: Callable[[T], object],
        spoken: Callable[[T], str],
        key: Callable[[T], str],
        selectable: Callable[[T], bool] = lambda _row: True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._parts, self._spoken, self._key, self._selectable = parts, spoken, key, selectable
        self._rows: list[T] = []
        self._made: dict[int, object] = {}
        self._more = False

    def show(self, rows: Sequence[T]) -> None:
        """Show *rows* instead, changing only what differs. Views look in between, so looks are forgotten each time."""
        cut = splice(self._rows, rows)
        if cut.empty:
            return
        if cut.removed == cut.inserted:
            self._rows, self._made = list(rows), {}
            self.dataChanged.emit(self.index(cut.start), self.index(cut.start + cut.inserted - 1))
            return
        if cut.removed:
            self.beginRemoveRows(QModelIndex(), cut.start, cut.start + cut.removed - 1)
            del self._rows[cut.start : cut.start + cut.removed]
            self._made = {}
            self.endRemoveRows()
        if cut.inserted:
            self.beginInsertRows(QModelIndex(), cut.start, cut.start + cut.inserted - 1)
            self._rows[cut.start : cut.start] = rows[cut.start : cut.start + cut.inserted]
            self._made = {}
            self.endInsertRows()

    def forget_looks(self) -> None:
        """Make every row's look anew: time has passed, or the words of the window are others."""
        self._made = {}
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def set_more(self, more: bool) -> None:
        """Say whether there are rows beyond those shown."""
        self._more = more

    def at(self, index: Index | int) -> T | None:
        """Return the row at an index; None outside."""
        place = index if isinstance(index, int) else index.row()
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def place_of(self, key: str) -> int:
        """Return the place of the row with *key*, -1 if it is not shown."""
        if not key:
            return -1
        return next((place for place, row in enumerate(self._rows) if self._key(row) == key), -1)

    def first(self) -> int:
        """Return the place of the first row that can be chosen, -1 if there is none."""
        return next((place for place, row in enumerate(self._rows) if self._selectable(row)), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        """Return how many rows are loaded."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Return the row's look, or what is said of it."""
        row = self.at(index)
        if row is None:
            return None
        if role == ROW_ROLE:
            place = index.row()
            if place not in self._made:
                self._made[place] = self._parts(row)
            return self._made[place]
        if role in (_Role.DisplayRole, _Role.AccessibleTextRole):
            return self._spoken(row)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings can be seen, not chosen."""
        row = self.at(index)
        if row is None or not self._selectable(row):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def canFetchMore(self, parent: Index) -> bool:
        """Say whether scrolling to the end brings more."""
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        """Ask for more once; the answer comes by :meth:`show`."""
        if self._more:
            self._more = False
            self.more_wanted.emit()


def spoken_parts(parts: object) -> str:
    """Return what a row or a heading says to a screen reader."""
    return parts.spoken() if isinstance(parts, RowParts | SectionParts) else ""
