"""Saving the mark of a step: which occurrence it is about, and whether the case is departed with it."""

from dataclasses import replace

from counsellor_app.domain.programmes.journeys import leads_home
from counsellor_app.domain.programmes.records import StepMark, StepState
from counsellor_app.domain.programmes.repeating import meant, occurrences, settled
from counsellor_app.domain.programmes.schema import Programme, Step
from counsellor_app.domain.records import Case, CaseStatus, Record
from counsellor_app.domain.task_plan import settled_numbers
from counsellor_app.domain.tasks import Origin, Task, read_source
from counsellor_app.store.store import Work


def occurrence(work: Work, mark: StepMark) -> tuple[StepMark, StepMark | None]:
    """Return *mark* with the occurrence it is about, and the mark that says the same of that one already."""
    found = occurrences(work.queries.records(mark.case, StepMark), mark.enrolment, mark.step)
    sources = [(task, read_source(task.source)) for task in work.queries.records(mark.case, Task)]
    mine = [
        task
        for task, made in sources
        if made is not None and (made.origin, made.code, made.series) == (Origin.STEP, mark.step, mark.enrolment)
    ]
    numbers = sorted({*settled(found), *settled_numbers(mine)})
    number = int(mark.period) if mark.period else meant(found, mark.state, mark.on, numbers)
    there = found.get(number)
    same = there is not None and (there.state, there.on) == (mark.state, mark.on) and mark.remark in ("", there.remark)
    return replace(mark, period=str(number)), there if same else None


def save_mark(work: Work, case: Case, mark: StepMark, step: Step, text: Programme) -> StepMark:
    """Save *mark*, and with it whether the case is departed: one act, one door. A closed case stays closed."""
    records: list[Record] = [mark]
    done = mark.state == StepState.DONE
    if done and departs_now(case, text, step):
        records.append(replace(case, status=CaseStatus.DEPARTED))
    elif not done and leads_home(text, step) and case.status == CaseStatus.DEPARTED and _was_done(work, mark):
        records.append(replace(case, status=CaseStatus.OPEN))
    saved = work.records.save_all(records)[0]
    assert isinstance(saved, StepMark)
    return saved


def departs_now(case: Case, text: Programme, step: Step) -> bool:
    """Say whether the case becomes departed when *step* of a programme is done."""
    return leads_home(text, step) and case.status not in (CaseStatus.DEPARTED, CaseStatus.CLOSED)


def _was_done(work: Work, mark: StepMark) -> bool:
    """Say whether the mark before this one said that the step was done."""
    known = work.queries.records(mark.case, StepMark)
    states = [one.state for one in known if (one.enrolment, one.step) == (mark.enrolment, mark.step)]
    return states[-1:] == [StepState.DONE]
