"""Three people go any way they can through any gates, on devices that seldom meet: nobody leaves without a word of it.

What must be told is worked out anew here, plainly, from the records alone; the app's own judgement is held against it.
"""

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import partial

import pytest

from counsellor_app.domain.case_links import Groups
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.catalogue import Catalogue
from counsellor_app.domain.programmes.gates import breaches, passages
from counsellor_app.domain.programmes.records import Enrolment, Evidence, Override, StepMark
from counsellor_app.domain.programmes.schema import Programme
from counsellor_app.domain.programmes.shipped import shipped_catalogue
from counsellor_app.domain.records import Person
from counsellor_app.domain.refusals import Refusal, lapsed_gates
from counsellor_app.store.queries.breaches import Judged
from counsellor_app.store.queries.reading import Queries
from counsellor_app.workflows import casework, journey, merging, safety
from counsellor_app.workflows.session import Session
from sync.protocol.public import Role
from tests.counsellor_app.store.conftest import Team
from tests.counsellor_app.workflows.test_shelves import session_of
from tests.offices import Site

TODAY = date.today()
BEGAN = (TODAY - timedelta(days=8)).isoformat()
CODES = ("REAN", "UAM", "HRT", "VOT", "HEALTH", "AVRD")
LEFT = ("returned", "third-country", "standard", "arrival", "reintegration")
STEPS = ("application", "booking", "departure", "departure")
VERBS = (
    *("step", "step", "step", "depart", "depart", "open", "close", "outcome", "enrol", "programme"),
    *("evidence", "evidence", "take back", "override", "merge", "merge", "unmerge", "split", "refuse", "withdraw"),
    *("sync", "sync", "sync"),
)
TEXTS: Catalogue = shipped_catalogue()
Told = set[tuple[str, str, str]]
"""Case, enrolment and gate."""


class Walk:
    """One random walk; ``cases`` are those that were opened or split off on the way."""

    def __init__(self, team: Team, seed: int) -> None:
        self.team, self.chance = team, random.Random(seed)
        self.sites = team.house.sites
        self.cases = [self._opened() for _ in range(3)]
        team.house.settle()

    def _opened(self) -> str:
        site = self.chance.choice(self.sites)
        person = Person(name="Selam", birth_date=self.chance.choice(["", "2014", "1980"]), birth_precision="year")
        team = self.team.id
        case = site.open_case(team, records=[person], team=team.hex(), responsible=site.person_id.hex())[0].id
        for code in self.chance.sample(CODES, self.chance.choice([1, 2])):
            journey.enrol(session_of(site), case, code, on=BEGAN)
            if self.chance.random() < 0.6:
                self._give(session_of(site), case, code)
        return case

    def _day(self) -> str:
        return (TODAY - timedelta(days=self.chance.choice([0, 1, 2, 4]))).isoformat()

    def _give(self, session: Session, case: str, code: str) -> None:
        text = TEXTS.newest(code, TODAY)
        for gate in text.gates if text is not None else ():
            if self.chance.random() < 0.8:
                journey.add_evidence(session, case, gate.code, programme=code, on=self._day())

    def _split(self, session: Session, case: str) -> None:
        if len(self.cases) < 6:
            first = session.store.queries.records(case, Person)[0]
            self.cases.append(merging.split_case(session, case, [first.id]).id)

    def go(self) -> None:
        """Try something, somewhere; much is refused."""
        site, case, pick = self.chance.choice(self.sites), self.chance.choice(self.cases), self.chance.choice
        session, verb = session_of(site), pick(VERBS)
        with suppress(ActionableError):
            queries = session.store.queries
            enrolled = [one.programme for one in queries.records(case, Enrolment)]
            code = pick(CODES) if verb in ("enrol", "programme") or not enrolled else pick(enrolled)
            given, declined = queries.records(case, Evidence), queries.records(case, Refusal)
            fields = partial(casework.set_fields, session, case)
            acts: dict[str, Callable[[], object]] = {
                "step": lambda: journey.mark_step(
                    session, case, pick(STEPS), programme=code, on=self._day(), state=pick(["done", "done", "dropped"])
                ),
                "depart": lambda: fields({"status": "departed"}),
                "open": lambda: fields({"status": pick(["open", "paused", "withdrawn"])}),
                "close": lambda: casework.close_case(session, case),
                "outcome": lambda: journey.set_outcome(
                    session, case, pick(["returned", "withdrew", ""]), programme=code, on=self._day()
                ),
                "enrol": lambda: journey.enrol(session, case, code, on=BEGAN),
                "programme": lambda: fields({"programme": code}),
                "evidence": lambda: self._give(session, case, code),
                "take back": lambda: journey.remove_evidence(session, pick(given).id) if given else None,
                "override": lambda: journey.override_gate(session, case, pick(["consent", "safety"]), "known"),
                "merge": lambda: merging.merge_cases(session, case, pick(self.cases)),
                "unmerge": lambda: merging.unmerge_cases(session, case),
                "split": lambda: self._split(session, case),
                "refuse": lambda: safety.add_refusal(session, case, pick(["beyond-rean", "reintegration"])),
                "withdraw": lambda: safety.withdraw_refusal(session, pick(declined).id) if declined else None,
                "sync": site.sync,
            }
            acts[verb]()


