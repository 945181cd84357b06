"""The page of yearly results: a year, the table, print and export. Counts through the store thread; decides nothing."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from counsellor_app.desktop.choice_field import ChoiceField
from counsellor_app.desktop.chooser import Option
from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.context import Command, DesktopContext
from counsellor_app.desktop.export_form import ExportForm, Leaving
from counsellor_app.desktop.figures.behind import BehindPane
from counsellor_app.desktop.figures.paper import results_pdf, title_of
from counsellor_app.desktop.figures.state import EVERY, FILLED, FiguresState
from counsellor_app.desktop.figures.table import FiguresTable, same_line
from counsellor_app.desktop.look.chips import ChipRow
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.empty_state import EmptyState
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, PAGE_PADDING
from counsellor_app.desktop.moments import local_time
from counsellor_app.desktop.words.exports import holds
from counsellor_app.domain.exports import ExportKind, ExportMark
from counsellor_app.workflows import programmes
from counsellor_app.workflows.programmes import YearCount, YearResults
from sync.wording import _

EARLIER_KEY, LATER_KEY, PRINT_KEY, EXPORT_KEY, AGAIN_KEY = "Alt+PgUp", "Alt+PgDown", "Ctrl+P", "Ctrl+S", "Ctrl+R"
_YEAR_WIDTH = 108
_TABLE, _EMPTY = range(2)
Sheet = Callable[[YearResults, ExportMark], bytes]
_AT_ONCE = 0.012
"""Seconds the store is held at a time, about."""


class FiguresView(QWidget):
    """Feature: the yearly results."""

    badge_changed = Signal()

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "page")
        self.context = context
        self.state = FiguresState(local_time(now_ms()).date())
        self._counting: YearCount | None = None
        self.year = ChoiceField(_("Year"), self._years)
        self.year.setFixedWidth(_YEAR_WIDTH)
        self.earlier = IconButton("chevron-left", _("The year before"), EARLIER_KEY)
        self.later = IconButton("chevron-right", _("The year after"), LATER_KEY)
        self.print = KeyHintButton(_("Save as PDF…"), PRINT_KEY, "quiet", icon="printer")
        self.export = KeyHintButton(_("Export…"), EXPORT_KEY, "secondary", icon="download")
        self.shows = ChipRow(_("What is shown"), [(FILLED, _("With figures")), (EVERY, _("Every project"))])
        self.about = text_label("", "meta", "text2")
        self.again = KeyHintButton(_("Count again"), AGAIN_KEY, "quiet", icon="refresh-cw")
        self.table = FiguresTable(_("Yearly results"))
        self.behind = BehindPane(context)
        self.empty = EmptyState("", "", icon="chart-column")
        self.pages = QStackedWidget()
        self.leaving = ExportForm(context)
        self.leaving.closed.connect(self.table.setFocus)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(RunsLabel([Run(_("Yearly results"), "page_title")]), 1)
        for widget in (self.earlier, self.year, self.later, self.print, self.export):
            head.addWidget(widget)
        second = QHBoxLayout()
        second.setSpacing(GAP)
        second.addWidget(self.shows)
        second.addWidget(self.about, 1)
        second.addWidget(self.again)
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.empty)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        column = QVBoxLayout()
        whole.addLayout(column, 1)
        whole.addWidget(self.behind)
        column.setContentsMargins(PAGE_PADDING, GAP_LARGE, PAGE_PADDING, GAP)
        column.setSpacing(GAP_SMALL)
        column.addLayout(head)
        column.addWidget(self.leaving)
        column.addLayout(second)
        column.addWidget(self.pages, 1)

    def _connect(self) -> None:
        self.year.chosen.connect(lambda key: self.choose(int(key)))
        self.earlier.clicked.connect(lambda: self.choose(self.state.year - 1))
        self.later.clicked.connect(lambda: self.choose(self.state.year + 1))
        self.shows.chosen.connect(self._turn)
        self.print.clicked.connect(self.save_sheet)
        self.export.clicked.connect(self.save_table)
        self.again.clicked.connect(self.count)
        self.table.opened.connect(self.open_figure)
        self.table.selectionModel().currentRowChanged.connect(self._moved)
        self.behind.closed.connect(self._left)
        QShortcut(QKeySequence("F2"), self).activated.connect(self.year.open)

    # --- the contract of a feature

    def title(self) -> str:
        """Return the name of the page."""
        return _("Yearly results")

    def rail_badge(self) -> int | None:
        """Nothing waits here."""
        return None

    def commands(self) -> list[Command]:
        """Return what the palette may offer of this page."""
        return [
            Command(_("Choose the year of the results"), "F2", self.year.open, "calendar-days"),
            Command(_("Save the yearly results as PDF"), PRINT_KEY, self.save_sheet, "printer"),
            Command(_("Export the yearly results"), EXPORT_KEY, self.save_table, "download"),
            Command(_("Show the cases behind the figure"), "Return", self.open_figure, "users"),
            Command(_("Count again"), AGAIN_KEY, self.count, "refresh-cw"),
        ]

    def activate(self, **ids: str) -> None:
        """Count what there is now."""
        self.count()
        self.table.setFocus()

    def deactivate(self) -> None:
        """Nothing is written here."""

    # --- counting and showing

    def choose(self, year: int) -> None:
        """Show another year."""
        if self.state.choose(year):
            self.count()

    def count(self) -> None:
        """Count the year anew."""
        self._show()
        self._begin(self.state.year)

    def _begin(self, year: int) -> None:
        self._counting = YearCount(self.context.session, year)
        self._go_on(self._counting)

    def _go_on(self, count: YearCount) -> None:
        self.context.run(partial(count.go_on, _AT_ONCE), owner=self, done=lambda _none: self._counted(count))

    def _counted(self, count: YearCount) -> None:
        """Show the year as soon as it is counted; the year before it comes beside it when that is counted too."""
        if count is not self._counting:
            return  # another year is asked for by now, or the same one anew
        if count.found is None:
            self._go_on(count)
        elif count.found.year == self.state.year:
            if self.state.arrived(count.found, None, now_ms()):
                self._show()
                self._begin(count.year - 1)
        elif self.state.found is not None and self.state.arrived(self.state.found, count.found, now_ms()):
            self._show()

    def _turn(self, shown: str) -> None:
        self.state.shown = shown
        self._show()

    def _show(self) -> None:
        state = self.state
        self.year.show_choice(str(state.year), str(state.year))
        self.earlier.setEnabled(state.year - 1 in state.years())
        self.later.setEnabled(state.year + 1 in state.years())
        for button in (self.print, self.export):
            button.setEnabled(state.found is not None)
        self.about.setText(state.about(now_ms()))
        self.table.show_lines(state.lines(), state.year)
        self._follow()
        title, text = state.empty()
        self.pages.setCurrentIndex(_EMPTY if title else _TABLE)
        if title:
            self.empty.say(title, text)

    def _years(self) -> list[Option]:
        return [Option(str(year), str(year)) for year in self.state.years()]

    # --- the cases behind a figure

    def open_figure(self) -> None:
        """Show the cases behind the current figure; where it has none, say so."""
        line = self.table.current()
        if line is None or line.kind != "figure":
            return
        if self.behind.open_figure(line, self.table.project(), self.state.year):
            self.table.narrow(True)
            self.table.scrollTo(self.table.currentIndex())
        else:
            self.behind.close_figure()
            self.context.status_message(_("No cases stand behind this figure"))

    def _moved(self) -> None:
        """Let the pane that is open follow the table."""
        line = self.table.current()
        if self.behind.isVisible() and line is not None and line.counted:
            self.behind.open_figure(line, self.table.project(), self.state.year)

    def _follow(self) -> None:
        """Keep the pane open where what it shows is still in the table."""
        shown, line = self.behind.state.line, self.table.current()
        if shown is None or self.state.found is None:
            return
        if (
            line is None
            or not same_line(line, shown)
            or not self.behind.open_figure(line, self.table.project(), self.state.year)
        ):
            self.behind.close_figure()

    def _left(self) -> None:
        self.table.narrow(False)
        self.table.setFocus()

    # --- paper and files

    def save_sheet(self) -> None:
        """Ask why, and where to write the table as a PDF."""
        self._ask(_("Save the yearly results"), ".pdf", "PDF (*.pdf)", results_pdf)

    def save_table(self) -> None:
        """Ask why, and where to write the table for a spreadsheet."""
        self._ask(_("Export the yearly results"), ".csv", "CSV (*.csv)", None)

    def _ask(self, title: str, ending: str, kinds: str, sheet: Sheet | None) -> None:
        found, session = self.state.found, self.context.session
        if found is None:
            return

        def write(path: Path, reason: str) -> None:
            programmes.export_results(session, found, path, reason, sheet)

        what = holds(ExportKind.RESULTS)
        self.leaving.ask(Leaving(title, what, title_of(found) + ending, kinds, write, self._written))

    def _written(self, _none: object, path: Path) -> None:
        self.context.status_message(_("Saved: {file}. It holds figures and names nobody.").format(file=path.name))
