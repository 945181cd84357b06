"""The lines of the day, grouped: hours, appointments, unfinished notes, papers, due today, overdue. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from counsellor_app.desktop.moments import local_time
from counsellor_app.domain.agenda import AppointmentRow, Day, DraftRow, HourRow, PaperRow, TaskRow
from counsellor_app.domain.tasks import Standing, standing
from sync.wording import _, ngettext


class Group(StrEnum):
    """Where a line stands."""

    HOURS = "hours"
    APPOINTMENTS = "appointments"
    DRAFTS = "drafts"
    PAPERS = "papers"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Section:
    """The heading of a group."""

    group: Group
    title: str
    note: str = ""


Item = HourRow | AppointmentRow | TaskRow | DraftRow | PaperRow
Line = Section | Item
_NAMES = {HourRow: "hour", AppointmentRow: "appointment", TaskRow: "task", DraftRow: "draft", PaperRow: "paper"}


def key_of(line: Line) -> str:
    """Return what stays the same of a line when the list is asked for anew."""
    return f"section {line.group}" if isinstance(line, Section) else f"{_NAMES[type(line)]} {line.id}"


def case_of(item: Item) -> str:
    """Return the case a line is about; nothing for an own task, and an hour whose next person has no case yet."""
    return item.next_case if isinstance(item, HourRow) else item.case


class TodayState:
    """The list of the day. ``clock`` returns now in ms; ``chosen`` is the key of a line."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._number = 0
        self.day = Day(day=self.today().isoformat())
        self.loaded = False
        self.chosen = ""

    def today(self) -> date:
        """Return the day it is on this device."""
        return local_time(self._clock()).date()

    def asked_for(self) -> date:
        """Return the day that is shown, as far as an answer came."""
        return date.fromisoformat(self.day.day)

    def refresh(self) -> tuple[int, date]:
        """Ask for the day anew; returns the number to hand back with the answer, and which day it is."""
        self._number += 1
        return self._number, self.today()

    def arrived(self, number: int, day: Day) -> bool:
        """Take an answer; False if it is stale. A line that is done makes room for the one after it."""
        if number != self._number:
            return False
        before = [key_of(item) for item in self.items()]
        self.day, self.loaded = day, True
        left = [key_of(item) for item in self.items()]
        if self.chosen not in left:
            place = before.index(self.chosen) if self.chosen in before else 0
            self.chosen = left[min(place, len(left) - 1)] if left else ""
        return True

    def is_past(self) -> bool:
        """Say whether midnight passed since the day that is shown."""
        return self.today() != self.asked_for()

    def until_midnight(self) -> int:
        """Return the ms until the day that is shown ends here, at least one: it may have ended while it was read."""
        now = local_time(self._clock())
        midnight = datetime.combine(self.asked_for() + timedelta(days=1), datetime.min.time())
        return max(1, int((midnight - now).total_seconds() * 1000) + 1)

    # --- lines

    def groups(self) -> dict[Group, list[Item]]:
        """Return the lines by group."""
        today = self.asked_for()
        overdue = [row for row in self.day.tasks if standing(row.due_on, today) is Standing.OVERDUE]
        due = [row for row in self.day.tasks if standing(row.due_on, today) is not Standing.OVERDUE]
        found: dict[Group, Sequence[Item]] = {
            Group.HOURS: self.day.hours,
            Group.APPOINTMENTS: self.day.appointments,
            Group.DRAFTS: self.day.drafts,
            Group.PAPERS: self.day.papers,
            Group.DUE: due,
            Group.OVERDUE: overdue,
        }
        return {group: list(items) for group, items in found.items() if items}

    def items(self) -> list[Item]:
        """Return what can be chosen, from top to bottom."""
        return [item for items in self.groups().values() for item in items]

    def lines(self) -> list[Line]:
        """Return the lines with a heading above each group."""
        lines: list[Line] = []
        for group, items in self.groups().items():
            more = self.day.more if group is list(self.groups())[-1] else 0
            lines += [section(group, len(items), more), *items]
        return lines

    def item(self) -> Item | None:
        """Return the chosen line, None for none."""
        return next((item for item in self.items() if key_of(item) == self.chosen), None)

    def following(self) -> Item | None:
        """Return the next line about somebody else, None when there is none."""
        items, here = self.items(), self.item()
        if here is None:
            return None
        after = items[items.index(here) + 1 :]
        return next((item for item in after if not case_of(here) or case_of(item) != case_of(here)), None)

    def step(self, by: int) -> str:
        """Go to the next (1) or previous (-1) line and return its key; the ends hold."""
        keys = [key_of(item) for item in self.items()]
        if not keys:
            return ""
        here = keys.index(self.chosen) if self.chosen in keys else (-1 if by > 0 else len(keys))
        self.chosen = keys[min(max(here + by, 0), len(keys) - 1)]
        return self.chosen

    def badge(self) -> int | None:
        """Return how many things wait to be done today: hours with people waiting, appointments, tasks."""
        waiting = sum(bool(row.waiting) for row in self.day.hours)
        return waiting + len(self.day.appointments) + len(self.day.tasks) + self.day.more or None


def section(group: Group, count: int, more: int = 0) -> Section:
    """Return the heading of a group of *count* lines."""
    titles = {
        Group.HOURS: ngettext("Consultation hour {n}", "Consultation hours {n}", count),
        Group.APPOINTMENTS: ngettext("Appointment {n}", "Appointments {n}", count),
        Group.OVERDUE: ngettext("Overdue {n}", "Overdue {n}", count),
        Group.DUE: ngettext("To do today {n}", "To do today {n}", count),
        Group.DRAFTS: ngettext("Unfinished note {n}", "Unfinished notes {n}", count),
        Group.PAPERS: ngettext("Paper that expires {n}", "Papers that expire {n}", count),
    }
    notes = {Group.OVERDUE: _("should have been done"), Group.DRAFTS: _("on this device only")}
    note = _("and {n} more").format(n=more) if more else notes.get(group, "")
    return Section(group, titles[group].format(n=count), note)
