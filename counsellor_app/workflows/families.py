"""Persons of a case: adding and changing them, their ties, numbers, papers and photos."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.families import (
    Relation,
    check_relation,
    known_relation,
    read_relation_kind,
)
from counsellor_app.domain.field_values import PERSON_READERS, read_truth
from counsellor_app.domain.photos import Photo, write_photo
from counsellor_app.domain.records import Person, Precision, Record
from counsellor_app.domain.rights import Act, Matter, require
from counsellor_app.domain.validation import read_birth_date
from counsellor_app.store.store import Work
from counsellor_app.workflows.dossiers import case_to_change, find_person
from counsellor_app.workflows.session import Session
from sync.wording import _


def add_person(
    session: Session, case_id: str, values: Mapping[str, str], *, relation: str = "", to: str = ""
) -> Person:
    """Add a person to a case and return it; *values* as for :func:`set_person`, with at least ``name``.

    *relation*: what the new person is (``child``, ``partner`` …) to the person *to* (the client when empty). One act.
    Raises :class:`ActionableError`.
    """
    kind = read_relation_kind(relation) if relation.strip() else ""
    with session.store.transaction() as work:
        case, persons = case_to_change(work, case_id)
        require(session.actor, Act.CHANGE_CASE, Matter(case.responsible))
        person = replace(Person(case=case_id), **_read(values))
        if not person.name:
            raise ActionableError(_("A name is missing."), _("Give at least one letter, in any script."))
        if not kind:
            return work.records.save(person)
        other = find_person(persons, to)
        made = work.records.save(person)
        tie = Relation(case=case_id, person=made.id, other=other.id, kind=kind)
        check_relation(tie, [*persons, made], ())
        work.records.save(tie)
        return made


def set_person(session: Session, person_id: str, values: Mapping[str, str]) -> list[str]:
    """Give fields of a person new values, text as typed; return the names of those that changed.

    Fields: ``name``, ``own_name``, ``birth_date`` (which settles its precision), ``birth_span`` (years an estimate may
    be off), ``sex``, ``languages``, ``interpreter``, ``phone``, ``nationality``, ``head`` and ``aside`` (yes or no).
    Raises :class:`ActionableError` and changes nothing when one cannot be.
    """
    with session.store.transaction() as work:
        before = work.records.load(Person, person_id)
        _require(session, work, before.case)
        after = replace(before, **_read(values))
        if after != before:
            _check_client(work, after)
            work.records.save(after)
        return [name for name in (*_READERS, "birth_date") if getattr(after, name) != getattr(before, name)]


def remove_person(session: Session, person_id: str) -> None:
    """Take a person who was added by mistake off the case; the client stays. Raises :class:`ActionableError`."""
    with session.store.transaction() as work:
        person = work.records.load(Person, person_id)
        _require(session, work, person.case)
        _case, persons = case_to_change(work, person.case)
        if persons and persons[0].id == person.id:
            raise ActionableError(
                _("The client cannot be taken off the case."), _("Nothing was changed. Close the case instead.")
            )
        work.records.remove(person)


def add_relation(session: Session, case_id: str, person: str, kind: str, other: str = "") -> Relation:
    """Say that *person* is the *kind* of *other* (the client when empty), and return the relation.

    Persons by name, id or place. What is known already, from either end, is returned as it is. Raises
    :class:`ActionableError` for what cannot be.
    """
    code = read_relation_kind(kind)
    with session.store.transaction() as work:
        case, persons = case_to_change(work, case_id)
        require(session.actor, Act.CHANGE_CASE, Matter(case.responsible))
        first, second = find_person(persons, person), find_person(persons, other)
        relation = Relation(case=case_id, person=first.id, other=second.id, kind=code)
        known = work.queries.records(case_id, Relation)
        check_relation(relation, persons, known)
        return known_relation(relation, known) or work.records.save(relation)


def remove_relation(session: Session, relation_id: str) -> None:
    """Take a relation away."""
    remove_record(session, Relation, relation_id)


def add_photo(session: Session, case_id: str, jpeg: bytes, person: str = "") -> Photo:
    """Keep a photo of *person* (the client when empty); the newest is shown. *jpeg* is small already.

    Raises :class:`ActionableError`: no JPEG, too large, or the client declined having a photo kept.
    """
    image = write_photo(jpeg)
    with session.store.transaction() as work:
        case, persons = case_to_change(work, case_id)
        require(session.actor, Act.CHANGE_CASE, Matter(case.responsible))
        return work.records.save(Photo(case=case_id, person=find_person(persons, person).id, image=image))


def remove_photo(session: Session, photo_id: str) -> None:
    """Take a photo away."""
    remove_record(session, Photo, photo_id)


def remove_record(session: Session, cls: type[Any], record_id: str) -> None:
    """Take a record of a case away; raises :class:`ActionableError` when it is not here."""
    with session.store.transaction() as work:
        record: Record = work.records.load(cls, record_id)
        _require(session, work, record.case)  # type: ignore[attr-defined]
        work.records.remove(record)


def _require(session: Session, work: Work, case_id: str) -> None:
    case, _persons = case_to_change(work, case_id)
    require(session.actor, Act.CHANGE_CASE, Matter(case.responsible))


def _check_client(work: Work, after: Person) -> None:
    """The client is who the case is for: he is never only named."""
    _case, persons = case_to_change(work, after.case)
    if after.aside and persons and persons[0].id == after.id:
        raise ActionableError(
            _("The case is for this person."), _("Nothing was changed. Only others can be merely named.")
        )


def _read(values: Mapping[str, str]) -> dict[str, Any]:
    """Return clean values of a person's fields; raises :class:`ActionableError`."""
    found: dict[str, Any] = {}
    for written, text in values.items():
        name = written.strip().casefold().replace("-", "_").removeprefix("person.")
        if name == "birth_date":
            found["birth_date"], precision = read_birth_date(text, date.today())
            found["birth_precision"] = str(precision)
        elif name in _READERS:
            found[name] = _READERS[name](text)
        else:
            raise ActionableError(
                _("There is no such field."),
                _("Fields: {fields}.").format(fields=", ".join(sorted((*_READERS, "birth_date")))),
            )
    if found.get("birth_span") and found.get("birth_precision", Precision.ESTIMATED) != Precision.ESTIMATED:
        raise ActionableError(
            _("Only an estimate can be off by years."), _("Nothing was saved. Write the date as ca. 1990.")
        )
    return found


_READERS: Final[Mapping[str, Callable[[str], Any]]] = MappingProxyType(
    {**{name: read for name, read in PERSON_READERS.items() if name != "birth_precision"}, "aside": read_truth}
)
PERSON_FIELDS: Final = (*_READERS, "birth_date")
"""What can be set of a person."""
