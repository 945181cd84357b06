"""Hours, queues, sessions and outreach on a real store: what is said is kept, and what cannot be is refused."""

from datetime import date, timedelta

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.hours import ConsultationHour, Slot, SlotState
from counsellor_app.domain.records import Case, Draft, Note
from counsellor_app.workflows import (
    agenda,
    casework,
    hour_pages,
    hours,
    notes,
    outreach,
    places,
    restricting,
    safety,
    sessions,
)
from counsellor_app.workflows.session import Session

TOMORROW = (date.today() + timedelta(days=1)).isoformat()


@pytest.fixture
def hour(session: Session) -> ConsultationHour:
    return hours.add_hour(session, "Alphen", "tomorrow", "13:00", "15:00", remark="kamer 2")


@pytest.fixture
def later(session: Session) -> ConsultationHour:
    return hours.add_hour(session, "Alphen", "tomorrow", "15:00", "15:30")


def case(session: Session, name: str = "Joseph Mensah") -> Case:
    return casework.add_case(session, name=name, languages=["en", "tw"], nationality="GH", programme="AVRD")


def test_places_are_listed_added_corrected_and_taken_off(session: Session) -> None:
    assert "dji-alphen" in {place.code for place in places.list_places(session)}
    made = places.add_place(session, "azc Ter Apel", "coa", "Ter Apel")
    places.add_place(session, "Aanmeldcentrum Ter Apel", "coa", "Ter Apel", code=made.code)
    places.add_place(session, "DC Alphen, nieuwbouw", "dji", "Alphen aan den Rijn", code="dji-alphen")
    known = {place.code: place.name for place in places.list_places(session)}
    assert known[made.code] == "Aanmeldcentrum Ter Apel"
    assert known["dji-alphen"] == "DC Alphen, nieuwbouw"
    with pytest.raises(ActionableError):
        places.add_place(session, "azc Ter Apel", "coa", "Ter Apel")
    places.remove_place(session, "dji-alphen")
    places.remove_place(session, "Tilburg")
    assert {"dji-alphen", "city-tilburg"}.isdisjoint(place.code for place in places.list_places(session))


def test_an_hour_is_planned_found_and_listed(session: Session, hour: ConsultationHour) -> None:
    row = hours.list_hours(session)[0]
    assert (row.hour, row.place.code, row.counsellor_name, row.counts.to_come) == (hour, "dji-alphen", "Anna Bos", 0)
    for text in (hour.id, hour.id[:8], "tomorrow", "Alphen", f"Alphen {TOMORROW}", "dji-alphen tomorrow"):
        assert hours.find_hour(session, text) == hour
    for text in ("Rotterdam tomorrow", "nowhere", "vandaag", ""):
        if text:
            with pytest.raises(ActionableError):
                hours.find_hour(session, text)
    assert hours.list_hours(session, since="2999-01-01") == []
    with pytest.raises(ActionableError, match="already"):
        hours.add_hour(session, "Zeist", "tomorrow", "14:30", "16:00")
    with pytest.raises(ActionableError):
        hours.add_hour(session, "Zeist", "tomorrow", "16:00", "14:30")


def test_an_hour_is_changed_and_everybody_keeps_his_line(
    session: Session, hour: ConsultationHour, later: ConsultationHour
) -> None:
    hours.add_slot(session, hour.id, slip="Ruslan", at="13:20")
    changed = hours.change_hour(session, hour.id, {"place": "zeist", "starts": "9", "ends": "9.40", "minutes": "15"})
    assert (changed.place, changed.starts, changed.ends, changed.slot_minutes) == ("dji-zeist", "09:00", "09:40", 15)
    assert (changed.day, changed.remark, changed.counsellor) == (hour.day, "kamer 2", session.person_id)
    (line,) = (row.line for row in hour_pages.hour_page(session, hour.id).rows if row.line.slot)
    assert (line.number, line.time, line.over, line.promised_otherwise) == (2, "09:30", True, True)
    for bad in (
        {"starts": "15:10", "ends": "16:00", "place": "Alphen"},
        {"minutes": "x"},
        {"day": "gisteren of zo"},
        {"ends": "08:00"},
        {"place": "nowhere"},
        {"colour": "red"},
    ):
        with pytest.raises(ActionableError):
            hours.change_hour(session, hour.id, bad)
    assert hours.find_hour(session, hour.id) == changed


