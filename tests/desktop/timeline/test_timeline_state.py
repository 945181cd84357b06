"""Laws of the timeline's brain: every entry once, newest first, under its day; stale pages dropped."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.desktop.splices import splice
from counsellor_app.desktop.timeline.state import Heading, Shown, TimelineState, rows_of
from counsellor_app.domain.overviews import AmendmentEntry, Origin, TimelineEntry

NOW = 1_795_287_000_000
DAY = 86_400_000
MOMENTS = st.integers(NOW - 400 * DAY, NOW)


def origin(at: int = NOW, at_office: bool = True) -> Origin:
    return Origin(author="a", author_name="Hanna Girma", device="d", device_label="HG-2", at=at, at_office=at_office)


def note(identifier: str, at: int, **how: object) -> TimelineEntry:
    fields: dict[str, object] = {"kind": "note", "note_kind": "talk", "text": "Said and agreed.", **how}
    return TimelineEntry(id=identifier, at=at, origin=origin(at), **fields)  # type: ignore[arg-type]


@given(st.lists(MOMENTS, max_size=40, unique=True))
def test_every_entry_stands_once_newest_first_under_the_heading_of_its_day(moments: list[int]) -> None:
    entries = [note(str(at), at) for at in sorted(moments, reverse=True)]
    rows = rows_of(entries, NOW)
    assert [row.id for row in rows if isinstance(row, Shown)] == [entry.id for entry in entries]
    headings = [row.text for row in rows if isinstance(row, Heading)]
    assert len(headings) == len(set(headings)), "a day stands twice"
    assert all(not (isinstance(one, Heading) and isinstance(two, Heading)) for one, two in pairwise(rows))


@given(st.lists(MOMENTS, max_size=60, unique=True), st.integers(1, 20))
def test_pages_in_order_of_writing_are_shown_in_order_of_happening(moments: list[int], size: int) -> None:
    entries = [note(str(at), at) for at in moments]
    state = TimelineState(lambda: NOW)
    fetch, shown = state.open("c"), 0
    while fetch is not None:
        page = entries[shown : shown + size]
        shown += len(page)
        assert state.more() is None, "asked twice for one page"
        assert state.arrived(fetch, page, (0, str(shown)) if shown < len(entries) else None)
        fetch = state.more()  # type: ignore[assignment]
    assert [entry.at for entry in state.entries] == sorted(moments, reverse=True)


def test_an_answer_for_another_case_is_dropped() -> None:
    state = TimelineState(lambda: NOW)
    first = state.open("one")
    second = state.open("two")
    assert not state.arrived(first, [note("n", NOW)], None)
    assert state.rows == []
    assert state.arrived(second, [note("m", NOW)], None)
    assert state.loaded


def test_a_question_waits_until_it_is_answered() -> None:
    question = TimelineEntry(id="q", kind="review", at=NOW - 2, origin=origin(), review_kind="question", text="Why?")
    answer = TimelineEntry(id="a", kind="review", at=NOW, origin=origin(), review_kind="answer", text="So.", about="q")
    state = TimelineState(lambda: NOW)
    state.arrived(state.open("c"), [question], None)
    assert state.open_questions() == [question]
    assert [row.waits for row in state.rows if isinstance(row, Shown)] == ["waits for an answer"]
    fetch = state.refresh()
    assert fetch is not None
    state.arrived(fetch, [answer, question], None)
    assert state.open_questions() == []
    assert all(not row.waits for row in state.rows if isinstance(row, Shown))


def test_a_screen_reader_hears_everything_that_is_painted() -> None:
    amendment = AmendmentEntry(id="x", text="3,500 birr", reason="noted wrongly", origin=origin(at_office=False))
    row = rows_of([note("n", NOW, place="Assen", interpreter=True, language="am", amendments=(amendment,))], NOW)[1]
    assert isinstance(row, Shown)
    for words in ("Talk", "Assen", "Amharic", "interpreter", "Said and agreed.", "Hanna Girma", "HG-2", "at office",
                  "Amendment", "noted wrongly", "3,500 birr", "not yet at office"):  # fmt: skip
        assert words in row.spoken()


def test_typing_goes_around_the_list() -> None:
    state = TimelineState(lambda: NOW)
    entries = [note("1", NOW, text="brother"), note("2", NOW - 1, text="sister"), note("3", NOW - 2, text="brother")]
    state.arrived(state.open("c"), entries, None)
    assert state.find("BROTH", 0) == 1
    assert state.find("broth", 2) == 3
    assert state.find("sist", 3) == 2
    assert state.find("uncle", 0) == -1


@given(st.lists(st.integers(0, 5), max_size=12), st.lists(st.integers(0, 5), max_size=12))
def test_a_splice_makes_the_old_list_the_new_one(old: list[int], new: list[int]) -> None:
    cut = splice(old, new)
    made = [*old[: cut.start], *new[cut.start : cut.start + cut.inserted], *old[cut.start + cut.removed :]]
    assert made == new
    assert cut.empty == (old == new)
