"""The words of persons, ties, numbers and papers, for screens, timeline, history and commands. No Qt."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.row_times import iso_day
from counsellor_app.desktop.words.kind_words import KindWords, facts
from counsellor_app.domain.families import InterpreterNeed, RelationKind
from counsellor_app.domain.identity_papers import DocumentKind, Holder, IdentifierKind, Validity
from counsellor_app.domain.overviews import PersonHit
from counsellor_app.domain.records import Sex
from sync.wording import _, pgettext


def relation(code: str) -> str:
    """Return what somebody is to another; a code of a newer app as it is."""
    words: dict[str, str] = {
        RelationKind.PARTNER: _("partner"),
        RelationKind.PARENT: _("parent"),
        RelationKind.CHILD: pgettext("relation", "child"),
        RelationKind.STEP_PARENT: _("step-parent"),
        RelationKind.STEP_CHILD: _("stepchild"),
        RelationKind.SIBLING: _("brother or sister"),
        RelationKind.GRANDPARENT: _("grandparent"),
        RelationKind.GRANDCHILD: _("grandchild"),
        RelationKind.AUNT_OR_UNCLE: _("aunt or uncle"),
        RelationKind.NIECE_OR_NEPHEW: _("niece or nephew"),
        RelationKind.COUSIN: _("cousin"),
        RelationKind.GUARDIAN: _("guardian"),
        RelationKind.WARD: _("ward"),
        RelationKind.CARER: _("carer"),
        RelationKind.CARED_FOR: _("cared for"),
        RelationKind.COMPANION: _("travelling companion"),
        RelationKind.OTHER: pgettext("relation", "otherwise related"),
    }
    return words.get(code, code)


def kinship(code: str, sex: str) -> str:
    """Return what a person of this sex is to another: *daughter*; as :func:`relation` where the sex is not known."""
    words: dict[tuple[str, str], str] = {
        (RelationKind.PARENT, Sex.FEMALE): _("mother"),
        (RelationKind.PARENT, Sex.MALE): _("father"),
        (RelationKind.CHILD, Sex.FEMALE): _("daughter"),
        (RelationKind.CHILD, Sex.MALE): _("son"),
        (RelationKind.STEP_PARENT, Sex.FEMALE): _("stepmother"),
        (RelationKind.STEP_PARENT, Sex.MALE): _("stepfather"),
        (RelationKind.STEP_CHILD, Sex.FEMALE): _("stepdaughter"),
        (RelationKind.STEP_CHILD, Sex.MALE): _("stepson"),
        (RelationKind.SIBLING, Sex.FEMALE): _("sister"),
        (RelationKind.SIBLING, Sex.MALE): _("brother"),
        (RelationKind.GRANDPARENT, Sex.FEMALE): _("grandmother"),
        (RelationKind.GRANDPARENT, Sex.MALE): _("grandfather"),
        (RelationKind.GRANDCHILD, Sex.FEMALE): _("granddaughter"),
        (RelationKind.GRANDCHILD, Sex.MALE): _("grandson"),
        (RelationKind.AUNT_OR_UNCLE, Sex.FEMALE): _("aunt"),
        (RelationKind.AUNT_OR_UNCLE, Sex.MALE): _("uncle"),
        (RelationKind.NIECE_OR_NEPHEW, Sex.FEMALE): _("niece"),
        (RelationKind.NIECE_OR_NEPHEW, Sex.MALE): _("nephew"),
    }
    return words.get((code, sex)) or relation(code)


def person_hit(person: PersonHit | None, client: str) -> str:
    """Return who of a case was found, and of whom: *Amina, daughter of Yusuf*; nothing where it was the client."""
    if person is None:
        return ""
    name = isolate(person.name or person.own_name)
    if person.relation in ("", RelationKind.OTHER, RelationKind.CARED_FOR):
        return _("{name}, in the case of {client}").format(name=name, client=isolate(client))
    tie = kinship(person.relation, person.sex)
    return _("{name}, {relation} of {client}").format(name=name, relation=tie, client=isolate(client))


def interpreter(code: str) -> str:
    """Return whether an interpreter is needed."""
    words: dict[str, str] = {
        InterpreterNeed.NOT_ASKED: pgettext("interpreter", "not asked"),
        InterpreterNeed.NONE: _("no interpreter needed"),
        InterpreterNeed.NEEDED: _("interpreter needed"),
        InterpreterNeed.WOMAN: _("only a woman as interpreter"),
        InterpreterNeed.MAN: _("only a man as interpreter"),
    }
    return words.get(code, code)


def identifier_kind(code: str) -> str:
    """Return what a number is."""
    words: dict[str, str] = {
        IdentifierKind.ALIEN_NUMBER: _("Alien number"),
        IdentifierKind.NATIONAL: _("National identity number"),
        IdentifierKind.RECEPTION: _("Reception (COA) number"),
        IdentifierKind.DETENTION: _("Detention (DJI) number"),
        IdentifierKind.REFUGEE: _("UNHCR number"),
        IdentifierKind.PREVIOUS_CASE: _("Earlier case number"),
        IdentifierKind.GUARDIAN: _("Guardian's file number"),
        IdentifierKind.OTHER: _("Other number"),
    }
    return words.get(code, code)


def document_kind(code: str) -> str:
    """Return what a paper is."""
    words: dict[str, str] = {
        DocumentKind.PASSPORT: _("Passport"),
        DocumentKind.IDENTITY_CARD: _("Identity card"),
        DocumentKind.LAISSEZ_PASSER: _("Laissez-passer"),
        DocumentKind.REFUGEE_TRAVEL: _("Refugee travel document"),
        DocumentKind.RESIDENCE_PERMIT: _("Residence permit"),
        DocumentKind.EXIT_VISA: _("Exit visa"),
        DocumentKind.VISA: _("Visa"),
        DocumentKind.BIRTH_CERTIFICATE: _("Birth certificate"),
        DocumentKind.MARRIAGE_CERTIFICATE: _("Marriage certificate"),
        DocumentKind.DIPLOMA: _("Diploma"),
        DocumentKind.MEDICAL: _("Doctor's letter"),
        DocumentKind.GUARDIAN_AGREEMENT: _("Guardian's agreement"),
        DocumentKind.CONSENT: _("Signed consent"),
        DocumentKind.OTHER: _("Other paper"),
    }
    return words.get(code, code)


def holder(code: str) -> str:
    """Return who holds a paper; whoever is written out stays as written."""
    words: dict[str, str] = {
        Holder.CLIENT: _("the client"),
        Holder.FAMILY: _("the family"),
        Holder.OFFICE: _("our office"),
        Holder.RECEPTION: "COA",
        Holder.DETENTION: "DJI",
        Holder.IMMIGRATION: "IND",
        Holder.RETURN_SERVICE: "DT&V",
        Holder.GUARDIAN: _("the guardian (Nidos)"),
        Holder.EMBASSY: _("the embassy"),
        Holder.POLICE: _("the police"),
        Holder.LOST: _("lost"),
    }
    return words.get(code, code)


def validity(code: str) -> str:
    """Return whether a paper is good."""
    words: dict[str, str] = {
        Validity.OPEN: _("no day of expiry"),
        Validity.NOT_YET: _("not valid yet"),
        Validity.VALID: _("valid"),
        Validity.EXPIRING: _("expires soon"),
        Validity.EXPIRED: _("expired"),
    }
    return words.get(code, code)


def truth(value: str) -> str:
    """Return yes or no."""
    return _("no") if value in ("", "no", "0") else _("yes")


def a_picture(value: str) -> str:
    """Return what stands for the bytes of a photo."""
    return _("a picture") if value else "–"


PERSON_FIELDS: Final[Mapping[str, Callable[[], str]]] = {
    "head": lambda: _("Head of the family"),
    "aside": lambda: _("Only named"),
    "birth_span": lambda: _("Years it may be off"),
    "interpreter": lambda: _("Interpreter"),
}
"""Fields of a person that the head of a case does not have."""

WORDS: Final[Mapping[str, KindWords]] = MappingProxyType(
    {
        "relation": KindWords(
            title=lambda: _("Relation"),
            fields={
                "kind": lambda: _("Is"),
                "person": lambda: _("Who"),
                "other": lambda: _("Of whom"),
                "removed": lambda: _("Relation"),
            },
            values={"kind": relation},
            icon="users",
        ),
        "identifier": KindWords(
            title=lambda: _("Number"),
            fields={
                "kind": lambda: _("Number"),
                "number": lambda: _("Number"),
                "issuer": lambda: _("Given by"),
                "removed": lambda: _("Number"),
            },
            values={"kind": identifier_kind},
            says=lambda v: facts(identifier_kind(v.get("kind", "")), v.get("number", ""), v.get("issuer", "")),
            icon="id-card",
        ),
        "document": KindWords(
            title=lambda: _("Paper"),
            fields={
                "kind": lambda: _("Paper"),
                "number": lambda: _("Number"),
                "issuer": lambda: _("Issued by"),
                "issued_on": lambda: _("Issued on"),
                "expires_on": lambda: _("Expires on"),
                "held_by": lambda: _("Held by"),
                "remark": lambda: _("Remark"),
                "removed": lambda: _("Paper"),
            },
            values={"kind": document_kind, "issued_on": iso_day, "expires_on": iso_day, "held_by": holder},
            says=lambda v: facts(
                document_kind(v.get("kind", "") or DocumentKind.OTHER),
                v.get("number", ""),
                holder(v.get("held_by", "")),
            ),
            icon="file-text",
        ),
        "photo": KindWords(
            title=lambda: _("Photo"),
            fields={"image": lambda: _("Photo"), "removed": lambda: _("Photo")},
            values={"image": a_picture},
            says=lambda _v: "",
            icon="image",
        ),
    }
)
