"""How long closed cases are kept: the office's rules, and the cases whose time is over."""

from dataclasses import replace
from datetime import date

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes_list import read_programme
from counsellor_app.domain.retention import ALL, MOST_YEARS, KeptCase, RetentionRule, decided, kept
from counsellor_app.domain.rights import Act, require
from counsellor_app.domain.validation import read_date
from counsellor_app.workflows.session import Session
from counsellor_app.workflows.shelves import library, library_records
from sync.wording import _


def retention_rules(session: Session) -> dict[str, int]:
    """Return for how many years after closing cases are kept, by programme (code; empty: all others)."""
    with session.store.reading() as queries:
        return decided(library_records(session, queries, RetentionRule))


def set_retention(session: Session, years: int, programme: str = "") -> RetentionRule:
    """Keep cases of a programme (code or name; empty: of all without a rule of their own) for *years* after closing.

    0 takes the decision back. It travels to everybody with the next sync. Raises :class:`ActionableError`: who is no
    administrator, no such programme, years that cannot be.
    """
    require(session.actor, Act.SET_POLICY)
    if not 0 <= years <= MOST_YEARS:
        raise ActionableError(
            _("So many years cannot be."), _("Give 1 to {n} years, or 0 for not decided.").format(n=MOST_YEARS)
        )
    code = read_programme(programme) if programme.strip() else ALL
    with session.store.transaction() as work:
        known = [one for one in library_records(session, work.queries, RetentionRule) if one.programme == code]
        rule = known[-1] if known else RetentionRule(shelf=library(session, work), programme=code)
        return work.records.save(replace(rule, years=years))


def kept_cases(session: Session, *, on: str = "", every: bool = False) -> list[KeptCase]:
    """Return the closed cases whose time is over on a day (today), those closed longest ago first; *every*: all.

    Only cases that are read here. Nothing is erased.
    """
    today = read_date(on) if on.strip() else date.today()
    with session.store.reading() as queries:
        years = decided(library_records(session, queries, RetentionRule))
        texts = queries.gate_files().catalogue()
        found = [kept(closed, years, texts) for closed in queries.closed_cases()]
    return [one for one in found if every or one.past(today)]
