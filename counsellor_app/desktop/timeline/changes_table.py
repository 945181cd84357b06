"""Changes as a table: what it was, what it is now, who, when, on which device, and whether the office has it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from counsellor_app.desktop import field_words
from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.icons import icon
from counsellor_app.desktop.look.row_table import RowTable
from counsellor_app.desktop.look.states import State, look_of
from counsellor_app.desktop.look.theme import tokens
from counsellor_app.desktop.moments import moment_text
from counsellor_app.desktop.timeline.state import office
from counsellor_app.domain.overviews import TimelineEntry
from sync.wording import _

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
ROW_HEIGHT = 32
_WHAT, _WAS, _NOW, _WHO, _WHEN, _DEVICE, _OFFICE = range(7)
_WIDTHS = {_WHAT: 146, _WAS: 130, _WHO: 112, _WHEN: 124, _DEVICE: 72, _OFFICE: 34}
_EXCERPT = 160


class ChangesModel(QAbstractTableModel):
    """Rows of timeline entries. ``more_wanted``: the view is at the end and there is more."""

    more_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[TimelineEntry] = []
        self._texts: dict[int, tuple[str, ...]] = {}
        self._now = 0
        self._more = False

    def show(self, entries: Sequence[TimelineEntry], now: int, *, more: bool = False) -> None:
        """Show *entries* as of *now* (ms); what is new at the end is added, anything else shown anew."""
        old, self._now, self._more = self._entries, now, more
        if old and list(entries[: len(old)]) == old:
            added = len(entries) - len(old)
            if added:
                self.beginInsertRows(QModelIndex(), len(old), len(entries) - 1)
                self._entries = list(entries)
                self.endInsertRows()
            return
        self.beginResetModel()
        self._entries, self._texts = list(entries), {}
        self.endResetModel()

    def entry(self, row: int) -> TimelineEntry | None:
        """Return the entry of a row."""
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        """How many entries."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        """What, was, is now, who, when, device, office."""
        return 0 if parent.isValid() else len(_headers())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        """The words above the columns."""
        if orientation == Qt.Orientation.Horizontal:
            if role == _Role.DisplayRole:
                return _headers()[section]
            if role == _Role.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        """Words, tones and weights of a cell."""
        entry = self.entry(index.row())
        if entry is None:
            return None
        column = index.column()
        if role in (_Role.DisplayRole, _Role.ToolTipRole, _Role.AccessibleTextRole):
            return self._words(index.row(), entry)[column] if (role, column) != (_Role.DisplayRole, _OFFICE) else ""
        if role == _Role.FontRole:
            return font("ui_strong") if column == _WHAT else font("ui")
        if role == _Role.ForegroundRole:
            told = column in (_WHAT, _NOW) or (column == _WAS and entry.kind != "change")
            return QColor(tokens().text if told else tokens().text2)
        if role == _Role.DecorationRole and column == _OFFICE:
            look = look_of(State.AT_OFFICE if entry.origin.at_office else State.UNSENT)
            return icon(look.icon, look.shape)
        return None

    def _words(self, row: int, entry: TimelineEntry) -> tuple[str, ...]:
        found = self._texts.get(row)
        if found is None:
            found = self._texts[row] = words_of(entry, self._now)
        return found

    def canFetchMore(self, parent: Index) -> bool:
        """Whether scrolling on brings more."""
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        """Ask for more, once."""
        self._more = False
        self.more_wanted.emit()


class ChangesTable(RowTable):
    """The table; one row is current, nothing is edited here."""

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        changes = ChangesModel()
        super().__init__(changes, accessible_name, ROW_HEIGHT, _WIDTHS, parent)
        self.changes = changes

    def show_entries(self, entries: Sequence[TimelineEntry], now: int, *, more: bool = False) -> None:
        """Show *entries* as of *now* (ms); what is no change says its text across both columns of values."""
        self.changes.show(entries, now, more=more)
        self.clearSpans()
        for row, entry in enumerate(entries):
            if entry.kind != "change":
                self.setSpan(row, _WAS, 1, 2)


def words_of(entry: TimelineEntry, now: int) -> tuple[str, ...]:
    """Return the words of one row, a word for each column."""
    if entry.withheld:
        was, value = "", field_words.entry_text(entry)
    elif entry.kind == "change":
        kind = entry.object_kind
        was = "" if entry.field == "removed" else field_words.record_value(kind, entry.field, entry.before)
        value = field_words.record_value(kind, entry.field, entry.value)
        of = field_words.record_line(kind, entry.values) if entry.values else ""
        value = field_words.facts(value, of) if of else value
    elif entry.kind == "record":
        was, value = field_words.record_line(entry.object_kind, entry.values), ""
    else:
        was, value = " ".join(entry.text[:_EXCERPT].split()), ""
    origin = entry.origin
    return (
        field_words.entry_title(entry),
        isolate(was),
        isolate(value),
        isolate(origin.author_name),
        moment_text(entry.at, now),
        isolate(origin.device_label),
        office(origin),
    )


def _headers() -> tuple[str, ...]:
    return (_("What"), _("Was"), _("Is now"), _("Who"), _("When"), _("Device"), "")
