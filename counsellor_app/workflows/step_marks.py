"""Saving what is told of a journey: which occurrence a mark is about, and whether the case is departed with it."""

from dataclasses import replace
from datetime import date
from typing import TypeVar

from counsellor_app.domain.guards import with_records
from counsellor_app.domain.programmes.leaving import status_after
from counsellor_app.domain.programmes.records import Enrolment, StepMark
from counsellor_app.domain.programmes.repeating import meant, occurrences, settled
from counsellor_app.domain.records import Case, Record
from counsellor_app.domain.task_plan import settled_numbers
from counsellor_app.domain.tasks import Origin, Task, read_source
from counsellor_app.store.store import Work

Told = TypeVar("Told", StepMark, Enrolment)


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


def save_with_status(work: Work, case: Case, told: Told) -> Told:
    """Save what a journey is told anew, and with it whether the case is departed: one act, one door.

    A closed case stays closed.
    """
    files = work.queries.gate_files()
    file, texts = files.case_file(case, date.today()), files.catalogue()
    status = status_after(file, with_records(file, [told], entitled=False), texts)
    records: list[Record] = [told]
    if status != case.status:
        records.append(replace(case, status=status))
    saved = work.records.save_all(records)[0]
    assert isinstance(saved, type(told))
    return saved
