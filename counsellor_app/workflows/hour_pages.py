"""The pages of hours: the queue with who stands in it, and what one knows before a talk."""

from collections.abc import Callable, Sequence
from pathlib import Path

from counsellor_app.domain import hour_queue as queues
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.exports import Export, ExportKind, ExportMark
from counsellor_app.domain.families import InterpreterNeed
from counsellor_app.domain.hour_pages import HourPage, QueueRow, RosterRow, TalkBrief
from counsellor_app.domain.hours import TO_COME, ConsultationHour, Slot, SlotState
from counsellor_app.domain.overviews import CasePage
from counsellor_app.domain.places import KnownPlace
from counsellor_app.domain.records import NoteKind, Person
from counsellor_app.domain.refusals import Offer, is_allowed, programme_shown
from counsellor_app.domain.safety import ContactWay, Restriction, may_reach, programme_in_lists, rules_for
from counsellor_app.store.queries.reading import Queries
from counsellor_app.workflows import tasks
from counsellor_app.workflows.exports import write_out
from counsellor_app.workflows.openings import note_opening
from counsellor_app.workflows.places import place_named, places_in
from counsellor_app.workflows.queues import slots_kept, slots_shown
from counsellor_app.workflows.session import Session
from sync.wording import _

_NOT_FETCHED = frozenset({SlotState.MOVED, SlotState.RELEASED, SlotState.REFUSED})


def hour_page(session: Session, hour_id: str) -> HourPage:
    """Return an hour with its queue; raises :class:`ActionableError` when it is not on this device."""
    with session.store.reading() as queries:
        hour = session.store.records.load(ConsultationHour, hour_id)
        known = places_in(session, queries)
        everybody = _around(session, queries, hour_id)
        lines = queues.queue(hour, everybody)
        twice = queues.twice(everybody)
        return HourPage(
            hour=hour,
            place=place_named(known, hour.place),
            counsellor_name=queries.person_name(hour.counsellor) if hour.counsellor else "",
            rows=tuple(_row(session, queries, line, known, twice) for line in lines),
            counts=queues.counts(lines),
            whole=not session.store.day_packs.lacks()(hour_id),
        )


def _around(session: Session, queries: Queries, hour_id: str) -> list[Slot]:
    """Return the slots of an hour, and those of all hours whose talk is still to be held."""
    wanted = [{"hour": hour_id}, *({"state": str(state)} for state in sorted(TO_COME))]
    return list({slot.id: slot for equal in wanted for slot in slots_shown(session, queries, **equal)}.values())


def _row(
    session: Session,
    queries: Queries,
    line: queues.Line,
    known: list[KnownPlace],
    twice: set[str],
) -> QueueRow:
    slot = line.slot
    if slot is None:
        return QueueRow(line=line)
    moved_to = _moved_to(session, queries, slot, known) if slot.state == SlotState.MOVED else ""
    page = _page(queries, slot.case)
    if page is None:
        here = not slot.case and bool(slot.slip or not session.store.day_packs.leaves_out()(slot.hour))
        return QueueRow(
            line=line, name=slot.slip, here=here, first_talk=True, twice=slot.id in twice, moved_to=moved_to
        )
    person = page.persons[0] if page.persons else Person()
    case = page.case
    return QueueRow(
        line=line,
        name=person.name or person.own_name or case.reference,
        own_name=person.own_name,
        reference=case.reference,
        languages=case.languages,
        interpreter=person.interpreter,
        nationality=case.nationality,
        programme=programme_in_lists(programme_shown(case.programme, page.declined)),
        birth_date=person.birth_date,
        birth_precision=person.birth_precision,
        birth_span=person.birth_span,
        rules=rules_for(person.id, page.contact_rules),
        first_talk=not queries.notes(case.id),
        has_draft=bool(page.drafts),
        twice=slot.id in twice,
        moved_to=moved_to,
    )


def _page(queries: Queries, case_id: str) -> CasePage | None:
    if not case_id:
        return None
    try:
        return queries.case_page(case_id)
    except ActionableError:
        return None  # another team's, or not in the day pack: the queue stays whole without it


def _moved_to(session: Session, queries: Queries, slot: Slot, known: list[KnownPlace]) -> str:
    new = next(iter(slots_kept(session, queries, moved_from=slot.id)), None)
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
        note_opening(session, page.case)
        talks = [note for note in queries.notes(case_id) if note.note_kind != NoteKind.INTERNAL]
    open_tasks = tasks.list_tasks(session, case_id=case_id)
    to_do = tuple((row.title, row.due_on) for row in open_tasks if row.title)
    return TalkBrief(page=page, last=talks[0] if talks else None, to_do=to_do)


def roster_rows(session: Session, page: HourPage) -> list[RosterRow]:
    """Return what a printed roster of an hour says: times, names, languages, and nothing else.

    Who was moved or released, or refused to come, is left out: nobody fetches him. Whoever asked not to be visited,
    refused such prints, or whose case only some may read stands there as *reserved*. Raises :class:`ActionableError`
    for an hour of which a day pack left some out: nobody may be forgotten.
    """
    if not page.whole:
        raise ActionableError(
            _("A day pack left out who comes to this hour."),
            _("A roster would forget them. End the day pack and sync, or let a colleague print it."),
        )
    with session.store.reading() as queries:
        return [
            _roster_row(queries, row)
            for row in page.rows
            if row.line.slot is None or row.line.slot.state not in _NOT_FETCHED
        ]


def export_roster(
    session: Session, page: HourPage, path: Path, reason: str, sheet: Callable[[Sequence[RosterRow], ExportMark], bytes]
) -> None:
    """Write the roster of an hour to *path*, through :func:`write_out`; *sheet* returns it as a PDF.

    Raises :class:`ActionableError`: as :func:`roster_rows`, no reason, disk.
    """
    rows = roster_rows(session, page)
    coming = sum(1 for row in rows if row.name or row.reserved)
    leaving = Export(what=ExportKind.ROSTER, ending="pdf", named=any(row.name for row in rows), cases=coming)
    write_out(session, leaving, reason, path, lambda mark: sheet(rows, mark))


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
    protecting = queries.protecting()
    declined = protecting.declined(case_id)
    reach = may_reach(ContactWay.VISIT, client.id, protecting.contact_rules(case_id))
    restrictions = queries.records(case_id, Restriction)
    restricted = bool(restrictions) and not restrictions[-1].lifted
    return reach.allowed and not restricted and is_allowed(f"print:{Offer.INFORMATION}", declined)
