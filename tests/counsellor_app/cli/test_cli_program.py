"""The program around the commands: start-up, help, documents as documented, the sheet, the self-test, crash reports."""

import itertools
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from counsellor_app import crash_report
from counsellor_app.commands import json_forms
from counsellor_app.commands.output import harmless, local_time
from counsellor_app.self_test import LEAST_SQLITE, numbers
from counsellor_app.settings import Profile, Settings, write_settings
from tests.stopwatch import quickest

from .conftest import Person, World

MAIN = "from counsellor_app.cli import main; main()"
HEAVY = ("PySide6", "fastapi", "uvicorn", "alembic", "openpyxl")


def _run(*arguments: str, script: str = MAIN, **more: Any) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **more)


def _telling(*names: str) -> str:
    """Return the program with a last line on stderr: which of the modules *names* it loaded."""
    tell = f"atexit.register(lambda: print([name for name in {names!r} if name in sys.modules], file=sys.stderr))"
    return f"import atexit, sys\n{tell}\n{MAIN}"


def test_help_is_there_at_once_and_loads_nothing_heavy() -> None:
    script = _telling(*HEAVY, "sqlmodel", "httpx2")

    def seconds_of_a_core() -> float:
        before = os.times()
        answer = _run("--help", script=script)
        after = os.times()
        assert answer.returncode == 0
        assert answer.stderr.strip() == "[]"
        assert "conflicts" in answer.stdout
        return after.children_user + after.children_system - before.children_user - before.children_system

    best = quickest(seconds_of_a_core, 1.0)
    assert best < 1.0, f"{best:.2f} s"


def test_a_command_loads_no_window_and_no_server(world: World) -> None:
    answer = _run(*world.bert.options(), "sync", script=_telling(*HEAVY[:4]))
    assert answer.returncode == 0
    assert answer.stderr.strip() == "[]"


def test_every_command_has_help_in_dutch_and_english() -> None:
    names = re.findall(r"^  ([a-z][a-z-]+)  ", _run("--help").stdout, re.MULTILINE)
    assert {"case", "note", "sync", "programme", "gates", "hour", "refusal", "task", "pack"} <= set(names)
    script = (
        "from counsellor_app.cli import Commands, run\n"
        f"for name in {names!r}:\n"
        "    command = Commands(name='').get_command(None, name)\n"
        "    for verb in [[], *([one] for one in getattr(command, 'commands', {}))]:\n"
        "        assert run([name, *verb, '--help']) == 0, (name, verb)\n"
        "assert Commands(name='').list_commands(None) == " + repr(names) + "\n"
    )
    for language in ("en_GB.UTF-8", "nl_NL.UTF-8"):
        answer = _run(script=script, env={"LANG": language, "LC_ALL": language, "PATH": ""})
        assert answer.returncode == 0, answer.stderr


def test_the_language_of_the_profile_is_that_of_help_and_of_what_is_wrong(tmp_path: Path) -> None:
    write_settings(Profile(tmp_path), Settings(language="nl"))
    told = {}
    ways = itertools.cycle(([f"--profile={tmp_path}"], ["--profile", str(tmp_path)]))
    for arguments in (["--help"], ["case", "--help"], ["--nonsense"], ["nonsense"], ["case", "list", "--limit", "x"]):
        answer = _run(*next(ways), *arguments, env=os.environ | {"LANG": "C.UTF-8", "LANGUAGE": ""})
        said = told[" ".join(arguments)] = answer.stdout + answer.stderr
        assert not re.search("Usage|Options|Commands|Error|Show this|No such|Invalid", said)
    assert "Gebruik: counsellor [OPTIES]" in told["--help"]
    assert "Opdrachten:" in told["--help"]
    assert "Toon deze uitleg en stop." in told["case --help"]
    assert "Fout: De optie --nonsense bestaat niet" in told["--nonsense"]
    assert "Fout: De opdracht 'nonsense' bestaat niet." in told["nonsense"]
    assert "hier hoort een geheel getal" in told["case list --limit x"]


