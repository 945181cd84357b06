"""Writing the calendar file: what will leave the encrypted store is said, and asked once."""

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.files import ask_save_file
from counsellor_app.desktop.look.banner_bar import BannerBar
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL
from counsellor_app.workflows import calendar_export
from counsellor_app.workflows.calendar_export import Exported
from sync.wording import _

_FILE_NAME = "counsellor.ics"


class CalendarBar(QWidget):
    """Hidden until :meth:`offer`."""

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.banner = BannerBar("", "", "waits", _("Choose the file…"), "", dismiss_name=_("Dismiss"))
        self.banner.action.connect(self._choose)
        self.banner.dismissed.connect(self.hide)
        line = QVBoxLayout(self)
        line.setContentsMargins(GAP, GAP_SMALL, GAP, 0)
        line.addWidget(self.banner)
        self.hide()

    def offer(self) -> None:
        """Say what would be written, to where, and what it says."""
        session = self._context.session
        self._context.run(partial(calendar_export.countable, session), owner=self, done=self._ask)

    def _ask(self, found: Exported) -> None:
        what = _("A calendar file with {tasks} tasks and {appointments} appointments").format(
            tasks=found.tasks, appointments=found.appointments
        )
        self.banner.say(what, calendar_export.warning(names=False), "waits")
        self.banner.show()
        self.show()

    def _choose(self) -> None:
        path = ask_save_file(self, _("Calendar file"), _FILE_NAME, _("Calendar files (*.ics)"))
        if path is not None:
            self.hide()
            self._context.run(
                partial(calendar_export.export_calendar, self._context.session, path), owner=self, done=self._written
            )

    def _written(self, found: Exported) -> None:
        self._context.status_message(
            _("Written: {tasks} tasks, {appointments} appointments; without a day, left out: {undated}").format(
                tasks=found.tasks, appointments=found.appointments, undated=found.undated
            )
        )
