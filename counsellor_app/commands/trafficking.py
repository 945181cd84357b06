"""Commands about a trafficking case in the names of the Human Trafficking Case Data Standard 2.0.

What ``--json`` prints: ``set``, ``show`` [id (empty where only parts are kept), person, the filled fields by their
names in the standard, event, perpetrator, plan [id, filled fields]]; ``add`` {id, person, filled fields}; ``export``
{rows, left_out [names without consent], kept_back [columns closed
by rules of contact]}; ``import`` {fields, parts, left [columns the case itself holds]}.
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from counsellor_app.commands.cases import CaseArgument
from counsellor_app.commands.desk import desk_of
from counsellor_app.commands.leaving import Reason, before_leaving
from counsellor_app.commands.output import Json, command_group, marked, print_done, print_json, print_line
from counsellor_app.commands.people import Assignments, PersonOption, case_id, read_assignments
from counsellor_app.desktop import field_words
from counsellor_app.desktop.words import protecting as words
from counsellor_app.domain.dossier import Dossier
from counsellor_app.domain.exports import ExportKind
from counsellor_app.domain.trafficking import PARTS, TraffickingRecord, filled
from counsellor_app.workflows import dossiers, safety
from counsellor_app.workflows import trafficking as verbs
from counsellor_app.workflows import trafficking_tables as tables
from sync.wording import _

trafficking = command_group(
    marked("A trafficking case, in the names of HTCDS 2.0: set, add, show, remove, export, import.")
)


@trafficking.command("set", help=marked("Set fields of the standard: con_Consent=yes vic_TypeOfExploitation=…"))
def set_trafficking(
    context: typer.Context, case: CaseArgument, assignments: Assignments, who: PersonOption = "", json: Json = False
) -> None:
    """Set fields of the trafficking record."""
    with desk_of(context).session() as session:
        found = case_id(session, case)
        record = safety.set_trafficking(session, found, read_assignments(assignments), person=who)
        shown = dossiers.dossier(session, found)
    _print([form for form in _forms(shown) if form["person"] == record.person], json)


@trafficking.command("show", help=marked("Show the trafficking records of a case."))
def show_trafficking(context: typer.Context, case: CaseArgument, json: Json = False) -> None:
    """Show the trafficking records."""
    with desk_of(context).session() as session:
        shown = dossiers.dossier(session, case_id(session, case))
    if not json and not shown.allows("label:trafficking"):
        print_line(": ".join(field_words.withheld()))
    _print(_forms(shown), json)


@trafficking.command(
    "add",
    help=marked("Add an event (hte_…), a perpetrator (per_…), a support plan (spl_…) or an organisation (org_…)."),
)
def add_part(
    context: typer.Context,
    case: CaseArgument,
    what: Annotated[str, typer.Argument(metavar="event|perpetrator|plan|organisation")],
    assignments: Assignments,
    who: PersonOption = "",
    json: Json = False,
) -> None:
    """Add what there may be several of; prints the id."""
    with desk_of(context).session() as session:
        made = verbs.add_part(session, case_id(session, case), what, read_assignments(assignments), person=who)
    if json:
        print_json({"id": made.id, "person": made.person, **filled(made)})
    else:
        print_line(made.id)


@trafficking.command("remove", help=marked("Take an event, a perpetrator, a support plan or an organisation away."))
def remove_part(context: typer.Context, part_id: Annotated[str, typer.Argument()], json: Json = False) -> None:
    """Take a part away."""
    with desk_of(context).session() as session:
        verbs.remove_part(session, part_id)
    print_done(json, "removed", part_id)


@trafficking.command("export", help=marked("Write the records of a case as CSV in the standard's columns."))
def export_case(
    context: typer.Context,
    case: CaseArgument,
    out: Annotated[Path, typer.Option("--out", help=marked("The file to write; only you can read it."))],
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Write the records of those who agreed."""
    before_leaving(ExportKind.TRAFFICKING, reason, named=True)
    with desk_of(context).session() as session:
        done = tables.export_case(session, case_id(session, case), out, reason)
    if json:
        print_json({"rows": done.rows, "left_out": list(done.left_out), "kept_back": list(done.kept_back)})
        return
    print_line(_("Rows written: {n}").format(n=done.rows))
    if done.left_out:
        print_line(_("Left out, without consent: {names}").format(names=", ".join(done.left_out)))
    if done.kept_back:
        print_line(_("Kept back, by the rules of safe contact: {columns}").format(columns=", ".join(done.kept_back)))


@trafficking.command("import", help=marked("Take a CSV or XLSX with the standard's columns into a case."))
def import_case(
    context: typer.Context,
    case: CaseArgument,
    table: Annotated[Path, typer.Argument(metavar="FILE")],
    who: PersonOption = "",
    json: Json = False,
) -> None:
    """Take a table in: all rows or none."""
    with desk_of(context).session() as session:
        done = tables.import_case(session, case_id(session, case), table, person=who)
    if json:
        print_json({"fields": done.fields, "parts": done.parts, "left": list(done.left)})
        return
    print_line(_("Fields taken: {fields}. Events, perpetrators, plans and organisations added: {parts}.").format(
        fields=done.fields, parts=done.parts
    ))  # fmt: skip
    if done.left:
        print_line(_("Not taken, for the case itself holds them: {columns}").format(columns=", ".join(done.left)))


def _forms(shown: Dossier) -> list[dict[str, Any]]:
    """Return what is kept of each person a record or a part is about; nothing once that was declined."""
    if not shown.allows("label:trafficking"):
        return []
    records = {one.person: one for one in shown.trafficking}
    people = dict.fromkeys([*records, *(part.person for part in shown.trafficking_parts)])
    return [_form(shown, person, records.get(person, TraffickingRecord())) for person in people]


def _form(shown: Dossier, person: str, record: TraffickingRecord) -> dict[str, Any]:
    parts = {
        what: [
            {"id": one.id, **filled(one)}
            for one in shown.trafficking_parts
            if isinstance(one, cls) and one.person == person
        ]
        for what, cls in PARTS.items()
    }
    return {"id": record.id, "person": person, **filled(record), **parts}


def _print(forms: list[dict[str, Any]], json: bool) -> None:
    if json:
        print_json(forms)
        return
    for form in forms:
        for name, value in form.items():
            if "_" in name:
                print_line(_said(name, value))
        for what in PARTS:
            for part in form[what]:
                said = "; ".join(_said(name, value) for name, value in part.items() if name != "id")
                print_line(f"{what}  {said}  {part['id']}")


def _said(name: str, value: str | list[str]) -> str:
    text = ",".join(value) if isinstance(value, list) else value
    return f"{name}: {words.standard_value(name, text)}"
