"""A section of a tab: heading, rows, a button that adds, and the form that opens beneath."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.section_label import SectionLabel
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, PAGE_PADDING
from counsellor_app.desktop.people.record_form import RecordForm
from counsellor_app.desktop.people.record_rows import RecordRows
from counsellor_app.desktop.people.state.rows import PartRow


class RecordSection(QWidget):
    """``adds`` words of the button that adds; ``add_wanted()``, ``change(row)``, ``remove(row)``."""

    add_wanted = Signal()
    change = Signal(object)
    remove = Signal(object)

    def __init__(self, title: str, adds: str, empty: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.heading = SectionLabel(title)
        self.add = KeyHintButton(adds, key, "quiet", icon="plus")
        self.add.clicked.connect(self.add_wanted)
        self.rows = RecordRows(title, empty)
        self.rows.change.connect(self.change)
        self.rows.remove.connect(self.remove)
        self.form = RecordForm()
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self.heading, 1)
        head.addWidget(self.add)
        self.head = head
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_SMALL)
        column.addLayout(head)
        column.addWidget(self.rows)
        column.addWidget(self.form)

    def show_rows(self, rows: Sequence[PartRow], note: str = "") -> None:
        """Show exactly these, and a quieter *note* in the heading."""
        self.heading.set_section(self._title, note)
        self.rows.show_rows(rows)


class SectionsPage(QScrollArea):
    """Sections beneath each other, in one or two columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()
        set_surface(self._inside, "page")
        self.column = QVBoxLayout(self._inside)
        self.column.setContentsMargins(PAGE_PADDING, GAP, PAGE_PADDING, PAGE_PADDING)
        self.column.setSpacing(GAP_LARGE + GAP_SMALL)
        self.setWidget(self._inside)

    def fill(self, sections: Sequence[QWidget]) -> None:
        """Put these beneath each other."""
        for section in sections:
            self.column.addWidget(section)
        self.column.addStretch(1)

    def put_away(self) -> None:
        """Show nothing: what stands here is about another case, and the one asked for is still being read."""
        self._inside.hide()

    def bring_back(self) -> None:
        """Show what is here again: it is about the case that was asked for."""
        self._inside.show()

    def reveal(self, widget: QWidget, after: Callable[[], object] | None = None) -> None:
        """Scroll until *widget* is seen."""
        self._inside.adjustSize()
        self.ensureWidgetVisible(widget, 0, PAGE_PADDING)
        if after is not None:
            after()