def test_a_queue_from_slip_to_note(session: Session, hour: ConsultationHour) -> None:
    joseph = case(session)
    first = hours.add_slot(session, hour.id, case=joseph.id, received_on="11-11-2026")
    second = hours.add_slot(session, hour.id, slip="Liu Jianguo", at="14:20", remark="spaargeld, hoe meenemen?")
    with pytest.raises(ActionableError):
        hours.add_slot(session, hour.id, case=joseph.id)
    with pytest.raises(ActionableError):
        hours.add_slot(session, hour.id)
    page = hour_pages.hour_page(session, hour.id)
    assert [(row.line.time, row.name) for row in page.rows if row.line.slot] == [
        ("13:00", "Joseph Mensah"),
        ("14:20", "Liu Jianguo"),
    ]
    assert len(page.rows) == 12
    assert page.rows[0].languages == ("en", "tw")
    assert page.rows[0].first_talk
    hours.set_state(session, first.id, "present")
    note = hours.sign_talk(session, first.id, Draft(case=joseph.id, text="Hij wil terug naar Kumasi."))
    done = hours.find_slot(session, first.id)
    assert (done.state, done.note) == (SlotState.DONE, note.id)
    assert hour_pages.talk_brief(session, joseph.id).last.text == "Hij wil terug naar Kumasi."  # type: ignore[union-attr]
    linked = hours.link_case(session, second.id, case(session, "Liu Jianguo").id)
    assert linked.slip == ""
    with pytest.raises(ActionableError, match="already"):
        hours.open_case_for(session, second.id, "Liu Jianguo")
    apart = hours.unlink_case(session, second.id, "Liu Jianguo")
    assert (apart.case, apart.slip) == ("", "Liu Jianguo")
    with pytest.raises(ActionableError):
        hours.change_slot(session, second.id, {"slip": " "})
    with pytest.raises(ActionableError, match="held"):
        hours.unlink_case(session, first.id, "Joseph")
    with pytest.raises(ActionableError):
        hours.remove_slot(session, first.id)
    hours.remove_slot(session, second.id)
    assert hour_pages.hour_page(session, hour.id).counts.to_come == 0
    with pytest.raises(ActionableError, match="held"):
        hours.cancel_hour(session, hour.id)


def test_note_and_queue_change_together_or_not_at_all(session: Session, hour: ConsultationHour) -> None:
    joseph = case(session)
    slot = hours.add_slot(session, hour.id, case=joseph.id)
    kept = notes.save_draft(session, Draft(case=joseph.id, text=" "))
    with pytest.raises(ActionableError):
        hours.sign_talk(session, slot.id, kept)
    assert hours.find_slot(session, slot.id).state == SlotState.WAITING
    assert [draft.id for draft in notes.list_drafts(session, joseph.id)] == [kept.id]
    signed = hours.sign_talk(session, slot.id, Draft(id=kept.id, case=joseph.id, text="Een gesprek."))
    again = hours.sign_talk(session, slot.id, Draft(case=joseph.id, text="Nog een."))
    assert isinstance(signed, Note)
    assert hours.find_slot(session, slot.id).note == signed.id != again.id
    assert notes.list_drafts(session, joseph.id) == ()


@pytest.mark.parametrize("before", ["absent", "refused", "released"])
def test_who_was_away_and_talks_after_all_is_done(session: Session, hour: ConsultationHour, before: str) -> None:
    joseph = case(session)
    slot = hours.add_slot(session, hour.id, case=joseph.id)
    hours.set_state(session, slot.id, before)
    with pytest.raises(ActionableError):
        hours.set_state(session, slot.id, "done")
    hours.sign_talk(session, slot.id, Draft(case=joseph.id, text="Hij kwam toch."))
    assert hours.find_slot(session, slot.id).state == SlotState.DONE


