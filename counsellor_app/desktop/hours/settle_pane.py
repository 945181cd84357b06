"""What two laptops wrote differently about what the team shares: each value by whom, Enter takes one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counsellor_app.desktop import field_words
from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.entering_list import EnteringList
from counsellor_app.desktop.look.delegates import TwoLineDelegate
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.rows import RowParts, SectionParts
from counsellor_app.desktop.look.runs_label import pane_title
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, PANE_PADDING
from counsellor_app.desktop.row_times import row_time
from counsellor_app.desktop.rows_model import RowsModel
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.workflows import reviewing
from counsellor_app.workflows.shared_conflicts import SharedConflict, shared_conflicts
from sync.wording import _


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a conflict, or its heading when ``place`` is below 0."""

    shared: SharedConflict
    place: int = -1


def choices(found: Sequence[SharedConflict]) -> list[Choice]:
    """Return each conflict with its values beneath it."""
    return [Choice(one, place) for one in found for place in range(-1, len(one.values))]


def choice_parts(choice: Choice) -> RowParts | SectionParts:
    """Return what a line says: of a heading the record and its field, of a value who wrote it and when."""
    conflict, place = choice.shared.conflict, choice.place
    if place < 0:
        field = field_words.record_field(conflict.object_kind, conflict.field)
        about = [part for part in choice.shared.about if part]
        return SectionParts(facts(field, *(about or [field_words.record_kind(conflict.object_kind)])))
    side = conflict.values[place]
    value = field_words.record_value(conflict.object_kind, conflict.field, choice.shared.values[place])
    return RowParts(
        title=value,
        line2=facts(side.origin.author_name, row_time(side.origin.at, now_ms())),
        meta=_("shown now") if side.displayed else "",
    )


class SettlePane(QWidget):
    """``closed`` by Escape, and when nothing is left to settle."""

    closed = Signal()

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "list")
        self._context = context
        self.rows: RowsModel[Choice] = RowsModel(
            choice_parts, lambda one: choice_parts(one).spoken(), _key, lambda one: one.place >= 0, parent=self
        )
        self.list = EnteringList(TwoLineDelegate(), _("Written differently"))
        self.list.setModel(self.rows)
        self.list.entered.connect(self.take)
        self.list.doubleClicked.connect(lambda _index: self.take())
        head = QHBoxLayout()
        head.addWidget(pane_title(_("Written differently")), 1)
        close = IconButton("x", _("Back to the list"))
        close.clicked.connect(self.closed)
        head.addWidget(close)
        top = QVBoxLayout()
        top.setContentsMargins(PANE_PADDING, GAP_LARGE, PANE_PADDING, GAP)
        top.setSpacing(GAP_SMALL)
        top.addLayout(head)
        words = _("Two of you changed the same without knowing of each other. Enter on a value lets it stand for both.")
        top.addWidget(text_label(words, "meta", "text2", wrap=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Hairline())
        column.addWidget(self.list, 1)
        escape = QShortcut(QKeySequence("Escape"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)

    def begin(self) -> None:
        """Show what is to be settled."""
        self._context.run(partial(shared_conflicts, self._context.session), owner=self, done=self._arrived)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrived(self, found: list[SharedConflict]) -> None:
        if not found:
            self.closed.emit()
            return
        self.rows.show(choices(found))
        self.list.setCurrentIndex(self.rows.index(self.rows.first()))

    def take(self) -> None:
        """Let the value that is chosen stand."""
        choice = self.rows.at(self.list.currentIndex())
        if choice is not None and choice.place >= 0:
            conflict = choice.shared.conflict
            call = partial(
                reviewing.resolve, self._context.session, conflict.id, take=conflict.values[choice.place].change
            )
            self._context.run(call, owner=self, done=lambda _conflict: self.begin())


def _key(choice: Choice) -> str:
    return f"{choice.shared.conflict.id} {choice.place}"
