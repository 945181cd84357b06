"""Taking cases in from a spreadsheet: every row becomes a case, is known already, or is refused with the reason.

Rows are committed in batches, so an interrupt loses nothing and a second run goes on where the first one stopped. A
case is known by its reference or its alien number; a row that has neither is known by its content (a keyed trace of it
stays in the encrypted store), so that running twice makes nothing twice. A note in a row is signed as an internal note
of the person who imports.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

import msgspec

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.guards import GateClosedError
from counsellor_app.domain.names.people import Known
from counsellor_app.domain.programmes.records import Before, BeforeGates
from counsellor_app.domain.records import Alias, Case, CaseStatus, Note, NoteKind, Person, Precision, Record
from counsellor_app.domain.rights import Act, allowed, require
from counsellor_app.store.store import Work
from counsellor_app.workflows.casework import open_in
from counsellor_app.workflows.duplicates import LikelyRow, likely_row
from counsellor_app.workflows.notes import now_ms
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.spreadsheet import (
    ImportedCase,
    Mapping,
    RefusedRow,
    RefusedWriter,
    Row,
    Table,
    interpret_row,
    read_mapping,
    read_table,
    refuse_row,
    suggest_mapping,
)
from sync.wording import _

BATCH = 100
"""Rows of one transaction."""
Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows. ``refused_file``: the refused ones, whole, with reasons; None when there are none.

    ``mapping``: (heading, what it was taken as); ``remarks``: what had to be assumed to read the file. ``interrupted``:
    stopped on the way; what was imported stays. ``likely``: imported rows whose person may have been here already.
    ``past``: how many of the imported departed before gates were kept.
    """

    imported: int
    refused: int
    refused_file: Path | None
    known: int
    interrupted: bool
    mapping: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]
    likely: tuple[LikelyRow, ...] = ()
    past: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A table and how its columns are read, to be shown before anything is imported."""

    table: Table
    mapping: Mapping


@dataclass(slots=True)
class _Run:
    """What one run has counted and seen. ``numbers``: reference or alien number → row that had it first."""

    imported: int = 0
    known: int = 0
    past: int = 0
    numbers: dict[str, int] = field(default_factory=dict)
    alike: Counter[bytes] = field(default_factory=Counter)
    likely: list[LikelyRow] = field(default_factory=list)


def plan_import(path: Path, mapping_path: Path | None = None) -> Plan:
    """Read the headings of a CSV or XLSX file and say what each column is taken as; nothing is imported.

    Raises :class:`ActionableError`: no table, damaged, no column with names, a mapping file that does not fit.
    """
    table = read_table(path)
    mapping = read_mapping(mapping_path, table.headings) if mapping_path else suggest_mapping(table.headings)
    mapping.require()
    return Plan(table, mapping)


def import_table(
    session: Session,
    path: Path,
    mapping_path: Path | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ImportReport:
    """Import the rows of a CSV or XLSX file; see :func:`run_import`."""
    return run_import(session, plan_import(path, mapping_path), progress, cancelled)


def run_import(
    session: Session, plan: Plan, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> ImportReport:
    """Import the rows of *plan* as cases of this person's first team, in batches, each in one transaction.

    Raises :class:`ActionableError` (no right, disk full, damage in the file); batches before that stay, and the same
    call goes on after them.
    """
    require(session.actor, Act.IMPORT)
    session.store.journal.require_identity()
    table, mapping = plan.table, plan.mapping
    run, done, interrupted = _Run(), 0, False
    with RefusedWriter(table.source, table.headings) as refused:
        rows = table.rows()
        for batch in _batches(rows):
            if cancelled is not None and cancelled():
                interrupted = True
                break
            for refusal in _import_batch(session, run, batch, mapping):
                refused.write(refusal)
            done += len(batch)
            if progress is not None:
                progress(done, max(done, table.estimate), _("Importing"))
        if progress is not None and not interrupted:
            progress(done, done, _("Importing"))
    return ImportReport(
        imported=run.imported,
        refused=refused.count,
        refused_file=refused.path,
        known=run.known,
        interrupted=interrupted,
        mapping=tuple(mapping.describe()),
        remarks=table.remarks,
        likely=tuple(run.likely),
        past=run.past,
    )


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _import_batch(session: Session, run: _Run, batch: Sequence[Row], mapping: Mapping) -> list[RefusedRow]:
    """Import one batch as one transaction; return the rows refused."""
    today = date.today()
    refusals: list[RefusedRow] = []
    with session.store.transaction() as work:
        team = session.teams[0] if session.teams else ""
        for row in batch:
            read = interpret_row(row, mapping, today)
            refusal = read if isinstance(read, RefusedRow) else _import_row(session, work, run, row, read, team)
            if refusal is not None:
                refusals.append(refusal)
    return refusals


def _import_row(session: Session, work: Work, run: _Run, row: Row, read: ImportedCase, team: str) -> RefusedRow | None:
    """Open the case of a row, unless it is known; return the row refused if it contradicts others."""
    repeated = _repeated(run, read)
    if repeated:
        return refuse_row(row, _("Row {number} has the same reference or alien number.").format(number=repeated))
    found = _known_cases(work, read)
    if len(found) > 1:
        return refuse_row(row, _("Reference and alien number belong to two different cases."))
    trace = "" if read.reference or read.alien_number else _trace(run, read)
    if found or (trace and work.state.get(trace, False)):
        run.known += 1
        return None
    likely = likely_row(work, read.number, _known(read))
    try:
        run.past += _open(work, session, _case(session, read, team), _records(read), read.departed_on)
    except ActionableError as error:
        return refuse_row(row, str(error))
    if likely is not None:
        run.likely.append(likely)
    if trace:
        work.state.put(trace, True)
    run.imported += 1
    return None


def _open(work: Work, session: Session, case: Case, records: list[Record], departed_on: str) -> int:
    """Open *case*; return 1 where it departed long ago, its gates' evidence kept elsewhere or nowhere, else 0.

    Such a case passes no gate: it says for ever that it departed before these gates were kept, and who brought it in.
    It speaks of no day after *departed_on* (ISO), where that is known.
    """
    try:
        open_in(work, session, case, records, left_on=departed_on)
        return 0
    except GateClosedError as error:
        if case.status != CaseStatus.DEPARTED:
            raise
        if not allowed(session.actor, Act.OVERRIDE_GATE):
            raise ActionableError(
                _("This case departed in a programme with gates, and their evidence is not here."),
                _("Ask a supervisor or administrator to import it, or import it as open and add the evidence."),
            ) from error
    said = _("Imported as departed; the evidence was not kept here then.")
    past = BeforeGates(on=departed_on or date.today().isoformat(), reason=said, how=Before.IMPORTED)
    open_in(work, session, case, [*records, past], left_on=departed_on)
    return 1


def _repeated(run: _Run, read: ImportedCase) -> int:
    """Return the row of this file that has the number of this one, 0 for none; remembers the numbers."""
    numbers = [f"{kind}:{value}" for kind, value in (("r", read.reference), ("v", read.alien_number)) if value]
    first = next((run.numbers[number] for number in numbers if number in run.numbers), 0)
    for number in numbers:
        run.numbers.setdefault(number, read.number)
    return first


def _known_cases(work: Work, read: ImportedCase) -> set[str]:
    found = {
        work.records.find_case(reference=read.reference) if read.reference else None,
        work.records.find_case(alien_number=read.alien_number) if read.alien_number else None,
    }
    return {case_id for case_id in found if case_id is not None}


def _known(read: ImportedCase) -> Known:
    return Known(
        names=tuple(name for name in (read.name, read.own_name) if name),
        also=tuple(read.aliases),
        birth_date=read.birth_date,
        birth_precision=_precision(read),
        sex=read.sex,
        nationality=read.nationality,
        alien_number=read.alien_number,
        phone=read.phone,
    )


def _trace(run: _Run, read: ImportedCase) -> str:
    """Return the name under which the store remembers a row without numbers; rows alike are counted apart."""
    # A field that came later counts only where it says something: what was imported before is known again.
    later = {"departed_on"}
    content = {name: value for name, value in asdict(read).items() if name != "number" and (value or name not in later)}
    digest = hashlib.sha256(msgspec.json.encode(content)).digest()
    run.alike[digest] += 1
    return f"imported:{digest.hex()[:32]}:{run.alike[digest]}"


def _case(session: Session, read: ImportedCase, team: str) -> Case:
    return Case(
        reference=read.reference,
        status=read.status or CaseStatus.OPEN,
        alien_number=read.alien_number,
        programme=read.programme,
        place=read.place,
        languages=read.languages,
        nationality=read.nationality,
        phone=read.phone,
        responsible=session.person_id,
        team=team,
        opened_on=read.opened_on,
    )


def _records(read: ImportedCase) -> list[Record]:
    person = Person(
        name=read.name,
        own_name=read.own_name,
        birth_date=read.birth_date,
        birth_precision=_precision(read),
        sex=read.sex,
    )
    aliases = [Alias(name=name) for name in read.aliases]
    notes = [Note(kind=NoteKind.INTERNAL, text=read.note, held_at=now_ms())] if read.note else []
    return [person, *aliases, *notes]


def _precision(read: ImportedCase) -> Precision:
    if not read.birth_date:
        return Precision.UNKNOWN
    if read.birth_estimated:
        return Precision.ESTIMATED
    return Precision.YEAR if len(read.birth_date) == 4 else Precision.KNOWN
