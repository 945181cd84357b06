"""Likely duplicates, asked before a case is opened and while a spreadsheet is taken in."""

from pathlib import Path

from counsellor_app.domain.names.people import Why
from counsellor_app.workflows import casework, families, importing, merging
from counsellor_app.workflows.duplicates import asked_about, likely_duplicates
from counsellor_app.workflows.session import Session


def test_who_is_here_already_is_found_with_the_reasons(session: Session) -> None:
    here = casework.add_case(session, name="Yuusuf Cabdi Ciise", birth_date="ca. 1990", nationality="SO", sex="male")
    casework.add_case(session, name="Yusuf Abdi Nur")
    (found,) = likely_duplicates(session, asked_about(name="Youssef Abdi Isse", birth_date="1991", nationality="SO"))
    assert found.row.id == here.id
    assert found.percent > 90
    assert {reason.why for reason in found.likeness.reasons} == {
        Why.OTHER_WRITING, Why.BIRTH_FITS, Why.SAME_NATIONALITY,
    }  # fmt: skip
    assert "Youssef" in found.reasons[0]
    assert likely_duplicates(session, asked_about(name="Youssef Abdi Isse"), without=here.id) == []


def test_of_merged_cases_one_is_named(session: Session) -> None:
    one, two = (casework.add_case(session, name=name).id for name in ("Khadija Benali", "Hadija Ben Ali"))
    assert len(likely_duplicates(session, asked_about(name="Hadija Ben Ali"))) == 2
    merging.merge_cases(session, one, two)
    (found,) = likely_duplicates(session, asked_about(name="Hadija Ben Ali"))
    assert (found.row.id, found.row.within) == (two, one)
    assert likely_duplicates(session, asked_about(name="Hadija Ben Ali"), without=one) == []
    assert likely_duplicates(session, asked_about(name="Hadija Ben Ali"), without=two) == []


def test_somebody_taken_off_a_case_is_not_there_any_more(session: Session) -> None:
    case = casework.add_case(session, name="Fatemeh Rezai")
    child = families.add_person(session, case.id, {"name": "Zohra Rezai", "birth_date": "2019"})
    wanted = asked_about(name="Zohre Rezayi", birth_date="2019")
    assert [one.row.id for one in likely_duplicates(session, wanted)] == [case.id]
    families.remove_person(session, child.id)
    assert likely_duplicates(session, wanted) == []


def test_what_cannot_be_read_yet_counts_as_not_known(session: Session) -> None:
    casework.add_case(session, name="Ali Hassan")
    known = asked_about(name="Ali Hassan", birth_date="31-02-", alien_number="12", phone="x")
    assert (known.birth_date, known.alien_number) == ("", "")
    assert len(likely_duplicates(session, known)) == 1
    assert likely_duplicates(session, asked_about(name="")) == []
    assert likely_duplicates(session, asked_about(name=" \0 ' -- ")) == []


def test_own_script_and_other_names_are_asked_too(session: Session) -> None:
    casework.add_case(session, name="T.", own_name="ተስፋይ ሃብተወልድ")
    casework.add_case(session, name="Somebody Else", aliases=["Aleksandr Petrov"])
    assert [one.row.own_name for one in likely_duplicates(session, asked_about(name="Tesfaye Habte Wold"))] == [
        "ተስፋይ ሃብተወልድ"
    ]
    (found,) = likely_duplicates(session, asked_about(name="Нина", aliases=["Саша Петров"]))
    assert found.row.name == "Somebody Else"


def test_rows_of_a_spreadsheet_that_may_be_here_are_named(session: Session, tmp_path: Path) -> None:
    here = casework.add_case(session, name="Khadija Benali", birth_date="1990")
    table = tmp_path / "table.csv"
    table.write_text("naam;geboortejaar\nHadija Ben Ali;1990\nTesfay Kidane;1985\nተስፋይ ኪዳነ;1985\n", encoding="utf-8")
    report = importing.run_import(session, importing.plan_import(table))
    assert report.imported == 3
    assert [one.number for one in report.likely] == [2, 4]
    assert report.likely[0].case == here.id
