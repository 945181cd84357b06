"""People of the annual report over 2007, under invented names: who they are, and what keeps them safe."""

from datetime import date, timedelta

import pytest

from counsellor_app.domain.ages import is_adult_on
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.families import birth_of_person, count_family
from counsellor_app.domain.identity_papers import Validity
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.domain.refusals import Offer, offers_allowed
from counsellor_app.domain.safety import ContactWay, may_reach, missing_measures, words_in_lists
from counsellor_app.domain.trafficking import filled
from counsellor_app.workflows import casework, dossiers, families, lookup, papers, restricting, safety
from counsellor_app.workflows.session import Session

TODAY = date.today()


def days(away: int) -> str:
    return (TODAY + timedelta(away)).isoformat()


def test_the_woman_from_cape_verde(session: Session) -> None:
    """She travels alone, lying; her children and her sister wait: named, and not counted."""
    case = casework.add_case(
        session, name="Djamila Tavares", nationality="CV", languages=["pt"], birth_date="1963", sex="f",
        flags=["health"], programme="HEALTH", team="-",
    )  # fmt: skip
    for name, born in (("Nélida", "1988"), ("Edson", "1991")):
        families.add_person(session, case.id, {"name": name, "birth_date": born, "aside": "yes"}, relation="child")
    sister = families.add_person(
        session, case.id, {"name": "Celestina Tavares", "aside": "yes", "phone": "+238 991 2233"}, relation="sibling"
    )
    papers.add_document(session, case.id, {"kind": "passport", "expires_on": days(-30), "held_by": "client"})
    papers.add_document(
        session, case.id, {"kind": "laissez-passer", "number": "CV 118", "expires_on": days(20), "held_by": "embassy"}
    )
    papers.add_document(session, case.id, {"kind": "medical-letter", "issuer": "GGD"})
    shown = dossiers.dossier(session, case.id)
    count = count_family(shown.persons, date(2007, 12, 24))
    assert (count.adults, count.children, count.unsaid) == (1, 0, ())
    assert {tie.kind for tie in shown.ties(shown.persons[0].id)} == {"child", "sibling"}
    found = papers.expiring_papers(session, 30, case.id)
    assert [(paper.document.kind, paper.validity) for paper in found] == [
        ("passport", Validity.EXPIRED),
        ("laissez-passer", Validity.EXPIRING),
    ]
    assert [row.id for row in lookup.list_cases(session, CaseFilter(query="celestina"))[0]] == [case.id]
    assert sister.phone == "+238 991 2233"


def test_the_baker_from_ethiopia(session: Session) -> None:
    """He wants all there is: nothing is taken away from what may be offered."""
    case = casework.add_case(
        session,
        name="Girma Alemayehu",
        own_name="ግርማ",
        nationality="ET",
        programme="RRI",
        birth_date="ca. 1975",
        team="-",
    )
    papers.add_identifier(session, case.id, "CJIB/55-1204", kind="previous-case", issuer="VluchtelingenWerk")
    papers.add_document(session, case.id, {"kind": "diploma", "remark": "banketbakker, niveau 2", "held_by": "client"})
    assert offers_allowed(map(str, Offer), dossiers.declined_in(session, case.id)) == tuple(map(str, Offer))
    assert [row.id for row in lookup.list_cases(session, CaseFilter(query="CJIB551204"))[0]] == [case.id]


def test_the_first_nigerian_woman_goes_home_with_her_little_son(session: Session) -> None:
    case = casework.add_case(
        session, name="Ngozi Eze", nationality="NG", programme="VARRP", birth_date="1975", sex="f", team="-"
    )
    families.add_person(session, case.id, {"name": "Chidi", "birth_date": "14-02-2006", "sex": "m"}, relation="child")
    shown = dossiers.dossier(session, case.id)
    on_leaving = count_family(shown.persons, date(2007, 3, 15))
    assert (on_leaving.adults, on_leaving.children, on_leaving.unsaid) == (1, 1, ())
    later = count_family(shown.persons, date(2024, 2, 14))
    assert (later.adults, later.children) == (2, 0)


