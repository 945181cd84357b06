"""The page of a line without a case: an own task, or an hour at which nobody known waits."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, PAGE_PADDING
from counsellor_app.desktop.note_writing.note_editor import TASK_KEY
from counsellor_app.desktop.row_times import iso_day
from counsellor_app.desktop.today.state.listing import Item
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.agenda import HourRow, TaskRow
from sync.wording import _, ngettext


class OwnPage(QWidget):
    """``done_wanted``: the task is done. ``hour_wanted``: go to the queue of the hour. ``task_wanted``: another one."""

    done_wanted = Signal()
    hour_wanted = Signal()
    task_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "page")
        self.title = RunsLabel()
        self.facts = IconLabel("", font_role="ui")
        self.words = text_label("", "ui", wrap=True, selectable=True)
        self.done = KeyHintButton(_("Done"), "", "primary")
        self.done.clicked.connect(self.done_wanted)
        self.hour = KeyHintButton(_("Go to the queue"), "", "primary")
        self.hour.clicked.connect(self.hour_wanted)
        self.task = KeyHintButton(_("New task"), TASK_KEY)
        self.task.clicked.connect(self.task_wanted)
        acts = QHBoxLayout()
        acts.addWidget(self.done)
        acts.addWidget(self.hour)
        acts.addWidget(self.task)
        acts.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAGE_PADDING, GAP_LARGE - 3, PAGE_PADDING, GAP)
        column.setSpacing(GAP)
        column.addWidget(self.title)
        column.addWidget(self.facts)
        column.addWidget(self.words)
        column.addSpacing(GAP)
        column.addLayout(acts)
        column.addStretch(1)

    def show_item(self, item: Item) -> None:
        """Show an own task or an hour."""
        is_hour = isinstance(item, HourRow)
        self.done.setVisible(not is_hour)
        self.hour.setVisible(is_hour)
        if isinstance(item, HourRow):
            self._show_hour(item)
        elif isinstance(item, TaskRow):
            self.title.set_runs([Run(item.title, "page_title")])
            every = ngettext("again every {n} day", "again every {n} days", item.every_days).format(n=item.every_days)
            due = _("due {day}").format(day=iso_day(item.due_on)) if item.due_on else ""
            self.facts.set_text(facts(_("Own task"), due, every if item.every_days else ""))
            self.words.setText(item.remark)
        self.words.setVisible(bool(self.words.text()))

    def _show_hour(self, item: HourRow) -> None:
        self.title.set_runs([Run(item.place, "page_title")])
        span = f"{item.starts}–{item.ends}"
        waiting = ngettext("{n} person waits", "{n} people wait", item.waiting).format(n=item.waiting)
        self.facts.set_text(facts(_("Consultation hour"), span, waiting if item.waiting else _("nobody waits")))
        said = _("Next: {name}, as written on the paper slip.").format(name=item.next_name) if item.next_name else ""
        self.words.setText(said)

    def focus_first(self) -> None:
        """Go to what can be done."""
        button = self.hour if self.hour.isVisible() else self.done
        button.setFocus(Qt.FocusReason.OtherFocusReason)
