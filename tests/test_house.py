"""The rules of the house, read from the tree itself: sizes, names, what may stand where, translations."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("counsellor_app", "sync")
LONGEST_FILE = 400
POOR_NAMES = {"utils", "util", "helpers", "helper", "manager", "logic", "common", "core", "misc"}
WORDING = {"_", "ngettext", "pgettext"}
KEYWORDS = {**DEFAULT_KEYWORDS, "marked": None}
COME_ALONG = {"starlette": "fastapi", "pydantic": "fastapi", "anyio": "fastapi", "shiboken6": "PySide6-Essentials"}
"""Modules used beside the package that depends on them by its own nature."""
PLACEHOLDER = re.compile(r"\{[a-z_]*\}")
MACHINE = re.compile(r"/(?:work|root|home|opt)/[a-z]|(?<!emit-)index-url|pypi\.org|file://")


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_files_are_short_enough_to_be_read() -> None:
    long = {
        named(path): lines
        for path in [*sources(*PACKAGES, "bench", "tests"), ROOT / "dev.py"]
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert not long


def test_packages_say_what_they_own_and_nothing_else() -> None:
    wrong = [
        named(path)
        for path in sources(*PACKAGES)
        if path.name == "__init__.py" and (len(tree(path).body) != 1 or not ast.get_docstring(tree(path)))
    ]
    assert not wrong


def test_names_are_those_of_the_work() -> None:
    assert not [named(path) for path in sources(*PACKAGES) if POOR_NAMES & set(path.with_suffix("").parts)]


def test_every_module_used_is_a_declared_dependency() -> None:
    described = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    declared = {re.split(r"[\[<>=! ]", line)[0].lower().replace("_", "-") for line in described}
    providers = metadata.packages_distributions()
    missing = {}
    for path in sources(*PACKAGES):
        for module in _imported(tree(path)):
            names = {name.lower().replace("_", "-") for name in providers.get(module, [])}
            names.add(COME_ALONG.get(module, "").lower())
            if module not in sys.stdlib_module_names and module not in PACKAGES and not names & declared:
                missing[named(path)] = module
    assert not missing


def _imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_no_address_or_path_of_a_machine_is_kept() -> None:
    paths = [*sources(*PACKAGES, "bench"), ROOT / "dev.py", ROOT / "README.md", ROOT / "pyproject.toml"]
    paths += [ROOT / "requirements.lock", ROOT / "build.spec", ROOT / ".ci" / "run"]
    assert not [named(path) for path in paths if MACHINE.search(path.read_text(encoding="utf-8"))]


def test_strings_for_people_are_whole_and_translatable() -> None:
    wrong = [
        f"{named(path)}:{call.lineno}"
        for path in sources(*PACKAGES)
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in WORDING
        and any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in call.args[:2])
    ]
    assert not wrong


def test_no_translation_hides_in_an_f_string() -> None:
    """The extractor does not look into f-strings: what stands there would never reach the translators."""
    wrong = [
        f"{named(path)}:{call.lineno}"
        for path in sources(*PACKAGES)
        for string in ast.walk(tree(path))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {*WORDING, "marked"}
    ]
    assert not wrong


def test_help_of_commands_is_collected_too() -> None:
    assert {"Folder of the office.", "Print one JSON document on stdout."} <= messages()


@cache
def messages() -> set[str | tuple[str, ...]]:
    """Return every message of the code, as gettext sees it."""
    found: set[str | tuple[str, ...]] = set()
    for package in PACKAGES:
        for _file, _line, message, _comments, _context in extract_from_dir(ROOT / package, keywords=KEYWORDS):
            found.add(message[:2] if isinstance(message, tuple) else message)
    return found


@cache
def dutch() -> Catalog:
    path = ROOT / "resources" / "translations" / "nl" / "LC_MESSAGES" / "counsellor.po"
    with path.open("rb") as file:
        return read_po(file, locale="nl")


def test_everything_is_said_in_dutch_too() -> None:
    lacking = [message for message in messages() if not _translated(message)]
    assert not lacking


def _translated(message: str | tuple[str, ...]) -> bool:
    entries = [entry for entry in dutch() if entry.id in (message, message[0] if isinstance(message, tuple) else None)]
    return any(entry.string and all(_forms(entry.string)) and not entry.fuzzy for entry in entries)


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def test_dutch_has_the_same_blanks_to_fill() -> None:
    wrong = [
        entry.id
        for entry in dutch()
        if entry.id
        and any(
            set(PLACEHOLDER.findall(said)) - set(PLACEHOLDER.findall(" ".join(_forms(entry.id))))
            for said in _forms(entry.string)
        )
    ]
    assert not wrong


@pytest.mark.parametrize("command", [("ruff", "check", "--quiet", "."), ("lint-imports", "--no-logo", "--no-cache")])
def test_checks_that_take_a_second_pass(command: tuple[str, ...]) -> None:
    program = Path(sys.executable).with_name(command[0])
    done = subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
