"""The five stories of the annual report in the demo, told today; and a day with an hour in it; by verbs."""

from datetime import date, timedelta

from counsellor_app.workflows import appointments, hours, journey, outreach, tasks
from counsellor_app.workflows.session import Session
from tests.end_to_end.stories import tales
from tests.end_to_end.stories.hand import Hand

_SLIPS = ("Samir Haddad", "Ion Munteanu", "Trần Văn Minh", "Joseph Mensah", "Giorgi Lomidze")
_TALKS = (
    (-9, "Amsterdam", "en", "GH", "Vroeg of zijn spullen mee mogen. Slaapt bij een neef."),
    (-6, "Amsterdam", "pt", "BR", "Twee vrouwen, samen. Willen eerst met hun kerk praten."),
    (-2, "Utrecht", "ar", "SD", "Verkoopt de daklozenkrant; ziek, wil naar zijn familie."),
)


def tell_stories(session: Session, lead: str) -> None:
    """Write the people of the five stories as they stand today, and the day of who wrote them."""
    hand = Hand(session, date.today())
    ill = tales.the_woman_from_cape_verde(hand)
    tales.the_baker_from_ethiopia(hand)
    for since, begins, goes_on in (
        (200, tales.the_mother_from_lagos, tales.half_a_year_on_in_lagos),
        (150, tales.the_shopkeeper_of_ibadan, tales.a_year_on_in_ibadan),
    ):
        earlier = Hand(session, date.today() - timedelta(since))
        begins(earlier)
        goes_on(earlier)
    tales.the_woman_nobody_may_find(hand, lead)
    tales.the_unaccompanied_minors(hand)
    held = tales.the_detainee_in_alphen(hand)
    _outreach(hand)
    _day(hand, ill, held)


def _outreach(hand: Hand) -> None:
    hand.do(outreach.add_contact, "Pinksterkerk", "Pastor Osei", "Amsterdam", phone="06 5544 3322")
    hand.do(outreach.add_contact, "Leger des Heils", "Mw. Prins", "Utrecht")
    for away, city, language, country, remark in _TALKS:
        contact = "Pastor Osei" if city == "Amsterdam" else "Mw. Prins"
        hand.do(
            outreach.add_talk, city, day=hand.day(away), contact=contact, language=language, country=country,
            remark=remark,
        )  # fmt: skip


def _day(hand: Hand, ill: str, held: str) -> None:
    hour = hand.do(hours.add_hour, "Alphen", hand.day(0), "13:30", "15:30", 10, remark="Spreekkamer 2")
    hand.do(hours.add_slot, hour.id, case=held, received_on=hand.day(-1))
    slots = [hand.do(hours.add_slot, hour.id, slip=name, received_on=hand.day(-1)) for name in _SLIPS]
    hand.do(hours.set_state, slots[0].id, "absent")
    hand.do(hours.set_state, slots[1].id, "refused")
    hand.do(appointments.add_appointment, ill, day=hand.day(0), clock="16:15", place="Thuis bij mevrouw")
    hand.do(tasks.add_task, "Consulaat bellen: laissez-passer opgehaald?", case_id=ill, due=hand.day(0))
    hand.do(tasks.add_task, "Sprekersbriefjes bestellen voor Alphen", due=hand.day(0))
    assert hand.do(journey.journey, ill).breaches == ()
