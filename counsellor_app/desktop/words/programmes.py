"""The words of enrolments, steps, evidence, checks, facts and support, for screens, timeline and history. No Qt."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from counsellor_app.desktop.row_times import iso_day
from counsellor_app.desktop.words.kind_words import KindWords, facts
from counsellor_app.domain.countries import country_name
from counsellor_app.domain.numbers import money_text
from counsellor_app.domain.overviews import CaseStep
from counsellor_app.domain.programmes.gates import GateState
from counsellor_app.domain.programmes.reasons import answer_name
from counsellor_app.domain.programmes.records import Before, StepState
from counsellor_app.domain.programmes.schema import Part, Programme
from counsellor_app.domain.programmes.vocabulary import choice_name, evidence_name, fact_name
from counsellor_app.domain.programmes_list import PROGRAMMES, catalogue, programme_name
from sync.wording import _, language, ngettext

_CLAUSE: Final = re.compile(r"(?<=\w)[:;,،؛、]\s")
_BRIEF: Final = 30


def step_state(code: str) -> str:
    """Return what became of a step; a code of a newer app as it is."""
    words: dict[str, str] = {
        StepState.DONE: _("done"),
        StepState.PLANNED: _("planned"),
        StepState.DROPPED: _("dropped"),
    }
    return words.get(code, code)


def step_line(steps: Sequence[CaseStep], called: str, *, brief: bool = False) -> str:
    """Return at which of its *steps* a case is: the first of them; nothing for a case at none.

    With the programme, where that is not the one the case is *called* by. *brief*: as much as a row of a list has room
    for.
    """
    if not steps:
        return ""
    first = steps[0]
    words = first.words(language())
    words = _brief(words) if brief else words
    if first.programme in ("", called):
        return words
    return _("{programme}: {step}").format(programme=first.programme, step=words)


def _brief(words: str) -> str:
    """Return the first clause, at most so many letters of it, whole words."""
    clause = _CLAUSE.split(words, maxsplit=1)[0]
    if len(clause) <= _BRIEF:
        return clause
    cut = clause[:_BRIEF].rpartition(" ")[0] or clause[:_BRIEF]
    return f"{cut.rstrip()}…"


def gate_state(code: str) -> str:
    """Return how a gate stands."""
    words: dict[str, str] = {
        GateState.NOT_NEEDED: _("not needed"),
        GateState.BLOCKED: _("closed"),
        GateState.OPEN: _("open"),
        GateState.OVERRIDDEN: _("overridden"),
        GateState.BREACHED: _("passed without evidence"),
        GateState.BEFORE: _("passed before gates were kept"),
    }
    return words.get(code, code)


def how_known(code: str) -> str:
    """Return how it came to be kept that gates were passed before they were kept."""
    words: dict[str, str] = {Before.IMPORTED: _("imported"), Before.DECLARED: _("a supervisor says so")}
    return words.get(code, code)


def who(code: str) -> str:
    """Return who takes a step."""
    words = {
        "counsellor": _("counsellor"),
        "client": _("client"),
        "health": _("migration and health"),
        "logistics": _("logistics"),
        "family": _("family reunification"),
        "supervisor": _("supervisor"),
        "mission": _("mission abroad"),
        "partner": _("partner organisation"),
        "authority": _("authority"),
    }
    return words.get(code, code)


def programme_words(code: str) -> str:
    """Return a programme's name in the language of the window."""
    return programme_name(code, language())


def _found(pick: Callable[[Programme], Part | None], code: str) -> str:
    """Return the words of a part that some programme calls *code*; the code where none does."""
    for programme in PROGRAMMES.values():
        part = pick(programme)
        if part is not None:
            return part.words(language())
    return code


def step_words(code: str) -> str:
    """Return a step's words, whichever programme it is of."""
    return _found(lambda programme: programme.step(code), code)


def gate_words(code: str) -> str:
    """Return a gate's words, whichever programme it is of."""
    return _found(lambda programme: programme.gate(code), code)


def outcome_words(code: str) -> str:
    """Return an outcome's words, whichever programme it is of."""
    return _found(lambda programme: programme.outcome(code), code) if code else ""


def item_words(code: str) -> str:
    """Return the words of a support item, whichever programme it is of."""
    return _found(lambda programme: programme.item(code), code)


def fact_words(code: str) -> str:
    """Return what a fact is called, also one of a programme's own."""
    own = catalogue().own_facts().get(code)
    return own.words(language()) if own is not None else fact_name(code)


def fact_value(value: str) -> str:
    """Return a fact's value as people read it: a day, a country, a choice."""
    if len(value) == 2 and value.isupper():
        return country_name(value, language())
    try:
        date.fromisoformat(value)
    except ValueError:
        return choice_name(value)
    return iso_day(value)


