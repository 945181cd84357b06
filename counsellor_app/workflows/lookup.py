"""Looking cases and people up: lists, pages, timelines; which case, person or team a typed word means."""

from collections.abc import Iterator

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import CaseFilter, CasePage, CaseRow, TimelineEntry
from counsellor_app.domain.reference import is_reference, read_reference
from counsellor_app.domain.validation import read_alien_number
from counsellor_app.store.records import Records
from counsellor_app.store.store import Work
from counsellor_app.workflows.openings import note_opening
from counsellor_app.workflows.session import Session
from sync.wording import _

SHORTEST_ID = 6
"""Hex digits of an id that are enough to name a case, where they fit one case only."""
_PAGE = 200
CaseKey = tuple[int, int]
EntryKey = tuple[int, str]
"""Where the next page of a list begins."""


def list_cases(
    session: Session, where: CaseFilter, after: CaseKey | None = None, limit: int = _PAGE
) -> tuple[list[CaseRow], CaseKey | None]:
    """Return a page of cases, newest activity first, and where the next page begins (``None`` at the end)."""
    with session.store.reading() as queries:
        return queries.cases(where, after, limit)


def count_cases(session: Session, where: CaseFilter) -> int:
    """Return how many cases *where* finds."""
    with session.store.reading() as queries:
        return queries.count_cases(where)


def case_page(session: Session, case_id: str) -> CasePage:
    """Return everything of a case but its timeline; raises :class:`ActionableError` when there is no such case."""
    with session.store.reading() as queries:
        page = queries.case_page(case_id)
    note_opening(session, page.case)
    return page


def timeline(
    session: Session, case_id: str, before: EntryKey | None = None, limit: int = 100
) -> tuple[list[TimelineEntry], EntryKey | None]:
    """Return a page of a case's timeline, newest first, and where the next page begins."""
    with session.store.reading() as queries:
        return queries.timeline(case_id, before, limit)


def resolve_case_id(session: Session, text: str) -> str:
    """Return the id of the case that *text* names: an id or the beginning of one, a reference, an alien number.

    Raises :class:`ActionableError` when none or several fit.
    """
    plain = text.strip()
    with session.store.reading():
        found = _by_number(session.store.records, plain)
    if found is not None:
        return found
    beginning = plain.casefold()
    if len(beginning) < SHORTEST_ID or not all(digit in "0123456789abcdef" for digit in beginning):
        raise _no_such_case()
    fitting = [row.id for row in _all_cases(session) if row.id.startswith(beginning)]
    if len(fitting) > 1:
        raise ActionableError(_("Several cases begin like this."), _("Give more digits of the id."))
    if not fitting:
        raise _no_such_case()
    return fitting[0]


def find_principal(work: Work, text: str) -> str:
    """Return the id of the present member or team that *text* names by name or id; raises :class:`ActionableError`."""
    plain = " ".join(text.split()).casefold()
    members = [member for member in work.queries.members() if not member.removed]
    known = [(member.id, member.name) for member in members] + list(work.queries.teams())
    found = [identifier for identifier, name in known if plain in (identifier, name.casefold())]
    if len(found) == 1:
        return found[0]
    if found:
        raise ActionableError(_("Several people or teams have this name."), _("Give the id; see `counsellor members`."))
    raise ActionableError(_("There is nobody of this name in the office."), _("See `counsellor members`."))


def _by_number(records: Records, text: str) -> str | None:
    """Return the case whose reference or alien number *text* is."""
    if is_reference(text):
        found = records.find_case(reference=read_reference(text))
        if found is not None:
            return found
    found = records.find_case(reference=text)
    if found is not None:
        return found
    try:
        number = read_alien_number(text)
    except ActionableError:
        return None
    return records.find_case(alien_number=number) if number else None


def _all_cases(session: Session) -> Iterator[CaseRow]:
    after: CaseKey | None = None
    while True:
        rows, after = list_cases(session, CaseFilter(), after)
        yield from rows
        if after is None:
            return


def find_team(work: Work, text: str) -> str:
    """Return the id of the team that *text* names by name or id; raises :class:`ActionableError`."""
    plain = " ".join(text.split()).casefold()
    found = [identifier for identifier, name in work.queries.teams() if plain in (identifier, name.casefold())]
    if len(found) != 1:
        raise ActionableError(
            _("There is no such team."),
            _("See `counsellor members` for the teams; an administrator makes one with the first invitation into it."),
        )
    return found[0]


def _no_such_case() -> ActionableError:
    return ActionableError(
        _("There is no such case here."),
        _("Give its reference, its alien number or its id; `counsellor case list` shows them."),
    )
