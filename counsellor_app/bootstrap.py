"""The composition root: starts the process, and puts together the parts that only this file knows together.

Parts are loaded by name when they are needed, and only here: a command must not wait for Qt, nor the lock screen for
what is behind it. They are named once more under TYPE_CHECKING, so that import contracts and the packager see them.
"""

import importlib
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from counsellor_app.crash_report import write_report
from counsellor_app.domain.errors import ActionableError
from counsellor_app.settings import Profile, default_folder, read_settings
from counsellor_app.vault.memory import protect_process
from sync.directory.invitation import Invitation
from sync.wording import _, set_language, system_language

if TYPE_CHECKING:
    import counsellor_app.desktop.figures.paper
    import counsellor_app.desktop.program
    import counsellor_app.desktop.roster
    import counsellor_app.desktop.self_check
    import counsellor_app.desktop.sheet
    import counsellor_app.desktop.small_photo
    import counsellor_app.self_test  # noqa: F401
    from counsellor_app.domain.exports import ExportMark
    from counsellor_app.domain.hour_pages import HourPage, RosterRow
    from counsellor_app.workflows.programmes import YearResults
    from counsellor_app.workflows.session import Session

FAILED = 1
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


@dataclass(slots=True)
class _Place:
    """Where reports go; known once the profile is."""

    logs: Path


_place = _Place(Profile(default_folder()).logs)


def start_process() -> None:
    """Prepare this process, once, before anything else: protection of memory, language, streams, crash reports."""
    multiprocessing.freeze_support()
    protect_process()
    set_language(system_language())
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def use_profile(folder: Path | None) -> Profile:
    """Return the profile at *folder* (None: the default place); its language is used, its log folder takes reports."""
    profile = Profile((folder or default_folder()).expanduser().absolute())
    language = read_settings(profile).language
    set_language(system_language() if language == "system" else language)
    _place.logs = profile.logs
    return profile


def open_window(profile: Profile) -> int:
    """Open the window on *profile* and return the exit code when it was closed.

    Raises :class:`ActionableError` where there is no screen: Qt itself would end the process without a word.
    """
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in _SCREENS):
        raise ActionableError(
            _("There is no screen to open the window on."),
            _("Nothing was changed. Start it from a desktop, or use the commands: `counsellor --help` lists them."),
        )
    return int(_part("counsellor_app.desktop.program", "run_window")(profile))


def unlock(profile: Profile, password: str) -> "Session":
    """Open the work of *profile*; raises :class:`~counsellor_app.domain.errors.ActionableError`."""
    session: Session = _part("counsellor_app.workflows.session", "unlock")(profile, password)
    return session


def write_invitation_sheet(invitation: Invitation, path: Path) -> None:
    """Write the PDF sheet of *invitation*; raises :class:`~counsellor_app.domain.errors.ActionableError`."""
    _part("counsellor_app.desktop.sheet", "write_invitation_sheet")(invitation, path)


def roster_pdf(page: "HourPage", rows: "Sequence[RosterRow]", mark: "ExportMark") -> bytes:
    """Return the roster of an hour as a PDF; raises :class:`~counsellor_app.domain.errors.ActionableError`."""
    return bytes(_part("counsellor_app.desktop.roster", "roster_pdf")(page, rows, mark))


def results_pdf(found: "YearResults", mark: "ExportMark") -> bytes:
    """Return the yearly table as a PDF; raises :class:`~counsellor_app.domain.errors.ActionableError`."""
    return bytes(_part("counsellor_app.desktop.figures.paper", "results_pdf")(found, mark))


def small_photo(path: Path) -> bytes:
    """Return the picture in a file as a small JPEG; raises :class:`~counsellor_app.domain.errors.ActionableError`."""
    return bytes(_part("counsellor_app.desktop.small_photo", "small_photo")(path))


def self_test(say: Callable[[str], None]) -> bool:
    """Check what this installation is made of, saying a line for each check; True when all is well."""
    window_checks = _part("counsellor_app.desktop.self_check", "CHECKS")
    return bool(_part("counsellor_app.self_test", "run_checks")(window_checks, say))


def load_command(module: str, name: str) -> Any:
    """Return what a module of ``counsellor_app.commands`` calls *name*."""
    return _part(f"counsellor_app.commands.{module}", name)


def _part(module: str, name: str) -> Any:
    return getattr(importlib.import_module(module), name)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Keep a report without content and say so; a traceback would show what somebody wrote."""
    if issubclass(kind, KeyboardInterrupt):
        print(_("Stopped."), file=sys.stderr)
        return
    written = write_report(error.with_traceback(trace), _place.logs, "main")
    print(_("The program made a mistake and stopped. What was saved is safe."), file=sys.stderr)
    if written is not None:
        print(_("A report without content was kept: {file}").format(file=written.name), file=sys.stderr)


def _uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None:
        write_report(arguments.exc_value, _place.logs, "thread")
        print(_("A part of the program stopped by a mistake. What was saved is safe."), file=sys.stderr)
