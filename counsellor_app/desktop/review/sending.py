"""A question becomes a review record and its draft is forgotten."""

from counsellor_app.domain.records import Draft
from counsellor_app.workflows import reviewing
from counsellor_app.workflows.session import Session


def send_question(session: Session, draft: Draft) -> object:
    """Ask what *draft* says, about the note it names (or the whole case); returns the review record."""
    return reviewing.ask(session, draft.case, draft.text, draft.amends, draft.id)
