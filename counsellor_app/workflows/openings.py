"""Opening a case that is another one's stands in the log, once a day, for whoever supervises who opened it.

What was opened is remembered while the app runs and put down with the next sync, and before the app locks or a command
ends: nobody waits for it, and a day's reading is a few entries.
"""

from contextlib import suppress
from datetime import date
from functools import partial
from typing import Final

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.openings import OpenedCase, Opening, OpeningRow
from counsellor_app.domain.records import Case
from counsellor_app.store.queries.reading import Queries
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.shelves import log_shelf, log_shelves

_TODAY: Final = "opened"
"""The fact of the store that lists what was put down on the last day there was anything: the day, then the cases."""


def note_opening(session: Session, case: Case) -> None:
    """Remember that a case was opened, unless it is this person's own or nobody's."""
    if not session.admitted or case.responsible in ("", session.person_id):
        return
    session.opened.add(case.id)
    session.before_closing("openings", partial(keep_openings, session))


def note_opening_of(session: Session, case_id: str) -> None:
    """Remember that a case (id) was opened; raises :class:`ActionableError` when it is not here."""
    with session.store.reading():
        note_opening(session, session.store.records.load(Case, case_id))


def keep_openings(session: Session) -> None:
    """Put down what was opened and is not in the log of today yet; where that cannot be, it is tried again."""
    if not session.opened or not session.admitted:
        return
    with suppress(ActionableError):
        with session.store.transaction() as work:
            today = date.today().isoformat()
            known = work.state.get(_TODAY)
            before = set(known[1:]) if isinstance(known, list) and known[:1] == [today] else set()
            new = sorted(session.opened - before)
            if new:
                work.records.save(Opening(shelf=log_shelf(session, work), cases=tuple(new)))
                work.state.put(_TODAY, [today, *sorted(before.union(new))])
        session.opened.clear()


def list_openings(session: Session, *, case_id: str = "", newest: int | None = None) -> list[OpeningRow]:
    """Return which cases were opened that are another one's, newest first: by oneself, and by whom one supervises.

    *case_id*: only where this case was opened; *newest*: at most so many lines of each person.
    """
    rows: list[OpeningRow] = []
    with session.store.reading() as queries:
        for shelf, owner in log_shelves(session, queries).items():
            kept = [one for one in queries.records(shelf, Opening) if case_id in ("", *one.cases)]
            found = (_row(queries, one) for one in (kept[-newest:] if newest else kept))
            rows += [row for row in found if row.person == owner]
    return sorted(rows, key=lambda row: (-row.at, row.id))


def _row(queries: Queries, one: Opening) -> OpeningRow:
    origin, named = queries.origin(one.id), queries.gate_files().named(one.cases)
    cases = [
        OpenedCase(case, found.reference, found.name or found.own_name)
        if (found := named.get(case)) is not None
        else OpenedCase(case, "", "")
        for case in one.cases
    ]
    return OpeningRow(
        id=one.id,
        at=origin.at,
        person=origin.author,
        person_name=origin.author_name,
        device=origin.device_label,
        cases=tuple(cases),
        at_office=origin.at_office,
    )
