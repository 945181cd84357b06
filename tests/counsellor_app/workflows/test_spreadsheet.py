"""Reading spreadsheets: no row vanishes, nothing but ActionableError, every encoding and every habit of an office."""

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
from counsellor_app.workflows.csv_table import INJECTING, escape_cell, unescape_cell
from counsellor_app.workflows.spreadsheet import (
    ImportedCase,
    Mapping,
    RefusedRow,
    RefusedWriter,
    Row,
    Table,
    Unreadable,
    interpret_row,
    read_table,
    suggest_mapping,
)
from counsellor_app.workflows.table import cell_text
from tests.counsellor_app.workflows.tables import HEADINGS, csv_file, edit_part, xlsx_file

TODAY = date(2026, 11, 21)
ROWS = (
    ("D-1", "Zoë Müller", "1234567890", "3-5-1985", "Duitse", "Duits", "cliënt is geïnteresseerd; wil “terug”"),
    ("D-2", "René d'Angelo", "2234567890", "ca. 1990", "Angolese", "Portugees", "één gesprek"),
    ("D-3", "José", "3234567890", "1971", "SY", "Arabisch", "wacht op bericht"),
)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=12)
cells = st.one_of(
    texts,
    st.sampled_from(
        [
            "",
            " ",
            "Abdi Hassan",
            "V 123.456.7890",
            "31-02-1985",
            "1985",
            "Somalische",
            "Klingon",
            "=1+1",
            "+31",
            "a\nb",
            "'=x",
        ]
    ),
)
fractions = st.floats(0, 1, exclude_max=True)
tables = st.lists(st.lists(cells, min_size=7, max_size=8), max_size=12)


def split(table: Table, mapping: Mapping) -> tuple[list[ImportedCase], list[RefusedRow]]:
    """Return the cases and the refused rows of a whole table."""
    results = [interpret_row(row, mapping, TODAY) for row in table.rows()]
    imported = [result for result in results if isinstance(result, ImportedCase)]
    return imported, [result for result in results if isinstance(result, RefusedRow)]


@given(tables, st.sampled_from([";", ",", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]))
def test_rows_are_imported_or_refused_and_none_vanishes(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], separator: str, encoding: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    path = csv_file(folder / "list.csv", [HEADINGS, *rows], encoding, separator)
    table = read_table(path)
    imported, refused = split(table, suggest_mapping(table.headings))
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(imported) + len(refused) == len(filled) == table.estimate
    numbers = [case.number for case in imported] + [row.number for row in refused]
    assert len(set(numbers)) == len(numbers)
    by_number = dict(enumerate(rows, start=2))
    for result in refused:
        assert [cell_text(cell) for cell in result.cells] == [unescape_cell(cell) for cell in by_number[result.number]]
        assert result.reason
    with RefusedWriter(path, table.headings) as writer:
        for result in refused:
            writer.write(result)
    assert (writer.path is not None) == bool(refused)
    if writer.path is not None:
        again = read_table(writer.path)
        assert [row.texts()[2:] for row in again.rows()] == [[*map(cell_text, result.cells)] for result in refused]
        assert again.headings[2:] == table.headings
        written = [row.split('";"') for row in writer.path.read_text("utf-8-sig").strip('"\r\n').split('"\r\n"')]
        assert not any(cell and cell.strip("'")[:1] in INJECTING and cell[0] != "'" for row in written for cell in row)


@given(st.text())
def test_escaped_cells_are_no_formulas_and_come_back(text: str) -> None:
    escaped = escape_cell(text)
    assert unescape_cell(escaped) == text
    assert not escaped or escaped[0] not in INJECTING


@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=100).map(str.encode),
        st.text(max_size=60).map(lambda t: t.encode("utf-16")),
    )
)
@settings(max_examples=150)
def test_any_file_is_read_or_refused_clearly(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("junk") / "list.csv"
    for content in (data, b"Naam;V-nummer\n" + data, b"PK\x03\x04" + data):
        path.write_bytes(content)
        with suppress(ActionableError):
            table = read_table(path)
            split(table, suggest_mapping(table.headings))


@given(st.data())
@settings(max_examples=80)
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
@settings(max_examples=60)
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


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp850", "mac_roman"]
)
def test_every_encoding_and_separator_of_an_office(tmp_path: Path, encoding: str, separator: str) -> None:
    rows = [[cell.replace("“", "'").replace("”", "'") for cell in row] for row in ROWS]
    table = read_table(csv_file(tmp_path / "list.csv", [HEADINGS, *rows], encoding, separator))
    assert [row.texts() for row in table.rows()] == rows
    assert table.headings == HEADINGS
    imported, refused = split(table, suggest_mapping(table.headings))
    assert not refused
    assert [case.name for case in imported] == ["Zoë Müller", "René d'Angelo", "José"]


