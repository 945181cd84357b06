"""Reading a programme's text: strict, and what is wrong is said with the line on which it stands."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.catalogue import Catalogue
from counsellor_app.domain.programmes.checking import Complaint, complaints_of
from counsellor_app.domain.programmes.complaint_words import schema_words, toml_words
from counsellor_app.domain.programmes.schema import Programme
from counsellor_app.domain.programmes.text_lines import LineMap, Path
from sync.wording import _

LONGEST_TEXT = 200_000
"""Characters of one programme's text; it travels in one envelope."""
_AT = re.compile(r"^(?P<what>.*?)(?: - at `(?P<path>[^`]*)`)?$", re.DOTALL)
_STEPS = re.compile(r"\.([A-Za-z0-9_-]+)|\[(\d+)\]|\[\.\.\.\]")
_POSITION = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")
_QUOTED = re.compile(r"`([^`]*)`")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a text on ``line`` (from 1); ``place``: the key, as people write it."""

    line: int
    place: str
    text: str

    def __str__(self) -> str:
        where = _("Line {line}").format(line=self.line)
        return f"{where}: {self.place}: {self.text}" if self.place else f"{where}: {self.text}"


class ProgrammeTextError(ActionableError):
    """A programme's text that cannot be taken; ``problems`` by line."""

    def __init__(self, problems: tuple[Problem, ...], name: str = "") -> None:
        self.problems = problems
        title = _("This programme's text cannot be taken.")
        super().__init__(f"{name}: {title}" if name else title, "\n".join(str(problem) for problem in problems))


def read_programme_text(text: str, name: str = "") -> Programme:
    """Return the programme that *text* (TOML) describes; *name* stands before complaints (a file's name).

    Raises :class:`ProgrammeTextError` with every problem found and its line.
    """
    if len(text) > LONGEST_TEXT:
        raise ProgrammeTextError((Problem(1, "", _("The text is too long.")),), name)
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProgrammeTextError((_syntax(text, str(error)),), name) from None
    try:
        programme = msgspec.convert(said, Programme, strict=True)
    except msgspec.ValidationError as error:
        raise ProgrammeTextError((_schema(text, str(error)),), name) from None
    found = tuple(complaints_of(programme))
    if found:
        raise ProgrammeTextError(tuple(_located(LineMap(text), found)), name)
    return programme


def read_own_programme(text: str, catalogue: Catalogue, name: str = "") -> Programme:
    """Return the programme that *text* describes, if *catalogue* can take it in as the office's own.

    Raises :class:`ProgrammeTextError` with every problem found and its line.
    """
    programme = read_programme_text(text, name)
    found = tuple(catalogue.complaints(programme))
    if found:
        raise ProgrammeTextError(tuple(_located(LineMap(text), found)), name)
    return programme


def place_text(path: Path) -> str:
    """Return a path as people write it: ``step 2 → within_days``."""
    parts: list[str] = []
    for part in path:
        if isinstance(part, int) and parts:
            parts[-1] = f"{parts[-1]} {part + 1}"
        else:
            parts.append(str(part))
    return " → ".join(parts)


def _located(lines: LineMap, found: tuple[Complaint, ...]) -> Iterator[Problem]:
    placed = [Problem(lines.line(one.path), place_text(one.path), one.text) for one in found]
    yield from sorted(placed, key=lambda problem: problem.line)


def _syntax(text: str, said: str) -> Problem:
    """Return what the parser says: its last words name the line."""
    found = _POSITION.search(said)
    if found is None:
        return Problem(1, "", said)
    line = int(found.group(1)) if found.group(1) else text.count("\n") + 1
    return Problem(line, "", _("This is not TOML: {what}").format(what=toml_words(said[: found.start()])))


def _schema(text: str, said: str) -> Problem:
    found = _AT.match(said)
    assert found is not None
    path = _path(found.group("path") or "$")
    what = found.group("what")
    if "unknown field" in what:
        path = (*path, *_QUOTED.findall(what)[-1:])
    keys = [part for part in path if isinstance(part, str)]
    return Problem(LineMap(text).line(path), place_text(path), schema_words(what, keys[-1] if keys else ""))


def _path(written: str) -> Path:
    parts: list[str | int] = []
    for found in _STEPS.finditer(written):
        name, index = found.groups()
        if index is not None:
            parts.append(int(index))
        elif name is not None:
            parts.append(name)
    return tuple(parts)
