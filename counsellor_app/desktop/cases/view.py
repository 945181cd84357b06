"""The list of cases: the search answers typing, Enter opens the first case ready to write."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from counsellor_app.desktop.cases.funnel import Funnel
from counsellor_app.desktop.cases.letters import is_letter
from counsellor_app.desktop.cases.row_words import row_parts, row_spoken, scope_commands, scope_words
from counsellor_app.desktop.cases.side_panes import SidePanes
from counsellor_app.desktop.cases.state.listing import CaseListState, Fetch, Filters, Keyset, Scope
from counsellor_app.desktop.change_notice import Changes, only_drafts
from counsellor_app.desktop.context import Command, DesktopContext
from counsellor_app.desktop.look.chips import Chip, ChipRow
from counsellor_app.desktop.look.delegates import TwoLineDelegate
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.empty_state import EmptyState
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.key_words import key_text
from counsellor_app.desktop.look.row_list import RowList
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.search_field import SearchField
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, PANE_PADDING, WIDTH_LIST_LEAST
from counsellor_app.desktop.rows_model import RowsModel
from counsellor_app.domain.overviews import CaseRow
from counsellor_app.domain.records import Draft
from counsellor_app.domain.rights import Act, allowed
from counsellor_app.workflows import lookup, notes
from sync.wording import _, ngettext

SEARCH_KEY, NEW_KEY, MERGE_KEY, SPLIT_KEY = "Ctrl+F", "Ctrl+N", "Ctrl+Shift+U", "Ctrl+Shift+S"
SCOPE_KEYS = {
    Scope.MINE: "Ctrl+Shift+M",
    Scope.ALL: "Ctrl+Shift+A",
    Scope.DRAFTS: "Ctrl+Shift+D",
    Scope.CONFLICTS: "Ctrl+Shift+X",
}
_REFRESH_MS, _PREVIEW_MS, _COUNT_MS, _AGES_MS = 150, 140, 400, 60_000
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CasesView(QWidget):
    """Feature: the list beside the page of a case."""

    badge_changed = Signal()

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "list")
        self.setMinimumWidth(WIDTH_LIST_LEAST)
        self.context = context
        supervises = allowed(context.session.actor, Act.MARK_SEEN)
        self.state = CaseListState(lambda: context.session.person_id, supervises=supervises)
        self._stale, self._typed_ahead = True, ""
        self._counts: dict[Scope, int] = {}
        self.title_label = RunsLabel(gap=9)
        self.search = SearchField(_("Name, number, phone, place"), _("Search cases"), _("Clear the search"), SEARCH_KEY)
        self.chips = ChipRow(_("Which cases"), [(str(scope), words) for scope, words in scope_words().items()])
        self.funnel = Funnel(context, self)
        self.plus = IconButton("plus", _("New case"), NEW_KEY)
        self.note = IconLabel("", "info", tone="text2", font_role="meta")
        self.rows: RowsModel[CaseRow] = RowsModel(row_parts, row_spoken, lambda row: row.id, parent=self)
        self.list = RowList(TwoLineDelegate(), _("Cases"))
        self.list.setModel(self.rows)
        self.empty = QStackedWidget()
        self._nothing: EmptyState | None = None
        self._page = QWidget()
        self.whole = SidePanes(context, self._page)
        self.form, self.merging, self.splitting = self.whole.form, self.whole.merging, self.whole.splitting
        self._timers = {name: QTimer(self) for name in ("refresh", "preview", "count", "ages")}
        self._lay_out()
        self.chips.set_choice(str(self.state.scope))
        self._connect()
        self._show_title()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.title_label, 1)
        head.addWidget(self.funnel)
        head.addWidget(self.plus)
        top = QVBoxLayout()
        top.setContentsMargins(PANE_PADDING, GAP_LARGE, PANE_PADDING, GAP)
        top.setSpacing(GAP_SMALL)
        top.addLayout(head)
        top.addWidget(self.search)
        top.addWidget(self.chips)
        top.addWidget(self.funnel.label)
        top.addWidget(self.note)
        self.note.hide()
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Hairline())
        self.empty.addWidget(self.list)
        column.addWidget(self.empty, 1)
        filling = QVBoxLayout(self)
        filling.setContentsMargins(0, 0, 0, 0)
        filling.addWidget(self.whole)
        self.setTabOrder(self.search, self.chips)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._typed)
        self.search.installEventFilter(self)
        self.list.installEventFilter(self)
        self.list.clicked.connect(lambda _index: self._preview())
        self.list.doubleClicked.connect(lambda _index: self.open_chosen())
        self.list.selectionModel().currentChanged.connect(self._moved)
        self.chips.chosen.connect(lambda scope: self._ask(self.state.chosen(scope)))
        self.rows.more_wanted.connect(lambda: self._ask(self.state.more()))
        self.funnel.chosen.connect(self._filtered)
        self.plus.clicked.connect(self.whole.new_case)
        self.whole.closed.connect(self.go_to_search)
        self.form.added.connect(self._case_added)
        self.form.known.connect(self._open_known)
        self.whole.split_off.connect(self._case_added)
        self.context.records_changed.connect(self._records_changed)
        QShortcut(QKeySequence(MERGE_KEY), self).activated.connect(lambda: self._on_case(self.whole.merge))
        QShortcut(QKeySequence(SPLIT_KEY), self).activated.connect(lambda: self._on_case(self.whole.split))
        self.whole.lend_keys(
            {SEARCH_KEY: self.go_to_search, NEW_KEY: self.whole.new_case, self.funnel.key: self._narrow}
        )
        for chip, (scope, key) in zip(self.chips.findChildren(Chip), SCOPE_KEYS.items(), strict=True):
            chip.setToolTip(f"{scope_commands()[scope]}  {key_text(key)}")
            QShortcut(QKeySequence(key), self).activated.connect(partial(self.show_scope, scope))
        acts = {
            "refresh": (_REFRESH_MS, self.refresh),
            "preview": (_PREVIEW_MS, self._preview),
            "count": (_COUNT_MS, self._count_chips),
            "ages": (_AGES_MS, self.rows.forget_looks),
        }
        for name, (milliseconds, act) in acts.items():
            self._timers[name].setInterval(milliseconds)
            self._timers[name].setSingleShot(name != "ages")
            self._timers[name].timeout.connect(act)

    # --- feature

    def title(self) -> str:
        """The name of the list."""
        return _("Cases")

    def rail_badge(self) -> int | None:
        """Nothing waits in a list of cases."""
        return None

    def commands(self) -> list[Command]:
        """What can be done with the list."""
        found = [
            Command(_("Search cases"), SEARCH_KEY, self.go_to_search, "search"),
            Command(_("New case"), NEW_KEY, self.whole.new_case, "plus"),
            Command(_("Narrow the list of cases"), self.funnel.key, self._narrow, "list-filter"),
        ]
        if case := self.whole.case() or self.chosen():
            merge, split = partial(self.whole.merge, case), partial(self.whole.split, case)
            found.append(Command(_("Same person? Merge cases, take them apart"), MERGE_KEY, merge, "merge"))
            found.append(Command(_("Split this case: people, notes"), SPLIT_KEY, split, "split"))
        for scope, words in scope_commands().items():
            found.append(Command(words, SCOPE_KEYS[scope], partial(self.show_scope, scope), "folder"))
        return found

    def activate(self, **ids: str) -> None:
        """Show the list; select a case (``case_id``), search (``query``), or be ready to search (``typed``: on)."""
        if ids.get("query"):
            self.search.setText(ids["query"])
        if self._stale:
            self.refresh()
        self._timers["ages"].start()
        if ids.get("case_id"):
            self._select(ids["case_id"])
            self.whole.leave_for(ids["case_id"])
            if ids.get("pane") == "merging":
                self.whole.merge(ids["case_id"])
        elif self.whole.on_list():
            self.go_to_search(going_on=bool(ids.get("typed")))

    def deactivate(self) -> None:
        """The list holds nothing unsaved."""
        self._timers["ages"].stop()
        self._timers["preview"].stop()

    # --- asking

    def _typed(self, text: str) -> None:
        self._ask(self.state.typed(text))

    def _filtered(self, filters: Filters) -> None:
        self._ask(self.state.filtered(filters))
        self._timers["count"].start()

    def refresh(self) -> None:
        """Ask again for what is shown."""
        self._stale = False
        self._ask(self.state.refresh())
        self._timers["count"].start()

    def _ask(self, fetch: Fetch | None) -> None:
        if fetch is None:
            return
        self.context.run(
            partial(lookup.list_cases, self.context.session, fetch.where, fetch.after, fetch.limit),
            owner=self,
            done=lambda found: self._arrived(fetch, *found),
            failed=lambda error: self._failed(fetch, error),
            latest="rows",
        )

    def _failed(self, fetch: Fetch, error: Exception) -> None:
        self.state.failed(fetch)

    def _arrived(self, fetch: Fetch, rows: list[CaseRow], after: Keyset | None) -> None:
        again = self.state.arrived(fetch, rows, after)
        if again is not None:
            self._ask(again)
            return
        self._show_rows()
        wanted = self.state.open_now()
        if wanted:
            self._open(wanted)
        if self.state.count_wanted(fetch):
            self.context.run(
                partial(lookup.count_cases, self.context.session, fetch.where),
                owner=self,
                done=lambda total: self._show_title() if self.state.counted(fetch, total) else None,
                latest="total",
            )

    # --- showing

    def _show_rows(self) -> None:
        chosen = self.chosen()
        self.rows.show(self.state.rows)
        self.rows.set_more(self.state.more_to_come)
        self._show_title()
        self.note.set_text(self.state.note)
        self.note.setVisible(bool(self.state.note))
        if self.state.rows:
            self.empty.setCurrentIndex(0)
            self._select(chosen or "")
        elif self.state.loaded:
            self._show_empty()

    def _show_empty(self) -> None:
        title, text = self.state.nothing_found()
        begin = self.state.scope in (Scope.MINE, Scope.ALL) and not self.state.filters.words()
        screen = EmptyState(title, text, _("New case…") if begin else "", icon="folder-open")
        screen.action.connect(self.whole.new_case)
        if self._nothing is not None:
            self.empty.removeWidget(self._nothing)
            self._nothing.deleteLater()
        self._nothing = screen
        self.empty.addWidget(screen)
        self.empty.setCurrentWidget(screen)

    def _show_title(self) -> None:
        count = f"{self.state.total:n}" if self.state.loaded and self.state.total >= 0 else ""
        self.title_label.set_runs([Run(_("Cases"), "pane_title"), Run(count, "ui", "text3")])
        if count:
            said = ngettext("{n} case", "{n} cases", self.state.total).format(n=self.state.total)
            self.title_label.setAccessibleDescription(said)

    def _count_chips(self) -> None:
        session, filters = self.context.session, self.state.chip_filters()
        wanted = {scope: filters[scope] for scope in Scope if scope is not Scope.ALL}

        def count() -> dict[Scope, int]:
            return {scope: lookup.count_cases(session, where) for scope, where in wanted.items()}

        self.context.run(count, owner=self, done=self._counted, latest="counts")

    def _counted(self, counts: dict[Scope, int]) -> None:
        self._counts = counts
        words = scope_words()
        self.chips.set_choices(
            [(str(scope), f"{text} {counts[scope]:n}" if counts.get(scope) else text) for scope, text in words.items()]
        )

    def _records_changed(self, changes: Changes) -> None:
        if not self.isVisible():
            self._stale = True
        elif only_drafts(changes) and self.state.scope is not Scope.DRAFTS:
            call = partial(notes.list_drafts, self.context.session)
            self.context.run(call, owner=self, done=self._drafts_known, latest="drafts")
        else:
            self._timers["refresh"].start()

    def _drafts_known(self, drafts: tuple[Draft, ...]) -> None:
        """Show which rows have an unfinished note, without asking for the rows again."""
        cases = frozenset(draft.case for draft in drafts)
        self.state.drafts_known(cases)
        self.rows.show(self.state.rows)
        if not self.state.filters.words():
            self._counted({**self._counts, Scope.DRAFTS: len(cases)})

    # --- choosing

    def chosen(self) -> str:
        """Return the id of the chosen case."""
        row = self.rows.at(self.list.currentIndex())
        return row.id if row else ""

    def _select(self, case: str) -> None:
        """Choose a row without opening it; none when the case is not among those shown."""
        place = self.rows.place_of(case)
        model = self.list.selectionModel()
        blocked = model.blockSignals(True)
        self.list.setCurrentIndex(self.rows.index(place) if place >= 0 else QModelIndex())
        model.blockSignals(blocked)
        self.list.viewport().update()

    def _moved(self, current: QModelIndex) -> None:
        if current.isValid():
            self._timers["preview"].start()

    def _preview(self) -> None:
        self._timers["preview"].stop()
        if self.chosen() and self.isVisible():
            self.context.navigate("case", case_id=self.state.shown_in(self.chosen()))

    def open_chosen(self) -> None:
        """Open the chosen case, else the first one, ready to write."""
        case = self.state.open_wanted(self.chosen())
        if case:
            self._open(case)

    def _open(self, case: str) -> None:
        self._timers["preview"].stop()
        typed, self._typed_ahead = self._typed_ahead, ""
        self.context.navigate("case", case_id=self.state.shown_in(case), focus="note", typed=typed)

    # --- keys

    def go_to_search(self, *, going_on: bool = False) -> None:
        """Put the caret into the search: over what is there, or *going_on* behind it."""
        self.whole.show_list()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.end(False) if going_on else self.search.selectAll()

    def _narrow(self) -> None:
        self.whole.show_list()
        self.funnel.open()

    def _on_case(self, act: Callable[[str], None]) -> None:
        """Do something with the case of the pane that is open, else with the one chosen."""
        case = self.whole.case() or self.chosen()
        act(case) if case else self.context.status_message(_("Choose a case in the list first."))

    def show_scope(self, scope: Scope) -> None:
        """Show the cases of a chip."""
        self.whole.show_list()
        self.chips.set_choice(str(scope))
        self._ask(self.state.chosen(scope))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Search and list share the keys: arrows move in the list, letters go to the search."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(watched, event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        if event.key() in _ENTER and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.open_chosen()
            return True
        if self.state.opening and event.text().isprintable() and event.text():
            self._typed_ahead += event.text()
            return True
        if watched is self.search and event.key() in _MOVES and not event.modifiers():
            self.list.keyPressEvent(event)
            return True
        if watched is self.list and is_letter(event):
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
            self.search.setText(event.text())
            return True
        if watched is self.list and event.key() == Qt.Key.Key_Escape:
            self.go_to_search()
            return True
        return False

    # --- a new case

    def _open_known(self, case: str) -> None:
        """Somebody whose case was to be opened is here already: go on there."""
        self.whole.show_list()
        self._select(case)
        self.context.navigate("case", case_id=case, focus="note")

    def _case_added(self, case: str) -> None:
        self.whole.show_list()
        self.search.clear()
        self.refresh()
        self.context.navigate("case", case_id=case, focus="note")
