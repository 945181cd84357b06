"""What a file says of itself, in words: by its number the log tells who let it leave, and why."""

from counsellor_app.domain.days import day_text
from counsellor_app.domain.exports import ExportMark
from sync.wording import _


def mark_words(mark: ExportMark) -> str:
    """Return the mark as a line."""
    return _("Export {number} · {name} · {day}").format(
        number=mark.number, name=mark.name, day=day_text(mark.on, "d MMMM y")
    )
