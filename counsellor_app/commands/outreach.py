"""Commands about outreach: network contacts, talks without a name, what they become, figures."""

from datetime import date
from typing import Annotated

import typer

from counsellor_app.commands.desk import desk_of
from counsellor_app.commands.hour_forms import contact_form, count_form, talk_form
from counsellor_app.commands.output import Json, command_group, marked, print_json, print_line, print_table
from counsellor_app.commands.people import read_assignments
from counsellor_app.domain.hours import read_day
from counsellor_app.domain.outreach import OutreachTalk, contact_name
from counsellor_app.workflows import lookup
from counsellor_app.workflows import outreach as work
from sync.wording import _

Team = Annotated[str, typer.Option("--team", help=marked("For which team; else your first."))]
Since = Annotated[str, typer.Option("--from", help=marked("First day, 2026-11-01."))]
Until = Annotated[str, typer.Option("--to", help=marked("Last day."))]
TalkArgument = Annotated[str, typer.Argument(metavar="ID", help=marked("The talk's id, or its beginning."))]

contacts = command_group(marked("Network contacts by city: add, list, set, remove."))
outreach = command_group(marked("Outreach: talk, become, list, set, counts."))


@contacts.command("add", help=marked("Add somebody the team knows: organisation, person, city."))
def add_contact(
    context: typer.Context,
    city: Annotated[str, typer.Option("--city")],
    organisation: Annotated[str, typer.Option("--organisation")] = "",
    person: Annotated[str, typer.Option("--person")] = "",
    phone: Annotated[str, typer.Option("--phone")] = "",
    email: Annotated[str, typer.Option("--email")] = "",
    remark: Annotated[str, typer.Option("--remark")] = "",
    team: Team = "",
    json: Json = False,
) -> None:
    """Add a contact."""
    with desk_of(context).session() as session:
        made = work.add_contact(session, organisation, person, city, phone=phone, email=email, remark=remark, team=team)
    if json:
        print_json(contact_form(made))
    else:
        print_line(f"{contact_name(made)}  {made.id}")


@contacts.command("list", help=marked("List contacts by city."))
def list_contacts(
    context: typer.Context, city: Annotated[str, typer.Option("--city")] = "", json: Json = False
) -> None:
    """List contacts."""
    with desk_of(context).session() as session:
        found = work.list_contacts(session, city)
    if json:
        print_json([contact_form(contact) for contact in found])
    else:
        print_table([one.id[:8], one.city, contact_name(one), one.phone, one.email] for one in found)


@contacts.command("set", help=marked("Change a contact: phone=030-1234567 person=Osei …"))
def set_contact(
    context: typer.Context,
    contact: Annotated[str, typer.Argument(help=marked("Words of its name and city, or its id."))],
    assignments: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE …")],
    json: Json = False,
) -> None:
    """Change a contact."""
    values = dict(assignment.partition("=")[::2] for assignment in assignments)
    with desk_of(context).session() as session:
        changed = work.change_contact(session, work.named_contact(session, contact).id, values)
    if json:
        print_json(contact_form(changed))
    else:
        print_line(contact_name(changed))


@contacts.command("remove", help=marked("Take a contact off the list; talks through it keep counting."))
def remove_contact(
    context: typer.Context,
    contact: Annotated[str, typer.Argument(help=marked("Words of its name and city, or its id."))],
) -> None:
    """Remove a contact."""
    with desk_of(context).session() as session:
        work.remove_contact(session, work.named_contact(session, contact).id)
    print_line(_("Taken off the list."))


@outreach.command("talk", help=marked("Put down a talk with somebody without a name."))
def talk(
    context: typer.Context,
    city: Annotated[str, typer.Option("--city")],
    day: Annotated[str, typer.Option("--day", help=marked("2026-11-13, 13-11-2026, today."))] = "",
    contact: Annotated[str, typer.Option("--contact", help=marked("Who led to it: words of the contact."))] = "",
    language: Annotated[str, typer.Option("--language", help=marked("Code or name."))] = "",
    country: Annotated[str, typer.Option("--country", help=marked("Code or name."))] = "",
    remark: Annotated[str, typer.Option("--remark", help=marked("What was said; no name."))] = "",
    team: Team = "",
    json: Json = False,
) -> None:
    """Put a talk down."""
    with desk_of(context).session() as session:
        made = work.add_talk(
            session,
            city,
            day=day,
            contact=contact,
            language=language,
            country=country,
            remark=remark,
            team=team,
        )
    _print_talk(made, json)


