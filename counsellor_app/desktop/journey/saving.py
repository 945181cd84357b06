"""What saving a form of the journey means: the verb to run, what to say of it, and how to undo it. No Qt."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from counsellor_app.desktop.journey.state import asking
from counsellor_app.desktop.people.state.forms import Done, FormSpec
from counsellor_app.desktop.words import programmes as words
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.programmes.reasons import answer_name
from counsellor_app.domain.programmes.records import Evidence
from counsellor_app.workflows import eligibility, journey
from counsellor_app.workflows.departure_words import status_of, status_told
from counsellor_app.workflows.session import Session
from sync.wording import _, ngettext

Values = Mapping[str, str]


def save(session: Session, case: str, spec: FormSpec, values: Values) -> Callable[[], Done]:
    """Return what saves a form with *values*."""
    return partial(_SAVERS[spec.kind], session, case, spec, values)


def take_fact_back(session: Session, case: str, code: str, value: str, on: str) -> Callable[[], Done]:
    """Return what takes a fact back."""

    def act() -> Done:
        eligibility.set_fact(session, case, code, "")
        return Done(_("Fact taken back"), partial(eligibility.set_fact, session, case, code, value, on=on))

    return act


def take_evidence_back(session: Session, evidence: Evidence, called: str) -> Callable[[], Done]:
    """Return what takes one piece of evidence back, *called* so; it says when a gate was passed with it."""

    def act() -> Done:
        breached = journey.remove_evidence(session, evidence.id)
        broken = ngettext(
            "{n} gate was passed with it: that is a breach now", "{n} gates were passed with it: breaches now", breached
        ).format(n=breached)
        again = partial(
            journey.add_evidence,
            session,
            evidence.case,
            evidence.gate,
            kind=evidence.kind,
            enrolment=evidence.enrolment,
            given_by=evidence.given_by,
            on=evidence.on,
            remark=evidence.remark,
            document=evidence.document,
        )
        return Done(_with(_("Taken back: {what}").format(what=called), broken if breached else ""), again)

    return act


def _with(said: str, more: str) -> str:
    return facts(said, more) if more else said


def _enrol(session: Session, case: str, _spec: FormSpec, values: Values) -> Done:
    made = journey.enrol(session, case, values["programme"], on=values["on"], remark=values["remark"])
    return Done(_("Enrolled: {programme}").format(programme=words.programme_words(made.programme)))


def _mark(session: Session, case: str, spec: FormSpec, values: Values) -> Done:
    enrolment, _slash, step = spec.record.partition("/")
    before = status_of(session, case)
    made = journey.mark_step(
        session, case, step, state=values["state"], enrolment=enrolment, on=values["on"], remark=values["remark"]
    )
    said = _("{step}: {state}").format(step=spec.title, state=words.step_state(made.state))
    return Done(_with(said, status_told(before, status_of(session, case))))


def _evidence(session: Session, case: str, spec: FormSpec, values: Values) -> Done:
    enrolment, _slash, gate = spec.record.partition("/")
    made = [
        evidence
        for kind in values["kinds"].split(",")
        if kind
        for evidence in journey.add_evidence(
            session,
            case,
            gate,
            kind=kind,
            enrolment=enrolment,
            given_by=values["given_by"],
            on=values["on"],
            document=values["document"],
            remark=values["remark"],
        )
    ]

    def undo() -> None:
        for evidence in made:
            journey.remove_evidence(session, evidence.id)

    return Done(_("Evidence added"), undo)


def _override(session: Session, case: str, _spec: FormSpec, values: Values) -> Done:
    programme, _slash, gate = values["gate"].partition("/")
    journey.override_gate(session, case, gate, values["reason"], programme=programme)
    return Done(_("Gate overridden"))


def _past(session: Session, case: str, _spec: FormSpec, values: Values) -> Done:
    journey.departed_before_gates(session, case, values["reason"], on=values["on"])
    return Done(_("Kept: departed before gates were kept"))


def _outcome(session: Session, case: str, spec: FormSpec, values: Values) -> Done:
    before = status_of(session, case)
    outcome = "" if values["outcome"] == asking.GOES_ON else values["outcome"]
    journey.set_outcome(session, case, outcome, enrolment=spec.record, on=values["on"], remark=values["remark"])
    said = _("Outcome kept") if outcome else _("Outcome taken back")
    return Done(_with(said, status_told(before, status_of(session, case))))


def _check(session: Session, case: str, _spec: FormSpec, values: Values) -> Done:
    found = eligibility.check(session, case, values["programme"], on=values["on"])
    return Done(
        _("{programme}: {answer}").format(
            programme=words.programme_words(found.programme), answer=answer_name(found.answer)
        )
    )


def _fact(session: Session, case: str, spec: FormSpec, values: Values) -> Done:
    made = eligibility.set_fact(session, case, values["code"], values["value"], on=values["on"])
    before, day = spec.values.get("value", ""), spec.values.get("on", "")
    return Done(_("Fact kept"), partial(eligibility.set_fact, session, case, made.code, before, on=day))


def _support(session: Session, case: str, _spec: FormSpec, values: Values) -> Done:
    programme, _slash, item = values["item"].partition("/")
    made = journey.give_support(
        session,
        case,
        item,
        programme=programme,
        amount=values["amount"],
        currency=values["currency"],
        on=values["on"],
        remark=values["remark"],
    )
    return Done(_("Kept: {what}").format(what=words.item_words(made.item)))


_SAVERS: Final[Mapping[str, Callable[[Session, str, FormSpec, Values], Done]]] = {
    asking.ENROL: _enrol,
    asking.MARK: _mark,
    asking.EVIDENCE: _evidence,
    asking.OVERRIDE: _override,
    asking.PAST: _past,
    asking.OUTCOME: _outcome,
    asking.CHECK: _check,
    asking.FACT: _fact,
    asking.SUPPORT: _support,
}
