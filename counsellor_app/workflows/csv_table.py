"""Tables out of CSV files: encoding, separator and headings found, every row kept, unreadable bytes told per row."""

import csv
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from counsellor_app.domain.errors import ActionableError
from counsellor_app.vault.disk import disk_errors
from counsellor_app.workflows.formulas import unescape_cell
from counsellor_app.workflows.table import (
    HEADING_ROWS,
    Cell,
    Row,
    Table,
    Unreadable,
    find_headings,
    known_headings,
    tidy_headings,
)
from counsellor_app.workflows.text_encodings import (
    detect_encoding,
    error_handling,
    has_escaped_bytes,
    show_escaped_bytes,
)
from sync.wording import _

LONGEST_CELL = 1_000_000
_SEPARATORS: Final = (";", ",", "\t", "|")
_NAMED = re.compile(r"sep=([^\w\s\"'\x00\x01]|\t)[\r\n]*", re.IGNORECASE)
_LOOK_AT = 50
_LONGEST_LINE = 4_000_000
_END = "\x00\x01\x00"
"""A last row of our own: if it does not come back alone, a quotation mark was opened and never closed."""
csv.field_size_limit(LONGEST_CELL)


def read_csv(path: Path, encoding: str = "") -> Table:
    """Read the table in the CSV file *path*, in *encoding* or the one that fits.

    The whole file is gone through once, so that nothing is imported of a file whose quotation marks do not match.
    Raises :class:`ActionableError` naming the row that cannot be read.
    """
    with disk_errors():
        codec = encoding or detect_encoding(path)
        separator, skip = _find_separator(path, codec)
        rows = _CsvRows(path, codec, separator, skip)
        headings = find_headings(rows())
        count = sum(any(map(str.strip, cells)) for number, cells in rows.raw() if number > headings.number)
    remarks = [_("Text encoding: {name}.").format(name=codec)]
    if headings.number > skip + 1:
        remarks.append(_("Headings found in row {n}; rows above it are not taken.").format(n=headings.number))
    return Table(path, tidy_headings(headings), headings.number, count, tuple(remarks), rows)


class _CsvRows:
    """The rows of a file, as often as called for, in constant memory."""

    def __init__(self, path: Path, codec: str, separator: str, skip: int) -> None:
        self._path, self._codec, self._separator, self._skip = path, codec, separator, skip

    def __call__(self) -> Iterator[Row]:
        for number, cells in self.raw():
            yield Row(number, tuple(map(self._cell, cells)))

    def raw(self) -> Iterator[tuple[int, list[str]]]:
        """Yield ``(row number, cells as they stand there)``."""
        with disk_errors(), _open_text(self._path, self._codec) as file:
            number, lines = 0, _Lines(file)
            try:
                for cells in csv.reader(lines, delimiter=self._separator):
                    number += 1
                    if cells == [_END]:
                        return
                    if lines.ended:
                        raise _open_quotation(number)
                    if number > self._skip:
                        yield number, cells
            except csv.Error as error:
                raise _unreadable_row(number + 1) from error

    def _cell(self, text: str) -> Cell:
        if has_escaped_bytes(text):
            return Unreadable(
                show_escaped_bytes(text, self._codec),
                _("The text is not in the encoding of the rest of the file ({name}).").format(name=self._codec),
            )
        return unescape_cell(text) if text.startswith("'") else text


class _Lines:
    """The lines of a file and one of our own behind them; ``ended`` once that one was handed out."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.ended = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self.ended:
            raise StopIteration
        line = self._file.readline(_LONGEST_LINE)
        if not line:
            self.ended = True
            return _END
        if len(line) >= _LONGEST_LINE:
            raise csv.Error("line too long")
        return line


def _open_text(path: Path, codec: str) -> TextIO:
    try:
        return path.open(encoding=codec, errors=error_handling(codec), newline="")
    except LookupError:
        raise ActionableError(
            _("There is no text encoding of this name."), _("Leave it out, or write utf-8, cp1252 or utf-16.")
        ) from None


def _find_separator(path: Path, codec: str) -> tuple[str, int]:
    """Return the separator, and how many lines at the top only name it (``sep=;``)."""
    with _open_text(path, codec) as file:
        try:
            lines = list(islice(_Lines(file), _LOOK_AT))
        except csv.Error:
            lines = []
    if lines and lines[-1] == _END:
        lines.pop()
    if lines and (named := _NAMED.fullmatch(lines[0])):
        return named[1], 1
    return max(_SEPARATORS, key=lambda separator: _separates(lines, separator)), 0


def _separates(lines: list[str], separator: str) -> tuple[int, float, int]:
    """Return how well *separator* cuts *lines*: known headings, then rows as wide as these, then the width."""
    try:
        filled = [line for line in lines if line.strip(" \r\n" + "".join(_SEPARATORS))]
        rows = [cells for cells in csv.reader(filled, delimiter=separator) if any(cells)]
    except csv.Error:
        return 0, 0.0, 0
    known, _order, width = max(
        ((known_headings(cells), -at, len(cells)) for at, cells in enumerate(rows[:HEADING_ROWS])), default=(0, 0, 0)
    )
    if width < 2:
        return known, 0.0, width
    return known, sum(len(cells) == width for cells in rows) / len(rows), width


def _open_quotation(number: int) -> ActionableError:
    return ActionableError(
        _("Row {n}: a quotation mark is opened and never closed.").format(n=number),
        _("Nothing was imported. Close it, or save the file again from the spreadsheet program, and import it again."),
    )


def _unreadable_row(number: int) -> ActionableError:
    return ActionableError(
        _("Row {n} is too long to be a row.").format(n=number),
        _("A quotation mark before it may not be closed, or this is not a CSV file. Save it again as CSV or XLSX."),
    )
