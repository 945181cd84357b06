"""The roster of an hour on paper: what that means is said and why is asked, in the place of the queue."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.export_form import ExportForm, Leaving
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.tokens import GAP
from counsellor_app.desktop.roster import roster_pdf
from counsellor_app.desktop.words.exports import holds
from counsellor_app.domain.exports import ExportKind
from counsellor_app.domain.hour_pages import HourPage
from counsellor_app.workflows import hour_pages
from sync.wording import _


class PaperPane(QWidget):
    """``closed`` when the queue is to be shown again."""

    closed = Signal()

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "list")
        self._context = context
        self.form = ExportForm(context)
        self.form.closed.connect(self.closed)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.addWidget(self.form)
        column.addStretch(1)

    def ask(self, page: HourPage) -> None:
        """Ask why, and where to write the roster of an hour."""
        session = self._context.session

        def write(path: Path, reason: str) -> None:
            hour_pages.export_roster(session, page, path, reason, partial(roster_pdf, page))

        name = _("roster {day}").format(day=page.hour.day) + ".pdf"
        what = holds(ExportKind.ROSTER, named=True)
        self.form.ask(Leaving(_("Save the roster"), what, name, "PDF (*.pdf)", write, self._written))

    def _written(self, _none: object, _path: Path) -> None:
        self._context.status_message(_("The roster was saved. Shred it after the hour."))
