"""CSV files: every encoding, separator and habit of an office."""

import tracemalloc
from pathlib import Path

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.workflows.spreadsheet import ImportedCase, interpret_row, read_table, suggest_mapping
from counsellor_app.workflows.table import cell_text
from tests.counsellor_app.workflows.reading import TODAY, split
from tests.counsellor_app.workflows.tables import HEADINGS, ROWS, csv_file


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
