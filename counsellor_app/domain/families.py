"""Persons of one case: how they are related, who heads the family, who counts as an adult on a day.

A case has one client, its first person, and as many others as the family has. A relation is kept once and read from
both ends. What cannot be said for want of a birth date is counted apart: it is never guessed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from counsellor_app.domain.ages import Age, Birth, age_range, birth_of, is_adult_on
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Person
from sync.wording import _


class RelationKind(StrEnum):
    """What one person is to another: *person* is the … of *other*."""

    PARTNER = "partner"
    PARENT = "parent"
    CHILD = "child"
    STEP_PARENT = "step-parent"
    STEP_CHILD = "step-child"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    AUNT_OR_UNCLE = "aunt-uncle"
    NIECE_OR_NEPHEW = "niece-nephew"
    COUSIN = "cousin"
    GUARDIAN = "guardian"
    WARD = "ward"
    CARER = "carer"
    CARED_FOR = "cared-for"
    COMPANION = "companion"
    OTHER = "other"


_PAIRS: Final = (
    (RelationKind.PARENT, RelationKind.CHILD),
    (RelationKind.STEP_PARENT, RelationKind.STEP_CHILD),
    (RelationKind.GRANDPARENT, RelationKind.GRANDCHILD),
    (RelationKind.AUNT_OR_UNCLE, RelationKind.NIECE_OR_NEPHEW),
    (RelationKind.GUARDIAN, RelationKind.WARD),
    (RelationKind.CARER, RelationKind.CARED_FOR),
)
_INVERSE: Final = MappingProxyType({**dict(_PAIRS), **{second: first for first, second in _PAIRS}})
OLDER: Final = frozenset({RelationKind.PARENT, RelationKind.GRANDPARENT})
"""Who is these to another was born before him."""


class InterpreterNeed(StrEnum):
    """Whether a talk needs an interpreter, and whom the person accepts as one."""

    NOT_ASKED = ""
    NONE = "none"
    NEEDED = "needed"
    WOMAN = "woman"
    MAN = "man"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """*person* is the *kind* of *other*; both are ids of persons of the case."""

    id: str = ""
    case: str = ""
    person: str = ""
    other: str = ""
    kind: str = RelationKind.OTHER
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation seen from one person: *other* is his *kind*. ``relation``: the id of what was kept."""

    relation: str
    other: str
    kind: str


@dataclass(frozen=True, slots=True)
class FamilyCount:
    """How many of a family are adults and children on a day. ``unsaid``: ids of those of whom it cannot be said."""

    adults: int = 0
    children: int = 0
    unsaid: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many there are."""
        return self.adults + self.children + len(self.unsaid)


def inverse(kind: str) -> str:
    """Return what *other* is to *person* when *person* is the *kind* of *other*; what is mutual stays as it is."""
    if kind not in set(RelationKind):
        return kind
    return str(_INVERSE.get(RelationKind(kind), kind))


def read_relation_kind(text: str) -> str:
    """Return the code of the relation that *text* names; raises :class:`ActionableError`."""
    return read_code(text, RelationKind)


def read_interpreter_need(text: str) -> str:
    """Return the code of an interpreter need; nothing for nothing. Raises :class:`ActionableError`."""
    return read_code(text, InterpreterNeed) if text.strip() else ""


def read_code(text: str, codes: type[StrEnum]) -> str:
    """Return the one of *codes* that *text* is, however capitals, spaces and underscores were typed.

    Raises :class:`ActionableError` naming those there are.
    """
    plain = "-".join(text.casefold().replace("_", " ").replace("-", " ").split())
    if not plain or plain not in set(codes):
        raise ActionableError(
            _("This value is not one of those possible here."),
            _("Possible: {values}.").format(values=", ".join(str(code) for code in codes if code)),
        )
    return plain


def birth_of_person(person: Person) -> Birth | None:
    """Return when *person* may have been born; ``None`` where nothing is known."""
    return birth_of(person.birth_date, person.birth_precision, person.birth_span)


def age_of(person: Person, day: date) -> Age | None:
    """Return the age of *person* on *day*; ``None`` where nothing is known."""
    born = birth_of_person(person)
    return age_range(born, day) if born else None


def family(persons: Iterable[Person]) -> tuple[Person, ...]:
    """Return those this case is worked for, in order: not those who are only named because they are related."""
    return tuple(person for person in persons if not person.aside)


def heads(persons: Sequence[Person]) -> tuple[Person, ...]:
    """Return who heads the family: those marked so, of the family; else its first person; nobody of nobody."""
    members = family(persons)
    return tuple(person for person in members if person.head) or members[:1]


def count_family(persons: Iterable[Person], day: date) -> FamilyCount:
    """Count the adults and children of a family on *day*, and apart those of whom it cannot be said."""
    adults, children, unsaid = 0, 0, []
    for person in family(persons):
        adult = is_adult_on(birth_of_person(person), day)
        if adult is None:
            unsaid.append(person.id)
        adults += adult is True
        children += adult is False
    return FamilyCount(adults, children, tuple(unsaid))


def ties_of(person: str, relations: Iterable[Relation]) -> tuple[Tie, ...]:
    """Return what others are to *person* (an id), from relations kept in either direction, each tie once."""
    found: dict[tuple[str, str], Tie] = {}
    for relation in relations:
        if relation.removed or relation.person == relation.other:
            continue
        if relation.other == person:
            found.setdefault((relation.person, relation.kind), Tie(relation.id, relation.person, relation.kind))
        elif relation.person == person:
            kind = inverse(relation.kind)
            found.setdefault((relation.other, kind), Tie(relation.id, relation.other, kind))
    return tuple(found.values())


def known_relation(relation: Relation, relations: Iterable[Relation]) -> Relation | None:
    """Return the relation among *relations* that says the same as *relation*, in either direction."""
    said = (relation.person, relation.kind, relation.other)
    turned = (relation.other, inverse(relation.kind), relation.person)
    return next(
        (
            known
            for known in relations
            if not known.removed and (known.person, known.kind, known.other) in (said, turned)
        ),
        None,
    )


def check_relation(relation: Relation, persons: Sequence[Person], relations: Iterable[Relation]) -> None:
    """Raise :class:`ActionableError` when *relation* cannot be.

    That is between somebody and himself, with somebody who is not of the case, contrary to another relation (each the
    parent of the other), or a parent who was certainly born after the child.
    """
    known = {person.id: person for person in persons}
    if relation.person == relation.other:
        raise ActionableError(
            _("Nobody is related to himself."), _("Nothing was saved. Choose two persons of the case.")
        )
    if relation.person not in known or relation.other not in known:
        raise ActionableError(_("This person is not of this case."), _("Nothing was saved. Add the person first."))
    contrary = inverse(relation.kind)
    turned = Relation(person=relation.person, other=relation.other, kind=contrary)
    if contrary != relation.kind and known_relation(turned, relations) is not None:
        raise ActionableError(
            _("The two are related the other way round already."),
            _("Nothing was saved. Take that relation away first, if it is the wrong one."),
        )
    older, younger = known[relation.person], known[relation.other]
    if inverse(relation.kind) in OLDER:
        older, younger = younger, older
    if OLDER & {relation.kind, contrary} and _certainly_later(birth_of_person(older), birth_of_person(younger)):
        raise ActionableError(
            _("A parent cannot be younger than the child."),
            _("Nothing was saved. Check who is who, and both birth dates."),
        )


def _certainly_later(first: Birth | None, second: Birth | None) -> bool:
    """Say whether *first* was born on or after every day *second* may have been born on."""
    return first is not None and second is not None and first.earliest >= second.latest
