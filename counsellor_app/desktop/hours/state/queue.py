"""The queue of the hour that is shown: who is chosen, what a key does, who is next. No Qt."""

from dataclasses import dataclass
from typing import Final

from counsellor_app.domain.hour_pages import HourPage, QueueRow
from counsellor_app.domain.hour_queue import next_after, slots_in_order, still_to_come
from counsellor_app.domain.hours import TO_COME, Slot, SlotState, may_become

GONE: Final = frozenset({SlotState.ABSENT, SlotState.REFUSED, SlotState.RELEASED, SlotState.MOVED})
"""States after which one goes on with the next."""


@dataclass(frozen=True, slots=True)
class Request:
    """A page asked of the store."""

    hour: str
    number: int


class QueueState:
    """One hour with its queue. ``chosen``: the id of the slot the page shows."""

    def __init__(self) -> None:
        self._number = 0
        self.hour = ""
        self.page: HourPage | None = None
        self.chosen = ""

    def open(self, hour: str) -> Request:
        """Go to an hour; the one that was shown is forgotten."""
        if hour != self.hour:
            self.hour, self.page, self.chosen = hour, None, ""
        return self.refresh()

    def close(self) -> None:
        """Show no hour."""
        self._number += 1
        self.hour, self.page, self.chosen = "", None, ""

    def refresh(self) -> Request:
        """Ask for the hour as it is now."""
        self._number += 1
        return Request(self.hour, self._number)

    def arrived(self, request: Request, page: HourPage) -> bool:
        """Take an answer; False if nobody asks for it any more."""
        if request.number != self._number or request.hour != self.hour:
            return False
        self.page = page
        if self.slot() is None:
            self.chosen = self.first()
        return True

    # --- who

    def row(self, slot_id: str = "") -> QueueRow | None:
        """Return the row of a slot (by default the chosen one)."""
        wanted = slot_id or self.chosen
        rows = self.page.rows if self.page else ()
        return next((row for row in rows if row.line.slot is not None and row.line.slot.id == wanted), None)

    def slot(self) -> Slot | None:
        """Return the chosen slot."""
        row = self.row()
        return row.line.slot if row is not None else None

    def first(self) -> str:
        """Return the id of the first person whose talk is still to be held: one with a draft, else present, else any.

        When all are seen, the first of the queue.
        """
        if self.page is None:
            return ""
        lines = [row.line for row in self.page.rows]
        coming = still_to_come(lines)
        drafts = {row.line.slot.id for row in self.page.rows if row.line.slot is not None and row.has_draft}
        begun = [slot for slot in coming if slot.id in drafts]
        present = [slot for slot in coming if slot.state == SlotState.PRESENT]
        found = [*begun, *present, *coming, *slots_in_order(lines)]
        return found[0].id if found else ""

    def following(self) -> QueueRow | None:
        """Return who comes after the chosen one."""
        if self.page is None:
            return None
        found = next_after([row.line for row in self.page.rows], self.chosen)
        return self.row(found.id) if found is not None else None

    def choose(self, slot_id: str) -> bool:
        """Choose a slot; False if it was chosen already or is not here."""
        if slot_id == self.chosen or self.row(slot_id) is None:
            return False
        self.chosen = slot_id
        return True

    # --- what may be done

    def may(self, state: str) -> bool:
        """Whether the chosen one may become *state*."""
        slot = self.slot()
        return slot is not None and slot.state != state and may_become(slot.state, state)

    def is_current(self, row: QueueRow) -> bool:
        """Whether this row is the one whose talk is being held now: chosen, and still to be held."""
        slot = row.line.slot
        return slot is not None and slot.id == self.chosen and slot.state in TO_COME

    def is_next(self, row: QueueRow) -> bool:
        """Whether this row is who comes after the chosen one."""
        following = self.following()
        return following is not None and row.line.slot is not None and following.line.slot == row.line.slot
