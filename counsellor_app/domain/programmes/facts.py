"""What is known of a case on a day, as rules need it: days and numbers as spans where they are not known exactly."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from counsellor_app.domain.ages import age_range, birth_of, is_adult_on
from counsellor_app.domain.countries import read_country
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.records import Fact
from counsellor_app.domain.programmes.schema import OwnFact
from counsellor_app.domain.programmes.vocabulary import CHOICES, DERIVED, FACT_KINDS
from counsellor_app.domain.records import Case, Flag, FlagCode, Person
from counsellor_app.domain.validation import read_date, read_line
from sync.wording import _

NEVER: Final = "none"
"""Value of a fact of kind day for what did not happen."""
_FLAGGED: Final = MappingProxyType(
    {
        FlagCode.HEALTH: "health_problem",
        FlagCode.TRAFFICKING: "trafficking",
        FlagCode.VULNERABLE: "vulnerable",
    }
)


@dataclass(frozen=True, slots=True)
class Days:
    """The days on which something may have happened, both ends included."""

    earliest: date
    latest: date


@dataclass(frozen=True, slots=True)
class Span:
    """A number that lies between two, both included."""

    least: int
    most: int


Value = Days | Span | str


@dataclass(frozen=True, slots=True)
class Known:
    """A fact in force: what it says, and its text as written."""

    value: Value
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is known on ``day``. The order in which facts came cannot matter: it is a mapping."""

    day: date
    facts: Mapping[str, Known] = field(default_factory=dict)

    def get(self, code: str) -> Known | None:
        """Return what is known under *code*, None for nothing."""
        return self.facts.get(code)


def sheet_of(
    day: date,
    facts: Iterable[Fact],
    case: Case | None = None,
    persons: Iterable[Person] = (),
    flags: Iterable[Flag] = (),
    elsewhere: Iterable[Person] = (),
) -> Sheet:
    """Return what is known on *day* of a case with its *facts*, its first person and its flags.

    *elsewhere*: the same person as other cases know him that are shown as one with it.
    A fact holds from its own day on. Of several under one code the newest counts; of those of one day the greatest
    text, so that every device sees the same.
    """
    known: dict[str, Known] = {}
    for fact in sorted(facts, key=lambda one: (one.code, one.on, one.value)):
        value = read_value(fact.value)
        if value is not None and fact.on <= day.isoformat() and fact.code not in DERIVED:
            known[fact.code] = Known(value, fact.value)
        elif fact.on <= day.isoformat() and not fact.value:
            known.pop(fact.code, None)
    together = _derived(day, case, persons, flags, elsewhere) | known
    if "destination" in together and "nationality" in together:
        text = "no" if together["destination"].text == together["nationality"].text else "yes"
        together["third_country"] = Known(text, text)
    return Sheet(day, MappingProxyType(together))


def _derived(
    day: date, case: Case | None, persons: Iterable[Person], flags: Iterable[Flag], elsewhere: Iterable[Person]
) -> dict[str, Known]:
    found: dict[str, str] = {}
    if case is not None and case.nationality:
        found["nationality"] = case.nationality
    codes = {flag.code for flag in flags if not flag.removed}
    found |= {fact: "yes" for flag, fact in _FLAGGED.items() if flag in codes}
    known = {code: Known(text, text) for code, text in found.items()}
    clients = [person for person in persons if not person.aside][:1]
    return known | _ages(day, [*clients, *elsewhere], FlagCode.MINOR in codes)


def _ages(day: date, clients: Iterable[Person], flagged: bool) -> dict[str, Known]:
    """Return what follows from the births of one client as several cases know him: where they differ none is sure."""
    births = [birth_of(one.birth_date, one.birth_precision, one.birth_span) for one in clients]
    known_births = [birth for birth in births if birth is not None]
    answers = {is_adult_on(birth, day) for birth in known_births}
    adult = next(iter(answers)) if len(answers) == 1 else None
    known: dict[str, Known] = {}
    if known_births:
        ages = [age_range(birth, day) for birth in known_births]
        least, most = min(age.youngest for age in ages), max(age.oldest for age in ages)
        known["age"] = Known(Span(least, most), _span_text(least, most))
    if adult is not None or flagged:
        text = "yes" if adult is False or (adult is None and flagged) else "no"
        known["minor"] = Known(text, text)
    doubtful = bool(known_births) and adult is None
    text = "yes" if doubtful or adult is False or (flagged and adult is not True) else "no"
    known["may_be_minor"] = Known(text, text)
    return known


