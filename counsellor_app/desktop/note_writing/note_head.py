"""The head of the note: what kind of contact, when, where, in which language; each chosen by a key."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from counsellor_app.desktop import field_words
from counsellor_app.desktop.chooser import Option, chooser_of
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GRID, ICON_SMALL
from counsellor_app.desktop.note_writing.detail_button import DetailButton
from counsellor_app.desktop.note_writing.state import language_options
from counsellor_app.desktop.row_times import day_and_clock
from counsellor_app.domain.countries import language_names, read_language
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Draft, NoteKind
from sync.wording import _, language, ngettext

_HEIGHT = 36


class NoteHead(QWidget):
    """``chosen(dict)``: another detail of the note. ``refused(ActionableError)``: it cannot be."""

    chosen = Signal(dict)
    refused = Signal(object)

    def __init__(self, back: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._back = back
        self._draft = Draft()
        self._shown: tuple[object, ...] = ()
        self._places: Sequence[str] = ()
        self._languages: Sequence[str] = ()
        self.kind = DetailButton(_("Kind of contact"), "Alt+K", strong=True)
        self.when = IconLabel("", "calendar", font_role="meta", icon_size=ICON_SMALL)
        self.place = DetailButton(_("Place"), "Alt+P", "map-pin")
        self.language = DetailButton(_("Language"), "Alt+L", "languages")
        self.interpreter = DetailButton(_("Interpreter"), "Alt+I", "user")
        self.amends = text_label("", "ui_strong")
        self.words = text_label("", "meta", "text3")
        self.kind.clicked.connect(self._ask_kind)
        self.place.clicked.connect(self._ask_place)
        self.language.clicked.connect(self._ask_language)
        self.interpreter.clicked.connect(self._turn_interpreter)
        self._details = (self.kind, self.when, self.place, self.language, self.interpreter)
        self._lay_out()

    def _lay_out(self) -> None:
        self.setFixedHeight(_HEIGHT)
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 0, 14, 0)
        line.setSpacing(GRID)
        line.addWidget(self.kind)
        line.addSpacing(GRID)
        line.addWidget(self.when)
        line.addSpacing(GRID)
        line.addWidget(self.place)
        line.addWidget(self.language)
        line.addWidget(self.interpreter)
        line.addWidget(self.amends)
        line.addStretch(1)
        line.addSpacing(GAP)
        line.addWidget(self.words, 0, Qt.AlignmentFlag.AlignVCenter)

    def offer(self, places: Sequence[str], languages: Sequence[str]) -> None:
        """Offer these *places*, and these *languages* first."""
        self._places, self._languages = places, languages

    def show_draft(self, draft: Draft, amends: str) -> None:
        """Show *draft*; *amends* says what it amends, if anything."""
        for detail in self._details:
            detail.setVisible(not amends)
        self.amends.setVisible(bool(amends))
        self.amends.setText(amends)
        self._shown = ()
        self.show_details(draft)

    def show_details(self, draft: Draft) -> None:
        """Show the details of *draft*, if they are others than those shown."""
        self._draft = draft
        shown = (draft.kind, draft.started_at, draft.place, draft.language, draft.interpreter)
        if shown == self._shown:
            return
        self._shown = shown
        self.kind.show_value(field_words.note_kind(draft.kind))
        self.when.set_text(day_and_clock(draft.started_at) if draft.started_at else "")
        self.place.show_value(draft.place or _("no place"))
        self.language.show_value(field_words.languages(draft.language) or _("no language"))
        self.interpreter.show_value(_("with interpreter") if draft.interpreter else _("no interpreter"))

    def show_words(self, count: int) -> None:
        """Show how many words are written."""
        text = ngettext("{n} word", "{n} words", count).format(n=count)
        if text != self.words.text():
            self.words.setText(text)

    def _ask_kind(self) -> None:
        options = [Option(str(kind), field_words.note_kind(kind)) for kind in NoteKind]
        chooser_of(self).ask(
            self.kind,
            _("Kind of contact"),
            options,
            lambda key: self.chosen.emit({"kind": key}),
            chosen=self._draft.kind,
            back=self._back,
        )

    def _ask_place(self) -> None:
        options = [Option(place, place) for place in self._places]
        chooser_of(self).ask(
            self.place,
            _("Place of the contact"),
            options,
            lambda key: self.chosen.emit({"place": key}),
            chosen=self._draft.place,
            free=True,
            back=self._back,
        )

    def _ask_language(self) -> None:
        first = language_options(self._languages)
        known = {code for code, _name in first}
        rest = sorted((name, code) for code, name in language_names(language()).items() if code not in known)
        options = [Option(code, name, code) for code, name in first] + [Option(code, name, code) for name, code in rest]
        chooser_of(self).ask(
            self.language,
            _("Language spoken"),
            options,
            self._language_chosen,
            chosen=self._draft.language,
            back=self._back,
        )

    def _language_chosen(self, key: str) -> None:
        try:
            self.chosen.emit({"language": read_language(key)})
        except ActionableError as error:
            self.refused.emit(error)

    def _turn_interpreter(self) -> None:
        self.chosen.emit({"interpreter": not self._draft.interpreter})
        self._back.setFocus(Qt.FocusReason.OtherFocusReason)
