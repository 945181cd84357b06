"""The JSON of a case's journey, its eligibility, the programmes and the yearly table. Keys never change their meaning.

enrolment     id, case, programme, version, started_on, ended_on, outcome, remark
step          code, name, by, state (done, planned, dropped or empty), on, due_on, overdue, closed_by [gates], mark,
              times (how often, of a step that comes again)
gate          enrolment, programme, version, gate, name, before, state (not_needed, blocked, open, overridden,
              breached, before_gates), missing [kinds], evidence [ids], override (id or empty), reason, past (id of what
              says that it was passed before gates were kept), unentitled [ids], passed_on, passed_by, may_override;
              in lists also case (an id) and reference (empty for the case itself; of those merged with it only the
              breached ones are listed)
journey       case, enrolments [enrolment …, called (the programme by which it may be named), name, steps, gates,
              support], checks, facts, breaches [gate], beside [case, reference, breaches [gate] of each case merged
              with it that has any], less (something is left out because the client declined it)
check         id, programme, version, answer, on, reasons, rules_since (the version in force now where the rules
              changed, empty where none is in force any more, else null)
eligibility   programme, version, on, answer (yes, no, unknown), reasons [rule, answer, code, fact, value, limit, text],
              missing [facts], remarks [text]
programme     code, version, name, area, valid_from, valid_until, own, in_force, historical, period, funders, groups,
              steps, gates, rules, support, outcomes, indicators
results       year, cases (it was counted from), rows [programme, row, name, funders, expenditure [source, cents,
              currency, remark], given [currency, cents], results [code, name, value, unsaid, printed [source, value,
              remark], shared_with, note]], expenditure_sum [currency, cents]
"""

from dataclasses import asdict
from datetime import date
from typing import Any

from counsellor_app.domain.programmes.eligibility import Eligibility, rules_since
from counsellor_app.domain.programmes.gates import Passage
from counsellor_app.domain.programmes.journeys import Journey, StepRow, Way
from counsellor_app.domain.programmes.reasons import Reason, read_reason, reason_text
from counsellor_app.domain.programmes.records import EligibilityCheck, Evidence, Fact, Support
from counsellor_app.domain.programmes.results import Printed, Result, TableRow, expenditure_of
from counsellor_app.domain.programmes.schema import Programme
from counsellor_app.domain.programmes.vocabulary import evidence_name, fact_name
from counsellor_app.domain.programmes_list import catalogue
from counsellor_app.reports.yearly_results import shared_words
from counsellor_app.workflows.programmes import ProgrammeRow, YearResults
from sync.wording import language

Form = dict[str, Any]


def journey_form(journey: Journey) -> Form:
    """Return a case's journey."""
    return {
        "case": journey.case,
        "enrolments": [way_form(way) for way in journey.ways],
        "checks": [check_form(check) for check in journey.checks],
        "facts": [fact_form(fact) for fact in journey.facts],
        "breaches": _breach_forms(journey),
        "beside": [
            {"case": one.case, "reference": one.reference, "breaches": _breach_forms(one)} for one in journey.beside
        ],
        "less": journey.less,
    }


def gate_forms(journey: Journey) -> list[Form]:
    """Return the gates of a case, and the breached ones of the cases merged with it."""
    own = [gate_form(one, way) for way in journey.ways for one in way.gates]
    found = [(journey, own), *((near, _breach_forms(near)) for near in journey.beside)]
    return [form | {"case": near.case, "reference": near.reference} for near, forms in found for form in forms]


def _breach_forms(journey: Journey) -> list[Form]:
    return [gate_form(one, way) for way in journey.ways for one in way.gates if one in journey.breaches]


def way_form(way: Way) -> Form:
    """Return one enrolment with its steps and gates."""
    return {
        **asdict(way.enrolment),
        "programme": way.label,
        "version": _version(way),
        "called": way.label,
        "name": way.text.words(language()) if way.text is not None else way.label,
        "steps": [step_form(row) for row in way.steps],
        "gates": [gate_form(one, way) for one in way.gates],
        "support": [asdict(one) for one in way.support],
    }


def _version(way: Way) -> str:
    """Return the version of the programme; of one that may not be named it would say which it is."""
    return "" if way.called else way.enrolment.version


def step_form(row: StepRow) -> Form:
    """Return a step."""
    return {
        "code": row.step.code,
        "name": row.step.words(language()),
        "by": row.step.by,
        "state": row.state,
        "on": row.on,
        "due_on": row.due_on,
        "overdue": row.overdue,
        "closed_by": list(row.closed),
        "mark": row.mark,
        "times": row.times,
        "remark": row.remark,
    }


def gate_form(passage: Passage, way: Way) -> Form:
    """Return a gate as it stands."""
    gate = way.text.gate(passage.gate) if way.text is not None else None
    reasons = {one.id: one.reason for one in way.overrides} | {one.id: one.reason for one in way.past}
    return {
        "enrolment": passage.enrolment,
        "programme": way.label,
        "version": _version(way),
        "gate": passage.gate,
        "name": gate.words(language()) if gate is not None else passage.gate,
        "before": passage.before,
        "state": str(passage.state),
        "missing": list(passage.missing),
        "missing_names": [evidence_name(kind) for kind in passage.missing],
        "evidence": list(passage.evidence),
        "override": passage.override,
        "reason": reasons.get(passage.override, "") or reasons.get(passage.past, ""),
        "past": passage.past,
        "unentitled": list(passage.unentitled),
        "passed_on": passage.passed_on,
        "passed_by": passage.passed_by,
        "may_override": passage.may_override,
    }


