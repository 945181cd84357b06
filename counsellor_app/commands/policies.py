"""Commands about the rules of the office: what every device obeys."""

from typing import Annotated

import typer

from counsellor_app.commands.desk import desk_of
from counsellor_app.commands.offices import sync_if_possible
from counsellor_app.commands.output import Json, marked, print_json, print_line
from counsellor_app.desktop.moments import lock_time
from counsellor_app.workflows import office
from sync.wording import _

policies = typer.Typer(
    help=marked("The rules of the office for every device: show them, set them."),
    add_completion=False,
    rich_markup_mode=None,
)


@policies.callback(invoke_without_command=True, no_args_is_help=False)
def show(context: typer.Context, json: Json = False) -> None:
    """Show the rules in force."""
    if context.invoked_subcommand is not None:
        return
    with desk_of(context).session() as session:
        seconds = office.idle_lock(session)
    _print(seconds, json)


@policies.command("lock-after", help=marked("Have every device lock when untouched for so long (administrators)."))
def lock_after(
    context: typer.Context,
    minutes: Annotated[float, typer.Argument(metavar="MINUTES", help=marked("0.5 to 5."))],
    json: Json = False,
) -> None:
    """Set after how long a device locks."""
    with desk_of(context).session() as session:
        office.set_idle_lock(session, round(minutes * 60))
        sync_if_possible(session, _("The other devices obey it once you synced: run `counsellor sync`."))
        seconds = office.idle_lock(session)
    _print(seconds, json)


def _print(seconds: int, json: bool) -> None:
    if json:
        print_json({"lock_after_seconds": seconds})
    else:
        print_line(_("Devices lock when untouched for {time}.").format(time=lock_time(seconds)))
