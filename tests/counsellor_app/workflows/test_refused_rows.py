"""The file of refused rows: it replaces nothing, carries no formulas, and is imported again once mended."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.workflows.formulas import INJECTING, escape_cell, unescape_cell
from counsellor_app.workflows.spreadsheet import RefusedRow, RefusedWriter, read_table, suggest_mapping
from sync.wording import set_language
from tests.counsellor_app.workflows.reading import split
from tests.counsellor_app.workflows.tables import HEADINGS, csv_file


@given(st.text())
def test_escaped_cells_are_no_formulas_and_come_back(text: str) -> None:
    escaped = escape_cell(text)
    assert unescape_cell(escaped) == text
    assert not escaped or escaped[0] not in INJECTING


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


@pytest.mark.parametrize(("then", "now"), [("en", "nl"), ("nl", "en"), ("nl", "nl")])
def test_its_own_file_is_known_again_in_every_language(tmp_path: Path, then: str, now: str) -> None:
    try:
        set_language(then)
        with RefusedWriter(tmp_path / "list.csv", HEADINGS) as first:
            first.write(refused(2, "x"))
        assert first.path is not None
        again = read_table(first.path)
        set_language(now)
        with RefusedWriter(first.path, again.headings) as second:
            second.write(RefusedRow(2, "again", ("2", "Naam: missing", "x")))
        assert second.path is not None
        headings = read_table(second.path).headings
    finally:
        set_language("en")
    assert list(headings[2:]) == list(HEADINGS)
    assert headings[0] == {"en": "refused row", "nl": "geweigerde rij"}[now]


def test_where_the_refused_file_cannot_be_written_it_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ActionableError):
        RefusedWriter(tmp_path / "missing" / "list.csv", HEADINGS)
    (tmp_path / "list-refused.csv.part").symlink_to("/dev/full")
    writer = RefusedWriter(tmp_path / "list.csv", HEADINGS)
    writer.write(refused(2, "x"))
    with pytest.raises(ActionableError, match="full"):
        writer.close()
