"""The Sync page as shown: the state in sentences, what was set aside, rounds, devices, and care of this device."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.connection import Reach
from counsellor_app.desktop.context import Command, DesktopContext
from counsellor_app.desktop.cover import Cover
from counsellor_app.desktop.files import ask_save_file
from counsellor_app.desktop.long_work import StoppedError, stoppable
from counsellor_app.desktop.look.banner_bar import BannerBar, BannerState
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.runs_label import page_title
from counsellor_app.desktop.look.section_label import SectionLabel
from counsellor_app.desktop.look.states import look_of
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL, PAGE_PADDING
from counsellor_app.desktop.moments import count_text, moment_text
from counsellor_app.desktop.rounds import Rounds
from counsellor_app.desktop.said_rows import Said, SaidRows
from counsellor_app.desktop.store_thread import Cancelled, Progress, Running, Worker
from counsellor_app.desktop.sync_page import state as say
from counsellor_app.desktop.truths import truths
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import DeviceRow, QuarantinedEntry
from counsellor_app.workflows import keeping, office, syncing
from sync.wording import _

T = TypeVar("T")
_DEVICES_SHOWN = 8
_ROUNDS_SHOWN = 6
_SIDE_WIDTH = 360
_DEVICES_STALE = frozenset({"sync", "directory"})


class SyncPageView(QWidget):
    """A feature of the window; refreshes while it is shown."""

    badge_changed = Signal()

    def __init__(self, context: DesktopContext, rounds: Rounds, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "page")
        self._context, self._rounds = context, rounds
        self._running: Running | None = None
        self.cover: Cover | None = None
        self._shown = False
        self._devices: list[DeviceRow] | None = None
        self._quarantined: list[QuarantinedEntry] = []
        self.sync_button = KeyHintButton(_("Sync now"), "", "primary", icon="refresh-cw", tip=_("Sync now (F5)"))
        self.sync_button.clicked.connect(rounds.sync_now)
        self.stop_button = KeyHintButton(_("Stop"), "Escape", "secondary", icon="x")
        self.stop_button.clicked.connect(self._stop)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar_words = text_label("", "meta", "text2")
        self.banner = BannerBar("", "", "done", dismiss_name=_("Dismiss"))
        self.banner.hide()
        self._state_rows = SaidRows()
        self._aside_label = SectionLabel(_("Set aside"))
        self._aside_rows = SaidRows()
        self._round_rows = SaidRows(_("No round of sync yet since the app was opened."))
        self._device_label = SectionLabel(_("Devices of the office"))
        self._device_rows = SaidRows(_("Reading…"))
        self._care_buttons = self._care()
        self._lay_out()
        rounds.changed.connect(self._show_if_shown)
        context.records_changed.connect(self._records_changed)

    # --- laying out

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(page_title(_("Sync")), 1)
        head.addWidget(self.stop_button)
        head.addWidget(self.sync_button)
        self._progress = QWidget()
        progress = QVBoxLayout(self._progress)
        progress.setContentsMargins(0, 0, 0, 0)
        progress.setSpacing(4)
        progress.addWidget(self._bar_words)
        progress.addWidget(self._bar)
        columns = QHBoxLayout()
        columns.setSpacing(2 * PAGE_PADDING)
        columns.addLayout(self._main_column(), 1)
        columns.addWidget(self._side_column())
        inside = QWidget()
        set_surface(inside, "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(PAGE_PADDING, GAP, PAGE_PADDING, PAGE_PADDING)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self._progress)
        column.addWidget(self.banner)
        column.addLayout(columns)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        set_surface(area, "page")
        area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def _main_column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(GAP_SMALL)
        column.addWidget(SectionLabel(_("What waits, and why")))
        column.addWidget(self._state_rows)
        column.addSpacing(GAP)
        column.addWidget(self._aside_label)
        column.addWidget(self._aside_rows)
        column.addStretch(1)
        return column

    def _side_column(self) -> QWidget:
        side = QWidget()
        side.setMinimumWidth(220)
        side.setMaximumWidth(_SIDE_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_SMALL)
        column.addWidget(SectionLabel(_("Rounds of sync")))
        column.addWidget(self._round_rows)
        column.addSpacing(GAP)
        column.addWidget(self._device_label)
        column.addWidget(self._device_rows)
        column.addSpacing(GAP)
        column.addWidget(SectionLabel(_("This device")))
        for button in self._care_buttons:
            line = QHBoxLayout()
            line.addWidget(button)
            line.addStretch(1)
            column.addLayout(line)
        note = _("A backup is restored on the first screen of an empty profile.")
        column.addWidget(text_label(note, "meta", "text3", wrap=True))
        column.addStretch(1)
        return side

    def _care(self) -> list[KeyHintButton]:
        found = []
        for text, tip, icon, act in (
            (
                _("Back up…"),
                _("Write everything, encrypted, to one file"),
                "hard-drive-download",
                self.back_up,
            ),
            (
                _("Check everything"),
                _("Check every signature and that all that is shown follows from the log"),
                "shield-check",
                self.verify,
            ),
            (
                _("Rebuild from the log"),
                _("Make lists and search again from the log; nothing is lost"),
                "rotate-ccw",
                self.rebuild,
            ),
        ):
            button = KeyHintButton(text, "", "secondary", icon=icon, tip=tip)
            button.clicked.connect(act)
            found.append(button)
        return found

    # --- the contract of a feature

    def title(self) -> str:
        """Return the name of the page."""
        return _("Sync")

    def rail_badge(self) -> int | None:
        """Nothing: the status line says it all the time."""
        return None

    def commands(self) -> list[Command]:
        """Return what the palette may offer of this page."""
        return [
            Command(_("Back up…"), "", self.back_up, "hard-drive-download"),
            Command(_("Check everything"), "", self.verify, "shield-check"),
            Command(_("Rebuild from the log"), "", self.rebuild, "rotate-ccw"),
        ]

    def activate(self, **ids: str) -> None:
        """Show what is true now."""
        self._shown = True
        self._load()
        self._show()

    def deactivate(self) -> None:
        """Nothing is unsaved here."""
        self._shown = False

    # --- what is known

    def _load(self) -> None:
        session = self._context.session
        self._context.run(partial(office.devices, session), owner=self, done=self._got_devices, latest="devices")
        self._context.run(partial(syncing.quarantined, session), owner=self, done=self._got_quarantined, latest="aside")

    @property
    def devices_known(self) -> bool:
        """Whether the devices of the office were read."""
        return self._devices is not None

    def _got_devices(self, devices: list[DeviceRow]) -> None:
        self._devices = devices
        self._device_rows.set_empty(_("None known yet: they come with the first sync."))
        self._show()

    def _got_quarantined(self, entries: list[QuarantinedEntry]) -> None:
        self._quarantined = entries
        self._show()

    def _records_changed(self, changes: dict[str, frozenset[str]]) -> None:
        if self._shown and _DEVICES_STALE & changes.keys():
            self._load()

    def _show_if_shown(self) -> None:
        if self._shown:
            self._show()

    def _show(self) -> None:
        now = now_ms()
        self._show_progress()
        if self._rounds.status is not None:
            said = truths(self._rounds.status, self._rounds.connection, now)
            rows = [Said(truth.text, truth.tip, "", truth.icon or "clock", truth.tone) for truth in said]
            if self._rounds.status.office_alarm:
                rows.insert(0, Said(self._rounds.status.office_alarm, "", "", "shield-alert", "red"))
            self._state_rows.show_rows(rows)
        self._aside_label.set_section(_("Set aside"), count_text(len(self._quarantined)))
        self._aside_label.setVisible(bool(self._quarantined))
        self._aside_rows.show_rows([_aside_row(entry, now) for entry in self._quarantined])
        lines = say.round_lines(list(self._rounds.records), now)[:_ROUNDS_SHOWN]
        self._round_rows.show_rows(
            [Said(what, "", when, look_of(state).icon, look_of(state).word) for what, when, state in lines]
        )
        own = self._context.session.device.device_id.hex()
        active = [device for device in self._devices or () if not device.revoked]
        self._device_label.set_section(_("Devices of the office"), count_text(len(active)) if active else "")
        self._device_rows.show_rows([_device_row(device, own, now) for device in active[:_DEVICES_SHOWN]])

    def _show_progress(self) -> None:
        syncing_now = self._rounds.connection.reach is Reach.SYNCING
        working = self._running is not None
        self.sync_button.setVisible(not syncing_now)
        self.stop_button.setVisible(syncing_now or working)
        self._progress.setVisible(syncing_now or working)
        for button in self._care_buttons:
            button.setEnabled(not working)
        if syncing_now and not working:
            connection = self._rounds.connection
            done, total, what = connection.done, connection.total, connection.what or _("Syncing")
            self._figure(done, total, say.progress_text(done, total, what))

    def _figure(self, done: int, total: int, words: str) -> None:
        blocked = QSignalBlocker(self._bar)
        self._bar.setRange(0, total)
        self._bar.setValue(min(done, total))
        blocked.unblock()
        self._bar_words.setText(words)
        self._bar.setAccessibleName(words)

    def _share(self, done: int, total: int, what: str) -> None:
        """Show how far the care of this device is, in hundredths: what is counted differs from step to step."""
        words = say.share_text(done, total, what)
        share = done * 100 // total if total else 0
        self._figure(share, 100 if total else 0, words)
        if self.cover is not None:
            self.cover.show_figure(share, 100 if total else 0, words)

    # --- care of this device

    def verify(self) -> None:
        """Check the whole log, beside the work."""
        call = partial(keeping.verify, self._context.session, in_store=self._context.store_thread.call)
        self._begin(self._context.network_thread, stoppable(call, _("Checking")), self._verified)

    def rebuild(self) -> None:
        """Make the tables again from the log; until they are there, nothing can be looked up or written."""
        if self._running is not None:
            return
        self._context.navigate("sync")
        work = stoppable(partial(keeping.rebuild, self._context.session), _("Rebuilding"))
        words = _("What was written is kept. Stopping leaves everything as it was.")
        self.cover = Cover(self, _("Lists and search are made again from the log."), words)
        self.cover.stop_wanted.connect(self._stop)
        said = _("Lists and search were made again.")
        self._begin(self._context.store_thread, work, lambda _nothing: self._say(said, "", "done"))

    def back_up(self) -> None:
        """Write everything to one encrypted file."""
        target = ask_save_file(self, _("Write a backup"), "counsellor.backup")
        if target is None:
            return
        session, in_store = self._context.session, self._context.store_thread.call
        work = stoppable(partial(keeping.backup, session, target, in_store=in_store), _("Writing the backup"))
        words = _("It opens with the current password or recovery key. Keep it away from this device.")
        said = _("The backup was written and checked.")
        self._begin(self._context.network_thread, work, lambda _nothing: self._say(said, words, "done"))

    def _begin(self, where: Worker, work: Callable[[Progress, Cancelled], T], done: Callable[[T], object]) -> None:
        """Run *work*; beside a round of sync it takes its turn."""
        if self._running is not None:
            return
        self._context.navigate("sync")
        self.banner.hide()
        self._running = where.run_long(
            work,
            owner=self,
            done=partial(self._ended, done),
            failed=self._failed,
            progress=self._share,
        )
        self._share(0, 0, _("Waiting for the round of sync") if self._rounds.syncing else _("Working"))
        self._show_progress()

    def _over(self) -> None:
        self._running = None
        if self.cover is not None:
            self.cover.lift()
            self.cover = None
        self._show_progress()

    def _ended(self, done: Callable[[T], object], result: T) -> None:
        self._over()
        done(result)

    def _failed(self, error: Exception) -> None:
        self._over()
        if isinstance(error, StoppedError):
            self._say(error.title, error.advice, "neutral")
        elif isinstance(error, ActionableError):
            self._say(error.title, error.advice, "danger")

    def _verified(self, report: say.Verified) -> None:
        title, advice = say.verified_text(report)
        self._say(title, advice, "danger" if report.problems else "done")

    def _say(self, title: str, advice: str, state: BannerState) -> None:
        self.banner.say(title, advice, state)
        self.banner.show()

    def _stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
        self._rounds.cancel()


def _aside_row(entry: QuarantinedEntry, now: int) -> Said:
    why, advice = say.why_set_aside(entry)
    device = entry.device_label or entry.device[:8]
    title = _("{why} From device {device}.").format(why=why, device=device) if device.strip("0") else why
    return Said(title, advice, moment_text(entry.received_at, now), "ban", "red_shape")


def _device_row(device: DeviceRow, own: str, now: int) -> Said:
    if device.id == own:
        heard = _("this device")
    else:
        heard = moment_text(device.last_heard, now) if device.last_heard else _("not heard of yet")
    return Said(device.label or device.id[:8], device.person_name, heard, "laptop", "text2")