def test_documents_are_as_documented(world: World) -> None:
    bert = world.bert
    case = bert.get("case", "add", "--name", "Documented", "--flag", "health", "--alias", "Doc")["id"]
    bert.get("note", "add", case, "--kind", "talk", "--text-file", bert.text("Een woord"), "--sign")
    bert.get("note", "add", case, "--kind", "talk", "--text-file", bert.text("Concept"))
    documents = [
        bert.get("case", "show", case), bert.get("case", "list"), bert.get("note", "list", case), bert.get("status"),
        bert.get("search", "documented"), bert.get("sync"), bert.get("members"), bert.get("devices"),
        bert.get("verify"),        world.anna.get("review", "list"), world.anna.get("admit", "--all"),
    ]  # fmt: skip
    documented = set(re.findall(r"[a-z_]+", json_forms.__doc__ or ""))
    undocumented = {key for document in documents for key in _keys(document)} - documented
    assert undocumented == set()


def _keys(document: Any) -> set[str]:
    if isinstance(document, list):
        return {key for item in document for key in _keys(item)}
    if isinstance(document, dict):
        return set(document) | {key for value in document.values() for key in _keys(value)}
    return set()


def test_moments_of_any_clock() -> None:
    assert json_forms.moment(0) is None
    assert json_forms.moment(1_763_748_180_250) == "2025-11-21T18:03:00.250Z"
    for odd in (1, -1, (1 << 48) - 1, 1 << 63, -(1 << 63)):
        assert json_forms.moment(odd) is None or str(json_forms.moment(odd)).endswith("Z")
        assert isinstance(local_time(odd), str)


def test_nothing_printed_commands_the_terminal() -> None:
    assert harmless("a\x1b[31m\x07\x9b2J\x00b\tc\n") == "a�[31m��2J�b\tc\n"


def test_the_invitation_sheet(world: World, tmp_path: Path) -> None:
    sheet, file = tmp_path / "sheet.pdf", tmp_path / "invitation.json"
    asked = ("invite", "--name", "ተስፋይ", "--role", "counsellor", "--team", "Utrecht", "--out", str(file))
    answer = _run(*world.anna.options(), *asked, "--sheet", str(sheet), "--json")
    assert answer.returncode == 0, answer.stderr
    assert sheet.read_bytes().startswith(b"%PDF")
    assert {path.stat().st_mode & 0o777 for path in (sheet, file)} == {0o600}
    someone = Person(tmp_path / "someone", "Someone")
    someone.done("join", "--invitation", str(file))


def test_an_invitation_from_stdin(world: World, tmp_path: Path) -> None:
    someone = Person(tmp_path / "someone", "Someone")
    text = world.invite(someone).read_text(encoding="utf-8")
    answer = _run(*someone.options(), "join", "--invitation", "-", input=text)
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize("program", [["-c", MAIN], ["-m", "counsellor_app"]])
def test_self_test(program: list[str], tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, *program, "--self-test"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | {"COUNSELLOR_PROFILE": str(tmp_path)},
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    lines = answer.stdout.splitlines()
    assert len(lines) >= 6
    assert all(line.startswith("ok") for line in lines)


def test_versions_are_compared_as_numbers() -> None:
    assert numbers("4.19.0 community") == (4, 19, 0)
    assert numbers("3.9.1") < LEAST_SQLITE < numbers("3.53.4")


def test_a_crash_report_holds_no_content(tmp_path: Path) -> None:
    secret = "Amina 2801234567"
    written = None
    for _number in range(crash_report.MOST_REPORTS + 3):
        try:
            try:
                raise ValueError(secret)
            except ValueError as error:
                raise RuntimeError(secret) from error
        except RuntimeError as error:
            written = crash_report.write_report(error, tmp_path / "logs", "test")
    assert written is not None
    text = written.read_text(encoding="ascii")
    assert "Amina" not in text
    assert "RuntimeError" in text
    assert "ValueError" in text
    assert str(Path.home()) not in text
    assert len(list((tmp_path / "logs").iterdir())) == crash_report.MOST_REPORTS
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert crash_report.write_report(RuntimeError(secret), tmp_path / "file", "test") is None
