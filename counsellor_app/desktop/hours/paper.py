"""The roster of an hour on paper: asking where, and writing it."""

from functools import partial

from PySide6.QtWidgets import QWidget

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.files import ask_save_file
from counsellor_app.desktop.roster import write_roster
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.hour_pages import HourPage, RosterRow
from counsellor_app.workflows import hour_pages
from sync.wording import _


def save_roster(context: DesktopContext, owner: QWidget, page: HourPage) -> None:
    """Ask where to write the roster of an hour, and write it."""
    name = _("roster {day}").format(day=page.hour.day) + ".pdf"
    path = ask_save_file(owner, _("Save the roster"), name, "PDF (*.pdf)")
    if path is None:
        return

    def write(rows: list[RosterRow]) -> None:
        try:
            write_roster(page, rows, path)
        except ActionableError as error:
            context.show_error(error)
            return
        context.status_message(_("The roster was saved. Shred it after the hour."))

    context.run(partial(hour_pages.roster_rows, context.session, page), owner=owner, done=write)
