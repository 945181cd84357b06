"""The people of the annual report as complete cases: at a counsellor's window, by keys; and seen by a supervisor."""

from datetime import date

from counsellor_app.desktop.review.view import ReviewView
from counsellor_app.domain.ages import is_adult_on
from counsellor_app.domain.dossier import Dossier
from counsellor_app.domain.families import birth_of_person, count_family
from counsellor_app.domain.programmes.journeys import Journey
from counsellor_app.domain.programmes.records import EligibilityCheck
from counsellor_app.domain.refusals import Offer, offers_allowed
from counsellor_app.domain.safety import ContactWay, may_reach, missing_measures
from counsellor_app.domain.trafficking import filled
from counsellor_app.workflows import (
    appointments,
    casework,
    dossiers,
    eligibility,
    hours,
    journey,
    lookup,
    notes,
    outreach,
    reviewing,
    sessions,
    syncing,
    tasks,
)
from tests.desktop.furnished import Desk
from tests.end_to_end.stories import tales
from tests.end_to_end.stories.conftest import LEAD, SitDown
from tests.end_to_end.stories.window_hand import WindowHand

TODAY = date.today()


def planned(found: Journey, programme: str) -> str:
    """The day on which a departure is planned."""
    way = next(way for way in found.ways if way.enrolment.programme == programme)
    return next(row.on for row in way.steps if row.step.departs and row.state == "planned")


def answers(found: Journey) -> list[tuple[str, str]]:
    """What was checked and answered, in order."""
    return [(check.programme, str(check.answer)) for check in reversed(found.checks)]


def kept_checks(hand: WindowHand, case: str) -> list[EligibilityCheck]:
    """The checks that are kept of a case, also those that may be named no more."""

    def read() -> list[EligibilityCheck]:
        with hand.session.store.reading() as queries:
            return queries.records(case, EligibilityCheck)

    return hand.desk.store.call(read)


def gates_stand(found: Journey, programme: str) -> dict[str, str]:
    """Every gate of an enrolment that is needed, and how it stands."""
    way = next(way for way in found.ways if way.enrolment.programme == programme)
    return {one.gate: str(one.state) for one in way.gates if one.state != "not_needed"}


def supervisor(sit_down: SitDown, hand: WindowHand, *cases: str) -> Desk:
    """Sync, get up; the supervisor sits down, syncs and finds the same in her window: to review, and open on screen."""
    told = {case: _everything(hand.desk, case) for case in cases}
    names = [hand.do(casework.case_page, case).persons[0].name for case in cases]
    assert hand.do(syncing.sync_now).unsent == 0
    lead = sit_down("lead")
    lead.stored(syncing.sync_now)
    lead.window.navigate("review")
    review = lead.review
    assert isinstance(review, ReviewView)
    lead.until(lambda: set(cases) <= {row.case for row in review.state.rows})
    for case, name in zip(cases, names, strict=True):
        assert _everything(lead, case) == told[case]
        lead.window.navigate("cases")
        lead.open(name.split()[0].casefold())
        lead.until(lambda case=case: lead.page.journey.journey is not None and lead.page.journey.journey.case == case)  # type: ignore[misc]
        assert lead.page.state.page is not None
        assert lead.page.state.page.case.id == case
        assert lead.page.journey.breach.isHidden()
        assert lead.stored(reviewing.new_since_review, case)
    return lead


def _everything(desk: Desk, case: str) -> tuple[object, ...]:
    """The journey, the people, the words and the tasks of a case."""
    shown = desk.stored(dossiers.dossier, case)
    return (
        desk.stored(journey.journey, case),
        (shown.persons, shown.relations, shown.documents, shown.identifiers, shown.refusals, shown.measures),
        [note.text for note in desk.stored(notes.list_notes, case)],
        sorted((row.title, row.due_on, row.state) for row in desk.stored(tasks.list_tasks, case_id=case, state="")),
        [(row.at, row.place) for row in desk.stored(appointments.list_appointments, case_id=case, everything=True)],
    )


def of_case(hand: WindowHand, case: str) -> tuple[Journey, Dossier]:
    """The journey and the people of a case."""
    return hand.do(journey.journey, case), hand.do(dossiers.dossier, case)


def test_the_woman_from_cape_verde(sit_down: SitDown) -> None:
    hand = WindowHand(sit_down("hanna"), TODAY)
    case = tales.the_woman_from_cape_verde(hand)
    found, shown = of_case(hand, case)
    assert answers(found) == [("HEALTH", "unknown"), ("HEALTH", "yes")]
    assert gates_stand(found, "HEALTH") == dict.fromkeys(
        ("consent", "ind-permission", "medical", "transport", "travel-document"), "open"
    )
    assert planned(found, "HEALTH") == hand.iso(3)
    assert {one.item for one in found.ways[0].support} >= {"medical-escort", "social-escort", "stretcher", "ambulance"}
    count = count_family(shown.persons, TODAY)
    assert (count.adults, count.children) == (1, 0)
    open_tasks = {row.title for row in hand.do(tasks.list_tasks, case_id=case)}
    assert {"Alle partijen de avond ervoor nog eens bellen", "Departure"} <= open_tasks
    supervisor(sit_down, hand, case)


