"""Commands about a case's journey: enrolling, steps, gates, evidence, facts, eligibility, support."""

from datetime import date
from typing import Annotated

import typer

from counsellor_app.commands.cases import CaseArgument
from counsellor_app.commands.desk import desk_of
from counsellor_app.commands.journey_forms import (
    Form,
    eligibility_form,
    evidence_form,
    fact_form,
    gate_forms,
    journey_form,
    step_form,
    support_form,
)
from counsellor_app.commands.output import Json, command_group, marked, print_json, print_line, print_table
from counsellor_app.domain.programmes.eligibility import rules_since
from counsellor_app.domain.programmes.journeys import Journey
from counsellor_app.domain.programmes.reasons import answer_name, rule_lines
from counsellor_app.domain.programmes.vocabulary import choice_name, evidence_name, fact_name
from counsellor_app.domain.programmes_list import catalogue
from counsellor_app.reports.yearly_results import money
from counsellor_app.workflows import eligibility as rules
from counsellor_app.workflows import journey, lookup
from counsellor_app.workflows.departure_words import status_of, status_told
from sync.wording import _, language, ngettext

Programme = Annotated[str, typer.Option("--programme", help=marked("Programme code, where several have it."))]
On = Annotated[str, typer.Option("--on", help=marked("The day, by default today."))]
Remark = Annotated[str, typer.Option("--remark")]
Code = Annotated[str, typer.Argument(metavar="CODE", help=marked("Programme code or name."))]

fact = command_group(marked("Facts that rules ask for: set, list."))
step = command_group(marked("Steps of a programme: mark, list."))
evidence = command_group(marked("Evidence that gates demand: add, list, remove."))
gate = command_group(marked("Gates: list, override (supervisors)."))
support = command_group(marked("What was given to people: add, list."))


def enrol(
    context: typer.Context, case: CaseArgument, code: Code, on: On = "", remark: Remark = "", json: Json = False
) -> None:
    """Enrol a case in a programme."""
    with desk_of(context).session() as session:
        case_id = lookup.resolve_case_id(session, case)
        made = journey.enrol(session, case_id, code, on=on, remark=remark)
    if json:
        print_json({"id": made.id, "programme": made.programme, "version": made.version, "started_on": made.started_on})
    else:
        print_line(f"{made.programme} {made.version}  {made.started_on}  {made.id}")


def outcome(
    context: typer.Context,
    case: CaseArgument,
    code: Annotated[str, typer.Argument(metavar="OUTCOME", help=marked("Outcome code; empty: it goes on."))],
    programme_code: Programme = "",
    on: On = "",
    remark: Remark = "",
    json: Json = False,
) -> None:
    """Say how an enrolment ended or stands."""
    with desk_of(context).session() as session:
        case_id = lookup.resolve_case_id(session, case)
        before = status_of(session, case_id)
        made = journey.set_outcome(session, case_id, code, programme=programme_code, on=on, remark=remark)
        after = status_of(session, case_id)
    if json:
        form = {"id": made.id, "programme": made.programme, "outcome": made.outcome, "ended_on": made.ended_on}
        print_json(form | {"status": after})
    else:
        print_line(f"{made.programme}  {made.outcome or '–'}  {made.ended_on}")
        _say(status_told(before, after))


def _say(line: str) -> None:
    if line:
        print_line(line)


def journey_(context: typer.Context, case: CaseArgument, json: Json = False) -> None:
    """Show a case's journey."""
    with desk_of(context).session() as session:
        found = journey.journey(session, lookup.resolve_case_id(session, case))
    if json:
        print_json(journey_form(found))
        return
    for way in found.ways:
        print_line(f"{way.label} {way.enrolment.version}  {way.enrolment.started_on}")
        print_table(
            ["", row.step.code, row.state or "–", row.on or row.due_on, row.step.words(language())] for row in way.steps
        )
    _print_gates(found)
    _print_checks(found)
    if found.less:
        print_line(_("The client declined something: it is left out here. `counsellor refusal list CASE` shows it."))


def gates(context: typer.Context, case: CaseArgument, json: Json = False) -> None:
    """Show how the gates of a case stand."""
    with desk_of(context).session() as session:
        found = journey.journey(session, lookup.resolve_case_id(session, case))
    if json:
        print_json(gate_forms(found))
    else:
        _print_gates(found)


gate.command("list", help=marked("Show how the gates of a case stand, and what each lacks."))(gates)


def _print_gates(found: Journey) -> None:
    print_table(
        [form["programme"], form["gate"], form["state"], _in_case(form["reference"]), _lacks(form)]
        for form in gate_forms(found)
    )


def _in_case(reference: str) -> str:
    return _("in {case}").format(case=reference) if reference else ""


def _lacks(form: Form) -> str:
    said: str = form["reason"]
    return said or ", ".join(form["missing_names"])


