"""The programmes of the office: list, what a text means, and the editor of the office's own. Decides nothing."""

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.context import Command, DesktopContext
from counsellor_app.desktop.drafts.keeping import keeping_of
from counsellor_app.desktop.look.banner_bar import BannerBar
from counsellor_app.desktop.look.chips import ChipRow
from counsellor_app.desktop.look.delegates import TwoLineDelegate
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.row_list import RowList
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.search_field import SearchField
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, PAGE_PADDING, PANE_PADDING
from counsellor_app.desktop.moments import local_time
from counsellor_app.desktop.programmes import state as say
from counsellor_app.desktop.programmes.preview import Preview
from counsellor_app.desktop.programmes.row_words import row_parts
from counsellor_app.desktop.programmes.text_editor import TextEditor
from counsellor_app.desktop.rows_model import RowsModel
from counsellor_app.desktop.two_panes import fill_with_two_panes
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.reading import Problem, ProgrammeTextError
from counsellor_app.domain.programmes.schema import Programme
from counsellor_app.domain.rights import Act, allowed
from counsellor_app.workflows import programmes
from counsellor_app.workflows.programmes import ProgrammeRow
from sync.wording import _, language

NEW_KEY, CHANGE_KEY, SAVE_KEY, SEARCH_KEY, NEXT_KEY = "Ctrl+N", "Ctrl+E", "Ctrl+S", "Ctrl+F", "F8"
_CHECK_MS = 400
_LIST_WIDTH = 336
_MEANING, _TEXT = "meaning", "text"


