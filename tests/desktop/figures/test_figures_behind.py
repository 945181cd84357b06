"""From a figure to the cases it counts, by keys alone; what the pane says adds up to the figure."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from counsellor_app.desktop.figures.state import BehindState, people_words
from counsellor_app.desktop.figures.view import FiguresView
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.programmes.records import Enrolment
from counsellor_app.domain.programmes.results import Counted
from counsellor_app.domain.records import Case, Person
from counsellor_app.reports.yearly_results import Line
from counsellor_app.workflows.programmes import CaseBehind
from counsellor_app.workflows.session import Session
from tests.desktop.furnished import Desk
from tests.unguarded import unguarded

COUNTS = st.builds(
    Counted,
    case=st.sampled_from("abc"),
    day=st.dates().map(lambda day: f"2026{day.isoformat()[4:]}"),
    count=st.integers(1, 9),
    adults=st.integers(0, 4),
)


@given(counted=st.lists(COUNTS, min_size=1).map(tuple), month=st.integers(1, 12))
def test_the_months_add_up_to_the_year(counted: tuple[Counted, ...], month: int) -> None:
    state = BehindState()
    line = Line(kind="figure", programme="REAN", words="People departed", counted=counted)
    assert state.open(line, "REAN", 2026)
    assert not state.arrived(Line(kind="figure", programme="REAN", words="Another"), ())
    assert state.arrived(line, [CaseBehind(one, "Selam", "", "") for one in counted])
    assert sum(state.months()) == sum(one.count for one in counted)
    assert len(state.shown()) == len(counted)
    state.choose(month)
    assert sum(one.counted.count for one in state.shown()) == state.months()[month - 1]
    state.choose(month)
    assert state.month == 0


def test_a_figure_without_cases_opens_nothing() -> None:
    state = BehindState()
    assert not state.open(Line(kind="figure", programme="RRI", words="Network contacts"), "RRI", 2026)
    assert state.people() == (0, 0, 0)
    assert people_words(0, 0, 0) == ""
    assert people_words(1, 2, 0) == facts("1 adult", "2 children")


def depart(session: Session, name: str, day: str) -> str:
    year = day[:4]
    with unguarded(session.store), session.store.transaction() as work:
        people = [
            Person(name=name, birth_date="1980-01-01", birth_precision="known"),
            Person(name="A child", birth_date="2020-01-01", birth_precision="known"),
        ]
        case, _persons = work.records.open_case(Case(programme="RRI"), people, [session.teams[0]])
        work.records.save(
            Enrolment(
                case=case.id,
                programme="RRI",
                version="2007",
                started_on=f"{year}-01-01",
                ended_on=day,
                outcome="returned",
            )
        )
    return case.id


def test_from_a_figure_to_its_cases_by_keys(hanna: Desk) -> None:
    hanna.window.navigate("figures")
    page = hanna._feature("figures", 0)
    assert isinstance(page, FiguresView)
    hanna.until(lambda: page.state.found is not None)
    year = page.state.year
    early = hanna.stored(depart, "Teresa Domingos", f"{year}-01-10")
    late = hanna.stored(depart, "Isabel Cassule", f"{year}-02-10")
    hanna.stored(depart, "Haile Gebre", f"{year - 1}-02-10")
    page.count()
    hanna.until(lambda: any(line.counted for line in page.state.lines()))
    row = next(at for at, line in enumerate(page.state.lines()) if line.words == "People departed")
    hanna.until(lambda: page.state.before is not None)
    assert page.state.lines()[row].values == (2, 4), "the year before stands beside this one"
    page.table.setFocus()
    page.table.setCurrentIndex(page.table.figures.index(row, 0))
    hanna.press("Return")
    hanna.until(lambda: page.behind.isVisible() and page.behind.state.loaded)
    assert [one.counted.case for one in page.behind.state.shown()] == [early, late]
    assert page.behind.strip.accessibleDescription() == facts("2 adults", "2 children")
    assert "January 2" in page.behind.bars.accessibleDescription()
    page.behind.bars.setFocus()
    hanna.press("Right")
    hanna.press("Return")
    assert [one.counted.case for one in page.behind.state.shown()] == [late]
    page.count()
    hanna.until(lambda: page.state.found is not None and page.behind.state.loaded)
    assert page.behind.state.month == 2, "counting again leaves the pane as it was"
    hanna.press("Escape")
    assert not page.behind.isVisible()
    assert page.table.hasFocus()
    hanna.press("Return")
    hanna.until(lambda: page.behind.isVisible() and page.behind.state.loaded)
    page.behind.list.setFocus(Qt.FocusReason.OtherFocusReason)
    hanna.press("Return")
    hanna.until(lambda: hanna.page.isVisible() and hanna.page.state.case == early)
