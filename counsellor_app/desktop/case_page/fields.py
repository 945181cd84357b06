"""Saves the fields of the form one by one, says so, and takes them back."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLineEdit

from counsellor_app.desktop.case_page.hand_over import HandOverBar
from counsellor_app.desktop.case_page.person_form import PersonForm
from counsellor_app.desktop.case_page.state.page import CasePageState
from counsellor_app.desktop.case_page.state.person import Decision, PersonFormState, Step
from counsellor_app.desktop.chooser import Option
from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.drafts.keeping import Words, keeping_of
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import Member
from counsellor_app.domain.rights import Act
from counsellor_app.workflows import casework, finding, lookup, office
from counsellor_app.workflows.departure_words import journey_told
from counsellor_app.workflows.session import Session

_OTHER_NAME = "other_name"


class FieldSaver(QObject):
    """Stands between the form and the store."""

    def __init__(self, context: DesktopContext, state: CasePageState, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._state = context, state
        self.form = PersonFormState()
        self._view: PersonForm | None = None
        self._keeping = keeping_of(context)
        self._unsaved: dict[str, Words] = {}
        self._members: list[Member] = []
        self._teams: list[tuple[str, str]] = []
        self.hand_over = HandOverBar()
        self.hand_over.confirmed.connect(self._store)

    def attach(self, view: PersonForm) -> None:
        """Serve this form."""
        self._view = view
        view.put_above(self.hand_over)
        view.save.connect(self._save)
        view.undo_wanted.connect(self._undo_last)
        view.alias_added.connect(self._add_alias)
        view.alias_removed.connect(self._remove_alias)
        view.words_changed.connect(self._keep)

    def members(self) -> Sequence[Option]:
        """Who may be responsible for a case."""
        return [
            Option(member.id, member.name, ", ".join(member.team_names))
            for member in sorted(self._members, key=lambda member: member.name.casefold())
            if not member.removed
        ]

    def teams(self) -> Sequence[Option]:
        """The teams of the office."""
        return [Option(identifier, name) for identifier, name in self._teams]

    def show_page(self) -> None:
        """Show the case that has arrived; ask for the people of the office."""
        page = self._state.page
        if self._view is None or page is None:
            return
        fresh = page.case.id != self.form.case
        self._view.show_page(page, page.responsible_name, page.team_name)
        if fresh:
            self._view.names.write("")
            self._keeping.recall(_typed_in(page.case.id), self, partial(self._recalled, page.case.id))
        self._view.allow(self._state.may(Act.HAND_OVER))
        session = self._context.session
        self._context.run(
            lambda: (office.members(session), finding.teams(session)),
            owner=self,
            done=lambda found: self._people_arrived(*found),
            latest="people",
        )

    def _people_arrived(self, members: list[Member], teams: list[tuple[str, str]]) -> None:
        self._members, self._teams = members, teams

    # --- what is typed and not saved

    def _keep(self) -> None:
        """Keep what is typed in the fields of this case as it is typed."""
        if self._view is not None:
            self._keep_words(self.form.case, {**self.form.unsaved, _OTHER_NAME: self._view.names.field.text()})

    def _keep_words(self, case: str, words: Words) -> None:
        self._unsaved[case] = words
        self._keeping.write(_typed_in(case), words)

    def _recalled(self, case: str, words: Words) -> None:
        if not words or self._view is None or case != self.form.case:
            return
        self.form.recall(words)
        if not self._view.names.field.text():
            self._view.names.write(words.get(_OTHER_NAME, ""))
        self._unsaved[case] = words
        page = self._state.page
        if page is not None and page.case.id == case:
            self._view.show_page(page, page.responsible_name, page.team_name)

    def _no_longer(self, case: str, saved: Mapping[str, str]) -> None:
        """These words of a case are saved."""
        words = self._unsaved.get(case, {})
        left = {name: text for name, text in words.items() if saved.get(name, "").strip() != text.strip()}
        if left != words:
            self._keep_words(case, left)

    # --- saving

    def _save(self, decision: Decision) -> None:
        if decision.ask:
            self._ask(decision)
        else:
            self._store(decision)

    def _ask(self, decision: Decision) -> None:
        known = {option.key: option.text for option in (*self.members(), *self.teams())}
        self.hand_over.ask(decision, known.get(decision.save[decision.ask], ""))
        if self._view is not None:
            self._view.ensureWidgetVisible(self.hand_over)

    def _store(self, decision: Decision) -> None:
        case = self.form.case
        self._context.run(
            partial(casework.set_fields, self._context.session, case, dict(decision.save)),
            owner=self,
            done=lambda changed: self._stored(case, decision, changed),
            failed=lambda error: self._refused(case, decision, error),
        )

    def _stored(self, case: str, decision: Decision, changed: list[str]) -> None:
        self._no_longer(case, decision.save)
        if case == self.form.case:
            self.form.saved(decision if changed else Decision(decision.save))
        told = journey_told(changed, decision.save.get("status", ""))
        if decision.undo is not None and changed:
            self._offer(case, decision.undo, told)

    def _refused(self, case: str, decision: Decision, error: Exception) -> None:
        if case != self.form.case or not isinstance(error, ActionableError):
            if isinstance(error, ActionableError):
                self._context.show_error(error)
            return
        self.form.refused(decision, error)
        if self._view is None or not set(decision.save) & set(self._view.fields):
            self._context.show_error(error)
        self.show_page()

    # --- undoing

    def _offer(self, case: str, step: Step, told: str = "") -> None:
        self._context.offer_undo(facts(step.what, told) if told else step.what, lambda: self._undo(case, step))

    def _undo_last(self) -> None:
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit) and focus.isUndoAvailable():
            focus.undo()
            return
        step = self.form.undo()
        if step is not None:
            self._take_back(self.form.case, step)

    def _undo(self, case: str, step: Step) -> None:
        if case != self.form.case or self.form.forget(step):
            self._take_back(case, step)

    def _take_back(self, case: str, step: Step) -> None:
        session = self._context.session
        if step.add_alias:
            self._context.run(partial(casework.add_alias, session, case, step.add_alias), owner=self)
        elif step.remove_alias:
            self._context.run(partial(_drop_alias, session, case, step.remove_alias), owner=self)
        else:
            self._context.run(partial(casework.set_fields, session, case, dict(step.assignments)), owner=self)

    # --- other names

    def _add_alias(self, name: str) -> None:
        case, step = self.form.case, self.form.alias_added(name)
        self._context.run(
            partial(casework.add_alias, self._context.session, case, name),
            owner=self,
            done=lambda _alias: self._alias_there(case, name, step),
            failed=lambda error: self._alias_refused(case, name, error),
        )

    def _alias_there(self, case: str, name: str, step: Step) -> None:
        self._no_longer(case, {_OTHER_NAME: name})
        self._remember(case, step)

    def _alias_refused(self, case: str, name: str, error: Exception) -> None:
        """It stands in the field again, unless somebody writes another one there."""
        if isinstance(error, ActionableError):
            self._context.show_error(error)
        if self._view is not None and case == self.form.case and not self._view.names.field.text():
            self._view.names.write(name)

    def _remove_alias(self, identifier: str) -> None:
        page = self._state.page
        name = next((alias.name for alias in page.aliases if alias.id == identifier), "") if page else ""
        case, step = self.form.case, self.form.alias_removed(name)
        self._context.run(
            partial(casework.remove_alias, self._context.session, identifier),
            owner=self,
            done=lambda _nothing: self._remember(case, step),
        )

    def _remember(self, case: str, step: Step) -> None:
        if case == self.form.case:
            self.form.remember(step)
        self._offer(case, step)


def _typed_in(case: str) -> str:
    """Return where it is kept what is typed in the fields of a case (id) and not saved."""
    return f"case-fields/{case}"


def _drop_alias(session: Session, case: str, name: str) -> None:
    for alias in lookup.case_page(session, case).aliases:
        if alias.name == name:
            casework.remove_alias(session, alias.id)
