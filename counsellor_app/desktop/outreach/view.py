"""Outreach: contacts by city, talks by day, figures; and the page of what is chosen. Composes; decides nothing."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from counsellor_app.desktop.change_notice import Changes
from counsellor_app.desktop.context import Command, DesktopContext
from counsellor_app.desktop.drafts.keeping import keeping_of
from counsellor_app.desktop.kept_form import FormKeeper
from counsellor_app.desktop.look.chips import ChipRow
from counsellor_app.desktop.look.delegates import TwoLineDelegate
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.hairline import Hairline
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.row_list import RowList
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.search_field import SearchField
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, PANE_PADDING, WIDTH_LIST_LEAST
from counsellor_app.desktop.outreach.fields import contact_fields, talk_fields
from counsellor_app.desktop.outreach.loading import load_figures, load_known
from counsellor_app.desktop.outreach.pages import ContactPage, FiguresPage, TalkPage, nobody_known, nothing_chosen
from counsellor_app.desktop.outreach.row_words import entry_parts, entry_spoken
from counsellor_app.desktop.outreach.state.listing import (
    Entry,
    Heading,
    Known,
    Scope,
    contacts_by_city,
    entry_key,
    talks_by_day,
)
from counsellor_app.desktop.plain_form import PlainForm
from counsellor_app.desktop.rows_model import RowsModel
from counsellor_app.desktop.two_panes import fill_with_two_panes
from counsellor_app.desktop.who_form import WhoForm
from counsellor_app.domain.outreach import NetworkContact, OutreachTalk
from counsellor_app.workflows import outreach
from sync.wording import _

NEW_CONTACT_KEY, NEW_TALK_KEY, SEARCH_KEY = "Ctrl+N", "Ctrl+Shift+N", "Ctrl+F"
_LIST_WIDTH, _REFRESH_MS = 348, 150
_BECAME = "who-became/"
"""Before the id of a talk: where it is kept which case it may have become."""
_OURS = frozenset({"network_contact", "outreach_talk", "note"})
_LIST, _CONTACT, _TALK, _WHO = range(4)


class OutreachView(QWidget):
    """Feature: network contacts and anonymous talks."""

    badge_changed = Signal()

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.known = Known()
        self._stale, self._period, self._changing = False, "month", ""
        self.title_label = RunsLabel([Run(_("Outreach"), "pane_title")])
        self.search = SearchField(_("Organisation, person, city"), _("Search outreach"), _("Clear"), SEARCH_KEY)
        self.scopes = ChipRow(
            _("What is listed"),
            [(Scope.CONTACTS, _("Contacts")), (Scope.TALKS, _("Talks")), (Scope.FIGURES, _("Figures"))],
        )
        self.rows: RowsModel[Entry] = RowsModel(
            lambda entry: entry_parts(entry, self.known),
            lambda entry: entry_spoken(entry, self.known),
            entry_key,
            lambda entry: not isinstance(entry, Heading),
            parent=self,
        )
        self.list = RowList(TwoLineDelegate(), _("Contacts and talks"))
        self.list.setModel(self.rows)
        self.contact_form = PlainForm(_("New contact"), _("Keep it"), contact_fields())
        self.talk_form = PlainForm(_("Put down a talk"), _("Put it down"), talk_fields(lambda: self.known.contacts))
        forms = ((self.contact_form, "outreach-contact"), (self.talk_form, "outreach-talk"))
        for form, name in forms:
            FormKeeper(context, form, name)
        self.who = WhoForm(context)
        self.contact, self.talk, self.figures = ContactPage(), TalkPage(), FiguresPage()
        self.left, self.right, self.listing = QStackedWidget(), QStackedWidget(), QStackedWidget()
        self._renewal = QTimer(self)
        self._renewal.setSingleShot(True)
        self._renewal.setInterval(_REFRESH_MS)
        self._renewal.timeout.connect(self.refresh)
        self._lay_out()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.title_label, 1)
        for icon, name, key, act in (
            ("user-plus", _("New contact"), NEW_CONTACT_KEY, self.new_contact),
            ("footprints", _("Put down a talk"), NEW_TALK_KEY, self.new_talk),
        ):
            button = IconButton(icon, name, key)
            button.clicked.connect(lambda _checked=False, a=act: a())
            head.addWidget(button)
        top = QVBoxLayout()
        top.setContentsMargins(PANE_PADDING, GAP_LARGE, PANE_PADDING, GAP)
        top.setSpacing(GAP_SMALL)
        top.addLayout(head)
        top.addWidget(self.search)
        top.addWidget(self.scopes)
        pane = QWidget()
        set_surface(pane, "list")
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Hairline())
        nothing = nobody_known()
        nothing.action.connect(self.new_contact)
        self.listing.addWidget(self.list)
        self.listing.addWidget(nothing)
        column.addWidget(self.listing, 1)
        for part in (pane, self.contact_form, self.talk_form, self.who):
            self.left.addWidget(part)
        for page in (nothing_chosen(), self.contact, self.talk, self.figures):
            self.right.addWidget(page)
        self.left.setMinimumWidth(WIDTH_LIST_LEAST)
        self.splitter = fill_with_two_panes(self, self.context, "outreach", self.left, self.right, _LIST_WIDTH)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._show_rows())
        self.scopes.chosen.connect(lambda _scope: self._scope_chosen())
        self.list.selectionModel().currentChanged.connect(self._moved)
        for form in (self.contact_form, self.talk_form, self.who):
            form.closed.connect(self._back)
        self.contact_form.wanted.connect(self._keep_contact)
        self.talk_form.wanted.connect(self._keep_talk)
        self.who.taken.connect(self._become)
        self.contact.talk_wanted.connect(lambda: self.new_talk())
        self.contact.change_wanted.connect(self.change_contact)
        self.contact.remove_wanted.connect(self.remove_contact)
        self.talk.become_wanted.connect(self.become)
        self.talk.case_wanted.connect(self.open_case)
        self.talk.remove_wanted.connect(self.remove_talk)
        self.talk.change_wanted.connect(self.change_talk)
        self.figures.period_chosen.connect(self._period_chosen)
        self.context.records_changed.connect(self._records_changed)
        down = QShortcut(QKeySequence("Down"), self.search)
        down.setContext(Qt.ShortcutContext.WidgetShortcut)
        down.activated.connect(self.list.setFocus)

    # --- feature

    def title(self) -> str:
        """The name of the screen."""
        return _("Outreach")

    def rail_badge(self) -> int | None:
        """Nothing waits here."""
        return None

    def commands(self) -> list[Command]:
        """What the palette may offer."""
        found = [
            Command(_("New network contact…"), "", self.new_contact, "user-plus"),
            Command(_("Put down an outreach talk…"), "", self.new_talk, "footprints"),
            Command(_("Outreach in figures"), "", partial(self.show_scope, Scope.FIGURES), "chart-column"),
        ]
        if self._chosen_talk() is not None:
            found.append(Command(_("The talk has become a case…"), "", self.become, "folder"))
        return found

    def activate(self, **ids: str) -> None:
        """Show contacts and talks as they were left."""
        if self._stale:
            self.refresh()
        if self.left.currentIndex() == _LIST:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def deactivate(self) -> None:
        """Keep what is written."""
        keeping_of(self.context).keep()

    def refresh(self) -> None:
        """Ask for everything anew."""
        self._stale = False
        call = partial(load_known, self.context.session)
        self.context.run(call, owner=self, done=self._arrived, latest="outreach")
        if self._scope() is Scope.FIGURES:
            self._ask_figures()

    def _arrived(self, known: Known) -> None:
        self.known = known
        self._show_rows()

    def _records_changed(self, changes: Changes) -> None:
        if not _OURS & changes.keys():
            return
        if self.isVisible():
            self._renewal.start()
        else:
            self._stale = True

    # --- the list

    def _scope(self) -> Scope:
        return Scope(self.scopes.choice())

    def show_scope(self, scope: Scope) -> None:
        """List contacts, talks or figures."""
        self.context.navigate("outreach")
        self.scopes.set_choice(scope)
        self._scope_chosen()

    def _scope_chosen(self) -> None:
        self._show_rows()
        if self._scope() is Scope.FIGURES:
            self._ask_figures()

    def _show_rows(self) -> None:
        scope = self._scope()
        by = talks_by_day if scope is Scope.TALKS else contacts_by_city
        entries = by(self.known, self.search.text())
        before = entry_key(entry) if (entry := self.chosen()) is not None else ""
        self.rows.show(entries)
        self.rows.forget_looks()
        nothing = not self.known.contacts and not self.known.talks
        self.listing.setCurrentIndex(1 if nothing else 0)
        place = self.rows.place_of(before)
        place = place if place >= 0 else self.rows.first()
        self.list.setCurrentIndex(self.rows.index(place) if place >= 0 else QModelIndex())
        self._show_page()

    def chosen(self) -> Entry | None:
        """Return what is chosen."""
        return self.rows.at(self.list.currentIndex())

    def _chosen_talk(self) -> OutreachTalk | None:
        entry = self.chosen()
        return entry if isinstance(entry, OutreachTalk) else None

    def _moved(self, _current: QModelIndex) -> None:
        self._show_page()

    def _show_page(self) -> None:
        entry = self.chosen()
        if self.left.currentIndex() != _LIST:
            self.right.setCurrentIndex(0)  # a form is filled in: its keys are not those of a page
        elif self._scope() is Scope.FIGURES:
            self.right.setCurrentWidget(self.figures)
        elif isinstance(entry, NetworkContact):
            self.contact.show_contact(entry, self.known)
            self.right.setCurrentWidget(self.contact)
        elif isinstance(entry, OutreachTalk):
            self.talk.show_talk(entry, self.known)
            self.right.setCurrentWidget(self.talk)
        else:
            self.right.setCurrentIndex(0)

    def _back(self) -> None:
        form = self.left.currentWidget()
        if isinstance(form, PlainForm):
            form.put_away()
        self.left.setCurrentIndex(_LIST)
        self._show_page()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _select(self, scope: Scope, key: str) -> None:
        self.left.setCurrentIndex(_LIST)
        self.scopes.set_choice(scope)
        self.search.clear()

        def chosen(known: Known) -> None:
            self._arrived(known)
            place = self.rows.place_of(key)
            if place >= 0:
                self.list.setCurrentIndex(self.rows.index(place))
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

        self.context.run(partial(load_known, self.context.session), owner=self, done=chosen)

    def _fill_in(self, form: int) -> None:
        self.left.setCurrentIndex(form)
        self._show_page()

    # --- contacts

    def new_contact(self) -> None:
        """Ask who is to be known."""
        self.context.navigate("outreach")
        self._changing = ""
        self._fill_in(_CONTACT)
        self.contact_form.begin(title=_("New contact"))

    def change_contact(self) -> None:
        """Change the contact that is shown."""
        entry = self.chosen()
        if isinstance(entry, NetworkContact):
            self._changing = entry.id
            self._fill_in(_CONTACT)
            values = {name: getattr(entry, name) for name in self.contact_form.fields}
            self.contact_form.begin(values, title=_("Change the contact"), about=entry.id)

    def _keep_contact(self, values: dict[str, str]) -> None:
        session, changing = self.context.session, self._changing
        call: Callable[[], NetworkContact] = (
            partial(outreach.change_contact, session, changing, values)
            if changing
            else partial(outreach.add_contact, session, **values)
        )

        def kept(contact: NetworkContact) -> None:
            self.contact_form.clear()
            self._select(Scope.CONTACTS, contact.id)

        self.context.run(call, owner=self, done=kept, failed=self.contact_form.refuse)

    def remove_contact(self) -> None:
        """Take the contact that is shown off the list."""
        entry = self.chosen()
        if isinstance(entry, NetworkContact):
            call = partial(outreach.remove_contact, self.context.session, entry.id)
            self.context.run(call, owner=self, done=lambda _none: self.context.status_message(_("Taken off the list")))

    # --- talks

    def new_talk(self) -> None:
        """Ask about a talk, through the contact that is shown if one is."""
        self.context.navigate("outreach")
        entry = self.chosen()
        through = {"contact": entry.id, "city": entry.city} if isinstance(entry, NetworkContact) else {}
        self._changing = ""
        self._fill_in(_TALK)
        self.talk_form.begin(through, title=_("Put down a talk"))

    def change_talk(self) -> None:
        """Change the talk that is shown."""
        talk = self._chosen_talk()
        if talk is not None:
            self._changing = talk.id
            self._fill_in(_TALK)
            values = {name: getattr(talk, name) for name in self.talk_form.fields}
            self.talk_form.begin(values, title=_("Change the talk"), about=talk.id)

    def _keep_talk(self, values: dict[str, str]) -> None:
        session, changing = self.context.session, self._changing

        def kept(talk: OutreachTalk) -> None:
            self.talk_form.clear()
            self._select(Scope.TALKS, talk.id)

        call: Callable[[], OutreachTalk] = (
            partial(outreach.change_talk, session, changing, values)
            if changing
            else partial(outreach.add_talk, session, **values)
        )
        self.context.run(call, owner=self, done=kept, failed=self.talk_form.refuse)

    def become(self) -> None:
        """Ask which case the person of the talk has become."""
        talk = self._chosen_talk()
        if talk is not None and not talk.case:
            self._changing = talk.id
            self._fill_in(_WHO)
            words = _("Find the case of this person, or type the name for a new one.")
            self.who.link(words, _BECAME + talk.id, "")

    def _become(self, case: str, name: str, _received: str, _remark: str) -> None:
        session, talk = self.context.session, self._changing
        call: Callable[[], OutreachTalk] = (
            partial(outreach.become, session, talk, case) if case else partial(outreach.become_new, session, talk, name)
        )
        self.context.run(call, owner=self, done=self._become_well)

    def _become_well(self, made: OutreachTalk) -> None:
        self.who.linked(_BECAME + made.id)
        self._select(Scope.TALKS, made.id)

    def open_case(self) -> None:
        """Open the case a talk has become."""
        talk = self._chosen_talk()
        if talk is not None and talk.case:
            self.context.navigate("case", case_id=talk.case)

    def remove_talk(self) -> None:
        """Take a talk away that was put down by mistake."""
        talk = self._chosen_talk()
        if talk is not None:
            call = partial(outreach.remove_talk, self.context.session, talk.id)
            self.context.run(call, owner=self, done=lambda _none: self.context.status_message(_("Taken away")))

    # --- figures

    def _period_chosen(self, period: str) -> None:
        self._period = period
        self._ask_figures()

    def _ask_figures(self) -> None:
        call = partial(load_figures, self.context.session, self._period)
        self.context.run(call, owner=self, done=lambda found: self.figures.show_counts(*found), latest="figures")
