"""The journeys of the demo's cases: evidence when it came, the steps taken, how it ended; through the product's verbs.

Nobody departs in the demo without what the gates demand: the product would not let them.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from counsellor_app.domain.programmes.gates import GateState
from counsellor_app.domain.programmes.journeys import Way
from counsellor_app.domain.records import CaseStatus
from counsellor_app.workflows import casework, eligibility, journey
from counsellor_app.workflows.session import Session
from tests.end_to_end.caseload import CaseSketch
from tests.end_to_end.storylines import LEAVING

Act = tuple[int, Callable[[], None]]
_AFTER_NOTE: Final = timedelta(minutes=20)
_EVIDENCE: Final = {
    "consent": ("consent", "de cliënt"),
    "ind_yes": ("ind-permission", "IND"),
    "uam_agreed": ("guardian-agreement", "Nidos"),
    "docs_valid": ("travel-document", ""),
    "document_in": ("travel-document", "ambassade"),
    "doctor_fit": ("medical", "behandelend arts"),
    "doctor_escort": ("medical", "behandelend arts"),
    "vot_safety": ("safety", ""),
    "rmh_answer": ("individual-check", ""),
    "exp_match": ("institution", "de ontvangende instelling"),
    "res_medical": ("medical", "arts van de missie"),
}
"""What happened → the gate it opens, and who gave the evidence."""
_STEPS: Final = {
    "intake": "intake",
    "health_intake": "intake",
    "plan": "plan",
    "booking": "booking",
    "det_booking": "booking",
    "fam_dna": "dna",
    "res_after": "centre",
}
"""What happened → the step it was, where the programme has one of that name."""
_ENDS: Final = {
    "exp_done": "completed",
    "withdrew": "withdrew",
    "fam_arrived": "arrived",
    "res_arrived": "arrived",
    "fam_exit": "waiting-exit-visa",
}
_REAN: Final = (
    ("wishes_return", "yes"),
    ("own_means", "no"),
    ("last_assisted_return_on", "none"),
    ("travel_document", "obtainable"),
)


def as_it_came_in(case: CaseSketch) -> CaseSketch:
    """Return *case* as the table had it at first: who has departed by now had not yet."""
    return replace(case, status="open") if case.status == CaseStatus.DEPARTED else case


def journeys_of(session: Session, case: CaseSketch) -> list[Act]:
    """Return what happens in a case's journey, each with its moment (ms)."""
    if not case.programme:
        return []
    walk = _Walk(session, case)
    happened = zip(case.beats, case.notes, strict=True)
    return [
        (_moment(note.held_at), lambda beat=beat, day=day: walk.happens(beat, day))  # type: ignore[misc]
        for (beat, day), note in happened
        if walk.knows(beat)
    ]


def _moment(held_at: int) -> int:
    later = datetime.fromtimestamp(held_at / 1000, UTC) + _AFTER_NOTE
    return int(later.timestamp() * 1000)


class _Walk:
    """One case's way."""

    def __init__(self, session: Session, case: CaseSketch) -> None:
        self._session, self._sketch = session, case
        self._programme = case.programme
        self._id = ""

    def knows(self, beat: str) -> bool:
        """Say whether something of the journey happens in *beat*."""
        told = {*_EVIDENCE, *_STEPS, *_ENDS, *LEAVING, "hrt_check", "hrt_yes", "hrt_no"}
        return beat in told or beat == self._sketch.beats[0][0]

    def happens(self, beat: str, day: str) -> None:
        """Do what *beat* means, on its day (ISO)."""
        self._id = self._id or casework.resolve_case_id(self._session, self._sketch.reference)
        if beat == self._sketch.beats[0][0]:
            self._step(self._way().steps[0].step.code, day)
        if beat.startswith("hrt_"):
            self._scheme(beat, day)
        if beat in _EVIDENCE:
            self._evidence(*_EVIDENCE[beat], day)
        if beat in _STEPS:
            self._step(_STEPS[beat], day)
        if beat in LEAVING:
            self._leaves(day)
        elif _ENDS.get(beat):
            self._ends(_ENDS[beat], day)

    def _way(self) -> Way:
        ways = journey.journey(self._session, self._id).ways
        return next(one for one in ways if one.enrolment.programme == self._programme)

    def _step(self, code: str, day: str) -> None:
        """Take a step, where the programme has it and no gate is in the way."""
        row = next((row for row in self._way().steps if row.step.code == code), None)
        if row is not None and not row.closed and not row.state:
            journey.mark_step(self._session, self._id, code, programme=self._programme, on=day)

    def _evidence(self, gate: str, giver: str, day: str) -> None:
        if any(one.gate == gate and one.missing for one in self._way().gates):
            programme = self._programme
            journey.add_evidence(self._session, self._id, gate, programme=programme, given_by=giver, on=day)

    def _scheme(self, beat: str, day: str) -> None:
        """Check the scheme before hope is raised; whom it refuses goes on with REAN alone."""
        if beat == "hrt_check":
            for code, value in (("asylum_claim_on", self._sketch.claim), *_REAN[:2]):
                eligibility.set_fact(self._session, self._id, code, value)
        elif beat == "hrt_yes":
            for code, value in _REAN:
                eligibility.set_fact(self._session, self._id, code, value)
            self._evidence("scheme-check", "DT&V", day)
        else:
            journey.set_outcome(self._session, self._id, "rejected", programme=self._programme, on=day)
            casework.set_fields(self._session, self._id, {"programme": "REAN"})
            self._programme = "REAN"
        eligibility.check(self._session, self._id, "HRT", on=day)

    def _leaves(self, day: str) -> None:
        """All that the gates still demand is there by now; then the last steps, and the end of it."""
        for one in self._way().gates:
            if one.state == GateState.BLOCKED and not self._beyond(one.before):
                journey.add_evidence(self._session, self._id, one.gate, programme=self._programme, on=day)
        for code in ("application", "booking", "departure", "arrival"):
            self._step(code, day)
        self._ends(self._good_end(), day)
        if any(row.step.departs for row in self._way().steps) and self._sketch.status == CaseStatus.DEPARTED:
            casework.set_fields(self._session, self._id, {"status": CaseStatus.DEPARTED})

    def _beyond(self, step: str) -> bool:
        """Say whether a step comes after the departure: what it demands is asked for later, if at all."""
        codes = [row.step.code for row in self._way().steps]
        leaving = [row.step.code for row in self._way().steps if row.step.departs]
        return bool(leaving) and codes.index(step) > codes.index(leaving[0])

    def _good_end(self) -> str:
        wishes = {"vot_arrival": "arrival", "vot_reintegration": "reintegration", "vot_standard": "standard"}
        wished = [wishes[beat] for beat, _day in self._sketch.beats if beat in wishes]
        if self._programme == "VOT":
            return wished[-1] if wished else "standard"
        return "arrived" if self._programme in ("FAMILY", "RESETTLEMENT") else "returned"

    def _ends(self, outcome: str, day: str) -> None:
        text = self._way().text
        if text is not None and text.outcome(outcome) is not None:
            journey.set_outcome(self._session, self._id, outcome, programme=self._programme, on=day)
