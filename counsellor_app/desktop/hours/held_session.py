"""The information session that is shown: of the list, or older than that; and the counts that are put down at it."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.hours.session_page import SessionPage
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.hour_pages import SessionRow
from counsellor_app.workflows import sessions
from sync.wording import _


class HeldSession(QObject):
    """``listed(id)``: it is one of the list's. ``gone``: there is no such session any more. ``id``: which is shown."""

    listed = Signal(str)
    gone = Signal()

    def __init__(
        self, context: DesktopContext, page: SessionPage, rows: Callable[[], Sequence[SessionRow]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context, self._page, self._rows = context, page, rows
        self.id = ""
        page.counted.connect(self._count)

    def open(self, session: str) -> None:
        """Show a session (id)."""
        self.id = session
        self.show()
        self._page.focus_start()

    def show(self) -> None:
        """Show it as it stands now; one that is older than the list is read by itself."""
        row = next((one for one in self._rows() if one.session.id == self.id), None)
        if row is not None:
            self._arrived(self.id, row)
            self.listed.emit(self.id)
            return
        if self._page.session != self.id:
            self._page.show_awaited()
        self._context.run(
            partial(sessions.show_session, self._context.session, self.id),
            owner=self,
            done=partial(self._arrived, self.id),
            failed=self._missing,
            latest="session",
        )

    def _arrived(self, session: str, row: SessionRow) -> None:
        if session == self.id:
            self._page.show_session(row, date.today())

    def _missing(self, error: Exception) -> None:
        if isinstance(error, ActionableError):
            self._context.show_error(error)
            self.gone.emit()

    def _count(self, people: str, language: str, country: str) -> None:
        if not people.strip().isdecimal():
            error = ActionableError(_("How many?"), _("Type a number; 0 takes a count away."))
            self._context.show_error(error)
            return
        held = self.id
        call = partial(sessions.count_heads, self._context.session, held, int(people), language, country)
        self._context.run(call, owner=self, done=lambda _count: self._page.counted_well(held))
