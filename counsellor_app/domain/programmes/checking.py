"""What a programme's text must agree on with itself: codes once, references to what is there, days in order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from counsellor_app.domain.countries import country_names
from counsellor_app.domain.programmes.conditions import COMPARISONS
from counsellor_app.domain.programmes.schema import Condition, Programme
from counsellor_app.domain.programmes.text_lines import Path
from counsellor_app.domain.programmes.vocabulary import CHOICES, COUNTRY_GROUPS, EVIDENCE_KINDS, FACT_KINDS
from sync.wording import _

_KINDS: Final = {
    "before": "day",
    "since": "day",
    "until": "day",
    "not_within_years": "day",
    "within_months": "day",
    "under": "number",
    "at_least": "number",
    "joined_eu_since": "country",
    "in_group": "country",
}


_COUNTED_BY: Final = {"outcome": "outcomes", "support": "items", "step": "step"}
"""What an indicator counts by, for those kinds that count nothing without."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong at a place of the text."""

    path: Path
    text: str


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


def complaints_of(programme: Programme) -> Iterator[Complaint]:
    """Yield what is wrong with a text that has the right shape."""
    yield from _codes_once(programme)
    yield from _days(programme)
    yield from _steps(programme)
    yield from _gates(programme)
    yield from _conditions(programme)
    yield from _figures(programme)


def _codes_once(programme: Programme) -> Iterator[Complaint]:
    tables: tuple[tuple[str, Sequence[_Coded]], ...] = (
        ("step", programme.steps),
        ("gate", programme.gates),
        ("rule", programme.rules),
        ("support", programme.support),
        ("outcome", programme.outcomes),
        ("row", programme.rows),
        ("indicator", programme.indicators),
        ("fact", programme.facts),
        ("evidence", programme.evidence),
    )
    for name, rows in tables:
        seen: set[str] = set()
        for at, row in enumerate(rows):
            if row.code in seen:
                yield Complaint((name, at, "code"), _("The code “{code}” is used twice.").format(code=row.code))
            seen.add(row.code)
    for at, fact in enumerate(programme.facts):
        if fact.code in FACT_KINDS:
            yield Complaint(("fact", at, "code"), _("A fact of this name is known everywhere already."))
        if fact.kind == "choice" and not fact.choices:
            yield Complaint(("fact", at, "kind"), _("The key “{key}” is missing.").format(key="choices"))


def _days(programme: Programme) -> Iterator[Complaint]:
    spans = (
        (("valid_until",), programme.valid_from, programme.valid_until),
        (("period", "ends"), programme.period.starts, programme.period.ends),
    )
    for path, first, last in spans:
        if first is not None and last is not None and last < first:
            yield Complaint(path, _("The last day is before the first."))
    for at, country in enumerate(programme.countries):
        if country not in country_names("en"):
            yield Complaint(("countries", at), _("There is no country “{code}”.").format(code=country))


def _steps(programme: Programme) -> Iterator[Complaint]:
    codes = [step.code for step in programme.steps]
    for at, step in enumerate(programme.steps):
        if step.after and step.after not in codes:
            yield _unknown(("step", at, "after"), step.after, codes)
        elif step.after and step.after == step.code:
            yield Complaint(("step", at, "after"), _("A step cannot come after itself."))
        if step.for_days is not None and step.every_days is None:
            yield Complaint(("step", at, "for_days"), _("The key “{key}” is missing.").format(key="every_days"))
    departing = [at for at, step in enumerate(programme.steps) if step.departs]
    for at in departing[1:]:
        yield Complaint(("step", at, "departs"), _("Only one step can be the departure."))
    for at, outcome in enumerate(programme.outcomes):
        if outcome.step and outcome.step not in codes:
            yield _unknown(("outcome", at, "step"), outcome.step, codes)


def _gates(programme: Programme) -> Iterator[Complaint]:
    codes = [step.code for step in programme.steps]
    kinds = EVIDENCE_KINDS | {one.code for one in programme.evidence}
    for at, gate in enumerate(programme.gates):
        if gate.before not in codes:
            yield _unknown(("gate", at, "before"), gate.before, codes)
        for index, kind in enumerate(gate.evidence):
            if kind not in kinds:
                yield Complaint(("gate", at, "evidence", index), _unknown_evidence(kind))


def _conditions(programme: Programme) -> Iterator[Complaint]:
    for path, condition in programme.conditions():
        yield from _condition(condition, path, programme)