def test_moving_is_one_act_and_can_be_undone(session: Session, hour: ConsultationHour, later: ConsultationHour) -> None:
    slot = hours.add_slot(session, hour.id, slip="Ruslan")
    new = hours.move_slot(session, slot.id, later.id)
    row = next(row for row in hour_pages.hour_page(session, hour.id).rows if row.line.slot)
    assert row.line.slot is not None
    assert (row.line.slot.state, row.moved_to) == (
        SlotState.MOVED,
        f"Detentiecentrum Alphen aan den Rijn, {TOMORROW}",
    )
    with pytest.raises(ActionableError):
        hours.set_state(session, slot.id, "present")
    hours.set_state(session, slot.id, "waiting")
    assert hour_pages.hour_page(session, later.id).counts.to_come == 0
    again = hours.move_slot(session, slot.id, later.id)
    assert again.id != new.id
    hours.set_state(session, again.id, "present")
    with pytest.raises(ActionableError):
        hours.set_state(session, slot.id, "waiting")


def test_an_hour_that_runs_over_is_carried_over(
    session: Session, hour: ConsultationHour, later: ConsultationHour
) -> None:
    for number in range(4):
        hours.add_slot(session, later.id, slip=f"Person {number}")
    page = hour_pages.hour_page(session, later.id)
    assert (page.counts.over, page.rows[3].line.over, page.rows[3].line.time) == (1, True, "15:30")
    with pytest.raises(ActionableError):
        hours.cancel_hour(session, later.id)
    moved = hours.carry_over(session, later.id, hour.id)
    assert [slot.slip for slot in moved] == [f"Person {number}" for number in range(4)]
    hours.cancel_hour(session, later.id)
    assert [row.hour.id for row in hours.list_hours(session)] == [hour.id]


def test_places_in_the_queue_are_exchanged(session: Session, hour: ConsultationHour) -> None:
    one, two = (hours.add_slot(session, hour.id, slip=name) for name in ("One", "Two"))
    hours.shift_slot(session, two.id, -1)
    names = [row.name for row in hour_pages.hour_page(session, hour.id).rows if row.name]
    assert names == ["Two", "One"]
    hours.shift_slot(session, one.id, 1)
    changed = hours.change_slot(session, two.id, {"at": "14:50", "outcome": "applies", "remark": "x", "slip": "Two B"})
    assert (changed.position, changed.starts, changed.outcome, changed.slip) == (11, "14:50", "applies", "Two B")
    for bad in ({"outcome": "maybe"}, {"colour": "red"}, {"state": "gone"}, {"at": "late"}, {"state": "moved"}):
        with pytest.raises(ActionableError):
            hours.change_slot(session, two.id, bad)


def test_a_case_that_is_not_here_keeps_its_line(session: Session, hour: ConsultationHour) -> None:
    slot = hours.add_slot(session, hour.id, slip="Somebody")
    with session.store.transaction() as work:
        work.records.save(type(slot)(id=slot.id, shelf=slot.shelf, hour=hour.id, case="ab" * 16, position=3))
    row = next(row for row in hour_pages.hour_page(session, hour.id).rows if row.line.slot)
    assert (row.here, row.name, row.line.number) == (False, "", 3)