def _print_checks(found: Journey) -> None:
    """Print the newest check of each programme, and whether its rules changed since."""
    for check in {one.programme: one for one in reversed(found.checks)}.values():
        _say(f"{check.programme} {check.version}  {check.on}  {answer_name(check.answer)}")
        version = rules_since(check, catalogue(), date.today())
        if version is not None:
            _say("  " + _("The rules changed since; in force now: {version}.").format(version=version or "–"))


def eligibility(
    context: typer.Context,
    case: CaseArgument,
    code: Code,
    on: On = "",
    look: Annotated[bool, typer.Option("--look", help=marked("Only look: keep no check on the case."))] = False,
    json: Json = False,
) -> None:
    """Say whether a client may have a programme, and why."""
    with desk_of(context).session() as session:
        case_id = lookup.resolve_case_id(session, case)
        found = rules.check(session, case_id, code, on=on, keep=not look)
    if json:
        print_json(eligibility_form(found, on))
        return
    print_line(f"{found.programme} {found.version}: {answer_name(found.answer)}")
    text = catalogue().version(found.programme, found.version)
    for line in rule_lines([*found.reasons, *found.remarks], text, language()):
        print_line(f"  {line}")
    if found.missing:
        print_line(_("Missing: {missing}.").format(missing=", ".join(fact_name(one) for one in found.missing)))


@fact.command("set", help=marked("Put down a fact: FACT VALUE; an empty value takes it back."))
def set_fact(
    context: typer.Context,
    case: CaseArgument,
    code: Annotated[str, typer.Argument(metavar="FACT", help=marked("For example asylum_claim_on."))],
    value: Annotated[str, typer.Argument(metavar="VALUE", help=marked("A day, yes or no, a country …"))],
    on: Annotated[str, typer.Option("--on", help=marked("The day from which it holds; empty for always."))] = "",
    json: Json = False,
) -> None:
    """Put down a fact."""
    with desk_of(context).session() as session:
        case_id = lookup.resolve_case_id(session, case)
        made = rules.set_fact(session, case_id, code, value, on=on)
    if json:
        print_json(fact_form(made))
    else:
        print_line(f"{fact_name(made.code)}: {choice_name(made.value)}")


@fact.command("list", help=marked("List the facts of a case."))
def list_facts(context: typer.Context, case: CaseArgument, json: Json = False) -> None:
    """List facts."""
    with desk_of(context).session() as session:
        found = rules.facts(session, lookup.resolve_case_id(session, case))
    if json:
        print_json([fact_form(one) for one in found])
    else:
        print_table([one.code, choice_name(one.value), one.on, fact_name(one.code)] for one in found)


@step.command("mark", help=marked("Mark a step done, planned or dropped."))
def mark_step(
    context: typer.Context,
    case: CaseArgument,
    code: Annotated[str, typer.Argument(metavar="STEP", help=marked("Step code of the programme."))],
    state: Annotated[str, typer.Option("--state", help=marked("done, planned or dropped."))] = "done",
    programme_code: Programme = "",
    on: On = "",
    remark: Remark = "",
    json: Json = False,
) -> None:
    """Mark a step."""
    with desk_of(context).session() as session:
        case_id = lookup.resolve_case_id(session, case)
        before = status_of(session, case_id)
        made = journey.mark_step(session, case_id, code, state=state, programme=programme_code, on=on, remark=remark)
        after = status_of(session, case_id)
    if json:
        form = {"id": made.id, "enrolment": made.enrolment, "step": made.step, "state": made.state, "on": made.on}
        print_json(form | {"status": after})
    else:
        print_line(f"{made.step}  {made.state}  {made.on}")
        _say(status_told(before, after))


@step.command("list", help=marked("List the steps of a case's enrolments."))
def list_steps(context: typer.Context, case: CaseArgument, json: Json = False) -> None:
    """List steps."""
    with desk_of(context).session() as session:
        found = journey.journey(session, lookup.resolve_case_id(session, case))
    rows = [(way.label, row) for way in found.ways for row in way.steps]
    if json:
        print_json([{"programme": code, **step_form(row)} for code, row in rows])
    else:
        print_table(
            [code, row.step.code, row.state or "–", row.on or row.due_on, row.step.words(language())]
            for code, row in rows
        )


@evidence.command("add", help=marked("Add evidence to a gate: without --kind all that it still lacks."))
def add_evidence(
    context: typer.Context,
    case: CaseArgument,
    name: Annotated[str, typer.Argument(metavar="GATE", help=marked("Gate code, or kind of evidence."))],
    kind: Annotated[str, typer.Option("--kind", help=marked("One kind of evidence of the gate."))] = "",
    programme_code: Programme = "",
    given_by: Annotated[str, typer.Option("--by", help=marked("Who gave it."))] = "",
    on: On = "",
    document: Annotated[str, typer.Option("--document", help=marked("Number or id of the document."))] = "",
    remark: Remark = "",
    json: Json = False,
) -> None:
    """Add evidence."""
    with desk_of(context).session() as session:
        case_id = lookup.resolve_case_id(session, case)
        made = journey.add_evidence(
            session,
            case_id,
            name,
            kind=kind,
            programme=programme_code,
            given_by=given_by,
            on=on,
            document=document,
            remark=remark,
        )
    if json:
        print_json([evidence_form(one) for one in made])
    else:
        print_table([one.id, one.gate, evidence_name(one.kind), one.on] for one in made)


