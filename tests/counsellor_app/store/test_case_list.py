"""The case list: what a filter finds equals a plain reading of the records; pages give every row once, in order."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.folding import number_words, words
from counsellor_app.domain.overviews import CaseFilter, CaseRow
from counsellor_app.domain.records import Alias, Case, Draft, Flag, Person
from tests.offices import House, Site

NAMES = [
    "Selamawit Tesfaye",
    "Ali Reza",
    "José Núñez",
    "ሰላማዊት ተስፋዬ",
    "علی رضا",
    "Nguyễn Văn A",
    "O'Brien",
    "अमित कुमार",
    "王 伟",
]
PLACES = ["azc Ter Apel", "Rotterdam", "Zeist", ""]
PROGRAMMES = ["REAN", "AVRD", ""]
NUMBERS = ["v 123 456 7890", "2801234567", "V-281.000", ""]
PEOPLE = ["aa" * 16, "bb" * 16, ""]


@dataclass
class Known:
    """What the test knows of a case."""

    case: Case
    names: set[str] = field(default_factory=set)
    flags: set[str] = field(default_factory=set)
    draft: bool = False
    conflict: bool = False

    def words(self) -> set[str]:
        """Every word by which the case should be found."""
        case = self.case
        found = {word for text in (*self.names, case.place) for word in words(text)}
        return found | {word for text in (case.reference, case.alien_number, case.phone) for word in number_words(text)}

    def fits(self, wanted: CaseFilter) -> bool:
        """Whether the filter wants this case: every word the beginning of one of its words, and all else equal."""
        mine, asked = self.words(), words(wanted.query)
        if wanted.query.strip() and not asked:
            return False
        equal = all(
            getattr(wanted, name) in ("", getattr(self.case, name))
            for name in ("responsible", "programme", "place", "status")
        )
        return (
            equal
            and all(any(one.startswith(word) for one in mine) for word in asked)
            and wanted.flag in ("", *self.flags)
            and (self.draft or not wanted.only_drafts)
            and (self.conflict or not wanted.only_conflicts)
        )


class Caseload:
    """Random cases, changed at random, on a device with a colleague who disagrees now and then."""

    def __init__(self, house: House) -> None:
        self.chance = random.Random(11)
        self.house = house
        self.team = house.add_team()
        self.colleague = house.join("colleague", self.team)
        self.known = [self._open() for _ in range(70)]
        house.settle()
        for one in self.known:
            self._change(one)
        house.settle()

    @property
    def site(self) -> Site:
        return self.house.founder

    def _open(self) -> Known:
        pick = self.chance.choice
        fields: dict[str, Any] = {
            "reference": pick(["2026-AB", "R-77", ""]),
            "alien_number": pick(NUMBERS),
            "place": pick(PLACES),
            "programme": pick(PROGRAMMES),
            "responsible": pick(PEOPLE),
            "phone": pick(["06-12 34 56", ""]),
        }
        person = Person(name=pick(NAMES), own_name=pick(NAMES))
        alias = Alias(name=pick(NAMES))
        case, _ = self.site.open_case(self.team, records=[person, alias, Flag(code="health")], **fields)
        return Known(case, {person.name, person.own_name, alias.name}, {"health"})

    def _change(self, one: Known) -> None:
        site, case, act = self.site, one.case.id, self.chance.randrange(6)
        page = site.store.queries.case_page(case)
        if act == 0:
            one.case = replace(one.case, place="Emmen", status="closed")
            site.change(case, place="Emmen", status="closed")
        elif act == 1:
            person = replace(page.persons[0], name="Another Name")
            one.names = {person.name, person.own_name, page.aliases[0].name}
            site.save(person)
        elif act == 2:
            with site.work() as work:
                work.records.remove(page.aliases[0])
            one.names = {page.persons[0].name, page.persons[0].own_name}
        elif act == 3:
            with site.work() as work:
                work.records.remove(page.flags[0])
                work.records.save(Flag(case=case, code="minor"))
            one.flags = {"minor"}
        elif act == 4:
            with site.work() as work:
                work.drafts.save(Draft(case=case, text="begun"))
            one.draft = True
        else:
            site.change(case, place="Assen")
            self.colleague.change(case, place="Zwolle")
            self.house.settle()
            one.case, one.conflict = replace(one.case, place=site.case(case).place), True


@pytest.fixture(scope="module")
def caseload(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caseload]:
    house = House.found(tmp_path_factory.mktemp("caseload"))
    yield Caseload(house)
    house.close()


def asked() -> st.SearchStrategy[str]:
    """What people type: words of names and numbers, begun or whole, accents or none; and anything else."""
    typed = [*NAMES, *PLACES, *NUMBERS, "2026-AB", "r77", "nunez", "nguyen", "brien", "061234", "1234567890", "Zwolle"]
    begun = st.tuples(st.sampled_from(typed), st.integers(0, 12)).map(lambda found: found[0][: found[1]])
    return st.one_of(begun, st.sampled_from(typed), st.lists(begun, max_size=3).map(" ".join), st.text(max_size=6))


FILTERS = st.builds(
    CaseFilter,
    query=st.one_of(st.just(""), asked()),
    responsible=st.sampled_from(["", *PEOPLE]),
    programme=st.sampled_from(["", *PROGRAMMES]),
    place=st.sampled_from(["", "Emmen", *PLACES]),
    status=st.sampled_from(["", "", "open", "closed"]),
    flag=st.sampled_from(["", "", "health", "minor"]),
    only_drafts=st.sampled_from([False, False, True]),
    only_conflicts=st.sampled_from([False, False, True]),
)


def everything(site: Site, wanted: CaseFilter, limit: int) -> list[CaseRow]:
    """The rows of all pages one after another."""
    found: list[CaseRow] = []
    after = None
    while True:
        rows, after = site.store.queries.cases(wanted, after, limit)
        assert len(rows) <= limit
        found += rows
        if after is None:
            return found


@given(query=asked())
def test_a_query_finds_the_cases_that_have_its_words(caseload: Caseload, query: str) -> None:
    found = everything(caseload.site, CaseFilter(query=query), 1_000)
    assert {row.id for row in found if not row.matched} == {
        one.case.id for one in caseload.known if one.fits(CaseFilter(query=query))
    }


@given(wanted=FILTERS, limit=st.integers(1, 80))
def test_every_filter_in_pages_of_any_size(caseload: Caseload, wanted: CaseFilter, limit: int) -> None:
    queries = caseload.site.store.queries
    found = everything(caseload.site, wanted, limit)
    spelled = [row for row in found if not row.matched]
    assert {row.id for row in spelled} == {one.case.id for one in caseload.known if one.fits(wanted)}
    assert len({row.id for row in found}) == len(found) == queries.count_cases(wanted)
    assert queries.cases(wanted, limit=1_000)[0] == found
    assert [row.last_activity for row in spelled] == sorted((row.last_activity for row in spelled), reverse=True)
    assert found[: len(spelled)] == spelled
    sounding = {row.id for row in found if row.matched}
    assert sounding <= {one.case.id for one in caseload.known if one.fits(replace(wanted, query=""))}


def test_a_row_says_what_the_case_says(caseload: Caseload) -> None:
    known = {one.case.id: one for one in caseload.known}
    rows, _ = caseload.site.store.queries.cases(CaseFilter(), limit=1_000)
    for row in rows:
        one = known[row.id]
        case = one.case
        assert (row.place, row.status, row.programme, row.reference) == (
            case.place,
            case.status,
            case.programme,
            case.reference,
        )
        assert (set(row.flags), row.has_draft, bool(row.conflicts)) == (one.flags, one.draft, one.conflict)
        assert row.name in one.names


@given(limit=st.integers(1, 40))
def test_the_timeline_in_pages_of_any_size(caseload: Caseload, limit: int) -> None:
    """Many entries of one moment stand in one order, and each comes once."""
    site, case = caseload.site, caseload.known[0].case.id
    if len(site.store.queries.notes(case)) < 30:
        for number in range(30):
            site.note(case, f"note {number}")
            site.change(case, phone=str(number))
    whole, end = site.store.queries.timeline(case, limit=10_000)
    found, before = [], None
    while True:
        rows, before = site.store.queries.timeline(case, before, limit)
        found += [entry.id for entry in rows]
        if before is None:
            break
    assert end is None
    assert found == [entry.id for entry in whole]
    assert len(set(found)) == len(found) >= 60
