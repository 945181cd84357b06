"""Places: those shipped (``resources/places``) and those of one's teams; adding, correcting, taking off the list."""

from dataclasses import replace
from functools import cache

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.places import KnownPlace, Place, find_place, known_places, make_place, read_places
from counsellor_app.domain.rights import Act, require
from counsellor_app.store.queries.reading import Queries
from counsellor_app.store.store import Work
from counsellor_app.workflows.lookup import find_team
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.shelves import team_records, team_shelf
from sync.wording import _, resources_folder


@cache
def shipped_places() -> tuple[KnownPlace, ...]:
    """Return the places that come with the app; raises :class:`ValueError` for a damaged installation."""
    files = sorted((resources_folder() / "places").glob("*.toml"))
    return tuple(place for path in files for place in read_places(path.read_text(encoding="utf-8")))


def shelf_of(session: Session, work: Work, team: str = "") -> str:
    """Return the id of the shelf to write on: that of *team* (name or id), else of the person's first team."""
    return team_shelf(session, work, find_team(work, team) if team.strip() else "")


def places_in(session: Session, queries: Queries) -> list[KnownPlace]:
    """Return the places one can choose, as known inside a transaction or a reading."""
    return known_places(shipped_places(), team_records(session, queries, Place, removed=True))


def place_named(places: list[KnownPlace], code: str) -> KnownPlace:
    """Return the place of *code*; one that is not on the list any more is called by its code."""
    return next((place for place in places if place.code == code), KnownPlace(code, code, "other", ""))


def list_places(session: Session) -> list[KnownPlace]:
    """Return the places one can choose, by kind, city and name."""
    with session.store.reading() as queries:
        return places_in(session, queries)


def add_place(session: Session, name: str, kind: str, city: str = "", code: str = "", team: str = "") -> Place:
    """Add a place for one's team, or correct the one of the same *code*; returns the record.

    Raises :class:`ActionableError` for a name, kind or code that cannot be.
    """
    require(session.actor, Act.PLAN_HOURS)
    made = make_place(name, kind, city, code)
    with session.store.transaction() as work:
        known = next((place for place in places_in(session, work.queries) if place.code == made.code), None)
        if known is not None and not code.strip():
            raise ActionableError(
                _("There is already a place with this name."), _("Use it, or give the code to correct it.")
            )
        if known is not None and known.own:
            before = work.records.load(Place, known.own)
            return work.records.save(replace(before, name=made.name, kind=made.kind, city=made.city))
        return work.records.save(replace(made, shelf=shelf_of(session, work, team)))


def remove_place(session: Session, text: str) -> KnownPlace:
    """Take a place off one's team's list; hours that were held there keep it. Returns what it was."""
    require(session.actor, Act.REMOVE_PLACE)
    with session.store.transaction() as work:
        place = find_place(places_in(session, work.queries), text)
        own = [one for one in team_records(session, work.queries, Place) if one.code == place.code]
        if not own:
            record = Place(
                shelf=shelf_of(session, work), code=place.code, name=place.name, kind=place.kind, city=place.city
            )
            own = [work.records.save(record)]
        for record in own:
            work.records.remove(record)
        return place
