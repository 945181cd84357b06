"""Whether a condition holds: yes, no, or it cannot be said. Pure, and sure once it is sure.

Three-valued logic (Kleene's): what is missing makes an answer unknown only where it could change it, so more facts
never turn a certain answer into an unknown one.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from counsellor_app.domain.programmes.facts import NEVER, Days, Known, Sheet, Span
from counsellor_app.domain.programmes.records import Answer
from counsellor_app.domain.programmes.schema import Condition
from counsellor_app.domain.programmes.vocabulary import EU_JOINED, in_group

Asked = Callable[[str, Sheet], "Verdict"]
"""Answers for the rules of another programme by its code."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Why something holds or not: what was asked (``code``) of which fact, its value, and the limit it was held to."""

    answer: Answer
    code: str
    fact: str = ""
    value: str = ""
    limit: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer with the findings that decide it."""

    answer: Answer
    findings: tuple[Finding, ...] = ()


def judge(condition: Condition, sheet: Sheet, ask: Asked | None = None) -> Verdict:
    """Return whether *condition* holds by what *sheet* knows on its day. *ask* answers for other programmes."""
    if condition.all:
        return join([judge(one, sheet, ask) for one in condition.all], Answer.NO, Answer.YES)
    if condition.any:
        return join([judge(one, sheet, ask) for one in condition.any], Answer.YES, Answer.NO)
    if condition.programme:
        return _other(condition.programme, sheet, ask)
    finding = _compare(condition, sheet)
    return Verdict(finding.answer, (finding,))


def join(verdicts: Sequence[Verdict], decisive: Answer, otherwise: Answer) -> Verdict:
    """Return *decisive* where one of *verdicts* is, *otherwise* where all are that, else unknown; with what decides."""
    answers = {verdict.answer for verdict in verdicts}
    if decisive in answers:
        answer = decisive
    elif Answer.UNKNOWN in answers:
        answer = Answer.UNKNOWN
    else:
        answer = otherwise
    deciding = [verdict for verdict in verdicts if verdict.answer == answer]
    return Verdict(answer, tuple(dict.fromkeys(one for verdict in deciding for one in verdict.findings)))


def months_later(day: date, months: int) -> date:
    """Return the same day so many calendar months later (or earlier); the last day of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _other(programme: str, sheet: Sheet, ask: Asked | None) -> Verdict:
    if ask is None:
        return Verdict(Answer.UNKNOWN, (Finding(Answer.UNKNOWN, "programme", value=programme),))
    verdict = ask(programme, sheet)
    return Verdict(verdict.answer, (Finding(verdict.answer, "programme", value=programme), *verdict.findings))


def _compare(condition: Condition, sheet: Sheet) -> Finding:
    known = sheet.get(condition.fact)
    for name, comparison in _COMPARISONS.items():
        wanted = getattr(condition, name)
        if wanted is not None and wanted not in ((), ""):
            answer, limit = comparison(condition, known, sheet)
            return Finding(answer, name.strip("_"), condition.fact, known.text if known else "", limit)
    raise ValueError("a condition compares something")


Compared = tuple[Answer, str]
_Comparison = Callable[[Condition, Known | None, Sheet], Compared]


def _sure(yes: bool, no: bool) -> Answer:
    return Answer.YES if yes else Answer.NO if no else Answer.UNKNOWN


def _is(condition: Condition, known: Known | None, _sheet: Sheet) -> Compared:
    limit = ("yes" if condition.is_ else "no") if isinstance(condition.is_, bool) else str(condition.is_)
    return (Answer.UNKNOWN if known is None else _sure(known.text == limit, known.text != limit)), limit


def _one_of(condition: Condition, known: Known | None, _sheet: Sheet) -> Compared:
    inside = known is not None and known.text in condition.one_of
    return (Answer.UNKNOWN if known is None else _sure(inside, not inside)), ", ".join(condition.one_of)


def _not_one_of(condition: Condition, known: Known | None, _sheet: Sheet) -> Compared:
    inside = known is not None and known.text in condition.not_one_of
    return (Answer.UNKNOWN if known is None else _sure(not inside, inside)), ", ".join(condition.not_one_of)


