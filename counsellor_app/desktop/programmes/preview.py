"""What a programme's text means, for people: sections of lines, read only."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.section_label import SectionLabel
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, PAGE_PADDING
from counsellor_app.desktop.programmes.state import Part
from counsellor_app.desktop.said_rows import Said, SaidRows


class Preview(QScrollArea):
    """Sections beneath each other."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        set_surface(inside, "page")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(PAGE_PADDING, GAP, PAGE_PADDING, PAGE_PADDING)
        self._column.setSpacing(GAP)
        self._sections: list[tuple[SectionLabel, SaidRows]] = []
        self._column.addStretch(1)
        self.setWidget(inside)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show exactly these."""
        while len(self._sections) < len(parts):
            label, rows = SectionLabel(""), SaidRows()
            self._sections.append((label, rows))
            place = self._column.count() - 1
            self._column.insertWidget(place, label)
            self._column.insertWidget(place + 1, rows)
            self._column.setSpacing(GAP_LARGE)
        for place, (label, rows) in enumerate(self._sections):
            shown = place < len(parts)
            label.setVisible(shown)
            rows.setVisible(shown)
            if shown:
                label.set_section(parts[place].title)
                rows.show_rows([Said(title, text) for title, text in parts[place].lines])
