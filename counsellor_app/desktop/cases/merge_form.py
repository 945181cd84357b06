"""The pane of merging, in the place of the list: who may be the same person, what is linked, and undoing it.

The page beside it shows the case that is looked at. Merging can be undone, so nothing is asked twice.
"""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from counsellor_app.desktop.cases.likely_cards import LikelyCards, small_text
from counsellor_app.desktop.cases.state.merging import MergingState, Subject, look_at
from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.drafts.kept_lines import KeptLines
from counsellor_app.desktop.look.banner_bar import BannerBar
from counsellor_app.desktop.look.dress import Card, set_card, set_surface
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.runs_label import Run, RunsLabel, pane_title
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, PANE_PADDING
from counsellor_app.domain.errors import ActionableError
from counsellor_app.workflows import merging
from sync.wording import _


class MergeForm(QWidget):
    """``closed`` when one goes back to the list; ``split_wanted(case id, person id)`` for a case of their own."""

    closed = Signal()
    split_wanted = Signal(str, str)

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "list")
        self._context = context
        self.state = MergingState()
        self.who = RunsLabel(gap=9)
        self.explained = small_text(
            _("A merged case is shown within this one. Nothing is copied or lost, and it can be undone.")
        )
        self.trouble = BannerBar("", "", "danger")
        self.trouble.hide()
        self.reason = QLineEdit()
        self.reason.textChanged.connect(self._reason_typed)
        self._kept = KeptLines(context, {"reason": self.reason}, self)
        self.cards = LikelyCards(_("Merge into this case"))
        self.cards.chosen.connect(self.merge)
        self.nobody = small_text("")
        self.links = QVBoxLayout()
        self.links.setSpacing(GAP_SMALL)
        self.apart: list[KeyHintButton] = []
        self.persons = QVBoxLayout()
        self.persons.setSpacing(GAP_SMALL)
        self.own_cases: list[KeyHintButton] = []
        self._lay_out()
        escape = QShortcut(QKeySequence("Escape"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(pane_title(_("Same person?")), 1)
        self.close_button = IconButton("x", _("Back to the list"))
        self.close_button.clicked.connect(self.closed)
        head.addWidget(self.close_button)
        inside = QWidget()
        set_surface(inside, "list")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, GAP_SMALL, 0)
        rows.setSpacing(GAP_SMALL)
        rows.addWidget(self.who)
        rows.addLayout(self.links)
        rows.addWidget(self.explained)
        rows.addWidget(FieldRow(_("Why"), self.reason, _("stays in the timeline of both"), "beside", label_width=68))
        rows.addWidget(self.nobody)
        rows.addWidget(self.cards)
        rows.addLayout(self.persons)
        rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(PANE_PADDING, GAP_LARGE, PANE_PADDING, GAP)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self.trouble)
        column.addWidget(scroll, 1)

    def begin(self, case: str) -> None:
        """Look at *case* (id): who may be the same person, and what it is linked with."""
        self.state.begin(case)
        self.trouble.hide()
        self._kept.open(_reason_of(case))
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look()

    def _look(self) -> None:
        self._context.run(
            partial(look_at, self._context.session, self.state.case),
            owner=self,
            done=self._arrived,
            failed=self._refused,
            latest="merging",
        )

    def _arrived(self, subject: Subject) -> None:
        if not self.state.arrived(subject):
            return
        self.who.set_runs([Run(subject.name, "section"), Run(subject.own_name, "row_own", "text2")])
        self.nobody.setText(self.state.heading)
        self.nobody.setVisible(not subject.alike)
        self.cards.show_cards(self.state.heading, self.state.cards)
        self.apart = self._show_strips(self.links, self.state.links, _("Take apart"), self.take_apart, "chosen")
        own = _("A case of their own…")
        self.own_cases = self._show_strips(self.persons, self.state.persons, own, self.split, "plain")

    def _show_strips(
        self,
        column: QVBoxLayout,
        strips: Sequence[tuple[str, str]],
        act: str,
        do: Callable[..., None],
        card: Card,
    ) -> list[KeyHintButton]:
        """Fill *column* with a strip for each (id, words), with a button that does something with the id."""
        buttons = []
        while (item := column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for identifier, words in strips:
            frame = QFrame()
            set_card(frame, card)
            frame.setAccessibleName(words)
            rows = QVBoxLayout(frame)
            rows.setContentsMargins(GAP, GAP_SMALL, GAP, GAP_SMALL)
            rows.addWidget(small_text(words, "text"))
            button = KeyHintButton(act, "", "secondary")
            button.clicked.connect(partial(do, identifier))
            buttons.append(button)
            rows.addWidget(button, 0, Qt.AlignmentFlag.AlignRight)
            column.addWidget(frame)
        return buttons

    def merge(self, other: str) -> None:
        """Show *other* within the case looked at."""
        keep, reason = self.state.case, self.state.reason
        self._act(partial(merging.merge_cases, self._context.session, keep, other, reason), _("Merged"), keep, other)

    def take_apart(self, other: str, *_checked: object) -> None:
        """Undo the link with *other*."""
        case, reason = self.state.case, self.state.reason
        self._act(partial(merging.unmerge_cases, self._context.session, case, other, reason), _("Taken apart"))

    def split(self, person: str, *_checked: object) -> None:
        """Go to where *person* gets a case of their own, with the notes that are chosen there."""
        self.split_wanted.emit(self.state.case, person)

    def _act(self, call: Callable[[], object], said: str, *undoable: str) -> None:
        self.trouble.hide()
        case = self.state.case

        def done(_found: object) -> None:
            self._kept.taken(_reason_of(case))
            # The card that was pressed goes away; the focus must not leave the pane with it.
            self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
            self._look()
            self._context.navigate("case", case_id=self.state.case)
            if undoable:
                self._context.offer_undo(said, partial(self.take_apart, undoable[1]))
            else:
                self._context.status_message(said)

        self._context.run(call, owner=self, done=done, failed=self._refused)

    def _refused(self, error: Exception) -> None:
        bug = ActionableError(_("This could not be done."), _("Nothing was changed."))
        shown = error if isinstance(error, ActionableError) else bug
        self.trouble.say(shown.title, shown.advice)
        self.trouble.show()

    def _reason_typed(self, text: str) -> None:
        self.state.reason = text


def _reason_of(case: str) -> str:
    """Return where it is kept why a case (id) is merged, or taken apart, while that is typed."""
    return f"merge-reason/{case}"
