"""Shelves: the office's library, a team's shelf, one's own, that of an hour's queue, one's log. Made on first use.

Two devices that did not know of each other may both make one: then both are read, and what is new goes to the one with
the lower id. Who makes or fills a shelf he has no right to is not believed: his shelf, or his part of the library,
stays in the log and is not read.
"""

from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.hours import ConsultationHour
from counsellor_app.domain.records import Record
from counsellor_app.domain.rights import Act, require
from counsellor_app.domain.shelves import Shelf, ShelfPurpose
from counsellor_app.store.queries.reading import Queries
from counsellor_app.store.store import Work
from counsellor_app.workflows.session import Session
from sync.directory.state import Directory
from sync.protocol.public import Role
from sync.wording import _

AnyRecord = TypeVar("AnyRecord", bound=Record)


# -- to write on ---------------------------------------------------------------------------------------------------


def library(session: Session, work: Work) -> str:
    """Return the id of the office's library, to write in; made on first use.

    Raises :class:`ActionableError` for who is no administrator. To read see :func:`library_records`.
    """
    require(session.actor, Act.WRITE_LIBRARY)
    known = libraries(session, work.queries)
    if known:
        return known[0]
    return _make(work, Shelf(purpose=ShelfPurpose.LIBRARY), _everybody(work.directory.current()))


def team_shelf(session: Session, work: Work, team: str = "") -> str:
    """Return the id of the shelf of *team* (hex id; by default the person's first), to write on; made on first use.

    Who is in no team has what a team shares on his own shelf. Raises :class:`ActionableError` for a team that the
    person is not in.
    """
    require(session.actor, Act.WRITE_TEAM_SHELF)
    if not team and not session.teams:
        return personal_shelf(session, work)
    wanted = team or session.teams[0]
    _refuse_stranger(session, wanted)
    known = team_shelves(session, work.queries, wanted)
    return known[0] if known else _make(work, Shelf(purpose=ShelfPurpose.TEAM, team=wanted), [wanted])


def _refuse_stranger(session: Session, team: str) -> None:
    if team not in session.teams:
        raise ActionableError(
            _("You are not in this team."), _("Its members keep what the team shares; an administrator lets you in.")
        )


def personal_shelf(session: Session, work: Work) -> str:
    """Return the id of the person's own shelf, which nobody else reads, to write on; made on first use."""
    require(session.actor, Act.WRITE_OWN_SHELF)
    known = personal_shelves(session, work.queries)
    return known[0] if known else _make(work, Shelf(purpose=ShelfPurpose.PERSON), [session.person_id])


def hour_shelf(session: Session, work: Work, hour: ConsultationHour) -> str:
    """Return the id of the shelf with the queue of *hour*, to write on; made on first use.

    Read by whom the shelf is for that the hour itself stands on. Raises :class:`ActionableError` for the hour of a team
    that the person is not in: nobody would believe a shelf that he makes.
    """
    require(session.actor, Act.WRITE_TEAM_SHELF)
    team = work.records.load(Shelf, hour.shelf).team
    known = hour_shelves(session, work.queries, hour=hour.id, team=team)
    if known:
        return min(known)
    if team:
        _refuse_stranger(session, team)
    return _make(work, Shelf(purpose=ShelfPurpose.HOUR, team=team, hour=hour.id), [team or session.person_id])


def log_shelf(session: Session, work: Work) -> str:
    """Return the id of the person's log, to write on; made on first use, for him and for who supervises him."""
    known = log_shelves(session, work.queries, session.person_id)
    if known:
        return next(iter(known))
    return _make(work, Shelf(purpose=ShelfPurpose.LOG), [session.person_id, *_watching(session, work)])


def _make(work: Work, shelf: Shelf, readers: Sequence[str]) -> str:
    made, _nothing = work.records.open_shelf(shelf, [], readers)
    return made.id


# -- to read -------------------------------------------------------------------------------------------------------


def libraries(session: Session, queries: Queries) -> list[str]:
    """Return the ids of the library (mostly one), the one to write in first."""
    directory = session.store.directory.current()
    return [
        shelf.id
        for shelf in _shelves(queries, purpose=ShelfPurpose.LIBRARY)
        if _administered(directory, queries.origin(shelf.id).author)
    ]


def team_shelves(session: Session, queries: Queries, team: str = "") -> list[str]:
    """Return the ids of the shelves of *team* (hex id; by default of all teams read here), those to write on first."""
    directory = session.store.directory.current()
    wanted = {"team": team} if team else {}
    return [
        shelf.id
        for shelf in _shelves(queries, purpose=ShelfPurpose.TEAM, **wanted)
        if shelf.team in _ever_in(directory, queries.origin(shelf.id).author)
    ]


def personal_shelves(session: Session, queries: Queries) -> list[str]:
    """Return the ids of the person's own shelves (mostly one), the one to write on first."""
    return [
        shelf.id
        for shelf in _shelves(queries, purpose=ShelfPurpose.PERSON)
        if queries.origin(shelf.id).author == session.person_id
    ]


