"""The hand that writes a story into a case: by the verbs the window calls. At the window the same hand presses keys."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.programmes.journeys import Way
from counsellor_app.domain.records import Draft
from counsellor_app.workflows import (
    appointments,
    casework,
    eligibility,
    families,
    hours,
    journey,
    notes,
    papers,
    safety,
    tasks,
)
from counsellor_app.workflows.session import Session

T = TypeVar("T")


class NotRefusedError(AssertionError):
    """Something went through that should have been refused."""


class Hand:
    """Writes the cases of one person. Days are so many *away* from ``base``, the day on which the story is told."""

    def __init__(self, session: Session, base: date) -> None:
        self.session, self.base = session, base
        self.case = ""

    def do(self, verb: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """Return what a verb says."""
        return verb(self.session, *arguments, **named)

    def day(self, away: int) -> str:
        """Return a day as one types it."""
        return (self.base + timedelta(away)).strftime("%d-%m-%Y")

    def iso(self, away: int) -> str:
        """Return a day as it is kept."""
        return (self.base + timedelta(away)).isoformat()

    def born(self, years: int, days: int = 40) -> str:
        """Return the birthday (as typed) of who is *years* old, and so many days more."""
        return (date(self.base.year - years, self.base.month, 1) - timedelta(days)).strftime("%d-%m-%Y")

    def later(self, days: int) -> None:
        """Go on with the telling so many days later."""
        self.base += timedelta(days)

    # --- the case

    def open(self, programme: str, since: int, **fields: Any) -> str:
        """Open a case and enrol it; returns its id."""
        self.case = self.do(casework.add_case, **fields).id
        self.enrol(programme, since)
        return self.case

    def enrol(self, programme: str, since: int) -> None:
        """Enrol the case in (one more) programme."""
        self.do(journey.enrol, self.case, programme, on=self.day(since))

    def person(self, relation: str, **values: str) -> None:
        """Add a person who is something to the client."""
        self.do(families.add_person, self.case, values, relation=relation)

    def paper(self, **values: str) -> None:
        """Keep a paper."""
        self.do(papers.add_document, self.case, values)

    def number(self, kind: str, number: str, issuer: str) -> None:
        """Keep a number by which the client is known."""
        self.do(papers.add_identifier, self.case, number, kind=kind, issuer=issuer)

    def note(self, text: str, *, kind: str = "talk", place: str = "", language: str = "") -> None:
        """Write a note and sign it."""
        self.do(notes.sign, Draft(case=self.case, kind=kind, text=text, place=place, language=language))

    def talk(self, slot: str, text: str) -> None:
        """Sign the note of a talk of a consultation hour."""
        self.do(hours.sign_talk, slot, Draft(case=self.case, kind="talk", text=text))

    def set(self, **values: str) -> None:
        """Give fields of the case new values."""
        self.do(casework.set_fields, self.case, values)

    # --- eligibility

    def fact(self, code: str, value: str) -> None:
        """Put a fact down."""
        self.do(eligibility.set_fact, self.case, code, value)

    def facts(self, **values: str) -> None:
        """Put several facts down."""
        for code, value in values.items():
            self.fact(code, value)

    def check(self, programme: str, away: int = 0) -> str:
        """Check a programme by the rules of a day and keep the answer; returns it: yes, no or unknown."""
        return str(self.do(eligibility.check, self.case, programme, on=self.day(away)).answer)

    # --- the way

    def step(self, code: str, away: int, programme: str = "") -> None:
        """Take a step that matters."""
        self.steps(programme, **{code: away})

    def steps(self, programme: str = "", **days: int) -> None:
        """Take several steps that nothing stands in the way of; a name with ``_`` where the code has a hyphen."""
        for code, away in days.items():
            step = code.replace("_", "-")
            self.do(journey.mark_step, self.case, step, programme=programme, on=self.day(away))

    def refused_step(self, code: str, away: int, programme: str = "") -> None:
        """Try a step whose gate is closed."""
        must_refuse(lambda: self.do(journey.mark_step, self.case, code, programme=programme, on=self.day(away)))

    def plan(self, code: str, away: int, programme: str = "") -> None:
        """Plan a step for a day to come."""
        on = self.day(away)
        self.do(journey.mark_step, self.case, code, state="planned", programme=programme, on=on)

    def evidence(self, gate: str, given_by: str, away: int, programme: str = "", document: str = "") -> None:
        """Give a gate all that it lacks."""
        named = {"programme": programme, "given_by": given_by, "on": self.day(away), "document": document}
        self.do(journey.add_evidence, self.case, gate, **named)

    def outcome(self, code: str, programme: str, away: int) -> None:
        """Say how an enrolment stands."""
        self.do(journey.set_outcome, self.case, code, programme=programme, on=self.day(away))

    def support(self, item: str, away: int, programme: str = "", **named: str) -> None:
        """Put down what was given."""
        self.do(journey.give_support, self.case, item, programme=programme, on=self.day(away), **named)

    def way(self, programme: str) -> Way:
        """Return an enrolment as it is shown."""
        ways = self.do(journey.journey, self.case).ways
        return next(way for way in ways if way.enrolment.programme == programme)

    # --- safety

    def decline(self, offer: str, words: str, away: int) -> None:
        """Keep what the client does not want."""
        self.do(safety.add_refusal, self.case, offer, words, self.day(away))

    def rule(self, rule: str, through: str = "", remark: str = "") -> None:
        """Keep how the client may not be reached."""
        self.do(safety.add_contact_rule, self.case, rule, through=through, remark=remark)

    def measure(self, for_whom: str, risk: str, measure: str, who: str = "") -> None:
        """Keep a measure of the safety plan."""
        self.do(safety.add_measure, self.case, for_whom, risk, measure, who=who)

    def trafficking(self, values: Mapping[str, str]) -> None:
        """Fill in the trafficking record."""
        self.do(safety.set_trafficking, self.case, values)

    # --- what is to be done

    def task(self, title: str, away: int, **named: str) -> None:
        """Write a task of the case."""
        self.do(tasks.add_task, title, case_id=self.case, due=self.day(away), **named)

    def appointment(self, away: int, clock: str, place: str, with_whom: str) -> None:
        """Make an appointment."""
        named = {"day": self.day(away), "clock": clock, "place": place, "with_whom": with_whom}
        self.do(appointments.add_appointment, self.case, **named)


def must_refuse(act: Callable[[], object]) -> None:
    """Do *act*, which must be refused; raises :class:`NotRefusedError` when it is not."""
    try:
        act()
    except ActionableError:
        return
    raise NotRefusedError("this should have been refused")