def test_a_roster_says_no_more_than_it_must(session: Session, hour: ConsultationHour) -> None:
    shown, refused, hidden, unknown = (case(session, name) for name in ("Shown", "Refused", "Hidden", "Restricted"))
    safety.add_refusal(session, refused.id, "print:information")
    safety.add_contact_rule(session, hidden.id, "no_visits")
    restricting.restrict_case(session, unknown.id, [session.person_id], "safety")
    for one in (shown, refused, hidden, unknown):
        hours.add_slot(session, hour.id, case=one.id)
    for state in ("released", "refused"):
        gone = hours.add_slot(session, hour.id, slip=f"Nobody fetches who is {state}")
        hours.set_state(session, gone.id, state)
    rows = hour_pages.roster_rows(session, hour_pages.hour_page(session, hour.id))
    assert [(row.time, row.name, row.reserved) for row in rows[:4]] == [
        ("13:00", "Shown", False),
        ("13:10", "", True),
        ("13:20", "", True),
        ("13:30", "", True),
    ]
    assert len(rows) == 10
    assert "Nobody" not in str(rows)
    assert rows[0].languages == ("en", "tw")


def test_heads_are_counted_without_names(session: Session) -> None:
    held = sessions.add_session(session, "dji-alphen", "today", "Terug naar huis", "ar, en")
    sessions.count_heads(session, held.id, 7, "ar", "SY")
    sessions.count_heads(session, held.id, 4, "Engels", "Nigeria")
    sessions.count_heads(session, held.id, 8, "Arabic", "Syria")
    row = sessions.list_sessions(session)[0]
    assert (row.people, [(head.language, head.country, head.people) for head in row.heads]) == (
        12,
        [("ar", "SY", 8), ("en", "NG", 4)],
    )
    with pytest.raises(ActionableError):
        sessions.cancel_session(session, held.id)
    for bad in ((-1, "", ""), (1001, "", ""), (1, "elvish", ""), (1, "", "Mordor")):
        with pytest.raises(ActionableError):
            sessions.count_heads(session, held.id, *bad)
    sessions.count_heads(session, held.id, 0, "ar", "SY")
    sessions.count_heads(session, held.id, 0, "en", "NG")
    sessions.cancel_session(session, held.id)
    assert sessions.list_sessions(session) == []


def test_an_anonymous_talk_becomes_a_case_and_is_counted_once(session: Session) -> None:
    church = outreach.add_contact(session, "Pinksterkerk", "Pastor Osei", "Den Haag")
    with pytest.raises(ActionableError):
        outreach.add_contact(session, "pinksterkerk", "pastor osei", "den haag")
    talk = outreach.add_talk(session, "Den Haag", contact="osei", language="tw", country="GH", remark="Wil naar huis.")
    other = outreach.add_talk(session, "Den Haag")
    before = outreach.counts(session)
    joseph = case(session)
    became = outreach.become(session, talk.id, joseph.id)
    after = outreach.counts(session)
    assert [(row.counsellor, row.city, row.talks, row.people) for row in after] == [("Anna Bos", "Den Haag", 2, 2)]
    assert [(row.talks, row.people) for row in before] == [(row.talks, row.people) for row in after]
    assert (after[0].became, after[0].contacts, became.remark) == (1, 1, "")
    assert [note.text for note in notes.list_notes(session, joseph.id)] == ["Wil naar huis."]
    notes.sign(session, Draft(case=joseph.id, kind="outreach", text="Weer gesproken.", place="Den Haag"))
    row = outreach.counts(session, by="year", whole=True)[0]
    assert (row.talks, row.people, row.period) == (3, 2, str(date.today().year))
    for refused in (
        lambda: outreach.become(session, talk.id, joseph.id),
        lambda: outreach.remove_talk(session, talk.id),
    ):
        with pytest.raises(ActionableError):
            refused()
    outreach.remove_talk(session, other.id)
    outreach.remove_contact(session, church.id)
    assert outreach.list_contacts(session) == []
    assert len(outreach.list_talks(session, city="den haag")) == 1


def test_a_contact_is_changed(session: Session) -> None:
    made = outreach.add_contact(session, "Straatdokter", "", "Utrecht")
    changed = outreach.change_contact(session, made.id, {"phone": "030-0000000", "person": "Dr. Mol"})
    assert (changed.phone, changed.person, changed.city) == ("030-0000000", "Dr. Mol", "Utrecht")
    assert outreach.named_contact(session, "mol utrecht") == changed
    for bad in ({"city": ""}, {"fax": "1"}):
        with pytest.raises(ActionableError):
            outreach.change_contact(session, made.id, bad)


