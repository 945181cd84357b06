"""Who reads a case: closing it to all but named persons, and opening it again.

A new key is made that only they get, in a new epoch of the case's stream. Nothing can take back what others read
before: their devices keep it. That is said, by name, before and after.
"""

from collections.abc import Sequence

from counsellor_app.domain.dossier import Reader
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.rights import Act, Matter, require
from counsellor_app.domain.safety import Restriction
from counsellor_app.domain.validation import read_long_text
from counsellor_app.store.queries.reading import Queries
from counsellor_app.store.store import Work
from counsellor_app.workflows.dossiers import readers_of_case, restriction_of
from counsellor_app.workflows.lookup import find_principal
from counsellor_app.workflows.session import Session
from sync.wording import _


def case_readers(session: Session, case_id: str) -> tuple[Reader, ...]:
    """Return who reads a case now, and who could before; raises :class:`ActionableError` when it is not here."""
    with session.store.reading() as queries:
        queries.case_page(case_id)
        return readers_of_case(session, queries, case_id)


def restrict_case(session: Session, case_id: str, readers: Sequence[str], reason: str) -> Restriction:
    """Let only *readers* (persons by name or id) read what is written in a case from now on; return the record of it.

    Who does this is always one of them, for he writes it. Those who read the case before keep what they have: they are
    named in the record. Entries of theirs that the office does not have yet will not come any more. It holds here at
    once, with or without the office: what is written from now on leaves this device only when the office has taken the
    new key. Where a colleague restricted the same case meanwhile, only those whom both named read on. Raises
    :class:`ActionableError`: nobody named, a team, the responsible counsellor left out, entries missing.
    """
    why = read_long_text(reason)
    with session.store.transaction() as work:
        page = work.queries.case_page(case_id)
        require(session.actor, Act.RESTRICT_CASE, Matter(page.case.responsible))
        if page.missing:
            raise ActionableError(
                _("Entries of this case have not arrived yet."),
                _("Nothing was changed. Sync first: what is missing could not be read any more afterwards."),
            )
        named = _persons(session, work, readers)
        if page.case.responsible and page.case.responsible not in named:
            raise ActionableError(
                _("The responsible counsellor must be one of the readers."),
                _("Nothing was changed. Name the responsible counsellor too, or hand the case over first."),
            )
        before = tuple(sorted(work.records.ever_readers(case_id)))
        work.records.restrict(case_id, named)
        return work.records.save(Restriction(case=case_id, readers=tuple(named), before=before, reason=why))


def lift_restriction(session: Session, case_id: str, reason: str) -> None:
    """Open a restricted case to its team again, or to nobody more when it has none; raises :class:`ActionableError`."""
    why = read_long_text(reason)
    with session.store.transaction() as work:
        page = work.queries.case_page(case_id)
        require(session.actor, Act.RESTRICT_CASE, Matter(page.case.responsible))
        known = restriction_of(work.queries, case_id)
        if known is None:
            raise ActionableError(_("This case is not restricted."), _("Nothing was changed."))
        if page.case.team:
            work.records.share(case_id, [page.case.team])
        work.records.save(Restriction(case=case_id, readers=known.readers, reason=why, lifted=True))


def refuse_restricted(queries: Queries, case_id: str, newcomers: Sequence[str]) -> None:
    """Return when *newcomers* (ids) may be given the key of a case; raise :class:`ActionableError` otherwise.

    A restricted case is never opened in passing, by sharing it or by choosing another team.
    """
    known = restriction_of(queries, case_id)
    if known is not None and set(newcomers) - set(known.readers):
        raise ActionableError(
            _("Only named persons may read this case."),
            _("Nothing was changed. Name its readers anew under Safety, the new one among them."),
        )


def _persons(session: Session, work: Work, readers: Sequence[str]) -> list[str]:
    """Return the ids of the persons named, and of who does this; raises :class:`ActionableError` for a team."""
    teams = dict(work.queries.teams())
    named = [find_principal(work, text) for text in readers if text.strip()]
    if not named:
        raise ActionableError(
            _("Nobody was named."), _("Nothing was changed. Name the persons who may read this case from now on.")
        )
    if any(one in teams for one in named):
        raise ActionableError(
            _("A team cannot be a named reader."),
            _("Nothing was changed. Name persons: a team may have other members tomorrow."),
        )
    return sorted({*named, session.person_id})
