"""Commands about what was declined, safe contact, safety plans and the readers of a case.

What ``--json`` prints: ``refusal list`` {declined [id, offer, on, words, counts], allowed [offers], breaches
[refusal, offer, declined_on, code, kind, record, on]}, the last of what was saved on a device that did not know of the
refusal; ``contact-rule list`` {rules [id, rule, through, person, remark], ways {way: open}}; ``safety-plan list``
{measures [id, for, risk, measure, who, until], missing_for}; ``case restrict`` {restricted, reason, readers [id, name,
team, now]}.
"""

from datetime import date
from typing import Annotated, Any

import typer

from counsellor_app.commands.cases import CaseArgument
from counsellor_app.commands.desk import desk_of
from counsellor_app.commands.output import Json, command_group, marked, print_done, print_json, print_line, print_table
from counsellor_app.commands.people import PersonOption, case_id
from counsellor_app.desktop.words import protecting as words
from counsellor_app.domain.dossier import Dossier, Reader
from counsellor_app.domain.refusals import DeclinedBreach, Offer, offers_allowed
from counsellor_app.domain.safety import ContactWay, may_reach, missing_measures
from counsellor_app.workflows import dossiers, restricting
from counsellor_app.workflows import safety as verbs
from sync.wording import _

refusal = command_group(marked("What a client declined: add, list, withdraw."))
contact_rule = command_group(marked("How people may be reached without harm: add, list, remove."))
safety_plan = command_group(marked("Measures that protect client, family and helpers: add, list, remove."))


@refusal.command("add", help=marked("Keep that the client declined something: it is offered and named no more."))
def add_refusal(
    context: typer.Context,
    case: CaseArgument,
    offer: Annotated[str, typer.Argument(help=marked("beyond-rean, arrival, reintegration, contact:stv …"))],
    said: Annotated[str, typer.Option("--words", help=marked("In the client's words."))] = "",
    on: Annotated[str, typer.Option("--on", help=marked("The day; today when left out."))] = "",
    json: Json = False,
) -> None:
    """Keep a refusal."""
    with desk_of(context).session() as session:
        made = verbs.add_refusal(session, case_id(session, case), offer, said, on)
    if json:
        print_json({"id": made.id, "offer": made.offer, "on": made.on, "words": made.words})
    else:
        print_line(made.id)


@refusal.command("list", help=marked("List what was declined, and what may still be offered."))
def list_refusals(context: typer.Context, case: CaseArgument, json: Json = False) -> None:
    """List refusals."""
    with desk_of(context).session() as session:
        shown = dossiers.dossier(session, case_id(session, case))
    counted = {one.id for one in shown.declined}
    allowed = offers_allowed((str(offer) for offer in Offer), shown.declined)
    if json:
        declined = [
            {"id": one.id, "offer": one.offer, "on": one.on, "words": one.words, "counts": one.id in counted}
            for one in shown.refusals
        ]
        print_json(
            {"declined": declined, "allowed": list(allowed), "breaches": [_breach_form(one) for one in shown.breaches]}
        )
        return
    print_table([one.on, words.offer(one.offer), one.words, one.id] for one in shown.refusals)
    print_line(_("May be offered: {offers}").format(offers=", ".join(words.offer(code) for code in allowed)))
    for one in shown.breaches:
        print_line(words.breach_line(one))


def _breach_form(one: DeclinedBreach) -> dict[str, str]:
    return {
        "refusal": one.refusal.id,
        "offer": one.refusal.offer,
        "declined_on": one.refusal.on,
        "code": one.code,
        "kind": one.kind,
        "record": one.record,
        "on": one.on,
    }


@refusal.command("withdraw", help=marked("The client changed his mind: it may be offered again."))
def withdraw_refusal(context: typer.Context, refusal_id: Annotated[str, typer.Argument()], json: Json = False) -> None:
    """Withdraw a refusal."""
    with desk_of(context).session() as session:
        verbs.withdraw_refusal(session, refusal_id)
    print_done(json, "withdrawn", refusal_id)


@contact_rule.command("add", help=marked("Keep a rule: never_call, no_voicemail, only_through …"))
def add_contact_rule(
    context: typer.Context,
    case: CaseArgument,
    rule: Annotated[str, typer.Argument()],
    through: Annotated[str, typer.Option("--through", help=marked("By whom, or at which hours, alone."))] = "",
    remark: Annotated[str, typer.Option("--remark")] = "",
    who: PersonOption = "",
    json: Json = False,
) -> None:
    """Keep a rule; without --person it holds for everybody of the case."""
    with desk_of(context).session() as session:
        made = verbs.add_contact_rule(session, case_id(session, case), rule, through=through, remark=remark, person=who)
    if json:
        print_json({"id": made.id, "rule": made.rule, "through": made.through, "person": made.person})
    else:
        print_line(made.id)


