"""The cases that wait for a reviewer, grouped: conflicts, new and changed, questions. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from counsellor_app.desktop import field_words
from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.row_times import short_iso_day
from counsellor_app.domain.overviews import ReviewRow
from sync.wording import _, ngettext


class Group(StrEnum):
    """Why a case waits; the first that fits counts."""

    CONFLICTS = "conflicts"
    BREACHES = "breaches"
    NEW = "new"
    QUESTIONS = "questions"
    OVERDUE = "overdue"


ALL = "all"


@dataclass(frozen=True, slots=True)
class Section:
    """The heading of a group."""

    group: Group
    title: str
    note: str


Line = Section | ReviewRow


def group_of(row: ReviewRow, *, supervises: bool = True) -> Group:
    """Return the group a case stands in."""
    if row.conflicts:
        return Group.CONFLICTS
    if supervises and row.broken:
        return Group.BREACHES
    if supervises and (row.new_notes or row.new_changes):
        return Group.NEW
    return Group.OVERDUE if row.overdue and not row.questions and not row.answers else Group.QUESTIONS


class ReviewListState:
    """The list of the review. *loaded* is False until the first answer came; *left* says what is still looked through.

    Who does not supervise sees what waits for him: conflicts to settle and questions to answer, not what is new.
    """

    def __init__(self, *, supervises: bool = True) -> None:
        self._supervises = supervises
        self.rows: list[ReviewRow] = []
        self.scope = ALL
        self.chosen = ""
        self.loaded = False
        self.left = ""

    def arrived(self, rows: Sequence[ReviewRow], left: str = "") -> None:
        """Take an answer. A case that no longer waits makes room for the next one."""
        before = [row.case for row in self.shown()]
        self.rows = [row for row in rows if self._supervises or row.conflicts or row.questions]
        self.loaded, self.left = True, left
        self._keep_place(before)

    def show(self, scope: str) -> None:
        """Show one group, or all."""
        before = [row.case for row in self.shown()]
        self.scope = scope
        self._keep_place(before)

    def _keep_place(self, before: Sequence[str]) -> None:
        left = [row.case for row in self.shown()]
        if self.chosen in left or not self.chosen:
            return
        place = before.index(self.chosen) if self.chosen in before else 0
        self.chosen = left[min(place, len(left) - 1)] if left else ""

    def group(self, row: ReviewRow) -> Group:
        """Return the group a case stands in for this person; among the overdue every case is one of them."""
        if self.scope == Group.OVERDUE and row.overdue:
            return Group.OVERDUE
        return group_of(row, supervises=self._supervises)

    def shown(self) -> list[ReviewRow]:
        """Return the cases shown, group after group."""
        groups = list(Group)
        rows = [row for row in self.rows if self.scope in (ALL, self.group(row))]
        return sorted(
            rows,
            key=lambda row: (
                groups.index(self.group(row)),
                bool(row.waiting),
                row.overdue_since if self.group(row) is Group.OVERDUE else "",
            ),
        )

    def due(self) -> int:
        """Return how many cases wait for this person, and not for a colleague's answer or work."""
        return sum(not row.waiting and self.group(row) is not Group.OVERDUE for row in self.rows)

    def lines(self) -> list[Line]:
        """Return the cases with a heading above each group."""
        lines: list[Line] = []
        rows = self.shown()
        for group in Group:
            members = [row for row in rows if self.group(row) is group]
            if members:
                lines += [section(group, len(members)), *members]
        return lines

    def counts(self) -> dict[str, int]:
        """Return how many cases each chip would show."""
        groups = [group_of(row, supervises=self._supervises) for row in self.rows]
        found = {str(group): groups.count(group) for group in Group}
        return {ALL: len(self.rows), **found, str(Group.OVERDUE): sum(bool(row.overdue) for row in self.rows)}

    def step(self, by: int) -> str:
        """Go to the next (1) or previous (-1) case and return it; the ends hold."""
        cases = [row.case for row in self.shown()]
        if not cases:
            return ""
        here = cases.index(self.chosen) if self.chosen in cases else (-1 if by > 0 else len(cases))
        self.chosen = cases[min(max(here + by, 0), len(cases) - 1)]
        return self.chosen

    def find(self, text: str, start: int) -> int:
        """Return the place of the next line from *start* on whose case says *text*; -1 if none."""
        wanted, lines = text.casefold(), self.lines()
        for step in range(len(lines)):
            place = (start + step) % len(lines)
            line = lines[place]
            if isinstance(line, ReviewRow) and wanted in f"{line.name} {line.own_name} {line.reference}".casefold():
                return place
        return -1


def section(group: Group, count: int) -> Section:
    """Return the heading of a group of *count* cases."""
    titles = {
        Group.CONFLICTS: ngettext("Conflict {n}", "Conflicts {n}", count),
        Group.BREACHES: ngettext("Passed over {n}", "Passed over {n}", count),
        Group.NEW: ngettext("New and changed {n}", "New and changed {n}", count),
        Group.QUESTIONS: ngettext("Question {n}", "Questions {n}", count),
        Group.OVERDUE: ngettext("Overdue {n}", "Overdue {n}", count),
    }
    notes = {
        Group.CONFLICTS: _("several values, one field"),
        Group.BREACHES: _("a gate, or what was declined"),
        Group.NEW: _("since your last review"),
        Group.QUESTIONS: _("asked and answered"),
        Group.OVERDUE: _("should have been done"),
    }
    return Section(group, titles[group].format(n=count), notes[group])


def row_words(row: ReviewRow) -> str:
    """Return what is new in a case: *2 notes, 1 change · Yonas Haile*."""
    parts = []
    if row.waiting:
        words = ngettext("your question waits for an answer", "your {n} questions wait for answers", row.waiting)
        return field_words.facts(words.format(n=row.waiting), row.responsible_name)
    if row.conflicts:
        parts.append(ngettext("{n} conflict", "{n} conflicts", row.conflicts).format(n=row.conflicts))
    if row.breaches:
        words = ngettext("{n} gate without evidence", "{n} gates without evidence", row.breaches)
        parts.append(words.format(n=row.breaches))
    if row.declined_breaches:
        words = ngettext("{n} saved though declined", "{n} saved though declined", row.declined_breaches)
        parts.append(words.format(n=row.declined_breaches))
    if row.new_notes:
        parts.append(ngettext("{n} note", "{n} notes", row.new_notes).format(n=row.new_notes))
    if row.new_changes:
        parts.append(ngettext("{n} change", "{n} changes", row.new_changes).format(n=row.new_changes))
    if row.answers and not row.questions:
        parts.append(ngettext("{n} answer", "{n} answers", row.answers).format(n=row.answers))
    if row.questions:
        parts.append(ngettext("{n} open question", "{n} open questions", row.questions).format(n=row.questions))
    if row.overdue:
        words = ngettext("{n} task overdue since {day}", "{n} tasks overdue, the first since {day}", row.overdue)
        parts.append(words.format(n=row.overdue, day=short_iso_day(row.overdue_since, now_ms())))
    who = ", ".join(row.authors) or row.responsible_name
    return field_words.facts(", ".join(parts), who)
