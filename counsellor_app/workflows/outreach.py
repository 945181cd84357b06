"""Outreach: network contacts, talks without a name, what they become, and counting each once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from counsellor_app.domain.countries import read_country, read_language
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.hours import read_day
from counsellor_app.domain.outreach import (
    NetworkContact,
    OutreachCount,
    OutreachTalk,
    WrittenTalk,
    contact_name,
    count_outreach,
    find_contact,
    make_contact,
)
from counsellor_app.domain.records import Note, NoteKind
from counsellor_app.domain.rights import Act, require
from counsellor_app.domain.validation import LONGEST_REMARK, read_line, read_long_text
from counsellor_app.store.queries.reading import Queries
from counsellor_app.store.store import Work
from counsellor_app.workflows import casework
from counsellor_app.workflows.lookup import SHORTEST_ID, find_principal
from counsellor_app.workflows.places import shelf_of
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.shelves import team_records
from sync.wording import _

# --- contacts


def add_contact(
    session: Session,
    organisation: str,
    person: str,
    city: str,
    *,
    phone: str = "",
    email: str = "",
    remark: str = "",
    team: str = "",
) -> NetworkContact:
    """Add somebody the team knows; raises :class:`ActionableError` for what cannot be, and for one known already."""
    require(session.actor, Act.OUTREACH)
    made = make_contact(organisation, person, city, phone, email, remark)
    with session.store.transaction() as work:
        name = (contact_name(made).casefold(), made.city.casefold())
        for known in team_records(session, work.queries, NetworkContact):
            if (contact_name(known).casefold(), known.city.casefold()) == name:
                raise ActionableError(_("This contact is known already."), _("Change it instead: nothing was added."))
        return work.records.save(replace(made, shelf=shelf_of(session, work, team)))


def change_contact(session: Session, contact_id: str, values: Mapping[str, str]) -> NetworkContact:
    """Change fields of a contact, as typed: organisation, person, city, phone, email, remark."""
    require(session.actor, Act.OUTREACH)
    names = ("organisation", "person", "city", "phone", "email", "remark")
    if not set(values) <= set(names):
        raise ActionableError(_("A contact has no such field."), _("Fields: {fields}.").format(fields=", ".join(names)))
    with session.store.transaction() as work:
        before = work.records.load(NetworkContact, contact_id)
        clean = make_contact(**{name: values.get(name, getattr(before, name)) for name in names})
        return work.records.save(replace(clean, id=before.id, shelf=before.shelf))


def remove_contact(session: Session, contact_id: str) -> None:
    """Take a contact off the list; talks that came through it keep counting."""
    require(session.actor, Act.OUTREACH)
    with session.store.transaction() as work:
        work.records.remove(work.records.load(NetworkContact, contact_id))


def list_contacts(session: Session, city: str = "", *, removed: bool = False) -> list[NetworkContact]:
    """Return the contacts of one's teams by city and name; *removed*: also those taken off the list."""
    with session.store.reading() as queries:
        found = team_records(session, queries, NetworkContact, removed=removed)
    wanted = city.strip().casefold()
    return sorted(
        (contact for contact in found if not wanted or contact.city.casefold() == wanted),
        key=lambda contact: (contact.city.casefold(), contact_name(contact).casefold(), contact.id),
    )


def named_contact(session: Session, text: str) -> NetworkContact:
    """Return the contact that *text* names; raises :class:`ActionableError`."""
    return find_contact(list_contacts(session), text)


# --- talks


