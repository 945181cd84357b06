"""Commands about the persons of a case: who they are, how they are related, their numbers, papers and photos.

What ``--json`` prints: ``person list`` {on, adults, children, unsaid [ids], persons [id, name, own_name, birth_date,
birth_precision, birth_span, age, youngest, oldest, adult (true, false, null), sex, head, aside, languages, interpreter,
phone, nationality, relations [id, other, is], identifiers, photo]}; ``identifier`` {id, person, kind, number, issuer};
``document`` {id, case, person, kind, number, issuer, issued_on, expires_on, held_by, remark, validity}, in lists of all
cases also reference and person_name; ``photo add`` {id, person, bytes}; ``… set`` {changed}; ``… remove`` {removed}.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from counsellor_app.bootstrap import small_photo
from counsellor_app.commands.cases import CaseArgument
from counsellor_app.commands.desk import desk_of
from counsellor_app.commands.output import Json, command_group, marked, print_done, print_json, print_line, print_table
from counsellor_app.desktop.words import people as words
from counsellor_app.domain.ages import age_range, age_text, is_adult_on
from counsellor_app.domain.dossier import Dossier
from counsellor_app.domain.families import birth_of_person, count_family, heads
from counsellor_app.domain.identity_papers import EXPIRING_DAYS, Document, Identifier, read_day, validity_on
from counsellor_app.domain.records import Person
from counsellor_app.domain.refusals import Offer
from counsellor_app.workflows import dossiers, families, lookup, papers
from counsellor_app.workflows.session import Session
from sync.wording import _, ngettext

PersonOption = Annotated[
    str, typer.Option("--person", help=marked("Name, id or place of a person of the case; the client when left out."))
]
Assignments = Annotated[list[str], typer.Argument(metavar="FIELD=VALUE …")]

person = command_group(marked("Persons of a case: add, list, set, remove."))
relation = command_group(marked("How the persons of a case are related: add, remove."))
identifier = command_group(marked("Numbers people are known by: add, remove."))
document = command_group(marked("Papers and who holds them: add, list, set, remove."))
photo = command_group(marked("Photos: add, remove."))


def read_assignments(assignments: Sequence[str]) -> dict[str, str]:
    """Return FIELD=VALUE arguments as a mapping; each field once, else it is wrong usage."""
    values: dict[str, str] = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals or not name.strip() or name.strip() in values:
            raise typer.BadParameter(_("Give FIELD=VALUE, each field once."), param_hint="FIELD=VALUE")
        values[name.strip()] = text
    return values


def case_id(session: Session, case: str) -> str:
    """Return the id of the case that was named."""
    return lookup.resolve_case_id(session, case)


def _person_id(session: Session, case: str, text: str) -> str:
    return dossiers.find_person(dossiers.dossier(session, case_id(session, case)).persons, text).id


@person.command("add", help=marked("Add a person to a case; prints the id."))
def add_person(
    context: typer.Context,
    case: CaseArgument,
    assignments: Assignments,
    relation_kind: Annotated[
        str, typer.Option("--relation", help=marked("What the new person is to --to: child, partner, parent …"))
    ] = "",
    to: Annotated[str, typer.Option("--to", help=marked("Of whom; the client when left out."))] = "",
    json: Json = False,
) -> None:
    """Add a person: name=… birth_date=… languages=… head=yes …"""
    with desk_of(context).session() as session:
        made = families.add_person(
            session, case_id(session, case), read_assignments(assignments), relation=relation_kind, to=to
        )
    if json:
        print_json({"id": made.id, "case": made.case})
    else:
        print_line(made.id)


@person.command("list", help=marked("List the persons of a case, with age, relations and numbers."))
def list_persons(
    context: typer.Context,
    case: CaseArgument,
    on: Annotated[str, typer.Option("--on", help=marked("Count adults and children on this day."))] = "",
    json: Json = False,
) -> None:
    """List the persons of a case."""
    with desk_of(context).session() as session:
        shown = dossiers.dossier(session, case_id(session, case))
    day = date.fromisoformat(read_day(on)) if on.strip() else date.today()
    if json:
        print_json(family_form(shown, day))
        return
    for place, one in enumerate(shown.persons, 1):
        ties = ", ".join(
            _("{relation} of this person: {name}").format(
                relation=words.relation(tie.kind), name=shown.name_of(tie.other)
            )
            for tie in shown.ties(one.id)
        )
        print_line(f"{place}  {one.name}  {one.own_name}  {_age(one, day)}  {ties}".rstrip())
    count = count_family(shown.persons, day)
    print_line(
        _("{adults} adults, {children} children, {unsaid} of whom it cannot be said").format(
            adults=count.adults, children=count.children, unsaid=len(count.unsaid)
        )
    )


@person.command("set", help=marked("Give fields of a person new values: birth_date=ca.1990 birth_span=3 head=yes …"))
def set_person(
    context: typer.Context, case: CaseArgument, assignments: Assignments, who: PersonOption = "", json: Json = False
) -> None:
    """Change fields of a person."""
    with desk_of(context).session() as session:
        changed = families.set_person(session, _person_id(session, case, who), read_assignments(assignments))
    if json:
        print_json({"changed": changed})
    else:
        print_line(_("Changed: {fields}").format(fields=", ".join(changed) or "–"))


@person.command("remove", help=marked("Take a person who was added by mistake off the case."))
def remove_person(context: typer.Context, case: CaseArgument, who: PersonOption, json: Json = False) -> None:
    """Take a person off the case."""
    with desk_of(context).session() as session:
        found = _person_id(session, case, who)
        families.remove_person(session, found)
    print_done(json, "removed", found)


@relation.command("add", help=marked("Say what one person is to another: CASE WHO child --of WHOM."))
def add_relation(
    context: typer.Context,
    case: CaseArgument,
    who: Annotated[str, typer.Argument(help=marked("Name, id or place of a person of the case."))],
    kind: Annotated[str, typer.Argument(help=marked("partner, parent, child, sibling, guardian …"))],
    of: Annotated[str, typer.Option("--of", help=marked("Of whom; the client when left out."))] = "",
    json: Json = False,
) -> None:
    """Add a relation."""
    with desk_of(context).session() as session:
        made = families.add_relation(session, case_id(session, case), who, kind, of)
    if json:
        print_json({"id": made.id, "person": made.person, "kind": made.kind, "other": made.other})
    else:
        print_line(made.id)


@relation.command("remove", help=marked("Take a relation away."))
def remove_relation(context: typer.Context, relation_id: Annotated[str, typer.Argument()], json: Json = False) -> None:
    """Take a relation away."""
    with desk_of(context).session() as session:
        families.remove_relation(session, relation_id)
    print_done(json, "removed", relation_id)


@identifier.command("add", help=marked("Keep a number by which somebody knows the person."))
def add_identifier(
    context: typer.Context,
    case: CaseArgument,
    number: Annotated[str, typer.Argument()],
    kind: Annotated[str, typer.Option("--kind", help=marked("alien-number, national-id, unhcr …"))] = "other",
    issuer: Annotated[str, typer.Option("--issuer")] = "",
    who: PersonOption = "",
    json: Json = False,
) -> None:
    """Keep a number."""
    with desk_of(context).session() as session:
        made = papers.add_identifier(session, case_id(session, case), number, kind=kind, issuer=issuer, person=who)
    if json:
        print_json(identifier_form(made))
    else:
        print_line(made.id)


@identifier.command("remove", help=marked("Take a number away."))
def remove_identifier(
    context: typer.Context, identifier_id: Annotated[str, typer.Argument()], json: Json = False
) -> None:
    """Take a number away."""
    with desk_of(context).session() as session:
        papers.remove_identifier(session, identifier_id)
    print_done(json, "removed", identifier_id)


@document.command("add", help=marked("Keep a paper: kind=passport number=… expires_on=… held_by=coa …"))
def add_document(
    context: typer.Context, case: CaseArgument, assignments: Assignments, who: PersonOption = "", json: Json = False
) -> None:
    """Keep a paper."""
    with desk_of(context).session() as session:
        made = papers.add_document(session, case_id(session, case), read_assignments(assignments), person=who)
    if json:
        print_json(document_form(made, date.today()))
    else:
        print_line(made.id)


@document.command("list", help=marked("List papers: of one case, or with --expiring those of all cases that expire."))
def list_documents(
    context: typer.Context,
    case: Annotated[str, typer.Argument(help=marked("A case; all cases when left out."))] = "",
    days: Annotated[
        int | None, typer.Option("--expiring", min=0, help=marked("Only what expired or does so within DAYS."))
    ] = None,
    json: Json = False,
) -> None:
    """List papers."""
    today = date.today()
    with desk_of(context).session() as session:
        if days is None and case:
            listed = papers.list_documents(session, case_id(session, case))
            forms = [document_form(one, today) for one in listed]
        else:
            wanted = case_id(session, case) if case else ""
            found = papers.expiring_papers(session, EXPIRING_DAYS if days is None else days, wanted)
            forms = [
                {
                    **document_form(one.document, today),
                    "validity": str(one.validity),
                    "reference": one.case_reference,
                    "person_name": one.person_name,
                }
                for one in found
            ]
    if json:
        print_json(forms)
        return
    print_table(
        [
            form.get("reference", ""),
            form.get("person_name", ""),
            words.document_kind(form["kind"]),
            form["number"],
            form["expires_on"],
            words.validity(form["validity"]),
            words.holder(form["held_by"]),
            form["id"],
        ]
        for form in forms
    )


@document.command("set", help=marked("Give fields of a paper new values."))
def set_document(
    context: typer.Context,
    document_id: Annotated[str, typer.Argument()],
    assignments: Assignments,
    json: Json = False,
) -> None:
    """Change fields of a paper."""
    with desk_of(context).session() as session:
        changed = papers.set_document(session, document_id, read_assignments(assignments))
    if json:
        print_json({"changed": changed})
    else:
        print_line(_("Changed: {fields}").format(fields=", ".join(changed) or "–"))


@document.command("remove", help=marked("Take a paper away."))
def remove_document(context: typer.Context, document_id: Annotated[str, typer.Argument()], json: Json = False) -> None:
    """Take a paper away."""
    with desk_of(context).session() as session:
        papers.remove_document(session, document_id)
    print_done(json, "removed", document_id)


@photo.command("add", help=marked("Keep a photo of a person; it is made small, and what the camera wrote goes."))
def add_photo(
    context: typer.Context,
    case: CaseArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)],
    who: PersonOption = "",
    json: Json = False,
) -> None:
    """Keep a photo."""
    with desk_of(context).session() as session:
        made = families.add_photo(session, case_id(session, case), small_photo(file), who)
    if json:
        print_json({"id": made.id, "person": made.person, "bytes": 3 * len(made.image) // 4})
    else:
        print_line(made.id)


@photo.command("remove", help=marked("Take a photo away."))
def remove_photo(context: typer.Context, photo_id: Annotated[str, typer.Argument()], json: Json = False) -> None:
    """Take a photo away."""
    with desk_of(context).session() as session:
        families.remove_photo(session, photo_id)
    print_done(json, "removed", photo_id)


def _age(one: Person, day: date) -> str:
    born = birth_of_person(one)
    if born is None:
        return ""
    age = age_range(born, day)
    return ngettext("{age} year", "{age} years", age.years).format(age=age_text(age))


# --- forms


def family_form(shown: Dossier, day: date) -> dict[str, Any]:
    """Return the persons of a case with their ties and numbers, and how many are adults and children on *day*."""
    count = count_family(shown.persons, day)
    first = {head.id for head in heads(shown.persons)}
    return {
        "on": day.isoformat(),
        "adults": count.adults,
        "children": count.children,
        "unsaid": list(count.unsaid),
        "persons": [_person_form(shown, one, day, one.id in first) for one in shown.persons],
    }


def _person_form(shown: Dossier, one: Person, day: date, is_head: bool) -> dict[str, Any]:
    born = birth_of_person(one)
    age = age_range(born, day) if born else None
    return {
        "id": one.id,
        "name": one.name,
        "own_name": one.own_name,
        "birth_date": one.birth_date,
        "birth_precision": one.birth_precision,
        "birth_span": one.birth_span,
        "age": age_text(age),
        "youngest": age.youngest if age else None,
        "oldest": age.oldest if age else None,
        "adult": is_adult_on(born, day),
        "sex": one.sex,
        "head": is_head,
        "aside": one.aside,
        "languages": list(one.languages),
        "interpreter": one.interpreter,
        "phone": one.phone,
        "nationality": one.nationality,
        "relations": [{"id": tie.relation, "other": tie.other, "is": tie.kind} for tie in shown.ties(one.id)],
        "identifiers": [identifier_form(found) for found in shown.identifiers if found.person == one.id],
        "photo": shown.allows(Offer.PHOTO) and bool(shown.photo_of(one.id)),
    }


def identifier_form(found: Identifier) -> dict[str, Any]:
    """Return a number."""
    return {
        "id": found.id,
        "person": found.person,
        "kind": found.kind,
        "number": found.number,
        "issuer": found.issuer,
    }


def document_form(found: Document, day: date) -> dict[str, Any]:
    """Return a paper, and whether it is good on *day*."""
    return {
        "id": found.id,
        "case": found.case,
        "person": found.person,
        "kind": found.kind,
        "number": found.number,
        "issuer": found.issuer,
        "issued_on": found.issued_on,
        "expires_on": found.expires_on,
        "held_by": found.held_by,
        "remark": found.remark,
        "validity": str(validity_on(found, day)),
    }
