"""Commands about records as they are kept, of whatever kind: for scripts, and to see what became of one.

record (list) id, kind, author, author_id, written_at, delivered, removed, fields {name: value}, withheld (it names what
              the client declined)
record (history)
              as review (show)
"""

from typing import Annotated

import typer

from counsellor_app.commands.cases import CaseArgument
from counsellor_app.commands.desk import desk_of
from counsellor_app.commands.json_forms import Form, entry_form, moment
from counsellor_app.commands.output import Json, command_group, local_time, marked, print_json, print_line
from counsellor_app.desktop import field_words
from counsellor_app.workflows import lookup, recorded
from counsellor_app.workflows.recorded import Recorded

records = command_group(marked("Records as they are kept, of any kind: list, history."))


@records.command("list", help=marked("Show the records of a case, of whatever kind, as they are kept."))
def list_records(
    context: typer.Context,
    case: CaseArgument,
    kind: Annotated[str, typer.Option("--kind", help=marked("One kind of record."))] = "",
    removed: Annotated[bool, typer.Option("--removed", help=marked("Also what was taken away."))] = False,
    json: Json = False,
) -> None:
    """List the records of a case."""
    with desk_of(context).session() as session:
        case_id = lookup.resolve_case_id(session, case)
        found = recorded.records_of_case(session, case_id, kind.strip().casefold(), removed=removed)
    if json:
        print_json([_form(one) for one in found])
        return
    for one in found:
        kind, says = field_words.record_kind(one.kind), field_words.record_line(one.kind, one.words)
        if one.withheld:
            kind, says = field_words.withheld()
        print_line(f"{local_time(one.origin.at)}  {kind}  {says}  {one.id}")


@records.command("history", help=marked("Show what became of one record: how it was made, and every change."))
def history(
    context: typer.Context,
    record: Annotated[str, typer.Argument(metavar="ID", help=marked("The record's id."))],
    json: Json = False,
) -> None:
    """Show the history of a record."""
    with desk_of(context).session() as session:
        entries = recorded.history_of(session, record)
    if json:
        print_json([entry_form(entry) for entry in entries])
        return
    for entry in entries:
        what, text = field_words.entry_title(entry), field_words.entry_text(entry)
        print_line(f"{local_time(entry.at)}  {entry.origin.author_name}  {what}  {text}")


def _form(one: Recorded) -> Form:
    return {
        "id": one.id,
        "kind": one.kind,
        "author": one.origin.author_name,
        "author_id": one.origin.author,
        "written_at": moment(one.origin.at),
        "delivered": one.origin.at_office,
        "removed": one.removed,
        "fields": dict(one.fields),
        "withheld": one.withheld,
    }
