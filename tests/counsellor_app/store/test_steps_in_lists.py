"""The list says at which step a case is, and finds it by that: whatever was saved, merged, synced or declined."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counsellor_app.domain.case_links import CaseLink, LinkKind
from counsellor_app.domain.declined_journeys import without_declined
from counsellor_app.domain.overviews import CaseFilter, CaseRow
from counsellor_app.domain.programmes.catalogue import Catalogue
from counsellor_app.domain.programmes.journeys import journey_of
from counsellor_app.domain.programmes.reading import ProgrammeTextError
from counsellor_app.domain.programmes.records import Enrolment, ProgrammeText, StepMark, StepState
from counsellor_app.domain.programmes.shipped import shipped_text
from counsellor_app.domain.programmes_list import PROGRAMMES
from counsellor_app.domain.records import Case, CaseStatus, Person
from counsellor_app.domain.refusals import Refusal
from counsellor_app.domain.shelves import Shelf, ShelfPurpose
from counsellor_app.store.queries.gate_files import GateFiles
from tests.counsellor_app.store.conftest import Team
from tests.offices import Site
from tests.unguarded import unguarded

CODES = ("REAN", "HRT", "VOT", "VARRP")
VERSIONS = {code: PROGRAMMES[code].version for code in CODES}
STEPS = sorted({step.code for code in CODES for step in PROGRAMMES[code].steps})


def opened(site: Site, programme: str = "REAN", *readers: bytes) -> tuple[Case, Enrolment]:
    enrolment = Enrolment(programme=programme, version=VERSIONS.get(programme, "1"), started_on="2026-09-01")
    records = [Person(name="Selam"), enrolment]
    case, made = site.open_case(*readers, records=records, programme=programme, opened_on="2026-09-01")
    assert isinstance(made[1], Enrolment)
    return case, made[1]


def mark(site: Site, enrolment: Enrolment, *steps: str, state: str = StepState.DONE) -> None:
    with unguarded(site.store):
        site.save(*(StepMark(case=enrolment.case, enrolment=enrolment.id, step=step, state=state, on="2026-10-01")
                    for step in steps))  # fmt: skip


def row_of(site: Site, case: str, where: CaseFilter | None = None) -> CaseRow | None:
    rows, _ = site.store.queries.cases(where or CaseFilter(), limit=10_000)
    return next((row for row in rows if row.id == case), None)


def told(site: Site, case: str) -> list[tuple[str, str]]:
    row = row_of(site, case)
    assert row is not None
    return [(one.programme, one.step) for one in row.steps]


def found_at(site: Site, step: str, **more: str) -> set[str]:
    where = CaseFilter(step=step, **more)  # type: ignore[arg-type]
    rows, _ = site.store.queries.cases(where, limit=10_000)
    assert site.store.queries.count_cases(where) == len(rows)
    return {row.id for row in rows}


# --- a law: the list tells what the page tells


class Load:
    """Cases of one device that are changed by example after example."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.cases = [opened(site, code) for code in (*CODES, *CODES)]

    def page(self, case: str) -> list[str]:
        """The next steps (codes) as the page shows them, without the names of what no list says."""
        queries = self.site.store.queries
        files = queries.gate_files()
        file = files.case_file(self.site.case(case), date.today())
        if file.case.status in (CaseStatus.CLOSED, CaseStatus.WITHDRAWN):
            return []
        offers = [one.offer for one in queries.protecting().refusals(case)]
        unspoken = ["label:VOT"] if any(one.programme == "VOT" for one in file.enrolments) else []
        refusals = [Refusal(offer=offer) for offer in (*offers, *unspoken)]
        ways = without_declined(journey_of(file, files.catalogue()), refusals).ways
        running = [way for way in ways if way.running]
        running.sort(key=lambda way: way.enrolment.programme != file.case.programme)
        return [way.next_step.step.code for way in running if way.next_step is not None]

    def change(self, place: int, act: int, detail: int) -> None:
        """Do one thing to a case."""
        site, (case, enrolment) = self.site, self.cases[place]
        steps = [step.code for step in PROGRAMMES[enrolment.programme].steps]
        other = self.cases[detail % len(self.cases)][0]
        with unguarded(site.store):
            if act == 0:
                site.change(case.id, status=list(CaseStatus)[detail % len(CaseStatus)])
            elif act == 1:
                site.save(Refusal(case=case.id, offer=("reintegration", "label:HRT", "beyond-rean")[detail % 3]))
            elif act == 2 and other.id != case.id:
                kind = LinkKind.MERGED if detail % 2 else LinkKind.UNDONE
                site.save(CaseLink(case=case.id, other=other.id, kind=kind))
            elif act == 3:
                ended = "2026-10-10" if detail % 2 else ""
                site.save(replace(site.store.records.load(Enrolment, enrolment.id), ended_on=ended))
            elif act == 4:
                code = CODES[detail % len(CODES)]
                site.save(Enrolment(case=case.id, programme=code, version=VERSIONS[code], started_on="2026-09-02"))
            else:
                mark(site, replace(enrolment, case=case.id), steps[detail % len(steps)],
                     state=list(StepState)[detail % 7 % 3])  # fmt: skip


@pytest.fixture(scope="module")
def load(lasting_team: Team) -> Load:
    return Load(lasting_team.one)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 8), st.integers(0, 60)), min_size=1, max_size=6))
