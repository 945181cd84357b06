"""Laws of the palette's brain: names before notes, the last question only, Enter takes what was meant."""

from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.desktop.palette.state import Ask, Heading, Offer, PaletteState
from counsellor_app.domain.overviews import SearchHit

COMMANDS = [("Go to Cases", "Ctrl+1"), ("New case", "Ctrl+N"), ("Sync now", "F5"), ("Lock", "Ctrl+Shift+L")]


def hit(kind: str, text: str) -> SearchHit:
    return SearchHit(
        kind=kind,
        case=text,
        note=text if kind == "note" else "",
        name=text,
        own_name="",
        reference="",
        excerpt="",
        at=0,
    )


def opened() -> PaletteState:
    state = PaletteState()
    state.opened(COMMANDS)
    return state


@given(st.lists(st.text(alphabet="ab ", max_size=4), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_whatever_the_order_of_answers_only_those_to_the_last_question_are_shown(
    texts: list[str], random: object
) -> None:
    state = opened()
    waiting = [ask for ask in (state.typed(text) for text in texts) if ask is not None]
    while waiting:
        random.shuffle(waiting)  # type: ignore[attr-defined]
        ask = waiting.pop()
        following = state.arrived(ask, [hit(ask.only, ask.text)])
        if following is not None:
            waiting.append(following)
    last = " ".join(texts[-1].split())
    shown = {line.name for line in state.lines() if isinstance(line, SearchHit)}
    assert shown == ({last} if last else set())
    assert not state.searching


def test_names_are_asked_for_before_notes_and_stand_above_them() -> None:
    state = opened()
    first = state.typed("ba")
    assert first == Ask("ba", "person", 8, first.number) if first else False
    assert first is not None
    assert state.waits_for_names
    second = state.arrived(first, [hit("person", "Batbayar")])
    assert second is not None
    assert second.only == "note"
    assert not state.waits_for_names
    assert state.searching
    assert state.arrived(second, [hit("note", "n")]) is None
    kinds = [line.text if isinstance(line, Heading) else getattr(line, "kind", "command") for line in state.lines()]
    assert kinds == ["People", "person", "Notes", "note"]


def test_one_letter_does_not_search_every_note() -> None:
    state = opened()
    ask = state.typed("b")
    assert ask is not None
    assert state.arrived(ask, []) is None
    assert not state.searching


def test_enter_before_the_names_are_there_takes_when_they_are() -> None:
    state = opened()
    ask = state.typed("ba")
    assert ask is not None
    assert not state.take()
    assert state.taking
    state.arrived(ask, [hit("person", "Batbayar")])
    assert state.taking
    assert state.take()
    state.typed("bat")
    assert not state.taking, "another letter means another question"


def test_commands_are_found_by_the_beginnings_of_their_words() -> None:
    state = opened()
    assert [line.text for line in state.lines() if isinstance(line, Offer)] == [text for text, _key in COMMANDS]
    state.typed("n ca")
    assert [line.text for line in state.lines() if isinstance(line, Offer)] == ["New case"]
    state.typed("zzz")
    assert not state.nothing_found(), "still searching"


def test_closing_drops_what_is_on_its_way() -> None:
    state = opened()
    ask = state.typed("ba")
    assert ask is not None
    state.closed()
    assert state.arrived(ask, [hit("person", "Batbayar")]) is None
    assert state.lines()[1:] == [Offer(text, key, place) for place, (text, key) in enumerate(COMMANDS)]
