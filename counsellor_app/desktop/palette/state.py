"""What the palette shows for what is typed: people first, then commands and places, then notes. No Qt.

An answer to an older question is dropped. Names are asked for before notes, so that they stand there at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from counsellor_app.domain.folding import fold
from counsellor_app.domain.overviews import SearchHit
from sync.wording import _

MOST_PEOPLE: Final = 8
MOST_NOTES: Final = 30
MOST_COMMANDS: Final = 6
SHORTEST_NOTE_QUERY: Final = 2


@dataclass(frozen=True, slots=True)
class Offer:
    """A command as the palette knows it: its words, its key, and its place among the commands."""

    text: str
    key: str
    place: int


@dataclass(frozen=True, slots=True)
class Heading:
    """What the lines beneath are."""

    text: str
    note: str = ""


Line = Heading | SearchHit | Offer


@dataclass(frozen=True, slots=True)
class Ask:
    """A search to run: ``only`` is ``person`` or ``note``; handed back with the answer."""

    text: str
    only: str
    limit: int
    number: int


class PaletteState:
    """One opening of the palette."""

    def __init__(self) -> None:
        self.text = ""
        self._offers: list[Offer] = []
        self._people: list[SearchHit] = []
        self._notes: list[SearchHit] = []
        self._number = 0
        self._waits_for = ""
        self.taking = False

    def opened(self, commands: Sequence[tuple[str, str]]) -> None:
        """Begin anew with these commands (text, key)."""
        self._offers = [Offer(text, key, place) for place, (text, key) in enumerate(commands)]
        self._people, self._notes = [], []
        self.text, self._waits_for, self.taking = "", "", False
        self._number += 1

    def closed(self) -> None:
        """Nothing is wanted any more."""
        self._number += 1
        self._people, self._notes = [], []
        self.text, self._waits_for, self.taking = "", "", False

    def typed(self, text: str) -> Ask | None:
        """Take what stands in the box; None when there is nothing to search for, or nothing new."""
        plain = " ".join(text.split())
        if plain == self.text:
            return None
        self.text, self.taking = plain, False
        self._number += 1
        if not plain:
            self._people, self._notes, self._waits_for = [], [], ""
            return None
        self._waits_for = "person"
        return Ask(plain, "person", MOST_PEOPLE, self._number)

    def arrived(self, ask: Ask, hits: Sequence[SearchHit]) -> Ask | None:
        """Take an answer; returns the search for notes once the names are there. A stale answer changes nothing."""
        if ask.number != self._number:
            return None
        if ask.only == "note":
            self._notes, self._waits_for = list(hits), ""
            return None
        self._people = list(hits)
        if len(self.text) < SHORTEST_NOTE_QUERY:
            self._notes, self._waits_for = [], ""
            return None
        self._waits_for = "note"
        return Ask(self.text, "note", MOST_NOTES, self._number)

    def failed(self, ask: Ask) -> None:
        """A search did not answer."""
        if ask.number == self._number:
            self._waits_for = ""

    def is_current(self, ask: Ask) -> bool:
        """Whether the answer to *ask* is still wanted."""
        return ask.number == self._number

    @property
    def waits_for_names(self) -> bool:
        """The names shown are not those of what is typed."""
        return self._waits_for == "person"

    @property
    def searching(self) -> bool:
        """An answer is still to come."""
        return bool(self._waits_for)

    def take(self) -> bool:
        """Enter was pressed: True when the line chosen is the one meant; else it is taken when the names are there."""
        self.taking = self.waits_for_names
        return not self.taking

    def lines(self) -> list[Line]:
        """Return what is shown, group after group."""
        found: list[Line] = []
        if self._people:
            found += [Heading(_("People")), *self._people]
        offers = self._fitting()
        if offers:
            found += [Heading(_("Screens and commands")), *offers]
        if self._notes:
            found += [Heading(_("Notes")), *self._notes]
        return found

    def nothing_found(self) -> bool:
        """There is an answer, and it is empty."""
        return bool(self.text) and not self.searching and not self.lines()

    def _fitting(self) -> list[Offer]:
        """Return the commands every typed word of which begins one of theirs; all of them before one types."""
        words = fold(self.text).split()
        if not words:
            return self._offers
        found = []
        for offer in self._offers:
            own = fold(offer.text).split()
            if all(any(word.startswith(typed) for word in own) for typed in words):
                found.append(offer)
        return found[:MOST_COMMANDS]
