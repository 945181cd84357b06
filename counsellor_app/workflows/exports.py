"""The one door through which anything leaves the app as a file: with a reason, and written down before it is written.

The order is: what leaves is put down on the person's log; then the file is made and given its name as a whole; then
how that ended is put down. So a file without a line in the log cannot be, a line never says more than is known, and a
failing disk leaves neither half a file nor a false line.
"""

import errno
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.exports import Export, ExportEnd, ExportMark, ExportRow, ExportState, read_reason
from counsellor_app.domain.rights import Act, require
from counsellor_app.settings import FILE_MODE
from counsellor_app.store.beside import InStore
from counsellor_app.store.queries.reading import Queries
from counsellor_app.vault.disk import disk_errors
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.shelves import log_shelf, log_shelves
from sync.wording import _

_NUMBER: Final = 8
_TOKEN_BYTES: Final = 4
_PART: Final = ".counsellor-"


def write_out(
    session: Session, leaving: Export, reason: str, path: Path, make: Callable[[ExportMark], bytes]
) -> ExportRow:
    """Let *leaving* leave as the file *path* (readable by its owner alone), and return its line of the log.

    *make* returns what the file holds, with the mark by which a copy that turns up leads to the log. An earlier file
    of that name stays as it is until the new one is whole. Raises :class:`ActionableError`: no reason, no right, no
    such folder, disk; then there is no file, and the log says that it failed if it came so far.
    """
    require(session.actor, Act.EXPORT)
    said = read_reason(reason)
    _refuse_place(session, path)
    begun = _begin(session, replace(leaving, reason=said))
    mark = ExportMark(begun.id[:_NUMBER], session.person_name, date.today().isoformat())
    try:
        with disk_errors():
            _put(path, make(mark))
    except BaseException:
        _end(session, begun, written=False)
        raise
    _end(session, begun, written=True)
    with session.store.reading() as queries:
        return _row(queries, begun, True)


@contextmanager
def noted(session: Session, leaving: Export, in_store: InStore) -> Iterator[None]:
    """Put down on the log that something sealed leaves in the block, and how it ended.

    Nobody is asked for a reason and nothing is refused: a backup must be possible before admission, and most of all
    on a disk that has no room for another line. *in_store* runs a function where the store may be used.
    """
    begun = in_store(lambda: _try_to_begin(session, leaving))
    written = False
    try:
        yield
        written = True
    finally:
        if begun is not None:
            done = begun
            in_store(lambda: _end(session, done, written=written))


def list_exports(session: Session, *, person: str = "", newest: int | None = None) -> list[ExportRow]:
    """Return what left the app, newest first: one's own, and of those whom one supervises.

    *person*: only what that person (id) let leave; *newest*: at most so many of each person.
    """
    rows: list[ExportRow] = []
    with session.store.reading() as queries:
        for shelf, owner in log_shelves(session, queries, person).items():
            last = queries.records(shelf, Export)[-newest:] if newest else queries.records(shelf, Export)
            ends = _ends(queries, shelf, owner)
            found = (_row(queries, one, ends.get(one.id)) for one in last)
            rows += [row for row in found if row.person == owner]
    return sorted(rows, key=lambda row: (-row.at, row.id))


def _begin(session: Session, leaving: Export) -> Export:
    with session.store.transaction() as work:
        return work.records.save(replace(leaving, shelf=log_shelf(session, work)))


def _try_to_begin(session: Session, leaving: Export) -> Export | None:
    if not session.admitted:
        return None
    try:
        return _begin(session, leaving)
    except ActionableError:
        return None


def _end(session: Session, begun: Export, *, written: bool) -> None:
    """Put down how it ended; where that cannot be, the log goes on saying that it is not known."""
    with suppress(ActionableError), session.store.transaction() as work:
        work.records.save(ExportEnd(shelf=begun.shelf, export=begun.id, written=written))


def _ends(queries: Queries, shelf: str, owner: str) -> dict[str, bool]:
    """Return how the exports of a log ended, as its owner says; of two answers the graver one stands."""
    found: dict[str, bool] = {}
    for end in queries.records(shelf, ExportEnd):
        if queries.origin(end.id).author == owner:
            found[end.export] = end.written or found.get(end.export, False)
    return found


def _row(queries: Queries, one: Export, written: bool | None) -> ExportRow:
    origin = queries.origin(one.id)
    states = {True: ExportState.WRITTEN, False: ExportState.FAILED, None: ExportState.UNKNOWN}
    return ExportRow(
        id=one.id,
        number=one.id[:_NUMBER],
        at=origin.at,
        person=origin.author,
        person_name=origin.author_name,
        device=origin.device_label,
        what=one.what,
        ending=one.ending,
        named=one.named,
        cases=one.cases,
        reason=one.reason,
        state=states[written],
        at_office=origin.at_office,
    )


def _refuse_place(session: Session, path: Path) -> None:
    """Refuse a place that cannot be, before anything is put down."""
    with disk_errors():
        where = path.resolve()
        if session.profile.folder.resolve() in (where, *where.parents):
            raise ActionableError(
                _("This folder belongs to the app."), _("Choose another folder. Nothing was written.")
            )
        if not where.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, "no such folder")
        if where.is_dir():
            raise IsADirectoryError(errno.EISDIR, "a folder")


def _put(path: Path, data: bytes) -> None:
    """Write *data* as *path* as a whole or not at all; what was begun goes, also what a killed app left there."""
    for left in path.parent.glob(f"{_PART}{'[0-9a-f]' * 2 * _TOKEN_BYTES}.part"):
        with suppress(OSError):
            left.unlink()
    part = path.with_name(f"{_PART}{secrets.token_hex(_TOKEN_BYTES)}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
