"""What tasks that programmes made are called: in the programme's words and the language in force."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from counsellor_app.domain.agenda import TaskRow
from counsellor_app.domain.overviews import ReviewRow
from counsellor_app.domain.programme_tasks import demands, made_words, named_by
from counsellor_app.domain.refusals import Refusal, programme_shown
from counsellor_app.domain.tasks import Source, TaskState, read_source
from counsellor_app.store.queries.agenda import TaskFilter
from counsellor_app.store.queries.reading import Queries
from sync.wording import language

Part = tuple[str, str, str]
"""A step or gate of an enrolment that makes tasks: which of the two, its code, the enrolment (id)."""
_ALL: Final = 1 << 31


def titled(rows: Sequence[TaskRow], queries: Queries) -> list[TaskRow]:
    """Return *rows* with the programme's words, shipped or the office's own, as title where nobody wrote one.

    What is about something the client declined is left out, and a programme that may not be named goes by the one
    it is called: the task of a step they share has that one's words.
    """
    shown = _shown(rows, queries)
    if all(row.title for row in shown):
        return shown
    today, said, texts = date.today(), language(), queries.gate_files().catalogue()
    words = [row.title or made_words(named_by(row.source, row.called), texts, said, today) for row in shown]
    return [replace(row, title=title) for row, title in zip(shown, told_apart(shown, words), strict=True)]


def told_apart(rows: Sequence[TaskRow], titles: Sequence[str]) -> list[str]:
    """Return *titles* of *rows*, with the programme's code where two programmes of a case call a task the same."""
    codes = ["" if row.title else _programme(named_by(row.source, row.called)) for row in rows]
    makers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row, title, code in zip(rows, titles, codes, strict=True):
        makers[row.case, title].add(code)
    return [
        f"{title} · {code}" if code and len(makers[row.case, title]) > 1 else title
        for row, title, code in zip(rows, titles, codes, strict=True)
    ]


def _programme(source: str) -> str:
    made = read_source(source)
    return made.programme if made is not None else ""


def _shown(rows: Sequence[TaskRow], queries: Queries) -> list[TaskRow]:
    protecting = queries.protecting()
    namings = {case: protecting.naming(case) for case in {row.case for row in rows} if protecting.may_decline(case)}
    unwanted = {
        case: _unwanted(queries, case, naming.declined)
        for case, naming in namings.items()
        if naming.declined and any(row.case == case and row.state == TaskState.OPEN and row.source for row in rows)
    }
    found = []
    for row in rows:
        naming = namings.get(row.case)
        if naming is None or not naming.declined:
            found.append(row)
        elif naming.made_by(row.source):
            made = read_source(row.source)
            if made is not None and row.state == TaskState.OPEN and _part(made) in unwanted.get(row.case, ()):
                continue
            called = programme_shown(made.programme, naming.declined) if made is not None else ""
            found.append(replace(row, called=called, programme=programme_shown(row.programme, naming.declined)))
    return found


def _unwanted(queries: Queries, case_id: str, declined: Sequence[Refusal]) -> frozenset[Part]:
    """Return what the programmes of a case ask for no more: a refusal from elsewhere settles its tasks only later."""
    files = queries.gate_files()
    asked = demands(files.file_of(case_id, date.today()), files.catalogue(), declined)
    return frozenset((one.origin, one.code, one.enrolment) for one in asked if one.state == TaskState.DECLINED)


def _part(made: Source) -> Part:
    return made.origin, made.code, made.series


def count_shown(wanted: TaskFilter, queries: Queries) -> int:
    """Return how many tasks :func:`titled` would leave of all that are *wanted*."""
    agenda = queries.agenda()
    cases = queries.protecting().declining()
    rows = agenda.tasks(replace(wanted, cases=cases), _ALL) if cases else []
    return agenda.count_tasks(wanted) - len(rows) + len(_shown(rows, queries))


def late_shown(rows: Sequence[ReviewRow], due_by: str, queries: Queries) -> list[ReviewRow]:
    """Return *rows* (cases with open tasks due by a day, ISO) as they are once what was declined counts no more."""
    protecting, agenda = queries.protecting(), queries.agenda()
    found = []
    for row in rows:
        if not protecting.may_decline(row.case):
            found.append(row)
            continue
        wanted = TaskFilter(cases=(row.case,), state=TaskState.OPEN, due_by=due_by, ongoing=True)
        if shown := _shown(agenda.tasks(wanted, _ALL), queries):
            found.append(replace(row, overdue=len(shown), overdue_since=min(one.due_on for one in shown)))
    return sorted(found, key=lambda row: row.overdue_since)
