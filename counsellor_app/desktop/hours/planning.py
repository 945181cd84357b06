"""Planning: the forms of an hour, planned or changed, of a session put down, of a place."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.hours.plan_fields import hour_fields, hour_values, place_fields, session_fields
from counsellor_app.desktop.kept_form import FormKeeper
from counsellor_app.desktop.plain_form import PlainForm
from counsellor_app.domain.hour_pages import HourPage
from counsellor_app.domain.hours import ConsultationHour, InformationSession
from counsellor_app.domain.places import KnownPlace, Place
from counsellor_app.workflows import hours, places, sessions
from sync.wording import _


class Planning(QObject):
    """``asking(form)``: a form is to be shown; ``hour_made(id)``, ``session_made(id)``, ``place_made(code)``: taken."""

    asking = Signal(QWidget)
    hour_made = Signal(str)
    session_made = Signal(str)
    place_made = Signal(str)
    session_gone = Signal()

    def __init__(self, context: DesktopContext, places: Callable[[], Sequence[KnownPlace]], parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._changing = ""
        self.hour_form = PlainForm(_("Plan an hour"), _("Plan the hour"), hour_fields(places))
        self.change_form = PlainForm(_("Change the hour"), _("Keep the change"), hour_fields(places))
        self.session_form = PlainForm(_("Put down a session"), _("Put it down"), session_fields(places))
        self.place_form = PlainForm(_("Add a place"), _("Add the place"), place_fields())
        for form, name in (
            (self.hour_form, "hour-plan"),
            (self.change_form, "hour-change"),
            (self.session_form, "session"),
            (self.place_form, "place"),
        ):
            FormKeeper(context, form, name)
        self.place_form.wanted.connect(self._add_place)
        self.hour_form.wanted.connect(self._plan)
        self.change_form.wanted.connect(self._change)
        self.session_form.wanted.connect(self._put_down)

    def plan_hour(self) -> None:
        """Ask when and where an hour is to be held."""
        self.asking.emit(self.hour_form)
        self.hour_form.begin()

    def change_hour(self, page: HourPage) -> None:
        """Ask what is to be otherwise about an hour; what is so now stands there."""
        self.asking.emit(self.change_form)
        self._changing = page.hour.id
        self.change_form.begin(hour_values(page.hour), about=page.hour.id)

    def plan_session(self) -> None:
        """Ask where and what a session was about."""
        self.asking.emit(self.session_form)
        self.session_form.begin()

    def add_place(self) -> None:
        """Ask for a place that is on no list."""
        self.asking.emit(self.place_form)
        self.place_form.begin()

    def _add_place(self, values: dict[str, str]) -> None:
        call = partial(places.add_place, self._context.session, values["name"], values["kind"], values["city"])
        self._context.run(call, owner=self, done=self._place_added, failed=self.place_form.refuse)

    def _place_added(self, place: Place) -> None:
        """Go on planning an hour there."""
        self.place_form.clear()
        self.place_made.emit(place.code)

    def plan_hour_at(self, place: str) -> None:
        """Ask when an hour is to be held at a place (its code)."""
        self.asking.emit(self.hour_form)
        self.hour_form.begin({"place": place})

    def cancel_session(self, session_id: str) -> None:
        """Take a session off the list; refused once people were counted at it."""
        call = partial(sessions.cancel_session, self._context.session, session_id)
        self._context.run(call, owner=self, done=lambda _none: self.session_gone.emit())

    def _plan(self, values: dict[str, str]) -> None:
        session, minutes = self._context.session, values["minutes"].strip()

        def plan() -> ConsultationHour:
            return hours.add_hour(
                session,
                values["place"],
                values["day"],
                values["starts"],
                values["ends"],
                int(minutes) if minutes.isdecimal() else 0,
                remark=values["remark"],
            )

        self._context.run(plan, owner=self, done=self._planned, failed=self.hour_form.refuse)

    def _planned(self, hour: ConsultationHour) -> None:
        self.hour_form.clear()
        self.hour_made.emit(hour.id)

    def _change(self, values: dict[str, str]) -> None:
        self._context.run(
            partial(hours.change_hour, self._context.session, self._changing, values),
            owner=self,
            done=self._changed,
            failed=self.change_form.refuse,
        )

    def _changed(self, hour: ConsultationHour) -> None:
        self.change_form.clear()
        self.hour_made.emit(hour.id)

    def _put_down(self, values: dict[str, str]) -> None:
        call = partial(
            sessions.add_session,
            self._context.session,
            values["place"],
            values["day"],
            values["topic"],
            values["languages"],
            remark=values["remark"],
        )
        self._context.run(call, owner=self, done=self._session_there, failed=self.session_form.refuse)

    def _session_there(self, made: InformationSession) -> None:
        self.session_form.clear()
        self.session_made.emit(made.id)
