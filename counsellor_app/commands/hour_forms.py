"""What ``--json`` prints of places, hours, sessions, contacts and talks. Names of fields are only ever added to.

place         code, name, kind (coa, dji, shelter …), city, own (id of the team's record, empty for a shipped one)
hour          id, place, place_name, city, day, starts, ends, slot_minutes, counsellor, counsellor_name, remark,
              present, absent, refused, moved, released, to_come, done, over
hour (show)   the same, and queue [time, line, over, free, slot (see below, or null), name, own_name, reference,
              languages, here, first_talk, has_draft, twice, moved_to]
slot          id, hour, case, slip, starts, position, slip_received_on, remark, state, outcome, note, moved_from
session       id, place, place_name, day, topic, languages, counsellor, counsellor_name, remark, people,
              heads [language, country, people]
contact       id, organisation, person, city, phone, email, remark
talk          id, day, city, counsellor, contact, language, country, remark, case, note
outreach counts   counsellor, city, period, talks, people, became, contacts
pack          active, until, over, hours, cases, kept_back [case]; start: also put_away (how many cases)
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from counsellor_app.domain.hour_pages import HourPage, HourRow, QueueRow, SessionRow
from counsellor_app.domain.hour_queue import QueueCounts
from counsellor_app.domain.hours import ConsultationHour, HeadCount, Slot
from counsellor_app.domain.outreach import NetworkContact, OutreachCount, OutreachTalk
from counsellor_app.domain.places import KnownPlace
from counsellor_app.workflows.day_packs import Pack

Form = dict[str, Any]
_LOCAL = ("shelf", "removed")


def place_form(place: KnownPlace) -> Form:
    """Return a place."""
    return {"code": place.code, "name": place.name, "kind": place.kind, "city": place.city, "own": place.own}


def hour_form(row: HourRow) -> Form:
    """Return an hour of the list."""
    return _hour(row.hour, row.place, row.counsellor_name, row.counts, row.whole)


def _hour(hour: ConsultationHour, place: KnownPlace, counsellor: str, counts: QueueCounts, whole: bool) -> Form:
    return {
        **_plain(hour),
        "place_name": place.name,
        "city": place.city,
        "counsellor_name": counsellor,
        **asdict(counts),
        "whole": whole,
    }


def hour_page_form(page: HourPage) -> Form:
    """Return an hour with its queue."""
    form = _hour(page.hour, page.place, page.counsellor_name, page.counts, page.whole)
    return {**form, "queue": [_line(row) for row in page.rows]}


def _line(row: QueueRow) -> Form:
    slot = row.line.slot
    return {
        "time": row.line.time,
        "line": row.line.number,
        "over": row.line.over,
        "free": slot is None,
        "slot": slot_form(slot) if slot is not None else None,
        "name": row.name,
        "own_name": row.own_name,
        "reference": row.reference,
        "languages": list(row.languages),
        "interpreter": row.interpreter,
        "here": row.here,
        "first_talk": row.first_talk,
        "has_draft": row.has_draft,
        "twice": row.twice,
        "moved_to": row.moved_to,
        "contact_rules": [{"rule": rule.rule, "through": rule.through} for rule in row.rules],
    }


def slot_form(slot: Slot) -> Form:
    """Return a slot."""
    return _plain(slot)


def session_form(row: SessionRow) -> Form:
    """Return an information session."""
    return {
        **_plain(row.session),
        "languages": list(row.session.languages),
        "place_name": row.place.name,
        "counsellor_name": row.counsellor_name,
        "people": row.people,
        "heads": [head_form(head) for head in row.heads],
    }


def head_form(head: HeadCount) -> Form:
    """Return one head count."""
    return {"language": head.language, "country": head.country, "people": head.people}


def contact_form(contact: NetworkContact) -> Form:
    """Return a network contact."""
    return _plain(contact)


def talk_form(talk: OutreachTalk) -> Form:
    """Return an outreach talk."""
    return _plain(talk)


def count_form(count: OutreachCount) -> Form:
    """Return a row of figures."""
    return asdict(count)


def pack_form(pack: Pack | None, kept_back: Sequence[str]) -> Form:
    """Return the day pack in force."""
    return {
        "active": pack is not None,
        "until": pack.until if pack else "",
        "over": pack.over if pack else False,
        "hours": list(pack.hours) if pack else [],
        "cases": list(pack.cases) if pack else [],
        "kept_back": list(kept_back),
    }


def _plain(record: ConsultationHour | Slot | Any) -> Form:
    return {name: value for name, value in asdict(record).items() if name not in _LOCAL}
