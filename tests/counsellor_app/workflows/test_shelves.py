"""Shelves in an office in process: who reads and writes the library, a team's shelf, one's own; newcomers; no cases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.outreach import NetworkContact
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.domain.shelves import Shelf, ShelfPurpose
from counsellor_app.settings import Profile
from counsellor_app.workflows import shelves
from counsellor_app.workflows.session import Session
from sync.client import membership
from sync.protocol.changes import to_text
from sync.protocol.public import AddAdmin, RemoveAdmin, Role, SetPolicy
from tests.counsellor_app.store.truth import differences
from tests.offices import House, Site

T = TypeVar("T")


def session_of(site: Site) -> Session:
    """The session of the person at *site*; its vault is not needed here."""
    return Session(Profile(site.folder), None, site.store, site.device)  # type: ignore[arg-type]


def library(site: Site) -> str:
    with site.work() as work:
        return shelves.library(session_of(site), work)


def team_shelf(site: Site, team: str = "") -> str:
    with site.work() as work:
        return shelves.team_shelf(session_of(site), work, team)


def own_shelf(site: Site) -> str:
    with site.work() as work:
        return shelves.personal_shelf(session_of(site), work)


def read(site: Site) -> dict[str, list[str]]:
    """Ids of the shelves a person reads, by purpose."""
    session, queries = session_of(site), site.store.queries
    return {
        "library": shelves.libraries(session, queries),
        "team": shelves.team_shelves(session, queries),
        "person": shelves.personal_shelves(session, queries),
    }


def put(site: Site, shelf: str, name: str) -> None:
    """Write something on a shelf."""
    with site.work() as work:
        work.records.save(NetworkContact(shelf=shelf, organisation=name))


def names(site: Site, shelf: str) -> list[str]:
    """What was put there."""
    return [contact.organisation for contact in site.store.queries.records(shelf, NetworkContact)]


def hand_on(site: Site) -> bool:
    """What a device does after each sync."""
    with site.work() as work:
        return shelves.share_library(session_of(site), work)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House.found(tmp_path)
    yield made
    made.close()


def test_the_library_is_read_by_every_team_and_by_who_is_in_none(house: House) -> None:
    team = house.add_team()
    member, alone = house.join("member", team), house.join("alone")
    shelf = library(house.founder)
    assert library(house.founder) == shelf, "made once"
    house.settle()
    assert [read(site)["library"] for site in house.sites] == [[shelf]] * 3
    assert house.founder.store.records.readers(shelf) == {team.hex(), alone.person_id.hex()}
    for other in (member, alone):
        with pytest.raises(ActionableError, match="library"):
            library(other)


def test_newcomers_are_let_into_the_library_by_an_administrator(house: House) -> None:
    shelf = library(house.founder)
    house.settle()
    assert not hand_on(house.founder), "nobody is new"
    alone = house.join("alone")
    team = house.add_team()
    member = house.join("member", team)
    house.settle()
    assert read(alone)["library"] == read(member)["library"] == []
    assert not hand_on(alone), "who administers nothing shares nothing"
    assert hand_on(house.founder)
    assert not hand_on(house.founder)
    house.settle()
    assert read(alone)["library"] == read(member)["library"] == [shelf]
    house.join("later", team)
    assert not hand_on(house.founder), "his team has it"


def test_two_libraries_made_apart_are_both_read_and_the_lowest_is_written(house: House) -> None:
    team = house.add_team()
    other = house.join("other", team)
    house.settle()
    house.write(lambda known, holder, hlc: _outcome(known, holder, AddAdmin(to_text(other.person_id), []), hlc))
    house.settle()
    made = {library(house.founder), library(other)}
    house.settle()
    assert len(made) == 2
    for site in house.sites:
        assert read(site)["library"] == sorted(made)
    assert library(house.founder) == library(other) == min(made)
    house.write(lambda known, holder, hlc: _outcome(known, holder, RemoveAdmin(to_text(other.person_id), []), hlc))
    house.settle()
    assert read(house.founder)["library"] == sorted(made), "what he made as an administrator stays"


def _outcome(known: Any, holder: Any, record: Any, hlc: int) -> Any:
    return membership.Outcome([membership.append(known, holder, record, hlc)], [])


def test_a_library_made_by_somebody_without_the_right_is_not_believed(house: House) -> None:
    team = house.add_team()
    member = house.join("member", team)
    house.settle()
    with member.work() as work:
        false, _none = work.records.open_shelf(Shelf(purpose=ShelfPurpose.LIBRARY), [], [team.hex()])
        both = [house.founder.person_id.hex(), member.person_id.hex()]
        work.records.open_shelf(Shelf(purpose=ShelfPurpose.PERSON), [], both)
        for named in ("00" * 16, "no id", ""):
            work.records.open_shelf(Shelf(purpose=ShelfPurpose.TEAM, team=named), [], [team.hex()])
        work.records.open_shelf(Shelf(purpose="kitchen"), [], [team.hex()])
    house.settle()
    assert len(house.founder.store.queries.all_records(Shelf)) == 6
    assert read(house.founder) == {"library": [], "team": [], "person": []}
    assert library(house.founder) != false.id


def test_a_team_has_one_shelf_and_nobody_else_reads_it(house: House) -> None:
    team, other_team = house.add_team("Noord"), house.add_team("Zuid")
    one, two, other = house.join("one", team), house.join("two", team), house.join("other", other_team)
    house.settle()
    shelf = team_shelf(one)
    house.settle()
    assert team_shelf(two) == team_shelf(house.founder, team.hex()) == shelf
    house.settle()
    assert read(two)["team"] == [shelf]
    assert read(other)["team"] == []
    with pytest.raises(ActionableError, match="team"):
        team_shelf(other, team.hex())
    late = house.join("late", team)
    house.settle()
    assert team_shelf(late) == shelf


def test_two_shelves_of_one_team_made_apart(house: House) -> None:
    team = house.add_team()
    one, two = house.join("one", team), house.join("two", team)
    house.settle()
    made = sorted({team_shelf(one), team_shelf(two)})
    house.settle()
    assert read(one)["team"] == read(two)["team"] == made
    assert team_shelf(one) == team_shelf(two) == made[0]
    assert differences([house.founder, one, two]) == {}


def test_who_is_in_no_team_keeps_what_a_team_shares_on_his_own_shelf(house: House) -> None:
    assert team_shelf(house.founder) == own_shelf(house.founder)
    assert read(house.founder)["person"] == [own_shelf(house.founder)]


def test_an_own_shelf_is_read_by_nobody_else_but_on_all_devices_of_its_owner(house: House) -> None:
    team = house.add_team()
    one = house.join("one", team)
    house.settle()
    shelf = own_shelf(one)
    again = house.replica_of(one, "one again")
    house.settle()
    assert own_shelf(again) == shelf
    assert read(house.founder)["person"] == []
    assert house.founder.store.queries.all_records(Shelf) == []


def test_a_shelf_is_no_case(house: House) -> None:
    team = house.add_team()
    one = house.join("one", team)
    house.settle()
    case = house.founder.open_case(team)[0].id
    made = [library(house.founder), team_shelf(house.founder, team.hex()), own_shelf(house.founder)]
    house.settle()
    for site in (house.founder, one):
        queries = site.store.queries
        assert site.cases() == {case}
        assert queries.count_cases(CaseFilter()) == queries.status().cases == 1
        reviews = queries.reviews()
        assert [row.case for row in reviews.rows_of(reviews.waiting(one.person_id), one.person_id)] == [case]
        assert {hit.case for hit in queries.search("Selam")} == {case}
        assert queries.places() == []
        for shelf in made:
            with pytest.raises(ActionableError):
                queries.case_page(shelf)
            with pytest.raises(ActionableError):
                queries.timeline(shelf)
    assert one.count("backfill") == 0, "a shelf that came is not asked for again"


def test_keys_lost_with_a_device_are_not_given_the_library(house: House) -> None:
    """Who lost a device is let in once his keys are renewed."""
    library(house.founder)
    alone = house.join("alone")
    house.settle()
    last = alone.sql("SELECT max(device_seq) FROM log")[0][0] or 0
    house.revoke(alone, last, bytes(32))
    assert not hand_on(house.founder)


def test_a_team_shelf_goes_on_after_somebody_left_and_newcomers_read_it_whole(house: House) -> None:
    """As a case of the team: the key is handed on, and who left gets nothing more from the office."""
    team = house.add_team()
    one, leaver = house.join("one", team), house.join("leaver", team)
    house.settle()
    shelf = team_shelf(leaver)
    house.settle()
    house.set_members(team, one)
    put(one, shelf, "after")
    late = house.join("late", team)
    house.settle(house.founder, one, late)
    assert names(late, shelf) == names(house.founder, shelf) == ["after"]
    assert team_shelf(late) == shelf, "what he made as a member stays the team's"
    assert leaver.sync().pulled == 0
    assert names(leaver, shelf) == []


def test_a_shelf_made_for_keys_that_lost_is_readable_all_the_same(house: House) -> None:
    """The team's new keys never came to be: the shelf made for them is given to the keys the team has."""
    team = house.add_team()
    second, reader = house.join("second", team, role=Role.ADMINISTRATOR), house.join("reader", team)
    house.settle()
    house.write(lambda known, holder, hlc: _outcome(known, holder, SetPolicy(idle_lock=100), hlc))
    house.founder.sync()
    house.write(lambda known, holder, hlc: membership.rotate_team(known, holder, team, hlc=hlc), second)
    shelf = team_shelf(second)
    put(second, shelf, "first")
    assert second.sync().warnings == ["directory-dropped"]
    house.settle()
    put(reader, shelf, "second")
    house.settle()
    assert {tuple(names(site, shelf)) for site in house.sites} == {("first", "second")}
    assert differences(house.sites) == {}
