"""Commands about information sessions for groups, whose heads are counted and never named."""

from typing import Annotated

import typer

from counsellor_app.commands.desk import desk_of
from counsellor_app.commands.hour_forms import head_form, session_form
from counsellor_app.commands.output import Json, command_group, marked, print_json, print_line, print_table
from counsellor_app.domain.countries import country_name, language_name
from counsellor_app.domain.hours import HeadCount
from counsellor_app.workflows import sessions as work
from sync.wording import _, language

SessionArgument = Annotated[str, typer.Argument(metavar="ID", help=marked("The session's id, or its beginning."))]

sessions = command_group(marked("Information sessions for groups: add, count, list, cancel."))


@sessions.command("add", help=marked("Put down a session, held or planned."))
def add(
    context: typer.Context,
    place: Annotated[str, typer.Argument(help=marked("Code or name of the place."))],
    topic: Annotated[str, typer.Option("--topic", help=marked("What it is about."))],
    day: Annotated[str, typer.Option("--day", help=marked("2026-11-13, 13-11-2026, today, tomorrow."))] = "",
    languages: Annotated[str, typer.Option("--languages", help=marked("Codes or names, separated by commas."))] = "",
    counsellor: Annotated[str, typer.Option("--counsellor", help=marked("Who holds it; else yourself."))] = "",
    remark: Annotated[str, typer.Option("--remark")] = "",
    team: Annotated[str, typer.Option("--team", help=marked("For which team; else your first."))] = "",
    json: Json = False,
) -> None:
    """Add a session."""
    with desk_of(context).session() as session:
        made = work.add_session(session, place, day, topic, languages, counsellor=counsellor, remark=remark, team=team)
    if json:
        print_json({"id": made.id, "place": made.place, "day": made.day})
    else:
        print_line(f"{made.day}  {made.place}  {made.id}")


@sessions.command("count", help=marked("Count heads: session count ID 7 --language ar --country SY; 0 takes it away."))
def count(
    context: typer.Context,
    session_id: SessionArgument,
    people: Annotated[int, typer.Argument(help=marked("How many."))],
    spoken: Annotated[str, typer.Option("--language", help=marked("Code or name."))] = "",
    country: Annotated[str, typer.Option("--country", help=marked("Code or name."))] = "",
    json: Json = False,
) -> None:
    """Count heads."""
    with desk_of(context).session() as session:
        made = work.count_heads(session, work.find_session(session, session_id).id, people, spoken, country)
    if json:
        print_json(head_form(made))
    else:
        print_line(_head(made))


@sessions.command("list", help=marked("List sessions with their head counts."))
def list_(
    context: typer.Context,
    since: Annotated[str, typer.Option("--from", help=marked("First day, 2026-11-01."))] = "",
    until: Annotated[str, typer.Option("--to", help=marked("Last day."))] = "",
    json: Json = False,
) -> None:
    """List sessions."""
    with desk_of(context).session() as session:
        rows = work.list_sessions(session, since, until)
    if json:
        print_json([session_form(row) for row in rows])
        return
    print_table(
        [
            row.session.id[:8],
            row.session.day,
            row.place.name,
            row.session.topic,
            str(row.people),
            "; ".join(_head(head) for head in row.heads),
        ]
        for row in rows
    )


@sessions.command("cancel", help=marked("Take a session off the list that was not held."))
def cancel(context: typer.Context, session_id: SessionArgument) -> None:
    """Cancel a session."""
    with desk_of(context).session() as session:
        work.cancel_session(session, work.find_session(session, session_id).id)
    print_line(_("The session is taken off the list."))


def _head(head: HeadCount) -> str:
    shown = language()
    names = [language_name(head.language, shown) if head.language else "", country_name(head.country, shown)]
    return " ".join(part for part in (str(head.people), *names) if part)
