"""What rows and forms about people, papers and safety say, without a window."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from counsellor_app.desktop.people.state import family, papers, protection, trafficking
from counsellor_app.desktop.people.state.forms import FieldSpec, FormSpec, FormState
from counsellor_app.desktop.words import people as people_words
from counsellor_app.desktop.words import protecting
from counsellor_app.domain.dossier import Dossier, Reader
from counsellor_app.domain.families import InterpreterNeed, Relation, RelationKind
from counsellor_app.domain.identity_papers import Document, DocumentKind, Holder, Identifier, IdentifierKind, Validity
from counsellor_app.domain.overviews import Member
from counsellor_app.domain.records import Case, Person, Precision
from counsellor_app.domain.refusals import Offer, Partner, Refusal
from counsellor_app.domain.safety import (
    ContactAnswer,
    ContactRule,
    ContactRuleKind,
    ContactWay,
    ForWhom,
    Restriction,
    SafetyPlan,
    Waits,
)
from counsellor_app.domain.trafficking import (
    FIELDS,
    PARTS,
    Perpetrator,
    TraffickingEvent,
    TraffickingRecord,
    fields_of,
)
from counsellor_app.domain.validation import read_birth_date
from sync.wording import set_language

TODAY = date(2026, 6, 1)
ADA = Person(id="a", name="Ada Obi", birth_date="1995-02-01", birth_precision=Precision.KNOWN, phone="06")
JOY = Person(id="j", name="Joy", birth_date="2015", birth_precision=Precision.YEAR, languages=("ig",))
FEMI = Person(id="f", name="Femi", birth_date="2008", birth_precision=Precision.ESTIMATED, birth_span=3, head=True)
GRAN = Person(id="g", own_name="ግራን", aside=True, interpreter="woman")


@pytest.fixture(autouse=True)
def _english() -> None:
    set_language("en")


def dossier(**parts: object) -> Dossier:
    given: dict[str, object] = {"case": Case(id="c", responsible="me", team="t"), "persons": (ADA, JOY, FEMI, GRAN)}
    return Dossier(**{**given, **parts})  # type: ignore[arg-type]


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


def test_the_family_in_rows() -> None:
    shown = dossier(relations=(Relation(id="r", person="j", other="a", kind="child"),))
    rows = family.family_rows(shown, TODAY)
    assert [row.title for row in rows] == ["Ada Obi", "Joy", "Femi", "ግራን"]
    assert plain(rows[0].text).startswith("parent of Joy · 31 years")
    assert "minor" in rows[1].text
    assert "cannot be said" in rows[2].text
    assert [plain(row.end) for row in rows] == ["client", "", "head of the family", "only named"]
    assert [row.can_remove for row in rows] == [False, True, True, True]
    assert plain(family.summary(shown, TODAY)) == "1 adult · 1 child · 1 person: adult or child cannot be said"
    assert family.tie_rows(shown)[0].title == "Joy: child of Ada Obi"
    assert family.family_rows(dossier(persons=()), TODAY) == []
    warned = family.family_rows(dossier(contact_rules=(ContactRule(rule="never_call"),)), TODAY)
    assert [(plain(row.end), row.tone) for row in warned[:2]] == [("Never call", "red"), ("", "text2")]
    assert family.summary(dossier(persons=()), TODAY) == ""


@pytest.mark.parametrize("person", [ADA, JOY, FEMI])
def test_a_birth_date_stands_in_the_form_as_it_is_read(person: Person) -> None:
    assert read_birth_date(family.birth_words(person), TODAY) == (person.birth_date, person.birth_precision)
    form = family.person_form(dossier(), person.id)
    assert form.values["birth_date"] == family.birth_words(person)


def test_the_client_cannot_be_only_named() -> None:
    assert "aside" not in [field.name for field in family.person_form(dossier(), "a").fields]
    assert "aside" in [field.name for field in family.person_form(dossier(), "j").fields]
    new = family.person_form(dossier())
    assert {"relation", "to"} <= {field.name for field in new.fields}
    assert new.values["to"] == "a"


def test_papers_say_what_expires_first() -> None:
    days = {"soon": 20, "gone": -1, "long": 900}
    found = tuple(
        Document(id=name, person="a", kind="passport", number=name, expires_on=(TODAY + timedelta(away)).isoformat())
        for name, away in days.items()
    )
    rows = papers.paper_rows(dossier(documents=(*found, Document(id="none", person="j", held_by="coa"))), TODAY)
    assert [row.id for row in rows] == ["gone", "soon", "long", "none"]
    assert [row.tone for row in rows] == ["red", "amber", "green", "text2"]
    assert rows[0].end == "expired on 31 May 2026"
    assert "held by COA" in plain(rows[3].text)
    assert "nobody knows where" in plain(rows[0].text)
    form = papers.paper_form(dossier(documents=found), "gone")
    assert form.values["expires_on"] == "31-05-2026"
    shown = papers.number_rows(
        dossier(identifiers=(Identifier(id="n", person="a", kind="alien-number", number="2841150932"),))
    )
    assert plain(shown[0].title) == "Alien number · V 284.115.0932"
    assert papers.count_words(dossier()) == ""


def test_a_holder_who_is_written_out_stays_a_choice() -> None:
    shown = dossier(documents=(Document(id="d", person="a", held_by="her sister"),))
    field = next(field for field in papers.paper_form(shown, "d").fields if field.name == "held_by")
    assert ("her sister", "her sister", "") in field.options


def test_what_is_declined_is_no_choice_any_more() -> None:
    shown = dossier(refusals=(Refusal(id="r", offer="beyond-rean", on="2026-05-01", words="No."),))
    options = {key for key, _text, _note in protection.refusal_form(shown).fields[0].options}
    partners = {"coa", "dji", "ind", "dtv", "nidos", "embassy"}
    standard = {"information", "ticket", "travel-document", "bridging-contribution", "escort"}
    assert options == standard | {f"contact:{partner}" for partner in partners}
    assert protection.refusal_rows(shown)[0].end == "1 May 2026"
    assert protection.declined_note(shown) == "8 offers are not shown any more"
    assert not trafficking.allowed(shown)
    assert trafficking.allowed(dossier())
    assert protection.declined_note(dossier()) == ""


def test_a_minors_refusal_says_that_it_does_not_count() -> None:
    child = Person(id="a", name="Blessing", birth_date="2012", birth_precision=Precision.YEAR)
    shown = dossier(persons=(child,), refusals=(Refusal(id="r", offer="arrival", on="2026-05-01"),))
    assert protection.refusal_rows(shown)[0].end == "does not count: a minor"
    assert protection.declined_note(shown) == ""


def test_rules_measures_and_readers() -> None:
    shown = dossier(
        contact_rules=(
            ContactRule(id="1", rule="only_through", through="Grace"),
            ContactRule(id="2", rule="new", person="j"),
        ),
        measures=(SafetyPlan(id="m", for_whom="client", risk="r", measure="do", until="2026-05-31"),),
        readers=(Reader("me", "Anna", False, True), Reader("t", "North", True, False)),
        restriction=Restriction(readers=("me",), reason="threats"),
    )
    assert [row.title for row in protection.rule_rows(shown)] == [
        "Only through: Grace",
        "Do not make contact (rule of a newer version)",
    ]
    assert protection.measure_rows(shown, TODAY)[0].end == "ended on 31 May 2026"
    assert protection.measure_note(shown, TODAY) == "nothing yet for: The client, The family, Those who help"
    assert [row.end for row in protection.reader_rows(shown)] == ["reads the case", "keeps what came before"]
    assert protection.readers_note(shown) == "only named persons: threats"
    told = protection.reader_rows(replace(shown, waits=Waits.UNSENT, left_out=("Carla", "North")))
    assert [row.title for row in told[:2]] == [
        "Restricted here; the office will know at the next sync.",
        "Two colleagues restricted this case at the same time: only those whom both named read on.",
    ]
    assert "Carla, North" in told[1].text
    shut_out = protection.reader_rows(replace(shown, waits=Waits.REFUSED))
    assert "did not name you" in shut_out[0].title
    assert not any(row.can_change or row.can_remove for row in (*told, *shut_out))
    members = [
        Member(id=key, name=key, role="counsellor", teams=(), team_names=(), devices=1, removed=key == "gone")
        for key in ("me", "other", "gone")
    ]
    form = protection.readers_form(shown, members, "me")
    assert [key for key, _text, _note in form.fields[0].options] == ["other"]
    assert form.warns
    assert protection.open_again_form(shown, "North").warns
    assert protection.count_words(shown) == "3"


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_of_the_standard_has_a_form(name: str) -> None:
    record = TraffickingRecord(
        id="t", person="a", vic_TypeOfExploitation=("ForcedLabour", "Servitude"), con_Consent="TRUE"
    )
    form = trafficking.form(dossier(trafficking=(record,)), name)
    assert form.record == f"a/{name}"
    assert form.fields[0].label
    if name == "vic_TypeOfExploitation":
        assert form.values["value"] == "ForcedLabour,Servitude"
        assert form.fields[0].kind == "chips"


@pytest.mark.parametrize("what", PARTS)
def test_each_part_of_a_trafficking_case_has_a_form(what: str) -> None:
    kind, cls = trafficking.PART_KINDS[what], PARTS[what]
    new = trafficking.part_form(dossier(), kind)
    assert [one.name for one in new.fields if "_" in one.name] == list(fields_of(cls))
    assert all(one.label and len(one.options) < 32 for one in new.fields)
    part = cls(id="p", person="a")
    known = trafficking.part_form(dossier(trafficking_parts=(part,)), kind, "p")
    assert (known.record, known.kind, set(known.values)) == ("p", kind, set(fields_of(cls)))


def test_parts_stand_beneath_the_fields_in_the_words_of_the_screen() -> None:
    event = TraffickingEvent(id="e", person="a", hte_Type="Transit", hte_City="Lagos", hte_Description="by bus")
    role = Perpetrator(id="p", person="j", prs_FirstName="Madam", per_RoleInProcess=("Exploiter",))
    shown = dossier(trafficking=(TraffickingRecord(person="a", con_Consent="TRUE"),), trafficking_parts=(event, role))
    rows = trafficking.rows(shown)
    assert [_bare(row.title) for row in rows] == [
        "Consent",
        "Event · Transit · Lagos",
        "Perpetrator · Madam · Exploiter",
    ]
    assert (rows[0].text, rows[1].text, rows[2].end) == ("yes", "Description: by bus", "Joy")
    set_language("nl")
    assert _bare(trafficking.rows(shown)[1].title).endswith("Doorreis · Lagos")
    assert ("DebtBondage", "Schuldbinding", "") in trafficking.form(shown, "vic_MethodsOfControl").fields[0].options


def _bare(text: str) -> str:
    return text.replace("\N{FIRST STRONG ISOLATE}", "").replace("\N{POP DIRECTIONAL ISOLATE}", "")


def test_a_form_says_what_is_wrong_and_keeps_what_is_typed() -> None:
    spec = FormSpec(
        "person",
        "Title",
        (
            FieldSpec("name", "Name", required=True),
            FieldSpec("born", "Born", check=lambda text: read_birth_date(text, TODAY)),
        ),
        "Save",
        {"name": "Ada"},
        "1",
    )
    state = FormState(spec)
    assert not state.touched
    state.typed("name", " ")
    state.typed("born", "31-02-1990")
    assert state.submit() is None
    assert set(state.errors) == {"name", "born"}
    state.typed("name", "Ada Obi")
    assert set(state.errors) == {"born"}
    state.typed("born", "1990")
    values = state.submit()
    assert values == {"name": "Ada Obi", "born": "1990"}
    assert state.changed(values) == values
    state.recall({"name": "Kept", "colour": "red"})
    assert state.values == {"name": "KeptAda Obi", "born": "1990"}
    assert spec.key == "person/1"


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_code_has_words(language: str) -> None:
    set_language(language)
    for codes, say in (
        (RelationKind, people_words.relation),
        (InterpreterNeed, people_words.interpreter),
        (IdentifierKind, people_words.identifier_kind),
        (DocumentKind, people_words.document_kind),
        ([code for code in Holder if code], people_words.holder),
        (Validity, people_words.validity),
        (Offer, protecting.offer),
        (Partner, protecting.partner),
        (ContactRuleKind, protecting.contact_rule),
        (ContactWay, protecting.contact_way),
        (ForWhom, protecting.for_whom),
    ):
        for code in codes:
            assert say(str(code)), code  # type: ignore[operator]
    assert people_words.relation("of a newer app") == "of a newer app"
    assert protecting.offer("contact:some-church")
    assert protecting.blocked(ContactAnswer(True)) == ""
    set_language("en")
