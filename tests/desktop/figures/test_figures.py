"""The yearly results in the window: a year by keys, what it is counted from, paper and export."""

import csv
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from counsellor_app.desktop import export_form
from counsellor_app.desktop.figures.state import FIRST_YEAR
from counsellor_app.desktop.figures.table import FIGURE, SPENT, WHAT
from counsellor_app.desktop.figures.view import FiguresView
from counsellor_app.workflows import casework, exports, journey
from tests.desktop.furnished import Desk


def sit(desk: Desk) -> FiguresView:
    desk.window.navigate("figures")
    page = desk._feature("figures", 0)
    assert isinstance(page, FiguresView)
    counted(desk, page)
    return page


def counted(desk: Desk, page: FiguresView) -> None:
    desk.until(lambda: page.state.found is not None)
    desk.settle()


def cell(page: FiguresView, row: int, column: int, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> Any:
    model = page.table.figures
    return model.data(model.index(row, column), role)


def words(page: FiguresView) -> list[str]:
    return [str(cell(page, row, WHAT)).strip() for row in range(page.table.figures.rowCount())]


def someone_took_part(desk: Desk) -> None:
    case = desk.stored(casework.add_case, name="Selam Haile", programme="LEARN", birth_date="1990").id
    desk.stored(journey.set_outcome, case, "took-part")


def test_a_year_is_counted_from_the_cases_one_can_read(hanna: Desk) -> None:
    page = sit(hanna)
    assert page.state.found is not None
    cases = page.state.found.cases
    someone_took_part(hanna)
    hanna.press("Ctrl+R")
    hanna.until(lambda: page.state.found is not None and page.state.found.cases == cases + 1)
    hanna.settle()
    assert f"From the {cases + 1} cases you can read" in page.about.text()
    assert words(page)[-1] == "All projects"
    row = words(page).index("People who took part")
    assert cell(page, row, FIGURE) == "1"
    assert cell(page, row, WHAT, Qt.ItemDataRole.AccessibleTextRole) == "Project and result: People who took part"


def test_years_are_walked_and_chosen_by_keys(hanna: Desk) -> None:
    page = sit(hanna)
    year = page.state.year
    assert not page.later.isEnabled()
    hanna.press("Alt+PgUp")
    counted(hanna, page)
    assert page.state.year == year - 1
    hanna.press("F2")
    hanna.type("2007")
    hanna.press("Return")
    counted(hanna, page)
    assert page.state.year == 2007
    hanna.until(lambda: "Applications for departure" in words(page))
    row = len(words(page)) - 1
    assert str(cell(page, row, SPENT)).startswith("EUR 9,344,072")
    assert not page.state.choose(FIRST_YEAR - 1)


def test_an_empty_year_says_why_and_every_project_can_still_be_seen(hanna: Desk) -> None:
    page = sit(hanna)
    page.choose(2003)
    counted(hanna, page)
    assert page.empty.isVisible()
    assert "2003" in page.empty.accessibleName()
    page.shows.chosen.emit("every")
    assert page.table.isVisible()
    assert len(words(page)) > 80


def test_it_is_exported_and_printed(hanna: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = sit(hanna)
    someone_took_part(hanna)
    page.count()
    hanna.until(lambda: page.state.found is not None and any(line.programme == "LEARN" for line in page.state.lines()))
    asked: list[str] = []

    def answer(_parent: object, _title: str, name: str, _kinds: str = "") -> Path:
        asked.append(name)
        return tmp_path / name

    monkeypatch.setattr(export_form, "ask_save_file", answer)
    for key in ("Ctrl+S", "Ctrl+P"):
        hanna.press(key)
        hanna.press("Return")
        assert page.leaving.row.error(), "nothing leaves without a reason"
        hanna.type("for the board")
        hanna.press("Return")
        hanna.until(lambda: not page.leaving.isVisible())
    table, sheet = (tmp_path / name for name in asked)
    rows = list(csv.reader(table.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert ["LEARN", "People who took part", "1"] in [[row[0], row[2], row[3]] for row in rows if len(row) > 3]
    assert rows[0][3] == str(page.state.year)
    left = hanna.stored(exports.list_exports)
    assert [(row.what, row.ending, row.named, row.reason, row.state) for row in left] == [
        ("results", ending, False, "for the board", "written") for ending in ("pdf", "csv")
    ]
    assert rows[-1][0].startswith("From the")
    assert left[1].number in rows[-1][0], "a copy that turns up leads to the log"
    assert "Selam" not in table.read_text(encoding="utf-8-sig")
    assert sheet.read_bytes().startswith(b"%PDF")
    assert oct(sheet.stat().st_mode & 0o777) == oct(table.stat().st_mode & 0o777) == "0o600"


def test_who_cancels_leaves_no_file_and_no_line(hanna: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = sit(hanna)
    monkeypatch.setattr(export_form, "ask_save_file", lambda *_asked: None)
    hanna.press("Ctrl+S")
    hanna.type("for the board")
    hanna.press("Return", "Escape")
    assert not page.leaving.isVisible()
    monkeypatch.setattr(export_form, "ask_save_file", lambda *_asked: tmp_path / "gone" / "table.csv")
    hanna.press("Ctrl+P")
    assert page.leaving.reason.text() == ""
    hanna.type("for the board")
    hanna.press("Return")
    hanna.until(page.leaving.trouble.isVisible)
    assert page.leaving.reason.text() == "for the board", "another place can be chosen"
    assert hanna.stored(exports.list_exports) == []
