"""The review on a real store, by keyboard alone."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent

from counsellor_app.desktop.look.chips import Chip
from counsellor_app.desktop.review.state.listing import ALL, Group, group_of
from counsellor_app.domain.overviews import ReviewRow
from counsellor_app.workflows import lookup, reviewing
from sync.wording import set_language
from tests.desktop.furnished import Desk


def begin(desk: Desk) -> None:
    desk.window.navigate("review")
    desk.until(lambda: desk.review.state.loaded and desk.review.settling.found is not None)


def test_the_conflict_comes_first_and_is_settled_by_key_and_reason(lead: Desk) -> None:
    begin(lead)
    case = lead.office.cases["Vasile Rusu"]
    assert lead.review.settling.case == case
    conflict = lead.stored(reviewing.conflicts, case)[0]
    lead.press("Alt+2", "Return")
    assert lead.focus is lead.review.page.reason
    lead.type("Pieter was there")
    assert lead.review.page.choose.label() == f"Choose “{conflict.values[1].value}”"
    lead.press("Ctrl+Return")
    lead.until(lambda: lead.stored(reviewing.conflicts) == [])
    assert lead.stored(lookup.case_page, case).case.place == conflict.values[1].value
    newest = next(entry for entry in lead.stored(lookup.timeline, case)[0] if entry.kind == "change")
    assert newest.reason == "Pieter was there"
    lead.until(lambda: lead.review.settling.conflict is None)
    lead.until(lambda: lead.drafts() == [], timeout=4000)


def test_another_value_can_be_written_and_is_checked(lead: Desk) -> None:
    begin(lead)
    lead.press("Alt+3")
    assert lead.focus is lead.review.page.other
    assert not lead.review.page.choose.isEnabled()
    lead.type("Den Haag")
    lead.press("Ctrl+Return")
    case = lead.office.cases["Vasile Rusu"]
    lead.until(lambda: lead.stored(lookup.case_page, case).case.place == "Den Haag")
    assert lead.stored(reviewing.conflicts) == []


@pytest.mark.parametrize("tongue", ["en", "nl"])
def test_the_chips_stand_on_one_line_and_say_their_words(desks: Callable[[str], Desk], tongue: str) -> None:
    set_language(tongue)
    lead = desks("lead")
    begin(lead)
    groups = [group for group in Group if group is not Group.BREACHES]
    counts = {ALL: 128, **{str(group): 10 + number for number, group in enumerate(groups)}}
    counts[str(Group.NEW)] = 114
    lead.review._show_chips(counts)
    lead.app.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    chips = lead.review.chips.findChildren(Chip)
    assert len({chip.y() for chip in chips}) == 1
    assert [chip.toolTip() for chip in chips[1:]] == [chip.accessibleName() for chip in chips[1:]]
    assert sorted(int(chip.accessibleName().split()[-1]) for chip in chips) == sorted(counts.values())


def test_a_reviewed_case_leaves_and_the_next_one_comes(lead: Desk) -> None:
    begin(lead)
    before = [row.case for row in lead.review.state.shown()]
    lead.press("Alt+Down")
    lead.until(lambda: lead.review.settling.case == before[1] and lead.review.settling.found is not None)
    assert lead.review.page.entries.isVisible()
    lead.press("Ctrl+Shift+Return")
    lead.until(lambda: len(lead.review.state.rows) == len(before) - 1)
    assert lead.review.settling.case == before[2]
    assert lead.window._areas["review"].features[0].rail_badge() == len(before) - 1
    lead.press("Alt+Up")
    lead.until(lambda: lead.review.settling.case == before[0])


def test_when_everything_is_reviewed_the_screen_says_so(lead: Desk) -> None:
    begin(lead)
    lead.press("Alt+1", "Ctrl+Return")
    lead.until(lambda: lead.review.settling.conflict is None)
    for left in range(4, -1, -1):
        lead.until(lambda: lead.review.settling.found is not None)
        lead.press("Ctrl+Shift+Return")
        lead.until(lambda n=left: len(lead.review.state.rows) == n)
    assert lead.review.whole.currentIndex() == 0
    assert lead.review.rail_badge() is None


def test_a_question_is_asked_by_key_and_answered_on_the_case(desks: Callable[[str], Desk]) -> None:
    lead = desks("lead")
    begin(lead)
    lead.press("Alt+Down", "Ctrl+Shift+T")
    lead.until(lambda: lead.focus is lead.review.page.question)
    lead.press("Escape", "Ctrl+Shift+T")
    case = lead.review.settling.case
    lead.type("Is de brief er al?")
    lead.press("Return")
    lead.until(lambda: [entry.text for entry in lead.stored(reviewing.questions, case)] == ["Is de brief er al?"])
    lead.until(lambda: not lead.review.page.question.isVisible())
    lead.window.navigate("case", case_id=case)
    lead.until(lambda: lead.page.question.isVisible())
    lead.press("Alt+R")
    assert lead.focus is lead.page.question.line
    lead.type("Ja, vrijdag gekomen")
    lead.press("Return")
    lead.until(lambda: not lead.page.question.isVisible())
    assert [entry.review_kind for entry in lead.stored(reviewing.questions, case)] == ["answer", "question"]
    lead.until(lambda: lead.drafts() == [])


def test_a_half_written_question_and_reason_survive_the_lock(desks: Callable[[str], Desk]) -> None:
    desk = desks("lead")
    begin(desk)
    desk.press("Return")
    desk.type("Omdat ")
    desk.press("Ctrl+Shift+T")
    desk.type("Waarom ")
    desk.close()
    again = desks("lead")
    begin(again)
    assert again.review.page.reason.text() == "Omdat "
    again.press("Ctrl+Shift+T")
    assert again.review.page.question.text() == "Waarom "
    assert sorted(draft.kind for draft in again.drafts()) == ["question", "reason"]
    again.window.navigate("case", case_id=again.office.cases["Vasile Rusu"])
    again.until(lambda: again.page.state.page is not None)
    assert again.text == "", "a question is no note"
    assert not again.page.editor.other.isVisible()


def test_the_list_answers_typing_and_enter_goes_into_the_page(lead: Desk) -> None:
    begin(lead)
    lead.type("nino")
    lead.until(lambda: lead.review.settling.case == lead.office.cases["Nino Beridze"])
    lead.press("Return")
    lead.until(lambda: lead.focus is lead.review.page.entries)
    lead.press("Escape")
    assert lead.focus is lead.review.list


def test_groups_stand_under_their_headings(lead: Desk) -> None:
    begin(lead)
    rows = [line for line in lead.review.state.lines() if isinstance(line, ReviewRow)]
    assert [group_of(row) for row in rows] == [Group.CONFLICTS, *[Group.NEW] * 4]
    lead.review.chips.set_choice("conflicts")
    lead.review._scope_chosen("conflicts")
    assert len(lead.review.state.shown()) == 1


def test_settling_a_conflict_on_the_case_page_leads_to_the_review(lead: Desk) -> None:
    case = lead.office.cases["Vasile Rusu"]
    lead.window.navigate("case", case_id=case)
    lead.until(lambda: lead.page.conflict.isVisible())
    lead.press("Alt+S")
    assert lead.window.current == "review"
    lead.until(lambda: lead.review.settling.case == case and lead.review.settling.conflict is not None)
    lead.press("Alt+O")
    assert lead.window.current == "cases"
