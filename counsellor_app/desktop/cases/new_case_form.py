"""The form of a new case, in the place of the list: a name is enough, the rest can follow on the case's page."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from counsellor_app.desktop import field_words
from counsellor_app.desktop.cases.likely_rows import LikelyArea, LikelyRows
from counsellor_app.desktop.cases.state.likely import LikelyState
from counsellor_app.desktop.cases.state.new_case import FIELDS, NewCaseState
from counsellor_app.desktop.choice_field import ChoiceField
from counsellor_app.desktop.chooser import Option
from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.drafts.keeping import keeping_of
from counsellor_app.desktop.look.banner_bar import BannerBar
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.runs_label import pane_title
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, PANE_PADDING
from counsellor_app.domain.countries import country_names
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes_list import PROGRAMMES
from counsellor_app.domain.records import Case, Sex
from counsellor_app.workflows import casework, duplicates
from sync.wording import _, language

ADD_KEY, FORM = "Ctrl+Return", "new-case"
_LOOK_MS = 250
_CHOSEN = ("sex", "nationality", "programme")
_PERSONAL = ("name", "own_name", "birth_date", "sex")


class NewCaseForm(QWidget):
    """``added(case id)`` when the case is there; ``closed`` when one goes back to the list.

    ``known(case id)`` when the case of somebody who is here already is opened instead.
    """

    added = Signal(str)
    known = Signal(str)
    closed = Signal()

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "list")
        self._context = context
        self.state = NewCaseState()
        self.likely = LikelyState()
        self.cards = LikelyRows()
        self.area = LikelyArea(self.cards)
        self.cards.chosen.connect(self._open_known)
        self.fields: dict[str, QLineEdit | ChoiceField] = {}
        self.rows: dict[str, FieldRow] = {}
        self.trouble = BannerBar("", "", "danger")
        self.trouble.hide()
        self.add = KeyHintButton(_("Open the case"), ADD_KEY, "primary")
        self.add.clicked.connect(self.submit)
        self.clear = KeyHintButton(_("Clear"), "", "quiet", tip=_("Empty the form"))
        self.clear.clicked.connect(self._clear)
        self._lay_out()
        self._keeping = keeping_of(context)
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._keeping.recall(FORM, self, self._recalled)
        escape = QShortcut(QKeySequence("Escape"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(pane_title(_("New case")), 1)
        close = IconButton("x", _("Back to the list"))
        close.clicked.connect(self.closed)
        head.addWidget(close)
        self._inside = inside = QWidget()
        set_surface(inside, "list")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, GAP_SMALL, 0)
        rows.setSpacing(GAP_SMALL)
        for name in FIELDS:
            rows.addWidget(self._row(name))
        rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addWidget(self.clear)
        foot.addStretch(1)
        self._around = (head, foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(PANE_PADDING, GAP_LARGE, PANE_PADDING, GAP)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self.trouble)
        column.addWidget(scroll, 1)
        column.addWidget(self.area)
        column.addLayout(foot)

    def _row(self, name: str) -> FieldRow:
        label = field_words.record_field("person" if name in _PERSONAL else "case", name)
        field: QLineEdit | ChoiceField
        if name in _CHOSEN:
            field = ChoiceField(label, _SOURCES[name])
            field.chosen.connect(partial(self._chosen, name))
        else:
            field = QLineEdit()
            field.textEdited.connect(partial(self._typed, name))
            field.editingFinished.connect(partial(self._left, name))
        hints = {
            "birth_date": _("31-01-1990, 1990, or ca. 1990"),
            "languages": _("with commas between"),
        }
        row = FieldRow(label, field, hints.get(name, ""), "beside", label_width=96)
        self.fields[name], self.rows[name] = field, row
        return row

    def _recalled(self, values: dict[str, str]) -> None:
        left = {name: text for name, text in values.items() if name in FIELDS and not self.state.values[name]}
        if left:
            self._restore(left)

    def begin(self) -> None:
        """Go to the first field; what was begun earlier is still there."""
        self.fields["name"].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def submit(self) -> None:
        """Open the case."""
        decision = self.state.submit(date.today())
        self._show_errors()
        if decision.focus:
            self.fields[decision.focus].setFocus(Qt.FocusReason.OtherFocusReason)
        if decision.add:
            given: dict[str, object] = dict(decision.add)
            given["languages"] = tuple(part.strip() for part in decision.add.get("languages", "").split(",") if part)
            self._context.run(
                partial(casework.add_case, self._context.session, **given),  # type: ignore[arg-type]
                owner=self,
                done=self._added,
                failed=self._refused,
            )

    def _added(self, case: Case) -> None:
        self.state.added()
        self._keeping.forget(FORM)
        self._show_values()
        self.added.emit(case.id)

    def _refused(self, error: Exception) -> None:
        bug = ActionableError(_("The case could not be opened."), _("What you wrote is still here."))
        self.state.refused(error if isinstance(error, ActionableError) else bug)
        self._show_errors()

    def _clear(self) -> None:
        if not self.state.blank:
            before = self.state.clear()
            self._show_values()
            self._keeping.forget(FORM)
            self._context.offer_undo(_("Form emptied"), lambda: self._restore(before))
        self.begin()

    def _restore(self, values: dict[str, str]) -> None:
        self.state.restore(values)
        self._show_values()
        self._keeping.write(FORM, self.state.values)

    def _typed(self, name: str, text: str) -> None:
        self.state.typed(name, text)
        self._show_errors()
        self._keeping.write(FORM, self.state.values)
        self._looking.start()

    def _look(self) -> None:
        """Look who may be here already; what stands in the form while looking does not wait."""
        ask = self.likely.typed(self.state.values)
        if ask is None:
            self._show_likely()
            return
        self._context.run(
            partial(duplicates.likely_duplicates, self._context.session, ask.wanted),
            owner=self,
            done=lambda found: self._show_likely() if self.likely.arrived(ask, found) else None,
            latest="likely",
        )

    def _show_likely(self) -> None:
        self.cards.show_cards(self.likely.heading, self.likely.cards)

    def _open_known(self, case: str) -> None:
        """Go on in the case that is here; what was written is kept until it is cleared."""
        self.known.emit(case)

    def _chosen(self, name: str, key: str) -> None:
        self._typed(name, key)
        self._show_values()

    def _left(self, name: str) -> None:
        self.state.left(name, date.today())
        self._show_errors()

    def _show_values(self) -> None:
        for name, field in self.fields.items():
            value = self.state.values[name]
            if isinstance(field, ChoiceField):
                field.show_choice(value, field_words.field_value(name, value) if value else "–")
            elif field.text() != value:
                field.setText(value)
        self._show_errors()
        if self.state.blank:
            self.likely.clear()
            self._show_likely()

    def _show_errors(self) -> None:
        for name, row in self.rows.items():
            row.set_error(self.state.errors.get(name, ""))
        trouble = self.state.trouble
        self.trouble.setVisible(trouble is not None)
        if trouble is not None:
            self.trouble.say(trouble.title, trouble.advice)

    def resizeEvent(self, event: object) -> None:
        """The people who may be here already get what the fields do not need."""
        around = sum(line.sizeHint().height() for line in self._around) + GAP_LARGE + 4 * GAP
        self.area.take(self.height() - around - self._inside.sizeHint().height())

    def showEvent(self, event: object) -> None:
        """Show what the state holds."""
        self._show_values()
        self._looking.start()


def _sexes() -> Sequence[Option]:
    return [Option(str(code), field_words.sex(code)) for code in Sex]


def _countries() -> Sequence[Option]:
    names = sorted((name, code) for code, name in country_names(language()).items())
    return [Option("", "–"), *(Option(code, name, code) for name, code in names)]


def _programmes() -> Sequence[Option]:
    known = [Option(code, code, programme.name(language())) for code, programme in PROGRAMMES.items()]
    return [Option("", _("No programme")), *known]


_SOURCES: dict[str, Callable[[], Sequence[Option]]] = {
    "sex": _sexes,
    "nationality": _countries,
    "programme": _programmes,
}
