"""The main job by commands: from a note without network to the supervisor's answer."""

import re

import pytest

from .conftest import World

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
NOTE = {
    "id", "case", "kind", "text", "author", "author_id", "written_at", "signed", "place", "delivered", "language",
    "interpreter", "amends", "amendments",
}  # fmt: skip


@pytest.fixture(scope="module")
def case(world: World) -> str:
    """A case both counsellors have."""
    made = world.bert.get(
        "case", "add", "--name", "Amina Warsame", "--own-name", "أمينة", "--nationality", "Somalië", "--place",
        "Ter Apel", "--programme", "rean", "--languages", "so,Arabisch", "--birth-date", "ca. 1990", "--flag", "health",
        "--alien-number", "280 123 4567",
    )  # fmt: skip
    assert set(made) == {"id", "reference"}
    world.sync()
    return str(made["id"])


def test_the_whole_way(world: World, case: str) -> None:
    anna, bert, carla = world.anna, world.bert, world.carla
    with world.office.away():
        draft = bert.get("note", "add", case, "--kind", "talk", "--text-file", bert.text("Eerste gesprek. ሰላም"))
        assert set(draft) == NOTE
        assert (draft["signed"], draft["delivered"], draft["author"]) == (False, False, "Bert de Wit")
        signed = bert.get("note", "sign", draft["id"][:8])
        assert (signed["signed"], signed["delivered"], signed["place"]) == (True, False, "")
        assert MOMENT.fullmatch(signed["written_at"])
        bert.done("note", "amend", signed["id"], "--text-file", bert.text("Vader belde."), "--reason", "vergeten")
        at_once = bert.get(
            "note",
            "add",
            case,
            "--kind",
            "phone",
            "--text-file",
            bert.text("Tweede.\r\n"),
            "--place",
            "Zeist",
            "--sign",
        )
        assert (at_once["text"], at_once["kind"], at_once["place"]) == ("Tweede.", "phone", "Zeist")
        assert bert.get("case", "set", case, "place=Rotterdam", "flags=+minor", "aliases=+Amiina") == {
            "changed": ["place", "flags", "aliases"]
        }
        assert carla.get("case", "set", case, "place=Zaandam")["changed"] == ["place"]
        assert "cannot be reached" in bert.refused("sync")
    report = bert.get("sync")
    assert set(report) >= {
        "pushed", "pulled", "pending", "quarantined", "conflicts", "unsent", "bytes_up", "bytes_down"
    }  # fmt: skip
    assert report["unsent"] == 0
    assert report["pushed"] >= 4
    carla.done("sync")
    anna.done("sync")
    notes = anna.get("note", "list", case)
    assert [note["text"] for note in notes] == ["Tweede.", "Eerste gesprek. ሰላም"]
    assert all(note["delivered"] and set(note) == NOTE for note in notes)
    assert [(one["text"], one["reason"]) for one in notes[1]["amendments"]] == [("Vader belde.", "vergeten")]
    (review,) = anna.get("review", "list")
    assert (review["case"], review["new_notes"], review["conflicts"]) == (case, 2, 1)
    (conflict,) = anna.get("conflicts")
    assert set(conflict) >= {"id", "case", "object", "field", "values"}
    assert (conflict["field"], conflict["case"]) == ("place", case)
    assert {value["value"] for value in conflict["values"]} == {"Rotterdam", "Zaandam"}
    assert f"  Place  {conflict['id']}" in anna.done("conflicts")
    wanted = next(value["change"] for value in conflict["values"] if value["value"] == "Rotterdam")
    settled = anna.get("conflicts", "resolve", conflict["id"], "--take", wanted)
    assert settled["conflicts"] == 0
    shown = anna.done("case", "show", case)
    assert "Status: Open\n" in shown
    assert "Minor\n" in shown
    anna.done("review", "seen", case)
    question = anna.get("review", "ask", case, "--text", "Is de arts gebeld?")
    assert anna.get("review", "list") == [] or anna.get("review", "list")[0]["new_notes"] == 0
    anna.done("sync")
    assert bert.get("sync")["conflicts"] == 0
    assert bert.get("case", "show", case)["place"] == "Rotterdam"
    shown = bert.get("review", "show", case)
    assert any(entry["text"] == "Is de arts gebeld?" for entry in shown)
    bert.done("review", "answer", question["id"], "--text", "Ja, gisteren.")
    world.sync()
    assert any(entry["text"] == "Ja, gisteren." for entry in anna.get("review", "show", case))


