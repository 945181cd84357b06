"""What one can do with a case: keys, the menu behind the dots, the timeline's menu, and the palette's lines."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from counsellor_app.desktop.case_page.head_bar import HeadBar
from counsellor_app.desktop.case_page.links_bar import APART_KEY, GO_KEY, LinksBar
from counsellor_app.desktop.case_page.question_bar import ANSWER_KEY, QuestionBar
from counsellor_app.desktop.case_page.state.page import CasePageState
from counsellor_app.desktop.case_page.tabs import CaseTab, Part, keys_of
from counsellor_app.desktop.context import Command, DesktopContext
from counsellor_app.desktop.look.banner_bar import BannerBar
from counsellor_app.desktop.look.icons import icon
from counsellor_app.desktop.look.key_words import key_text
from counsellor_app.desktop.look.tab_strip import TabStrip
from counsellor_app.desktop.note_writing.desk import NoteDesk
from counsellor_app.desktop.note_writing.note_editor import DISCARD_KEY, OTHER_KEY, SIGN_KEY, TASK_KEY, NoteEditor
from counsellor_app.desktop.people.family_part import FamilyPart
from counsellor_app.desktop.people.section import RecordSection
from counsellor_app.desktop.task_writing.bar import TaskBar
from counsellor_app.desktop.timeline.view import TimelineView
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import TimelineEntry
from counsellor_app.domain.records import CaseStatus
from counsellor_app.domain.rights import Act
from counsellor_app.workflows import casework
from sync.wording import _

AMEND_KEY, WRITE_KEY, SETTLE_KEY, ASK_KEY = "Alt+A", "Ctrl+E", "Alt+S", "Ctrl+Shift+T"
Line = tuple[str, str, Callable[[], object], str]


@dataclass(frozen=True)
class Parts:
    """The parts of the page the acts work on; ``page`` is the page itself."""

    page: QWidget
    context: DesktopContext
    state: CasePageState
    desk: NoteDesk
    editor: NoteEditor
    timeline: TimelineView
    tabs: TabStrip
    head: HeadBar
    conflict: BannerBar
    question: QuestionBar
    links: LinksBar
    show_tab: Callable[[int], None]
    tab_parts: tuple[Part, ...]
    brought: tuple[CaseTab, ...]
    family: FamilyPart
    tasks: TaskBar


class CaseActs(QObject):
    """Acts of the case page; each stands in one place and shows everywhere."""

    def __init__(self, view: Parts) -> None:
        super().__init__(view.page)
        self._view = view
        self._key(AMEND_KEY, self.amend)
        self._key(WRITE_KEY, self.write)
        for place, key in enumerate(keys_of(view.tab_parts)):
            self._key(key, partial(view.show_tab, place))
            view.tabs.setTabToolTip(place, f"{view.tabs.tabText(place)}  {key}")
        self._reach_sections()
        back = QShortcut(QKeySequence("Escape"), view.editor)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self._escape)
        view.head.menu.clicked.connect(self.open_menu)
        view.timeline.menu_wanted.connect(self.open_entry_menu)
        view.timeline.doubleClicked.connect(lambda _index: view.timeline.toggle())
        view.conflict.action.connect(self.settle)
        view.question.answered.connect(lambda: view.context.status_message(_("Answered and kept on this device")))

    def _key(self, key: str, act: Callable[[], object]) -> None:
        QShortcut(QKeySequence(key), self._view.page).activated.connect(act)

    def _reach_sections(self) -> None:
        """Let the keys of what other rooms brought work from every part of the page."""
        for place, part in enumerate(self._view.tab_parts):
            for section in part.widget.findChildren(RecordSection):
                section.add.reach_from(self._view.page, partial(self._view.show_tab, place))

    def _there(self, name: str, command: Command) -> Command:
        """Return *command* so that it first goes to the tab called *name*, where one sees what it does."""
        view = self._view
        place = [part.name for part in view.tab_parts].index(name)

        def run() -> None:
            if view.tabs.currentIndex() != place:
                view.show_tab(place)
            command.run()

        return replace(command, run=run)

    def renew(self) -> None:
        """Other rights, another case: show only what can be done."""
        self._view.conflict.button.setVisible(self._view.state.may(Act.RESOLVE))

    def say(self, error: Exception) -> None:
        """Show what a person can act on."""
        if isinstance(error, ActionableError):
            self._view.context.show_error(error)

    # --- acts

    def write(self) -> None:
        """Go to the note."""
        self._view.tabs.setCurrentIndex(0)
        self._view.editor.focus_start()

    def amend(self) -> None:
        """Amend the note the timeline is at, else the newest one that may be amended."""
        entry = self._note_at()
        if entry is None:
            self._view.context.show_error(
                ActionableError(
                    _("There is no signed note here that you may amend."),
                    _("Choose a note in the timeline (Alt+1, arrow keys) and try again."),
                )
            )
            return
        self._view.tabs.setCurrentIndex(0)
        self._view.desk.amend(entry)

    def _note_at(self) -> TimelineEntry | None:
        timeline, state = self._view.timeline, self._view.state
        row = timeline.current() if timeline.hasFocus() or timeline.current() else None
        if row is not None and row.entry.kind == "note":
            return row.entry if state.may_amend(row.entry) else None
        return next((entry for entry in timeline.shown.entries if state.may_amend(entry)), None)

    def answer(self) -> None:
        """Answer the question above the note."""
        self._view.question.write()

    def settle(self) -> None:
        """Go to where the conflict is settled."""
        self._view.context.navigate("review", case_id=self._view.state.case)

    def _escape(self) -> None:
        if not self._view.desk.end_amendment():
            self._view.timeline.setFocus(Qt.FocusReason.OtherFocusReason)

    def copy_reference(self) -> None:
        """Put the reference on the clipboard."""
        page = self._view.state.page
        if page is not None:
            QGuiApplication.clipboard().setText(page.case.reference)
            self._view.context.status_message(_("Reference copied"))

    def copy_phone(self) -> None:
        """Put the phone number on the clipboard, unless the client must not be called: then say so."""
        page = self._view.state.page
        if page is None:
            return
        closed = self._view.state.calling_closed()
        if closed is not None:
            self._view.context.show_error(closed)
            return
        QGuiApplication.clipboard().setText(page.case.phone)
        self._view.context.status_message(self._view.state.contact_words() or _("Phone number copied"))

    def set_status(self, status: str) -> None:
        """Close the case or open it again, and offer to undo that."""
        view, page = self._view, self._view.state.page
        if page is None:
            return
        context, case, before = view.context, page.case.id, page.case.status
        what = _("Case closed") if status == CaseStatus.CLOSED else _("Case opened again")

        def put(value: str) -> None:
            context.run(
                partial(casework.set_fields, context.session, case, {"status": value}),
                owner=view.page,
                done=lambda _changed: context.offer_undo(what, partial(put, before)) if value == status else None,
            )

        put(status)

    # --- where they stand

    def commands(self) -> list[Command]:
        """Return the palette's lines for the case that is shown."""
        view = self._view
        found = [
            Command(_("Write the note"), WRITE_KEY, self.write, "notebook-pen"),
            Command(_("Sign the note"), SIGN_KEY, view.desk.sign, "check"),
            Command(_("New task for this person"), TASK_KEY, view.tasks.write, "list-checks"),
            Command(_("Amend a signed note"), AMEND_KEY, self.amend, "pen-line"),
            Command(_("Throw the draft away"), DISCARD_KEY, view.desk.discard, "trash-2"),
        ]
        if view.editor.other.isVisibleTo(view.page):
            found.append(Command(_("Go to the other draft"), OTHER_KEY, view.desk.next_draft, "pencil"))
        keys = keys_of(view.tab_parts)
        found += [
            Command(part.does, key, partial(view.show_tab, place), part.icon)
            for place, (part, key) in enumerate(zip(view.tab_parts, keys, strict=True))
        ]
        found += [self._there("person", command) for command in view.family.commands()]
        found += [self._there(tab.name, command) for tab in view.brought for command in tab.commands()]
        return found + [Command(text, key, run, name) for text, key, run, name in self._more()]

    def _more(self) -> list[Line]:
        view, state = self._view, self._view.state
        found: list[Line] = []
        if not view.question.isHidden():
            found.append((_("Answer the question"), ANSWER_KEY, self.answer, "message-circle-question-mark"))
        if state.page is not None and state.page.conflicts and state.may(Act.RESOLVE):
            found.append((_("Settle the conflict"), SETTLE_KEY, self.settle, "split"))
        if view.links.go:
            found.append((_("Go to the linked case"), GO_KEY, view.links.go[0].click, "link"))
        if view.links.apart:
            found.append((_("Take the linked cases apart"), APART_KEY, view.links.apart[0].click, "split"))
        if state.may(Act.MARK_SEEN):
            found.append((_("Review this case"), "", self.settle, "eye"))
        found.append((_("Copy the reference"), "", self.copy_reference, "copy"))
        if state.page is not None and state.page.case.phone:
            found.append((_("Copy the phone number"), "", self.copy_phone, "phone"))
        if state.page is not None and state.may(Act.CLOSE_CASE):
            closed = state.page.case.status == CaseStatus.CLOSED
            text, status = (
                (_("Open the case again"), CaseStatus.OPEN) if closed else (_("Close the case"), CaseStatus.CLOSED)
            )
            found.append((text, "", partial(self.set_status, status), "archive"))
        return found

    def open_menu(self) -> None:
        """Open the menu behind the dots."""
        button = self._view.head.menu
        self._open(self._more(), button.mapToGlobal(QPoint(0, button.height())))

    def open_entry_menu(self, at: QPoint) -> None:
        """Open the menu of the entry the timeline is at."""
        timeline, row = self._view.timeline, self._view.timeline.current()
        if row is None:
            return
        folded = not timeline.delegate.is_open(row.id)
        found: list[Line] = []
        if self._view.state.may_amend(row.entry):
            found.append((_("Amend…"), AMEND_KEY, self.amend, "pen-line"))
        if row.waits:
            found.append((_("Answer…"), ANSWER_KEY, self.answer, "corner-down-left"))
        if row.body:
            words = _("Show the whole text") if folded else _("Show the first lines only")
            found.append((words, "Space", timeline.toggle, "eye"))
        found.append((_("Copy the text"), "Ctrl+C", timeline.copy, "copy"))
        self._open(found, at)

    def _open(self, acts: list[Line], at: QPoint) -> None:
        menu = QMenu(self._view.page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, key, run, name in acts:
            action = menu.addAction(icon(name, "text2"), f"{text}\t{key_text(key)}".rstrip())
            action.triggered.connect(run)
        menu.popup(at)
