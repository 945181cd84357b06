"""The programmes of the office: shipped ones, its own in the library, and the yearly table counted from cases."""

import csv
import io
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.exports import Export, ExportKind, ExportMark
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.domain.programmes.catalogue import Catalogue, Edition
from counsellor_app.domain.programmes.reading import Problem, ProgrammeTextError, read_own_programme
from counsellor_app.domain.programmes.records import ProgrammeText
from counsellor_app.domain.programmes.results import Counted, CountedCase, TableRow, table_rows
from counsellor_app.domain.programmes.schema import Programme
from counsellor_app.domain.programmes.shipped import shipped_text
from counsellor_app.domain.programmes_list import read_programme, use_catalogue
from counsellor_app.domain.refusals import programme_shown
from counsellor_app.domain.rights import Act, require
from counsellor_app.reports.export_mark import mark_words
from counsellor_app.reports.yearly_results import heads, table
from counsellor_app.workflows.exports import write_out
from counsellor_app.workflows.formulas import escape_cell
from counsellor_app.workflows.outreach import contacts_reached
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.shelves import library
from sync.wording import _, ngettext

YEARS: Final = range(1900, 2200)
_AT_ONCE: Final = 100
"""Cases counted together."""


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
    return YearCount(session, year).finish()


class YearCount:
    """The yearly table of a *year* as it is counted, some cases at a time: others get through meanwhile.

    ``found``: the table, once everything is counted. Raises :class:`ActionableError` for no year.
    """

    def __init__(self, session: Session, year: int) -> None:
        if year not in YEARS:
            raise ActionableError(_("This is no year."), _("Write it with four digits."))
        self.year = year
        self.found: YearResults | None = None
        self._session = session
        self._parts = self._count()

    def go_on(self, seconds: float) -> None:
        """Count on for about *seconds*."""
        until = time.monotonic() + seconds
        for _part in self._parts:
            if time.monotonic() >= until:
                break

    def finish(self) -> YearResults:
        """Count on to the end and return the table."""
        for _part in self._parts:
            pass
        assert self.found is not None
        return self.found

    def _count(self) -> Iterator[None]:
        session, year, today = self._session, self.year, date.today()
        contacts = contacts_reached(session, f"{year:04d}-01-01", f"{year:04d}-12-31")
        with session.store.reading() as queries:
            touched, cases = queries.gate_files().touched_in(year), queries.count_cases(CaseFilter())
        counted: list[CountedCase] = []
        for start in range(0, len(touched.ids), _AT_ONCE):
            yield
            with session.store.reading() as queries:
                some = touched.ids[start : start + _AT_ONCE]
                counted += queries.gate_files().counted_of(touched, some, today)
        yield
        with session.store.reading() as queries:
            catalogue = queries.gate_files().catalogue()
        rows: list[TableRow] = []
        for row in table_rows(year, counted, contacts, catalogue):
            rows.append(row)
            yield
        self.found = YearResults(year, cases, tuple(rows))


@dataclass(frozen=True, slots=True)
class CaseBehind:
    """A case behind a figure: what it adds, and whom it is about.

    Not ``named``: the client declined to be called by the project; he is counted in it, and nobody sees who it is.
    """

    counted: Counted
    name: str
    own_name: str
    place: str
    named: bool = True


def cases_behind(session: Session, counted: Sequence[Counted], programme: str) -> list[CaseBehind]:
    """Return the cases behind a figure of a *programme* (code) in the order given, of those that are still here."""
    with session.store.reading() as queries:
        known = queries.gate_files().named(one.case for one in counted)
        protecting = queries.protecting()
        unnamed = {
            case
            for case in known
            if protecting.may_decline(case) and programme_shown(programme, protecting.declined(case)) != programme
        }
    return [
        CaseBehind(one, _("not named here"), "", "", named=False)
        if one.case in unnamed
        else CaseBehind(one, found.name or found.own_name or found.reference, found.own_name, found.place)
        for one in counted
        if (found := known.get(one.case)) is not None
    ]


def counted_from(found: YearResults) -> str:
    """Return from how many cases a table was counted, in words."""
    said = ngettext("From the {n} case you can read", "From the {n} cases you can read", found.cases)
    return said.format(n=found.cases)


def export_results(
    session: Session,
    found: YearResults,
    path: Path,
    reason: str,
    sheet: Callable[[YearResults, ExportMark], bytes] | None = None,
) -> None:
    """Write the yearly table to *path*, through :func:`write_out`: figures, nobody named.

    For a spreadsheet (CSV, UTF-8 with its mark, semicolons), or with *sheet*, which returns it as a PDF, for paper.
    Raises :class:`ActionableError` (no reason, disk).
    """
    leaving = Export(what=ExportKind.RESULTS, ending="pdf" if sheet else "csv", cases=found.cases)
    make = sheet or _spreadsheet
    write_out(session, leaving, reason, path, lambda mark: make(found, mark))


def _spreadsheet(found: YearResults, mark: ExportMark) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
    for cells in (heads(found.year), *table(found.rows)):
        writer.writerow([escape_cell(cell) for cell in cells])
    writer.writerow([escape_cell(f"{counted_from(found)} · {mark_words(mark)}")])
    return text.getvalue().encode("utf-8-sig")