def test_the_second_nigerian_woman_must_not_be_found(session: Session) -> None:
    """A victim of trafficking who declines more than REAN, must not be called, and whose case only some may read."""
    case = casework.add_case(
        session, name="Blessing Osagie", nationality="NG", programme="VOT", birth_date="1982-05-06", sex="f",
        phone="06 8765 4321", flags=["trafficking", "safety"], team="-",
    )  # fmt: skip
    safety.set_trafficking(
        session,
        case.id,
        {
            "con_Consent": "yes",
            "vic_TraffickingStatus": "ActualVictimOfTrafficking",
            "vic_MethodsOfControl": "DebtBondage, ThreatensChildrenFamily",
            "vic_TypeOfExploitation": "SexualExploitation",
        },
    )
    safety.add_contact_rule(session, case.id, "never_call", remark="The smuggler has the number.")
    safety.add_contact_rule(session, case.id, "only_through", through="Zuster Agnes, opvang")
    safety.add_measure(session, case.id, "client", "Seen by the smuggler", "Moves to Ibadan, not to her birthplace")
    safety.add_measure(session, case.id, "family", "Pressed to say where she is", "Is not told the address")
    safety.add_measure(session, case.id, "helpers", "Followed", "Meet in the shelter only")
    safety.add_refusal(session, case.id, "beyond-rean", "I do not want anybody to know me there.")
    restricting.restrict_case(session, case.id, ["Anna Bos"], "The smuggler knows people in Zuid.")
    shown = dossiers.dossier(session, case.id)
    client = shown.persons[0]
    assert not any(may_reach(way, client.id, shown.contact_rules).allowed for way in ContactWay)
    assert missing_measures(shown.measures, TODAY) == ()
    assert not {"arrival", "reintegration", "referral", "follow-up"} & set(
        offers_allowed(map(str, Offer), shown.declined)
    )
    assert not shown.allows("contact:mission")
    assert shown.allows("ticket")
    row = next(row for row in lookup.list_cases(session, CaseFilter())[0] if row.id == case.id)
    assert words_in_lists(row.programme, row.flags, row.declined) == ("REAN", ())
    assert filled(shown.trafficking[0])["vic_TraffickingStatus"] == "ActualVictimOfTrafficking"
    assert shown.restriction is not None
    with pytest.raises(ActionableError):
        casework.set_fields(session, case.id, {"programme": "HRT"})


def test_the_unaccompanied_minors(session: Session) -> None:
    """Of one it cannot be said whether she is of age on the day; a child cannot decline what protects it."""
    boy = casework.add_case(
        session, name="Paulo Kiala", nationality="AO", programme="UAM", birth_date="1991-07-01", team="-"
    )
    girl = casework.add_case(
        session, name="Inês Matondo", nationality="AO", programme="UAM", birth_date="1989", team="-"
    )
    for case in (boy, girl):
        families.add_person(session, case.id, {"name": "Mw. Van Dam (Nidos)", "aside": "yes"}, relation="guardian")
    flight = date(2007, 6, 20)
    ages = [is_adult_on(birth_of_person(dossiers.dossier(session, case.id).persons[0]), flight) for case in (boy, girl)]
    assert ages == [False, None]
    for case in (boy, girl):
        shown = dossiers.dossier(session, case.id)
        assert [tie.kind for tie in shown.ties(shown.persons[0].id)] == ["guardian"]
        assert count_family(shown.persons, flight).adults == 0
    with pytest.raises(ActionableError):
        safety.add_refusal(session, boy.id, "arrival", on="2007-06-01")
    assert safety.add_refusal(session, girl.id, "arrival", on="2007-06-01")
    assert not dossiers.dossier(session, girl.id).allows("arrival")


def test_a_detainee_in_alphen(session: Session) -> None:
    case = casework.add_case(
        session, name="Rachid Benali", nationality="MA", programme="AVRD", place="Alphen aan den Rijn", team="-"
    )
    papers.add_identifier(session, case.id, "DJI 40-2231-7", kind="detention", issuer="DJI")
    papers.add_document(
        session, case.id, {"kind": "passport", "number": "M 552210", "expires_on": days(400), "held_by": "dji"}
    )
    safety.add_contact_rule(session, case.id, "no letters", remark="Letters are opened.")
    shown = dossiers.dossier(session, case.id)
    client = shown.persons[0].id
    assert not may_reach(ContactWay.LETTER, client, shown.contact_rules).allowed
    assert may_reach(ContactWay.VISIT, client, shown.contact_rules).allowed
    assert count_family(shown.persons, TODAY).unsaid == (client,)
    assert [row.id for row in lookup.list_cases(session, CaseFilter(query="4022317"))[0]] == []
    assert [row.id for row in lookup.list_cases(session, CaseFilter(query="dji4022317"))[0]] == [case.id]
