"""Consultation hours: planning them, and the queue of one: who comes, what became of each, the talk's note."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from counsellor_app.domain import hour_queue as queues
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.hour_pages import HourRow
from counsellor_app.domain.hours import (
    DEFAULT_MINUTES,
    ConsultationHour,
    Slot,
    SlotState,
    line_at,
    make_hour,
    read_clock,
    read_day,
    read_outcome,
    read_state,
    refuse_overlap,
)
from counsellor_app.domain.places import KnownPlace, find_place
from counsellor_app.domain.records import Amendment, Draft, Note
from counsellor_app.domain.rights import Act, require
from counsellor_app.domain.validation import LONGEST_REMARK, read_long_text, read_name
from counsellor_app.store.store import Work
from counsellor_app.workflows import casework, notes
from counsellor_app.workflows.lookup import SHORTEST_ID, find_principal
from counsellor_app.workflows.places import place_named, places_in, shelf_of
from counsellor_app.workflows.queues import (
    hours_standing,
    lines_kept,
    save_new,
    save_slots,
    settle_as_shown,
    slots_kept,
)
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.shelves import hour_shelf, team_records
from sync.wording import _

# --- hours


def list_hours(session: Session, since: str = "", until: str = "", place: str = "") -> list[HourRow]:
    """Return the hours of the days *since* to *until* (ISO, both included), earliest first; *place*: a code."""
    with session.store.reading() as queries:
        known = places_in(session, queries)
        lacks = session.store.day_packs.lacks()
        hours = sorted(
            (hour for hour in hours_standing(session, queries) if _within(hour.day, since, until)),
            key=lambda hour: (hour.day, hour.starts, hour.place, hour.id),
        )
        return [
            HourRow(
                hour=hour,
                place=place_named(known, hour.place),
                counsellor_name=queries.person_name(hour.counsellor) if hour.counsellor else "",
                counts=queues.counts(lines_kept(session, queries, hour)),
                whole=not lacks(hour.id),
            )
            for hour in hours
            if not place or hour.place == place
        ]


def _within(day: str, since: str, until: str) -> bool:
    return (not since or day >= since) and (not until or day <= until)


def add_hour(
    session: Session,
    place: str,
    day: str,
    starts: str,
    ends: str,
    minutes: int = DEFAULT_MINUTES,
    *,
    counsellor: str = "",
    remark: str = "",
    team: str = "",
) -> ConsultationHour:
    """Plan an hour and return it. All arguments as typed; *counsellor* is oneself unless named.

    Raises :class:`ActionableError`: unknown place, times that cannot be, another hour there or by him at that time.
    """
    require(session.actor, Act.PLAN_HOURS)
    with session.store.transaction() as work:
        where = find_place(places_in(session, work.queries), place)
        who = find_principal(work, counsellor) if counsellor.strip() else session.person_id
        hour = make_hour(where.code, read_day(day, date.today()), starts, ends, minutes, who, remark)
        refuse_overlap(hour, team_records(session, work.queries, ConsultationHour))
        saved = work.records.save(replace(hour, shelf=shelf_of(session, work, team)))
        hour_shelf(session, work, saved)
        session.store.day_packs.add_hour(saved.id)
        return saved


def change_hour(session: Session, hour_id: str, values: Mapping[str, str]) -> ConsultationHour:
    """Change an hour: ``place``, ``day``, ``starts``, ``ends``, ``minutes``, ``counsellor``, ``remark``, as typed.

    Everybody keeps his line; who was told another time than the queue now has is shown with both. Where two laptops
    changed a field that is named, what is given now stands. Raises :class:`ActionableError` as :func:`add_hour` does.
    """
    require(session.actor, Act.PLAN_HOURS)
    known = ("place", "day", "starts", "ends", "minutes", "counsellor", "remark")
    if not set(values) <= set(known):
        raise ActionableError(_("An hour has no such field."), _("Fields: {fields}.").format(fields=", ".join(known)))
    with session.store.transaction() as work:
        before = work.records.load(ConsultationHour, hour_id)
        place, minutes = values.get("place", ""), values.get("minutes", str(before.slot_minutes)).strip()
        who = values.get("counsellor", "")
        made = make_hour(
            find_place(places_in(session, work.queries), place).code if place.strip() else before.place,
            read_day(values["day"], date.today()) if values.get("day", "").strip() else before.day,
            values.get("starts", before.starts),
            values.get("ends", before.ends),
            int(minutes) if minutes.isdecimal() else 0,
            find_principal(work, who) if who.strip() else before.counsellor,
            values.get("remark", before.remark),
        )
        changed = replace(made, id=before.id, shelf=before.shelf, removed=before.removed)
        refuse_overlap(changed, team_records(session, work.queries, ConsultationHour))
        saved = work.records.save(changed)
        settle_as_shown(work, saved, {"slot_minutes" if name == "minutes" else name for name in values})
        return saved


def cancel_hour(session: Session, hour_id: str) -> None:
    """Take an hour off the list.

    Refused while somebody still waits in it, for nobody may be forgotten, and once talks were held.
    """
    require(session.actor, Act.PLAN_HOURS)
    with session.store.transaction() as work:
        hour = work.records.load(ConsultationHour, hour_id)
        if session.store.day_packs.lacks()(hour_id):
            raise ActionableError(
                _("A day pack left out who comes to this hour."),
                _("Nothing was changed: somebody may wait in it. End the day pack and sync first."),
            )
        if queues.still_to_come(lines_kept(session, work.queries, hour)):
            raise ActionableError(
                _("People still wait in this hour."), _("Move them to another hour first (`counsellor hour carry`).")
            )
        if any(slot.state == SlotState.DONE for slot in slots_kept(session, work.queries, hour=hour_id)):
            raise ActionableError(
                _("Talks were held in this hour."), _("It stays on the list; change its day or place if that is wrong.")
            )
        work.records.remove(hour)


def find_hour(session: Session, text: str) -> ConsultationHour:
    """Return the hour that *text* names: its id or the beginning of it, or a day, or a place, or both.

    ``tomorrow``, ``13-11-2026`` and ``Alphen 2026-11-13`` all do when one hour fits. Raises :class:`ActionableError`.
    """
    with session.store.reading() as queries:
        hours = hours_standing(session, queries)
        plain = text.strip().casefold()
        if len(plain) >= SHORTEST_ID and all(digit in "0123456789abcdef" for digit in plain):
            found = [hour for hour in hours if hour.id.startswith(plain)]
        else:
            found = _hours_named(places_in(session, queries), hours, text)
    if len(found) == 1:
        return found[0]
    if found:
        raise ActionableError(
            _("Several hours fit."),
            _("Give an id: {ids}.").format(ids=", ".join(f"{hour.id[:8]} ({hour.starts})" for hour in found[:8])),
        )
    raise ActionableError(_("There is no such hour here."), _("See `counsellor hour list`."))


def _hours_named(known: list[KnownPlace], hours: Iterable[ConsultationHour], text: str) -> list[ConsultationHour]:
    *first, last = text.split() or [""]
    day, where = "", " ".join((*first, last))
    try:
        day, where = read_day(last, date.today()), " ".join(first)
    except ActionableError:
        pass
    code = find_place(known, where).code if where.strip() else ""
    return [hour for hour in hours if (not code or hour.place == code) and (not day or hour.day == day)]


# --- the queue


def add_slot(
    session: Session,
    hour_id: str,
    *,
    case: str = "",
    slip: str = "",
    at: str = "",
    received_on: str = "",
    remark: str = "",
) -> Slot:
    """Put somebody into the queue of an hour: a case (its id), or the name on a paper slip while there is no case.

    *at*: the time wanted; without it the first free line, past the end of a full hour. Raises
    :class:`ActionableError`: nobody named, a case that stands in this hour already.
    """
    require(session.actor, Act.KEEP_QUEUE)
    if bool(case) == bool(slip.strip()):
        raise ActionableError(_("Who comes?"), _("Give a case, or the name on the slip."))
    slot = Slot(
        case=case,
        slip="" if case else read_name(slip),
        slip_received_on=read_day(received_on, date.today()) if received_on.strip() else "",
        remark=read_long_text(remark, LONGEST_REMARK),
    )
    with session.store.transaction() as work:
        hour = work.records.load(ConsultationHour, hour_id)
        lines = lines_kept(session, work.queries, hour)
        if case:
            work.queries.case_page(case)
            if any(other.case == case and other.state != SlotState.MOVED for other in queues.slots_in_order(lines)):
                raise ActionableError(_("This person is in the queue of this hour already."), _("Nothing was added."))
        line = line_at(hour, read_clock(at)) if at.strip() else None
        return save_new(session, work, hour, queues.placed(hour, lines, slot, line))


def set_state(session: Session, slot_id: str, state: str) -> Slot:
    """Say what became of somebody; returns the slot. Raises :class:`ActionableError` for what cannot follow.

    A moved person who is set to waiting again no longer waits in the other hour.
    """
    require(session.actor, Act.KEEP_QUEUE)
    wanted = read_state(state)
    with session.store.transaction() as work:
        slot = work.records.load(Slot, slot_id)
        if wanted == SlotState.MOVED and slot.state != SlotState.MOVED:
            raise ActionableError(_("To which hour?"), _("Move somebody by `counsellor slot move ID HOUR`."))
        changed = queues.with_state(slot, wanted)
        if slot.state == SlotState.MOVED:
            _take_back(work, slot)
        saved = work.records.save(changed)
        settle_as_shown(work, saved, ("state",))
        return saved


def _take_back(work: Work, slot: Slot) -> None:
    """Undo a move: its person no longer waits elsewhere."""
    for other in work.queries.all_records(Slot, moved_from=slot.id):
        if other.state != SlotState.WAITING:
            raise ActionableError(
                _("This person has been seen in the other hour already."), _("Nothing was changed; look there.")
            )
        work.records.remove(other)


def move_slot(session: Session, slot_id: str, hour_id: str) -> Slot:
    """Move somebody to another hour: he is marked moved here and waits there; returns the new slot."""
    require(session.actor, Act.KEEP_QUEUE)
    with session.store.transaction() as work:
        slot, to = work.records.load(Slot, slot_id), work.records.load(ConsultationHour, hour_id)
        return _move(session, work, slot, to)


def carry_over(session: Session, hour_id: str, to_hour_id: str) -> list[Slot]:
    """Move everybody who still waits in an hour to another one, in their order; returns the new slots."""
    require(session.actor, Act.KEEP_QUEUE)
    with session.store.transaction() as work:
        hour, to = (work.records.load(ConsultationHour, one) for one in (hour_id, to_hour_id))
        coming = queues.still_to_come(lines_kept(session, work.queries, hour))
        return [_move(session, work, slot, to) for slot in coming if slot.state == SlotState.WAITING]


def _move(session: Session, work: Work, slot: Slot, to: ConsultationHour) -> Slot:
    old, new = queues.moved(slot, to, lines_kept(session, work.queries, to))
    work.records.save(old)
    return save_new(session, work, to, new)


def shift_slot(session: Session, slot_id: str, step: int) -> None:
    """Let somebody change places with who stands *step* lines below him (above when negative)."""
    require(session.actor, Act.KEEP_QUEUE)
    with session.store.transaction() as work:
        slot = work.records.load(Slot, slot_id)
        hour = work.records.load(ConsultationHour, slot.hour)
        save_slots(work, queues.shifted(hour, lines_kept(session, work.queries, hour), slot.id, step))


def link_case(session: Session, slot_id: str, case_id: str) -> Slot:
    """Say which case somebody of the queue is; the team's queue then shows the case's name, not that of the slip."""
    require(session.actor, Act.KEEP_QUEUE)
    with session.store.transaction() as work:
        work.queries.case_page(case_id)
        slot = work.records.load(Slot, slot_id)
        return work.records.save(replace(slot, case=case_id, slip=""))


def unlink_case(session: Session, slot_id: str, slip: str) -> Slot:
    """Say that somebody of the queue is not the case that was taken for him; *slip*: the name on his slip again.

    Raises :class:`ActionableError` once a note of this talk is signed.
    """
    require(session.actor, Act.KEEP_QUEUE)
    name = read_name(slip)
    with session.store.transaction() as work:
        slot = work.records.load(Slot, slot_id)
        if slot.note:
            raise ActionableError(_("This talk was held."), _("It stays in the queue; its note is signed."))
        return work.records.save(replace(slot, case="", slip=name))


def open_case_for(session: Session, slot_id: str, name: str) -> str:
    """Open a case for somebody of a queue who has none, and say so in the queue; returns the case's id. One act."""
    with session.store.transaction() as work:
        slot = work.records.load(Slot, slot_id)
        if slot.case:
            raise ActionableError(
                _("This person has a case already."), _("Nothing was opened; look at the queue again.")
            )
        hour = work.records.load(ConsultationHour, slot.hour)
        place = place_named(places_in(session, work.queries), hour.place).name
        case = casework.add_case(session, name=name, place=place)
        link_case(session, slot_id, case.id)
        return case.id


