"""The note editor on a real store, by keyboard alone."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest

from counsellor_app.desktop.drafts.state import SaveStatus
from counsellor_app.workflows import casework, notes
from tests.desktop.furnished import Desk
from tests.disks import tmp_path as tmp_path
from tests.stopwatch import Stopwatch


def status(desk: Desk) -> SaveStatus:
    runner = desk.page.editor.runner
    assert runner is not None
    return runner.state.status


def test_two_keystrokes_of_a_name_enter_and_type_without_waiting_for_anything(hanna: Desk) -> None:
    assert hanna.focus is hanna.cases.search, "after unlocking, one can type a name"
    hanna.type("se")
    hanna.press("Return")
    hanna.type("Zij wil vóór Genna thuis zijn.")
    hanna.until(lambda: hanna.page.state.page is not None)
    hanna.until(lambda: hanna.focus is hanna.page.editor.text)
    hanna.until(lambda: hanna.text == "Zij wil vóór Genna thuis zijn.")
    assert hanna.page.state.case == hanna.office.cases["Selamawit Tesfaye"]


def test_a_draft_is_in_the_store_within_two_seconds_and_the_line_never_claims_it_before(hanna: Desk) -> None:
    hanna.open("se")
    watch = Stopwatch()
    hanna.type("Zij ")
    assert status(hanna) is SaveStatus.PENDING
    assert "Not saved yet" in hanna.page.editor.line.text()
    while not hanna.drafts():
        assert "Draft saved" not in hanna.page.editor.line.text(), "claimed before it was"
        QTest.qWait(20)
        assert watch.seconds < 2.0, "not saved within two seconds"
    hanna.until(lambda: status(hanna) is SaveStatus.SAVED)
    assert hanna.page.editor.line.text().startswith("Draft saved at ")
    hanna.type("belt")
    assert "last words not yet" in hanna.page.editor.line.text()
    hanna.until(lambda: [draft.text for draft in hanna.drafts()] == ["Zij belt"])


def test_signing_leaves_a_note_that_cannot_be_edited_and_an_empty_editor(hanna: Desk) -> None:
    hanna.open("ka")
    hanna.type("Wil terug naar Sulaymaniyah.")
    hanna.press("Ctrl+Return")
    assert hanna.text == "", "an empty note is offered at once"
    assert hanna.focus is hanna.page.editor.text
    hanna.type("Tweede notitie")
    hanna.until(lambda: "Wil terug naar Sulaymaniyah." in hanna.texts("Karwan Aziz"))
    hanna.until(lambda: any(row.body == "Wil terug naar Sulaymaniyah." for row in shown(hanna)))
    assert hanna.text == "Tweede notitie"
    assert all("Sulaymaniyah" not in draft.text for draft in hanna.drafts())
    assert hanna.page.timeline.editTriggers() == hanna.page.timeline.EditTrigger.NoEditTriggers


def shown(desk: Desk) -> list:  # type: ignore[type-arg]
    return [row for row in desk.page.timeline.shown.rows if hasattr(row, "body")]


def test_an_amendment_asks_a_reason_and_hangs_beneath_the_note(hanna: Desk) -> None:
    hanna.open("ni")
    hanna.type("Half geschreven")
    hanna.press("Alt+1", "Alt+A")
    assert hanna.focus is hanna.page.editor.reason
    hanna.press("Return")
    hanna.type("Huur is 3.500, niet 5.300.")
    hanna.press("Ctrl+Return")
    assert hanna.text, "without a reason it is not signed"
    hanna.press("Shift+Tab")
    hanna.type("bedrag verkeerd genoteerd")
    hanna.press("Ctrl+Return")
    case = hanna.office.cases["Nino Beridze"]
    hanna.until(lambda: hanna.stored(notes.list_notes, case)[0].amendments)
    signed = hanna.stored(notes.list_notes, case)[0]
    assert (signed.amendments[0].text, signed.amendments[0].reason) == (
        "Huur is 3.500, niet 5.300.",
        "bedrag verkeerd genoteerd",
    )
    assert signed.text == "Kennismaking met Nino Beridze. Uitleg gegeven."
    hanna.until(lambda: hanna.text == "Half geschreven")
    hanna.until(lambda: any(row.hanging and row.hanging[0].text.startswith("Huur") for row in shown(hanna)))


def test_escape_goes_back_from_an_amendment_and_loses_nothing_of_it(hanna: Desk) -> None:
    hanna.open("ni")
    hanna.type("Mijn notitie")
    hanna.press("Alt+A")
    hanna.type("reden")
    hanna.press("Return")
    hanna.type("aanvulling")
    hanna.press("Escape")
    hanna.until(lambda: hanna.text == "Mijn notitie")
    hanna.until(lambda: hanna.page.editor.other.isVisible())
    assert len(hanna.drafts()) == 2
    hanna.press("Alt+D")
    hanna.until(lambda: hanna.text == "aanvulling")
    assert hanna.page.editor.reason.text() == "reden"


def test_a_draft_survives_the_lock_and_reopens_where_the_caret_was(desks: Callable[[str], Desk]) -> None:
    desk = desks("hanna")
    desk.open("fa")
    desk.type("Zus Leila belt morgen.")
    for _step in range(7):
        desk.press("Left")
    desk.close()
    again = desks("hanna")
    again.open("fa")
    again.until(lambda: again.text == "Zus Leila belt morgen.")
    again.type("X")
    assert again.text == "Zus Leila belt Xmorgen."
    assert status(again) is SaveStatus.PENDING


def test_going_to_another_case_keeps_what_was_typed_and_brings_it_back(hanna: Desk) -> None:
    hanna.open("ka")
    hanna.type("Over Karwan")
    hanna.open("ni")
    assert hanna.text == ""
    hanna.type("Over Nino")
    hanna.open("ka")
    hanna.until(lambda: hanna.text == "Over Karwan")
    hanna.until(lambda: sorted(draft.text for draft in hanna.drafts()) == ["Over Karwan", "Over Nino"])


def test_a_blank_note_leaves_no_draft_behind(hanna: Desk) -> None:
    hanna.open("ka")
    hanna.type("x")
    hanna.until(lambda: hanna.drafts())
    hanna.press("Backspace")
    hanna.open("ni")
    hanna.until(lambda: hanna.drafts() == [])


def test_a_full_disk_says_so_keeps_the_text_and_tries_again(hanna: Desk) -> None:
    hanna.open("ka")
    connection = hanna.session.store._connection
    pages = hanna.store.call(lambda: connection.execute("PRAGMA page_count").fetchone()[0])
    hanna.store.call(lambda: connection.execute(f"PRAGMA max_page_count = {pages}").fetchone())
    hanna.page.editor.text.insertPlainText("Alles wat zij zei. " * 4000)
    hanna.until(lambda: status(hanna) is SaveStatus.FAILED)
    assert "Not saved" in hanna.page.editor.line.text()
    assert "disk is full" in hanna.window.banner.accessibleName()
    assert hanna.drafts() == []
    assert hanna.text.startswith("Alles wat zij zei.")
    hanna.store.call(lambda: connection.execute("PRAGMA max_page_count = 1073741823").fetchone())
    hanna.until(lambda: status(hanna) is SaveStatus.SAVED)
    assert hanna.drafts()[0].text == hanna.text.rstrip("\n") or hanna.drafts()[0].text == hanna.text


def test_a_signature_that_fails_gives_the_text_back(hanna: Desk) -> None:
    hanna.open("ka")
    connection = hanna.session.store._connection
    pages = hanna.store.call(lambda: connection.execute("PRAGMA page_count").fetchone()[0])
    hanna.store.call(lambda: connection.execute(f"PRAGMA max_page_count = {pages}").fetchone())
    hanna.page.editor.text.insertPlainText("Een lang gesprek. " + " ".join(str(number**3) for number in range(9000)))
    hanna.press("Ctrl+Return")
    hanna.until(lambda: hanna.window.banner.isVisible())
    hanna.until(lambda: hanna.text.startswith("Een lang gesprek."))
    hanna.store.call(lambda: connection.execute("PRAGMA max_page_count = 1073741823").fetchone())
    hanna.press("Ctrl+Return")
    hanna.until(lambda: any(text.startswith("Een lang gesprek.") for text in hanna.texts("Karwan Aziz")))
    assert hanna.drafts() == []


def test_a_draft_thrown_away_comes_back_by_undo(hanna: Desk) -> None:
    hanna.open("ka")
    hanna.type("Toch bewaren")
    hanna.until(lambda: hanna.drafts())
    hanna.press("Ctrl+Shift+Backspace")
    hanna.until(lambda: hanna.drafts() == [])
    assert hanna.text == ""
    hanna.press("Ctrl+Alt+Z")
    assert hanna.text == "Toch bewaren"
    hanna.until(lambda: [draft.text for draft in hanna.drafts()] == ["Toch bewaren"])


def test_kind_place_language_and_interpreter_are_chosen_by_keys(hanna: Desk) -> None:
    hanna.open("fa")
    head = hanna.page.editor.head
    hanna.until(lambda: head.language.text() == "Persian")
    assert head.place.text() == "azc Ter Apel"
    hanna.press("Alt+K")
    hanna.type("pho")
    hanna.press("Return")
    assert head.kind.text() == "Phone call"
    assert hanna.focus is hanna.page.editor.text, "back to writing"
    hanna.press("Alt+P")
    hanna.type("Nieuwe locatie")
    hanna.press("Return")
    hanna.press("Alt+L")
    hanna.type("somali")
    hanna.press("Return")
    hanna.press("Alt+I")
    hanna.type("Gebeld.")
    hanna.press("Ctrl+Return")
    hanna.until(lambda: "Gebeld." in hanna.texts("Fatemeh Rezai"))
    entry = next(
        entry
        for entry in hanna.stored(notes.list_notes, hanna.office.cases["Fatemeh Rezai"])
        if entry.text == "Gebeld."
    )
    assert (entry.note_kind, entry.place, entry.language, entry.interpreter) == ("phone", "Nieuwe locatie", "so", True)
    hanna.until(lambda: head.place.text() == "Nieuwe locatie", timeout=3000)


def test_escape_in_a_chooser_changes_nothing(hanna: Desk) -> None:
    hanna.open("fa")
    before = hanna.page.editor.head.kind.text()
    hanna.press("Alt+K", "Down", "Escape")
    assert hanna.page.editor.head.kind.text() == before
    assert hanna.focus is hanna.page.editor.text


def test_pasting_takes_words_only(hanna: Desk) -> None:
    hanna.open("ka")
    data = QMimeData()
    data.setHtml("<b>vet</b>")
    data.setText("vet\x00\x07\r\nregel")
    hanna.page.editor.text.insertFromMimeData(data)
    assert hanna.text == "vet\nregel"
    assert not hanna.page.editor.text.currentCharFormat().font().bold()
    copied = hanna.page.editor.text
    copied.selectAll()
    assert copied.createMimeDataFromSelection().formats() == ["text/plain"]


def test_undo_and_redo_go_through_the_same_door(hanna: Desk) -> None:
    hanna.open("ka")
    hanna.type("een")
    hanna.press("Ctrl+Z")
    assert hanna.text == ""
    hanna.press("Ctrl+Y")
    hanna.press("Ctrl+Shift+Z")
    assert hanna.text == "een"
    hanna.until(lambda: [draft.text for draft in hanna.drafts()] == ["een"])


def test_every_paragraph_runs_in_the_direction_of_its_own_words(hanna: Desk) -> None:
    hanna.app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    hanna.open("ka")
    editor = hanna.page.editor.text
    editor.insertPlainText("Zij belt haar zus.\nجاء مصطفى بعد زيارة الطبيب.")
    first = editor.document().firstBlock()
    assert first.textDirection() == Qt.LayoutDirection.LeftToRight
    assert first.next().textDirection() == Qt.LayoutDirection.RightToLeft
    assert first.next().blockFormat().lineHeight() > first.blockFormat().lineHeight() >= 24
    assert first.layout().lineAt(0).naturalTextRect().left() < 5, "a Dutch note begins at the left"
    editor.undo()
    assert hanna.text == ""


def test_the_warning_comes_before_the_refusal_and_the_text_stays(hanna: Desk) -> None:
    hanna.open("ka")
    hanna.page.editor.text.insertPlainText(("zin " * 50 + "\n") * 930)
    assert "sign soon" in hanna.page.editor.warning.text()
    hanna.page.editor.text.insertPlainText(("zin " * 50 + "\n") * 100)
    hanna.press("Ctrl+Return")
    assert len(hanna.text) == 201 * 1030
    assert hanna.window.banner.isVisible()
    assert len(hanna.texts("Karwan Aziz")) == 1


def test_a_note_signed_elsewhere_appears_while_one_types_and_disturbs_nothing(hanna: Desk) -> None:
    hanna.open("ka")
    hanna.type("Ik schrijf")
    case = hanna.office.cases["Karwan Aziz"]
    draft = replace(hanna.page.state.new_draft("phone"), case=case, text="Van elders")
    hanna.stored(notes.sign, draft)
    hanna.until(lambda: any(row.body == "Van elders" for row in shown(hanna)))
    hanna.type(" verder")
    assert hanna.text == "Ik schrijf verder"


def test_typing_in_the_timeline_goes_to_the_entry_and_space_unfolds_it(hanna: Desk) -> None:
    case = hanna.office.cases["Karwan Aziz"]
    draft = replace(hanna.page.state.new_draft("talk"), case=case, text="Garage in Sulaymaniyah. " * 60)
    hanna.stored(notes.sign, draft)
    hanna.open("ka")
    hanna.press("Alt+1")
    timeline = hanna.page.timeline
    assert hanna.focus is timeline
    hanna.type("garage")
    row = timeline.current()
    assert row is not None
    assert row.body.startswith("Garage")
    folded = timeline.visualRect(timeline.currentIndex()).height()
    timeline._typed_at = 0.0
    hanna.press("Space")
    hanna.until(lambda: timeline.visualRect(timeline.currentIndex()).height() > folded)
    hanna.press("Ctrl+C")
    assert hanna.app.clipboard().text() == row.body


def test_keys_that_are_no_text_are_not_typed(hanna: Desk) -> None:
    hanna.open("ka")
    QTest.sendKeyEvent  # noqa: B018 - the event below is what a dead key sends
    event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier, "\x07")
    hanna.app.sendEvent(hanna.page.editor.text, event)
    hanna.type("a")
    runner = hanna.page.editor.runner
    assert runner is not None
    assert "\x07" not in runner.state.text


def test_the_case_is_listed_as_having_a_draft(hanna: Desk) -> None:
    hanna.open("ka")
    hanna.type("onaf")
    hanna.press("Ctrl+Shift+D")
    hanna.press("Ctrl+F", "Delete")
    hanna.until(lambda: [row.name for row in hanna.cases.state.rows] == ["Karwan Aziz"])
    assert hanna.stored(casework.case_page, hanna.office.cases["Karwan Aziz"]).drafts[0].text == "onaf"
