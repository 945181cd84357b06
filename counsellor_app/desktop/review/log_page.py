"""The log that nobody can change: what left the app as a file, and whose cases were opened by others. To be read."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.runs_label import page_title
from counsellor_app.desktop.look.section_label import SectionLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL, PAGE_PADDING
from counsellor_app.desktop.review.log_words import MOST_SHOWN, about, foot, log_rows, opening_rows
from counsellor_app.desktop.said_rows import SaidRows
from counsellor_app.domain.exports import ExportRow
from counsellor_app.domain.openings import OpeningRow
from counsellor_app.workflows.exports import list_exports
from counsellor_app.workflows.openings import keep_openings, list_openings
from counsellor_app.workflows.session import Session
from sync.wording import _


class LogPage(QWidget):
    """``closed`` when the review is to be shown again."""

    closed = Signal()

    def __init__(self, *, supervises: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_surface(self, "page")
        self.rows, self.opened = SaidRows(_("Reading…")), SaidRows(_("Reading…"))
        self.foot = text_label("", "meta", "text2", wrap=True)
        close = IconButton("x", _("Back to the review"))
        close.clicked.connect(self.closed)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName(_("Exports and access"))
        set_surface(self.area, "page")
        inside = QWidget()
        set_surface(inside, "page")
        head = QHBoxLayout()
        head.addWidget(page_title(_("Exports and access")), 1)
        head.addWidget(close)
        column = QVBoxLayout(inside)
        column.setContentsMargins(PAGE_PADDING, GAP, PAGE_PADDING, PAGE_PADDING)
        column.setSpacing(GAP_SMALL)
        column.addLayout(head)
        column.addWidget(text_label(about(supervises=supervises), "ui", "text2", wrap=True))
        column.addSpacing(GAP)
        column.addWidget(SectionLabel(_("Files that left the app")))
        column.addWidget(self.rows)
        column.addSpacing(GAP)
        column.addWidget(SectionLabel(_("Colleagues’ cases that were opened")))
        column.addWidget(self.opened)
        column.addWidget(self.foot)
        column.addStretch(1)
        self.area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.area)

    def read(self, context: DesktopContext) -> None:
        """Show what there is now."""
        call = partial(_read, context.session)
        context.run(call, owner=self, done=lambda found: self.show_log(*found), latest="log")
        self.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_log(self, left: Sequence[ExportRow], opened: Sequence[OpeningRow]) -> None:
        """Show the newest of these."""
        now = now_ms()
        self.rows.set_empty(_("Nothing left the app that you can see."))
        self.rows.show_rows(log_rows(left, now))
        self.opened.set_empty(_("No colleague’s case was opened that you can see."))
        self.opened.show_rows(opening_rows(opened, now))
        said = foot(max(len(left), len(opened)))
        self.foot.setText(said)
        self.foot.setVisible(bool(said))


def _read(session: Session) -> tuple[list[ExportRow], list[OpeningRow]]:
    keep_openings(session)
    newest = MOST_SHOWN + 1
    return list_exports(session, newest=newest), list_openings(session, newest=newest)
