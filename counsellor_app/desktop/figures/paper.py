"""The yearly results on paper: figures by project, nobody named."""

import html

from counsellor_app.desktop.sheet import PaperApplication, pages_bytes
from counsellor_app.domain.exports import ExportMark
from counsellor_app.reports.export_mark import mark_words
from counsellor_app.reports.yearly_results import Line, lines
from counsellor_app.workflows.programmes import YearResults, counted_from
from sync.wording import _

_CELL = "border-bottom: 1px solid #DFDCD5; padding: 3px 8px 3px 0"


def results_pdf(found: YearResults, mark: ExportMark) -> bytes:
    """Return the yearly table as a PDF. Raises :class:`ActionableError` when it cannot be drawn."""
    with PaperApplication():
        return pages_bytes(results_html(found, mark_words(mark)), title_of(found))


def title_of(found: YearResults) -> str:
    """Return what the table of a year is called."""
    return _("Yearly results {year}").format(year=found.year)


def results_html(found: YearResults, mark: str = "") -> str:
    """Return the table as rich text; projects and figures of nothing but noughts are left out.

    *mark*: the line by which a copy leads to the log.
    """
    heads = {str(found.year): 8, _("Printed"): 14, _("Expenditure"): 16, _("Given to people"): 16}
    what = html.escape(_("Project and result"))
    head = f'<td class="label" width="46%" style="{_CELL}">{what}</td>'
    head += "".join(_number(html.escape(text), f' class="label" width="{width}%"') for text, width in heads.items())
    rows = "".join(_row(line) for line in lines(found.rows, every=False))
    return (
        f"<h1>{html.escape(title_of(found))}</h1>"
        f'<p class="lead">{html.escape(counted_from(found))}</p>'
        f'<table width="100%" cellspacing="0"><tr>{head}</tr>{rows}</table>'
        f'<p class="quiet" style="font-size: 8pt; margin-top: 12px">{html.escape(mark)}</p>'
    )


def _row(line: Line) -> str:
    words = html.escape(line.words)
    notes = " · ".join(part for part in (line.funders, line.remark) if part)
    first = words if line.kind == "figure" else f"<b>{words}</b>"
    if notes:
        first += f'<br><span class="quiet" style="font-size: 8pt">{html.escape(notes)}</span>'
    indent = "; padding-left: 16px" if line.kind == "figure" else ""
    numbers = (line.figure, line.printed, line.spent, line.given)
    cells = "".join(_number(html.escape(text)) for text in numbers)
    return f'<tr><td style="{_CELL}{indent}">{first}</td>{cells}</tr>'


def _number(text: str, kind: str = "") -> str:
    return f'<td{kind} align="right" style="{_CELL}">{text}</td>'
