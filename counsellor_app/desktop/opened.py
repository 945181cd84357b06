"""What is only needed once a person typed the password: the window's features and the work behind them.

Loaded while the password is typed, so that the lock screen appears at once.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QSplitter, QWidget

from counsellor_app.desktop.areas import Area
from counsellor_app.desktop.case_page.view import CasePageView
from counsellor_app.desktop.cases.view import CasesView
from counsellor_app.desktop.connection import Reach
from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.figures.view import FiguresView
from counsellor_app.desktop.hours.view import HoursView
from counsellor_app.desktop.office.view import OfficeView
from counsellor_app.desktop.office_words import role_word
from counsellor_app.desktop.outreach.view import OutreachView
from counsellor_app.desktop.palette.view import Palette
from counsellor_app.desktop.programmes.view import ProgrammesView
from counsellor_app.desktop.rail import Place
from counsellor_app.desktop.review.view import ReviewView
from counsellor_app.desktop.rounds import Rounds
from counsellor_app.desktop.settings.view import SettingsView
from counsellor_app.desktop.sleep_watch import SleepWatch
from counsellor_app.desktop.store_thread import NetworkThread, StoreThread
from counsellor_app.desktop.sync_page.view import SyncPageView
from counsellor_app.desktop.today.view import TodayView
from counsellor_app.desktop.window import Window
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.shipped import shipped_programmes
from counsellor_app.domain.rights import Role
from counsellor_app.settings import Profile, Settings
from counsellor_app.workflows import enrolment, finding, keeping, office, syncing
from counsellor_app.workflows import session as sessions
from counsellor_app.workflows.connecting import OfficeUnreachableError, WaitingForAdmissionError
from counsellor_app.workflows.last_room import hold_last_room
from counsellor_app.workflows.session import Session
from sync.wording import _

__all__ = [
    "SleepWatch",
    "found_office",
    "hold_last_room",
    "join_office",
    "make_rounds",
    "make_window",
    "read_invitation",
    "restore",
    "shipped_programmes",
    "teams",
    "unlock",
    "unlock_with_recovery",
    "words_of_office",
]

read_invitation = enrolment.read_invitation_text
found_office = enrolment.found_office
join_office = enrolment.join_office
unlock = sessions.unlock
unlock_with_recovery = sessions.unlock_with_recovery
words_of_office = office.words_of_office


def restore(profile: Profile, file: str, secret: str) -> None:
    """Put the backup *file* into the empty *profile*."""
    keeping.restore(profile, Path(file), secret)


def reach_of(error: ActionableError) -> Reach:
    """Return what the error of a round of sync means for the connection."""
    if isinstance(error, OfficeUnreachableError):
        return Reach.OFFLINE
    return Reach.CONNECTED if isinstance(error, WaitingForAdmissionError) else Reach.TROUBLE


def make_rounds(session: Session, store_thread: StoreThread, network_thread: NetworkThread, every: int) -> Rounds:
    """Return the rounds of sync of *session*, one every *every* seconds."""
    return Rounds(
        store_thread,
        network_thread,
        lambda progress, cancelled: syncing.sync_now(session, progress, cancelled, store_thread.call),
        partial(syncing.status, session),
        reach_of,
        every,
    )


def areas_for(session: Session, rounds: Rounds, apply: Callable[[Settings], None]) -> list[Area]:
    """Return the places that this person's role has, in the rail's order."""
    leads = session.role in (Role.SUPERVISOR, Role.ADMINISTRATOR)
    lead, device = _("Lead"), _("This device")
    areas = [Area(Place("today", _("Today"), "sun"), _today)]
    areas.append(Area(Place("cases", _("Cases"), "folder"), _cases, ("case",), beside=True))
    areas.append(Area(Place("hours", _("Hours"), "clock"), _hours, ("hour",)))
    areas.append(Area(Place("outreach", _("Outreach"), "map-pin"), _outreach))
    review = Place("review", _("Review") if leads else _("Questions"), "clipboard-check", group=lead if leads else "")
    areas.append(Area(review, _review))
    if session.role == Role.ADMINISTRATOR:
        place = Place("office", _("Office"), "building-2", group=lead)
        areas.append(Area(place, lambda context, within: [OfficeView(context, rounds, within)]))
    if leads:
        areas.append(Area(Place("programmes", _("Programmes"), "book-open", group=lead), _programmes))
    areas.append(Area(Place("figures", _("Figures"), "chart-column", group=lead if leads else ""), _figures))
    place = Place("sync", _("Sync"), "refresh-cw", group=device)
    areas.append(Area(place, lambda context, within: [SyncPageView(context, rounds, within)]))
    place = Place("settings", _("Settings"), "settings", "Ctrl+,", device)
    areas.append(Area(place, lambda context, within: [SettingsView(context, apply, within)]))
    return [_with_key(area, number) for number, area in enumerate(areas, 1)]


def _today(context: DesktopContext, within: QWidget) -> list[QWidget]:
    return [TodayView(context, within)]


def _cases(context: DesktopContext, within: QWidget) -> list[QWidget]:
    return [CasesView(context, within), CasePageView(context, within)]


def _hours(context: DesktopContext, within: QWidget) -> list[QWidget]:
    return [HoursView(context, within)]


def _outreach(context: DesktopContext, within: QWidget) -> list[QWidget]:
    return [OutreachView(context, within)]


def _programmes(context: DesktopContext, within: QWidget) -> list[QWidget]:
    return [ProgrammesView(context, within)]


def _figures(context: DesktopContext, within: QWidget) -> list[QWidget]:
    return [FiguresView(context, within)]


def _review(context: DesktopContext, within: QWidget) -> list[QWidget]:
    return [ReviewView(context, within)]


def _with_key(area: Area, number: int) -> Area:
    place = area.place
    key = place.key or f"Ctrl+{number}"
    return replace(area, place=Place(place.name, place.label, place.icon, key, place.group))


def about(session: Session, teams: list[tuple[str, str]]) -> str:
    """Return role and teams of the person, for the foot of the rail."""
    names = [name for team, name in teams if team in session.teams]
    return " · ".join([role_word(session.role), *names])


def teams(session: Session) -> list[tuple[str, str]]:
    """Return the teams of the office."""
    return finding.teams(session)


def make_window(
    session: Session,
    known_teams: list[tuple[str, str]],
    store_thread: StoreThread,
    network_thread: NetworkThread,
    rounds: Rounds,
    remember_panes: Callable[[str, QSplitter], None],
    apply: Callable[[Settings], None],
) -> Window:
    """Return the window of *session*."""
    return Window(
        session,
        store_thread,
        network_thread,
        rounds,
        areas_for(session, rounds, apply),
        Palette,
        remember_panes,
        about(session, known_teams),
    )
