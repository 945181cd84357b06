"""Where a case stands, kept without days and texts, tells the very step that the page of the case tells."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.declined_journeys import without_declined
from counsellor_app.domain.programmes.gates import CaseFile
from counsellor_app.domain.programmes.journeys import journey_of
from counsellor_app.domain.programmes.records import Enrolment, StepMark, StepState
from counsellor_app.domain.programmes.shipped import shipped_catalogue
from counsellor_app.domain.programmes_list import PROGRAMMES
from counsellor_app.domain.records import Case, CaseStatus
from counsellor_app.domain.refusals import Offer, Refusal, covers
from counsellor_app.domain.standing import Told, standing_of, steps_standing, steps_told

TODAY = date(2026, 11, 21)
CODES = sorted(PROGRAMMES)
STANDING = [status for status in CaseStatus if status not in (CaseStatus.CLOSED, CaseStatus.WITHDRAWN)]
days = st.integers(0, 40).map(lambda more: (date(2026, 9, 1) + timedelta(days=more)).isoformat())
offers = st.lists(
    st.sampled_from([*map(str, Offer), "programme:HRT", "label:VARRP", "label:VOT", "label:UAM"]), max_size=2
)


@st.composite
def files(draw: st.DrawFn) -> CaseFile:
    """A case in some programmes, once or twice, with steps marked in any order and any way."""
    codes = draw(st.lists(st.sampled_from(["VARRP", "REAN", "VOT", *CODES]), max_size=3))
    own = draw(st.sampled_from([*codes, "HRT", ""]))
    enrolments, marks = [], []
    for place, code in enumerate(codes):
        text = PROGRAMMES[code]
        outcome = draw(st.sampled_from(["", "", *(one.code for one in text.outcomes), "of a newer app"]))
        ended = draw(st.sampled_from(["", "", "2026-10-20"]))
        name = f"{place}"
        enrolments.append(
            Enrolment(
                id=name, programme=code, version=text.version, started_on=draw(days), outcome=outcome, ended_on=ended
            )
        )
        marks += [
            StepMark(
                enrolment=name,
                step=step,
                on=draw(days),
                period=draw(st.sampled_from(["", "", "1", "2"])),
                state=draw(st.sampled_from([*StepState, StepState.DONE, "of a newer app"])),
            )
            for step in draw(st.lists(st.sampled_from([one.code for one in text.steps]), max_size=8))
        ]
    case = Case(programme=own, status=draw(st.sampled_from(STANDING)), opened_on=draw(days))
    return CaseFile(case=case, today=TODAY, enrolments=enrolments, marks=marks)


def kept(file: CaseFile) -> str:
    marks = {one.id: [mark for mark in file.marks if mark.enrolment == one.id] for one in file.enrolments}
    return standing_of(file.case, file.enrolments, marks)


def read(file: CaseFile, declined: list[str]) -> Told:
    stand = kept(file)
    return steps_standing(stand, shipped_catalogue(), tuple(declined), TODAY) if stand else ()


def on_the_page(file: CaseFile, declined: list[str]) -> list[tuple[str, str]]:
    """The next steps by the whole journey, as its page shows them: programme and step (codes)."""
    journey = without_declined(journey_of(file, shipped_catalogue()), [Refusal(offer=one) for one in declined])
    running = [way for way in journey.ways if way.running and way.next_step is not None]
    running.sort(key=lambda way: way.enrolment.programme != file.case.programme)
    return [(way.enrolment.programme, way.next_step.step.code) for way in running if way.next_step is not None]


@given(files(), offers)
def test_what_is_kept_tells_the_steps_that_the_page_shows(file: CaseFile, declined: list[str]) -> None:
    told = read(file, declined)
    assert told == steps_told(file, shipped_catalogue(), declined)
    unspoken = (
        ["label:VOT"] if any(one.programme == "VOT" for one in file.enrolments) or file.case.programme == "VOT" else []
    )
    assert [(of, one.step) for of, one in told] == on_the_page(file, [*declined, *unspoken])


@given(files(), offers)
def test_no_step_is_told_that_was_declined(file: CaseFile, declined: list[str]) -> None:
    for of, one in read(file, declined):
        assert not any(covers(offer, f"label:{one.programme}") for offer in declined) or one.programme == "REAN"
        assert one.programme != "VOT"
        if of == "VOT":
            assert one.step in {step.code for step in PROGRAMMES["REAN"].steps}


@given(files(), st.integers(1, 3_000))
def test_cases_that_stand_alike_are_kept_alike_whatever_the_days(file: CaseFile, later: int) -> None:
    def moved(day: str) -> str:
        return (date.fromisoformat(day) + timedelta(days=later)).isoformat() if day else ""

    enrolments = [
        Enrolment(
            id=f"other {one.id}",
            programme=one.programme,
            version=one.version,
            outcome=one.outcome,
            started_on=moved(one.started_on),
            ended_on=moved(one.ended_on),
        )
        for one in file.enrolments
    ]
    marks = {
        f"other {one.id}": [
            StepMark(step=mark.step, state=mark.state, period=mark.period, on=moved(mark.on), remark="another")
            for mark in file.marks
            if mark.enrolment == one.id
        ]
        for one in file.enrolments
    }
    assert standing_of(file.case, enrolments, marks) == kept(file)


def test_a_case_that_is_over_is_at_no_step() -> None:
    for status in (CaseStatus.CLOSED, CaseStatus.WITHDRAWN):
        case = Case(programme="REAN", status=status)
        assert standing_of(case, [], {}) == ""
        assert steps_told(CaseFile(case=case, today=TODAY), shipped_catalogue(), ()) == ()


def test_a_programme_nobody_enrolled_in_is_at_its_first_step() -> None:
    stand = standing_of(Case(programme="REAN", opened_on="2026-09-01"), [], {})
    ((of, one),) = steps_standing(stand, shipped_catalogue(), (), TODAY)
    assert (of, one.programme, one.step, one.words("nl")) == ("REAN", "REAN", "contact", "Eerste contact")
