"""The brain of the note editor: what is typed, what the store has, and what must happen next. No Qt, no clock.

One :class:`NoteEditorState` keeps one draft from its first keystroke to its signature. It never acts: every event
returns a :class:`Decision` the view carries out, in order, and the view reports back in the same order (``saved``,
``save_failed``, ``signed``, ``sign_failed``, ``discarded``). A draft has its id from the first keystroke on, so that a
save, another save and the signature may follow each other without waiting for answers: before a lock there is no time
for answers. *now* is any clock of seconds that does not jump.
"""

from collections import deque
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final
from uuid import uuid4

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Draft
from counsellor_app.domain.validation import LONGEST_NOTE, LONGEST_REMARK
from sync.wording import _

DUE_SECONDS: Final = 1.5
"""From the first unsaved keystroke to the save; the commit itself must fit into the rest of two seconds."""
RETRY_SECONDS: Final = (2.0, 4.0, 8.0, 15.0)
WARN_FROM: Final = 0.9
"""Share of the longest note from which on the person is warned."""


class SaveStatus(StrEnum):
    """What may truthfully be said of the text in the editor."""

    EMPTY = "empty"
    PENDING = "pending"
    SAVED = "saved"
    FAILED = "failed"
    SIGNING = "signing"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the view does next; everything empty means: nothing.

    ``accepted`` False: the text may not change, show ``state.text`` again. ``save``, ``sign``: hand this draft to the
    store. ``discard``: this draft id is not wanted any more. ``due_in``: call ``time_passed`` after so many seconds.
    ``refused``: tell the person why not.
    """

    accepted: bool = True
    save: Draft | None = None
    sign: Draft | None = None
    discard: str = ""
    due_in: float | None = None
    refused: ActionableError | None = None


NOTHING: Final = Decision()


class NoteEditorState:
    """One draft in the editor. ``text`` is always the last text typed; *needs_reason*: amendments need one."""

    def __init__(self, draft: Draft, *, needs_reason: bool = True) -> None:
        self._draft = draft if draft.id else replace(draft, id=uuid4().hex)
        self._needs_reason = needs_reason
        self._kept: Draft | None = draft if draft.saved_at else None
        self._sent: deque[Draft] = deque()
        self._ending = ""
        self._dirty_since: float | None = None
        self._retry_at: float | None = None
        self._tries = 0
        self._over = False
        self.error: ActionableError | None = None

    @property
    def draft(self) -> Draft:
        """The draft as it stands in the editor, saved or not."""
        return self._draft

    @property
    def text(self) -> str:
        """The last text typed."""
        return self._draft.text

    @property
    def saved_at(self) -> int:
        """When the store last acknowledged a save (ms since 1970), 0 for never."""
        return self._kept.saved_at if self._kept else 0

    @property
    def words(self) -> int:
        """Words as a person counts them."""
        return len(self._draft.text.split())

    @property
    def over(self) -> bool:
        """Signed, discarded or otherwise finished: never editable again."""
        return self._over

    @property
    def leaving(self) -> bool:
        """It is about to be signed or thrown away: no place to write in."""
        return self._over or bool(self._ending)

    @property
    def stored(self) -> bool:
        """The store has a version of this draft, or is about to."""
        return not self._over and (self._kept is not None or bool(self._sent))

    @property
    def settled(self) -> bool:
        """Nothing would be lost if this state were forgotten now."""
        if self._sent or self._ending:
            return False
        return self._over or not self._unsaved()

    @property
    def blank(self) -> bool:
        """Nothing is written, not even a reason."""
        return not self._draft.text.strip() and not self._draft.reason.strip()

    @property
    def status(self) -> SaveStatus:
        """What may be said; never ``SAVED`` unless the store acknowledged exactly this text."""
        if self._over:
            return SaveStatus.SIGNED
        if self._ending == "sign":
            return SaveStatus.SIGNING
        if self.error is not None:
            return SaveStatus.FAILED
        if self._unsaved():
            return SaveStatus.PENDING
        return SaveStatus.SAVED if self._kept is not None and not self.blank else SaveStatus.EMPTY

    @property
    def size_warning(self) -> str:
        """A sentence when the note nears or passes the largest size, else nothing."""
        length = len(self._draft.text)
        if length > LONGEST_NOTE:
            return _("Too long to sign: split it, sign the first part, and go on in a second note.")
        if length > LONGEST_NOTE * WARN_FROM:
            return _("{percent} percent of the longest note: sign soon and go on in a new note.").format(
                percent=length * 100 // LONGEST_NOTE
            )
        return ""

    def text_typed(self, text: str, cursor: int, now: float) -> Decision:
        """Take what the editor holds after a keystroke; refused once the note is being signed or is signed."""
        if self.leaving:
            return replace(NOTHING, accepted=False)
        if text == self._draft.text:
            self.cursor_moved(cursor)
            return self._next(now)
        return self._changed(now, text=text, cursor=cursor)

    def details_chosen(self, now: float, **details: Any) -> Decision:
        """Take a new ``kind``, ``place``, ``language``, ``interpreter`` or ``reason``."""
        if self.leaving:
            return replace(NOTHING, accepted=False)
        changed = replace(self._draft, **details)
        if changed == self._draft:
            return NOTHING
        if not changed.text.strip() and not changed.reason.strip() and self._kept is None:
            self._draft = changed
            return NOTHING
        return self._changed(now, **details)

    def cursor_moved(self, cursor: int) -> None:
        """Remember where the caret is; it goes along with the next save, and with a flush."""
        self._draft = replace(self._draft, cursor=cursor)

    def adopt(self, stored: Draft, now: float) -> Decision:
        """Go on with the *stored* draft of the case; what was typed before it arrived goes in at its caret."""
        typed, details = self._draft, self._draft
        if self.stored or self.leaving:
            return self._next(now)
        self._kept, self._draft = stored, stored
        self._dirty_since = None
        if not typed.text:
            return NOTHING
        at = code_point(stored.text, stored.cursor)
        text = stored.text[:at] + typed.text + stored.text[at:]
        return self._changed(now, text=text, cursor=stored.cursor + utf16_length(details.text))

    def time_passed(self, now: float) -> Decision:
        """Save if the time has come."""
        return self._next(now)

    def flush(self, now: float) -> Decision:
        """The editor loses the focus or is about to be shown no more: save what is unsaved, or a moved caret, now."""
        if self.leaving:
            return NOTHING
        newest = self._sent[-1] if self._sent else self._kept
        if newest is None and self.blank:
            return NOTHING
        if newest is not None and _content(newest) == _content(self._draft) and newest.cursor == self._draft.cursor:
            return self._next(now)
        return self._send()

    def leave(self, now: float) -> Decision:
        """The page is left: like a flush, but a blank draft is not worth keeping."""
        if self.leaving:
            return NOTHING
        if not self.blank:
            return self.flush(now)
        return self.discard(now)

    def sign(self, now: float) -> Decision:
        """Ask for the signature. Refused when blank, too long, or an amendment without a reason."""
        refused = self._objection()
        if self.leaving:
            return NOTHING
        if refused is not None:
            return replace(NOTHING, refused=refused)
        self._ending = "sign"
        return replace(NOTHING, sign=self._draft)

    def discard(self, now: float) -> Decision:
        """Throw the draft away; the caller keeps ``draft`` to undo it."""
        if self.leaving:
            return NOTHING
        self._dirty_since = self._retry_at = self.error = None
        if not self.stored:
            self._over = True
            return NOTHING
        self._ending = "discard"
        return replace(NOTHING, discard=self._draft.id)

    def saved(self, kept: Draft, now: float) -> Decision:
        """The store committed the oldest draft it was handed; *kept* says when."""
        self._kept, self._draft = _known(self._sent.popleft(), kept), _known(self._draft, kept)
        self._retry_at = self.error = None
        self._tries = 0
        if not self._unsaved():
            self._dirty_since = None
        return self._next(now)

    def save_failed(self, error: ActionableError, now: float) -> Decision:
        """The store could not: the text stays here and the save is tried again."""
        self._sent.popleft()
        self.error = error
        self._retry_at = now + RETRY_SECONDS[min(self._tries, len(RETRY_SECONDS) - 1)]
        self._tries += 1
        self._dirty_since = now if self._dirty_since is None else self._dirty_since
        return self._next(now)

    def signed(self) -> None:
        """The note is in the log; this draft is over."""
        self._ending, self._over, self.error = "", True, None

    def sign_failed(self, now: float) -> Decision:
        """Not signed: it is a draft again, and what the store does not have yet is saved."""
        self._ending = ""
        if self._unsaved() and self._dirty_since is None:
            self._dirty_since = now
        return self._next(now)

    def discarded(self) -> None:
        """The store has forgotten the draft."""
        self._ending, self._over = "", True

    def discard_failed(self, now: float) -> Decision:
        """The store still has it; so has the editor, and what the store does not have yet is saved."""
        return self.sign_failed(now)

    def _changed(self, now: float, **details: Any) -> Decision:
        self._draft = replace(self._draft, **details)
        if self._dirty_since is None:
            self._dirty_since = now
        return self._next(now)

    def _next(self, now: float) -> Decision:
        """Decide whether to save now, later, or when the save under way has ended."""
        if self.leaving or self._sent or self._dirty_since is None:
            return NOTHING
        due = self._dirty_since + DUE_SECONDS if self._retry_at is None else self._retry_at
        return self._send() if now >= due else replace(NOTHING, due_in=due - now)

    def _send(self) -> Decision:
        self._sent.append(self._draft)
        self._dirty_since = self._retry_at = None
        return replace(NOTHING, save=self._draft)

    def _unsaved(self) -> bool:
        """Say whether the store has, or is about to have, anything else than what stands here."""
        typed = _content(self._draft)
        if any(_content(sent) != typed for sent in self._sent):
            return True
        return not self.blank if self._kept is None else _content(self._kept) != typed

    def _objection(self) -> ActionableError | None:
        if not self._draft.text.strip():
            return ActionableError(_("There is nothing to sign yet."), _("Write the note first."))
        if self._needs_reason and self._draft.amends and not self._draft.reason.strip():
            return ActionableError(_("An amendment needs a reason."), _("Say in a few words why the note is amended."))
        if len(self._draft.text) > LONGEST_NOTE:
            return ActionableError(_("The note is too long."), self.size_warning)
        if len(self._draft.reason) > LONGEST_REMARK:
            return ActionableError(_("The reason is too long."), _("Say it in a few words."))
        return None


def _content(draft: Draft) -> tuple[object, ...]:
    """What makes two versions of a draft different for a reader; the caret does not."""
    return (draft.text, draft.reason, draft.kind, draft.place, draft.language, draft.interpreter)


def _known(typed: Draft, kept: Draft) -> Draft:
    """*typed* with what only the store gives; its text stays as typed, whatever came back."""
    return replace(typed, started_at=kept.started_at, saved_at=kept.saved_at)


def utf16_length(text: str) -> int:
    """Return the length of *text* as Qt counts it."""
    return len(text) + sum(character > "\uffff" for character in text)


def code_point(text: str, units: int) -> int:
    """Return the index into *text* of the character at UTF-16 position *units*; its end when beyond."""
    passed = 0
    for index, character in enumerate(text):
        if passed >= units:
            return index
        passed += 2 if character > "\uffff" else 1
    return len(text)
