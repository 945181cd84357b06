"""Reviewing: what is new to a supervisor, marks, questions and answers; conflicts and settling them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.field_values import field_text, read_field
from counsellor_app.domain.overviews import Conflict, QuarantinedEntry, ReviewRow, TimelineEntry
from counsellor_app.domain.records import Review, ReviewKind
from counsellor_app.domain.refusals import DeclinedBreach, programme_shown
from counsellor_app.domain.rights import Act, Matter, require
from counsellor_app.domain.validation import read_long_text
from counsellor_app.store.store import Work
from counsellor_app.workflows.loose_ends import REASON
from counsellor_app.workflows.review_reading import ReviewReading
from counsellor_app.workflows.session import Session
from sync.wording import _

SHORTEST_ID = 6


def review_list(session: Session) -> list[ReviewRow]:
    """Return the cases with something new since this person's last mark, or waiting for him, most urgent first.

    Who supervises also sees the cases in which a gate or a refusal was passed over, until he marks them as seen, and
    those whose tasks should have been done, the longest overdue first.
    """
    return _called(session, ReviewReading(session).finish())


def _called(session: Session, rows: Sequence[ReviewRow]) -> list[ReviewRow]:
    """Return *rows* with the programmes by which their cases may be called."""
    with session.store.reading() as queries:
        protecting = queries.protecting()
        return [
            replace(row, programme=programme_shown(row.programme, protecting.declined(row.case)))
            if protecting.may_decline(row.case)
            else row
            for row in rows
        ]


def new_since_review(session: Session, case_id: str) -> list[TimelineEntry]:
    """Return what is new in a case since this person's last mark, newest first."""
    with session.store.reading() as queries:
        return queries.new_since_review(case_id, session.person_id)


def questions(session: Session, case_id: str) -> list[TimelineEntry]:
    """Return the review questions and answers of a case."""
    with session.store.reading() as queries:
        return queries.questions(case_id)


def declined_breaches(session: Session, case_id: str) -> tuple[DeclinedBreach, ...]:
    """Return what was saved in a case although the client had declined it."""
    with session.store.reading() as queries:
        return queries.breaches().declined.breaches(case_id).get(case_id, ())


def mark_seen(session: Session, case_id: str) -> Review:
    """Put down that this person has seen the case as it stands now."""
    with session.store.transaction() as work:
        page = work.queries.case_page(case_id)
        require(session.actor, Act.MARK_SEEN, Matter(page.case.responsible))
        return work.records.save(Review(case=case_id, kind=ReviewKind.SEEN))


def ask(session: Session, case_id: str, text: str, about: str = "", draft: str = "") -> Review:
    """Ask whoever works on the case; *about* may be the id of a note. The *draft* it was written in goes with it."""
    with session.store.transaction() as work:
        page = work.queries.case_page(case_id)
        require(session.actor, Act.ASK, Matter(page.case.responsible))
        asked = work.records.save(Review(case=case_id, kind=ReviewKind.QUESTION, text=_written(text), about=about))
        if draft:
            work.drafts.discard(draft)
        return asked


def answer(session: Session, question_id: str, text: str, draft: str = "") -> Review:
    """Answer a review question; the *draft* it was written in goes with it, in one act.

    Raises :class:`ActionableError` when there is no question of that id.
    """
    with session.store.transaction() as work:
        question = work.records.load(Review, question_id)
        if question.kind != ReviewKind.QUESTION:
            raise ActionableError(_("This is not a question."), _("Choose a question of the case to answer."))
        require(session.actor, Act.ANSWER)
        given = work.records.save(
            Review(case=question.case, kind=ReviewKind.ANSWER, text=_written(text), about=question_id)
        )
        if draft:
            work.drafts.discard(draft)
        return given


def conflicts(session: Session, case_id: str = "") -> list[Conflict]:
    """Return the fields that have several values at once, of one case or of all."""
    with session.store.reading() as queries:
        return queries.conflicts(case_id)


def quarantined(session: Session) -> list[QuarantinedEntry]:
    """Return what arrived and was not applied, with the reason."""
    with session.store.reading() as queries:
        return queries.quarantined()


def resolve(
    session: Session, conflict_id: str, *, take: str = "", value: str | None = None, reason: str = ""
) -> Conflict:
    """Settle a conflict by one of its values (*take*: its change, or the beginning of it) or by another *value*.

    Returns the conflict as it was. Raises :class:`ActionableError`: no such conflict or value, no right, neither or
    both given, or a value that cannot be in this field.
    """
    why = read_long_text(reason)
    with session.store.transaction() as work:
        conflict = _find_conflict(work, conflict_id)
        if conflict.case:
            responsible = work.queries.case_page(conflict.case).case.responsible
            require(session.actor, Act.RESOLVE, Matter(responsible))
        else:
            require(session.actor, Act.WRITE_TEAM_SHELF)
        text, change = _settled(conflict, take, value)
        work.records.resolve(conflict.id, text, why, take=change)
        for draft in work.drafts.of_case(conflict.case) if conflict.case else ():
            if (draft.kind, draft.amends, draft.text.strip()) == (REASON, conflict.id, reason.strip()):
                work.drafts.discard(draft.id)
        return conflict


def _settled(conflict: Conflict, take: str, value: str | None) -> tuple[str, str]:
    """Return the text of the value that shall stand, or the change whose value it is."""
    if bool(take) == (value is not None):
        raise ActionableError(
            _("Take one of the values, or write another one."),
            _("Either name the change to take, or give a value; not both."),
        )
    if value is not None:
        return field_text(read_field(conflict.object_kind, conflict.field, value, date.today())), ""
    wanted = take.strip().casefold()
    found = [side.change for side in conflict.values if len(wanted) >= SHORTEST_ID and side.change.startswith(wanted)]
    if len(found) != 1:
        raise ActionableError(
            _("The conflict has no such change."), _("`counsellor conflicts` shows the changes to choose from.")
        )
    return "", found[0]


def _find_conflict(work: Work, conflict_id: str) -> Conflict:
    wanted = conflict_id.strip().casefold()
    found = [
        conflict
        for conflict in work.queries.conflicts()
        if len(wanted) >= SHORTEST_ID and conflict.id.startswith(wanted)
    ]
    if len(found) != 1:
        raise ActionableError(
            _("There is no such conflict."),
            _("It may have been settled already; `counsellor conflicts` shows those left."),
        )
    return found[0]


def _written(text: str) -> str:
    clean = read_long_text(text)
    if not clean:
        raise ActionableError(_("Nothing is written yet."), _("Write the text first."))
    return clean
