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

    ``about``: the record (id) that is being changed, empty for a new one. ``edited`` while somebody writes or chooses;
    ``turned(about)`` when what stands there is about something else; ``taken(about)`` by :meth:`clear`.
    """

    wanted = Signal(dict)
    closed = Signal()
    edited = Signal()
    turned = Signal(str)
    taken = Signal(str)

    def __init__(self, title: str, done: str, asked: Sequence[Asked], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "list")
        self._asked = asked
        self.about = ""
        self._at_first = {one.name: one.first for one in asked}
        self._touched: set[str] = set()
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
            field.chosen.connect(lambda key, name=one.name: self._chosen(name, key))
            field.show_choice("", "–")
        else:
            field = QLineEdit(one.first)
            field.returnPressed.connect(self.submit)
            field.textEdited.connect(lambda _text, name=one.name: self._edited(name))
        self.fields[one.name] = field
        return FieldRow(one.words(), field, one.hint() if one.hint else "", "beside", label_width=96)

    def begin(self, values: Mapping[str, str] | None = None, *, title: str = "", about: str = "") -> None:
        """Ask, with *values* already there if given; what was written before is still there.

        With *about*, the id of a record, they are how that record stands.
        """
        self.trouble.hide()
        if about or self.about:
            self._turn(about, values if about else None)
        if title:
            self.title.set_runs([Run(title, "pane_title")])
        for name, value in (values or {}).items():
            if not (about or (name in self._touched and isinstance(self.fields[name], QLineEdit))):
                self.set_value(name, value)
        empty = next((one.name for one in self._asked if not self.values()[one.name]), self._asked[0].name)
        self.fields[empty].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def clear(self) -> None:
        """Everything as at first: what was written has been taken."""
        self.taken.emit(self.about)
        self._turn("")

    def put_away(self) -> None:
        """Stop changing a record; what is written of a new one stands there again."""
        if self.about:
            self._turn("")

    def _turn(self, about: str, values: Mapping[str, str] | None = None) -> None:
        self.about, self._touched = about, set()
        self._at_first = {one.name: one.first for one in self._asked} | dict(values or {})
        for name, value in self._at_first.items():
            self.set_value(name, value)
        self.turned.emit(about)

    def written(self) -> dict[str, str]:
        """Return what is otherwise than at first, once somebody wrote."""
        now = self.values() if self._touched else {}
        return {name: value for name, value in now.items() if value != self._at_first[name]}

    def put_back(self, words: Mapping[str, str]) -> None:
        """Write again what was left; what was typed before it was here stands behind it."""
        for name, text in words.items():
            field = self.fields.get(name)
            if field is not None:
                typed = field.text() if name in self._touched and isinstance(field, QLineEdit) else ""
                self.set_value(name, text + typed)
                self._touched.add(name)

    def _chosen(self, name: str, key: str) -> None:
        self.set_value(name, key)
        self._edited(name)

    def _edited(self, name: str) -> None:
        self._touched.add(name)
        self.edited.emit()

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
