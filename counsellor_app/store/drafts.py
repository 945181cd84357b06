"""Drafts: notes not yet signed. On this device only, in the encrypted file, never in the log."""

import os
from collections.abc import Callable
from dataclasses import fields, replace

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Draft
from counsellor_app.store.database import Connection
from counsellor_app.store.journal import now_ms
from sync.wording import _

_COLUMNS = tuple(field.name for field in fields(Draft) if field.name != "case")


class Drafts:
    """Drafts of one replica. ``alias`` and ``case`` translate between case ids and row ids."""

    def __init__(
        self,
        connection: Connection,
        alias: Callable[[str], int],
        case: Callable[[int], str],
        notice: Callable[[str, str], None],
    ) -> None:
        self._connection = connection
        self._alias = alias
        self._case = case
        self._notice = notice

    def save(self, draft: Draft) -> Draft:
        """Keep *draft* as it is now and return it with id and moment of saving; the same id is written over."""
        now = now_ms()
        kept = replace(draft, id=draft.id or os.urandom(16).hex(), started_at=draft.started_at or now, saved_at=now)
        names = (*_COLUMNS, "case_id")
        values = [getattr(kept, name) for name in _COLUMNS] + [self._alias(kept.case)]
        self._connection.execute(
            f"INSERT OR REPLACE INTO draft ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", values
        )
        self._notice("draft", kept.case)
        return kept

    def load(self, draft_id: str) -> Draft:
        """Return the draft; raises :class:`ActionableError` when there is none."""
        found = self._read("WHERE id = ?", draft_id)
        if not found:
            raise ActionableError(_("There is no such draft."), _("It was signed or discarded before."))
        return found[0]

    def of_case(self, case_id: str) -> tuple[Draft, ...]:
        """Return the drafts of a case, newest first."""
        return self._read("WHERE case_id = ? ORDER BY saved_at DESC", self._alias(case_id))

    def all(self) -> tuple[Draft, ...]:
        """Return all drafts, newest first."""
        return self._read("ORDER BY saved_at DESC")

    def discard(self, draft_id: str) -> None:
        """Forget a draft: it was signed, or its author wants it gone."""
        row = self._connection.execute("SELECT case_id FROM draft WHERE id = ?", (draft_id,)).fetchone()
        if row is not None:
            self._connection.execute("DELETE FROM draft WHERE id = ?", (draft_id,))
            self._notice("draft", self._case(row[0]))

    def _read(self, where: str, *parameters: object) -> tuple[Draft, ...]:
        rows = self._connection.execute(
            f"SELECT case_id, {', '.join(_COLUMNS)} FROM draft {where}", parameters
        ).fetchall()
        return tuple(
            replace(
                Draft(case=self._case(row[0]), **dict(zip(_COLUMNS, row[1:], strict=True))),
                interpreter=bool(row[1 + _COLUMNS.index("interpreter")]),
            )
            for row in rows
        )
