"""Families through their verbs: saved, found, refused, taken back."""

from datetime import date, timedelta

import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.identity_papers import Validity
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.domain.records import Case
from counsellor_app.workflows import casework, dossiers, families, finding, lookup, papers
from counsellor_app.workflows.session import Session
from tests.counsellor_app.domain.test_identity_papers import ALL, BARE


@pytest.fixture
def case(session: Session) -> Case:
    return casework.add_case(session, name="Selam Tesfaye", birth_date="1990-02-01", sex="f", team="-")


def found_by(session: Session, text: str) -> list[str]:
    return [row.name for row in lookup.list_cases(session, CaseFilter(query=text))[0]]


def test_a_family_is_kept_and_shown_as_a_whole(session: Session, case: Case) -> None:
    child = families.add_person(
        session, case.id, {"name": "Dawit", "birth_date": "2015", "languages": "am, nl"}, relation="child"
    )
    father = families.add_person(session, case.id, {"name": "Yonas", "birth_date": "ca. 1985", "birth_span": "3"})
    families.add_relation(session, case.id, "Yonas", "parent", "Dawit")
    mother = families.add_person(session, case.id, {"name": "Almaz", "aside": "yes"}, relation="parent")
    shown = dossiers.dossier(session, case.id)
    client = shown.persons[0]
    assert [person.name for person in shown.persons] == ["Selam Tesfaye", "Dawit", "Yonas", "Almaz"]
    assert {(tie.other, tie.kind) for tie in shown.ties(client.id)} == {(child.id, "child"), (mother.id, "parent")}
    assert {(tie.other, tie.kind) for tie in shown.ties(child.id)} == {(client.id, "parent"), (father.id, "parent")}
    assert (father.birth_precision, father.birth_span) == ("estimated", 3)
    assert child.languages == ("am", "nl")
    assert [reader.name for reader in shown.readers if reader.now] == ["Anna Bos"]


def test_everybody_and_every_number_is_found(session: Session, case: Case) -> None:
    families.add_person(session, case.id, {"name": "Dawit Yonas", "own_name": "ዳዊት", "phone": "06-1234 5678"})
    papers.add_identifier(session, case.id, "NN-77 12/A", kind="national-id", person="Dawit Yonas")
    papers.add_document(session, case.id, {"kind": "passport", "number": "EP 7004512"})
    for text in ("dawit", "ዳዊት", "NN7712A", "ep7004512", "0612345678"):
        assert found_by(session, text) == ["Selam Tesfaye"], text
    assert [hit.case for hit in finding.search(session, "Dawit", only="person")] == [case.id]


def test_a_search_says_whom_it_found(session: Session, case: Case) -> None:
    daughter = families.add_person(session, case.id, {"name": "Amina Yusuf", "own_name": "أمينة", "sex": "female"})
    families.add_relation(session, case.id, "Amina Yusuf", "child", "Selam Tesfaye")
    friend = families.add_person(session, case.id, {"name": "Dawit Tesfaye"})
    papers.add_identifier(session, case.id, "NN-77 12/A", kind="national-id", person="Amina Yusuf")
    told = {
        "amina": ("Amina Yusuf", "child", "female"), "yusuf ami": ("Amina Yusuf", "child", "female"),
        "أمينة": ("Amina Yusuf", "child", "female"), "nn7712a": ("Amina Yusuf", "child", "female"),
        "ameena yusouf": ("Amina Yusuf", "child", "female"), "dawit": ("Dawit Tesfaye", "", ""),
    }  # fmt: skip
    for text, wanted in told.items():
        (hit,) = finding.search(session, text, only="person")
        assert hit.person is not None, text
        assert (hit.person.name, hit.person.relation, hit.person.sex) == wanted
        assert (hit.name, hit.case) == ("Selam Tesfaye", case.id)
        (row,) = lookup.list_cases(session, CaseFilter(query=text))[0]
        assert row.person == hit.person
    for text in ("selam", "tesfaye", case.reference):
        assert [hit.person for hit in finding.search(session, text, only="person")] == [None], text
    assert {daughter.id, friend.id} == {
        hit.person.id for text in ("amina", "dawit") for hit in finding.search(session, text) if hit.person
    }


def test_what_was_taken_away_is_found_no_more(session: Session, case: Case) -> None:
    person = families.add_person(session, case.id, {"name": "Wrongly Added"})
    number = papers.add_identifier(session, case.id, "AB12345")
    families.remove_person(session, person.id)
    papers.remove_identifier(session, number.id)
    assert [one.name for one in dossiers.dossier(session, case.id).persons] == ["Selam Tesfaye"]
    assert found_by(session, "wrongly") == found_by(session, "ab12345") == []


def test_a_changed_number_is_found_and_the_old_one_is_not(session: Session, case: Case) -> None:
    paper = papers.add_document(session, case.id, {"kind": "laissez-passer", "number": "LP111"})
    assert papers.set_document(session, paper.id, {"number": "LP222", "held_by": "COA"}) == ["number", "held_by"]
    assert found_by(session, "lp222") == ["Selam Tesfaye"]
    assert found_by(session, "lp111") == []
    assert papers.set_document(session, paper.id, {"number": "LP222"}) == []


