"""The pane of splitting a case, in the place of the list: for whom, with which notes; it says what goes where.

The page beside it shows the note one is at. Nothing is moved: the notes stay, and are shown in the new case too.
"""

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counsellor_app.desktop.cases.state.splitting import NoteLine, SplitSubject, SplittingState, look_at_notes
from counsellor_app.desktop.cases.sure_bar import SureBar
from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.drafts.kept_lines import KeptLines
from counsellor_app.desktop.look.banner_bar import BannerBar
from counsellor_app.desktop.look.delegates import TwoLineDelegate
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.row_list import RowList
from counsellor_app.desktop.look.rows import RowParts
from counsellor_app.desktop.look.runs_label import Run, RunsLabel, pane_title
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, PANE_PADDING
from counsellor_app.desktop.row_times import row_time
from counsellor_app.desktop.rows_model import RowsModel
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Case
from counsellor_app.workflows import merging
from sync.wording import _

DO_KEY, ALL_KEY = "Ctrl+Return", "Ctrl+A"
_LOOK_MS = 150
_TOGGLES = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SplitForm(QWidget):
    """``closed`` when one goes back to the list; ``opened(case id)`` when the new case is there."""

    closed = Signal()
    opened = Signal(str)

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "list")
        self._context = context
        self.state = SplittingState()
        self._entering = False
        self.who = RunsLabel(gap=9)
        self.boxes: dict[str, QCheckBox] = {}
        self._people = QVBoxLayout()
        self._people.setSpacing(GAP_SMALL)
        self.count = RunsLabel(gap=9)
        self.every = KeyHintButton(_("All"), "", "link", tip=_("Choose all notes, or none"))
        self.every.clicked.connect(self._all_or_none)
        self.rows: RowsModel[NoteLine] = RowsModel(_parts, _spoken, lambda note: note.id, parent=self)
        self.list = RowList(TwoLineDelegate(), _("Notes"))
        self.list.setModel(self.rows)
        self.list.installEventFilter(self)
        self.list.clicked.connect(self._toggle)
        self.list.selectionModel().currentChanged.connect(self._moved)
        self.reason = QLineEdit()
        self.reason.textChanged.connect(self._reason_typed)
        self._kept = KeptLines(context, {"reason": self.reason}, self)
        self.summary = text_label("", "meta", wrap=True)
        self.trouble = BannerBar("", "", "danger")
        self.trouble.hide()
        self.sure = SureBar(_("Split off now"))
        self.sure.confirmed.connect(self._split)
        self.sure.dismissed.connect(self._unsure)
        self.button = KeyHintButton(_("Split off…"), DO_KEY, "primary")
        self.button.clicked.connect(self.ask)
        self._showing = QTimer(self)
        self._showing.setSingleShot(True)
        self._showing.setInterval(_LOOK_MS)
        self._showing.timeout.connect(self._show_note)
        self._lay_out()
        for key, act in (("Escape", self._back), (ALL_KEY, self._all_or_none)):
            shortcut = QShortcut(QKeySequence(key), self if key == "Escape" else self.list)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(pane_title(_("A case of their own")), 1)
        self.close_button = IconButton("x", _("Back to the list"))
        self.close_button.clicked.connect(self.closed)
        head.addWidget(self.close_button)
        notes = QHBoxLayout()
        notes.addWidget(self.count, 1)
        notes.addWidget(self.every)
        top = QVBoxLayout()
        top.setContentsMargins(PANE_PADDING, GAP_LARGE, PANE_PADDING, GAP_SMALL)
        top.setSpacing(GAP_SMALL)
        top.addLayout(head)
        top.addWidget(self.trouble)
        top.addWidget(self.who)
        top.addLayout(self._people)
        top.addLayout(notes)
        foot = QVBoxLayout()
        foot.setContentsMargins(PANE_PADDING, GAP, PANE_PADDING, GAP)
        foot.setSpacing(GAP_SMALL)
        foot.addWidget(FieldRow(_("Why"), self.reason, _("stays in the timeline of both"), "beside", label_width=68))
        foot.addWidget(self.summary)
        foot.addWidget(self.sure)
        foot.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Hairline())
        column.addWidget(self.list, 1)
        column.addWidget(Hairline())
        column.addLayout(foot)

    # --- showing

    def begin(self, case: str, person: str = "") -> None:
        """Split *case* (id); *person* (id) is the one who is to get a case of her own, where that is known."""
        self.state.begin(case, person)
        self._entering = True
        self.trouble.hide()
        self._unsure()
        self._kept.open(_reason_of(case))
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._context.run(
            partial(look_at_notes, self._context.session, case),
            owner=self,
            done=self._arrived,
            failed=self._refused,
            latest="splitting",
        )

    def _arrived(self, subject: SplitSubject) -> None:
        if not self.state.arrived(subject):
            return
        self.who.set_runs([Run(_("New case for"), "section")])
        self._show_people(subject)
        self._show()
        if self._entering:
            self._entering = False
            first = next(iter(self.boxes.values()), self.list)
            (self.list if self.state.ready else first).setFocus(Qt.FocusReason.OtherFocusReason)
        if not self.list.currentIndex().isValid() and self.state.notes:
            self.list.setCurrentIndex(self.rows.index(0))

    def _show_people(self, subject: SplitSubject) -> None:
        while (item := self._people.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes = {}
        for person, name in subject.persons:
            box = QCheckBox(name.replace("&", "&&"))
            box.setChecked(person in self.state.persons)
            box.toggled.connect(partial(self._person_chosen, person))
            self.boxes[person] = box
            self._people.addWidget(box)
            # Shown now, not when the layout comes round to it: what is hidden cannot take the focus.
            box.show()

    def _show(self) -> None:
        self.rows.show(self.state.notes)
        self.count.set_runs([Run(_("Notes"), "section"), Run(self.state.note_count, "meta", "text2")])
        self.summary.setText(self.state.summary)
        self.summary.setAccessibleName(self.state.summary)
        self.button.setEnabled(self.state.ready)
        self._unsure()

    def _moved(self, current: QModelIndex) -> None:
        if current.isValid() and self.list.hasFocus():
            self._showing.start()

    def _show_note(self) -> None:
        """Show the note one is at in the page, whole."""
        note = self.rows.at(self.list.currentIndex())
        if note is not None and self.isVisible():
            self._context.navigate("case", case_id=self.state.case, note_id=note.id)

    # --- choosing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space and Enter choose the note one is at."""
        chooses = isinstance(event, QKeyEvent) and event.key() in _TOGGLES and not event.modifiers()
        if watched is self.list and event.type() == QEvent.Type.KeyPress and chooses:
            self._toggle(self.list.currentIndex())
            return True
        return super().eventFilter(watched, event)

    def _toggle(self, index: QModelIndex) -> None:
        note = self.rows.at(index)
        if note is not None:
            self.state.toggle_note(note.id)
            self._show()

    def _all_or_none(self) -> None:
        self.state.choose_notes(not all(note.chosen for note in self.state.notes))
        self._show()

    def _person_chosen(self, person: str, chosen: bool) -> None:
        self.state.choose_person(person, chosen)
        self._show()

    def _reason_typed(self, text: str) -> None:
        self.state.reason = text

    # --- doing

    def ask(self) -> None:
        """Say once more what is going to be done."""
        if self.state.ready:
            self.button.hide()
            self.sure.ask(self.state.question, _("Nothing is lost. It can be taken apart again."))

    def _unsure(self) -> None:
        focus: QWidget | None = self.focusWidget()
        had = focus is not None and self.sure.isAncestorOf(focus)
        self.sure.hide()
        self.button.show()
        if had:
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _back(self) -> None:
        if self.sure.isVisible():
            self._unsure()
        else:
            self.closed.emit()

    def _split(self) -> None:
        session, state = self._context.session, self.state
        case = state.case
        self._context.run(
            partial(merging.split_case, session, case, state.chosen_persons, state.chosen_notes, state.reason),
            owner=self,
            done=partial(self._done, case),
            failed=self._refused,
        )

    def _done(self, case: str, new: Case) -> None:
        self._kept.taken(_reason_of(case))
        self.state.begin("")
        self.opened.emit(new.id)
        context = self._context
        apart = partial(merging.unmerge_cases, context.session, new.id, case)
        context.offer_undo(_("Split off"), lambda: context.run(apart, owner=self))

    def _refused(self, error: Exception) -> None:
        bug = ActionableError(_("This could not be done."), _("Nothing was changed."))
        shown = error if isinstance(error, ActionableError) else bug
        self._unsure()
        self.trouble.say(shown.title, shown.advice)
        self.trouble.show()


def _parts(note: NoteLine) -> RowParts:
    mark = ("square-check", "accent", _("chosen")) if note.chosen else ("square", "text3", "")
    return RowParts(title=note.text, meta=row_time(note.at, now_ms()), line2=note.about, lead_icon=mark)


def _spoken(note: NoteLine) -> str:
    chosen = _("chosen") if note.chosen else _("not chosen")
    return ", ".join((chosen, _parts(note).spoken()))


def _reason_of(case: str) -> str:
    """Return where it is kept why a case (id) is split while that is typed."""
    return f"split-reason/{case}"
