"""Commands about programmes: list, show, add, export, and the yearly table."""

from pathlib import Path
from typing import Annotated

import typer

from counsellor_app.bootstrap import results_pdf
from counsellor_app.commands.desk import desk_of, read_text_file
from counsellor_app.commands.journey_forms import programme_form, results_form
from counsellor_app.commands.leaving import Reason, before_leaving
from counsellor_app.commands.output import Json, command_group, marked, print_json, print_line, print_table
from counsellor_app.domain.exports import ExportKind
from counsellor_app.domain.programmes.results import TableRow
from counsellor_app.domain.programmes_list import read_programme
from counsellor_app.reports.yearly_results import lines
from counsellor_app.settings import write_private
from counsellor_app.vault.disk import disk_errors
from counsellor_app.workflows import programmes
from counsellor_app.workflows.programmes import counted_from
from sync.wording import _, language

Code = Annotated[str, typer.Argument(metavar="CODE", help=marked("Programme code or name."))]

programme = command_group(marked("Programmes: list, show, add, export, results."))


@programme.command("list", help=marked("List the programmes; with --every all their versions."))
def list_(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--every", help=marked("All versions, not only those in force."))] = False,
    json: Json = False,
) -> None:
    """List the programmes."""
    with desk_of(context).session() as session:
        rows = programmes.list_programmes(session, every=every)
    if json:
        print_json([programme_form(row) for row in rows])
        return
    print_table(
        [
            row.programme.code,
            row.programme.version,
            _("own") if row.own else "",
            _("historical") if row.programme.historical else "",
            row.programme.words(language()),
        ]
        for row in rows
    )


@programme.command("show", help=marked("Show what a programme asks and gives."))
def show(context: typer.Context, code: Code, json: Json = False) -> None:
    """Show a programme."""
    with desk_of(context).session() as session:
        rows = programmes.list_programmes(session)
        wanted = read_programme(code)
    row = next(one for one in rows if one.programme.code == wanted)
    form = programme_form(row)
    if json:
        print_json(form)
        return
    print_line(f"{form['code']} {form['version']}: {form['name']}")
    if form["summary"]:
        print_line(form["summary"])
    for title, parts in (
        (_("Rules"), form["rules"]),
        (_("Steps"), form["steps"]),
        (_("Gates"), form["gates"]),
        (_("Support"), form["support"]),
        (_("Outcomes"), form["outcomes"]),
    ):
        if parts:
            print_line(f"{title}:")
            print_table(["", part["code"], part["name"]] for part in parts)


@programme.command("add", help=marked("Take a programme's text (TOML) into the office's library (administrators)."))
def add_programme(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=marked("A TOML file; - for stdin."))],
    json: Json = False,
) -> None:
    """Add or change a programme."""
    text = read_text_file(file)
    with desk_of(context).session() as session:
        added = programmes.add_programme(session, text, file.name if str(file) != "-" else "")
    if json:
        print_json({"code": added.code, "version": added.version})
    else:
        print_line(_("{code} {version} is in the library.").format(code=added.code, version=added.version))


@programme.command("export", help=marked("Print the text (TOML) of a programme, to be changed and added again."))
def export(
    context: typer.Context,
    code: Code,
    version: Annotated[str, typer.Option("--version", help=marked("A version; else the one in force."))] = "",
    out: Annotated[Path | None, typer.Option("--out", help=marked("Write it to this file instead."))] = None,
) -> None:
    """Print a programme's text."""
    with desk_of(context).session() as session:
        text = programmes.programme_text(session, code, version)
    if out is None:
        typer.echo(text, nl=False)
    else:
        with disk_errors():
            write_private(out, text.encode("utf-8"))
        print_line(str(out))


@programme.command("results", help=marked("The yearly table from the cases read here: a row a project."))
def results(
    context: typer.Context,
    year: Annotated[int, typer.Option("--year", help=marked("Four digits."))],
    table: Annotated[
        Path | None, typer.Option("--csv", help=marked("Also write it as a table for a spreadsheet."))
    ] = None,
    sheet: Annotated[Path | None, typer.Option("--pdf", help=marked("Also write it as a PDF to print."))] = None,
    reason: Reason = "",
    json: Json = False,
) -> None:
    """Print the yearly table."""
    if table is not None or sheet is not None:
        before_leaving(ExportKind.RESULTS, reason)
    with desk_of(context).session() as session:
        found = programmes.results(session, year)
        if table is not None:
            programmes.export_results(session, found, table, reason)
        if sheet is not None:
            programmes.export_results(session, found, sheet, reason, results_pdf)
    if json:
        print_json(results_form(found))
        return
    print_line(counted_from(found))
    for row in found.rows:
        _print_row(row)


def _print_row(row: TableRow) -> None:
    project, *figures, _total = lines([row])
    print_line(f"{project.words} ({project.funders or '–'})")
    if project.spent:
        print_line("  " + _("Expenditure: {amount}").format(amount=project.spent))
    if project.given:
        print_line("  " + _("Given to people: {amount}").format(amount=project.given))
    for line in figures:
        printed = _("printed: {figures}").format(figures=line.printed) if line.printed else ""
        cells = [line.words, line.figure, printed, line.remark]
        print_line("  " + "  ".join(cell for cell in cells if cell))
