"""Who comes to the hour that is shown: adding somebody to its queue, and saying which case somebody on a slip is."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.hours.state.queue import QueueState
from counsellor_app.desktop.hours.talks import Talks
from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.who_form import WhoForm
from counsellor_app.domain.hours import Slot
from counsellor_app.workflows import hours
from sync.wording import _


class Comings(QObject):
    """``asking(bool)``: the form is to be shown, or the queue again."""

    asking = Signal(bool)

    def __init__(self, context: DesktopContext, state: QueueState, who: WhoForm, talks: Talks) -> None:
        super().__init__(who)
        self._context, self._state, self._who, self._talks = context, state, who, talks
        self._linked, self._slip, self._at = "", "", ""
        who.taken.connect(self._taken)
        who.closed.connect(self._closed)
        talks.case_wanted.connect(self._ask_case)

    def add(self, at: str = "") -> None:
        """Ask who is to be added to the queue, at a time if one is named."""
        page = self._state.page
        if page is None:
            return
        self._linked, self._at = "", at
        self.asking.emit(True)
        words = _("{place}, {starts} to {ends}").format(
            place=page.place.name, starts=page.hour.starts, ends=page.hour.ends
        )
        self._who.add(_("At {time}").format(time=at) if at else words, _coming(page.hour.id))

    def _ask_case(self, slot: str, name: str) -> None:
        self._linked, self._slip = slot, name
        self.asking.emit(True)
        self._who.link(_("As on the slip: {name}").format(name=name), _of_slip(slot), name)

    def _taken(self, case: str, name: str, received: str, remark: str) -> None:
        session, slot, at = self._context.session, self._linked, self._at
        if slot:
            call: Callable[[], object] = (
                partial(hours.link_case, session, slot, case)
                if case
                else partial(hours.open_case_for, session, slot, name)
            )
            self._context.run(call, owner=self, done=lambda _done: self._linked_well(slot, known=bool(case)))
            return
        self._at = ""
        hour = self._state.hour
        self._context.run(
            partial(
                hours.add_slot,
                session,
                hour,
                case=case,
                slip=name,
                at=at,
                received_on=received,
                remark=remark,
            ),
            owner=self,
            done=partial(self._added, hour),
        )

    def _added(self, hour: str, slot: Slot) -> None:
        self._who.added(_("Added at {time}. Who else?").format(time=slot.starts), _coming(hour))

    def _linked_well(self, slot: str, *, known: bool) -> None:
        self._who.linked(_of_slip(slot))
        if known:
            back = partial(hours.unlink_case, self._context.session, slot, self._slip)
            words = _("{name}: taken for the case that was chosen").format(name=isolate(self._slip))
            self._context.offer_undo(words, partial(self._context.run, back, owner=self))
        self.asking.emit(False)
        self._talks.choose(slot, write=True)
        self._talks.refresh()

    def _closed(self) -> None:
        self.asking.emit(False)
        self._talks.to_queue()


def _coming(hour: str) -> str:
    """Return where the name of somebody who comes to an hour (id) is kept while it is typed."""
    return f"who-comes/{hour}"


def _of_slip(slot: str) -> str:
    """Return where it is kept which case somebody on a slip may be."""
    return f"who-is/{slot}"
