"""Commands about how long closed cases are kept: the office's rules, and the cases whose time is over."""

from typing import Annotated, Any

import typer

from counsellor_app.commands.desk import desk_of
from counsellor_app.commands.output import Json, command_group, marked, print_json, print_line, print_table
from counsellor_app.domain.programmes_list import programme_name
from counsellor_app.domain.retention import KeptCase
from counsellor_app.workflows import retention as keeping
from sync.wording import _, language, ngettext

retention = command_group(marked("How long closed cases are kept: list, set, due."))


@retention.command("list", help=marked("List the office's rules: years after closing, by programme."))
def list_rules(context: typer.Context, json: Json = False) -> None:
    """List the rules."""
    with desk_of(context).session() as session:
        rules = keeping.retention_rules(session)
    if json:
        print_json([{"programme": code, "years": years} for code, years in sorted(rules.items())])
        return
    if not rules:
        print_line(_("Nothing is decided: no case is ever past its time."))
    print_table(
        [code or _("all others"), _years(years), programme_name(code, language()) if code else ""]
        for code, years in sorted(rules.items())
    )


@retention.command("set", help=marked("Keep cases for YEARS after they closed; 0: not decided (administrators)."))
def set_rule(
    context: typer.Context,
    years: Annotated[int, typer.Argument(metavar="YEARS")],
    programme: Annotated[str, typer.Option("--programme", help=marked("Only cases of this programme."))] = "",
    json: Json = False,
) -> None:
    """Set a rule."""
    with desk_of(context).session() as session:
        made = keeping.set_retention(session, years, programme)
    if json:
        print_json({"programme": made.programme, "years": made.years})
    else:
        for_whom, long = made.programme or _("all others"), _years(made.years) if made.years else _("not decided")
        print_line(f"{for_whom}: {long}")


@retention.command("due", help=marked("List the closed cases whose time is over; nothing is erased."))
def due(
    context: typer.Context,
    on: Annotated[str, typer.Option("--on", help=marked("The day asked about, by default today."))] = "",
    every: Annotated[
        bool, typer.Option("--every", help=marked("All closed cases, and until when each is kept."))
    ] = False,
    json: Json = False,
) -> None:
    """List cases past their time."""
    with desk_of(context).session() as session:
        found = keeping.kept_cases(session, on=on, every=every)
    if json:
        print_json([_form(one) for one in found])
        return
    print_table(
        [
            one.closed.reference,
            one.closed.name,
            one.closed.closed_on.isoformat(),
            one.until.isoformat() if one.until is not None else _("not decided"),
        ]
        for one in found
    )
    print_line(ngettext("{n} case", "{n} cases", len(found)).format(n=len(found)))


def _form(one: KeptCase) -> dict[str, Any]:
    return {
        "id": one.closed.case,
        "reference": one.closed.reference,
        "name": one.closed.name,
        "closed_on": one.closed.closed_on.isoformat(),
        "years": one.years,
        "until": one.until.isoformat() if one.until is not None else None,
    }


def _years(years: int) -> str:
    return ngettext("{n} year", "{n} years", years).format(n=years)
