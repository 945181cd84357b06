"""The office's programmes in the window: read by leads, changed by administrators, wrong lines named."""

from datetime import date

from counsellor_app.desktop.programmes import state as say
from counsellor_app.desktop.programmes.view import ProgrammesView
from counsellor_app.domain.programmes.reading import Problem, read_programme_text
from counsellor_app.domain.programmes.shipped import shipped_catalogue, shipped_programmes, shipped_text
from counsellor_app.domain.programmes_list import PROGRAMMES, use_catalogue
from counsellor_app.workflows import programmes
from tests.desktop.furnished import Desk

TODAY = date(2026, 11, 21)


def test_every_shipped_text_has_a_preview_and_can_be_made_the_offices_own() -> None:
    for programme in shipped_programmes():
        text = shipped_text(programme.code, programme.version)
        assert len(say.preview(text)) >= 4
        own = read_programme_text(say.changed_text(text, TODAY))
        assert (own.version, own.valid_from) == ("office-2026-11-21", TODAY)
        assert own.steps == programme.steps
        assert not list(shipped_catalogue().complaints(own))


def test_the_beginning_of_a_new_programme_is_a_good_text() -> None:
    assert read_programme_text(say.new_text(TODAY)).gates[0].evidence == ("ind_permission",)
    assert say.preview("code = ") == []


def test_a_verdict_counts_only_for_the_text_it_was_made_of() -> None:
    state = say.EditorState()
    state.show("REAN/2007", "a")
    assert not state.may_save
    state.begin("REAN/2007", "a")
    state.typed("ab")
    assert not state.judged("a", ())
    assert not state.may_save
    assert state.judged("ab", (Problem(1, "", "wrong"),))
    assert not state.may_save
    assert state.judged("ab", ())
    assert state.may_save
    assert state.touched
    state.typed("abc")
    assert not state.may_save


def at_programmes(desk: Desk) -> ProgrammesView:
    desk.window.navigate("programmes")
    view: ProgrammesView = desk._feature("programmes", 0)
    desk.until(lambda: view.rows.rowCount() > 0 and bool(view.state.subject))
    desk.settle()
    return view


def test_programmes_are_no_place_of_a_counsellor(hanna: Desk) -> None:
    assert "programmes" not in hanna.window._areas


def test_a_text_is_changed_with_its_errors_by_line_and_taken(lead: Desk) -> None:
    try:
        view = at_programmes(lead)
        view.search.setText("transit")
        lead.settle()
        view.list.setCurrentIndex(view.rows.index(0, 0))
        lead.until(lambda: view.state.subject == "TRANSIT/2007")
        assert view.editor.isReadOnly()
        view.begin_change()
        lead.until(lambda: view.state.editing and view.state.may_save)
        good = view.editor.toPlainText()
        view.editor.setPlainText(
            good.replace('by = "mission"', 'by = "robot"', 1).replace('area = "logistics"', 'area = "moon"')
        )
        lead.until(lambda: view.state.checked == view.state.text and bool(view.state.problems))
        line = good.split("\n").index('area = "logistics"') + 1
        assert [problem.line for problem in view.state.problems] == [line]
        assert not view.save.isEnabled()
        assert not view.trouble.isHidden()
        view.next_problem()
        assert view.editor.textCursor().blockNumber() + 1 == line
        lead.window.navigate("cases")
        lead.settle()
        kept = view.editor.toPlainText()
        view = at_programmes(lead)
        assert view.editor.toPlainText() == kept
        view.editor.setPlainText(good)
        lead.until(lambda: view.save.isEnabled())
        view.take()
        lead.until(lambda: not view.state.editing)
        own = [row.programme.version for row in lead.stored(programmes.list_programmes) if row.own]
        assert own == [f"office-{date.today().isoformat()}"]
        assert PROGRAMMES["TRANSIT"].version == own[0]
    finally:
        use_catalogue(None)


def test_what_was_left_stands_there_again(lead: Desk) -> None:
    view = at_programmes(lead)
    view.begin_new()
    lead.until(lambda: view.state.editing)
    view.editor.setPlainText(view.editor.toPlainText() + "# mine\n")
    view.give_up()
    lead.settle()
    assert not view.state.editing
    view.begin_new()
    lead.until(lambda: view.state.editing and "# mine" in view.editor.toPlainText())
