"""Likely duplicates, merging and splitting by commands."""

from .conftest import World


def test_somebody_who_is_here_is_found_and_warned_of(world: World) -> None:
    bert = world.bert
    first = bert.get("case", "add", "--name", "Khadija Zoubiri", "--birth-date", "1990")
    assert set(first) == {"id", "reference"}
    second = bert("case", "add", "--name", "Hadija Zubiri", "--birth-date", "1990", "--json")
    (likely,) = second.json["likely_duplicates"]
    assert (likely["id"], likely["percent"] > 90) == (first["id"], True)
    assert {reason["code"] for reason in likely["reasons"]} >= {"other_writing", "same_birth_year"}
    assert first["reference"] in second.err
    assert [row["id"] for row in bert.get("duplicates", "خديجة زبيري", "--birth", "1990")] != []
    assert bert.get("duplicates", "Nobody Atall") == []
    assert first["reference"] in bert.done("duplicates", "Khadija Zoubiri")
    bert.refused("duplicates", "Khadija", "--least", "101", code=2)


def test_merging_and_taking_apart(world: World) -> None:
    bert = world.bert
    one, two = (bert.get("case", "add", "--name", name) for name in ("Gamal Zaytun", "Jamal Zeitoun"))
    assert bert.get("case", "merge", one["reference"], two["reference"], "--reason", "same man") == {
        "case": one["id"], "merged": two["id"],
    }  # fmt: skip
    rows = {row["id"]: row["within"] for row in bert.get("case", "list", "--query", "zeitoun")}
    assert rows[two["id"]] == one["id"]
    assert two["id"] not in {row["id"] for row in bert.get("case", "list")}
    (linked,) = bert.get("case", "show", one["reference"])["linked"]
    assert (linked["case"], linked["kind"], linked["reason"]) == (two["id"], "merged", "same man")
    assert two["reference"] in bert.done("case", "show", one["reference"])
    bert.refused("case", "merge", one["reference"], two["reference"])
    assert bert.get("case", "unmerge", two["reference"])["apart"] == [one["id"]]
    bert.refused("case", "unmerge", two["reference"])
    assert two["id"] in {row["id"] for row in bert.get("case", "list")}


def test_splitting(world: World) -> None:
    bert = world.bert
    case = bert.get("case", "add", "--name", "Ada Zuma")["id"]
    brother = bert.get("person", "add", case, "name=Femi Zuma")["id"]
    new = bert.get("case", "split", case, "--person", brother, "--reason", "his own journey")
    assert bert.get("case", "show", new["id"])["name"] == "Femi Zuma"
    bert.refused("case", "split", case, "--person", "0" * 32)