def money(currency: str, cents: str) -> str:
    """Return an amount; nothing for none."""
    if not cents.isdecimal() or int(cents) == 0:
        return ""
    return money_text(currency, int(cents))


def reasons_count(value: str) -> str:
    """Return how many reasons were kept: each is for a machine, the journey tells them in words."""
    count = value.count('"programme":')
    return ngettext("{n} reason", "{n} reasons", count).format(n=count) if count else ""


WORDS: Final[Mapping[str, KindWords]] = MappingProxyType(
    {
        "enrolment": KindWords(
            title=lambda: _("Enrolment"),
            fields={
                "programme": lambda: _("Programme"),
                "version": lambda: _("Version"),
                "started_on": lambda: _("Since"),
                "ended_on": lambda: _("Until"),
                "outcome": lambda: _("Outcome"),
                "remark": lambda: _("Remark"),
            },
            values={
                "programme": programme_words,
                "started_on": iso_day,
                "ended_on": iso_day,
                "outcome": outcome_words,
            },
            says=lambda v: facts(programme_words(v.get("programme", "")), outcome_words(v.get("outcome", ""))),
            icon="footprints",
        ),
        "step_mark": KindWords(
            title=lambda: _("Step"),
            fields={
                "enrolment": lambda: _("Enrolment"),
                "step": lambda: _("Step"),
                "state": lambda: _("State"),
                "on": lambda: _("On"),
                "remark": lambda: _("Remark"),
                "period": lambda: _("Which time"),
            },
            values={"step": step_words, "state": step_state, "on": iso_day},
            says=lambda v: facts(
                step_words(v.get("step", "")),
                step_state(v.get("state", StepState.DONE)),
                iso_day(v.get("on", "")),
                v.get("remark", ""),
            ),
            icon="list-checks",
        ),
        "evidence": KindWords(
            title=lambda: _("Evidence"),
            fields={
                "enrolment": lambda: _("Enrolment"),
                "gate": lambda: _("Gate"),
                "kind": lambda: _("Evidence"),
                "given_by": lambda: _("Given by"),
                "on": lambda: _("On"),
                "document": lambda: _("Document"),
                "remark": lambda: _("Remark"),
            },
            values={"gate": gate_words, "kind": evidence_name, "on": iso_day},
            says=lambda v: facts(
                evidence_name(v.get("kind", "")), v.get("given_by", ""), iso_day(v.get("on", "")), v.get("remark", "")
            ),
            icon="clipboard-check",
        ),
        "override": KindWords(
            title=lambda: _("Gate overridden"),
            fields={
                "enrolment": lambda: _("Enrolment"),
                "gate": lambda: _("Gate"),
                "reason": lambda: _("Reason"),
            },
            values={"gate": gate_words},
            says=lambda v: facts(gate_words(v.get("gate", "")), v.get("reason", "")),
            icon="lock-open",
        ),
        "before_gates": KindWords(
            title=lambda: _("Departed before gates were kept"),
            fields={
                "on": lambda: _("Up to"),
                "reason": lambda: _("Reason"),
                "how": lambda: _("How it is known"),
            },
            values={"on": iso_day, "how": how_known},
            says=lambda v: facts(how_known(v.get("how", "")), iso_day(v.get("on", "")), v.get("reason", "")),
            icon="history",
        ),
        "eligibility_check": KindWords(
            title=lambda: _("Eligibility checked"),
            fields={
                "programme": lambda: _("Programme"),
                "version": lambda: _("Version"),
                "answer": lambda: _("Answer"),
                "reasons": lambda: _("Reasons"),
                "on": lambda: _("On"),
            },
            values={"programme": programme_words, "answer": answer_name, "reasons": reasons_count, "on": iso_day},
            says=lambda v: facts(programme_words(v.get("programme", "")), answer_name(v.get("answer", "unknown"))),
            icon="circle-help",
        ),
        "fact": KindWords(
            title=lambda: _("Fact"),
            fields={"code": lambda: _("Fact"), "value": lambda: _("Value"), "on": lambda: _("From")},
            values={"code": fact_words, "value": fact_value, "on": iso_day},
            says=lambda v: facts(fact_words(v.get("code", "")), fact_value(v.get("value", ""))),
            icon="info",
        ),
        "support": KindWords(
            title=lambda: _("Support given"),
            fields={
                "enrolment": lambda: _("Enrolment"),
                "person": lambda: _("Person"),
                "item": lambda: _("What"),
                "amount_cents": lambda: _("Amount in cents"),
                "currency": lambda: _("Currency"),
                "on": lambda: _("On"),
                "remark": lambda: _("Remark"),
            },
            values={"item": item_words, "on": iso_day},
            says=lambda v: facts(
                item_words(v.get("item", "")),
                money(v.get("currency", ""), v.get("amount_cents", "")),
                iso_day(v.get("on", "")),
            ),
            icon="banknote",
        ),
    }
)
