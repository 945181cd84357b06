"""What is said when the status of a case follows its journey, or the journey its status."""

from collections.abc import Collection

from counsellor_app.domain.records import CaseStatus
from counsellor_app.workflows.lookup import case_page
from counsellor_app.workflows.session import Session
from sync.wording import _


def status_of(session: Session, case_id: str) -> str:
    """Return the status of a case; raises :class:`ActionableError` when there is no such case."""
    return case_page(session, case_id).case.status


def status_told(before: str, after: str) -> str:
    """Return what an act on the journey made of the case, empty for nothing new."""
    if before == after:
        return ""
    if after == CaseStatus.DEPARTED:
        return _("The case is departed now.")
    return _("The case is open again: nothing says any more that the client left.")


def journey_told(changed: Collection[str], status: str) -> str:
    """Return what giving the case a *status* did to its journey; *changed*: as :func:`.casework.set_fields` says."""
    if "journey" not in changed:
        return ""
    if status in (CaseStatus.DEPARTED, CaseStatus.CLOSED):
        return _("The departure is marked done in the journey too.")
    return _("In the journey the departure is still to come.")
