"""Commands about the log that nobody can change: what left the app as a file, and whose cases were opened."""

from typing import Annotated, Any

import typer

from counsellor_app.commands.desk import desk_of
from counsellor_app.commands.json_forms import moment
from counsellor_app.commands.output import Json, local_time, marked, print_json, print_line, print_table
from counsellor_app.desktop.words import exports as words
from counsellor_app.domain.exports import ExportRow
from counsellor_app.domain.openings import OpeningRow
from counsellor_app.domain.validation import read_date
from counsellor_app.workflows.exports import list_exports
from counsellor_app.workflows.lookup import resolve_case_id
from counsellor_app.workflows.openings import list_openings
from sync.wording import _


def exports(
    context: typer.Context,
    since: Annotated[str, typer.Option("--from", help=marked("First day, 2026-11-01."))] = "",
    until: Annotated[str, typer.Option("--to", help=marked("Last day."))] = "",
    person: Annotated[str, typer.Option("--person", help=marked("Only of this person: name or id."))] = "",
    json: Json = False,
) -> None:
    """Show what left the app as a file, newest first: by whom, what, of how many cases, and why."""
    first, last = (read_date(day).isoformat() if day.strip() else "" for day in (since, until))
    whose = " ".join(person.split()).casefold()
    with desk_of(context).session() as session:
        rows = [row for row in list_exports(session) if _within(row, first, last) and _of(row, whose)]
    if json:
        print_json([_form(row) for row in rows])
        return
    print_table(_cells(row) for row in rows)
    if not rows:
        print_line(_("Nothing left the app that you can see."))


def openings(
    context: typer.Context,
    case: Annotated[str, typer.Option("--case", help=marked("Only where this case was opened."))] = "",
    since: Annotated[str, typer.Option("--from", help=marked("First day, 2026-11-01."))] = "",
    until: Annotated[str, typer.Option("--to", help=marked("Last day."))] = "",
    person: Annotated[str, typer.Option("--person", help=marked("Only of this person: name or id."))] = "",
    json: Json = False,
) -> None:
    """Show which colleagues' cases were opened, newest first."""
    first, last = (read_date(day).isoformat() if day.strip() else "" for day in (since, until))
    whose = " ".join(person.split()).casefold()
    with desk_of(context).session() as session:
        case_id = resolve_case_id(session, case) if case.strip() else ""
        found = list_openings(session, case_id=case_id)
        rows = [row for row in found if _within(row, first, last) and _of(row, whose)]
    if json:
        print_json([_opening_form(row) for row in rows])
        return
    for row in rows:
        print_line(f"{local_time(row.at)}  {row.person_name}")
        print_table(["", one.reference or one.case[:8], one.name] for one in row.cases)
    if not rows:
        print_line(_("No colleague’s case was opened that you can see."))


def _within(row: ExportRow | OpeningRow, first: str, last: str) -> bool:
    day = local_time(row.at)[:10]
    return (not first or day >= first) and (not last or day <= last)


def _of(row: ExportRow | OpeningRow, whose: str) -> bool:
    """Say whether somebody let it leave who may have left the office since."""
    return whose in ("", row.person, row.person_name.casefold())


def _cells(row: ExportRow) -> list[str]:
    return [
        row.number,
        local_time(row.at),
        row.person_name,
        words.row_title(row),
        words.how_many(row),
        words.sort_word(row),
        words.state_word(row.state),
        row.reason,
    ]


def _form(row: ExportRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "author": row.person_name,
        "author_id": row.person,
        "written_at": moment(row.at),
        "device": row.device,
        "delivered": row.at_office,
        "what": row.what,
        "ending": row.ending,
        "named": row.named,
        "cases": row.cases,
        "reason": row.reason,
        "state": str(row.state),
    }


def _opening_form(row: OpeningRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "author": row.person_name,
        "author_id": row.person,
        "written_at": moment(row.at),
        "device": row.device,
        "delivered": row.at_office,
        "cases": [{"case": one.case, "reference": one.reference, "name": one.name} for one in row.cases],
    }