def must_be_told(queries: Queries, cases: Sequence[str]) -> Told:
    """The gates that stand in every case of their programme, or of a child, and were passed without their evidence."""
    groups = queries.groups()
    return {(case, *one) for case in cases for one in _of_case(queries, case, _one(groups, case))}


def _one(groups: Groups, case: str) -> tuple[str, ...]:
    first = groups.within.get(case, case)
    return (case, *(one for one in (first, *groups.shown_with(first)) if one != case))


def _of_case(queries: Queries, case: str, near: Sequence[str]) -> set[tuple[str, str]]:
    given = [one for other in near for one in queries.records(other, Evidence)]
    child = any(person.birth_date == "2014" for other in near for person in queries.records(other, Person)[:1])
    declined = lapsed_gates(queries.case_page(case).declined)
    passed_on = {(one.enrolment, one.gate) for one in queries.records(case, Override)}
    found = set()
    for enrolment in queries.records(case, Enrolment):
        text = TEXTS.version(enrolment.programme, enrolment.version)
        assert text is not None
        taken = _taken(queries, case, near, enrolment, text)
        for gate in text.gates:
            days = [day for step, day in taken.items() if text.place_of(step) >= text.place_of(gate.before)]
            kinds = {one.kind for one in given if days and one.on <= min(days)}
            stands = gate.when is None or (child and gate.code == "guardian-agreement")
            let = (enrolment.id, gate.code) in passed_on or (enrolment.programme, gate.code) in declined
            if days and stands and not let and not set(gate.evidence) <= kinds:
                found.add((enrolment.id, gate.code))
    return found


def _taken(queries: Queries, case: str, near: Sequence[str], enrolment: Enrolment, text: Programme) -> dict[str, str]:
    """Return the steps that were taken and when: also the departure, by any of the cases while this enrolment ran."""
    today = TODAY.isoformat()
    marks = {one.step: one for one in queries.records(case, StepMark) if one.enrolment == enrolment.id}
    taken = {step: one.on for step, one in marks.items() if one.state == "done"}
    outcome = text.outcome(enrolment.outcome)
    if outcome is not None and outcome.step:
        taken.setdefault(outcome.step, enrolment.ended_on or today)
    if not enrolment.ended_on:
        days = [day for one in near for day in _left(queries, one, itself=one == case) if day >= enrolment.started_on]
        if days:
            taken.setdefault("departure", min(days))
    return taken


def _left(queries: Queries, case: str, *, itself: bool) -> list[str]:
    """Return the days on which the client left by a case; once it is closed only what it wrote down of them counts."""
    status = queries.case_page(case).case.status
    if status != "departed" and (status != "closed" or itself):
        return []
    newest = {one.enrolment: one for one in queries.records(case, StepMark) if one.step == "departure"}
    marked = {enrolment: one.on for enrolment, one in newest.items() if one.state == "done"}
    enrolments = queries.records(case, Enrolment)
    days = [*marked.values(), *(one.ended_on for one in enrolments if one.outcome in LEFT and one.id not in marked)]
    return days or ([TODAY.isoformat()] if status == "departed" and (itself or not enrolments) else [])


def is_told(site: Site, cases: Sequence[str]) -> Told:
    """What the app shows as breaches: case by case, and counted over all of them alike."""
    with site.store.reading() as queries:
        files = queries.gate_files()
        found = {
            (case, one.enrolment, one.gate)
            for case in cases
            for one in breaches(passages(files.file_of(case, TODAY), files.catalogue()))
        }
        counted = {case: sum(one[0] == case for one in found) for case in {one[0] for one in found}}
        assert queries.breaches().gates_passed(TODAY, Judged()) == counted
    return found


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(6))
def test_nobody_passes_a_gate_in_silence(team: Team, seed: int) -> None:
    team.house.join("Hanna", team.id, role=Role.SUPERVISOR)
    team.house.settle()
    walk = Walk(team, seed)
    for _stretch in range(8):
        for _step in range(20):
            walk.go()
        team.house.settle()
        told = [is_told(site, walk.cases) for site in walk.sites]
        assert all(one == told[0] for one in told)
        with team.founder.store.reading() as queries:
            assert must_be_told(queries, walk.cases) <= told[0]
