"""Which entries are shown and what each says: a case's entries by day, newest first. No Qt.

Entries come in pages by keyset; an answer to a question nobody asks any more is dropped. What is said of an entry is
made here once, so that painting only paints.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from counsellor_app.desktop import field_words
from counsellor_app.desktop.moments import clock_text, local_time
from counsellor_app.desktop.row_times import day_heading, short_day
from counsellor_app.domain.overviews import AmendmentEntry, Origin, TimelineEntry
from counsellor_app.domain.records import ReviewKind
from sync.wording import _

PAGE: Final = 100
REFRESHED: Final = 300
"""How many of the newest entries are asked for again after a change; older ones stay as they were loaded."""
Keyset = tuple[int, str]
_ICONS: Final[Mapping[str, str]] = {"change": "pen-line", "opened": "folder-open"}
_REVIEW_ICONS: Final[Mapping[str, str]] = {
    ReviewKind.SEEN: "eye",
    ReviewKind.QUESTION: "message-circle-question-mark",
    ReviewKind.ANSWER: "corner-down-left",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A day, above its entries."""

    text: str


@dataclass(frozen=True, slots=True)
class Hanging:
    """An amendment beneath its note: *Amendment 11 Nov · reason: …*, its text, and where it is."""

    id: str
    title: str
    day: str
    reason: str
    text: str
    origin: Origin

    def spoken(self) -> str:
        """Say it whole."""
        return ", ".join((self.title, self.day, self.reason, self.text, self.origin.author_name, office(self.origin)))


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as shown: **title** ``detail`` … who, device, office; beneath it ``body`` and what hangs there."""

    id: str
    entry: TimelineEntry
    time: str
    icon: str
    title: str
    detail: str
    body: str
    origin: Origin
    hanging: tuple[Hanging, ...] = ()
    waits: str = ""

    def spoken(self) -> str:
        """Say it whole, as a screen reader reads it."""
        words = [self.title, self.detail, self.waits, self.time, self.body]
        words += [self.origin.author_name, self.origin.device_label, office(self.origin)]
        words += [hanging.spoken() for hanging in self.hanging]
        return ", ".join(word for word in words if word)


Row = Heading | Shown


def office(origin: Origin) -> str:
    """Return whether the office has it, in words."""
    return _("at office") if origin.at_office else _("not yet at office")


@dataclass(frozen=True, slots=True)
class Fetch:
    """A page to ask the store for; handed back with the answer."""

    case: str
    before: Keyset | None
    limit: int
    number: int


@dataclass
class TimelineState:
    """The entries of one case. ``clock`` returns now in ms; ``wanted`` says which entries are shown at all."""

    clock: Callable[[], int]
    wanted: Callable[[TimelineEntry], bool] = lambda _entry: True
    case: str = ""
    entries: list[TimelineEntry] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    loaded: bool = False
    _after: Keyset | None = None
    _number: int = 0
    _waiting: bool = False

    @property
    def more_to_come(self) -> bool:
        """There are older entries than those loaded."""
        return self._after is not None

    def open(self, case: str) -> Fetch:
        """Show another case: forget everything and ask for its first page."""
        self.case, self.entries, self.rows, self.loaded, self._after = case, [], [], False, None
        return self._ask(None, PAGE)

    def refresh(self) -> Fetch | None:
        """Ask again for what is shown; of a long timeline only for its newest pages."""
        if not self.case:
            return None
        return self._ask(None, min(max(PAGE, len(self.entries)), REFRESHED))

    def more(self) -> Fetch | None:
        """Ask for the next older page, unless one is on its way."""
        if self._after is None or self._waiting:
            return None
        return self._ask(self._after, PAGE)

    def arrived(self, fetch: Fetch, entries: Sequence[TimelineEntry], after: Keyset | None) -> bool:
        """Take an answer; False if it is stale."""
        if fetch.number != self._number or fetch.case != self.case:
            return False
        self._waiting, self.loaded = False, True
        if fetch.before is None and after is not None and len(entries) < len(self.entries):
            known = {entry.id for entry in entries}
            found = [*entries, *(entry for entry in self.entries if entry.id not in known)]
        else:
            found = [*entries] if fetch.before is None else [*self.entries, *entries]
            self._after = after
        self.entries = sorted(found, key=lambda entry: entry.at, reverse=True)
        self.rows = rows_of([entry for entry in self.entries if self.wanted(entry)], self.clock())
        return True

    def failed(self, fetch: Fetch) -> None:
        """The store did not answer; scrolling may ask again."""
        if fetch.number == self._number:
            self._waiting = False

    def open_questions(self) -> list[TimelineEntry]:
        """Return the questions among the loaded entries that nobody answered yet, oldest first."""
        answered = _answered(self.entries)
        return [entry for entry in reversed(self.entries) if _is_open(entry, answered)]

    def find(self, text: str, start: int) -> int:
        """Return the place of the next row from *start* on that says *text*, around the end; -1 if none."""
        wanted, count = text.casefold(), len(self.rows)
        for step in range(count):
            place = (start + step) % count
            row = self.rows[place]
            if isinstance(row, Shown) and wanted in row.spoken().casefold():
                return place
        return -1

    def _ask(self, before: Keyset | None, limit: int) -> Fetch:
        self._number += 1
        self._waiting = True
        return Fetch(self.case, before, limit, self._number)


def rows_of(entries: Sequence[TimelineEntry], now: int) -> list[Row]:
    """Return what is shown of *entries* (newest first), a heading above each day."""
    answered = _answered(entries)
    rows: list[Row] = []
    day = None
    for entry in entries:
        own_day = local_time(entry.at).date()
        if own_day != day:
            day = own_day
            rows.append(Heading(day_heading(entry.at, now)))
        rows.append(_shown(entry, now, _is_open(entry, answered)))
    return rows


def _answered(entries: Sequence[TimelineEntry]) -> frozenset[str]:
    return frozenset(entry.about for entry in entries if entry.review_kind == ReviewKind.ANSWER)


def _is_open(entry: TimelineEntry, answered: frozenset[str]) -> bool:
    return entry.review_kind == ReviewKind.QUESTION and entry.id not in answered


def _shown(entry: TimelineEntry, now: int, waits: bool) -> Shown:
    return Shown(
        id=entry.id,
        entry=entry,
        time=clock_text(entry.at),
        icon=_icon(entry),
        title=field_words.entry_title(entry),
        detail=_detail(entry),
        body=_body(entry),
        origin=entry.origin,
        hanging=tuple(_hanging(amendment, now) for amendment in entry.amendments),
        waits=_("waits for an answer") if waits else "",
    )


def _icon(entry: TimelineEntry) -> str:
    if entry.kind == "note":
        return field_words.NOTE_ICONS.get(entry.note_kind, "file-text")
    if entry.kind == "review":
        return _REVIEW_ICONS.get(entry.review_kind, "eye")
    if entry.withheld:
        return "ban"
    if entry.kind == "record" or entry.object_kind == "flag":
        return field_words.record_icon(entry.object_kind)
    return _ICONS.get(entry.kind, "pen-line")


def _detail(entry: TimelineEntry) -> str:
    where = _("in {case}").format(case=entry.of_case) if entry.of_case else ""
    if entry.kind == "note":
        with_interpreter = _("with interpreter") if entry.interpreter else ""
        return field_words.facts(entry.place, field_words.languages(entry.language), with_interpreter, where)
    said = "" if entry.text else field_words.entry_text(entry)
    return field_words.facts(said, where) if where else said


def _body(entry: TimelineEntry) -> str:
    if entry.kind == "change" and entry.reason:
        return _("Reason: {reason}").format(reason=entry.reason)
    return entry.text


def _hanging(amendment: AmendmentEntry, now: int) -> Hanging:
    return Hanging(
        id=amendment.id,
        title=_("Amendment"),
        day=short_day(amendment.origin.at, now),
        reason=_("reason: {reason}").format(reason=amendment.reason) if amendment.reason else "",
        text=amendment.text,
        origin=amendment.origin,
    )
