"""What the yearly table counts: the cases in which something happened in a year, read by few queries for all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final, TypeVar

import msgspec

from counsellor_app.domain.programmes.catalogue import Catalogue
from counsellor_app.domain.programmes.gates import CaseFile
from counsellor_app.domain.programmes.records import EligibilityCheck, Enrolment, Fact, StepMark, Support
from counsellor_app.domain.programmes.results import TALKS, CountedCase
from counsellor_app.domain.programmes.schema import Indicator
from counsellor_app.domain.records import Case, Flag, Person, Record
from counsellor_app.store.queries.kept import Kept
from counsellor_app.store.queries.together import hidden_cases

CaseRecord = TypeVar("CaseRecord", Person, Flag, Fact, Enrolment, StepMark, EligibilityCheck, Support)
_DAY_MS: Final = 24 * 3600 * 1000
_STANDS: Final = "SELECT value FROM json_each(:standing)"
_TOUCHED: Final = f"""
SELECT case_id FROM enrolment_row
 WHERE started_on BETWEEN :first AND :last OR ended_on BETWEEN :first AND :last
    OR (started_on <= :last AND outcome IN ({_STANDS}))
UNION SELECT case_id FROM step_mark_row
 WHERE state = 'done' AND "on" BETWEEN :first AND :last AND step IN (SELECT value FROM json_each(:steps))
UNION SELECT case_id FROM support_row WHERE "on" BETWEEN :first AND :last
UNION SELECT case_id FROM eligibility_check_row WHERE "on" BETWEEN :first AND :last
UNION SELECT c.id FROM case_row c WHERE c.programme != '' AND c.opened_on BETWEEN :first AND :last
 AND NOT EXISTS (SELECT 1 FROM enrolment_row e WHERE e.case_id = c.id AND +e.programme = c.programme)
UNION SELECT value FROM json_each(:talked)
"""
"""A case has few enrolments and a programme has many: the ``+`` keeps its index out of it."""
_TALKS: Final = """
SELECT n.case_id, n.held_at FROM note_row n JOIN case_row c ON c.id = n.case_id
 WHERE n.held_at >= :begins AND n.held_at < :ends AND n.kind IN (SELECT value FROM json_each(:kinds))
   AND (c.programme IN (SELECT value FROM json_each(:talking)) OR EXISTS
        (SELECT 1 FROM enrolment_row e WHERE e.case_id = c.id
          AND +e.programme IN (SELECT value FROM json_each(:talking))))
 ORDER BY n.case_id, n.held_at, n.oid
"""
_NAMED: Final = """
SELECT c.oid, c.reference, c.place,
 (SELECT p.name FROM person_row p WHERE p.case_id = c.id ORDER BY p.at, p.id LIMIT 1),
 (SELECT p.own_name FROM person_row p WHERE p.case_id = c.id ORDER BY p.at, p.id LIMIT 1)
