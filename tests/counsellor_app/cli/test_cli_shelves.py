"""Shelves between people of a real office, synced as the app syncs: newcomers read the library, nothing to be done."""

from collections.abc import Iterator
from contextlib import contextmanager

from counsellor_app.domain.outreach import NetworkContact
from counsellor_app.settings import Profile
from counsellor_app.workflows import shelves
from counsellor_app.workflows.session import Session, unlock
from tests.counsellor_app.cli.conftest import PASSWORD, Person, World


@contextmanager
def work_of(person: Person) -> Iterator[Session]:
    session = unlock(Profile(person.profile), PASSWORD)
    try:
        yield session
    finally:
        session.close()


def read(person: Person) -> dict[str, list[str]]:
    """What a person reads on each kind of shelf."""
    with work_of(person) as session, session.store.reading() as queries:
        found = {
            "library": shelves.library_records(session, queries, NetworkContact),
            "team": shelves.team_records(session, queries, NetworkContact, *session.teams[:1]),
            "person": shelves.personal_records(session, queries, NetworkContact),
        }
    return {purpose: [one.organisation for one in records] for purpose, records in found.items()}


def test_everybody_reads_what_is_for_him_after_a_sync(world: World) -> None:
    with work_of(world.anna) as session, session.store.transaction() as work:
        work.records.save(NetworkContact(shelf=shelves.library(session, work), organisation="for all"))
    with work_of(world.bert) as session, session.store.transaction() as work:
        work.records.save(NetworkContact(shelf=shelves.team_shelf(session, work), organisation="for the team"))
        work.records.save(NetworkContact(shelf=shelves.personal_shelf(session, work), organisation="for Bert"))
    world.sync()
    assert read(world.carla) == {"library": ["for all"], "team": ["for the team"], "person": []}
    assert read(world.bert) == {"library": ["for all"], "team": ["for the team"], "person": ["for Bert"]}

    alone, other = world.person("alone"), world.person("other")
    for person, team in ((alone, ""), (other, "Zuid")):
        person.done("join", "--invitation", str(world.invite(person, team=team)))
    assert len(world.anna.get("admit", "--all")["admitted"]) == 2
    for person in (alone, other):
        person.done("sync")
        assert read(person)["library"] == ["for all"], "admitted is enough: the library came with it"
        assert read(person)["team"] == []
    assert world.anna.get("case", "list") == []
    assert world.carla.get("status")["cases"] == 0
    for person in (world.anna, world.bert, world.carla, alone, other):
        assert person.get("verify")["ok"]
        assert person.get("status")["quarantined"] == 0
