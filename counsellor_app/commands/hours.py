"""Commands about places, consultation hours and their queues."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from counsellor_app.bootstrap import roster_pdf
from counsellor_app.commands.desk import desk_of
from counsellor_app.commands.hour_forms import hour_form, hour_page_form, place_form, slot_form
from counsellor_app.commands.leaving import Reason, before_leaving
from counsellor_app.commands.output import Json, command_group, marked, print_json, print_line, print_table
from counsellor_app.commands.people import read_assignments
from counsellor_app.domain.exports import ExportKind
from counsellor_app.domain.families import InterpreterNeed
from counsellor_app.domain.hour_pages import QueueRow
from counsellor_app.domain.hours import DEFAULT_MINUTES, Slot
from counsellor_app.domain.places import find_place
from counsellor_app.workflows import hour_pages, lookup
from counsellor_app.workflows import hours as work
from counsellor_app.workflows import places as place_work
from sync.wording import _, ngettext

HourArgument = Annotated[str, typer.Argument(metavar="HOUR", help=marked("Its id, or place and day: Alphen tomorrow."))]
SlotArgument = Annotated[str, typer.Argument(metavar="ID", help=marked("The slot's id, or its beginning."))]
Team = Annotated[str, typer.Option("--team", help=marked("For which team; else your first."))]
Day = Annotated[str, typer.Option("--day", help=marked("2026-11-13, 13-11-2026, today, tomorrow."))]

places = command_group(marked("Places of the work: list, add, remove."))
hours = command_group(marked("Consultation hours: add, list, show, set, carry, cancel, roster."))
slots = command_group(marked("Who comes to an hour: add, set, move, shift, remove."))


@places.command("list", help=marked("List the places one can choose."))
def list_places(
    context: typer.Context,
    kind: Annotated[str, typer.Option("--kind", help=marked("coa, dji, shelter, office …"))] = "",
    json: Json = False,
) -> None:
    """List places."""
    with desk_of(context).session() as session:
        found = [one for one in place_work.list_places(session) if kind.strip().casefold() in ("", one.kind)]
    if json:
        print_json([place_form(place) for place in found])
    else:
        print_table([place.code, place.kind, place.city, place.name] for place in found)


@places.command("add", help=marked("Add a place for your team, or correct the one of the same code."))
def add_place(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=marked("What people call it."))],
    kind: Annotated[str, typer.Option("--kind", help=marked("coa, dji, shelter, office …"))],
    city: Annotated[str, typer.Option("--city")] = "",
    code: Annotated[str, typer.Option("--code", help=marked("Of the place to correct, or for a new one."))] = "",
    team: Team = "",
    json: Json = False,
) -> None:
    """Add a place."""
    with desk_of(context).session() as session:
        made = place_work.add_place(session, name, kind, city, code, team)
    if json:
        print_json({"code": made.code, "id": made.id})
    else:
        print_line(made.code)


@places.command("remove", help=marked("Take a place off your team's list (supervisors)."))
def remove_place(context: typer.Context, place: Annotated[str, typer.Argument(help=marked("Code or name."))]) -> None:
    """Remove a place."""
    with desk_of(context).session() as session:
        gone = place_work.remove_place(session, place)
    print_line(_("Taken off the list: {place}").format(place=gone.name))


@hours.command("add", help=marked("Plan an hour: hour add Alphen --day tomorrow 13:00 15:00"))
def add_hour(
    context: typer.Context,
    place: Annotated[str, typer.Argument(help=marked("Code or name of the place."))],
    starts: Annotated[str, typer.Argument(help=marked("13:00"))],
    ends: Annotated[str, typer.Argument(help=marked("15:00"))],
    day: Day = "",
    minutes: Annotated[int, typer.Option("--minutes", help=marked("For each talk."))] = DEFAULT_MINUTES,
    counsellor: Annotated[str, typer.Option("--counsellor", help=marked("Who holds it; else yourself."))] = "",
    remark: Annotated[str, typer.Option("--remark", help=marked("Which room, whom to ask for."))] = "",
    team: Team = "",
    json: Json = False,
) -> None:
    """Plan an hour."""
    with desk_of(context).session() as session:
        made = work.add_hour(
            session, place, day, starts, ends, minutes, counsellor=counsellor, remark=remark, team=team
        )
    if json:
        print_json({"id": made.id, "place": made.place, "day": made.day})
    else:
        print_line(f"{made.day} {made.starts}  {made.place}  {made.id}")


@hours.command("list", help=marked("List the hours, earliest first."))
def list_hours(
    context: typer.Context,
    since: Annotated[str, typer.Option("--from", help=marked("First day, 2026-11-01."))] = "",
    until: Annotated[str, typer.Option("--to", help=marked("Last day."))] = "",
    place: Annotated[str, typer.Option("--place")] = "",
    json: Json = False,
) -> None:
    """List hours."""
    with desk_of(context).session() as session:
        code = find_place(place_work.list_places(session), place).code if place.strip() else ""
        rows = work.list_hours(session, since, until, code)
    if json:
        print_json([hour_form(row) for row in rows])
        return
    print_table(
        [
            row.hour.id[:8],
            row.hour.day,
            f"{row.hour.starts}–{row.hour.ends}",
            row.place.name,
            row.counsellor_name,
            ngettext("{n} to come", "{n} to come", row.counts.to_come).format(n=row.counts.to_come)
            if row.whole
            else _("not on this device"),
        ]
        for row in rows
    )


@hours.command("show", help=marked("Show the queue of an hour."))
def show(context: typer.Context, hour: HourArgument, json: Json = False) -> None:
    """Show a queue."""
    with desk_of(context).session() as session:
        page = hour_pages.hour_page(session, work.find_hour(session, hour).id)
    if json:
        print_json(hour_page_form(page))
        return
    print_line(f"{page.place.name}  {page.hour.day}  {page.hour.starts}–{page.hour.ends}  {page.hour.remark}".rstrip())
    print_table(_described(row) for row in page.rows)
    if not page.whole:
        print_line(_("A day pack left out who comes here. Whom you add joins the others later."))


def _described(row: QueueRow) -> list[str]:
    slot = row.line.slot
    if slot is None:
        return [row.line.time, "", _("free"), "", ""]
    marks = [
        *([_("interpreter needed")] if row.interpreter not in ("", InterpreterNeed.NONE) else []),
        *([_("past the end")] if row.line.over else []),
        *([_("waits twice")] if row.twice else []),
        *([_("not on this device")] if not row.here else []),
    ]
    return [row.line.time, slot.id[:8], row.name, slot.state, ", ".join((*row.languages, *marks))]


@hours.command("carry", help=marked("Move everybody who still waits to another hour."))
def carry(context: typer.Context, hour: HourArgument, to: HourArgument, json: Json = False) -> None:
    """Carry over."""
    with desk_of(context).session() as session:
        moved = work.carry_over(session, work.find_hour(session, hour).id, work.find_hour(session, to).id)
    if json:
        print_json([slot_form(slot) for slot in moved])
    else:
        print_line(_("Moved: {n}").format(n=len(moved)))


@hours.command(
    "set", help=marked("Change an hour: day=tomorrow starts=14:00 ends= place= minutes= counsellor= remark=")
)
def set_hour(
    context: typer.Context,
    hour: HourArgument,
    assignments: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE …")],
    json: Json = False,
) -> None:
    """Change an hour."""
    values = read_assignments(assignments)
    with desk_of(context).session() as session:
        changed = work.change_hour(session, work.find_hour(session, hour).id, values)
    if json:
        print_json({"id": changed.id, "place": changed.place, "day": changed.day})
    else:
        print_line(f"{changed.day} {changed.starts}  {changed.place}  {changed.id}")


@hours.command("cancel", help=marked("Take an hour off the list; refused while somebody waits in it."))
def cancel(context: typer.Context, hour: HourArgument) -> None:
    """Cancel an hour."""
    with desk_of(context).session() as session:
        work.cancel_hour(session, work.find_hour(session, hour).id)
    print_line(_("The hour is taken off the list."))


@hours.command("roster", help=marked("Write the list of who comes as a PDF to print: times, names, languages only."))
def roster(
    context: typer.Context,
    hour: HourArgument,
    out: Annotated[Path, typer.Argument(metavar="FILE.pdf", help=marked("Where to write it."))],
    reason: Reason = "",
) -> None:
    """Write a roster."""
    before_leaving(ExportKind.ROSTER, reason, named=True)
    with desk_of(context).session() as session:
        page = hour_pages.hour_page(session, work.find_hour(session, hour).id)
        hour_pages.export_roster(session, page, out, reason, partial(roster_pdf, page))
    print_line(str(out))


@slots.command("add", help=marked("Put somebody into the queue of an hour: a case, or the name on a paper slip."))
def add_slot(
    context: typer.Context,
    hour: HourArgument,
    case: Annotated[str, typer.Argument(help=marked("The case, if there is one."))] = "",
    slip: Annotated[str, typer.Option("--slip", help=marked("The name on the slip, while there is no case."))] = "",
    at: Annotated[str, typer.Option("--at", help=marked("The time wanted; else the first free one."))] = "",
    received: Annotated[str, typer.Option("--received", help=marked("When the slip came."))] = "",
    remark: Annotated[str, typer.Option("--remark", help=marked("What the slip asks."))] = "",
    json: Json = False,
) -> None:
    """Add somebody."""
    with desk_of(context).session() as session:
        slot = work.add_slot(
            session,
            work.find_hour(session, hour).id,
            case=lookup.resolve_case_id(session, case) if case.strip() else "",
            slip=slip,
            at=at,
            received_on=received,
            remark=remark,
        )
    _print_slot(slot, json)


@slots.command(
    "set", help=marked("Say what became of somebody: state=present (absent, refused, released …) outcome= …")
)
def set_slot(
    context: typer.Context,
    slot: SlotArgument,
    assignments: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE …")],
    json: Json = False,
) -> None:
    """Change a slot."""
    values = read_assignments(assignments)
    with desk_of(context).session() as session:
        if values.get("case"):
            values["case"] = lookup.resolve_case_id(session, values["case"])
        changed = work.change_slot(session, work.find_slot(session, slot).id, values)
    _print_slot(changed, json)


@slots.command("move", help=marked("Move somebody to another hour."))
def move(context: typer.Context, slot: SlotArgument, hour: HourArgument, json: Json = False) -> None:
    """Move somebody."""
    with desk_of(context).session() as session:
        moved = work.move_slot(session, work.find_slot(session, slot).id, work.find_hour(session, hour).id)
    _print_slot(moved, json)


@slots.command("shift", help=marked("Let somebody change places with who stands so many lines below (above: -1)."))
def shift(
    context: typer.Context,
    slot: SlotArgument,
    step: Annotated[int, typer.Option("--by", help=marked("Lines down; up when negative."))] = 1,
) -> None:
    """Exchange places."""
    with desk_of(context).session() as session:
        work.shift_slot(session, work.find_slot(session, slot).id, step)
    print_line(_("Done."))


@slots.command("remove", help=marked("Take somebody out of the queue who was put there by mistake."))
def remove(context: typer.Context, slot: SlotArgument) -> None:
    """Remove somebody."""
    with desk_of(context).session() as session:
        work.remove_slot(session, work.find_slot(session, slot).id)
    print_line(_("Taken out of the queue."))


def _print_slot(slot: Slot, json: bool) -> None:
    if json:
        print_json(slot_form(slot))
    else:
        print_line(f"{slot.starts}  {slot.state}  {slot.id}")
