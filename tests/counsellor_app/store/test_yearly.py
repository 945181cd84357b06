"""The yearly table read by few queries is the table that comes of reading every case by itself."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.domain.programmes.records import EligibilityCheck, Enrolment, Fact, StepMark, Support
from counsellor_app.domain.programmes.results import TALKS, CountedCase, yearly_table
from counsellor_app.domain.programmes_list import PROGRAMMES
from counsellor_app.domain.records import Case, Flag, Note, NoteKind, Person, Record
from counsellor_app.store.queries.reading import Queries
from counsellor_app.store.queries.yearly import counted_cases
from counsellor_app.workflows import casework, merging
from counsellor_app.workflows.session import Session
from tests.conftest import examples
from tests.counsellor_app.workflows.conftest import found
from tests.unguarded import unguarded

YEARS = (2006, 2007, 2008)
DAYS = st.dates(date(2006, 6, 1), date(2008, 6, 30)).map(date.isoformat)
CODES = st.sampled_from(["REAN", "HRT", "VARRP", "RRI", "LEARN", "VOT", "UAM", "MIDA"])


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = found(tmp_path_factory.mktemp("yearly") / "profile")
    yield made
    made.close()


@st.composite
def happenings(draw: st.DrawFn) -> tuple[Case, list[Record]]:
    """A case and what is kept of it, before it has ids: enrolments are named by their place."""
    code = draw(CODES)
    text = PROGRAMMES[code]
    case = Case(programme=draw(st.sampled_from([code, ""])), opened_on=draw(DAYS), nationality=draw(nations))
    shut = min((text.place_of(gate.before) for gate in text.gates), default=len(text.steps))
    steps = st.sampled_from([step.code for step in text.steps[:shut]])
    kept: list[Record] = [
        Person(name="Selam", birth_date=draw(st.sampled_from(["1980", "1999", ""])), birth_precision="year"),
        Enrolment(
            programme=code,
            version=text.version,
            started_on=draw(DAYS),
            ended_on=draw(st.one_of(st.just(""), DAYS)),
            outcome=draw(st.sampled_from(["", *(one.code for one in text.outcomes if not one.step)])),
        ),
    ]
    if draw(st.booleans()):
        kept.pop()
    kept += draw(st.lists(st.builds(StepMark, step=steps, on=DAYS, enrolment=st.just("1")), max_size=2))
    kept += draw(st.lists(st.builds(Support, item=st.just("ticket"), amount_cents=st.just(100), on=DAYS), max_size=2))
    answers = st.sampled_from(["yes", "no"])
    kept += draw(st.lists(st.builds(EligibilityCheck, programme=CODES, answer=answers, on=DAYS), max_size=2))
    kept += draw(st.lists(st.builds(Fact, code=st.just("wishes_return"), value=answers), max_size=1))
    kept += draw(st.lists(st.builds(Flag, code=st.sampled_from(["health", "minor"])), max_size=1))
    kept += draw(st.lists(st.builds(Note, kind=st.sampled_from(list(NoteKind)), held_at=moments), max_size=3))
    return case, kept


nations = st.sampled_from(["SR", "BG", ""])
moments = st.datetimes(datetime(2006, 12, 25), datetime(2008, 1, 5)).map(
    lambda one: int(one.replace(tzinfo=UTC).timestamp() * 1000)
)


def one_by_one(queries: Queries) -> list[CountedCase]:
    """Read every case by itself, as it may be read: slowly."""
    rows, after = queries.cases(CaseFilter())
    assert after is None
    files = queries.gate_files()
    return [
        CountedCase(
            files.case_file(queries.case_page(row.id).case, date.today()),
            tuple(queries.records(row.id, EligibilityCheck)),
            tuple(queries.records(row.id, Support)),
            tuple(
                datetime.fromtimestamp(note.held_at / 1000, UTC).astimezone().date().isoformat()
                for note in queries.records(row.id, Note)
                if note.kind in TALKS
            ),
        )
        for row in rows
    ]


def keep(session: Session, case: Case, kept: list[Record]) -> str:
    """Save what some app wrote; whether it might is not asked here: the table counts whatever there is."""
    with unguarded(session.store), session.store.transaction() as work:
        opened, saved = work.records.open_case(case, kept[:1], [session.person_id])
        enrolment = ""
        for record in kept[1:]:
            names = {"enrolment": enrolment} if hasattr(record, "enrolment") else {}
            if names and not enrolment:
                continue
            made = work.records.save(type(record)(**{**_fields(record), **names, "case": opened.id}))
            enrolment = made.id if isinstance(made, Enrolment) else enrolment
        assert saved
        return opened.id


def _fields(record: Record) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__slots__ if name not in ("id", "case")}


def tables_agree(session: Session) -> None:
    with session.store.reading() as queries:
        files = queries.gate_files()
        slowly = one_by_one(queries)
        for year in YEARS:
            counted = files.counted_in(year, date.today())
            assert yearly_table(year, counted, 0, files.catalogue()) == yearly_table(year, slowly, 0, files.catalogue())


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(happenings(), min_size=1, max_size=4))
def test_reading_all_at_once_counts_what_reading_each_counts(
    session: Session, cases: list[tuple[Case, list[Record]]]
) -> None:
    for case, kept in cases:
        keep(session, case, kept)
    tables_agree(session)


def test_a_case_shown_within_another_is_counted_once(tmp_path: Path) -> None:
    session = found(tmp_path / "profile")
    try:
        first, second = (casework.add_case(session, name="Selam", programme="LEARN").id for _turn in range(2))
        year = date.today().year
        with session.store.reading() as queries:
            assert len(queries.gate_files().counted_in(year, date.today())) == 2
        merging.merge_cases(session, first, second)
        with session.store.reading() as queries:
            counted = queries.gate_files().counted_in(year, date.today())
        assert [one.file.case.id for one in counted] == [first]
    finally:
        session.close()


class Counted:
    """A connection that counts what it is asked."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.asked = 0

    def execute(self, *asked: Any) -> Any:
        self.asked += 1
        return self._connection.execute(*asked)


def questions(session: Session) -> tuple[int, int]:
    """Return how many cases are counted this year, and by how many questions to the database."""
    with session.store.reading() as queries:
        kept = queries._kept()
        catalogue = queries.gate_files().catalogue()
        kept.connection = counted = Counted(kept.connection)  # type: ignore[assignment]
        found = counted_cases(kept, date.today().year, catalogue, date.today())
        return len(found), counted.asked


def test_ten_times_the_cases_are_read_by_as_many_questions(tmp_path: Path) -> None:
    session = found(tmp_path / "profile")
    try:
        casework.add_case(session, name="Selam", programme="LEARN")
        one, few = questions(session)
        for _turn in range(9):
            casework.add_case(session, name="Selam", programme="LEARN")
        ten, many = questions(session)
        assert (one, ten) == (1, 10)
        assert few == many < 20
    finally:
        session.close()