@pytest.mark.parametrize(
    ("encoding", "rows"),
    [
        ("cp1254", [("Ayşe Yıldız", "görüşme yapıldı"), ("Mehmet Özgür Şahin", "İstanbul")]),
        ("cp1250", [("Jiří Dvořák", "žádost o návrat"), ("Łukasz Wałęsa", "rozmowa")]),
        ("cp1256", [("أحمد محمد", "تم الحديث مع العميل"), ("فاطمة حسن", "يريد العودة إلى الوطن")]),
        ("cp1251", [("Иван Петров", "Клиент хочет вернуться домой"), ("Ольга Иванова", "Разговор состоялся")]),
        ("cp1253", [("Γιώργος Παπαδόπουλος", "θέλει να επιστρέψει")]),
        ("gb18030", [("王小明", "想回国，谈话很好"), ("李华", "没有护照")]),
        ("utf-16-le", [("أحمد محمد", "تم الحديث"), ("ተስፋይ", "ምስጢር")]),
        ("cp1252", [("MÜLLER", "€ 1750 – goed"), ("ÖZTÜRK", "’s avonds")]),
        ("cp1252", [("Zoë", "")]),
    ],
)
def test_other_scripts_and_their_encodings(tmp_path: Path, encoding: str, rows: list[tuple[str, str]]) -> None:
    table = read_table(csv_file(tmp_path / "list.csv", [("Naam", "Opmerking"), *rows], encoding))
    assert [tuple(row.texts()) for row in table.rows()] == rows
    assert encoding in table.remarks[0]


def test_rows_in_another_encoding_are_refused_by_number_and_kept(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "list.csv", [HEADINGS, *ROWS])
    path.write_bytes(path.read_bytes() + "D-4;Zoé;;;;;één\r\n".encode("cp1252") + b"D-5;Jan;;;;;\r\n")
    table = read_table(path)
    imported, refused = split(table, suggest_mapping(table.headings))
    assert [case.reference for case in imported] == ["D-1", "D-2", "D-3", "D-5"]
    assert [row.number for row in refused] == [5]
    assert "encoding" in refused[0].reason
    assert [cell_text(cell) for cell in refused[0].cells] == ["D-4", "Zoé", "", "", "", "", "één"]
    forced = read_table(csv_file(tmp_path / "other.csv", [HEADINGS, *ROWS], "cp1252"), "utf-8")
    assert [row.number for row in split(forced, suggest_mapping(forced.headings))[1]] == [2, 3, 4]
    with pytest.raises(ActionableError, match="no text encoding"):
        read_table(path, "klingon-8")


def test_a_truncated_wide_file_loses_no_row(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "list.csv", [HEADINGS, *ROWS], "utf-16")
    path.write_bytes(path.read_bytes()[:-5])
    table = read_table(path)
    imported, refused = split(table, suggest_mapping(table.headings))
    assert (len(imported), len(refused)) == (2, 1)


def test_quotation_marks_that_do_not_match_are_told_before_anything_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('Naam;Opmerking\nAbdi;goed\nHassan;"nooit gesloten\nJan;x\n')
    with pytest.raises(ActionableError, match="Row 3: a quotation mark"):
        read_table(path)
    path.write_text('Naam;Opmerking\nAbdi;"' + "x" * 1_100_000 + '"\n')
    with pytest.raises(ActionableError, match="Row 2 is too long"):
        read_table(path)
    path.write_text("Naam;" + "x" * 5_000_000)
    with pytest.raises(ActionableError, match="Row 1 is too long"):
        read_table(path)
    path.write_text('Naam;Opmerking\nAbdi;"twee\nregels"\nO"Neil;"a ""b"" c"\n')
    assert [row.texts() for row in read_table(path).rows()] == [["Abdi", "twee\nregels"], ['O"Neil', 'a "b" c']]


@pytest.mark.parametrize(
    ("text", "headings", "first"),
    [
        ("sep=,\nNaam,Plaats\nAbdi,Ter Apel\n", ("Naam", "Plaats"), ["Abdi", "Ter Apel"]),
        ("Naam\nJansen, Piet\nVries, Jan de\n", ("Naam",), ["Jansen, Piet"]),
        ("Lijst spreekuur;;\n;;\nNaam;V-nummer;Taal\nAbdi;;so\n", ("Naam", "V-nummer", "Taal"), ["Abdi", "", "so"]),
        ("Naam\tTaal\r\rAbdi\tso\r", ("Naam", "Taal"), ["Abdi", "so"]),
        ("a;b,c\n1;2,3\n", ("a", "b,c"), ["1", "2,3"]),
        ('"Naam ";" Taal\n/ talen";;\nAbdi;so;;\n', ("Naam", "Taal / talen"), ["Abdi", "so", "", ""]),
    ],
)
def test_habits_of_csv_files(tmp_path: Path, text: str, headings: tuple[str, ...], first: list[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, newline="")
    table = read_table(path)
    assert table.headings == headings
    assert next(table.rows()).texts() == first


@pytest.mark.parametrize("content", [b"", b"\n\n;;\n", b"\xef\xbb\xbf", b"%PDF-1.7", b"\x89PNG\r\n"])
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "list.csv").write_bytes(content)
    with pytest.raises(ActionableError) as caught:
        read_table(tmp_path / "list.csv")
    assert caught.value.advice


