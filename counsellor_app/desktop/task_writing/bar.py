"""What is to be done for the person of a case, above the note: one line, more when asked for, and a new task's form."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.look.dress import set_card
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL, ICON
from counsellor_app.desktop.moments import local_time
from counsellor_app.desktop.task_writing.acts import TaskActs
from counsellor_app.desktop.task_writing.form import TaskForm
from counsellor_app.desktop.task_writing.state import day_order, due_words, meeting_words
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.agenda import AppointmentRow, TaskRow
from counsellor_app.domain.tasks import AppointmentState, Standing, TaskState, standing
from counsellor_app.workflows import appointments, tasks
from counsellor_app.workflows.session import Session
from sync.wording import _, ngettext

DONE_KEY, ALL_KEY = "F2", "F7"


class TaskBar(QWidget):
    """Shows the open tasks of one case; hidden while there are none and none is being written.

    ``closed``: the form was closed, the note has the focus again.
    """

    closed = Signal()

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._case = self._name = ""
        self.rows: list[TaskRow | AppointmentRow] = []
        self._lines: list[_Line] = []
        self._all = False
        self.acts = TaskActs(context, self)
        self.form = TaskForm(context, wide=True)
        self.form.added.connect(self.acts.added)
        self.form.closed.connect(self._form_closed)
        self.more = KeyHintButton("", ALL_KEY, "quiet", tip=_("Show all tasks of this case, or the next one only"))
        self.more.clicked.connect(self._toggle)
        self.done = KeyHintButton(_("Done"), DONE_KEY, "quiet", tip=_("The first of these tasks is done"))
        self.done.clicked.connect(self.first_done)
        self._card = QFrame()
        set_card(self._card, "raised")
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        acts = QHBoxLayout()
        acts.setSpacing(0)
        acts.addWidget(self.more)
        acts.addWidget(self.done)
        inside = QHBoxLayout(self._card)
        inside.setContentsMargins(GAP, 3, 3, 3)
        inside.setSpacing(GAP)
        inside.addLayout(self._list, 1)
        inside.addLayout(acts)
        inside.setAlignment(acts, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_SMALL)
        column.addWidget(self._card)
        column.addWidget(self.form)
        self._show()

    # --- of which case

    def open(self, case: str) -> None:
        """Go to another case; its tasks come."""
        if case != self._case:
            self.form.close_form()
            self._case, self._name, self.rows, self._all = case, "", [], False
            self._show()
        self.refresh()

    def name_is(self, name: str) -> None:
        """Say whose case it is."""
        self._name = name

    def refresh(self) -> None:
        """Ask for the tasks anew."""
        case = self._case
        if case:
            call = partial(_ask, self._context.session, case)
            self._context.run(call, owner=self, done=partial(self._arrived, case), latest="tasks")

    def _arrived(self, case: str, rows: Sequence[TaskRow | AppointmentRow]) -> None:
        if case == self._case:
            self.rows = list(rows)
            self._show()

    # --- showing

    def _show(self) -> None:
        shown = self.rows if self._all else self.rows[:1]
        while len(self._lines) < len(shown):
            line = _Line()
            line.done_wanted.connect(partial(self._done, len(self._lines)))
            self._lines.append(line)
            self._list.addWidget(line)
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(shown))
            if place < len(shown):
                line.say(shown[place], self._context.session.person_id, with_button=self._all)
        more = len(self.rows) - 1
        words = ngettext("{n} more", "{n} more", more).format(n=more)
        self.more.set_label(_("Next one only") if self._all else words)
        self.more.setVisible(more > 0)
        self.done.setEnabled(bool(shown) and _can_be_done(shown[0]))
        self._card.setVisible(bool(self.rows))
        self.setVisible(bool(self.rows) or not self.form.isHidden())

    def _toggle(self) -> None:
        self._all = not self._all
        self._show()

    # --- acting

    def write(self) -> None:
        """Write a task of this case."""
        if self._case:
            self.show()
            self.form.begin(self._case, self._name)

    def _form_closed(self) -> None:
        self._show()
        self.closed.emit()

    def first_done(self) -> None:
        """The task that comes first is done."""
        self._done(0)

    def _done(self, place: int) -> None:
        row = self.rows[place] if place < len(self.rows) else None
        if isinstance(row, TaskRow):
            self.acts.settle(row, TaskState.DONE)
        elif row is not None:
            self.acts.settle_appointment(row, AppointmentState.HELD)


def _can_be_done(row: TaskRow | AppointmentRow) -> bool:
    """Say whether a row may be done now: an appointment of another day has not been held yet."""
    return isinstance(row, TaskRow) or local_time(row.at).date() <= date.today()


def _ask(session: Session, case: str) -> list[TaskRow | AppointmentRow]:
    """Return the appointments to come and the open tasks of a case, in the order of their days."""
    meetings = appointments.list_appointments(session, case_id=case)
    return sorted([*meetings, *tasks.list_tasks(session, case_id=case)], key=day_order)


class _Line(QWidget):
    """Shape, words, day; and the button that says it is done."""

    done_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = IconLabel("", "circle", tone="text", font_role="ui", icon_size=ICON)
        self._due = text_label("", "meta", "text2")
        self._done = IconButton("check", _("Done"), size=ICON)
        self._done.clicked.connect(self.done_wanted)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        line.addWidget(self._words)
        line.addWidget(self._due)
        line.addStretch(1)
        line.addWidget(self._done)
        self.setMinimumHeight(30)

    def say(self, row: TaskRow | AppointmentRow, me: str, *, with_button: bool) -> None:
        """Show one task or appointment; of a task that somebody else is to do, who."""
        today = date.today()
        self._done.setVisible(with_button)
        if isinstance(row, AppointmentRow):
            self._words.set_icon("calendar", "accent")
            self._words.set_text(meeting_words(row))
            self._due.clear()
            self._done.setAccessibleName(_("Appointment held"))
            return
        overdue = standing(row.due_on, today) is Standing.OVERDUE
        self._words.set_icon(*(("triangle-alert", "red_shape") if overdue else ("circle", "text3")))
        self._words.set_text(row.title)
        day = due_words(row, now_ms(), today)
        whose = isolate(row.assignee_name) if row.assignee not in ("", me) else ""
        self._due.setText(facts(_("overdue since {day}").format(day=day) if overdue else day, whose))
        self._done.setAccessibleName(_("Done: {task}").format(task=row.title))
