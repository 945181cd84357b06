"""One case under review: its conflicts, which value is to stand, what is new, what was asked. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from counsellor_app.desktop import field_words
from counsellor_app.desktop.moments import local_time
from counsellor_app.domain.ages import age_text
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.families import age_of
from counsellor_app.domain.field_values import read_field
from counsellor_app.domain.overviews import CasePage, Conflict, TimelineEntry
from counsellor_app.domain.records import Person
from counsellor_app.domain.refusals import programme_shown
from counsellor_app.domain.rights import Act, Actor, Matter, allowed
from sync.wording import _, ngettext


@dataclass(frozen=True, slots=True)
class Request:
    """A case asked of the store; handed back with the answer."""

    case: str
    number: int


@dataclass(frozen=True, slots=True)
class Found:
    """Everything the review shows of a case."""

    page: CasePage
    new: tuple[TimelineEntry, ...] = ()
    questions: tuple[TimelineEntry, ...] = ()
    passed_over: tuple[str, str] = ("", "")
    """Title and lines about gates and refusals that were passed over; empty where none was."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a conflict is to end: one of its changes, or a written value. ``words`` say it."""

    conflict: str
    take: str = ""
    value: str | None = None
    words: str = ""


@dataclass
class SettlingState:
    """The page of the review. ``actor`` says who looks at it now, ``clock`` returns now in ms."""

    actor: Callable[[], Actor]
    clock: Callable[[], int]
    case: str = ""
    found: Found | None = None
    place: int = 0
    choice: int = -1
    other: str = ""
    _number: int = field(default=0, repr=False)

    def open(self, case: str) -> Request:
        """Look at another case."""
        if case != self.case:
            self.case, self.found, self.place = case, None, 0
            self._forget_choice()
        self._number += 1
        return Request(self.case, self._number)

    def close(self) -> None:
        """Look at no case."""
        self.case, self.found = "", None
        self._number += 1

    def arrived(self, request: Request, found: Found) -> bool:
        """Take an answer; False if it is stale. A choice made stays as long as its conflict does."""
        if request.number != self._number or request.case != self.case:
            return False
        before = self.conflict
        self.found = found
        self.place = min(self.place, max(len(found.page.conflicts) - 1, 0))
        after = self.conflict
        if before is None or after is None or (before.id, len(before.values)) != (after.id, len(after.values)):
            self._forget_choice()
        return True

    # --- the conflict

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts of the case."""
        return self.found.page.conflicts if self.found else ()

    @property
    def conflict(self) -> Conflict | None:
        """The conflict that is shown."""
        return self.conflicts[self.place] if self.place < len(self.conflicts) else None

    def next_conflict(self) -> None:
        """Show the next conflict of the case, around the end."""
        if self.conflicts:
            self.place = (self.place + 1) % len(self.conflicts)
            self._forget_choice()

    def choose(self, place: int) -> bool:
        """Choose a value by its place (0 …), or to write another one (the place after the last)."""
        conflict = self.conflict
        if conflict is None or not 0 <= place <= len(conflict.values):
            return False
        self.choice = place
        return True

    @property
    def writes_other(self) -> bool:
        """Another value is being written."""
        return self.conflict is not None and self.choice == len(self.conflict.values)

    def settlement(self) -> Settlement | None:
        """Return how the conflict is to end; None while nothing is chosen or written.

        Raises :class:`ActionableError` when what is written cannot stand in this field.
        """
        conflict = self.conflict
        if conflict is None or self.choice < 0:
            return None
        if not self.writes_other:
            side = conflict.values[self.choice]
            return Settlement(conflict.id, take=side.change, words=self.words(side.value))
        if not self.other.strip():
            return None
        read_field(conflict.object_kind, conflict.field, self.other, date.today())
        return Settlement(conflict.id, value=self.other, words=self.other.strip())

    def objection(self) -> str:
        """Return what is wrong with the value that is written; nothing while all is well."""
        try:
            self.settlement()
        except ActionableError as error:
            return f"{error.title} {error.advice}"
        return ""

    def words(self, value: str) -> str:
        """Return a value of the conflict as a person reads it."""
        return field_words.field_value(self.conflict.field, value) if self.conflict else value

    def _forget_choice(self) -> None:
        self.choice, self.other = -1, ""

    # --- what is said

    def title(self) -> str:
        """Return the title: the person, or the field that has several values."""
        conflict = self.conflict
        if conflict is None:
            return self.name()
        field_name = field_words.record_field(conflict.object_kind, conflict.field)
        count = len(conflict.values)
        if count == 2:
            return _("{field}: two values").format(field=field_name)
        return ngettext("{field}: {n} value", "{field}: {n} values", count).format(field=field_name, n=count)

    def count_words(self) -> str:
        """Return which of how many conflicts is shown."""
        if not self.conflicts:
            return ""
        return _("{n} of {count} conflicts").format(n=self.place + 1, count=len(self.conflicts))

    @property
    def person(self) -> Person:
        """The person of the case."""
        return self.found.page.persons[0] if self.found and self.found.page.persons else Person()

    def name(self) -> str:
        """Return the name the case goes by."""
        reference = self.found.page.case.reference if self.found else ""
        return self.person.name or self.person.own_name or reference

    def facts(self) -> str:
        """Return age, nationality, place and programme in one line."""
        if self.found is None:
            return ""
        case, person = self.found.page.case, self.person
        age = age_of(person, local_time(self.clock()).date())
        years = ngettext("{age} year", "{age} years", age.years).format(age=age_text(age)) if age else ""
        programme = programme_shown(case.programme, self.found.page.declined)
        stands = field_words.case_line(programme, case.status, case.place)
        return field_words.facts(years, field_words.country(case.nationality), stands, case.reference)

    def entries(self) -> list[TimelineEntry]:
        """Return what is new, and the questions with their answers, newest first, each once."""
        if self.found is None:
            return []
        both = {entry.id: entry for entry in (*self.found.new, *self.found.questions)}
        return sorted(both.values(), key=lambda entry: entry.at, reverse=True)

    def also_changed(self) -> list[TimelineEntry]:
        """Return what else is new, besides the field in conflict."""
        conflict = self.conflict
        in_conflict = {value.change for value in conflict.values} if conflict else set()
        return [entry for entry in (self.found.new if self.found else ()) if entry.id not in in_conflict]

    def may(self, act: Act) -> bool:
        """Whether this person may do *act* with this case."""
        responsible = self.found.page.case.responsible if self.found else ""
        return allowed(self.actor(), act, Matter(responsible))
