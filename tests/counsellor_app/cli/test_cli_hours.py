"""Hours, sessions and outreach by commands; and two counsellors who change one queue without a network."""

import os
import random
import shutil
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.conftest import SOAK

from .conftest import Person, World

TOMORROW = (date.today() + timedelta(days=1)).isoformat()


@pytest.fixture(scope="module")
def hour(world: World) -> str:
    made = world.bert.get("hour", "add", "Alphen", "13:00", "14:00", "--day", "tomorrow", "--remark", "kamer 2")
    world.sync()
    return str(made["id"])


def people(world: World, hour: str, who: str) -> list[tuple[str, str, str]]:
    page = getattr(world, who).get("hour", "show", hour)
    return [(row["time"], row["name"], row["slot"]["state"]) for row in page["queue"] if row["slot"]]


def test_places_of_a_team(world: World) -> None:
    made = world.bert.get("place", "add", "azc Ter Apel", "--kind", "coa", "--city", "Ter Apel")
    world.sync()
    assert made["code"] in {place["code"] for place in world.carla.get("place", "list", "--kind", "coa")}
    assert "may not" in world.bert.refused("place", "remove", "Tilburg")
    assert "dji-alphen" in world.bert.done("place", "list")


def test_two_counsellors_change_one_queue_and_see_the_same(world: World, hour: str) -> None:
    bert, carla = world.bert, world.carla
    slots = [bert.get("slot", "add", hour, "--slip", name)["id"] for name in ("Youssef", "Ion", "Minh")]
    world.sync()
    with world.office.away():
        bert.done("slot", "set", slots[0], "state=present")
        bert.done("slot", "shift", slots[2], "--by", "-1")
        bert.done("slot", "add", hour, "--slip", "Berts gast")
        carla.done("slot", "set", slots[1], "state=refused", "remark=wil niet")
        carla.done("slot", "shift", slots[0], "--by", "1")
        carla.done("slot", "add", hour, "--slip", "Carlas gast")
        carla.done("slot", "add", hour, "--slip", "Laatste")
    world.sync()
    assert people(world, hour, "bert") == people(world, hour, "carla")
    found = people(world, hour, "bert")
    assert {name for _time, name, _state in found} == {
        "Youssef", "Ion", "Minh", "Berts gast", "Carlas gast", "Laatste"
    }  # fmt: skip
    assert len({time for time, _name, _state in found}) == 6
    states = {name: state for _time, name, state in found}
    assert (states["Youssef"], states["Ion"]) == ("present", "refused")


def test_two_counsellors_reschedule_an_hour_and_one_of_them_settles_it(world: World) -> None:
    bert, carla = world.bert, world.carla
    made = bert.get("hour", "add", "dji-rotterdam", "09:00", "10:00", "--day", TOMORROW)["id"]
    slot = bert.get("slot", "add", made, "--slip", "Ruslan")["id"]
    world.sync()
    with world.office.away():
        bert.done("hour", "set", made[:8], "starts=09:30", "ends=10:30")
        carla.done("hour", "set", made[:8], "starts=08:30", "remark=kamer 4")
    world.sync()
    (conflict,) = [one for one in carla.get("conflicts") if one["object_kind"] == "hour"]
    assert conflict["field"] == "starts"
    early = next(side["change"] for side in conflict["values"] if side["value"] == "08:30")
    carla.done("conflicts", "resolve", conflict["id"], "--take", early, "--reason", "zo afgesproken")
    world.sync()
    for who in (bert, carla):
        page = who.get("hour", "show", made)
        assert (page["starts"], page["ends"], page["remark"], page["to_come"]) == ("08:30", "10:30", "kamer 4", 1)
        assert page["queue"][0]["name"] == "Ruslan"
    assert "no such field" in bert.refused("hour", "set", made, "colour=red")
    bert.done("slot", "set", slot, "state=released")
    bert.done("hour", "cancel", made)


