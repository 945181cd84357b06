"""People, papers and safety in the window, on a real store, by keys alone; and what a refusal makes vanish."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from counsellor_app.desktop.choice_field import ChoiceField
from counsellor_app.desktop.look.chips import Chip
from counsellor_app.desktop.people import family_part
from counsellor_app.desktop.people.papers_tab import PapersTab
from counsellor_app.desktop.people.record_form import RecordForm
from counsellor_app.desktop.people.safety_tab import SafetyTab
from counsellor_app.domain.dossier import Dossier
from counsellor_app.workflows import casework, dossiers, families, papers, safety
from tests.desktop.furnished import Desk

SELAM = "Selamawit Tesfaye"


def kept(desk: Desk) -> Dossier:
    return desk.stored(dossiers.dossier, desk.office.cases[SELAM])


def tab(desk: Desk, name: str) -> QWidget:
    return next(one for one in desk.page.brought if one.name == name)  # type: ignore[return-value]


def papers_tab(desk: Desk) -> PapersTab:
    found = tab(desk, "documents")
    assert isinstance(found, PapersTab)
    return found


def safety_tab(desk: Desk) -> SafetyTab:
    found = tab(desk, "safety")
    assert isinstance(found, SafetyTab)
    return found


def sit(desk: Desk) -> None:
    desk.open("sela")
    desk.until(lambda: desk.page.people.dossier is not None)


def go(desk: Desk, name: str) -> None:
    desk.page.show_tab(desk.page.places[name])
    desk.settle()


def write(desk: Desk, form: RecordForm, name: str, text: str) -> None:
    field = form.fields[name]
    assert isinstance(field, QLineEdit)
    field.setFocus()
    desk.press("Ctrl+A")
    desk.type(text)


def choose(desk: Desk, form: RecordForm, name: str, letters: str) -> None:
    field = form.fields[name]
    assert isinstance(field, ChoiceField)
    field.setFocus()
    desk.press("Return")
    desk.type(letters)
    desk.press("Return")
    assert desk.focus is field


def commands(desk: Desk) -> set[str]:
    return {command.text for command in desk.page.commands()}


def test_a_child_is_added_by_keys_and_taken_back_by_a_key(hanna: Desk) -> None:
    sit(hanna)
    go(hanna, "person")
    hanna.press("Alt+Shift+P")
    form = hanna.page.family.persons.form
    assert hanna.focus is form.fields["name"]
    hanna.type("Dawit")
    choose(hanna, form, "relation", "child")
    write(hanna, form, "birth_date", "2015")
    hanna.press("Return")
    hanna.until(lambda: len(kept(hanna).persons) == 2)
    hanna.until(lambda: form.isHidden() and "1 child" in hanna.page.family.persons.heading.accessibleName())
    shown = kept(hanna)
    assert [tie.kind for tie in shown.ties(shown.persons[0].id)] == ["child"]
    hanna.until(lambda: hanna.window.undo_bar.isVisible())
    hanna.press("Ctrl+Alt+Z")
    hanna.until(lambda: len(kept(hanna).persons) == 1)


def test_its_keys_and_palette_lines_go_where_one_sees_what_they_do(hanna: Desk) -> None:
    sit(hanna)
    hanna.press("Alt+Shift+D")
    hanna.until(lambda: papers_tab(hanna).papers.form.isVisible())
    assert hanna.focus is papers_tab(hanna).papers.form.fields["person"]
    hanna.press("Escape")
    hanna.press("Alt+1")
    command = next(command for command in hanna.page.commands() if command.text == "Keep what the client declines")
    command.run()
    hanna.until(lambda: safety_tab(hanna).refusals.form.isVisible())
    hanna.press("Alt+Shift+P")
    hanna.until(lambda: hanna.page.family.persons.form.isVisible())


def test_what_cannot_be_is_said_and_what_is_typed_stays(hanna: Desk) -> None:
    sit(hanna)
    go(hanna, "person")
    hanna.press("Alt+Shift+P")
    form = hanna.page.family.persons.form
    write(hanna, form, "birth_date", "31-02-2015")
    hanna.press("Return")
    assert form.rows["name"].error()
    assert "does not exist" in form.rows["birth_date"].error()
    assert hanna.focus is form.fields["name"]
    hanna.type("Yonas")
    write(hanna, form, "birth_date", "1950")
    choose(hanna, form, "relation", "child")
    hanna.stored(casework.set_fields, hanna.office.cases[SELAM], {"birth_date": "1990"})
    hanna.press("Tab")
    form.submit()
    hanna.until(lambda: form._refused.isVisible())
    assert "younger" in form._refused.text()
    assert form._refused.picture.isVisible(), "no meaning by colour alone"
    assert not form._refused.picture.pixmap().isNull()
    field = form.fields["name"]
    assert isinstance(field, QLineEdit)
    assert field.text() == "Yonas"
    assert len(kept(hanna).persons) == 1


def test_what_was_left_unfinished_stands_there_again(hanna: Desk) -> None:
    sit(hanna)
    go(hanna, "documents")
    hanna.press("Alt+Shift+D")
    form = papers_tab(hanna).papers.form
    write(hanna, form, "number", "EP 700")
    hanna.press("Escape")
    assert form.isHidden()
    hanna.settle()
    hanna.open("ni")
    hanna.settle()
    sit(hanna)
    go(hanna, "documents")
    hanna.press("Alt+Shift+D")

    def number() -> str:
        field = form.fields["number"]
        assert isinstance(field, QLineEdit)
        return field.text()

    hanna.until(lambda: number() == "EP 700")


def test_papers_are_walked_changed_and_taken_away_by_keys(hanna: Desk) -> None:
    case = hanna.office.cases[SELAM]
    hanna.stored(papers.add_document, case, {"kind": "passport", "number": "EP1", "expires_on": "2020-01-01"})
    hanna.stored(papers.add_document, case, {"kind": "diploma", "number": "D2"})
    sit(hanna)
    go(hanna, "documents")
    shown = papers_tab(hanna).papers.rows
    hanna.until(lambda: shown.rows and not shown.rows[0].isHidden())
    assert hanna.page.tabs.accessibleTabName(hanna.page.places["documents"]).endswith("2")
    shown.focus_first()
    assert "expired" in hanna.focus.accessibleName()
    hanna.press("Down")
    assert hanna.focus is shown.rows[1]
    hanna.press("Return")
    form = papers_tab(hanna).papers.form
    write(hanna, form, "number", "D3")
    hanna.press("Return")
    hanna.until(lambda: {paper.number for paper in kept(hanna).documents} == {"EP1", "D3"})
    hanna.until(lambda: form.isHidden())
    shown.focus_first()
    hanna.press("Delete")
    hanna.until(lambda: {paper.number for paper in kept(hanna).documents} == {"D3"})
    hanna.until(lambda: "Taken away" in hanna.window.undo_bar.accessibleName())
    hanna.press("Ctrl+Alt+Z")
    hanna.until(lambda: {paper.number for paper in kept(hanna).documents} == {"D3", "EP1"})


def test_a_refused_offer_vanishes_from_menus_palette_header_and_forms(hanna: Desk) -> None:
    case = hanna.office.cases[SELAM]
    hanna.stored(casework.set_fields, case, {"programme": "VOT", "flags": "+trafficking"})
    sit(hanna)
    hanna.until(lambda: hanna.page.state.head().programme == "VOT")
    assert "Add a photo of the client" in commands(hanna)
    assert "Fill in the trafficking record" in commands(hanna)
    go(hanna, "safety")
    hanna.press("Alt+Shift+W")
    form = safety_tab(hanna).refusals.form
    choose(hanna, form, "offer", "Anything")
    write(hanna, form, "words", "Only the ticket.")
    hanna.press("Return")
    hanna.until(lambda: hanna.page.state.head().programme == "REAN")
    hanna.until(lambda: not hanna.page.people.dossier.allows("arrival"))  # type: ignore[union-attr]
    assert "Trafficking" not in {words for _icon, words in hanna.page.state.head().flags}
    assert not {"Add a photo of the client", "Fill in the trafficking record"} & commands(hanna)
    assert safety_tab(hanna).trafficking.isHidden()
    go(hanna, "person")
    assert hanna.page.form._flags["trafficking"].isHidden()
    assert hanna.page.family.photo.isHidden()
    programme = hanna.page.form.fields["programme"]
    assert isinstance(programme, ChoiceField)
    offered = {option.key for option in programme._options()}
    assert "REAN" in offered
    assert not {"VOT", "HRT"} & offered
    go(hanna, "safety")
    safety_tab(hanna).refusals.rows.focus_first()
    hanna.press("Delete")
    hanna.until(lambda: hanna.page.state.head().programme == "VOT")
    hanna.until(lambda: "Fill in the trafficking record" in commands(hanna))


def test_lists_name_neither_trafficking_nor_the_programme(hanna: Desk) -> None:
    case = hanna.office.cases[SELAM]
    hanna.stored(casework.set_fields, case, {"programme": "VOT", "flags": "+trafficking,+safety,+health"})
    hanna.settle()
    hanna.press("Ctrl+F")
    hanna.type("sela")
    hanna.settle()
    hanna.until(lambda: hanna.cases.rows.rowCount() == 1)
    said = hanna.cases.rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) or ""
    hanna.until(lambda: "Health" in str(hanna.cases.rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)))
    said = str(hanna.cases.rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert not {word for word in ("VOT", "Trafficking", "Safety") if word in said}


def test_a_rule_stands_beside_the_phone_number_and_stops_copying_it(hanna: Desk) -> None:
    case = hanna.office.cases[SELAM]
    hanna.stored(casework.set_fields, case, {"phone": "06 1234 5678"})
    sit(hanna)
    hanna.until(lambda: "Copy the phone number" in commands(hanna))
    hanna.page.acts.copy_phone()
    assert QGuiApplication.clipboard().text() == "06 1234 5678"
    QGuiApplication.clipboard().setText("something else")
    go(hanna, "safety")
    hanna.press("Alt+Shift+C")
    form = safety_tab(hanna).rules.form
    choose(hanna, form, "rule", "Never")
    write(hanna, form, "remark", "brother answers")
    hanna.press("Return")
    hanna.until(lambda: hanna.page.state.page is not None and hanna.page.state.page.contact_rules)
    hanna.page.acts.copy_phone()
    assert QGuiApplication.clipboard().text() == "something else"
    hanna.until(lambda: "Do not call" in hanna.window.banner.accessibleName())
    go(hanna, "person")
    phone = hanna.page.form.fields["phone"]
    hanna.until(lambda: "Never call" in phone.accessibleDescription())
    assert any("Never call" in words for _icon, words in hanna.page.state.head().flags)


def test_only_named_readers_is_said_before_and_after(hanna: Desk) -> None:
    sit(hanna)
    go(hanna, "safety")
    safety_tab(hanna).choose_readers()
    form = safety_tab(hanna).readers.form
    assert form.spec is not None
    assert form.spec.warns
    assert "North" in form.spec.says
    hanna.press("Space")
    chips = form.findChildren(Chip)
    assert [chip.isChecked() for chip in chips].count(True) == 1
    write(hanna, form, "reason", "threats")
    hanna.press("Return")
    hanna.until(lambda: kept(hanna).restriction is not None)
    hanna.until(lambda: any("Named readers" in words for _icon, words in hanna.page.state.head().flags))
    assert len(kept(hanna).restriction.readers) == 2  # type: ignore[union-attr]
    hanna.until(lambda: "Open the case to its team again" in commands(hanna))
    ends = {row.row.end for row in safety_tab(hanna).readers.rows.rows}
    hanna.until(lambda: "keeps what came before" in {row.row.end for row in safety_tab(hanna).readers.rows.rows})
    assert ends


def test_the_trafficking_record_is_filled_in_field_by_field(hanna: Desk) -> None:
    sit(hanna)
    go(hanna, "safety")
    shown = safety_tab(hanna)
    shown._fill_in("con_Consent")
    choose(hanna, shown.trafficking.form, "value", "yes")
    shown.trafficking.form.submit()
    hanna.until(lambda: kept(hanna).trafficking and kept(hanna).trafficking[0].con_Consent == "TRUE")
    hanna.until(lambda: shown.trafficking.form.isHidden())
    shown._fill_in("vic_TypeOfExploitation")
    hanna.press("Space")
    shown.trafficking.form.submit()
    hanna.until(lambda: kept(hanna).trafficking[0].vic_TypeOfExploitation == ("ForcedLabour",))


def test_an_event_of_trafficking_is_added_changed_and_taken_away(hanna: Desk) -> None:
    sit(hanna)
    go(hanna, "safety")
    shown = safety_tab(hanna)
    shown._fill_in("trafficking event")
    choose(hanna, shown.trafficking.form, "hte_Type", "Transit")
    write(hanna, shown.trafficking.form, "hte_City", "Lagos")
    write(hanna, shown.trafficking.form, "hte_Date", "1-1-2999")
    shown.trafficking.form.submit()
    assert shown.trafficking.form.rows["hte_Date"].error()
    write(hanna, shown.trafficking.form, "hte_Date", "1-1-2025")
    shown.trafficking.form.submit()
    hanna.until(lambda: kept(hanna).trafficking_parts)
    hanna.until(lambda: shown.trafficking.form.isHidden())
    hanna.until(lambda: shown.trafficking.rows.rows)
    (row,) = (one.row for one in shown.trafficking.rows.rows)
    shown.trafficking.change.emit(row)
    write(hanna, shown.trafficking.form, "hte_City", "Abuja")
    shown.trafficking.form.submit()
    hanna.until(lambda: "Abuja" in repr(kept(hanna).trafficking_parts))
    shown.trafficking.remove.emit(row)
    hanna.until(lambda: not kept(hanna).trafficking_parts)


def test_a_photo_is_shown_and_taken_away(hanna: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = QImage(1200, 900, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.darkCyan)
    path = tmp_path / "face.png"
    picture.save(str(path))
    monkeypatch.setattr(family_part, "ask_open_file", lambda *_arguments: path)
    sit(hanna)
    go(hanna, "person")
    hanna.page.family.add_photo("")
    hanna.until(lambda: kept(hanna).photos)
    hanna.until(lambda: hanna.page.family.persons.rows.rows[0].row.image)
    hanna.page.people.remove_photo(kept(hanna).persons[0].id)
    hanna.until(lambda: not kept(hanna).photos)


def test_every_control_of_these_parts_has_a_name(hanna: Desk) -> None:
    case = hanna.office.cases[SELAM]
    hanna.stored(families.add_person, case, {"name": "Dawit"}, relation="child")
    hanna.stored(papers.add_identifier, case, "X1")
    hanna.stored(safety.add_measure, case, "client", "risk", "measure")
    sit(hanna)
    for name in ("person", "documents", "safety"):
        go(hanna, name)
        for widget in hanna.page.findChildren(QWidget):
            if widget.isVisible() and isinstance(widget, QAbstractButton | QLineEdit):
                assert widget.accessibleName() or widget.text(), (name, widget)


def test_somebody_else_changes_the_case_meanwhile(hanna: Desk) -> None:
    sit(hanna)
    go(hanna, "documents")
    hanna.press("Alt+Shift+D")
    form = papers_tab(hanna).papers.form
    write(hanna, form, "number", "EP9")
    hanna.stored(papers.add_identifier, hanna.office.cases[SELAM], "COA 12")
    hanna.until(lambda: papers_tab(hanna).numbers.rows.rows and not papers_tab(hanna).numbers.rows.rows[0].isHidden())
    field = form.fields["number"]
    assert isinstance(field, QLineEdit)
    assert field.text() == "EP9"
    assert not form.isHidden()
