"""What tasks that programmes made are called: in the programme's words and the language in force."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from counsellor_app.domain.agenda import TaskRow
from counsellor_app.domain.programme_tasks import made_words
from counsellor_app.store.queries.reading import Queries
from sync.wording import language


def titled(rows: Sequence[TaskRow], queries: Queries) -> list[TaskRow]:
    """Return *rows* with the programme's words, shipped or the office's own, as title where nobody wrote one."""
    if all(row.title for row in rows):
        return list(rows)
    today, said, texts = date.today(), language(), queries.gate_files().catalogue()
    return [row if row.title else replace(row, title=made_words(row.source, texts, said, today)) for row in rows]