def change_slot(session: Session, slot_id: str, values: dict[str, str]) -> Slot:
    """Change what is known of a slot: ``state``, ``outcome``, ``slip``, ``received``, ``remark``, ``at``, ``case``: id.

    All as typed, as one act. Raises :class:`ActionableError` for another field, or a value that cannot be.
    """
    require(session.actor, Act.KEEP_QUEUE)
    readers = {
        "outcome": ("outcome", read_outcome),
        "slip": ("slip", read_name),
        "received": ("slip_received_on", lambda text: read_day(text, date.today()) if text.strip() else ""),
        "remark": ("remark", lambda text: read_long_text(text, LONGEST_REMARK)),
    }
    unknown = sorted(set(values) - set(readers) - {"state", "at", "case"})
    if unknown:
        raise ActionableError(
            _("A slot has no such field."),
            _("Fields: {fields}.").format(fields="state, at, case, " + ", ".join(readers)),
        )
    with session.store.transaction() as work:
        if "state" in values:
            set_state(session, slot_id, values["state"])
        if values.get("case"):
            link_case(session, slot_id, values["case"])
        slot = work.records.load(Slot, slot_id)
        read = {readers[name][0]: readers[name][1](text) for name, text in values.items() if name in readers}
        slot = replace(
            slot,
            outcome=read.get("outcome", slot.outcome),
            slip=read.get("slip", slot.slip),
            slip_received_on=read.get("slip_received_on", slot.slip_received_on),
            remark=read.get("remark", slot.remark),
        )
        if "at" in values:
            hour = work.records.load(ConsultationHour, slot.hour)
            slot = queues.placed(hour, (), slot, line_at(hour, read_clock(values["at"])))
        return work.records.save(slot)


