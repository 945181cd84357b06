"""Whether the client left: the status of a case and its journey follow each other, whatever the order of acts."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.guards import with_records
from counsellor_app.domain.programmes.gates import CaseFile, breaches, passages
from counsellor_app.domain.programmes.leaving import leaving_step, marks_after, said_to_have_left, status_after
from counsellor_app.domain.programmes.records import Enrolment, StepMark, StepState
from counsellor_app.domain.programmes.shipped import shipped_catalogue, shipped_programmes
from counsellor_app.domain.records import Case, CaseStatus

TEXTS = shipped_catalogue()
TODAY = date(2026, 11, 22)
PAIRS = (("REAN", "2007"), ("HRT", "vw2000"), ("RESETTLEMENT", "2007"), ("IRRICO", "2007"))
DAYS = ("2019-01-01", "2026-01-01", "2026-10-01")


def enrolment(number: int, pair: tuple[str, str], started: str, outcome: str) -> Enrolment:
    text = TEXTS.version(*pair)
    found = text.outcome(outcome) if text is not None else None
    return Enrolment(
        id=f"e{number}",
        case="c",
        programme=pair[0],
        version=pair[1],
        started_on=started,
        outcome=outcome if found is not None else "",
        ended_on=started if found is not None and found.ends else "",
    )


@st.composite
def files(draw: st.DrawFn) -> CaseFile:
    """A case in some programmes, ended or not, with marks of any state on their departure."""
    rows = draw(
        st.lists(
            st.tuples(st.sampled_from(PAIRS), st.sampled_from(DAYS), st.sampled_from(["", "returned", "withdrew"])),
            max_size=3,
        )
    )
    enrolments = [enrolment(number, *row) for number, row in enumerate(rows)]
    steps = {one.id: leaving_step(TEXTS.version(one.programme, one.version)) for one in enrolments}  # type: ignore[arg-type]
    marks = [
        StepMark(id=f"m{number}", case="c", enrolment=one.id, step=steps[one.id].code, state=state, on="2026-10-02")  # type: ignore[union-attr]
        for number, one in enumerate(enrolments)
        if steps[one.id] is not None
        for state in draw(st.lists(st.sampled_from(list(StepState)), max_size=2))
    ]
    return CaseFile(
        case=Case(id="c", status=draw(st.sampled_from(list(CaseStatus)))),
        today=TODAY,
        enrolments=enrolments,
        marks=marks,
    )


def test_only_who_leaves_the_country_leaves() -> None:
    found = {one.code for one in shipped_programmes() if leaving_step(one) is not None}
    assert {"REAN", "UAM", "VOT", "HRT", "AIRPORT"} <= found
    assert not found & {"RESETTLEMENT", "FAMILY", "TRANSIT", "IRRICO", "MIDA", "LEARN"}


@given(files(), st.sampled_from(list(CaseStatus)))
def test_marks_by_hand_agree_with_the_status(file: CaseFile, status: CaseStatus) -> None:
    """Departed: every running programme says so; here again: none that runs does by its mark. Once is enough."""
    marks = marks_after(file, status, TEXTS)
    after = with_records(file, [replace(file.case, status=status), *marks], entitled=False)
    running = [one for one in after.enrolments if not one.ended_on]
    leading = [one for one in running if leaving_step(TEXTS.version(one.programme, one.version)) is not None]  # type: ignore[arg-type]
    said = {one.id for one in said_to_have_left(after, TEXTS)}
    if status == CaseStatus.DEPARTED != file.case.status:
        assert {one.id for one in leading} <= said
        assert all(mark.on == TODAY.isoformat() for mark in marks)
    if file.case.status == CaseStatus.DEPARTED and status in (CaseStatus.OPEN, CaseStatus.PAUSED):
        assert not {one.id for one in leading} & said
    assert status == CaseStatus.CLOSED or not {mark.enrolment for mark in marks} - {one.id for one in leading}
    assert not marks_after(after, status, TEXTS)
    assert status != file.case.status or not marks


@given(files())
def test_closing_forgets_nobodys_departure(file: CaseFile) -> None:
    """And no breach goes with it."""
    marks = marks_after(file, CaseStatus.CLOSED, TEXTS)
    after = with_records(file, [replace(file.case, status=CaseStatus.CLOSED), *marks], entitled=False)
    was, now = (
        {(one.enrolment, one.gate) for one in breaches(passages(one, TEXTS)) if one.passed_by}
        for one in (departures(file), departures(after))
    )
    assert was == now


def departures(file: CaseFile) -> CaseFile:
    """Leave out what brings people here: its arrival is no departure, and closing the case ends it."""
    return replace(file, enrolments=[one for one in file.enrolments if one.programme != "RESETTLEMENT"])


@given(files(), st.sampled_from(list(StepState)), st.integers(0, 2))
def test_the_status_follows_what_the_journey_says(file: CaseFile, state: StepState, which: int) -> None:
    if which >= len(file.enrolments):
        return
    enrolled = file.enrolments[which]
    step = leaving_step(TEXTS.version(enrolled.programme, enrolled.version))  # type: ignore[arg-type]
    if step is None:
        return
    mark = StepMark(case="c", enrolment=enrolled.id, step=step.code, state=state, on=TODAY.isoformat())
    after = with_records(file, [mark], entitled=False)
    status = status_after(file, after, TEXTS)
    was, now = ({one.id for one in said_to_have_left(one, TEXTS)} for one in (file, after))
    if file.case.status == CaseStatus.CLOSED:
        assert status == CaseStatus.CLOSED
    elif now - was:
        assert status == CaseStatus.DEPARTED
    elif not was - now:
        assert status == file.case.status
    else:
        assert status in (file.case.status, CaseStatus.OPEN)
        if not now and file.case.status == CaseStatus.DEPARTED:
            assert status == CaseStatus.OPEN
