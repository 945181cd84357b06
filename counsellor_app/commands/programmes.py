"""Commands about programmes: list, show, add, export, and the yearly table."""

from pathlib import Path
from typing import Annotated

import typer

from counsellor_app.commands.desk import desk_of, read_text_file
from counsellor_app.commands.journey_forms import money, programme_form, results_form, shared_words
from counsellor_app.commands.output import Json, command_group, marked, print_json, print_line, print_table
from counsellor_app.domain.programmes.results import TableRow
from counsellor_app.domain.programmes_list import read_programme
from counsellor_app.workflows import programmes
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
        out.write_text(text, encoding="utf-8")
        print_line(str(out))


@programme.command("results", help=marked("The yearly table from the cases read here: a row a project."))
def results(
    context: typer.Context,
    year: Annotated[int, typer.Option("--year", help=marked("Four digits."))],
    json: Json = False,
) -> None:
    """Print the yearly table."""
    with desk_of(context).session() as session:
        rows = programmes.results(session, year)
    if json:
        print_json(results_form(year, rows))
        return
    for row in rows:
        _print_row(row)


def _print_row(row: TableRow) -> None:
    said = language()
    print_line(f"{row.nl if said == 'nl' else row.en} ({', '.join(one.words(said) for one in row.funders) or '–'})")
    for printed in row.expenditure:
        print_line("  " + _("Expenditure: {amount}").format(amount=money(printed.currency, printed.cents or 0)))
    for currency, cents in row.given:
        print_line("  " + _("Given to people: {amount}").format(amount=money(currency, cents)))
    for result in row.results:
        said_before = ", ".join(str(one.value) for one in result.printed if one.value is not None)
        printed_words = _("printed: {figures}").format(figures=said_before) if said_before else ""
        value = "" if result.value is None else str(result.value)
        cells = [result.nl if said == "nl" else result.en, value, printed_words, shared_words(result)]
        print_line("  " + "  ".join(cell for cell in cells if cell))
