"""How long closed cases are kept: the office's rules, and the cases whose time is over. Part of the office's page."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.section_label import SectionLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL, HEIGHT_FIELD
from counsellor_app.desktop.moments import count_text
from counsellor_app.desktop.office import retention_state as say
from counsellor_app.desktop.said_rows import Said, SaidRows
from counsellor_app.domain.retention import ALL, KeptCase
from sync.wording import _

_LABEL_WIDTH = 180
_SHORTEST = 24
"""Characters: a programme's name is longer than the column is wide."""


class RetentionPart(QWidget):
    """``wanted(years, programme)``: a rule was chosen; ``case_wanted(id)``: show this case."""

    wanted = Signal(int, str)
    case_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rules: Mapping[str, int] = {}
        self._due: list[tuple[KeyHintButton, QWidget]] = []
        self.programme, self.years = QComboBox(), QComboBox()
        for box in (self.programme, self.years):
            box.setMinimumHeight(HEIGHT_FIELD)
            box.setMinimumContentsLength(_SHORTEST)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.programme.activated.connect(self._show_years)
        self.years.activated.connect(
            lambda: self.wanted.emit(int(self.years.currentData()), str(self.programme.currentData()))
        )
        self.rules = SaidRows()
        self.label = SectionLabel(_("Closed cases past their time"))
        self.foot = text_label("", "meta", "text2", wrap=True)
        self._cases = QVBoxLayout()
        self._cases.setSpacing(0)
        hint = _("Counted from the day a case was closed. Of several programmes the longest time holds.")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_SMALL)
        column.addWidget(FieldRow(_("Keep closed cases of"), self.programme, "", "beside", label_width=_LABEL_WIDTH))
        column.addWidget(FieldRow(_("For"), self.years, hint, "beside", label_width=_LABEL_WIDTH))
        column.addWidget(self.rules)
        column.addSpacing(GAP)
        column.addWidget(self.label)
        column.addLayout(self._cases)
        column.addWidget(self.foot)

    def show_rules(self, rules: Mapping[str, int]) -> None:
        """Show the rules in force."""
        self._rules = rules
        chosen = str(self.programme.currentData() or ALL)
        self.programme.clear()
        for code, words in say.programme_choices():
            self.programme.addItem(words, code)
        self.programme.setCurrentIndex(max(self.programme.findData(chosen), 0))
        self._show_years()
        self.rules.show_rows([Said(what, "", long) for what, long in say.rule_lines(rules)])

    def _show_years(self) -> None:
        now = self._rules.get(str(self.programme.currentData()), 0)
        self.years.clear()
        for years, words in say.year_choices(now):
            self.years.addItem(words, years)
        self.years.setCurrentIndex(self.years.findData(now))

    def show_due(self, found: Sequence[KeptCase]) -> None:
        """Show the cases whose time is over."""
        while self._due:
            _button, row = self._due.pop()
            row.hide()
            row.deleteLater()
        for one in found[: say.MOST_SHOWN]:
            self._add(one)
        self.label.set_section(_("Closed cases past their time"), count_text(len(found)))
        self.foot.setText(say.due_foot(found, self._rules))

    def _add(self, one: KeptCase) -> None:
        title, text = say.due_line(one)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        button = KeyHintButton(title, "", "quiet", icon="folder-open")
        button.clicked.connect(partial(self.case_wanted.emit, one.closed.case))
        line.addWidget(button)
        line.addWidget(text_label(text, "meta", "text2"), 1)
        self._cases.addWidget(row)
        self._due.append((button, row))

    def buttons(self) -> list[KeyHintButton]:
        """Return what opens each case of the list."""
        return [button for button, _row in self._due]
