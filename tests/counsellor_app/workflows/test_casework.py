from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.field_values import SETTABLE
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.domain.records import Alias, Case, Flag, Person
from counsellor_app.domain.reference import is_reference
from counsellor_app.workflows import casework, lookup
from counsellor_app.workflows.session import Session
from tests.conftest import examples

FREE = sorted(set(SETTABLE) - {"responsible", "team", "status", "reference", "alien_number"})
texts = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["SO", "Somalië", "rean", "so,ar", "1990", "ca. 1990", "31-02-1990", "", "female", "known"]),
)


def test_a_new_case_has_everything_that_was_given(session: Session) -> None:
    case = casework.add_case(
        session,
        name=" Amina  Warsame",
        own_name="أمينة",
        alien_number="280.123.4567",
        nationality="Somalië",
        place="Ter Apel",
        programme="rean",
        languages=["so", "Arabisch"],
        birth_date="circa 1990",
        sex="v",
        flags=["health", "minor", "health"],
        aliases=["Amiina"],
    )
    assert is_reference(case.reference)
    page = casework.case_page(session, case.id)
    assert page.case == case == replace(case, responsible=session.person_id, team="", languages=("so", "ar"))
    (person,) = page.persons
    assert (person.name, person.birth_date, person.birth_precision, person.sex) == (
        "Amina Warsame",
        "1990",
        "estimated",
        "female",
    )
    assert {flag.code for flag in page.flags} == {"health", "minor"}
    assert [(alias.name, alias.person) for alias in page.aliases] == [("Amiina", person.id)]


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(FREE), texts, max_size=4))
def test_setting_fields_changes_all_of_them_or_none(session: Session, values: dict[str, str]) -> None:
    case = casework.add_case(session, name="Somebody")
    before = casework.case_page(session, case.id)
    try:
        changed = casework.set_fields(session, case.id, values)
    except ActionableError:
        assert casework.case_page(session, case.id) == before
        return
    after = casework.case_page(session, case.id)
    old, new = _values(before.case, before.persons[0]), _values(after.case, after.persons[0])
    differing = {name for name in old if old[name] != new[name]} - {"birth_precision"} | (
        {"birth_precision"} & set(values) if old["birth_precision"] != new["birth_precision"] else set()
    )
    assert differing <= set(changed) <= set(values)
    assert casework.set_fields(session, case.id, values) in ([], [name for name in changed if name.startswith("birth")])


def _values(case: Case, person: Person) -> dict[str, object]:
    return {name: getattr(case, name) if hasattr(case, name) else getattr(person, name) for name in FREE}


def test_one_act_is_one_envelope(session: Session) -> None:
    case = casework.add_case(session, name="Somebody")
    unsent = casework.case_page(session, case.id).unsent
    casework.set_fields(session, case.id, {"place": "Zeist", "name": "Else", "flags": "+safety", "birth_date": "1990"})
    assert casework.case_page(session, case.id).unsent == unsent + 1
    assert casework.set_fields(session, case.id, {"place": "Zeist"}) == []
    assert casework.case_page(session, case.id).unsent == unsent + 1


def test_flags_and_other_names(session: Session) -> None:
    case = casework.add_case(session, name="Somebody")
    flag = casework.add_flag(session, case.id, "Health", "inhaler")
    assert casework.add_flag(session, case.id, "health") == flag
    alias = casework.add_alias(session, case.id, "Other")
    assert casework.add_alias(session, case.id, " Other ") == alias
    page = casework.case_page(session, case.id)
    assert [type(one) for one in (*page.flags, *page.aliases)] == [Flag, Alias]
    casework.remove_flag(session, flag.id)
    casework.remove_alias(session, alias.id)
    page = casework.case_page(session, case.id)
    assert (page.flags, page.aliases) == ((), ())
    assert casework.set_fields(session, case.id, {"flags": "+health, +minor"}) == ["flags"]
    assert casework.set_fields(session, case.id, {"flags": "-health,-safety"}) == ["flags"]
    assert [one.code for one in casework.case_page(session, case.id).flags] == ["minor"]
    for wrong in ("tall", ""):
        with pytest.raises(ActionableError):
            casework.add_flag(session, case.id, wrong)


def test_a_case_is_found_by_every_name_it_has(session: Session) -> None:
    case = casework.add_case(session, name="Somebody", alien_number="2801234567")
    own = casework.add_case(session, name="Else", reference="UTR 2026/17")
    for text in (case.id, case.id[:6], case.id.upper(), case.reference, case.reference.lower(), "V 280 1234 567"):
        assert lookup.resolve_case_id(session, text) == case.id
    assert lookup.resolve_case_id(session, "UTR 2026/17") == own.id
    for text in ("", "x", case.id[:5], "2801234568", "26-0000-0000", "UTR", "' OR 1=1"):
        with pytest.raises(ActionableError):
            lookup.resolve_case_id(session, text)


def test_numbers_and_references_are_not_given_twice(session: Session) -> None:
    first = casework.add_case(session, name="First", alien_number="2801234567", reference="A-1")
    second = casework.add_case(session, name="Second")
    before = casework.count_cases(session, CaseFilter())
    for taken in ({"alien_number": "280 123 4567"}, {"reference": "A-1"}):
        with pytest.raises(ActionableError):
            casework.add_case(session, name="Third", **taken)
        with pytest.raises(ActionableError):
            casework.set_fields(session, second.id, taken)
    assert casework.count_cases(session, CaseFilter()) == before == 2
    assert casework.set_fields(session, first.id, {"alien_number": "2801234567", "reference": "A-1"}) == []


def test_closing_and_opening_again(session: Session) -> None:
    case = casework.add_case(session, name="Somebody")
    casework.close_case(session, case.id)
    assert casework.case_page(session, case.id).case.status == "closed"
    casework.set_fields(session, case.id, {"status": "open"})
    assert casework.case_page(session, case.id).case.status == "open"


def test_nobody_works_before_admission(session: Session) -> None:
    case = casework.add_case(session, name="Somebody")
    session.person_id, session.role = "", ""
    for act in (
        lambda: casework.add_case(session, name="X"),
        lambda: casework.set_fields(session, case.id, {"place": "X"}),
        lambda: casework.add_flag(session, case.id, "health"),
        lambda: casework.share_case(session, case.id, ["Anna Bos"]),
    ):
        with pytest.raises(ActionableError, match="not admitted"):
            act()


def test_lists_go_on_where_the_page_ended(session: Session) -> None:
    made = {casework.add_case(session, name=f"Person {chr(65 + number)}").id for number in range(7)}
    found: list[str] = []
    after = None
    while True:
        rows, after = casework.list_cases(session, CaseFilter(), after, 3)
        found += [row.id for row in rows]
        if after is None:
            break
    assert set(found) == made
    assert len(found) == 7
