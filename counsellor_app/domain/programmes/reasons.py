"""Why the rules answered as they did: kept as codes and parameters, put into words in the language of who reads.

A reason is kept on the case as one line of JSON: it must still be readable when the words have changed.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from counsellor_app.domain.countries import country_name
from counsellor_app.domain.programmes.records import Answer
from counsellor_app.domain.programmes.schema import Programme
from counsellor_app.domain.programmes.vocabulary import FACT_KINDS, choice_name, fact_name
from sync.wording import _


class Reason(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One reason. ``rule``: of the programme's text, empty for its period; ``code``: what was asked of ``fact``.

    ``value``: what is known, empty for nothing; ``limit``: what it was held to; ``programme``, ``version``: whose rule.
    """

    programme: str
    version: str
    answer: str
    code: str
    rule: str = ""
    fact: str = ""
    value: str = ""
    limit: str = ""

    def line(self) -> str:
        """Return this reason as it is kept."""
        return msgspec.json.encode(self).decode()


def read_reason(line: str) -> Reason | None:
    """Return the reason kept as *line*; None for what a newer app wrote differently."""
    try:
        return msgspec.json.decode(line, type=Reason)
    except msgspec.DecodeError:
        return None


def missing_facts(reasons: tuple[Reason, ...]) -> tuple[str, ...]:
    """Return the facts that would settle what cannot be said yet, in the order of the rules."""
    wanted = (reason.fact for reason in reasons if reason.answer == Answer.UNKNOWN and not reason.value)
    return tuple(dict.fromkeys(fact for fact in wanted if fact))


def answer_name(answer: str) -> str:
    """Return an answer in words."""
    names = {Answer.YES: _("yes"), Answer.NO: _("no"), Answer.UNKNOWN: _("cannot say yet")}
    return names.get(Answer(answer), answer) if answer in set(Answer) else answer


def reason_text(reason: Reason, programme: Programme | None, language: str) -> str:
    """Return *reason* in words: the rule, then what is known. *programme*: the text whose rule it is, if it is here."""
    rule = next((one for one in programme.rules if one.code == reason.rule), None) if programme is not None else None
    said = _said(reason, _fact_words(reason.fact, programme, language), language)
    return f"{rule.words(language)}: {said}" if rule is not None else said


def rule_lines(reasons: Sequence[Reason], programme: Programme | None, language: str) -> list[str]:
    """Return *reasons* in words, a line for each rule: its words, then all that is known or lacking about it."""
    lines: dict[str, list[str]] = {}
    for reason in reasons:
        said = _said(reason, _fact_words(reason.fact, programme, language), language)
        lines.setdefault(reason.rule or said, []).append("" if reason.code == "programme" else said)
    rules = {rule.code: rule.words(language) for rule in programme.rules} if programme is not None else {}
    found = []
    for code, parts in lines.items():
        details = "; ".join(dict.fromkeys(part for part in parts if part))
        found.append(": ".join(part for part in (rules.get(code, ""), details) if part) or code)
    return found


def _fact_words(code: str, programme: Programme | None, language: str) -> str:
    own = next((fact for fact in programme.facts if fact.code == code), None) if programme is not None else None
    return own.words(language) if own is not None else fact_name(code)


def _said(reason: Reason, fact: str, language: str) -> str:
    special = _special(reason)
    if special:
        return special
    if not reason.value:
        if reason.code == "within_months" and reason.limit:
            if reason.answer == Answer.YES:
                return _("still possible until {limit}").format(limit=_value(reason, reason.limit, language))
            return _("{fact} is not known; the last day was {limit}").format(
                fact=fact, limit=_value(reason, reason.limit, language)
            )
        return _("{fact} is not known").format(fact=fact)
    value = _value(reason, reason.value, language)
    limit = _limit(reason, language)
    return f"{fact}: {value} ({limit})" if limit else f"{fact}: {value}"


def _special(reason: Reason) -> str:
    """Return the words for reasons that stand for themselves."""
    texts = {
        "ended": _("This programme ended on {limit}.").format(limit=_day(reason.limit)),
        "not-begun": _("This programme begins on {limit}.").format(limit=_day(reason.limit)),
        "no-rules": _("No rules of this programme are in force on this day."),
        "no-conditions": _("The texts give no conditions; it is judged individually."),
        "historical": _("This programme is over; its rules are shown as they were."),
        "programme": _("Rules of {programme}").format(programme=reason.value),
    }
    return texts.get(reason.code, "")


def _limit(reason: Reason, language: str) -> str:
    """Return what a value was held to, in words; empty where it says nothing more."""
    limit = _value(reason, reason.limit, language)
    texts = {
        "before": _("before {limit}").format(limit=limit),
        "since": _("on or after {limit}").format(limit=limit),
        "until": _("until {limit}").format(limit=limit),
        "within_months": _("last day {limit}").format(limit=limit),
        "not_within_years": _("not after {limit}").format(limit=limit),
        "under": _("under {limit}").format(limit=limit),
        "at_least": _("at least {limit}").format(limit=limit),
        "joined_eu_since": _("joined the EU on or after {limit}").format(limit=limit),
    }
    groups = {
        "non_western": _("non-Western countries"),
        "africa": _("Africa"),
        "africa_hiv_study": _("the five countries studied"),
    }
    return groups.get(reason.limit, "") if reason.code == "in_group" else texts.get(reason.code, "")


def _value(reason: Reason, text: str, language: str) -> str:
    if FACT_KINDS.get(reason.fact) == "country" and len(text) == 2:
        return country_name(text, language)
    if "/" in text:
        return " – ".join(_day(part) for part in text.split("/"))
    return _day(text) if text[:4].isdecimal() and len(text) > 4 else choice_name(text)


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day:02d}-{day.month:02d}-{day.year:04d}"
