"""Which cases are listed: what is typed, the chip, the filters; pages by keyset; stale answers dropped. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from counsellor_app.desktop import field_words
from counsellor_app.desktop.words.protecting import kinds_in_short
from counsellor_app.domain.overviews import CaseFilter, CaseRow
from counsellor_app.domain.safety import words_in_lists
from sync.wording import _

PAGE: Final = 200
REFRESHED: Final = 600
"""How many of the first rows are asked for again after a change; those further down stay as they were loaded."""
Keyset = tuple[int, int]


class Scope(StrEnum):
    """The chips above the list."""

    MINE = "mine"
    ALL = "all"
    DRAFTS = "drafts"
    CONFLICTS = "conflicts"


@dataclass(frozen=True, slots=True)
class Fetch:
    """A page to ask the store for; handed back with the answer. ``count``: also ask how many there are."""

    where: CaseFilter
    after: Keyset | None
    limit: int
    number: int
    count: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """What the funnel narrows the list to; empty fields do not. ``step``: a code, ``step_words`` what it is called."""

    programme: str = ""
    step: str = ""
    step_words: str = ""
    place: str = ""
    flag: str = ""
    status: str = ""

    def words(self) -> str:
        """Say what is chosen: *Health · REAN · Intake*."""
        parts = (
            field_words.flag(self.flag) if self.flag else "",
            self.programme,
            self.step_words,
            self.place,
            field_words.case_status(self.status) if self.status else "",
        )
        return " · ".join(part for part in parts if part)


class CaseListState:
    """The list of cases; everything returned as a :class:`Fetch` is to be asked.

    *person* says whose cases are "mine"; who *supervises* begins with everybody's.
    """

    def __init__(self, person: Callable[[], str], *, supervises: bool = False) -> None:
        self._person = person
        self.query = ""
        self.scope = Scope.ALL if supervises or not person() else Scope.MINE
        self.filters = Filters()
        self.rows: list[CaseRow] = []
        self.total = 0
        """How many cases there are; -1 while it is not known."""
        self.loaded = False
        self.widened = False
        self.opening = False
        self._after: Keyset | None = None
        self._number = 0
        self._waiting = False

    # --- what is asked for

    def typed(self, text: str) -> Fetch | None:
        """Take what stands in the search field; None when it means the same as before."""
        query = " ".join(text.split())
        if query == self.query and self.loaded:
            return None
        self.query, self.widened = query, False
        return self._ask(None, PAGE, count=True)

    def chosen(self, scope: str) -> Fetch | None:
        """Take another chip."""
        if scope == self.scope:
            return None
        self.scope, self.widened = Scope(scope), False
        return self._ask(None, PAGE, count=True)

    def filtered(self, filters: Filters) -> Fetch | None:
        """Take other filters."""
        if filters == self.filters:
            return None
        self.filters, self.widened = filters, False
        return self._ask(None, PAGE, count=True)

    def refresh(self) -> Fetch:
        """Ask again for what is shown; of a long list only for its first pages."""
        return self._ask(None, min(max(PAGE, len(self.rows)), REFRESHED), count=True)

    def more(self) -> Fetch | None:
        """Ask for the next page, unless an answer is on its way."""
        if self._after is None or self._waiting:
            return None
        return self._ask(self._after, PAGE, count=False)

    @property
    def more_to_come(self) -> bool:
        """There are cases beyond those loaded."""
        return self._after is not None

    def where(self, scope: Scope | None = None) -> CaseFilter:
        """Return the filter of a chip, with what is typed and narrowed."""
        asked = scope or (Scope.ALL if self.widened else self.scope)
        return CaseFilter(
            query=self.query,
            responsible=self._person() if asked is Scope.MINE else "",
            programme=self.filters.programme,
            step=self.filters.step,
            place=self.filters.place,
            flag=self.filters.flag,
            status=self.filters.status,
            only_drafts=asked is Scope.DRAFTS,
            only_conflicts=asked is Scope.CONFLICTS,
        )

    def chip_filters(self) -> dict[Scope, CaseFilter]:
        """Return what each chip would find without a query, for its figure."""
        return {scope: replace(self.where(scope), query="") for scope in Scope}

    # --- what comes back

    def arrived(self, fetch: Fetch, rows: Sequence[CaseRow], after: Keyset | None) -> Fetch | None:
        """Take an answer; a stale one changes nothing. Returns the next question when nothing of mine was found."""
        if fetch.number != self._number:
            return None
        self._waiting = False
        spelled = any(not row.matched for row in rows)
        if not spelled and fetch.after is None and self.query and self.scope is Scope.MINE and not self.widened:
            self.widened = True
            return self._ask(None, PAGE, count=True)
        self.loaded = True
        if fetch.after is None and fetch.limit == REFRESHED and len(rows) < len(self.rows) and after is not None:
            known = {row.id for row in rows}
            self.rows = [*rows, *(row for row in self.rows if row.id not in known)]
        else:
            self.rows = list(rows) if fetch.after is None else [*self.rows, *rows]
            self._after = after
        if fetch.count:
            self.total = len(rows) if after is None else -1
        return None

    def count_wanted(self, fetch: Fetch) -> bool:
        """Whether the rows say less than how many cases there are, so that the store must count."""
        return fetch.number == self._number and fetch.count and self._after is not None

    def counted(self, fetch: Fetch, total: int) -> bool:
        """Take the figure; False if it belongs to an older question."""
        if self.where() != fetch.where:
            return False
        self.total = total
        return True

    def drafts_known(self, cases: frozenset[str]) -> None:
        """Exactly these *cases* have an unfinished note now."""
        self.rows = [
            row if row.has_draft == (row.id in cases) else replace(row, has_draft=row.id in cases) for row in self.rows
        ]

    def failed(self, fetch: Fetch) -> None:
        """The store did not answer: what is shown stays."""
        if fetch.number == self._number:
            self._waiting = self.opening = False

    def shown_in(self, case: str) -> str:
        """Return the case that *case* is shown within: itself, unless it was merged into another."""
        row = next((row for row in self.rows if row.id == case), None)
        return row.within if row is not None and row.within else case

    @property
    def waiting(self) -> bool:
        """What is shown is not the answer to what is asked."""
        return self._waiting

    def open_wanted(self, chosen: str) -> str:
        """Enter was pressed: return the case to open now; empty when it must wait for the list, or there is none."""
        if self._waiting:
            self.opening = True
            return ""
        return chosen or (self.rows[0].id if self.rows else "")

    def open_now(self) -> str:
        """The list has arrived: return the case Enter was pressed for, once; empty if for none."""
        if not self.opening or self._waiting:
            return ""
        self.opening = False
        return self.rows[0].id if self.rows else ""

    def _ask(self, after: Keyset | None, limit: int, *, count: bool) -> Fetch:
        self._number += 1
        self._waiting = True
        return Fetch(self.where(), after, limit, self._number, count)

    # --- what is said of it

    @property
    def note(self) -> str:
        """Return what must be known of the rows shown; empty when they are what was asked for."""
        if self.rows and all(row.matched for row in self.rows):
            return _("Not spelled like this; these names sound like it")
        return _("None of yours; found among all cases") if self.widened and self.rows else ""

    def nothing_found(self) -> tuple[str, str]:
        """Return what an empty list says: what belongs here and how to begin."""
        if self.query:
            return _("No case found"), _("Nothing here matches what you typed. Ctrl+K also looks through the notes.")
        if self.filters.words():
            return _("No such case"), _("No case is like this: {filters}.").format(filters=self.filters.words())
        if self.scope is Scope.DRAFTS:
            return _("No unfinished notes"), _("A note you begin and do not sign stands here until you do.")
        if self.scope is Scope.CONFLICTS:
            return _("No conflicts"), _("When two people change one field apart from each other, the case stands here.")
        return _("No cases yet"), _("Cases you open stand here, and those your team shares after the next sync.")


@dataclass(frozen=True, slots=True)
class RowIconWords:
    """An icon of a row: its name, the colour of its shape, and its word."""

    icon: str
    role: str
    words: str


def row_icons(row: CaseRow) -> list[RowIconWords]:
    """Return what a row shows as shapes: a draft, unsent changes, a conflict, rules of contact, flags."""
    found = []
    if row.has_draft:
        found.append(RowIconWords("pen-line", "accent", _("unfinished note")))
    if row.unsent:
        found.append(RowIconWords("arrow-up-from-line", "amber", _("not yet at office")))
    if row.conflicts:
        found.append(RowIconWords("split", "red_shape", _("conflict")))
    if row.rules:
        found.append(RowIconWords("phone", "red_shape", kinds_in_short(row.rules)))
    _programme, flags = words_in_lists(row.programme, row.flags, row.declined)
    found += [RowIconWords(field_words.flag_icon(code), "text2", field_words.flag(code)) for code in flags]
    return found
