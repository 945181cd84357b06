"""What becomes of a whole table: its cases and its refused rows."""

from datetime import date

from counsellor_app.workflows.spreadsheet import ImportedCase, Mapping, RefusedRow, Table, interpret_row

TODAY = date(2026, 11, 21)


def split(table: Table, mapping: Mapping) -> tuple[list[ImportedCase], list[RefusedRow]]:
    """Return the cases and the refused rows of a whole table."""
    results = [interpret_row(row, mapping, TODAY) for row in table.rows()]
    imported = [result for result in results if isinstance(result, ImportedCase)]
    return imported, [result for result in results if isinstance(result, RefusedRow)]