def _day_compared(known: Known | None, yes: Callable[[Days], bool], no: Callable[[Days], bool]) -> Answer:
    if known is not None and known.text == NEVER:
        return Answer.NO
    if known is None or not isinstance(known.value, Days):
        return Answer.UNKNOWN
    return _sure(yes(known.value), no(known.value))


def _before(condition: Condition, known: Known | None, _sheet: Sheet) -> Compared:
    limit = condition.before
    assert limit is not None
    return _day_compared(known, lambda days: days.latest < limit, lambda days: days.earliest >= limit), str(limit)


def _since(condition: Condition, known: Known | None, _sheet: Sheet) -> Compared:
    limit = condition.since
    assert limit is not None
    return _day_compared(known, lambda days: days.earliest >= limit, lambda days: days.latest < limit), str(limit)


def _until(condition: Condition, known: Known | None, _sheet: Sheet) -> Compared:
    limit = condition.until
    assert limit is not None
    return _day_compared(known, lambda days: days.latest <= limit, lambda days: days.earliest > limit), str(limit)


def _number(known: Known | None, yes: Callable[[Span], bool], no: Callable[[Span], bool]) -> Answer:
    if known is None or not isinstance(known.value, Span):
        return Answer.UNKNOWN
    return _sure(yes(known.value), no(known.value))


def _under(condition: Condition, known: Known | None, _sheet: Sheet) -> Compared:
    limit = condition.under
    assert limit is not None
    return _number(known, lambda span: span.most < limit, lambda span: span.least >= limit), str(limit)


def _at_least(condition: Condition, known: Known | None, _sheet: Sheet) -> Compared:
    limit = condition.at_least
    assert limit is not None
    return _number(known, lambda span: span.least >= limit, lambda span: span.most < limit), str(limit)


def _within_months(condition: Condition, known: Known | None, sheet: Sheet) -> Compared:
    """Judge whether it happened in time; while it has not, whether there is still time."""
    start = sheet.get(condition.of)
    assert condition.within_months is not None
    if start is None or not isinstance(start.value, Days):
        return Answer.NO if start is not None and start.text == NEVER else Answer.UNKNOWN, ""
    first = months_later(start.value.earliest, condition.within_months)
    last = months_later(start.value.latest, condition.within_months)
    limit = str(first) if first == last else f"{first}/{last}"
    if known is None or known.text == NEVER:
        late = sheet.day > last and known is not None
        return _sure(sheet.day <= first, late), limit
    return _day_compared(known, lambda days: days.latest <= first, lambda days: days.earliest > last), limit


def _not_within_years(condition: Condition, known: Known | None, sheet: Sheet) -> Compared:
    assert condition.not_within_years is not None
    border = months_later(sheet.day, -12 * condition.not_within_years)
    if known is not None and known.text == NEVER:
        return Answer.YES, str(border)
    return _day_compared(known, lambda days: days.latest <= border, lambda days: days.earliest > border), str(border)


def _joined_eu_since(condition: Condition, known: Known | None, sheet: Sheet) -> Compared:
    limit = condition.joined_eu_since
    assert limit is not None
    if known is None:
        return Answer.UNKNOWN, str(limit)
    joined = EU_JOINED.get(known.text)
    member = joined is not None and limit <= joined <= sheet.day
    return _sure(member, not member), str(limit)


def _in_group(condition: Condition, known: Known | None, _sheet: Sheet) -> Compared:
    if known is None or known.text == "XX":
        return Answer.UNKNOWN, condition.in_group
    inside = in_group(known.text, condition.in_group)
    return _sure(inside, not inside), condition.in_group


_COMPARISONS: Final[Mapping[str, _Comparison]] = {
    "is_": _is,
    "one_of": _one_of,
    "not_one_of": _not_one_of,
    "before": _before,
    "since": _since,
    "until": _until,
    "under": _under,
    "at_least": _at_least,
    "within_months": _within_months,
    "not_within_years": _not_within_years,
    "joined_eu_since": _joined_eu_since,
    "in_group": _in_group,
}
COMPARISONS: Final = tuple(_COMPARISONS)
"""Fields of a condition that compare; exactly one of them stands beside ``fact``."""
