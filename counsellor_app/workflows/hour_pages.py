"""The pages of hours: the queue with who stands in it, and what one knows before a talk."""

from collections.abc import Sequence
from dataclasses import replace

from counsellor_app.domain import hour_queue as queues
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.families import InterpreterNeed, birth_of_person
from counsellor_app.domain.hour_pages import HourPage, QueueRow, RosterRow, TalkBrief
from counsellor_app.domain.hours import ConsultationHour, Slot, SlotState
from counsellor_app.domain.overviews import CasePage
from counsellor_app.domain.places import KnownPlace
from counsellor_app.domain.records import NoteKind, Person
from counsellor_app.domain.refusals import Offer, Refusal, in_force, is_allowed, programme_shown
from counsellor_app.domain.safety import ContactRule, ContactWay, Restriction, may_reach, programme_in_lists
from counsellor_app.store.queries.reading import Queries
from counsellor_app.workflows import tasks
from counsellor_app.workflows.day_packs import veiled
from counsellor_app.workflows.places import place_named, places_in
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.shelves import team_records


def hour_page(session: Session, hour_id: str) -> HourPage:
    """Return an hour with its queue; raises :class:`ActionableError` when it is not on this device."""
    with session.store.reading() as queries:
        hour = session.store.records.load(ConsultationHour, hour_id)
        known = places_in(session, queries)
        everybody = veiled(session, team_records(session, queries, Slot))
        left_out = session.store.day_packs.leaves_out()(hour_id)
        lines = queues.queue(hour, everybody)
        twice = queues.twice(everybody)
        return HourPage(
            hour=hour,
            place=place_named(known, hour.place),
            counsellor_name=queries.person_name(hour.counsellor) if hour.counsellor else "",
            rows=tuple(
                replace(row, here=row.here and not (left_out and row.line.slot is not None and not row.reference))
                for row in (_row(session, queries, line, everybody, known, twice) for line in lines)
            ),
            counts=queues.counts(lines),
        )


def _row(
    session: Session,
    queries: Queries,
    line: queues.Line,
    everybody: Sequence[Slot],
    known: list[KnownPlace],
    twice: set[str],
) -> QueueRow:
    slot = line.slot
    if slot is None:
        return QueueRow(line=line)
    moved_to = _moved_to(session, slot, everybody, known) if slot.state == SlotState.MOVED else ""
    page = _page(queries, slot.case)
    if page is None:
        return QueueRow(
            line=line, name=slot.slip, here=not slot.case, first_talk=True, twice=slot.id in twice, moved_to=moved_to
        )
    person = page.persons[0] if page.persons else Person()
    case = page.case
    return QueueRow(
        line=line,
        name=person.name or person.own_name or case.reference,
        own_name=person.own_name,
        reference=case.reference,
        languages=case.languages,
        nationality=case.nationality,
        programme=programme_in_lists(programme_shown(case.programme, _declined(queries, case.id, person))),
        birth_date=person.birth_date,
        birth_precision=person.birth_precision,
        first_talk=not queries.notes(case.id),
        has_draft=bool(page.drafts),
        twice=slot.id in twice,
        moved_to=moved_to,
    )


def _declined(queries: Queries, case_id: str, client: Person) -> tuple[Refusal, ...]:
    return in_force(queries.records(case_id, Refusal), birth_of_person(client))


def _page(queries: Queries, case_id: str) -> CasePage | None:
    if not case_id:
        return None
    try:
        return queries.case_page(case_id)
    except ActionableError:
        return None  # another team's, or not in the day pack: the queue stays whole without it


def _moved_to(session: Session, slot: Slot, everybody: Sequence[Slot], known: list[KnownPlace]) -> str:
    new = next((other for other in everybody if other.moved_from == slot.id), None)
    if new is None:
        return ""
    try:
        hour = session.store.records.load(ConsultationHour, new.hour)
    except ActionableError:
        return ""
    return f"{place_named(known, hour.place).name}, {hour.day}"


def talk_brief(session: Session, case_id: str) -> TalkBrief:
    """Return what one knows of a case before a talk; raises :class:`ActionableError` when it is not here."""
    with session.store.reading() as queries:
        page = queries.case_page(case_id)
        talks = [note for note in queries.notes(case_id) if note.note_kind != NoteKind.INTERNAL]
    open_tasks = tasks.list_tasks(session, case_id=case_id)
    to_do = tuple((row.title, row.due_on) for row in open_tasks if row.title)
    return TalkBrief(page=page, last=talks[0] if talks else None, to_do=to_do)


def roster_rows(session: Session, page: HourPage) -> list[RosterRow]:
    """Return what a printed roster of an hour says: times, names, languages, and nothing else.

    Who was moved or released is left out. Whoever asked not to be visited, refused such prints, or whose case only some
    may read stands there as *reserved*.
    """
    with session.store.reading() as queries:
        return [
            _roster_row(queries, row)
            for row in page.rows
            if row.line.slot is None or row.line.slot.state not in (SlotState.MOVED, SlotState.RELEASED)
        ]


def _roster_row(queries: Queries, row: QueueRow) -> RosterRow:
    slot, time = row.line.slot, row.line.time
    if slot is None:
        return RosterRow(time)
    if not slot.case and row.here:
        return RosterRow(time, slot.slip)
    if not row.here or not _printable(queries, slot.case):
        return RosterRow(time, reserved=True)
    persons = queries.records(slot.case, Person)
    interpreter = bool(persons and persons[0].interpreter not in ("", InterpreterNeed.NONE))
    return RosterRow(time, row.name, row.own_name if row.own_name != row.name else "", row.languages, interpreter)


def _printable(queries: Queries, case_id: str) -> bool:
    persons = queries.records(case_id, Person)
    client = persons[0] if persons else Person()
    declined = _declined(queries, case_id, client)
    reach = may_reach(ContactWay.VISIT, client.id, queries.records(case_id, ContactRule))
    restrictions = queries.records(case_id, Restriction)
    restricted = bool(restrictions) and not restrictions[-1].lifted
    return reach.allowed and not restricted and is_allowed(f"print:{Offer.INFORMATION}", declined)
