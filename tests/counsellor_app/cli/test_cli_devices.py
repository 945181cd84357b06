"""Entering and leaving an office when things go wrong on the way; several devices of one person; a stolen one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from counsellor_app.settings import Profile
from counsellor_app.workflows import keeping
from counsellor_app.workflows.session import unlock
from sync.client.http import HttpOffice
from sync.protocol.errors import UnreachableError

from .conftest import PASSWORD, Office, Person, World


@pytest.fixture
def unfounded(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    office.start()
    yield office
    office.stop()


@pytest.mark.parametrize("reached", [True, False])
def test_founding_goes_on_where_the_line_broke(
    unfounded: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reached: bool
) -> None:
    anna = Person(tmp_path / "anna", "Anna Bos")
    real = HttpOffice.found

    def breaks(self: HttpOffice, secret: bytes, genesis: bytes) -> None:
        if reached:
            real(self, secret, genesis)
        raise UnreachableError("unreachable")

    found = ("found", "--invitation", str(unfounded.founding), "--name", "Anna Bos")
    with monkeypatch.context() as broken:
        broken.setattr(HttpOffice, "found", breaks)
        assert "cannot be reached" in anna.refused(*found)
    first = anna.get(*found)
    assert anna.get("status")["role"] == "administrator"
    anna.done("sync")
    assert "already work" in anna.refused(*found)
    assert anna.get("status")["fingerprint"] == first["fingerprint"]


def test_joining_goes_on_where_the_line_broke(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person = world.person("dora")
    invitation = str(world.invite(person))
    real = HttpOffice.put_join_request

    def breaks(self: HttpOffice, request: bytes) -> None:
        real(self, request)
        raise UnreachableError("unreachable")

    with monkeypatch.context() as broken:
        broken.setattr(HttpOffice, "put_join_request", breaks)
        assert person.get("join", "--invitation", invitation)["delivered"] is False
    assert person.get("join", "--invitation", invitation)["delivered"] is True, "the same profile may ask again"
    assert "waits" in person.refused("sync")
    assert "not admitted" in person.refused("case", "add", "--name", "Too early")
    admitted = world.anna.get("admit", "--all")["admitted"]
    assert [one["name"] for one in admitted] == ["dora"]
    person.done("sync")
    assert person.get("status")["admitted"] is True
    assert "already work" in person.refused("join", "--invitation", invitation)


def test_an_invitation_made_without_the_office(world: World) -> None:
    person = world.person("emil")
    with world.office.away():
        file = world.folder / "emil.json"
        answer = world.anna("invite", "--name", "emil", "--role", "supervisor", "--out", str(file))
        assert answer.code == 0
        assert "before you synced" in answer.err
    assert "does not know this invitation" in person.refused("join", "--invitation", str(file))
    assert not (person.profile / "vault.json").exists()
    world.anna.done("sync")
    person.done("join", "--invitation", str(file))
    world.anna.done("admit", "--all")
    person.done("sync")
    assert person.get("status")["role"] == "supervisor"


def test_nobody_is_admitted_without_being_asked_for(world: World) -> None:
    person = world.person("fenna")
    person.done("join", "--invitation", str(world.invite(person)))
    listed = world.anna.get("admit")
    assert listed["admitted"] == []
    assert [one["name"] for one in listed["waiting"]] == ["fenna"]
    assert "waits" in person.refused("sync")
    assert len(world.anna.get("admit", "--all")["admitted"]) == 1
    assert world.anna.get("admit", "--all") == {"admitted": [], "waiting": []}


def test_a_second_device_reads_what_the_first_one_did(world: World) -> None:
    bert, second = world.bert, world.person("bert-second")
    alone = bert.get("case", "add", "--name", "Only Bert", "--team", "-")["id"]
    shared = bert.get("case", "add", "--name", "The team")["id"]
    bert.done("sync")
    file = world.folder / "second.json"
    world.anna.done("invite-device", "--person", "Bert de Wit", "--out", str(file))
    second.done("join", "--invitation", str(file))
    (admitted,) = world.anna.get("admit", "--all")["admitted"]
    assert admitted["name"] == "Bert de Wit"
    second.done("sync")
    bert.done("sync")
    second.done("sync")
    names = {row["id"]: row["name"] for row in second.get("case", "list")}
    assert (names.get(alone), names.get(shared)) == ("Only Bert", "The team")
    second.done("note", "add", alone, "--kind", "talk", "--text-file", second.text("Van de tweede"), "--sign")
    second.done("sync")
    bert.done("sync")
    (note,) = bert.get("note", "list", alone)
    assert (note["text"], note["author"]) == ("Van de tweede", "Bert de Wit")
    assert second.get("verify")["ok"]


def test_a_stolen_device(world: World) -> None:
    thief = world.person("gerda")
    thief.done("join", "--invitation", str(world.invite(thief)))
    world.anna.done("admit", "--all")
    thief.done("sync")
    case = thief.get("case", "add", "--name", "Before the theft")["id"]
    thief.done("sync")
    world.sync()
    device = thief.get("status")["device"]
    bert = world.bert
    assert "may not" in bert.refused("revoke", device, "--yes")
    assert "no such device" in world.anna.refused("revoke", "abcdef", "--yes")
    world.anna.done("revoke", device[:10], "--yes")
    assert "revoked already" in world.anna.refused("revoke", device, "--yes")
    own = world.anna.get("status")["device"]
    assert "does not revoke itself" in world.anna.refused("revoke", own, "--yes")
    assert "may not use the office" in thief.refused("sync")
    thief.done("case", "show", case)
    world.sync()
    after = bert.get("case", "add", "--name", "After the theft")["id"]
    world.sync()
    assert world.carla.get("case", "show", after)["name"] == "After the theft"
    assert world.carla.get("case", "show", case)["name"] == "Before the theft"
    (row,) = [row for row in bert.get("devices") if row["id"] == device]
    assert row["revoked"] is True


def test_a_new_laptop_after_the_only_one_was_stolen(world: World) -> None:
    hanna, again = world.person("hanna"), world.person("hanna-again")
    hanna.done("join", "--invitation", str(world.invite(hanna)))
    world.anna.done("admit", "--all")
    hanna.done("sync")
    before = hanna.get("case", "add", "--name", "On the stolen one")["id"]
    hanna.done("sync")
    world.sync()
    world.anna.done("revoke", hanna.get("status")["device"], "--yes")
    world.sync()
    meanwhile = world.bert.get("case", "add", "--name", "Meanwhile")["id"]
    world.sync()
    file = world.folder / "again.json"
    world.anna.done("invite-device", "--person", "hanna", "--out", str(file))
    again.done("join", "--invitation", str(file))
    world.anna.done("admit", "--all")
    again.done("sync")
    names = {row["id"]: row["name"] for row in again.get("case", "list")}
    assert (names.get(before), names.get(meanwhile)) == ("On the stolen one", "Meanwhile")
    again.done("case", "set", before, "place=Zeist")
    own = again.get("case", "add", "--name", "On the new one")["id"]
    again.done("sync")
    world.sync()
    assert world.carla.get("case", "show", before)["place"] == "Zeist"
    assert world.carla.get("case", "show", own)["name"] == "On the new one"
    assert again.get("verify")["ok"]


def test_one_of_two_laptops_is_stolen(world: World) -> None:
    ines, kept = world.person("ines"), world.person("ines-kept")
    ines.done("join", "--invitation", str(world.invite(ines)))
    world.anna.done("admit", "--all")
    ines.done("sync")
    file = world.folder / "kept.json"
    world.anna.done("invite-device", "--person", "ines", "--out", str(file))
    kept.done("join", "--invitation", str(file))
    world.anna.done("admit", "--all")
    for person in (kept, ines, kept):
        person.done("sync")
    world.anna.done("revoke", ines.get("status")["device"], "--yes")
    for person in (kept, world.anna, kept):
        person.done("sync")
    world.sync()
    after = world.carla.get("case", "add", "--name", "After one was stolen")["id"]
    alone = kept.get("case", "add", "--name", "For ines alone", "--team", "-")["id"]
    world.sync()
    kept.done("sync")
    assert kept.get("case", "show", after)["name"] == "After one was stolen"
    assert kept.get("case", "show", alone)["name"] == "For ines alone"
    assert "may not use the office" in ines.refused("sync")
    assert "no such case" in ines.refused("case", "show", after)
    held, known, exposed = _own_keys(kept)
    assert (held, known, exposed) == (2, 2, False), "the person's keys were renewed by the laptop that was left"
    assert _own_keys(ines)[0] == 1, "and the stolen one was not given them"


def _own_keys(person: Person) -> tuple[int, int, bool]:
    """Return the newest generation of the person's own keys held there, and known there; whether they are exposed."""
    session = unlock(Profile(person.profile), PASSWORD)
    try:
        directory = session.store.directory.current()
        person_id = directory.devices[session.device.device_id].person_id
        keys = session.store.keys.principal(person_id)
        assert keys is not None
        return keys.generation, len(directory.facts.generations(person_id).keys), directory.is_exposed(person_id)
    finally:
        session.close()


