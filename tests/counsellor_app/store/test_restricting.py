"""A case closed to all but named persons: they read on and back, the others keep what they had and get nothing more."""

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Draft
from counsellor_app.domain.safety import Restriction
from counsellor_app.store.state import UNFINISHED
from tests.counsellor_app.store.conftest import Team
from tests.counsellor_app.store.truth import differences
from tests.offices import Site


def closed(by: Site, case: str, *readers: Site) -> None:
    """*by* closes the case to all but *readers* and himself, as the workflow does."""
    named = [reader.person_id.hex() for reader in (*readers, by)]
    with by.work() as work:
        work.records.restrict(case, named)
        work.records.save(Restriction(case=case, readers=tuple(named), reason="threatened"))


def shared(team: Team) -> str:
    """A case of the team that everybody has."""
    case: str = team.founder.open_case(team.id, place="Emmen")[0].id
    team.founder.note(case, "before")
    team.house.settle()
    return case


def test_others_get_nothing_more_and_keep_what_they_had(team: Team) -> None:
    case = shared(team)
    closed(team.founder, case, team.one)
    team.founder.note(case, "after")
    team.house.settle()
    team.one.note(case, "and on")
    team.house.settle()
    assert team.one.texts(case) == team.founder.texts(case) == ["after", "and on", "before"]
    assert team.two.texts(case) == ["before"]
    assert team.two.store.queries.records(case, Restriction) == []
    assert not any(b"after" in bytes(row[0]) for row in team.two.sql("SELECT envelope FROM log"))
    assert team.two.sql("SELECT max(epoch) FROM stream_key") == [(1,)]
    assert team.one.sql("SELECT count(*) FROM pending") == [(0,)]


def test_a_named_person_from_outside_reads_the_whole_case(team: Team) -> None:
    outsider = team.house.join("outsider")
    case = shared(team)
    closed(team.founder, case, outsider)
    team.house.settle()
    outsider.note(case, "from outside")
    team.house.settle()
    assert outsider.texts(case) == team.founder.texts(case) == ["before", "from outside"]
    assert team.one.texts(case) == team.two.texts(case) == ["before"]
    assert differences([outsider, team.founder]) == {}


def test_a_new_member_of_the_team_does_not_get_a_closed_case(team: Team) -> None:
    case = shared(team)
    closed(team.founder, case, team.one)
    team.house.settle()
    newcomer = team.house.join("newcomer")
    team.house.set_members(team.id, team.one, team.two, newcomer)
    team.house.settle()
    assert newcomer.cases() == set()
    assert case in team.one.cases()


def test_what_an_excluded_colleague_had_not_sent_stays_with_him(team: Team) -> None:
    case = shared(team)
    closed(team.founder, case, team.one)
    team.house.settle(team.founder, team.one)
    team.two.note(case, "written in the street, not sent yet")
    team.two.sync()
    team.house.settle()
    assert "written in the street, not sent yet" in team.two.texts(case)
    assert "written in the street, not sent yet" not in team.founder.texts(case)
    assert team.two.count("outbox") == 1


def test_what_an_excluded_colleague_was_writing_stays_within_his_reach(team: Team) -> None:
    case = shared(team)
    with team.two.work() as work:
        work.drafts.save(Draft(case=case, text="begun"))
        work.state.put(f"{UNFINISHED}case-fields/{case}", "half a name")
    closed(team.founder, case, team.one)
    team.house.settle()
    with team.two.store.reading() as queries:
        assert [draft.text for draft in queries.case_page(case).drafts] == ["begun"]
    assert team.two.store.state.text(f"{UNFINISHED}case-fields/{case}") == "half a name"


def test_who_read_before_and_who_reads_now_is_known(team: Team) -> None:
    case = shared(team)
    closed(team.founder, case, team.one)
    named = {team.founder.person_id.hex(), team.one.person_id.hex()}
    assert team.founder.store.records.readers(case) == named
    assert team.founder.store.records.ever_readers(case) == {*named, team.id.hex()}
    team.house.settle()
    assert team.one.store.records.ever_readers(case) == {*named, team.id.hex()}


def test_it_can_be_opened_again_with_all_that_was_written(team: Team) -> None:
    case = shared(team)
    closed(team.founder, case, team.one)
    team.founder.note(case, "after")
    team.house.settle()
    with team.founder.work() as work:
        work.records.share(case, [team.id.hex()])
    team.house.settle(rounds=3)
    assert team.two.texts(case) == ["after", "before"]
    team.two.note(case, "back again")
    team.house.settle()
    assert "back again" in team.founder.texts(case)


def test_closing_twice_and_rebuilding(team: Team) -> None:
    case = shared(team)
    closed(team.founder, case, team.one)
    team.house.settle()
    closed(team.one, case, team.founder)
    team.one.note(case, "third key")
    team.house.settle()
    assert differences([team.founder, team.one]) == {}
    for site in (team.founder, team.one):
        assert site.texts(case) == ["before", "third key"]
        site.store.rebuild()
        assert site.texts(case) == ["before", "third key"]


def test_a_reader_nobody_knows_is_refused_and_nothing_is_left(team: Team) -> None:
    case = shared(team)
    with pytest.raises(ActionableError), team.founder.work() as work:
        work.records.restrict(case, [team.founder.person_id.hex(), "ab" * 16])
    assert team.founder.sql("SELECT max(epoch) FROM stream_key") == [(1,)]
    team.founder.note(case, "goes on")
    team.house.settle()
    assert "goes on" in team.two.texts(case)


def test_who_closes_it_second_without_knowing_loses_nothing_and_harms_nobody(team: Team) -> None:
    """Two close it at once, each leaving the other out: the first at the office counts, the other keeps what is his."""
    case = shared(team)
    closed(team.founder, case, team.one)
    team.founder.note(case, "under the first key")
    closed(team.two, case)
    team.two.note(case, "under the other key")
    team.house.settle(rounds=4)
    for site in (team.founder, team.one):
        assert site.texts(case) == ["before", "under the first key"]
        assert (site.codes(), site.codes("pending")) == ([], [])
    assert team.two.texts(case) == ["before", "under the other key"]
    assert team.two.count("outbox") == 3
