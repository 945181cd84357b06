"""An information session: what it was about, how many came, by language and country; nobody is named."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counsellor_app.desktop import field_words
from counsellor_app.desktop.choice_field import ChoiceField
from counsellor_app.desktop.chooser import Option
from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.drafts.kept_lines import KeptLines
from counsellor_app.desktop.hours.state.listing import day_words
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, PAGE_PADDING
from counsellor_app.desktop.note_writing.state import language_options
from counsellor_app.desktop.said_rows import Said, SaidRows
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.countries import country_names
from counsellor_app.domain.hour_pages import SessionRow
from sync.wording import _, language, ngettext

COUNT_KEY = "Ctrl+Return"


class SessionPage(QWidget):
    """``counted(people, language, country)``: one more count. A number that is not counted yet is kept."""

    counted = Signal(str, str, str)

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "page")
        self.session = ""
        self.title = RunsLabel(gap=12)
        self.about = text_label("", "ui", "text2", wrap=True)
        self.total = RunsLabel()
        self.people = QLineEdit()
        self._kept = KeptLines(context, {"people": self.people}, self)
        self.language = ChoiceField(_("Language"), _languages)
        self.country = ChoiceField(_("Country"), _countries)
        self.language.chosen.connect(lambda key: self.language.show_choice(key, field_words.languages(key) or "–"))
        self.country.chosen.connect(lambda key: self.country.show_choice(key, field_words.country(key) or "–"))
        for field in (self.language, self.country):
            field.show_choice("", "–")
        self.button = KeyHintButton(_("Count them"), COUNT_KEY, "primary")
        self.button.clicked.connect(self._count)
        self.people.returnPressed.connect(self._count)
        self.rows = SaidRows(_("Nobody is counted yet. Type how many, choose language and country, Enter."))
        self._lay_out()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GAP)
        for words, field, stretch in (
            (_("How many"), self.people, 1),
            (_("Language"), self.language, 2),
            (_("Country"), self.country, 2),
        ):
            line.addWidget(FieldRow(words, field), stretch, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAGE_PADDING, GAP_LARGE, PAGE_PADDING, GAP_LARGE)
        column.setSpacing(GAP)
        column.addWidget(self.title)
        column.addWidget(self.about)
        column.addSpacing(GAP_SMALL)
        column.addLayout(line)
        column.addSpacing(GAP_SMALL)
        column.addWidget(self.total)
        column.addWidget(self.rows)
        column.addStretch(1)
        shortcut = QShortcut(QKeySequence("Alt+N"), self)
        shortcut.activated.connect(self.focus_start)

    def show_session(self, row: SessionRow, today: date) -> None:
        """Show a session and its counts."""
        self.session = row.session.id
        if self._kept.place != _place(row.session.id):
            self._kept.open(_place(row.session.id))
        self.title.set_runs([Run(row.session.topic, "page_title")])
        day = day_words(row.session.day, today)
        spoken = field_words.languages(",".join(row.session.languages)) if row.session.languages else ""
        self.about.setText(facts(row.place.name, day, spoken, row.counsellor_name, row.session.remark))
        people = ngettext("{n} person in all", "{n} people in all", row.people).format(n=row.people)
        self.total.set_runs([Run(people, "section")])
        self.rows.show_rows(
            [
                Said(
                    facts(
                        field_words.languages(head.language) if head.language else _("language not asked"),
                        field_words.country(head.country) if head.country else _("country not asked"),
                    ),
                    "",
                    str(head.people),
                    "users",
                    "text2",
                )
                for head in row.heads
            ]
        )

    def focus_start(self) -> None:
        """Go where the number is typed."""
        self.people.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.people.selectAll()

    def _count(self) -> None:
        self.counted.emit(self.people.text(), self.language.choice(), self.country.choice())

    def counted_well(self, session: str) -> None:
        """The count of a session (id) is kept: ask for the next."""
        self._kept.taken(_place(session))
        if self._kept.place == _place(session):
            self.focus_start()

    def show_awaited(self) -> None:
        """The session asked for is still being read: show no other one."""
        self.session = ""
        self._kept.leave()
        self.title.set_runs([Run(_("Reading…"), "page_title")])
        self.about.clear()
        self.total.set_runs([])
        self.rows.show_rows([])


def _place(session: str) -> str:
    return f"session-count/{session}"


def _languages() -> Sequence[Option]:
    return [Option("", "–"), *(Option(code, name, code) for code, name in language_options(()))]


def _countries() -> Sequence[Option]:
    names = sorted((name, code) for code, name in country_names(language()).items())
    return [Option("", "–"), *(Option(code, name, code) for name, code in names)]
