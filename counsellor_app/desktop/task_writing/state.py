"""What a new task's form decides, and the words of tasks in lists. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from counsellor_app.desktop.moments import local_time
from counsellor_app.desktop.row_times import day_and_clock, iso_day, short_iso_day
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.agenda import AppointmentRow, TaskRow, read_clock, read_due, read_every
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.safety import programme_in_lists
from counsellor_app.domain.tasks import Origin, Standing, read_day, read_source, standing
from counsellor_app.domain.validation import read_line
from sync.wording import _

_AFTER_ALL_TIMES = 1 << 62
FIELDS = ("title", "due", "clock", "every", "who")


@dataclass(frozen=True, slots=True)
class Submission:
    """What submitting comes to: the task to ``add`` (arguments as typed), or the field to go to."""

    add: Mapping[str, str] | None = None
    focus: str = ""


class TaskFormState:
    """A task being written, of a case or one's own; with a time of day it is an appointment.

    ``errors`` by field; ``adding`` while the store is asked.
    """

    def __init__(self, *, of_case: bool = True) -> None:
        self._of_case = of_case
        self.values: dict[str, str] = dict.fromkeys(FIELDS, "")
        self.errors: dict[str, str] = {}
        self.adding = False

    @property
    def blank(self) -> bool:
        """Whether nothing is written."""
        return not any(value.strip() for value in self.values.values())

    @property
    def meets(self) -> bool:
        """Whether a time of day is given: then it is an appointment."""
        return bool(self.values["clock"].strip())

    def typed(self, field: str, text: str) -> None:
        """Take what a field holds; its error is gone until it is looked at again."""
        self.values[field] = text
        self.errors.pop(field, None)

    def understood(self, today: date) -> str:
        """Return the day that *due* means, as one writes it; nothing while it is none, or empty."""
        try:
            return iso_day(read_due(self.values["due"], today))
        except ActionableError:
            return ""

    def submit(self, today: date) -> Submission:
        """Check all fields; returns what to do."""
        self.errors = {}
        for field, read in (
            ("title", _read_title),
            ("due", lambda text: read_due(text, today)),
            ("clock", self._read_clock),
            ("every", self._read_every),
            ("who", self._read_who),
        ):
            try:
                read(self.values[field])
            except ActionableError as error:
                self.errors[field] = f"{error.title} {error.advice}"
        if self.errors:
            return Submission(focus=next(field for field in FIELDS if field in self.errors))
        if self.adding:
            return Submission()
        self.adding = True
        return Submission(add=dict(self.values))

    def _read_clock(self, text: str) -> None:
        if not text.strip():
            return
        if not self._of_case:
            raise ActionableError(_("An appointment belongs to a case."), _("Open the case and make it there."))
        read_clock(text)

    def _read_every(self, text: str) -> None:
        if read_every(text) and self.meets:
            raise ActionableError(_("An appointment does not come again by itself."), _("Leave this empty."))

    def _read_who(self, text: str) -> None:
        if text.strip() and self.meets:
            raise ActionableError(
                _("An appointment is kept by whoever is responsible for the case."), _("Leave this empty.")
            )

    def added(self) -> None:
        """The task is there: the form is empty for the next one."""
        self.values = dict.fromkeys(FIELDS, "")
        self.adding = False

    def refused(self) -> None:
        """The task could not be written: what was typed stays."""
        self.adding = False


def _read_title(text: str) -> str:
    title = read_line(text)
    if not title:
        raise ActionableError(_("This task says nothing yet."), _("Write in a few words what is to be done."))
    return title


def due_words(row: TaskRow, now: int, today: date) -> str:
    """Return when a task is due, shortly: *today*, *17 Nov*; nothing for no day."""
    if read_day(row.due_on) is None:
        return ""
    return _("today") if standing(row.due_on, today) is Standing.TODAY else short_iso_day(row.due_on, now)


def list_title(row: TaskRow) -> str:
    """Return what a task is called in a list, over which others may look: not by what a protected programme asks."""
    source = read_source(row.source)
    called = row.called or (source.programme if source is not None else "")
    if source is None or programme_in_lists(called) == called:
        return row.title
    return _("evidence still needed") if source.origin == Origin.GATE else _("next step")


def meeting_words(row: AppointmentRow) -> str:
    """Return an appointment in a line: *Appointment Tue 24 Nov, 14:00 · Dr. Smit · azc Emmen*."""
    when = _("Appointment {moment}").format(moment=day_and_clock(row.at))
    return facts(when, row.with_whom, row.place, row.remark.split("\n", 1)[0])


def day_order(row: TaskRow | AppointmentRow) -> tuple[bool, str, int]:
    """Return where a task or appointment stands among others: by its day, on one day appointments first by their time.

    What has no day stands last.
    """
    if isinstance(row, AppointmentRow):
        return False, local_time(row.at).date().isoformat(), row.at
    return not row.due_on, row.due_on, _AFTER_ALL_TIMES


def due_tone(row: TaskRow, today: date) -> str:
    """Return the colour of a due day: red when it has passed; a day to come is quiet."""
    return "red" if standing(row.due_on, today) is Standing.OVERDUE else ""
