from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Amendment, Draft, Note, NoteKind
from counsellor_app.domain.validation import LONGEST_NOTE
from counsellor_app.store.drafts import Drafts
from counsellor_app.workflows import casework, finding, notes, reviewing
from counsellor_app.workflows.session import Session
from tests.conftest import examples


@pytest.fixture
def case(session: Session) -> str:
    return casework.add_case(session, name="Amina Warsame").id


def test_a_draft_waits_until_it_is_signed(session: Session, case: str) -> None:
    draft = notes.start_draft(session, case, "phone", place="Zeist", language="Somali", interpreter=True)
    assert draft.id == ""
    assert notes.list_drafts(session) == ()
    kept = notes.save_draft(session, replace(draft, text="half a sent", cursor=11))
    assert notes.start_draft(session, case) == kept, "the unfinished one is gone on with"
    kept = notes.save_draft(session, replace(kept, text="half a sentence"))
    assert notes.list_drafts(session, case) == (kept,)
    signed = notes.sign(session, kept)
    assert isinstance(signed, Note)
    assert notes.list_drafts(session) == ()
    (entry,) = notes.list_notes(session, case)
    assert (entry.id, entry.text, entry.note_kind, entry.place, entry.language, entry.interpreter) == (
        signed.id, "half a sentence", "phone", "Zeist", "so", True,
    )  # fmt: skip
    assert entry.origin.author == session.person_id
    with pytest.raises(ActionableError):
        notes.load_draft(session, kept.id)


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_whatever_is_typed_is_kept_and_what_is_signed_is_what_was_typed(session: Session, text: str) -> None:
    case = casework.add_case(session, name="Somebody").id
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    kept = notes.save_draft(session, Draft(case=case, text=text))
    assert notes.load_draft(session, kept.id).text == text
    try:
        signed = notes.sign(session, kept)
    except ActionableError:
        assert notes.load_draft(session, kept.id).text == text, "a refusal loses nothing"
        notes.discard_draft(session, kept.id)
        return
    (entry,) = notes.list_notes(session, case)
    assert entry.id == signed.id
    assert entry.text.split() == text.removeprefix("\ufeff").split() or entry.text


@pytest.mark.parametrize("text", ["", " \n ", "x\x00y", "x" * (LONGEST_NOTE + 1)])
def test_what_cannot_be_signed_stays_a_draft(session: Session, case: str, text: str) -> None:
    kept = notes.save_draft(session, Draft(case=case, text=text))
    with pytest.raises(ActionableError):
        notes.sign(session, kept)
    assert notes.load_draft(session, kept.id).text == text
    assert notes.list_notes(session, case) == []


def test_an_amendment_hangs_beneath_and_the_note_stays(session: Session, case: str) -> None:
    note = notes.sign(session, Draft(case=case, text="As it was"))
    notes.amend(session, note.id, "What was forgotten", "forgotten")
    draft = notes.start_draft(session, case, amends=note.id)
    kept = notes.save_draft(session, replace(draft, text="More", reason="again"))
    assert notes.start_draft(session, case).id == "", "a note's amendment is another draft than a new note"
    assert isinstance(notes.sign(session, kept), Amendment)
    (entry,) = notes.list_notes(session, case)
    assert entry.text == "As it was"
    assert [(one.text, one.reason) for one in entry.amendments] == [
        ("What was forgotten", "forgotten"),
        ("More", "again"),
    ]
    for text, reason in (("", "why"), ("text", " "), ("text", "bell\x07")):
        with pytest.raises(ActionableError):
            notes.amend(session, note.id, text, reason)
    with pytest.raises(ActionableError):
        notes.amend(session, "ab" * 16, "text", "why")
    assert len(notes.list_notes(session, case)[0].amendments) == 2


def test_finding_takes_any_text(session: Session, case: str) -> None:
    notes.sign(session, Draft(case=case, text="Zij wil terug naar Hargeisa"))
    assert [hit.kind for hit in finding.search(session, "hargeisa")] == ["note"]
    assert [hit.kind for hit in finding.search(session, "am wars")] == ["person"]
    assert finding.search(session, "hargeisa", only="person") == []
    for text in ("", "  ", "\0", '"', "NEAR(", "*", "a*", "-", "{", "AND OR NOT", "x" * 10_000_000, "\u202e"):
        assert isinstance(finding.search(session, text), list)


