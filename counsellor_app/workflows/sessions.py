"""Information sessions for groups: planning them, and counting heads by language and country. Nobody is named."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from counsellor_app.domain.countries import read_country, read_language, read_languages
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.hour_pages import SessionRow
from counsellor_app.domain.hours import HeadCount, InformationSession, read_day
from counsellor_app.domain.places import find_place
from counsellor_app.domain.rights import Act, require
from counsellor_app.domain.validation import read_line
from counsellor_app.store.queries.reading import Queries
from counsellor_app.workflows.lookup import SHORTEST_ID, find_principal
from counsellor_app.workflows.places import place_named, places_in, shelf_of
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.shelves import team_records
from sync.wording import _

MOST_PEOPLE = 1000


def add_session(
    session: Session,
    place: str,
    day: str,
    topic: str,
    languages: str = "",
    *,
    counsellor: str = "",
    remark: str = "",
    team: str = "",
) -> InformationSession:
    """Put down an information session, held or planned, and return it. All arguments as typed.

    Raises :class:`ActionableError`: unknown place or language, no topic.
    """
    require(session.actor, Act.PLAN_HOURS)
    with session.store.transaction() as work:
        where = find_place(places_in(session, work.queries), place)
        what = read_line(topic)
        if not what:
            raise ActionableError(_("What is the session about?"), _("Give a topic in a few words."))
        made = InformationSession(
            shelf=shelf_of(session, work, team),
            place=where.code,
            day=read_day(day, date.today()),
            topic=what,
            languages=read_languages(languages),
            counsellor=find_principal(work, counsellor) if counsellor.strip() else session.person_id,
            remark=read_line(remark),
        )
        return work.records.save(made)


def count_heads(session: Session, session_id: str, people: int, language: str = "", country: str = "") -> HeadCount:
    """Say how many *people* of a session spoke *language* and came from *country*; returns the count.

    One count a pair: a second one takes the place of the first, 0 takes it away. Raises :class:`ActionableError`.
    """
    require(session.actor, Act.PLAN_HOURS)
    if not 0 <= people <= MOST_PEOPLE:
        raise ActionableError(
            _("This is not a number of people."), _("Give a number from 0 to {most}.").format(most=MOST_PEOPLE)
        )
    spoken = read_language(language) if language.strip() else ""
    origin = read_country(country)
    with session.store.transaction() as work:
        held = work.records.load(InformationSession, session_id)
        before = [
            count
            for count in work.queries.records(held.shelf, HeadCount)
            if (count.session, count.language, count.country) == (held.id, spoken, origin)
        ]
        for count in before[1:] if people else before:
            work.records.remove(count)
        if not people:
            return HeadCount(shelf=held.shelf, session=held.id, language=spoken, country=origin)
        if before:
            return work.records.save(replace(before[0], people=people))
        new = HeadCount(shelf=held.shelf, session=held.id, language=spoken, country=origin, people=people)
        return work.records.save(new)


def cancel_session(session: Session, session_id: str) -> None:
    """Take a session off the list that was not held. Refused once heads were counted."""
    require(session.actor, Act.PLAN_HOURS)
    with session.store.transaction() as work:
        held = work.records.load(InformationSession, session_id)
        if any(count.session == held.id for count in work.queries.records(held.shelf, HeadCount)):
            raise ActionableError(_("People were counted at this session."), _("Set their counts to 0 first."))
        work.records.remove(held)


def list_sessions(session: Session, since: str = "", until: str = "") -> list[SessionRow]:
    """Return the sessions of the days *since* to *until* (ISO, both included), earliest first, with head counts."""
    with session.store.reading() as queries:
        held = [
            one
            for one in team_records(session, queries, InformationSession)
            if (not since or one.day >= since) and (not until or one.day <= until)
        ]
        return _rows(session, queries, held)


def show_session(session: Session, session_id: str) -> SessionRow:
    """Return one session of whatever day, with its head counts; raises :class:`ActionableError`."""
    with session.store.reading() as queries:
        return _rows(session, queries, [_find(session, queries, session_id)])[0]


def _rows(session: Session, queries: Queries, held: Sequence[InformationSession]) -> list[SessionRow]:
    known = places_in(session, queries)
    counted = team_records(session, queries, HeadCount)
    rows = []
    for one in sorted(held, key=lambda one: (one.day, one.place, one.id)):
        heads = tuple(count for count in counted if count.session == one.id)
        rows.append(
            SessionRow(
                session=one,
                place=place_named(known, one.place),
                counsellor_name=queries.person_name(one.counsellor) if one.counsellor else "",
                heads=tuple(sorted(heads, key=lambda head: (-head.people, head.language, head.country))),
                people=sum(count.people for count in heads),
            )
        )
    return rows


def find_session(session: Session, text: str) -> InformationSession:
    """Return the session whose id is, or begins with, *text*; raises :class:`ActionableError`."""
    with session.store.reading() as queries:
        return _find(session, queries, text)


def _find(session: Session, queries: Queries, text: str) -> InformationSession:
    plain = text.strip().casefold()
    found = [
        one
        for one in team_records(session, queries, InformationSession)
        if len(plain) >= SHORTEST_ID and one.id.startswith(plain)
    ]
    if len(found) != 1:
        raise ActionableError(_("There is no such session."), _("`counsellor session list` shows the ids."))
    return found[0]
