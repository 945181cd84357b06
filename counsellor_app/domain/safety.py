"""How a client may be reached without harm, and what protects him, his family and those who help.

A rule stands beside the telephone number and stops the act it forbids, with words. Of several rules the strictest
counts: nobody is reached in a way that any of them forbids.

What is said in lists, over which other eyes may fall, names neither trafficking nor danger: the words for a flag or
programme that would are kept for the page of the case.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.identity_papers import known_day
from counsellor_app.domain.records import FlagCode
from counsellor_app.domain.refusals import Refusal, flags_shown, programme_shown
from counsellor_app.domain.validation import read_line
from sync.wording import _


class ContactWay(StrEnum):
    """How somebody might be reached."""

    CALL = "call"
    VOICEMAIL = "voicemail"
    MESSAGE = "message"
    EMAIL = "email"
    LETTER = "letter"
    VISIT = "visit"


class ContactRuleKind(StrEnum):
    """What a client asked, or his safety demands, about being reached."""

    NEVER_CALL = "never_call"
    NO_VOICEMAIL = "no_voicemail"
    NO_MESSAGES = "no_messages"
    NO_LETTERS = "no_letters"
    NO_VISITS = "no_visits"
    ONLY_THROUGH = "only_through"
    ONLY_AT = "only_at"


class ForWhom(StrEnum):
    """Whom a measure protects."""

    CLIENT = "client"
    FAMILY = "family"
    HELPERS = "helpers"


FORBIDDEN: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        ContactRuleKind.NEVER_CALL: frozenset({ContactWay.CALL, ContactWay.VOICEMAIL}),
        ContactRuleKind.NO_VOICEMAIL: frozenset({ContactWay.VOICEMAIL}),
        ContactRuleKind.NO_MESSAGES: frozenset({ContactWay.MESSAGE, ContactWay.EMAIL}),
        ContactRuleKind.NO_LETTERS: frozenset({ContactWay.LETTER}),
        ContactRuleKind.NO_VISITS: frozenset({ContactWay.VISIT}),
        ContactRuleKind.ONLY_THROUGH: frozenset(ContactWay),
        ContactRuleKind.ONLY_AT: frozenset(),
    }
)
_NAMES_SOMETHING: Final = frozenset({ContactRuleKind.ONLY_THROUGH, ContactRuleKind.ONLY_AT})
_UNSPOKEN_FLAGS: Final = frozenset({FlagCode.TRAFFICKING, FlagCode.SAFETY})
_UNSPOKEN_PROGRAMMES: Final = MappingProxyType({"VOT": "REAN"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRule:
    """How a person (empty: anybody of the case) must not be reached.

    ``through``: by whom alone, or when alone, for the rules that name it.
    """

    id: str = ""
    case: str = ""
    person: str = ""
    rule: str = ""
    through: str = ""
    remark: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyPlan:
    """One measure: against which risk, for whom, who sees to it, until when (ISO day or empty)."""

    id: str = ""
    case: str = ""
    for_whom: str = ForWhom.CLIENT
    risk: str = ""
    measure: str = ""
    who: str = ""
    until: str = ""
    removed: bool = False


class Waits(StrEnum):
    """How far a restriction made on this device came.

    ``UNSENT``: it holds here, and the office is told at the next sync; until then nothing written after it leaves.
    ``REFUSED``: the office was told, but a colleague had closed the case first without naming who works here.
    """

    NO = ""
    UNSENT = "unsent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """From here on only *readers* (ids of persons) hold the case's new key; ``before``: who could read it till then.

    ``left_out``: where two restricted a case at once, whom only one of them had named.
    """

    id: str = ""
    case: str = ""
    readers: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    reason: str = ""
    lifted: bool = False
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactAnswer:
    """Whether a way is open, the rules that close it, and by whom or when alone somebody may be reached."""

    allowed: bool
    rules: tuple[ContactRule, ...] = ()
    through: tuple[str, ...] = ()
    only_at: tuple[str, ...] = ()


def rules_for(person: str, rules: Iterable[ContactRule]) -> tuple[ContactRule, ...]:
    """Return the rules in force for *person* (an id): his own and those for everybody of the case."""
    return tuple(rule for rule in rules if not rule.removed and rule.person in ("", person))


def may_reach(way: str, person: str, rules: Iterable[ContactRule]) -> ContactAnswer:
    """Say whether *person* may be reached by *way*; a rule that this version does not know forbids every way."""
    standing = rules_for(person, rules)
    closing = tuple(rule for rule in standing if way in FORBIDDEN.get(rule.rule, frozenset(ContactWay)))
    through = tuple(rule.through for rule in standing if rule.rule == ContactRuleKind.ONLY_THROUGH and rule.through)
    at = tuple(rule.through for rule in standing if rule.rule == ContactRuleKind.ONLY_AT and rule.through)
    return ContactAnswer(not closing, closing, through, at)


def read_contact_rule(text: str) -> str:
    """Return the code of a contact rule, spaces and hyphens alike; raises :class:`ActionableError`."""
    plain = "_".join(text.casefold().replace("-", " ").replace("_", " ").split())
    if plain not in set(ContactRuleKind):
        raise ActionableError(
            _("There is no such rule."), _("Rules: {rules}.").format(rules=", ".join(map(str, ContactRuleKind)))
        )
    return plain


def read_through(rule: str, text: str) -> str:
    """Return by whom or when alone; raises :class:`ActionableError` where the rule says it and nothing is given."""
    plain = read_line(text)
    if rule in _NAMES_SOMETHING and not plain:
        raise ActionableError(
            _("By whom, or when alone?"), _("Nothing was saved. This rule names a person or hours: write them down.")
        )
    return plain


def measures_in_force(plans: Iterable[SafetyPlan], day: date) -> tuple[SafetyPlan, ...]:
    """Return the measures that hold on *day*: one that names no day of ending holds on."""
    return tuple(
        plan for plan in plans if not plan.removed and ((until := known_day(plan.until)) is None or until >= day)
    )


def missing_measures(plans: Iterable[SafetyPlan], day: date) -> tuple[str, ...]:
    """Return for whom no measure is in force on *day*: client, family and helpers each deserve a thought."""
    covered = {plan.for_whom for plan in measures_in_force(plans, day)}
    return tuple(str(one) for one in ForWhom if one not in covered)


def words_in_lists(programme: str, flags: Iterable[str], declined: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """Return the programme and the flags by which a list may call a case, after the offers *declined* in it."""
    refusals = tuple(Refusal(offer=offer) for offer in declined)
    return programme_in_lists(programme_shown(programme, refusals)), flags_in_lists(flags_shown(flags, refusals))


def flags_in_lists(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the flags that may stand in a list, over which others may look."""
    return tuple(code for code in codes if code not in _UNSPOKEN_FLAGS)


def labels_unspoken(programmes: Iterable[str]) -> tuple[str, ...]:
    """Return the labels (see :mod:`.refusals`) of those *programmes* by which no list may call a case."""
    return tuple(f"label:{code}" for code in programmes if code in _UNSPOKEN_PROGRAMMES)


def programme_in_lists(code: str) -> str:
    """Return the programme code that may stand in a list: that of trafficking victims is called REAN there."""
    return _UNSPOKEN_PROGRAMMES.get(code, code)