def test_an_hour_from_case_to_roster(world: World, hour: str, tmp_path: Path) -> None:
    bert = world.bert
    case = bert.get(
        "case", "add", "--name", "Selamawit Tesfaye", "--own-name", "ሰላማዊት ተስፋዬ", "--alien-number", "280 999 4567",
        "--languages", "am", "--programme", "AVRD", "--nationality", "ET",
    )["id"]  # fmt: skip
    arabic = bert.get("case", "add", "--name", "Karim Haddad", "--own-name", "كريم حداد", "--languages", "ar")["id"]
    late = bert.get("hour", "add", "Zeist", "10:00", "10:30", "--day", TOMORROW, "--counsellor", "Carla Pinto")["id"]
    slot = bert.get("slot", "add", late, case, "--received", "11-11-2026", "--remark", "paspoort?")
    assert (slot["starts"], slot["slip_received_on"], slot["case"]) == ("10:00", "2026-11-11", case)
    bert.done("slot", "add", late, arabic)
    bert.done("slot", "add", late, "--slip", "Liu Jianguo")
    sheet = tmp_path / "roster.pdf"
    bert.done("hour", "roster", late[:8], str(sheet), "--reason", "for the reception")
    text = subprocess.run(["pdftotext", "-layout", str(sheet), "-"], capture_output=True, check=True).stdout.decode()
    for wanted in ("Selamawit Tesfaye", "ሰላማዊት", "Karim Haddad", "10:00", "Amharic", "Liu Jianguo"):
        assert wanted in text
    for secret in ("2809994567", "280", "AVRD", "Ethiopia", "paspoort"):
        assert secret not in text.replace("2026", "")
    bert.done("slot", "add", late, "--slip", "Te laat")
    page = bert.get("hour", "show", late)
    assert (page["over"], page["queue"][-1]["over"], page["queue"][-1]["time"]) == (1, True, "10:30")
    assert "still wait" in bert.refused("hour", "cancel", late)
    first = page["queue"][0]["slot"]["id"]
    assert bert.get("slot", "set", first[:10], "state=absent", "outcome=thinking")["state"] == "absent"
    assert "cannot follow" in bert.refused("slot", "set", first, "state=done")
    assert bert.get("slot", "move", first, hour)["moved_from"] == first
    assert len(bert.get("hour", "carry", late, hour)) == 3
    bert.done("hour", "cancel", late)
    assert [row["id"] for row in bert.get("hour", "list", "--from", TOMORROW)] == [hour]
    assert "kamer 2" in bert.done("hour", "show", hour)


def test_a_session_is_counted_by_language_and_country(world: World) -> None:
    bert, carla = world.bert, world.carla
    made = bert.get("session", "add", "dji-zaandam", "--topic", "Terugkeer", "--languages", "ar,en", "--day", "today")
    bert.done("session", "count", made["id"], "9", "--language", "ar", "--country", "SY")
    bert.done("session", "count", made["id"], "3", "--country", "Nigeria")
    world.sync()
    (row,) = carla.get("session", "list")
    assert (row["people"], row["topic"], row["heads"][0]) == (
        12, "Terugkeer", {"language": "ar", "country": "SY", "people": 9}
    )  # fmt: skip
    assert "counted" in carla.refused("session", "cancel", made["id"])
    assert "9 Arabic Syria" in bert.done("session", "list")


def test_outreach_is_counted_once_over_two_counsellors(world: World) -> None:
    bert, carla = world.bert, world.carla
    bert.done("contact", "add", "--organisation", "Pinksterkerk", "--person", "Osei", "--city", "Den Haag")
    world.sync()
    carla.done("contact", "set", "osei", "phone=070-0000000")
    talk = carla.get(
        "outreach", "talk", "--city", "Den Haag", "--contact", "osei", "--country", "GH", "--language", "tw"
    )
    bert.done("outreach", "talk", "--city", "Den Haag")
    world.sync()
    became = bert.get("outreach", "become", talk["id"], "--name", "Joseph Mensah")
    assert became["case"]
    assert became["note"]
    world.sync()
    assert "already" in carla.refused("outreach", "become", talk["id"], "--name", "Nog eens")
    for person in (bert, carla):
        (row,) = person.get("outreach", "counts", "--from", "1-1-2020", "--to", "today", "--whole")
        assert (row["talks"], row["people"], row["became"], row["contacts"]) == (2, 2, 1, 1)
    rows = bert.get("outreach", "counts", "--by", "year")
    assert {row["counsellor"] for row in rows} == {"Bert de Wit", "Carla Pinto"}
    assert "Den Haag" in bert.done("outreach", "counts")
    assert [row["phone"] for row in bert.get("contact", "list", "--city", "den haag")] == ["070-0000000"]
    bert.done("contact", "remove", "osei")
    assert bert.get("contact", "list") == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("hour", "add", "Timboektoe", "13:00", "14:00"),
        ("hour", "add", "Zeist", "14:00", "13:00"),
        ("hour", "show", "nowhere"),
        ("slot", "set", "ffffffff", "state=present"),
        ("outreach", "counts", "--by", "fortnight"),
        ("outreach", "talk", "--city", " "),
        ("contact", "add", "--city", "Utrecht"),
        ("session", "add", "Zeist", "--topic", ""),
        ("place", "add", "X", "--kind", "castle"),
    ],
)
def test_what_cannot_be_is_refused_in_words(world: World, arguments: tuple[str, ...]) -> None:
    world.bert.refused(*arguments)


