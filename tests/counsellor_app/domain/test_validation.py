import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Precision
from counsellor_app.domain.validation import (
    LONGEST_NOTE,
    read_alien_number,
    read_birth_date,
    read_date,
    read_line,
    read_long_text,
    read_name,
    read_note_text,
)
from sync.protocol.body import encode, pack_body
from sync.protocol.changes import ChangeSet, Create

TODAY = date(2026, 11, 21)


@given(st.text(max_size=300))
def test_a_line_is_clean_or_refused_and_reading_twice_changes_nothing(text: str) -> None:
    try:
        line = read_line(text)
    except ActionableError:
        return
    assert read_line(line) == line
    assert line == line.strip()
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in line)


@given(st.text(max_size=300))
def test_a_note_keeps_every_word(text: str) -> None:
    try:
        note = read_note_text(text)
    except ActionableError:
        return
    assert read_note_text(note) == note
    assert note.split() == unicodedata.normalize("NFC", text.removeprefix("\ufeff")).split()


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9f", "\ud800"])
def test_controls_are_refused_with_their_place_and_never_repeated(character: str) -> None:
    for reader in (read_line, read_note_text, read_name):
        with pytest.raises(ActionableError) as refusal:
            reader(f"Geheim{character}woord")
        assert "Character 7" in refusal.value.title
        assert "Geheim" not in str(refusal.value)


@pytest.mark.parametrize("name", ["أمينة", "Xasan Cabdi", "ተስፋይ", "علی‌رضا", "O'Neil-van der Berg", "阿明", "Љубиша"])
def test_names_of_all_scripts_stand(name: str) -> None:
    assert read_name(f"  {name} ") == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("name", ["", "   ", "123", "--", "\u202e"])
def test_a_name_has_a_letter(name: str) -> None:
    with pytest.raises(ActionableError):
        read_name(name)


def test_display_overrides_do_not_spill_over_the_screen() -> None:
    assert read_name("Ali\u202e Hassan\ufeff") == "Ali Hassan"


def test_a_note_over_the_limit_is_refused_and_says_what_is_safe() -> None:
    with pytest.raises(ActionableError) as refusal:
        read_note_text("x" * (LONGEST_NOTE + 1))
    assert "200001" in refusal.value.title
    assert "Nothing was lost" in refusal.value.advice


@pytest.mark.parametrize("character", ["ሴ", "\U00010400", '"', "\\", "\n", "\t"])
def test_the_longest_note_fits_one_envelope_in_every_script(character: str) -> None:
    text = read_long_text(character * (LONGEST_NOTE - 1) + "x", LONGEST_NOTE)
    body = encode(ChangeSet([Create("note", {"text": text, "place": "x" * 200})]))
    incompressible = 1 << 20
    assert len(body) < incompressible - 1024
    pack_body(body)


@given(
    st.from_regex(r"\A[0-9]{10}\Z"),
    st.sampled_from(["", "V-", "v", "V.", "V-nr ", "Vnummer: "]),
    st.sampled_from(["", " ", ".", "-"]),
)
def test_alien_numbers_in_every_grouping(digits: str, prefix: str, separator: str) -> None:
    written = prefix + separator.join((digits[:3], digits[3:6], digits[6:]))
    assert read_alien_number(written) == digits


@pytest.mark.parametrize("text", ["123456789", "12345678901", "12345678a0", "abc", "V-"])
def test_anything_else_is_no_alien_number(text: str) -> None:
    if text == "V-":
        assert read_alien_number(text) == ""
        return
    with pytest.raises(ActionableError):
        read_alien_number(text)


def test_digits_of_other_scripts_are_digits() -> None:
    assert read_alien_number("۲۸۰۱۲۳۴۵۶۷") == "2801234567"
    assert read_birth_date("٧-٣-١٩٨٨", TODAY) == ("1988-03-07", Precision.KNOWN)


@given(st.dates(date(1905, 1, 1), TODAY))
def test_whole_dates_both_ways_round(born: date) -> None:
    for written in (
        born.isoformat(),
        f"{born.day}-{born.month}-{born.year}",
        f"{born.day:02}/{born.month:02}/{born.year}",
    ):
        assert read_birth_date(written, TODAY) == (born.isoformat(), Precision.KNOWN)
        assert read_birth_date(f"ca. {written}", TODAY) == (born.isoformat(), Precision.ESTIMATED)
        assert read_date(written) == born


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", ("", Precision.UNKNOWN)),
        ("1988", ("1988", Precision.YEAR)),
        ("00-00-1988", ("1988", Precision.YEAR)),
        ("1988-00-00", ("1988", Precision.YEAR)),
        ("xx-xx-1988", ("1988", Precision.YEAR)),
        ("circa 1988", ("1988", Precision.ESTIMATED)),
        ("±1988", ("1988", Precision.ESTIMATED)),
        ("ongeveer 1988", ("1988", Precision.ESTIMATED)),
        ("29-02-1988", ("1988-02-29", Precision.KNOWN)),
    ],
)
def test_dates_known_in_part(written: str, expected: tuple[str, Precision]) -> None:
    assert read_birth_date(written, TODAY) == expected


@pytest.mark.parametrize(
    "written",
    ["31-02-1990", "29-02-1990", "1990-02-31", "31-04-1990", "1990-13-01", "32-01-1990", "0-1-1990", "12-1990",
     "7-3-88", "1850", "2027", "22-11-2026", "9999", "yesterday", "1990-1", "1e10", "0000"],
)  # fmt: skip
def test_dates_that_cannot_be(written: str) -> None:
    with pytest.raises(ActionableError) as refusal:
        read_birth_date(written, TODAY)
    assert refusal.value.advice


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_a_refusal_never_a_crash(text: str) -> None:
    try:
        born, precision = read_birth_date(text, TODAY)
    except ActionableError:
        return
    assert (born == "") is (precision == Precision.UNKNOWN)