def test_missing_files_folders_and_foreign_packages_are_told(tmp_path: Path) -> None:
    with pytest.raises(ActionableError, match="not found"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(ActionableError, match="folder"):
        read_table(tmp_path)
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(ActionableError, match="old XLS format or protected"):
        read_table(old)
    for name, parts, words in (
        ("list.ods", ("mimetype", "content.xml"), "OpenDocument"),
        ("list.docx", ("word/document.xml",), "damaged or not a workbook"),
    ):
        with zipfile.ZipFile(tmp_path / name, "w") as package:
            for part in parts:
                package.writestr(part, "<x/>")
        with pytest.raises(ActionableError, match=words):
            read_table(tmp_path / name)


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


def test_200_000_rows_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with path.open("w", encoding="cp1252") as file:
        file.write("Dossiernr;Naam;Geboortedatum;Opmerking\n")
        for number in range(200_000):
            file.write(f"D-{number};Zoë {number};3-5-1985;cliënt wil terug naar huis\n")
    tracemalloc.start()
    table = read_table(path)
    assert table.estimate == 200_000
    mapping = suggest_mapping(table.headings)
    results = 0
    for row in table.rows():
        results += 1
        if row.number % 100 == 0:
            assert isinstance(interpret_row(row, mapping, TODAY), ImportedCase)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert results == 200_000
    assert peak < 16 << 20


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


def test_stopping_midway_closes_the_file(tmp_path: Path) -> None:
    for path in (
        xlsx_file(tmp_path / "list.xlsx", [HEADINGS, *ROWS]),
        csv_file(tmp_path / "list.csv", [HEADINGS, *ROWS]),
    ):
        table = read_table(path)
        rows = table.rows()
        next(rows)
        rows.close()  # type: ignore[attr-defined]
        assert len(list(table.rows())) == 3


def refused(number: int = 2, *texts: str) -> RefusedRow:
    """Return a refused row."""
    return RefusedRow(number, "Naam: missing", texts)


def test_the_refused_file_replaces_nothing_and_is_private(tmp_path: Path) -> None:
    source = csv_file(tmp_path / "list.csv", [HEADINGS])
    (tmp_path / "list-refused.csv").write_text("kept")
    with RefusedWriter(source, HEADINGS) as writer:
        writer.write(refused(7, "=cmd|' /C calc'!A0", "@SUM(1)", "\tx", "＝1", "plain", "-5"))
    assert writer.path == tmp_path / "list-refused-2.csv"
    assert writer.close() == writer.path
    assert writer.path.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "list-refused.csv").read_text() == "kept"
    line = writer.path.read_text("utf-8-sig").splitlines()[1]
    assert line == '"7";"Naam: missing";"\'=cmd|\' /C calc\'!A0";"\'@SUM(1)";"\'\tx";"\'＝1";"plain";"\'-5"'
    with RefusedWriter(source, HEADINGS) as empty:
        pass
    assert empty.path is None
    assert not list(tmp_path.glob("*.part"))


def test_a_mended_refused_file_is_imported_like_any_other(tmp_path: Path) -> None:
    source = csv_file(tmp_path / "list.csv", [HEADINGS, ("D-1", "", "", "", "", "", "x")])
    table = read_table(source)
    with RefusedWriter(source, table.headings) as writer:
        for row in split(table, suggest_mapping(table.headings))[1]:
            writer.write(row)
    assert writer.path is not None
    again = read_table(writer.path)
    imported, still = split(again, suggest_mapping(again.headings))
    assert (len(imported), len(still)) == (0, 1)
    with RefusedWriter(writer.path, again.headings) as second:
        second.write(still[0])
    assert second.path is not None
    assert read_table(second.path).headings == again.headings
    text = writer.path.read_text("utf-8-sig").replace('"D-1";""', '"D-1";"Abdi"')
    writer.path.write_text(text, "utf-8")
    mended = read_table(writer.path)
    assert [case.name for case in split(mended, suggest_mapping(mended.headings))[0]] == ["Abdi"]


def test_where_the_refused_file_cannot_be_written_it_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ActionableError):
        RefusedWriter(tmp_path / "missing" / "list.csv", HEADINGS)
    (tmp_path / "list-refused.csv.part").symlink_to("/dev/full")
    writer = RefusedWriter(tmp_path / "list.csv", HEADINGS)
    writer.write(refused(2, "x"))
    with pytest.raises(ActionableError, match="full"):
        writer.close()


def test_unreadable_cells_and_blank_rows() -> None:
    assert Row(1, ("", "  ", "\n")).blank
    assert not Row(1, (Unreadable("", "x"),)).blank
    assert not Row(1, (date(2026, 1, 1),)).blank
    assert Row(1, (date(2026, 1, 2), Unreadable("=A1", "x"), "a")).texts() == ["2026-01-02", "=A1", "a"]
