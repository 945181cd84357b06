"""A counsellor's day in the demo: Today, an hour, outreach, and the people of the stories; a closed gate is tried."""

from typing import TYPE_CHECKING

from counsellor_app.desktop.case_page.view import CasePageView
from counsellor_app.desktop.cases.view import CasesView
from counsellor_app.desktop.figures.view import FiguresView
from counsellor_app.desktop.hours.view import HoursView
from counsellor_app.desktop.look.theme import apply_theme
from counsellor_app.desktop.outreach.view import OutreachView
from counsellor_app.desktop.program import make_application
from counsellor_app.desktop.programmes.view import ProgrammesView
from counsellor_app.desktop.today.view import TodayView
from counsellor_app.domain.programmes.gates import GateState
from tests.end_to_end.demo_people import PASSWORD
from tests.end_to_end.demo_window import Desk

if TYPE_CHECKING:
    from tests.end_to_end.demo_play import Stage

_TABS = (("person", "person-and-family"), ("documents", "documents"), ("safety", "safety"))


def a_day(stage: "Stage") -> None:
    """The first counsellor's day, then the same people at the supervisor's."""
    with Desk(stage.hanna.profile, stage.pictures) as desk:
        desk.unlock(PASSWORD)
        today = desk.go(TodayView)
        desk.wait(lambda: today.state.loaded and today.state.items(), "there is something to do today")
        desk.picture("today")
        hours = desk.go(HoursView)
        desk.wait(lambda: hours.state.page is not None, "the hour of today is shown")
        desk.picture("hours")
        desk.press("Return")
        desk.settle(600)
        desk.picture("hours-talk")
        outreach = desk.go(OutreachView)
        desk.wait(lambda: outreach.list.model().rowCount() > 0, "contacts and talks are listed")
        desk.press("Down")
        desk.settle(400)
        desk.picture("outreach")
        person(desk, "Djamila Tavares")
        for tab, name in _TABS[:2]:
            show_tab(desk, tab)
            desk.picture(name)
        show_tab(desk, "journey")
        desk.picture("journey")
        person(desk, "Blessing Osagie")
        show_tab(desk, "safety")
        desk.picture("safety")
        person(desk, stage.client.name, stage.client.reference)
        tried_gate(desk)
    with Desk(stage.lead.profile, stage.pictures) as desk:
        desk.unlock(PASSWORD)
        person(desk, "Paulo Kiala")
        show_tab(desk, "journey")
        desk.picture("lead-journey-en")
        listed = desk.go(ProgrammesView)
        desk.wait(lambda: listed.rows.rowCount() and listed.state.text, "the programmes are listed")
        desk.settle()
        desk.picture("lead-programmes-en")
        figures(desk)
        apply_theme(make_application(), "dark")
        desk.go(CasesView)
        show_tab(desk, "journey")
        desk.picture("journey-dark")
        apply_theme(make_application(), "light")
    stage.say("A counsellor's day: today, an hour in Alphen, outreach, and the people of the annual report.")


def figures(desk: Desk) -> None:
    """The yearly results of a year long gone, then of this one, down to the cases behind the largest figure."""
    page = desk.go(FiguresView)
    desk.wait(lambda: page.state.found is not None, "this year is counted")
    this_year = page.state.year
    page.choose(2007)
    desk.wait(lambda: page.state.found is not None, "2007 is counted")
    desk.settle()
    desk.picture("lead-figures-2007-en")
    page.choose(this_year)
    desk.wait(lambda: page.state.found is not None, "this year is counted again")
    lines = page.state.lines()
    row = max(range(len(lines)), key=lambda at: len(lines[at].counted))
    page.table.setCurrentIndex(page.table.figures.index(row, 0))
    desk.press("Return")
    desk.wait(lambda: page.behind.state.loaded, "the cases behind the figure are listed")
    desk.settle()
    desk.picture("lead-figures-en")


def person(desk: Desk, name: str, number: str = "") -> None:
    """Open the case of *name* by it, or by its *number*."""
    desk.go(CasesView)
    page = desk.view(CasePageView)
    desk.press("Ctrl+F")
    desk.type(number or name)
    rows = desk.view(CasesView).state
    desk.wait(lambda: len(rows.rows) == 1, f"one row for {name}")
    desk.press("Return")
    desk.wait(
        lambda: page.state.page is not None and page.state.page.persons[0].name == name, f"the page of {name} is open"
    )
    desk.wait(lambda: page.journey.journey is not None, "the journey is known")
    desk.wait(page.editor.text.hasFocus, "the caret is in the note")
    desk.settle()


def show_tab(desk: Desk, name: str) -> None:
    """Go to a tab of the case by its key."""
    page = desk.view(CasePageView)
    desk.press(f"Alt+{page.places[name] + 1}")
    desk.wait(lambda: page.tabs.currentIndex() == page.places[name], f"the tab {name} is shown")
    desk.settle(400)


def tried_gate(desk: Desk) -> None:
    """Try the step behind a closed gate: the form says what is missing, and nothing is kept."""
    show_tab(desk, "journey")
    page = desk.view(CasePageView)
    card = page.journey.cards[0]
    assert card.way is not None
    shut = [one for one in card.way.gates if one.state == GateState.BLOCKED]
    if not shut:
        raise AssertionError("one gate should be closed")
    desk.tab_to(card.more, 90)
    desk.press("Space")
    row = next(one for one in card.steps.rows if one.row.id.endswith(f"/{shut[0].before}"))
    desk.tab_to(row, 120)
    desk.press("Return")
    desk.wait(lambda: card.form.spec is not None, "the form of the step is open")
    desk.press("Ctrl+Return")
    desk.settle(600)
    if card.form.spec is None:
        raise AssertionError("the gate should have stayed closed")
    desk.picture("journey-gate-closed")
    desk.press("Escape")
