"""Facts of a case, and what the rules of programmes answer by them: before hope is raised."""

from dataclasses import replace
from datetime import date

from counsellor_app.domain.declined_journeys import fact_shown
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.eligibility import Eligibility, check_of, eligibility
from counsellor_app.domain.programmes.facts import read_fact
from counsellor_app.domain.programmes.records import Fact
from counsellor_app.domain.programmes_list import read_programme
from counsellor_app.domain.records import Case
from counsellor_app.domain.rights import Act, Matter, require
from counsellor_app.domain.validation import read_date
from counsellor_app.workflows.session import Session
from sync.wording import _


def check(session: Session, case_id: str, programme: str, *, on: str = "", keep: bool = True) -> Eligibility:
    """Return whether the client may have *programme* (code or name), by the rules in force on a day (today).

    With *keep* the answer is kept on the case, with its reasons and the rules' version. Raises
    :class:`ActionableError` for an unknown programme.
    """
    code = read_programme(programme)
    if not code:
        raise ActionableError(_("Which programme?"), _("Give a code; `counsellor programme list` shows them."))
    day = read_date(on) if on.strip() else date.today()
    with session.store.transaction() as work:
        case = work.records.load(Case, case_id)
        require(session.actor, Act.CHANGE_CASE, Matter(case.responsible))
        files = work.queries.gate_files()
        sheet = files.case_file(case, date.today()).sheet(day)
        found = eligibility(code, sheet, files.catalogue())
        if keep:
            work.records.save(check_of(found, case_id, sheet))
        return found


def outlook(session: Session, case_id: str) -> list[Eligibility]:
    """Return what every programme's rules answer today, in the order of the programmes; nothing is kept."""
    today = date.today()
    with session.store.reading() as queries:
        files = queries.gate_files()
        sheet = files.case_file(queries.case_page(case_id).case, today).sheet(today)
        catalogue = files.catalogue()
        return [eligibility(code, sheet, catalogue) for code in catalogue.codes()]


def set_fact(session: Session, case_id: str, code: str, value: str, *, on: str = "") -> Fact:
    """Put down a fact of the case (one per code) and return it; an empty *value* takes it back.

    *on*: the day from which it holds, empty for always. Raises :class:`ActionableError`: a fact nobody asks for, one
    that follows from the case, a value that cannot be.
    """
    with session.store.transaction() as work:
        case = work.records.load(Case, case_id)
        require(session.actor, Act.CHANGE_CASE, Matter(case.responsible))
        name, clean = read_fact(code, value, work.queries.gate_files().catalogue().own_facts())
        day = read_date(on).isoformat() if on.strip() else ""
        known = [fact for fact in work.queries.records(case_id, Fact) if fact.code == name]
        fact = known[0] if known else Fact(case=case_id, code=name)
        return work.records.save(replace(fact, value=clean, on=day))


def facts(session: Session, case_id: str) -> list[Fact]:
    """Return the facts put down for a case, by code, without those whose name calls the client what he declined."""
    with session.store.reading() as queries:
        declined = queries.protecting().declined(case_id)
        found = [one for one in queries.records(case_id, Fact) if one.value and fact_shown(one.code, declined)]
    return sorted(found, key=lambda fact: fact.code)
