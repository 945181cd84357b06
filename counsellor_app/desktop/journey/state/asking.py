"""The forms of the journey, as plain values. No Qt."""

from collections.abc import Mapping, Sequence
from typing import Final

from counsellor_app.desktop.journey.state import ways
from counsellor_app.desktop.people.state.forms import Choice, FieldSpec, FormSpec
from counsellor_app.desktop.words import programmes as words
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.declined_journeys import fact_shown
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.eligibility import Eligibility
from counsellor_app.domain.programmes.gates import GateState, Passage, leads_home
from counsellor_app.domain.programmes.journeys import Journey, StepRow, Way
from counsellor_app.domain.programmes.reasons import answer_name
from counsellor_app.domain.programmes.records import Answer, StepState
from counsellor_app.domain.programmes.schema import Outcome, Programme
from counsellor_app.domain.programmes.vocabulary import DERIVED, FACT_KINDS
from counsellor_app.domain.programmes_list import PROGRAMMES, catalogue
from counsellor_app.domain.refusals import Refusal, is_allowed, offer_of, programme_offered
from counsellor_app.domain.validation import read_date
from sync.wording import _, language, ngettext

ENROL, MARK, EVIDENCE, OVERRIDE, OUTCOME = "enrol", "step_mark", "evidence", "override", "outcome"
CHECK, FACT, SUPPORT, PAST = "eligibility_check", "fact", "support", "before_gates"
GOES_ON: Final = "goes-on"
"""What is chosen to take an outcome back."""


def _day(label: str = "", hint: str = "") -> FieldSpec:
    return FieldSpec("on", label or _("On"), hint=hint or _("Empty for today"), check=read_date)


def enrol_form(outlook: Sequence[Eligibility] = (), declined: Sequence[Refusal] = ()) -> FormSpec:
    """Return the form that enrols the case in a programme; *outlook*: what the rules answer today."""
    fields = (
        FieldSpec("programme", _("Programme"), "choice", programme_choices(outlook, declined), required=True),
        _day(_("Since")),
        FieldSpec("remark", _("Remark")),
    )
    return FormSpec(ENROL, _("Enrol in a programme"), fields, _("Enrol"))


_LIKELY: Final = {Answer.YES: 0, Answer.UNKNOWN: 1, Answer.NO: 2}


def programme_choices(outlook: Sequence[Eligibility] = (), declined: Sequence[Refusal] = ()) -> tuple[Choice, ...]:
    """Return the programmes to choose from: what the client may have first, those that are over last."""
    answers = {one.programme: one.answer for one in outlook}

    def order(one: Programme) -> tuple[bool, int]:
        return one.historical, _LIKELY[answers.get(one.code, Answer.UNKNOWN)]

    offered = [one for one in PROGRAMMES.values() if programme_offered(one.code, declined)]
    return tuple((one.code, one.words(language()), _note(one, answers)) for one in sorted(offered, key=order))


def _note(programme: Programme, answers: Mapping[str, Answer]) -> str:
    """Return the code and, in a word, what the rules answer today: there is little room."""
    answer = answers.get(programme.code, "")
    return facts(programme.code, "?" if answer == Answer.UNKNOWN else answer_name(answer) if answer else "")


def mark_form(way: Way, step: str) -> FormSpec:
    """Return the form that marks a step done, planned or dropped."""
    row = next((one for one in way.steps if one.step.code == step), None)
    title = row.step.words(language()) if row is not None else step
    states = tuple((str(state), words.step_state(state), "") for state in StepState)
    shut = [one for one in way.gates if row is not None and one.gate in row.closed]
    fields = (
        FieldSpec("state", _("State"), "choice", states, required=True),
        _day(hint=_("Empty for today; a day to come only for what is planned")),
        FieldSpec("remark", _("Remark")),
    )
    says = "\n".join(_("Closed gate: {gate}").format(gate=_gate_name(way, one)) for one in shut)
    leaving = row is not None and way.text is not None and leads_home(way.text, row.step)
    told = says or (_leaving_words(row) if row is not None and leaving else "")
    values = {"state": row.state if row is not None and row.state else str(StepState.DONE)}
    return FormSpec(MARK, title, fields, _("Keep the step"), values, f"{way.enrolment.id}/{step}", told, bool(says))


