"""The hand at the window: what decides is done on the screen, by keys; what furnishes is done by the same verbs."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from counsellor_app.desktop.choice_field import ChoiceField
from counsellor_app.desktop.journey.view import JourneyTab
from counsellor_app.desktop.journey.way_card import WayCard
from counsellor_app.desktop.look.chips import Chip
from counsellor_app.desktop.people.record_form import RecordForm
from counsellor_app.desktop.people.record_rows import RecordRows
from counsellor_app.desktop.people.safety_tab import SafetyTab
from counsellor_app.workflows import casework, notes
from tests.desktop.furnished import Desk
from tests.end_to_end.stories.hand import Hand

T = TypeVar("T")


class WindowHand(Hand):
    """Writes the cases of who sits at a :class:`Desk`."""

    def __init__(self, desk: Desk, base: date) -> None:
        super().__init__(desk.session, base)
        self.desk = desk
        self._shown = ""

    def do(self, verb: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """Return what a verb says on the store thread, where the window does it too."""
        return self.desk.stored(verb, *arguments, **named)

    @property
    def tab(self) -> JourneyTab:
        """The tab Journey of the case of the story, in front."""
        self.show()
        tab = self.desk.page.journey
        self.desk.until(lambda: tab.journey is not None and tab.journey.case == self.case)
        self._turn("journey")
        return tab

    def show(self) -> None:
        """Have the case on the screen, found by the letters of its name."""
        if self._shown == self.case:
            return
        name = self.do(casework.case_page, self.case).persons[0].name
        self.desk.open(name.split()[0].casefold())
        page = self.desk.page
        self.desk.until(lambda: page.state.page is not None and page.state.page.case.id == self.case)
        self._shown = self.case

    def _turn(self, tab: str) -> None:
        page = self.desk.page
        if page.tabs.currentIndex() != page.places[tab]:
            page.show_tab(page.places[tab])
            self.desk.settle()

    # --- what decides

    def note(self, text: str, *, kind: str = "talk", place: str = "", language: str = "") -> None:
        """Type the note and sign it by its key."""
        if kind != "talk":
            super().note(text, kind=kind, place=place, language=language)
            return
        self.show()
        self.desk.press("Alt+1", "Ctrl+E")
        self.desk.until(self.desk.page.editor.text.hasFocus)
        commit(self.desk, text)
        self.desk.press("Ctrl+Return")
        self.desk.until(lambda: any(one.text == text for one in self.do(notes.list_notes, self.case)))

    def check(self, programme: str, away: int = 0) -> str:
        """Ask by the key of the tab; what is answered stands first in the list."""
        tab, before = self.tab, 0
        assert tab.journey is not None
        before = len(tab.journey.checks)
        self.desk.press("Alt+Shift+K")
        self._send(tab.checks.form, "eligibility_check", programme=programme, on=self.day(away))
        self.desk.until(lambda: tab.journey is not None and len(tab.journey.checks) == before + 1)
        return str(tab.journey.checks[0].answer)

    def step(self, code: str, away: int, programme: str = "") -> None:
        """Open the step's form, as *done*, and send it."""
        card = self._step_form(code, programme)
        self._send(card.form, "step_mark", state="done", on=self.day(away))
        self.desk.until(lambda: card.form.spec is None)
        self._until_state(code, "done", programme)

    def plan(self, code: str, away: int, programme: str = "") -> None:
        """Open the step's form, as *planned*, and send it."""
        card = self._step_form(code, programme)
        self._send(card.form, "step_mark", state="planned", on=self.day(away))
        self.desk.until(lambda: card.form.spec is None)
        self._until_state(code, "planned", programme)

    def refused_step(self, code: str, away: int, programme: str = "") -> None:
        """Send the step's form: it says that the gate is closed, and nothing is kept."""
        card = self._step_form(code, programme)
        assert card.form.spec is not None
        assert "Closed gate" in card.form.spec.says
        self._send(card.form, "step_mark", state="done", on=self.day(away))
        self.desk.until(lambda: "gate is closed" in card.form._refused.text())
        self.desk.press("Escape")
        self.desk.until(lambda: card.form.spec is None)
        super().refused_step(code, away, programme)

    def evidence(self, gate: str, given_by: str, away: int, programme: str = "", document: str = "") -> None:
        """Enter on the gate, all the kinds it lacks, who gave it: the gate is open."""
        card = self._card(programme)
        press_on_row(self.desk, card.gates, gate)
        self.desk.until(lambda: card.form.spec is not None and card.form.spec.kind == "evidence")
        assert card.form.spec is not None
        kinds = ",".join(choice[0] for choice in card.form.spec.fields[0].options)
        self._send(card.form, "evidence", kinds=kinds, given_by=given_by, on=self.day(away), document=document)
        self.desk.until(lambda: card.way is not None and not next(x for x in card.way.gates if x.gate == gate).missing)

    def decline(self, offer: str, words: str, away: int) -> None:
        """Keep it on the tab Safety."""
        self.show()
        self.desk.press("Alt+Shift+W")
        tab = next(one for one in self.desk.page.brought if isinstance(one, SafetyTab))
        before = len(self.declined(tab))
        self._send(tab.refusals.form, "refusal", offer=offer, words=words, on=self.day(away))
        self.desk.until(lambda: len(self.declined(tab)) == before + 1)

    def declined(self, tab: SafetyTab) -> list[str]:
        """Return what the tab says was declined."""
        return [row.row.title for row in tab.refusals.rows.rows if not row.isHidden()]

    # --- the parts of the tab

    def _card(self, programme: str) -> WayCard:
        tab = self.tab
        fitting = [
            card
            for card in tab.cards
            if card.way is not None and not card.isHidden() and (programme in ("", card.way.enrolment.programme))
        ]
        return fitting[0]

    def _step_form(self, code: str, programme: str) -> WayCard:
        card = self._card(programme)
        assert card.way is not None
        following = card.way.next_step
        if card is self.tab.cards[0] and following is not None and following.step.code == code:
            self.desk.press("Alt+Shift+J")
        else:
            if card.steps.isHidden():
                card.more.setFocus()
                self.desk.press("Space")
            press_on_row(self.desk, card.steps, code)
        self.desk.until(lambda: card.form.spec is not None and card.form.spec.record.endswith(f"/{code}"))
        return card

    def _until_state(self, code: str, state: str, programme: str) -> None:
        card = self._card(programme)
        self.desk.until(
            lambda: card.way is not None and any((row.step.code, row.state) == (code, state) for row in card.way.steps)
        )

    def _send(self, form: RecordForm, kind: str, **values: str) -> None:
        self.desk.until(lambda: form.spec is not None and form.spec.kind == kind)
        self.desk.settle()
        for name, value in values.items():
            if value:
                fill(self.desk, form, name, value)
        self.desk.press("Ctrl+Return")
        self.desk.settle()


