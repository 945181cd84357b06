"""From ``FIELD=TEXT`` as typed to the clean value of a record's field, and back to text as shown.

The same readers serve the command line, the import, the resolving of conflicts and the window.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from counsellor_app.domain.ages import WIDEST_ESTIMATE
from counsellor_app.domain.countries import read_country, read_languages
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.families import read_interpreter_need
from counsellor_app.domain.programmes_list import read_programme
from counsellor_app.domain.records import CaseStatus, Precision, Sex
from counsellor_app.domain.validation import (
    LONGEST_REMARK,
    read_alien_number,
    read_birth_date,
    read_date,
    read_line,
    read_long_text,
    read_name,
)
from sync.wording import _

FieldValue = str | int | bool | tuple[str, ...]
LONGEST_REFERENCE: Final = 40
LONGEST_PHONE: Final = 60


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that takes a clean value. ``kind``: ``case``, ``person``, ``flag`` or ``alias``."""

    kind: str
    field: str
    value: FieldValue


def _choice(text: str, choices: type[StrEnum]) -> str:
    plain = text.strip().casefold()
    if plain not in set(choices):
        raise ActionableError(
            _("This value is not one of those possible here."),
            _("Possible: {values}.").format(values=", ".join(str(value) for value in choices if value)),
        )
    return plain


def _read_opened_on(text: str) -> str:
    return read_date(text).isoformat() if text.strip() else ""


def _read_identifier(text: str) -> str:
    plain = text.strip().casefold()
    if plain and (len(plain) != 32 or not all(character in "0123456789abcdef" for character in plain)):
        raise ActionableError(
            _("This is not the id of a person or team."),
            _("See `counsellor members` for names and ids."),
        )
    return plain


_SEX_WRITINGS: Final = MappingProxyType(
    {"f": Sex.FEMALE, "v": Sex.FEMALE, "vrouw": Sex.FEMALE, "m": Sex.MALE, "man": Sex.MALE, "x": Sex.OTHER}
)


def read_sex(text: str) -> str:
    """Return the sex that *text* names: the word, its letter, or the Dutch word and letter; nothing for nothing."""
    plain = text.strip().casefold()
    return str(_SEX_WRITINGS.get(plain) or _choice(plain, Sex))


_TRUE: Final = frozenset({"yes", "true", "1", "ja"})
_FALSE: Final = frozenset({"no", "false", "0", "nee", ""})


def read_truth(text: str) -> bool:
    """Return whether *text* says yes, in English or Dutch; nothing says no. Raises :class:`ActionableError`."""
    plain = text.strip().casefold()
    if plain not in _TRUE | _FALSE:
        raise ActionableError(_("This is neither yes nor no."), _("Nothing was saved. Write yes or no."))
    return plain in _TRUE


def read_span(text: str) -> int:
    """Return how many years an estimate may be off; 0 for nothing. Raises :class:`ActionableError`."""
    plain = text.strip().removeprefix("±").strip()
    if plain and (not plain.isdecimal() or int(plain) > WIDEST_ESTIMATE):
        raise ActionableError(
            _("This is not a number of years."),
            _("Nothing was saved. Give whole years, at most {most}.").format(most=WIDEST_ESTIMATE),
        )
    return int(plain or 0)


CASE_READERS: Final[Mapping[str, Callable[[str], FieldValue]]] = MappingProxyType(
    {
        "reference": lambda text: read_line(text, LONGEST_REFERENCE),
        "status": lambda text: _choice(text, CaseStatus),
        "alien_number": read_alien_number,
        "programme": read_programme,
        "place": read_line,
        "languages": read_languages,
        "nationality": read_country,
        "phone": lambda text: read_line(text, LONGEST_PHONE),
        "responsible": _read_identifier,
        "team": _read_identifier,
        "opened_on": _read_opened_on,
    }
)
PERSON_READERS: Final[Mapping[str, Callable[[str], FieldValue]]] = MappingProxyType(
    {
        "name": read_name,
        "own_name": read_line,
        "birth_precision": lambda text: _choice(text, Precision),
        "sex": read_sex,
        "birth_span": read_span,
        "head": read_truth,
        "languages": read_languages,
        "interpreter": read_interpreter_need,
        "phone": lambda text: read_line(text, LONGEST_PHONE),
        "nationality": read_country,
    }
)
_OTHER_READERS: Final[Mapping[tuple[str, str], Callable[[str], FieldValue]]] = MappingProxyType(
    {
        ("alias", "name"): read_name,
        ("flag", "remark"): lambda text: read_long_text(text, LONGEST_REMARK),
    }
)
_KINDS: Final = frozenset({"case", "person", "alias", "flag"})
"""Kinds whose fields are read here; records of other kinds are read where they are written."""
SETTABLE: Final = (*CASE_READERS, *PERSON_READERS, "birth_date")


def read_field(kind: str, field: str, text: str, today: date) -> FieldValue:
    """Return the clean value of one *field* of a record of *kind*, from *text*.

    Raises :class:`ActionableError` for a field nobody may set and for a value that cannot be.
    """
    if (kind, field) == ("person", "birth_date"):
        return read_birth_date(text, today)[0]
    readers = {"case": CASE_READERS, "person": PERSON_READERS}.get(kind, {})
    reader = readers.get(field) or _OTHER_READERS.get((kind, field))
    if reader is not None:
        return reader(text)
    if kind in _KINDS:
        raise _unknown_field()
    raise ActionableError(
        _("Nothing else can be written here."),
        _("Take one of the values there are, or write another where the record itself is shown."),
    )


def read_assignment(name: str, text: str, today: date) -> tuple[FieldChange, ...]:
    """Return what ``name=text`` changes: ``place``, ``case.place``, ``person.name`` or ``name`` alike.

    A birth date also settles its precision. Raises :class:`ActionableError`.
    """
    kind, _dot, field = name.strip().casefold().replace("-", "_").rpartition(".")
    if not kind:
        kind = "case" if field in CASE_READERS else "person"
    if kind not in ("case", "person"):
        raise _unknown_field()
    if (kind, field) == ("person", "birth_date"):
        born, precision = read_birth_date(text, today)
        return FieldChange(kind, field, born), FieldChange(kind, "birth_precision", str(precision))
    return (FieldChange(kind, field, read_field(kind, field, text, today)),)


def field_text(value: object) -> str:
    """Return a field's value as text, as :func:`read_field` reads it back."""
    if isinstance(value, tuple | list):
        return ", ".join(str(part) for part in value)
    return "" if value is None else str(value)


def _unknown_field() -> ActionableError:
    return ActionableError(
        _("There is no such field."),
        _("Fields: {fields}.").format(fields=", ".join(SETTABLE)),
    )
