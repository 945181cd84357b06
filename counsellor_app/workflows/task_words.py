"""What tasks that programmes made are called: in the programme's words and the language in force."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from counsellor_app.domain.agenda import TaskRow
from counsellor_app.domain.programme_tasks import made_words, named_by
from counsellor_app.domain.refusals import programme_shown
from counsellor_app.domain.tasks import read_source
from counsellor_app.store.queries.reading import Queries
from sync.wording import language


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
    found = []
    for row in rows:
        naming = namings.get(row.case)
        if naming is None or not naming.declined:
            found.append(row)
        elif naming.made_by(row.source):
            made = read_source(row.source)
            called = programme_shown(made.programme, naming.declined) if made is not None else ""
            found.append(replace(row, called=called, programme=programme_shown(row.programme, naming.declined)))
    return found
