"""The pane of the cases behind a figure: how it divides over the year, and who is counted in it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.figures.bars import AgeStrip, ColourKey, MonthBars, month_names
from counsellor_app.desktop.figures.state import BehindState, people_words
from counsellor_app.desktop.look.delegates import TwoLineDelegate
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.elided_label import ElidedLabel
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.rows import RowParts
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.section_label import SectionLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL, HEIGHT_ROW_REVIEW, PANE_PADDING
from counsellor_app.desktop.row_times import short_iso_day
from counsellor_app.desktop.rows_model import RowsModel, spoken_parts
from counsellor_app.desktop.typing_list import TypingList
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.reports.yearly_results import Line
from counsellor_app.workflows import programmes
from counsellor_app.workflows.programmes import CaseBehind
from sync.wording import _

OPEN_KEY = "Ctrl+Return"
_WIDTH = 384


class BehindPane(QWidget):
    """Feature part: beside the table, while a figure is opened. ``closed`` when it goes."""

    closed = Signal()

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "list")
        self.setFixedWidth(_WIDTH)
        self._context = context
        self.state = BehindState()
        self.path = ElidedLabel("", tone="text2", font_role="meta")
        self.leave = IconButton("x", _("Close"), "Escape")
        self.figure = RunsLabel()
        self.strip, self.key = AgeStrip(), ColourKey()
        self.remark = text_label("", "meta", "text2", wrap=True)
        self.bars = MonthBars(_("By month"))
        self.heading = RunsLabel(gap=8)
        self.whole_year = KeyHintButton("", "", "quiet", icon="x", tip=_("Show the whole year"))
        self.rows: RowsModel[CaseBehind] = RowsModel(_parts, lambda one: spoken_parts(_parts(one)), _key, parent=self)
        self.list = TypingList(TwoLineDelegate(HEIGHT_ROW_REVIEW), _("Cases behind the figure"), self._find)
        self.list.setModel(self.rows)
        self.go = KeyHintButton(_("Open case"), OPEN_KEY, "secondary", icon="folder-open")
        self._lay_out()
        self._connect()
        self.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.path, 1)
        head.addWidget(self.leave)
        shown = QHBoxLayout()
        shown.addWidget(self.heading, 1)
        shown.addWidget(self.whole_year)
        top = QVBoxLayout()
        top.setContentsMargins(PANE_PADDING, GAP_SMALL, PANE_PADDING, GAP_SMALL)
        top.setSpacing(GAP_SMALL)
        top.addLayout(head)
        for widget in (self.figure, self.strip, self.key, self.remark, SectionLabel(_("By month")), self.bars):
            top.addWidget(widget)
        top.addLayout(shown)
        foot = QHBoxLayout()
        foot.setContentsMargins(PANE_PADDING, GAP, PANE_PADDING, GAP)
        foot.addWidget(self.go)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Hairline())
        column.addWidget(self.list, 1)
        column.addWidget(Hairline())
        column.addLayout(foot)

    def _connect(self) -> None:
        self.leave.clicked.connect(self.close_figure)
        self.bars.chosen.connect(self._month_chosen)
        self.whole_year.clicked.connect(lambda: self._month_chosen(self.state.month))
        self.list.entered.connect(self.open_case)
        self.list.doubleClicked.connect(self.open_case)
        self.go.clicked.connect(self.open_case)

    def open_figure(self, line: Line, project: str, year: int) -> bool:
        """Show what is behind *line* of a *project*; False where no cases are."""
        month = self.state.month if self.state.line is not None and self.state.line.words == line.words else 0
        if not self.state.open(line, project, year):
            return False
        self.state.choose(month)
        call = partial(programmes.cases_behind, self._context.session, line.counted, line.programme)
        self._context.run(call, owner=self, done=partial(self._arrived, line), latest="behind")
        self._show()
        self.show()
        return True

    def close_figure(self) -> None:
        """Leave the whole page to the table."""
        if self.state.line is not None:
            self.state.close()
            self.hide()
            self.closed.emit()

    def open_case(self) -> None:
        """Open the chosen case."""
        one = self.rows.at(self.list.currentIndex())
        if one is not None and one.named:
            self._context.navigate("case", case_id=one.counted.case)

    def _arrived(self, line: Line, cases: list[CaseBehind]) -> None:
        if self.state.arrived(line, cases):
            self._show()

    def _month_chosen(self, month: int) -> None:
        self.state.choose(month)
        self._show()

    def _show(self) -> None:
        state = self.state
        if state.line is None:
            return
        self.path.setText(state.path())
        self.figure.set_runs([Run(state.line.figure, "page_title"), Run(state.line.words, "ui", "text2")])
        adults, children, unsaid = state.people()
        words = people_words(adults, children, unsaid)
        self.strip.show_people((adults, children, unsaid), words)
        parts = (("accent", (adults, 0, 0)), ("chart_second", (0, children, 0)), ("chart_grey", (0, 0, unsaid)))
        self.key.show_parts([(role, people_words(*some)) for role, some in parts if any(some)])
        self.strip.setVisible(bool(words))
        self.key.setVisible(bool(words))
        self.remark.setText(state.line.remark)
        self.remark.setVisible(bool(state.line.remark))
        self.bars.show_counts(state.months(), state.month)
        cases, added = state.heading()
        self.heading.set_runs([Run(cases, "section"), Run(added, "meta", "text3")] if state.loaded else [])
        self.whole_year.setVisible(bool(state.month))
        if state.month:
            self.whole_year.set_label(month_names("wide")[state.month - 1])
            self.whole_year.setAccessibleDescription(_("Show the whole year"))
        self.rows.show(state.shown())
        if not self.list.currentIndex().isValid() and self.rows.rowCount():
            self.list.setCurrentIndex(self.rows.index(0))
        self.go.setEnabled(self.rows.rowCount() > 0)

    def _find(self, text: str, start: int) -> int:
        wanted, rows = text.casefold(), self.state.shown()
        for step in range(len(rows)):
            place = (start + step) % len(rows)
            if wanted in f"{rows[place].name} {rows[place].own_name}".casefold():
                return place
        return -1


def _parts(one: CaseBehind) -> RowParts:
    counted = one.counted
    people = people_words(counted.adults, counted.children, counted.unsaid)
    return RowParts(
        title=one.name,
        own_script=one.own_name if one.own_name != one.name else "",
        meta=short_iso_day(counted.day, now_ms()),
        line2=facts(one.place, people),
    )


def _key(one: CaseBehind) -> str:
    return f"{one.counted.case} {one.counted.day}"
