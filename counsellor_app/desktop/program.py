"""The window from start to end: first run or lock screen, the work, locking, closing. Composes; decides little."""

import importlib
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLibraryInfo, QObject, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from counsellor_app.desktop.crash import CrashHandler
from counsellor_app.desktop.first_run.verbs import FirstRunVerbs
from counsellor_app.desktop.first_run.view import FirstRunView
from counsellor_app.desktop.first_run.waiting import TRY_EVERY_SECONDS, WaitingView
from counsellor_app.desktop.frame import Frame
from counsellor_app.desktop.lock import Lock, relaunch_process
from counsellor_app.desktop.look.theme import apply_theme
from counsellor_app.desktop.message_page import MessagePage, crash_error
from counsellor_app.desktop.panes import read_panes, write_panes
from counsellor_app.desktop.settings.state import language_in_force, scheme_choice
from counsellor_app.desktop.store_thread import NetworkThread, StoreThread
from counsellor_app.desktop.unlock.outside import unsent_outside
from counsellor_app.desktop.unlock.view import UnlockView
from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import LONGEST_IDLE_LOCK, Profile, Settings, read_settings, write_settings
from counsellor_app.vault.instance import ProfileHold, hold_profile
from counsellor_app.vault.passwords import check_password, generate_passphrase
from counsellor_app.vault.tries import Tries
from sync.wording import _, set_language

if TYPE_CHECKING:
    from counsellor_app.desktop.rounds import Rounds
    from counsellor_app.desktop.sleep_watch import SleepWatch
    from counsellor_app.desktop.window import Window
    from counsellor_app.workflows.session import Session

LOCK_PATIENCE, CLOSE_PATIENCE = 10.0, 30.0
"""Seconds that locking and closing wait for what is being saved; it takes milliseconds, unless the disk is stuck."""
_NETWORK_PATIENCE = 2.0
_WRITE_PANES_MS = 1_000
_PANES_FILE = "panes.toml"


@dataclass(frozen=True, slots=True)
class _Opened:
    """What the store thread hands over once the work is open."""

    session: "Session"
    teams: list[tuple[str, str]]
    words: tuple[str, ...]


def run_window(profile: Profile) -> int:
    """Open the window on *profile*; returns the exit code when it was closed. Makes the QApplication."""
    app = make_application()
    program = Program(app, profile)
    program.start()
    code = app.exec()
    program.finish()
    if not program.network_thread.stopped_cleanly:
        os._exit(code)  # a request that hangs must not keep a closed window's process alive
    return code


