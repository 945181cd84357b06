"""What the page of the next person says before one begins to write. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from counsellor_app.desktop.case_facts import Fact, facts_of, first_person, tags_of
from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.moments import clock_text, local_time
from counsellor_app.desktop.row_times import short_day
from counsellor_app.desktop.task_writing.state import day_order, due_words, list_title, meeting_words
from counsellor_app.desktop.today.state.listing import Item
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.desktop.words.people import document_kind
from counsellor_app.domain.agenda import AppointmentRow, DraftRow, HourRow, NextPerson, PaperRow, TaskRow
from counsellor_app.domain.refusals import programme_shown
from counsellor_app.domain.tasks import Standing, standing
from sync.wording import _, ngettext

_MOST_TASKS = 4
_LONGEST_NOTE = 420


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: the task's words, when, and whether it is the line that was chosen in the list."""

    id: str
    words: str
    due: str
    overdue: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Briefing:
    """What stands above the note. ``facts`` and ``tags`` are (icon, words)."""

    title: str
    own_name: str
    facts: tuple[Fact, ...]
    tags: tuple[Fact, ...]
    reference: str
    last_label: str
    last_words: str
    todos: tuple[Todo, ...]
    more: str


def briefing(found: NextPerson, item: Item | None, now: int) -> Briefing:
    """Return what one must know of the person of a case, *item* being the line that was chosen."""
    page, today = found.page, local_time(now).date()
    person = first_person(page)
    title = person.name or person.own_name or page.case.reference
    meetings = [row for row in found.appointments if item is None or row.id != item.id]
    todos = _todos([*found.tasks, *meetings], item.id if item is not None else "", now, today)
    more = len(todos) - _MOST_TASKS
    note = found.last_note
    return Briefing(
        title=title,
        own_name=person.own_name if person.own_name != title else "",
        facts=tuple(facts_of(page, today)),
        tags=tuple(tags_of(page)),
        reference=facts(programme_shown(page.case.programme, page.declined), page.case.reference),
        last_label=_("Last time, {day}").format(day=short_day(note.at, now)) if note else _("Last time"),
        last_words=_beginning(note.text) if note else _("No talk is written down yet; this is the first one."),
        todos=todos[:_MOST_TASKS],
        more=ngettext("{n} more task", "{n} more tasks", more).format(n=more) if more > 0 else "",
    )


def awaited(item: Item) -> Briefing:
    """Return what is known of the person of a line while the case is still being read."""
    name = item.next_name if isinstance(item, HourRow) else item.name or item.own_name or item.reference
    return Briefing(name, "", (), (), "", _("Reading…"), "", (), "")


def _todos(rows: Sequence[TaskRow | AppointmentRow], chosen: str, now: int, today: date) -> tuple[Todo, ...]:
    """Return what is to be done by its day, the line that was chosen first."""
    ordered = sorted(rows, key=lambda row: (row.id != chosen, *day_order(row)))
    return tuple(_todo(row, chosen, now, today) for row in ordered)


def _todo(row: TaskRow | AppointmentRow, chosen: str, now: int, today: date) -> Todo:
    if isinstance(row, AppointmentRow):
        return Todo(row.id, meeting_words(row), "", overdue=False, chosen=False)
    return Todo(
        id=row.id,
        words=row.title,
        due=due_words(row, now, today),
        overdue=standing(row.due_on, today) is Standing.OVERDUE,
        chosen=row.id == chosen,
    )


def _beginning(text: str) -> str:
    """Return the end of a note: what was agreed stands there, and a long note has no room."""
    plain = " ".join(text.split())
    if len(plain) <= _LONGEST_NOTE:
        return plain
    cut = plain[-_LONGEST_NOTE:]
    return "… " + cut.partition(" ")[2]


def following_words(item: Item | None) -> tuple[str, str]:
    """Return (when, who and what) of the line that comes next; nothing when there is none."""
    if item is None:
        return "", ""
    if isinstance(item, HourRow):
        return _("Next {time}").format(time=item.starts), facts(item.city or item.place, item.next_name)
    name = isolate(item.name or item.own_name or item.reference)
    if isinstance(item, AppointmentRow):
        when = _("Next {time}").format(time=clock_text(item.at))
        return when, facts(name, item.with_whom, item.place)
    if isinstance(item, DraftRow):
        return _("Next"), facts(name, _("unfinished note"))
    if isinstance(item, PaperRow):
        return _("Next"), facts(name, document_kind(item.kind))
    return _("Next"), facts(name, list_title(item))
