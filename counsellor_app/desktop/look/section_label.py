"""The heading of a section inside a page."""

from PySide6.QtWidgets import QWidget

from counsellor_app.desktop.look.runs_label import Run, RunsLabel


class SectionLabel(RunsLabel):
    """A heading and, quieter, a remark: *Parties*, 9 confirmations needed."""

    def __init__(self, text: str, note: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(gap=8, parent=parent)
        self.set_section(text, note)

    def set_section(self, text: str, note: str = "") -> None:
        """Shows another heading."""
        self.set_runs([Run(text, "section"), Run(note, "meta", "text3")])
