"""The roster of a consultation hour on paper: for who fetches people, with no more than that takes.

Times, names as they are called and written, languages. No number, no country, no programme, nothing of the case.
"""

import html
from collections.abc import Sequence

from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.sheet import PaperApplication, pages_bytes
from counsellor_app.domain.countries import language_name
from counsellor_app.domain.days import day_text
from counsellor_app.domain.exports import ExportMark
from counsellor_app.domain.hour_pages import HourPage, RosterRow
from counsellor_app.reports.export_mark import mark_words
from sync.wording import _, language

_CELL = "border-bottom: 1px solid #DFDCD5; padding: 7px 10px 7px 0"


def roster_pdf(page: HourPage, rows: Sequence[RosterRow], mark: ExportMark) -> bytes:
    """Return the roster of an hour as a PDF. Raises :class:`ActionableError` when it cannot be drawn."""
    with PaperApplication():
        return pages_bytes(roster_html(page, rows, mark_words(mark)), _("Consultation hour"))


def roster_html(page: HourPage, rows: Sequence[RosterRow], mark: str = "") -> str:
    """Return the roster as rich text; *mark* is the line by which a copy leads to the log."""
    heads = (_("Time"), _("Name"), _("Language"), _("Came"))
    head = "".join(f'<td class="label" style="padding: 0 10px 4px 0">{html.escape(text)}</td>' for text in heads)
    lines = "".join(_line(row) for row in rows)
    shred, title = _("Shred this list after the hour."), page.place.name
    return (
        f"<h1>{html.escape(title)}</h1>"
        f'<p class="lead">{html.escape(_about(page))}</p>'
        f'<table width="100%" cellspacing="0"><tr>{head}</tr>{lines}</table>'
        f'<p class="quiet" style="margin-top: 16px">{html.escape(shred)}</p>'
        f'<p class="quiet" style="font-size: 8pt">{html.escape(mark)}</p>'
    )


def _about(page: HourPage) -> str:
    day = day_text(page.hour.day, "EEEE d MMMM y")
    parts = (day, f"{page.hour.starts}–{page.hour.ends}", page.hour.remark, page.counsellor_name)
    return " · ".join(part for part in parts if part)


def _line(row: RosterRow) -> str:
    if row.reserved:
        words = _("reserved, ask the counsellor")
        name = f'<span class="quiet">{html.escape(words)}</span>'
    else:
        name = f"<b>{html.escape(isolate(row.name))}</b>" if row.name else "&nbsp;"
        if row.own_name:
            name += f"&nbsp;&nbsp; {html.escape(isolate(row.own_name))}"
    spoken = ", ".join(language_name(code, language()) for code in row.languages)
    if row.interpreter:
        spoken = " · ".join(part for part in (spoken, _("interpreter")) if part)
    cells = (html.escape(row.time), name, html.escape(spoken), "☐" if row.name or row.reserved else "")
    return "<tr>" + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells) + "</tr>"
