"""What the screens of hours and outreach decide, without a window."""

from dataclasses import replace
from datetime import date

import pytest

from counsellor_app.desktop.hours.state.listing import DayHeading, day_words, listed, nearest, place_words
from counsellor_app.desktop.hours.state.queue import QueueState
from counsellor_app.desktop.hours.talk_clock import left_words
from counsellor_app.desktop.outreach.state.listing import (
    Heading,
    Known,
    contacts_by_city,
    period_words,
    talks_by_day,
)
from counsellor_app.domain.hour_pages import HourPage, HourRow, QueueRow, SessionRow
from counsellor_app.domain.hour_queue import QueueCounts, counts, queue
from counsellor_app.domain.hours import ConsultationHour, InformationSession, Slot, SlotState
from counsellor_app.domain.outreach import NetworkContact, OutreachTalk
from counsellor_app.domain.places import KnownPlace
from sync.wording import set_language

TODAY = date(2026, 11, 13)
ALPHEN = KnownPlace("dji-alphen", "Detentiecentrum Alphen aan den Rijn", "dji", "Alphen aan den Rijn")
HOUR = ConsultationHour(id="h", day="2026-11-13", starts="13:00", ends="14:00", place="dji-alphen")


@pytest.fixture(autouse=True)
def _english() -> None:
    set_language("en")


def row(identifier: str, day: str, starts: str = "13:00", **figures: int) -> HourRow:
    hour = replace(HOUR, id=identifier, day=day, starts=starts)
    return HourRow(hour=hour, place=ALPHEN, counsellor_name="", counts=QueueCounts(**figures))


def page(*slots: Slot, drafts: tuple[str, ...] = ()) -> HourPage:
    lines = queue(HOUR, slots)
    rows = tuple(
        QueueRow(
            line=line, name=line.slot.slip if line.slot else "", has_draft=bool(line.slot and line.slot.id in drafts)
        )
        for line in lines
    )
    return HourPage(hour=HOUR, place=ALPHEN, counsellor_name="", rows=rows, counts=counts(lines))


def slots(*states: str) -> list[Slot]:
    return [Slot(id=str(n), hour="h", position=n, slip=f"P{n}", state=state) for n, state in enumerate(states)]


def test_the_list_begins_with_today_and_ends_with_what_was() -> None:
    hours = [
        row("past", "2026-11-10"),
        row("late", "2026-11-13", "15:00"),
        row("early", "2026-11-13"),
        row("next", "2026-11-14"),
    ]
    held = SessionRow(
        session=InformationSession(id="s", day="2026-11-13"), place=ALPHEN, counsellor_name="", heads=(), people=0
    )
    shown = listed(hours, [held], TODAY)
    assert shown.hours == ("early", "late", "next", "past")
    headings = [entry for entry in shown.entries if isinstance(entry, DayHeading)]
    assert [(one.words, one.count) for one in headings] == [
        ("Today, Fri 13 November", 3),
        ("Tomorrow, Sat 14 November", 0),
        ("Tue 10 November", 0),
    ]
    assert nearest(shown, hours, TODAY) == "early"


@pytest.mark.parametrize(
    ("hours", "wanted"),
    [
        ([row("a", "2026-11-13"), row("b", "2026-11-13", "15:00", to_come=2)], "b"),
        ([row("a", "2026-11-13", present=1, done=1)], "a"),
        ([row("a", "2026-11-10"), row("b", "2026-11-20")], "b"),
        ([row("a", "2026-11-10")], "a"),
        ([], ""),
    ],
)
def test_the_hour_one_begins_with(hours: list[HourRow], wanted: str) -> None:
    assert nearest(listed(hours, [], TODAY), hours, TODAY) == wanted


def test_a_place_stands_by_its_city() -> None:
    assert place_words(ALPHEN) == ("Alphen aan den Rijn", "Detentiecentrum")
    assert place_words(KnownPlace("x", "Leger des Heils", "shelter", "")) == ("Leger des Heils", "")
    assert day_words("some day", TODAY) == "some day"


def test_a_queue_begins_with_who_was_being_written_about() -> None:
    state = QueueState()
    request = state.open("h")
    assert state.arrived(request, page(*slots("done", "waiting", "present", "waiting"), drafts=("3",)))
    assert state.chosen == "3"
    state.choose("2")
    assert state.following() is not None
    assert state.following().line.slot.id == "3"  # type: ignore[union-attr]
    assert state.may("absent")
    assert not state.may("present")
    late = state.refresh()
    assert not state.arrived(request, page())
    assert state.arrived(late, page(*slots("done", "waiting", "done", "waiting")))
    assert state.chosen == "2"
    state.open("other")
    assert (state.chosen, state.page) == ("", None)


def test_when_all_are_seen_nobody_follows() -> None:
    state = QueueState()
    state.arrived(state.open("h"), page(*slots("done", "absent")))
    assert (state.chosen, state.following()) == ("0", None)
    state.close()
    assert (state.hour, state.slot(), state.following()) == ("", None, None)
    assert not state.may(SlotState.PRESENT)


def test_the_clock_says_what_is_left() -> None:
    assert left_words(220_000, 10) == "3:40 left of 10:00"
    assert left_words(-61_000, 10) == "1:01 over the 10:00"


def test_contacts_stand_by_city_and_talks_by_day() -> None:
    known = Known(
        (
            NetworkContact(id="1", organisation="Wereldhuis", city="Amsterdam"),
            NetworkContact(id="2", organisation="Kerk", person="Osei", city="Den Haag"),
            NetworkContact(id="3", organisation="Oud", city="Amsterdam", removed=True),
            NetworkContact(id="4", person="Abdi", city="amsterdam"),
        ),
        (OutreachTalk(id="t", day="2026-11-13", contact="2"), OutreachTalk(id="u", day="2026-11-12", country="SO")),
    )
    entries = contacts_by_city(known, "")
    assert [one.words if isinstance(one, Heading) else one.id for one in entries] == [
        "amsterdam", "4", "1", "Den Haag", "2"
    ]  # fmt: skip
    assert [one.id for one in contacts_by_city(known, "osei") if not isinstance(one, Heading)] == ["2"]
    assert [one.id for one in talks_by_day(known, "somalia") if not isinstance(one, Heading)] == ["u"]
    assert len(talks_by_day(known, "")) == 4


@pytest.mark.parametrize(
    ("period", "words"),
    [("2026-11", "November 2026"), ("2026-Q4", "2026, quarter 4"), ("2026", "2026"), ("?", "?"), ("", "")],
)
def test_periods_in_words(period: str, words: str) -> None:
    assert period_words(period) == words
