"""The tab about a case's journey. Reads and saves through the store thread; what it says is decided in ``state``."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counsellor_app.desktop.context import Command, DesktopContext
from counsellor_app.desktop.journey import saving
from counsellor_app.desktop.journey.line_with_act import LineWithAct
from counsellor_app.desktop.journey.state import asking, ways
from counsellor_app.desktop.journey.way_card import WayCard
from counsellor_app.desktop.look.banner_bar import BannerBar
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.tokens import GAP_LARGE
from counsellor_app.desktop.people.form_desk import FormDesk, Values
from counsellor_app.desktop.people.record_form import RecordForm
from counsellor_app.desktop.people.section import RecordSection, SectionsPage
from counsellor_app.desktop.people.state.forms import Done, FormSpec
from counsellor_app.desktop.people.state.rows import PartRow
from counsellor_app.domain.overviews import CasePage
from counsellor_app.domain.programmes.eligibility import Eligibility
from counsellor_app.domain.programmes.journeys import Journey
from counsellor_app.domain.refusals import Refusal
from counsellor_app.domain.rights import Act, Matter, allowed
from counsellor_app.workflows import eligibility, journey
from sync.wording import _

STEP_KEY, ENROL_KEY, CHECK_KEY, FACT_KEY, GATE_KEY = (
    "Alt+Shift+J", "Alt+Shift+E", "Alt+Shift+K", "Alt+Shift+F", "Alt+Shift+G",
)  # fmt: skip


class JourneyTab(SectionsPage):
    """``breach`` is a banner for the head of the page; ``changed()`` when another journey is shown.

    ``safety_wanted()``: show what the client declined.
    """

    name = "journey"
    icon = "footprints"
    changed = Signal()
    safety_wanted = Signal()

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._case = ""
        self._responsible = ""
        self._declined: tuple[Refusal, ...] = ()
        self.journey: Journey | None = None
        self.outlook: list[Eligibility] = []
        self.breach = BannerBar("", "", "danger")
        self.breach.hide()
        self.cards: list[WayCard] = []
        self._desk = FormDesk(context, self._saver, self)
        self.enrolments = RecordSection(
            _("Programmes"),
            _("Enrol in a programme…"),
            _("Not enrolled in a programme. Check first whether the client may have it, before hope is raised."),
            ENROL_KEY,
        )
        self.override = KeyHintButton(_("Override a gate…"), "", "quiet", icon="lock-open")
        self.enrolments.head.insertWidget(1, self.override)
        self.checks = RecordSection(
            _("Eligibility"),
            _("Check a programme…"),
            _("Nothing was checked yet. The answer is yes, no, or which fact is missing; it is kept with its reasons."),
            CHECK_KEY,
        )
        self.facts = RecordSection(
            _("Facts the rules ask for"),
            _("A fact…"),
            _("No facts yet: when the asylum claim was lodged, what documents there are, who pays."),
            FACT_KEY,
        )
        self.support = RecordSection(_("Support given"), _("Something was given…"), _("Nothing was given yet."))
        self.declined = LineWithAct(
            _("The client declined something: it is neither offered nor named here. Safety shows what."),
            _("Show what was declined"),
            "shield",
        )
        self.past = LineWithAct(
            _("Was this before these gates were kept here? Then say so, and it is no breach; it stays visible."),
            _("Passed long ago…"),
            "history",
        )
        self._ways = QVBoxLayout()
        self._ways.setSpacing(GAP_LARGE)
        self.column.addWidget(self.declined)
        self.column.addWidget(self.past)
        self.column.addWidget(self.enrolments)
        self.column.addLayout(self._ways)
        self.fill((self.checks, self.facts, self.support))
        self._connect()

    def _connect(self) -> None:
        for section in (self.enrolments, self.checks, self.facts, self.support):
            self._desk.serve(section.form)
        self.enrolments.add_wanted.connect(self.enrol)
        self.override.clicked.connect(self.override_gate)
        self.past.wanted.connect(self.say_past)
        self.checks.add_wanted.connect(lambda: self.check())
        self.checks.change.connect(lambda row: self.check(row.id))
        self.facts.add_wanted.connect(lambda: self.add_fact())
        self.facts.change.connect(lambda row: self.add_fact(row.id))
        self.facts.remove.connect(self._take_fact_back)
        self.support.add_wanted.connect(self.give)
        self.declined.wanted.connect(self.safety_wanted)
        QShortcut(QKeySequence(GATE_KEY), self).activated.connect(self.add_evidence)

    # --- the contract of a tab

    def title(self) -> str:
        """The words of the tab."""
        return _("Journey")

    def does(self) -> str:
        """What going there is called."""
        return _("Show the journey")

    def show_page(self, page: CasePage) -> None:
        """Ask for the journey of this case."""
        if page.case.id != self._case:
            self._case, self.journey = page.case.id, None
            self.put_away()
            self._desk.show_case(self._case)
        self._responsible, self._declined = page.case.responsible, page.declined
        session, case = self._context.session, self._case

        def load() -> tuple[Journey, list[Eligibility]]:
            return journey.journey(session, case), eligibility.outlook(session, case)

        self._context.run(load, owner=self, done=lambda found: self._arrived(case, *found), latest="journey")

    def _arrived(self, case: str, found: Journey, outlook: list[Eligibility]) -> None:
        if case == self._case:
            self.journey, self.outlook = found, outlook
            self.renew(found)
            self.bring_back()
            self.changed.emit()

    def count(self) -> str:
        """How many gates stand in the way."""
        shut = ways.closed_count(self.journey) if self.journey is not None else 0
        return str(shut) if shut else ""

    def where(self, programme: str) -> tuple[str, str]:
        """Return the step the case stands at in words, and what stands in its way."""
        return ways.where(self.journey, programme) if self.journey is not None else ("", "")

    def focus_first(self) -> None:
        """Go to the first gate, or to the button that enrols."""
        if not any(card.gates.focus_first() for card in self.cards if card.isVisibleTo(self)):
            self.enrolments.add.setFocus()

    def commands(self) -> list[Command]:
        """What can be done with the journey."""
        if self.journey is None or not self.may(Act.CHANGE_CASE):
            return []
        found = [
            Command(_("Enrol in a programme"), ENROL_KEY, self.enrol, "footprints"),
            Command(_("Check eligibility"), CHECK_KEY, self.check, "circle-help"),
            Command(_("Keep a fact"), FACT_KEY, self.add_fact, "info"),
            Command(_("Keep what was given"), "", self.give, "banknote"),
        ]
        if self._running() is not None:
            found.append(Command(_("Keep the next step"), STEP_KEY, self.next_step, "list-checks"))
            found.append(Command(_("Add evidence to a gate"), GATE_KEY, self.add_evidence, "clipboard-check"))
        if self.may(Act.OVERRIDE_GATE) and asking.overridable(self.journey):
            found.append(Command(_("Override a gate"), "", self.override_gate, "lock-open"))
        if self.may(Act.OVERRIDE_GATE) and self.journey.breaches:
            found.append(Command(_("Departed before gates were kept"), "", self.say_past, "history"))
        return found

    def may(self, act: Act) -> bool:
        """Whether who sits here may do *act* with this case."""
        return allowed(self._context.session.actor, act, Matter(self._responsible))

    # --- showing

    def renew(self, found: Journey) -> None:
        """Show what is known now."""
        may = self.may(Act.CHANGE_CASE)
        while len(self.cards) < len(found.ways):
            self._add_card()
        for place, card in enumerate(self.cards):
            card.setVisible(place < len(found.ways))
            if place < len(found.ways):
                card.show_way(found.ways[place], may)
        self.declined.setVisible(found.less)
        self.enrolments.rows.setVisible(not found.ways)
        self.enrolments.rows.show_rows([])
        self.checks.show_rows(ways.check_rows(found, self.outlook))
        self.facts.show_rows(ways.fact_rows(found))
        self.support.show_rows(ways.support_rows(found.ways))
        offered = asking.support_choices(found.ways, self._declined)
        self.support.setVisible(bool(offered) or any(way.support for way in found.ways))
        for section in (self.enrolments, self.checks, self.facts, self.support):
            section.add.setVisible(may)
        self.override.setVisible(self.may(Act.OVERRIDE_GATE) and bool(asking.overridable(found)))
        self.past.setVisible(self.may(Act.OVERRIDE_GATE) and bool(found.breaches))
        title, advice = ways.breach_line(found)
        self.breach.setVisible(bool(title))
        if title:
            self.breach.say(title, advice, "danger")

    def _add_card(self) -> None:
        card = WayCard(STEP_KEY if not self.cards else "")
        card.step_wanted.connect(lambda code: self._mark(card, code))
        card.gate_wanted.connect(lambda code: self._prove(card, code))
        card.evidence_unwanted.connect(lambda code: self._take_evidence_back(card, code))
        card.outcome_wanted.connect(lambda: self._end(card))
        self._desk.serve(card.form)
        self.cards.append(card)
        self._ways.addWidget(card)

    def _running(self) -> WayCard | None:
        return next((card for card in self.cards if card.way is not None and card.way.running), None)

    # --- acts

    def enrol(self) -> None:
        """Open the form that enrols."""
        self._open(self.enrolments.form, asking.enrol_form(self.outlook, self._declined))

    def check(self, programme: str = "") -> None:
        """Open the form that checks a programme."""
        self._open(self.checks.form, asking.check_form(programme, self.outlook, self._declined))

    def add_fact(self, code: str = "") -> None:
        """Open the form of a fact."""
        if self.journey is not None:
            self._open(self.facts.form, asking.fact_form(self.journey, code, self._declined))

    def give(self) -> None:
        """Open the form of what was given, or say why nothing can be given."""
        nothing = asking.nothing_to_give(self.journey, self._declined) if self.journey is not None else None
        if nothing is not None:
            self._context.show_error(nothing)
        elif self.journey is not None:
            self._open(self.support.form, asking.support_form(self.journey, self._declined))

    def override_gate(self) -> None:
        """Open the form by which a supervisor lets a gate pass."""
        if self.journey is not None:
            self._open(self.enrolments.form, asking.override_form(self.journey))

    def say_past(self) -> None:
        """Open the form by which a supervisor says that gates were passed before they were kept."""
        if self.journey is not None:
            self._open(self.enrolments.form, asking.past_form(self.journey))

    def next_step(self) -> None:
        """Open the form of the next step of the first running enrolment."""
        card = self._running()
        if card is not None and card.way is not None and card.way.next_step is not None:
            self._mark(card, card.way.next_step.step.code)

    def add_evidence(self) -> None:
        """Open the form of the first gate that lacks something."""
        for card in self.cards:
            lacking = [one for one in card.way.gates if one.missing] if card.way is not None else []
            if lacking:
                self._prove(card, lacking[0].gate)
                return
        self._context.status_message(_("No gate lacks evidence"))

    def _mark(self, card: WayCard, code: str) -> None:
        if card.way is not None:
            self._open(card.form, asking.mark_form(card.way, code))

    def _prove(self, card: WayCard, code: str) -> None:
        if card.way is not None:
            self._open(card.form, asking.evidence_form(card.way, code))

    def _end(self, card: WayCard) -> None:
        if card.way is not None:
            self._open(card.form, asking.outcome_form(card.way))

    def _take_evidence_back(self, card: WayCard, gate: str) -> None:
        way = card.way
        evidence = ways.newest_evidence(way, gate) if way is not None else None
        if way is not None and evidence is not None and self.may(Act.CHANGE_CASE):
            called = ways.evidence_name_of(way, evidence.kind)
            self._desk.do(saving.take_evidence_back(self._context.session, evidence, called))

    def _take_fact_back(self, row: PartRow) -> None:
        known = {fact.code: fact for fact in self.journey.facts} if self.journey is not None else {}
        if row.id in known:
            fact = known[row.id]
            call = saving.take_fact_back(self._context.session, self._case, fact.code, fact.value, fact.on)
            self._desk.do(call)

    def _open(self, form: RecordForm, spec: FormSpec) -> None:
        if self.may(Act.CHANGE_CASE):
            self._desk.open(form, spec)
            self.reveal(form)

    def _saver(self, spec: FormSpec, values: Values, _changed: Values) -> Callable[[], Done]:
        return saving.save(self._context.session, self._case, spec, values)
