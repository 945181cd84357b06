"""Commands about the day pack: only the cases of chosen hours on this laptop, until a date."""

from typing import Annotated

import typer

from counsellor_app.commands.desk import desk_of
from counsellor_app.commands.hour_forms import pack_form
from counsellor_app.commands.output import Json, command_group, marked, print_json, print_line
from counsellor_app.workflows import day_packs as work
from counsellor_app.workflows import hours as hour_work
from sync.wording import _, ngettext

packs = command_group(marked("Day pack: only the cases of chosen hours on this laptop: start, show, end."))


@packs.command("start", help=marked("Keep only the cases of these hours here; all others are put away. Sync first."))
def start(
    context: typer.Context,
    hours: Annotated[list[str], typer.Option("--hours", help=marked("An hour; may be given several times."))],
    until: Annotated[str, typer.Option("--until", help=marked("Last day: tomorrow, 2026-11-13."))],
    json: Json = False,
) -> None:
    """Start a pack."""
    with desk_of(context).session() as session:
        named = [hour_work.find_hour(session, text).id for text in hours]
        packed = work.start_pack(session, named, until)
        pack = work.show_pack(session)
    if json:
        print_json({**pack_form(pack, ()), "put_away": packed.put_away})
        return
    kept = len(packed.cases)
    print_line(
        ngettext("{n} case is on this laptop until {day}.", "{n} cases are on this laptop until {day}.", kept).format(
            n=kept, day=packed.until
        )
    )
    away = packed.put_away
    print_line(ngettext("{n} other case was put away.", "{n} other cases were put away.", away).format(n=away))
    print_line(_("The team’s hours and contacts stay; names on paper slips of other hours are not shown."))
    print_line(_("Lost the laptop? Have it revoked: who knows its password could fetch everything again."))


@packs.command("show", help=marked("Show which pack is in force."))
def show(context: typer.Context, json: Json = False) -> None:
    """Show the pack."""
    with desk_of(context).session() as session:
        pack, kept_back = work.show_pack(session), session.kept_back
    if json:
        print_json(pack_form(pack, kept_back))
    elif pack is None:
        print_line(_("There is no day pack on this device."))
    else:
        words = _("Until {day}: {n} cases.").format(day=pack.until, n=len(pack.cases))
        print_line(_("Its day has passed.") if pack.over else words)
        if kept_back:
            words = ngettext(
                "{n} case stays until the office has everything of it.",
                "{n} cases stay until the office has everything of them.",
                len(kept_back),
            )
            print_line(words.format(n=len(kept_back)))


@packs.command("end", help=marked("End the pack; the next sync fetches everything again."))
def end(context: typer.Context) -> None:
    """End the pack."""
    with desk_of(context).session() as session:
        work.end_pack(session)
    print_line(_("The day pack has ended. Sync to fetch everything again."))
