"""Tables out of XLSX workbooks: the sheet with the known headings, streamed; merged cells filled, formulas by value."""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from counsellor_app.domain.errors import ActionableError
from counsellor_app.vault.disk import disk_errors
from counsellor_app.workflows.merged_cells import MAX_MERGED, Merge, MergedCells
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
from sync.wording import _, ngettext

MAX_ROWS = 1_048_576
MAX_SHARED = 256 << 20
"""Bytes of a workbook's text table, inflated; it has to be in memory."""
_MAX_PART = 4 << 30
_BATCH = 256
_CHUNK = 1 << 16
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"']([A-Z0-9:$]{1,40})[\"']")
_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ZEROS: Final = re.compile(r"0{2,20}")


@dataclass(frozen=True, slots=True)
class _Survey:
    """What a sheet's XML says before its rows are read: rows, whether there are formulas, merged ranges."""

    rows: int
    formulas: bool
    merges: tuple[Merge, ...]


def read_xlsx(path: Path) -> Table:
    """Read the table in the workbook *path*; raises :class:`ActionableError` for anything that is not one."""
    with disk_errors():
        _check_package(path)
        with _opened(path, formulas=False) as workbook:
            title, others = _choose_sheet(workbook)
            survey = _survey(path, workbook[title]._worksheet_path)
            headings = find_headings(_rows(_stream(workbook[title]), iter(()), survey))
        rows = _XlsxRows(path, title, survey)
    remarks = []
    if others:
        remarks.append(_("Only the sheet “{title}” is read; others: {n}.").format(title=title, n=others))
    if headings.number > 1:
        remarks.append(_("Headings found in row {n}; rows above it are not taken.").format(n=headings.number))
    if survey.merges:
        remarks.append(_merged_remark(survey.merges))
    estimate = max(0, survey.rows - headings.number)
    return Table(path, tidy_headings(headings), headings.number, estimate, tuple(remarks), rows)


class _XlsxRows:
    """The rows of a sheet, as often as called for; opens the workbook each time and closes it again."""

    def __init__(self, path: Path, title: str, survey: _Survey) -> None:
        self._path, self._title, self._survey = path, title, survey

    def __call__(self) -> Iterator[Row]:
        with disk_errors(), ExitStack() as open_books:
            valued = open_books.enter_context(_opened(self._path, formulas=False))
            written: Iterator[tuple[Any, ...]] = iter(())
            if self._survey.formulas:
                written = _stream(open_books.enter_context(_opened(self._path, formulas=True))[self._title])
            yield from _rows(_stream(valued[self._title]), written, self._survey)


def _rows(valued: Iterator[tuple[Any, ...]], written: Iterator[tuple[Any, ...]], survey: _Survey) -> Iterator[Row]:
    """Put the rows of values and, where there are formulas, the rows as written together; fill merged cells."""
    merged = MergedCells(survey.merges)
    for number, (values, formulas) in enumerate(zip_longest(valued, written), start=1):
        if number > MAX_ROWS:
            raise _damaged()
        cells = [_cell(value, formula) for value, formula in zip_longest(values or (), formulas or ())]
        blank = Row(number, tuple(cells)).blank
        merged.fill(number, cells)
        yield Row(number, () if blank else tuple(cells))


