"""What a client declined, how he may be reached, what keeps people safe, and the record of trafficking."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.families import birth_of_person, read_code
from counsellor_app.domain.identity_papers import read_day
from counsellor_app.domain.records import Person
from counsellor_app.domain.refusals import Refusal, is_minors_refusal, read_offer
from counsellor_app.domain.rights import Act, Matter, require
from counsellor_app.domain.safety import ContactRule, ForWhom, SafetyPlan, read_contact_rule, read_through
from counsellor_app.domain.trafficking import TraffickingRecord, changed
from counsellor_app.domain.validation import read_line, read_long_text
from counsellor_app.store.store import Work
from counsellor_app.workflows.dossiers import case_to_change, find_person
from counsellor_app.workflows.enrolling import follow_all
from counsellor_app.workflows.families import remove_record
from counsellor_app.workflows.session import Session
from sync.wording import _


def add_refusal(session: Session, case_id: str, offer: str, words: str = "", on: str = "") -> Refusal:
    """Keep that the client declined *offer* on a day (today when empty); it takes offers, contacts and names away.

    One that is kept already is returned as it is. Raises :class:`ActionableError` for what is no offer, a day to come,
    and for a minor's refusal of what protects him: for minors that help is not voluntary.
    """
    code, said = read_offer(offer), read_long_text(words)
    today = date.today().isoformat()
    day = read_day(on) or today
    if day > today:
        raise ActionableError(_("This day is still to come."), _("Nothing was saved. Check the date."))
    with session.store.transaction() as work:
        persons = _to_change(session, work, case_id)
        if persons and is_minors_refusal(code, day, birth_of_person(persons[0])):
            raise ActionableError(
                _("A minor cannot decline this alone."),
                _("Nothing was saved. Write the child's own words into a note and speak with the guardian."),
            )
        for known in work.queries.records(case_id, Refusal):
            if known.offer == code:
                return known
        kept = work.records.save(Refusal(case=case_id, offer=code, on=day, words=said))
        follow_all(work, [case_id])
        return kept


def withdraw_refusal(session: Session, refusal_id: str) -> None:
    """The client changed his mind: what this refusal took away is offered again."""
    with session.store.transaction() as work:
        refusal = work.records.load(Refusal, refusal_id)
        _to_change(session, work, refusal.case)
        work.records.remove(refusal)
        follow_all(work, [refusal.case])


def add_contact_rule(
    session: Session, case_id: str, rule: str, *, through: str = "", remark: str = "", person: str = ""
) -> ContactRule:
    """Keep how people of a case may not be reached; for one *person*, or for everybody when empty.

    *through*: by whom or when alone, for ``only_through`` and ``only_at``. Raises :class:`ActionableError`.
    """
    code = read_contact_rule(rule)
    new = ContactRule(case=case_id, rule=code, through=read_through(code, through), remark=read_long_text(remark))
    with session.store.transaction() as work:
        persons = _to_change(session, work, case_id)
        if person.strip():
            new = replace(new, person=find_person(persons, person).id)
        for known in work.queries.records(case_id, ContactRule):
            if (known.person, known.rule, known.through) == (new.person, new.rule, new.through):
                return known
        return work.records.save(new)


def remove_contact_rule(session: Session, rule_id: str) -> None:
    """Take a rule away."""
    remove_record(session, ContactRule, rule_id)


def add_measure(
    session: Session, case_id: str, for_whom: str, risk: str, measure: str, *, who: str = "", until: str = ""
) -> SafetyPlan:
    """Keep one measure of the safety plan: against which risk, for client, family or helpers, seen to by *who*.

    Raises :class:`ActionableError` when risk or measure is missing or a value cannot be.
    """
    plan = SafetyPlan(
        case=case_id,
        for_whom=read_code(for_whom, ForWhom),
        risk=read_long_text(risk),
        measure=read_long_text(measure),
        who=read_line(who),
        until=read_day(until),
    )
    if not plan.risk or not plan.measure:
        raise ActionableError(
            _("What is the danger, and what is done against it?"), _("Nothing was saved. Both belong in a safety plan.")
        )
    with session.store.transaction() as work:
        _to_change(session, work, case_id)
        return work.records.save(plan)


def remove_measure(session: Session, measure_id: str) -> None:
    """Take a measure away."""
    remove_record(session, SafetyPlan, measure_id)


def set_trafficking(
    session: Session, case_id: str, values: Mapping[str, str], *, person: str = ""
) -> TraffickingRecord:
    """Give fields of a person's trafficking record (names of the standard) new values and return the record.

    Without one it is begun. Raises :class:`ActionableError` for what the standard does not allow, and without consent.
    """
    with session.store.transaction() as work:
        persons = _to_change(session, work, case_id)
        whose = find_person(persons, person).id
        known = [record for record in work.queries.records(case_id, TraffickingRecord) if record.person == whose]
        before = known[0] if known else TraffickingRecord(case=case_id, person=whose)
        after = changed(before, values)
        return after if after == before else work.records.save(after)


def _to_change(session: Session, work: Work, case_id: str) -> tuple[Person, ...]:
    case, persons = case_to_change(work, case_id)
    require(session.actor, Act.CHANGE_CASE, Matter(case.responsible))
    return persons
