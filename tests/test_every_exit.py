"""Every way out of the app leads through one door, and a new one cannot be added beside it.

The code is read: whatever puts something where others find it (a file, a printer, the clipboard, another program)
stands in a table here with the reason why it may, and the commands are walked for every file they take. What leaves
with a person's data in it is written by ``workflows.exports`` alone, which asks for a reason and puts it down.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from typer.main import get_command

from counsellor_app import cli
from counsellor_app.desktop.words import exports as words
from counsellor_app.domain.exports import ExportKind

APP = Path(cli.__file__).parent
DOOR = "workflows/exports.py"
WAYS_OUT = frozenset(
    """
    ask_save_file getSaveFileName getSaveFileNames getSaveFileUrl getExistingDirectory QFile QSaveFile saveFileContent
    QPdfWriter QPrinter QPrintDialog QPrintPreviewDialog QPageSetupDialog QSvgGenerator clipboard QDrag grab
    write_private write_bytes write_text touch symlink_to hardlink_to NamedTemporaryFile mkstemp mkdtemp
    TemporaryDirectory TemporaryFile SpooledTemporaryFile copyfile copy2 copytree copyfileobj make_archive ZipFile
    openUrl startfile startDetached QProcess Popen check_call check_output execv urlopen SMTP
    """.split()
)
"""Names of what is called where something leaves; ``open`` and ``fdopen`` count where they write."""
OWN = "the profile's own file: keys, settings and counts, sealed or without content"
OTHERS: dict[str, dict[str, str]] = {
    "desktop/files.py": {"getSaveFileName": "asks where to; its callers stand here themselves"},
    "desktop/export_form.py": {"ask_save_file": "asks for the reason, then where to, then goes through the door"},
    "desktop/sync_page/view.py": {"ask_save_file": "a backup: sealed, and put down by the door"},
    "desktop/sheet.py": {
        "QPdfWriter": "draws in memory, for whoever goes through the door",
        "write_private": "an invitation, handed over on paper: no case in it",
    },
    "desktop/office/invite_form.py": {
        "ask_save_file": "an invitation, handed over: no case in it; the directory has who made it",
        "write_private": "an invitation, handed over: no case in it; the directory has who made it",
    },
    "desktop/recovery_part.py": {
        "QPrinter": "the recovery key, on paper alone: no case in it",
        "QPrintDialog": "the recovery key, on paper alone: no case in it",
    },
    "desktop/case_page/acts.py": {"clipboard": "one reference or number, wiped when the app locks"},
    "desktop/timeline/view.py": {"clipboard": "one entry that is read on the screen, wiped when the app locks"},
    "desktop/lock.py": {"clipboard": "wipes it", "Popen": "starts the app itself again, locked", "execv": "the same"},
    "desktop/look/grab.py": {"grab": "pictures for looking at screens made of invented people; no screen calls it"},
    "desktop/self_check.py": {"grab": "in memory: whether letters are drawn"},
    "desktop/panes.py": {"write_private": "widths of panes"},
    "commands/offices.py": {"write_private": "an invitation, handed over: no case in it"},
    "commands/programmes.py": {"write_private": "the text of a programme, written by the office for everybody"},
    "workflows/refused_rows.py": {"open": "rows of the person's own table that stayed outside, beside that table"},
    "workflows/xlsx_table.py": {"ZipFile": "reads a workbook"},
    "workflows/session.py": {"write_private": OWN},
    "crash_report.py": {"write_private": "where the program erred, without content"},
    "self_test.py": {"TemporaryDirectory": "an invented profile"},
    "settings.py": {"write_private": OWN, "open": OWN},
    "store/anchor.py": {"open": OWN},
    "store/last_room.py": {"open": "nothing but space"},
    "store/beside.py": {"open": "copies of the sealed file, inside the profile"},
    "store/database.py": {"open": OWN},
    "store/store.py": {"write_private": OWN},
    "vault/backup.py": {"write_private": OWN, "open": "a backup: sealed; its workflow goes through the door"},
    "vault/device.py": {"write_private": OWN},
    "vault/instance.py": {"open": OWN},
    "vault/making.py": {"write_private": OWN},
    "vault/tries.py": {"write_private": OWN},
    "vault/vault.py": {"write_private": OWN},
}
TAKEN_IN = {
    "found": {"invitation"},
    "join": {"invitation"},
    "photo add": {"file"},
    "trafficking import": {"table"},
    "programme add": {"file"},
    "note add": {"text_file"},
    "note amend": {"text_file"},
    "import": {"table", "mapping"},
    "restore": {"source"},
    "passwd": {"new_password_file", "recovery_key_file"},
}
"""Files that commands read."""
NO_CASE = {
    "invite": {"out", "sheet"},
    "invite-device": {"out", "sheet"},
    "programme export": {"out"},
    "backup": {"target"},
}
"""Files that commands write without asking why: no case in them, or sealed."""


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def modules_with(words: str) -> Iterator[Path]:
    """The modules of the app in whose text a pattern stands at all: few are worth reading."""
    return (path for path in sorted(APP.rglob("*.py")) if re.search(words, path.read_text(encoding="utf-8")))


def leaving_in(tree: ast.Module) -> set[str]:
    """Return what code calls, or hands on to be called, by which something leaves."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in ("open", "fdopen") and _writes(node):
            found.add("open")
        elif isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load) and _name(node) in WAYS_OUT:
            found.add(_name(node))
    return found


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _writes(call: ast.Call) -> bool:
    said = [*call.args, *(keyword.value for keyword in call.keywords)]
    modes = [one.value for one in said if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    flags = " ".join(ast.unparse(one) for one in said)
    return any(set(mode) & set("wax+") and set(mode) <= set("rwaxbt+") for mode in modes) or "O_CREAT" in flags


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every command that does something, by the words that call it."""
    if not hasattr(command, "list_commands"):
        yield " ".join(path), command
        return
    for name in command.list_commands(None):
        yield from commands(command.get_command(None, name), (*path, name))


def hints_of(command: Any) -> dict[str, Any]:
    """The parameters of a command with their types."""
    return get_type_hints(inspect.unwrap(command.callback))


def files_of(command: Any) -> set[str]:
    """The parameters of a command that are files."""
    return {name for name, hint in hints_of(command).items() if "Path" in str(hint)}


@pytest.fixture(scope="module")
def taking_files() -> dict[str, Any]:
    return {name: command for name, command in commands(get_command(cli.app)) if files_of(command)}


def test_whatever_writes_prints_or_copies_goes_through_the_door_or_says_why_not() -> None:
    worth = modules_with(rf"\b(?:fd)?open\(|\b(?:{'|'.join(sorted(WAYS_OUT))})\b")
    found = {path.relative_to(APP).as_posix(): ways for path in worth if (ways := leaving_in(_tree(path)))}
    assert found.pop(DOOR) == {"open"}, "the door writes by itself"
    assert found == {module: set(ways) for module, ways in OTHERS.items()}, (
        "a new way out: let it leave by workflows.exports.write_out, or say in this table why nothing leaves"
    )


@pytest.mark.parametrize(
    ("line", "ways"),
    [
        ("open(p, 'w')", {"open"}),
        ("p.open('ab')", {"open"}),
        ("os.open(p, os.O_CREAT)", {"open"}),
        ("os.fdopen(f, mode='wb')", {"open"}),
        ("p.write_text(t)", {"write_text"}),
        ("QFileDialog.getSaveFileName(s)", {"getSaveFileName"}),
        ("run(QPrinter)", {"QPrinter"}),
        ("QGuiApplication.clipboard().setText(t)", {"clipboard"}),
        ("open(p), p.open('rb'), os.open(p, os.O_RDONLY), self.open('everything')", set()),
    ],
)
def test_every_way_of_writing_is_seen(line: str, ways: set[str]) -> None:
    """The test above is worth what this sees."""
    assert leaving_in(ast.parse(line)) == ways


def test_every_kind_leaves_by_one_workflow_and_has_its_words() -> None:
    made = [
        _name(keyword.value)
        for path in modules_with("ExportKind")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and _name(node.func) == "Export"
        for keyword in node.keywords
        if keyword.arg == "what"
    ]
    assert sorted(made) == sorted(kind.name for kind in ExportKind)
    for kind in ExportKind:
        assert words.kind_word(kind) != kind
        assert kind == ExportKind.BACKUP or words.holds(kind) or words.holds(kind, named=True)


def test_every_file_of_a_command_is_read_or_asks_why(taking_files: dict[str, Any]) -> None:
    known = TAKEN_IN | NO_CASE
    assert {name: files_of(taking_files[name]) for name in known} == known
    leaving = taking_files.keys() - known.keys()
    assert leaving == {"trafficking export", "programme results", "tasks export", "hour roster"}
    assert not [name for name in leaving if "reason" not in hints_of(taking_files[name])]


@pytest.mark.parametrize(
    "command",
    [
        ("tasks", "export", "FILE"),
        ("hour", "roster", "Alphen", "FILE"),
        ("trafficking", "export", "IND1", "--out", "FILE"),
        ("programme", "results", "--year", "2026", "--csv", "FILE"),
        ("programme", "results", "--year", "2026", "--pdf", "FILE"),
    ],
)
def test_without_a_reason_a_command_does_not_even_open_the_work(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    given = [str(file) if word == "FILE" else word for word in command]
    assert cli.run(["--profile", str(tmp_path / "profile"), *given]) == 1
    assert "--reason" in capsys.readouterr().err
    assert not file.exists()
