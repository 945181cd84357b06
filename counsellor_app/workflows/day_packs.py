"""The day pack: choose hours, and only their cases are on this laptop, until a date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.hours import ConsultationHour, SlotState, read_day
from counsellor_app.domain.rights import Act, require
from counsellor_app.domain.shelves import Shelf
from counsellor_app.store.day_pack import Pack
from counsellor_app.workflows.queues import slots_kept
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.shelves import hour_shelf
from sync.wording import _

__all__ = ["Pack", "Packed", "cases_of", "end_pack", "show_pack", "start_pack"]

MOST_DAYS = 14
_LEFT_OUT = frozenset({SlotState.MOVED, SlotState.RELEASED})


@dataclass(frozen=True, slots=True)
class Packed:
    """What was done: the day until which the pack holds, its cases, how many other cases were put away."""

    until: str
    cases: tuple[str, ...]
    put_away: int


def start_pack(session: Session, hour_ids: Sequence[str], until: str) -> Packed:
    """Keep only the cases of these hours on this device until a day (as typed, included); the rest is put away.

    Raises :class:`ActionableError`, and puts nothing away: no hour, no case in them, a day that has passed or is more
    than two weeks off, something of another case that the office does not have yet, a pack in force.
    """
    require(session.actor, Act.PACK_DAY)
    today = date.today()
    last = read_day(until, today)
    if not today.isoformat() <= last <= (today + timedelta(days=MOST_DAYS)).isoformat():
        raise ActionableError(
            _("A day pack cannot last until that day."),
            _("From today until at most {n} days ahead.").format(n=MOST_DAYS),
        )
    cases = cases_of(session, hour_ids)
    if not cases:
        raise ActionableError(
            _("There is no case in these hours."),
            _("Nothing was put away. Say first which cases come, or choose other hours."),
        )
    away = session.store.day_packs.begin(cases, hour_ids, last)
    _make_queues(session, hour_ids)
    return Packed(last, cases, away)


def _make_queues(session: Session, hour_ids: Sequence[str]) -> None:
    """Give each hour the shelf of its queue, if it is of an older version: a colleague's would be skipped unknown."""
    with session.store.transaction() as work:
        for hour in (work.records.load(ConsultationHour, one) for one in hour_ids):
            team = work.records.load(Shelf, hour.shelf).team
            if not team or team in session.teams:
                hour_shelf(session, work, hour)


def cases_of(session: Session, hour_ids: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the cases that come to these hours and are on this device, with what is shown as one with them.

    What was declined in one of those, and how its client may be reached, holds in the other.
    """
    with session.store.reading() as queries:
        for hour in hour_ids:
            session.store.records.load(ConsultationHour, hour)
        wanted = {
            slot.case
            for hour in hour_ids
            for slot in slots_kept(session, queries, hour=hour)
            if slot.case and slot.state not in _LEFT_OUT
        }
        protecting = queries.protecting()
        here = {case for case in wanted if _is_here(session, case)}
        return tuple(sorted({near for case in here for near in protecting.shown_as_one(case)}))


def _is_here(session: Session, case: str) -> bool:
    try:
        session.store.records.stream_of(case)
    except ActionableError:
        return False
    return True


def show_pack(session: Session) -> Pack | None:
    """Return the day pack in force on this device, None when there is none."""
    with session.store.reading():
        return session.store.day_packs.pack()


def end_pack(session: Session) -> None:
    """End the day pack: the next sync fetches everything again. Raises :class:`ActionableError` when there is none."""
    require(session.actor, Act.PACK_DAY)
    if not session.store.day_packs.active:
        raise ActionableError(_("There is no day pack on this device."), _("Nothing was changed."))
    session.store.day_packs.end()
