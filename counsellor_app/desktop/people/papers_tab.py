"""The tab about papers and numbers: what there is, who holds it, what expires."""

from PySide6.QtWidgets import QWidget

from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.context import Command
from counsellor_app.desktop.moments import local_time
from counsellor_app.desktop.people.desk import PeopleDesk
from counsellor_app.desktop.people.section import RecordSection, SectionsPage
from counsellor_app.desktop.people.state import papers
from counsellor_app.desktop.people.state.rows import PartRow
from counsellor_app.domain.overviews import CasePage
from counsellor_app.domain.rights import Act
from sync.wording import _

PAPER_KEY, NUMBER_KEY = "Alt+Shift+D", "Alt+Shift+N"


class PapersTab(SectionsPage):
    """Shows the dossier's papers and numbers."""

    name = "documents"
    icon = "file-text"

    def __init__(self, desk: PeopleDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.papers = RecordSection(
            _("Papers"),
            _("Another paper"),
            _("No papers yet. Note which ones there are, until when, and who holds them: the office, COA, the client."),
            PAPER_KEY,
        )
        self.numbers = RecordSection(
            _("Numbers"),
            _("Another number"),
            _("No numbers yet. By an identity, COA or UNHCR number the case is found in the list."),
            NUMBER_KEY,
        )
        self.fill((self.papers, self.numbers))
        for section in (self.papers, self.numbers):
            desk.serve(section.form)
            section.remove.connect(desk.take_away)
        self.papers.add_wanted.connect(self.add_paper)
        self.papers.change.connect(self._change)
        self.numbers.add_wanted.connect(self.add_number)
        desk.changed.connect(self.renew)

    def title(self) -> str:
        """The words of the tab."""
        return _("Documents")

    def does(self) -> str:
        """What going there is called."""
        return _("Show the documents")

    def show_page(self, page: CasePage) -> None:
        """The desk asks for what is shown."""

    def renew(self) -> None:
        """Show what is kept now."""
        dossier = self._desk.dossier
        if dossier is None:
            self.put_away()
            return
        self.bring_back()
        self.papers.show_rows(papers.paper_rows(dossier, local_time(now_ms()).date()))
        self.numbers.show_rows(papers.number_rows(dossier))
        may = self._desk.may(Act.CHANGE_CASE)
        for section in (self.papers, self.numbers):
            section.add.setVisible(may)

    def count(self) -> str:
        """The figure beside the words of the tab."""
        return papers.count_words(self._desk.dossier) if self._desk.dossier else ""

    def focus_first(self) -> None:
        """Go to the first paper, or to the button that adds one."""
        if not self.papers.rows.focus_first():
            self.papers.add.setFocus()

    def commands(self) -> list[Command]:
        """What can be done with papers."""
        if self._desk.dossier is None or not self._desk.may(Act.CHANGE_CASE):
            return []
        return [
            Command(_("Add a paper"), PAPER_KEY, self.add_paper, "file-plus"),
            Command(_("Add a number"), NUMBER_KEY, self.add_number, "id-card"),
        ]

    def add_paper(self) -> None:
        """Open the form of a new paper."""
        if self._desk.dossier is not None:
            self._desk.open_form(self.papers.form, papers.paper_form(self._desk.dossier))
            self.reveal(self.papers.form)

    def add_number(self) -> None:
        """Open the form of a new number."""
        if self._desk.dossier is not None:
            self._desk.open_form(self.numbers.form, papers.number_form(self._desk.dossier))
            self.reveal(self.numbers.form)

    def _change(self, row: PartRow) -> None:
        if self._desk.dossier is not None:
            self._desk.open_form(self.papers.form, papers.paper_form(self._desk.dossier, row.id))
            self.reveal(self.papers.form)
