"""Tasks, appointments, the day and the calendar file by commands."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from counsellor_app.domain.working_days import next_working_day

from .conftest import World

TODAY = date.today()


@pytest.fixture(scope="module")
def case(world: World) -> str:
    made = world.bert.get("case", "add", "--name", "Khadija Öztürk", "--place", "azc Emmen")
    world.sync()
    return str(made["reference"])


def test_a_task_by_commands(world: World, case: str) -> None:
    bert = world.bert
    task = bert.get("task", "add", "Bel de ambassade, over “papieren”", "--case", case, "--due", "+2")
    assert (task["due_on"], task["standing"]) == ((TODAY + timedelta(days=2)).isoformat(), "later")
    assert task["assignee_name"] == "Bert de Wit"
    assert [row["id"] for row in bert.get("task", "list", "--case", case)] == [task["id"]]
    moved = bert.get("task", "move", task["id"][:8], "tomorrow")
    assert moved["due_on"] == next_working_day(TODAY).isoformat()
    assert bert.get("task", "done", task["id"][:8])["state"] == "done"
    assert bert.get("task", "list", "--case", case) == []
    assert bert.get("task", "reopen", task["id"])["state"] == "open"
    assert bert.get("task", "drop", task["id"])["state"] == "dropped"
    assert "ambassade" in bert.done("task", "list", "--case", case, "--all")
    assert "no such task" in bert.refused("task", "done", "abcdef12")
    assert "date" in bert.refused("task", "add", "x", "--case", case, "--due", "soonish")


def test_a_colleague_of_the_team_sees_it_and_the_supervisor_sees_it_overdue(world: World, case: str) -> None:
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    task = world.bert.get("task", "add", "Brief GZA", "--case", case, "--due", yesterday)
    world.sync()
    assert task["id"] in [row["id"] for row in world.carla.get("task", "list", "--case", case)]
    assert task["id"] not in [row["id"] for row in world.carla.get("task", "list", "--mine")]
    assert [row["standing"] for row in world.anna.get("task", "list", "--overdue")] == ["overdue"]
    day = world.bert.get("today")
    assert [row["id"] for row in day["tasks"]] == [task["id"]]
    assert world.carla.get("today")["tasks"] == []


def test_appointments_and_the_day(world: World, case: str) -> None:
    bert = world.bert
    made = bert.get(
        "appointment", "add", case, "--day", "today", "--time", "23:50", "--minutes", "5", "--place", "azc Emmen"
    )
    assert [row["id"] for row in bert.get("appointment", "list", "--mine")] == [made["id"]]
    assert [row["id"] for row in bert.get("today")["appointments"]] == [made["id"]]
    assert "23:50" in bert.done("today")
    assert bert.get("appointment", "cancel", made["id"][:8])["state"] == "cancelled"
    assert bert.get("appointment", "list", "--case", case) == []
    assert "time" in bert.refused("appointment", "add", case, "--day", "today", "--time", "25:00")


def test_the_calendar_file_names_nobody(world: World, case: str, tmp_path: Path) -> None:
    bert, file = world.bert, tmp_path / "week.ics"
    bert.done("appointment", "add", case, "--day", "+1", "--time", "9:30", "--place", "azc Emmen", "--with", "Dr. Smit")
    bert.done("task", "add", "Geheim: tante bellen", "--case", case, "--due", "+1")
    bert.done("task", "add", "Ooit")
    answer = bert("tasks", "export", str(file), "--reason", "for my telephone", "--json")
    assert answer.code == 0, answer
    assert "not encrypted" in answer.err
    assert answer.json["appointments"] == 1
    assert answer.json["undated"] == 1
    data = file.read_bytes()
    for word in ("Khadija", "ztürk", "tante", "Emmen", "Smit", "Geheim"):
        assert word.encode() not in data
    events = Calendar.from_ical(data).walk("VEVENT")
    assert len(events) == answer.json["tasks"] + 1
    assert all(case in str(event["summary"]) for event in events)
    assert file.stat().st_mode & 0o077 == 0
    again = tmp_path / "again.ics"
    bert.done("tasks", "export", str(again), "--reason", "for my telephone")
    uids = [
        [str(event["uid"]) for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT")] for path in (file, again)
    ]
    assert uids[0] == uids[1]
    bert.done("tasks", "export", str(again), "--names", "--as-todo", "--reason", "for my telephone")
    assert "tante bellen" in again.read_text(encoding="utf-8").replace("\r\n ", "")
    assert Calendar.from_ical(again.read_bytes()).walk("VTODO")
    assert bert("tasks", "export", str(tmp_path / ("no" * 300)), "--reason", "for my telephone").code == 1


def test_what_left_is_listed_for_oneself_and_for_who_supervises(world: World, case: str, tmp_path: Path) -> None:
    bert, file = world.bert, tmp_path / "week.ics"
    known = {row["id"] for row in bert.get("exports")}
    assert "--reason" in bert.refused("tasks", "export", str(file))
    assert "reason" in bert.refused("tasks", "export", str(file), "--reason", "-")
    bert.done("tasks", "export", str(file), "--reason", "for my own telephone")
    (row,) = [one for one in bert.get("exports") if one["id"] not in known]
    assert (row["what"], row["ending"], row["named"], row["state"]) == ("calendar", "ics", False, "written")
    assert f"X-EXPORT-NUMBER:{row['number']}" in file.read_text(encoding="utf-8")
    world.sync()
    read = world.anna.get("exports", "--person", "bert de wit", "--from", TODAY.isoformat())
    assert {**row, "delivered": True} in read
    assert world.anna.get("exports", "--to", "2020-01-01") == world.carla.get("exports") == []
    assert "for my own telephone" in world.anna.done("exports")


def test_who_opens_the_case_of_another_one_is_in_the_log(world: World, case: str) -> None:
    world.carla.done("case", "show", case)
    world.bert.done("case", "show", case)
    world.sync()
    (row,) = world.anna.get("openings", "--case", case)
    assert row["author"] == "Carla Pinto"
    assert [one["reference"] for one in row["cases"]] == [case]
    assert "Khadija" in world.anna.done("openings", "--person", "Carla Pinto")
    assert world.bert.get("openings") == []
