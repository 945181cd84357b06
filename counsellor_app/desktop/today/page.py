"""The page of the next person: what was agreed last time, what is due, and a note ready to type."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from counsellor_app.desktop.look.dress import set_card, set_surface
from counsellor_app.desktop.look.elided_label import ElidedLabel
from counsellor_app.desktop.look.flag_tag import FlagTag, tag_tone
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, ICON, PAGE_PADDING
from counsellor_app.desktop.note_writing.note_editor import NoteEditor
from counsellor_app.desktop.today.state.person import Briefing, Todo
from sync.wording import _

OPEN_KEY, NEXT_KEY, PREVIOUS_KEY = "Alt+O", "Alt+Down", "Alt+Up"
_LABELS = 118


class TodayPage(QWidget):
    """Everything done is asked for by signal: ``open_wanted`` the case, ``next_wanted`` the next line."""

    open_wanted = Signal()
    next_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "page")
        self.title = RunsLabel(gap=12)
        self.open = KeyHintButton(_("Open the case"), OPEN_KEY, "quiet")
        self.open.clicked.connect(self.open_wanted)
        self._facts = _Facts()
        self._tags = _Tags()
        self.reference = text_label("", "meta", "text3", selectable=True)
        self._last_label = text_label("", "meta", "text2")
        self.last = text_label("", "ui", wrap=True, selectable=True)
        self._todo_label = text_label(_("Now to do"), "meta", "text2")
        self.todos = _Todos()
        self.editor = NoteEditor()
        self._when = text_label("", "meta", "text2")
        self._whom = ElidedLabel("", font_role="ui_strong")
        self.next = KeyHintButton(_("Next"), NEXT_KEY)
        self.next.clicked.connect(self.next_wanted)
        self._lay_out()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.addWidget(self.title, 1)
        first.addWidget(self.open)
        second = QHBoxLayout()
        second.setSpacing(GAP_LARGE)
        second.addWidget(self._facts, 1)
        second.addWidget(self._tags)
        second.addWidget(self.reference)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAGE_PADDING, GAP_LARGE - 3, PAGE_PADDING, GAP)
        column.setSpacing(GAP)
        head = QVBoxLayout()
        head.setSpacing(GAP_SMALL)
        head.addLayout(first)
        head.addLayout(second)
        column.addLayout(head)
        column.addWidget(self._card())
        column.addWidget(self.editor, 1)
        column.addWidget(self._foot())

    def _card(self) -> QFrame:
        card = QFrame()
        set_card(card, "raised")
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        grid = QGridLayout(card)
        grid.setContentsMargins(14, GAP, 14, GAP)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(GAP_SMALL)
        grid.setColumnMinimumWidth(0, _LABELS)
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self._last_label, 0, 0, top)
        grid.addWidget(self.last, 0, 1)
        grid.addWidget(self._todo_label, 1, 0, top)
        grid.addWidget(self.todos, 1, 1)
        return card

    def _foot(self) -> QFrame:
        self._following = QFrame()
        set_card(self._following, "raised")
        line = QHBoxLayout(self._following)
        line.setContentsMargins(14, GAP_SMALL, GAP_SMALL, GAP_SMALL)
        line.setSpacing(GAP)
        line.addWidget(self._when)
        line.addWidget(self._whom, 1)
        line.addWidget(self.next)
        return self._following

    def show_briefing(self, found: Briefing) -> None:
        """Show what one must know of the person."""
        self.title.set_runs([Run(found.title, "page_title"), Run(found.own_name, "page_title_own", "text2")])
        self._facts.fill(found.facts)
        self._tags.fill(found.tags)
        self.reference.setText(found.reference)
        self._last_label.setText(found.last_label)
        self.last.setText(found.last_words)
        self.todos.show_todos(found.todos, found.more)
        self.todos.setVisible(bool(found.todos))
        self._todo_label.setVisible(bool(found.todos))

    def show_following(self, when: str, whom: str) -> None:
        """Say who comes after this one; nothing hides the bar."""
        self._following.setVisible(bool(when))
        self._when.setText(when)
        self._whom.set_text(whom)


class _Facts(QWidget):
    """Facts beside each other, each with its icon."""

    def __init__(self) -> None:
        super().__init__()
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(GAP_LARGE)
        self._line.addStretch(1)
        self._labels: list[IconLabel] = []

    def fill(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these; labels are used again, so that nothing flickers from person to person.

        Where room is short the longest fact gives way: half an age says nothing.
        """
        while len(self._labels) < len(facts):
            label = IconLabel("", font_role="ui", icon_size=ICON)
            self._line.insertWidget(len(self._labels), label)
            self._labels.append(label)
        longest = max((len(words) for _icon, words in facts), default=0)
        for place, label in enumerate(self._labels):
            label.setVisible(place < len(facts))
            if place < len(facts):
                icon, words = facts[place]
                label.set_icon(icon)
                label.set_text(words)
                label.setMinimumWidth(label.sizeHint().width() if len(words) < longest else 0)


class _Tags(QWidget):
    """Flags and contact rules, grey: a fact is no alarm."""

    def __init__(self) -> None:
        super().__init__()
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(GAP_SMALL)
        self._shown: tuple[tuple[str, str], ...] = ()
        self._labels: list[FlagTag] = []

    def fill(self, tags: tuple[tuple[str, str], ...]) -> None:
        """Show these instead."""
        if tags == self._shown:
            return
        self._shown = tags
        for label in self._labels:
            label.hide()
            self._line.removeWidget(label)
            label.deleteLater()
        self._labels = [FlagTag(words, icon, tag_tone(icon)) for icon, words in tags]
        for label in self._labels:
            self._line.addWidget(label)


class _Todos(QWidget):
    """What is to be done for the person, the chosen line strong."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._rows: list[_TodoRow] = []
        self._more = text_label("", "meta", "text3")
        self._column.addWidget(self._more)

    def show_todos(self, todos: Sequence[Todo], more: str) -> None:
        """Show these, and how many there are beyond."""
        while len(self._rows) < len(todos):
            row = _TodoRow()
            self._column.insertWidget(len(self._rows), row)
            self._rows.append(row)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(todos))
            if place < len(todos):
                row.say(todos[place])
        self._more.setText(more)
        self._more.setVisible(bool(more))


class _TodoRow(QWidget):
    """Shape, words, day."""

    def __init__(self) -> None:
        super().__init__()
        self._words = IconLabel("", "circle", font_role="ui", icon_size=ICON)
        self._due = text_label("", "meta", "text2")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        line.addWidget(self._words)
        line.addWidget(self._due)
        line.addStretch(1)

    def say(self, todo: Todo) -> None:
        """Show one task."""
        if todo.overdue:
            self._words.set_icon("triangle-alert", "red_shape")
        else:
            self._words.set_icon(*(("circle-dot", "accent") if todo.chosen else ("circle", "text3")))
        self._words.set_tone("text" if todo.chosen else "text2")
        self._words.set_text(todo.words)
        due = _("overdue since {day}").format(day=todo.due) if todo.overdue else todo.due
        self._due.setText(due)
        self._due.setVisible(bool(due))
        self.setAccessibleName(", ".join(part for part in (todo.words, due) if part))