def test_changing_a_person(session: Session, case: Case) -> None:
    person = families.add_person(session, case.id, {"name": "Dawit"})
    changed = families.set_person(
        session, person.id, {"birth_date": "ca. 2010", "birth-span": "±4", "head": "yes", "interpreter": "woman"}
    )
    assert set(changed) == {"birth_date", "birth_span", "head", "interpreter"}
    assert families.set_person(session, person.id, {"head": "ja"}) == []


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""},
        {"name": "12"},
        {"name": "A", "birth_date": "31-02-2000"},
        {"name": "A", "birth_date": "2000-01-01", "birth_span": "2"},
        {"name": "A", "birth_span": "many"},
        {"name": "A", "birth_span": "31"},
        {"name": "A", "head": "perhaps"},
        {"name": "A", "languages": "Klingonish"},
        {"name": "A", "interpreter": "robot"},
        {"name": "A", "colour": "red"},
        {"phone": "1"},
    ],
)
def test_what_cannot_be_leaves_nothing(session: Session, case: Case, values: dict[str, str]) -> None:
    with pytest.raises(ActionableError):
        families.add_person(session, case.id, values, relation="child")
    assert len(dossiers.dossier(session, case.id).persons) == 1


def test_a_relation_that_cannot_be_takes_the_person_back(session: Session, case: Case) -> None:
    with pytest.raises(ActionableError):
        families.add_person(session, case.id, {"name": "Too Old", "birth_date": "1950-01-01"}, relation="child")
    with pytest.raises(ActionableError):
        families.add_person(session, case.id, {"name": "Nobody's"}, relation="child", to="Somebody")
    assert len(dossiers.dossier(session, case.id).persons) == 1


def test_the_client_stays_and_is_no_bystander(session: Session, case: Case) -> None:
    client = dossiers.dossier(session, case.id).persons[0]
    with pytest.raises(ActionableError):
        families.remove_person(session, client.id)
    with pytest.raises(ActionableError):
        families.set_person(session, client.id, {"aside": "yes"})


def test_what_is_known_already_is_not_kept_twice(session: Session, case: Case) -> None:
    families.add_person(session, case.id, {"name": "Dawit"}, relation="child")
    known = dossiers.dossier(session, case.id).relations[0]
    assert families.add_relation(session, case.id, "1", "parent", "2") == known
    first = papers.add_identifier(session, case.id, "V 284.115.0932", kind="alien-number")
    assert papers.add_identifier(session, case.id, "2841150932", kind="Alien number") == first
    families.remove_relation(session, known.id)
    assert dossiers.dossier(session, case.id).relations == ()


def test_persons_are_named_by_name_place_or_id(session: Session, case: Case) -> None:
    made = families.add_person(session, case.id, {"name": "Dawit", "own_name": "ዳዊት"})
    families.add_person(session, case.id, {"name": "dàwit"})
    persons = dossiers.dossier(session, case.id).persons
    assert dossiers.find_person(persons, "") == persons[0]
    assert dossiers.find_person(persons, "2") == made
    assert dossiers.find_person(persons, "ዳዊት") == made
    assert dossiers.find_person(persons, made.id) == made
    for text in ("Dawit", "9", "0", "zzz"):
        with pytest.raises(ActionableError):
            dossiers.find_person(persons, text)
    with pytest.raises(ActionableError):
        dossiers.find_person([], "1")


def test_papers_that_expire(session: Session, case: Case) -> None:
    today = date.today()
    days = {"EXP": -1, "SOON": 30, "LATER": 120}
    for number, away in days.items():
        expires = (today + timedelta(away)).isoformat()
        papers.add_document(session, case.id, {"kind": "passport", "number": number, "expires_on": expires})
    papers.add_document(session, case.id, {"kind": "diploma", "number": "NEVER"})
    listed = papers.expiring_papers(session, 90)
    assert [(paper.document.number, paper.validity) for paper in listed] == [
        ("EXP", Validity.EXPIRED),
        ("SOON", Validity.EXPIRING),
    ]
    assert listed[0].person_name == "Selam Tesfaye"
    casework.close_case(session, case.id)
    assert papers.expiring_papers(session, 90) == []
    assert len(papers.expiring_papers(session, 365, case.id)) == 3
    assert [paper.number for paper in papers.list_documents(session, case.id)] == ["EXP", "SOON", "LATER", "NEVER"]


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "library card"},
        {"kind": "passport", "issued_on": "2030-01-01", "expires_on": "2029-12-31"},
        {"kind": "passport", "expires_on": "soon"},
        {"colour": "red"},
    ],
)
def test_papers_that_cannot_be(session: Session, case: Case, values: dict[str, str]) -> None:
    with pytest.raises(ActionableError):
        papers.add_document(session, case.id, values)
    assert papers.list_documents(session, case.id) == []


def test_a_photo_is_kept_bare_and_the_newest_is_shown(session: Session, case: Case) -> None:
    first = families.add_photo(session, case.id, ALL)
    second = families.add_photo(session, case.id, BARE)
    assert first.image == second.image
    shown = dossiers.dossier(session, case.id)
    assert shown.photo_of(shown.persons[0].id) == second
    families.remove_photo(session, second.id)
    assert dossiers.dossier(session, case.id).photo_of(shown.persons[0].id) == first
    with pytest.raises(ActionableError):
        families.add_photo(session, case.id, b"GIF89a")


def test_it_all_stands_in_the_timeline(session: Session, case: Case) -> None:
    families.add_person(session, case.id, {"name": "Dawit"}, relation="child")
    papers.add_document(session, case.id, {"kind": "passport", "number": "EP1"})
    entries, _after = lookup.timeline(session, case.id)
    assert {entry.object_kind for entry in entries if entry.kind == "record"} == {"person", "relation", "document"}
