"""Typer's own words: whatever it says of wrong usage, and whatever stands in its help, is in the language in force."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
import typer
from typer.main import get_command

from sync.command_line import run_command, translate_help
from sync.wording import set_language

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def take(
    name: str,
    pair: Annotated[tuple[int, int], typer.Option("--pair")] = (1, 2),
    port: Annotated[int, typer.Option("--port", min=1, max=9)] = 5,
    part: Annotated[float, typer.Option("--part", envvar="NOBODY_SETS_THIS")] = 0.5,
    kind: Annotated[Literal["short", "long"], typer.Option("--kind")] = "short",
    folder: Annotated[Path | None, typer.Option("--folder", exists=True, file_okay=False)] = None,
    file: Annotated[Path | None, typer.Option("--file", exists=True, dir_okay=False)] = None,
    must: Annotated[str, typer.Option("--must")] = ...,  # type: ignore[assignment]
    sure: Annotated[bool, typer.Option("--sure")] = False,
) -> None:
    """Take what is given."""


@app.command()
def refuse() -> None:
    """Refuse in words of one's own."""
    raise typer.BadParameter("dat kan niet", param_hint="--sure")


@pytest.fixture(autouse=True)
def _english_afterwards() -> Iterator[None]:
    yield
    set_language("en")


def said(capsys: pytest.CaptureFixture[str], language: str, *arguments: str) -> str:
    """Return what wrong usage prints on stderr."""
    set_language(language)
    command: Any = get_command(app)
    translate_help(command)
    assert run_command(command, arguments, "program") == 2
    found = capsys.readouterr()
    assert found.out == ""
    return found.err


WRONG = {
    "De optie --colour bestaat niet": ("take", "a", "--must", "b", "--colour"),
    "De optie --fol bestaat niet (bedoeld kan zijn: --file, --folder)": ("take", "a", "--must", "b", "--fol", "x"),
    "De opdracht 'give' bestaat niet.": ("give",),
    "Het argument 'name' ontbreekt.": ("take", "--must", "b"),
    "De optie '--must' ontbreekt.": ("take", "a"),
    "Bij de optie '--must' hoort een waarde.": ("take", "a", "--must"),
    "Bij de optie '--pair' horen 2 waarden.": ("take", "a", "--must", "b", "--pair", "1"),
    "Bij de optie '--sure' hoort geen waarde.": ("take", "a", "--must", "b", "--sure=ja"),
    "Dit is te veel: b": ("take", "a", "b", "--must", "b"),
    "Verkeerde waarde voor '--port': hier hoort een geheel getal.": ("take", "a", "--must", "b", "--port", "x"),
    "'--part' (omgevingsvariabele: 'NOBODY_SETS_THIS'): hier hoort een getal.": (
        "take",
        "a",
        "--must",
        "b",
        "--part",
        "x",
    ),
    "Verkeerde waarde voor '--port': het moet ten minste 1 zijn.": ("take", "a", "--must", "b", "--port", "0"),
    "Verkeerde waarde voor '--port': het mag ten hoogste 9 zijn.": ("take", "a", "--must", "b", "--port", "10"),
    "'kort' is niet een van 'short', 'long'.": ("take", "a", "--must", "b", "--kind", "kort"),
    "'/nowhere' bestaat niet.": ("take", "a", "--must", "b", "--file", "/nowhere"),
    "'/' is een map.": ("take", "a", "--must", "b", "--file", "/"),
    "Verkeerde waarde voor --sure: dat kan niet": ("refuse",),
}


@pytest.mark.parametrize("sentence", WRONG)
def test_wrong_usage_is_told_in_dutch(sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "nl", *WRONG[sentence])
    assert re.fullmatch(r"Gebruik: program .*\nUitleg geeft 'program.* --help'\.\n\nFout: .+\n", told) or (
        told.startswith("Fout: Bij de optie")
    ), told
    assert sentence in told


@pytest.mark.parametrize("sentence", WRONG)
def test_and_in_english_as_typer_has_it(sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "en", *WRONG[sentence])
    assert "Error: " in told
    assert not re.search(r"Gebruik|Fout|optie |waarde", told)


def test_a_file_is_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.touch()
    told = said(capsys, "nl", "take", "a", "--must", "b", "--folder", str(file))
    assert f"'{file}' is een bestand." in told


def test_a_sentence_nobody_knows_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    set_language("nl")
    command: Any = get_command(app)
    translate_help(command)
    command.commands["refuse"].callback = lambda: (_ for _ in ()).throw(typer.BadParameter("Quite wrong"))
    assert run_command(command, ["refuse"], "program") == 2
    assert "Fout: Verkeerde waarde: Quite wrong" in capsys.readouterr().err


def test_stopping_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    set_language("nl")
    command: Any = get_command(app)
    translate_help(command)
    command.commands["refuse"].callback = lambda: (_ for _ in ()).throw(typer.Abort())
    assert run_command(command, ["refuse"], "program") == 1
    assert capsys.readouterr().err == "Gestopt.\n"


DUTCH = ("Gebruik:", "[OPTIES]", "Argumenten:", "Opties:", "[verplicht]", "Toon deze uitleg", "standaard: 5")
ENGLISH = ("Usage:", "[OPTIONS]", "Arguments:", "Options:", "[required]", "Show this message", "default: 5")


@pytest.mark.parametrize(("language", "there", "absent"), [("nl", DUTCH, "Usage"), ("en", ENGLISH, "Opties")])
def test_help_is_in_the_language_in_force(
    language: str, there: tuple[str, ...], absent: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_language(language)
    command: Any = get_command(app)
    translate_help(command)
    assert run_command(command, ["take", "--help"], "program") == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert not [words for words in there if words not in shown], shown
    assert absent not in shown
    assert ("omgevingsvariabele: NOBODY" if language == "nl" else "env var: NOBODY") in shown


def test_the_code_of_a_command_is_the_code_of_the_program() -> None:
    command: Any = get_command(app)
    command.commands["refuse"].callback = lambda: (_ for _ in ()).throw(typer.Exit(3))
    assert run_command(command, ["refuse"], "program") == 3
    command.commands["refuse"].callback = lambda: None
    assert run_command(command, ["refuse"], "program") == 0
