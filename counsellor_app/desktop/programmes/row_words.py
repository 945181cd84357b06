"""What a row of the list of programmes says."""

from counsellor_app.desktop.look.rows import RowParts
from counsellor_app.desktop.programmes.state import validity
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.workflows.programmes import ProgrammeRow
from sync.wording import _, language


def row_parts(row: ProgrammeRow) -> RowParts:
    """Return what a row of the list says."""
    text = row.programme
    whose = _("the office’s own") if row.own else ""
    over = _("historical") if text.historical else ""
    waits = "" if row.in_force else _("not in force today")
    return RowParts(
        title=text.words(language()),
        meta=text.code,
        line2=facts(_("version {version}").format(version=text.version), validity(text), whose, over, waits),
    )
