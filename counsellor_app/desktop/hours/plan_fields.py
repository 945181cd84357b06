"""What is asked when an hour is planned or a session put down."""

from collections.abc import Callable, Sequence

from counsellor_app.desktop.chooser import Option
from counsellor_app.desktop.plain_form import Asked
from counsellor_app.domain.hours import ConsultationHour
from counsellor_app.domain.places import KnownPlace, PlaceKind
from sync.wording import _, pgettext

Places = Callable[[], Sequence[KnownPlace]]


def _place(places: Places) -> Asked:
    def options() -> Sequence[Option]:
        return [Option(place.code, place.name, place.city) for place in places()]

    return Asked("place", lambda: _("Place"), options=options)


def place_fields() -> Sequence[Asked]:
    """Return what is asked of a place that is on no list."""

    def kinds() -> Sequence[Option]:
        return [Option(str(kind), place_kind(kind)) for kind in PlaceKind]

    return (
        Asked("name", lambda: _("Name")),
        Asked("kind", lambda: _("Kind"), options=kinds),
        Asked("city", lambda: _("City")),
    )


def place_kind(kind: str) -> str:
    """Return what a place is, in words."""
    words: dict[str, str] = {
        PlaceKind.COA: _("Reception centre (COA)"),
        PlaceKind.DJI: _("Detention centre (DJI)"),
        PlaceKind.SHELTER: _("Shelter"),
        PlaceKind.OFFICE: _("Office"),
        PlaceKind.AIRPORT: _("Airport"),
        PlaceKind.MUNICIPALITY: _("Municipality"),
    }
    return words.get(kind, pgettext("kind of place", "Other"))


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


def hour_values(hour: ConsultationHour) -> dict[str, str]:
    """Return what stands in those fields of an hour that is planned."""
    return {
        "place": hour.place,
        "day": hour.day,
        "starts": hour.starts,
        "ends": hour.ends,
        "minutes": str(hour.slot_minutes),
        "remark": hour.remark,
    }


def session_fields(places: Places) -> Sequence[Asked]:
    """Return what is asked of a session."""
    return (
        _place(places),
        _day(_("today")),
        Asked("topic", lambda: _("About")),
        Asked("languages", lambda: _("Languages"), "", lambda: _("with commas between")),
        Asked("remark", lambda: _("Remark")),
    )
