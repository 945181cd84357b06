"""What a line of the day says."""

from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.look.rows import RowIcon, RowParts, SectionParts
from counsellor_app.desktop.moments import clock_text, local_time
from counsellor_app.desktop.row_times import row_time, short_iso_day
from counsellor_app.desktop.rows_model import spoken_parts
from counsellor_app.desktop.task_writing.state import due_tone, due_words, list_title
from counsellor_app.desktop.today.state.listing import Group, Line, Section
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.desktop.words.people import document_kind
from counsellor_app.desktop.words.protecting import kinds_in_short
from counsellor_app.domain.agenda import AppointmentRow, DraftRow, HourRow, PaperRow, TaskRow
from counsellor_app.domain.safety import programme_in_lists
from counsellor_app.domain.tasks import Origin, read_source
from sync.wording import _, ngettext

_SECTION_ICONS = {
    Group.HOURS: ("clock", "text2"),
    Group.APPOINTMENTS: ("calendar", "text2"),
    Group.OVERDUE: ("triangle-alert", "red_shape"),
    Group.DUE: ("list-checks", "text2"),
    Group.DRAFTS: ("pen-line", "text2"),
    Group.PAPERS: ("id-card", "text2"),
}


def line_parts(line: Line) -> RowParts | SectionParts:
    """Return how a heading or a line is painted."""
    if isinstance(line, Section):
        icon, role = _SECTION_ICONS[line.group]
        return SectionParts(line.title, icon, role, line.note)
    if isinstance(line, HourRow):
        return _hour(line)
    if isinstance(line, AppointmentRow):
        return _appointment(line)
    if isinstance(line, PaperRow):
        return _paper(line)
    return _task(line) if isinstance(line, TaskRow) else _draft(line)


def _hour(row: HourRow) -> RowParts:
    waiting = ngettext("{n} waits", "{n} wait", row.waiting).format(n=row.waiting) if row.waiting else _("nobody waits")
    if not row.whole:
        waiting = _("not on this device")
    following = _("next {name}").format(name=isolate(row.next_name)) if row.next_name else ""
    return RowParts(
        title=row.city or row.place,
        meta=_("until {time}").format(time=row.ends) if row.ends else "",
        line2=facts(waiting, following),
        lead=row.starts,
        lead_icon=("users", "accent" if row.waiting else "text3", waiting),
    )


def _appointment(row: AppointmentRow) -> RowParts:
    title, own = _name(row.name, row.own_name, row.reference)
    return RowParts(
        title=title,
        own_script=own,
        meta=_("{n} min").format(n=row.minutes),
        line2=facts(row.with_whom, row.place, row.remark.split("\n", 1)[0]) or _("Appointment"),
        lead=clock_text(row.at),
        lead_icon=("calendar", "accent", _("Appointment")),
        icons=(*_rules(row), *_overlap(row)),
    )


def _task(row: TaskRow) -> RowParts:
    today = local_time(now_ms()).date()
    due, tone = due_words(row, now_ms(), today), due_tone(row, today)
    if not row.case:
        return RowParts(title=row.title, meta=due, meta_tone=tone, line2=_("own task"), icons=_icons(row))
    title, own = _name(row.name, row.own_name, row.reference)
    return RowParts(
        title=title,
        own_script=own,
        meta=due,
        meta_tone=tone,
        line2=isolate(list_title(row)),
        icons=(*_rules(row), *_icons(row)),
    )


def _rules(row: TaskRow | AppointmentRow) -> tuple[RowIcon, ...]:
    """Return the shape of how one may not make contact, before one calls about it."""
    return (("phone", "red_shape", kinds_in_short(row.rules)),) if row.rules else ()


def _overlap(row: AppointmentRow) -> tuple[RowIcon, ...]:
    said = _("at the same time as another appointment")
    return (("triangle-alert", "amber_shape", said),) if row.overlaps else ()


def _icons(row: TaskRow) -> tuple[RowIcon, ...]:
    icons: list[RowIcon] = []
    source = read_source(row.source)
    if source is not None and source.origin == Origin.GATE:
        icons.append(("shield-check", "text3", _("evidence that a gate demands")))
    if source is not None and source.origin == Origin.STEP:
        called = programme_in_lists(row.called or source.programme)
        icons.append(("footprints", "text3", _("step of {programme}").format(programme=called)))
    if row.every_days or (source is not None and source.origin == Origin.STEP and source.period):
        icons.append(("rotate-ccw", "text3", _("comes again")))
    return tuple(icons)


def _paper(row: PaperRow) -> RowParts:
    title, own = _name(row.name, row.own_name, row.reference)
    over = row.expires_on < local_time(now_ms()).date().isoformat()
    what = _("{paper}, expired") if over else _("{paper}, expires")
    return RowParts(
        title=title,
        own_script=own,
        meta=short_iso_day(row.expires_on, now_ms()),
        meta_tone="red" if over else "amber",
        line2=facts(what.format(paper=document_kind(row.kind)), row.whose),
    )


def _draft(row: DraftRow) -> RowParts:
    title, own = _name(row.name, row.own_name, row.reference)
    return RowParts(
        title=title,
        own_script=own,
        meta=row_time(row.saved_at, now_ms()),
        line2=isolate(row.beginning) or _("nothing written yet"),
        icons=(("pen-line", "accent", _("unfinished note")),),
    )


def _name(name: str, own_name: str, reference: str) -> tuple[str, str]:
    """Return the name of a row and, if it is another one, the name in the person's own script."""
    title = name or own_name or reference
    return title, own_name if own_name != title else ""


def line_spoken(line: Line) -> str:
    """Return what is said of a line."""
    return spoken_parts(line_parts(line))
