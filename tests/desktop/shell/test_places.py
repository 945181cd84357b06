"""The window at work, with a real office: what it says, where one can go by keys, what fits on which screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from counsellor_app.desktop.connection import Reach
from counsellor_app.settings import Settings, read_settings, write_settings
from counsellor_app.workflows import casework
from sync.wording import language

from .conftest import Starter, World, add_case


def test_the_status_line_follows_the_work_and_the_office(run_program: Starter, world: World) -> None:
    run = run_program(world.counsellor)
    run.unlock()
    program, window = run.program, run.program.window
    assert window is not None
    rounds = window.rounds
    run.until(lambda: rounds.connection.reach is Reach.CONNECTED)
    run.until(lambda: rounds.status is not None and rounds.status.unsent == 0)
    run.until(lambda: "everything from this device acknowledged" in " ".join(window.status_line.said()))
    world.server.stop()
    try:
        rounds.sync_now()
        run.until(lambda: rounds.connection.reach is Reach.OFFLINE)
        session = program.session
        program.store_thread.run(lambda: casework.add_case(session, name="Nino Beridze"), owner=program)  # type: ignore[arg-type]
        run.until(lambda: "not yet at the office" in " ".join(window.status_line.said()))
        said = " ".join(window.status_line.said())
        assert "No connection since today" in said
        assert "everything" not in said
        assert not window.banner.isVisible()
    finally:
        world.server.start()
    rounds.sync_now()
    run.until(lambda: "everything from this device acknowledged" in " ".join(window.status_line.said()))


def test_places_by_role(run_program: Starter, world: World) -> None:
    run = run_program(world.counsellor)
    run.unlock()
    assert run.program.window is not None
    places = ["today", "cases", "hours", "outreach", "review"]
    assert list(run.program.window._areas) == [*places, "figures", "sync", "settings"]
    run.program.window.navigate("office")
    assert run.program.window.current == "today"
    run.program.frame.close()
    other = run_program(world.admin)
    other.unlock()
    assert other.program.window is not None
    assert list(other.program.window._areas) == [*places, "office", "programmes", "figures", "sync", "settings"]


def test_every_area_is_made_in_idle_time(run_program: Starter, world: World) -> None:
    run = run_program(world.admin)
    run.unlock()
    window = run.program.window
    assert window is not None
    assert not all(area.made for area in window._areas.values())
    run.until(lambda: all(area.made for area in window._areas.values()))


def test_every_place_is_reached_and_left_by_keys(run_program: Starter, world: World, qtbot: QtBot) -> None:
    run = run_program(world.admin)
    run.unlock()
    window = run.program.window
    assert window is not None
    qtbot.wait(50)
    for number, name in enumerate(list(window._areas)[:-1], 1):
        QTest.keyClick(window, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
        assert window.current == name
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert window.current == "settings"
    window.navigate("cases")
    seen = set()
    for _step in range(6):
        QTest.keyClick(window, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        assert focus is not None
        panes = [window.rail, *window._areas["cases"].panes(), window.status_line]
        seen |= {n for n, pane in enumerate(panes) if pane is focus or pane.isAncestorOf(focus)}
    assert {0, 1, 3} <= seen
    texts = [command.text for command in window.commands()]
    assert "Lock" in texts
    assert len(texts) > 12
    assert len({(command.text) for command in window.commands()}) == len(texts)


def test_every_control_has_a_name(run_program: Starter, world: World, qtbot: QtBot) -> None:
    run = run_program(world.admin)
    pages: list[QWidget] = [run.program.frame]
    nameless = list(_nameless(pages[0]))
    run.unlock()
    window = run.program.window
    assert window is not None
    for name in window._areas:
        window.navigate(name)
        qtbot.wait(80)
        nameless += _nameless(window)
    assert not nameless


def _nameless(page: QWidget) -> list[str]:
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox)
    found = []
    for widget in page.findChildren(QWidget):
        if not isinstance(widget, kinds) or not widget.isVisible() or widget.objectName().startswith("qt_"):
            continue
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        inside = isinstance(widget.parent(), QComboBox | QLineEdit)
        if not inside and not (widget.accessibleName() or text):
            found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def test_settings_take_effect_at_once_and_stay(run_program: Starter, world: World) -> None:
    run = run_program(world.counsellor)
    run.unlock()
    program = run.program
    assert program.window is not None
    program.window.navigate("settings")
    page = program.window._areas["settings"].features[0]
    page._set("scheme", "dark")  # type: ignore[attr-defined]
    run.until(lambda: program.settings.scheme == "dark")
    page._set("idle_lock", "60")  # type: ignore[attr-defined]
    run.until(lambda: program.lock is not None and program.lock._watch.limit == 60)
    page._set("language", "nl")  # type: ignore[attr-defined]
    run.until(lambda: language() == "nl")
    assert program.window.current == "settings"
    kept = read_settings(world.counsellor)
    assert (kept.scheme, kept.idle_lock, kept.language) == ("dark", 60, "nl")
    write_settings(world.counsellor, Settings(device_label="HG-2"))


def test_widths_are_remembered(run_program: Starter, world: World, qtbot: QtBot) -> None:
    run = run_program(world.counsellor)
    run.unlock()
    assert run.program.window is not None
    run.program.window.navigate("cases")
    splitter = run.program.window._areas["cases"].splitter
    assert splitter is not None
    splitter.moveSplitter(280, 1)
    wanted = splitter.sizes()
    run.program.frame.close()
    again = run_program(world.counsellor)
    again.unlock()
    qtbot.wait(30)
    assert again.program.window is not None
    again.program.window.navigate("cases")
    qtbot.wait(30)
    other = again.program.window._areas["cases"].splitter
    assert other is not None
    assert other.sizes() == wanted


def test_a_mistake_of_the_program_is_said_and_offers_to_start_again(run_program: Starter, world: World) -> None:
    run = run_program(world.counsellor)
    run.unlock()

    def wrong() -> None:
        raise KeyError("Selamawit Tesfaye")

    run.program.store_thread.run(wrong, owner=run.program)
    run.until(run.program.frame.crash_bar.isVisible)
    reports = list(world.counsellor.logs.glob("crash-*.json"))
    assert reports
    assert all("Selamawit" not in report.read_text(encoding="utf-8") for report in reports)
    run.program.frame.crash_bar.action.emit()
    assert run.relaunched == [1]
    run.crashes.clear()


@pytest.mark.parametrize("size", [(1366, 768), (683, 384)])
def test_nothing_needs_more_than_the_screen(
    run_program: Starter, world: World, size: tuple[int, int], qtbot: QtBot
) -> None:
    run = run_program(world.admin)
    run.unlock()
    window = run.program.window
    assert window is not None
    run.program.frame.resize(*size)
    for name in window._areas:
        window.navigate(name)
        qtbot.wait(30)
        assert (run.program.frame.width(), run.program.frame.height()) == size
        hint = window.minimumSizeHint()
        assert hint.width() <= size[0]
        assert hint.height() <= size[1]
        for pane in window._areas[name].panes():
            assert pane.width() > 150


def test_on_a_narrow_screen_the_list_makes_room_and_comes_back(
    run_program: Starter, world: World, qtbot: QtBot
) -> None:
    case_id = add_case(world.counsellor, "Armen Sargsyan")
    run = run_program(world.counsellor)
    run.unlock()
    window = run.program.window
    assert window is not None
    run.program.frame.resize(683, 384)
    area = window._areas["cases"]
    window.navigate("cases")
    cases, page = area.panes()
    window.navigate("case", case_id=case_id, focus="note")
    run.until(lambda: page.editor.runner is not None and page.isAncestorOf(QApplication.focusWidget()))  # type: ignore[attr-defined]
    run.until(lambda: not cases.isVisible())
    run.until(lambda: page.width() >= 600)
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert cases.isVisible()
    page.editor.text.setFocus()  # type: ignore[attr-defined]
    window.rail._buttons["cases"].click()
    assert cases.isVisible()
    run.program.frame.resize(1366, 768)
    qtbot.wait(30)
    assert cases.isVisible()
    assert page.isVisible()