@evidence.command("remove", help=marked("Take evidence back that was added wrongly, by its id."))
def remove_evidence(
    context: typer.Context, evidence_id: Annotated[str, typer.Argument(metavar="ID")], json: Json = False
) -> None:
    """Take evidence back."""
    with desk_of(context).session() as session:
        breached = journey.remove_evidence(session, evidence_id)
    if json:
        print_json({"removed": evidence_id, "breached": breached})
    else:
        print_line(_("Removed."))
        if breached:
            print_line(
                ngettext(
                    "{n} gate was passed with it: that is a breach now, shown until there is other evidence.",
                    "{n} gates were passed with it: those are breaches now, shown until there is other evidence.",
                    breached,
                ).format(n=breached)
            )


@evidence.command("list", help=marked("List the evidence of a case."))
def list_evidence(context: typer.Context, case: CaseArgument, json: Json = False) -> None:
    """List evidence."""
    with desk_of(context).session() as session:
        found = journey.journey(session, lookup.resolve_case_id(session, case))
    rows = [one for way in found.ways for one in way.evidence]
    if json:
        print_json([evidence_form(one) for one in rows])
    else:
        print_table([one.id, one.gate, evidence_name(one.kind), one.on, one.given_by] for one in rows)


@gate.command("override", help=marked("Let a gate pass without its evidence, with a reason (supervisors)."))
def override(
    context: typer.Context,
    case: CaseArgument,
    name: Annotated[str, typer.Argument(metavar="GATE", help=marked("Gate code of the programme."))],
    reason: Annotated[str, typer.Option("--reason", help=marked("Why; it stays visible for ever."))],
    programme_code: Programme = "",
    json: Json = False,
) -> None:
    """Override a gate."""
    with desk_of(context).session() as session:
        case_id = lookup.resolve_case_id(session, case)
        made = journey.override_gate(session, case_id, name, reason, programme=programme_code)
    if json:
        print_json({"id": made.id, "enrolment": made.enrolment, "gate": made.gate, "reason": made.reason})
    else:
        print_line(_("{gate} is overridden; this stays visible.").format(gate=made.gate))


@gate.command(
    "before", help=marked("Say that cases passed their gates before gates were kept here, with a reason (supervisors).")
)
def before_gates(
    context: typer.Context,
    cases: Annotated[list[str], typer.Argument(metavar="CASE …")],
    reason: Annotated[str, typer.Option("--reason", help=marked("Why; it stays visible for ever."))],
    on: Annotated[str, typer.Option("--on", help=marked("The last day it speaks of, by default today."))] = "",
    json: Json = False,
) -> None:
    """Tell what is long past apart from what went wrong."""
    with desk_of(context).session() as session:
        made = [
            journey.departed_before_gates(session, lookup.resolve_case_id(session, case), reason, on=on)
            for case in cases
        ]
    if json:
        print_json([{"id": one.id, "case": one.case, "on": one.on, "reason": one.reason} for one in made])
    else:
        print_line(
            ngettext(
                "Kept of {n} case; this stays visible.", "Kept of {n} cases; this stays visible.", len(made)
            ).format(n=len(made))
        )


@support.command("add", help=marked("Put down what was given; without --amount the programme's own amount."))
def add_support(
    context: typer.Context,
    case: CaseArgument,
    item: Annotated[str, typer.Argument(metavar="ITEM", help=marked("Support item of the programme."))],
    programme_code: Programme = "",
    amount: Annotated[str, typer.Option("--amount", help=marked("1750 or 87.50."))] = "",
    currency: Annotated[str, typer.Option("--currency")] = "",
    person: Annotated[str, typer.Option("--person", help=marked("Name or id; else the client."))] = "",
    on: On = "",
    remark: Remark = "",
    json: Json = False,
) -> None:
    """Put down support."""
    with desk_of(context).session() as session:
        case_id = lookup.resolve_case_id(session, case)
        made = journey.give_support(
            session,
            case_id,
            item,
            programme=programme_code,
            amount=amount,
            currency=currency,
            person=person,
            on=on,
            remark=remark,
        )
    if json:
        print_json(support_form(made))
    else:
        print_line(f"{made.item}  {money(made.currency, made.amount_cents)}  {made.on}")


@support.command("list", help=marked("List what was given in a case."))
def list_support(context: typer.Context, case: CaseArgument, json: Json = False) -> None:
    """List support."""
    with desk_of(context).session() as session:
        found = journey.journey(session, lookup.resolve_case_id(session, case))
    rows = [one for way in found.ways for one in way.support]
    if json:
        print_json([support_form(one) for one in rows])
    else:
        print_table([one.item, money(one.currency, one.amount_cents), one.on, one.remark] for one in rows)
