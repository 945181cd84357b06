"""A consultation hour of twelve talks, in the real window, by keys alone."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from counsellor_app.desktop.hours.view import HoursView
from counsellor_app.domain.hour_pages import HourPage
from counsellor_app.domain.hours import ConsultationHour, SlotState
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.domain.synced_fields import Home
from counsellor_app.workflows import casework, hour_pages, hours, lookup, notes, sessions, tasks
from counsellor_app.workflows.session import Session
from sync.protocol.changes import Set, to_text
from tests.desktop.furnished import Desk

PEOPLE = (
    ("Youssef Benali", "يوسف بنعلي", "ar"),
    ("Ion Munteanu", "", "ro"),
    ("Trần Văn Minh", "", "vi"),
    ("Blessing Adeyemi", "", "en"),
    ("Giorgi Lomidze", "გიორგი ლომიძე", "ka"),
    ("Karim Haddad", "كريم حداد", "ar"),
    ("Andrei Popescu", "", "ro"),
    ("Joseph Mensah", "", "en"),
    ("Ruslan Mammadov", "", "az"),
    ("Samuel Bekele", "ሳሙኤል በቀለ", "am"),
)
"""Ten with a case; an eleventh comes with a slip alone, a twelfth is added during the hour."""


def view(desk: Desk) -> HoursView:
    desk.window._areas["hours"].ensure()
    return desk.window._areas["hours"].features[0]  # type: ignore[return-value]


def furnish(desk: Desk) -> str:
    """Plan an hour with ten cases and one slip; returns its id."""
    hour = desk.stored(hours.add_hour, "Alphen", "today", "00:01", "02:01", remark="kamer 2")
    for name, own, spoken in PEOPLE:
        case = desk.stored(casework.add_case, name=name, own_name=own, languages=[spoken], programme="AVRD")
        desk.stored(hours.add_slot, hour.id, case=case.id, received_on="today")
    desk.stored(hours.add_slot, hour.id, slip="Liu Jianguo", remark="spaargeld, hoe meenemen?")
    return hour.id


def page(desk: Desk, hour: str) -> HourPage:
    return desk.stored(hour_pages.hour_page, hour)


def states(desk: Desk, hour: str) -> dict[str, str]:
    return {row.name: row.line.slot.state for row in page(desk, hour).rows if row.line.slot is not None}


def chosen(desk: Desk) -> str:
    row = view(desk).state.row()
    return row.name if row is not None else ""


def writing(desk: Desk) -> bool:
    return view(desk).talk.editor.text.hasFocus()


@pytest.fixture
def hour(hanna: Desk) -> str:
    made = furnish(hanna)
    hanna.window.navigate("hours")
    hanna.until(lambda: view(hanna).state.page is not None and chosen(hanna) == "Youssef Benali")
    return made


def test_twelve_talks_by_keyboard_alone(hanna: Desk, hour: str) -> None:
    desk = hanna
    assert desk.focus is view(desk).queue.list
    desk.press("Return")
    desk.until(lambda: writing(desk))
    written: dict[str, str] = {}

    def talk(text: str) -> None:
        name = chosen(desk)
        desk.type(text)
        written[name] = text
        desk.press("Ctrl+Return")
        desk.until(lambda: chosen(desk) != name or not view(desk).state.following())

    talk("Hij wil terug, maar niet met lege handen.")
    assert (chosen(desk), writing(desk)) == ("Ion Munteanu", True)
    talk("Reisdocument aangevraagd.")
    desk.press("F3")  # Minh is absent
    desk.until(lambda: chosen(desk) == "Blessing Adeyemi")
    assert writing(desk)
    desk.press("F2")
    desk.type("Zij denkt na.")
    desk.press("Alt+1")
    desk.press("Ctrl+Return")
    written["Blessing Adeyemi"] = "Zij denkt na."
    desk.until(lambda: chosen(desk) == "Giorgi Lomidze")
    desk.press("F4")  # Giorgi refuses
    desk.until(lambda: chosen(desk) == "Karim Haddad")
    desk.press("F8")  # Karim was released
    desk.until(lambda: chosen(desk) == "Andrei Popescu")
    talk("Wacht op zijn paspoort.")
    talk("Zou neef bellen.")
    talk("Vraagt naar medicijnen.")
    talk("Hij tekent volgende week.")
    assert chosen(desk) == "Liu Jianguo"
    desk.press("Return")  # a slip without a case: the form asks which case
    desk.until(lambda: view(desk).who.isVisible() and view(desk).who.rows.rowCount() == 1)
    desk.press("Return")  # none known: a new one
    desk.until(lambda: writing(desk))
    desk.type("Eerste gesprek.")
    written["Liu Jianguo"] = "Eerste gesprek."
    desk.press("Ctrl+N")  # a twelfth stands at the door
    desk.until(lambda: view(desk).who.isVisible() and view(desk).who.search.hasFocus())
    desk.type("Omar")
    desk.until(lambda: view(desk).who.rows.rowCount() == 1)
    desk.press("Return")
    desk.until(lambda: view(desk).state.page and "Omar" in {row.name for row in view(desk).state.page.rows})
    desk.press("Escape", "Return")
    desk.until(lambda: writing(desk))
    desk.press("Ctrl+Return")
    desk.until(lambda: chosen(desk) == "Omar")
    desk.press("Return")
    desk.until(lambda: view(desk).who.isVisible() and view(desk).who.rows.rowCount() == 1)
    desk.press("Return")
    desk.until(lambda: writing(desk))
    desk.type("Nieuw hier.")
    written["Omar"] = "Nieuw hier."
    desk.press("Ctrl+Return")
    desk.until(lambda: SlotState.WAITING not in states(desk, hour).values())
    found = states(desk, hour)
    assert len(found) == 12
    gone = {"Trần Văn Minh": "absent", "Giorgi Lomidze": "refused", "Karim Haddad": "released"}
    assert found == {**dict.fromkeys(written, "done"), **gone}
    for row in page(desk, hour).rows:
        slot = row.line.slot
        if slot is not None and row.name in written:
            (note,) = desk.stored(notes.list_notes, slot.case)
            assert (note.text, note.id, note.place) == (
                written[row.name], slot.note, "Detentiecentrum Alphen aan den Rijn"
            )  # fmt: skip
            assert slot.outcome == ("thinking" if row.name == "Blessing Adeyemi" else "")
    assert desk.drafts() == []


def test_a_state_is_undone_by_a_key(hanna: Desk, hour: str) -> None:
    hanna.press("F3")
    hanna.until(lambda: states(hanna, hour)["Youssef Benali"] == "absent")
    hanna.until(lambda: hanna.window.undo_bar.isVisible())
    hanna.press("Ctrl+Alt+Z")
    hanna.until(lambda: states(hanna, hour)["Youssef Benali"] == "waiting")


def test_somebody_is_moved_to_another_hour_by_keys(hanna: Desk, hour: str) -> None:
    other = hanna.stored(hours.add_hour, "Zeist", "tomorrow", "10:00", "11:00")
    hanna.until(lambda: any(row.hour.id == other.id for row in view(hanna)._hours))
    hanna.press("F7")
    hanna.settle()
    hanna.type("zeist")
    hanna.press("Return")
    hanna.until(lambda: states(hanna, hour)["Youssef Benali"] == "moved")
    assert list(states(hanna, other.id)) == ["Youssef Benali"]
    hanna.press("Ctrl+PgDown")
    hanna.until(lambda: view(hanna).state.page is not None and view(hanna).state.hour == other.id)
    hanna.press("Escape")
    assert view(hanna).list.list.hasFocus()


def test_an_hour_is_changed_emptied_and_cancelled_by_keys(hanna: Desk, hour: str) -> None:
    desk, shown = hanna, view(hanna)
    other = desk.stored(hours.add_hour, "Zeist", "tomorrow", "10:00", "11:00")
    desk.press("Ctrl+E")
    desk.until(lambda: shown.plans.change_form.isVisible())
    assert shown.plans.change_form.values()["starts"] == "00:01"
    shown.plans.change_form.fields["starts"].setFocus()
    desk.press("Ctrl+A")
    desk.type("00:31")
    desk.press("Return")
    desk.until(lambda: shown.state.page is not None and shown.state.page.hour.starts == "00:31")
    assert page(desk, hour).rows[0].line.promised_otherwise
    assert desk.focus is shown.queue.list
    desk.until(lambda: chosen(desk) == "Youssef Benali")
    desk.press("Del")
    desk.until(lambda: "Youssef Benali" not in states(desk, hour))
    desk.until(lambda: desk.window.undo_bar.isVisible())
    desk.press("Ctrl+Alt+Z")
    desk.until(lambda: states(desk, hour).get("Youssef Benali") == "waiting")
    assert page(desk, hour).rows[0].name == "Youssef Benali"
    shown.talks.acts.cancel()
    desk.until(lambda: desk.window.banner.isVisible())
    desk.until(lambda: any(row.hour.id == other.id for row in shown._hours))
    shown.talks.acts.carry()
    desk.settle()
    desk.type("zeist")
    desk.press("Return")
    desk.until(lambda: len(states(desk, other.id)) == 11)
    desk.until(lambda: page(desk, hour).counts.to_come == 0)
    shown.talks.acts.cancel()
    desk.until(lambda: [row.hour.id for row in desk.stored(hours.list_hours)] == [other.id])
    desk.until(lambda: shown.list.isVisible())


def test_somebody_on_a_slip_who_may_be_known_is_offered_and_never_taken_blindly(hanna: Desk, hour: str) -> None:
    slot = hanna.stored(hours.add_slot, hour, slip="Yusuf Ben Ali Omari")
    hanna.until(lambda: view(hanna).state.row(slot.id) is not None)
    view(hanna).talks.choose(slot.id, write=False)
    hanna.until(lambda: chosen(hanna) == "Yusuf Ben Ali Omari")
    hanna.press("Return")
    who = view(hanna).who
    hanna.until(lambda: who.isVisible() and who.rows.rowCount() == 2)
    assert who.rows.at(who.list.currentIndex()) == "Yusuf Ben Ali Omari"
    hanna.press("Up", "Return")
    hanna.until(lambda: writing(hanna))
    assert chosen(hanna) == "Youssef Benali"
    hanna.until(lambda: hanna.window.undo_bar.isVisible())
    hanna.press("Ctrl+Alt+Z")
    hanna.until(lambda: chosen(hanna) == "Yusuf Ben Ali Omari")
    assert hanna.stored(hours.find_slot, slot.id).case == ""


def test_a_task_is_written_during_a_talk_by_keys(hanna: Desk, hour: str) -> None:
    hanna.press("Return")
    hanna.until(lambda: writing(hanna))
    hanna.type("Half")
    hanna.press("Ctrl+T")
    form = view(hanna).talks.task
    hanna.until(lambda: form.isVisible() and form.fields["title"].hasFocus())
    hanna.type("Zijn neef bellen")
    hanna.press("Return")
    hanna.until(lambda: not form.isVisible() and writing(hanna))
    case = page(hanna, hour).rows[0].line.slot.case
    assert "Zijn neef bellen" in [row.title for row in hanna.stored(tasks.list_tasks, case_id=case)]
    hanna.press("Ctrl+T")
    hanna.until(lambda: form.isVisible())
    hanna.press("Escape")
    hanna.until(lambda: not form.isVisible() and writing(hanna))
    hanna.press("Ctrl+Return")
    hanna.until(lambda: chosen(hanna) == "Ion Munteanu" and writing(hanna))
    assert hanna.drafts() == []


def test_what_two_laptops_wrote_differently_is_settled_by_keys(hanna: Desk, hour: str) -> None:
    desk, shown = hanna, view(hanna)
    day = (date.today() + timedelta(days=1)).isoformat()
    other = (date.today() + timedelta(days=2)).isoformat()
    desk.stored(hours.change_hour, hour, {"day": day})

    def elsewhere(session: Session) -> None:
        """As another laptop writes that does not know of the change."""
        with session.store.transaction() as work:
            stream = work.records.stream_of(work.records.load(ConsultationHour, hour).shelf, Home.SHELF)
            work.records._append(stream, [Set(to_text(bytes.fromhex(hour)), "hour", "day", other, [])])

    desk.stored(elsewhere)
    desk.press("Escape")
    desk.until(lambda: shown.list.differing.isVisible())
    assert "1 field" in shown.list.differing.text()
    shown.settle()
    desk.until(lambda: shown.settling.rows.rowCount() == 3)
    desk.until(lambda: desk.focus is shown.settling.list)
    desk.press("Down")
    taken = shown.settling.rows.at(shown.settling.list.currentIndex())
    desk.press("Return")
    desk.until(lambda: shown.list.isVisible() and not shown.list.differing.isVisible())
    assert desk.stored(hours.find_hour, hour).day == taken.shared.values[taken.place]


def test_what_is_typed_at_an_hour_is_kept_when_one_goes_elsewhere(
    hanna: Desk, hour: str, desks: Callable[[str], Desk]
) -> None:
    hanna.press("Return")
    hanna.until(lambda: writing(hanna))
    hanna.type("Half gesch")
    hanna.window.navigate("cases")
    hanna.settle()
    (draft,) = hanna.drafts()
    assert draft.text == "Half gesch"
    hanna.open("youssef")
    hanna.until(lambda: hanna.text == "Half gesch")
    hanna.type("reven")
    hanna.window.navigate("hours")
    hanna.until(lambda: view(hanna).talk.editor.text.toPlainText() == "Half geschreven")
    hanna.press("Return")
    hanna.until(lambda: writing(hanna))
    hanna.type(" zin")
    hanna.window.navigate("cases")
    hanna.until(lambda: hanna.text == "Half geschreven zin")
    hanna.close()
    again = desks("hanna")
    again.window.navigate("hours")
    again.until(lambda: chosen(again) == "Youssef Benali")
    again.until(lambda: view(again).talk.editor.text.toPlainText() == "Half geschreven zin")
    assert len(again.drafts()) == 1


def test_hours_are_planned_and_heads_counted_by_keys(hanna: Desk) -> None:
    hanna.window.navigate("hours")
    hanna.settle()
    hanna.press("Ctrl+Shift+N")
    hanna.until(lambda: view(hanna).hour_form.isVisible())
    hanna.type("dordr")
    hanna.press("Return")
    hanna.until(lambda: view(hanna).hour_form.values()["place"] == "dji-dordrecht")
    hanna.press("Ctrl+Return")
    hanna.until(lambda: view(hanna).state.page is not None)
    (row,) = hanna.stored(hours.list_hours)
    assert (row.place.code, row.hour.starts, row.hour.ends) == ("dji-dordrecht", "13:00", "15:00")
    hanna.press("Ctrl+N")
    hanna.until(lambda: view(hanna).who.isVisible())
    hanna.press("Escape", "Escape", "Ctrl+Shift+G")
    hanna.until(lambda: view(hanna).session_form.isVisible())
    hanna.type("zaan")
    hanna.press("Return")
    hanna.until(lambda: view(hanna).session_form.values()["place"] == "dji-zaandam")
    hanna.press("Tab", "Tab")
    hanna.type("Terugkeer")
    hanna.press("Return")
    hanna.until(lambda: view(hanna).session_page.isVisible() and view(hanna).session_page.people.hasFocus())
    hanna.type("12")
    hanna.press("Return")
    hanna.until(lambda: [one.people for one in hanna.stored(sessions.list_sessions)] == [12])
    (held,) = hanna.stored(sessions.list_sessions)
    assert held.session.day == date.today().isoformat()


def test_a_place_is_added_and_an_hour_planned_there_and_a_session_cancelled(hanna: Desk) -> None:
    desk, shown = hanna, view(hanna)
    desk.window.navigate("hours")
    desk.settle()
    shown.plans.add_place()
    desk.until(lambda: shown.plans.place_form.isVisible())
    desk.type("Passantenopvang Noord")
    desk.press("Tab", "Return")
    desk.settle()
    desk.type("shelter")
    desk.press("Return")
    desk.until(lambda: shown.plans.place_form.values()["kind"] == "shelter")
    desk.press("Tab")
    desk.type("Zwolle")
    desk.press("Ctrl+Return")
    desk.until(lambda: shown.hour_form.isVisible())
    desk.press("Ctrl+Return")
    desk.until(lambda: shown.state.page is not None)
    assert (shown.state.page.place.name, shown.state.page.place.city) == ("Passantenopvang Noord", "Zwolle")
    held = desk.stored(sessions.add_session, "dji-zeist", "today", "Terugkeer")
    desk.until(lambda: any(row.session.id == held.id for row in shown._sessions))
    desk.window.navigate("hours", session_id=held.id)
    desk.until(lambda: shown.session_page.isVisible())
    (cancel,) = [command for command in shown.commands() if command.text == "Cancel the session"]
    cancel.run()
    desk.until(lambda: desk.stored(sessions.list_sessions) == [])
    desk.until(lambda: not shown.session_page.isVisible())


def test_a_day_pack_is_chosen_and_ended_in_the_window(hanna: Desk) -> None:
    hour = hanna.stored(hours.add_hour, "Zeist", "tomorrow", "10:00", "11:00")
    case = hanna.office.cases["Nino Beridze"]
    hanna.stored(hours.add_slot, hour.id, case=case)
    sent = "UPDATE sent SET device_seq = (SELECT max(device_seq) FROM log WHERE log.device = sent.device)"
    hanna.store.call(lambda: hanna.session.store._connection.execute(sent))  # as if the office had all
    hanna.window.navigate("hours")
    hanna.until(lambda: view(hanna).state.page is not None)
    view(hanna).pack()
    hanna.until(lambda: view(hanna).packing.chosen() == [hour.id])
    hanna.press("Ctrl+Return")
    hanna.until(lambda: view(hanna).list.pack.isVisible() and "1 case" in view(hanna).list.pack.text())
    rows, _more = hanna.stored(lookup.list_cases, CaseFilter())
    assert [row.id for row in rows] == [case]
    hanna.window.navigate("cases")
    hanna.until(lambda: [row.id for row in hanna.cases.state.rows] == [case])
    view(hanna).pack()
    hanna.until(lambda: view(hanna).packing.end.isVisible())
    hanna.press("Space")
    hanna.until(lambda: not view(hanna).list.pack.isVisible())
