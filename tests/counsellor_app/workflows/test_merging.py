"""Merging, taking apart and splitting: shown as one, nothing lost, the same on every device."""

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from counsellor_app.domain.case_links import CaseLink
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.domain.records import Alias, Person
from counsellor_app.workflows import casework, day_packs, hours, lookup, merging, notes
from counsellor_app.workflows.session import Session
from sync.protocol.public import Role
from tests.counsellor_app.workflows.test_shelves import session_of
from tests.offices import House, Site


def opened(session: Session, name: str, *texts: str) -> str:
    case = casework.add_case(session, name=name)
    for text in texts:
        signed(session, case.id, text)
    return case.id


def signed(session: Session, case: str, text: str) -> str:
    return notes.sign(session, notes.save_draft(session, replace(notes.start_draft(session, case), text=text))).id


def texts(session: Session, case: str) -> list[str]:
    found: list[str] = []
    before = None
    while True:
        entries, before = lookup.timeline(session, case, before, 2)
        found += [entry.text for entry in entries if entry.kind == "note"]
        if before is None:
            return found


def listed(session: Session, query: str = "") -> list[tuple[str, str]]:
    return [(row.name, row.within) for row in lookup.list_cases(session, CaseFilter(query=query))[0]]


@pytest.fixture
def pair(session: Session) -> tuple[str, str]:
    return opened(session, "Khadija Benali", "first", "second"), opened(session, "Hadija Ben Ali", "third", "fourth")


def test_a_merged_case_is_shown_within_the_other(session: Session, pair: tuple[str, str]) -> None:
    keep, other = pair
    entry = lookup.case_page(session, other).case.reference
    merging.merge_cases(session, keep, other, "same woman, same phone")
    assert texts(session, keep) == ["fourth", "third", "second", "first"]
    assert listed(session) == [("Khadija Benali", "")]
    assert ("Hadija Ben Ali", keep) in listed(session, "hadija")
    assert merging.shown_within(session, other) == keep
    assert lookup.resolve_case_id(session, entry) == other
    entries, _ = lookup.timeline(session, keep)
    assert {found.of_case for found in entries if found.text in ("third", "fourth")} == {entry}
    (linked,) = merging.linked_cases(session, keep)
    assert (linked.case, linked.kind, linked.name, linked.reason) == (
        other, "merged", "Hadija Ben Ali", "same woman, same phone",
    )  # fmt: skip
    assert [one.kind for one in merging.linked_cases(session, other)] == ["within"]


def test_what_is_written_afterwards_stands_in_both_pages_and_goes_back(session: Session, pair: tuple[str, str]) -> None:
    keep, other = pair
    before = [texts(session, case) for case in pair]
    merging.merge_cases(session, keep, other)
    signed(session, keep, "fifth")
    merging.unmerge_cases(session, other, reason="two women after all")
    assert texts(session, keep) == ["fifth", *before[0]]
    assert texts(session, other) == before[1]
    assert {name for name, _within in listed(session)} == {"Khadija Benali", "Hadija Ben Ali"}
    assert merging.linked_cases(session, keep) == []
    merging.merge_cases(session, other, keep)
    assert merging.shown_within(session, keep) == other


def test_what_cannot_be_merged_changes_nothing(session: Session, pair: tuple[str, str]) -> None:
    keep, other = pair
    with pytest.raises(ActionableError):
        merging.merge_cases(session, keep, keep)
    with pytest.raises(ActionableError):
        merging.unmerge_cases(session, keep, other)
    with pytest.raises(ActionableError):
        merging.merge_cases(session, keep, "0" * 32)
    merging.merge_cases(session, keep, other)
    with pytest.raises(ActionableError):
        merging.merge_cases(session, other, keep)
    assert len(merging.linked_cases(session, keep)) == 1


def test_a_split_case_shows_the_notes_that_stay_where_they_are(session: Session) -> None:
    case = opened(session, "Selam Tesfaye", "hers", "his")
    page = lookup.case_page(session, case)
    with session.store.transaction() as work:
        brother = work.records.save(Person(case=case, name="Yonas Tesfaye", own_name="ዮናስ", birth_date="1999"))
        work.records.save(Alias(case=case, person=brother.id, name="Joni"))
        work.records.save(Alias(case=case, person=page.persons[0].id, name="Selamawit"))
    his = next(note.id for note in lookup.timeline(session, case)[0] if note.text == "his")
    new = merging.split_case(session, case, [brother.id], [his], "a case of his own")
    there = lookup.case_page(session, new.id)
    assert [(one.name, one.own_name, one.birth_date) for one in there.persons] == [("Yonas Tesfaye", "ዮናስ", "1999")]
    assert [alias.name for alias in there.aliases] == ["Joni"]
    assert texts(session, new.id) == ["his"]
    assert texts(session, case) == ["his", "hers"]
    assert [one.kind for one in merging.linked_cases(session, case)] == ["split-off"]
    merging.unmerge_cases(session, new.id, case)
    assert texts(session, new.id) == []
    assert texts(session, case) == ["his", "hers"]


