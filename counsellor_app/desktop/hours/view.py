"""Hours: the list by day and place, the queue of one, and the page of the talk. Composes; decides nothing."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from counsellor_app.desktop.change_notice import Changes, only_drafts
from counsellor_app.desktop.context import Command, DesktopContext
from counsellor_app.desktop.drafts.keeping import keeping_of
from counsellor_app.desktop.hours.comings import Comings
from counsellor_app.desktop.hours.held_session import HeldSession
from counsellor_app.desktop.hours.list_pane import NEW_HOUR_KEY, NEW_SESSION_KEY, ListPane
from counsellor_app.desktop.hours.pack_pane import PackPane, pack_words
from counsellor_app.desktop.hours.paper import PaperPane
from counsellor_app.desktop.hours.planning import Planning
from counsellor_app.desktop.hours.queue_pane import (
    ADD_KEY,
    CHANGE_KEY,
    EARLIER_KEY,
    LATER_KEY,
    PRINT_KEY,
    STATE_KEYS,
    TAKE_OUT_KEY,
    QueuePane,
)
from counsellor_app.desktop.hours.session_page import SessionPage
from counsellor_app.desktop.hours.settle_pane import SettlePane
from counsellor_app.desktop.hours.state.listing import DAYS_BACK, Entry, Listed, iso_days_ago, listed, nearest
from counsellor_app.desktop.hours.state.queue import QueueState
from counsellor_app.desktop.hours.talk_page import NEXT_KEY, TalkPage
from counsellor_app.desktop.hours.talks import Talks
from counsellor_app.desktop.look.tokens import WIDTH_LIST_LEAST
from counsellor_app.desktop.two_panes import fill_with_two_panes
from counsellor_app.desktop.who_form import WhoForm
from counsellor_app.desktop.words.hours import state_word
from counsellor_app.domain.hour_pages import HourRow, SessionRow
from counsellor_app.domain.places import KnownPlace
from counsellor_app.workflows import day_packs, hours, places, sessions
from counsellor_app.workflows.day_packs import Pack
from counsellor_app.workflows.shared_conflicts import shared_conflicts
from sync.wording import _

_LIST_WIDTH, _REFRESH_MS = 372, 150
Found = tuple[list[HourRow], list[SessionRow], list[KnownPlace], Pack | None, int]
_OURS = frozenset({"place", "hour", "slot", "group_session", "head_count", "contact_rule", "refusal", "case_link"})
_LIST, _QUEUE, _WHO = range(3)


class HoursView(QWidget):
    """Feature: consultation hours and information sessions."""

    badge_changed = Signal()

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.state = QueueState()
        self._hours: list[HourRow] = []
        self._sessions: list[SessionRow] = []
        self._places: list[KnownPlace] = []
        self._packed: Pack | None = None
        self._shown = Listed((), ())
        self._stale, self._begun = False, False
        self._changing = ""
        self.list = ListPane()
        self.queue = QueuePane(self.state)
        self.who = WhoForm(context)
        self.plans = Planning(context, lambda: self._places, self)
        self.hour_form, self.session_form = self.plans.hour_form, self.plans.session_form
        self.packing, self.settling, self.paper = PackPane(context), SettlePane(context), PaperPane(context)
        self.talk, self.session_page = TalkPage(), SessionPage(context)
        self.held = HeldSession(context, self.session_page, lambda: self._sessions, self)
        self.talks = Talks(context, self.state, self.queue, self.talk, self)
        self.comings = Comings(context, self.state, self.who, self.talks)
        self.left, self.right = QStackedWidget(), QStackedWidget()
        self._renewal = QTimer(self)
        self._renewal.setSingleShot(True)
        self._renewal.setInterval(_REFRESH_MS)
        self._renewal.timeout.connect(self.refresh)
        self._lay_out()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        plans = (self.hour_form, self.plans.change_form, self.session_form, self.plans.place_form)
        forms = (*plans, self.packing, self.settling, self.paper)
        for part in (self.list, self.queue, self.who, *forms):
            self.left.addWidget(part)
        for page in (self.talk, self.session_page):
            self.right.addWidget(page)
        self.left.setMinimumWidth(WIDTH_LIST_LEAST)
        self.splitter = fill_with_two_panes(self, self.context, "hours", self.left, self.right, _LIST_WIDTH)

    def _connect(self) -> None:
        self.list.opened.connect(self.open_entry)
        self.list.hour_wanted.connect(self.plan_hour)
        self.list.session_wanted.connect(self.plan_session)
        self.queue.back.connect(self.show_list)
        self.queue.earlier.connect(partial(self.step, -1))
        self.queue.later.connect(partial(self.step, 1))
        self.queue.add_wanted.connect(lambda: self.add())
        self.queue.print_wanted.connect(self.print_roster)
        self.talks.add_wanted.connect(self.comings.add)
        self.comings.asking.connect(self._show_who)
        self.queue.change_wanted.connect(self.change_hour)
        self.plans.asking.connect(self._fill_in)
        self.plans.hour_made.connect(self._hour_made)
        self.plans.session_made.connect(self._open_session)
        self.plans.change_form.closed.connect(self._back_to_hour)
        self.paper.closed.connect(self._back_from_paper)
        self.talks.acts.gone.connect(self.show_list)
        self.list.pack_wanted.connect(self.pack)
        self.list.settle_wanted.connect(self.settle)
        self.packing.changed.connect(self.refresh)
        self.plans.place_made.connect(self._place_made)
        self.plans.session_gone.connect(self.show_list)
        for form in (self.hour_form, self.session_form, self.plans.place_form, self.packing, self.settling):
            form.closed.connect(self.show_list)
        self.held.listed.connect(self.list.select)
        self.held.gone.connect(self.show_list)
        self.context.records_changed.connect(self._records_changed)
        self._key("Alt+Up", partial(self.talks.shift, -1))
        self._key("Alt+Down", partial(self.talks.shift, 1))
        for widget, act in (
            (self.queue, self.show_list),
            (self.talk, self._to_queue),
            (self.session_page, self.show_list),
        ):
            back = QShortcut(QKeySequence("Escape"), widget)
            back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            back.activated.connect(act)
            back.activatedAmbiguously.connect(act)

    def _key(self, key: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    # --- feature

    def title(self) -> str:
        """The place of the hour that is shown."""
        return self.state.page.place.name if self.state.page is not None else _("Hours")

    def rail_badge(self) -> int | None:
        """How many still come today, at this person's own hours."""
        today, me = date.today().isoformat(), self.context.session.person_id
        mine = [row.counts for row in self._hours if row.hour.day == today and row.hour.counsellor in ("", me)]
        return sum(counts.to_come for counts in mine) or None

    def commands(self) -> list[Command]:
        """What the palette may offer."""
        acts = self.talks.acts
        found = [
            Command(_("All hours"), "", self.show_list, "clock"),
            Command(_("Plan an hour…"), NEW_HOUR_KEY, self.plan_hour, "plus"),
            Command(_("Put down an information session…"), NEW_SESSION_KEY, self.plan_session, "users"),
            Command(_("Add a place…"), "", self.plans.add_place, "map-pin"),
            Command(_("Day pack…"), "", self.pack, "luggage"),
            Command(_("Settle what was written differently…"), "", self.settle, "split"),
        ]
        if self.right.currentWidget() is self.session_page:
            found.append(Command(_("Cancel the session"), "", self._cancel_session, "trash-2"))
        if self.state.hour:
            found += [
                Command(_("Add somebody to the queue…"), ADD_KEY, self.add, "user-plus"),
                Command(_("Take out of the queue"), TAKE_OUT_KEY, acts.take_out, "user-x"),
                Command(_("Change the hour…"), CHANGE_KEY, self.change_hour, "pencil"),
                Command(_("Move all who still wait…"), "", acts.carry, "arrow-right"),
                Command(_("Cancel the hour"), "", acts.cancel, "trash-2"),
                Command(_("Roster to print…"), PRINT_KEY, self.print_roster, "printer"),
                Command(_("The hour before"), EARLIER_KEY, partial(self.step, -1), "chevron-left"),
                Command(_("The hour after"), LATER_KEY, partial(self.step, 1), "chevron-right"),
                Command(_("Sign the note and go to the next talk"), NEXT_KEY, self.talks.sign_and_next, "check"),
            ]
            for state, key in STATE_KEYS.items():
                words = _("Mark as {state}").format(state=state_word(state))
                found.append(Command(words, key, partial(self.talks.say, str(state)), "user"))
        return found

    def activate(self, **ids: str) -> None:
        """Show an hour (``hour_id``, ``slot_id``), a session, or what was shown; at first the nearest hour."""
        self.talk.clock.go_on()
        if ids.get("hour_id"):
            self.open_hour(ids["hour_id"], ids.get("slot_id", ""))
        elif ids.get("session_id"):
            self._open_session(ids["session_id"])
        elif self.state.hour:
            self.talks.open(self.state.hour)
            self.queue.list.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self._begun and self._shown.entries:
            self._open_nearest()
        else:
            self.list.list.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._stale:
            self.refresh()

    def deactivate(self) -> None:
        """Keep what is being written; returns at once."""
        keeping_of(self.context).keep()
        self.talks.pause()

    # --- the list

    def refresh(self) -> None:
        """Ask for hours and sessions anew, and for the queue that is shown."""
        self._stale = False
        session, since = self.context.session, iso_days_ago(date.today(), DAYS_BACK)

        def load() -> Found:
            return (
                hours.list_hours(session, since),
                sessions.list_sessions(session, since),
                places.list_places(session),
                day_packs.show_pack(session),
                len(shared_conflicts(session)),
            )

        self.context.run(load, owner=self, done=lambda found: self._arrived(*found), latest="hours")
        if self.isVisible():
            self.talks.refresh()

    def _arrived(
        self, found: list[HourRow], held: list[SessionRow], known: list[KnownPlace], pack: Pack | None, differing: int
    ) -> None:
        self._hours, self._sessions, self._places, self._packed = found, held, known, pack
        self.list.say_pack(pack_words(pack))
        self._shown = listed(found, held, date.today())
        self.list.show_list(self._shown)
        self.talks.acts.offer_hours(found)
        self.list.say_differing(differing)
        self.badge_changed.emit()
        if self.right.currentWidget() is self.session_page:
            self.held.show()
        if self.isVisible() and not self._begun and not self.state.hour:
            self._open_nearest()

    def _open_nearest(self) -> None:
        self._begun = True
        hour = nearest(self._shown, self._hours, date.today())
        if hour:
            self.open_hour(hour)
        else:
            self.list.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_entry(self, entry: Entry) -> None:
        """Open an hour or a session of the list."""
        if isinstance(entry, HourRow):
            self.open_hour(entry.hour.id)
        elif isinstance(entry, SessionRow):
            self._open_session(entry.session.id)

    def open_hour(self, hour: str, slot: str = "") -> None:
        """Show the queue of an hour."""
        self._begun = True
        self.left.setCurrentIndex(_QUEUE)
        self.right.setCurrentWidget(self.talk)
        self.talks.open(hour, slot)
        self.queue.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_list(self) -> None:
        """Go back to the list of hours."""
        hour = self.state.hour
        self.talks.close()
        self.left.setCurrentIndex(_LIST)
        self.right.setCurrentWidget(self.talk)
        if hour:
            self.list.select(hour)
        self.list.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, by: int) -> None:
        """Go to the hour before or after the one that is shown."""
        order = sorted(self._hours, key=lambda row: (row.hour.day, row.hour.starts, row.place.name, row.hour.id))
        ids = [row.hour.id for row in order]
        place = ids.index(self.state.hour) + by if self.state.hour in ids else -1
        if 0 <= place < len(ids):
            self.open_hour(ids[place])

    def _to_queue(self) -> None:
        if self.talks.task.isVisible():
            self.talks.task.close_form()
        elif not self.talks.desk.end_amendment():
            self.queue.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _back_from_paper(self) -> None:
        if self.left.currentWidget() is self.paper:
            self.left.setCurrentIndex(_QUEUE)
            self.queue.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _records_changed(self, changes: Changes) -> None:
        if not self.isVisible():
            self._stale = True
        elif _OURS & changes.keys():
            self._renewal.start()
        elif not only_drafts(changes) and changes.keys() != {"sync"}:
            self.talks.refresh_soon()

    # --- who comes

    def add(self, at: str = "") -> None:
        """Ask who is to be added to the queue, at a time if one is named."""
        self.comings.add(at)

    def _show_who(self, shown: bool) -> None:
        self.left.setCurrentIndex(_WHO if shown else _QUEUE)

    # --- planning

    def plan_hour(self) -> None:
        """Ask when and where an hour is to be held."""
        self.plans.plan_hour()

    def change_hour(self) -> None:
        """Ask what is to be otherwise about the hour that is shown."""
        if self.state.page is not None:
            self._changing = self.state.hour
            self.plans.change_hour(self.state.page)

    def plan_session(self) -> None:
        """Ask where and what a session was about."""
        self.plans.plan_session()

    def pack(self) -> None:
        """Choose the hours whose cases alone stay on this laptop, or end that."""
        self._fill_in(self.packing)
        self.packing.begin(self._hours, self._packed)

    def settle(self) -> None:
        """Show what two laptops wrote differently about what the team shares."""
        self._fill_in(self.settling)
        self.settling.begin()

    def _fill_in(self, form: QWidget) -> None:
        """Show a form, and no page beside it: its keys are those of a page."""
        self.context.navigate("hours")
        self.talks.close()
        self.right.setCurrentWidget(self.talk)
        self.left.setCurrentWidget(form)

    def _hour_made(self, hour: str) -> None:
        self.refresh()
        self.open_hour(hour)

    def _place_made(self, code: str) -> None:
        """Plan an hour at a place that was added, once the list of places has it."""
        call = partial(places.list_places, self.context.session)

        def offer(known: list[KnownPlace]) -> None:
            self._places = known
            self.plans.plan_hour_at(code)

        self.context.run(call, owner=self, done=offer)

    def _cancel_session(self) -> None:
        self.plans.cancel_session(self.held.id)

    def _back_to_hour(self) -> None:
        if self._changing:
            self.open_hour(self._changing)

    # --- a session

    def _open_session(self, session: str) -> None:
        self._begun = True
        self.talks.close()
        self.left.setCurrentIndex(_LIST)
        self.right.setCurrentWidget(self.session_page)
        self.held.open(session)

    def print_roster(self) -> None:
        """Write the roster of the hour as a PDF."""
        if self.state.page is not None:
            self.left.setCurrentWidget(self.paper)
            self.paper.ask(self.state.page)
