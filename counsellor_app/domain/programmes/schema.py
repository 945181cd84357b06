"""What a programme's text may say. Strict: an unknown key or a wrong type is an error, never a guess.

Money is in minor units. ``en`` and ``nl`` are the words people read. Codes: small letters, digits, hyphens; the code of
the programme itself in capitals.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Code = Annotated[str, Meta(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=60)]
ProgrammeCode = Annotated[str, Meta(pattern=r"^[A-Z0-9]+(?:-[A-Z0-9]+)*$", max_length=30)]
Words = Annotated[str, Meta(min_length=1, max_length=2_000)]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]
Cents = Annotated[int, Meta(ge=0, le=10**12)]
Days = Annotated[int, Meta(ge=0, le=3_660)]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a programme's text that people read in their own language."""

    en: Words
    nl: Words

    def words(self, language: str) -> str:
        """Return the words in *language* (``nl``, else English)."""
        return self.nl if language == "nl" else self.en


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What must hold. Either one of ``all``, ``any``, ``programme``, or ``fact`` with exactly one comparison.

    ``is``, ``one_of``, ``not_one_of`` compare the value; ``before``, ``since``, ``until`` a day (``until`` included);
    ``under``, ``at_least`` a number; ``within_months`` the days between it and the fact ``of``;
    ``not_within_years`` that the day lies further back than so many years (or that there is none);
    ``joined_eu_since`` that a country joined the European Union on or after a day; ``in_group`` a named group of
    countries. ``programme``: the rules of another programme must hold.
    """

    fact: str = ""
    is_: str | bool | None = msgspec.field(name="is", default=None)
    one_of: tuple[str, ...] = ()
    not_one_of: tuple[str, ...] = ()
    before: date | None = None
    since: date | None = None
    until: date | None = None
    under: int | None = None
    at_least: int | None = None
    within_months: Annotated[int, Meta(ge=1, le=600)] | None = None
    of: str = ""
    not_within_years: Annotated[int, Meta(ge=1, le=100)] | None = None
    joined_eu_since: date | None = None
    in_group: str = ""
    programme: str = ""
    all: tuple["Condition", ...] = ()
    any: tuple["Condition", ...] = ()


class Step(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One step, in the order of the text. ``by``: who does it. Due ``within_days`` of the start or of step ``after``.

    ``departs``: with this step the person leaves (a case that is *departed* has taken it). ``every_days``: a follow-up
    that returns, for ``for_days`` days.
    """

    code: Code
    by: Literal[
        "counsellor", "client", "health", "logistics", "family", "supervisor", "mission", "partner", "authority"
    ]
    within_days: Days | None = None
    after: str = ""
    departs: bool = False
    every_days: Annotated[int, Meta(ge=1, le=366)] | None = None
    for_days: Days | None = None


