"""Workbooks: read as they are shown; damaged, odd or enormous, they are read or refused clearly."""

import tracemalloc
import zipfile
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from counsellor_app.domain.errors import ActionableError
from counsellor_app.workflows.spreadsheet import RefusedWriter, read_table, suggest_mapping
from counsellor_app.workflows.table import cell_text
from tests.conftest import examples
from tests.counsellor_app.workflows.reading import split
from tests.counsellor_app.workflows.tables import HEADINGS, ROWS, csv_file, edit_part, xlsx_file

fractions = st.floats(0, 1, exclude_max=True)


@given(st.data())
@settings(max_examples=examples(80))
def test_a_damaged_workbook_is_read_or_refused_clearly(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    path = xlsx_file(folder / "list.xlsx", [HEADINGS, *ROWS], merge=["A2:A3"])
    good = path.read_bytes()
    at = int(data.draw(fractions) * len(good))
    bit = data.draw(st.integers(0, 7))
    for content in (good[:at], good[:at] + bytes([good[at] ^ 1 << bit]) + good[at + 1 :]):
        path.write_bytes(content)
        with suppress(ActionableError):
            table = read_table(path)
            split(table, suggest_mapping(table.headings))


@given(
    st.sampled_from(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"]), st.data()
)
@settings(max_examples=examples(60))
def test_a_workbook_with_odd_xml_is_read_or_refused_clearly(
    tmp_path_factory: pytest.TempPathFactory, part: str, data: st.DataObject
) -> None:
    path = xlsx_file(tmp_path_factory.mktemp("odd") / "list.xlsx", [HEADINGS, *ROWS], merge=["A2:A3"])
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    text = parts[part]
    at = int(data.draw(fractions) * len(text))
    parts[part] = (
        text[:at] + data.draw(st.sampled_from([b"", b"<", b"9" * 20, b"\xff", b'"', b"<x/>"])) + text[at + 1 :]
    )
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    with suppress(ActionableError):
        table = read_table(path)
        split(table, suggest_mapping(table.headings))


def test_a_workbook_gives_what_a_csv_gives(tmp_path: Path) -> None:
    table = read_table(xlsx_file(tmp_path / "list.xlsx", [HEADINGS, *ROWS]))
    assert table.headings == HEADINGS
    assert table.estimate == 3
    assert [tuple(row.texts()) for row in table.rows()] == list(ROWS)
    assert split(table, suggest_mapping(table.headings)) == split(
        read_table(csv_file(tmp_path / "list.csv", [HEADINGS, *ROWS])), suggest_mapping(HEADINGS)
    )


def test_numbers_dates_and_zeros_are_read_as_they_are_shown(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Naam", "V-nummer", "Geboortedatum", "Datum", "Telefoon", "Geboortejaar"])
    sheet.append(["Abdi", 1234567890, date(1985, 5, 3), datetime(2026, 3, 1, 10, 30), 612345678, 1985])
    sheet.append(["Zero", 123456789, datetime(1990, 12, 31), date(2026, 3, 1), 1.5, 1990.0])
    sheet["B3"].number_format = "0000000000"
    book.save(tmp_path / "list.xlsx")
    table = read_table(tmp_path / "list.xlsx")
    imported, refused = split(table, suggest_mapping(table.headings))
    assert not refused
    assert [case.alien_number for case in imported] == ["1234567890", "0123456789"]
    assert [case.birth_date for case in imported] == ["1985-05-03", "1990-12-31"]
    assert [case.opened_on for case in imported] == ["2026-03-01", "2026-03-01"]
    assert [case.phone for case in imported] == ["612345678", "1.5"]


def test_merged_cells_are_filled_and_reported(tmp_path: Path) -> None:
    rows = [
        ("Caseload november", "", ""),
        ("Naam", "Locatie", "Taal"),
        ("Abdi", "Ter Apel", "so"),
        ("Hassan", "", "ar"),
        ("Jan", "", "nl"),
        ("", "", ""),
        ("Piet", "Zeist", "nl"),
    ]
    table = read_table(xlsx_file(tmp_path / "list.xlsx", rows, merge=["A1:C1", "B3:B6"]))
    assert table.heading_row == 2
    places = [case.place for case in split(table, suggest_mapping(table.headings))[0]]
    assert places == ["Ter Apel", "Ter Apel", "Ter Apel", "Zeist"]
    assert any("A1:C1, B3:B6" in remark for remark in table.remarks)
    wide = read_table(xlsx_file(tmp_path / "wide.xlsx", [("Naam", "Voornaam"), ("Abdi", "")], merge=["A2:B2"]))
    assert next(wide.rows()).texts() == ["Abdi", "Abdi"]


def test_absurdly_merged_sheets_are_refused(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "list.xlsx", [("Naam",), ("Abdi",)])
    areas = "".join(f'<mergeCell ref="A2:B{3 + at}"/>' for at in range(600))
    edit_part(
        path, "xl/worksheets/sheet1.xml", ("</sheetData>", f'</sheetData><mergeCells count="600">{areas}</mergeCells>')
    )
    with pytest.raises(ActionableError, match="Too many merged cells"):
        list(read_table(path).rows())
    areas = "".join(f'<mergeCell ref="A{at}:B{at}"/>' for at in range(2, 50_010))
    path = xlsx_file(tmp_path / "list.xlsx", [("Naam",), ("Abdi",)])
    edit_part(path, "xl/worksheets/sheet1.xml", ("</sheetData>", f"</sheetData><mergeCells>{areas}</mergeCells>"))
    with pytest.raises(ActionableError, match="50000 merged cells"):
        read_table(path)


def test_formulas_by_their_stored_result_or_refused(tmp_path: Path) -> None:
    rows = [
        ("Naam", "Locatie", "Kolom X"),
        ("Abdi", '="Ter "&"Apel"', "=1+1"),
        ("Hassan", "=B9", ""),
        ("Jan", "=NA()", ""),
        ("Piet", '=""', ""),
    ]
    path = xlsx_file(tmp_path / "list.xlsx", rows)
    edit_part(
        path,
        "xl/worksheets/sheet1.xml",
        (
            '<c r="B2"><f>"Ter "&amp;"Apel"</f><v /></c>',
            '<c r="B2" t="str"><f>"Ter "&amp;"Apel"</f><v>Ter Apel</v></c>',
        ),
        ('<c r="B4"><f>NA()</f><v /></c>', '<c r="B4" t="e"><f>NA()</f><v>#N/A</v></c>'),
        ('<c r="B5"><f>""</f><v /></c>', '<c r="B5" t="str"><f>""</f><v></v></c>'),
    )
    table = read_table(path)
    imported, refused = split(table, suggest_mapping(table.headings))
    assert [(case.name, case.place) for case in imported] == [("Abdi", "Ter Apel"), ("Piet", "")]
    assert [row.number for row in refused] == [3, 4]
    assert "no stored result" in refused[0].reason
    assert "error" in refused[1].reason
    assert cell_text(refused[0].cells[1]) == "=B9"
    with RefusedWriter(path, table.headings) as writer:
        for row in refused:
            writer.write(row)
    assert writer.path is not None
    assert '"\'=B9"' in writer.path.read_text("utf-8-sig")


def test_the_sheet_with_the_headings_is_chosen_and_said(tmp_path: Path) -> None:
    book = Workbook()
    first = book.active
    assert first is not None
    first.append(["Toelichting bij deze lijst"])
    hidden = book.create_sheet("Oud")
    hidden.append(list(HEADINGS))
    hidden.sheet_state = "hidden"
    lijst = book.create_sheet("Caseload")
    lijst.append(list(HEADINGS))
    lijst.append(list(ROWS[0]))
    book.save(tmp_path / "list.xlsx")
    table = read_table(tmp_path / "list.xlsx")
    assert "“Caseload”" in table.remarks[0]
    assert len(list(table.rows())) == 1
    Workbook().save(tmp_path / "empty.xlsx")
    with pytest.raises(ActionableError, match="nothing in this workbook"):
        read_table(tmp_path / "empty.xlsx")


def test_a_sheet_that_lies_about_its_size_is_read_whole(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "list.xlsx", [HEADINGS, *ROWS])
    edit_part(path, "xl/worksheets/sheet1.xml", ('<dimension ref="A1:G4" />', '<dimension ref="A1:B2"/>'))
    assert [tuple(row.texts()) for row in read_table(path).rows()] == list(ROWS)
    edit_part(path, "xl/worksheets/sheet1.xml", ('<row r="4"', '<row r="999999999"'))
    with pytest.raises(ActionableError, match="damaged"):
        list(read_table(path).rows())


def test_control_characters_in_workbooks_are_refused(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "list.xlsx", [("Naam", "Taal"), ("AbdiXHassan", "so")])
    edit_part(path, "xl/sharedStrings.xml", ("AbdiXHassan", "Abdi_x0001_Hassan"))
    table = read_table(path)
    assert next(table.rows()).cells[0] == "Abdi\x01Hassan"
    assert "U+0001" in split(table, suggest_mapping(table.headings))[1][0].reason


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path / "list.xlsx", [HEADINGS, *ROWS])
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package,
        package.open("xl/huge.xml", "w", force_zip64=True) as part,
    ):
        for _block in range(300):
            part.write(bytes(1 << 20))
    with pytest.raises(ActionableError, match="too large"):
        read_table(path)


def test_a_large_workbook_streams(tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Lijst")
    sheet.append(["Naam", "Geboortejaar"])
    for number in range(20_000):
        sheet.append([f"Abdi {number}", 1985])
    book.save(tmp_path / "list.xlsx")
    table = read_table(tmp_path / "list.xlsx")
    assert table.estimate == 20_000
    tracemalloc.start()
    assert sum(1 for _row in table.rows()) == 20_000
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 24 << 20