def test_a_day_pack_leaves_only_the_cases_of_the_hour(world: World, hour: str, tmp_path: Path) -> None:
    carla, bert = world.carla, world.bert
    coming = carla.get("case", "add", "--name", "Komt Morgen", "--languages", "nl")["id"]
    staying = carla.get("case", "add", "--name", "Blijft Weg")["id"]
    note = carla.get(
        "note", "add", staying, "--kind", "talk", "--text-file", carla.text("Geheim van gisteren"), "--sign"
    )
    carla.done("slot", "add", hour, coming)
    carla.done("slot", "add", hour, "--slip", "Naam op briefje")
    later = (date.today() + timedelta(days=3)).isoformat()
    other = carla.get("hour", "add", "Alphen", "13:00", "15:00", "--day", later)["id"]
    carla.done("slot", "add", other, "--slip", "Ander Briefje", "--remark", "Vraagt naar zijn broer")
    assert "office does not have" in carla.refused("pack", "start", "--hours", hour, "--until", "tomorrow")
    world.sync()
    for until in ("1-1-2020", "1-1-2999"):
        assert "cannot last" in carla.refused("pack", "start", "--hours", hour, "--until", until)
    made = carla.get("pack", "start", "--hours", hour, "--until", "tomorrow")
    assert made["put_away"] >= 1
    assert coming in made["cases"]
    assert staying not in made["cases"]
    carla.refused("case", "show", staying)
    assert carla.get("search", "geheim gisteren") == []
    assert "Naam op briefje" in str(carla.get("hour", "show", hour))
    for words in ("Ander Briefje", "broer"):
        assert words not in str(carla.get("hour", "show", other))
    assert [carla.get("hour", "show", one)["whole"] for one in (hour, other)] == [True, False]
    roster = ("hour", "roster", other, str(tmp_path / "roster.pdf"), "--reason", "for the reception")
    assert "left out" in carla.refused(*roster)
    assert "left out" in carla.refused("hour", "cancel", other)
    carla.done("slot", "add", other, "--slip", "Van onderweg")
    bert.done("slot", "add", other, "--slip", "Op kantoor")
    fresh = carla.get("hour", "add", "Alphen", "16:00", "17:00", "--day", later)["id"]
    carla.done("slot", "add", fresh, "--slip", "In het veld")
    assert "In het veld" in str(carla.get("hour", "show", fresh))
    assert "already" in carla.refused("pack", "start", "--hours", hour, "--until", "tomorrow")
    bert.done("note", "add", staying, "--kind", "phone", "--text-file", bert.text("Belde terug"), "--sign")
    bert.done("case", "set", coming, "place=Zeist")
    world.sync()
    assert [row["name"] for row in carla.get("hour", "show", other)["queue"] if row["slot"]] == ["Van onderweg"]
    assert carla.get("case", "show", coming)["place"] == "Zeist"
    assert carla.get("pack", "show")["active"]
    carla.refused("case", "show", staying)
    assert carla.get("status")["pending"] == 0
    carla.done("pack", "end")
    world.sync()
    assert [one["text"] for one in carla.get("note", "list", staying)] == ["Belde terug", "Geheim van gisteren"]
    assert carla.get("note", "list", staying)[1]["id"] == note["id"]
    assert not carla.get("pack", "show")["active"]
    for who in (carla, bert):
        page = who.get("hour", "show", other)
        assert {row["name"] for row in page["queue"] if row["slot"]} == {"Ander Briefje", "Op kantoor", "Van onderweg"}
        assert page["whole"]
    assert carla.get("verify")["ok"]
    assert "no day pack" in carla.refused("pack", "end")


@pytest.mark.parametrize("seed", range(20 if SOAK else 3))
def test_a_pack_killed_at_any_moment_is_there_whole_or_not_at_all(
    world: World, hour: str, tmp_path: Path, seed: int
) -> None:
    somebody = world.bert.get("case", "add", "--name", f"Komt {seed}")["id"]
    world.bert.get("slot", "add", hour, somebody)
    world.sync()
    copy = Person(tmp_path / "copy", "Bert")
    shutil.copytree(world.bert.profile, copy.profile)
    before = {row["id"] for row in copy.get("case", "list")}
    command = [sys.executable, "-c", "from counsellor_app.cli import main; main()", *copy.options()]
    process = subprocess.Popen(
        [*command, "pack", "start", "--hours", hour, "--until", "tomorrow"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"LANG": "C.UTF-8"},
    )
    time.sleep(random.Random(seed).uniform(0.3, 2.5))
    process.kill()
    process.wait(30)
    shown, after = copy.get("pack", "show"), {row["id"] for row in copy.get("case", "list")}
    assert after == (set(shown["cases"]) if shown["active"] else before)
    assert somebody in after
    assert copy.get("verify")["ok"]
    if not shown["active"]:
        assert copy.get("pack", "start", "--hours", hour, "--until", "tomorrow")["active"]
