"""The pages of outreach: a contact with the talks it led to, a talk and what it became, and figures."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from counsellor_app.desktop.look.chips import ChipRow
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.empty_state import EmptyState
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.section_label import SectionLabel
from counsellor_app.desktop.look.state_label import StateLabel
from counsellor_app.desktop.look.states import State
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, PAGE_PADDING
from counsellor_app.desktop.outreach.state.listing import Known, count_cells, day_words, talk_title
from counsellor_app.desktop.said_rows import Said, SaidRows
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.outreach import NetworkContact, OutreachCount, OutreachTalk, contact_name
from sync.wording import _, ngettext

BECOME_KEY, CHANGE_KEY, OPEN_KEY = "Ctrl+Return", "Ctrl+E", "Ctrl+O"
_NUMBERS_FROM = 3
_WORDS_ALIGNED = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter


def _page(widget: QWidget) -> QVBoxLayout:
    set_surface(widget, "page")
    column = QVBoxLayout(widget)
    column.setContentsMargins(PAGE_PADDING, GAP_LARGE, PAGE_PADDING, GAP_LARGE)
    column.setSpacing(GAP)
    return column


def nobody_known() -> EmptyState:
    """What stands in place of the list before anybody is known."""
    return EmptyState(
        _("Nobody is known here yet"),
        _("Churches, shelters, doctors, organisations: whoever leads people to you, by city."),
        _("New contact…"),
        icon="handshake",
    )


def nothing_chosen() -> EmptyState:
    """What stands in place of a page while nothing is chosen."""
    empty = EmptyState(
        _("Nothing is chosen"),
        _("Choose a contact or a talk. A talk without a name can become a case later; nobody is counted twice."),
        icon="map-pin",
    )
    set_surface(empty, "page")
    return empty


class ContactPage(QWidget):
    """``talk_wanted``, ``change_wanted``, ``remove_wanted``: what its buttons ask for."""

    talk_wanted = Signal()
    change_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = RunsLabel(gap=12)
        self.about = text_label("", "ui", "text2", wrap=True, selectable=True)
        self.remark = text_label("", "note", wrap=True, selectable=True)
        self._section = SectionLabel(_("Talks"))
        self.talks = SaidRows(_("No talk has come through this contact yet."))
        talk = KeyHintButton(_("Put down a talk…"), "", "primary")
        talk.clicked.connect(self.talk_wanted)
        change = KeyHintButton(_("Change…"), CHANGE_KEY)
        change.clicked.connect(self.change_wanted)
        remove = KeyHintButton(_("Take off the list"), "", "quiet")
        remove.clicked.connect(self.remove_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_SMALL)
        for button in (talk, change, remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = _page(self)
        for part in (self.title, self.about, self.remark):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addSpacing(GAP)
        column.addWidget(self._section)
        column.addWidget(self.talks)
        column.addStretch(1)

    def show_contact(self, contact: NetworkContact, known: Known) -> None:
        """Show a contact and the talks it led to."""
        second = contact.person if contact.organisation else ""
        self.title.set_runs(
            [Run(contact.organisation or contact.person, "page_title"), Run(second, "page_title_own", "text2")]
        )
        self.about.setText(facts(contact.city, contact.phone, contact.email))
        self.remark.setText(contact.remark)
        self.remark.setVisible(bool(contact.remark))
        talks = known.talks_of(contact.id)
        self._section.set_section(_("Talks"), str(len(talks)) if talks else "")
        self.talks.show_rows([_said(talk, known) for talk in talks])


def _said(talk: OutreachTalk, known: Known) -> Said:
    about = facts(known.counsellor(talk.counsellor), " ".join(talk.remark.split()))
    state = _("has become a case") if talk.case else ""
    return Said(facts(day_words(talk.day), talk_title(talk)), about, state, "footprints", "text2")


class TalkPage(QWidget):
    """``become_wanted``: it is to become a case; ``case_wanted``: open that one; and change, remove."""

    become_wanted = Signal()
    case_wanted = Signal()
    remove_wanted = Signal()
    change_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = RunsLabel(gap=12)
        self.about = text_label("", "ui", "text2", wrap=True)
        self.remark = text_label("", "note", wrap=True, selectable=True)
        self.state = StateLabel(State.DONE, "")
        self.become = KeyHintButton(_("Has become a case…"), BECOME_KEY, "primary")
        self.become.clicked.connect(self.become_wanted)
        self.open = KeyHintButton(_("Open the case"), OPEN_KEY)
        self.open.clicked.connect(self.case_wanted)
        self.change = KeyHintButton(_("Change…"), CHANGE_KEY)
        self.change.clicked.connect(self.change_wanted)
        self.remove = KeyHintButton(_("Put down by mistake"), "", "quiet")
        self.remove.clicked.connect(self.remove_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP_SMALL)
        for button in (self.become, self.open, self.change, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        words = _("The talk then stands as a note in the case. Neither the talk nor the person is counted twice.")
        self._words = text_label(words, "meta", "text2", wrap=True)
        column = _page(self)
        for part in (self.title, self.about, self.remark, self.state):
            column.addWidget(part)
        column.addSpacing(GAP_SMALL)
        column.addLayout(buttons)
        column.addWidget(self._words)
        column.addStretch(1)

    def show_talk(self, talk: OutreachTalk, known: Known) -> None:
        """Show a talk."""
        contact = known.contact(talk.contact)
        self.title.set_runs([Run(talk_title(talk) or talk.city, "page_title")])
        through = _("through {contact}").format(contact=contact_name(contact)) if contact else ""
        self.about.setText(facts(day_words(talk.day), known.counsellor(talk.counsellor), through))
        self.remark.setText(talk.remark or (_("What was said stands in the case.") if talk.case else ""))
        self.remark.setVisible(bool(self.remark.text()))
        self.state.set_state(State.DONE, _("Has become a case"))
        self.state.setVisible(bool(talk.case))
        self.become.setVisible(not talk.case)
        self.remove.setVisible(not talk.case)
        self._words.setVisible(not talk.case)
        self.open.setVisible(bool(talk.case))


class FiguresPage(QWidget):
    """``period_chosen(month | quarter | year)``: cut up otherwise."""

    period_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = RunsLabel([Run(_("Outreach in figures"), "page_title")])
        self.periods = ChipRow(
            _("Period"), [("month", _("By month")), ("quarter", _("By quarter")), ("year", _("By year"))]
        )
        self.periods.chosen.connect(self.period_chosen)
        self.total = text_label("", "ui", "text2", wrap=True)
        words = _("A day pack left out cases: their outreach notes are not counted here.")
        self.partly = text_label(words, "meta", "amber", wrap=True)
        self.partly.hide()
        self.table = QTableWidget(0, 7)
        self.table.setAccessibleName(_("Outreach in figures"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setAccessibleName(_("Outreach in figures"))
        self.table.setHorizontalHeaderLabels(
            [
                _("Period"),
                _("Counsellor"),
                _("City"),
                _("Talks"),
                _("People"),
                _("Became a case"),
                _("Contacts"),
            ]
        )
        for head in map(self.table.horizontalHeaderItem, range(_NUMBERS_FROM)):
            if head is not None:
                head.setTextAlignment(_WORDS_ALIGNED)
        words = _(
            "People: each case once, and one for each talk without a name. Of two nameless talks nobody can say "
            "whether they were with the same person."
        )
        column = _page(self)
        column.addWidget(self.title)
        column.addWidget(self.periods)
        column.addWidget(self.total)
        column.addWidget(self.partly)
        column.addWidget(self.table, 1)
        column.addWidget(text_label(words, "meta", "text2", wrap=True))

    def show_counts(self, rows: Sequence[OutreachCount], whole: Sequence[OutreachCount], partly: bool) -> None:
        """Show figures, and those of everybody in all; *partly*: a day pack left cases out."""
        self.partly.setVisible(partly)
        talks, people = sum(row.talks for row in whole), sum(row.people for row in whole)
        became = sum(row.became for row in whole)
        self.total.setText(
            facts(
                ngettext("{n} talk in all", "{n} talks in all", talks).format(n=talks),
                ngettext("{n} person", "{n} people", people).format(n=people),
                ngettext("{n} talk became a case", "{n} talks became a case", became).format(n=became),
            )
        )
        by_name = sorted(rows, key=lambda row: (row.counsellor, row.city))
        ordered = sorted(by_name, key=lambda row: row.period, reverse=True)
        self.table.setRowCount(len(ordered))
        for place, row in enumerate(ordered):
            for column, text in enumerate(count_cells(row)):
                item = QTableWidgetItem(text)
                if column >= _NUMBERS_FROM:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                self.table.setItem(place, column, item)
