"""Acts on a whole hour, and taking somebody out of its queue."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal

from counsellor_app.desktop.chooser import Option, chooser_of
from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.hours.queue_pane import QueuePane
from counsellor_app.desktop.hours.state.listing import day_words, place_words
from counsellor_app.desktop.hours.state.queue import QueueState
from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.hour_pages import HourRow
from counsellor_app.domain.hours import Slot, SlotState
from counsellor_app.workflows import hours
from sync.wording import _, ngettext


class HourActs(QObject):
    """``gone``: the hour that was shown is off the list."""

    gone = Signal()

    def __init__(self, context: DesktopContext, state: QueueState, pane: QueuePane, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._state, self._pane = context, state, pane
        self._hours: Sequence[HourRow] = ()
        pane.take_out_wanted.connect(self.take_out)

    def offer_hours(self, rows: Sequence[HourRow]) -> None:
        """Know the hours somebody can be moved to."""
        self._hours = [row for row in rows if row.hour.day >= date.today().isoformat() and not row.hour.removed]

    def ask_hour(self, take: Callable[[str], object]) -> None:
        """Ask for another hour, beneath the button that moves."""
        options = [
            Option(
                one.hour.id,
                f"{day_words(one.hour.day, date.today(), long=False)} {one.hour.starts}",
                place_words(one.place)[0],
            )
            for one in self._hours
            if one.hour.id != self._state.hour
        ]
        if not options:
            error = ActionableError(_("There is no other hour to move to."), _("Plan one first (Ctrl+Shift+N)."))
            self._context.show_error(error)
            return
        anchor = self._pane.buttons[SlotState.MOVED]
        chooser_of(anchor).ask(anchor, _("To which hour?"), options, take, back=self._pane.list)

    def carry(self) -> None:
        """Move everybody who still waits to another hour."""
        if self._state.page is not None:
            self.ask_hour(partial(self._carry, self._state.hour))

    def _carry(self, hour: str, to: str) -> None:
        def say(moved: list[Slot]) -> None:
            words = ngettext("{n} person was moved", "{n} people were moved", len(moved)).format(n=len(moved))
            self._context.status_message(words)

        self._context.run(partial(hours.carry_over, self._context.session, hour, to), owner=self, done=say)

    def cancel(self) -> None:
        """Take the hour off the list; refused while somebody waits in it, or once talks were held."""
        if self._state.page is not None:
            call = partial(hours.cancel_hour, self._context.session, self._state.hour)
            self._context.run(call, owner=self, done=lambda _none: self._cancelled())

    def _cancelled(self) -> None:
        self._context.status_message(_("The hour is taken off the list."))
        self.gone.emit()

    def take_out(self) -> None:
        """Take who is chosen out of the queue: he never should have been in it."""
        slot, row, session = self._state.slot(), self._state.row(), self._context.session
        if slot is None or row is None:
            return
        back = partial(
            hours.add_slot,
            session,
            slot.hour,
            case=slot.case,
            slip=slot.slip,
            at=row.line.time,
            received_on=slot.slip_received_on,
            remark=slot.remark,
        )
        undo = partial(self._context.run, back, owner=self)
        words = _("{name}: taken out of the queue").format(name=isolate(row.name))
        self._context.run(
            partial(hours.remove_slot, session, slot.id),
            owner=self,
            done=lambda _none: self._context.offer_undo(words, undo),
        )
