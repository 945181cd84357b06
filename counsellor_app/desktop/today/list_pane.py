"""The list of the day with its head, the form of a new task, and the keys that settle a line."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.look.delegates import TwoLineDelegate
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.key_words import key_text
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.tokens import (
    GAP,
    GAP_LARGE,
    GAP_SMALL,
    HEIGHT_ROW_CASE,
    PANE_PADDING,
    WIDTH_LIST_LEAST,
)
from counsellor_app.desktop.note_writing.note_editor import TASK_KEY
from counsellor_app.desktop.row_times import long_day
from counsellor_app.desktop.rows_model import RowsModel
from counsellor_app.desktop.task_writing.form import TaskForm
from counsellor_app.desktop.today.row_words import line_parts, line_spoken
from counsellor_app.desktop.today.searching_list import SearchingList
from counsellor_app.desktop.today.state.listing import Line, Section, TodayState, key_of
from counsellor_app.domain.agenda import AppointmentRow, TaskRow
from sync.wording import _

DONE_KEY, TOMORROW_KEY, DROP_KEY = "F2", "F3", "F4"


class ListPane(QWidget):
    """``moved``: another line was chosen in the list; the others ask for what their name says."""

    moved = Signal()
    done_wanted = Signal()
    tomorrow_wanted = Signal()
    drop_wanted = Signal()
    task_wanted = Signal()

    def __init__(self, context: DesktopContext, state: TodayState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "list")
        self.setMinimumWidth(WIDTH_LIST_LEAST)
        self._state = state
        self._showing = False
        self.title = RunsLabel(gap=9)
        self.day = RunsLabel()
        self.form = TaskForm(context, wide=False)
        self.rows: RowsModel[Line] = RowsModel(
            line_parts, line_spoken, key_of, lambda line: not isinstance(line, Section), parent=self
        )
        self.list = SearchingList(TwoLineDelegate(HEIGHT_ROW_CASE), _("What there is to do today"))
        self.list.setModel(self.rows)
        self.list.selectionModel().currentChanged.connect(self._current_changed)
        self.form.closed.connect(lambda: self.list.setFocus(Qt.FocusReason.OtherFocusReason))
        self.done = KeyHintButton(_("done"), DONE_KEY, "quiet", tip=_("Mark as done"))
        self.tomorrow = KeyHintButton(_("tomorrow"), TOMORROW_KEY, "quiet", tip=_("Move to the next working day"))
        self.drop = KeyHintButton(_("drop"), DROP_KEY, "quiet", tip=_("Need not be done any more"))
        self.done.clicked.connect(self.done_wanted)
        self.tomorrow.clicked.connect(self.tomorrow_wanted)
        self.drop.clicked.connect(self.drop_wanted)
        self._lay_out()

    def _lay_out(self) -> None:
        words = _("New task")
        new = IconButton("plus", words)
        new.setToolTip(f"{words}  {key_text(TASK_KEY)}")
        new.clicked.connect(self.task_wanted)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(new)
        top = QVBoxLayout()
        top.setContentsMargins(PANE_PADDING, GAP_LARGE, PANE_PADDING, GAP)
        top.setSpacing(GAP_SMALL)
        top.addLayout(head)
        top.addWidget(self.day)
        top.addWidget(self.form)
        foot = QHBoxLayout()
        foot.setContentsMargins(GAP_SMALL, GAP_SMALL, GAP_SMALL, GAP_SMALL)
        foot.setSpacing(0)
        for button in (self.done, self.tomorrow, self.drop):
            foot.addWidget(button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Hairline())
        column.addWidget(self.list, 1)
        column.addWidget(Hairline())
        column.addLayout(foot)

    def show_day(self) -> None:
        """Show the lines the state has, and which one is chosen."""
        count = len(self._state.items()) + self._state.day.more
        self.title.set_runs([Run(_("Today"), "pane_title"), Run(f"{count:n}" if count else "", "ui", "text3")])
        self.day.set_runs([Run(long_day(now_ms()), "ui", "text2")])
        self._showing = True
        self.rows.show(self._state.lines())
        self.rows.forget_looks()
        self._showing = False
        self.show_chosen()

    def show_chosen(self) -> None:
        """Choose the line the state has chosen, without telling anybody."""
        place = self.rows.place_of(self._state.chosen)
        self._showing = True
        self.list.setCurrentIndex(self.rows.index(place) if place >= 0 else QModelIndex())
        self._showing = False
        if place >= 0:
            self.list.scrollTo(self.rows.index(place))
        self._show_keys()

    def _show_keys(self) -> None:
        item = self._state.item()
        meets = isinstance(item, AppointmentRow)
        self.done.setEnabled(isinstance(item, TaskRow | AppointmentRow))
        self.tomorrow.setEnabled(isinstance(item, TaskRow))
        self.drop.setEnabled(isinstance(item, TaskRow | AppointmentRow))
        self.done.set_label(_("held") if meets else _("done"))
        self.drop.set_label(_("did not come") if meets else _("drop"))

    def _current_changed(self, current: QModelIndex) -> None:
        line = self.rows.at(current)
        if self._showing or line is None or isinstance(line, Section):
            return  # rows came and went, nobody moved
        self._state.chosen = key_of(line)
        self._show_keys()
        self.moved.emit()
