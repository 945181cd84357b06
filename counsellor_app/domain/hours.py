"""Consultation hours: who comes when, what became of each, and what may become of it next. Pure rules.

An hour is a grid of lines of ``slot_minutes``. A slot is one person's place in it: its ``position`` is the line it was
given. The queue of an hour is a pure function of the set of its slots (:mod:`counsellor_app.domain.hour_queue`), so two
counsellors at one hour see the same order whatever arrived first, and nobody can fall out of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.validation import read_date, read_line
from sync.wording import _

DEFAULT_MINUTES: Final = 10
FEWEST_MINUTES, MOST_MINUTES = 5, 120
MOST_SLOTS: Final = 60
_DAY: Final = 24 * 60


class SlotState(StrEnum):
    """What became of a person in the queue of an hour."""

    WAITING = "waiting"
    PRESENT = "present"
    ABSENT = "absent"
    REFUSED = "refused"
    MOVED = "moved"
    RELEASED = "released"
    DONE = "done"


class TalkOutcome(StrEnum):
    """Where a talk left the person, in one word; nothing when nobody said."""

    THINKING = "thinking"
    APPLIES = "applies"
    FOLLOW_UP = "follow-up"
    STAYS = "stays"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationHour:
    """An hour at a place on a day. ``place``: a place's code; ``starts``, ``ends``: ``HH:MM``; ``counsellor``: id."""

    id: str = ""
    shelf: str = ""
    place: str = ""
    day: str = ""
    starts: str = ""
    ends: str = ""
    slot_minutes: int = DEFAULT_MINUTES
    counsellor: str = ""
    remark: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One person in the queue of an hour.

    ``case``: the case's id, or nothing while there is only ``slip``: the name as on the paper slip. ``starts``: the
    time that was promised (``HH:MM``). ``moved_from``: the slot of another hour that this one continues. ``note``: the
    id of the signed note of the talk; ``outcome``: a :class:`TalkOutcome`.
    """

    id: str = ""
    shelf: str = ""
    hour: str = ""
    case: str = ""
    slip: str = ""
    starts: str = ""
    position: int = 0
    slip_received_on: str = ""
    remark: str = ""
    state: str = SlotState.WAITING
    outcome: str = ""
    note: str = ""
    moved_from: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationSession:
    """A session for a group. Who came is counted, never named (:class:`HeadCount`)."""

    id: str = ""
    shelf: str = ""
    place: str = ""
    day: str = ""
    topic: str = ""
    languages: tuple[str, ...] = ()
    counsellor: str = ""
    remark: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadCount:
    """How many ``people`` of a session spoke one language and came from one country; either may be empty."""

    id: str = ""
    shelf: str = ""
    session: str = ""
    language: str = ""
    country: str = ""
    people: int = 0
    removed: bool = False


_S = SlotState
TRANSITIONS: Final[Mapping[SlotState, frozenset[SlotState]]] = MappingProxyType(
    {
        _S.WAITING: frozenset({_S.PRESENT, _S.ABSENT, _S.REFUSED, _S.MOVED, _S.RELEASED, _S.DONE}),
        _S.PRESENT: frozenset({_S.WAITING, _S.ABSENT, _S.REFUSED, _S.MOVED, _S.RELEASED, _S.DONE}),
        _S.ABSENT: frozenset({_S.WAITING, _S.PRESENT, _S.REFUSED, _S.MOVED, _S.RELEASED}),
        _S.REFUSED: frozenset({_S.WAITING, _S.PRESENT, _S.ABSENT, _S.MOVED, _S.RELEASED}),
        _S.RELEASED: frozenset({_S.WAITING, _S.PRESENT, _S.ABSENT, _S.REFUSED}),
        _S.MOVED: frozenset({_S.WAITING}),
        _S.DONE: frozenset({_S.PRESENT}),
    }
)
"""From a state to those it may become. Back to ``waiting`` undoes; ``done`` goes back to ``present`` only, for its
note is signed; a moved slot comes back only by undoing the move, for its person waits elsewhere."""
TO_COME: Final = frozenset({_S.WAITING, _S.PRESENT})
"""States of people whose talk is still to be held."""


def may_become(state: str, wanted: str) -> bool:
    """Say whether a slot in *state* may become *wanted*; a state of a newer version may become anything."""
    if wanted not in set(SlotState):
        return False
    return state not in set(SlotState) or SlotState(wanted) in TRANSITIONS[SlotState(state)]


def require_transition(state: str, wanted: str) -> None:
    """Return when a slot in *state* may become *wanted*; else raise :class:`ActionableError` saying what may."""
    if state == wanted or may_become(state, wanted):
        return
    if state == SlotState.MOVED:
        raise ActionableError(
            _("This person was moved to another hour."), _("Change it there, or undo the move: set it to waiting.")
        )
    if state == SlotState.DONE:
        raise ActionableError(
            _("This talk has a signed note."), _("Set it to present first; the note stays, amend it if need be.")
        )
    raise ActionableError(
        _("This cannot follow the present state."),
        _("Possible now: {states}.").format(states=", ".join(sorted(TRANSITIONS[SlotState(state)]))),
    )


def read_state(text: str) -> str:
    """Return the state that *text* names; raises :class:`ActionableError`."""
    plain = text.strip().casefold()
    if plain not in set(SlotState):
        raise ActionableError(
            _("There is no such state of a slot."), _("Possible: {states}.").format(states=", ".join(SlotState))
        )
    return plain


def read_outcome(text: str) -> str:
    """Return the outcome that *text* names, nothing for nothing; raises :class:`ActionableError`."""
    plain = text.strip().casefold()
    if plain and plain not in set(TalkOutcome):
        raise ActionableError(
            _("There is no such outcome of a talk."), _("Possible: {states}.").format(states=", ".join(TalkOutcome))
        )
    return plain


# --- times


def minutes_of(clock: str) -> int:
    """Return the minutes since midnight of ``HH:MM``; 0 for anything else, which only a newer version writes."""
    hours, _colon, minutes = clock.partition(":")
    if not (hours.isdecimal() and minutes.isdecimal()):
        return 0
    return min(int(hours) * 60 + int(minutes), _DAY)


def clock_of(minutes: int) -> str:
    """Return ``HH:MM`` of minutes since midnight; after midnight it goes on as 24:10, so that no talk is earlier."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def read_clock(text: str) -> str:
    """Return ``HH:MM`` of ``9:30``, ``9.30``, ``0930``, ``9`` or ``9u30``; raises :class:`ActionableError`."""
    plain = text.strip().casefold().replace("u", ":").replace("h", ":").replace(".", ":")
    hours, colon, minutes = plain.partition(":")
    if not colon and len(plain) in (3, 4):
        hours, minutes = plain[:-2], plain[-2:]
    minutes = minutes or "0"
    if not (hours.isdecimal() and minutes.isdecimal()) or int(hours) > 23 or int(minutes) > 59:
        raise ActionableError(_("This is not a time of day."), _("Write 13:30."))
    return clock_of(int(hours) * 60 + int(minutes))