class Gate(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Evidence demanded before step ``before`` and every later one. Without ``when`` it always stands.

    Where ``when`` cannot be said yet, the gate stands (``unsure`` closed) or does not (open).
    """

    code: Code
    before: str
    evidence: Annotated[tuple[str, ...], Meta(min_length=1)]
    when: Condition | None = None
    unsure: Literal["closed", "open"] = "closed"
    override: bool


class Rule(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One rule of eligibility; all rules of a programme must hold."""

    code: Code
    when: Condition


class SupportItem(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that may be given. Amounts for an adult and a child, where the texts have them.

    ``derived``: the amount was computed from sums in the texts. ``when``: given only where this holds.
    """

    code: Code
    adult_cents: Cents | None = None
    child_cents: Cents | None = None
    currency: Currency = "EUR"
    derived: bool = False
    when: Condition | None = None


class Outcome(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How an enrolment may end, or stand. ``step``: it says that this step was taken. ``ends``: nothing follows it."""

    code: Code
    step: str = ""
    ends: bool = True


class Row(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A row of the yearly table, where a programme has several; without any it has one, under its own name."""

    code: Code
    funders: tuple[Part, ...] = ()


class Indicator(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A figure of the yearly table, counted from cases.

    ``enrolments``: people enrolled; ``outcome``: people with one of ``outcomes``; ``talks``, ``contacts``; ``support``:
    people given one of ``items``; ``checks``: checks of eligibility answered ``answer``; ``step``: people whose step
    ``step`` was done. ``people`` limits to adults or children. ``shared_with``: the same things are counted in the rows
    of these programmes too.
    """

    code: Code
    row: str = ""
    counts: Literal["enrolments", "outcome", "talks", "contacts", "support", "checks", "step", "text"]
    outcomes: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    step: str = ""
    answer: Literal["", "yes", "no", "unknown"] = ""
    people: Literal["", "adults", "children"] = ""
    when: Condition | None = None
    shared_with: tuple[str, ...] = ()


class Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A figure as printed. Where the texts contradict each other each figure stands, with its ``source``.

    ``indicator``: whose figure it is; ``cents`` for sums of money (indicator ``expenditure``), else ``value``.
    """

    year: Annotated[int, Meta(ge=1900, le=2200)]
    indicator: str
    row: str = ""
    source: Words
    value: int | None = None
    cents: Cents | None = None
    currency: Currency = "EUR"
    remark_en: str = ""
    remark_nl: str = ""


class Period(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When a programme runs. Days may be unknown. ``extended_from``: ends that were put off, in order."""

    starts: date | None = None
    ends: date | None = None
    extended_from: tuple[date, ...] = ()
    remark_en: str = ""
    remark_nl: str = ""


class Retention(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How long a case of this programme is kept after it closed; no ``years``: the office decides."""

    years: Annotated[int, Meta(ge=1, le=110)] | None = None
    remark_en: str = ""
    remark_nl: str = ""


class OwnFact(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A fact that only this programme's rules speak about."""

    code: Code
    kind: Literal["day", "yes_no", "country", "number", "choice"]
    choices: tuple[str, ...] = ()


class OwnEvidence(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A kind of evidence that only this programme demands."""

    code: Code


class Programme(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A programme as its text says it. ``version`` names this text.

    Its rules are in force from ``valid_from`` to ``valid_until``, both included. ``historical``: over, kept for its
    figures. ``row``: its rows in the yearly table. ``loosens``: gates of the version before that are left out here, or
    ask for less.
    """

    code: ProgrammeCode
    version: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=40)]
    area: Literal["return", "logistics", "arrival", "development", "inclusion"]
    written: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    historical: bool = False
    loosens: tuple[str, ...] = ()
    summary_en: str = ""
    summary_nl: str = ""
    funders: tuple[Part, ...] = ()
    partners: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    target: Annotated[int, Meta(ge=0)] | None = None
    paid_from: str = ""
    on_top_of: str = ""
    source: str = ""
    period: Period = Period()
    retention: Retention = Retention()
    groups: tuple[Part, ...] = msgspec.field(name="group", default=())
    steps: tuple[Step, ...] = msgspec.field(name="step", default=())
    gates: tuple[Gate, ...] = msgspec.field(name="gate", default=())
    rules: tuple[Rule, ...] = msgspec.field(name="rule", default=())
    support: tuple[SupportItem, ...] = ()
    outcomes: tuple[Outcome, ...] = msgspec.field(name="outcome", default=())
    rows: tuple[Row, ...] = msgspec.field(name="row", default=())
    indicators: tuple[Indicator, ...] = msgspec.field(name="indicator", default=())
    figures: tuple[Figure, ...] = msgspec.field(name="figure", default=())
    facts: tuple[OwnFact, ...] = msgspec.field(name="fact", default=())
    evidence: tuple[OwnEvidence, ...] = ()

    def name(self, language: str) -> str:
        """Return the name in *language* (``nl``, else English)."""
        return self.words(language)

    def step(self, code: str) -> Step | None:
        """Return the step of this code, None for none."""
        return next((step for step in self.steps if step.code == code), None)

    def gate(self, code: str) -> Gate | None:
        """Return the gate of this code, None for none."""
        return next((gate for gate in self.gates if gate.code == code), None)

    def outcome(self, code: str) -> Outcome | None:
        """Return the outcome of this code, None for none."""
        return next((outcome for outcome in self.outcomes if outcome.code == code), None)

    def item(self, code: str) -> SupportItem | None:
        """Return the support item of this code, None for none."""
        return next((item for item in self.support if item.code == code), None)

    def conditions(self) -> Iterator[tuple[tuple[str | int, ...], Condition]]:
        """Yield every condition with its place in the text."""
        placed: dict[str, list[Condition | None]] = {
            "gate": [gate.when for gate in self.gates],
            "rule": [rule.when for rule in self.rules],
            "support": [item.when for item in self.support],
            "indicator": [indicator.when for indicator in self.indicators],
        }
        for name, conditions in placed.items():
            for at, condition in enumerate(conditions):
                if condition is not None:
                    yield (name, at, "when"), condition

    def place_of(self, step: str) -> int:
        """Return the place of a step in the order of the text, -1 for none."""
        return next((at for at, one in enumerate(self.steps) if one.code == step), -1)

    def in_force(self, day: date) -> bool:
        """Say whether this text's rules are in force on *day*."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )
