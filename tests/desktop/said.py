"""Everything a widget and what is in it says: what is drawn, what a pointer shows, what a screen reader reads."""

from collections.abc import Iterator

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QPlainTextEdit, QTextEdit, QWidget

_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.StatusTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)
_ASKED = ("text", "title", "toolTip", "statusTip", "whatsThis", "accessibleName", "accessibleDescription",
          "windowTitle", "placeholderText")  # fmt: skip


def said_by(root: QWidget, without: tuple[QWidget, ...] = ()) -> str:
    """Return all words of *root*, line by line; not those of what is in one of the widgets *without*."""
    widgets = [root, *(one for one in root.findChildren(QWidget) if one.isVisibleTo(root))]
    shown = [one for one in widgets if not any(other is one or other.isAncestorOf(one) for other in without)]
    return "\n".join(line for one in shown for line in _words_of(one) if line)


def _words_of(widget: QWidget) -> Iterator[str]:
    for name in _ASKED:
        asked = getattr(widget, name, None)
        if callable(asked):
            answer = asked()
            yield answer if isinstance(answer, str) else ""
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        yield widget.toPlainText()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(place) for place in range(widget.count()))
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _rows_of(widget, QModelIndex())
    for action in widget.actions():
        yield action.text()


def _rows_of(view: QAbstractItemView, parent: QModelIndex) -> Iterator[str]:
    model = view.model()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for row in range(model.rowCount(parent)):
        for column in range(columns):
            index = model.index(row, column, parent)
            for role in _ROLES:
                found = index.data(role)
                yield found if isinstance(found, str) else ""