@contact_rule.command("list", help=marked("List the rules, and which ways of contact are open."))
def list_contact_rules(context: typer.Context, case: CaseArgument, json: Json = False) -> None:
    """List the rules of a case."""
    with desk_of(context).session() as session:
        shown = dossiers.dossier(session, case_id(session, case))
    client = shown.persons[0].id if shown.persons else ""
    ways = {str(way): may_reach(way, client, shown.contact_rules).allowed for way in ContactWay}
    if json:
        rules = [
            {"id": one.id, "rule": one.rule, "through": one.through, "person": one.person, "remark": one.remark}
            for one in shown.contact_rules
        ]
        print_json({"rules": rules, "ways": ways})
        return
    for one in shown.contact_rules:
        whose = shown.whose(one) or _("everybody of the case")
        print_line(f"{words.rule_line(one)}  {whose}  {one.remark}  {one.id}")
    closed = ", ".join(words.contact_way(way) for way, is_open in ways.items() if not is_open)
    print_line(_("The client must not be reached by: {ways}").format(ways=closed or "–"))


@contact_rule.command("remove", help=marked("Take a rule away."))
def remove_contact_rule(context: typer.Context, rule_id: Annotated[str, typer.Argument()], json: Json = False) -> None:
    """Take a rule away."""
    with desk_of(context).session() as session:
        verbs.remove_contact_rule(session, rule_id)
    print_done(json, "removed", rule_id)


@safety_plan.command("add", help=marked("Keep one measure for client, family or helpers."))
def add_measure(
    context: typer.Context,
    case: CaseArgument,
    for_whom: Annotated[str, typer.Option("--for", help=marked("client, family or helpers."))],
    risk: Annotated[str, typer.Option("--risk", help=marked("What the danger is."))],
    measure: Annotated[str, typer.Option("--measure", help=marked("What is done against it."))],
    who: Annotated[str, typer.Option("--who", help=marked("Who sees to it."))] = "",
    until: Annotated[str, typer.Option("--until")] = "",
    json: Json = False,
) -> None:
    """Keep a measure."""
    with desk_of(context).session() as session:
        made = verbs.add_measure(session, case_id(session, case), for_whom, risk, measure, who=who, until=until)
    if json:
        print_json({"id": made.id})
    else:
        print_line(made.id)


@safety_plan.command("list", help=marked("List the measures, and for whom there is none."))
def list_measures(context: typer.Context, case: CaseArgument, json: Json = False) -> None:
    """List the measures of a case."""
    with desk_of(context).session() as session:
        shown = dossiers.dossier(session, case_id(session, case))
    missing = missing_measures(shown.measures, date.today())
    if json:
        measures = [
            {
                "id": one.id,
                "for": one.for_whom,
                "risk": one.risk,
                "measure": one.measure,
                "who": one.who,
                "until": one.until,
            }
            for one in shown.measures
        ]
        print_json({"measures": measures, "missing_for": list(missing)})
        return
    print_table(
        [words.for_whom(one.for_whom), one.risk, one.measure, one.who, one.until, one.id] for one in shown.measures
    )
    if missing and shown.measures:
        print_line(_("Nothing is planned for: {whom}").format(whom=", ".join(map(words.for_whom, missing))))


@safety_plan.command("remove", help=marked("Take a measure away."))
def remove_measure(context: typer.Context, measure_id: Annotated[str, typer.Argument()], json: Json = False) -> None:
    """Take a measure away."""
    with desk_of(context).session() as session:
        verbs.remove_measure(session, measure_id)
    print_done(json, "removed", measure_id)


def restrict(
    context: typer.Context,
    case: CaseArgument,
    readers: Annotated[
        list[str] | None, typer.Option("--readers", help=marked("Name or id; several, or with commas between."))
    ] = None,
    reason: Annotated[str, typer.Option("--reason")] = "",
    lift: Annotated[bool, typer.Option("--lift", help=marked("Open the case to its team again."))] = False,
    json: Json = False,
) -> None:
    """Let only named persons read a case from now on; without --readers show who reads it."""
    named = [part.strip() for text in readers or () for part in text.split(",") if part.strip()]
    with desk_of(context).session() as session:
        found = case_id(session, case)
        if lift:
            restricting.lift_restriction(session, found, reason)
        elif named:
            restricting.restrict_case(session, found, named, reason)
        shown = dossiers.dossier(session, found)
    if json:
        print_json(_readers_form(shown))
        return
    print_line(_("Reads it from now on: {names}").format(names=_names(one for one in shown.readers if one.now)))
    if before := _names(one for one in shown.readers if not one.now):
        print_line(_("Could read it before, and keeps what he has: {names}").format(names=before))
    for state in words.restriction_states(shown.waits, shown.left_out):
        print_line(" ".join(state))


def _readers_form(shown: Dossier) -> dict[str, Any]:
    return {
        "restricted": shown.restriction is not None,
        "reason": shown.restriction.reason if shown.restriction else "",
        "waits": shown.waits,
        "left_out": list(shown.left_out),
        "readers": [{"id": one.id, "name": one.name, "team": one.is_team, "now": one.now} for one in shown.readers],
    }


def _names(readers: Any) -> str:
    found: list[Reader] = list(readers)
    return ", ".join(one.name for one in found)
