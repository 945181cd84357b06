"""Every word of a search counts, each in its own way: by letters, by facts, by the sound of any name of the case."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.case_links import CaseLink, LinkKind
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.domain.records import Alias, Case, Flag, Person
from counsellor_app.domain.refusals import Refusal
from tests.offices import House, Site


@dataclass(frozen=True)
class Someone:
    """A case and words that are true of it: letter by letter, by its facts, by how its names sound."""

    fields: dict[str, object]
    people: tuple[Person, ...]
    words: tuple[str, ...]
    also: str = ""


EVERYBODY = {
    "hassan": Someone(
        {"place": "azc Emmen", "nationality": "SO", "languages": ("so", "ar"), "reference": "R-0042",
         "programme": "HRT"},
        (Person(name="Hassan Abdi Isse", birth_date="1987", birth_precision="year"),),
        ("xasan", "hassan", "cabdi", "ciise", "emmen", "azc", "emm", "somalie", "somali", "arabisch", "1987", "hrt",
         "ca. 1988", "0042", "R-0042"),
    ),
    "khadija": Someone(
        {"place": "Alphen aan den Rijn", "nationality": "MA", "languages": ("ary",), "phone": "0612345678"},
        (Person(name="Hadija Ben Ali", birth_date="1990-03-07", birth_precision="known"),),
        ("khadija", "hadija", "benali", "alphen", "rijn", "marokko", "morocco", "07-03-1990", "0612345678", "خديجة"),
    ),
    "family": Someone(
        {"place": "Emmen", "nationality": "ER", "languages": ("ti",), "alien_number": "2801234567"},
        (
            Person(name="Habtewold Kidane", birth_date="1975", birth_precision="year"),
            Person(name="Selam Tesfay", birth_date="2015-01-02", birth_precision="known", nationality="ET",
                   languages=("am",)),
        ),
        ("habte wold", "wold habte", "kidane", "tesfaye", "ሰላም", "eritrea", "ethiopie", "tigrinya", "amhaars", "emmen",
         "2801234567", "2015", "1975"),
    ),
    "wang": Someone(
        {"place": "Zeist", "nationality": "CN", "languages": ("zh",), "programme": "VOT"},
        (Person(name="王小明", birth_date="1980", birth_precision="estimated"),),
        ("wang xiaoming", "wang", "zeist", "china", "chinees", "1981"),
        also="Tony",
    ),
    "other": Someone(
        {"place": "Emmen", "nationality": "SO", "languages": ("so",)},
        (Person(name="Hussein Farah", birth_date="1987", birth_precision="year"),),
        ("hussein", "xuseen", "faarax", "emmen", "somalia", "1987"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Office:
    """The house they are in, and their cases by the key of ``EVERYBODY``."""

    site: Site
    cases: dict[str, Case]

    def found(self, query: str, **more: object) -> set[str]:
        """Return who is found; the list, its figure and the palette say the same."""
        queries = self.site.store.queries
        wanted = CaseFilter(query=query, **more)  # type: ignore[arg-type]
        rows, _after = queries.cases(wanted)
        assert queries.count_cases(wanted) == len(rows) == len({row.id for row in rows})
        if not more:
            assert [hit.case for hit in queries.search(query, only="person")] == [row.id for row in rows]
        return {key for key, case in self.cases.items() if case.id in {row.id for row in rows}}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    house = House.found(tmp_path_factory.mktemp("together"))
    cases = {}
    for key, one in EVERYBODY.items():
        aliases = (Alias(name=one.also),) if one.also else ()
        cases[key] = house.founder.open_case(records=(*one.people, *aliases), **one.fields)[0]
    yield Office(house.founder, cases)
    house.close()


ONES = st.sampled_from([(key, word) for key, one in EVERYBODY.items() for word in one.words])


@pytest.mark.parametrize("key", EVERYBODY)
def test_a_true_word_finds_somebody(office: Office, key: str) -> None:
    assert [word for word in EVERYBODY[key].words if key not in office.found(word)] == []


@given(first=ONES, more=st.lists(ONES, max_size=3))
def test_a_true_word_more_loses_nobody(office: Office, first: tuple[str, str], more: list[tuple[str, str]]) -> None:
    words = [first[1], *(word for _key, word in more)]
    expected = set.intersection(*(office.found(word) for word in words))
    assert expected <= office.found(" ".join(words))


@given(key=st.sampled_from(sorted(EVERYBODY)), data=st.data())
def test_the_order_of_words_says_nothing(office: Office, key: str, data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(EVERYBODY[key].words), min_size=2, max_size=4))
    pieces = [piece for word in words for piece in ([word] if "ca." in word else word.split())]
    found = office.found(" ".join(pieces))
    assert key in found
    assert office.found(" ".join(data.draw(st.permutations(pieces)))) == found


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("xasan emmen", {"hassan"}),
        ("ciise 1987", {"hassan"}),
        ("khadija alphen", {"khadija"}),
        ("emmen xasan 1987 somalie", {"hassan"}),
        ("xasan zeist", set()),
        ("ciise 1950", set()),
        ("khadija eritrea", set()),
        ("tesfaye habte", {"family"}),
        ("wang zeist chinees", {"wang"}),
        ("toni zeist", {"wang"}),
        ("xasan qqq", set()),
    ],
)
def test_words_of_every_kind_narrow_together(office: Office, query: str, keys: set[str]) -> None:
    assert office.found(query) == keys


def test_filters_and_sounds_narrow_together(office: Office) -> None:
    assert office.found("xuseen", place="Emmen") == {"other"}
    assert office.found("xuseen", place="Zeist") == set()
    assert office.found("xasan emmen", programme="HRT") == {"hassan"}


def test_letters_come_first_then_facts_then_sounds(office: Office) -> None:
    site = office.site
    mali = [site.open_case(records=(Person(name=name),), nationality=code)[0] for name, code in
            (("Mali Toure", "SN"), ("Ibrahim Keita", "ML"), ("Mahli Sow", ""))]  # fmt: skip
    rows, _after = site.store.queries.cases(CaseFilter(query="mali"))
    assert [(row.id, row.matched) for row in rows] == [
        (mali[0].id, ""), (mali[1].id, ""), (mali[2].id, "Mahli Sow"),
    ]  # fmt: skip


def test_pages_of_any_size_go_through_what_facts_find(office: Office) -> None:
    queries, found, after = office.site.store.queries, [], None
    while True:
        rows, after = queries.cases(CaseFilter(query="emmen somalie"), after, 1)
        found += [row.id for row in rows]
        if after is None:
            break
    assert found == [office.cases["other"].id, office.cases["hassan"].id]


def test_nobody_is_found_by_a_programme_he_declined_to_be_called_by(office: Office) -> None:
    site, case = office.site, office.cases["wang"]
    assert office.found("wang vot") == {"wang"}
    (refusal,) = site.save(Refusal(case=case.id, offer="label:VOT", on="2026-01-02"))
    assert office.found("wang vot") == set()
    assert office.found("wang rean") == {"wang"}  # as the list calls it
    with site.work() as work:
        work.records.remove(refusal)
    site.open_case(records=(Person(name="Xiaoming Wang"), CaseLink(other=case.id, kind=LinkKind.MERGED, reason="one"),
                            Refusal(offer="label:VOT", on="2026-01-02"), Flag(code="health")))  # fmt: skip
    assert office.found("wang vot") == set()