def test_the_list_says_and_finds_the_step_that_the_page_shows(load: Load, acts: list[tuple[int, int, int]]) -> None:
    for act in acts:
        load.change(*act)
    rows, _ = load.site.store.queries.cases(CaseFilter(), limit=10_000)
    assert {row.id: [one.step for one in row.steps] for row in rows} == {row.id: load.page(row.id) for row in rows}
    at = {step: {row.id for row in rows if step in (one.step for one in row.steps)} for step in STEPS}
    assert {step: found_at(load.site, step) for step in STEPS} == at
    offered = {one.step for one in load.site.store.queries.steps().in_use()}
    assert offered == {step for step, found in at.items() if found}


def test_the_tables_say_the_same_when_they_are_made_again(load: Load) -> None:
    before = load.site.sql("SELECT * FROM standing_row ORDER BY case_id")
    load.site.store.rebuild()
    assert load.site.sql("SELECT * FROM standing_row ORDER BY case_id") == before


# --- one by one


def test_a_step_is_told_and_the_asked_one_first(team: Team) -> None:
    site = team.one
    case, enrolment = opened(site)
    assert told(site, case.id) == [("REAN", "contact")]
    mark(site, enrolment, "contact", "intake")
    site.save(Enrolment(case=case.id, programme="HRT", version=VERSIONS["HRT"], started_on="2026-09-02"))
    assert told(site, case.id) == [("REAN", "needs"), ("HRT", "contact")]
    row = row_of(site, case.id, CaseFilter(step="contact"))
    assert row is not None
    assert row.steps[0].words("nl") == "Eerste contact"
    assert found_at(site, "contact", programme="REAN") == set()
    assert found_at(site, "needs", programme="REAN") == {case.id}


def test_steps_arrive_by_sync(team: Team) -> None:
    case, enrolment = opened(team.one, "REAN", team.id)
    team.house.settle()
    assert told(team.two, case.id) == [("REAN", "contact")]
    mark(team.two, enrolment, "contact", "intake", "needs")
    team.house.settle()
    assert told(team.one, case.id) == [("REAN", "application")]
    assert found_at(team.one, "application") == {case.id}
    team.one.change(case.id, status=CaseStatus.CLOSED)
    team.house.settle()
    assert told(team.two, case.id) == []
    for site in (team.one, team.two):
        assert site.store.verify().problems == ()


def test_the_words_follow_what_the_office_writes(team: Team) -> None:
    """A text that was not here, or that comes by sync after the case, is told as soon as it is."""
    with unguarded(team.one.store):
        case, _enrolment = opened(team.one, "KETI", team.id)
    team.house.settle()
    assert told(team.one, case.id) == []
    shelf = _library(team)
    text = shipped_text("AVRD", "2007").replace('"AVRD"', '"KETI"', 1).replace('version = "2007"', 'version = "1"')
    lines = [line for line in text.splitlines() if not line.startswith("written")]
    text = "\n".join(lines).replace("Asks for an appointment by paper slip", "Rings the bell")
    team.founder.save(ProgrammeText(shelf=shelf.id, code="KETI", version="1", text=text))
    team.house.settle()
    for site in (team.founder, team.one, team.two):
        row = row_of(site, case.id)
        assert row is not None
        assert [one.words("en") for one in row.steps] == ["Rings the bell"]
    assert "Rings the bell" in [one.en for one in team.two.store.queries.steps().in_use()]
    assert team.one.store.verify().problems == ()


def _library(team: Team) -> Shelf:
    with team.founder.work() as work:
        shelf, _ = work.records.open_shelf(
            Shelf(purpose=ShelfPurpose.LIBRARY), [], [team.id.hex(), team.founder.person_id.hex()]
        )
    return shelf


def test_who_supports_victims_is_not_given_away_by_a_step(team: Team) -> None:
    """Others look over a list: it calls the programme REAN, and so it does its steps."""
    site = team.one
    case, enrolment = opened(site, "VOT")
    mark(site, enrolment, "contact", "intake")
    assert told(site, case.id) == [("REAN", "needs")]
    assert found_at(site, "safety") == set()
    assert found_at(site, "needs") == {case.id}
    assert "safety" not in {one.step for one in site.store.queries.steps().in_use()}


def test_a_merged_cases_no_takes_a_step_away_in_both(team: Team) -> None:
    site = team.one
    (kept, enrolment), (other, _) = opened(site, "VARRP"), opened(site)
    mark(site, enrolment, "contact", "intake", "counselling")
    assert told(site, kept.id) == [("VARRP", "plan")]
    site.save(Refusal(case=other.id, offer="reintegration", on="2026-10-01"))
    assert told(site, kept.id) == [("VARRP", "plan")]
    site.save(CaseLink(case=kept.id, other=other.id, kind=LinkKind.MERGED))
    assert told(site, kept.id) == [("VARRP", "application")]
    assert found_at(site, "plan") == set()
    assert "plan" not in {one.step for one in site.store.queries.steps().in_use()}


def test_who_left_by_the_other_case_left(team: Team) -> None:
    site = team.one
    (kept, enrolment), (other, way) = opened(site), opened(site)
    mark(site, enrolment, "contact")
    mark(site, way, "departure")
    with unguarded(site.store):
        site.change(other.id, status=CaseStatus.DEPARTED)
    site.save(CaseLink(case=kept.id, other=other.id, kind=LinkKind.MERGED))
    assert told(site, kept.id) == [("REAN", "support")]
    assert found_at(site, "support") == {kept.id}


def test_a_damaged_programme_text_hides_no_case(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    case, enrolment = opened(team.one, "REAN", team.id)
    mark(team.one, enrolment, PROGRAMMES["REAN"].steps[0].code)
    assert told(team.one, case.id)

    def damaged(_files: GateFiles) -> Catalogue:
        raise ProgrammeTextError(())

    monkeypatch.setattr(GateFiles, "catalogue", damaged)
    assert told(team.one, case.id) == []
