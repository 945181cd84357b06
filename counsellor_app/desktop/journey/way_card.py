"""One enrolment on the page: what it is called, its steps on one line, what comes next, its gates and its steps."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counsellor_app.desktop.journey.state import ways
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.progress_stepper import ProgressStepper, Step
from counsellor_app.desktop.look.section_label import SectionLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL
from counsellor_app.desktop.people.record_form import RecordForm
from counsellor_app.desktop.people.record_rows import RecordRows
from counsellor_app.desktop.people.state.rows import PartRow
from counsellor_app.domain.programmes.journeys import Way
from sync.wording import _


class WayCard(QWidget):
    """``step_wanted(code)``, ``gate_wanted(code)``, ``outcome_wanted()``; its ``form`` opens beneath the gates.

    ``evidence_unwanted(code)``: take back what was added last to this gate.
    """

    step_wanted = Signal(str)
    gate_wanted = Signal(str)
    evidence_unwanted = Signal(str)
    outcome_wanted = Signal()

    def __init__(self, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.way: Way | None = None
        self.heading = SectionLabel("")
        self.stepper = ProgressStepper()
        self.following = text_label("", "ui_medium", wrap=True)
        self.mark = KeyHintButton(_("Keep the next step…"), key, "secondary", icon="list-checks")
        self.end = KeyHintButton(_("Outcome…"), "", "quiet", icon="flag")
        self.gates = RecordRows(_("Gates"))
        self.steps = RecordRows(_("Steps"))
        self.more = KeyHintButton("", "", "quiet", icon="chevron-down")
        self.form = RecordForm()
        self.mark.clicked.connect(self._next)
        self.end.clicked.connect(self.outcome_wanted)
        self.more.clicked.connect(self._toggle)
        self.gates.change.connect(lambda row: self.gate_wanted.emit(_code(row)))
        self.gates.remove.connect(lambda row: self.evidence_unwanted.emit(_code(row)))
        self.steps.change.connect(lambda row: self.step_wanted.emit(_code(row)))
        self.steps.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self.heading, 1)
        head.addWidget(self.end)
        acts = QHBoxLayout()
        acts.setSpacing(GAP)
        acts.addWidget(self.following, 1)
        acts.addWidget(self.mark)
        foot = QHBoxLayout()
        foot.addWidget(self.more)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_SMALL)
        column.addLayout(head)
        column.addWidget(self.stepper)
        column.addLayout(acts)
        column.addWidget(self.form)
        column.addWidget(self.gates)
        column.addLayout(foot)
        column.addWidget(self.steps)

    def show_way(self, way: Way, may: bool) -> None:
        """Show this enrolment, or the same one as it is now."""
        self.way = way
        self.heading.set_section(ways.heading(way), ways.heading_note(way))
        steps, summary = ways.stepper(way)
        self.stepper.set_steps("", [Step(text, state) for text, state in steps], summary)
        following = ways.next_line(way)
        self.following.setText(following or ways.ended_line(way))
        self.mark.setVisible(may and bool(following))
        self.end.setVisible(may)
        self.gates.show_rows(ways.gate_rows(way))
        self.steps.show_rows(ways.step_rows(way))
        self._say_more()

    def _say_more(self) -> None:
        self.more.set_label(_("Show all steps") if self.steps.isHidden() else _("Hide the steps"))

    def _toggle(self) -> None:
        self.steps.setVisible(self.steps.isHidden())
        self._say_more()

    def _next(self) -> None:
        row = self.way.next_step if self.way is not None else None
        if row is not None:
            self.step_wanted.emit(row.step.code)


def _code(row: PartRow) -> str:
    return row.id.partition("/")[2]