def evidence_form(evidence: Evidence) -> Form:
    """Return evidence."""
    return asdict(evidence)


def fact_form(fact: Fact) -> Form:
    """Return a fact."""
    return {**asdict(fact), "name": fact_name(fact.code)}


def support_form(support: Support) -> Form:
    """Return what was given."""
    return asdict(support)


def check_form(check: EligibilityCheck) -> Form:
    """Return a check as it is kept on a case."""
    reasons = [reason for line in check.reasons if (reason := read_reason(line)) is not None]
    return {
        "id": check.id,
        "programme": check.programme,
        "version": check.version,
        "answer": check.answer,
        "on": check.on,
        "rules_since": rules_since(check, catalogue(), date.today()),
        "reasons": [reason_form(reason) for reason in reasons],
    }


def eligibility_form(found: Eligibility, on: str) -> Form:
    """Return what the rules answer."""
    return {
        "programme": found.programme,
        "version": found.version,
        "on": on,
        "answer": str(found.answer),
        "reasons": [reason_form(reason) for reason in found.reasons],
        "missing": list(found.missing),
        "missing_names": [fact_name(code) for code in found.missing],
        "remarks": [reason_words(reason) for reason in found.remarks],
    }


def reason_form(reason: Reason) -> Form:
    """Return one reason, with its words."""
    return {
        "rule": reason.rule,
        "answer": reason.answer,
        "code": reason.code,
        "fact": reason.fact,
        "value": reason.value,
        "limit": reason.limit,
        "text": reason_words(reason),
    }


def reason_words(reason: Reason) -> str:
    """Return a reason in the language in force."""
    return reason_text(reason, catalogue().version(reason.programme, reason.version), language())


def programme_form(row: ProgrammeRow) -> Form:
    """Return a programme."""
    text = row.programme
    said = language()
    return {
        "code": text.code,
        "version": text.version,
        "name": text.words(said),
        "area": text.area,
        "summary": text.summary_nl if said == "nl" else text.summary_en,
        "valid_from": _day(text.valid_from),
        "valid_until": _day(text.valid_until),
        "own": row.own,
        "in_force": row.in_force,
        "historical": text.historical,
        "period": {"starts": _day(text.period.starts), "ends": _day(text.period.ends)},
        "funders": [one.words(said) for one in text.funders],
        "groups": [group.words(said) for group in text.groups],
        **_parts(text, said),
    }


def _parts(text: Programme, said: str) -> Form:
    return {
        "steps": [{"code": one.code, "name": one.words(said), "by": one.by} for one in text.steps],
        "gates": [
            {"code": one.code, "name": one.words(said), "before": one.before, "evidence": list(one.evidence)}
            for one in text.gates
        ],
        "rules": [{"code": one.code, "name": one.words(said)} for one in text.rules],
        "support": [
            {
                "code": one.code,
                "name": one.words(said),
                "adult_cents": one.adult_cents,
                "child_cents": one.child_cents,
                "currency": one.currency,
                "derived": one.derived,
            }
            for one in text.support
        ],
        "outcomes": [{"code": one.code, "name": one.words(said)} for one in text.outcomes],
        "indicators": [{"code": one.code, "name": one.words(said)} for one in text.indicators],
    }


def results_form(found: YearResults) -> Form:
    """Return the yearly table."""
    sums = expenditure_of(found.rows)
    return {
        "year": found.year,
        "cases": found.cases,
        "rows": [_row_form(row) for row in found.rows],
        "expenditure_sum": [{"currency": currency, "cents": cents} for currency, cents in sums],
    }


def _row_form(row: TableRow) -> Form:
    said = language()
    return {
        "programme": row.programme,
        "row": row.row,
        "name": row.nl if said == "nl" else row.en,
        "funders": [one.words(said) for one in row.funders],
        "expenditure": [_printed_form(one, said) for one in row.expenditure],
        "given": [{"currency": currency, "cents": cents} for currency, cents in row.given],
        "results": [_result_form(one, said) for one in row.results],
    }


def _result_form(result: Result, said: str) -> Form:
    return {
        "code": result.code,
        "name": result.nl if said == "nl" else result.en,
        "value": result.value,
        "unsaid": result.unsaid,
        "printed": [_printed_form(one, said) for one in result.printed],
        "shared_with": list(result.shared_with),
        "note": shared_words(result),
    }


def _printed_form(printed: Printed, said: str) -> Form:
    return {
        "source": printed.source,
        "value": printed.value,
        "cents": printed.cents,
        "currency": printed.currency if printed.cents is not None else "",
        "remark": printed.remark_nl if said == "nl" else printed.remark_en,
    }


def _day(day: object) -> str:
    return str(day) if day is not None else ""
