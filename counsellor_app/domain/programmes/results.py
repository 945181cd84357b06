"""The yearly table: a row a project with expenditure, funders and results, counted from cases. Pure.

Beside each counted figure stand the figures the texts print for that year: where they contradict each other, all of
them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from counsellor_app.domain.ages import is_adult_on
from counsellor_app.domain.families import birth_of_person, family
from counsellor_app.domain.programmes.catalogue import Catalogue
from counsellor_app.domain.programmes.conditions import judge
from counsellor_app.domain.programmes.eligibility import verdict_of
from counsellor_app.domain.programmes.gates import CaseFile, enrolments_of, newest_marks, text_of
from counsellor_app.domain.programmes.records import Answer, EligibilityCheck, Enrolment, StepState, Support
from counsellor_app.domain.programmes.schema import Figure, Indicator, Part, Programme
from counsellor_app.domain.records import FlagCode, NoteKind

EXPENDITURE: Final = "expenditure"
TALKS: Final = (NoteKind.TALK, NoteKind.OUTREACH, NoteKind.SESSION, NoteKind.PHONE)
"""Kinds of notes that record a talk with somebody."""


@dataclass(frozen=True, slots=True)
class CountedCase:
    """A case as the table counts it. ``talks``: days (ISO) on which it was talked with."""

    file: CaseFile
    checks: tuple[EligibilityCheck, ...] = ()
    support: tuple[Support, ...] = ()
    talks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as a text prints it. ``cents`` where it is money, else ``value``; remark by language."""

    source: str
    value: int | None
    cents: int | None
    currency: str
    remark_en: str
    remark_nl: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What one case adds to a figure on a day (ISO). ``adults``, ``children``: where people are counted.

    ``unsaid``: people of whom neither can be said.
    """

    case: str
    day: str
    count: int
    adults: int = 0
    children: int = 0
    unsaid: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """One figure of a row. ``value``: counted from cases, None for what is text only.

    ``unsaid``: people of whom it cannot be said whether they are adults or children; they are in no count of either.
    ``shared_with``: programmes in whose rows the same things are counted again. ``counted``: the cases behind it.
    """

    code: str
    en: str
    nl: str
    value: int | None
    unsaid: int
    printed: tuple[Printed, ...]
    shared_with: tuple[str, ...]
    counted: tuple[Counted, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """One project. ``given``: support given to people of cases in the year, (currency, cents)."""

    programme: str
    row: str
    en: str
    nl: str
    funders: tuple[Part, ...]
    expenditure: tuple[Printed, ...]
    given: tuple[tuple[str, int], ...]
    results: tuple[Result, ...]


def yearly_table(year: int, cases: Iterable[CountedCase], contacts: int, catalogue: Catalogue) -> list[TableRow]:
    """Return the rows of *year*, in the order of the programmes. *contacts*: network contacts of the year."""
    return list(table_rows(year, cases, contacts, catalogue))


def table_rows(year: int, cases: Iterable[CountedCase], contacts: int, catalogue: Catalogue) -> Iterator[TableRow]:
    """Yield the same rows one after the other, each counted when it is asked for."""
    end = date(year, 12, 31)
    enrolled: dict[str, list[tuple[CountedCase, Enrolment]]] = {}
    for case in cases:
        for one in enrolments_of(case.file, catalogue):
            enrolled.setdefault(one.programme, []).append((case, one))
    for code in catalogue.codes():
        text = catalogue.newest(code, end)
        if text is not None:
            counting = _Counting(year, text, enrolled.get(code, []), contacts, catalogue)
            for row in _rows(text):
                yield counting.row(row)


def expenditure_of(rows: Iterable[TableRow]) -> tuple[tuple[str, int], ...]:
    """Return the sum of the column of expenditure by currency: the first figure printed for each row."""
    sums: dict[str, int] = {}
    for row in rows:
        for printed in row.expenditure[:1]:
            sums[printed.currency] = sums.get(printed.currency, 0) + (printed.cents or 0)
    return tuple(sums.items())


def _rows(text: Programme) -> list[str]:
    """Return the codes of a programme's rows; the one without a code holds what belongs to no other."""
    named = [row.code for row in text.rows]
    loose = any(not indicator.row for indicator in text.indicators)
    return [*named, *([""] if loose or not named else [])]


