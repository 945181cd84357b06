"""The past of the demo: the caseload is imported and its notes are written as they were over the last year.

Each counsellor's device writes its own cases and notes through the product's verbs, in the order of time. Only the
clock the log reads is set to each moment, as it stood then; nothing else is other than in the work itself.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

from counsellor_app.domain.records import Draft
from counsellor_app.store import journal
from counsellor_app.workflows import casework, importing, notes, reviewing
from counsellor_app.workflows.session import Session
from tests.end_to_end.caseload import CaseSketch, NoteSketch, write_table
from tests.end_to_end.demo_journeys import as_it_came_in, journeys_of

_REVIEWED_AFTER_MS = 2 * 3_600_000


@dataclass(slots=True)
class Past:
    """How much was written: cases taken from tables, signed notes, tables."""

    cases: int = 0
    notes: int = 0
    tables: int = 0


@contextmanager
def clock_at(moment_ms: int) -> Iterator[None]:
    """Let the log believe that it is *moment_ms* (ms since 1970)."""
    present = journal.now_ms
    journal.now_ms = lambda: moment_ms
    try:
        yield
    finally:
        journal.now_ms = present


def wind_back(session: Session) -> None:
    """Let the device's logical clock begin anew: it was set while the office was founded, which is later than this."""
    with session.store.transaction() as work:
        work.state.put("hlc", 0)
    session.store.journal.forget()


def live(session: Session, cases: Sequence[CaseSketch], since: int, until: int, past: Past) -> None:
    """Let *session* take in the *cases* opened, and sign the notes held, from *since* to before *until* (ms)."""
    acts: list[tuple[int, Callable[[], None]]] = []
    for week, found in groupby(sorted(cases, key=lambda case: case.opened_on), _week):
        batch = list(found)
        moment = _morning(batch[0].opened_on)
        if since <= moment < until:
            acts.append((moment, lambda batch=batch, week=week: _import(session, batch, week, past)))  # type: ignore[misc]
    acts += [
        (note.held_at, lambda case=case, note=note: _write(session, case, note, past))  # type: ignore[misc]
        for case in cases
        for note in case.notes
        if since <= note.held_at < until
    ]
    acts += [one for case in cases for one in journeys_of(session, case) if since <= one[0] < until]
    for moment, act in sorted(acts, key=lambda pair: pair[0]):
        with clock_at(moment):
            act()


def review_past(session: Session, cases: Sequence[CaseSketch], until: int) -> None:
    """Let the supervisor have marked each case as reviewed a little after its last note before *until* (ms)."""
    last = [(max((note.held_at for note in case.notes if note.held_at < until), default=0), case) for case in cases]
    for moment, case in sorted(last, key=lambda pair: pair[0]):
        if moment:
            with clock_at(min(moment + _REVIEWED_AFTER_MS, until)):
                reviewing.mark_seen(session, casework.resolve_case_id(session, case.reference))


def _week(case: CaseSketch) -> str:
    year, week, _day = date.fromisoformat(case.opened_on).isocalendar()
    return f"{year}-{week:02d}"


def _morning(day: str) -> int:
    return int(datetime.fromisoformat(f"{day}T07:30").replace(tzinfo=UTC).timestamp() * 1000)


def _import(session: Session, cases: Sequence[CaseSketch], week: str, past: Past) -> None:
    """Import the week's table as an office keeps it, then set the flags, which no table has."""
    with tempfile.TemporaryDirectory(prefix="counsellor-demo-") as folder:
        table = Path(folder) / f"aanmeldingen-{week}.csv"
        write_table([as_it_came_in(case) for case in cases], table)
        report = importing.import_table(session, table)
    if report.imported != len(cases):
        raise RuntimeError(f"{report.imported} of {len(cases)} rows were taken")
    past.tables += 1
    past.cases += report.imported
    for case in cases:
        identifier = casework.resolve_case_id(session, case.reference)
        for code, remark in case.flags:
            casework.add_flag(session, identifier, code, remark)


def _write(session: Session, case: CaseSketch, note: NoteSketch, past: Past) -> None:
    draft = Draft(
        case=casework.resolve_case_id(session, case.reference),
        kind=note.kind,
        text=note.text,
        place=note.place,
        language=note.language,
        interpreter=note.interpreter,
        started_at=note.held_at,
    )
    notes.sign(session, draft)
    past.notes += 1
