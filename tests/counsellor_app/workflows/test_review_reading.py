"""The review list in parts: whatever is written meanwhile, the next reading says what judging afresh says."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from counsellor_app.domain.programmes.gates import breaches, passages
from counsellor_app.domain.programmes.records import Enrolment, Evidence, Fact, Override, StepMark, Support
from counsellor_app.domain.records import Case, Flag, Note, Person, Record
from counsellor_app.domain.refusals import Refusal
from counsellor_app.workflows import merging, programmes, review_reading, reviewing
from counsellor_app.workflows.review_reading import ReviewReading
from counsellor_app.workflows.session import Session
from tests.conftest import examples
from tests.counsellor_app.workflows.test_shelves import session_of
from tests.offices import House, Site
from tests.unguarded import unguarded

TODAY = date(2026, 11, 20)
PROGRAMMES = ("UAM", "REAN", "HEALTH")
STEPS = ("application", "booking", "departure")
GATES = ("guardian-agreement", "consent", "ind-permission", "travel-document")
EVIDENCE = ("guardian_agreement", "consent_data_exchange", "ind_permission", "travel_document", "doctor_advice")
DAYS = ("2026-08-01", "2026-11-20", "2026-11-22")
ACTS = (
    *("mark",) * 4,
    *("evidence",) * 3,
    *("no evidence",) * 2,
    *("day", "merge", "flag") * 2,
    *("fact", "override", "refusal", "no refusal", "support", "note", "enrol", "birth", "depart"),
    *("open", "unmerge", "sync", "rebuild", "programme", "seen", "part"),
)


@dataclass
class Desk:
    """A reviewer and somebody who works beside him without a guard, and a reading that is under way."""

    house: House
    day: date = TODAY
    reading: ReviewReading | None = None
    changed: bool = False

    @property
    def session(self) -> Session:
        return session_of(self.house.founder)


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> House:
    """An office of two; the founder reviews."""
    house = House.found(tmp_path_factory.mktemp("pattern"))
    house.join("one", house.add_team())
    house.settle()
    for number in range(3):
        open_case(house.sites[1], "UAM", enrolled=number > 0)
    house.settle()
    house.close()
    return house


def open_case(site: Site, programme: str, *, enrolled: bool = True) -> None:
    teams = sorted(site.store.directory.current().teams_of(site.person_id))
    with unguarded(site.store):
        case, _records = site.open_case(*teams, records=[Person(name="Selam", birth_date="2010")], programme=programme)
        if enrolled:
            site.save(Enrolment(case=case.id, programme=programme, version="2007", started_on="2026-07-01"))


def afresh(session: Session, today: date) -> tuple[dict[str, int], dict[str, int]]:
    """Judge every case by itself, from nothing."""
    with session.store.reading() as queries:
        files, texts = queries.gate_files(), queries.gate_files().catalogue()
        cases = queries.all_records(Case)
        passed = {one.id: len(breaches(passages(files.case_file(one, today), texts))) for one in cases}
        declined = {one.id: len(queries.breaches().declined.breaches(one.id).get(one.id, ())) for one in cases}
    return (
        {case: count for case, count in passed.items() if count},
        {case: count for case, count in declined.items() if count},
    )


def act(desk: Desk, name: str, site: Site, pick: int) -> None:
    """Do one thing to a case, the programmes, the replica or the reading."""
    queries = site.store.queries
    cases = queries.all_records(Case)
    case = cases[pick % len(cases)]
    enrolled = queries.records(case.id, Enrolment)
    enrolment = enrolled[pick % len(enrolled)].id if enrolled else "implied"
    day, other_day = DAYS[pick % len(DAYS)], DAYS[pick // 2 % len(DAYS)]
    written: dict[str, Record] = {
        "mark": StepMark(case=case.id, enrolment=enrolment, step=STEPS[pick % len(STEPS)], on=day),
        "evidence": Evidence(case=case.id, enrolment=enrolment, kind=EVIDENCE[pick % 5], on=other_day),
        "fact": Fact(case=case.id, code="unaccompanied", value="yes" if pick % 2 else "no"),
        "override": Override(case=case.id, enrolment=enrolment, gate=GATES[pick % 4], reason="because"),
        "refusal": Refusal(case=case.id, offer="tracing"),
        "support": Support(case=case.id, item="family-contact"),
        "flag": Flag(case=case.id, code="health"),
        "note": Note(case=case.id, text="nothing of the kind"),
        "enrol": Enrolment(case=case.id, programme=PROGRAMMES[pick % 3], version="2007", started_on=day),
        "birth": replace(queries.records(case.id, Person)[0], birth_date=str(1990 + pick % 30)),
        "depart": replace(case, status="departed"),
    }
    if name in written:
        site.save(written[name])
    elif name in ("no evidence", "no refusal"):
        cls = Evidence if name == "no evidence" else Refusal
        with site.work() as work:
            for one in work.queries.records(case.id, cls)[:1]:
                work.records.remove(one)
    else:
        around(desk, name, site, cases, pick)


def around(desk: Desk, name: str, site: Site, cases: list[Case], pick: int) -> None:
    """Do what concerns no single record."""
    if name == "open":
        open_case(site, PROGRAMMES[pick % 3], enrolled=pick % 2 == 0)
    elif name == "sync":
        desk.house.settle(rounds=1)
    elif name == "rebuild":
        desk.house.founder.store.rebuild()
    elif name == "day":
        desk.day += timedelta(days=pick % 3)
    elif name == "part":
        desk.reading = desk.reading or ReviewReading(desk.session, desk.day)
        desk.reading.go_on(0)
    else:
        reviewing_acts(desk, name, cases, pick)


def reviewing_acts(desk: Desk, name: str, cases: list[Case], pick: int) -> None:
    """Do what the reviewer does."""
    session = desk.session
    if name == "seen":
        reviewing.mark_seen(session, cases[0].id)
    elif name == "programme" and not desk.changed:
        desk.changed = True
        text = programmes.shipped_text("UAM", "2007")
        text = text.replace('version = "2007"', 'version = "office-1"\nvalid_from = 2026-07-01')
        loosens = 'loosens = ["consent", "guardian-agreement"]\n'
        programmes.add_programme(session, loosens + text.replace('before = "application"', 'before = "departure"'))
    elif name == "merge" and not session.store.queries.groups().within:
        here = [one.id for one in session.store.queries.all_records(Case)]
        merging.merge_cases(session, here[pick % len(here)], here[(pick + 1) % len(here)], "the same")
    elif name == "unmerge":
        for one in session.store.queries.groups().within:
            merging.unmerge_cases(session, one)


def check(desk: Desk) -> None:
    """A reading to the end says what judging afresh says, and lists what was not seen of it."""
    if desk.reading is not None:
        desk.reading.finish()  # what it says was overtaken, what it kept must be right
    desk.reading = None
    reading = ReviewReading(desk.session, desk.day)
    rows = {row.case: (row.breaches, row.declined_breaches) for row in reading.finish()}
    passed, declined = afresh(desk.session, desk.day)
    assert (reading.passed, reading.declined) == (passed, declined)
    assert rows == {case: (passed.get(case, 0), declined.get(case, 0)) for case in rows}
    with desk.session.store.reading() as queries:
        unseen = queries.breaches().unseen({*passed, *declined}, desk.house.founder.person_id)
    assert {row.case for row in unseen} <= {*rows}


@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 1), st.integers(0, 30)), min_size=15, max_size=40))
@example(acts=[("depart", 0, 1), ("evidence", 0, 10), ("note", 0, 1), ("day", 0, 2)])
@example(acts=[("mark", 0, 0), ("note", 0, 3), ("programme", 0, 0)])
@example(acts=[("mark", 0, 1), ("merge", 0, 1), ("flag", 0, 2), ("note", 0, 3), ("unmerge", 0, 0)])
@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_between_the_parts_the_next_reading_is_right(
    acts: list[tuple[str, int, int]],
    pattern: House,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(review_reading, "_PAGE", 2)
    monkeypatch.setattr(review_reading, "_FEW", 1)
    house = House.copy_of(pattern, tmp_path_factory.mktemp("copy"))
    desk = Desk(house)
    try:
        with unguarded(house.sites[0].store), unguarded(house.sites[1].store):
            for name, at, pick in acts:
                act(desk, name, house.sites[at], pick)
                if pick % 2:
                    check(desk)
            house.settle()
            check(desk)
    finally:
        house.close()
