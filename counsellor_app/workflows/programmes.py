"""The programmes of the office: shipped ones, its own in the library, and the yearly table counted from cases."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.domain.programmes.catalogue import Catalogue, Edition
from counsellor_app.domain.programmes.reading import Problem, ProgrammeTextError, read_own_programme
from counsellor_app.domain.programmes.records import ProgrammeText
from counsellor_app.domain.programmes.results import TableRow, yearly_table
from counsellor_app.domain.programmes.schema import Programme
from counsellor_app.domain.programmes.shipped import shipped_text
from counsellor_app.domain.programmes_list import read_programme, use_catalogue
from counsellor_app.domain.rights import Act, require
from counsellor_app.reports.yearly_results import heads, table
from counsellor_app.settings import write_private
from counsellor_app.vault.disk import disk_errors
from counsellor_app.workflows.formulas import escape_cell
from counsellor_app.workflows.outreach import contacts_reached
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.shelves import library
from sync.wording import _, ngettext

YEARS: Final = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme in a list. ``own``: the office wrote this edition; ``in_force``: on the day asked about."""

    programme: Programme
    own: bool
    in_force: bool
    record: str


def list_programmes(session: Session, *, every: bool = False) -> list[ProgrammeRow]:
    """Return the programmes, each as it is in force today; with *every* all editions."""
    today = date.today()
    catalogue = catalogue_of(session)
    rows: list[ProgrammeRow] = []
    for code in catalogue.codes():
        now = catalogue.edition_in_force(code, today)
        editions: Sequence[Edition] = catalogue.editions(code)
        shown = editions if every else [now or editions[-1]]
        rows += [ProgrammeRow(one.programme, one.own, one is now, one.record) for one in shown]
    return rows


def catalogue_of(session: Session) -> Catalogue:
    """Return the programmes known here, and let names be read and shown by them."""
    with session.store.reading() as queries:
        catalogue = queries.gate_files().catalogue()
    use_catalogue(catalogue)
    return catalogue


def programme_text(session: Session, code: str, version: str = "") -> str:
    """Return the text (TOML) of a programme: of *version*, else of the one in force; raises when there is none."""
    known = read_programme(code)
    catalogue = catalogue_of(session)
    day = date.today()
    wanted = catalogue.version(known, version) if version else catalogue.newest(known, day)
    if wanted is None:
        raise ActionableError(_("There is no such version."), _("`counsellor programme list --every` shows them."))
    edition = next(one for one in reversed(catalogue.editions(known)) if one.programme is wanted)
    if not edition.own:
        return shipped_text(known, wanted.version)
    with session.store.transaction() as work:
        return work.records.load(ProgrammeText, edition.record).text


def problems_of(session: Session, text: str) -> tuple[Problem, ...]:
    """Return what keeps *text* from being taken as the office's own programme, by line; nothing for a good one."""
    try:
        read_own_programme(text, catalogue_of(session))
    except ProgrammeTextError as error:
        return error.problems
    return ()


def add_programme(session: Session, text: str, name: str = "") -> Programme:
    """Take *text* (TOML) into the library as the office's own programme, or as its version of one; return it.

    It travels to everybody with the next sync. Raises :class:`ProgrammeTextError` with every problem and its line
    (*name* stands before them), and :class:`ActionableError` for who is no administrator.
    """
    require(session.actor, Act.WRITE_PROGRAMME)
    with session.store.transaction() as work:
        programme = read_own_programme(text, work.queries.gate_files().catalogue(), name)
        work.records.save(
            ProgrammeText(
                shelf=library(session, work),
                code=programme.code,
                version=programme.version,
                valid_from=programme.valid_from.isoformat() if programme.valid_from else "",
                valid_until=programme.valid_until.isoformat() if programme.valid_until else "",
                text=text,
            )
        )
    catalogue_of(session)
    return programme


@dataclass(frozen=True, slots=True)
class YearResults:
    """The yearly table. ``cases``: how many cases it was counted from, all that are read here."""

    year: int
    cases: int
    rows: tuple[TableRow, ...]


def results(session: Session, year: int) -> YearResults:
    """Return the yearly table of *year* from the cases read here; raises :class:`ActionableError` for no year."""
    if year not in YEARS:
        raise ActionableError(_("This is no year."), _("Write it with four digits."))
    contacts = contacts_reached(session, f"{year:04d}-01-01", f"{year:04d}-12-31")
    with session.store.reading() as queries:
        files = queries.gate_files()
        counted = files.counted_in(year, date.today())
        rows = yearly_table(year, counted, contacts, files.catalogue())
        return YearResults(year, queries.count_cases(CaseFilter()), tuple(rows))


def counted_from(found: YearResults) -> str:
    """Return from how many cases a table was counted, in words."""
    said = ngettext("From the {n} case you can read", "From the {n} cases you can read", found.cases)
    return said.format(n=found.cases)


def save_results(found: YearResults, path: Path) -> None:
    """Write the yearly table to *path*, for a spreadsheet: CSV (UTF-8 with mark, semicolons), for its owner alone.

    It holds figures and names nobody. Raises :class:`ActionableError` (disk).
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
    for cells in (heads(found.year), *table(found.rows)):
        writer.writerow([escape_cell(cell) for cell in cells])
    writer.writerow([counted_from(found)])
    with disk_errors():
        write_private(path, text.getvalue().encode("utf-8-sig"))
