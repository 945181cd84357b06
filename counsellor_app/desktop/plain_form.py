"""A form of a few fields in the place of a list: written or chosen, Ctrl+Enter sends it, Escape goes back.

What was written stays until it was taken. A room of the window, not a feature: it knows no words of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from counsellor_app.desktop.choice_field import ChoiceField
from counsellor_app.desktop.chooser import Option
from counsellor_app.desktop.look.banner_bar import BannerBar
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, PANE_PADDING
from counsellor_app.domain.errors import ActionableError
from sync.wording import _

DONE_KEY = "Ctrl+Return"


@dataclass(frozen=True, slots=True)
class Asked:
    """One field: its name, its words, what stands there at first, a hint; with *options* it is chosen, not written."""

    name: str
    words: Callable[[], str]
    first: str = ""
    hint: Callable[[], str] | None = None
    options: Callable[[], Sequence[Option]] | None = None


class PlainForm(QWidget):
    """``wanted(dict)``: field → text (or key) when it is sent; ``closed`` by Escape.

    ``edited`` while somebody writes or chooses; ``emptied(of_another)`` by :meth:`clear`. ``of_another``: what stands
    there is of a record that is being changed.
    """

    wanted = Signal(dict)
    closed = Signal()
    edited = Signal()
    emptied = Signal(bool)

    def __init__(self, title: str, done: str, asked: Sequence[Asked], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "list")
        self._asked = asked
        self.of_another = False
        self.title = RunsLabel([Run(title, "pane_title")])
        self.fields: dict[str, QLineEdit | ChoiceField] = {}
        self.trouble = BannerBar("", "", "danger")
        self.trouble.hide()
        self.button = KeyHintButton(done, DONE_KEY, "primary")
        self.button.clicked.connect(self.submit)
        self._lay_out()
        escape = QShortcut(QKeySequence("Escape"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        close = IconButton("x", _("Back to the list"))
        close.clicked.connect(self.closed)
        head.addWidget(close)
        inside = QWidget()
        set_surface(inside, "list")
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_surface(scroll, "list")
        scroll.setWidget(inside)
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, GAP_SMALL, 0)
        rows.setSpacing(GAP_SMALL)
        for one in self._asked:
            rows.addWidget(self._row(one))
        rows.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(PANE_PADDING, GAP_LARGE, PANE_PADDING, GAP)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self.trouble)
        column.addWidget(scroll, 1)
        column.addLayout(foot)

    def _row(self, one: Asked) -> FieldRow:
        field: QLineEdit | ChoiceField
        if one.options is not None:
            field = ChoiceField(one.words(), one.options)
            field.chosen.connect(lambda key, name=one.name: self.set_value(name, key))
            field.chosen.connect(lambda _key: self.edited.emit())
            field.show_choice("", "–")
        else:
            field = QLineEdit(one.first)
            field.returnPressed.connect(self.submit)
            field.textEdited.connect(lambda _text: self.edited.emit())
        self.fields[one.name] = field
        return FieldRow(one.words(), field, one.hint() if one.hint else "", "beside", label_width=96)

    def begin(self, values: Mapping[str, str] | None = None, *, title: str = "", of_another: bool = False) -> None:
        """Ask, with *values* already there if given; without, what was written before is still there."""
        self.trouble.hide()
        self.of_another = of_another
        if title:
            self.title.set_runs([Run(title, "pane_title")])
        for name, value in (values or {}).items():
            self.set_value(name, value)
        empty = next((one.name for one in self._asked if not self.values()[one.name]), self._asked[0].name)
        self.fields[empty].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def clear(self) -> None:
        """Everything as at first: what was written has been taken."""
        before, self.of_another = self.of_another, False
        for one in self._asked:
            self.set_value(one.name, one.first)
        self.emptied.emit(before)

    def written(self) -> dict[str, str]:
        """Return what is otherwise than at first."""
        first = {one.name: one.first for one in self._asked}
        return {name: value for name, value in self.values().items() if value != first[name]}

    def set_value(self, name: str, value: str) -> None:
        """Write, or choose, the value of a field."""
        field = self.fields[name]
        if isinstance(field, QLineEdit):
            field.setText(value)
            return
        options = next((one.options for one in self._asked if one.name == name), None)
        words = next((option.text for option in (options() if options else ()) if option.key == value), value)
        field.show_choice(value, words or "–")

    def values(self) -> dict[str, str]:
        """Return what is written and chosen."""
        return {
            name: field.text() if isinstance(field, QLineEdit) else field.choice()
            for name, field in self.fields.items()
        }

    def refuse(self, error: Exception) -> None:
        """Say why it cannot be; everything written stays."""
        if isinstance(error, ActionableError):
            self.trouble.say(error.title, error.advice, "danger")
            self.trouble.show()

    def submit(self) -> None:
        """Send it."""
        self.trouble.hide()
        self.wanted.emit(self.values())
