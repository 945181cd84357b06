"""Notes: drafts on this device, signing, amending, listing."""

import time
from dataclasses import replace

from counsellor_app.domain.countries import read_language
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import TimelineEntry
from counsellor_app.domain.records import Amendment, Draft, Note, NoteKind
from counsellor_app.domain.rights import Act, Matter, require
from counsellor_app.domain.validation import LONGEST_REMARK, read_line, read_long_text, read_note_text
from counsellor_app.store.queries.reading import Queries
from counsellor_app.store.records import Records
from counsellor_app.store.store import Work
from counsellor_app.workflows.last_room import keep_typed
from counsellor_app.workflows.lookup import SHORTEST_ID
from counsellor_app.workflows.openings import note_opening_of
from counsellor_app.workflows.session import Session
from sync.wording import _


def start_draft(
    session: Session,
    case_id: str,
    kind: str = NoteKind.TALK,
    *,
    place: str = "",
    language: str = "",
    interpreter: bool = False,
    amends: str = "",
) -> Draft:
    """Return the draft to go on with: the newest unfinished one of this case (and amended note), or an empty one.

    A new one has no id yet and is not kept until :func:`save_draft`. Raises :class:`ActionableError` when there is no
    such case, or no right to amend that note.
    """
    with session.store.reading() as queries:
        page = queries.case_page(case_id)
        if amends:
            _require_amending(session, session.store.records, queries, amends)
        unfinished = [draft for draft in page.drafts if draft.amends == amends]
        if unfinished:
            return max(unfinished, key=lambda draft: draft.saved_at)
    return Draft(
        case=case_id,
        kind=read_kind(kind),
        place=read_line(place),
        language=read_language(language) if language.strip() else "",
        interpreter=interpreter,
        amends=amends,
        started_at=now_ms(),
    )


def make_draft(
    session: Session,
    case_id: str,
    text: str,
    kind: str,
    *,
    place: str = "",
    language: str = "",
    interpreter: bool = False,
) -> Draft:
    """Return a new draft of *text*, not kept yet, checked as far as it can be before it is signed.

    Raises :class:`ActionableError`: empty, too long, control characters, unknown kind or language.
    """
    require(session.actor, Act.WRITE_NOTE)
    return Draft(
        case=case_id,
        kind=read_kind(kind),
        text=read_note_text(text),
        place=read_line(place),
        language=read_language(language) if language.strip() else "",
        interpreter=interpreter,
        started_at=now_ms(),
    )


def find_draft(session: Session, text: str) -> Draft:
    """Return the draft of this device whose id is, or begins with, *text*; raises :class:`ActionableError`."""
    wanted = text.strip().casefold()
    drafts = [draft for draft in list_drafts(session) if len(wanted) >= SHORTEST_ID and draft.id.startswith(wanted)]
    if len(drafts) != 1:
        raise ActionableError(
            _("There is no such draft."), _("`counsellor note list CASE` shows drafts; signed notes are no drafts.")
        )
    return drafts[0]


def save_draft(session: Session, draft: Draft) -> Draft:
    """Keep *draft* on this device as typed, complete or not, and return it with its id and the time of saving.

    Nothing typed is refused here, however long or odd: what cannot be signed is said when it is signed.
    """
    begun = replace(draft, started_at=draft.started_at or now_ms())
    return keep_typed(session, lambda work: work.drafts.save(begun))


def load_draft(session: Session, draft_id: str) -> Draft:
    """Return a draft of this device; raises :class:`ActionableError` when there is none of that id."""
    with session.store.reading():
        return session.store.drafts.load(draft_id)


def list_drafts(session: Session, case_id: str = "") -> tuple[Draft, ...]:
    """Return the drafts of a case, or of all cases, on this device."""
    with session.store.reading():
        return session.store.drafts.of_case(case_id) if case_id else session.store.drafts.all()


def discard_draft(session: Session, draft_id: str) -> None:
    """Throw a draft away for good."""
    with session.store.transaction() as work:
        work.drafts.discard(draft_id)


def sign(session: Session, draft: Draft) -> Note | Amendment:
    """Sign *draft* as it is given (kept or not): it becomes a note, or an amendment, that never changes again.

    One transaction: the note is in the log and the draft is gone, or neither. Raises :class:`ActionableError` when it
    cannot be signed (empty, too long, control characters); the draft stays as it was.
    """
    if draft.amends:
        with session.store.transaction() as work:
            amendment = _amend(session, work, draft.amends, draft.text, draft.reason)
            _drop(work, draft)
            return amendment
    require(session.actor, Act.WRITE_NOTE)
    note = Note(
        case=draft.case,
        kind=read_kind(draft.kind),
        text=read_note_text(draft.text),
        place=read_line(draft.place),
        language=read_language(draft.language) if draft.language.strip() else "",
        interpreter=draft.interpreter,
        held_at=draft.started_at or now_ms(),
    )
    with session.store.transaction() as work:
        signed = work.records.save(note)
        _drop(work, draft)
        return signed


def amend(session: Session, note_id: str, text: str, reason: str) -> Amendment:
    """Hang *text* beneath a signed note, with the reason for it; the note itself stays as it was signed.

    Raises :class:`ActionableError`: no such note, no right, nothing written, no reason.
    """
    with session.store.transaction() as work:
        return _amend(session, work, note_id, text, reason)


def list_notes(session: Session, case_id: str) -> list[TimelineEntry]:
    """Return the signed notes of a case, newest first, with their amendments."""
    note_opening_of(session, case_id)
    with session.store.reading() as queries:
        return queries.notes(case_id)


def read_kind(text: str) -> str:
    """Return the kind of note that *text* names; raises :class:`ActionableError`."""
    plain = text.strip().casefold()
    if plain not in set(NoteKind):
        raise ActionableError(
            _("There is no such kind of note."),
            _("Kinds: {kinds}.").format(kinds=", ".join(str(kind) for kind in NoteKind)),
        )
    return plain


def _amend(session: Session, work: Work, note_id: str, text: str, reason: str) -> Amendment:
    note = _require_amending(session, work.records, work.queries, note_id)
    clean, why = read_note_text(text), read_long_text(reason, LONGEST_REMARK)
    if not why:
        raise ActionableError(
            _("An amendment needs a reason."), _("Say in a few words why the note is completed or corrected.")
        )
    return work.records.save(Amendment(case=note.case, note=note_id, text=clean, reason=why))


def _require_amending(session: Session, records: Records, queries: Queries, note_id: str) -> Note:
    note = records.load(Note, note_id)
    author = next((entry.origin.author for entry in queries.notes(note.case) if entry.id == note_id), "")
    require(session.actor, Act.AMEND_NOTE, Matter(author=author))
    return note


def _drop(work: Work, draft: Draft) -> None:
    if draft.id:
        work.drafts.discard(draft.id)


def now_ms() -> int:
    """Return this device's clock in ms since 1970."""
    return time.time_ns() // 1_000_000
