"""A case's journey by commands, between an administrator's laptop and a counsellor's."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from counsellor_app.domain.programmes_list import use_catalogue
from tests.counsellor_app.cli.conftest import Person, World

REAN = ("wishes_return=yes", "own_means=no", "last_assisted_return_on=none", "travel_document=held")


@pytest.fixture(autouse=True)
def _the_list_of_programmes_is_as_before() -> Iterator[None]:
    yield
    use_catalogue(None)


def facts(person: Person, case: str, *known: str) -> None:
    for one in known:
        code, _equals, value = one.partition("=")
        person.done("fact", "set", case, code, value)


def gate(person: Person, case: str, code: str) -> Any:
    return next(one for one in person.get("gates", case) if one["gate"] == code)


def test_a_minor_by_commands(world: World) -> None:
    bert, anna = world.bert, world.anna
    case = bert.get("case", "add", "--name", "Selam", "--birth-date", "2012", "--programme", "AMV")["id"]
    assert gate(bert, case, "guardian-agreement")["state"] == "blocked"
    assert "guardian" in bert.refused("step", "mark", case, "application")
    bert.refused("case", "set", case, "status=departed")
    bert.refused("case", "outcome", case, "returned")
    bert.refused("gate", "override", case, "consent", "--reason", "in a hurry")
    assert [one["kind"] for one in bert.get("evidence", "add", case, "guardian-agreement", "--by", "Nidos")] == [
        "guardian_agreement"
    ]
    world.sync()
    assert gate(anna, case, "guardian-agreement")["state"] == "open"
    anna.done("gate", "override", case, "consent", "--reason", "The form is in the post")
    world.sync()
    found = gate(bert, case, "consent")
    assert (found["state"], found["reason"]) == ("overridden", "The form is in the post")
    bert.done("step", "mark", case, "application")
    steps = {one["code"]: one for one in bert.get("journey", case)["enrolments"][0]["steps"]}
    assert steps["application"]["state"] == "done"
    assert steps["departure"]["due_on"]
    assert bert.get("journey", case)["breaches"] == []
    assert "guardian-agreement" in bert.done("journey", case)
    assert [one["on"] for one in bert.get("evidence", "list", case)]


def test_hrt_before_hope_is_raised(world: World) -> None:
    bert = world.bert
    case = bert.get("case", "add", "--name", "Abebe", "--nationality", "AO")["id"]
    found = bert.get("eligibility", case, "HRT", "--on", "2007-06-01")
    assert found["answer"] == "unknown"
    assert "asylum_claim_on" in found["missing"]
    facts(bert, case, *REAN, "asylum_claim_on=2006-06-15")
    found = bert.get("eligibility", case, "HRT", "--on", "2007-06-01")
    assert (found["answer"], found["version"]) == ("no", "vw2000")
    assert {one["limit"] for one in found["reasons"]} == {"2001-04-01", "2006-06-15"}
    facts(bert, case, "asylum_claim_on=2006-06-14")
    assert bert.get("eligibility", case, "HRT", "--on", "2007-06-01")["answer"] == "yes"
    assert "yes" in bert.done("eligibility", case, "herintegratie regeling terugkeer", "--look")
    assert [one["answer"] for one in bert.get("journey", case)["checks"]] == ["yes", "no", "unknown"]
    assert {one["code"]: one["value"] for one in bert.get("fact", "list", case)}["own_means"] == "no"
    bert.refused("fact", "set", case, "moon", "yes")
    bert.refused("eligibility", case, "MOON")


def test_enrolling_outcomes_and_support(world: World) -> None:
    bert = world.bert
    case = bert.get("case", "add", "--name", "Yonas", "--birth-date", "1980")["id"]
    made = bert.get("case", "enrol", case, "TRANSIT", "--on", "2026-11-02")
    assert (made["version"], made["started_on"]) == ("2007", "2026-11-02")
    ended = bert.get("case", "outcome", case, "assisted", "--on", "2026-11-03")
    assert ended["ended_on"] == "2026-11-03"
    bert.done("case", "enrol", case, "HRT")
    given = bert.get("support", "add", case, "contribution", "--programme", "HRT")
    assert (given["amount_cents"], given["currency"]) == (175_000, "EUR")
    assert [one["item"] for one in bert.get("support", "list", case)] == ["contribution"]
    bert.refused("case", "outcome", case, "moon")
    bert.refused("support", "add", case, "contribution", "--amount", "much")


def test_programmes_by_commands(world: World) -> None:
    bert, anna = world.bert, world.anna
    assert len(bert.get("programme", "list")) >= 28
    assert len(bert.get("programme", "list", "--every")) > len(bert.get("programme", "list"))
    assert bert.get("programme", "show", "amv")["gates"][1]["code"] == "guardian-agreement"
    assert "Gates" in bert.done("programme", "show", "UAM")
    text = bert.done("programme", "export", "TRANSIT")
    own = text.replace('code = "TRANSIT"', 'code = "BUS"', 1).replace("Transit assistance", "Bus")
    own = re.sub(r"\n\[\[figure\]\]\n(?:.+\n)+", "", own.replace("Transitassistentie", "Bus"))
    bert.refused("programme", "add", bert.text(own, "bus.toml"))
    error = anna.refused("programme", "add", anna.text(own + "\n[[gate]]\ncolour = 1\n", "bus.toml"))
    line = own.count("\n") + 3
    assert f"Line {line}" in error
    assert "bus.toml" in error
    assert anna.get("programme", "add", anna.text(own, "bus.toml"))["code"] == "BUS"
    anna.refused("programme", "add", anna.text(own, "bus.toml"))
    world.sync()
    assert [one["own"] for one in bert.get("programme", "list") if one["code"] == "BUS"] == [True]
    assert bert.done("programme", "export", "BUS") == own
    case = bert.get("case", "add", "--name", "Tesfay", "--programme", "bus")["id"]
    assert bert.get("journey", case)["enrolments"][0]["name"] == "Bus"


def test_the_yearly_table_says_what_is_counted_twice(world: World, tmp_path: Path) -> None:
    found = world.bert.get("programme", "results", "--year", "2007")
    rows = {(row["programme"], row["row"]): row for row in found["rows"]}
    assert found["expenditure_sum"] == [{"currency": "EUR", "cents": 934_407_200}]
    contacts = next(one for one in rows["RRI", ""]["results"] if one["code"] == "contacts")
    assert contacts["shared_with"] == ["RIIM"]
    assert "RIIM" in contacts["note"]
    assert [one["value"] for one in contacts["printed"]] == [515]
    assert "REAN" in rows["REAN", ""]["programme"]
    world.bert.refused("programme", "results", "--year", "12")
    assert found["cases"] == world.bert.get("status")["cases"]
    table, sheet = tmp_path / "results.csv", tmp_path / "results.pdf"
    why = ("--reason", "for the yearly report")
    said = world.bert.done("programme", "results", "--year", "2007", "--csv", str(table), "--pdf", str(sheet), *why)
    assert "RIIM" in said
    assert said.startswith("From the ")
    assert "469" in table.read_text(encoding="utf-8-sig")
    assert sheet.read_bytes().startswith(b"%PDF")


def test_a_breach_stands_in_the_review(world: World) -> None:
    """Evidence that was taken back after its gate was passed."""
    bert, anna = world.bert, world.anna
    case = bert.get("case", "add", "--name", "Hagos", "--birth-date", "2012", "--programme", "AMV")["id"]
    given = bert.get("evidence", "add", case, "guardian-agreement")[0]["id"]
    bert.done("evidence", "add", case, "consent")
    bert.done("step", "mark", case, "application")
    world.sync()
    assert [row["breaches"] for row in anna.get("review", "list") if row["case"] == case] == [0]
    bert.done("evidence", "remove", given)
    assert gate(bert, case, "guardian-agreement")["state"] == "breached"
    world.sync()
    assert [row["breaches"] for row in anna.get("review", "list") if row["case"] == case] == [1]
    assert [one["gate"] for one in anna.get("journey", case)["breaches"]] == ["guardian-agreement"]


def test_what_is_past_is_told_apart_by_a_supervisor(world: World) -> None:
    bert, anna = world.bert, world.anna
    case = bert.get("case", "add", "--name", "Tsegay", "--programme", "REAN")["id"]
    given = [
        bert.get("evidence", "add", case, name)[0]["id"] for name in ("consent", "ind-permission", "travel-document")
    ]
    bert.done("step", "mark", case, "departure")
    assert bert.get("case", "show", case)["status"] == "departed"
    for one in given:
        bert.done("evidence", "remove", one)
    world.sync()
    bert.refused("gate", "before", case, "--reason", "kept on paper")
    made = anna.get("gate", "before", case, "--reason", "kept on paper")
    assert [one["reason"] for one in made] == ["kept on paper"]
    found = {one["gate"]: one for one in anna.get("gates", case)}
    assert (found["consent"]["state"], found["consent"]["reason"]) == ("before_gates", "kept on paper")
    assert found["consent"]["past"] == made[0]["id"]
    assert not anna.get("journey", case)["breaches"]


def test_the_status_of_a_case_follows_what_is_said_of_its_departure(world: World) -> None:
    anna = world.anna
    case = anna.get("case", "add", "--name", "Abel", "--birth-date", "1980", "--programme", "REAN")["id"]
    given = [anna.get("evidence", "add", case, gate)[0] for gate in ("consent", "ind-permission", "travel-document")]
    assert anna.get("case", "outcome", case, "returned")["status"] == "departed"
    assert "open again" in anna.done("case", "outcome", case, "")
    assert "departed now" in anna.done("step", "mark", case, "departure")
    assert anna.get("step", "mark", case, "departure", "--state", "dropped")["status"] == "open"
    assert "still to come" not in anna.done("case", "set", case, "status=paused")
    assert "marked done" in anna.done("case", "set", case, "status=departed")
    assert anna.get("evidence", "remove", given[0]["id"])["breached"] == 1
    assert "other evidence" in anna.done("evidence", "remove", given[1]["id"])


def test_a_kept_check_says_that_its_rules_changed_since(world: World) -> None:
    bert = world.bert
    case = bert.get("case", "add", "--name", "Ada")["id"]
    bert.done("eligibility", case, "HRT", "--on", "2006-01-01")
    bert.done("eligibility", case, "REAN")
    assert {one["programme"]: one["rules_since"] for one in bert.get("journey", case)["checks"]} == {
        "HRT": "vw2000",
        "REAN": None,
    }
    assert "in force now: vw2000" in bert.done("journey", case)


def test_how_long_closed_cases_are_kept(world: World) -> None:
    anna, bert = world.anna, world.bert
    case = anna.get("case", "add", "--name", "Yonas", "--programme", "HRT")["id"]
    anna.done("case", "set", case, "status=closed")
    assert "Nothing is decided" in anna.done("retention", "list")
    anna.done("retention", "set", "5")
    anna.done("retention", "set", "10", "--programme", "HRT")
    assert anna.get("retention", "list") == [{"programme": "", "years": 5}, {"programme": "HRT", "years": 10}]
    (kept,) = [one for one in anna.get("retention", "due", "--every") if one["id"] == case]
    assert kept["years"] == 10
    assert not anna.get("retention", "due")
    assert case in [one["id"] for one in anna.get("retention", "due", "--on", "2090-01-01")]
    assert "Yonas" in anna.done("retention", "due", "--on", "2090-01-01")
    bert.refused("retention", "set", "3")
    anna.refused("retention", "set", "200")
    assert "not decided" in anna.done("retention", "set", "0")
    world.sync()
    assert bert.get("retention", "list") == [{"programme": "HRT", "years": 10}]


def test_cases_by_step_by_commands(world: World) -> None:
    bert = world.bert
    one, other = (bert.get("case", "add", "--name", name, "--programme", "REAN")["id"] for name in ("Selam", "Abebe"))
    bert.done("step", "mark", one, "contact")
    at = {row["id"]: row["steps"] for row in bert.get("case", "list", "--step", "intake")}
    assert at[one] == [{"programme": "REAN", "step": "intake", "name": "Intake"}]
    assert other not in at
    by_name = {row["id"] for row in bert.get("case", "list", "--step", "First Contact")}
    assert other in by_name
    assert one not in by_name
    assert one not in {row["id"] for row in bert.get("case", "list", "--step", "intake", "--programme", "HRT")}
    assert re.search(r"Abebe.*REAN\s+First contact", bert.done("case", "list"))
    said = bert.refused("case", "list", "--step", "flying")
    assert "no such step" in said
    assert "intake (Intake)" in said
