"""What two laptops wrote differently about what a team shares: hours, queues, sessions, contacts, talks."""

from dataclasses import dataclass

from counsellor_app.domain.days import day_text
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.hours import ConsultationHour, InformationSession, Slot
from counsellor_app.domain.outreach import NetworkContact, OutreachTalk, contact_name
from counsellor_app.domain.overviews import Conflict
from counsellor_app.domain.places import KnownPlace
from counsellor_app.domain.records import Person, Record
from counsellor_app.domain.synced_fields import KINDS
from counsellor_app.store.queries.reading import Queries
from counsellor_app.workflows.places import place_named, places_in
from counsellor_app.workflows.session import Session


@dataclass(frozen=True, slots=True)
class SharedConflict:
    """A field of a shared record with several values. ``about``: of what; ``values``: each as people name it.

    ``values`` stand in the order of ``conflict.values``; a value that needs no name is given as it is there.
    """

    conflict: Conflict
    about: tuple[str, ...]
    values: tuple[str, ...]


def shared_conflicts(session: Session) -> list[SharedConflict]:
    """Return what was written differently on the shelves read here."""
    with session.store.reading() as queries:
        found = [conflict for conflict in queries.conflicts() if conflict.shelf]
        named = _Names(session, queries, places_in(session, queries) if found else [])
        return [
            SharedConflict(
                conflict,
                named.about(KINDS[conflict.object_kind].record, conflict.object),
                tuple(named.value(conflict.field, side.value) for side in conflict.values),
            )
            for conflict in found
        ]


def _written(day: str) -> str:
    return day_text(day, "d MMM y")


class _Names:
    """What ids and codes are called, as far as it is known here."""

    def __init__(self, session: Session, queries: Queries, places: list[KnownPlace]) -> None:
        self._records, self._queries, self._places = session.store.records, queries, places

    def about(self, cls: type[Record], record_id: str) -> tuple[str, ...]:
        """Return what a record is about: names, place, day."""
        record = self._load(cls, record_id)
        if isinstance(record, Slot):
            return (record.slip or self._case(record.case), self._hour(record.hour))
        if isinstance(record, ConsultationHour):
            return (self._hour(record.id),)
        if isinstance(record, InformationSession):
            return (self._place(record.place), _written(record.day), record.topic)
        if isinstance(record, NetworkContact):
            return (contact_name(record), record.city)
        if isinstance(record, OutreachTalk):
            return (record.city, _written(record.day))
        return ()

    def value(self, field: str, value: str) -> str:
        """Return a field's value with the name of what it is the id or code of."""
        names = {"case": self._case, "hour": self._hour, "place": self._place, "contact": self._contact}
        return names[field](value) or value if value and field in names else value

    def _case(self, case: str) -> str:
        try:
            persons = self._queries.records(case, Person) if case else []
        except ActionableError:
            return ""
        return persons[0].name or persons[0].own_name if persons else ""

    def _hour(self, hour: str) -> str:
        found = self._load(ConsultationHour, hour)
        if not isinstance(found, ConsultationHour):
            return ""
        return f"{self._place(found.place)}, {_written(found.day)} {found.starts}"

    def _place(self, code: str) -> str:
        return place_named(self._places, code).name

    def _contact(self, contact: str) -> str:
        found = self._load(NetworkContact, contact)
        return contact_name(found) if isinstance(found, NetworkContact) else ""

    def _load(self, cls: type[Record], record_id: str) -> Record | None:
        try:
            return self._records.load(cls, record_id)
        except ActionableError:
            return None
