"""Commands about who may be whom: likely duplicates; merging two cases, taking them apart, splitting one."""

from typing import Annotated

import typer

from counsellor_app.commands.cases import CaseArgument
from counsellor_app.commands.desk import desk_of
from counsellor_app.commands.duplicate_forms import duplicate_form, duplicate_lines
from counsellor_app.commands.output import Json, marked, print_json, print_line, print_table
from counsellor_app.domain.names.people import LIKELY
from counsellor_app.workflows import duplicates, lookup, merging
from sync.wording import _

_HUNDRED = 100
Reason = Annotated[str, typer.Option("--reason", help=marked("Why; it stays in the timeline of both."))]


def likely_duplicates(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=marked("A name in any script."))],
    birth: Annotated[str, typer.Option("--birth", help=marked("1990-01-31, 31-01-1990, ca. 1990."))] = "",
    sex: Annotated[str, typer.Option("--sex", help=marked("female, male or other."))] = "",
    nationality: Annotated[str, typer.Option("--nationality", help=marked("ISO code."))] = "",
    alien_number: Annotated[str, typer.Option("--alien-number", help=marked("V-nummer, ten digits."))] = "",
    phone: Annotated[str, typer.Option("--phone")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help=marked("At most so many."))] = duplicates.MOST,
    least: Annotated[
        int,
        typer.Option("--least", min=0, max=_HUNDRED, help=marked("Only what is at least so likely, in hundredths.")),
    ] = round(LIKELY * _HUNDRED),
    json: Json = False,
) -> None:
    """List cases here whose person may be the one asked for, likeliest first, each with the reasons."""
    wanted = duplicates.asked_about(
        name=name,
        birth_date=birth,
        sex=sex.strip().casefold(),
        nationality=nationality.strip().upper(),
        alien_number=alien_number,
        phone=phone,
    )
    with desk_of(context).session() as session:
        found = duplicates.likely_duplicates(session, wanted, least=least / _HUNDRED, limit=limit)
    if json:
        print_json([duplicate_form(one) for one in found])
    else:
        print_table(duplicate_lines(found))


def merge(
    context: typer.Context,
    keep: CaseArgument,
    other: Annotated[str, typer.Argument(help=marked("The case that is shown within it from now on."))],
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Merge two cases of one person."""
    with desk_of(context).session() as session:
        kept = lookup.resolve_case_id(session, keep)
        part = lookup.resolve_case_id(session, other)
        merging.merge_cases(session, kept, part, reason)
    if json:
        print_json({"case": kept, "merged": part})
    else:
        print_line(_("Merged. Both references lead to it; `case unmerge` takes them apart again."))


def unmerge(
    context: typer.Context,
    case: CaseArgument,
    other: Annotated[str, typer.Argument(help=marked("Only from this case."))] = "",
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Take merged or split cases apart."""
    with desk_of(context).session() as session:
        one = lookup.resolve_case_id(session, case)
        two = lookup.resolve_case_id(session, other) if other else ""
        free = merging.unmerge_cases(session, one, two, reason)
    if json:
        print_json({"case": one, "apart": free})
    else:
        print_line(_("Taken apart. Each case is its own again."))


def split(
    context: typer.Context,
    case: CaseArgument,
    person: Annotated[list[str], typer.Option("--person", help=marked("Id of a person; may be given several times."))],
    note: Annotated[list[str] | None, typer.Option("--note", help=marked("Id of a note shown there too."))] = None,
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Open a case of their own for persons of a case."""
    with desk_of(context).session() as session:
        opened = merging.split_case(session, lookup.resolve_case_id(session, case), person, note or (), reason)
    if json:
        print_json({"id": opened.id, "reference": opened.reference})
    else:
        print_line(f"{opened.reference}  {opened.id}")
