"""Cases shown as one: the timeline of a case with what was merged into it, and with what it was split from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from heapq import merge
from typing import Final

import msgspec

from counsellor_app.domain.case_links import CaseLink, Groups, LinkKind, groups_of
from counsellor_app.domain.overviews import TimelineEntry
from counsellor_app.store.database import Connection
from counsellor_app.store.queries.timeline import Key, Timeline

ReadLinks = Callable[[], list[CaseLink]]
_ANY: Final = "SELECT EXISTS (SELECT 1 FROM case_link_row)"
_HERE: Final = "SELECT lower(hex(oid)), id FROM case_row WHERE oid IN (SELECT unhex(value) FROM json_each(?))"
_NOBODY: Final = Groups({}, {})


def hidden_cases(connection: Connection) -> dict[int, str]:
    """Return the row ids of cases shown within another one, each with the other's id."""
    within = groups_of_rows(connection).within
    here = _rows_here(connection, {*within, *within.values()})
    return {here[case]: first for case, first in within.items() if case in here and first in here}


def rows_as_one(connection: Connection) -> dict[int, tuple[int, ...]]:
    """Return the row ids of cases that are of one person with others here, each with all of them, also its own."""
    parts = groups_of_rows(connection).parts
    rows = _rows_here(connection, {case for first, others in parts.items() for case in (first, *others)})
    found: dict[int, tuple[int, ...]] = {}
    for first, others in parts.items():
        here = tuple(sorted({rows[case] for case in (first, *others) if case in rows}))
        found |= dict.fromkeys(here, here)
    return found


def groups_of_rows(connection: Connection) -> Groups:
    """Return which cases are shown together, by all links that are here, without reading what else links say."""
    if not connection.execute(_ANY).fetchone()[0]:
        return _NOBODY
    rows = connection.execute(
        "SELECT lower(hex(c.oid)), l.other, l.kind FROM case_link_row l JOIN case_row c ON c.id = l.case_id"
    ).fetchall()
    return groups_of(CaseLink(case=case, other=other, kind=kind) for case, other, kind in rows)


def _rows_here(connection: Connection, cases: Iterable[str]) -> dict[str, int]:
    """Return the row ids of those of *cases* (ids, or what the wire named instead of one) that are here."""
    named = {case: oid.hex() for case in cases if (oid := _oid(case)) is not None}
    asked = msgspec.json.encode(sorted({*named.values()})).decode()
    rows: dict[str, int] = dict(connection.execute(_HERE, (asked,)).fetchall()) if named else {}
    return {case: rows[oid] for case, oid in named.items() if oid in rows}


def _row_of(connection: Connection, case: str) -> tuple[int, str] | None:
    """Return row id and reference of a case; None when it is not here, or the wire named what is no id at all."""
    oid = _oid(case)
    row = connection.execute("SELECT id, reference FROM case_row WHERE oid = ?", (oid,)).fetchone() if oid else None
    return (int(row[0]), str(row[1])) if row else None


def _oid(case: str) -> bytes | None:
    try:
        return bytes.fromhex(case)
    except ValueError:
        return None


class Together:
    """Composes the timelines of cases that are shown as one."""

    def __init__(self, connection: Connection, timeline: Timeline, links: ReadLinks) -> None:
        self._connection = connection
        self._timeline = timeline
        self._links = links

    def page(self, case_id: str, stream: int, before: Key | None, limit: int) -> tuple[list[TimelineEntry], Key | None]:
        """Return a page of the case's timeline and of those within it, newest first, and the key to go on with."""
        others = self._others(case_id)
        borrowed = self._borrowed(case_id)
        if not others and not borrowed:
            return self._timeline.page(stream, before, limit)
        pages = [self._timeline.page(stream, before, limit)[0]]
        pages += [self._named(self._timeline.page(other, before, limit)[0], name) for other, name in others]
        pages += [[entry for entry in entries if before is None or _key(entry) < before] for entries in borrowed]
        found = list(merge(*pages, key=_key, reverse=True))[:limit]
        return found, _key(found[-1]) if len(found) == limit else None

    def notes(self, case_id: str, stream: int) -> list[TimelineEntry]:
        """Return the notes of the case and of those within it, and the notes it was split off with, newest first."""
        pages = [self._timeline.notes(stream)]
        pages += [self._named(self._timeline.notes(other), name) for other, name in self._others(case_id)]
        pages += self._borrowed(case_id)
        return list(merge(*pages, key=_key, reverse=True))

    def _others(self, case_id: str) -> list[tuple[int, str]]:
        """Return row id and reference of the cases shown within this one that are here."""
        return self._streams(groups_of_rows(self._connection).shown_with(case_id))

    def _streams(self, cases: Sequence[str]) -> list[tuple[int, str]]:
        return [row for case in cases if (row := _row_of(self._connection, case)) is not None]

    def _borrowed(self, case_id: str) -> list[list[TimelineEntry]]:
        """Return the notes of other cases that this one was split off with, newest first, a list for each case."""
        if not self._connection.execute(_ANY).fetchone()[0]:
            return []
        split = [link for link in self._links() if link.case == case_id and link.kind == LinkKind.SPLIT]
        found: list[list[TimelineEntry]] = []
        for link in split:
            for stream, name in self._streams((link.other,)):
                notes = self._timeline.notes(stream)
                found.append(self._named([note for note in notes if note.id in link.items], name))
        return found

    @staticmethod
    def _named(entries: Sequence[TimelineEntry], reference: str) -> list[TimelineEntry]:
        return [replace(entry, of_case=reference) for entry in entries]


def _key(entry: TimelineEntry) -> Key:
    return entry.at, entry.id
