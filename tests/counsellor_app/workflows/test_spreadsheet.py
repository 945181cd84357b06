"""Reading spreadsheets: no row vanishes, and whatever the file is, nothing but ActionableError."""

import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.workflows.formulas import INJECTING, unescape_cell
from counsellor_app.workflows.spreadsheet import RefusedWriter, Row, Unreadable, read_table, suggest_mapping
from counsellor_app.workflows.table import cell_text
from tests.conftest import examples
from tests.counsellor_app.workflows.reading import split
from tests.counsellor_app.workflows.tables import HEADINGS, ROWS, csv_file, xlsx_file

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
tables = st.lists(st.lists(cells, min_size=7, max_size=8), max_size=12)


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


@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=100).map(str.encode),
        st.text(max_size=60).map(lambda t: t.encode("utf-16")),
    )
)
@settings(max_examples=examples(150))
def test_any_file_is_read_or_refused_clearly(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("junk") / "list.csv"
    for content in (data, b"Naam;V-nummer\n" + data, b"PK\x03\x04" + data):
        path.write_bytes(content)
        with suppress(ActionableError):
            table = read_table(path)
            split(table, suggest_mapping(table.headings))


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


def test_unreadable_cells_and_blank_rows() -> None:
    assert Row(1, ("", "  ", "\n")).blank
    assert not Row(1, (Unreadable("", "x"),)).blank
    assert not Row(1, (date(2026, 1, 1),)).blank
    assert Row(1, (date(2026, 1, 2), Unreadable("=A1", "x"), "a")).texts() == ["2026-01-02", "=A1", "a"]
