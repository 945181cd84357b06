"""Laws of isolating and of finding a direction."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.desktop.look.bidi import FSI, PDI, isolate, text_direction

OPENS = {"\u2066", "\u2067", FSI}
anything = st.text(st.characters(codec="utf-8"), max_size=40)
brackets = st.text(st.sampled_from(["\u2066", "\u2067", FSI, PDI, "a", "ش", "1", " "]), max_size=20)
some_text = anything | brackets


def depths(text: str) -> list[int]:
    depth, found = 0, []
    for character in text:
        depth += (character in OPENS) - (character == PDI)
        found.append(depth)
    return found


@given(some_text.filter(bool))
def test_nothing_leaks_out_of_an_isolate(text: str) -> None:
    inside = depths(isolate(text))
    assert inside[-1] == 0
    assert all(depth > 0 for depth in inside[:-1])


@given(some_text)
def test_isolating_adds_and_takes_only_directions(text: str) -> None:
    def bare(written: str) -> str:
        return "".join(character for character in written if character not in OPENS | {PDI})

    assert bare(isolate(text)) == bare(text)


def test_nothing_stays_nothing() -> None:
    assert isolate("") == ""


@given(anything)
def test_isolating_does_not_change_the_direction(text: str) -> None:
    assert text_direction(isolate(text)) == text_direction(text)


@given(anything, st.sampled_from(["ltr", "rtl"]))
def test_a_strong_character_in_front_decides(text: str, way: str) -> None:
    first = "a" if way == "ltr" else "\u0634"
    assert text_direction(first + text) == way


@given(st.text("0123456789 .,:-–()", max_size=20))
def test_without_strong_characters_the_default_holds(text: str) -> None:
    assert text_direction(text, "rtl") == "rtl"
    assert text_direction(text, "ltr") == "ltr"


@given(anything.filter(lambda text: any(unicodedata.bidirectional(c) == "L" for c in text)))
def test_an_isolated_name_in_front_does_not_turn_a_sentence(text: str) -> None:
    assert text_direction(isolate("كاروان") + " · " + "a" + text) == "ltr"
