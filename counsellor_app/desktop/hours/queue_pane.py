"""The queue of an hour: its head, its lines, and the keys that act on who is chosen."""

from datetime import date

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counsellor_app.desktop.hours.state.listing import day_words, place_words
from counsellor_app.desktop.hours.state.queue import QueueState
from counsellor_app.desktop.hours.words import count_parts, row_parts
from counsellor_app.desktop.look.delegates import TwoLineDelegate
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.flow_layout import FlowLayout
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.key_words import key_text
from counsellor_app.desktop.look.row_list import RowList
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.state_label import StateLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, GRID, ICON_SMALL, PANE_PADDING
from counsellor_app.desktop.rows_model import RowsModel
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.hour_pages import HourPage, QueueRow
from counsellor_app.domain.hours import SlotState
from sync.wording import _

HEIGHT_SLOT = 47
_COLUMNS = 3
STATE_KEYS = {
    SlotState.PRESENT: "F2",
    SlotState.ABSENT: "F3",
    SlotState.REFUSED: "F4",
    SlotState.MOVED: "F7",
    SlotState.RELEASED: "F8",
}
EARLIER_KEY, LATER_KEY, BACK_KEY = "Ctrl+PgUp", "Ctrl+PgDown", "Escape"
ADD_KEY, PRINT_KEY, CHANGE_KEY, TAKE_OUT_KEY = "Ctrl+N", "Ctrl+P", "Ctrl+E", "Del"


