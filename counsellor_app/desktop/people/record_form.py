"""A form in a card: fields in two columns, saved by Enter, left by Escape; what is unfinished is kept."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from counsellor_app.desktop.choice_field import ChoiceField
from counsellor_app.desktop.chooser import Option
from counsellor_app.desktop.look.chips import Chip
from counsellor_app.desktop.look.dress import set_card
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.flow_layout import FlowLayout
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.section_label import SectionLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL, HEIGHT_FIELD, PAGE_PADDING
from counsellor_app.desktop.look.warning_text import WarningText
from counsellor_app.desktop.people.state.forms import FieldSpec, FormSpec, FormState
from sync.wording import _

_LABEL_WIDTH = 112
_WIDE = frozenset({"chips", "text"})


class RecordForm(QFrame):
    """Shows a :class:`FormSpec`. ``submitted(spec, values)``; ``keep(spec, values)``: what differs from before."""

    submitted = Signal(object, object)
    keep = Signal(object, object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_card(self, "raised")
        self.state: FormState | None = None
        self.fields: dict[str, QWidget] = {}
        self.rows: dict[str, FieldRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(GAP, GAP, GAP, GAP)
        self._column.setSpacing(GAP_SMALL)
        self._inside: QWidget | None = None
        self._before: QWidget | None = None
        self._refused = WarningText()
        for key, act in (("Escape", self.leave), ("Ctrl+Return", self.submit), ("Ctrl+Enter", self.submit)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.hide()

    @property
    def spec(self) -> FormSpec | None:
        """The form that is open; None when it is closed."""
        return self.state.spec if self.state else None

    def open(self, spec: FormSpec) -> None:
        """Show another form, and begin at its first field."""
        focus = QApplication.focusWidget()
        if focus is not None and not self.isAncestorOf(focus):
            self._before = focus
        self.state = FormState(spec)
        self._build(spec)
        self.show()
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        QTimer.singleShot(0, self, self._reveal)

    def _reveal(self) -> None:
        """Scroll until the form is seen, its first field at least; only then it is laid out."""
        page = self.parentWidget()
        while page is not None and not isinstance(page, QScrollArea):
            page = page.parentWidget()
        if page is None or not self.isVisible():
            return
        page.ensureWidgetVisible(self, 0, PAGE_PADDING)
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            page.ensureWidgetVisible(focus, 0, PAGE_PADDING)

    def _build(self, spec: FormSpec) -> None:
        if self._inside is not None:
            self._inside.hide()
            self._column.removeWidget(self._inside)
            self._inside.deleteLater()
        self.fields, self.rows = {}, {}
        self._inside = inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_SMALL)
        column.addWidget(SectionLabel(spec.title))
        if spec.says:
            column.addWidget(_explanation(spec))
        column.addLayout(self._grid(spec.fields))
        self._refused = WarningText()
        column.addWidget(self._refused)
        save = KeyHintButton(spec.save, "", "secondary", tip=_("{act} (Enter)").format(act=spec.save))
        save.clicked.connect(self.submit)
        leave = KeyHintButton(_("Leave it"), "", "quiet", tip=_("Leave it (Escape); what is written stays"))
        leave.clicked.connect(self.leave)
        foot = QHBoxLayout()
        foot.setSpacing(GAP_SMALL)
        foot.addWidget(save)
        foot.addWidget(leave)
        foot.addStretch(1)
        column.addLayout(foot)
        self._column.addWidget(inside)
        self._save = save

    def _grid(self, specs: Sequence[FieldSpec]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(PAGE_PADDING)
        grid.setVerticalSpacing(GAP_SMALL)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        place = 0
        for spec in specs:
            row = FieldRow(spec.label, self._field(spec), spec.hint, "beside", label_width=_LABEL_WIDTH)
            self.rows[spec.name] = row
            wide = spec.kind in _WIDE
            place += wide and place % 2
            grid.addWidget(row, place // 2, place % 2, 1, 2 if wide else 1, Qt.AlignmentFlag.AlignTop)
            place += 2 if wide else 1
        return grid

    def _field(self, spec: FieldSpec) -> QWidget:
        assert self.state is not None
        makers: dict[str, Callable[[FieldSpec, str], QWidget]] = {
            "line": self._line,
            "text": self._text,
            "choice": self._choice,
            "chips": self._chips,
            "truth": self._truth,
        }
        field = makers[spec.kind](spec, self.state.values[spec.name])
        self.fields[spec.name] = field
        return field

    def _line(self, spec: FieldSpec, value: str) -> QWidget:
        field = QLineEdit(value)
        field.textEdited.connect(partial(self._typed, spec.name))
        field.returnPressed.connect(self.submit)
        return field

    def _text(self, spec: FieldSpec, value: str) -> QWidget:
        field = QPlainTextEdit(value)
        field.setTabChangesFocus(True)
        field.setFixedHeight(84)
        field.textChanged.connect(lambda: self._typed(spec.name, field.toPlainText()))
        return field

    def _choice(self, spec: FieldSpec, value: str) -> QWidget:
        words = {key: text for key, text, _note in spec.options}
        field = ChoiceField(spec.label, lambda: [Option(*option) for option in spec.options])
        field.show_choice(value, words.get(value, value or "–"))

        def chosen(key: str) -> None:
            field.show_choice(key, words.get(key, key))
            self._typed(spec.name, key)

        field.chosen.connect(chosen)
        return field

    def _chips(self, spec: FieldSpec, value: str) -> QWidget:
        on = {part.strip() for part in value.split(",") if part.strip()}
        holder = QWidget()
        flow = FlowLayout(holder)
        made: list[tuple[str, Chip]] = []

        def turned() -> None:
            self._typed(spec.name, ",".join(key for key, chip in made if chip.isChecked()))

        for key, text, note in spec.options:
            chip = Chip(text)
            chip.setToolTip(note)
            chip.setChecked(key in on)
            chip.clicked.connect(turned)
            made.append((key, chip))
            flow.addWidget(chip)
        if made:
            holder.setFocusProxy(made[0][1])
        return holder

    def _truth(self, spec: FieldSpec, value: str) -> QWidget:
        chip = Chip(_("yes"))
        chip.setChecked(value == "yes")
        chip.clicked.connect(lambda on: self._typed(spec.name, "yes" if on else "no"))
        holder = QWidget()
        holder.setFixedHeight(HEIGHT_FIELD)
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(chip)
        line.addStretch(1)
        chip.setAccessibleName(spec.label)
        holder.setFocusProxy(chip)
        return holder

    # --- writing

    def _typed(self, name: str, text: str) -> None:
        if self.state is None:
            return
        self.state.typed(name, text)
        self.rows[name].set_error("")
        self._refused.hide()
        self.keep.emit(self.state.spec, self.state.changed(self.state.values))

    def recall(self, values: dict[str, str]) -> None:
        """Put back what was left unfinished; what is typed already stands behind it."""
        if self.state is None or not values:
            return
        spec = self.state.spec
        self.state.recall(values)
        kept = dict(self.state.values)
        self._build_again(spec, kept)

    def _build_again(self, spec: FormSpec, values: dict[str, str]) -> None:
        assert self.state is not None
        self._build(spec)
        self.state.values = values
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def submit(self) -> None:
        """Save, or say beside the fields what is wrong."""
        if self.state is None or not self._save.isEnabled():
            return
        values = self.state.submit()
        for name, row in self.rows.items():
            row.set_error(self.state.errors.get(name, ""))
        if values is None:
            wrong = next(iter(self.state.errors))
            self.fields[wrong].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._save.setEnabled(False)
        self.submitted.emit(self.state.spec, values)

    def refused(self, words: str) -> None:
        """Say why nothing was saved; what is typed stays."""
        self._save.setEnabled(True)
        self._refused.say(words)

    def saved(self) -> None:
        """It is saved: close, and forget what was typed."""
        if self.state is not None:
            self.keep.emit(self.state.spec, {})
        self._close()

    def leave(self) -> None:
        """Close; what is written is kept and stands here again the next time."""
        self._close()

    def _close(self) -> None:
        self.state = None
        focus = QApplication.focusWidget()
        within = focus is not None and self.isAncestorOf(focus)
        back, self._before = self._before, None
        self.hide()
        if within and back is not None and isValid(back) and back.isVisible():
            back.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()


def _explanation(spec: FormSpec) -> QWidget:
    if spec.warns:
        return WarningText(spec.says, "ui", "amber")
    return text_label(spec.says, "ui", "text2", wrap=True)
