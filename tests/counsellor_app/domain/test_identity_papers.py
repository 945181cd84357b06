"""Papers and numbers: validity at the boundary days; a photo keeps nothing but what is seen."""

import base64
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.identity_papers import (
    Document,
    Validity,
    check_document,
    expiring,
    good_on,
    read_day,
    read_holder,
    read_number,
    validity_on,
)
from counsellor_app.domain.photos import MOST_BYTES, read_photo, size_of, without_metadata, write_photo

days = st.dates(date(2000, 1, 1), date(2090, 12, 31))
papers = st.builds(
    Document,
    id=st.uuids().map(str),
    issued_on=st.one_of(st.just(""), st.just("199x"), days.map(date.isoformat)),
    expires_on=st.one_of(st.just(""), st.just("soon"), days.map(date.isoformat)),
    removed=st.booleans(),
)


@given(papers, days, st.integers(0, 400))
def test_validity_never_contradicts_itself(paper: Document, day: date, within: int) -> None:
    found, plain = validity_on(paper, day, within), validity_on(paper, day)
    assert (found is Validity.EXPIRED) == (plain is Validity.EXPIRED)
    assert good_on(paper, day) is (None if found is Validity.OPEN else found in (Validity.VALID, Validity.EXPIRING))
    if found is Validity.EXPIRED:
        assert validity_on(paper, day + timedelta(1)) is Validity.EXPIRED


@given(st.lists(papers, max_size=8), days, st.integers(0, 400))
def test_expiring_finds_just_those_and_the_first_first(found: list[Document], day: date, within: int) -> None:
    listed = expiring(found, day, within)
    dates = [paper.expires_on for paper in listed]
    assert dates == sorted(dates)
    assert not any(paper.removed for paper in listed)
    expected = {
        paper.id
        for paper in found
        if not paper.removed
        and paper.expires_on not in ("", "soon")
        and date.fromisoformat(paper.expires_on) <= day + timedelta(within)
    }
    assert {paper.id for paper in listed} == expected


@pytest.mark.parametrize(
    ("day", "within", "expected"),
    [
        (date(2026, 3, 10), 0, Validity.EXPIRING),
        (date(2026, 3, 9), 0, Validity.VALID),
        (date(2026, 3, 11), 0, Validity.EXPIRED),
        (date(2025, 12, 10), 90, Validity.EXPIRING),
        (date(2025, 12, 9), 90, Validity.VALID),
        (date(2020, 3, 10), 0, Validity.VALID),
        (date(2020, 3, 9), 0, Validity.NOT_YET),
    ],
)
def test_a_paper_is_good_on_its_last_day(day: date, within: int, expected: Validity) -> None:
    assert validity_on(Document(issued_on="2020-03-10", expires_on="2026-03-10"), day, within) is expected


def test_the_end_of_the_calendar_breaks_nothing() -> None:
    paper = Document(expires_on="9999-12-31")
    assert expiring([paper], date(9999, 1, 1), 10_000) == (paper,)


def test_a_paper_cannot_expire_before_it_was_issued() -> None:
    check_document(Document(issued_on="2026-01-01", expires_on="2026-01-01"))
    with pytest.raises(ActionableError):
        check_document(Document(issued_on="2026-01-02", expires_on="2026-01-01"))


def test_numbers_and_holders() -> None:
    assert read_number("V 284.115.0932", "alien-number") == "2841150932"
    assert read_number(" NN  12/34 ", "national-id") == "NN 12/34"
    assert read_holder(" COA ") == "coa"
    assert read_holder("zus in Bahir Dar") == "zus in Bahir Dar"
    assert read_day("31-01-2030") == "2030-01-31"
    assert read_day(" ") == ""
    for text, kind in (("", "other"), ("--", "other"), ("123", "alien-number"), ("x" * 61, "other")):
        with pytest.raises(ActionableError):
            read_number(text, kind)


def part(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


FRAME = part(0xC0, b"\x08" + (40).to_bytes(2, "big") + (30).to_bytes(2, "big") + b"\x01\x01\x11\x00")
SCAN = part(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
PLACE = b"Exif\0\0 52.3676 N 4.9041 E, telephone of somebody"
EXIF = part(0xE1, PLACE)
BARE = b"\xff\xd8" + part(0xE0, b"JFIF\0") + part(0xDB, bytes(65)) + FRAME + part(0xC4, bytes(20)) + SCAN + b"\xff\xd9"
ALL = (
    b"\xff\xd8" + EXIF + part(0xE0, b"JFIF\0") + part(0xED, b"8BIM" + PLACE) + part(0xDB, bytes(65)) + part(0xFE, PLACE)
    + FRAME + part(0xC4, bytes(20)) + b"\xff" + SCAN + EXIF + b"\xff\xd9" + PLACE
)  # fmt: skip


def test_a_photo_keeps_nothing_but_what_is_seen() -> None:
    assert without_metadata(ALL) == BARE
    assert without_metadata(BARE) == BARE
    assert size_of(BARE) == (30, 40)
    kept = read_photo(write_photo(ALL))
    assert kept == BARE
    assert b"52.3676" not in kept


@given(st.integers(0, len(ALL) - 3))
def test_a_cut_photo_is_refused(length: int) -> None:
    whole = ALL[: len(ALL) - len(PLACE)]
    if length < len(whole) - 2:
        with pytest.raises(ActionableError):
            without_metadata(whole[:length])


@given(st.binary(max_size=300))
def test_any_bytes_are_a_photo_or_are_refused(found: bytes) -> None:
    for jpeg in (found, b"\xff\xd8" + found):
        try:
            bare = without_metadata(jpeg)
        except ActionableError:
            continue
        assert without_metadata(bare) == bare


@pytest.mark.parametrize(
    "image",
    ["", "no base64 here!", base64.b64encode(ALL).decode(), base64.b64encode(b"GIF89a").decode(), "A" * 100_000, "é"],
)
def test_what_is_no_bare_photo_is_not_shown(image: str) -> None:
    assert read_photo(image) == b""


def test_a_large_photo_is_refused() -> None:
    padded = BARE[:-2] + bytes(MOST_BYTES) + b"\xff\xd9"
    with pytest.raises(ActionableError):
        write_photo(padded)
    wide = BARE.replace((30).to_bytes(2, "big") + b"\x01\x01", (3_000).to_bytes(2, "big") + b"\x01\x01")
    with pytest.raises(ActionableError):
        write_photo(wide)
