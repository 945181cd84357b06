"""The fields of the case and its person, edited in place: each is saved when it is left, and each can be undone."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from counsellor_app.desktop import field_words
from counsellor_app.desktop.case_page.name_tags import NameTags
from counsellor_app.desktop.case_page.state.person import HANDED_OVER, Decision, PersonFormState
from counsellor_app.desktop.choice_field import ChoiceField
from counsellor_app.desktop.chooser import Option
from counsellor_app.desktop.look.chips import Chip
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.field_row import FieldRow
from counsellor_app.desktop.look.flow_layout import FlowLayout
from counsellor_app.desktop.look.section_label import SectionLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL, PAGE_PADDING
from counsellor_app.desktop.row_times import iso_day
from counsellor_app.desktop.words.protecting import rule_line
from counsellor_app.domain.countries import country_names
from counsellor_app.domain.overviews import CasePage
from counsellor_app.domain.programmes_list import PROGRAMMES
from counsellor_app.domain.records import CaseStatus, FlagCode, Sex
from counsellor_app.domain.refusals import Refusal, is_allowed, programme_offered, programme_shown
from counsellor_app.domain.safety import rules_for
from sync.wording import _, language

_LABEL_WIDTH = 112
UNDO_KEY = "Ctrl+Z"
OptionSource = Callable[[], Sequence[Option]]


class PersonForm(QScrollArea):
    """Shows a :class:`PersonFormState`. ``save(Decision)`` asks to save; ``undo_wanted`` to undo the last one.

    ``words_changed``: what is typed and not saved is otherwise now.
    """

    save = Signal(object)
    words_changed = Signal()
    undo_wanted = Signal()
    alias_added = Signal(str)
    alias_removed = Signal(str)

    def __init__(
        self, state: PersonFormState, members: OptionSource, teams: OptionSource, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state = state
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fields: dict[str, QLineEdit | ChoiceField] = {}
        self.rows: dict[str, FieldRow] = {}
        self._flags: dict[str, Chip] = {}
        self._declined: Sequence[Refusal] = ()
        self._fixed = {name: text_label("", "ui", "text2", selectable=True) for name in ("reference", "opened_on")}
        self.names = NameTags()
        self.names.added.connect(self.alias_added)
        self.names.field.textEdited.connect(lambda _text: self.words_changed.emit())
        self.names.removed.connect(self.alias_removed)
        sources: dict[str, OptionSource] = {
            "sex": lambda: [Option(str(code), field_words.sex(code)) for code in Sex],
            "status": lambda: [Option(str(code), field_words.case_status(code)) for code in CaseStatus],
            "programme": lambda: _programmes(self._declined),
            "nationality": _countries,
            "responsible": members,
            "team": teams,
        }
        self._sources = sources
        self._lay_out()
        undo = QShortcut(QKeySequence(UNDO_KEY), self)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self.undo_wanted)

    def _lay_out(self) -> None:
        whole, inside = QWidget(), QWidget()
        self._whole = whole
        set_surface(whole, "page")
        set_surface(inside, "page")
        self._column = QVBoxLayout(whole)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(inside)
        self.setWidget(whole)
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(PAGE_PADDING, GAP, PAGE_PADDING, PAGE_PADDING)
        columns.setSpacing(2 * PAGE_PADDING)
        person = QVBoxLayout()
        person.setSpacing(GAP_SMALL)
        person.addWidget(SectionLabel(_("Person"), _("saved when you leave a field")))
        for name in ("name", "own_name"):
            person.addWidget(self._written(name))
        person.addWidget(self._row("other_names", _("Other names"), self.names))
        person.addWidget(self._written("birth_date", _("31-01-1990, 1990, or ca. 1990")))
        person.addWidget(self._choice("sex"))
        person.addWidget(self._choice("nationality"))
        person.addWidget(self._written("languages", _("with commas between")))
        person.addWidget(self._written("phone"))
        person.addStretch(1)
        case = QVBoxLayout()
        case.setSpacing(GAP_SMALL)
        case.addWidget(SectionLabel(_("Case")))
        case.addWidget(self._choice("status"))
        case.addWidget(self._choice("programme"))
        case.addWidget(self._written("place"))
        case.addWidget(self._written("alien_number"))
        case.addWidget(self._choice("responsible"))
        case.addWidget(self._choice("team"))
        case.addWidget(self._row("flags", _("Flags"), self._flag_chips()))
        for name, label in self._fixed.items():
            case.addWidget(self._row(name, field_words.record_field("case", name), label))
        case.addStretch(1)
        columns.addLayout(person, 1)
        columns.addLayout(case, 1)

    def put_above(self, widget: QWidget) -> None:
        """Show *widget* above the fields."""
        holder = QHBoxLayout()
        holder.setContentsMargins(PAGE_PADDING, GAP, PAGE_PADDING, 0)
        holder.addWidget(widget)
        self._column.insertLayout(0, holder)

    def put_away(self) -> None:
        """Show nothing: what stands here is about another case, and the one asked for is still being read."""
        self._whole.hide()

    def put_below(self, widget: QWidget) -> None:
        """Show *widget* beneath the fields."""
        holder = QHBoxLayout()
        holder.setContentsMargins(PAGE_PADDING, 0, PAGE_PADDING, PAGE_PADDING)
        holder.addWidget(widget)
        self._column.addLayout(holder)
        self._column.addStretch(1)

    def _row(self, name: str, label: str, field: QWidget, hint: str = "") -> FieldRow:
        row = FieldRow(label, field, hint, "beside", label_width=_LABEL_WIDTH)
        self.rows[name] = row
        return row

    def _written(self, name: str, hint: str = "") -> FieldRow:
        field = QLineEdit()
        field.textEdited.connect(lambda text: self._typed(name, text))
        field.editingFinished.connect(lambda: self._finished(name))
        escape = QShortcut(QKeySequence("Escape"), field)
        escape.setContext(Qt.ShortcutContext.WidgetShortcut)
        escape.activated.connect(lambda: self._revert(name))
        self.fields[name] = field
        return self._row(name, field_words.record_field(_kind(name), name), field, hint)

    def _choice(self, name: str) -> FieldRow:
        label = field_words.record_field(_kind(name), name)
        field = ChoiceField(label, self._sources[name])
        field.chosen.connect(lambda key: self._chosen(name, key))
        self.fields[name] = field
        return self._row(name, label, field)

    def _flag_chips(self) -> QWidget:
        chips = QWidget()
        chips.setAccessibleName(_("Flags"))
        flow = FlowLayout(chips)
        for code in FlagCode:
            chip = Chip(field_words.flag(code))
            chip.clicked.connect(lambda on, c=code: self.save.emit(self._state.flag_turned(c, on)))
            self._flags[str(code)] = chip
            flow.addWidget(chip)
        return chips

    # --- showing

    def show_page(self, page: CasePage, person_name: str, team_name: str) -> None:
        """Show the stored values; what is being typed stays."""
        self._state.show(page)
        self._whole.show()
        called = programme_shown(page.case.programme, page.declined)
        words = {"responsible": person_name or "–", "team": team_name or "–", "programme": called}
        for name, field in self.fields.items():
            text = self._state.text(name)
            if isinstance(field, ChoiceField):
                field.show_choice(text, words.get(name) or field_words.field_value(name, text))
            elif field.text() != text:
                field.setText(text)
        client = page.persons[0].id if page.persons else ""
        rules = rules_for(client, page.contact_rules)
        self.rows["phone"].set_notice(field_words.facts(*dict.fromkeys(rule_line(rule) for rule in rules)))
        for name in self.fields:
            self._say_of(name)
        on = {flag.code for flag in page.flags}
        for code, chip in self._flags.items():
            chip.setChecked(code in on)
            chip.setVisible(is_allowed(f"label:{code}", page.declined))
        self._declined = page.declined
        self.names.show_names([(alias.id, alias.name) for alias in page.aliases])
        self._fixed["reference"].setText(page.case.reference or "–")
        self._fixed["opened_on"].setText(iso_day(page.case.opened_on) or "–")

    def allow(self, hand_over: bool) -> None:
        """Only who may hand a case over can choose who is responsible."""
        for name in HANDED_OVER:
            self.fields[name].setEnabled(hand_over)

    def focus_first(self) -> None:
        """Begin at the name."""
        self.fields["name"].setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- editing

    def _typed(self, name: str, text: str) -> None:
        self._state.typed(name, text)
        self._say_of(name)
        self.words_changed.emit()

    def _revert(self, name: str) -> None:
        field = self.fields[name]
        assert isinstance(field, QLineEdit)
        field.setText(self._state.reverted(name))
        self._say_of(name)
        self.words_changed.emit()

    def _say_of(self, name: str) -> None:
        """Say what is wrong with a field, and what one must know of it."""
        self.rows[name].set_error(self._state.wrong(name))
        self.rows[name].set_waiting(self._state.waits(name))

    def _finished(self, name: str) -> None:
        decision = self._state.finished(name, date.today())
        self.rows[name].set_error(self._state.wrong(name))
        self._emit(decision)

    def _chosen(self, name: str, key: str) -> None:
        self._emit(self._state.chosen(name, key))

    def finish(self) -> None:
        """Save what stands in the field one is in; what was left there earlier waits."""
        for name, field in self.fields.items():
            if isinstance(field, QLineEdit) and not self._state.waits(name):
                self._finished(name)

    def _emit(self, decision: Decision) -> None:
        if decision.save:
            self.save.emit(decision)


def _kind(name: str) -> str:
    return "person" if name in ("name", "own_name", "birth_date", "sex") else "case"


def _programmes(declined: Sequence[Refusal]) -> list[Option]:
    none = Option("", _("No programme"))
    offered = [Option(code, f"{code}", programme.name(language())) for code, programme in PROGRAMMES.items()]
    return [none, *(option for option in offered if programme_offered(option.key, declined))]


def _countries() -> list[Option]:
    names = sorted((name, code) for code, name in country_names(language()).items())
    return [Option("", "–"), *(Option(code, name, code) for name, code in names)]
