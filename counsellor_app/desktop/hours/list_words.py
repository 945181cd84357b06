"""What the rows of the list of hours and sessions say."""

from counsellor_app.desktop.hours.state.listing import Entry, place_words
from counsellor_app.desktop.look.rows import RowParts, SectionParts
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.domain.hour_pages import HourRow, SessionRow
from sync.wording import _, ngettext


def entry_parts(entry: Entry) -> RowParts | SectionParts:
    """Return what a row of the list says."""
    if isinstance(entry, HourRow):
        return _hour_parts(entry)
    if isinstance(entry, SessionRow):
        return _session_parts(entry)
    return SectionParts(entry.words, note=str(entry.count) if entry.count else "")


def _hour_parts(row: HourRow) -> RowParts:
    counts = row.counts
    waiting = counts.to_come + counts.present - counts.done
    if row.hour.removed:
        state, words = "waits", _("cancelled; somebody waits")
    elif not row.whole:
        state, words = "", _("not on this device")
    elif waiting:
        state, words = "waits", ngettext("{n} to come", "{n} to come", waiting).format(n=waiting)
    elif counts.done or counts.absent or counts.refused:
        state, words = "done", _("held")
    else:
        state, words = "", _("nobody yet")
    return RowParts(
        title=place_words(row.place)[0],
        second=place_words(row.place)[1],
        line2=facts(f"{row.hour.starts}–{row.hour.ends}", row.hour.remark, row.counsellor_name),
        meta=words,
        meta_tone={"waits": "amber", "done": "green"}.get(state, ""),
    )


def _session_parts(row: SessionRow) -> RowParts:
    people = ngettext("{n} person", "{n} people", row.people).format(n=row.people) if row.people else _("not counted")
    return RowParts(
        title=place_words(row.place)[0],
        second=place_words(row.place)[1],
        line2=facts(_("Session"), row.session.topic),
        meta=people,
    )


def entry_spoken(entry: Entry) -> str:
    """Return what is said of an entry."""
    return entry_parts(entry).spoken()
