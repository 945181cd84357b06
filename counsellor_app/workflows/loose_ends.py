"""What was begun about something that is settled by now: it stays, as an unfinished note of its case."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Draft, NoteKind, Review, ReviewKind
from counsellor_app.store.store import Work
from counsellor_app.workflows.session import Session

QUESTION: Final = "question"
ANSWER: Final = "answer"
REASON: Final = "reason"
"""Kinds of drafts that are no notes; ``amends`` says what they belong to: a note, a question, a conflict."""


def tie_up(session: Session, drafts: Sequence[Draft]) -> list[Draft]:
    """Make unfinished notes of those answers and reasons among *drafts* whose question or conflict is no longer open.

    A colleague answered first, or settled it otherwise; what was written is not lost by that. Returns the new drafts.
    """
    begun = [draft for draft in drafts if draft.kind in (ANSWER, REASON)]
    if not begun:
        return []
    with session.store.transaction() as work:
        loose = [draft for draft in begun if draft.text.strip() and not _open(work, draft)]
        return [work.drafts.save(replace(draft, kind=NoteKind.TALK, amends="")) for draft in loose]


def _open(work: Work, draft: Draft) -> bool:
    if draft.kind == REASON:
        return any(conflict.id == draft.amends for conflict in work.queries.conflicts())
    try:
        question = work.records.load(Review, draft.amends)
    except ActionableError:
        return False
    said = work.queries.questions(question.case)
    return not any((one.review_kind, one.about) == (ReviewKind.ANSWER, question.id) for one in said)
