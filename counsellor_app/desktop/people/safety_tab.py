"""The tab about safety: what was declined, safe contact, the safety plan, who reads the case, trafficking."""

from PySide6.QtWidgets import QWidget

from counsellor_app.desktop.chooser import Option, chooser_of
from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.context import Command
from counsellor_app.desktop.look.banner_bar import BannerBar
from counsellor_app.desktop.moments import local_time
from counsellor_app.desktop.people.desk import PeopleDesk
from counsellor_app.desktop.people.section import RecordSection, SectionsPage
from counsellor_app.desktop.people.state import protection, trafficking
from counsellor_app.desktop.people.state.forms import FormSpec
from counsellor_app.desktop.people.state.rows import PartRow
from counsellor_app.desktop.words.protecting import breach_words
from counsellor_app.domain.overviews import CasePage
from counsellor_app.domain.rights import Act
from sync.wording import _

REFUSE_KEY, RULE_KEY, MEASURE_KEY = "Alt+Shift+W", "Alt+Shift+C", "Alt+Shift+S"


class SafetyTab(SectionsPage):
    """Shows what protects the people of the case. ``breach`` is a banner for the head of the page."""

    name = "safety"
    icon = "shield"

    def __init__(self, desk: PeopleDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._case = ""
        self.breach = BannerBar("", "", "danger")
        self.breach.hide()
        self.refusals = RecordSection(
            _("Declined"),
            _("The client declines…"),
            _("Nothing was declined. What a client does not want is kept here, and offered no more."),
            REFUSE_KEY,
        )
        self.rules = RecordSection(
            _("Safe contact"),
            _("How not to make contact…"),
            _("No rules. Never call, no voicemail, only through somebody: such a rule stands beside the phone number."),
            RULE_KEY,
        )
        self.measures = RecordSection(
            _("Safety plan"),
            _("A measure…"),
            _("No plan yet. Think of the client, the family, and those who help."),
            MEASURE_KEY,
        )
        self.readers = RecordSection(_("Who reads this case"), _("Only named readers…"), "")
        self.trafficking = RecordSection(
            _("Trafficking record"),
            _("Fill in a field…"),
            _("Nothing is recorded. Begin with the person's consent; names and codes are those of HTCDS 2.0."),
        )
        self._sections = (self.refusals, self.rules, self.measures, self.readers, self.trafficking)
        self.fill(self._sections)
        for section in self._sections:
            desk.serve(section.form)
            section.remove.connect(desk.take_away)
        self.refusals.add_wanted.connect(self.refuse)
        self.rules.add_wanted.connect(self.add_rule)
        self.measures.add_wanted.connect(self.add_measure)
        self.readers.add_wanted.connect(self.choose_readers)
        self.trafficking.add_wanted.connect(self.choose_field)
        self.trafficking.change.connect(self._change_field)
        desk.changed.connect(self.renew)

    def title(self) -> str:
        """The words of the tab."""
        return _("Safety")

    def does(self) -> str:
        """What going there is called."""
        return _("Show what keeps people safe")

    def show_page(self, page: CasePage) -> None:
        """The desk asks for what is shown; what is said of another case goes at once."""
        if page.case.id != self._case:
            self._case = page.case.id
            self.breach.hide()

    def renew(self) -> None:
        """Show what is kept now."""
        dossier = self._desk.dossier
        if dossier is None:
            self.put_away()
            return
        self.bring_back()
        today = local_time(now_ms()).date()
        title, advice = breach_words(dossier.breaches)
        self.breach.setVisible(bool(title))
        if title:
            self.breach.say(title, advice, "danger")
        self.refusals.show_rows(protection.refusal_rows(dossier), protection.declined_note(dossier))
        self.rules.show_rows(protection.rule_rows(dossier))
        self.measures.show_rows(protection.measure_rows(dossier, today), protection.measure_note(dossier, today))
        self.readers.show_rows(protection.reader_rows(dossier), protection.readers_note(dossier))
        self.readers.add.set_label(_("Change who reads it…") if dossier.restriction else _("Only named readers…"))
        self.trafficking.show_rows(trafficking.rows(dossier))
        self.trafficking.setVisible(trafficking.allowed(dossier))
        may = self._desk.may(Act.CHANGE_CASE)
        for section in self._sections:
            section.add.setVisible(may)
        self.readers.add.setVisible(self._desk.may(Act.RESTRICT_CASE))

    def count(self) -> str:
        """The figure beside the words of the tab."""
        return protection.count_words(self._desk.dossier) if self._desk.dossier else ""

    def focus_first(self) -> None:
        """Go to the first row, or to the button that adds a refusal."""
        if not any(section.rows.focus_first() for section in (self.refusals, self.rules, self.measures)):
            self.refusals.add.setFocus()

    def commands(self) -> list[Command]:
        """What can be done for safety."""
        dossier = self._desk.dossier
        if dossier is None:
            return []
        found = []
        if self._desk.may(Act.CHANGE_CASE):
            found += [
                Command(_("Keep what the client declines"), REFUSE_KEY, self.refuse, "ban"),
                Command(_("Keep a rule for safe contact"), RULE_KEY, self.add_rule, "phone"),
                Command(_("Add a measure to the safety plan"), MEASURE_KEY, self.add_measure, "shield-check"),
            ]
            if trafficking.allowed(dossier):
                found.append(Command(_("Fill in the trafficking record"), "", self.choose_field, "shield-alert"))
        if self._desk.may(Act.RESTRICT_CASE):
            found.append(Command(_("Let only named persons read this case"), "", self.choose_readers, "lock"))
            if dossier.restriction is not None:
                found.append(Command(_("Open the case to its team again"), "", self.open_again, "lock-open"))
        return found

    # --- acts

    def _open(self, section: RecordSection, spec: FormSpec) -> None:
        self._desk.open_form(section.form, spec)
        self.reveal(section.form)

    def refuse(self) -> None:
        """Open the form of a refusal."""
        if self._desk.dossier is not None:
            self._open(self.refusals, protection.refusal_form(self._desk.dossier))

    def add_rule(self) -> None:
        """Open the form of a rule."""
        if self._desk.dossier is not None:
            self._open(self.rules, protection.rule_form(self._desk.dossier))

    def add_measure(self) -> None:
        """Open the form of a measure."""
        if self._desk.dossier is not None:
            self._open(self.measures, protection.measure_form(self._desk.dossier))

    def choose_readers(self) -> None:
        """Open the form that names the only readers."""
        dossier, session = self._desk.dossier, self._desk.context.session
        if dossier is not None:
            self._open(self.readers, protection.readers_form(dossier, self._desk.members, session.person_id))

    def open_again(self) -> None:
        """Open the form that opens the case again."""
        if self._desk.dossier is not None:
            self._open(self.readers, protection.open_again_form(self._desk.dossier, self._desk.team_name))

    def choose_field(self) -> None:
        """Ask which field of the standard to fill in, or what there may be several of."""
        options = [Option(*choice) for choice in trafficking.choices()]
        anchor = self.trafficking.add
        chooser_of(anchor).ask(anchor, _("Field of the record"), options, self._fill_in, back=anchor)

    def _fill_in(self, name: str) -> None:
        dossier = self._desk.dossier
        if dossier is not None:
            part = name in trafficking.PART_KINDS.values()
            make = trafficking.part_form if part else trafficking.form
            self._open(self.trafficking, make(dossier, name))

    def _change_field(self, row: PartRow) -> None:
        dossier = self._desk.dossier
        if dossier is None:
            return
        if row.kind in trafficking.PART_KINDS.values():
            self._open(self.trafficking, trafficking.part_form(dossier, row.kind, row.id))
            return
        person, _slash, name = row.id.partition("/")
        self._open(self.trafficking, trafficking.form(dossier, name, person))
