"""Laws of the note editor's brain: nothing acknowledged differs from what was typed, nothing typed is forgotten."""

from collections import deque
from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from counsellor_app.desktop.drafts.state import (
    DUE_SECONDS,
    Decision,
    NoteEditorState,
    SaveStatus,
    code_point,
    utf16_length,
)
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Draft
from counsellor_app.domain.validation import LONGEST_NOTE

FULL = ActionableError("The disk is full.", "Free some space.")
WORDS = st.text(alphabet="ab \n\u0633\u1218\U0001f600", max_size=12)


@dataclass
class Disk:
    """What the store holds: drafts by id, and notes signed."""

    drafts: dict[str, Draft] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def save(self, draft: Draft) -> Draft:
        assert draft.id, "a draft is known by its id before it is ever saved"
        kept = replace(draft, saved_at=1000 + len(self.drafts))
        self.drafts[kept.id] = kept
        return kept


class Typing(RuleBasedStateMachine):
    """A person types, chooses, signs and leaves, while the disk answers late, or not, or fails."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.begin()

    def begin(self) -> None:
        self.disk = Disk()
        self.editor = NoteEditorState(Draft(case="c"))
        self.typed = ""
        self.under_way: deque[tuple[str, Draft | str]] = deque()
        self.due: float | None = None
        self.discarded = False

    @precondition(lambda self: self.editor.leaving)
    @rule()
    def begin_the_next_note(self) -> None:
        while self.under_way:
            self._answer(works=True)
        self.teardown()
        self.begin()

    def obey(self, decision: Decision) -> None:
        acts = [act for act in (decision.save, decision.sign, decision.discard) if act]
        assert len(acts) <= 1
        if acts:
            assert "sign" not in [what for what, _draft in self.under_way], "something after the signature"
        if decision.save:
            self.under_way.append(("save", decision.save))
        if decision.sign:
            assert decision.sign.text == self.typed
            self.under_way.append(("sign", decision.sign))
        if decision.discard:
            self.under_way.append(("discard", decision.discard))
        if decision.due_in is not None:
            self.due = self.now + decision.due_in

    @rule(text=WORDS)
    def type(self, text: str) -> None:
        cursor = utf16_length(text)
        decision = self.editor.text_typed(text, cursor, self.now)
        if decision.accepted:
            self.typed = text
        else:
            assert self.editor.status in (SaveStatus.SIGNED, SaveStatus.SIGNING) or self.discarded
        self.obey(decision)

    @rule(place=st.sampled_from(["", "Ter Apel", "Assen"]))
    def choose_place(self, place: str) -> None:
        self.obey(self.editor.details_chosen(self.now, place=place))

    @rule(seconds=st.floats(0.0, 3.0))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        if self.due is not None and self.now >= self.due:
            self.due = None
        self.obey(self.editor.time_passed(self.now))

    @rule()
    def lose_focus_or_lock(self) -> None:
        self.obey(self.editor.flush(self.now))
        if self.discarded or self.editor.blank or self.editor.over:
            return
        drafts, signed = dict(self.disk.drafts), list(self.disk.notes)
        for what, draft in self.under_way:
            if isinstance(draft, str):
                drafts.pop(draft, None)
            elif what == "save":
                drafts[draft.id] = draft
            else:
                drafts.pop(draft.id, None)
                signed.append(draft.text)
        left = [draft.text for draft in drafts.values()] + signed
        assert left == [self.typed], "what is queued when the app locks must be enough"

    @precondition(lambda self: not self.discarded)
    @rule(sure=st.integers(0, 5))
    def leave_at_last(self, sure: int) -> None:
        if sure == 0:
            self.leave()

    def leave(self) -> None:
        blank = self.editor.blank
        self.obey(self.editor.leave(self.now))
        self.discarded = blank

    @rule(sure=st.integers(0, 5))
    def throw_away(self, sure: int) -> None:
        if sure == 0 and not self.editor.leaving:
            self.obey(self.editor.discard(self.now))
            self.discarded = True

    @rule(sure=st.integers(0, 5))
    def sign(self, sure: int) -> None:
        if sure == 0:
            self.obey(self.editor.sign(self.now))

    @precondition(lambda self: self.under_way)
    @rule(works=st.booleans())
    def disk_answers(self, works: bool) -> None:
        self._answer(works)

    def _answer(self, works: bool) -> None:
        what, draft = self.under_way.popleft()
        if what == "save":
            self._save_answered(draft, works)
        elif what == "sign":
            self._sign_answered(draft, works)
        elif works:
            assert isinstance(draft, str)
            self.disk.drafts.pop(draft, None)
            self.editor.discarded()
        else:
            self.discarded = False
            self.obey(self.editor.discard_failed(self.now))

    def _save_answered(self, draft: Draft | str, works: bool) -> None:
        assert isinstance(draft, Draft)
        if works:
            self.obey(self.editor.saved(self.disk.save(draft), self.now))
        else:
            self.obey(self.editor.save_failed(FULL, self.now))

    def _sign_answered(self, draft: Draft | str, works: bool) -> None:
        assert isinstance(draft, Draft)
        if works:
            self.disk.drafts.pop(draft.id, None)
            self.disk.notes.append(draft.text)
            self.editor.signed()
        else:
            self.obey(self.editor.sign_failed(self.now))

    @invariant()
    def the_text_is_what_was_typed(self) -> None:
        assert self.editor.text == self.typed

    @invariant()
    def saved_means_saved(self) -> None:
        if self.editor.status is SaveStatus.SAVED:
            assert self.disk.drafts[self.editor.draft.id].text == self.typed
        if self.editor.status is SaveStatus.SIGNED and self.disk.notes:
            assert self.disk.notes == [self.typed]

    @invariant()
    def the_last_text_is_saved_or_on_its_way(self) -> None:
        if self.editor.over or self.editor.blank:
            return
        saved = self.typed in [draft.text for draft in self.disk.drafts.values()]
        waits = bool(self.under_way) or self.due is not None
        assert saved or waits

    @invariant()
    def settled_means_nothing_would_be_lost(self) -> None:
        if self.editor.settled and not self.editor.blank and not self.discarded:
            kept = [draft.text for draft in self.disk.drafts.values()] + self.disk.notes
            assert self.typed in kept

    @invariant()
    def never_two_copies(self) -> None:
        assert len(self.disk.drafts) + len(self.disk.notes) <= 1

    def teardown(self) -> None:
        """However it went: with a working disk the last text arrives within a few rounds."""
        for _round in range(6):
            self.now += 20.0
            self.obey(self.editor.time_passed(self.now))
            while self.under_way:
                self._answer(works=True)
        if not self.typed.strip() or self.discarded:
            return
        kept = [draft.text for draft in self.disk.drafts.values()] + self.disk.notes
        assert kept == [self.typed]


TestTyping = Typing.TestCase
TestTyping.settings = settings(
    max_examples=settings.get_profile(settings.get_current_profile_name()).max_examples * 4, stateful_step_count=60
)


def test_a_draft_is_due_within_two_seconds_of_the_first_unsaved_keystroke_however_fast_one_types() -> None:
    editor = NoteEditorState(Draft(case="c"))
    text, now, saves = "", 0.0, []
    for _letter in range(100):
        text, now = text + "a", now + 0.1
        decision = editor.text_typed(text, len(text), now)
        if decision.save:
            saves.append(now)
            editor.saved(replace(decision.save, id="d", saved_at=1), now)
    assert saves
    assert all(later - earlier <= 2.0 for earlier, later in zip([0.1, *saves], saves, strict=False))
    assert DUE_SECONDS < 2.0


def test_what_is_typed_again_while_something_else_is_being_saved_is_saved_too() -> None:
    editor = NoteEditorState(Draft(case="c"))
    sent = []
    for text in ("a", ""):
        editor.text_typed(text, len(text), 0.0)
        sent.append(editor.flush(0.0).save)
    editor.text_typed("a", 1, 0.1)
    for draft in sent:
        assert draft is not None
        assert editor.status is SaveStatus.PENDING, "another text follows the one that was saved"
        decision = editor.saved(replace(draft, saved_at=7), 0.2)
    assert decision.due_in is not None
    last = editor.time_passed(2.0).save
    assert last is not None
    assert last.text == "a"


def test_a_draft_that_could_not_be_thrown_away_is_saved_as_it_stands() -> None:
    editor = NoteEditorState(Draft(id="d", case="c", text="a", saved_at=7))
    editor.text_typed("ab", 2, 0.0)
    assert editor.discard(0.1).discard == "d"
    assert editor.discard_failed(0.2).due_in is not None
    last = editor.time_passed(2.0).save
    assert last is not None
    assert last.text == "ab"


def test_before_a_lock_everything_is_queued_without_waiting_for_answers() -> None:
    editor = NoteEditorState(Draft(case="c"))
    editor.text_typed("Hello", 5, 0.0)
    first = editor.flush(0.1).save
    editor.text_typed("Hello you", 9, 0.2)
    second = editor.flush(0.3).save
    assert first is not None
    assert second is not None
    assert first.id == second.id
    assert second.text == "Hello you"
    assert editor.flush(0.4) == Decision(), "the same is not queued twice"
    signed = editor.sign(0.5).sign
    assert signed is not None
    assert (signed.id, signed.text) == (first.id, "Hello you")
    assert not editor.text_typed("Hello you!", 10, 0.6).accepted
    editor.saved(replace(first, saved_at=7), 0.7)
    editor.saved(replace(second, saved_at=8), 0.8)
    assert editor.status is SaveStatus.SIGNING
    editor.signed()
    assert editor.over
    assert not editor.text_typed("x", 1, 1.0).accepted


def test_a_store_that_tidies_the_text_does_not_make_the_editor_save_for_ever() -> None:
    editor = NoteEditorState(Draft(case="c"))
    editor.text_typed("Hello  ", 7, 0.0)
    save = editor.flush(0.0).save
    assert save is not None
    decision = editor.saved(replace(save, id="d", text="Hello", saved_at=1), 0.1)
    assert (decision.save, decision.due_in, editor.text) == (None, None, "Hello  ")


def test_a_failed_save_says_so_keeps_the_text_and_tries_again() -> None:
    editor = NoteEditorState(Draft(case="c"))
    editor.text_typed("Hello", 5, 0.0)
    assert editor.time_passed(DUE_SECONDS).save
    decision = editor.save_failed(FULL, 2.0)
    assert editor.status is SaveStatus.FAILED
    assert editor.error is FULL
    assert decision.due_in == 2.0
    again = editor.time_passed(4.0).save
    assert again is not None
    assert again.text == "Hello"
    editor.saved(replace(again, id="d", saved_at=3), 4.1)
    assert editor.status is SaveStatus.SAVED
    assert editor.error is None


def test_what_was_typed_before_the_draft_arrived_goes_in_where_the_caret_was() -> None:
    editor = NoteEditorState(Draft(case="c"))
    editor.text_typed("new ", 4, 0.0)
    decision = editor.adopt(Draft(id="d", case="c", text="\U0001f600 old text", cursor=3, saved_at=1), 0.1)
    assert editor.text == "\U0001f600 new old text"
    assert editor.draft.cursor == 7
    assert decision.due_in is not None


def test_an_amendment_needs_a_reason_and_a_blank_note_is_not_signed() -> None:
    assert NoteEditorState(Draft(case="c")).sign(0.0).refused
    editor = NoteEditorState(Draft(case="c", amends="n"))
    editor.text_typed("3,500 birr", 4, 0.0)
    assert editor.sign(0.0).refused
    editor.details_chosen(0.0, reason="amount noted wrongly")
    assert editor.sign(0.0).sign


def test_the_warning_comes_before_the_refusal() -> None:
    editor = NoteEditorState(Draft(case="c"))
    editor.text_typed("a" * (LONGEST_NOTE * 9 // 10 + 1), 0, 0.0)
    assert editor.size_warning
    assert editor.sign(0.0).refused is None
    editor = NoteEditorState(Draft(case="c"))
    editor.text_typed("a" * (LONGEST_NOTE + 1), 0, 0.0)
    assert editor.size_warning
    assert editor.sign(0.0).refused


def test_a_caret_that_only_moved_is_kept_when_the_page_is_left() -> None:
    editor = NoteEditorState(Draft(id="d", case="c", text="Hello", cursor=5, saved_at=1))
    editor.text_typed("Hello", 2, 0.0)
    assert editor.status is SaveStatus.SAVED
    left = editor.leave(1.0).save
    assert left is not None
    assert left.cursor == 2


@given(st.text(alphabet="a\U0001f600\u1218", max_size=20), st.integers(0, 20))
def test_utf16_positions_and_indexes_agree(text: str, index: int) -> None:
    index = min(index, len(text))
    assert code_point(text, utf16_length(text[:index])) == index


def test_a_signature_that_fails_makes_it_a_draft_that_is_saved_again() -> None:
    editor = NoteEditorState(Draft(case="c"))
    editor.text_typed("Hello", 5, 0.0)
    assert editor.sign(0.1).sign
    decision = editor.sign_failed(0.2)
    assert decision.due_in is not None
    assert editor.time_passed(0.2 + DUE_SECONDS).save
