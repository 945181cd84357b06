"""The programmes of the office: shipped ones, its own in the library, and the yearly table counted from cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.domain.programmes.catalogue import Catalogue, Edition
from counsellor_app.domain.programmes.reading import Problem, ProgrammeTextError, read_own_programme
from counsellor_app.domain.programmes.records import EligibilityCheck, ProgrammeText, Support
from counsellor_app.domain.programmes.results import CountedCase, TableRow, yearly_table
from counsellor_app.domain.programmes.schema import Programme
from counsellor_app.domain.programmes.shipped import shipped_text
from counsellor_app.domain.programmes_list import read_programme, use_catalogue
from counsellor_app.domain.records import Note, NoteKind
from counsellor_app.domain.rights import Act, require
from counsellor_app.store.queries.reading import Queries
from counsellor_app.workflows.outreach import counts
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.shelves import library
from sync.wording import _

TALKS: Final = (NoteKind.TALK, NoteKind.OUTREACH, NoteKind.SESSION, NoteKind.PHONE)
"""Kinds of notes that record a talk with somebody."""
_YEARS: Final = range(1900, 2200)


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


def results(session: Session, year: int) -> list[TableRow]:
    """Return the yearly table of *year* from the cases read here; raises :class:`ActionableError` for no year."""
    if year not in _YEARS:
        raise ActionableError(_("This is no year."), _("Write it with four digits."))
    reached = counts(session, f"{year:04d}-01-01", f"{year:04d}-12-31", whole=True)
    contacts = sum(row.contacts for row in reached)
    with session.store.reading() as queries:
        catalogue = queries.gate_files().catalogue()
        cases = [_counted(queries, case_id) for case_id in _every_case(queries)]
    return yearly_table(year, cases, contacts, catalogue)


def _every_case(queries: Queries) -> list[str]:
    found: list[str] = []
    after: tuple[int, int] | None = None
    while True:
        rows, after = queries.cases(CaseFilter(), after)
        found += [row.id for row in rows]
        if after is None:
            return found


def _counted(queries: Queries, case_id: str) -> CountedCase:
    page = queries.case_page(case_id)
    return CountedCase(
        queries.gate_files().case_file(page.case, date.today()),
        tuple(queries.records(case_id, EligibilityCheck)),
        tuple(queries.records(case_id, Support)),
        tuple(_held(note) for note in queries.records(case_id, Note) if note.kind in TALKS),
    )


def _held(note: Note) -> str:
    return datetime.fromtimestamp(note.held_at / 1000, UTC).astimezone().date().isoformat()