def make_application() -> QApplication:
    """Return the QApplication of this process, made if need be, with Qt's own dialogs instead of the system's."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("counsellor")
    app.setApplicationDisplayName("Counsellor")
    return app


class Program(QObject):
    """One run on one profile. *relaunch* ends the process image; tests give another."""

    def __init__(self, app: QApplication, profile: Profile, relaunch: Callable[[], object] = relaunch_process) -> None:
        super().__init__()
        self._app, self._profile, self._relaunch = app, profile, relaunch
        self.settings = read_settings(profile)
        self._translator = QTranslator(self)
        self._speak(self.settings)
        apply_theme(app, scheme_choice(self.settings))
        self._panes_file = profile.folder / _PANES_FILE
        self._panes = read_panes(self._panes_file)
        self._panes_timer = QTimer(self, singleShot=True, interval=_WRITE_PANES_MS)
        self._panes_timer.timeout.connect(self._write_panes)
        self.store_thread, self.network_thread = StoreThread(self), NetworkThread(self)
        self.crash = CrashHandler(profile.logs, parent=self)
        self.frame = Frame(self._panes.get("window", ()))
        self.session: Session | None = None
        self.lock: Lock | None = None
        self._sleep: SleepWatch | None = None
        self.window: Window | None = None
        self.rounds: Rounds | None = None
        self._hold: ProfileHold | None = None
        self._teams: list[tuple[str, str]] = []
        self._finished = False
        self._connect()

    def _connect(self) -> None:
        self.crash.crashed.connect(self._say_crash)
        self.store_thread.crashed.connect(partial(self.crash.take, where="store"))
        self.network_thread.crashed.connect(partial(self.crash.take, where="network"))
        self.frame.closing.connect(self.finish)
        self.frame.restart_wanted.connect(self.restart)

    # --- beginning

    def start(self) -> None:
        """Show the first page; load the rest behind it."""
        self.crash.install()
        try:
            self._hold = hold_profile(self._profile)
        except ActionableError as error:
            self.frame.show_page(MessagePage(error, [(_("Close"), self.frame.close)]))
            self.frame.show_as_left()
            return
        self._show_first()
        self.frame.show_as_left()
        self.store_thread.run(_get_ready, owner=self)

    def _show_first(self) -> None:
        if self._profile.vault.exists():
            self.show_unlock()
        else:
            self.show_first_run()

    def show_unlock(self) -> None:
        """Show the lock screen."""
        page = UnlockView(
            self._by_password,
            self._by_recovery,
            check_password,
            generate_passphrase,
            unsent_outside(self._profile),
            Tries(self._profile.tries).seconds_to_wait(),
        )
        page.opened.connect(self._opened)
        self.frame.show_page(page)

    def _by_password(self, typed: str, done: Callable[[Any], object], failed: Callable[[Exception], object]) -> None:
        call = partial(_open, "unlock", self._profile, typed)
        self.store_thread.run(call, owner=self, done=done, failed=failed)

    def _by_recovery(
        self, key: str, new: str, done: Callable[[Any], object], failed: Callable[[Exception], object]
    ) -> None:
        call = partial(_open, "unlock_with_recovery", self._profile, key, new)
        self.store_thread.run(call, owner=self, done=done, failed=failed)

    def show_first_run(self) -> None:
        """Show the choice of an empty profile."""
        page = FirstRunView(
            FirstRunVerbs(
                read=lambda text: _load().read_invitation(text),
                found=partial(self._enter, "found_office"),
                join=partial(self._enter, "join_office"),
                restore=partial(self._enter, "restore"),
                check=check_password,
                generate=generate_passphrase,
            )
        )
        page.opened.connect(self._keys_made)
        page.entered.connect(self._entered)
        page.restored.connect(self.show_unlock)
        page.language_chosen.connect(self._language_chosen)
        self.frame.show_page(page)

    def _enter(self, verb: str, *given: Any) -> None:
        *words, done, failed = given
        call = partial(_call, verb, self._profile, *words)
        self.store_thread.run(call, owner=self, done=done, failed=failed)

    def _language_chosen(self, code: str) -> None:
        self.settings = replace(self.settings, language=code)
        write_settings(self._profile, self.settings)
        self._speak(self.settings)
        self.show_first_run()

    # --- the work is open

    def _keys_made(self, session: "Session") -> None:
        """First run made a profile: from now on it can be locked, though the recovery key is still shown."""
        self.session = session
        self.store_thread.attach(session.store)
        self._arm()

    def _entered(self, session: "Session") -> None:
        self.store_thread.run(partial(_facts, session), owner=self, done=self._opened)

    def _opened(self, opened: _Opened) -> None:
        self.session = opened.session
        self._teams = opened.teams
        self.settings = opened.session.settings
        self.store_thread.attach(opened.session.store)
        self._arm()
        if opened.session.admitted or opened.session.revoked:
            self.show_work()
        else:
            self.show_waiting(opened.words)

    def _arm(self) -> None:
        if self.lock is None:
            self.lock = Lock(LONGEST_IDLE_LOCK, self._flush, self._close_for_lock, self._relaunch, parent=self)
            self._sleep = _load().SleepWatch(parent=self)
            self._sleep.sleeping.connect(self.lock.lock_now)
        self._keep_time()

    def _keep_time(self, _report: object = None) -> None:
        """Lock when this device or the office says so, whichever is sooner; the office may have said so just now."""
        if self.lock is not None and self.session is not None:
            self.lock.set_idle(self.session.idle_lock)

    def _make_rounds(self, every: int) -> "Rounds":
        if self.rounds is not None:
            self.rounds.stop()
            self.rounds.deleteLater()
        self.rounds = _load().make_rounds(self.session, self.store_thread, self.network_thread, every)
        self.rounds.setParent(self)
        self.rounds.ended.connect(self._keep_time)
        return self.rounds

    def show_waiting(self, words: tuple[str, ...]) -> None:
        """Show that the office has not admitted this device yet, and ask it every few seconds."""
        assert self.session is not None
        rounds = self._make_rounds(TRY_EVERY_SECONDS)
        page = WaitingView(self.session.person_name, words)
        page.try_now.connect(rounds.sync_now)
        page.lock_wanted.connect(self._lock_now)
        rounds.changed.connect(lambda: page.show_connection(rounds.connection))
        rounds.ended.connect(self._maybe_admitted)
        self.frame.show_page(page)
        rounds.start()

    def _maybe_admitted(self, _report: object) -> None:
        if self.session is not None and self.session.admitted:
            self.store_thread.run(partial(_facts, self.session), owner=self, done=self._opened)

    def show_work(self, target: str = "") -> None:
        """Show the window of the work, at *target* if given."""
        rounds = self._make_rounds(self.settings.sync_every)
        window: Window = _load().make_window(
            self.session,
            self._teams,
            self.store_thread,
            self.network_thread,
            rounds,
            self.remember_panes,
            self.apply,
        )
        window.lock_wanted.connect(self._lock_now)
        rounds.ended.connect(partial(self._role_may_differ, self.session.role if self.session else ""))
        self.window = window
        self.frame.show_page(window)
        window.start()
        if target:
            window.navigate(target)
        self.store_thread.run(partial(_load().hold_last_room, self.session), owner=self)

    def _role_may_differ(self, before: str, _report: object) -> None:
        """Another role has other places: show them, where the person is."""
        if self.session is not None and self.window is not None and self.session.role != before:
            self._again(self.window.current)

    def _again(self, target: str) -> None:
        """Make the window anew, with everything typed kept."""
        self._flush()
        if self.window is not None:
            self.window.stop()
        self.show_work(target)

    def apply(self, settings: Settings) -> None:
        """Put changed settings into force: language and colours at once, locking and syncing from now on."""
        before, self.settings = self.settings, settings
        apply_theme(self._app, scheme_choice(settings))
        self._keep_time()
        if self.rounds is not None:
            self.rounds.set_every(settings.sync_every)
        if language_in_force(before) != language_in_force(settings):
            self._speak(settings)
            self._again("settings")

    def _speak(self, settings: Settings) -> None:
        code = language_in_force(settings)
        set_language(code)
        self._app.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(f"qtbase_{code}", folder):
            self._app.installTranslator(self._translator)

    def remember_panes(self, name: str, splitter: QSplitter) -> None:
        """Give *splitter* the widths kept under *name*, and keep those it gets."""
        kept = self._panes.get(name, [])
        if len(kept) == splitter.count():
            splitter.setSizes(kept)
        splitter.splitterMoved.connect(lambda *_where: self._keep_panes(name, splitter.sizes()))

    def _keep_panes(self, name: str, widths: list[int]) -> None:
        self._panes[name] = widths
        self._panes_timer.start()

    def _write_panes(self) -> None:
        self._panes_timer.stop()
        self._panes["window"] = self.frame.size_now()
        write_panes(self._panes_file, self._panes)

    # --- ending

    def _lock_now(self) -> None:
        if self.lock is not None:
            self.lock.lock_now()

    def restart(self) -> None:
        """Start again after a crash: everything is saved and closed first."""
        if self.lock is not None and self.lock.armed:
            self.lock.lock_now()
        else:
            self._close(LOCK_PATIENCE)
            self._relaunch()

    def _flush(self) -> None:
        if self.window is not None:
            self.window.flush()

    def _close_for_lock(self) -> None:
        self._write_panes()
        self._close(LOCK_PATIENCE)

    def _close(self, patience: float) -> None:
        """Stop what runs, save what is queued, close the store, let the profile go."""
        if self.window is not None:
            self.window.stop()
        if self.rounds is not None:
            self.rounds.stop()
        if self._sleep is not None:
            self._sleep.stop()
        self.network_thread.leave()
        self.store_thread.stop(self.session.close if self.session is not None else None, patience)
        self.store_thread.detach()
        if self._hold is not None:
            self._hold.release()
            self._hold = None

    def finish(self) -> None:
        """Close everything in order; repetition does nothing."""
        if self._finished:
            return
        self._finished = True
        if self.lock is not None:
            self.lock.disarm()
        self._flush()
        if self._profile.folder.exists():
            self._write_panes()
        self._close(CLOSE_PATIENCE if self.session is not None else _NETWORK_PATIENCE)
        self.network_thread.stop(seconds=_NETWORK_PATIENCE)
        self.crash.remove()

    def _say_crash(self, report: str) -> None:
        error = crash_error(report)
        self.frame.crash_bar.say(error.title, error.advice)
        self.frame.crash_bar.show()

    def page(self) -> QWidget | None:
        """Return the page that is shown, for tests and the demonstration."""
        return self.frame.page


def _load() -> Any:
    """Return the module with everything behind the lock screen; loading it takes most of a second, once."""
    return importlib.import_module("counsellor_app.desktop.opened")


def _get_ready() -> None:
    """Load all that, and read the programmes that come with the app, while the password is typed."""
    _load().shipped_programmes()


def _call(verb: str, *given: Any) -> Any:
    return getattr(_load(), verb)(*given)


def _open(verb: str, *given: Any) -> _Opened:
    return _facts(_call(verb, *given))


def _facts(session: "Session") -> _Opened:
    """Return *session* with what the first page after it needs; on the store thread."""
    rest = _load()
    return _Opened(session, rest.teams(session), rest.words_of_office(session))
