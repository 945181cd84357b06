"""Other names of a person: one tag each, taken away with its cross, and a field to add one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from counsellor_app.desktop.look.dress import set_style_property
from counsellor_app.desktop.look.flow_layout import FlowLayout
from counsellor_app.desktop.look.theme import keep_icon
from counsellor_app.desktop.look.tokens import GRID
from sync.wording import _


class NameTags(QWidget):
    """``added(name)``, ``removed(id)``."""

    added = Signal(str)
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tags: list[QPushButton] = []
        self._shown: list[tuple[str, str]] = []
        self._row = QWidget(self)
        self._flow = FlowLayout(self._row)
        self.field = QLineEdit(self)
        self.field.setAccessibleName(_("Add another name"))
        self.field.setPlaceholderText(_("Add another name, then Enter"))
        self.field.returnPressed.connect(self._add)
        self.setFocusProxy(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.field)
        column.addWidget(self._row)
        self._row.hide()

    def show_names(self, names: Sequence[tuple[str, str]]) -> None:
        """Show these (id, name)."""
        if list(names) == self._shown:
            return
        self._shown = list(names)
        for tag in self._tags:
            tag.hide()
            tag.deleteLater()
        while self._flow.count():
            self._flow.takeAt(0)
        self._tags = [self._tag(identifier, name) for identifier, name in names]
        for tag in self._tags:
            self._flow.addWidget(tag)
        self._row.setVisible(bool(self._tags))

    def write(self, name: str) -> None:
        """Let *name* stand in the field, not added yet."""
        self.field.setText(name)

    def _tag(self, identifier: str, name: str) -> QPushButton:
        tag = QPushButton(name.replace("&", "&&"), self._row)
        set_style_property(tag, "chip", True)
        keep_icon(tag, tag.setIcon, "x", "text2", 12)
        tag.setAccessibleName(_("Take away the name {name}").format(name=name))
        tag.setToolTip(tag.accessibleName())
        tag.clicked.connect(lambda: self.removed.emit(identifier))
        return tag

    def _add(self) -> None:
        name = self.field.text().strip()
        if name:
            self.field.clear()
            self.added.emit(name)
