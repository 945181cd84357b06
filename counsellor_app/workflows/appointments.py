"""Appointments of cases: making, listing, saying what became of them."""

import time
from dataclasses import replace
from datetime import date, datetime, timedelta

from counsellor_app.domain.agenda import AppointmentRow, read_clock, read_due, read_minutes
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.rights import Act, require
from counsellor_app.domain.tasks import Appointment, AppointmentState
from counsellor_app.domain.validation import read_line, read_long_text
from counsellor_app.workflows.lookup import SHORTEST_ID
from counsellor_app.workflows.session import Session
from sync.wording import _

_ID_DIGITS = 32


def add_appointment(
    session: Session,
    case_id: str,
    *,
    day: str,
    clock: str,
    minutes: str = "",
    place: str = "",
    with_whom: str = "",
    remark: str = "",
) -> Appointment:
    """Make an appointment about a case and return it; *day* and *clock* as typed, in this device's time zone.

    Raises :class:`ActionableError`.
    """
    require(session.actor, Act.PLAN)
    today = date.today()
    on = read_due(day, today) or today.isoformat()
    hour, minute = read_clock(clock)
    at = datetime.fromisoformat(on).replace(hour=hour, minute=minute)
    appointment = Appointment(
        case=case_id,
        at=int(at.timestamp() * 1000),
        minutes=read_minutes(minutes),
        place=read_line(place),
        with_whom=read_line(with_whom),
        remark=read_long_text(remark),
    )
    with session.store.transaction() as work:
        return work.records.save(appointment)


def settle_appointment(session: Session, appointment_id: str, state: AppointmentState) -> Appointment:
    """Say what became of an appointment (cancelled, held, missed, or planned again) and return it."""
    require(session.actor, Act.PLAN)
    with session.store.transaction() as work:
        appointment = work.records.load(Appointment, appointment_id)
        return work.records.save(replace(appointment, state=str(state)))


def remove_appointment(session: Session, appointment_id: str) -> None:
    """Take back an appointment that was written by mistake; raises :class:`ActionableError` when it is not here."""
    require(session.actor, Act.PLAN)
    with session.store.transaction() as work:
        work.records.remove(work.records.load(Appointment, appointment_id))


def list_appointments(
    session: Session, *, case_id: str = "", mine: bool = False, past: bool = False, everything: bool = False
) -> list[AppointmentRow]:
    """Return planned appointments from today's on, by time; *past* also earlier ones, *everything* whatever state."""
    with session.store.reading() as queries:
        return queries.agenda().appointments(
            0 if past else day_begins(date.today()),
            cases=(case_id, *queries.groups().shown_with(case_id)) if case_id else (),
            mine=session.person_id if mine else "",
            state="" if everything else AppointmentState.PLANNED,
        )


def appointment_row(session: Session, appointment_id: str) -> AppointmentRow:
    """Return an appointment as lists show it; raises :class:`ActionableError` when there is no such one here."""
    with session.store.reading() as queries:
        session.store.records.load(Appointment, appointment_id)
        return queries.agenda().appointments_named(appointment_id)[0]


def find_appointment(session: Session, text: str) -> str:
    """Return the id of the appointment whose id begins with *text*; raises :class:`ActionableError`."""
    wanted = text.strip().casefold()
    found: list[AppointmentRow] = []
    if SHORTEST_ID <= len(wanted) <= _ID_DIGITS and all(digit in "0123456789abcdef" for digit in wanted):
        with session.store.reading() as queries:
            found = queries.agenda().appointments_named(wanted)
    if len(found) != 1:
        raise ActionableError(
            _("There is no such appointment here."),
            _("Give the beginning of its id; `counsellor appointment list` shows them."),
        )
    return found[0].id


def day_begins(day: date) -> int:
    """Return the first moment of *day* in this device's time zone, in ms since 1970."""
    return int(time.mktime(day.timetuple()) * 1000)


def day_ends(day: date) -> int:
    """Return the first moment after *day*, in ms since 1970."""
    return day_begins(day + timedelta(days=1))
