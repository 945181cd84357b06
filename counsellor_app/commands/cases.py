"""Commands about cases: add, list, show, set, share; and search."""

from datetime import date
from typing import Annotated

import typer

from counsellor_app.commands.desk import desk_of
from counsellor_app.commands.duplicate_forms import duplicate_form, duplicate_warning, linked_form, linked_lines
from counsellor_app.commands.json_forms import case_form, case_row_form, opened_case_form, search_form
from counsellor_app.commands.output import Json, local_time, marked, print_json, print_line, print_table, say
from counsellor_app.desktop import field_words
from counsellor_app.desktop.words.people import person_hit
from counsellor_app.desktop.words.programmes import step_line
from counsellor_app.desktop.words.protecting import rule_line
from counsellor_app.domain.ages import age_text
from counsellor_app.domain.countries import country_name, language_name
from counsellor_app.domain.families import age_of
from counsellor_app.domain.overviews import CaseFilter, CasePage, CaseRow, SearchHit
from counsellor_app.domain.programmes_list import programme_name
from counsellor_app.domain.refusals import flags_shown, programme_shown
from counsellor_app.domain.safety import words_in_lists
from counsellor_app.workflows import casework, duplicates, finding, lookup, merging
from counsellor_app.workflows.departure_words import journey_told
from counsellor_app.workflows.session import Session
from sync.wording import _, language

CaseArgument = Annotated[str, typer.Argument(help=marked("Reference, alien number, id, or the beginning of the id."))]
_PAGE = 500

cases = typer.Typer(
    help=marked("Cases: add, list, show, set, share."),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@cases.command("add", help=marked("Open a case; prints its id and reference."))
def add(
    context: typer.Context,
    name: Annotated[str, typer.Option("--name", help=marked("Name as used daily."))],
    own_name: Annotated[str, typer.Option("--own-name", help=marked("Name in the person's own script."))] = "",
    alien_number: Annotated[str, typer.Option("--alien-number", help=marked("V-nummer, ten digits."))] = "",
    nationality: Annotated[str, typer.Option("--nationality", help=marked("ISO code or name of the country."))] = "",
    place: Annotated[str, typer.Option("--place")] = "",
    programme: Annotated[str, typer.Option("--programme", help=marked("Programme code."))] = "",
    languages: Annotated[str, typer.Option("--languages", help=marked("Codes or names, separated by commas."))] = "",
    phone: Annotated[str, typer.Option("--phone")] = "",
    birth_date: Annotated[str, typer.Option("--birth-date", help=marked("1990-01-31, 31-01-1990, ca. 1990."))] = "",
    sex: Annotated[str, typer.Option("--sex", help=marked("female, male or other."))] = "",
    team: Annotated[str, typer.Option("--team", help=marked("Who may read it; - for yourself alone."))] = "",
    reference: Annotated[str, typer.Option("--reference", help=marked("An own reference; else one is given."))] = "",
    flag: Annotated[list[str] | None, typer.Option("--flag", help=marked("health, minor, trafficking …"))] = None,
    alias: Annotated[list[str] | None, typer.Option("--alias", help=marked("Another name."))] = None,
    json: Json = False,
) -> None:
    """Open a case."""
    with desk_of(context).session() as session:
        likely = duplicates.likely_duplicates(
            session,
            duplicates.asked_about(
                name=name,
                own_name=own_name,
                aliases=alias or (),
                birth_date=birth_date,
                sex=sex.strip().casefold(),
                nationality=nationality.strip().upper(),
                alien_number=alien_number,
                phone=phone,
            ),
        )
        case = casework.add_case(
            session,
            name=name,
            own_name=own_name,
            alien_number=alien_number,
            nationality=nationality,
            place=place,
            programme=programme,
            languages=[languages],
            phone=phone,
            birth_date=birth_date,
            sex=sex,
            team=team,
            reference=reference,
            flags=flag or (),
            aliases=alias or (),
        )
    if likely:
        say(duplicate_warning(likely))
    if json:
        more = {"likely_duplicates": [duplicate_form(one) for one in likely]} if likely else {}
        print_json(opened_case_form(case) | more)
    else:
        print_line(f"{case.reference}  {case.id}")


@cases.command("list", help=marked("List cases, newest activity first."))
def list_(
    context: typer.Context,
    query: Annotated[str, typer.Option("--query", help=marked("Words of names, numbers, phone, place."))] = "",
    status: Annotated[str, typer.Option("--status")] = "",
    programme: Annotated[str, typer.Option("--programme")] = "",
    step: Annotated[str, typer.Option("--step", help=marked("The step that comes next: its code or its name."))] = "",
    place: Annotated[str, typer.Option("--place")] = "",
    flag: Annotated[str, typer.Option("--flag")] = "",
    mine: Annotated[bool, typer.Option("--mine", help=marked("Only those you are responsible for."))] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help=marked("At most so many."))] = 1_000_000,
    json: Json = False,
) -> None:
    """List cases."""
    with desk_of(context).session() as session:
        where = CaseFilter(
            query=query,
            status=status.strip().casefold(),
            programme=programme.strip().upper(),
            step=finding.find_step(session, step),
            place=place,
            flag=flag.strip().casefold(),
            responsible=session.person_id if mine else "",
        )
        rows = _rows(session, where, limit)
    if json:
        print_json([case_row_form(row) for row in rows])
        return
    print_table(_listed(row) for row in rows)


