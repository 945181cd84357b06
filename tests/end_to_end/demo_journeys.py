"""The journeys of the demo's cases: evidence when it came, the steps taken, how it ended; through the product's verbs.

Nobody departs in the demo without what the gates demand: the product would not let them.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

from counsellor_app.domain.programmes.gates import GateState
from counsellor_app.domain.programmes.journeys import Way
from counsellor_app.domain.programmes.records import StepState
from counsellor_app.domain.records import CaseStatus
from counsellor_app.domain.working_days import after_working_days, working_day_from
from counsellor_app.workflows import casework, eligibility, journey, lookup
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
    "intake": ("intake", "standstill"),
    "health_intake": ("intake",),
    "rmh_intake": ("intake",),
    "vot_intake": ("intake",),
    "vul_elder": ("intake",),
    "vul_mother": ("intake",),
    "vul_exuam": ("intake",),
    "det_hour": ("intake",),
    "hrt_check": ("check",),
    "doctor_fit": ("advice",),
    "doctor_escort": ("advice",),
    "rmh_answer": ("check",),
    "rmh_stigma": ("needs",),
    "vot_safety": ("safety",),
    "vot_arrival": ("wish",),
    "vot_reintegration": ("wish",),
    "vot_standard": ("wish",),
    "uam_waiting": ("guardian",),
    "uam_agreed": ("application",),
    "plan": ("plan", "needs"),
    "varrp_plan": ("plan",),
    "obstacle_debt": ("obstacles", "needs"),
    "obstacle_fear": ("obstacles", "needs"),
    "obstacle_shame": ("obstacles", "needs"),
    "obstacle_hope": ("obstacles", "needs"),
    "obstacle_housing": ("obstacles", "needs"),
    "country_sheet": ("needs",),
    "consent": ("application",),
    "ind_yes": ("documents",),
    "booking": ("booking",),
    "det_booking": ("booking",),
    "exp_match": ("logistics",),
    "exp_report": ("assigned",),
    "fam_dna": ("dna",),
    "res_after": ("centre",),
}
"""What happened → the step it was: the first of these that the programme has."""
_FIRST: Final = ("contact", "recruited", "nominated", "request")
_OVERDUE, _TODAY, _AWAY = 5, 9, 25
"""Of a hundred cases: so many are late by some days, up to so many are due today; the rest within so many days."""
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
    happened = list(zip(case.beats, case.notes, strict=True))
    acts: list[Act] = [
        (_moment(note.held_at), lambda beat=beat, day=day: walk.happens(beat, day))  # type: ignore[misc]
        for (beat, day), note in happened
        if walk.knows(beat)
    ]
    if happened and case.status == CaseStatus.OPEN:
        acts.append((_moment(happened[-1][1].held_at) + 1, walk.plans_ahead))
    return acts


def _moment(held_at: int) -> int:
    later = datetime.fromtimestamp(held_at / 1000, UTC) + _AFTER_NOTE
    return int(later.timestamp() * 1000)


def _between(since: str, day: str, place: int, parts: int) -> str:
    """Return the working day that is *place* of *parts* on the way from *since* to *day* (ISO), never after that."""
    last = date.fromisoformat(day)
    first = min(date.fromisoformat(since), last)
    found = first + timedelta(days=(last - first).days * place // parts)
    return min(working_day_from(found), last).isoformat()


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
        self._find()
        if beat == self._sketch.beats[0][0]:
            self._step(_FIRST, day)
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

    def _find(self) -> None:
        """Know the case, and the programme it is in by now: a scheme may have refused it before."""
        if not self._id:
            self._id = casework.resolve_case_id(self._session, self._sketch.reference)
            self._programme = lookup.case_page(self._session, self._id).case.programme or self._programme

    def _way(self) -> Way:
        ways = journey.journey(self._session, self._id).ways
        return next(one for one in ways if one.enrolment.programme == self._programme)

    def _step(self, codes: Sequence[str], day: str) -> None:
        """Take the first of *codes* the programme has, after those before it, as far as no gate is in the way.

        What lies between two talks was done on working days between them, once the evidence for it was there.
        """
        way = self._way()
        rows = list(way.steps)
        known = [row.step.code for row in rows]
        code = next((code for code in codes if code in known), "")
        if not code:
            return
        done = [at for at, row in enumerate(rows) if row.state == StepState.DONE]
        first = max(done, default=-1) + 1
        last = known.index(code)
        since = max([*(rows[at].on for at in done), *(one.on for one in way.evidence)], default=day)
        open_rows = [row for row in rows[first : last + 1] if not row.step.every_days]
        for place, row in enumerate(open_rows, 1):
            if row.closed:
                return
            on = day if row.step.code == code else _between(since, day, place, len(open_rows))
            journey.mark_step(self._session, self._id, row.step.code, programme=self._programme, on=on)

    def plans_ahead(self) -> None:
        """Give the next step a day, as one does after a talk; a few are late by now, a few are for today."""
        self._find()
        way, today = self._way(), date.today()
        step = way.next_step
        if not way.running or step is None or step.step.every_days:
            return
        last, pick = date.fromisoformat(self._sketch.beats[-1][1]), random.Random(self._sketch.reference)
        lot, days = pick.randrange(100), pick.randint(1, _AWAY)
        day = after_working_days(today, days)
        if lot < _TODAY:
            day = today if lot >= _OVERDUE else max(last, today - timedelta(days=1 + days % 6))
        state, on = StepState.PLANNED, day.isoformat()
        journey.mark_step(self._session, self._id, step.step.code, state=state, programme=self._programme, on=on)

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
            self._step(("intake",), day)
        eligibility.check(self._session, self._id, "HRT", on=day)

    def _leaves(self, day: str) -> None:
        """All that the gates still demand is there by now; then the last steps, and the end of it."""
        way = self._way()
        for one in way.gates:
            if one.state == GateState.BLOCKED and not self._beyond(way, one.before):
                journey.add_evidence(self._session, self._id, one.gate, programme=self._programme, on=day)
        for code in ("application", "booking", "departure", "arrival"):
            self._step((code,), day)
        self._ends(self._good_end(), day)
        if any(row.step.departs for row in self._way().steps) and self._sketch.status == CaseStatus.DEPARTED:
            casework.set_fields(self._session, self._id, {"status": CaseStatus.DEPARTED})

    @staticmethod
    def _beyond(way: Way, step: str) -> bool:
        """Say whether a step comes after the departure: what it demands is asked for later, if at all."""
        codes = [row.step.code for row in way.steps]
        leaving = [row.step.code for row in way.steps if row.step.departs]
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
