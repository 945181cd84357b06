"""What was passed over comes to the supervisor's list by itself, says what it is, and leaves when it was seen."""

import pytest

from counsellor_app.desktop.review import reader
from counsellor_app.domain.programmes.records import Support
from counsellor_app.workflows import lookup, reviewing, safety
from counsellor_app.workflows.session import Session
from tests.desktop.furnished import Desk
from tests.unguarded import unguarded

NINO = "Nino Beridze"


def given_unknowingly(session: Session, case: str) -> None:
    """As a device gives it that has not heard of the refusal."""
    with unguarded(session.store), session.store.transaction() as work:
        work.records.save(Support(case=case, item="family-contact", on="2999-01-01"))


def test_a_breach_is_listed_told_and_seen(lead: Desk) -> None:
    case = lead.office.cases[NINO]
    lead.stored(safety.add_refusal, case, "tracing")
    lead.stored(reviewing.mark_seen, case)
    lead.window.navigate("review")
    lead.until(lambda: lead.review.state.loaded)
    assert case not in {row.case for row in lead.review.state.rows}
    lead.stored(given_unknowingly, case)
    lead.until(lambda: any(row.broken for row in lead.review.state.rows))
    lead.window.navigate("review", case_id=case)
    lead.until(lambda: lead.review.page.breach.isVisible())
    assert "Declined on" in lead.review.page.breach.accessibleDescription()
    assert "Tracing of family" not in lead.review.page.breach.accessibleDescription(), "named under Safety alone"
    assert "support was given" in lead.review.page.breach.accessibleDescription()
    lead.review.page.seen.click()
    lead.until(lambda: not any(row.broken for row in lead.review.state.rows))
    lead.window.navigate("cases")
    lead.open("nino")
    lead.until(lambda: lead.page.safety.breach.isVisible())
    lead.open("karwan")
    lead.until(lambda: not lead.page.safety.breach.isVisible())


def test_whoever_works_while_the_list_is_read_gets_through(lead: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    lead.window.navigate("review")
    lead.until(lambda: lead.review.state.loaded and not lead.review.reader.busy)
    monkeypatch.setattr(reader, "_AT_ONCE", 0)
    lead.review.refresh()
    lead.stored(lookup.case_page, lead.office.cases[NINO])
    assert lead.review.reader.busy, "it was answered between two parts"
    lead.review.refresh()
    lead.until(lambda: not lead.review.reader.busy)
    assert lead.review.state.left == ""
