"""Reading the people, papers and safety of a case; which person a typed word means."""

from collections.abc import Mapping, Sequence

from counsellor_app.domain.countries import fold
from counsellor_app.domain.dossier import Dossier, Reader
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.families import Relation
from counsellor_app.domain.identity_papers import Document, Identifier
from counsellor_app.domain.overviews import CasePage
from counsellor_app.domain.photos import Photo
from counsellor_app.domain.records import Case, Person
from counsellor_app.domain.refusals import Refusal
from counsellor_app.domain.safety import ContactRule, Restriction, SafetyPlan
from counsellor_app.domain.trafficking import PARTS, TraffickingRecord
from counsellor_app.store.queries.reading import Queries
from counsellor_app.store.store import Work
from counsellor_app.workflows.lookup import SHORTEST_ID
from counsellor_app.workflows.openings import note_opening
from counsellor_app.workflows.session import Session
from sync.wording import _


def dossier(session: Session, case_id: str) -> Dossier:
    """Return the people, papers and safety of a case; raises :class:`ActionableError` when it is not here."""
    with session.store.reading() as queries:
        case, persons = _case_and_persons(queries, case_id)
        note_opening(session, case)
        restriction = restriction_of(queries, case_id)
        protecting = queries.protecting()
        return Dossier(
            case=case,
            persons=persons,
            relations=tuple(queries.records(case_id, Relation)),
            identifiers=tuple(queries.records(case_id, Identifier)),
            documents=tuple(queries.records(case_id, Document)),
            photos=tuple(queries.records(case_id, Photo)),
            refusals=tuple(protecting.refusals(case_id)),
            contact_rules=protecting.contact_rules(case_id),
            measures=tuple(queries.records(case_id, SafetyPlan)),
            restriction=restriction,
            waits=session.store.records.restriction_waits(case_id),
            left_out=_names(queries, restriction.left_out if restriction else ()),
            trafficking=tuple(queries.records(case_id, TraffickingRecord)),
            trafficking_parts=tuple(part for cls in PARTS.values() for part in queries.records(case_id, cls)),
            readers=readers_of_case(session, queries, case_id),
            breaches=queries.breaches().declined.breaches(case_id).get(case_id, ()),
            others=protecting.clients(case_id)[1:],
            references={other: _reference(queries, other) for other in protecting.shown_as_one(case_id)[1:]},
        )


def declined_in(session: Session, case_id: str) -> tuple[Refusal, ...]:
    """Return the refusals that count in a case: what every screen, command and print hands to ``is_allowed``.

    Raises :class:`ActionableError` when the case is not here.
    """
    with session.store.reading() as queries:
        return queries.protecting().declined(case_id)


def contact_rules(session: Session, case_id: str) -> tuple[ContactRule, ...]:
    """Return the rules about reaching people of a case; raises :class:`ActionableError` when it is not here."""
    with session.store.reading() as queries:
        return queries.protecting().contact_rules(case_id)


def _reference(queries: Queries, case_id: str) -> str:
    return queries.case_page(case_id).case.reference


def restriction_of(queries: Queries, case_id: str) -> Restriction | None:
    """Return the newest restriction of a case, unless it was lifted."""
    found = queries.records(case_id, Restriction)
    return found[-1] if found and not found[-1].lifted else None


def readers_of_case(session: Session, queries: Queries, case_id: str) -> tuple[Reader, ...]:
    """Return who holds the case's key, and who held one before: he may keep what he read."""
    now, ever = session.store.records.readers(case_id), session.store.records.ever_readers(case_id)
    teams = dict(queries.teams())
    found = [Reader(one, _name(queries, teams, one), one in teams, one in now) for one in now | ever]
    return tuple(sorted(found, key=lambda reader: (not reader.now, not reader.is_team, reader.name.casefold())))


def _names(queries: Queries, readers: Sequence[str]) -> tuple[str, ...]:
    teams = dict(queries.teams()) if readers else {}
    return tuple(sorted((_name(queries, teams, one) for one in readers), key=str.casefold))


def _name(queries: Queries, teams: Mapping[str, str], reader: str) -> str:
    return teams.get(reader) or queries.person_name(reader) or _("somebody unknown here")


def case_to_change(work: Work, case_id: str) -> tuple[Case, tuple[Person, ...]]:
    """Return a case and its persons inside *work*; raises :class:`ActionableError` when it is not here."""
    return _case_and_persons(work.queries, case_id)


def find_person(persons: Sequence[Person], text: str) -> Person:
    """Return the person *text* means: a name, an id or its beginning, or a place in the list (1 is the client).

    Nothing means the client. Raises :class:`ActionableError` when none or several fit.
    """
    plain = " ".join(text.split()).casefold()
    if not persons:
        raise ActionableError(
            _("This case has no person yet."), _("Sync first: the entry that names the person is missing.")
        )
    if not plain:
        return persons[0]
    if plain.isdecimal() and len(plain) < SHORTEST_ID and 0 < int(plain) <= len(persons):
        return persons[int(plain) - 1]
    by_name = [person for person in persons if fold(plain) in (fold(person.name), fold(person.own_name))]
    by_id = [person for person in persons if len(plain) >= SHORTEST_ID and person.id.startswith(plain)]
    found = by_name or by_id
    if len(found) == 1:
        return found[0]
    if found:
        raise ActionableError(
            _("Several persons of this case have this name."), _("Give the id; see `counsellor person list`.")
        )
    raise ActionableError(_("There is nobody of this name in the case."), _("See `counsellor person list`."))


def _case_and_persons(queries: Queries, case_id: str) -> tuple[Case, tuple[Person, ...]]:
    page: CasePage = queries.case_page(case_id)
    return page.case, page.persons