def test_reviewing(session: Session, case: str) -> None:
    reviewing.mark_seen(session, case)
    question = reviewing.ask(session, case, " Is de arts gebeld?\n")
    assert question.text == " Is de arts gebeld?"
    answer = reviewing.answer(session, question.id, "Ja")
    assert answer.about == question.id
    assert [entry.text for entry in reviewing.questions(session, case)] == ["Ja", question.text]
    for wrong in (lambda: reviewing.answer(session, answer.id, "x"), lambda: reviewing.ask(session, case, "  ")):
        with pytest.raises(ActionableError):
            wrong()


def test_a_case_stays_on_the_list_until_the_own_question_is_answered(session: Session, case: str) -> None:
    assert reviewing.review_list(session) == [], "nobody else wrote anything"
    question = reviewing.ask(session, case, "Is de arts gebeld?")
    reviewing.mark_seen(session, case)
    (row,) = reviewing.review_list(session)
    assert (row.case, row.waiting, row.questions, row.answers) == (case, 1, 1, 0)
    assert (row.new_notes, row.new_changes, row.conflicts) == (0, 0, 0)
    reviewing.ask(session, case, "En de school?")
    assert [row.waiting for row in reviewing.review_list(session)] == [2]
    reviewing.answer(session, question.id, "Ja")
    assert [row.waiting for row in reviewing.review_list(session)] == [1]


@pytest.mark.parametrize("kind", ["question", "answer"])
def test_what_is_sent_and_its_draft_are_one_act(
    session: Session, case: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = reviewing.ask(session, case, "Is de arts gebeld?")
    draft = notes.save_draft(session, Draft(case=case, kind=kind, text="Ja", amends=asked.id))

    def send() -> object:
        if kind == "answer":
            return reviewing.answer(session, asked.id, draft.text, draft.id)
        return reviewing.ask(session, case, draft.text, "", draft.id)

    with monkeypatch.context() as broken:
        broken.setattr(Drafts, "discard", _fails)
        with pytest.raises(OSError, match="no room"):
            send()
    assert [entry.text for entry in reviewing.questions(session, case)] == [asked.text]
    assert notes.list_drafts(session, case) == (draft,)
    send()
    assert len(reviewing.questions(session, case)) == 2
    assert notes.list_drafts(session, case) == ()


def _fails(*_given: object) -> None:
    raise OSError("no room")


@settings(max_examples=examples(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 3 * 10**12), min_size=1, max_size=6), st.integers(1, 4))
def test_the_order_shown_is_the_order_of_the_times_shown(session: Session, moments: list[int], limit: int) -> None:
    """A talk of last week written down today stands in last week, in the timeline and in the list of notes."""
    case = casework.add_case(session, name="Ali").id
    for moment in moments:
        with session.store.transaction() as work:
            work.records.save(Note(case=case, kind=NoteKind.TALK, text=str(moment), held_at=moment))
    with session.store.reading() as queries:
        shown, after = queries.timeline(case, None, limit)
        while after is not None:
            more, after = queries.timeline(case, after, limit)
            shown += more
        listed = queries.notes(case)
    assert [entry.at for entry in shown] == sorted((entry.at for entry in shown), reverse=True)
    assert [entry.at for entry in listed] == sorted((entry.at for entry in listed), reverse=True)
    assert len({entry.id for entry in shown}) == len(shown) == len(moments) + 1
    assert {entry.text: entry.at for entry in listed if entry.text != "0"} == {
        str(moment): moment for moment in moments if moment
    }


def test_settling_what_is_no_conflict(session: Session, case: str) -> None:
    assert reviewing.conflicts(session) == []
    with pytest.raises(ActionableError, match="no such conflict"):
        reviewing.resolve(session, f"{case}.place", value="x")
