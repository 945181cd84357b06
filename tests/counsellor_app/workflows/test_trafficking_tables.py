"""A trafficking case handed on and taken in, in the columns of the standard."""

import csv
from pathlib import Path

import openpyxl
import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Case
from counsellor_app.domain.trafficking import PARTS, Perpetrator, TraffickingEvent, filled
from counsellor_app.store.queries.reading import Queries
from counsellor_app.workflows import casework, dossiers, families, papers, safety, trafficking, trafficking_tables
from counsellor_app.workflows.session import Session

EVENT = {"hte_Type": "Recruitment", "hte_Date": "3-2-2025", "hte_City": "Benin City", "hte_Latitude": "6,335"}
ROLE = {"prs_FirstName": "Madam", "per_RoleInProcess": "Recruiter or Intermediary, Exploiter"}
HOUSE = {"org_Name": "Hotel De Kroon", "org_Type": "Corporate Business", "org_ShippingCity": "Zwolle",
         "org_ShippingLatitude": "52,51"}  # fmt: skip
WHY = "asked for by the police, she agreed"
PLAN = {"spl_Type": "Legal", "spl_Objectives": "residence permit", "spl_PlannedEndDate": "1-1-2999"}


@pytest.fixture
def case(session: Session) -> Case:
    made = casework.add_case(
        session,
        name="Ada Obi",
        birth_date="12-03-1999",
        sex="f",
        nationality="NG",
        languages=["en", "ti"],
        phone="0612345678",
    )
    safety.set_trafficking(
        session,
        made.id,
        {"con_Consent": "yes", "vic_TypeOfExploitation": "Sexual Exploitation, Servitude", "cas_Status": "Active",
         "prs_MailingLongitude": "-0.5", "cco_CaseComment": "=HYPERLINK(1)"},
    )  # fmt: skip
    for what, values in (("event", EVENT), ("perpetrator", ROLE), ("plan", PLAN), ("organisation", HOUSE)):
        trafficking.add_part(session, made.id, what, values)
    papers.add_identifier(session, made.id, "NG-77", kind="national-id")
    return made


def kept(session: Session, case_id: str) -> tuple[list[object], list[object]]:
    shown = dossiers.dossier(session, case_id)
    return [filled(one) for one in shown.trafficking], [filled(one) for one in shown.trafficking_parts]


def test_the_table_has_the_names_and_codes_of_the_standard(session: Session, case: Case, tmp_path: Path) -> None:
    path = tmp_path / "case.csv"
    assert trafficking_tables.export_case(session, case.id, path, WHY) == trafficking_tables.Exported(5, ())
    assert path.stat().st_mode & 0o077 == 0
    with path.open(encoding="utf-8", newline="") as file:
        victim, *parts = csv.DictReader(file)
    assert tuple(victim) == trafficking_tables.COLUMNS
    assert victim["person"] == victim["prs_FirstName"] == "Ada Obi"
    assert (victim["prs_Gender"], victim["prs_Birthdate"], victim["prs_Citizenship"]) == (
        "Feminine",
        "1999-03-12",
        "NG",
    )
    assert (victim["prs_PrimaryLanguage"], victim["prs_SecondaryLanguage"]) == ("en", "ti")
    assert victim["prs_IdentityNumber"] == "NG-77"
    assert victim["vic_TypeOfExploitation"] == "SexualExploitation Servitude"
    assert (victim["con_Consent"], victim["prs_MailingLongitude"]) == ("TRUE", "-0.5")
    assert victim["cco_CaseComment"] == "'=HYPERLINK(1)"
    assert [part["hte_Type"] for part in parts] == ["Recruitment", "", "", ""]
    assert parts[0]["hte_Latitude"] == "6.335"
    assert parts[1]["per_RoleInProcess"] == "RecruiterOrIntermediary Exploiter"
    assert parts[2]["spl_PlannedEndDate"] == "2999-01-01"


def test_what_was_handed_on_comes_back_the_same(session: Session, case: Case, tmp_path: Path) -> None:
    path = tmp_path / "case.csv"
    trafficking_tables.export_case(session, case.id, path, WHY)
    before = kept(session, case.id)
    again = trafficking_tables.import_case(session, case.id, path)
    assert (again.fields, again.parts) == (0, 0)
    assert kept(session, case.id) == before
    other = casework.add_case(session, name="Ada Obi", birth_date="12-03-1999", sex="f")
    taken = trafficking_tables.import_case(session, other.id, path)
    assert taken.parts == 4
    assert taken.left == ("prs_Birthdate", "prs_PrimaryLanguage", "prs_SecondaryLanguage", "prs_Citizenship",
                          "prs_IdentityNumber", "prs_MobilePhone", "cas_CaseOwner")  # fmt: skip
    assert kept(session, other.id) == before


def test_a_survey_is_taken_in_as_its_form_writes_it(session: Session, tmp_path: Path) -> None:
    case = casework.add_case(session, name="Joy")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["start", "con_Consent", "prs_First_Name", "vic_Methods_of_Control", "cas_Status", "hte_City"])
    sheet.append(["2026-11-01", "TRUE", "Joy", "DebtBondage FalsePromises Other", "FollowUp", None])
    sheet.append(["2026-11-01", None, None, None, None, "Lagos"])
    book.save(tmp_path / "survey.xlsx")
    taken = trafficking_tables.import_case(session, case.id, tmp_path / "survey.xlsx")
    assert (taken.fields, taken.parts, taken.left) == (3, 1, ())
    records, parts = kept(session, case.id)
    assert records == [{"con_Consent": "TRUE", "cas_Status": "FollowUp",
                        "vic_MethodsOfControl": ["DebtBondage", "FalsePromises", "Other"]}]  # fmt: skip
    assert parts == [{"hte_City": "Lagos"}]


