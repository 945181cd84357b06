"""What there may be several of in a trafficking case: events, perpetrators, support plans, organisations.

Kept with consent only."""

from collections.abc import Mapping

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Person
from counsellor_app.domain.rights import Act, Matter, require
from counsellor_app.domain.synced_fields import KINDS
from counsellor_app.domain.trafficking import PARTS, Part, TraffickingRecord, changed, fields_of, require_consent
from counsellor_app.store.store import Work
from counsellor_app.workflows.dossiers import case_to_change, find_person
from counsellor_app.workflows.families import remove_record
from counsellor_app.workflows.session import Session
from sync.wording import _


def add_part(session: Session, case_id: str, what: str, values: Mapping[str, str], *, person: str = "") -> Part:
    """Keep an ``event``, ``perpetrator``, ``plan`` or ``organisation`` of a person (the client when empty), return it.

    *values*: fields of the standard → text as typed. Raises :class:`ActionableError` for what the standard does not
    allow, without consent, and when nothing is said.
    """
    cls = PARTS.get(what.strip().casefold())
    if cls is None:
        raise ActionableError(
            _("There is no such part of a trafficking case."), _("Possible: {values}.").format(values=", ".join(PARTS))
        )
    with session.store.transaction() as work:
        persons = persons_to_change(session, work, case_id)
        return keep_part(work, case_id, cls, values, find_person(persons, person))


def set_part(session: Session, part_id: str, what: str, values: Mapping[str, str]) -> Part:
    """Give fields of a part new values and return it; raises :class:`ActionableError` as :func:`add_part` does."""
    with session.store.transaction() as work:
        before = work.records.load(PARTS[what], part_id)
        persons_to_change(session, work, before.case)
        require_consent(records_of(work, before.case, before.person))
        after = _checked(changed(before, values))
        return after if after == before else work.records.save(after)


def remove_part(session: Session, part_id: str) -> None:
    """Take an event, a perpetrator, a plan or an organisation away.

    Raises :class:`ActionableError` for the id of anything else.
    """
    with session.store.reading() as queries:
        cls = KINDS[queries.kind_of(part_id)].record
    if cls not in PARTS.values():
        raise ActionableError(
            _("There is no such part of a trafficking case."), _("See `counsellor trafficking show`.")
        )
    remove_record(session, cls, part_id)


def keep_part(work: Work, case_id: str, cls: type[Part], values: Mapping[str, str], person: Person) -> Part:
    """Save a part of *person* inside the caller's transaction; raises :class:`ActionableError` as :func:`add_part`."""
    require_consent(records_of(work, case_id, person.id))
    return work.records.save(_checked(changed(cls(case=case_id, person=person.id), values)))


def _checked(part: Part) -> Part:
    """Return *part* if it says something that belongs to its kind alone: by that it is known again in a table."""
    own = [name for name in fields_of(type(part)) if not name.startswith("prs_")]
    if not any(getattr(part, name) for name in own):
        raise ActionableError(
            _("Nothing is said yet."), _("Give at least one of: {fields}.").format(fields=", ".join(own))
        )
    return part


def records_of(work: Work, case_id: str, person: str) -> list[TraffickingRecord]:
    """Return the trafficking records of a person (id) of a case: one, or none."""
    return [one for one in work.queries.records(case_id, TraffickingRecord) if one.person == person]


def persons_to_change(session: Session, work: Work, case_id: str) -> tuple[Person, ...]:
    """Return the persons of a case one may change; raises :class:`ActionableError` for another's."""
    case, persons = case_to_change(work, case_id)
    require(session.actor, Act.CHANGE_CASE, Matter(case.responsible))
    return persons
