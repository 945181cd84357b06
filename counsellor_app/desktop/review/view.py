"""The review: the cases that wait, and the page of the chosen one. Composes; decides nothing."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from counsellor_app.desktop.change_notice import Changes, records_or_sync
from counsellor_app.desktop.clock import SLOW_MS, now_ms
from counsellor_app.desktop.context import Command, DesktopContext
from counsellor_app.desktop.journey.state.ways import breach_line
from counsellor_app.desktop.look.chips import ChipRow
from counsellor_app.desktop.look.delegates import TwoLineDelegate
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.empty_state import EmptyState
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.tokens import (
    GAP,
    GAP_LARGE,
    GAP_SMALL,
    HEIGHT_ROW_REVIEW,
    PANE_PADDING,
    WIDTH_LIST_LEAST,
)
from counsellor_app.desktop.review.log_page import LogPage
from counsellor_app.desktop.review.page import ASK_KEY, CHOOSE_KEY, OPEN_KEY, SEEN_KEY, ReviewPage
from counsellor_app.desktop.review.reader import ReviewReader
from counsellor_app.desktop.review.row_words import chip_shapes, chip_words, line_key, line_parts, line_spoken
from counsellor_app.desktop.review.state.listing import Line, ReviewListState, Section
from counsellor_app.desktop.review.state.settling import Found, Request, Settlement, SettlingState
from counsellor_app.desktop.rows_model import RowsModel
from counsellor_app.desktop.two_panes import fill_with_two_panes
from counsellor_app.desktop.typing_list import TypingList
from counsellor_app.desktop.words.protecting import breach_words
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import Conflict, ReviewRow
from counsellor_app.domain.rights import Act, allowed
from counsellor_app.workflows import journey, lookup, reviewing
from counsellor_app.workflows.session import Session
from sync.wording import _

_NOTHING, _PAGE, _READING, _LOG = range(4)
NEXT_KEY, PREVIOUS_KEY = "Alt+Down", "Alt+Up"
_LIST_WIDTH, _REFRESH_MS, _HIDDEN_MS = 348, 200, 3_000


class ReviewView(QWidget):
    """Feature: what changed, by whom, when; settle, ask, mark as reviewed."""

    badge_changed = Signal()

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._supervises = allowed(context.session.actor, Act.MARK_SEEN)
        self.state = ReviewListState(supervises=self._supervises)
        self.settling = SettlingState(lambda: context.session.actor, now_ms)
        self.title_label = RunsLabel(gap=9)
        self.chips = ChipRow(_("Which cases"))
        self._show_chips({})
        self.rows: RowsModel[Line] = RowsModel(
            line_parts, line_spoken, line_key, lambda line: not isinstance(line, Section), parent=self
        )
        self.list = TypingList(TwoLineDelegate(HEIGHT_ROW_REVIEW), _("Cases to review"), self._find)
        self.list.setModel(self.rows)
        self.page = ReviewPage(context, self.settling)
        self.reader = ReviewReader(context, self)
        self.log = LogPage(supervises=self._supervises)
        self.log_button = KeyHintButton(_("Exports and access"), "", "quiet", icon="log-out")
        self.whole = QStackedWidget()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(SLOW_MS)
        self._patience.timeout.connect(self._show_awaited)
        self._stale = True
        self._wanted: Callable[[], None] | None = None
        self._showing = False
        self._renewal = QTimer(self)
        self._renewal.setSingleShot(True)
        self._renewal.timeout.connect(self.refresh)
        self._lay_out()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        top = QVBoxLayout()
        top.setContentsMargins(PANE_PADDING, GAP_LARGE, PANE_PADDING, GAP)
        top.setSpacing(GAP_SMALL)
        top.addWidget(self.title_label)
        top.addWidget(self.chips)
        pane = QWidget()
        set_surface(pane, "list")
        pane.setMinimumWidth(WIDTH_LIST_LEAST)
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Hairline())
        column.addWidget(self.list, 1)
        column.addWidget(Hairline())
        foot = QHBoxLayout()
        foot.setContentsMargins(GAP_SMALL, GAP_SMALL, GAP_SMALL, GAP_SMALL)
        foot.addWidget(self.log_button)
        foot.addStretch(1)
        column.addLayout(foot)
        nothing = EmptyState(
            _("Nothing waits for your review") if self._supervises else _("Nothing waits for you here"),
            _("New notes, changes, conflicts and answers stand here after a sync.")
            if self._supervises
            else _("Questions about your cases, and conflicts to settle, stand here after a sync."),
            icon="clipboard-check",
        )
        set_surface(nothing, "page")
        reading = EmptyState(_("Reading…"), "", icon="clipboard-check")
        set_surface(reading, "page")
        for page in (nothing, self.page, reading, self.log):
            self.whole.addWidget(page)
        self.splitter = fill_with_two_panes(self, self.context, "review", pane, self.whole, _LIST_WIDTH)

    def _connect(self) -> None:
        self.chips.chosen.connect(self._scope_chosen)
        self.list.selectionModel().currentChanged.connect(self._moved)
        self.list.entered.connect(lambda: self._when_shown(self._into_page))
        self.page.chosen.connect(self._value_chosen)
        self.page.settle_wanted.connect(self.settle)
        self.page.seen_wanted.connect(self.mark_seen)
        self.page.case_wanted.connect(self.open_case)
        self.page.ask_wanted.connect(lambda: self._when_shown(self.page.write_question))
        self.page.next_conflict_wanted.connect(self._next_conflict)
        self.page.question.sent.connect(self._asked)
        self.context.records_changed.connect(self._records_changed)
        self.reader.arrived.connect(self._arrived)
        self.log_button.clicked.connect(self.show_log)
        self.log.closed.connect(self._close_log)
        for key, act in ((NEXT_KEY, partial(self.step, 1)), (PREVIOUS_KEY, partial(self.step, -1))):
            QShortcut(QKeySequence(key), self).activated.connect(act)
        escape = QShortcut(QKeySequence("Escape"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._escape)

    # --- feature

    def title(self) -> str:
        """The name of the area."""
        return _("Review") if self._supervises else _("Questions")

    def rail_badge(self) -> int | None:
        """How many cases wait."""
        return self.state.due() or None

    def commands(self) -> list[Command]:
        """What can be done with the case under review."""
        log = Command(_("Exports and access"), "", self.show_log, "log-out")
        if not self.isVisible() or not self.settling.case:
            return [log]
        found = [
            log,
            Command(_("Next case to review"), NEXT_KEY, partial(self.step, 1), "arrow-down"),
            Command(_("Previous case to review"), PREVIOUS_KEY, partial(self.step, -1), "arrow-up"),
            Command(_("Open the case under review"), OPEN_KEY, self.open_case, "folder-open"),
        ]
        if self.settling.may(Act.MARK_SEEN):
            found.append(Command(_("Mark case reviewed"), SEEN_KEY, self.mark_seen, "eye"))
        if self.settling.may(Act.ASK):
            found.append(Command(_("Ask about this case"), ASK_KEY, self.page.ask.click, "circle-question-mark"))
        if self.settling.conflict is not None and self.settling.may(Act.RESOLVE):
            found.append(Command(_("Settle the conflict as chosen"), CHOOSE_KEY, self.settle, "split"))
        return found

    def activate(self, **ids: str) -> None:
        """Show the review, of one case if ``case_id`` is given."""
        case = ids.get("case_id", "")
        if case:
            self._close_log()
            self._look_at(case)
        if self._stale:
            self.refresh()
        if not case:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def deactivate(self) -> None:
        """Keep what is being written."""
        self.page.flush()

    # --- what left the app

    def show_log(self) -> None:
        """Show what left the app as a file, until a case is chosen."""
        self.context.navigate("review")
        self.whole.setCurrentIndex(_LOG)
        self.log.read(self.context)

    def _close_log(self) -> None:
        if self.whole.currentIndex() == _LOG:
            self.whole.setCurrentIndex(_PAGE if self.settling.found is not None else _NOTHING)

    def _turn(self, page: int) -> None:
        """Show what arrived; whoever reads the log goes on reading it."""
        if self.whole.currentIndex() != _LOG:
            self.whole.setCurrentIndex(page)

    # --- asking

    def refresh(self) -> None:
        """Ask for the list, and for the case that is shown."""
        self._stale = False
        self.reader.begin()
        if self.settling.case:
            self._ask_case(self.settling.open(self.settling.case))

    def _arrived(self, rows: list[ReviewRow], left: str) -> None:
        waited = {row.case for row in self.state.rows}
        self.state.arrived(rows, left)
        if not self.state.rows and self.settling.case in waited:
            self.page.leave()
            self.settling.close()
        self._show_list()
        self.badge_changed.emit()
        if not self.state.chosen and self.state.shown() and not self.settling.case:
            self.state.step(1)
        if self.state.chosen and self.state.chosen != self.settling.case:
            self._look_at(self.state.chosen)
        self._show_chosen()

    def _look_at(self, case: str) -> None:
        if case != self.settling.case:
            self._wanted = None
            self.page.leave()
            self._patience.start()
        self.state.chosen = case
        self._show_chosen()
        self._ask_case(self.settling.open(case))

    def _ask_case(self, request: Request) -> None:
        session = self.context.session
        supervises = self._supervises

        def load() -> Found:
            page = lookup.case_page(session, request.case)
            new = reviewing.new_since_review(session, request.case)
            passed = _passed_over(session, request.case) if supervises else ("", "")
            return Found(page, tuple(new), tuple(reviewing.questions(session, request.case)), passed)

        self.context.run(load, owner=self, done=partial(self._case_arrived, request), latest="case")

    def _show_awaited(self) -> None:
        """The case is slow to come: what stands on the page is about another one."""
        if self.settling.case and self.settling.found is None:
            self._turn(_READING)

    def _case_arrived(self, request: Request, found: Found) -> None:
        if self.settling.arrived(request, found):
            self._turn(_PAGE)
            self.page.show_case()
            wanted, self._wanted = self._wanted, None
            if wanted is not None:
                wanted()

    def _when_shown(self, act: Callable[[], None]) -> None:
        """Do *act* on the case that was chosen: now, or when it has arrived."""
        if self.settling.found is None:
            self._wanted = act
        else:
            act()

    def _records_changed(self, changes: Changes) -> None:
        if not records_or_sync(changes):
            return
        self._stale = True
        self._renewal.start(_REFRESH_MS if self.isVisible() else _HIDDEN_MS)

    # --- the list

    def _show_list(self) -> None:
        counts = self.state.counts()
        count = Run(f"{len(self.state.rows):n}", "ui", "text3")
        self.title_label.set_runs([Run(self.title(), "pane_title"), count, Run(self.state.left, "meta", "text3")])
        self._show_chips(counts)
        self._showing = True
        self.rows.show(self.state.lines())
        self._showing = False
        if not self.state.shown() and not self.settling.case:
            self._turn(_NOTHING)

    def _show_chips(self, counts: Mapping[str, int]) -> None:
        words = chip_words(counts, supervises=self._supervises)
        self.chips.set_choices(words, chip_shapes(counts, supervises=self._supervises))

    def _show_chosen(self) -> None:
        place = self.rows.place_of(self.state.chosen)
        model = self.list.selectionModel()
        blocked = model.blockSignals(True)
        self.list.setCurrentIndex(self.rows.index(place) if place >= 0 else QModelIndex())
        model.blockSignals(blocked)
        if place >= 0:
            self.list.scrollTo(self.rows.index(place))
        self.list.viewport().update()

    def _scope_chosen(self, scope: str) -> None:
        self.state.show(scope)
        self._show_list()
        if self.state.chosen and self.state.chosen != self.settling.case:
            self._look_at(self.state.chosen)
        self._show_chosen()

    def _moved(self, current: QModelIndex) -> None:
        if self._showing:
            return  # rows came and went, nobody moved
        line = self.rows.at(current)
        if isinstance(line, ReviewRow) and line.case != self.settling.case:
            self._close_log()
            self._look_at(line.case)

    def _find(self, text: str, start: int) -> int:
        return self.state.find(text, start)

    def step(self, by: int) -> None:
        """Go to the next or previous case."""
        case = self.state.step(by)
        if case and case != self.settling.case:
            self._close_log()
            self._look_at(case)

    def _into_page(self) -> None:
        self._close_log()
        target = self.page.reason if self.settling.conflict is not None else self.page.entries
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _escape(self) -> None:
        self._close_log()
        if not self.page.end_question():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- acting

    def open_case(self) -> None:
        """Open the case itself."""
        if self.settling.case:
            self.context.navigate("case", case_id=self.settling.case)

    def _value_chosen(self, place: int) -> None:
        if self.settling.choose(place):
            self.page.show_choice()

    def _next_conflict(self) -> None:
        self.settling.next_conflict()
        self.page.show_case()

    def settle(self) -> None:
        """Let the chosen value stand."""
        try:
            settlement = self.settling.settlement()
        except ActionableError as error:
            self.context.show_error(error)
            return
        if settlement is None or not self.settling.may(Act.RESOLVE):
            return
        reason, case = self.page.reason.text(), self.settling.case
        self.context.run(
            partial(_settle, self.context.session, settlement, reason),
            owner=self,
            done=lambda was: self._settled(case, was.id),
        )

    def _settled(self, case: str, conflict: str) -> None:
        self.page.settled(case, conflict)
        self.context.status_message(_("Settled; the other value stays in History"))
        self.refresh()

    def mark_seen(self) -> None:
        """Put down that the case was reviewed, and go on to the next one."""
        case = self.settling.case
        if case and self.settling.may(Act.MARK_SEEN):
            self.context.run(
                partial(reviewing.mark_seen, self.context.session, case), owner=self, done=lambda _mark: self._seen()
            )

    def _seen(self) -> None:
        self.context.status_message(_("Marked as reviewed"))
        self.refresh()

    def _asked(self, _record: object) -> None:
        self.page.end_question()
        self.context.status_message(_("Question kept; it leaves with the next sync"))


def _settle(session: Session, settlement: Settlement, reason: str) -> Conflict:
    return reviewing.resolve(session, settlement.conflict, take=settlement.take, value=settlement.value, reason=reason)


def _passed_over(session: Session, case: str) -> tuple[str, str]:
    told = (breach_line(journey.journey(session, case)), breach_words(reviewing.declined_breaches(session, case)))
    found = [(title, lines) for title, lines in told if title]
    return ". ".join(title for title, _lines in found), "\n".join(lines for _title, lines in found)
