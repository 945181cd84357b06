"""What a row of the list says, and what the chips are called."""

from counsellor_app.desktop import field_words
from counsellor_app.desktop.cases.state.listing import Scope, row_icons
from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.look.rows import RowParts
from counsellor_app.desktop.row_times import row_time
from counsellor_app.desktop.words.people import person_hit
from counsellor_app.desktop.words.programmes import step_line
from counsellor_app.domain.overviews import CaseRow
from counsellor_app.domain.safety import words_in_lists
from sync.wording import _


def scope_words() -> dict[Scope, str]:
    """Return what the chips are called."""
    return {
        Scope.MINE: _("Mine"),
        Scope.ALL: _("All"),
        Scope.DRAFTS: _("Drafts"),
        Scope.CONFLICTS: _("Conflicts"),
    }


def scope_commands() -> dict[Scope, str]:
    """Return what choosing a chip does."""
    return {
        Scope.MINE: _("Show my cases"),
        Scope.ALL: _("Show all cases"),
        Scope.DRAFTS: _("Show cases with unfinished notes"),
        Scope.CONFLICTS: _("Show cases with conflicts"),
    }


def row_parts(row: CaseRow, *, brief: bool = True) -> RowParts:
    """Return what a row shows; *brief*: as much as there is room for."""
    title = row.name or row.own_name or row.reference
    programme, _flags = words_in_lists(row.programme, row.flags, row.declined)
    line = field_words.case_line(programme, row.status, row.place, step_line(row.steps, programme, brief=brief))
    within = _("part of another case") if row.within else ""
    matched = isolate(row.matched) if row.matched not in (title, row.own_name) else ""
    found = person_hit(row.person, title)
    # Whoever of the family was looked for goes before what is known of the case: the line may be cut at its end.
    parts = (within, found, line or isolate(row.reference), matched if not found else "")
    return RowParts(
        title=title,
        own_script=row.own_name if row.own_name != title else "",
        meta=row_time(row.last_activity, now_ms()),
        line2=" · ".join(part for part in parts if part),
        icons=tuple((found.icon, found.role, found.words) for found in row_icons(row)),
    )


def row_spoken(row: CaseRow) -> str:
    """Return what is said of a row."""
    return row_parts(row, brief=False).spoken()
