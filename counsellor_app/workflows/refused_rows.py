"""The rows an import refused, in a file of their own beside the source: whole, with the reason, to mend and import."""

import csv
import os
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from counsellor_app.settings import FILE_MODE
from counsellor_app.vault.disk import disk_errors
from counsellor_app.workflows.formulas import escape_cell
from counsellor_app.workflows.imported_case import RefusedRow
from counsellor_app.workflows.table import cell_text
from sync.wording import _, in_every_language, marked

_FLUSH_EVERY = 200
_ADDED = (marked("refused row"), marked("reason"))
"""The columns put before those of the source."""


class RefusedWriter:
    """Writes refused rows as CSV (UTF-8 with mark, semicolons, every cell quoted, none of them a formula).

    While open the file ends in ``.part``; :meth:`close` gives it its name, or removes it when no row was refused. An
    import that is killed leaves the ``.part`` behind, and the next one, which refuses those rows again, replaces it.
    """

    def __init__(self, source: Path, headings: Sequence[str]) -> None:
        """Open the file beside *source*; raises :class:`ActionableError` where that is not possible."""
        self._source = source
        self._part = source.with_name(f"{source.stem}-refused.csv.part")
        self.count = 0
        self.path: Path | None = None
        with disk_errors():
            descriptor = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
            self._file = os.fdopen(descriptor, "w", encoding="utf-8-sig", errors="backslashreplace", newline="")
            self._writer = csv.writer(self._file, delimiter=";", quoting=csv.QUOTE_ALL)
            self._repeats = len(headings) >= len(_ADDED) and all(
                heading in in_every_language(added) for heading, added in zip(headings, _ADDED, strict=False)
            )
            own = [_(added) for added in _ADDED]
            self._writer.writerow([*own, *map(escape_cell, headings[2 * self._repeats :])])

    def write(self, row: RefusedRow) -> None:
        """Add *row*; raises :class:`ActionableError` (disk full)."""
        cells = [escape_cell(cell_text(cell)) for cell in row.cells[2 * self._repeats :]]
        with disk_errors():
            self._writer.writerow([str(row.number), escape_cell(row.reason), *cells])
            self.count += 1
            if self.count % _FLUSH_EVERY == 0:
                self._file.flush()

    def close(self) -> Path | None:
        """Finish the file and return where it is (``path``), None when no row was refused."""
        if self._file.closed:
            return self.path
        with disk_errors():
            try:
                self._file.flush()
                os.fsync(self._file.fileno())
            finally:
                self._file.close()
            if not self.count:
                self._part.unlink(missing_ok=True)
                return None
            self.path = self._take_name()
        return self.path

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _take_name(self) -> Path:
        """Give the finished file the first free name; nothing that is there already is replaced."""
        for number in count(1):
            suffix = "" if number == 1 else f"-{number}"
            target = self._source.with_name(f"{self._source.stem}-refused{suffix}.csv")
            if not os.path.lexists(target):
                self._part.replace(target)
                return target
        raise AssertionError("unreachable")
