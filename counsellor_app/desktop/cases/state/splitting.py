"""The pane in which a case is split: whom the new case is for, which notes are shown there too. No Qt."""

from dataclasses import dataclass

from counsellor_app.desktop import field_words
from counsellor_app.workflows import lookup, notes
from counsellor_app.workflows.session import Session
from sync.wording import _, ngettext


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note that may be shown in the new case too; ``at`` in ms; ``about``: kind, author, place."""

    id: str
    text: str
    at: int
    about: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class SplitSubject:
    """A case that is to be split: its people (id, name) and its own notes, newest first."""

    case: str
    name: str
    persons: tuple[tuple[str, str], ...]
    notes: tuple[NoteLine, ...]


def look_at_notes(session: Session, case_id: str) -> SplitSubject:
    """Return what the pane shows of a case; raises :class:`ActionableError` when it is not here."""
    page = lookup.case_page(session, case_id)
    persons = tuple((person.id, person.name or person.own_name) for person in page.persons)
    lines = tuple(
        NoteLine(
            entry.id,
            " ".join(entry.text.split()),
            entry.at,
            field_words.facts(field_words.note_kind(entry.note_kind), entry.origin.author_name, entry.place),
        )
        for entry in notes.list_notes(session, case_id)
        # What is shown here from another case is split there.
        if not entry.of_case
    )
    return SplitSubject(case_id, persons[0][1] if persons else page.case.reference, persons, lines)


class SplittingState:
    """What is chosen; the answer about another case changes nothing."""

    def __init__(self) -> None:
        self.case, self.reason = "", ""
        self.subject: SplitSubject | None = None
        self.persons: set[str] = set()
        self._notes: set[str] = set()

    def begin(self, case: str, person: str = "") -> None:
        """Split another case, or go on; *person* (id) is chosen then."""
        if case != self.case:
            self.case, self.reason, self.subject = case, "", None
            self.persons, self._notes = set(), set()
        if person:
            self.persons = {person}

    def arrived(self, subject: SplitSubject) -> bool:
        """Take what was looked up; False when it is about another case by now."""
        if subject.case != self.case:
            return False
        self.subject = subject
        self.persons &= {person for person, _name in subject.persons}
        self._notes &= {note.id for note in subject.notes}
        if len(subject.persons) == 1:
            self.persons = {subject.persons[0][0]}
        return True

    def choose_person(self, person: str, chosen: bool) -> None:
        """Take somebody into the new case, or not."""
        (self.persons.add if chosen else self.persons.discard)(person)

    def toggle_note(self, note: str) -> None:
        """Show a note in the new case too, or not."""
        self._notes ^= {note}

    def choose_notes(self, every: bool) -> None:
        """Choose all notes, or none."""
        self._notes = {note.id for note in self.subject.notes} if every and self.subject else set()

    @property
    def notes(self) -> list[NoteLine]:
        """Return the notes with what is chosen of them, newest first."""
        found = self.subject.notes if self.subject else ()
        return [NoteLine(one.id, one.text, one.at, one.about, one.id in self._notes) for one in found]

    @property
    def chosen_notes(self) -> list[str]:
        """Return the ids of the chosen notes, oldest first."""
        return [note.id for note in reversed(self.notes) if note.chosen]

    @property
    def chosen_persons(self) -> list[str]:
        """Return the ids of the chosen people, as they stand in the case."""
        return [person for person, _name in self.subject.persons if person in self.persons] if self.subject else []

    @property
    def ready(self) -> bool:
        """Whether somebody is chosen for the new case."""
        return bool(self.chosen_persons)

    @property
    def note_count(self) -> str:
        """Return how many notes are chosen of how many."""
        return _("{n} of {total} chosen").format(n=len(self.chosen_notes), total=len(self.notes))

    @property
    def question(self) -> str:
        """Return what is asked before it is done."""
        return _("Open a new case for {names}?").format(names=self._names())

    @property
    def summary(self) -> str:
        """Say what goes where."""
        if not self.ready:
            return _("Choose at least one person for the new case.")
        count = len(self.chosen_notes)
        there = (
            ngettext("The new case shows {names} and {n} note.", "The new case shows {names} and {n} notes.", count)
            if count
            else _("The new case shows {names}, and no notes.")
        )
        stays = _("This case keeps everyone and every note.")
        return f"{there.format(names=self._names(), n=count)} {stays}"

    def _names(self) -> str:
        people = self.subject.persons if self.subject else ()
        return ", ".join(name for person, name in people if person in self.persons)
