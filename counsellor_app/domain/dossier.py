"""Everything a case holds beside its course: persons, ties, papers, what was declined, what keeps people safe."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from counsellor_app.domain.ages import as_one
from counsellor_app.domain.families import Relation, Tie, birth_of_person, ties_of
from counsellor_app.domain.identity_papers import Document, Identifier
from counsellor_app.domain.photos import Photo
from counsellor_app.domain.records import Case, Person
from counsellor_app.domain.refusals import DeclinedBreach, Refusal, in_force, is_allowed
from counsellor_app.domain.safety import ContactRule, Restriction, SafetyPlan, Waits
from counsellor_app.domain.trafficking import Part, TraffickingRecord


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who holds, or held, a key of the case: a person or a team. ``now``: also of what is written now."""

    id: str
    name: str
    is_team: bool
    now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """What stands on the tabs about people, papers and safety. The client is the first of ``persons``.

    ``breaches``: what was saved, on a device that did not know better, although it had been declined. ``waits``: how
    far a restriction made here came; ``left_out``: names of those whom only one of two restrictions named.
    ``others``: the client as cases shown as one with this know him; their refusals and contact rules stand here too,
    and ``references`` says of which case (id) each of those is.
    """

    case: Case
    persons: tuple[Person, ...] = ()
    relations: tuple[Relation, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    documents: tuple[Document, ...] = ()
    photos: tuple[Photo, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    contact_rules: tuple[ContactRule, ...] = ()
    measures: tuple[SafetyPlan, ...] = ()
    restriction: Restriction | None = None
    waits: Waits = Waits.NO
    left_out: tuple[str, ...] = ()
    trafficking: tuple[TraffickingRecord, ...] = ()
    trafficking_parts: tuple[Part, ...] = ()
    readers: tuple[Reader, ...] = ()
    breaches: tuple[DeclinedBreach, ...] = ()
    others: tuple[Person, ...] = ()
    references: Mapping[str, str] = field(default_factory=dict)

    def person(self, person_id: str) -> Person | None:
        """Return the person with this id; the client for an empty one."""
        if not person_id:
            return self.persons[0] if self.persons else None
        return next((person for person in self.persons if person.id == person_id), None)

    def name_of(self, person_id: str) -> str:
        """Return the name of a person; nothing for one who is not here, nor for an empty id."""
        found = self.person(person_id) if person_id else None
        return (found.name or found.own_name) if found else ""

    def of_case(self, case_id: str) -> str:
        """Return the reference of another case that something shown here stands in; nothing for this one's."""
        return self.references.get(case_id, "")

    def same_in(self, case_id: str, person_id: str) -> str:
        """Return the id by which the case *case_id* knows a person: the client is one person in cases shown as one."""
        is_client = bool(self.persons) and person_id == self.persons[0].id
        return next((one.id for one in self.others if is_client and one.case == case_id), person_id)

    def whose(self, rule: ContactRule) -> str:
        """Return the name of whom a contact rule is for, as far as it is known here; nothing for everybody."""
        return self.name_of(rule.person) or (self.of_case(rule.case) if rule.person else "")

    def ties(self, person_id: str) -> tuple[Tie, ...]:
        """Return what others of the case are to a person."""
        known = {person.id for person in self.persons}
        return tuple(tie for tie in ties_of(person_id, self.relations) if tie.other in known)

    def photo_of(self, person_id: str) -> Photo | None:
        """Return the newest photo of a person."""
        return next((photo for photo in reversed(self.photos) if photo.person == person_id), None)

    @property
    def declined(self) -> tuple[Refusal, ...]:
        """The refusals that count."""
        return declined_of((*self.persons[:1], *self.others), self.refusals)

    def allows(self, code: str) -> bool:
        """Say whether *code* (see :mod:`counsellor_app.domain.refusals`) may be offered, used, named or printed."""
        return is_allowed(code, self.declined)


def declined_of(clients: Iterable[Person], refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """Return the refusals that count; *clients*: who declined, as each of the cases shown as one knows him."""
    return in_force(refusals, as_one(birth_of_person(client) for client in clients))