def test_who_may_not(world: World, case: str) -> None:
    bert, carla = world.bert, world.carla
    assert "may not" in bert.refused("review", "seen", case)
    assert "may not" in bert.refused("review", "ask", case, "--text", "?")
    assert "may not" in carla.refused("case", "set", case, "status=closed")
    assert "may not" in carla.refused("case", "set", case, "responsible=Carla Pinto")
    assert "may not" in carla.refused("case", "share", case, "--with", "Anna Bos")
    assert "may not" in bert.refused("invite", "--name", "X", "--role", "counsellor", "--out", str(bert.folder / "x"))
    assert "may not" in bert.refused("admit", "--all")
    note = bert.get("note", "add", case, "--kind", "talk", "--text-file", bert.text("Van Bert"), "--sign")
    world.sync()
    assert "may not" in carla.refused(
        "note", "amend", note["id"], "--text-file", carla.text("Nee"), "--reason", "anders"
    )  # fmt: skip


def test_finding(world: World, case: str) -> None:
    bert = world.bert
    bert.done("note", "add", case, "--kind", "talk", "--text-file", bert.text("Tussendoor gezien. ሰላም"), "--sign")
    show = bert.get("case", "show", case)
    for name in (
        case[:8],
        show["reference"],
        show["reference"].lower().replace("-", ""),
        "2801234567",
        "V-280.123.4567",
    ):
        assert bert.get("case", "show", name)["id"] == case
    assert {hit["kind"] for hit in bert.get("search", "amina")} == {"person"}
    (hit,) = [hit for hit in bert.get("search", "gezien ሰላም") if hit["kind"] == "note"]
    assert hit["case"] == case
    assert hit["note"]
    assert [row["id"] for row in bert.get("case", "list", "--query", "am")] == [case]
    assert bert.get("case", "list", "--query", "nobody of this name") == []
    assert show["persons"][0]["age"].startswith("about")
    assert show["languages"] == ["so", "ar"]
    for odd in ('" OR 1=1 --', "NEAR(", "*", "a" * 10_000, "\u202e", "'", "%", "_", '"'):
        assert isinstance(bert.get("search", odd), list)


def test_lines_for_people(world: World, case: str) -> None:
    bert = world.bert
    bert.done("note", "add", case, "--kind", "talk", "--text-file", bert.text("Een regel erbij"), "--sign")
    assert "Amina Warsame" in bert.done("case", "list")
    assert "Somalia" in bert.done("case", "show", case)
    assert "Een regel erbij" in bert.done("note", "list", case)
    assert "Bert de Wit" in bert.done("status")
    assert "Utrecht" in bert.done("members")
    assert len(bert.done("devices").splitlines()) == 3
    status = bert.get("status")
    assert status["person"] == "Bert de Wit"
    assert (status["role"], status["teams"], len(status["fingerprint"])) == ("counsellor", ["Utrecht"], 12)
    assert status["admitted"] is True
    assert status["fingerprint"] == world.carla.get("status")["fingerprint"]


def test_alone_and_shared(world: World) -> None:
    anna, bert, carla = world.anna, world.bert, world.carla
    alone = bert.get("case", "add", "--name", "Only Bert", "--team", "-")["id"]
    world.sync()
    assert "no such case" in carla.refused("case", "show", alone)
    bert.done("case", "share", alone, "--with", "Carla Pinto")
    world.sync()
    assert carla.get("case", "show", alone)["name"] == "Only Bert"
    assert "no such case" in anna.refused("case", "show", alone)
    bert.done("case", "set", alone, "responsible=Anna Bos")
    world.sync()
    assert anna.get("case", "show", alone)["responsible_name"] == "Anna Bos"


def test_keeping(world: World, case: str) -> None:
    bert = world.bert
    before = bert.get("note", "list", case)
    assert bert.get("verify")["ok"] is True
    bert.done("rebuild")
    assert bert.get("note", "list", case) == before
    draft = bert.get("note", "add", case, "--kind", "internal", "--text-file", bert.text("Nog niet af"))
    backup = world.folder / "bert.backup"
    bert.done("backup", str(backup))
    again = world.person("bert-again")
    again.done("restore", str(backup))
    assert [note["text"] for note in again.get("note", "list", case)] == ["Nog niet af", *[n["text"] for n in before]]
    assert "waits to be admitted" in again.refused("sync")
    assert "admitted" in again.refused("note", "sign", draft["id"])
    (request,) = world.anna.get("admit", "--all")["admitted"]
    assert request["name"] == "Bert de Wit"
    again.done("sync")
    again.done("note", "sign", draft["id"])
    again.done("sync")
    world.sync()
    assert "Nog niet af" in [note["text"] for note in world.carla.get("note", "list", case)]
    assert again.get("verify")["ok"] is True
    bert.done("note", "discard", draft["id"])