def add_talk(
    session: Session,
    city: str,
    *,
    day: str = "",
    contact: str = "",
    language: str = "",
    country: str = "",
    remark: str = "",
    counsellor: str = "",
    team: str = "",
) -> OutreachTalk:
    """Put down a talk with somebody without a name; all as typed, *contact*: words of it or its id.

    Raises :class:`ActionableError` for what cannot be.
    """
    require(session.actor, Act.OUTREACH)
    where = read_line(city)
    if not where:
        raise ActionableError(_("In which city?"), _("Talks are counted by city; give one."))
    spoken = read_language(language) if language.strip() else ""
    with session.store.transaction() as work:
        talk = OutreachTalk(
            shelf=shelf_of(session, work, team),
            day=read_day(day, date.today()),
            city=where,
            counsellor=find_principal(work, counsellor) if counsellor.strip() else session.person_id,
            contact=_contact_named(session, work, contact, ""),
            language=spoken,
            country=read_country(country),
            remark=read_long_text(remark, LONGEST_REMARK),
        )
        return work.records.save(talk)


def change_talk(session: Session, talk_id: str, values: Mapping[str, str]) -> OutreachTalk:
    """Change a talk that was put down: ``city``, ``day``, ``contact``, ``language``, ``country``, ``remark``, as typed.

    Raises :class:`ActionableError` for what cannot be, and for other words of a talk that has become a case: they stand
    there in a signed note.
    """
    require(session.actor, Act.OUTREACH)
    names = ("city", "day", "contact", "language", "country", "remark")
    if not set(values) <= set(names):
        raise ActionableError(_("A talk has no such field."), _("Fields: {fields}.").format(fields=", ".join(names)))
    with session.store.transaction() as work:
        before = work.records.load(OutreachTalk, talk_id)
        read: dict[str, Callable[[str], str]] = {
            "city": lambda text: read_line(text) or before.city,
            "day": lambda text: read_day(text, date.today()) if text.strip() else before.day,
            "contact": lambda text: _contact_named(session, work, text, before.contact),
            "language": lambda text: read_language(text) if text.strip() else "",
            "country": read_country,
            "remark": lambda text: read_long_text(text, LONGEST_REMARK),
        }
        found = {name: read[name](text) for name, text in values.items()}
        if before.case and found.get("remark", ""):
            raise ActionableError(
                _("This talk has become a case already."), _("What was said stands there in a signed note; amend that.")
            )
        changed = replace(
            before,
            city=found.get("city", before.city),
            day=found.get("day", before.day),
            contact=found.get("contact", before.contact),
            language=found.get("language", before.language),
            country=found.get("country", before.country),
            remark=found.get("remark", before.remark),
        )
        return work.records.save(changed)


def _contact_named(session: Session, work: Work, text: str, before: str) -> str:
    """Return the contact that is meant; the one from before may have been taken off the list."""
    if not text.strip() or text == before:
        return text.strip()
    return find_contact(team_records(session, work.queries, NetworkContact), text).id


def list_talks(session: Session, since: str = "", until: str = "", city: str = "") -> list[OutreachTalk]:
    """Return the talks of the days *since* to *until* (ISO, both included), newest first."""
    with session.store.reading() as queries:
        found = team_records(session, queries, OutreachTalk)
    wanted = city.strip().casefold()
    fitting = [
        talk
        for talk in found
        if (not since or talk.day >= since)
        and (not until or talk.day <= until)
        and (not wanted or talk.city.casefold() == wanted)
    ]
    return sorted(fitting, key=lambda talk: (talk.day, talk.id), reverse=True)


def become(session: Session, talk_id: str, case_id: str) -> OutreachTalk:
    """Say which case the person of a talk has become; what was put down becomes a note of that case.

    One transaction. The words are shown in the case then, and no longer in the team's list (whose history keeps them).
    Raises :class:`ActionableError` when the talk became a case already.
    """
    require(session.actor, Act.OUTREACH)
    require(session.actor, Act.WRITE_NOTE)
    with session.store.transaction() as work:
        talk = work.records.load(OutreachTalk, talk_id)
        if talk.case:
            raise ActionableError(_("This talk has become a case already."), _("Nothing was changed."))
        work.queries.case_page(case_id)
        held = int(datetime.combine(date.fromisoformat(talk.day), datetime.min.time(), UTC).timestamp() * 1000)
        note = work.records.save(
            Note(
                case=case_id,
                kind=NoteKind.OUTREACH,
                text=talk.remark.strip() or _("Outreach talk without notes, {day}").format(day=talk.day),
                place=talk.city,
                language=talk.language,
                held_at=held + _NOON_MS,
            )
        )
        return work.records.save(replace(talk, case=case_id, note=note.id, remark=""))