def _listed(row: CaseRow) -> list[str]:
    programme, _flags = words_in_lists(row.programme, row.flags, row.declined)
    return [
        row.reference,
        row.name,
        row.own_name,
        field_words.case_status(row.status),
        programme,
        step_line(row.steps, programme),
        row.place,
        local_time(row.last_activity),
    ]


@cases.command("show", help=marked("Show everything of a case but its notes."))
def show(context: typer.Context, case: CaseArgument, json: Json = False) -> None:
    """Show a case."""
    with desk_of(context).session() as session:
        page = lookup.case_page(session, lookup.resolve_case_id(session, case))
        linked = merging.linked_cases(session, page.case.id)
    if json:
        print_json(case_form(page) | {"linked": [linked_form(one) for one in linked]})
        return
    for label, text in [*_described(page), *linked_lines(linked)]:
        if text:
            print_line(f"{label}: {text}")


@cases.command("set", help=marked("Give fields new values: place=Zeist birth_date=1990 flags=+health aliases=-Ali …"))
def set_(
    context: typer.Context,
    case: CaseArgument,
    assignments: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE …")],
    json: Json = False,
) -> None:
    """Change fields of a case or of its person, as one act."""
    values: dict[str, str] = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals or not name.strip() or name.strip() in values:
            raise typer.BadParameter(_("Give FIELD=VALUE, each field once."), param_hint="FIELD=VALUE")
        values[name.strip()] = text
    with desk_of(context).session() as session:
        changed = casework.set_fields(session, lookup.resolve_case_id(session, case), values)
    if json:
        print_json({"changed": changed})
    else:
        print_line(_("Changed: {fields}").format(fields=", ".join(changed) or "–"))
        if told := journey_told(changed, values.get("status", "")):
            print_line(told)


@cases.command("share", help=marked("Let a colleague or a team read the whole case."))
def share(
    context: typer.Context,
    case: CaseArgument,
    reader: Annotated[list[str], typer.Option("--with", help=marked("Name or id; may be given several times."))],
    json: Json = False,
) -> None:
    """Share a case."""
    with desk_of(context).session() as session:
        shared = casework.share_case(session, lookup.resolve_case_id(session, case), reader)
    if json:
        print_json({"shared_with": shared})
    else:
        print_line(_("Shared. They can read it after their next sync."))


def search(
    context: typer.Context,
    text: Annotated[
        str,
        typer.Argument(
            help=marked(
                "Any words: names in any spelling, numbers, places, births, nationality, language, programme; or words"
                " of notes."
            )
        ),
    ],
    limit: Annotated[int, typer.Option("--limit", min=1, help=marked("At most so many."))] = 50,
    only: Annotated[str, typer.Option("--only", help=marked("person or note."))] = "",
    json: Json = False,
) -> None:
    """Search notes and people, best first."""
    if only not in ("", "person", "note"):
        raise typer.BadParameter(_("Give person or note."), param_hint="--only")
    with desk_of(context).session() as session:
        hits = finding.search(session, text, limit, only)
    if json:
        print_json([search_form(hit) for hit in hits])
        return
    print_table([hit.reference, hit.name or hit.own_name, local_time(hit.at), _found(hit)] for hit in hits)


def _found(hit: SearchHit) -> str:
    return hit.excerpt or person_hit(hit.person, hit.name or hit.own_name)


def _rows(session: Session, where: CaseFilter, limit: int) -> list[CaseRow]:
    rows: list[CaseRow] = []
    after: lookup.CaseKey | None = None
    while len(rows) < limit:
        page, after = lookup.list_cases(session, where, after, min(_PAGE, limit - len(rows)))
        rows += page
        if after is None:
            break
    return rows


def _described(page: CasePage) -> list[tuple[str, str]]:
    """Return the lines of a case for a person to read."""
    case, shown = page.case, language()
    programme = programme_shown(case.programme, page.declined)
    flags = flags_shown((flag.code for flag in page.flags), page.declined)
    lines = [(_("Reference"), case.reference), (_("Status"), field_words.case_status(case.status))]
    for person in page.persons:
        born = " ".join(part for part in (person.birth_date, field_words.sex(person.sex) if person.sex else "") if part)
        lines += [
            (_("Name"), "  ".join(part for part in (person.name, person.own_name) if part)),
            (_("Born"), born),
            (_("Age"), age_text(age_of(person, date.today()))),
        ]
    return [
        *lines,
        (_("Also called"), ", ".join(alias.name for alias in page.aliases)),
        (_("Alien number"), case.alien_number),
        (_("Nationality"), country_name(case.nationality, shown) if case.nationality else ""),
        (_("Languages"), ", ".join(language_name(code, shown) for code in case.languages)),
        (_("Phone"), case.phone),
        (_("Safe contact"), "; ".join(rule_line(rule) for rule in page.contact_rules)),
        (_("Readers"), _("only named persons") if page.restricted else ""),
        (_("Place"), case.place),
        (_("Programme"), f"{programme} {programme_name(programme, shown)}" if programme else ""),
        (_("Responsible"), page.responsible_name),
        (_("Team"), page.team_name),
        (_("Flags"), ", ".join(field_words.flag(code) for code in flags)),
        (_("Opened on"), case.opened_on),
        (_("Conflicts"), str(len(page.conflicts)) if page.conflicts else ""),
        (_("Drafts"), str(len(page.drafts)) if page.drafts else ""),
        (_("Not yet at the office"), str(page.unsent) if page.unsent else ""),
        (_("Entries missing"), str(page.missing) if page.missing else ""),
        (_("Id"), case.id),
    ]
