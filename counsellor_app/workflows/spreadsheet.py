"""Spreadsheets as an office keeps them, read without a store: a table, a mapping, cases and refused rows."""

from pathlib import Path
from typing import Final

from counsellor_app.domain.errors import ActionableError
from counsellor_app.vault.disk import disk_errors
from counsellor_app.workflows.column_names import Field, Mapping, read_mapping, suggest_mapping
from counsellor_app.workflows.csv_table import read_csv
from counsellor_app.workflows.imported_case import ImportedCase, RefusedRow, interpret_row, refuse_row
from counsellor_app.workflows.refused_rows import RefusedWriter
from counsellor_app.workflows.table import Cell, Row, Table, Unreadable
from counsellor_app.workflows.xlsx_table import read_xlsx
from sync.wording import _

__all__ = [
    "Cell",
    "Field",
    "ImportedCase",
    "Mapping",
    "RefusedRow",
    "RefusedWriter",
    "Row",
    "Table",
    "Unreadable",
    "interpret_row",
    "read_mapping",
    "read_table",
    "refuse_row",
    "suggest_mapping",
]

_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NO_TABLES: Final = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"<html",
    b"<!DOC",
    b"\x7fELF",
    b"MZ\x90",
)


def read_table(path: Path, encoding: str = "") -> Table:
    """Read the table in *path*: CSV (any separator and encoding) or XLSX, told by content, not by name.

    *encoding* is for CSV files that do not say theirs clearly. Raises :class:`ActionableError` for anything else.
    """
    with disk_errors(), path.open("rb") as file:
        head = file.read(8)
    if head.startswith(_WORKBOOKS):
        return read_xlsx(path)
    if head.startswith(_NO_TABLES):
        raise ActionableError(_("This file is not a table."), _("Choose a CSV or XLSX file."))
    return read_csv(path, encoding)