FROM case_row c WHERE c.oid IN (SELECT unhex(value) FROM json_each(?))
"""


class NamedCase(msgspec.Struct, frozen=True):
    """Whom a case is about, and where he is."""

    name: str
    own_name: str
    reference: str
    place: str


class Touched(msgspec.Struct, frozen=True):
    """The cases (row ids) in which something of a year may count, and the days they were talked with in it."""

    year: int
    ids: tuple[int, ...]
    talks: Mapping[int, tuple[str, ...]]


def counted_cases(kept: Kept, year: int, catalogue: Catalogue, today: date) -> list[CountedCase]:
    """Return the cases in which something of *year* may count, with what is counted of each.

    A case that is shown within another one is not counted beside it. Nothing is read one case at a time: an office of
    tens of thousands of cases asks for its table and has it.
    """
    touched = touched_cases(kept, year, catalogue)
    return counted_of(kept, touched, touched.ids, catalogue, today)


def touched_cases(kept: Kept, year: int, catalogue: Catalogue) -> Touched:
    """Return the cases in which something of *year* may count, those shown within another one left out."""
    asked = _Asked.of(catalogue)
    talks: dict[int, list[str]] = defaultdict(list)
    for row_id, held_at in kept.connection.execute(
        _TALKS, {**_span(year), "kinds": _json(TALKS), "talking": _json(asked.talking)}
    ):
        talks[row_id].append(_local_day(held_at))
    lists = {"standing": _json(asked.standing), "steps": _json(asked.steps), "talked": _json(talks)}
    touched = {row[0] for row in kept.connection.execute(_TOUCHED, {**_days(year), **lists})}
    ids = tuple(sorted(touched - set(hidden_cases(kept.connection))))
    return Touched(year, ids, {case: tuple(days) for case, days in talks.items()})


def counted_of(
    kept: Kept, touched: Touched, ids: Sequence[int], catalogue: Catalogue, today: date
) -> list[CountedCase]:
    """Return what is counted of some of the cases *touched* (row ids)."""
    asked = _Asked.of(catalogue)
    parts = _Parts(kept, ids)
    persons, flags, facts = parts.of(Person), parts.of(Flag), parts.of(Fact)
    enrolments = parts.of(Enrolment)
    marks = parts.of(StepMark, "r.step IN (SELECT value FROM json_each(?))", _json(asked.steps))
    within = ('r."on" BETWEEN ? AND ?', *_days(touched.year).values())
    checks, support = parts.of(EligibilityCheck, *within), parts.of(Support, *within)
    return [
        CountedCase(
            CaseFile(
                case=case,
                today=today,
                persons=persons[case.id],
                flags=flags[case.id],
                facts=facts[case.id],
                enrolments=enrolments[case.id],
                marks=marks[case.id],
            ),
            tuple(checks[case.id]),
            tuple(support[case.id]),
            touched.talks.get(row_id, ()),
        )
        for row_id, case in parts.cases()
    ]


def named_cases(kept: Kept, cases: Iterable[str]) -> dict[str, NamedCase]:
    """Return who *cases* (ids) are about, of those that are here."""
    rows = kept.connection.execute(_NAMED, (_json(set(cases)),)).fetchall()
    return {
        bytes(oid).hex(): NamedCase(name or "", own or "", reference, place)
        for oid, reference, place, name, own in rows
    }


class _Asked(msgspec.Struct, frozen=True):
    """What the indicators of all texts ask for: steps, outcomes that stand, and programmes whose talks count."""

    steps: frozenset[str]
    standing: frozenset[str]
    talking: frozenset[str]

    @classmethod
    def of(cls, catalogue: Catalogue) -> "_Asked":
        """Return what *catalogue* asks for."""
        texts = [edition.programme for code in catalogue.codes() for edition in catalogue.editions(code)]
        counted: list[tuple[str, Indicator]] = [(text.code, one) for text in texts for one in text.indicators]
        return cls(
            steps=frozenset(one.step for _code, one in counted if one.counts == "step"),
            standing=frozenset(outcome.code for text in texts for outcome in text.outcomes if not outcome.ends),
            talking=frozenset(code for code, one in counted if one.counts == "talks"),
        )


class _Parts:
    """The records of many cases, by case, each list in order of creation."""

    def __init__(self, kept: Kept, ids: Sequence[int]) -> None:
        self._kept = kept
        self._ids = ids

    def of(self, cls: type[CaseRecord], condition: str = "", *parameters: object) -> dict[str, list[CaseRecord]]:
        """Return the records of *cls* that hold the condition."""
        found: dict[str, list[CaseRecord]] = defaultdict(list)
        for record in self._kept.of_many(self._ids, cls, condition, parameters):
            found[record.case].append(record)
        return found

    def cases(self) -> Iterator[tuple[int, Case]]:
        """Yield row id and case."""
        by_id: dict[str, Record] = {case.id: case for case in self._kept.of_many(self._ids, Case)}
        for row_id, oid in self._kept.connection.execute(
            "SELECT id, oid FROM case_row WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
            {"ids": _json(self._ids)},
        ):
            case = by_id[bytes(oid).hex()]
            assert isinstance(case, Case)
            yield row_id, case


def _days(year: int) -> dict[str, str]:
    return {"first": f"{year:04d}-01-01", "last": f"{year:04d}-12-31"}


def _span(year: int) -> dict[str, int]:
    """Return moments (ms) a day before the year begins and a day after it ends: whose day it was is decided here."""
    begins, ends = (int(datetime(one, 1, 1, tzinfo=UTC).timestamp() * 1000) for one in (year, year + 1))
    return {"begins": begins - _DAY_MS, "ends": ends + _DAY_MS}


def _local_day(held_at: int) -> str:
    return datetime.fromtimestamp(held_at / 1000, UTC).astimezone().date().isoformat()


def _json(values: Iterable[object]) -> str:
    return msgspec.json.encode(sorted(values)).decode()
