"""The form of a new task: what, when, whether it comes again. In one line where there is room."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QCompleter, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.drafts.keeping import keeping_of
from counsellor_app.desktop.look.dress import set_card
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL
from counsellor_app.desktop.task_writing.state import FIELDS, TaskFormState
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import Member
from counsellor_app.domain.tasks import Appointment, OwnTask, Task
from counsellor_app.workflows import appointments, tasks
from sync.wording import _


class TaskForm(QFrame):
    """``added(task)`` when it is there; ``closed`` by Escape. Hidden until :meth:`begin`.

    What was typed and not added is kept on this device, for each case by itself, and stands here again.
    """

    added = Signal(object)
    closed = Signal()

    def __init__(self, context: DesktopContext, *, wide: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_card(self, "raised")
        self._context = context
        self._case = ""
        self.state = TaskFormState(of_case=False)
        self.whose = IconLabel("", "list-checks", tone="text", font_role="ui_strong")
        self.fields = {name: QLineEdit() for name in FIELDS}
        self.fields["due"].setPlaceholderText(_("tomorrow, +7, 24-11"))
        self.fields["due"].setToolTip(_("today, tomorrow, +7, 24-11"))
        self.fields["clock"].setPlaceholderText("14:00")
        self.fields["clock"].setToolTip(_("With a time it is an appointment"))
        self.fields["every"].setPlaceholderText(_("days"))
        self.fields["who"].setPlaceholderText(_("responsible"))
        self.fields["who"].setToolTip(_("Whoever is responsible for the case, or a colleague who reads it"))
        self.names = QStringListModel(self)
        colleagues = QCompleter(self.names, self)
        colleagues.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.fields["who"].setCompleter(colleagues)
        labels = {
            "title": _("What"),
            "due": _("When"),
            "clock": _("At"),
            "every": _("Again every"),
            "who": _("By whom"),
        }
        self.rows = {name: FieldRow(labels[name], field) for name, field in self.fields.items()}
        self.add = KeyHintButton(_("Add the task"), "", "secondary")
        self.add.clicked.connect(self.submit)
        self._lay_out(wide)
        self._keeping = keeping_of(context)
        for name, field in self.fields.items():
            field.textEdited.connect(partial(self._typed, name))
            field.returnPressed.connect(self.submit)
        escape = QShortcut(QKeySequence("Escape"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.close_form)
        escape.activatedAmbiguously.connect(self.close_form)  # the page it stands in has the same key
        self.hide()

    def _lay_out(self, wide: bool) -> None:
        head = QHBoxLayout()
        head.addWidget(self.whose, 1)
        close = IconButton("x", _("Close; what is written stays"))
        close.clicked.connect(self.close_form)
        head.addWidget(close)
        small = QHBoxLayout()
        small.setSpacing(GAP_SMALL)
        for name, stretch in (("due", 5), ("clock", 3), ("every", 4), ("who", 6)):
            small.addWidget(self.rows[name], stretch, Qt.AlignmentFlag.AlignTop)
        line = QBoxLayout(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        line.setSpacing(GAP_SMALL)
        line.addWidget(self.rows["title"], 5, Qt.AlignmentFlag.AlignTop)
        line.addLayout(small, 6)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP_SMALL, GAP, GAP)
        column.setSpacing(GAP_SMALL)
        column.addLayout(head)
        column.addLayout(line)
        column.addLayout(foot)

    def begin(self, case_id: str, name: str) -> None:
        """Open for the case of somebody called *name*, or (without one) for an own task; what was begun is there."""
        again = case_id == self._case and not self.isHidden()
        self._case = case_id
        self.whose.set_text(_("Task for {name}").format(name=name) if case_id else _("Own task, without a case"))
        self.rows["who"].setVisible(bool(case_id))
        if case_id:
            call = partial(tasks.may_do, self._context.session, case_id)
            self._context.run(call, owner=self, done=self._know, latest="names")
        if not again:
            self.state = TaskFormState(of_case=bool(case_id))
            self._show_values()
            self._keeping.recall(self._form(), self, partial(self._recalled, case_id))
        self.show()
        self.fields["title"].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _know(self, members: Sequence[Member]) -> None:
        """Offer the names of those who may be given a task of this case."""
        self.names.setStringList([member.name for member in members])

    def _form(self) -> str:
        """What the unfinished form is called: another one for each case, so that no words end in somebody else's."""
        return f"new-task/{self._case}"

    def _recalled(self, case_id: str, values: dict[str, str]) -> None:
        """Put back what was left; what was typed before it was here stands behind it."""
        if case_id == self._case:
            for name in values.keys() & self.fields.keys():
                self.state.typed(name, values[name] + self.state.values[name])
            self._show_values()

    def close_form(self) -> None:
        """Close; what is written is kept."""
        if not self.isHidden():
            self._keeping.keep()
            self.hide()
            self.closed.emit()

    def submit(self) -> None:
        """Write the task."""
        found = self.state.submit(date.today())
        self._show_errors()
        if found.focus:
            self.fields[found.focus].setFocus(Qt.FocusReason.OtherFocusReason)
        if found.add is not None:
            done = partial(self._added, self._form())
            self._context.run(self._call(found.add), owner=self, done=done, failed=self._refused)

    def _call(self, given: Mapping[str, str]) -> Callable[[], Task | OwnTask | Appointment]:
        session, case, title, due = self._context.session, self._case, given["title"], given["due"]
        if given["clock"].strip():
            return partial(appointments.add_appointment, session, case, day=due, clock=given["clock"], remark=title)
        return partial(
            tasks.add_task, session, title, case_id=case, due=due, every=given["every"], assignee=given["who"]
        )

    def _added(self, form: str, task: Task | OwnTask | Appointment) -> None:
        self._keeping.forget(form)
        if form == self._form():
            self.state.added()
            self._show_values()
            self.hide()
        self.added.emit(task)
        self.closed.emit()

    def _refused(self, error: Exception) -> None:
        self.state.refused()
        if isinstance(error, ActionableError):
            self._context.show_error(error)

    def _typed(self, name: str, text: str) -> None:
        self.state.typed(name, text)
        self._show_errors()
        self._keeping.write(self._form(), self.state.values)

    def _show_values(self) -> None:
        for name, field in self.fields.items():
            if field.text() != self.state.values[name]:
                field.setText(self.state.values[name])
        self._show_errors()

    def _show_errors(self) -> None:
        for name, row in self.rows.items():
            row.set_error(self.state.errors.get(name, ""))
        self.rows["due"].set_hint(self.state.understood(date.today()))
        self.add.set_label(_("Add the appointment") if self.state.meets else _("Add the task"))
