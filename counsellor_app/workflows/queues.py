"""The slots of queues as they are kept: each hour's on a shelf of its own; those of older versions on the team's."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from counsellor_app.domain.hour_queue import Line, queue, still_to_come
from counsellor_app.domain.hours import ConsultationHour, Slot
from counsellor_app.domain.records import Record
from counsellor_app.store.queries.reading import Queries
from counsellor_app.store.store import Work
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.shelves import hour_shelf, hour_shelves, personal_shelves, team_records, team_shelves


def slots_kept(session: Session, queries: Queries, **equal: str) -> list[Slot]:
    """Return the slots on this device whose fields equal what is wanted (``hour=`` its id), in order of creation.

    One that lies on the shelf of another hour's queue is none: a day pack would keep, or put away, the wrong one.
    """
    found, shared = queries.all_records(Slot, removed=False, **equal), set(_shared(session, queries))
    named = {"hour": equal["hour"]} if "hour" in equal else {}
    queue_of = hour_shelves(session, queries, {slot.shelf for slot in found}, **named)
    return [slot for slot in found if slot.shelf in shared or queue_of.get(slot.shelf) == slot.hour]


def slots_shown(session: Session, queries: Queries, **equal: str) -> list[Slot]:
    """Return slots to be shown, never to be saved.

    Slots that an older version wrote lie on the team's shelf, which no day pack can put away: what they say of other
    hours is left out while it lasts.
    """
    left_out = session.store.day_packs.leaves_out()
    shared = set(_shared(session, queries))
    return [
        replace(slot, slip="", remark="") if slot.shelf in shared and left_out(slot.hour) else slot
        for slot in slots_kept(session, queries, **equal)
    ]


def _shared(session: Session, queries: Queries) -> list[str]:
    return [*team_shelves(session, queries), *personal_shelves(session, queries)]


def hours_standing(session: Session, queries: Queries) -> list[ConsultationHour]:
    """Return the hours, in order of creation, with those taken off the list in which somebody waits all the same.

    One laptop cancels an empty hour while another puts somebody into it: he must not be forgotten.
    """
    return [
        hour
        for hour in team_records(session, queries, ConsultationHour, removed=True)
        if not hour.removed or still_to_come(lines_kept(session, queries, hour))
    ]


def settle_as_shown(work: Work, record: Record, fields: Collection[str]) -> None:
    """Let what is shown in *fields* of a record stand where two laptops wrote differently and nobody settled it yet."""
    for conflict in work.queries.conflicts():
        if conflict.object == record.id and conflict.field in fields:
            shown = next(side.change for side in conflict.values if side.displayed)
            work.records.resolve(conflict.id, "", "", take=shown)


def lines_kept(session: Session, queries: Queries, hour: ConsultationHour) -> list[Line]:
    """Return the queue of an hour as it is kept."""
    return queue(hour, slots_kept(session, queries, hour=hour.id))


def save_new(session: Session, work: Work, hour: ConsultationHour, slot: Slot) -> Slot:
    """Save a new slot of *hour* on the shelf of its queue; returns it with its id."""
    return work.records.save(replace(slot, shelf=hour_shelf(session, work, hour)))


def save_slots(work: Work, slots: Sequence[Slot]) -> None:
    """Save changed slots, in one transaction: one act for each shelf they stand on."""
    for shelf in sorted({slot.shelf for slot in slots}):
        work.records.save_all([slot for slot in slots if slot.shelf == shelf])
