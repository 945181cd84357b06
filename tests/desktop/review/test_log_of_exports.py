"""What left the app, as whoever supervises reads it."""

from pathlib import Path

from PySide6.QtWidgets import QLabel

from counsellor_app.domain.exports import Export, ExportKind
from counsellor_app.workflows import casework, exports
from tests.desktop.furnished import Desk

WHY = "for the reception of the centre"


def test_the_log_says_who_what_and_why_and_stays_until_a_case_is_chosen(lead: Desk, tmp_path: Path) -> None:
    leaving = Export(what=ExportKind.ROSTER, ending="pdf", named=True, cases=2)
    row = lead.stored(exports.write_out, leaving, WHY, tmp_path / "roster.pdf", lambda mark: mark.number.encode())
    lead.window.navigate("review")
    lead.until(lambda: lead.review.settling.found is not None)
    lead.review.log_button.click()
    page = lead.review.log
    lead.until(lambda: any(WHY in one.text() for one in page.rows.findChildren(QLabel)))
    said = " ".join(one.text() for one in page.rows.findChildren(QLabel) if one.isVisible())
    said = said.translate({0x2068: None, 0x2069: None})
    for words in ("Marijke Hoekstra", "Roster of an hour · PDF", "2 people", "with names", row.number):
        assert words in said
    lead.until(lambda: any("case of a colleague" in one.text() for one in page.opened.findChildren(QLabel)))
    lead.stored(casework.set_fields, lead.office.cases["Nino Beridze"], {"place": "Zeist"})
    lead.review.refresh()
    lead.settle()
    assert page.isVisible(), "what arrives meanwhile takes nobody out of the log"
    lead.press("Escape")
    assert lead.review.page.isVisible()
    lead.review.show_log()
    lead.press("Alt+Down")
    assert not page.isVisible(), "a case was chosen"