@outreach.command("become", help=marked("The person of a talk becomes a case: an existing one, or a new one by name."))
def become(
    context: typer.Context,
    talk_id: TalkArgument,
    case: Annotated[str, typer.Argument(help=marked("The case; leave it out and give --name for a new one."))] = "",
    name: Annotated[str, typer.Option("--name", help=marked("Open a new case for this name."))] = "",
    json: Json = False,
) -> None:
    """Let a talk become a case."""
    if bool(case.strip()) == bool(name.strip()):
        raise typer.BadParameter(_("Give either a case or --name."), param_hint="CASE / --name")
    with desk_of(context).session() as session:
        found = work.find_talk(session, talk_id)
        if case.strip():
            changed = work.become(session, found.id, lookup.resolve_case_id(session, case))
        else:
            changed = work.become_new(session, found.id, name)
    _print_talk(changed, json)


@outreach.command("list", help=marked("List talks, newest first."))
def list_talks(
    context: typer.Context,
    since: Since = "",
    until: Until = "",
    city: Annotated[str, typer.Option("--city")] = "",
    json: Json = False,
) -> None:
    """List talks."""
    with desk_of(context).session() as session:
        found = work.list_talks(session, *_days(since, until), city)
    if json:
        print_json([talk_form(one) for one in found])
    else:
        print_table([one.id[:8], one.day, one.city, one.country, one.case[:8], one.remark[:60]] for one in found)


@outreach.command("set", help=marked("Change a talk: city= day= contact= language= country= remark="))
def set_talk(
    context: typer.Context,
    talk_id: TalkArgument,
    assignments: Annotated[list[str], typer.Argument(metavar="FIELD=VALUE …")],
    json: Json = False,
) -> None:
    """Change a talk."""
    values = read_assignments(assignments)
    with desk_of(context).session() as session:
        changed = work.change_talk(session, work.find_talk(session, talk_id).id, values)
    _print_talk(changed, json)


@outreach.command("remove", help=marked("Take a talk away that was put down by mistake."))
def remove_talk(context: typer.Context, talk_id: TalkArgument) -> None:
    """Remove a talk."""
    with desk_of(context).session() as session:
        work.remove_talk(session, work.find_talk(session, talk_id).id)
    print_line(_("Taken away."))


@outreach.command("counts", help=marked("Figures by counsellor, city and period; nobody is counted twice."))
def counts(
    context: typer.Context,
    since: Since = "",
    until: Until = "",
    by: Annotated[str, typer.Option("--by", help=marked("month, quarter or year; nothing for one row."))] = "",
    whole: Annotated[bool, typer.Option("--whole", help=marked("Everybody and everywhere in one row."))] = False,
    json: Json = False,
) -> None:
    """Count outreach."""
    days = _days(since, until)
    with desk_of(context).session() as session:
        rows, partly = work.counts(session, *days, by.strip().casefold(), whole=whole), work.counts_partly(session)
    if json:
        print_json([count_form(row) for row in rows])
        return
    heads = [_("Counsellor"), _("City"), _("Period"), _("Talks"), _("People"), _("Became a case"), _("Contacts")]
    cells = [
        [row.counsellor, row.city, row.period, str(row.talks), str(row.people), str(row.became), str(row.contacts)]
        for row in rows
    ]
    print_table([heads, *cells])
    if partly:
        print_line(_("A day pack left out cases: their outreach notes are not counted here."))


def _days(since: str, until: str) -> tuple[str, str]:
    first, last = (read_day(text, date.today()) if text.strip() else "" for text in (since, until))
    return first, last


def _print_talk(talk_made: OutreachTalk, json: bool) -> None:
    if json:
        print_json(talk_form(talk_made))
    else:
        print_line(f"{talk_made.day}  {talk_made.city}  {talk_made.id}")
