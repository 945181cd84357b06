"""Cases are found by how names sound, in any script, after those found letter by letter; and follow every change."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from counsellor_app.domain.names.people import LIKELY, Known, Why
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.domain.records import Alias, Person
from tests.offices import House, Site

PEOPLE = {
    "Khadija Benali": "Hadija",
    "محمد حداد": "mohammed haddad",
    "Abdelkader Zubiri": "abd al-qadir",
    "Xasan Cabdi Ciise": "hassan isse",
    "Habtewold Kidane": "habte wold",
    "ተስፋይ መሓሪ": "tesfaye mehari",
    "Gamal Shafiq": "jamal",
    "王小明": "wang xiaoming",
    "Александр Кузнецов": "Sasha",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    house = House.found(tmp_path_factory.mktemp("names"))
    for name in PEOPLE:
        house.founder.open_case(records=(Person(name=name, birth_date="1990"),))
    yield house.founder
    house.close()


def found(site: Site, query: str) -> list[tuple[str, str]]:
    return [(row.name, row.matched) for row in site.store.queries.cases(CaseFilter(query=query))[0]]


@pytest.mark.parametrize(("name", "query"), PEOPLE.items())
def test_a_name_is_found_in_another_writing(site: Site, name: str, query: str) -> None:
    assert found(site, query) == [(name, name)]
    assert [hit.name for hit in site.store.queries.search(query, 8, "person")] == [name]


@pytest.mark.parametrize("name", PEOPLE)
def test_the_same_letters_are_found_as_before(site: Site, name: str) -> None:
    assert found(site, name)[0] == (name, "")


def test_letters_come_before_sounds(tmp_path: Path) -> None:
    house = House.found(tmp_path)
    site = house.founder
    for name in ("Hadija Omar", "Khadija Benali", "Hadija Ali"):
        site.open_case(records=(Person(name=name),))
    assert found(site, "hadija") == [("Hadija Ali", ""), ("Hadija Omar", ""), ("Khadija Benali", "Khadija Benali")]
    assert found(site, "hadija x") == []
    assert found(site, "ha") == [("Hadija Ali", ""), ("Hadija Omar", "")]
    house.close()


def test_the_index_follows_changes_and_is_the_same_when_rebuilt(tmp_path: Path) -> None:
    house = House.found(tmp_path)
    site = house.founder
    case, (person,) = site.open_case(records=(Person(name="Yusuf Zubrov"),))
    assert found(site, "youssef") == [("Yusuf Zubrov", "Yusuf Zubrov")]
    site.save(replace(person, name="Ghirmay Zubrov"))
    assert found(site, "youssef") == []
    assert found(site, "girmai") == [("Ghirmay Zubrov", "Ghirmay Zubrov")]
    (alias,) = site.save(Alias(case=case.id, person=person.id, name="Tesfay"))
    assert found(site, "ተስፋይ") == [("Ghirmay Zubrov", "Tesfay")]
    rows = site.sql("SELECT * FROM name_row ORDER BY word, case_id, object")
    site.store.rebuild()
    assert site.sql("SELECT * FROM name_row ORDER BY word, case_id, object") == rows
    with site.work() as work:
        work.records.remove(alias)
    assert found(site, "ተስፋይ") == []
    house.close()


def test_likely_people_come_with_their_reasons(site: Site) -> None:
    wanted = Known(names=("Khadidja Ben Ali",), birth_date="1990", nationality="MA")
    ((row, likeness),) = site.store.queries.likely(wanted, LIKELY)
    assert row.name == "Khadija Benali"
    assert {reason.why for reason in likeness.reasons} >= {Why.OTHER_WRITING, Why.WRITTEN_TOGETHER, Why.SAME_BIRTH_YEAR}


def test_a_number_finds_somebody_under_any_name(tmp_path: Path) -> None:
    house = House.found(tmp_path)
    site = house.founder
    site.open_case(records=(Person(name="Ali Hassan"),), alien_number="1234567890")
    ((row, likeness),) = site.store.queries.likely(Known(names=("Tesfay",), alien_number="1234567890"), LIKELY)
    assert (row.name, likeness.reasons[0].why) == ("Ali Hassan", Why.SAME_NUMBER)
    house.close()
