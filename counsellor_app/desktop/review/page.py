"""One case under review: a conflict to settle, what else is new, and the reviewer's mark."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.drafts.kept_lines import KeptLines
from counsellor_app.desktop.drafts.line import DraftLine
from counsellor_app.desktop.look.banner_bar import BannerBar
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.flag_tag import FlagTag
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.section_label import SectionLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, PAGE_PADDING
from counsellor_app.desktop.review.cards import Cards
from counsellor_app.desktop.review.sending import send_question
from counsellor_app.desktop.review.state.settling import SettlingState
from counsellor_app.desktop.task_writing.bar import TaskBar
from counsellor_app.desktop.timeline.changes_table import ChangesTable
from counsellor_app.desktop.timeline.state import Fetch, TimelineState
from counsellor_app.desktop.timeline.view import TimelineView
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.rights import Act
from counsellor_app.workflows.loose_ends import QUESTION, REASON
from sync.wording import _

_LABELS = 88
CHOOSE_KEY, SEEN_KEY, ASK_KEY, OPEN_KEY = "Ctrl+Return", "Ctrl+Shift+Return", "Ctrl+Shift+T", "Alt+O"
NEXT_CONFLICT_KEY = "Alt+N"


class ReviewPage(QWidget):
    """Shows a :class:`SettlingState`; everything done is asked for by signal."""

    chosen = Signal(int)
    settle_wanted = Signal()
    seen_wanted = Signal()
    ask_wanted = Signal()
    case_wanted = Signal()
    next_conflict_wanted = Signal()

    def __init__(self, context: DesktopContext, state: SettlingState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "page")
        self._state = state
        self._shown = ""
        self._begun_earlier = False
        self.title = RunsLabel(gap=12)
        self.count = KeyHintButton("", NEXT_CONFLICT_KEY, "quiet", tip=_("Show the next conflict of this case"))
        self.tag = FlagTag(_("Conflict"), "split", "red")
        self.name = KeyHintButton("", OPEN_KEY, "link", tip=_("Open the case"))
        self.facts = IconLabel("", tone="text2", font_role="ui")
        self.breach = BannerBar("", "", "danger")
        self.breach.hide()
        self.tasks = TaskBar(context)
        self.cards = Cards()
        self.reason = DraftLine(context, REASON, send_question, _("Reason, for whoever reads the history later"))
        self.other = QLineEdit()
        self._kept = KeptLines(context, {"other": self.other}, self)
        self._kept.recalled.connect(self._other_recalled)
        self._other_row = FieldRow(_("Other value"), self.other, place="beside", label_width=_LABELS)
        self.write_other = KeyHintButton(_("Other value…"), "Alt+3", "quiet")
        self.choose = KeyHintButton("", CHOOSE_KEY, "primary")
        self.stays = IconLabel(_("The other value stays in History"), "history", tone="text2", font_role="meta")
        self.section = SectionLabel("", "")
        self.table = ChangesTable(_("Also changed in this case"))
        self.entries = TimelineView(TimelineState(now_ms), _ignore, _("New in this case"))
        self.question = DraftLine(context, QUESTION, send_question, _("Your question to whoever works on this case"))
        self.seen = KeyHintButton(_("Mark case reviewed"), SEEN_KEY)
        self.ask = KeyHintButton(_("Ask…"), ASK_KEY, "quiet")
        self.hints = text_label(_("Alt+↓ next  Alt+↑ previous"), "meta", "text3")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self._settling())
        below = QVBoxLayout()
        below.setContentsMargins(PAGE_PADDING, GAP_LARGE, PAGE_PADDING, 0)
        below.setSpacing(GAP_SMALL)
        below.addWidget(self.section)
        below.addWidget(self.table, 1)
        self._below = QWidget()
        self._below.setLayout(below)
        column.addWidget(self._below, 1)
        column.addWidget(self.entries, 1)
        column.addWidget(Hairline())
        column.addWidget(self._foot())

    def _head(self) -> QVBoxLayout:
        first = QHBoxLayout()
        first.addWidget(self.title, 1)
        first.addWidget(self.count)
        second = QHBoxLayout()
        second.setSpacing(GAP_SMALL)
        second.addWidget(self.tag)
        second.addWidget(self.name)
        second.addWidget(self.facts, 1)
        head = QVBoxLayout()
        head.setContentsMargins(PAGE_PADDING, GAP_LARGE - 3, PAGE_PADDING, GAP)
        head.setSpacing(GAP_SMALL)
        head.addLayout(first)
        head.addLayout(second)
        head.addWidget(self.breach)
        head.addWidget(self.tasks)
        return head

    def _settling(self) -> QWidget:
        why = QHBoxLayout()
        why.setSpacing(GAP_SMALL)
        why.addWidget(FieldRow(_("Reason"), self.reason, place="beside", label_width=_LABELS), 1)
        why.addWidget(self.write_other)
        acts = QHBoxLayout()
        acts.setSpacing(GAP_SMALL)
        acts.addWidget(self.choose)
        acts.addStretch(1)
        acts.addWidget(self.stays)
        inside = QWidget()
        set_surface(inside, "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(PAGE_PADDING, 0, PAGE_PADDING, 0)
        column.setSpacing(GAP)
        column.addWidget(self.cards)
        column.addWidget(self._other_row)
        column.addLayout(why)
        column.addLayout(acts)
        inside.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._settle = inside
        return inside

    def _foot(self) -> QWidget:
        foot = QFrame()
        set_surface(foot, "raised")
        column = QVBoxLayout(foot)
        column.setContentsMargins(PAGE_PADDING, GAP, PAGE_PADDING, GAP)
        column.setSpacing(GAP_SMALL)
        column.addWidget(self.question)
        self.question.hide()
        line = QHBoxLayout()
        line.setSpacing(GAP_SMALL)
        line.addWidget(self.seen)
        line.addWidget(self.ask)
        line.addStretch(1)
        line.addWidget(self.hints)
        column.addLayout(line)
        return foot

    def _connect(self) -> None:
        self.cards.chosen.connect(self.chosen)
        self.write_other.clicked.connect(self._choose_other)
        self.choose.clicked.connect(self.settle_wanted)
        self.seen.clicked.connect(self.seen_wanted)
        self.ask.clicked.connect(self.ask_wanted)
        self.name.clicked.connect(self.case_wanted)
        self.count.clicked.connect(self.next_conflict_wanted)
        self.other.textEdited.connect(self._other_typed)
        self.question.returnPressed.connect(self.question.send)

    # --- showing

    def show_case(self) -> None:
        """Show the case the state has."""
        state, now = self._state, now_ms()
        if state.found is None:
            return
        own = state.person.own_name if state.conflict is None and state.person.own_name != state.name() else ""
        self.title.set_runs([Run(state.title(), "page_title"), Run(own, "page_title_own", "text2")])
        self.count.set_label(state.count_words())
        self.count.setVisible(bool(state.count_words()))
        _give_key(self.count, NEXT_CONFLICT_KEY if len(state.conflicts) > 1 else "")
        self.tag.setVisible(state.conflict is not None)
        self.name.set_label(state.name() if state.conflict is not None else _("Open the case"))
        self.facts.set_text(state.facts())
        self._show_breach(*state.found.passed_over)
        self.tasks.name_is(state.name())
        self.tasks.open(state.case)
        self._show_conflict(now)
        self._show_new(now)
        if state.case != self._shown:
            self._shown = state.case
            self._go_on_asking()
        self.seen.setVisible(state.may(Act.MARK_SEEN))
        self.ask.setVisible(state.may(Act.ASK))

    def _show_breach(self, title: str, lines: str) -> None:
        self.breach.setVisible(bool(title))
        if title:
            self.breach.say(title, lines, "danger")

    def _show_conflict(self, now: int) -> None:
        state, conflict = self._state, self._state.conflict
        self._settle.setVisible(conflict is not None)
        if conflict is None or state.found is None:
            self.reason.leave()
            self._kept.leave()
            return
        self.cards.show_conflict(conflict, state.words, state.choice, now)
        _give_key(self.write_other, f"Alt+{len(conflict.values) + 1}")
        self.reason.open(state.found.page, conflict.id)
        for widget in (self.reason, self.write_other, self.choose):
            widget.setEnabled(state.may(Act.RESOLVE))
        place = _other_of(state.case, conflict.id)
        if place != self._kept.place or (self.other.text() and not state.other):
            self._kept.open(place)  # another conflict, or others wrote values meanwhile: what was typed is not lost
        self.show_choice()

    def show_choice(self) -> None:
        """Show what is chosen, and what choosing it will do."""
        state = self._state
        self.cards.set_choice(state.choice)
        self._other_row.setVisible(state.writes_other)
        if self.other.text() != state.other:
            self.other.setText(state.other)
        self._other_row.set_error(state.objection() if state.other.strip() else "")
        words = self._settlement_words()
        self.choose.set_label(_("Choose “{value}”").format(value=words) if words else _("Choose a value"))
        self.choose.setEnabled(bool(words) and state.may(Act.RESOLVE))

    def _settlement_words(self) -> str:
        try:
            settlement = self._state.settlement()
        except ActionableError:
            return ""
        return _shortened(settlement.words) if settlement else ""

    def _show_new(self, now: int) -> None:
        state = self._state
        in_conflict = state.conflict is not None
        self._below.setVisible(in_conflict)
        self.entries.setVisible(not in_conflict)
        if in_conflict:
            also = state.also_changed()
            self.table.show_entries(also, now)
            words = _("since your last review") if also else _("nothing else since your last review")
            self.section.set_section(_("Also changed in this case"), words)
            self.table.setVisible(bool(also))
        else:
            shown = self.entries.shown
            fetch = shown.open(state.case) if shown.case != state.case else shown.refresh()
            if fetch is not None and shown.arrived(fetch, state.entries(), None):
                self.entries.show_page()

    # --- acting

    def _choose_other(self) -> None:
        conflict = self._state.conflict
        if conflict is not None:
            self.chosen.emit(len(conflict.values))
            self.other.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _other_typed(self, text: str) -> None:
        self._state.other = text
        self.show_choice()

    def _other_recalled(self) -> None:
        """Another value was being written: go on there."""
        conflict = self._state.conflict
        if conflict is not None:
            self._state.choose(len(conflict.values))
            self._state.other = self.other.text()
            self.show_choice()

    def settled(self, case: str, conflict: str) -> None:
        """A conflict (id) has ended as it was chosen: why, and what else was written, was taken."""
        self.reason.taken(conflict)
        self._kept.taken(_other_of(case, conflict))

    def write_question(self) -> None:
        """Open the question's line and go there; when it is open already, send it."""
        found = self._state.found
        if found is None:
            return
        if not self.question.isHidden() and not self._begun_earlier:
            self.question.send()
            return
        if self._begun_earlier:
            self._go_into_question()
            return
        row = self.entries.current() if self.entries.isVisible() else None
        about = row.entry.id if row is not None and row.entry.kind == "note" else ""
        self.question.open(found.page, about)
        self._go_into_question()

    def _go_into_question(self) -> None:
        self._begun_earlier = False
        self.question.show()
        self.ask.set_label(_("Send the question"))
        self.question.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_on_asking(self) -> None:
        """A question was begun here earlier: it stands there again, though one may be at another note now.

        The next key goes into it; it is not sent unseen.
        """
        found = self._state.found
        begun = [draft for draft in found.page.drafts if draft.kind == QUESTION and draft.text] if found else []
        if found is not None and begun and self._state.may(Act.ASK):
            self.question.open(found.page, max(begun, key=lambda draft: draft.saved_at).amends)
            self.question.show()
            self._begun_earlier = True

    def end_question(self) -> bool:
        """Fold the question's line; False if it was not open."""
        if self.question.isHidden():
            return False
        self._begun_earlier = False
        self.question.leave()
        self.question.hide()
        self.ask.set_label(_("Ask…"))
        return True

    def leave(self) -> None:
        """Keep what is written; nothing of it is shown any more."""
        self._shown = ""
        self.end_question()
        self.reason.leave()

    def flush(self) -> None:
        """Keep what is written now."""
        self.reason.flush()
        self.question.flush()


def _other_of(case: str, conflict: str) -> str:
    """Return where another value for a conflict (id) is kept while it is typed."""
    return f"settle-other/{case}/{conflict}"


def _give_key(button: KeyHintButton, key: str) -> None:
    """Give a button another key; the same one given anew would for a moment be there twice, and do nothing."""
    if button.key() != QKeySequence(key):
        button.set_key(key)


def _shortened(words: str, most: int = 40) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


def _ignore(_fetch: Fetch) -> None:
    """The page hands over its entries itself."""
