"""What a row and a chip of the review say."""

from collections.abc import Mapping

from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.look.chips import Shape
from counsellor_app.desktop.look.rows import RowParts, SectionParts
from counsellor_app.desktop.review.state.listing import ALL, Group, Line, Section, row_words
from counsellor_app.desktop.row_times import row_time
from counsellor_app.desktop.rows_model import spoken_parts
from counsellor_app.domain.overviews import ReviewRow
from sync.wording import _

_ICONS = {
    Group.CONFLICTS: ("split", "red_shape"),
    Group.BREACHES: ("shield-alert", "red_shape"),
    Group.NEW: ("inbox", "accent"),
    Group.QUESTIONS: ("message-circle-question-mark", "amber_shape"),
    Group.OVERDUE: ("triangle-alert", "red_shape"),
}


def line_parts(line: Line) -> RowParts | SectionParts:
    """Return how a heading or a case is painted."""
    if isinstance(line, Section):
        icon, role = _ICONS[line.group]
        return SectionParts(line.title, icon, role, line.note)
    title = line.name or line.own_name or line.reference
    return RowParts(
        title=title,
        own_script=line.own_name if line.own_name != title else "",
        meta=row_time(line.newest_at, now_ms()),
        line2=row_words(line),
        icons=_icons(line),
    )


def _icons(line: Line) -> tuple[tuple[str, str, str], ...]:
    if isinstance(line, Section):
        return ()
    return (*_broken(line), *_questions(line))


def _broken(line: ReviewRow) -> tuple[tuple[str, str, str], ...]:
    if not line.broken:
        return ()
    said = _("gate passed without evidence") if line.breaches else _("saved although declined")
    return (("shield-alert", "red_shape", said),)


def _questions(line: ReviewRow) -> tuple[tuple[str, str, str], ...]:
    if not line.questions:
        return ()
    if line.waiting:
        return (("hourglass", "text3", _("waits for an answer")),)
    return (("message-circle-question-mark", "amber_shape", _("question open")),)


def line_spoken(line: Line) -> str:
    """Return what is said of a line."""
    return spoken_parts(line_parts(line))


def line_key(line: Line) -> str:
    """Return what stays the same of a line: the case, or the group."""
    return f"section {line.group}" if isinstance(line, Section) else line.case


def chip_words(counts: Mapping[str, int], *, supervises: bool) -> list[tuple[str, str]]:
    """Return the chips with their figures. What was passed over has none: it stands above all others anyway."""
    words = {
        ALL: _("All"),
        str(Group.CONFLICTS): _("Conflicts"),
        str(Group.NEW): _("New"),
        str(Group.QUESTIONS): _("Questions"),
        str(Group.OVERDUE): _("Overdue"),
    }
    if not supervises:
        del words[str(Group.NEW)], words[str(Group.OVERDUE)]
    return [(key, f"{text} {counts[key]:n}" if counts.get(key) else text) for key, text in words.items()]


def chip_shapes(counts: Mapping[str, int], *, supervises: bool) -> dict[str, Shape]:
    """Return the shapes of the groups, as they stand above them in the list; five chips in words have no room."""
    if not supervises:
        return {}
    return {
        str(group): Shape(icon, role, f"{counts[group]:n}" if counts.get(group) else "")
        for group, (icon, role) in _ICONS.items()
        if group is not Group.BREACHES
    }