def test_what_is_split_belongs_to_the_case(session: Session, pair: tuple[str, str]) -> None:
    keep, other = pair
    mine, theirs = (lookup.case_page(session, case).persons[0].id for case in pair)
    note = lookup.timeline(session, other)[0][0].id
    for persons, chosen in (([], []), ([theirs], []), ([mine], [note])):
        with pytest.raises(ActionableError):
            merging.split_case(session, keep, persons, chosen)
    assert len(listed(session)) == 2


# -- several devices ------------------------------------------------------------------------------------------------


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House.found(tmp_path)
    yield made
    made.close()


def shown(site: Site) -> dict[str, list[str]]:
    """Every case in the list with the texts shown in it."""
    rows = site.store.queries.cases(CaseFilter())[0]
    return {row.id: sorted(entry.text for entry in site.store.queries.notes(row.id)) for row in rows}


@pytest.mark.parametrize("settling", [0, 1])
def test_two_who_merge_at_once_in_opposite_directions_converge(house: House, settling: int) -> None:
    founder = house.founder
    team = house.add_team()
    colleague = house.join("Hanna", team, role=Role.SUPERVISOR)
    house.settle()
    one, two, three = (founder.open_case(team)[0].id for _ in range(3))
    for case, text in ((one, "a"), (two, "b"), (three, "c")):
        founder.note(case, text)
    house.settle()
    merging.merge_cases(session_of(founder), one, two)
    merging.merge_cases(session_of(colleague), two, one)
    merging.merge_cases(session_of(colleague), two, three)
    for _ in range(1 + settling):
        house.settle()
    assert shown(founder) == shown(colleague)
    assert list(shown(founder).values()) == [["a", "b", "c"]]
    merging.unmerge_cases(session_of(colleague), two)
    house.settle()
    assert shown(founder) == shown(colleague) == {one: ["a"], two: ["b"], three: ["c"]}


@pytest.mark.parametrize("hasty", [0, 1])
def test_two_who_take_a_merge_apart_at_once_agree_and_both_say_why(house: House, hasty: int) -> None:
    founder = house.founder
    team = house.add_team()
    colleague = house.join("Hanna", team, role=Role.SUPERVISOR)
    house.settle()
    one, two = (founder.open_case(team)[0].id for _ in range(2))
    merging.merge_cases(session_of(founder), one, two, "same phone")
    house.settle()
    merging.unmerge_cases(session_of(founder), one, two, "two women after all")
    merging.unmerge_cases(session_of(colleague), two, reason="sisters")
    house.settle(*((colleague, founder) if hasty else (founder, colleague)))
    for site in (founder, colleague):
        assert site.store.queries.conflicts() == []
        assert shown(site) == {one: [], two: []}
        for case in (one, two):
            entries, _more = site.store.queries.timeline(case)
            told = {dict(entry.values).get("reason") for entry in entries if entry.object_kind == "case_link"}
            assert told >= {"same phone", "two women after all", "sisters"}
    merging.merge_cases(session_of(colleague), one, two)
    assert len(shown(colleague)) == 1


def test_of_three_cases_each_can_be_taken_apart_from_any_other(session: Session, pair: tuple[str, str]) -> None:
    one, two = pair
    three = opened(session, "Khadidja Ben Ali", "fifth")
    merging.merge_cases(session, one, two)
    merging.merge_cases(session, two, three)
    assert texts(session, one) == ["fifth", "fourth", "third", "second", "first"]
    assert [(found.case, found.kind) for found in merging.linked_cases(session, one)] == [
        (two, "merged"), (three, "merged"),
    ]  # fmt: skip
    assert merging.unmerge_cases(session, one, three) == [three]
    assert texts(session, one) == ["fourth", "third", "second", "first"]
    assert texts(session, three) == ["fifth"]
    merging.merge_cases(session, one, three)
    with session.store.transaction() as work:  # as when two people merged at once
        work.records.save(CaseLink(case=three, other=two))
    assert merging.unmerge_cases(session, one, two) == [two]
    assert texts(session, two) == ["fourth", "third"]
    assert texts(session, one) == ["fifth", "second", "first"]


