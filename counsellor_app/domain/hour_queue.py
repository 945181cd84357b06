"""The queue of an hour: a pure function of the set of its slots. Nobody vanishes, nobody stands on two lines.

Each slot wants the line of its ``position``. Two that want the same one (two counsellors, each on a laptop without a
network) are ordered by their ids, which both laptops know alike, never by what arrived first. The second one goes to
the next line that is free, past the end of the hour if it must: an overflow that is shown, not lost.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.hours import (
    TO_COME,
    ConsultationHour,
    Slot,
    SlotState,
    lines_of,
    require_transition,
    time_of_line,
)
from sync.wording import _


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the queue: its number from 0, its time, who stands there. ``over``: past the end of the hour."""

    number: int
    time: str
    slot: Slot | None = None
    over: bool = False

    @property
    def promised_otherwise(self) -> bool:
        """The person was told another time than the queue now has for him."""
        return self.slot is not None and bool(self.slot.starts) and self.slot.starts != self.time


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """The figures above a queue. ``present`` includes the talks that are done."""

    present: int = 0
    absent: int = 0
    refused: int = 0
    moved: int = 0
    released: int = 0
    to_come: int = 0
    done: int = 0
    over: int = 0


def queue(hour: ConsultationHour, slots: Iterable[Slot]) -> list[Line]:
    """Return the lines of *hour* from first to last, free ones too, then those past its end.

    Slots of other hours and removed ones are left out; every other slot stands on exactly one line.
    """
    length = lines_of(hour)
    mine = [slot for slot in slots if slot.hour == hour.id and not slot.removed]
    taken: dict[int, Slot] = {}
    for slot in sorted(mine, key=lambda slot: (max(slot.position, 0), slot.id)):
        number = max(slot.position, 0)
        while number in taken:
            number += 1
        taken[number] = slot
    last = max(taken, default=-1)
    numbers = [*range(length), *(number for number in range(length, last + 1) if number in taken)]
    return [Line(number, time_of_line(hour, number), taken.get(number), number >= length) for number in numbers]


def slots_in_order(lines: Iterable[Line]) -> list[Slot]:
    """Return who stands in the queue, in its order."""
    return [line.slot for line in lines if line.slot is not None]


def first_free(lines: Sequence[Line]) -> int:
    """Return the first line of an hour nobody has; past its end when it is full."""
    free = next((line.number for line in lines if line.slot is None), None)
    return free if free is not None else (lines[-1].number + 1 if lines else 0)


def overflow(lines: Iterable[Line]) -> list[Slot]:
    """Return those past the end of the hour whose talk is still to be held."""
    return [line.slot for line in lines if line.over and line.slot is not None and line.slot.state in TO_COME]


def still_to_come(lines: Iterable[Line]) -> list[Slot]:
    """Return those whose talk is still to be held, in order."""
    return [slot for slot in slots_in_order(lines) if slot.state in TO_COME]


def next_after(lines: Sequence[Line], slot_id: str) -> Slot | None:
    """Return who comes after the slot *slot_id*: the next still to be held below it, else the first above it."""
    coming = still_to_come(lines)
    order = [slot.id for slot in slots_in_order(lines)]
    here = order.index(slot_id) if slot_id in order else -1
    others = [slot for slot in coming if slot.id != slot_id]
    below = [slot for slot in others if order.index(slot.id) > here]
    return next(iter(below or others), None)


def counts(lines: Iterable[Line]) -> QueueCounts:
    """Return the figures of a queue."""
    lines = list(lines)
    states = [slot.state for slot in slots_in_order(lines)]
    done = states.count(SlotState.DONE)
    return QueueCounts(
        present=states.count(SlotState.PRESENT) + done,
        absent=states.count(SlotState.ABSENT),
        refused=states.count(SlotState.REFUSED),
        moved=states.count(SlotState.MOVED),
        released=states.count(SlotState.RELEASED),
        to_come=states.count(SlotState.WAITING),
        done=done,
        over=len(overflow(lines)),
    )


def placed(hour: ConsultationHour, lines: Sequence[Line], slot: Slot, at: int | None = None) -> Slot:
    """Return *slot* given a line of *hour*: line *at*, else the first free one; its time is what is promised."""
    number = first_free(lines) if at is None else max(at, 0)
    return replace(slot, hour=hour.id, position=number, starts=time_of_line(hour, number))


def shifted(hour: ConsultationHour, lines: Sequence[Line], slot_id: str, step: int) -> list[Slot]:
    """Return the slots that change when a person goes *step* lines down (up when negative) in the same hour.

    Whoever stands on the line aimed at changes places with him, so that nobody else moves. Nothing at the edges.
    """
    places = {line.number: line for line in lines}
    here = next((line for line in lines if line.slot is not None and line.slot.id == slot_id), None)
    if here is None or here.slot is None:
        raise ActionableError(_("This person is not in the queue of this hour."), _("Look at the hour again."))
    aim = here.number + step
    if aim < 0 or (aim not in places and aim >= lines_of(hour)):
        return []
    moved = [replace(here.slot, position=aim, starts=time_of_line(hour, aim))]
    there = places.get(aim)
    if there is not None and there.slot is not None:
        moved.append(replace(there.slot, position=here.number, starts=here.time))
    return moved


def with_state(slot: Slot, state: str) -> Slot:
    """Return *slot* in another state. Raises :class:`ActionableError` where that cannot follow."""
    require_transition(slot.state, state)
    return replace(slot, state=state)


def moved(slot: Slot, to: ConsultationHour, lines: Sequence[Line]) -> tuple[Slot, Slot]:
    """Return what *slot* becomes when its person is moved to the hour *to* (whose queue is *lines*), and the new slot.

    Raises :class:`ActionableError` when the slot is in that hour already or its talk is done.
    """
    if slot.hour == to.id:
        raise ActionableError(_("This person is in that hour already."), _("Nothing was changed."))
    old = with_state(slot, SlotState.MOVED)
    new = Slot(
        shelf=slot.shelf,
        case=slot.case,
        slip=slot.slip,
        slip_received_on=slot.slip_received_on,
        remark=slot.remark,
        moved_from=slot.id,
    )
    return old, placed(to, lines, new)


def twice(slots: Iterable[Slot]) -> set[str]:
    """Return the ids of slots whose person still waits in another slot too: moved twice, or put down twice.

    Two people at two laptops can do that; it is shown, and people settle it.
    """
    waiting = [slot for slot in slots if not slot.removed and slot.state in TO_COME]
    by_person: dict[str, list[str]] = {}
    for slot in waiting:
        for mark in {slot.case and f"case {slot.case}", slot.moved_from and f"slot {slot.moved_from}"} - {""}:
            by_person.setdefault(str(mark), []).append(slot.id)
    return {identifier for found in by_person.values() if len(found) > 1 for identifier in found}