def _leaving_words(row: StepRow) -> str:
    if row.state == StepState.DONE:
        return _("The case is departed by this. Planned or dropped again, it is open again.")
    return _("Once this is done the case is departed.")


def evidence_form(way: Way, gate: str) -> FormSpec:
    """Return the form that adds evidence to a gate: all that it lacks, or one kind."""
    passage = next(one for one in way.gates if one.gate == gate)
    found = way.text.gate(gate) if way.text is not None else None
    kinds = tuple(passage.missing) or (found.evidence if found is not None else ())
    choices = tuple((kind, ways.evidence_name_of(way, kind), "") for kind in kinds)
    fields = (
        FieldSpec("kinds", _("Evidence"), "chips", choices, required=True),
        FieldSpec("given_by", _("Given by")),
        _day(hint=_("The day on the paper; empty for today")),
        FieldSpec("document", _("Document"), hint=_("Its number, or where it is")),
        FieldSpec("remark", _("Remark")),
    )
    return FormSpec(
        EVIDENCE,
        _gate_name(way, passage),
        fields,
        _("Add the evidence"),
        {"kinds": kinds[0] if len(kinds) == 1 else ""},
        f"{passage.enrolment}/{gate}",
    )


def override_form(journey: Journey) -> FormSpec:
    """Return the form by which a supervisor lets a gate pass."""
    choices = overridable(journey)
    fields = (
        FieldSpec("gate", _("Gate"), "choice", choices, required=True),
        FieldSpec("reason", _("Reason"), "text", required=True),
    )
    says = _("The gate passes without its evidence. Your name and reason stay visible for ever.")
    first = choices[0][0] if len(choices) == 1 else ""
    return FormSpec(OVERRIDE, _("Override a gate"), fields, _("Override"), {"gate": first}, "", says, True)


def overridable(journey: Journey) -> tuple[Choice, ...]:
    """Return the gates that a supervisor could let pass now."""
    wanted = (GateState.BLOCKED, GateState.BREACHED)
    return tuple(
        (f"{one.programme}/{one.gate}", _gate_name(way, one), way.label)
        for way in journey.ways
        for one in way.gates
        if one.state in wanted and one.may_override and way.running
    )


def past_form(journey: Journey) -> FormSpec:
    """Return the form by which a supervisor says that gates were passed before they were kept here."""
    fields = (
        FieldSpec("reason", _("Why"), "text", hint=_("Where the evidence was kept then"), required=True),
        _day(_("Up to"), _("The last day before these gates were kept; empty for today")),
    )
    count = len(journey.breaches)
    says = ngettext(
        "{n} gate is then told apart from a breach. It opens nothing, and stays visible for ever.",
        "{n} gates are then told apart from a breach. It opens nothing, and stays visible for ever.",
        count,
    ).format(n=count)
    return FormSpec(PAST, _("Departed before gates were kept"), fields, _("Keep it"), says=says, warns=True)


def outcome_form(way: Way) -> FormSpec:
    """Return the form that says how an enrolment stands or ended."""
    outcomes = way.text.outcomes if way.text is not None else ()
    choices = tuple((one.code, one.words(language()), _outcome_note(way, one)) for one in outcomes)
    if way.enrolment.outcome:
        choices = ((GOES_ON, _("None: it goes on"), _("takes the outcome back")), *choices)
    fields = (
        FieldSpec("outcome", _("Outcome"), "choice", choices, required=True),
        _day(),
        FieldSpec("remark", _("Remark")),
    )
    values = {"outcome": way.enrolment.outcome, "on": _typed(way.enrolment.ended_on)}
    return FormSpec(OUTCOME, ways.heading(way), fields, _("Keep the outcome"), values, way.enrolment.id)


