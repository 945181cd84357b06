"""Steps that come again and again: each occurrence has a number, its marks, and its day. Pure.

A mark says by its ``period`` which occurrence it is about, so that two devices that mark the same one, or a task and a
step that are settled apart, never make two of it. Marks from before there were numbers count one day after the other.
"""

from collections.abc import Iterable, Mapping, Sequence

from counsellor_app.domain.programmes.records import StepMark, StepState


def occurrences(marks: Iterable[StepMark], enrolment: str, step: str) -> dict[int, StepMark]:
    """Return the mark that counts for each occurrence of a step: the newest. *marks* in order of creation.

    A drop from before there were numbers is about the whole series and stands under 0.
    """
    mine = [mark for mark in marks if (mark.enrolment, mark.step) == (enrolment, step)]
    old = [mark for mark in mine if not mark.period]
    days = list(dict.fromkeys(mark.on for mark in old if mark.state == StepState.DONE))
    found = {days.index(mark.on) + 1: mark for mark in old if mark.state == StepState.DONE}
    if old and old[-1].state == StepState.DROPPED:
        found[0] = old[-1]
    for mark in mine:
        if mark.period.isdecimal() and mark.period.isascii():
            found[int(mark.period)] = mark
    return found


def settled(found: Mapping[int, StepMark]) -> dict[int, StepMark]:
    """Return those occurrences that are done or dropped."""
    return {number: mark for number, mark in found.items() if number and mark.state != StepState.PLANNED}


def first_open(numbers: Iterable[int]) -> int:
    """Return the number that comes next: the first that is not among those settled."""
    known, number = set(numbers), 1
    while number in known:
        number += 1
    return number


def meant(found: Mapping[int, StepMark], state: str, on: str, numbers: Sequence[int]) -> int:
    """Return which occurrence a new mark of a *state* on a day (ISO) is about; *numbers*: those settled by now.

    Saying once more that it was done on that day says it of the same one, not of the next.
    """
    again = [number for number, mark in found.items() if number and (mark.state, mark.on) == (state, on)]
    return max(again) if again and state != StepState.PLANNED else first_open(numbers)
