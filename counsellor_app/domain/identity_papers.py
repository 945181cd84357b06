"""Numbers a person is known by, papers and who holds them, and the photo.

A paper that expires on a day is still good on that day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.validation import read_alien_number, read_date, read_line
from sync.wording import _

LONGEST_NUMBER: Final = 60
EXPIRING_DAYS: Final = 90
"""A paper that expires within so many days deserves a word."""


class IdentifierKind(StrEnum):
    """What a number was given by."""

    ALIEN_NUMBER = "alien-number"
    NATIONAL = "national-id"
    RECEPTION = "reception"
    DETENTION = "detention"
    REFUGEE = "unhcr"
    PREVIOUS_CASE = "previous-case"
    GUARDIAN = "guardian-file"
    OTHER = "other"


class DocumentKind(StrEnum):
    """What a paper is."""

    PASSPORT = "passport"
    IDENTITY_CARD = "identity-card"
    LAISSEZ_PASSER = "laissez-passer"
    REFUGEE_TRAVEL = "refugee-travel-document"
    RESIDENCE_PERMIT = "residence-permit"
    EXIT_VISA = "exit-visa"
    VISA = "visa"
    BIRTH_CERTIFICATE = "birth-certificate"
    MARRIAGE_CERTIFICATE = "marriage-certificate"
    DIPLOMA = "diploma"
    MEDICAL = "medical-letter"
    GUARDIAN_AGREEMENT = "guardian-agreement"
    CONSENT = "signed-consent"
    OTHER = "other"


class Holder(StrEnum):
    """Who has a paper in his hands; any other holder is written out."""

    UNKNOWN = ""
    CLIENT = "client"
    FAMILY = "family"
    OFFICE = "office"
    RECEPTION = "coa"
    DETENTION = "dji"
    IMMIGRATION = "ind"
    RETURN_SERVICE = "dtv"
    GUARDIAN = "nidos"
    EMBASSY = "embassy"
    POLICE = "police"
    LOST = "lost"


class Validity(StrEnum):
    """Whether a paper is good on a day. ``OPEN``: it names no day of expiry."""

    OPEN = "open"
    NOT_YET = "not-yet"
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A number by which somebody knows the person. ``issuer``: who gave it, as written."""

    id: str = ""
    case: str = ""
    person: str = ""
    kind: str = IdentifierKind.OTHER
    number: str = ""
    issuer: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper of a person. ``held_by``: a :class:`Holder` or who it is, as written. Dates are ISO days or empty."""

    id: str = ""
    case: str = ""
    person: str = ""
    kind: str = DocumentKind.OTHER
    number: str = ""
    issuer: str = ""
    issued_on: str = ""
    expires_on: str = ""
    held_by: str = Holder.UNKNOWN
    remark: str = ""
    removed: bool = False


def read_number(text: str, kind: str) -> str:
    """Return the number of an identifier of *kind*, an alien number as its ten digits.

    Raises :class:`ActionableError` for none, and for one that cannot be.
    """
    number = read_alien_number(text) if kind == IdentifierKind.ALIEN_NUMBER else read_line(text, LONGEST_NUMBER)
    if not any(character.isalnum() for character in number):
        raise ActionableError(_("The number is missing."), _("Write it as it stands on the paper."))
    return number


def read_holder(text: str) -> str:
    """Return the code of who holds a paper where there is one, else what was written (one line)."""
    plain = read_line(text)
    code = plain.casefold()
    return code if code in set(Holder) else plain


def read_day(text: str) -> str:
    """Return an ISO day; nothing for nothing. Raises :class:`ActionableError` for what is no day."""
    return read_date(text).isoformat() if text.strip() else ""


def check_document(document: Document) -> None:
    """Raise :class:`ActionableError` for a paper that expires before it was issued."""
    if document.issued_on and document.expires_on and document.expires_on < document.issued_on:
        raise ActionableError(
            _("This paper would have expired before it was issued."),
            _("Nothing was saved. Check both dates; the day comes first (31-01-2030), or write 2030-01-31."),
        )


def validity_on(document: Document, day: date, within: int = 0) -> Validity:
    """Return whether *document* is good on *day*; ``EXPIRING`` where it expires at most *within* days later.

    A date that cannot be read, as another app might have written it, counts as none.
    """
    issued, expires = known_day(document.issued_on), known_day(document.expires_on)
    if expires is not None and expires < day:
        return Validity.EXPIRED
    if issued is not None and issued > day:
        return Validity.NOT_YET
    if expires is None:
        return Validity.OPEN
    return Validity.EXPIRING if (expires - day).days <= within else Validity.VALID


def good_on(document: Document, day: date) -> bool | None:
    """Say whether *document* is good on *day*; ``None`` where it names no day of expiry: it cannot be said."""
    found = validity_on(document, day)
    return None if found is Validity.OPEN else found is Validity.VALID or found is Validity.EXPIRING


def expiring(documents: Iterable[Document], day: date, within: int = EXPIRING_DAYS) -> tuple[Document, ...]:
    """Return the papers that expired, or expire at most *within* days after *day*; the first to expire first."""
    limit = day + timedelta(min(max(within, 0), (date.max - day).days))
    found = [
        (expires, document)
        for document in documents
        if not document.removed and (expires := known_day(document.expires_on)) is not None and expires <= limit
    ]
    return tuple(document for _expires, document in sorted(found, key=lambda pair: (pair[0], pair[1].id)))


def known_day(text: str) -> date | None:
    """Return the day an ISO date names, ``None`` for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
