"""A case's journey through programmes: enrolling, steps, evidence, overrides, support, and how it all stands."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from counsellor_app.domain.ages import is_adult_on
from counsellor_app.domain.declined_journeys import without_declined
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.families import birth_of_person, family
from counsellor_app.domain.overviews import CasePage
from counsellor_app.domain.programmes.catalogue import Catalogue
from counsellor_app.domain.programmes.gates import IMPLIED, CaseFile, enrolments_of, text_of
from counsellor_app.domain.programmes.journeys import Journey, journey_of
from counsellor_app.domain.programmes.records import (
    BeforeGates,
    EligibilityCheck,
    Enrolment,
    Evidence,
    Override,
    StepMark,
    StepState,
    Support,
)
from counsellor_app.domain.programmes.schema import Programme, SupportItem
from counsellor_app.domain.programmes_list import read_programme
from counsellor_app.domain.records import Case, Person, Record
from counsellor_app.domain.rights import Act, Matter, require
from counsellor_app.domain.validation import read_date, read_line, read_long_text
from counsellor_app.store.queries.reading import Queries
from counsellor_app.store.store import Work
from counsellor_app.workflows.enrolling import enrolment_in, follow_all
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.step_marks import occurrence, save_with_status
from sync.wording import _

LARGEST_AMOUNT: Final = 10**9
"""Cents; more is a slip of the finger."""


def journey(session: Session, case_id: str) -> Journey:
    """Return the journey of a case, without what the client declined; and what the cases merged with it breached.

    Raises :class:`ActionableError` when there is no such case.
    """
    with session.store.reading() as queries:
        page = queries.case_page(case_id)
        own, *others = (_shown(queries, one, page) for one in queries.protecting().shown_as_one(case_id))
        return replace(own, reference="", beside=tuple(one for one in others if one.breaches))


def _shown(queries: Queries, case_id: str, page: CasePage) -> Journey:
    case = page.case if case_id == page.case.id else queries.case_page(case_id).case
    return replace(without_declined(_journey(queries, case), page.declined), reference=case.reference or case.id[:8])


def case_file(queries: Queries, case_id: str) -> tuple[CaseFile, Catalogue]:
    """Return what rules and gates of a case are judged by, today, and the programmes known."""
    files = queries.gate_files()
    return files.case_file(queries.case_page(case_id).case, date.today()), files.catalogue()


def enrol(session: Session, case_id: str, programme: str, *, on: str = "", remark: str = "") -> Enrolment:
    """Enrol a case in a programme (code or name) from a day on (today) and return the enrolment.

    A case that runs in it already is given back as it is. Raises :class:`ActionableError`: unknown programme, a day to
    come, something the client declined.
    """
    code, day = read_programme(programme), _day(on)
    if not code:
        raise ActionableError(_("Which programme?"), _("Give a code; `counsellor programme list` shows them."))
    with session.store.transaction() as work:
        case = _changeable(session, work, case_id)
        file, catalogue = case_file(work.queries, case_id)
        running = [one for one in file.enrolments if one.programme == code and not one.ended_on]
        if running:
            return running[0]
        wanted = enrolment_in(catalogue, code, day.isoformat())
        records: list[Record] = [replace(wanted, case=case_id, remark=read_long_text(remark))]
        if not case.programme:
            records.append(replace(case, programme=code))
        saved = work.records.save_all(records)[0]
        assert isinstance(saved, Enrolment)
        follow_all(work, [case_id])
        return saved


def set_outcome(
    session: Session,
    case_id: str,
    outcome: str,
    *,
    programme: str = "",
    on: str = "",
    remark: str = "",
    enrolment: str = "",
) -> Enrolment:
    """Say how an enrolment stands or ended, with a code of the programme; a final outcome ends it on the day (today).

    An empty *outcome* goes on with it. One that says the client left makes the case departed; when the last that said
    so is taken back it is open again. *enrolment*: which one (an id), where a case was in a programme twice. Raises
    :class:`ActionableError`: unknown outcome, a closed gate.
    """
    day = _day(on)
    with session.store.transaction() as work:
        case = _changeable(session, work, case_id)
        enrolled, text = _enrolled(work, case_id, programme, enrolment=enrolment)
        code = outcome.strip().casefold()
        known = text.outcome(code)
        if code and known is None:
            raise _not_part(outcome, [one.code for one in text.outcomes])
        ended = day.isoformat() if known is not None and known.ends else ""
        changed = replace(enrolled, outcome=code, ended_on=ended, remark=read_long_text(remark) or enrolled.remark)
        saved = save_with_status(work, case, changed)
        follow_all(work, [case_id])
        return saved


def mark_step(
    session: Session,
    case_id: str,
    step: str,
    *,
    state: str = StepState.DONE,
    programme: str = "",
    on: str = "",
    remark: str = "",
    enrolment: str = "",
    period: str = "",
) -> StepMark:
    """Mark a step of an enrolment done, planned or dropped on a day (today) and return the mark.

    With the departure of a return programme the case is departed; no longer when the last is planned or dropped again.
    Of a step that comes again it marks one occurrence, *period* (a number), else the one that comes next; its task is
    settled with it. *enrolment*: which one (an id), where a case was in a programme twice. Raises
    :class:`ActionableError`: no such step, a day to come for what is done, a closed gate.
    """
    if state not in set(StepState):
        raise _not_part(state, [str(one) for one in StepState])
    day = _day(on, to_come=state != StepState.DONE)
    with session.store.transaction() as work:
        case = _changeable(session, work, case_id)
        code = step.strip().casefold()
        enrolled, text = _enrolled(work, case_id, programme, step=code, enrolment=enrolment)
        mark = StepMark(
            case=case_id,
            enrolment=enrolled.id,
            step=code,
            state=state,
            on=day.isoformat(),
            remark=read_long_text(remark),
        )
        known = text.step(code)
        if known is None:
            raise _not_part(step, [one.code for one in text.steps])
        if known.every_days:
            mark, there = occurrence(work, replace(mark, period=period))
            if there is not None:
                return there
        saved = save_with_status(work, case, mark)
        follow_all(work, [case_id])
        return saved


def add_evidence(
    session: Session,
    case_id: str,
    gate: str,
    *,
    kind: str = "",
    programme: str = "",
    given_by: str = "",
    on: str = "",
    remark: str = "",
    document: str = "",
    enrolment: str = "",
) -> list[Evidence]:
    """Add evidence to a gate and return it; without a *kind* all that the gate still lacks, as one act.

    *gate* may also be the code of a kind of evidence. *enrolment*: which one (an id), where a case was in a programme
    twice. Raises :class:`ActionableError`: no such gate or kind, a day to come.
    """
    day, name = _day(on), gate.strip().casefold()
    with session.store.transaction() as work:
        _changeable(session, work, case_id)
        enrolled, text = _enrolled(work, case_id, programme, gate=name, enrolment=enrolment)
        found = text.gate(name) or next((one for one in text.gates if name in one.evidence), None)
        if found is None:
            raise _not_part(gate, [one.code for one in text.gates])
        kinds = [kind.strip().casefold()] if kind.strip() else [name] if name in found.evidence else []
        kinds = kinds or _lacking(work.queries, enrolled, found.code) or list(found.evidence)
        new = [
            Evidence(
                case=case_id,
                enrolment=enrolled.id,
                gate=found.code,
                kind=one,
                given_by=read_line(given_by),
                on=day.isoformat(),
                remark=read_long_text(remark),
                document=read_line(document),
            )
            for one in kinds
        ]
        saved = work.records.save_all(new)
        follow_all(work, [case_id])
        return saved


def remove_evidence(session: Session, evidence_id: str) -> int:
    """Take evidence back that was added wrongly; a gate passed with it is a breach. Return how many became one."""
    with session.store.transaction() as work:
        evidence = work.records.load(Evidence, evidence_id)
        case = _changeable(session, work, evidence.case)
        together = work.queries.protecting().shown_as_one(case.id)
        before = _broken(work, together)
        work.records.remove(evidence)
        follow_all(work, [evidence.case])
        return _broken(work, together) - before


def _broken(work: Work, cases: Iterable[str]) -> int:
    return sum(len(_journey(work.queries, work.records.load(Case, one)).breaches) for one in cases)


def override_gate(session: Session, case_id: str, gate: str, reason: str, *, programme: str = "") -> Override:
    """Let a gate pass without its evidence (supervisors), for a reason that stays visible for ever.

    Raises :class:`ActionableError`: not a supervisor, no reason, a gate that cannot be overridden.
    """
    require(session.actor, Act.OVERRIDE_GATE)
    name = gate.strip().casefold()
    with session.store.transaction() as work:
        _changeable(session, work, case_id)
        enrolment, text = _enrolled(work, case_id, programme, gate=name)
        if text.gate(name) is None:
            raise _not_part(gate, [one.code for one in text.gates])
        override = Override(case=case_id, enrolment=enrolment.id, gate=name, reason=read_long_text(reason).strip())
        saved = work.records.save(override)
        follow_all(work, [case_id])
        return saved


def departed_before_gates(session: Session, case_id: str, reason: str, *, on: str = "") -> BeforeGates:
    """Say that what this case passed without evidence up to a day (today) was passed before gates were kept here.

    For supervisors; it stays visible for ever and lets nobody pass. Raises :class:`ActionableError`: no right, no
    reason, nothing that was passed without evidence.
    """
    require(session.actor, Act.OVERRIDE_GATE)
    day = _day(on)
    with session.store.transaction() as work:
        _changeable(session, work, case_id)
        return work.records.save(BeforeGates(case=case_id, on=day.isoformat(), reason=read_long_text(reason).strip()))


def give_support(
    session: Session,
    case_id: str,
    item: str,
    *,
    programme: str = "",
    amount: str = "",
    currency: str = "",
    person: str = "",
    on: str = "",
    remark: str = "",
) -> Support:
    """Put down what was given to a person of the case (the client) and return it.

    Without an *amount* (units, ``1750`` or ``87.50``) it is the programme's, for an adult or a child on the day. Raises
    :class:`ActionableError`: no such item, an amount that cannot be, something the client declined.
    """
    day = _day(on)
    with session.store.transaction() as work:
        _changeable(session, work, case_id)
        enrolment, text = _enrolled(work, case_id, programme, item=item.strip().casefold())
        found = text.item(item.strip().casefold())
        if found is None:
            raise _not_part(item, [one.code for one in text.support])
        receiver = _receiver(work.queries, case_id, person)
        cents = read_amount(amount) if amount.strip() else _usual(found, receiver, day)
        support = Support(
            case=case_id,
            enrolment=enrolment.id,
            item=found.code,
            person=receiver.id,
            amount_cents=cents,
            currency=read_line(currency, 3).upper() or found.currency,
            on=day.isoformat(),
            remark=read_long_text(remark),
        )
        return work.records.save(support)


def read_amount(text: str) -> int:
    """Return an amount as typed (``1750``, ``87.50``, ``87,50``) in cents. Raises :class:`ActionableError`."""
    whole, _dot, part = read_line(text).replace(",", ".").partition(".")
    if not ((whole + part).isdecimal() and (whole + part).isascii() and whole) or len(part) not in (0, 2):
        raise ActionableError(_("This amount cannot be read."), _("Write 1750 or 87.50, without thousands marks."))
    cents = int(whole) * 100 + int(part or 0)
    if cents > LARGEST_AMOUNT:
        raise ActionableError(_("This amount cannot be right."), _("Check the number of digits."))
    return cents


def _journey(queries: Queries, case: Case) -> Journey:
    files = queries.gate_files()
    return journey_of(
        files.case_file(case, date.today()),
        files.catalogue(),
        queries.records(case.id, EligibilityCheck),
        queries.records(case.id, Support),
    )


def _changeable(session: Session, work: Work, case_id: str) -> Case:
    case = work.records.load(Case, case_id)
    require(session.actor, Act.CHANGE_CASE, Matter(case.responsible))
    return case


def _enrolled(
    work: Work,
    case_id: str,
    programme: str,
    *,
    step: str = "",
    gate: str = "",
    item: str = "",
    enrolment: str = "",
) -> tuple[Enrolment, Programme]:
    """Return the enrolment meant, with its text; one that only the case's programme implies is written down now.

    Without a *programme* it is the one running that has the step, gate or item; the case's own goes first.
    """
    file, catalogue = case_file(work.queries, case_id)
    code = read_programme(programme) if programme.strip() else ""
    known = [one for one in enrolments_of(file, catalogue) if not code or one.programme == code]
    if enrolment not in ("", IMPLIED):
        known = [one for one in known if one.id == enrolment]
    running = [one for one in known if not one.ended_on] or known[-1:]
    pairs = [(one, text) for one in running if (text := text_of(one, catalogue)) is not None]
    fitting = [pair for pair in pairs if _has(pair[1], step, gate, item)] or pairs
    if not fitting:
        raise ActionableError(
            _("The case is not enrolled in this programme."), _("Enrol it first: `counsellor case enrol CASE CODE`.")
        )
    found, text = next((pair for pair in fitting if pair[0].programme == file.case.programme), fitting[0])
    if found.id == IMPLIED:
        found = work.records.save(replace(found, id="", case=case_id))
    return found, text


def _has(text: Programme, step: str, gate: str, item: str) -> bool:
    return (
        (not step or text.step(step) is not None)
        and (not gate or text.gate(gate) is not None or any(gate in one.evidence for one in text.gates))
        and (not item or text.item(item) is not None)
    )


def _lacking(queries: Queries, enrolment: Enrolment, gate: str) -> list[str]:
    journey = _journey(queries, queries.case_page(enrolment.case).case)
    ways = [way for way in journey.ways if way.enrolment.id == enrolment.id]
    return [kind for way in ways for one in way.gates if one.gate == gate for kind in one.missing]


def _receiver(queries: Queries, case_id: str, person: str) -> Person:
    persons = family(queries.records(case_id, Person))
    wanted = person.strip().casefold()
    found = [one for one in persons if not wanted or one.id.startswith(wanted) or one.name.casefold() == wanted]
    if not found:
        raise ActionableError(_("There is no such person in this case."), _("Give the name or the id."))
    return found[0]


def _usual(item: SupportItem, person: Person, day: date) -> int:
    """Return the programme's amount for *person*: a child's where he certainly is one, else an adult's."""
    child = is_adult_on(birth_of_person(person), day) is False
    amount = item.child_cents if child else item.adult_cents
    return amount if amount is not None else 0


def _day(text: str, *, to_come: bool = False) -> date:
    """Return the day as typed, today for nothing; raises :class:`ActionableError` for one to come where none may be."""
    today = date.today()
    day = read_date(text) if text.strip() else today
    if day > today and not to_come:
        raise ActionableError(_("This day is still to come."), _("Give the day on which it happened."))
    return day


def _not_part(code: str, known: Sequence[str]) -> ActionableError:
    return ActionableError(
        _("“{code}” is not part of this programme.").format(code=code.strip()[:60]),
        _("Known: {known}.").format(known=", ".join(known) or "–"),
    )
