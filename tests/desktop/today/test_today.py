"""Today in the real window, by keys alone: what is due, the note, done and undone, midnight, searching on."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from counsellor_app.desktop.today.view import TodayView
from counsellor_app.domain.tasks import AppointmentState, TaskState
from counsellor_app.domain.working_days import next_working_day
from counsellor_app.workflows import appointments, notes, tasks
from tests.desktop.furnished import Desk

TODAY = date.today()


@pytest.fixture
def today(hanna: Desk) -> Iterator[TodayView]:
    """Today of a counsellor with two tasks, an own one, and an appointment late in the evening."""
    nino, karwan = hanna.office.cases["Nino Beridze"], hanna.office.cases["Karwan Aziz"]
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    hanna.stored(tasks.add_task, "Brief huisarts", case_id=nino, due=yesterday)
    hanna.stored(tasks.add_task, "Bellen met zus", case_id=karwan, due="today")
    hanna.stored(tasks.add_task, "Briefjes bestellen", due="today", remark="Twee blokken")
    fatemeh = hanna.office.cases["Fatemeh Rezai"]
    hanna.stored(appointments.add_appointment, fatemeh, day="today", clock="23:58", place="kamer 2")
    hanna.window.navigate("today")
    view: TodayView = hanna._feature("today", 0)
    hanna.until(lambda: view.state.loaded and len(_titles(view)) >= 4)
    hanna.until(lambda: view.page.editor.runner is not None)
    return view


def _titles(view: TodayView) -> list[str]:
    return [getattr(item, "title", "") or getattr(item, "name", "") for item in view.state.items()]


def _choose(desk: Desk, view: TodayView, title: str) -> None:
    view.state.chosen = ""
    desk.until(lambda: title in _titles(view))
    keys = [f"{type(item).__name__} {item.id}" for item in view.state.items()]
    for _try in range(5 * len(keys)):
        if view.state.item() is not None and title in _titles(view)[keys.index(_key(view))]:
            break
        before = view.state.chosen
        desk.press("Alt+Down") if view.page.isVisible() else view.step(1)
        if view.state.chosen == before:
            view.step(1)
    else:
        pytest.fail(f"no key leads to {title}")
    desk.settle()


def _key(view: TodayView) -> str:
    item = view.state.item()
    return f"{type(item).__name__} {item.id}" if item is not None else ""


def open_titles(desk: Desk) -> set[str]:
    return {row.title for row in desk.stored(tasks.list_tasks, mine=True)}


def test_the_day_stands_in_order_and_the_rail_counts_it(hanna: Desk, today: TodayView) -> None:
    kinds = [type(item).__name__ for item in today.state.items()]
    assert kinds[0] == "AppointmentRow"
    assert kinds[1:] == ["TaskRow"] * (len(kinds) - 1)
    assert _titles(today).index("Bellen met zus") < _titles(today).index("Brief huisarts")  # overdue stands last
    assert today.rail_badge() == len(kinds)
    assert hanna.focus is today.pane.list


def test_a_note_is_written_and_signed_here(hanna: Desk, today: TodayView) -> None:
    _choose(hanna, today, "Brief huisarts")
    hanna.until(lambda: "Kennismaking" in today.page.last.text())
    hanna.press("Return")
    hanna.until(lambda: today.page.editor.text.hasFocus())
    hanna.type("Afgesproken: dinsdag bellen.")
    hanna.press("Ctrl+Return")
    hanna.until(lambda: "Afgesproken: dinsdag bellen." in hanna.texts("Nino Beridze"))
    hanna.until(lambda: "Afgesproken" in today.page.last.text())
    hanna.press("Escape")
    assert hanna.focus is today.pane.list


def test_done_moves_on_and_undo_brings_it_back(hanna: Desk, today: TodayView) -> None:
    _choose(hanna, today, "Brief huisarts")
    hanna.press("F2")
    hanna.until(lambda: "Brief huisarts" not in _titles(today))
    assert "Brief huisarts" not in open_titles(hanna)
    assert today.state.item() is not None
    hanna.until(lambda: hanna.window.undo_bar.isVisible())
    hanna.press("Ctrl+Alt+Z")
    hanna.until(lambda: "Brief huisarts" in _titles(today))


def test_tomorrow_is_the_next_working_day_and_can_be_undone(hanna: Desk, today: TodayView) -> None:
    _choose(hanna, today, "Bellen met zus")
    hanna.press("F3")
    hanna.until(lambda: "Bellen met zus" not in _titles(today))
    days = {row.title: row.due_on for row in hanna.stored(tasks.list_tasks, mine=True)}
    assert days["Bellen met zus"] == next_working_day(TODAY).isoformat()
    hanna.until(lambda: hanna.window.undo_bar.isVisible())
    hanna.press("Ctrl+Alt+Z")
    hanna.until(lambda: "Bellen met zus" in _titles(today))


def test_who_did_not_come_is_put_down(hanna: Desk, today: TodayView) -> None:
    _choose(hanna, today, "Fatemeh Rezai")
    hanna.press("F4")
    hanna.until(lambda: "Fatemeh Rezai" not in _titles(today))
    (row,) = hanna.stored(appointments.list_appointments, everything=True)
    assert row.state == AppointmentState.MISSED


def test_an_own_task_has_its_page(hanna: Desk, today: TodayView) -> None:
    _choose(hanna, today, "Briefjes bestellen")
    assert today.own.isVisible()
    assert today.own.words.text() == "Twee blokken"
    today.pane.list.setFocus()
    hanna.press("Return")
    assert hanna.focus is today.own.done
    hanna.press("Space")
    # From a line without a case back to one with: the note of before was left, and is no longer shown.
    _choose(hanna, today, "Brief huisarts")
    hanna.until(lambda: today._found is not None and today.page.isVisible())
    hanna.until(lambda: "Briefjes bestellen" not in open_titles(hanna), timeout=3000)


def test_a_task_is_written_by_keys_and_survives_escape(hanna: Desk, today: TodayView) -> None:
    _choose(hanna, today, "Brief huisarts")
    hanna.until(lambda: today._found is not None)
    hanna.press("Ctrl+T")
    hanna.until(lambda: hanna.focus is today.pane.form.fields["title"])
    hanna.type("Kopie paspoort")
    hanna.press("Escape")
    assert hanna.focus is today.pane.list
    hanna.press("Ctrl+T")
    assert today.pane.form.fields["title"].text() == "Kopie paspoort"
    hanna.press("Escape", "Ctrl+Shift+N")
    hanna.until(lambda: today.pane.form.fields["title"].text() == "")
    hanna.press("Escape", "Ctrl+T")
    hanna.until(lambda: today.pane.form.fields["title"].text() == "Kopie paspoort")
    hanna.press("Tab")
    hanna.type("soon")
    hanna.press("Return")
    assert today.pane.form.rows["due"].error()
    hanna.press("Ctrl+A")
    hanna.type("today")
    hanna.press("Return")
    hanna.until(lambda: "Kopie paspoort" in _titles(today))
    rows = {row.title: row for row in hanna.stored(tasks.list_tasks, mine=True)}
    assert rows["Kopie paspoort"].case == hanna.office.cases["Nino Beridze"]


def test_an_appointment_is_made_with_a_time_and_taken_back(hanna: Desk, today: TodayView) -> None:
    _choose(hanna, today, "Brief huisarts")
    hanna.until(lambda: today._found is not None)
    hanna.press("Ctrl+T")
    hanna.type("Paspoort ophalen")
    hanna.press("Tab", "Tab")
    hanna.type("23:57")
    hanna.press("Return")
    hanna.until(lambda: "Nino Beridze" in _titles(today))
    found = hanna.stored(appointments.list_appointments)
    assert [(row.remark, row.case) for row in found if row.remark] == [
        ("Paspoort ophalen", hanna.office.cases["Nino Beridze"])
    ]
    hanna.until(lambda: hanna.window.undo_bar.isVisible())
    hanna.press("Ctrl+Alt+Z")
    hanna.until(lambda: "Nino Beridze" not in _titles(today))


def test_letters_look_for_anybody(hanna: Desk, today: TodayView) -> None:
    today.pane.list.setFocus()
    hanna.type("sel")
    hanna.until(lambda: hanna.window.current == "cases")
    assert hanna.cases.search.text() == "sel"
    hanna.press("Return")
    hanna.until(lambda: hanna.page.editor.text.hasFocus())


def test_a_draft_begun_on_the_case_goes_on_here(hanna: Desk, today: TodayView) -> None:
    case = hanna.office.cases["Selamawit Tesfaye"]
    hanna.stored(notes.save_draft, hanna.stored(notes.make_draft, case, "Half geschreven", "talk"))
    hanna.until(lambda: "Selamawit Tesfaye" in _titles(today), timeout=6000)
    _choose(hanna, today, "Selamawit Tesfaye")
    hanna.until(lambda: today.page.editor.text.toPlainText() == "Half geschreven")


def test_one_note_written_here_and_on_the_case_page_loses_no_word(hanna: Desk, today: TodayView) -> None:
    _choose(hanna, today, "Brief huisarts")
    hanna.until(lambda: today._found is not None)
    hanna.press("Return")
    hanna.type("Eerst hier. ")
    hanna.press("Alt+O")
    hanna.until(lambda: hanna.window.current == "cases" and hanna.text == "Eerst hier. ")
    hanna.press("Ctrl+E")
    hanna.type("Toen daar. ")
    hanna.window.navigate("today")
    hanna.until(lambda: today.page.editor.text.toPlainText() == "Eerst hier. Toen daar. ")
    today.write()
    hanna.type("Weer hier.")
    hanna.press("Ctrl+Return")
    hanna.until(lambda: "Eerst hier. Toen daar. Weer hier." in hanna.texts("Nino Beridze"))
    assert hanna.drafts() == []


def test_midnight_passes_while_the_window_is_open(
    hanna: Desk, today: TodayView, monkeypatch: pytest.MonkeyPatch
) -> None:
    tomorrow = datetime.combine(TODAY + timedelta(days=1), datetime.min.time()) + timedelta(minutes=1)
    monkeypatch.setattr(today.state, "_clock", lambda: int(tomorrow.timestamp() * 1000))
    assert today.state.is_past()
    today._midnight.start(1)
    hanna.until(lambda: today.state.asked_for() == TODAY + timedelta(days=1))
    assert not today.state.day.appointments
    assert today._midnight.remainingTime() > 80_000_000


def test_a_day_that_ended_while_it_was_read_is_not_shown_for_another(
    hanna: Desk, today: TodayView, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = datetime.combine(TODAY, datetime.min.time()) - timedelta(seconds=1)
    monkeypatch.setattr(today.state, "_clock", lambda: int(late.timestamp() * 1000))
    today.refresh()
    monkeypatch.undo()
    hanna.until(lambda: today.state.asked_for() == TODAY - timedelta(days=1))
    hanna.until(lambda: today.state.asked_for() == TODAY)


def test_what_a_colleague_did_arrives_here(hanna: Desk, today: TodayView) -> None:
    (row,) = [row for row in hanna.stored(tasks.list_tasks, mine=True) if row.title == "Brief huisarts"]
    hanna.stored(tasks.finish_task, row.id, TaskState.DONE)
    hanna.until(lambda: "Brief huisarts" not in _titles(today))
