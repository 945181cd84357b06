"""The places and forms that the pictures are taken of: each scene goes somewhere and saves what is seen there."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QPushButton

from counsellor_app.desktop.case_page.tabs import HISTORY_KEY
from counsellor_app.desktop.case_page.view import CasePageView
from counsellor_app.desktop.cases.view import CasesView
from counsellor_app.desktop.figures.view import FiguresView
from counsellor_app.desktop.hours.view import HoursView
from counsellor_app.desktop.journey.way_card import WayCard
from counsellor_app.desktop.office.view import OfficeView
from counsellor_app.desktop.outreach.view import OutreachView
from counsellor_app.desktop.programmes.view import ProgrammesView
from counsellor_app.desktop.review.view import ReviewView
from counsellor_app.desktop.settings.view import SettingsView
from counsellor_app.desktop.sync_page.view import SyncPageView
from counsellor_app.desktop.today.view import TodayView
from counsellor_app.workflows import sessions
from tests.end_to_end import demo_day
from tests.end_to_end.demo_day import show_tab
from tests.end_to_end.demo_window import Desk
from tests.end_to_end.screen_scenes import Walk

_TWO_IN_ONE = "Paulo Kiala"
_PEOPLE = (
    "Djamila Tavares", "Girma Alemayehu", "Ngozi Eze", "Blessing Osagie", _TWO_IN_ONE, "Inês Matondo", "Rachid Benali",
)  # fmt: skip
_TABS = ("person", "documents", "journey", "safety", "history")


def person(desk: Desk, name: str) -> None:
    """Open the case of *name*; at 200 % the list makes room for the page, and comes back when asked for again."""
    desk.press("Ctrl+2")
    desk.press("Ctrl+2")
    demo_day.person(desk, name)


def today(here: Walk) -> None:
    """The day: every kind of line, and the form of an own task."""
    desk = here.desk
    view = desk.go(TodayView)
    desk.wait(lambda: view.state.loaded, "today is loaded")
    desk.settle(500)
    here.take("today")
    for number in range(1, 8):
        desk.press("Alt+Down")
        desk.settle(300)
        here.take(f"today-line-{number}")
    here.forms("today", "New own task", "New task for this person")


def cases(here: Walk) -> None:
    """The list: filters, nothing found, a new case with likely cards, merging and splitting."""
    desk = here.desk
    desk.go(CasesView)
    here.take("cases")
    desk.press("Ctrl+Shift+F")
    desk.settle()
    here.take("cases-funnel")
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
    desk.press("Escape")
    desk.press("Ctrl+F")
    desk.type("zzyzx")
    desk.settle(600)
    here.take("cases-nothing-found")
    desk.press("Ctrl+A")
    desk.press("Backspace")
    desk.settle(500)
    desk.press("Ctrl+N")
    desk.settle()
    here.take("cases-new")
    desk.type("Jamila Tavarez")
    desk.settle(900)
    here.take("cases-new-likely")
    desk.press("Ctrl+A")
    desk.press("Backspace")
    desk.press("Escape")
    person(desk, "Girma Alemayehu")
    desk.press("Ctrl+Shift+U")
    desk.settle(600)
    here.take("cases-merging")
    desk.press("Escape")
    person(desk, _TWO_IN_ONE)
    desk.press("Ctrl+Shift+S")
    desk.settle(600)
    here.take("cases-splitting")
    desk.press("Escape")


def people(here: Walk) -> None:
    """Each person of the stories, in every tab."""
    desk = here.desk
    for name in _PEOPLE:
        first = name.split()[0]
        with here.scene(name):
            person(desk, name)
            here.take(f"{first}-timeline")
            for tab in _TABS:
                if tab == "history":
                    desk.press(HISTORY_KEY)
                    desk.settle()
                else:
                    show_tab(desk, tab)
                here.take(f"{first}-{tab}")
            desk.press("Alt+1")


def case_forms(here: Walk) -> None:
    """Every form of a case page."""
    desk = here.desk
    person(desk, _TWO_IN_ONE)
    desk.press("Alt+M")
    desk.settle()
    here.take("case-menu")
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
    desk.press("Alt+1")
    desk.press("F7")
    desk.settle()
    here.take("case-all-tasks")
    here.forms("case", "New task for this person", "Amend a signed note", "Ask about this case")
    show_tab(desk, "person")
    here.forms("person", "Add a person to the case", "Say how two persons are related")
    show_tab(desk, "documents")
    here.forms("documents", "Add a paper", "Add a number")
    show_tab(desk, "journey")
    here.forms(
        "journey", "Enrol in a programme", "Check eligibility", "Keep a fact", "Keep what was given",
        "Keep the next step", "Add evidence to a gate", "Override a gate", "Departed before gates were kept",
    )  # fmt: skip
    card = next(one for one in desk.program.frame.findChildren(WayCard) if one.isVisible())
    card.more.click()
    desk.settle()
    here.take("journey-all-steps")
    card.end.click()
    desk.settle()
    here.take("journey-outcome")
    desk.press("Escape")
    show_tab(desk, "safety")
    here.forms(
        "safety", "Keep what the client declines", "Keep a rule for safe contact", "Add a measure to the safety plan",
        "Fill in the trafficking record", "Let only named persons read this case",
    )  # fmt: skip
    person(desk, "Blessing Osagie")
    show_tab(desk, "safety")
    here.forms("restricted", "Fill in the trafficking record", "Open the case to its team again")


def choosers(here: Walk) -> None:
    """What opens beneath a field one chooses in."""
    desk = here.desk
    person(desk, "Djamila Tavares")
    show_tab(desk, "person")
    page = desk.view(CasePageView)
    for name, widget in page.form.fields.items():
        if type(widget).__name__ in ("ChoiceField", "ChipsField") or hasattr(widget, "open"):
            widget.setFocus()
            desk.press("Return")
            desk.settle()
            here.take(f"chooser-{name}", whole=False)
            desk.press("Escape")
            desk.settle(150)


def hours(here: Walk) -> None:
    """An hour with its queue and talk; the list; the forms; a session with counts."""
    desk = here.desk
    view = desk.go(HoursView)
    desk.settle(700)
    here.take("hours")
    desk.press("Return")
    desk.settle(600)
    here.take("hours-talk")
    desk.press("Escape")
    desk.press("Down")
    desk.settle()
    here.take("hours-next-person")
    here.forms("hours", "Add somebody to the queue…")
    here.run("All hours")
    here.take("hours-list")
    here.forms("hours", "Plan an hour…", "Put down an information session…", "Day pack…")
    session = desk.ask(lambda: sessions.list_sessions(desk.window.context.session, ""))[-1]
    view.activate(session_id=session.session.id)
    desk.settle()
    here.take("hours-session")


def outreach(here: Walk) -> None:
    """Contacts, talks, figures and their forms."""
    desk = here.desk
    view = desk.go(OutreachView)
    desk.wait(lambda: view.list.model().rowCount() > 0, "contacts are listed")
    here.take("outreach")
    desk.press("Down")
    desk.settle()
    here.take("outreach-contact")
    here.forms("outreach", "New network contact…", "Put down an outreach talk…")
    view.show_scope("talks")
    desk.settle()
    view.list.setFocus()
    desk.press("Down")
    desk.settle()
    here.take("outreach-talk")
    here.forms("outreach", "The talk has become a case…")
    here.run("Outreach in figures")
    here.take("outreach-figures")


def review(here: Walk) -> None:
    """New work, a conflict if there is one, asking."""
    desk = here.desk
    view = desk.go(ReviewView)
    desk.wait(lambda: view.state.rows or here.who == "hanna", "there is something to review")
    desk.settle(700)
    here.take("review")
    for number in range(1, 4):
        desk.press("Alt+Down")
        desk.settle(500)
        here.take(f"review-{number}")
    here.forms("review", "Ask about this case")


def office(here: Walk) -> None:
    """The people and devices, inviting, revoking."""
    desk = here.desk
    desk.go(OfficeView)
    desk.settle(700)
    here.take("office")
    here.forms("office", "Invite somebody…", "Look who is waiting to be admitted")
    view = desk.view(OfficeView)
    for button in view.devices.findChildren(QPushButton):
        if button.isVisible() and button.isEnabled():
            button.click()
            desk.settle()
            here.take("office-revoke")
            desk.press("Escape")
            break


def programmes(here: Walk) -> None:
    """A programme read, changed with a mistake, and a new one."""
    desk = here.desk
    view = desk.go(ProgrammesView)
    desk.wait(lambda: view.rows.rowCount() and view.state.text, "the programmes are listed")
    desk.settle()
    here.take("programmes")
    here.run("Change this programme")
    here.take("programmes-change")
    desk.type("zzz = [\n")
    desk.settle(1200)
    here.take("programmes-mistake")
    desk.press("Escape")
    desk.settle()
    here.take("programmes-escaped")
    here.forms("programmes", "New programme")


def figures(here: Walk) -> None:
    """This year, a year of the past, the choice of the year."""
    desk = here.desk
    view = desk.go(FiguresView)
    desk.settle(1500)
    here.take("figures")
    view.choose(2007)
    desk.settle(1500)
    here.take("figures-2007")
    desk.press("F2")
    desk.settle()
    here.take("figures-year")
    desk.press("Escape")


def device(here: Walk) -> None:
    """Sync, settings with a new password and recovery key, the palette."""
    desk = here.desk
    desk.go(SyncPageView)
    desk.settle(900)
    here.take("sync")
    desk.press("Ctrl+,")
    desk.wait(lambda: desk.shown(SettingsView), "the settings are shown")
    desk.settle(600)
    here.take("settings")
    view = desk.view(SettingsView)
    for name in ("password_button", "recovery_button"):
        getattr(view, name).click()
        desk.settle()
        here.take(f"settings-{name.split('_')[0]}")
        desk.press("Escape")
        desk.settle()
    desk.press("Ctrl+K")
    desk.settle()
    here.take("palette-empty")
    desk.type("pa")
    desk.settle(700)
    here.take("palette")
    desk.press("Escape")
    desk.press("Escape")


SCENES: dict[str, dict[str, Callable[[Walk], object]]] = {
    "hanna": {
        "today": today, "cases": cases, "people": people, "case-forms": case_forms, "choosers": choosers,
        "hours": hours, "outreach": outreach, "questions": review, "figures": figures, "device": device,
    },
    "marijke": {
        "today-lead": today, "review": review, "office": office, "programmes": programmes, "figures-lead": figures,
    },
}  # fmt: skip
