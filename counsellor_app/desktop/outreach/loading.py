"""Asking the store for everything of outreach at once: it is little, and every list is made of it."""

from counsellor_app.desktop.outreach.state.listing import Known
from counsellor_app.domain.outreach import OutreachCount
from counsellor_app.workflows import office, outreach
from counsellor_app.workflows.session import Session


def load_known(session: Session) -> Known:
    """Return contacts, also those taken off the list, talks, and the names of who held them."""
    names = {member.id: member.name for member in office.members(session)}
    return Known(tuple(outreach.list_contacts(session, removed=True)), tuple(outreach.list_talks(session)), names)


def load_figures(session: Session, by: str) -> tuple[list[OutreachCount], list[OutreachCount], bool]:
    """Return the figures by period, those of everybody in all, and whether a day pack left cases out of both."""
    totals = outreach.counts(session, whole=True)
    return outreach.counts(session, by=by), totals, outreach.counts_partly(session)
