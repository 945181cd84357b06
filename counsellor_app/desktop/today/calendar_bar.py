"""Writing the calendar file: how much would leave is said, and why is asked, before it does."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.export_form import ExportForm, Leaving
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL
from counsellor_app.desktop.words.exports import holds
from counsellor_app.domain.exports import ExportKind
from counsellor_app.workflows import calendar_export
from counsellor_app.workflows.calendar_export import Exported
from sync.wording import _

_FILE_NAME = "counsellor.ics"


class CalendarBar(QWidget):
    """Hidden until :meth:`offer`."""

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.form = ExportForm(context)
        self.form.closed.connect(self.hide)
        line = QVBoxLayout(self)
        line.setContentsMargins(GAP, GAP_SMALL, GAP, 0)
        line.addWidget(self.form)
        self.hide()

    def offer(self) -> None:
        """Say what would be written, to where, and what it says."""
        session = self._context.session
        self._context.run(partial(calendar_export.countable, session), owner=self, done=self._ask)

    def _ask(self, found: Exported) -> None:
        session = self._context.session
        title = _("A calendar file with {tasks} tasks and {appointments} appointments").format(
            tasks=found.tasks, appointments=found.appointments
        )
        self.show()
        self.form.ask(
            Leaving(
                title,
                holds(ExportKind.CALENDAR),
                _FILE_NAME,
                _("Calendar files (*.ics)"),
                lambda path, reason: calendar_export.export_calendar(session, path, reason),
                self._written,
            )
        )

    def _written(self, found: object, _path: Path) -> None:
        assert isinstance(found, Exported)
        self._context.status_message(
            _("Written: {tasks} tasks, {appointments} appointments; without a day, left out: {undated}").format(
                tasks=found.tasks, appointments=found.appointments, undated=found.undated
            )
        )