def test_a_case_that_holds_others_is_merged_with_all_it_holds(session: Session, pair: tuple[str, str]) -> None:
    one, two = pair
    three = opened(session, "Khadidja Ben Ali", "fifth")
    merging.merge_cases(session, one, two)
    merging.merge_cases(session, three, one)
    assert texts(session, three) == ["fifth", "fourth", "third", "second", "first"]
    assert {merging.shown_within(session, case) for case in (one, two, three)} == {three}
    merging.unmerge_cases(session, three, one)
    assert texts(session, one) == ["fourth", "third", "second", "first"]
    assert texts(session, three) == ["fifth"]


@pytest.mark.parametrize("seed", range(8))
def test_whatever_two_people_merge_and_take_apart_at_once_nothing_is_lost(house: House, seed: int) -> None:
    chance = random.Random(seed)
    founder = house.founder
    team = house.add_team()
    sites = (founder, house.join("Hanna", team, role=Role.SUPERVISOR))
    house.settle()
    cases = [founder.open_case(team)[0].id for _ in range(4)]
    for number, case in enumerate(cases):
        founder.note(case, str(number))
    house.settle()
    for _turn in range(10):
        act = chance.choice((merging.merge_cases, merging.merge_cases, merging.unmerge_cases))
        with suppress(ActionableError):
            act(session_of(chance.choice(sites)), *chance.sample(cases, 2), reason=str(chance.random()))
        if chance.random() < 0.3:
            house.settle()
    house.settle()
    house.settle()
    assert shown(sites[0]) == shown(sites[1])
    assert sorted(text for found in shown(founder).values() for text in found) == ["0", "1", "2", "3"]
    for case in cases:
        with suppress(ActionableError):
            merging.unmerge_cases(session_of(chance.choice(sites)), case)
        house.settle()
    assert shown(sites[0]) == shown(sites[1]) == {case: [str(number)] for number, case in enumerate(cases)}


@pytest.mark.parametrize("other", ["", "no id", "zz" * 16, "0" * 32])
def test_a_link_to_nothing_changes_nothing_that_is_shown(session: Session, pair: tuple[str, str], other: str) -> None:
    keep, _other = pair
    before = texts(session, keep)
    with session.store.transaction() as work:
        for kind in ("merged", "within", "split", "split-off", "sideways"):
            work.records.save(CaseLink(case=keep, other=other, kind=kind, items=("x",)))
    assert texts(session, keep) == before
    assert keep in {row.id for row in lookup.list_cases(session, CaseFilter())[0]}
    assert {one.kind for one in merging.linked_cases(session, keep)} >= {"split", "split-off"}
    assert merging.shown_within(session, keep) == keep


def test_a_day_pack_takes_along_what_is_merged_with_who_comes(session: Session, pair: tuple[str, str]) -> None:
    """What was declined there, and how one may be reached, holds here too: it must be on the laptop."""
    keep, other = pair
    alone = opened(session, "Vasile Rusu")
    hour = hours.add_hour(session, "DC Zeist", "tomorrow", "09:00", "12:00")
    for case in (other, alone):
        hours.add_slot(session, hour.id, case=case)
    assert set(day_packs.cases_of(session, [hour.id])) == {other, alone}
    merging.merge_cases(session, keep, other)
    assert set(day_packs.cases_of(session, [hour.id])) == {keep, other, alone}


def test_a_flag_put_on_one_of_two_merged_cases_stays_its_own(session: Session, pair: tuple[str, str]) -> None:
    keep, other = pair
    casework.add_flag(session, other, "health")
    merging.merge_cases(session, keep, other)
    assert [flag.code for flag in lookup.case_page(session, keep).flags] == ["health"]
    casework.add_flag(session, keep, "health")
    merging.unmerge_cases(session, keep)
    assert [[flag.code for flag in lookup.case_page(session, case).flags] for case in pair] == [["health"]] * 2
    merging.merge_cases(session, keep, other)
    casework.set_fields(session, keep, {"flags": "-health"})
    merging.unmerge_cases(session, keep)
    assert [lookup.case_page(session, case).flags for case in pair] == [(), ()]
