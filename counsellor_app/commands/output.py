"""Printing: one JSON document, or lines for a person. Messages go to stderr, so that stdout can be piped."""

import importlib
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import typer

from counsellor_app.domain.errors import ActionableError
from sync.wording import _
from sync.wording import marked as marked


def command_group(text: str) -> typer.Typer:
    """Return a group of commands with the help *text*, shown plainly."""
    return typer.Typer(help=text, no_args_is_help=True, add_completion=False, rich_markup_mode=None)


Json = Annotated[bool, typer.Option("--json", help=marked("Print one JSON document on stdout."))]


def print_json(form: Any) -> None:
    """Print *form* as one JSON document."""
    typer.echo(json.dumps(form, ensure_ascii=False, indent=2))


def print_line(text: str = "") -> None:
    """Print a line for a person; control characters, which could command the terminal, are shown as ``�``."""
    typer.echo(harmless(text))


def print_done(json: bool, what: str, record_id: str) -> None:
    """Say that *what* (a name of the JSON) was done to a record."""
    if json:
        print_json({what: record_id})
    else:
        print_line(_("Done."))


def say(text: str) -> None:
    """Tell the person something on stderr."""
    typer.echo(harmless(text), err=True)


def tell(error: ActionableError) -> None:
    """Print what happened, what is safe and what to do, on stderr."""
    say(error.title)
    if error.advice:
        say(error.advice)


def harmless(text: str) -> str:
    """Return *text* without characters that a terminal obeys."""
    return "".join(
        "�" if character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cs") else character
        for character in text
    )


def print_table(rows: Iterable[Sequence[str]]) -> None:
    """Print rows in columns as wide as their widest cell; the last column takes what it needs."""
    cells = [[" ".join(harmless(cell).split()) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]) - 1)] if cells else []
    for row in cells:
        padded = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        typer.echo("  ".join([*padded, row[-1]]).rstrip())


def local_time(milliseconds: int) -> str:
    """Return a moment as the clock on the wall shows it, to the minute; nothing for never."""
    if not milliseconds:
        return ""
    try:
        return datetime.fromtimestamp(milliseconds / 1000).astimezone().strftime("%Y-%m-%d %H:%M")
    except (OverflowError, OSError, ValueError):
        return "?"


Report = Callable[[int, int, str], None]


@contextmanager
def progress_shown() -> Iterator[Report]:
    """Give a reporter ``(done, total, what)`` that draws a bar on stderr if that is a terminal, else says nothing."""
    if not sys.stderr.isatty():
        yield _quiet
        return
    # Loaded for whoever sees a bar: it takes as long as half a command.
    rich, console = importlib.import_module("rich.progress"), importlib.import_module("rich.console")
    columns = (
        rich.TextColumn("{task.description}"), rich.BarColumn(), rich.MofNCompleteColumn(), rich.TimeElapsedColumn()
    )  # fmt: skip
    with rich.Progress(*columns, console=console.Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)

        def report(done: int, total: int, what: str) -> None:
            progress.update(task, completed=done, total=total or None, description=harmless(what))

        yield report


def _quiet(_done: int, _total: int, _what: str) -> None:
    """Say nothing."""
