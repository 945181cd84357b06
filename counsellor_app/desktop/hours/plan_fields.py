"""What is asked when an hour is planned or a session put down."""

from collections.abc import Callable, Sequence

from counsellor_app.desktop.chooser import Option
from counsellor_app.desktop.plain_form import Asked
from counsellor_app.domain.places import KnownPlace
from sync.wording import _

Places = Callable[[], Sequence[KnownPlace]]


def _place(places: Places) -> Asked:
    def options() -> Sequence[Option]:
        return [Option(place.code, place.name, place.city) for place in places()]

    return Asked("place", lambda: _("Place"), options=options)


def _day(first: str) -> Asked:
    return Asked("day", lambda: _("Day"), first, lambda: _("13-11-2026, today, tomorrow"))


def hour_fields(places: Places) -> Sequence[Asked]:
    """Return what is asked of an hour."""
    return (
        _place(places),
        _day(_("tomorrow")),
        Asked("starts", lambda: _("Begins at"), "13:00"),
        Asked("ends", lambda: _("Ends at"), "15:00"),
        Asked("minutes", lambda: _("For each talk"), "10", lambda: _("minutes")),
        Asked("remark", lambda: _("Remark"), "", lambda: _("Which room, whom to ask for")),
    )


def session_fields(places: Places) -> Sequence[Asked]:
    """Return what is asked of a session."""
    return (
        _place(places),
        _day(_("today")),
        Asked("topic", lambda: _("About")),
        Asked("languages", lambda: _("Languages"), "", lambda: _("with commas between")),
        Asked("remark", lambda: _("Remark")),
    )
