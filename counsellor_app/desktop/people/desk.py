"""Reads the people, papers and safety of the case that is shown, and says what saving a form about them means."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.people import saving
from counsellor_app.desktop.people.form_desk import FormDesk, Values
from counsellor_app.desktop.people.record_form import RecordForm
from counsellor_app.desktop.people.state.forms import Done, FormSpec
from counsellor_app.desktop.people.state.rows import PartRow
from counsellor_app.domain.dossier import Dossier
from counsellor_app.domain.overviews import CasePage, Member
from counsellor_app.domain.rights import Act, Matter, allowed
from counsellor_app.workflows import dossiers, office


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
        self._forms = FormDesk(context, self._saver, self)

    def show_page(self, page: CasePage) -> None:
        """Ask for what is kept about the people of this case."""
        if page.case.id != self.case:
            self.case, self.dossier = page.case.id, None
            self._forms.show_case(self.case)
            self.changed.emit()
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
        self._forms.serve(form)

    def open_form(self, form: RecordForm, spec: FormSpec) -> None:
        """Open *spec* in *form*, with what was left unfinished in it."""
        self._forms.open(form, spec)

    def _saver(self, spec: FormSpec, values: Values, changed: Values) -> Callable[[], Done]:
        # A form is open only while its own case is shown, and it was made of that case's dossier.
        assert self.dossier is not None
        return saving.save(self.context.session, self.dossier, spec, values, changed)

    # --- acts on rows

    def take_away(self, row: PartRow) -> None:
        """Take the record of a row away, and offer to put it back."""
        if self.dossier is not None:
            self._forms.do(saving.take_away(self.context.session, self.dossier, row.kind, row.id))

    def add_photo(self, person: str, path: Path, shrink: Callable[[Path], bytes]) -> None:
        """Keep the picture in a file as the photo of *person*."""
        if self.dossier is not None:
            self._forms.do(saving.keep_photo(self.context.session, self.dossier, person, path, shrink))

    def remove_photo(self, person: str) -> None:
        """Take the photo of *person* away, and offer to put it back."""
        photo = self.dossier.photo_of(person) if self.dossier else None
        if self.dossier is not None and photo is not None:
            self._forms.do(saving.take_away(self.context.session, self.dossier, "photo", photo.id))
