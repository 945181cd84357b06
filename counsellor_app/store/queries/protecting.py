"""What protects whoever a case is about: refusals, contact rules and flags, kept in it or in one shown as one with it.

Cases that are merged are about one person: what he declined in either, and how he may be reached by either, holds in
both for as long as they are merged.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from counsellor_app.domain.case_links import Groups
from counsellor_app.domain.declined_entries import Naming, conflicts_shown, entries_shown
from counsellor_app.domain.dossier import declined_of
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import Conflict, TimelineEntry
from counsellor_app.domain.programmes.records import Enrolment
from counsellor_app.domain.records import Flag, Person, Record
from counsellor_app.domain.refusals import Refusal
from counsellor_app.domain.safety import ContactRule
from counsellor_app.store.queries.kept import Kept
from counsellor_app.store.queries.together import groups_of_rows

_DECLINING = "SELECT DISTINCT c.oid FROM refusal_row r JOIN case_row c ON c.id = r.case_id WHERE NOT r.removed"
_CASE_OF = "SELECT c.oid FROM log l JOIN case_row c ON c.id = l.stream WHERE l.seq = ?"
AnyRecord = TypeVar("AnyRecord", bound=Record)


class Protecting:
    """Reads of one store, all at one moment."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    @cached_property
    def _groups(self) -> Groups:
        return groups_of_rows(self._kept.connection)

    @cached_property
    def _declining(self) -> frozenset[str]:
        """The cases (ids) in which anything was declined."""
        rows = self._kept.connection.execute(_DECLINING).fetchall()
        return frozenset(bytes(row[0]).hex() for row in rows)

    def shown_as_one(self, case_id: str) -> tuple[str, ...]:
        """Return the cases (ids) that are here and shown as one with *case_id*: that one itself goes first."""
        groups = self._groups
        first = groups.within.get(case_id, case_id)
        others = [one for one in (first, *groups.shown_with(first)) if one != case_id]
        return (case_id, *(one for one in others if self._is_here(one)))

    def refusals(self, case_id: str) -> list[Refusal]:
        """Return what was declined and not withdrawn; raises :class:`ActionableError` when the case is not here."""
        return self._of_all(self.shown_as_one(case_id), Refusal)

    def clients(self, case_id: str) -> tuple[Person, ...]:
        """Return the client as each of the cases knows him, this one's first."""
        return tuple(client for one in self.shown_as_one(case_id) for client in self._persons(one)[:1])

    def declined(self, case_id: str) -> tuple[Refusal, ...]:
        """Return the refusals that count; raises :class:`ActionableError` when the case is not here."""
        found = self.refusals(case_id)
        return declined_of(self.clients(case_id), found) if found else ()

    def contact_rules(self, case_id: str) -> tuple[ContactRule, ...]:
        """Return how people of the case may not be reached; what another case says of its client holds for this one's.

        Raises :class:`ActionableError` when the case is not here.
        """
        own, *others = self.shown_as_one(case_id)
        found = self._kept.of_home(own, ContactRule, removed=False)
        for other in others:
            rules = self._kept.of_home(other, ContactRule, removed=False)
            if rules:
                mine, theirs = self._persons(own)[:1], self._persons(other)[:1]
                same = {theirs[0].id: mine[0].id} if mine and theirs else {}
                found += [replace(rule, person=same.get(rule.person, rule.person)) for rule in rules]
        return tuple(found)

    def flags(self, case_id: str) -> tuple[Flag, ...]:
        """Return the flags; raises :class:`ActionableError` when the case is not here."""
        return tuple(self._of_all(self.shown_as_one(case_id), Flag))

    def may_decline(self, case_id: str) -> bool:
        """Say whether anything was declined in the case, or in one shown as one with it."""
        return bool(case_id) and any(one in self._declining for one in self.shown_as_one(case_id))

    def declining(self) -> tuple[str, ...]:
        """Return the cases (ids) of which :meth:`may_decline` says so."""
        return tuple(sorted({near for case in self._declining for near in self.shown_as_one(case)}))

    def naming(self, case_id: str) -> Naming:
        """Return by what one may name things in the case; raises :class:`ActionableError` when it is not here."""
        declined = self.declined(case_id)
        enrolled = self._of_all(self.shown_as_one(case_id), Enrolment) if declined else []
        return Naming(declined, {one.id: one.programme for one in enrolled})

    def entries_of(self, case_id: str, entries: Sequence[TimelineEntry]) -> list[TimelineEntry]:
        """Return *entries* of the timeline of a case without the names of what was declined."""
        return entries_shown(entries, self.naming(case_id))

    def entries_at(self, seq: int, entries: Sequence[TimelineEntry]) -> list[TimelineEntry]:
        """Return *entries* about the record written at a log row without the names of what was declined in its case."""
        row = self._kept.connection.execute(_CASE_OF, (seq,)).fetchone()
        return self.entries_of(bytes(row[0]).hex(), entries) if row else list(entries)

    def conflicts_shown(self, conflicts: Sequence[Conflict]) -> list[Conflict]:
        """Return conflicts, of several cases, without the names of what was declined in each."""
        namings = {case: self.naming(case) for case in {one.case for one in conflicts} if case}
        return [
            found for one in conflicts for found in (conflicts_shown([one], namings[one.case]) if one.case else [one])
        ]

    def _persons(self, case_id: str) -> list[Person]:
        return self._kept.of_home(case_id, Person, removed=False)

    def _of_all(self, cases: Sequence[str], cls: type[AnyRecord]) -> list[AnyRecord]:
        return [record for case in cases for record in self._kept.of_home(case, cls, removed=False)]

    def _is_here(self, case_id: str) -> bool:
        try:
            self._kept.stream_of(case_id)
        except ActionableError:
            return False
        return True