def read_day(text: str, today: date) -> str:
    """Return the ISO date of a date as typed, of ``today`` or ``tomorrow``; raises :class:`ActionableError`."""
    plain = text.strip().casefold()
    near = {"": 0, "today": 0, "vandaag": 0, "tomorrow": 1, "morgen": 1}
    if plain in near:
        return (today + timedelta(days=near[plain])).isoformat()
    return read_date(text).isoformat()


def make_hour(
    place: str, day: str, starts: str, ends: str, slot_minutes: int, counsellor: str, remark: str
) -> ConsultationHour:
    """Return an hour of clean values; *day* is an ISO date. Raises :class:`ActionableError` for what cannot be."""
    begin, end = read_clock(starts), read_clock(ends)
    if minutes_of(begin) >= minutes_of(end):
        raise ActionableError(_("The hour ends before it begins."), _("Give the beginning first: 13:00 15:00."))
    if not FEWEST_MINUTES <= slot_minutes <= MOST_MINUTES:
        raise ActionableError(
            _("A talk cannot be that long."),
            _("Between {least} and {most} minutes.").format(least=FEWEST_MINUTES, most=MOST_MINUTES),
        )
    hour = ConsultationHour(
        place=place,
        day=day,
        starts=begin,
        ends=end,
        slot_minutes=slot_minutes,
        counsellor=counsellor,
        remark=read_line(remark),
    )
    if not 1 <= lines_of(hour) <= MOST_SLOTS:
        raise ActionableError(
            _("The hour has no room for talks, or for more than {most}.").format(most=MOST_SLOTS),
            _("Check the times and the minutes for each talk."),
        )
    return hour


def lines_of(hour: ConsultationHour) -> int:
    """Return how many talks fit into the hour."""
    room = minutes_of(hour.ends) - minutes_of(hour.starts)
    return max(room // max(hour.slot_minutes, 1), 0)


def time_of_line(hour: ConsultationHour, line: int) -> str:
    """Return when the talk on *line* (from 0) begins; lines past the end go on in the same steps."""
    return clock_of(minutes_of(hour.starts) + line * max(hour.slot_minutes, 1))


def line_at(hour: ConsultationHour, clock: str) -> int:
    """Return the line whose time *clock* is or lies in; below 0 is 0."""
    return max((minutes_of(clock) - minutes_of(hour.starts)) // max(hour.slot_minutes, 1), 0)


def overlapping(hour: ConsultationHour, others: Iterable[ConsultationHour]) -> list[ConsultationHour]:
    """Return those of *others* that are on the same day, at the same place or by the same person, at the same time."""
    begin, end = minutes_of(hour.starts), minutes_of(hour.ends)
    return [
        other
        for other in others
        if other.id != hour.id
        and other.day == hour.day
        and (other.place == hour.place or (other.counsellor == hour.counsellor and hour.counsellor))
        and minutes_of(other.starts) < end
        and begin < minutes_of(other.ends)
    ]


def refuse_overlap(hour: ConsultationHour, others: Iterable[ConsultationHour]) -> None:
    """Return when *hour* clashes with none of *others*; else raise :class:`ActionableError`, saying with which."""
    clash = overlapping(hour, others)
    if clash:
        raise ActionableError(
            _("There is an hour at that time already: {starts} to {ends}.").format(
                starts=clash[0].starts, ends=clash[0].ends
            ),
            _("Choose another time, or use that hour: {id}.").format(id=clash[0].id[:8]),
        )


def tally(counts: Iterable[HeadCount]) -> dict[tuple[str, str], int]:
    """Return the heads by (language, country), largest first; two counts of one pair are added up."""
    found: dict[tuple[str, str], int] = {}
    for count in counts:
        if not count.removed:
            pair = (count.language, count.country)
            found[pair] = found.get(pair, 0) + count.people
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
