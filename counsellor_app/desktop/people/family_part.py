"""The family beneath the fields of the client: everybody of the case, how they are related, their photos."""

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.context import Command
from counsellor_app.desktop.files import ask_open_file
from counsellor_app.desktop.look.icons import icon
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.tokens import GAP_LARGE
from counsellor_app.desktop.moments import local_time
from counsellor_app.desktop.people.desk import PeopleDesk
from counsellor_app.desktop.people.section import RecordSection
from counsellor_app.desktop.people.state import family
from counsellor_app.desktop.people.state.rows import PartRow
from counsellor_app.desktop.small_photo import small_photo
from counsellor_app.domain.refusals import Offer
from counsellor_app.domain.rights import Act
from sync.wording import _

ADD_KEY, RELATE_KEY = "Alt+Shift+P", "Alt+Shift+R"


class FamilyPart(QWidget):
    """Shows the dossier's persons; adds, changes, ties, takes away."""

    def __init__(self, desk: PeopleDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.persons = RecordSection(_("Family"), _("Another person"), "", ADD_KEY)
        self.ties = RecordSection(_("Relations"), _("How two are related"), "", RELATE_KEY)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_LARGE)
        self.photo = KeyHintButton(_("Photo…"), "", "quiet", icon="image")
        self.photo.clicked.connect(self._photo_menu)
        self.persons.head.insertWidget(1, self.photo)
        for section in (self.persons, self.ties):
            column.addWidget(section)
            desk.serve(section.form)
            section.remove.connect(self._remove)
        self.persons.add_wanted.connect(self.add_person)
        self.persons.change.connect(self._change)
        self.ties.add_wanted.connect(self.relate)
        desk.changed.connect(self.renew)
        menu = QShortcut(QKeySequence("Shift+F10"), self.persons)
        menu.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        menu.activated.connect(self._photo_menu)

    def renew(self) -> None:
        """Show what is kept now."""
        dossier = self._desk.dossier
        self.setVisible(dossier is not None)
        if dossier is None:
            return
        today = local_time(now_ms()).date()
        self.persons.show_rows(family.family_rows(dossier, today), family.summary(dossier, today))
        ties = family.tie_rows(dossier)
        self.ties.show_rows(ties)
        self.ties.setVisible(len(dossier.persons) > 1)
        may = self._desk.may(Act.CHANGE_CASE)
        for button in (self.persons.add, self.ties.add):
            button.setVisible(may)
        declined = not dossier.allows(Offer.PHOTO)
        self.photo.set_label(_("Take away…") if declined else _("Photo…"))
        self.photo.setVisible(may and (not declined or bool(dossier.photos)))

    def commands(self) -> list[Command]:
        """What can be done with the family."""
        dossier = self._desk.dossier
        if dossier is None or not self._desk.may(Act.CHANGE_CASE):
            return []
        found = [Command(_("Add a person to the case"), ADD_KEY, self.add_person, "user-plus")]
        if len(dossier.persons) > 1:
            found.append(Command(_("Say how two persons are related"), RELATE_KEY, self.relate, "users"))
        if dossier.allows(Offer.PHOTO):
            found.append(Command(_("Add a photo of the client"), "", partial(self.add_photo, ""), "image"))
        return found

    # --- acts

    def add_person(self) -> None:
        """Open the form of a new person."""
        if self._desk.dossier is not None:
            self._desk.open_form(self.persons.form, family.person_form(self._desk.dossier))

    def relate(self) -> None:
        """Open the form that ties two persons."""
        if self._desk.dossier is not None:
            self._desk.open_form(self.ties.form, family.relation_form(self._desk.dossier))

    def _change(self, row: PartRow) -> None:
        if self._desk.dossier is not None:
            self._desk.open_form(self.persons.form, family.person_form(self._desk.dossier, row.id))

    def _remove(self, row: PartRow) -> None:
        self._desk.take_away(row)

    def add_photo(self, person: str) -> None:
        """Ask for a file and keep it as the photo of *person* (the client when empty)."""
        path = ask_open_file(self, _("Choose a photo"), _("Pictures (*.jpg *.jpeg *.png)"))
        if path is not None:
            self._desk.add_photo(person, path, small_photo)

    def _photo_menu(self) -> None:
        dossier = self._desk.dossier
        if dossier is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for person in dossier.persons:
            name = person.name or person.own_name
            if dossier.allows(Offer.PHOTO):
                add = menu.addAction(icon("image", "text2"), _("Photo of {name}…").format(name=name))
                add.triggered.connect(partial(self.add_photo, person.id))
            if dossier.photo_of(person.id):
                take = menu.addAction(icon("trash-2", "text2"), _("Take away the photo of {name}").format(name=name))
                take.triggered.connect(partial(self._desk.remove_photo, person.id))
        menu.popup(self.photo.mapToGlobal(QPoint(0, self.photo.height())))
