"""What is typed wrong, one test a line of the list: a message a person can act on, its code, nothing changed."""

import os
import subprocess
import sys

import pytest

from .conftest import World


@pytest.fixture(scope="module")
def case(world: World) -> str:
    return str(world.bert.get("case", "add", "--name", "Bad input")["id"])


# --- what is typed


def test_a_note_over_the_limit(world: World, case: str) -> None:
    bert = world.bert
    for size in (200_001, 5 << 20):
        message = bert.refused("note", "add", case, "--kind", "talk", "--text-file", bert.text("x" * size), "--sign")
        assert "plit" in message
    longest = bert.text("ሴ" * 200_000)
    assert len(bert.get("note", "add", case, "--kind", "talk", "--text-file", longest, "--sign")["text"]) == 200_000


@pytest.mark.parametrize(
    "content", [b"NUL \x00 here", b"bell \x07", b"esc \x1b[31m", b"\xff\xfeutf-16?", b"caf\xe9", b"", b" \n"]
)
def test_nul_control_characters_and_other_encodings(world: World, case: str, content: bytes) -> None:
    bert = world.bert
    before = bert.get("note", "list", case)
    message = bert.refused("note", "add", case, "--kind", "talk", "--text-file", bert.text(content), "--sign")
    assert "\x1b" not in message
    assert bert.get("note", "list", case) == before
    if b"\x00" in content:
        assert "control character" in message


def test_control_characters_in_fields(world: World, case: str) -> None:
    for assignment in ("name=A\x07B", "place=x\x1b[2J", "phone=\x7f"):
        assert "control character" in world.bert.refused("case", "set", case, assignment)


@pytest.mark.parametrize("date", ["31-02-1990", "1990-02-31", "29-02-2023", "2199-01-01", "1-1-90", "gisteren"])
def test_dates_like_31_02(world: World, case: str, date: str) -> None:
    before = world.bert.get("case", "show", case)
    world.bert.refused("case", "set", case, f"birth_date={date}", "place=Nergens")
    world.bert.refused("case", "add", "--name", "X", "--birth-date", date)
    assert world.bert.get("case", "show", case) == before


@pytest.mark.parametrize(
    "assignment",
    ["nationality=Narnia", "programme=XYZ", "languages=so,Nonsense", "status=gone", "sex=?", "flags=+tall",
     "flags=health", "alien_number=123", "team=Nowhere", "responsible=Nobody", "colour=red", "aliases=-",
     "opened_on=31-02-2026"],
)  # fmt: skip
def test_unknown_country_programme_and_the_like(world: World, case: str, assignment: str) -> None:
    before = world.bert.get("case", "show", case)
    message = world.bert.refused("case", "set", case, "place=Nergens", assignment)
    assert len(message.splitlines()) >= 2
    assert world.bert.get("case", "show", case) == before


def test_numbers_that_are_taken(world: World, case: str) -> None:
    bert = world.bert
    bert.done("case", "set", case, "alien_number=2812345678", "reference=MINE-1")
    other = bert.get("case", "add", "--name", "Other")["id"]
    assert "already a case" in bert.refused("case", "add", "--name", "X", "--alien-number", "2812345678")
    assert "already a case" in bert.refused("case", "add", "--name", "X", "--reference", "MINE-1")
    assert "already a case" in bert.refused("case", "set", other, "alien_number=281.234.5678")
    assert bert.get("case", "set", case, "alien_number=2812345678")["changed"] == []


def test_things_that_are_not_there(world: World, case: str) -> None:
    bert = world.bert
    missing = "ab" * 16
    for command in (
        ["case", "show", missing], ["case", "show", "26-0000-0000"], ["note", "list", "zz"], ["note", "sign", missing],
        ["note", "amend", missing, "--text-file", bert.text("x"), "--reason", "y"],
        ["conflicts", "resolve", missing, "--value", "x"], ["review", "answer", missing, "--text", "x"],
        ["case", "share", case, "--with", "Nobody"],
        ["note", "add", case, "--kind", "shout", "--text-file", bert.text("x")],
        ["note", "add", case, "--kind", "talk", "--text-file", "/nonexistent/file"],
        ["backup", str(bert.profile / "inside.backup")], ["backup", "/nonexistent/folder/file"],
        ["restore", bert.text("no backup", "x.backup")],
    ):  # fmt: skip
        message = bert.refused(*command)
        assert len(message.splitlines()) >= 1


# --- clocks


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_years_off_is_a_warning_never_a_refusal(world: World, case: str, years: int) -> None:
    script = (
        f"import time; real, off = time.time_ns, {years} * 365 * 86400 * 10**9\n"
        "time.time_ns = lambda: real() + off; time.time = lambda: time.time_ns() / 1e9\n"
        "from counsellor_app.cli import main; main()"
    )
    bert = world.bert
    text = bert.text(f"Van een klok die {years} jaar verkeerd staat")
    for command in (["note", "add", case, "--kind", "talk", "--sign", "--text-file", text], ["sync"]):
        answer = subprocess.run(
            [sys.executable, "-c", script, *bert.options(), *command], capture_output=True, text=True, timeout=60
        )
        assert answer.returncode == 0, answer.stderr
    assert "clock" in answer.stderr
    world.carla.done("sync")
    assert any(str(years) in note["text"] for note in world.carla.get("note", "list", case))


# --- usage


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["case"], ["case", "add"], ["case", "set", "x", "no-equals-sign"], ["note", "add", "x"],
     ["--kdf", "none", "status"], ["conflicts", "resolve", "x"], ["search"], ["search", "x", "--only", "y"],
     ["conflicts", "resolve", "x", "--take", "a", "--value", "b"]],
)  # fmt: skip
def test_wrong_usage_is_code_2(world: World, arguments: list[str]) -> None:
    assert world.bert.refused(*arguments, code=2)


def test_no_terminal_and_no_password_file_is_code_2(world: World) -> None:
    command = [
        sys.executable,
        "-c",
        "from counsellor_app.cli import main; main()",
        "--profile",
        str(world.bert.profile),
    ]
    answer = subprocess.run([*command, "status"], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    assert answer.returncode == 2
    assert "--password-file" in answer.stderr


def test_a_mistake_of_the_program_shows_no_content(world: World) -> None:
    script = (
        "import counsellor_app.workflows.lookup as m\n"
        "def broken(*_a, **_k): raise RuntimeError('Amina Warsame 2801234567')\n"
        "m.list_cases = broken\n"
        "from counsellor_app.cli import main; main()"
    )
    command = [sys.executable, "-c", script, *world.bert.options(), "case", "list"]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60, env=os.environ | {"LANG": "C"})
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert "Amina" not in answer.stderr
    (report,) = (world.bert.profile / "logs").glob("crash-*.json")
    text = report.read_text(encoding="utf-8")
    assert "RuntimeError" in text
    assert "Amina" not in text
    assert str(world.bert.profile) not in text
    assert report.stat().st_mode & 0o777 == 0o600
