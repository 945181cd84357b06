"""What programmes ask for next, on every shipped programme: the next step only, its gates, follow-ups that return."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from counsellor_app.domain.declined_journeys import step_asked_for
from counsellor_app.domain.programme_tasks import demands, made_words
from counsellor_app.domain.programmes.gates import CaseFile
from counsellor_app.domain.programmes.records import Enrolment, StepMark
from counsellor_app.domain.programmes.schema import Programme
from counsellor_app.domain.programmes.shipped import shipped_catalogue, shipped_programmes
from counsellor_app.domain.records import Case
from counsellor_app.domain.refusals import Refusal
from counsellor_app.domain.task_plan import Demand, due_tasks
from counsellor_app.domain.tasks import Origin, Task, TaskState, as_one, read_source

TODAY = date(2026, 11, 21)
TEXTS = shipped_catalogue()
PROGRAMMES = [programme for programme in shipped_programmes() if programme.steps]
REPEATED = [programme for programme in PROGRAMMES if any(step.every_days for step in programme.steps)]


def file_of(text: Programme, taken: int = 0, started: str = "2026-11-01", **more: object) -> CaseFile:
    """Return a case in a programme that took the first *taken* steps, each on a day after the one before."""
    case = Case(id="c" * 32, programme=text.code, opened_on=started)
    enrolment = Enrolment(
        id="e" * 32,
        case=case.id,
        programme=text.code,
        version=text.version,
        started_on=started,
        **more,  # type: ignore[arg-type]
    )
    steps = [step for step in text.steps if not step.every_days][:taken]
    begin = date.fromisoformat(started)
    marks = [
        StepMark(case=case.id, enrolment=enrolment.id, step=step.code, on=(begin + timedelta(days=n)).isoformat())
        for n, step in enumerate(steps)
    ]
    return CaseFile(case=case, today=TODAY, enrolments=[enrolment], marks=marks)


def still_open(asked: tuple[Demand, ...], origin: str = Origin.STEP) -> list[Demand]:
    return [one for one in asked if one.state == TaskState.OPEN and one.origin == origin and not one.every_days]


@pytest.mark.parametrize("text", PROGRAMMES, ids=lambda text: f"{text.code}-{text.version}")
def test_one_step_after_the_other_is_asked_for(text: Programme) -> None:
    once = [step for step in text.steps if not step.every_days]
    for taken, step in enumerate(once):
        asked = demands(file_of(text, taken), TEXTS)
        assert [one.code for one in still_open(asked)] == [step.code]
        done = {one.code for one in asked if one.state == TaskState.DONE and one.origin == Origin.STEP}
        assert done == {one.code for one in once[:taken]}
        assert {gate.before for gate in text.gates if gate.code in {one.code for one in still_open(asked, "gate")}} <= {
            step.code
        }
    assert still_open(demands(file_of(text, len(once)), TEXTS)) == []


@pytest.mark.parametrize("text", PROGRAMMES, ids=lambda text: f"{text.code}-{text.version}")
def test_walking_through_a_programme_leaves_no_open_task_behind(text: Programme) -> None:
    tasks: list[Task] = []
    once = [step for step in text.steps if not step.every_days]
    for taken in range(len(once) + 1):
        changed = due_tasks(demands(file_of(text, taken), TEXTS), tasks, TODAY)
        known = {task.id: task for task in tasks}
        for number, task in enumerate(changed):
            identifier = task.id or f"{taken:02d}{number:030x}"
            known[identifier] = replace(task, id=identifier)
        tasks = list(known.values())
        assert due_tasks(demands(file_of(text, taken), TEXTS), tasks, TODAY) == []
    left = [task for task in as_one(tasks) if task.state == TaskState.OPEN]
    sources = [source for task in left if (source := read_source(task.source)) is not None]
    assert all(source.period or source.origin == Origin.GATE for source in sources)


@pytest.mark.parametrize("text", REPEATED, ids=lambda text: f"{text.code}-{text.version}")
def test_follow_ups_begin_with_their_step_and_go_on_after_a_happy_end(text: Programme) -> None:
    repeated = next(step for step in text.steps if step.every_days)
    before = demands(file_of(text), TEXTS)
    if repeated.after:
        assert repeated.code not in {one.code for one in before}
    after = demands(file_of(text, len(text.steps)), TEXTS)
    (asked,) = [one for one in after if one.code == repeated.code]
    assert (asked.state, asked.every_days) == (TaskState.OPEN, repeated.every_days)
    assert asked.due_on
    if repeated.for_days:
        assert asked.due_on < asked.until
    stopped = next((one.code for one in text.outcomes if one.ends and not one.step), "")
    if stopped:
        ended = demands(file_of(text, len(text.steps), outcome=stopped, ended_on="2026-11-20"), TEXTS)
        assert [one.state for one in ended if one.code == repeated.code] == [TaskState.DROPPED]


def test_some_shipped_programme_follows_up() -> None:
    assert REPEATED


@pytest.mark.parametrize("text", PROGRAMMES, ids=lambda text: f"{text.code}-{text.version}")
def test_an_enrolment_that_is_over_asks_for_nothing_more(text: Programme) -> None:
    asked = demands(file_of(text, 1, ended_on="2026-11-10"), TEXTS)
    assert still_open(asked) == still_open(asked, Origin.GATE) == []


def test_a_planned_step_is_due_on_the_day_it_is_planned_for() -> None:
    text = next(text for text in PROGRAMMES if len(text.steps) > 2)
    file = file_of(text, 0)
    later = text.steps[2].code
    mark = StepMark(case=file.case.id, enrolment="e" * 32, step=later, state="planned", on="2026-12-24")
    asked = {one.code: one for one in still_open(demands(replace(file, marks=[mark]), TEXTS))}
    assert asked[later].due_on == "2026-12-24"
    assert text.steps[0].code in asked


def test_an_unknown_text_asks_for_nothing() -> None:
    file = file_of(PROGRAMMES[0])
    strange = replace(file, enrolments=[replace(file.enrolments[0], version="from elsewhere")])
    assert demands(strange, TEXTS) == ()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_made_task_has_words(language: str) -> None:
    for text in PROGRAMMES:
        for origin, parts in ((Origin.STEP, text.steps), (Origin.GATE, text.gates)):
            for part in parts:
                words = made_words(f"{origin}/{text.code}/{part.code}/e/", TEXTS, language, TODAY)
                assert words
                assert "/" not in words or words in (part.en, part.nl)
    assert made_words("step/GONE/some-step/e/", TEXTS, language, TODAY) == "GONE some step"
    assert made_words("series///t/2026-01-01", TEXTS, language, TODAY) == ""
    assert made_words("nonsense", TEXTS, language, TODAY) == ""


@pytest.mark.parametrize("text", PROGRAMMES, ids=lambda text: f"{text.code}-{text.version}")
def test_what_was_declined_is_asked_for_no_more(text: Programme) -> None:
    declined = [Refusal(offer="beyond-rean")]
    once = [step for step in text.steps if not step.every_days]
    for taken in range(len(once) + 1):
        file = file_of(text, taken)
        asked = demands(file, TEXTS, declined)
        wanted = {step.code for step in text.steps if step_asked_for(text, step, declined)}
        assert {one.code for one in asked if one.state == TaskState.OPEN and one.origin == Origin.STEP} <= wanted
        ahead = [step.code for step in once[taken:] if step.code in wanted]
        assert [one.code for one in still_open(asked)] == ahead[:1]
        before = due_tasks(demands(file, TEXTS), [], TODAY)
        tasks = [replace(task, id=f"{number:032x}") for number, task in enumerate(before)]
        settled = {task.id: task.state for task in due_tasks(asked, tasks, TODAY) if task.id}
        for task in tasks:
            source = read_source(task.source)
            if source is not None and source.origin == Origin.STEP and source.code not in wanted:
                assert settled[task.id] == TaskState.DECLINED