def _outcome_note(way: Way, outcome: Outcome) -> str:
    """Return what an outcome brings with it: it ends the enrolment, or the case is departed by it."""
    step = way.text.step(outcome.step) if way.text is not None else None
    if step is not None and way.text is not None and leads_home(way.text, step):
        return _("the case is departed then")
    return _("ends it") if outcome.ends else ""


def check_form(programme: str = "", outlook: Sequence[Eligibility] = (), declined: Sequence[Refusal] = ()) -> FormSpec:
    """Return the form that asks whether the client may have a programme."""
    fields = (
        FieldSpec("programme", _("Programme"), "choice", programme_choices(outlook, declined), required=True),
        _day(_("On the day")),
    )
    return FormSpec(CHECK, _("Check eligibility"), fields, _("Check"), {"programme": programme})


def fact_form(journey: Journey, code: str = "", declined: Sequence[Refusal] = ()) -> FormSpec:
    """Return the form of a fact: a new one, one that is there, or one that a check asks for."""
    known = {fact.code: fact for fact in journey.facts}
    values = {"code": code}
    if code in known:
        values |= {"value": _typed(known[code].value), "on": _typed(known[code].on)}
    fields = (
        FieldSpec("code", _("Fact"), "choice", fact_choices(declined), required=True),
        FieldSpec("value", _("Value"), hint=_("yes or no; a day, month or year; “never”; a country"), required=True),
        FieldSpec("on", _("From"), hint=_("Empty for always"), check=read_date),
    )
    return FormSpec(FACT, _("A fact"), fields, _("Keep the fact"), values, code)


def fact_choices(declined: Sequence[Refusal] = ()) -> tuple[Choice, ...]:
    """Return the facts that rules ask for and that may be named."""
    known = [code for code in FACT_KINDS if code not in DERIVED] + list(catalogue().own_facts())
    codes = [code for code in known if fact_shown(code, declined)]
    return tuple(sorted(((code, words.fact_words(code), "") for code in codes), key=lambda one: one[1]))


def support_form(journey: Journey, declined: Sequence[Refusal] = ()) -> FormSpec:
    """Return the form of what was given; *declined*: the refusals in force."""
    choices = support_choices(journey.ways, declined)
    fields = (
        FieldSpec("item", _("What"), "choice", choices, required=True),
        FieldSpec("amount", _("Amount"), hint=_("Empty for the programme's own amount")),
        FieldSpec("currency", _("Currency"), hint=_("Empty for the programme's")),
        _day(),
        FieldSpec("remark", _("Remark")),
    )
    return FormSpec(SUPPORT, _("What was given"), fields, _("Keep it"))


def support_choices(found: Sequence[Way], declined: Sequence[Refusal] = ()) -> tuple[Choice, ...]:
    """Return what the programmes of the case may give: nothing that was declined."""
    return tuple(
        (f"{way.enrolment.programme}/{item.code}", item.words(language()), way.label)
        for way in found
        if way.text is not None
        for item in way.text.support
        if is_allowed(offer_of(item.code), declined)
    )


def nothing_to_give(journey: Journey, declined: Sequence[Refusal] = ()) -> ActionableError | None:
    """Return why nothing can be given, None where something can."""
    if support_choices(journey.ways, declined):
        return None
    if not journey.ways:
        return ActionableError(
            _("The case is in no programme: nothing can be given yet."),
            _("Enrol it first; programmes say what they give."),
        )
    if journey.less:
        return ActionableError(
            _("The client declined what could be given here."),
            _("If the client now wants it, withdraw the refusal under Safety first."),
        )
    return ActionableError(
        _("The programmes of this case give nothing."), _("A programme's text says what it gives: see Programmes.")
    )


def _gate_name(way: Way, passage: Passage) -> str:
    gate = way.text.gate(passage.gate) if way.text is not None else None
    return gate.words(language()) if gate is not None else passage.gate


def _typed(day: str) -> str:
    return "-".join(reversed(day.split("-"))) if len(day) == 10 and day[4] == "-" else day