class _Counting:
    """Counts one programme's figures in one year."""

    def __init__(
        self,
        year: int,
        text: Programme,
        enrolled: Sequence[tuple[CountedCase, Enrolment]],
        contacts: int,
        catalogue: Catalogue,
    ) -> None:
        self.year, self.text, self.contacts, self.catalogue = year, text, contacts, catalogue
        self.enrolled = enrolled

    def row(self, code: str) -> TableRow:
        """Return one row."""
        named = next((row for row in self.text.rows if row.code == code), None)
        return TableRow(
            programme=self.text.code,
            row=code,
            en=named.en if named is not None else self.text.en,
            nl=named.nl if named is not None else self.text.nl,
            funders=named.funders if named is not None and named.funders else self.text.funders,
            expenditure=self.printed(EXPENDITURE, code),
            given=self.given() if code == _rows(self.text)[0] else (),
            results=tuple(self.result(one) for one in self.text.indicators if one.row == code),
        )

    def printed(self, indicator: str, row: str) -> tuple[Printed, ...]:
        """Return what the texts print for a figure in the year."""
        wanted: list[Figure] = [
            figure
            for figure in self.text.figures
            if (figure.year, figure.indicator) == (self.year, indicator) and figure.row in (row, "")
        ]
        return tuple(
            Printed(one.source, one.value, one.cents, one.currency, one.remark_en, one.remark_nl) for one in wanted
        )

    def given(self) -> tuple[tuple[str, int], ...]:
        """Return what was given to people in the year."""
        sums: dict[str, int] = {}
        for support in self.supports():
            if support.amount_cents:
                sums[support.currency] = sums.get(support.currency, 0) + support.amount_cents
        return tuple(sorted(sums.items()))

    def supports(self) -> list[Support]:
        """Return the support given in the year under this programme."""
        return [
            one
            for case, enrolment in self.enrolled
            for one in case.support
            if one.enrolment == enrolment.id and self.within(one.on)
        ]

    def within(self, day: str) -> bool:
        """Say whether *day* (ISO) is in the year."""
        return day[:4] == f"{self.year:04d}"

    def result(self, indicator: Indicator) -> Result:
        """Return one figure."""
        counted = self._counted(indicator)
        value: int | None = sum(one.count for one in counted)
        if indicator.counts in ("text", "contacts"):
            value = self.contacts if indicator.counts == "contacts" else None
        return Result(
            code=indicator.code,
            en=indicator.en,
            nl=indicator.nl,
            value=value,
            unsaid=sum(one.unsaid for one in counted) if indicator.people else 0,
            printed=self.printed(indicator.code, indicator.row),
            shared_with=indicator.shared_with,
            counted=tuple(sorted(counted, key=lambda one: one.day)),
        )

    def _counted(self, indicator: Indicator) -> list[Counted]:
        if indicator.counts in ("text", "contacts"):
            return []
        if indicator.counts == "talks":
            return [one for case, enrolment in self.enrolled for one in self._talks(case, enrolment)]
        if indicator.counts == "support":
            return self._supported(indicator)
        if indicator.counts == "checks":
            return self._checks(indicator)
        return self._people(indicator)

    def _talks(self, case: CountedCase, enrolment: Enrolment) -> list[Counted]:
        last = enrolment.ended_on or "9999"
        days = [day for day in case.talks if self.within(day) and enrolment.started_on <= day <= last]
        return [Counted(case.file.case.id, day, 1) for day in days]

    def _supported(self, indicator: Indicator) -> list[Counted]:
        """Count people once, on the day they were first given something of it."""
        first: dict[tuple[str, str], str] = {}
        for one in self.supports():
            if one.item in indicator.items:
                key = (one.case, one.person)
                first[key] = min(first.get(key, one.on), one.on)
        return [Counted(case, day, 1) for (case, _person), day in first.items()]

    def _checks(self, indicator: Indicator) -> list[Counted]:
        """Count cases by the newest check of the year."""
        newest: dict[str, EligibilityCheck] = {}
        cases = {case.file.case.id: case for case, _one in self.enrolled}
        for case in cases.values():
            for check in case.checks:
                if check.programme == self.text.code and self.within(check.on):
                    newest[case.file.case.id] = check
        return [Counted(case, one.on, 1) for case, one in newest.items() if one.answer == indicator.answer]

    def _people(self, indicator: Indicator) -> list[Counted]:
        found: list[Counted] = []
        for case, enrolment in self.enrolled:
            day = self._day(indicator, case, enrolment)
            if not day or not self._holds(indicator, case, day):
                continue
            adults, children, doubtful = _family(case.file, _as_day(day, self.year))
            count = {"adults": adults, "children": children}.get(indicator.people, adults + children + doubtful)
            found.append(Counted(case.file.case.id, day, count, adults, children, doubtful))
        return found

    def _day(self, indicator: Indicator, case: CountedCase, enrolment: Enrolment) -> str:
        """Return the day (ISO) on which an enrolment counts in the year; empty when it does not."""
        days: dict[str, Callable[[], str]] = {
            "enrolments": lambda: enrolment.started_on,
            "outcome": lambda: self._outcome_day(indicator, enrolment),
            "step": lambda: self._step_day(indicator, case, enrolment),
        }
        day = days[indicator.counts]()
        return day if self.within(day) else ""

    def _outcome_day(self, indicator: Indicator, enrolment: Enrolment) -> str:
        if enrolment.outcome not in indicator.outcomes:
            return ""
        text = text_of(enrolment, self.catalogue)
        known = text.outcome(enrolment.outcome) if text is not None else None
        if known is not None and not known.ends:
            return f"{self.year:04d}-12-31" if enrolment.started_on[:4] <= f"{self.year:04d}" else ""
        return enrolment.ended_on

    def _step_day(self, indicator: Indicator, case: CountedCase, enrolment: Enrolment) -> str:
        mark = newest_marks(case.file, enrolment.id).get(indicator.step)
        return mark.on if mark is not None and mark.state == StepState.DONE else ""

    def _holds(self, indicator: Indicator, case: CountedCase, day: str) -> bool:
        if indicator.when is None:
            return True
        sheet = case.file.sheet(_as_day(day, self.year))
        return (
            judge(indicator.when, sheet, lambda code, one: verdict_of(code, one, self.catalogue)).answer == Answer.YES
        )


def _family(file: CaseFile, day: date) -> tuple[int, int, int]:
    """Return adults, children, and people of whom it cannot be said, of a case on *day*; a case is one at least."""
    adults = children = doubtful = 0
    flagged = any(flag.code == FlagCode.MINOR and not flag.removed for flag in file.flags)
    for at, person in enumerate(family(file.persons)):
        adult = is_adult_on(birth_of_person(person), day)
        if adult is None and flagged and at == 0:
            adult = False
        adults += adult is True
        children += adult is False
        doubtful += adult is None
    return (adults, children, doubtful) if adults + children + doubtful else (0, 0, 1)


def _as_day(text: str, year: int) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date(year, 12, 31)
