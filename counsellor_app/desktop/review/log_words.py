"""What the log of what left the app says, row by row."""

from collections.abc import Sequence
from typing import Final

from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.moments import count_text, moment_text
from counsellor_app.desktop.said_rows import Said
from counsellor_app.desktop.words import exports as words
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.exports import ExportKind, ExportRow, ExportState
from counsellor_app.domain.openings import OpeningRow
from sync.wording import _, ngettext

MOST_SHOWN: Final = 100
MOST_NAMED: Final = 12
_ICONS: Final[dict[str, str]] = {
    ExportKind.CALENDAR: "calendar",
    ExportKind.RESULTS: "chart-column",
    ExportKind.ROSTER: "printer",
    ExportKind.TRAFFICKING: "file-text",
    ExportKind.BACKUP: "hard-drive-download",
}


def about(*, supervises: bool) -> str:
    """Return whose log it is, and what can be known from it."""
    if supervises:
        return _(
            "What you and the people you supervise let leave as files, and colleagues’ cases they opened. Exported "
            "files carry the number of their line, and no line can be changed. What somebody copies or photographs "
            "from the screen does not stand here."
        )
    return _(
        "Files you let leave, and colleagues’ cases that you opened. Whoever supervises you reads this too, and no "
        "line can be changed."
    )


def log_rows(found: Sequence[ExportRow], now: int) -> list[Said]:
    """Return the newest as rows."""
    return [_row(one, now) for one in found[:MOST_SHOWN]]


def foot(count: int) -> str:
    """Return what stands beneath the rows: where older ones are."""
    return _("`counsellor exports` and `counsellor openings` list those before.") if count > MOST_SHOWN else ""


def opening_rows(found: Sequence[OpeningRow], now: int) -> list[Said]:
    """Return who opened cases of others, newest first."""
    return [_opening(one, now) for one in found[:MOST_SHOWN]]


def _opening(one: OpeningRow, now: int) -> Said:
    count = ngettext("{n} case of a colleague", "{n} cases of colleagues", len(one.cases))
    title = facts(one.person_name or one.person[:8], count.format(n=count_text(len(one.cases))))
    named = [facts(case.name, case.reference or case.case[:8]) for case in one.cases[:MOST_NAMED]]
    more = len(one.cases) - len(named)
    if more:
        named.append(_("and {n} more").format(n=count_text(more)))
    return Said(title, ", ".join(named), moment_text(one.at, now), "folder-open")


def _row(one: ExportRow, now: int) -> Said:
    failed = one.state == ExportState.FAILED
    title = facts(one.person_name or one.person[:8], words.row_title(one))
    what = facts(words.how_many(one), words.sort_word(one), one.device)
    if one.state != ExportState.WRITTEN:
        what = facts(words.state_word(one.state), what)
    why = _("“{reason}”").format(reason=isolate(one.reason)) if one.reason else ""
    number = _("no. {number}").format(number=one.number)
    return Said(
        title,
        "\n".join(part for part in (why, facts(what, number)) if part),
        moment_text(one.at, now),
        "circle-x" if failed else _ICONS.get(one.what, "download"),
        "amber" if one.state == ExportState.UNKNOWN else "text2",
    )
