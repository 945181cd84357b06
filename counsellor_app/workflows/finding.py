"""Finding people and notes by any words, and the values already in use that lists and completers offer."""

from counsellor_app.domain.overviews import SearchHit
from counsellor_app.domain.validation import LONGEST_REMARK
from counsellor_app.workflows.session import Session


def search(session: Session, text: str, limit: int = 50, only: str = "") -> list[SearchHit]:
    """Return people and notes that match *text*, best first; *only* ``person`` or ``note``. Any text is allowed."""
    asked = text[:LONGEST_REMARK].replace("\0", " ")
    if not asked.strip():
        return []
    with session.store.reading() as queries:
        return queries.search(asked, limit, only)


def places(session: Session) -> list[str]:
    """Return the places in use, most used first."""
    with session.store.reading() as queries:
        return queries.places()


def programmes(session: Session) -> list[str]:
    """Return the programme codes in use, most used first."""
    with session.store.reading() as queries:
        return queries.programmes()


def teams(session: Session) -> list[tuple[str, str]]:
    """Return (id, name) of every team of the office."""
    with session.store.reading() as queries:
        return queries.teams()