def test_the_baker_from_ethiopia(sit_down: SitDown) -> None:
    hand = WindowHand(sit_down("hanna"), TODAY)
    case = tales.the_baker_from_ethiopia(hand)
    found, shown = of_case(hand, case)
    assert answers(found) == [("RRI", "unknown"), ("RRI", "yes"), ("HRT", "no")]
    assert any('"asylum_claim_on"' in reason for reason in found.checks[0].reasons)
    assert planned(found, "RRI") == hand.iso(12)
    assert set(gates_stand(found, "RRI").values()) == {"open"}
    tools = next(one for one in found.ways[0].support if one.item == "tools")
    assert {one.item for one in found.ways[0].support} == {"plan", "tools", "gifts"}
    assert (tools.item, tools.amount_cents, tools.currency) == ("tools", 24_000, "EUR")
    assert offers_allowed(map(str, Offer), shown.declined) == tuple(map(str, Offer))
    assert [talk.case for talk in hand.do(outreach.list_talks)] == [case]
    assert any("bij een bakker" in note.text for note in hand.do(notes.list_notes, case))
    supervisor(sit_down, hand, case)


def test_the_two_nigerian_women(sit_down: SitDown) -> None:
    hand = WindowHand(sit_down("hanna"), date(2007, 3, 10))
    mother = tales.the_mother_from_lagos(hand)
    found, shown = of_case(hand, mother)
    assert answers(found) == [("VARRP", "unknown"), ("VARRP", "yes")]
    assert hand.do(eligibility.check, mother, "VARRP", keep=False).answer == "no"
    assert planned(found, "VARRP") == "2007-03-15"
    count = count_family(shown.persons, date(2007, 3, 15))
    assert (count.adults, count.children) == (1, 1)
    tales.half_a_year_on_in_lagos(hand)
    found, shown = of_case(hand, mother)
    assert (shown.case.status, found.breaches) == ("departed", ())
    assert any("300 euro per maand" in note.text for note in hand.do(notes.list_notes, mother))

    hand = WindowHand(hand.desk, date(2007, 2, 1))
    shop = tales.the_shopkeeper_of_ibadan(hand)
    found, shown = of_case(hand, shop)
    assert (answers(found), planned(found, "VARRP")) == ([("VARRP", "yes")], "2007-02-07")
    assert not may_reach(ContactWay.CALL, shown.persons[0].id, shown.contact_rules).allowed
    tales.a_year_on_in_ibadan(hand)
    found, shown = of_case(hand, shop)
    assert (shown.case.status, found.breaches) == ("departed", ())
    assert {row.every_days for row in hand.do(tasks.list_tasks, case_id=shop)} >= {90}
    supervisor(sit_down, hand, mother, shop)


def test_the_woman_who_wants_nothing_beyond_the_journey(sit_down: SitDown) -> None:
    hand = WindowHand(sit_down("hanna"), TODAY)
    hidden = tales.the_woman_nobody_may_find(hand, LEAD)
    found, shown = of_case(hand, hidden)
    assert (answers(found), found.ways[0].label, found.less) == ([], "REAN", True)
    assert [one.programme for one in kept_checks(hand, hidden)] == ["VOT"]
    assert gates_stand(found, "VOT")["safety"] == "open"
    assert "wish" not in gates_stand(found, "VOT")
    assert planned(found, "VOT") == hand.iso(8)
    assert not found.ways[0].support
    assert hand.tab.support.isHidden()
    assert not any(may_reach(way, shown.persons[0].id, shown.contact_rules).allowed for way in ContactWay)
    assert missing_measures(shown.measures, TODAY) == ()
    assert not {"arrival", "reintegration", "referral", "follow-up"} & set(
        offers_allowed(map(str, Offer), shown.declined)
    )
    assert filled(shown.trafficking[0])["vic_TraffickingStatus"] == "ActualVictimOfTrafficking"
    supervisor(sit_down, hand, hidden)
    colleague = sit_down("pieter")
    colleague.stored(syncing.sync_now)
    names = [row.id for row in colleague.cases.state.rows]
    assert hidden not in names


def test_the_unaccompanied_minors(sit_down: SitDown) -> None:
    base = date(2007, 6, 10)
    hand = WindowHand(sit_down("hanna"), base)
    boy, girl = tales.the_unaccompanied_minors(hand)
    found, shown = of_case(hand, boy)
    assert answers(found) == [("UAM", "yes"), ("UAM-ANGOLA", "yes")]
    assert gates_stand(found, "UAM")["guardian-agreement"] == "open"
    assert planned(found, "UAM") == "2007-06-20"
    extra = next(one for way in found.ways for one in way.support)
    assert (extra.item, extra.amount_cents, extra.currency) == ("extra", 75_000, "USD")
    assert [tie.kind for tie in shown.ties(shown.persons[0].id)] == ["guardian", "parent"]
    assert not shown.refusals
    found, shown = of_case(hand, girl)
    assert is_adult_on(birth_of_person(shown.persons[0]), base) is None
    assert answers(found) == [("UAM", "unknown")]
    assert (found.ways[0].enrolment.outcome, found.ways[0].running) == ("withdrew", False)
    assert not [row for row in hand.do(tasks.list_tasks, case_id=girl) if row.source]
    supervisor(sit_down, hand, boy, girl)


def test_a_detainee_in_alphen(sit_down: SitDown) -> None:
    hand = WindowHand(sit_down("hanna"), date(2007, 12, 20))
    case = tales.the_detainee_in_alphen(hand)
    found, shown = of_case(hand, case)
    assert answers(found) == [("AVRD", "unknown"), ("AVRD", "yes")]
    assert planned(found, "AVRD") == "2007-12-26"
    assert set(gates_stand(found, "AVRD").values()) == {"open"}
    assert not may_reach(ContactWay.LETTER, shown.persons[0].id, shown.contact_rules).allowed
    assert hand.do(lookup.case_page, case).case.place == "Detentiecentrum Alphen aan den Rijn"
    row = hand.do(hours.list_hours, hand.iso(-18), hand.iso(-18))[0]
    assert (row.counts.done, row.counts.to_come) == (1, 3)
    assert sum(one.people for one in hand.do(sessions.list_sessions, hand.iso(-20), hand.iso(-20))) == 11
    supervisor(sit_down, hand, case)
