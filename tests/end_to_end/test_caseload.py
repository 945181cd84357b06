"""The invented caseload is plausible: whole, valid, coherent, and the same every time."""

import csv
import unicodedata
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from counsellor_app.domain import validation
from counsellor_app.domain.ages import may_be_minor
from counsellor_app.domain.programmes_list import PROGRAMMES
from counsellor_app.domain.records import CaseStatus, FlagCode, NoteKind, Precision
from counsellor_app.domain.reference import is_reference
from tests.end_to_end.caseload import COLUMNS, CaseSketch, make_caseload, write_table

DAY = date(2026, 11, 21)
DAYS = [DAY, date(2027, 3, 1), date(2028, 2, 29)]


@pytest.fixture(scope="module")
def caseload() -> list[CaseSketch]:
    return make_caseload(DAY)


def test_the_same_day_gives_the_same_caseload(caseload: list[CaseSketch]) -> None:
    assert make_caseload(DAY) == caseload


@pytest.mark.parametrize("day", DAYS)
def test_it_is_large_enough_on_any_day(day: date) -> None:
    cases = make_caseload(day)
    assert len(cases) >= 300
    assert sum(len(case.notes) for case in cases) >= 3_000


@pytest.mark.parametrize("day", DAYS)
def test_minors_are_flagged_and_nobody_else(day: date) -> None:
    for case in make_caseload(day):
        minor = (FlagCode.MINOR, "") in case.flags
        born = case.birth_date
        assert minor == case.programme.startswith("UAM")
        if minor:
            assert may_be_minor(born, case.birth_precision, day)
        else:
            assert not may_be_minor(born, case.birth_precision, day)


def test_every_field_is_one_the_product_takes(caseload: list[CaseSketch]) -> None:
    for case in caseload:
        assert is_reference(case.reference)
        assert validation.read_name(case.name) == case.name
        assert not case.own_name or validation.read_name(case.own_name) == case.own_name
        assert validation.read_alien_number(case.alien_number) == case.alien_number
        assert case.programme in PROGRAMMES or not case.programme
        assert case.status in set(CaseStatus)
        assert case.birth_precision in set(Precision)
        assert {code for code, _ in case.flags} <= set(FlagCode)
        for note in case.notes:
            assert note.kind in set(NoteKind)
            assert validation.read_note_text(note.text) == note.text


def test_what_names_one_case_names_no_other(caseload: list[CaseSketch]) -> None:
    references = [case.reference for case in caseload]
    numbers = [case.alien_number for case in caseload if case.alien_number]
    assert len(set(references)) == len(references)
    assert len(set(numbers)) == len(numbers)


def test_notes_are_whole_sentences_of_a_readable_length(caseload: list[CaseSketch]) -> None:
    texts = [note.text for case in caseload for note in case.notes]
    assert all(75 <= len(text) <= 1_500 for text in texts)
    assert not [text for text in texts if "{" in text or "  " in text]
    assert all(text[0].isupper() or text[0] in "«“€0123456789" for text in texts)
    assert len(set(texts)) > 0.94 * len(texts)


def test_notes_follow_each_other_over_the_last_year(caseload: list[CaseSketch]) -> None:
    for case in caseload:
        moments = [datetime.fromtimestamp(note.held_at / 1000, UTC) for note in case.notes]
        assert moments == sorted(moments)
        assert moments[0].date() >= date.fromisoformat(case.opened_on) >= DAY - timedelta(days=366)
        assert moments[-1].date() < DAY
        assert all(moment.weekday() < 5 for moment in moments)


def test_names_come_in_many_scripts(caseload: list[CaseSketch]) -> None:
    scripts = {unicodedata.name(letter).split()[0] for case in caseload for letter in case.own_name if letter.isalpha()}
    assert {"ARABIC", "ETHIOPIC", "GEORGIAN", "ARMENIAN", "CYRILLIC", "CJK"} <= scripts


def test_the_office_table_holds_every_case(caseload: list[CaseSketch], tmp_path: Path) -> None:
    path = tmp_path / "caseload.csv"
    write_table(caseload, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert tuple(rows[0]) == COLUMNS
    assert [row[0] for row in rows[1:]] == [case.reference for case in caseload]