def test_the_office_has_every_device_lock_sooner(world: World) -> None:
    anna, bert = world.anna, world.bert
    assert bert.get("policy") == {"lock_after_seconds": 300}
    assert "rules of the office" in bert.refused("policy", "lock-after", "2")
    for wrong in ("0", "0.1", "5.1", "-1", "1e9"):
        assert "half a minute" in anna.refused("policy", "lock-after", "--", wrong)
    assert "2 minutes" in anna.done("policy", "lock-after", "2")
    with world.office.away():
        assert anna.get("policy", "lock-after", "1.5") == {"lock_after_seconds": 90}
        assert bert.get("policy") == {"lock_after_seconds": 300}
    world.sync()
    assert "90 seconds" in bert.done("policy")
    session = unlock(Profile(bert.profile), PASSWORD)
    try:
        assert (session.settings.idle_lock, session.idle_lock) == (300, 90)
        keeping.change_settings(session, idle_lock=60)
        assert session.idle_lock == 60, "a device may lock sooner than the office has it"
    finally:
        session.close()


def test_an_only_administrator_is_told(world: World) -> None:
    anna = world.anna
    assert anna.get("status")["lone_administrator"] is True
    assert "only administrator" in anna("status").err
    assert world.bert.get("status")["lone_administrator"] is False
    second = world.person("second")
    second.done("join", "--invitation", str(world.invite(second, role="administrator")))
    anna.done("admit", "--all")
    second.done("sync")
    anna.done("sync")
    assert anna.get("status")["lone_administrator"] is False
    assert anna("status").err == ""