class ProgrammesView(QWidget):
    """Feature: the programmes; administrators may add and change them."""

    badge_changed = Signal()

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "page")
        self._context = context
        self.state = say.EditorState()
        self._all: list[ProgrammeRow] = []
        self.search = SearchField(_("Name or code"), _("Search programmes"), _("Clear"), SEARCH_KEY)
        self.rows: RowsModel[ProgrammeRow] = RowsModel(
            row_parts, lambda row: row_parts(row).spoken(), say.row_key, parent=self
        )
        self.list = RowList(TwoLineDelegate(), _("Programmes"))
        self.list.setModel(self.rows)
        self.heading = RunsLabel()
        self.shows = ChipRow(_("What is shown"), [(_MEANING, _("What it means")), (_TEXT, _("Text"))])
        self.change = KeyHintButton(_("Change it…"), CHANGE_KEY, "secondary", icon="pencil")
        self.save = KeyHintButton(_("Take into the library"), SAVE_KEY, "primary", icon="check")
        self.leave = KeyHintButton(_("Leave it"), "", "quiet")
        self.verdict = text_label("", "ui_medium", wrap=True)
        self.trouble = BannerBar("", "", "danger", _("Next line"), NEXT_KEY)
        self.trouble.hide()
        self.editor = TextEditor(_("Text of the programme"))
        self.preview = Preview(_("What it means"))
        self.pages = QStackedWidget()
        self._checking, self._keeping = self._timer(_CHECK_MS, self._check), keeping_of(context)
        self._lay_out()
        self._show_buttons()
        self._connect()

    def _timer(self, after: int, act: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after)
        timer.timeout.connect(act)
        return timer

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(RunsLabel([Run(_("Programmes"), "pane_title")]), 1)
        self.new = IconButton("plus", _("New programme"), NEW_KEY)
        head.addWidget(self.new)
        pane = QWidget()
        set_surface(pane, "list")
        left = QVBoxLayout(pane)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(PANE_PADDING, GAP_LARGE, PANE_PADDING, GAP)
        top.setSpacing(GAP_SMALL)
        top.addLayout(head)
        top.addWidget(self.search)
        left.addLayout(top)
        left.addWidget(Hairline())
        left.addWidget(self.list, 1)
        fill_with_two_panes(self, self._context, "programmes", pane, self._page(), _LIST_WIDTH)

    def _page(self) -> QWidget:
        page = QWidget()
        set_surface(page, "page")
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(self.heading, 1)
        for button in (self.change, self.leave, self.save):
            line.addWidget(button)
        second = QHBoxLayout()
        second.setSpacing(GAP)
        second.addWidget(self.shows)
        second.addWidget(self.verdict, 1)
        writing = QWidget()
        written = QVBoxLayout(writing)
        written.setContentsMargins(PAGE_PADDING, GAP, PAGE_PADDING, PAGE_PADDING)
        written.setSpacing(GAP_SMALL)
        written.addWidget(self.trouble)
        written.addWidget(self.editor, 1)
        self.pages.addWidget(self.preview)
        self.pages.addWidget(writing)
        top = QVBoxLayout()
        top.setContentsMargins(PAGE_PADDING, GAP_LARGE, PAGE_PADDING, GAP)
        top.setSpacing(GAP_SMALL)
        top.addLayout(line)
        top.addLayout(second)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Hairline())
        column.addWidget(self.pages, 1)
        return page

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._list())
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.shows.chosen.connect(self._turn)
        self.new.clicked.connect(self.begin_new)
        self.change.clicked.connect(self.begin_change)
        self.save.clicked.connect(self.take)
        self.leave.clicked.connect(self.give_up)
        self.editor.textChanged.connect(self._typed)
        self.trouble.action.connect(self.next_problem)
        self._context.records_changed.connect(self._records_changed)
        QShortcut(QKeySequence(NEW_KEY), self).activated.connect(self.begin_new)

    # --- the contract of a feature

    def title(self) -> str:
        """Return the name of the page."""
        return _("Programmes")

    def rail_badge(self) -> int | None:
        """Nothing waits here."""
        return None

    def commands(self) -> list[Command]:
        """Return what the palette may offer of this page."""
        if not self.may_write:
            return []
        return [
            Command(_("New programme"), NEW_KEY, self.begin_new, "file-plus"),
            Command(_("Change this programme"), CHANGE_KEY, self.begin_change, "pencil"),
        ]

    def activate(self, **ids: str) -> None:
        """Show what there is now."""
        self._load()

    def deactivate(self) -> None:
        """Keep what is being written."""
        self._keeping.keep()

    @property
    def may_write(self) -> bool:
        """Whether who sits here may add and change programmes."""
        return allowed(self._context.session.actor, Act.WRITE_PROGRAMME)

    # --- the list

    def _load(self) -> None:
        call = partial(programmes.list_programmes, self._context.session, every=True)
        self._context.run(call, owner=self, done=self._arrived, latest="programmes")

    def _arrived(self, rows: list[ProgrammeRow]) -> None:
        self._all = rows
        self._list()
        self._show_buttons()

    def _list(self) -> None:
        self.rows.show(say.fitting(self._all, self.search.text()))
        if not self.list.currentIndex().isValid() and self.rows.rowCount() and not self.state.editing:
            self.list.setCurrentIndex(self.rows.index(0, 0))

    def _row(self) -> ProgrammeRow | None:
        return self.rows.at(self.list.currentIndex().row())

    def _chosen(self, _now: QModelIndex, _before: QModelIndex) -> None:
        row = self._row()
        if row is None:
            return
        key = say.row_key(row)
        code, version = row.programme.code, row.programme.version
        call = partial(programmes.programme_text, self._context.session, code, version)
        self._context.run(call, owner=self, done=partial(self._text_arrived, key), latest="programme_text")

    def _text_arrived(self, key: str, text: str) -> None:
        self.state.show(key, text)
        self._show_text()

    def _records_changed(self, changes: dict[str, frozenset[str]]) -> None:
        if self.isVisible() and ("programme_text" in changes or "directory" in changes):
            self._load()

    # --- showing

    def _show_text(self) -> None:
        self.editor.blockSignals(True)
        self.editor.setPlainText(self.state.text)
        self.editor.blockSignals(False)
        self.editor.setReadOnly(not self.state.editing)
        self.shows.set_choice(_TEXT if self.state.editing else _MEANING)
        self._turn(_TEXT if self.state.editing else _MEANING)
        self._show_problems()
        self._show_buttons()
        row = self._row()
        title = row.programme.words(language()) if row is not None and self.state.subject != say.NEW else ""
        self.heading.set_runs([Run(title or _("New programme"), "page_title")])

    def _turn(self, shown: str) -> None:
        self.pages.setCurrentIndex(int(shown == _TEXT))
        if shown == _MEANING:
            self.preview.show_parts(say.preview(self.state.text))

    def _show_buttons(self) -> None:
        may = self.may_write
        self.new.setVisible(may)
        self.change.setVisible(may and not self.state.editing and bool(self.state.subject))
        self.save.setVisible(self.state.editing)
        self.leave.setVisible(self.state.editing)
        self.save.setEnabled(self.state.may_save)

    def _show_problems(self) -> None:
        problems = self.state.problems
        self.editor.show_problems(problems)
        self.verdict.setText(self.state.summary())
        self.trouble.setVisible(bool(problems))
        if problems:
            self.trouble.say(self.state.summary(), "\n".join(str(problem) for problem in problems[:3]), "danger")
        self.save.setEnabled(self.state.may_save)

    # --- writing

    def begin_new(self) -> None:
        """Begin a programme of the office's own."""
        if self.may_write:
            self._begin(say.NEW, say.new_text(local_time(now_ms()).date()))

    def begin_change(self) -> None:
        """Begin the office's own version of the programme that is shown."""
        if self.may_write and self.state.subject and not self.state.editing:
            self._begin(self.state.subject, say.changed_text(self.state.text, local_time(now_ms()).date()))

    def _begin(self, subject: str, text: str) -> None:
        self._keeping.recall(self._place(subject), self, lambda kept: self._begun(subject, text, kept.get("text", "")))

    def _begun(self, subject: str, text: str, kept: str) -> None:
        self.state.begin(subject, text, kept)
        self._show_text()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._check()

    def _typed(self) -> None:
        if not self.state.editing:
            return
        self.state.typed(self.editor.toPlainText())
        self.verdict.setText(self.state.summary())
        self.save.setEnabled(False)
        self._checking.start()
        self._keep()

    def _check(self) -> None:
        text = self.state.text
        call = partial(programmes.problems_of, self._context.session, text)
        self._context.run(call, owner=self, done=partial(self._judged, text), latest="problems")

    def _judged(self, text: str, problems: tuple[Problem, ...]) -> None:
        if self.state.judged(text, problems):
            self._show_problems()

    def next_problem(self) -> None:
        """Go to the next line on which something is wrong."""
        lines = [problem.line for problem in self.state.problems]
        here = self.editor.textCursor().blockNumber() + 1
        following = next((line for line in lines if line > here), lines[0] if lines else 0)
        if following:
            self.editor.go_to(following)

    def _place(self, subject: str) -> str:
        return f"programme/{subject}"

    def _keep(self) -> None:
        kept = {"text": self.state.text} if self.state.touched else {}
        self._keeping.write(self._place(self.state.subject), kept)

    def take(self) -> None:
        """Take the text into the library; it travels to everybody with the next sync."""
        if not self.state.may_save:
            return
        call = partial(programmes.add_programme, self._context.session, self.state.text)
        self._context.run(call, owner=self, done=self._taken, failed=self._refused)

    def _taken(self, made: Programme) -> None:
        self._keeping.forget(self._place(self.state.subject))
        self.state.show(f"{made.code}/{made.version}", self.state.text)
        said = _("{code} {version} is in the library.").format(code=made.code, version=made.version)
        self._context.status_message(said)
        self._show_text()
        self._load()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, ProgrammeTextError):
            self.state.judged(self.state.text, error.problems)
            self._show_problems()
        elif isinstance(error, ActionableError):
            self._context.show_error(error)

    def give_up(self) -> None:
        """Leave the text; what was written stays and stands there again the next time."""
        row = self._row()
        self.state.show("", "")
        if row is not None:
            self._chosen(QModelIndex(), QModelIndex())
        self._show_text()