def _stream(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """Yield rows of openpyxl cells; whatever a damaged file makes openpyxl raise becomes an ActionableError."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows()
    try:
        while batch := _batch(rows):
            yield from batch
    finally:
        rows.close()


def _batch(rows: Iterator[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(islice(rows, _BATCH))
    except (OSError, ActionableError):
        raise
    except Exception as error:
        raise _damaged() from error


@contextmanager
def _opened(path: Path, *, formulas: bool) -> Iterator[Any]:
    """Open the workbook for the block, with values or with formulas as written."""
    with path.open("rb") as file:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                workbook = load_workbook(file, read_only=True, data_only=not formulas, keep_links=False)
        except OSError:
            raise
        except Exception as error:
            raise _damaged() from error
        with closing(workbook):
            yield workbook


def _cell(value: Any, formula: Any) -> Cell:
    """Return the cell out of its openpyxl cells with values and, where the sheet has formulas, as written."""
    found = getattr(value, "value", None)
    if found is None:
        is_formula = formula is not None and getattr(formula, "data_type", "") == "f"
        if is_formula and getattr(value, "data_type", "") != "str":
            return Unreadable(
                _formula_text(formula.value),
                _("The formula has no stored result: open the file in the spreadsheet program and save it."),
            )
        return ""
    if getattr(value, "data_type", "") == "e":
        return Unreadable(str(found), _("The formula's result is an error."))
    return _plain(found, value)


def _plain(found: Any, cell: Any) -> Cell:
    if isinstance(found, str):
        return _CODED.sub(lambda match: chr(int(match[1], 16)), found) if "_x" in found else found
    if isinstance(found, bool):
        return "TRUE" if found else "FALSE"
    if isinstance(found, int | float):
        return _number_text(found, cell)
    if isinstance(found, datetime):
        return found.date() if found.time() == time(0) else found.isoformat(" ", "minutes")
    if isinstance(found, date):
        return found
    return str(found)


def _number_text(number: float, cell: Any) -> str:
    """Return *number* as the sheet shows it where that matters: whole, and with the zeros its format asks for."""
    if number != number or number in (float("inf"), float("-inf")) or abs(number) >= 1e15 or number != int(number):
        return f"{number:.15g}"
    text = str(int(number))
    shown = str(getattr(cell, "number_format", ""))
    return text.zfill(len(shown)) if _ZEROS.fullmatch(shown) else text


def _formula_text(formula: Any) -> str:
    return str(getattr(formula, "text", None) or formula)


def _check_package(path: Path) -> None:
    """Refuse what is no workbook, and parts that would not fit into memory, before anything is inflated."""
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise ActionableError(
            _("This workbook is in the old XLS format or protected by a password."),
            _("Save it as XLSX without a password, or as CSV, and import that."),
        )
    try:
        with zipfile.ZipFile(path) as package:
            sizes = {part.filename.lstrip("/").casefold(): part.file_size for part in package.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _damaged() from error
    if "mimetype" in sizes and "content.xml" in sizes:
        raise ActionableError(_("This is an OpenDocument file."), _("Save it as XLSX or CSV and import that."))
    small = [size for name, size in sizes.items() if "/worksheets/" not in f"/{name}"]
    if max(sizes.values(), default=0) > _MAX_PART or max(small, default=0) > MAX_SHARED:
        raise ActionableError(
            _("This workbook is too large."), _("Save the sheet as CSV, or split it, and import that.")
        )


def _choose_sheet(workbook: Any) -> tuple[str, int]:
    """Return the visible sheet with the most known headings, the first of equals, and how many others hold rows."""
    found: list[tuple[int, int, str]] = []
    for at, sheet in enumerate(workbook.worksheets):
        if getattr(sheet, "sheet_state", "visible") != "visible" or not hasattr(sheet, "reset_dimensions"):
            continue
        sheet.reset_dimensions()
        rows = [[str(cell.value or "") for cell in row] for row in _batch(islice(sheet.iter_rows(), 2 * HEADING_ROWS))]
        known = max((known_headings(row) for row in rows), default=0)
        if any(map(any, rows)):
            found.append((known, -at, sheet.title))
    if not found:
        raise ActionableError(_("There is nothing in this workbook."), _("Choose a file with headings and rows."))
    return max(found)[2], len(found) - 1


def _survey(path: Path, source: str) -> _Survey:
    """Go through the sheet's XML without reading it: rows, formulas and merged ranges stand in its tags."""
    rows, formulas, found = 0, False, []
    for piece in _tag_pieces(path, source):
        rows += len(_ROW.findall(piece))
        formulas = formulas or _FORMULA.search(piece) is not None
        found += _MERGE.findall(piece)
        if len(found) > MAX_MERGED:
            raise _too_many_merged()
    return _Survey(rows, formulas, tuple(sorted(chain.from_iterable(map(_merge, found)))))


def _tag_pieces(path: Path, name: str) -> Iterator[bytes]:
    """Yield the XML in pieces that end at the end of a tag, so that no tag is cut."""
    rest = b""
    try:
        with zipfile.ZipFile(path) as package, package.open(name) as part:
            while chunk := part.read(_CHUNK):
                text = rest + chunk
                end = text.rfind(b">") + 1
                yield text[:end]
                rest = text[end:][-_CHUNK:]
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, zlib.error) as error:
        raise _damaged() from error


def _merge(written: bytes) -> list[Merge]:
    try:
        left, top, right, bottom = range_boundaries(written.decode("ascii").replace("$", ""))
    except (ValueError, TypeError):
        return []
    if None in (left, top, right, bottom) or (left, top) == (right, bottom):
        return []
    return [Merge(top, left, bottom, right, written.decode("ascii"))]


def _merged_remark(merges: tuple[Merge, ...]) -> str:
    shown = ", ".join(merge.written for merge in merges[:5]) + (" …" if len(merges) > 5 else "")
    return ngettext(
        "{n} merged range was filled from its first cell: {ranges}.",
        "{n} merged ranges were filled from their first cells: {ranges}.",
        len(merges),
    ).format(n=len(merges), ranges=shown)


def _too_many_merged() -> ActionableError:
    return ActionableError(
        _("There are more than {most} merged cells in this sheet.").format(most=MAX_MERGED),
        _("Unmerge them in the spreadsheet program, or save the sheet as CSV, and import that."),
    )


def _damaged() -> ActionableError:
    return ActionableError(
        _("This file is damaged or not a workbook."),
        _("Open it in the spreadsheet program, save it again as XLSX or CSV, and import that."),
    )