def hour_shelves(
    session: Session, queries: Queries, among: Collection[str] | None = None, **equal: str
) -> dict[str, str]:
    """Return the shelves with queues of hours (``hour=``, ``team=``: an id), those to write on first: id to hour.

    *among*: only of those with these ids.
    """
    directory = session.store.directory.current()
    return {
        shelf.id: shelf.hour
        for shelf in _shelves(queries, purpose=ShelfPurpose.HOUR, **equal)
        if (among is None or shelf.id in among)
        and (shelf.team or session.person_id) in _ever_in(directory, queries.origin(shelf.id).author)
    }


def log_shelves(session: Session, queries: Queries, person: str = "") -> dict[str, str]:
    """Return the logs read here, those to write on first: id to the person whose log it is, for he alone is believed.

    *person*: only those of a person (id).
    """
    owners = {shelf.id: queries.origin(shelf.id).author for shelf in _shelves(queries, purpose=ShelfPurpose.LOG)}
    return {shelf: owner for shelf, owner in owners.items() if person in ("", owner)}


def library_records(
    session: Session, queries: Queries, cls: type[AnyRecord], *, removed: bool = False
) -> list[AnyRecord]:
    """Return the records of *cls* in the library, in order of creation; what no administrator wrote is left out."""
    directory = session.store.directory.current()
    found = _records(queries, cls, libraries(session, queries), removed)
    return [one for one in found if _administered(directory, queries.origin(one.id).author)]


def team_records(
    session: Session, queries: Queries, cls: type[AnyRecord], team: str = "", *, removed: bool = False
) -> list[AnyRecord]:
    """Return the records of *cls* on the shelf of *team*, in order of creation.

    By default of all teams read here, and of the person's own shelf, where who is in no team has them.
    """
    shelves = team_shelves(session, queries, team) + ([] if team else personal_shelves(session, queries))
    return _records(queries, cls, shelves, removed)


def personal_records(
    session: Session, queries: Queries, cls: type[AnyRecord], *, removed: bool = False
) -> list[AnyRecord]:
    """Return the records of *cls* on the person's own shelf, in order of creation."""
    return _records(queries, cls, personal_shelves(session, queries), removed)


def _records(queries: Queries, cls: type[AnyRecord], shelves: Sequence[str], removed: bool) -> list[AnyRecord]:
    return [one for shelf in shelves for one in queries.records(shelf, cls, removed=removed)]


def _shelves(queries: Queries, **equal: Any) -> list[Shelf]:
    return sorted(queries.all_records(Shelf, **equal), key=lambda shelf: shelf.id)


def _ever_in(directory: Directory, author: str) -> set[str]:
    """Return the teams (and the person) that somebody is or ever was."""
    return {principal.hex() for principal in directory.principals_ever(bytes.fromhex(author))}


def _administered(directory: Directory, author: str) -> bool:
    """Say whether a person is or ever was an administrator: what he wrote as one stays when he is none any more."""
    person = directory.people.get(bytes.fromhex(author))
    return person is not None and person.administered


# -- who reads -----------------------------------------------------------------------------------------------------


def _everybody(directory: Directory) -> list[str]:
    """Return who reads the library: every team, and every present person who is in none."""
    alone = [person for person in directory.people if directory.role(person) and not directory.teams_of(person)]
    return sorted(principal.hex() for principal in (*directory.teams, *alone))


def share_library(session: Session, work: Work) -> bool:
    """Let those read the library who came since: new teams, and people who are in none. Administrators do this.

    Called after each sync; says whether there was anything, so that it leaves at once. Who has keys that may be lost
    has to wait until they are renewed.
    """
    directory = work.directory.current()
    if not directory.is_administrator(bytes.fromhex(session.person_id)):
        return False
    shared = False
    for shelf in libraries(session, work.queries):
        readers = work.records.readers(shelf)
        newcomers = [
            one for one in _everybody(directory) if one not in readers and not directory.is_exposed(bytes.fromhex(one))
        ]
        if newcomers and readers & {session.person_id, *session.teams}:
            work.records.share(shelf, newcomers)
            shared = True
    return shared


def _watching(session: Session, work: Work) -> list[str]:
    """Return who reads this person's log beside him: administrators, and the supervisors of his teams.

    Of who is in no team all supervisors do. Who has keys that may be lost has to wait until they are renewed.
    """
    directory, me = work.directory.current(), bytes.fromhex(session.person_id)
    teams = directory.teams_of(me)
    return sorted(
        person.hex()
        for person in directory.people
        if person != me
        and not directory.is_exposed(person)
        and (
            directory.is_administrator(person)
            or (
                directory.role(person) == Role.SUPERVISOR
                and (not teams or not teams.isdisjoint(directory.teams_of(person)))
            )
        )
    )


def share_log(session: Session, work: Work) -> bool:
    """Let those read this person's log who came to supervise him since; called after each sync.

    Says whether there was anything, so that it leaves at once.
    """
    shared = False
    for shelf in log_shelves(session, work.queries, session.person_id):
        readers = work.records.readers(shelf)
        newcomers = [one for one in _watching(session, work) if one not in readers]
        if newcomers and session.person_id in readers:
            work.records.share(shelf, newcomers)
            shared = True
    return shared
