"""On which line of a TOML text a value stands.

The parser of the standard library keeps no positions. A statement (a heading or a key with its value) begins a line
and is by itself a valid text, so the lines it takes are found by asking that same parser how many lines make one.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

Path = tuple[str | int, ...]
_MOST_LINES: Final = 400


@dataclass(frozen=True, slots=True)
class _Statement:
    """One statement: its first line (from 1), its text, and what it says by itself."""

    line: int
    lines: tuple[str, ...]
    said: dict[str, Any]

    @property
    def is_heading(self) -> bool:
        """Say whether this opens a table: then no key stands before the bracket."""
        return self.lines[0].lstrip().startswith("[")


class LineMap:
    """Lines of the values of one text that :mod:`tomllib` reads. Made only when there is something to complain of."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {(): 1}
        here: Path = ()
        counts: dict[Path, int] = {}
        for statement in _statements(text):
            if statement.is_heading:
                here = self._heading(statement, counts)
            else:
                self._key(statement, here)

    def line(self, path: Path) -> int:
        """Return the line (from 1) of the value at *path*, or of the nearest thing that holds it."""
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    def _heading(self, statement: _Statement, counts: dict[Path, int]) -> Path:
        names = _names(statement.said)
        several = statement.lines[0].lstrip().startswith("[[")
        place: Path = ()
        for at, name in enumerate(names):
            place = (*place, name)
            last = at == len(names) - 1
            if last and several:
                counts[place] = counts.get(place, -1) + 1
            if place in counts:
                self._lines.setdefault(place, statement.line)
                place = (*place, counts[place])
        self._lines[place] = statement.line
        return place

    def _key(self, statement: _Statement, here: Path) -> None:
        path: Path = here
        value: Any = statement.said
        while isinstance(value, dict) and len(value) == 1:
            name, value = next(iter(value.items()))
            path = (*path, name)
            self._lines.setdefault(path, statement.line)
        self._elements(statement, path, value)

    def _elements(self, statement: _Statement, path: Path, value: Any) -> None:
        """Find on which lines the elements of a list of several lines begin."""
        if not isinstance(value, list) or len(statement.lines) == 1:
            return
        before = 0
        for count in range(1, len(statement.lines) + 1):
            found = _list_so_far(statement.lines[:count])
            for index in range(before, found):
                self._lines[(*path, index)] = statement.line + count - 1
            before = max(before, found)


def _statements(text: str) -> Iterator[_Statement]:
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        if not lines[at].strip() or lines[at].lstrip().startswith("#"):
            at += 1
            continue
        for count in range(1, min(_MOST_LINES, len(lines) - at) + 1):
            said = _parsed("\n".join(lines[at : at + count]))
            if said is not None:
                yield _Statement(at + 1, tuple(lines[at : at + count]), said)
                break
        else:
            count = 1
        at += count


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _names(said: dict[str, Any]) -> list[str]:
    """Return the names of a heading, read from the empty tables it makes by itself."""
    names = []
    value: Any = said
    while value:
        if isinstance(value, list):
            value = value[0]
            continue
        name = next(iter(value))
        names.append(name)
        value = value[name]
    return names


def _list_so_far(lines: tuple[str, ...]) -> int:
    """Return how many whole elements a list has whose lines are cut off here; 0 where the cut is within one."""
    said: Any = _parsed("\n".join(lines)) or _parsed("\n".join(lines) + "\n]")
    while isinstance(said, dict) and said:
        said = next(iter(said.values()))
    return len(said) if isinstance(said, list) else 0
