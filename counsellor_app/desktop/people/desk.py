"""Reads the people, papers and safety of the case that is shown, and saves what the forms say, each with undo."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.people import saving
from counsellor_app.desktop.people.record_form import RecordForm
from counsellor_app.desktop.people.state.forms import FormSpec
from counsellor_app.desktop.people.state.rows import PartRow
from counsellor_app.domain.dossier import Dossier
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import CasePage, Member
from counsellor_app.domain.rights import Act, Matter, allowed
from counsellor_app.workflows import dossiers, office, unfinished


class PeopleDesk(QObject):
    """``changed()`` when the dossier of the shown case is here, or is another one now."""

    changed = Signal()

    def __init__(self, context: DesktopContext, parent: QObject) -> None:
        super().__init__(parent)
        self.context = context
        self.case = ""
        self.team_name = ""
        self.dossier: Dossier | None = None
        self.members: list[Member] = []

    def show_page(self, page: CasePage) -> None:
        """Ask for what is kept about the people of this case."""
        if page.case.id != self.case:
            self.case, self.dossier = page.case.id, None
        self.team_name = page.team_name
        case, session = self.case, self.context.session

        def load() -> tuple[Dossier, list[Member]]:
            return dossiers.dossier(session, case), office.members(session)

        self.context.run(load, owner=self, done=lambda found: self._arrived(case, *found), latest="dossier")

    def _arrived(self, case: str, dossier: Dossier, members: list[Member]) -> None:
        if case == self.case:
            self.dossier, self.members = dossier, members
            self.changed.emit()

    def may(self, act: Act) -> bool:
        """Whether who sits here may do *act* with this case."""
        responsible = self.dossier.case.responsible if self.dossier else ""
        return allowed(self.context.session.actor, act, Matter(responsible))

    # --- forms

    def serve(self, form: RecordForm) -> None:
        """Save what is submitted in *form*, and keep what is left unfinished."""
        form.submitted.connect(partial(self._save, form))
        form.keep.connect(self._keep)

    def open_form(self, form: RecordForm, spec: FormSpec) -> None:
        """Open *spec* in *form*, with what was left unfinished in it."""
        form.open(spec)
        self.context.run(
            partial(unfinished.recall, self.context.session, self._place(spec)),
            owner=form,
            done=lambda values: form.recall(values) if form.spec is spec else None,
        )

    def _place(self, spec: FormSpec) -> str:
        return f"{spec.key}/{self.case}"

    def _keep(self, spec: FormSpec, values: Mapping[str, str]) -> None:
        call = partial(unfinished.keep, self.context.session, self._place(spec), dict(values))
        self.context.run(call, owner=self)

    def _save(self, form: RecordForm, spec: FormSpec, values: Mapping[str, str]) -> None:
        if self.dossier is None:
            return
        changed = form.state.changed(values) if form.state else dict(values)
        call = saving.save(self.context.session, self.dossier, spec, values, changed)

        def failed(error: Exception) -> None:
            if isinstance(error, ActionableError) and form.spec is spec:
                form.refused(f"{error.title} {error.advice}")
            elif isinstance(error, ActionableError):
                self.context.show_error(error)

        self.context.run(call, owner=form, done=lambda done: self._saved(form, spec, done), failed=failed)

    def _saved(self, form: RecordForm, spec: FormSpec, done: saving.Done) -> None:
        if form.spec is spec:
            form.saved()
        self._offer(done)

    def _offer(self, done: saving.Done) -> None:
        undo = done.undo
        if undo is None:
            self.context.status_message(done.what)
        else:
            self.context.offer_undo(done.what, lambda: self.context.run(undo, owner=self))

    # --- acts on rows

    def take_away(self, row: PartRow) -> None:
        """Take the record of a row away, and offer to put it back."""
        if self.dossier is not None:
            self._do(saving.take_away(self.context.session, self.dossier, row.kind, row.id))

    def add_photo(self, person: str, path: Path, shrink: Callable[[Path], bytes]) -> None:
        """Keep the picture in a file as the photo of *person*."""
        if self.dossier is not None:
            self._do(saving.keep_photo(self.context.session, self.dossier, person, path, shrink))

    def remove_photo(self, person: str) -> None:
        """Take the photo of *person* away, and offer to put it back."""
        photo = self.dossier.photo_of(person) if self.dossier else None
        if self.dossier is not None and photo is not None:
            self._do(saving.take_away(self.context.session, self.dossier, "photo", photo.id))

    def _do(self, call: Callable[[], saving.Done]) -> None:
        self.context.run(call, owner=self, done=self._offer)
