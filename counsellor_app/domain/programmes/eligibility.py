"""Who may have what, before hope is raised: yes, no, or not yet to be said, each with its reasons. Pure.

The rules of the version in force on the day asked about are used, and that version is part of the answer.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from counsellor_app.domain.programmes.conditions import Finding, Verdict, join, judge
from counsellor_app.domain.programmes.facts import Sheet
from counsellor_app.domain.programmes.reasons import Reason, missing_facts
from counsellor_app.domain.programmes.records import Answer, EligibilityCheck
from counsellor_app.domain.programmes.schema import Programme


class Rules(Protocol):
    """Where the versions of programmes are found; see :class:`.catalogue.Catalogue`."""

    def in_force(self, code: str, day: date) -> Programme | None:
        """Return the text of programme *code* in force on *day*, None for none."""


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What the rules of a programme answer on the day of a sheet.

    ``reasons``: what decides; for yes every rule, for no the ones that fail, else the ones that cannot be judged.
    ``remarks``: what should be known beside it. ``missing``: facts that are lacking.
    """

    programme: str
    version: str
    answer: Answer
    reasons: tuple[Reason, ...]
    remarks: tuple[Reason, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Facts that would settle it."""
        return missing_facts(self.reasons)


def eligibility(code: str, sheet: Sheet, rules: Rules) -> Eligibility:
    """Return whether somebody of whom *sheet* tells may have programme *code*, by the rules in force that day."""
    return _Judging(rules).programme(code, sheet)


def verdict_of(code: str, sheet: Sheet, rules: Rules) -> Verdict:
    """Return the same as one verdict, for a condition that asks for the rules of another programme."""
    return _Judging(rules).verdict(code, sheet)


def check_of(found: Eligibility, case: str, sheet: Sheet) -> EligibilityCheck:
    """Return *found* as it is kept on the case."""
    return EligibilityCheck(
        case=case,
        programme=found.programme,
        version=found.version,
        answer=found.answer,
        reasons=tuple(reason.line() for reason in (*found.reasons, *found.remarks)),
        on=sheet.day.isoformat(),
    )


def rules_since(check: EligibilityCheck, rules: Rules, today: date) -> str | None:
    """Return the version whose rules are in force *today* where they are others than *check* was answered by.

    Empty where none is in force any more; None where the same ones still are.
    """
    now = rules.in_force(check.programme, today)
    version = now.version if now is not None else ""
    return None if version == check.version else version


class _Judging:
    """One question; remembers which programmes are being judged, so that texts that name each other end."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._asked: tuple[str, ...] = ()

    def programme(self, code: str, sheet: Sheet) -> Eligibility:
        """Return the answer of one programme with its reasons."""
        text = self._rules.in_force(code, sheet.day)
        if text is None:
            nothing = Reason(programme=code, version="", answer=Answer.UNKNOWN, code="no-rules")
            return Eligibility(code, "", Answer.UNKNOWN, (nothing,))
        period = _period(text, sheet)
        judged: list[tuple[str, Verdict]] = [("", period)] if period is not None else []
        self._asked = (*self._asked, code)
        judged += [(rule.code, judge(rule.when, sheet, self.verdict)) for rule in text.rules]
        self._asked = self._asked[:-1]
        answer = join([verdict for _rule, verdict in judged], Answer.NO, Answer.YES).answer
        reasons = [
            _reason(text, rule, finding)
            for rule, verdict in judged
            if verdict.answer == answer
            for finding in verdict.findings
        ]
        if not text.rules and answer == Answer.YES:
            answer = Answer.UNKNOWN
            reasons.append(_reason(text, "", Finding(answer, "no-conditions")))
        remarks = (_reason(text, "", Finding(Answer.YES, "historical")),) if text.historical and period is None else ()
        return Eligibility(code, text.version, answer, tuple(dict.fromkeys(reasons)), remarks)

    def verdict(self, code: str, sheet: Sheet) -> Verdict:
        """Return the answer of one programme; of one that is being judged already, that nothing speaks against it."""
        if code in self._asked:
            return Verdict(Answer.YES)
        found = self.programme(code, sheet)
        return Verdict(
            found.answer,
            tuple(
                Finding(Answer(reason.answer), reason.code, reason.fact, reason.value, reason.limit)
                for reason in found.reasons
            ),
        )


def _period(text: Programme, sheet: Sheet) -> Verdict | None:
    """Return no where the programme has not begun or is over on the day; None where nothing speaks against it."""
    if text.period.ends is not None and sheet.day > text.period.ends:
        return Verdict(Answer.NO, (Finding(Answer.NO, "ended", limit=text.period.ends.isoformat()),))
    if text.period.starts is not None and sheet.day < text.period.starts:
        return Verdict(Answer.NO, (Finding(Answer.NO, "not-begun", limit=text.period.starts.isoformat()),))
    return None


def _reason(text: Programme, rule: str, finding: Finding) -> Reason:
    return Reason(
        programme=text.code,
        version=text.version,
        rule=rule,
        answer=finding.answer,
        code=finding.code,
        fact=finding.fact,
        value=finding.value,
        limit=finding.limit,
    )