def remove_slot(session: Session, slot_id: str) -> None:
    """Take somebody out of the queue who never should have been in it; a talk that was held stays."""
    require(session.actor, Act.KEEP_QUEUE)
    with session.store.transaction() as work:
        slot = work.records.load(Slot, slot_id)
        if slot.state == SlotState.DONE or slot.note:
            raise ActionableError(_("This talk was held."), _("It stays in the queue; its note is signed."))
        work.records.remove(slot)


def sign_talk(session: Session, slot_id: str, draft: Draft) -> Note | Amendment:
    """Sign the note of a talk and mark it done in the queue: both or neither, in one transaction.

    An amendment, or a note of somebody whose slot is gone or has a note already, is signed and leaves the queue alone.
    """
    with session.store.transaction() as work:
        signed = notes.sign(session, draft)
        slot = next((one for one in slots_kept(session, work.queries) if one.id == slot_id), None)
        if slot is None or isinstance(signed, Amendment) or slot.note or slot.case != signed.case:
            return signed
        if slot.state not in (SlotState.WAITING, SlotState.PRESENT, SlotState.DONE):
            slot = queues.with_state(slot, SlotState.PRESENT) if slot.state != SlotState.MOVED else slot
        done = slot.state if slot.state == SlotState.MOVED else str(SlotState.DONE)
        work.records.save(replace(slot, state=done, note=signed.id))
        return signed


def find_slot(session: Session, text: str) -> Slot:
    """Return the slot whose id is, or begins with, *text*; raises :class:`ActionableError`."""
    plain = text.strip().casefold()
    with session.store.reading() as queries:
        found = [
            slot for slot in slots_kept(session, queries) if len(plain) >= SHORTEST_ID and slot.id.startswith(plain)
        ]
    if len(found) != 1:
        raise ActionableError(_("There is no such slot."), _("`counsellor hour show HOUR` shows the ids."))
    return found[0]