def become_new(session: Session, talk_id: str, name: str) -> OutreachTalk:
    """Open a case for the person of a talk, called *name*, with what the talk knows of him. One act."""
    with session.store.transaction() as work:
        talk = work.records.load(OutreachTalk, talk_id)
        opened = casework.add_case(
            session, name=name, place=talk.city, languages=[talk.language], nationality=talk.country
        )
        return become(session, talk_id, opened.id)


_NOON_MS = 12 * 3_600_000
"""A talk without a time of day is filed at noon, so that no time zone moves it to another day."""


def remove_talk(session: Session, talk_id: str) -> None:
    """Take a talk away that was put down by mistake; one that became a case stays."""
    require(session.actor, Act.OUTREACH)
    with session.store.transaction() as work:
        talk = work.records.load(OutreachTalk, talk_id)
        if talk.case:
            raise ActionableError(_("This talk has become a case already."), _("It stays, so that figures stay true."))
        work.records.remove(talk)


def find_talk(session: Session, text: str) -> OutreachTalk:
    """Return the talk whose id is, or begins with, *text*; raises :class:`ActionableError`."""
    plain = text.strip().casefold()
    found = [talk for talk in list_talks(session) if len(plain) >= SHORTEST_ID and talk.id.startswith(plain)]
    if len(found) != 1:
        raise ActionableError(_("There is no such talk."), _("`counsellor outreach list` shows the ids."))
    return found[0]


# --- counts


def counts(
    session: Session, since: str = "", until: str = "", by: str = "", *, whole: bool = False
) -> list[OutreachCount]:
    """Return the figures by counsellor (name), city and period (*by*: month, quarter, year or nothing).

    *since*, *until*: ISO dates, both included; *whole*: one row a period for everybody and everywhere.
    """
    with session.store.reading() as queries:
        talks = team_records(session, queries, OutreachTalk)
        names: dict[str, str] = {}

        def name(person: str) -> str:
            if person not in names:
                names[person] = queries.person_name(person) or person[:8]
            return names[person]

        return count_outreach(
            talks,
            _written(queries),
            since=since,
            until=until,
            by=by,
            key=lambda who, where: ("", "") if whole else (name(who) if who else "", where),
            within=queries.groups().within,
            of_talks=_notes_ever_named(queries, talks),
        )


def counts_partly(session: Session) -> bool:
    """Say whether a day pack left out cases whose outreach notes are then not counted here."""
    return session.store.day_packs.partial


def contacts_reached(session: Session, since: str, until: str) -> int:
    """Return how many network contacts were spoken with from *since* to *until* (ISO dates, both included)."""
    with session.store.reading() as queries:
        talks = team_records(session, queries, OutreachTalk)
    found = count_outreach(talks, (), since=since, until=until, key=lambda _who, _where: ("", ""))
    return sum(row.contacts for row in found)


def _notes_ever_named(queries: Queries, talks: Iterable[OutreachTalk]) -> set[str]:
    """Return the notes that talks name or named: two people may have made a case of one talk, each without a network.

    Both notes stay, each in its case; the talk names one of them, and was one talk.
    """
    made = [talk for talk in talks if talk.note and not talk.removed]
    return {entry.value for talk in made for entry in queries.history(talk.id) if entry.field == "note"}


def _written(queries: Queries) -> list[WrittenTalk]:
    """Return the outreach notes of all cases that are here."""
    found = []
    for note in queries.all_records(Note, kind=str(NoteKind.OUTREACH)):
        origin = queries.origin(note.id)
        day = datetime.fromtimestamp((note.held_at or origin.at) / 1000, UTC).astimezone().date().isoformat()
        found.append(WrittenTalk(note.id, note.case, day, note.place, origin.author))
    return found
