"""The window of unlocked work: rail, areas, banner, status line, palette. Composes the features; decides nothing."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from counsellor_app.desktop.areas import Area, AreaView
from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.context import Command, DesktopContext
from counsellor_app.desktop.drafts.keeping import keeping_of
from counsellor_app.desktop.lock import LOCK_KEY
from counsellor_app.desktop.look.banner_bar import BannerBar
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.theme import theme
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL
from counsellor_app.desktop.rail import FIND_KEY, Rail
from counsellor_app.desktop.rounds import Rounds
from counsellor_app.desktop.status_line.state import can_try
from counsellor_app.desktop.status_line.view import StatusLine
from counsellor_app.desktop.store_thread import NetworkThread, StoreThread
from counsellor_app.desktop.truths import truths
from counsellor_app.domain.errors import ActionableError
from sync.wording import _

if TYPE_CHECKING:
    from counsellor_app.workflows.session import Session

NARROW_BELOW = 960
_MESSAGE_MS, _UNDO_MS, _AGES_MS, _BUILD_AFTER_MS = 4_000, 12_000, 30_000, 400


class PaletteBox(Protocol):
    """What the window needs of the palette."""

    def open(self, text: str = "") -> None:
        """Show it, with *text* already typed."""
        ...


MakePalette = Callable[[DesktopContext, Callable[[], list[Command]]], PaletteBox]


class Window(QWidget):
    """``lock_wanted`` when the lock in the rail was pressed.

    *areas* are those this person sees, the first one is shown first. *remember_panes* restores and keeps the widths of
    a splitter. Views are made when first shown; the others when the window is idle, for the figures in the rail.
    """

    lock_wanted = Signal()

    def __init__(
        self,
        session: "Session",
        store_thread: StoreThread,
        network_thread: NetworkThread,
        rounds: Rounds,
        areas: Sequence[Area],
        make_palette: MakePalette,
        remember_panes: Callable[[str, QSplitter], None],
        about: str = "",
    ) -> None:
        super().__init__()
        set_surface(self, "page")
        self.rounds = rounds
        self.context = DesktopContext(
            session=session,
            store_thread=store_thread,
            network_thread=network_thread,
            show_error=self.show_error,
            navigate=self.navigate,
            status_message=self.status_message,
            offer_undo=self.offer_undo,
            remember_panes=remember_panes,
            theme=theme(),
        )
        self._areas = {area.place.name: AreaView(area, self.context) for area in areas}
        self._targets = {target: area.place.name for area in areas for target in (area.place.name, *area.targets)}
        self._current = ""
        self.rail = Rail([area.place for area in areas], session.person_name, about)
        self.stack = QStackedWidget()
        self.banner = BannerBar("", "", "danger", dismiss_name=_("Dismiss"))
        self.undo_bar = BannerBar("", "", "neutral", _("Undo"), "Ctrl+Alt+Z", dismiss_name=_("Dismiss"))
        self.status_line = StatusLine()
        self._undo: Callable[[], object] | None = None
        self._timers = {name: QTimer(self) for name in ("message", "undo", "ages", "build")}
        self.palette_box = make_palette(self.context, self.commands)
        self._lay_out()
        self._connect(store_thread)
        self._keys()

    def _lay_out(self) -> None:
        for area in self._areas.values():
            self.stack.addWidget(area)
        banners = QVBoxLayout()
        banners.setContentsMargins(GAP, GAP_SMALL, GAP, GAP_SMALL)
        banners.addWidget(self.banner)
        banners.addWidget(self.undo_bar)
        self._banners = QWidget()
        self._banners.setLayout(banners)
        self.banner.hide()
        self.undo_bar.hide()
        self._banners.hide()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._banners)
        right.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(self.status_line)

    def _connect(self, store_thread: StoreThread) -> None:
        self.rail.chosen.connect(self._picked)
        self.rail.find_wanted.connect(self.open_palette)
        self.rail.lock_wanted.connect(self.lock_wanted)
        self.status_line.try_now.connect(self.rounds.sync_now)
        self.status_line.open_sync.connect(lambda: self.navigate("sync"))
        self.rounds.changed.connect(self._show_status)
        store_thread.refused.connect(self.show_error)
        self.banner.dismissed.connect(self._show_banners)
        self.undo_bar.dismissed.connect(self._forget_undo)
        self.undo_bar.action.connect(self._do_undo)
        for name, milliseconds, act, single in (
            ("message", _MESSAGE_MS, self.status_line.unsay, True),
            ("undo", _UNDO_MS, self._forget_undo, True),
            ("ages", _AGES_MS, self._show_status, False),
            ("build", _BUILD_AFTER_MS, self._build_next, True),
        ):
            timer = self._timers[name]
            timer.setInterval(milliseconds)
            timer.setSingleShot(single)
            timer.timeout.connect(act)

    def _keys(self) -> None:
        for key, act in (
            (FIND_KEY, self.open_palette),
            ("F5", self.rounds.sync_now),
            ("F6", lambda: self._walk(1)),
            ("Shift+F6", lambda: self._walk(-1)),
            ("Ctrl+B", self.toggle_list),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(act)

    # --- where

    def start(self, first: str = "") -> None:
        """Show the area *first* (by default the first one), begin to sync, and make the other areas in idle time."""
        self.navigate(first or next(iter(self._areas)))
        self._show_status()
        self.rounds.start()
        self._timers["ages"].start()
        self._timers["build"].start(_BUILD_AFTER_MS)

    def navigate(self, target: str, **ids: str) -> None:
        """Show the area behind *target* and hand *ids* to its views; an area this person does not have is let be."""
        name = self._targets.get(target)
        if name is None:
            return
        area = self._areas[name]
        if self._current and name != self._current:
            for feature in self._areas[self._current].features:
                feature.deactivate()
        fresh = not area.made
        features = area.ensure()
        if fresh:
            self._follow_badges(area)
        self._current = name
        self.rail.set_current(name)
        self.stack.setCurrentWidget(area)
        for feature in features:
            feature.activate(**ids)
        self.setWindowTitle(area.area.place.label)

    def _picked(self, name: str) -> None:
        """A place was picked in the rail: picked again, it shows its list if that was hidden."""
        if name == self._current:
            self._areas[name].show_list()
        self.navigate(name)

    @property
    def current(self) -> str:
        """The name of the area that is shown."""
        return self._current

    def _build_next(self) -> None:
        for area in self._areas.values():
            if not area.made:
                area.ensure()
                self._follow_badges(area)
                self._timers["build"].start(0)
                return

    def _follow_badges(self, area: AreaView) -> None:
        for feature in area.features:
            feature.badge_changed.connect(lambda *_found, a=area: self._show_badge(a))
        self._show_badge(area)

    def _show_badge(self, area: AreaView) -> None:
        counts = [count for count in (feature.rail_badge() for feature in area.features) if count]
        self.rail.set_badge(area.area.place.name, sum(counts) if counts else None)

    def toggle_list(self) -> None:
        """Hide or show the list beside the page."""
        self._areas[self._current].toggle_list()

    def _walk(self, step: int) -> None:
        """Move the focus to the next pane: rail, list, page, status line."""
        panes = [self.rail, *self._areas[self._current].panes(), self.status_line]
        focus = QApplication.focusWidget()
        here = next((n for n, pane in enumerate(panes) if focus and (pane is focus or pane.isAncestorOf(focus))), 0)
        pane = panes[(here + step) % len(panes)]
        if pane is self.rail:
            self.rail.focus_current()
        elif pane is self.status_line:
            self.status_line.sync_button.setFocus()
        else:
            _focus_into(pane)

    # --- what can be done

    def commands(self) -> list[Command]:
        """Return what the palette offers: places, the window's own commands, and those of every feature made."""
        found = [
            Command(
                _("Go to {place}").format(place=area.area.place.label),
                area.area.place.key,
                lambda name=name: self.navigate(name),  # type: ignore[misc]
                area.area.place.icon,
            )
            for name, area in self._areas.items()
        ]
        found += [
            Command(_("Sync now"), "F5", self.rounds.sync_now, "refresh-cw"),
            Command(_("Hide or show the list"), "Ctrl+B", self.toggle_list, "list-filter"),
            Command(_("Lock"), LOCK_KEY, self.lock_wanted.emit, "lock"),
        ]
        for area in self._areas.values():
            for feature in area.features:
                found += feature.commands()
        return found

    def open_palette(self, text: str = "") -> None:
        """Open the palette over the window."""
        self.palette_box.open(text)

    # --- what is said

    def show_error(self, error: ActionableError) -> None:
        """Say in the banner what happened, what is safe and what to do."""
        self.banner.say(error.title, error.advice, "danger")
        self.banner.show()
        self._show_banners()

    def status_message(self, text: str) -> None:
        """Say something short in the status line for a few seconds."""
        self.status_line.say(text)
        self._timers["message"].start()

    def offer_undo(self, text: str, undo: Callable[[], object]) -> None:
        """Say what was done, and offer to undo it for a while."""
        self._undo = undo
        self.undo_bar.say(text, "", "neutral")
        self.undo_bar.show()
        self._show_banners()
        self._timers["undo"].start()

    def _do_undo(self) -> None:
        undo = self._undo
        self._forget_undo()
        if undo is not None:
            undo()

    def _forget_undo(self) -> None:
        self._undo = None
        self._timers["undo"].stop()
        self.undo_bar.hide()
        self._show_banners()

    def _show_banners(self) -> None:
        self._banners.setVisible(not (self.banner.isHidden() and self.undo_bar.isHidden()))

    def _show_status(self) -> None:
        status = self.rounds.status
        if status is None:
            return
        connection = self.rounds.connection
        self.status_line.show_truths(truths(status, connection, now_ms()), can_try(connection))

    # --- leaving

    def flush(self) -> None:
        """Have every view queue what is unsaved; returns at once."""
        for area in self._areas.values():
            for feature in area.features:
                feature.deactivate()
        keeping_of(self.context).keep()

    def stop(self) -> None:
        """Begin nothing more: timers and rounds end."""
        for timer in self._timers.values():
            timer.stop()
        self.rounds.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window shows the rail's icons only."""
        super().resizeEvent(event)
        self.rail.set_narrow(self.width() < NARROW_BELOW)


def _focus_into(pane: QWidget) -> None:
    """Put the focus on the first thing in *pane* that takes it by Tab."""
    pane.setFocus()
    focus = QApplication.focusWidget()
    if focus is not None and (focus is pane or pane.isAncestorOf(focus)):
        return
    for child in pane.findChildren(QWidget):
        if child.isVisibleTo(pane) and child.isEnabled() and child.focusPolicy() & Qt.FocusPolicy.TabFocus:
            child.setFocus()
            return