def test_a_talk_is_corrected_until_its_words_stand_in_a_case(session: Session) -> None:
    made = outreach.add_talk(session, "Den Hag", language="tw", remark="Wil naar huis.")
    church = outreach.add_contact(session, "Pinksterkerk", "", "Den Haag")
    changed = outreach.change_talk(
        session,
        made.id,
        {"city": "Den Haag", "day": "31-12-2025", "contact": "pinkster", "language": "", "country": "GH"},
    )
    assert (changed.city, changed.day, changed.contact, changed.language, changed.country, changed.remark) == (
        "Den Haag", "2025-12-31", church.id, "", "GH", "Wil naar huis.",
    )  # fmt: skip
    assert [row.period for row in outreach.counts(session, by="year")] == ["2025"]
    outreach.remove_contact(session, church.id)
    assert outreach.change_talk(session, made.id, {"contact": church.id, "city": " "}).city == "Den Haag"
    outreach.become_new(session, made.id, "Kofi Mensah")
    assert outreach.change_talk(session, made.id, {"city": "Delft", "remark": ""}).city == "Delft"
    for bad in (
        {"remark": "Anders"},
        {"name": "Kofi"},
        {"contact": "niemand"},
        {"day": "ooit"},
        {"language": "elvish"},
    ):
        with pytest.raises(ActionableError):
            outreach.change_talk(session, made.id, bad)
    assert outreach.counts(session, whole=True)[0].people == 1


def test_slips_of_other_hours_are_shown_nowhere_while_a_pack_lasts(
    session: Session, hour: ConsultationHour, later: ConsultationHour
) -> None:
    """Those an older version wrote: on the shelf of the hour itself."""
    known = case(session)
    with session.store.transaction() as work:
        old = Slot(shelf=later.shelf, hour=later.id, slip="Yonas op briefje", remark="broer in Utrecht")
        slot = work.records.save(old)
    hours.add_slot(session, later.id, case=known.id)
    assert hours.find_slot(session, slot.id).slip == "Yonas op briefje"
    hours.add_slot(session, hour.id, slip="Ion op briefje")
    with session.store.transaction() as work:
        work.state.put("day_pack", [TOMORROW, hour.id])
    tomorrow = date.today() + timedelta(days=1)
    page = hour_pages.hour_page(session, later.id)
    told = f"{page} {agenda.today(session, tomorrow).hours}"
    assert "Yonas" not in told
    assert "broer" not in told
    assert [(row.name, row.here) for row in page.rows if row.line.slot] == [("", False), ("Joseph Mensah", True)]
    assert not page.whole
    with pytest.raises(ActionableError, match="left out"):
        hour_pages.roster_rows(session, page)
    with pytest.raises(ActionableError, match="left out"):
        hours.cancel_hour(session, later.id)
    assert hour_pages.hour_page(session, hour.id).rows[0].name == "Ion op briefje"
    hours.shift_slot(session, slot.id, 1)
    hours.set_state(session, slot.id, SlotState.PRESENT)
    planned = hours.add_hour(session, "Zeist", "tomorrow", "16:00", "17:00")
    hours.add_slot(session, planned.id, slip="Minh op briefje")
    assert hour_pages.hour_page(session, planned.id).rows[0].name == "Minh op briefje"
    hours.add_slot(session, later.id, slip="Ahmed, tijdens het pakket")
    shown = {row.name: row.here for row in hour_pages.hour_page(session, later.id).rows if row.line.slot}
    assert shown == {"": False, "Joseph Mensah": True, "Ahmed, tijdens het pakket": True}
    session.store.day_packs.end()
    names = {row.name: row.line.slot for row in hour_pages.hour_page(session, later.id).rows}
    kept = names["Yonas op briefje"]
    assert kept is not None
    assert (kept.slip, kept.remark, kept.state) == ("Yonas op briefje", "broer in Utrecht", SlotState.PRESENT)
