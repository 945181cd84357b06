"""The page of a talk: who it is, what was agreed, the note that is being written, and who comes next."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from counsellor_app.desktop.hours.state.listing import day_words
from counsellor_app.desktop.hours.talk_clock import TalkClock
from counsellor_app.desktop.hours.words import talk_facts
from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.look.chips import Chip
from counsellor_app.desktop.look.dress import set_card, set_surface
from counsellor_app.desktop.look.elided_label import ElidedLabel
from counsellor_app.desktop.look.empty_state import EmptyState
from counsellor_app.desktop.look.flag_tag import FlagTag, tag_tone
from counsellor_app.desktop.look.flow_layout import FlowLayout
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, ICON, PAGE_PADDING
from counsellor_app.desktop.note_writing.note_editor import NoteEditor
from counsellor_app.desktop.row_times import short_day
from counsellor_app.desktop.words.hours import outcome_words
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.hour_pages import QueueRow, TalkBrief
from sync.wording import _

NEXT_KEY = "Ctrl+Return"
OUTCOME_KEYS = ("Alt+1", "Alt+2", "Alt+3", "Alt+4")
_MOST_TO_DO = 3
_NOBODY, _NO_CASE, _TALK = range(3)


class TalkPage(QWidget):
    """``next_wanted``: sign and go on; ``case_wanted``: somebody without a case; ``outcome_chosen(code)``."""

    next_wanted = Signal()
    case_wanted = Signal()
    outcome_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "page")
        self.title = RunsLabel(gap=12)
        self.clock = TalkClock()
        self._facts = QWidget()
        self._fact_line = FlowLayout(self._facts, gap=GAP_LARGE)
        self.brief = _Brief()
        self.editor = NoteEditor()
        self.editor.sign.hide()
        self.chips: dict[str, Chip] = {}
        self.next_card = _NextCard()
        self.next_card.button.clicked.connect(self.next_wanted)
        self.whole = QStackedWidget()
        self._slip = QWidget()
        self._forms = QVBoxLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP_LARGE)
        head.addWidget(self.title, 1)
        head.addWidget(self.clock)
        outcomes = QHBoxLayout()
        outcomes.setSpacing(GAP_SMALL)
        outcomes.addWidget(text_label(_("Outcome"), "meta", "text2"))
        for (code, words), key in zip(outcome_words().items(), OUTCOME_KEYS, strict=True):
            chip = Chip(f"{words}  {key}")
            chip.setAccessibleName(words)
            chip.clicked.connect(lambda _checked=False, c=code: self._outcome(c))
            QShortcut(QKeySequence(key), chip).activated.connect(chip.click)
            self.chips[code] = chip
            outcomes.addWidget(chip)
        outcomes.addStretch(1)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(PAGE_PADDING, GAP_LARGE, PAGE_PADDING, GAP_LARGE)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self._facts)
        column.addWidget(self.brief)
        column.addLayout(self._forms)
        column.addWidget(self.editor, 1)
        column.addLayout(outcomes)
        column.addWidget(self.next_card)
        nobody = EmptyState(
            _("Nobody is chosen"),
            _("Enter opens an hour of the list, and in its queue the note of who is chosen."),
            icon="users",
        )
        for part in (nobody, self._slip, page):
            self.whole.addWidget(part)
        filling = QVBoxLayout(self)
        filling.setContentsMargins(0, 0, 0, 0)
        filling.addWidget(self.whole)

    def put_in(self, form: QWidget) -> None:
        """Have a form stand between what one knows and the note, when it is shown."""
        self._forms.addWidget(form)

    # --- what is shown

    def show_nobody(self) -> None:
        """Nobody is chosen."""
        self.clock.stop()
        self.whole.setCurrentIndex(_NOBODY)

    def show_without_case(self, row: QueueRow) -> None:
        """Somebody who has no case yet, or whose case is not here."""
        self.clock.stop()
        if row.here:
            slot = row.line.slot
            asked = " ".join(slot.remark.split()) if slot is not None else ""
            words = _("There is no case yet. Find the case, or open a new one; then write the note.")
            screen = EmptyState(
                row.name,
                _("Asks: {words}").format(words=isolate(asked)) + "\n\n" + words if asked else words,
                _("Find or open the case…"),
                icon="file-text",
            )
            screen.action.connect(self.case_wanted)
        else:
            screen = EmptyState(
                _("This case is not on this device"),
                _("It is another team’s, or not in the day pack. Its line in the queue can be marked all the same."),
                icon="folder",
            )
        old, self._slip = self._slip, screen
        self.whole.removeWidget(old)
        old.deleteLater()
        self.whole.insertWidget(_NO_CASE, screen)
        self.whole.setCurrentIndex(_NO_CASE)

    def show_talk(self, row: QueueRow, following: QueueRow | None, today: date) -> None:
        """Somebody with a case; what one knows of it comes by :meth:`show_brief`."""
        own = row.own_name if row.own_name != row.name else ""
        self.title.set_runs([Run(row.name, "page_title"), Run(own, "page_title_own", "text2")])
        while self._fact_line.count():
            item = self._fact_line.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for icon, words in talk_facts(row, today):
            if tag_tone(icon) == "grey":
                self._fact_line.addWidget(IconLabel(words, icon, font_role="ui", icon_size=ICON, parent=self._facts))
            else:
                self._fact_line.addWidget(FlagTag(words, icon, tag_tone(icon), parent=self._facts))
        slot = row.line.slot
        for code, chip in self.chips.items():
            chip.setChecked(slot is not None and slot.outcome == code)
        self.next_card.show_next(following)
        self.whole.setCurrentIndex(_TALK)

    @property
    def talking(self) -> bool:
        """Whether a note can be written."""
        return self.whole.currentIndex() == _TALK

    def show_brief(self, brief: TalkBrief | None, now: int, today: date) -> None:
        """Show what was said last time, and what is to be done."""
        self.brief.show_brief(brief, now, today)

    def _outcome(self, code: str) -> None:
        chosen = self.chips[code].isChecked()
        for other, chip in self.chips.items():
            chip.setChecked(other == code and chosen)
        self.outcome_chosen.emit(code if chosen else "")


class _Brief(QFrame):
    """What was agreed last time, and what is to be done now."""

    def __init__(self) -> None:
        super().__init__()
        set_card(self, "raised")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(14, GAP, 14, GAP)
        self._grid.setHorizontalSpacing(GAP_LARGE)
        self._grid.setVerticalSpacing(GAP_SMALL)
        self._grid.setColumnStretch(1, 1)
        self._shown: list[QWidget] = []
        self.hide()

    def show_brief(self, brief: TalkBrief | None, now: int, today: date) -> None:
        """Show another case's; nothing known, nothing shown."""
        for widget in self._shown:
            widget.hide()
            self._grid.removeWidget(widget)
            widget.deleteLater()
        self._shown = []
        rows = _brief_rows(brief, now, today) if brief is not None else ()
        for place, (label, icon, words) in enumerate(rows):
            head = text_label(label, "meta", "text2")
            body: QWidget = (
                IconLabel(words, icon, tone="text", icon_role="amber_shape", font_role="ui", icon_size=ICON)
                if icon
                else ElidedLabel(words, font_role="ui")
            )
            self._grid.addWidget(head, place, 0, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(body, place, 1)
            self._shown += [head, body]
        self.setVisible(bool(rows))


def _brief_rows(brief: TalkBrief, now: int, today: date) -> Sequence[tuple[str, str, str]]:
    rows = []
    if brief.last is not None:
        text = isolate(" ".join(brief.last.text.split()))
        rows.append((_("Last time, {day}").format(day=short_day(brief.last.at, now)), "", text))
    for number, (words, due) in enumerate(brief.to_do[:_MOST_TO_DO]):
        when = _("by {day}").format(day=day_words(due, today, long=False)) if due else ""
        rows.append((_("To do now") if number == 0 else "", "hourglass", facts(words, when)))
    return rows


class _NextCard(QFrame):
    """Who comes next, and the one button that goes there."""

    def __init__(self) -> None:
        super().__init__()
        set_card(self, "raised")
        self._first = RunsLabel(gap=GAP)
        self._second = ElidedLabel("", tone="text2", font_role="meta")
        tip = _("Sign: the note can never be changed after that. Then go on with who comes next.")
        self.button = KeyHintButton(_("Sign and next"), NEXT_KEY, "primary", tip=tip)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._first)
        words.addWidget(self._second)
        line = QHBoxLayout(self)
        line.setContentsMargins(14, GAP, GAP, GAP)
        line.setSpacing(GAP_LARGE)
        line.addLayout(words, 1)
        line.addWidget(self.button)

    def show_next(self, row: QueueRow | None) -> None:
        """Show who comes next, or that nobody does."""
        if row is None:
            self._first.set_runs([Run(_("Nobody comes after this talk"), "ui", "text2")])
            self._second.set_text("")
            self.button.set_label(_("Sign"))
            return
        self.button.set_label(_("Sign and next"))
        self._first.set_runs(
            [
                Run(_("Next {time}").format(time=row.line.time), "meta", "text2"),
                Run(row.name, "row"),
                Run(row.own_name if row.own_name != row.name else "", "ui", "text2"),
            ]
        )
        slot = row.line.slot
        asked = slot.remark.splitlines()[0] if slot is not None and slot.remark else ""
        words = [text for _icon, text in talk_facts(row, date.today())]
        self._second.set_text(facts(*words, _("asks: {words}").format(words=asked) if asked else ""))
