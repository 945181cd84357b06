"""The page of one case. Composes head, banners, note editor, timeline, fields and history; decides nothing."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from counsellor_app.desktop.case_page.acts import CaseActs, Parts
from counsellor_app.desktop.case_page.fields import FieldSaver
from counsellor_app.desktop.case_page.head_bar import HeadBar
from counsellor_app.desktop.case_page.history import History
from counsellor_app.desktop.case_page.links_bar import LinksBar
from counsellor_app.desktop.case_page.person_form import PersonForm
from counsellor_app.desktop.case_page.question_bar import QuestionBar
from counsellor_app.desktop.case_page.state.page import CasePageState, Request
from counsellor_app.desktop.case_page.tabs import CaseTab, Part, brought_part
from counsellor_app.desktop.change_notice import Changes, records_or_sync
from counsellor_app.desktop.clock import SLOW_MS, now_ms
from counsellor_app.desktop.context import Command, DesktopContext
from counsellor_app.desktop.drafts.keeping import keeping_of
from counsellor_app.desktop.journey.view import JourneyTab
from counsellor_app.desktop.look.banner_bar import BannerBar
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.empty_state import EmptyState
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.shown_stack import ShownStack
from counsellor_app.desktop.look.tab_strip import TabStrip
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, PAGE_PADDING
from counsellor_app.desktop.note_writing.desk import NoteDesk
from counsellor_app.desktop.note_writing.note_editor import NoteEditor
from counsellor_app.desktop.people.desk import PeopleDesk
from counsellor_app.desktop.people.family_part import FamilyPart
from counsellor_app.desktop.people.papers_tab import PapersTab
from counsellor_app.desktop.people.safety_tab import SafetyTab
from counsellor_app.desktop.quiet_splitter import QuietSplitter
from counsellor_app.desktop.task_writing.bar import TaskBar
from counsellor_app.desktop.timeline.state import Fetch, Keyset, TimelineState
from counsellor_app.desktop.timeline.view import TimelineView
from counsellor_app.domain.overviews import CasePage, TimelineEntry
from counsellor_app.domain.rights import Act
from counsellor_app.workflows import finding, lookup, loose_ends, merging
from counsellor_app.workflows.merging import LinkedCase
from sync.wording import _

_REFRESH_MS = 120


class CasePageView(QWidget):
    """Feature: the page beside the list of cases."""

    badge_changed = Signal()

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "page")
        self.context = context
        self.state = CasePageState(lambda: context.session.actor, now_ms)
        self.head = HeadBar()
        self.tabs = TabStrip(_("Parts of the case"))
        self.conflict = BannerBar("", "", "danger", _("Settle…"), "Alt+S")
        self.missing = BannerBar("", "", "waits")
        self.links = LinksBar(context)
        self.question = QuestionBar(context)
        self.editor = NoteEditor()
        self.editor.task.show()
        self.tasks = TaskBar(context)
        self.timeline = TimelineView(TimelineState(now_ms), self._fetch, _("Timeline"))
        self.fields = FieldSaver(context, self.state, self)
        self.form = PersonForm(self.fields.form, self.fields.members, self.fields.teams)
        self.fields.attach(self.form)
        self.history = History(self._fetch_more)
        self.people = PeopleDesk(context, self)
        self.family = FamilyPart(self.people)
        self.form.put_below(self.family)
        self.journey = JourneyTab(context)
        self.safety = SafetyTab(self.people)
        self.brought: tuple[CaseTab, ...] = (self.journey, PapersTab(self.people), self.safety)
        self.desk = NoteDesk(context, self.state, self.editor, self)
        self.stack = QStackedWidget()
        self.whole = ShownStack()
        self._wanted_entry = ""
        self._places: list[str] = []
        self._renewal = QTimer(self)
        self._renewal.setSingleShot(True)
        self._renewal.setInterval(_REFRESH_MS)
        self._renewal.timeout.connect(self.refresh)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(SLOW_MS)
        self._patience.timeout.connect(self._show_awaited)
        self.parts = self._parts()
        self.places = {part.name: place for place, part in enumerate(self.parts)}
        for part in self.parts:
            self.tabs.add(part.title)
        self._lay_out()
        self.acts = CaseActs(
            Parts(
                page=self,
                context=context,
                state=self.state,
                desk=self.desk,
                editor=self.editor,
                timeline=self.timeline,
                tabs=self.tabs,
                head=self.head,
                conflict=self.conflict,
                question=self.question,
                links=self.links,
                show_tab=self.show_tab,
                tab_parts=self.parts,
                brought=self.brought,
                family=self.family,
                tasks=self.tasks,
            )
        )
        self._connect()

    def _parts(self) -> tuple[Part, ...]:
        self.splitter = QuietSplitter(Qt.Orientation.Vertical)
        shortcut = Qt.FocusReason.ShortcutFocusReason
        timeline = partial(self.timeline.setFocus, shortcut)
        history = partial(self.history.table.setFocus, shortcut)
        return (
            Part("timeline", _("Timeline"), _("Show the timeline"), "clock", self.splitter, timeline),
            Part("person", _("Person and family"), _("Show the person"), "user", self.form, self.form.focus_first),
            *(brought_part(tab) for tab in self.brought),
            Part("history", _("History"), _("Show the history"), "history", self.history, history),
        )

    def _lay_out(self) -> None:
        self.splitter.setHandleWidth(GAP)
        self.splitter.setChildrenCollapsible(False)
        around = QWidget()
        frame = QVBoxLayout(around)
        frame.setContentsMargins(PAGE_PADDING, GAP_LARGE - 2, PAGE_PADDING, 0)
        frame.addWidget(self.editor)
        self.splitter.addWidget(around)
        self.splitter.addWidget(self.timeline)
        self.splitter.setSizes([336, 250])
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.context.remember_panes("case_page", self.splitter)
        filling = QVBoxLayout(self)
        filling.setContentsMargins(0, 0, 0, 0)
        filling.addWidget(self.whole)
        self.whole.addWidget(
            EmptyState(
                _("No case is open"),
                _("Type two letters of a name in the list; Enter opens the case, ready to write."),
                icon="folder-open",
            )
        )
        page = QWidget()
        self.whole.addWidget(page)
        self._fill(page)

    def _fill(self, page: QWidget) -> None:
        """Lay out the page where it already stands: Qt styles all within a widget anew whenever that is moved."""
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        above = QVBoxLayout()
        above.setContentsMargins(PAGE_PADDING, GAP_LARGE - 3, PAGE_PADDING, 0)
        above.setSpacing(GAP)
        above.addWidget(self.head)
        for banner in (self.links, self.conflict, self.journey.breach, self.safety.breach, self.missing, self.question):
            banner.hide()
            above.addWidget(banner)
        above.addWidget(self.tasks)
        strip = QVBoxLayout()
        strip.setContentsMargins(PAGE_PADDING - self.tabs.inset, GAP, PAGE_PADDING - self.tabs.inset, 0)
        strip.addWidget(self.tabs)
        column.addLayout(above)
        column.addLayout(strip)
        column.addWidget(Hairline())
        column.addWidget(self.stack, 1)
        for part in self.parts:
            self.stack.addWidget(part.widget)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._tab_changed)
        self.people.changed.connect(self.show_counts)
        self.journey.changed.connect(self.show_counts)
        self.journey.safety_wanted.connect(lambda: self.show_tab(self.places["safety"]))
        self.context.records_changed.connect(self._records_changed)
        self.desk.signed.connect(lambda _record: self.context.status_message(_("Signed and kept on this device")))
        self.question.closed.connect(self.editor.focus_start)
        self.question.overtaken.connect(self._answer_overtaken)
        self.links.closed.connect(self.editor.focus_start)
        self.editor.task_wanted.connect(self.tasks.write)
        self.tasks.closed.connect(self.editor.focus_start)

    # --- feature

    def title(self) -> str:
        """The name of the case that is shown."""
        return self.state.head().title or _("Cases")

    def rail_badge(self) -> int | None:
        """The list counts, not the page."""
        return None

    def commands(self) -> list[Command]:
        """What can be done with the case."""
        return self.acts.commands() if self.state.case else []

    def activate(self, **ids: str) -> None:
        """Show a case (``case_id``), an entry of it (``note_id``), or what was shown before."""
        case = ids.get("case_id", "")
        if case and case != self.state.case:
            self._open(case)
        elif self.state.case:
            # Always: what another page was just handed to keep has not been told yet.
            self.desk.resume()
            self.refresh()
        if ids.get("note_id"):
            self._show_entry(ids["note_id"])
        if ids.get("tab") in self.places:
            self.tabs.setCurrentIndex(self.places[ids["tab"]])
        if ids.get("focus") == "note":
            self.tabs.setCurrentIndex(0)
            self.editor.focus_start()
            if ids.get("typed"):
                self.editor.text.insertPlainText(ids["typed"])

    def deactivate(self) -> None:
        """Keep everything that is being written; returns at once."""
        self._finish_forms()
        self.question.line.flush()
        self.desk.pause()

    # --- showing

    def _finish_forms(self) -> None:
        self.form.finish()
        keeping_of(self.context).keep()

    def _open(self, case: str) -> None:
        self._finish_forms()
        self.question.leave()
        self.links.leave()
        self.desk.leave()
        request = self.state.open(case)
        self.whole.setCurrentIndex(1)
        self.desk.begin()
        self.tasks.open(case)
        self.timeline.open(case)
        self.head.show_step("", "")
        self.history.show_entries([], now_ms(), more=True)
        self.form.put_away()
        for tab in self.brought:
            tab.put_away()
        self._patience.start()
        self._ask(request)

    def _show_awaited(self) -> None:
        if self.state.page is None:
            self.head.show_awaited()

    def refresh(self) -> None:
        """Ask for everything shown anew."""
        if not self.state.case:
            return
        self._ask(self.state.refresh())
        self.tasks.refresh()
        self.timeline.refresh()

    def _ask(self, request: Request) -> None:
        session = self.context.session

        def load() -> tuple[CasePage, list[LinkedCase], list[str]]:
            page = lookup.case_page(session, request.case)
            if loose_ends.tie_up(session, page.drafts):
                page = lookup.case_page(session, request.case)
            return page, merging.linked_cases(session, request.case), finding.places(session)

        self.context.run(load, owner=self, done=lambda found: self._arrived(request, *found), latest="page")

    def _arrived(self, request: Request, page: CasePage, linked: list[LinkedCase], places: list[str]) -> None:
        if not self.state.arrived(request, page):
            return
        self.links.show_links(request.case, linked, self.state.may(Act.MERGE_CASES))
        self._places = places
        head = self.state.head()
        self.head.show_head(head, self.state.alias_line(), self.state.waiting_line())
        self.tasks.name_is(head.title)
        self.editor.head.offer(places, page.case.languages)
        self._show_banners()
        self.fields.show_page()
        self.people.show_page(page)
        for tab in self.brought:
            tab.show_page(page)
        self.desk.arrived()
        self._show_questions()
        self.acts.renew()

    def _answer_overtaken(self) -> None:
        self.context.status_message(
            _("A colleague answered meanwhile. What you wrote stays here as an unfinished note.")
        )
        self._renewal.start()

    def _show_questions(self) -> None:
        self.question.show_questions(self.state.page, self.timeline.shown.open_questions(), now_ms())

    def _show_banners(self) -> None:
        title, advice = self.state.conflict_line()
        self.conflict.setVisible(bool(title))
        if title:
            self.conflict.say(title, advice, "danger")
        missing = self.state.missing_line()
        self.missing.setVisible(bool(missing))
        if missing:
            self.missing.say(missing, _("They come with the next rounds of sync; nothing is lost."), "waits")

    def _fetch(self, fetch: Fetch) -> None:
        call = partial(lookup.timeline, self.context.session, fetch.case, fetch.before, fetch.limit)
        self.context.run(
            call,
            owner=self.timeline,
            done=lambda found: self._entries_arrived(fetch, *found),
            failed=lambda error: self._entries_failed(fetch, error),
            latest="timeline",
        )

    def _fetch_more(self) -> None:
        fetch = self.timeline.shown.more()
        if fetch is not None:
            self._fetch(fetch)

    def _entries_arrived(self, fetch: Fetch, entries: list[TimelineEntry], after: Keyset | None) -> None:
        shown = self.timeline.shown
        if not shown.arrived(fetch, entries, after):
            return
        self.timeline.show_page()
        self.history.show_entries(shown.entries, now_ms(), shown.more_to_come)
        self._show_questions()
        if self._wanted_entry and self.timeline.choose(self._wanted_entry):
            self._wanted_entry = ""
        elif self._wanted_entry and shown.more_to_come:
            self._fetch_more()
        self.acts.renew()

    def _entries_failed(self, fetch: Fetch, error: Exception) -> None:
        self.timeline.shown.failed(fetch)
        self.acts.say(error)

    def _show_entry(self, entry: str) -> None:
        self.tabs.setCurrentIndex(0)
        self._wanted_entry = "" if self.timeline.choose(entry) else entry

    def show_counts(self) -> None:
        """Show the figures beside the words of the tabs that others brought."""
        for tab in self.brought:
            self.tabs.set_count(self.places[tab.name], tab.count())
        if self.state.page is not None:
            self.head.show_step(*self.journey.where(self.state.page.case.programme))

    def _tab_changed(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        if self.parts[place].name == "history":
            shown = self.timeline.shown
            self.history.show_entries(shown.entries, now_ms(), shown.more_to_come)
        self.acts.renew()

    def show_tab(self, place: int) -> None:
        """Go to a tab and into it."""
        self.tabs.setCurrentIndex(place)
        self.parts[place].focus()

    def _records_changed(self, changes: Changes) -> None:
        if not self.state.case or not records_or_sync(changes):
            return
        if self.isVisible():
            self._renewal.start()
