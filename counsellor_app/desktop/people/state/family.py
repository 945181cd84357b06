"""What the family part says: a row for each person, how many adults and children, and the forms. No Qt."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from counsellor_app.desktop import field_words
from counsellor_app.desktop.people.state.forms import Choice, FieldSpec, FormSpec
from counsellor_app.desktop.people.state.rows import PartRow
from counsellor_app.desktop.words import people as words
from counsellor_app.desktop.words.protecting import rules_in_short
from counsellor_app.domain.ages import age_text, is_adult_on
from counsellor_app.domain.countries import read_languages
from counsellor_app.domain.dossier import Dossier
from counsellor_app.domain.families import (
    InterpreterNeed,
    RelationKind,
    age_of,
    birth_of_person,
    count_family,
    heads,
)
from counsellor_app.domain.records import Person, Precision, Sex
from counsellor_app.domain.refusals import Offer
from counsellor_app.domain.safety import rules_for
from counsellor_app.domain.validation import read_birth_date, read_name
from sync.wording import _, ngettext

PERSON: Final = "person"
RELATION: Final = "relation"
YES, NO = "yes", "no"


def family_rows(dossier: Dossier, today: date) -> list[PartRow]:
    """Return a row for each person, the client first."""
    first = {head.id for head in heads(dossier.persons)}
    many = len(dossier.persons) > 1
    return [
        PartRow(
            id=person.id,
            kind=PERSON,
            title=person.name or person.own_name,
            own_name=person.own_name if person.name else "",
            text=field_words.facts(*_about(dossier, person, today)),
            end=_rules(dossier, person)
            or field_words.facts(*_standing(person, place == 0, many and person.id in first)),
            tone="red" if _rules(dossier, person) else "text2",
            icon="user",
            image=_image(dossier, person.id),
            can_remove=place > 0,
        )
        for place, person in enumerate(dossier.persons)
    ]


def summary(dossier: Dossier, today: date) -> str:
    """Return how many adults and children the family has today, and of how many it cannot be said."""
    count = count_family(dossier.persons, today)
    parts = []
    if count.adults:
        parts.append(ngettext("{n} adult", "{n} adults", count.adults).format(n=count.adults))
    if count.children:
        parts.append(ngettext("{n} child", "{n} children", count.children).format(n=count.children))
    if count.unsaid:
        n = len(count.unsaid)
        parts.append(
            ngettext(
                "{n} person: adult or child cannot be said", "{n} persons: adult or child cannot be said", n
            ).format(n=n)
        )
    return field_words.facts(*parts)


def _about(dossier: Dossier, person: Person, today: date) -> Iterable[str]:
    yield from _relations(dossier, person)
    age = age_of(person, today)
    if age is not None:
        yield ngettext("{age} year", "{age} years", age.years).format(age=age_text(age))
        adult = is_adult_on(birth_of_person(person), today)
        if adult is not True:
            yield _("minor") if adult is False else _("adult or child cannot be said")
    yield field_words.languages(",".join(person.languages))
    if person.interpreter not in ("", InterpreterNeed.NONE):
        yield words.interpreter(person.interpreter)
    yield field_words.country(person.nationality)
    yield person.phone


def _relations(dossier: Dossier, person: Person) -> Iterable[str]:
    """Say what this person is to others: *child of Selam*."""
    for other in dossier.persons:
        for tie in dossier.ties(other.id):
            if tie.other == person.id:
                yield _("{relation} of {name}").format(
                    relation=words.relation(tie.kind), name=other.name or other.own_name
                )


def _rules(dossier: Dossier, person: Person) -> str:
    """Return how a person with a telephone number may not be reached; nothing without a number or rules."""
    known = rules_for(person.id, dossier.contact_rules) if person.phone else ()
    return rules_in_short(known)


def _standing(person: Person, client: bool, head: bool) -> Iterable[str]:
    if client:
        yield _("client")
    if head:
        yield _("head of the family")
    if person.aside:
        yield _("only named")


def _image(dossier: Dossier, person_id: str) -> str:
    photo = dossier.photo_of(person_id) if dossier.allows(Offer.PHOTO) else None
    return photo.image if photo else ""


def person_form(dossier: Dossier, person_id: str = "") -> FormSpec:
    """Return the form of a new person, or of one who is there."""
    person = dossier.person(person_id) if person_id else None
    is_client = person is not None and bool(dossier.persons) and person.id == dossier.persons[0].id
    fields = [
        FieldSpec("name", _("Name"), required=True, check=read_name),
        FieldSpec("own_name", _("Name in own script")),
        FieldSpec(
            "birth_date",
            _("Born"),
            hint=_("31-01-1990, 1990, or ca. 1990"),
            check=lambda text: read_birth_date(text, date.today()),
        ),
        FieldSpec("birth_span", _("± years"), hint=_("how far an estimate may be off")),
        FieldSpec("sex", _("Sex"), "choice", tuple((str(code), field_words.sex(code), "") for code in Sex)),
        FieldSpec("languages", _("Languages"), hint=_("with commas between"), check=read_languages),
        FieldSpec("interpreter", _("Interpreter"), "choice", _codes(InterpreterNeed, words.interpreter)),
        FieldSpec("phone", _("Phone")),
        FieldSpec("head", _("Head of the family"), "truth"),
    ]
    if not is_client:
        fields.append(FieldSpec("aside", _("Only named"), "truth"))
    if person is not None:
        return FormSpec(
            PERSON, _("Change {name}").format(name=person.name or person.own_name), tuple(fields), _("Save"),
            _values(person), person.id,
        )  # fmt: skip
    fields[2:2] = [
        FieldSpec("relation", _("Is the"), "choice", _codes(RelationKind, words.relation)),
        FieldSpec("to", _("of"), "choice", persons_of(dossier)),
    ]
    to = dossier.persons[0].id if dossier.persons else ""
    return FormSpec(PERSON, _("Another person"), tuple(fields), _("Add the person"), {"to": to})


def relation_form(dossier: Dossier) -> FormSpec:
    """Return the form that ties two persons who are there."""
    everybody = persons_of(dossier)
    fields = (
        FieldSpec("person", _("Who"), "choice", everybody, required=True),
        FieldSpec("kind", _("Is the"), "choice", _codes(RelationKind, words.relation), required=True),
        FieldSpec("other", _("of"), "choice", everybody, required=True),
    )
    first = everybody[0][0] if everybody else ""
    return FormSpec(RELATION, _("How two persons are related"), fields, _("Add the relation"), {"other": first})


def tie_rows(dossier: Dossier) -> list[PartRow]:
    """Return a row for each relation kept: who is what of whom."""
    known = {person.id for person in dossier.persons}
    return [
        PartRow(
            relation.id,
            RELATION,
            _("{who}: {relation} of {name}").format(
                who=dossier.name_of(relation.person),
                relation=words.relation(relation.kind),
                name=dossier.name_of(relation.other),
            ),
            icon="users",
            can_change=False,
        )
        for relation in dossier.relations
        if {relation.person, relation.other} <= known
    ]


def persons_of(dossier: Dossier) -> tuple[Choice, ...]:
    """Return the persons of the case as choices."""
    return tuple((person.id, person.name or person.own_name, person.own_name) for person in dossier.persons)


def birth_words(person: Person) -> str:
    """Return a birth date as one types it: *ca. 1990*, *31-01-1990*."""
    parts = person.birth_date.split("-")
    plain = "-".join(reversed(parts)) if len(parts) == 3 else person.birth_date
    return f"ca. {plain}" if plain and person.birth_precision == Precision.ESTIMATED else plain


def _values(person: Person) -> dict[str, str]:
    return {
        "name": person.name,
        "own_name": person.own_name,
        "birth_date": birth_words(person),
        "birth_span": str(person.birth_span or ""),
        "sex": person.sex,
        "languages": field_words.languages(",".join(person.languages)),
        "interpreter": person.interpreter,
        "phone": person.phone,
        "head": YES if person.head else NO,
        "aside": YES if person.aside else NO,
    }


def _codes(codes: Iterable[str], say: object) -> tuple[Choice, ...]:
    assert callable(say)
    return tuple((str(code), str(say(code)), "") for code in codes)