def _span_text(least: int, most: int) -> str:
    return str(least) if least == most else f"{least}-{most}"


def read_value(text: str) -> Value | None:
    """Return the value that a fact's *text* stands for; None for nothing. Never raises: it may come from elsewhere."""
    plain = text.strip()
    if not plain:
        return None
    parts = plain.split("-")
    if all(part.isdecimal() and part.isascii() for part in parts) and len(parts[0]) == 4:
        try:
            return _days(parts)
        except ValueError:
            return plain
    if plain.isdecimal() and plain.isascii() and len(plain) < 4:
        return Span(int(plain), int(plain))
    return plain


def _days(parts: list[str]) -> Days:
    year = int(parts[0])
    if len(parts) == 1:
        return Days(date(year, 1, 1), date(year, 12, 31))
    if len(parts) == 2:
        month = int(parts[1])
        after = date(year + month // 12, month % 12 + 1, 1) if (year, month) != (9999, 12) else None
        return Days(date(year, month, 1), date.max if after is None else after - timedelta(days=1))
    day = date(year, int(parts[1]), int(parts[2]))
    return Days(day, day)


def read_fact(code: str, text: str, own: Mapping[str, OwnFact] | None = None) -> tuple[str, str]:
    """Return ``(code, value)`` of a fact as typed; an empty text takes the fact back.

    *own*: facts that programmes add. Days are whole or the month or year alone, ``none`` for never. Raises
    :class:`ActionableError` for a fact nobody asks for, one that follows from the case, or a value that cannot be.
    """
    plain = code.strip().casefold()
    extra = (own or {}).get(plain)
    kind = extra.kind if extra is not None else FACT_KINDS.get(plain, "")
    if plain in DERIVED:
        raise ActionableError(
            _("This fact follows from the case."),
            _("Change the nationality, the birth date or the flags of the case instead."),
        )
    if not kind:
        known = sorted((set(FACT_KINDS) - DERIVED) | set(own or {}))
        raise ActionableError(_("No rule knows this fact."), _("Facts: {facts}.").format(facts=", ".join(known)))
    choices = extra.choices if extra is not None else CHOICES.get(plain, ())
    return plain, _read(kind, text, choices) if text.strip() else ""


def _read(kind: str, text: str, choices: tuple[str, ...]) -> str:
    plain = read_line(text).casefold()
    if kind == "day":
        return _read_day(plain)
    if kind == "country":
        return read_country(text)
    if kind == "number":
        return _read_number(plain)
    if kind == "yes_no":
        answers = {"yes": "yes", "ja": "yes", "true": "yes", "y": "yes", "no": "no", "nee": "no", "false": "no"}
        if plain not in answers:
            raise ActionableError(_("This fact is yes or no."), _("Write yes or no."))
        return answers[plain]
    value = plain.replace(" ", "_")
    if choices and value not in choices:
        raise ActionableError(
            _("This value is not one of those possible here."),
            _("Possible: {values}.").format(values=", ".join(choices)),
        )
    return value


def _read_day(plain: str) -> str:
    if plain in {NEVER, "never", "nooit", "geen"}:
        return NEVER
    parts = plain.split("-")
    if len(parts) <= 2 and all(part.isdecimal() and part.isascii() for part in parts) and len(parts[0]) == 4:
        try:
            _days(parts)
        except ValueError:
            pass
        else:
            return "-".join([parts[0], *(part.zfill(2) for part in parts[1:])])
    return read_date(plain).isoformat()


def _read_number(plain: str) -> str:
    if not plain.isdecimal() or not plain.isascii() or len(plain) > 3:
        raise ActionableError(_("This fact is a number."), _("Write a whole number of at most three digits."))
    return str(int(plain))