class QueueList(RowList):
    """``entered`` by Enter on a line, ``deleted`` by Delete."""

    entered = Signal()
    deleted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the note of who is chosen, or adds somebody on a free line; Delete takes him out."""
        if event.key() == Qt.Key.Key_Delete and not event.modifiers():
            self.deleted.emit()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            self.entered.emit()
            return
        super().keyPressEvent(event)


_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class QueuePane(QWidget):
    """``moved(row)`` when another line is current; ``entered`` by Enter; the others are wishes for the page."""

    moved = Signal(object)
    entered = Signal()
    state_wanted = Signal(str)
    earlier = Signal()
    later = Signal()
    back = Signal()
    add_wanted = Signal()
    print_wanted = Signal()
    change_wanted = Signal()
    take_out_wanted = Signal()

    def __init__(self, state: QueueState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "list")
        self._state = state
        self._showing = False
        self.title = RunsLabel()
        self.about = RunsLabel()
        self.lacks = text_label("", "meta", "amber", wrap=True)
        self.lacks.hide()
        self._counts = QWidget()
        self._count_line = FlowLayout(self._counts, gap=GAP)
        self._count_labels: list[StateLabel] = []
        self.rows: RowsModel[QueueRow] = RowsModel(
            lambda row: row_parts(row, state), lambda row: row_parts(row, state).spoken(), _key, parent=self
        )
        self.list = QueueList(TwoLineDelegate(HEIGHT_SLOT, centred_meta=True), _("Queue of this hour"))
        self.list.setModel(self.rows)
        self.buttons: dict[str, KeyHintButton] = {}
        self._lay_out()
        self.list.selectionModel().currentChanged.connect(self._moved)
        self.list.entered.connect(self.entered)
        self.list.deleted.connect(self._deleted)
        self.list.doubleClicked.connect(lambda _index: self.entered.emit())

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(0)
        back = IconButton("calendar-days", _("All hours"), "")
        back.clicked.connect(self.back)
        add = IconButton("user-plus", _("Add somebody to the queue"), ADD_KEY)
        add.clicked.connect(self.add_wanted)
        change = IconButton("pencil", _("Change the hour"), CHANGE_KEY)
        change.clicked.connect(self.change_wanted)
        printing = IconButton("printer", _("Roster to print…"), PRINT_KEY)
        printing.clicked.connect(self.print_wanted)
        earlier = IconButton("chevron-left", _("The hour before"), EARLIER_KEY)
        earlier.clicked.connect(self.earlier)
        later = IconButton("chevron-right", _("The hour after"), LATER_KEY)
        later.clicked.connect(self.later)
        head.addWidget(self.title, 1)
        for button in (back, change, add, printing, earlier, later):
            head.addWidget(button)
        top = QVBoxLayout()
        top.setContentsMargins(PANE_PADDING, GAP_LARGE, PANE_PADDING - 6, GAP)
        top.setSpacing(GAP_SMALL)
        top.addLayout(head)
        top.addWidget(self.about)
        top.addWidget(self._counts)
        top.addWidget(self.lacks)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Hairline())
        column.addWidget(self.list, 1)
        column.addWidget(Hairline())
        column.addWidget(self._foot())

    def _foot(self) -> QWidget:
        foot = QWidget()
        grid = QGridLayout(foot)
        grid.setContentsMargins(PANE_PADDING - 5, GRID, PANE_PADDING - 5, GRID)
        grid.setSpacing(0)
        words = {
            str(SlotState.PRESENT): (_("present"), STATE_KEYS[SlotState.PRESENT]),
            str(SlotState.ABSENT): (_("absent"), STATE_KEYS[SlotState.ABSENT]),
            str(SlotState.REFUSED): (_("refused"), STATE_KEYS[SlotState.REFUSED]),
            str(SlotState.MOVED): (_("moved…"), STATE_KEYS[SlotState.MOVED]),
            str(SlotState.RELEASED): (_("released"), STATE_KEYS[SlotState.RELEASED]),
        }
        for place, (state, (text, key)) in enumerate(words.items()):
            button = KeyHintButton(text, key, "link")
            button.clicked.connect(lambda _checked=False, s=state: self.state_wanted.emit(s))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.buttons[state] = button
            grid.addWidget(button, place // _COLUMNS, place % _COLUMNS, Qt.AlignmentFlag.AlignLeading)
        hint = RunsLabel([Run(_("note"), "meta_medium", "text2"), Run(key_text("Return"), "meta", "text3")], gap=8)
        grid.addWidget(hint, 1, _COLUMNS - 1, Qt.AlignmentFlag.AlignVCenter)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        return foot

    # --- what is shown

    def show_page(self, page: HourPage, today: date) -> None:
        """Show an hour; the choice stays with its person."""
        large, small = place_words(page.place)
        self.title.set_runs([Run(large, "pane_title")])
        self.title.setToolTip(page.place.name)
        hour = page.hour
        words = facts(small, day_words(hour.day, today, long=False), f"{hour.starts}–{hour.ends}", hour.remark)
        self.about.set_runs([Run(words, "meta", "text2")])
        self._show_counts(page)
        warnings = (
            _("This hour was cancelled while somebody was put into it.") if hour.removed else "",
            "" if page.whole else _("A day pack left out who comes here. Whom you add joins the others later."),
        )
        self.lacks.setText(" ".join(warning for warning in warnings if warning))
        self.lacks.setVisible(any(warnings))
        self._showing = True
        self.rows.show(page.rows)
        self.show_choice()
        self._showing = False

    def _show_counts(self, page: HourPage) -> None:
        for label in self._count_labels:
            label.hide()
            self._count_line.removeWidget(label)
            label.deleteLater()
        self._count_labels = []
        for state, words in count_parts(page.counts):
            label = StateLabel(state, words, font_role="meta", icon_size=ICON_SMALL, parent=self._counts)
            self._count_labels.append(label)
            self._count_line.addWidget(label)
            label.show()

    def show_choice(self) -> None:
        """Make the chosen person's line the current one, and show what may be done with him."""
        self.rows.forget_looks()
        place = self.rows.place_of(self._state.chosen)
        showing, self._showing = self._showing, True
        if place >= 0 and place != self.list.currentIndex().row():
            self.list.setCurrentIndex(self.rows.index(place))
        self._showing = showing
        for state, button in self.buttons.items():
            button.setEnabled(self._state.may(state))

    def _moved(self, current: QModelIndex) -> None:
        row = self.rows.at(current)
        if row is not None and not self._showing:
            self.moved.emit(row)

    def _deleted(self) -> None:
        row = self.current()
        if row is not None and row.line.slot is not None and row.line.slot.id == self._state.chosen:
            self.take_out_wanted.emit()

    def current(self) -> QueueRow | None:
        """Return the current line."""
        return self.rows.at(self.list.currentIndex())


def _key(row: QueueRow) -> str:
    return row.line.slot.id if row.line.slot is not None else f"line {row.line.number}"