def _condition(condition: Condition, path: Path, programme: Programme) -> Iterator[Complaint]:
    compared = [name for name in COMPARISONS if getattr(condition, name) not in (None, (), "")]
    parts = [bool(condition.all), bool(condition.any), bool(condition.programme), bool(condition.fact)]
    if sum(parts) != 1 or (condition.fact and len(compared) != 1) or (compared and not condition.fact):
        yield Complaint(path, _("A condition is one of all, any, programme, or a fact with one comparison."))
        return
    for name in ("all", "any"):
        for at, inner in enumerate(getattr(condition, name)):
            yield from _condition(inner, (*path, name, at), programme)
    if condition.programme == programme.code:
        yield Complaint((*path, "programme"), _("A programme cannot ask for its own rules."))
    if condition.fact:
        yield from _comparison(condition, compared[0], path, programme)


def _comparison(condition: Condition, compared: str, path: Path, programme: Programme) -> Iterator[Complaint]:
    kinds = {**FACT_KINDS, **{fact.code: fact.kind for fact in programme.facts}}
    key = compared.strip("_")
    kind = kinds.get(condition.fact)
    if kind is None:
        yield _unknown((*path, "fact"), condition.fact, sorted(kinds))
        return
    if _KINDS.get(compared, kind) != kind:
        yield Complaint((*path, key), _("The fact “{fact}” cannot be compared like this.").format(fact=condition.fact))
    if compared == "within_months" and kinds.get(condition.of) != "day":
        yield _unknown((*path, "of"), condition.of, [code for code, one in kinds.items() if one == "day"])
    if condition.in_group and condition.in_group not in COUNTRY_GROUPS:
        yield _unknown((*path, "in_group"), condition.in_group, sorted(COUNTRY_GROUPS))
    if compared == "is_" and (kind == "yes_no") != isinstance(condition.is_, bool):
        yield Complaint((*path, key), _("Facts of yes or no are compared with true or false, others with text."))
        return
    yield from _possible(condition, compared, (*path, key), programme, kind)


def _possible(condition: Condition, compared: str, path: Path, programme: Programme, kind: str) -> Iterator[Complaint]:
    """Yield a complaint for each value that the fact never has: such a rule would never hold."""
    values: Sequence[object] = getattr(condition, compared) if compared in ("one_of", "not_one_of") else ()
    placed = [((*path, at), str(value)) for at, value in enumerate(values)]
    if compared == "is_":
        placed = [(path, str(condition.is_))]
    own = next((fact.choices for fact in programme.facts if fact.code == condition.fact), ())
    known = tuple(country_names("en")) if kind == "country" else own or CHOICES.get(condition.fact, ())
    for place, value in placed if known else ():
        if value not in known and kind == "country":
            yield Complaint(place, _("There is no country “{code}”.").format(code=value))
        elif value not in known:
            yield _unknown(place, value, known)


def _figures(programme: Programme) -> Iterator[Complaint]:
    outcomes = [outcome.code for outcome in programme.outcomes]
    items = [item.code for item in programme.support]
    steps = [step.code for step in programme.steps]
    for at, indicator in enumerate(programme.indicators):
        yield from _references(("indicator", at, "outcomes"), indicator.outcomes, outcomes)
        yield from _references(("indicator", at, "items"), indicator.items, items)
        if indicator.step and indicator.step not in steps:
            yield _unknown(("indicator", at, "step"), indicator.step, steps)
        lacking = _COUNTED_BY.get(indicator.counts, "")
        if lacking and not getattr(indicator, lacking):
            yield Complaint(("indicator", at, "counts"), _("The key “{key}” is missing.").format(key=lacking))
    rows = [row.code for row in programme.rows]
    placed = {
        "indicator": [one.row for one in programme.indicators],
        "figure": [one.row for one in programme.figures],
    }
    for name, named in placed.items():
        for at, row in enumerate(named):
            if row and row not in rows:
                yield _unknown((name, at, "row"), row, rows)
    known = ["expenditure", *(indicator.code for indicator in programme.indicators)]
    for at, figure in enumerate(programme.figures):
        if figure.indicator not in known:
            yield _unknown(("figure", at, "indicator"), figure.indicator, known)
        if (figure.value is None) == (figure.cents is None):
            yield Complaint(("figure", at), _("A figure has either a value or cents."))


def _references(path: Path, wanted: Sequence[str], known: Sequence[str]) -> Iterator[Complaint]:
    for at, code in enumerate(wanted):
        if code not in known:
            yield _unknown((*path, at), code, known)


def _unknown(path: Path, code: str, known: Iterable[str]) -> Complaint:
    return Complaint(
        path,
        _("“{code}” is not known here. Known: {known}.").format(code=code, known=", ".join(known) or "–"),
    )


def _unknown_evidence(kind: str) -> str:
    return _("No such kind of evidence: “{kind}”. Name it under [[evidence]] with its words.").format(kind=kind)
