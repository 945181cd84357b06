"""Numbers and papers of the persons of a case: adding, changing, taking away, and which papers expire."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.families import read_code
from counsellor_app.domain.identity_papers import (
    EXPIRING_DAYS,
    Document,
    DocumentKind,
    Identifier,
    IdentifierKind,
    Validity,
    check_document,
    expiring,
    read_day,
    read_holder,
    read_number,
    validity_on,
)
from counsellor_app.domain.records import Case, CaseStatus, Person
from counsellor_app.domain.rights import Act, Matter, require
from counsellor_app.domain.validation import read_line, read_long_text
from counsellor_app.workflows.dossiers import case_to_change, find_person
from counsellor_app.workflows.families import remove_record
from counsellor_app.workflows.session import Session
from sync.wording import _


@dataclass(frozen=True, slots=True)
class ExpiringPaper:
    """A paper that expired or soon will, whose it is, and of which case."""

    document: Document
    validity: Validity
    case_reference: str
    person_name: str


def add_identifier(
    session: Session, case_id: str, number: str, *, kind: str = IdentifierKind.OTHER, issuer: str = "", person: str = ""
) -> Identifier:
    """Keep a number by which *person* (the client when empty) is known; one that is kept already is returned as it is.

    All text as typed. Raises :class:`ActionableError`.
    """
    code = read_code(kind, IdentifierKind)
    clean, by = read_number(number, code), read_line(issuer)
    with session.store.transaction() as work:
        case, persons = case_to_change(work, case_id)
        require(session.actor, Act.CHANGE_CASE, Matter(case.responsible))
        whose = find_person(persons, person).id
        for known in work.queries.records(case_id, Identifier):
            if (known.person, known.kind, known.number) == (whose, code, clean):
                return known
        return work.records.save(Identifier(case=case_id, person=whose, kind=code, number=clean, issuer=by))


def remove_identifier(session: Session, identifier_id: str) -> None:
    """Take a number away."""
    remove_record(session, Identifier, identifier_id)


def add_document(session: Session, case_id: str, values: Mapping[str, str], *, person: str = "") -> Document:
    """Keep a paper of *person* (the client when empty) and return it.

    *values*: ``kind``, ``number``, ``issuer``, ``issued_on``, ``expires_on``, ``held_by``, ``remark``, text as typed.
    Raises :class:`ActionableError`.
    """
    clean = _read(values)
    with session.store.transaction() as work:
        case, persons = case_to_change(work, case_id)
        require(session.actor, Act.CHANGE_CASE, Matter(case.responsible))
        paper = replace(Document(case=case_id, person=find_person(persons, person).id), **clean)
        check_document(paper)
        return work.records.save(paper)


def set_document(session: Session, document_id: str, values: Mapping[str, str]) -> list[str]:
    """Give fields of a paper new values (see :func:`add_document`); return the names of those that changed."""
    clean = _read(values)
    with session.store.transaction() as work:
        before = work.records.load(Document, document_id)
        case, _persons = case_to_change(work, before.case)
        require(session.actor, Act.CHANGE_CASE, Matter(case.responsible))
        after = replace(before, **clean)
        check_document(after)
        if after != before:
            work.records.save(after)
        return [name for name in _READERS if getattr(after, name) != getattr(before, name)]


def remove_document(session: Session, document_id: str) -> None:
    """Take a paper away."""
    remove_record(session, Document, document_id)


def list_documents(session: Session, case_id: str) -> list[Document]:
    """Return the papers of a case in order of adding; raises :class:`ActionableError` when it is not here."""
    with session.store.reading() as queries:
        return queries.records(case_id, Document)


def expiring_papers(session: Session, days: int = EXPIRING_DAYS, case_id: str = "") -> list[ExpiringPaper]:
    """Return papers that expired or do so within *days*, the first to expire first, of one case or of all.

    Of all cases only those still worked on count: a paper of a closed case troubles nobody.
    """
    today = date.today()
    with session.store.reading() as queries:
        papers = queries.records(case_id, Document) if case_id else queries.all_records(Document)
        found = expiring(papers, today, days)
        if not found:
            return []
        cases = {case.id: case for case in queries.all_records(Case)}
        names = {person.id: person.name or person.own_name for person in queries.all_records(Person)}
        return [
            ExpiringPaper(
                paper, validity_on(paper, today, days), cases[paper.case].reference, names.get(paper.person, "")
            )
            for paper in found
            if case_id or cases[paper.case].status in (CaseStatus.OPEN, CaseStatus.PAUSED)
        ]


def _read(values: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for written, text in values.items():
        name = written.strip().casefold().replace("-", "_")
        if name not in _READERS:
            raise ActionableError(
                _("There is no such field."), _("Fields: {fields}.").format(fields=", ".join(_READERS))
            )
        found[name] = _READERS[name](text)
    return found


_READERS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        "kind": lambda text: read_code(text, DocumentKind),
        "number": lambda text: read_line(text, 60),
        "issuer": read_line,
        "issued_on": read_day,
        "expires_on": read_day,
        "held_by": read_holder,
        "remark": read_long_text,
    }
)
DOCUMENT_FIELDS: Final = tuple(_READERS)
"""What can be set of a paper."""