def press_on_row(desk: Desk, rows: RecordRows, code: str) -> None:
    """Go to the row of a step or gate and press Enter."""
    row = next(one for one in rows.rows if not one.isHidden() and one.row.id.rpartition("/")[2] == code)
    row.setFocus()
    desk.press("Return")


def fill(desk: Desk, form: RecordForm, name: str, value: str) -> None:
    """Fill one field of an open form by keys: a line is typed, a choice is chosen by its words, chips are turned."""
    field = form.fields[name]
    if isinstance(field, QLineEdit | QPlainTextEdit):
        field.setFocus()
        desk.press("Ctrl+A")
        commit(desk, value)
        return
    assert form.spec is not None
    options = next(spec.options for spec in form.spec.fields if spec.name == name)
    if isinstance(field, ChoiceField):
        if field.choice() != value:
            field.setFocus()
            desk.press("Return")
            commit(desk, next(words for key, words, _note in options if key == value))
            desk.press("Return")
        assert field.choice() == value, f"{name}: {field.choice()} instead of {value}"
        return
    wanted = value.split(",")
    for chip, (key, _words, _note) in zip(field.findChildren(Chip), options, strict=True):
        if chip.isChecked() != (key in wanted):
            chip.setFocus()
            desk.press("Space")


def commit(desk: Desk, text: str) -> None:
    """Give *text* where the focus is in one go, as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(desk.focus, event)