def test_one_wrong_row_takes_nothing(session: Session, case: Case, tmp_path: Path) -> None:
    before = kept(session, case.id)
    path = tmp_path / "wrong.csv"
    path.write_text("person,vic_TypeOfExploitation\nAda Obi,ForcedLabour\nAda Obi,Gambling\n", encoding="utf-8")
    with pytest.raises(ActionableError) as error:
        trafficking_tables.import_case(session, case.id, path)
    assert "3" in error.value.title
    path.write_text("person,vic_TypeOfExploitation\nSomebody,ForcedLabour\n", encoding="utf-8")
    with pytest.raises(ActionableError):
        trafficking_tables.import_case(session, case.id, path)
    path.write_text("name,place\nAda Obi,Emmen\n", encoding="utf-8")
    with pytest.raises(ActionableError):
        trafficking_tables.import_case(session, case.id, path)
    assert kept(session, case.id) == before


def test_only_who_agreed_is_handed_on(session: Session, case: Case, tmp_path: Path) -> None:
    families.add_person(session, case.id, {"name": "Femi"})
    safety.set_trafficking(session, case.id, {"vic_AgeWhenTrafficked": "14"}, person="Femi")
    assert trafficking_tables.export_case(session, case.id, tmp_path / "one.csv", WHY).left_out == ("Femi",)
    assert "14" not in (tmp_path / "one.csv").read_text(encoding="utf-8").split("\n")[1]
    safety.set_trafficking(session, case.id, {"con_Consent": "no"})
    with pytest.raises(ActionableError):
        trafficking_tables.export_case(session, case.id, tmp_path / "two.csv", WHY)
    assert not (tmp_path / "two.csv").exists()
    for what, values in (("event", EVENT), ("perpetrator", ROLE), ("plan", PLAN), ("organisation", HOUSE)):
        with pytest.raises(ActionableError):
            trafficking.add_part(session, case.id, what, values)


def test_what_the_client_declined_is_neither_kept_nor_handed_on(session: Session, case: Case, tmp_path: Path) -> None:
    safety.add_refusal(session, case.id, "trafficking-support")
    with pytest.raises(ActionableError):
        trafficking_tables.export_case(session, case.id, tmp_path / "case.csv", WHY)
    with pytest.raises(ActionableError):
        trafficking.add_part(session, case.id, "event", EVENT)


def test_parts_change_and_go(session: Session, case: Case) -> None:
    event = next(
        one for one in dossiers.dossier(session, case.id).trafficking_parts if isinstance(one, TraffickingEvent)
    )
    changed = trafficking.set_part(session, event.id, "event", {"hte_Country": "NG"})
    assert isinstance(changed, TraffickingEvent)
    assert (changed.hte_Country, changed.hte_City) == ("NG", "Benin City")
    trafficking.remove_part(session, event.id)
    left = dossiers.dossier(session, case.id).trafficking_parts
    assert [type(one) for one in left] == [Perpetrator, PARTS["plan"], PARTS["organisation"]]
    for wrong in ({}, {"prs_FirstName": "Nobody"}, {"per_RoleInProcess": "Banker"}, {"vic_AgeWhenTrafficked": "3"}):
        with pytest.raises(ActionableError):
            trafficking.add_part(session, case.id, "perpetrator", wrong)
    for wrong in ({"hte_Latitude": "91"}, {"hte_Date": "1-1-2999"}, {"hte_Longitude": "here"}):
        with pytest.raises(ActionableError):
            trafficking.add_part(session, case.id, "event", wrong)
    with pytest.raises(ActionableError):
        trafficking.add_part(session, case.id, "moon", EVENT)
    with pytest.raises(ActionableError):
        trafficking.remove_part(session, case.id)


def test_who_must_not_be_called_is_handed_on_without_a_number(session: Session, case: Case, tmp_path: Path) -> None:
    safety.set_trafficking(session, case.id, {"prs_HomePhone": "020 123", "prs_MailingStreet": "Kade 1"})
    path = tmp_path / "case.csv"
    safety.add_contact_rule(session, case.id, "never_call")
    done = trafficking_tables.export_case(session, case.id, path, WHY)
    assert done.kept_back == ("prs_HomePhone", "prs_MobilePhone")
    text = path.read_text(encoding="utf-8")
    assert "0612345678" not in text
    assert "020 123" not in text
    assert "Kade 1" in text
    safety.add_contact_rule(session, case.id, "only_through", through="her sister")
    assert (
        "prs_MailingStreet" in trafficking_tables.export_case(session, case.id, tmp_path / "again.csv", WHY).kept_back
    )
    assert "Kade 1" not in (tmp_path / "again.csv").read_text(encoding="utf-8")


def test_an_incomplete_case_is_not_handed_on(
    session: Session, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is still on its way may take the consent back."""
    monkeypatch.setattr(Queries, "_missing", lambda _queries, _stream: 2)
    with pytest.raises(ActionableError, match="not arrived"):
        trafficking_tables.export_case(session, case.id, tmp_path / "case.csv", WHY)
    assert list(tmp_path.glob("*.csv")) == []
