"""Places: the shipped list is sound, a team's own records come before it, and people find one by what they write."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.places import KnownPlace, Place, find_place, known_places, make_code, make_place, read_places
from sync.wording import resources_folder

SHIPPED = tuple(
    place
    for path in sorted((resources_folder() / "places").glob("*.toml"))
    for place in read_places(path.read_text(encoding="utf-8"))
)


def test_the_places_of_the_texts_are_shipped() -> None:
    codes = {place.code for place in SHIPPED}
    assert len(codes) == len(SHIPPED)
    assert {"dji-rotterdam", "dji-alphen", "dji-dordrecht", "dji-zaandam", "dji-zeist"} <= codes
    assert {"coa-amersfoort", "office-den-haag", "airport-schiphol", "city-tilburg", "city-utrecht"} <= codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("dji-alphen", "dji-alphen"),
        ("Alphen", "dji-alphen"),
        ("alphen aan den rijn", "dji-alphen"),
        ("DC Zaandam", "dji-zaandam"),
        ("azc Amersfoort", "coa-amersfoort"),
        ("Schiphol", "airport-schiphol"),
        ("Tilburg", "city-tilburg"),
        ("detentiecentrum zeist", "dji-zeist"),
    ],
)
def test_a_place_is_found_by_what_people_write(text: str, code: str) -> None:
    assert find_place(known_places(SHIPPED, ()), text).code == code


@pytest.mark.parametrize("text", ["Rotterdam", "gemeente", "", "Timboektoe"])
def test_what_fits_several_or_none_is_refused(text: str) -> None:
    with pytest.raises(ActionableError):
        find_place(known_places(SHIPPED, ()), text)


def test_a_record_of_the_team_comes_before_the_shipped_place_and_can_take_it_away() -> None:
    own = Place(id="1", code="dji-zeist", name="Kamp Zeist", kind="dji", city="Soesterberg")
    found = next(place for place in known_places(SHIPPED, [own]) if place.code == "dji-zeist")
    assert (found.name, found.own) == ("Kamp Zeist", "1")
    assert find_place(known_places(SHIPPED, [own]), "DC Zeist").own == "1"
    gone = Place(id="1", code="dji-zeist", name="Kamp Zeist", kind="dji", removed=True)
    assert "dji-zeist" not in {place.code for place in known_places(SHIPPED, [gone])}


@given(st.permutations([Place(id=str(n), code="x", name=f"n{n}", kind="coa", removed=n == 0) for n in range(4)]))
def test_of_several_records_of_one_code_everybody_sees_the_same(own: list[Place]) -> None:
    assert [(place.name, place.own) for place in known_places((), own)] == [("n1", "1")]


@given(st.text(max_size=80) | st.text("ab -", min_size=58, max_size=80))
@example("\U0001d4d0")
@example("a" * 59 + " b")
def test_a_code_is_its_own_code(text: str) -> None:
    code = make_code(text)
    assert make_code(code) == code
    assert all(character.isascii() and (character.isalnum() or character == "-") for character in code)


def test_a_new_place_has_a_code_and_clean_values() -> None:
    place = make_place("  azc   Ter Apel ", "COA", "Ter Apel")
    assert (place.code, place.name, place.kind) == ("coa-azc-ter-apel", "azc Ter Apel", "coa")
    for name, kind, code in (("", "coa", ""), ("x", "castle", ""), ("x", "coa", "NOT a code")):
        with pytest.raises(ActionableError):
            make_place(name, kind, "", code)


@pytest.mark.parametrize(
    "text",
    [
        "other = 1",
        "[[place]]\ncode = 'a'\nname = 'A'",
        "[[place]]\ncode = 'a'\nname = 'A'\nkind = 'castle'",
        "[[place]]\ncode = 'A b'\nname = 'A'\nkind = 'coa'",
        "[[place]]\ncode = 'a'\nname = 'A'\nkind = 'coa'\nwritten = 'b'",
        "[[place]]\ncode = 'a'\nname = 'A'\nkind = 'coa'\n\n[[place]]\ncode = 'a'\nname = 'A'\nkind = 'coa'",
    ],
)
def test_a_faulty_file_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="place"):
        read_places(text)


def test_a_kind_of_a_newer_version_is_shown_as_other() -> None:
    assert known_places([KnownPlace("a", "A", "castle", "")], [])[0].kind == "castle"
