"""Laws of the case list's brain: what is shown is the answer to what is asked, and nothing older."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.desktop.cases.row_words import row_parts, row_spoken
from counsellor_app.desktop.cases.state.listing import PAGE, CaseListState, Fetch, Filters, Scope, row_icons
from counsellor_app.desktop.cases.state.new_case import NewCaseState
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import CaseRow, CaseStep

TODAY = date(2026, 11, 21)


def row(number: int, **how: object) -> CaseRow:
    given_fields: dict[str, object] = {
        "id": f"{number:032x}", "reference": f"26-{number}", "name": f"Name {number}", "own_name": "",
        "alien_number": "", "status": "open", "programme": "REAN", "place": "Emmen", "nationality": "",
        "responsible": "", "responsible_name": "", "team": "", "flags": (), "last_activity": 10_000 - number,
        "unsent": 0, "conflicts": 0, "has_draft": False,
    }  # fmt: skip
    return CaseRow(**{**given_fields, **how})  # type: ignore[arg-type]


def answer(fetch: Fetch, whole: list[CaseRow]) -> tuple[list[CaseRow], tuple[int, int] | None]:
    """Answer as the store does: what fits, a page at a time."""
    found = [one for one in whole if fetch.where.query.casefold() in one.name.casefold()]
    if fetch.where.responsible:
        found = [one for one in found if one.responsible == fetch.where.responsible]
    start = 0 if fetch.after is None else fetch.after[1]
    page = found[start : start + fetch.limit]
    after = (0, start + len(page)) if start + len(page) < len(found) else None
    return page, after


@given(
    st.lists(st.text(alphabet="nam 1234", max_size=6), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_however_late_answers_come_the_last_question_wins(texts: list[str], random: object) -> None:
    whole = [row(number) for number in range(30)]
    state = CaseListState(str)
    asked = [fetch for fetch in (state.typed(text) for text in texts) if fetch is not None]
    random.shuffle(asked)  # type: ignore[attr-defined]
    for fetch in asked:
        state.arrived(fetch, *answer(fetch, whole))
    last = " ".join(texts[-1].split())
    assert state.query == last
    assert not state.waiting
    assert state.rows == [one for one in whole if last.casefold() in one.name.casefold()]


@given(st.integers(0, 900))
def test_pages_come_one_after_another_until_everything_is_there(count: int) -> None:
    whole = [row(number) for number in range(count)]
    state = CaseListState(str)
    fetch = state.typed("")
    while fetch is not None:
        assert fetch.limit == PAGE
        assert state.more() is None, "asked twice for one page"
        state.arrived(fetch, *answer(fetch, whole))
        fetch = state.more()
    assert state.rows == whole
    assert state.total == (count if count <= PAGE else -1)
    assert not state.more_to_come


def test_enter_waits_for_the_list_that_was_asked_for() -> None:
    state = CaseListState(str)
    first = state.typed("na")
    assert first is not None
    assert state.open_wanted("") == ""
    assert state.opening
    state.arrived(first, [row(1), row(2)], None)
    assert state.open_now() == row(1).id
    assert state.open_now() == ""
    assert state.open_wanted(row(2).id) == row(2).id


def test_nothing_of_mine_widens_the_search_to_all_cases_by_itself() -> None:
    state = CaseListState(lambda: "me")
    fetch = state.typed("karwan")
    assert fetch is not None
    assert fetch.where.responsible == "me"
    again = state.arrived(fetch, [], None)
    assert again is not None
    assert again.where.responsible == ""
    assert state.waiting
    state.arrived(again, [row(1)], None)
    assert state.widened
    assert state.rows == [row(1)]
    assert state.typed("kar") is not None
    assert not state.widened


def test_an_empty_list_without_a_query_is_not_widened_and_says_how_to_begin() -> None:
    state = CaseListState(lambda: "me")
    fetch = state.typed("")
    assert fetch is not None
    assert state.arrived(fetch, [], None) is None
    assert not state.widened
    assert all(state.nothing_found())


def test_refresh_asks_for_as_much_as_is_shown() -> None:
    state = CaseListState(str)
    fetch = state.typed("")
    assert fetch is not None
    state.arrived(fetch, [row(number) for number in range(200)], (1, 200))
    more = state.more()
    assert more is not None
    state.arrived(more, [row(number) for number in range(200, 400)], (1, 400))
    assert state.refresh().limit == 400


def test_a_long_list_is_refreshed_at_its_head_and_keeps_its_tail() -> None:
    state = CaseListState(str)
    fetch = state.typed("")
    while fetch is not None and len(state.rows) < 1000:
        start = len(state.rows)
        state.arrived(fetch, [row(number) for number in range(start, start + 200)], (1, start + 200))
        fetch = state.more()
    again = state.refresh()
    moved = [row(999), *(row(number) for number in range(599))]
    state.arrived(again, moved, (1, 599))
    assert again.limit == len(moved) == 600
    assert [one.id for one in state.rows[:2]] == [row(999).id, row(0).id]
    assert sorted(one.id for one in state.rows) == sorted(row(number).id for number in range(1000))


def test_a_figure_is_shown_only_while_it_is_true() -> None:
    state = CaseListState(str)
    first = state.typed("")
    assert first is not None
    state.arrived(first, [row(number) for number in range(200)], (1, 200))
    assert state.total == -1
    assert state.count_wanted(first)
    assert state.counted(first, 500)
    assert state.total == 500
    second = state.typed("na")
    assert second is not None
    assert not state.counted(first, 500), "the figure of an older question"
    state.arrived(second, [row(1)], None)
    assert state.total == 1
    assert not state.count_wanted(second)


def test_drafts_are_shown_without_asking_for_the_rows_again() -> None:
    state = CaseListState(str)
    fetch = state.typed("")
    assert fetch is not None
    state.arrived(fetch, [row(1), row(2, has_draft=True), row(3)], None)
    state.drafts_known(frozenset({row(3).id}))
    assert [one.has_draft for one in state.rows] == [False, False, True]


def test_chips_and_filters_narrow_and_say_so() -> None:
    state = CaseListState(lambda: "me")
    state.filtered(Filters(flag="health", place="Emmen"))
    assert state.filtered(Filters(flag="health", place="Emmen")) is None
    drafts = state.chosen("drafts")
    assert drafts is not None
    assert drafts.where.only_drafts
    assert drafts.where.flag == "health"
    assert drafts.where.responsible == ""
    assert state.chosen("drafts") is None
    assert Filters(flag="health", place="Emmen").words() == "Health · Emmen"
    counts = state.chip_filters()
    assert set(counts) == set(Scope)
    assert counts[Scope.CONFLICTS].only_conflicts
    assert counts[Scope.MINE].query == ""


def test_a_row_shows_what_waits_as_shape_and_word() -> None:
    icons = row_icons(row(1, has_draft=True, unsent=2, conflicts=1, flags=("health", "later")))
    assert [found.icon for found in icons] == ["pen-line", "arrow-up-from-line", "split", "heart-pulse", "flag"]
    assert all(found.words for found in icons)


@given(st.dictionaries(st.sampled_from(["name", "place", "phone", "own_name"]), st.text(max_size=12)))
def test_a_refused_new_case_keeps_every_letter(values: dict[str, str]) -> None:
    form = NewCaseState()
    form.typed("name", "Yusuf")
    for name, value in values.items():
        form.typed(name, value)
    before = dict(form.values)
    decision = form.submit(TODAY)
    if decision.add:
        assert form.submit(TODAY).add == {}, "added twice"
        form.refused(ActionableError("There is already a case with this number.", "Search for it."))
    assert form.values == before
    cleared = form.clear()
    assert form.blank
    assert cleared == before
    form.restore(cleared)
    assert form.values == before


def test_a_new_case_says_at_once_what_is_wrong_and_where() -> None:
    form = NewCaseState()
    form.typed("birth_date", "31-02-1990")
    form.left("birth_date", TODAY)
    assert "birth_date" in form.errors
    assert "name" not in form.errors
    assert form.submit(TODAY).focus == "name"
    assert set(form.errors) == {"name", "birth_date"}
    form.typed("name", "Yusuf")
    form.typed("birth_date", "1990")
    assert form.submit(TODAY).add == {"name": "Yusuf", "birth_date": "1990"}
    form.added()
    assert form.blank
    assert not form.adding


def test_a_long_step_leaves_room_for_the_place_and_is_read_out_whole() -> None:
    long = "At the gate: travel documents and contribution handed over"
    for words, shown in (
        ("Intake", "REAN · Intake · Emmen"),
        (long, "REAN · At the gate · Emmen"),
        ("Journey arranged and departure fixed", "REAN · Journey arranged and… · Emmen"),
    ):
        one = row(1, steps=(CaseStep("REAN", "x", words, words), CaseStep("HRT", "y", "Check", "Toets")))
        assert plain(row_parts(one).line2) == shown
        assert f"REAN · {words} · Emmen" in plain(row_spoken(one))
    other = row(1, steps=(CaseStep("HRT", "y", "Check", "Toets"),))
    assert plain(row_parts(other).line2) == "REAN · HRT: Check · Emmen"


def plain(text: str) -> str:
    """Without the marks that keep scripts apart."""
    return text.translate({0x2068: None, 0x2069: None})


def test_the_step_narrows_what_is_asked_and_is_said_by_its_name() -> None:
    state = CaseListState(str)
    fetch = state.filtered(Filters(programme="REAN", step="needs", step_words="Personal needs"))
    assert fetch is not None
    assert (fetch.where.programme, fetch.where.step) == ("REAN", "needs")
    assert state.filters.words() == "REAN · Personal needs"
    assert all(where.step == "needs" for where in state.chip_filters().values())
