"""Records of whatever kind, as they are kept, and what became of one."""

from tests.counsellor_app.cli.conftest import World


def test_every_record_of_a_case_is_listed_with_its_maker(world: World) -> None:
    case = world.bert.get("case", "add", "--name", "Selam", "--place", "Emmen", "--flag", "minor")["id"]
    found = world.bert.get("record", "list", case)
    assert {one["kind"] for one in found} >= {"case", "person", "flag"}
    assert {one["author"] for one in found} == {world.bert.name}
    (flag,) = world.bert.get("record", "list", case, "--kind", "flag")
    assert flag["fields"] == {"code": "minor", "remark": ""}
    assert (flag["removed"], flag["delivered"]) == (False, False)
    world.bert.done("case", "set", case, "flags=-minor")
    assert world.bert.get("record", "list", case, "--kind", "flag") == []
    assert [one["removed"] for one in world.bert.get("record", "list", case, "--kind", "flag", "--removed")] == [True]
    assert "Emmen" in world.bert.done("record", "list", case)


def test_what_became_of_a_record(world: World) -> None:
    case = world.bert.get("case", "add", "--name", "Haben", "--place", "Assen")["id"]
    world.bert.done("case", "set", case, "place=Zwolle")
    world.bert.done("case", "set", case, "place=Emmen")
    history = world.bert.get("record", "history", case)
    assert [(one["kind"], one["value"], one["before"]) for one in history] == [
        ("change", "Emmen", "Zwolle"),
        ("change", "Zwolle", "Assen"),
        ("opened", "", ""),
    ]
    assert "Zwolle" in world.bert.done("record", "history", case)
    (person,) = world.bert.get("record", "list", case, "--kind", "person")
    (made,) = world.bert.get("record", "history", person["id"])
    assert (made["kind"], made["object_kind"], made["values"]["name"]) == ("record", "person", "Haben")


def test_what_is_no_kind_or_no_record_is_said_so(world: World) -> None:
    case = world.bert.get("case", "add", "--name", "Yonas")["id"]
    assert "kind" in world.bert.refused("record", "list", case, "--kind", "dragon")
    for record in ("0" * 32, "dragon", ""):
        world.bert.refused("record", "history", record)
