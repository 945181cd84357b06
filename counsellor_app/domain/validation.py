"""What may be stored, decided before anything is written: each reader returns the clean value or says what is wrong.

Messages never repeat what was typed: they may end in a log or on a shared screen.
"""

import re
import unicodedata
from datetime import date
from typing import Final, NoReturn

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Precision
from sync.wording import _

LONGEST_NOTE: Final = 200_000
"""Characters. Escaped and in UTF-8 this still fits the 1 MiB of one envelope, whatever the script."""
LONGEST_NAME: Final = 200
LONGEST_LINE: Final = 200
LONGEST_REMARK: Final = 5_000
OLDEST_YEARS: Final = 125
ALIEN_NUMBER_DIGITS: Final = 10
_DISPLAY_ONLY = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
_ABOUT = re.compile(r"^(?:c\.?a\.?|circa|about|approx\.?|ongeveer|rond|±|~|≈)\s*", re.IGNORECASE)
_DAY_FIRST = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$")
_YEAR_FIRST = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_BLANK = r"(?:00?|xx|\?\?)"
_UNKNOWN_PARTS = re.compile(
    rf"^(?:(\d{{4}})[-/.]{_BLANK}[-/.]{_BLANK}|{_BLANK}[-/.]{_BLANK}[-/.](\d{{4}}))$", re.IGNORECASE
)


def read_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Return one line of text: NFC, outer and repeated spaces gone, marks that only steer display gone.

    Raises :class:`ActionableError` for control characters, broken Unicode, or more than *longest* characters.
    """
    _refuse_controls(text, allowed="\t\n\r")
    clean = " ".join(_DISPLAY_ONLY.sub("", unicodedata.normalize("NFC", text)).split())
    if len(clean) > longest:
        raise ActionableError(
            _("This text is too long."),
            _("At most {most} characters fit here; it has {count}.").format(most=longest, count=len(clean)),
        )
    return clean


def read_name(text: str) -> str:
    """Return a name of a person, in any script, at least one letter. Raises :class:`ActionableError`."""
    name = read_line(text, LONGEST_NAME)
    if not any(character.isalpha() for character in name):
        raise ActionableError(_("A name is missing."), _("Give at least one letter, in any script."))
    return name


def read_note_text(text: str) -> str:
    """Return the text of a note as written: line ends as ``\\n``, no spaces after the last word.

    Raises :class:`ActionableError` when empty, too long for one envelope, or holding control characters.
    """
    clean = read_long_text(text, LONGEST_NOTE)
    if not clean:
        raise ActionableError(_("This note is empty."), _("Write something before you save it."))
    return clean


def read_long_text(text: str, longest: int = LONGEST_REMARK) -> str:
    """Return text of several lines of at most *longest* characters, possibly empty. Raises :class:`ActionableError`."""
    clean = re.sub("\r\n?|\u2028|\u2029", "\n", text.removeprefix("\ufeff"))
    _refuse_controls(clean, allowed="\t\n")
    clean = unicodedata.normalize("NFC", clean).rstrip()
    if len(clean) > longest:
        raise ActionableError(
            _("This text is too long: {count} characters, at most {most} fit.").format(count=len(clean), most=longest),
            _("Nothing was lost: the text is still where you wrote it. Split it into several notes."),
        )
    return clean


_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Unicode's categories Cc and Cs, which are closed."""


def _refuse_controls(text: str, allowed: str) -> None:
    for found in _CONTROLS.finditer(text):
        character = found.group()
        if character not in allowed:
            raise ActionableError(
                _("Character {position} is not text (control character {code}).").format(
                    position=found.start() + 1, code=f"U+{ord(character):04X}"
                ),
                _("Nothing was saved. Take it out, or save the file as plain UTF-8 text, and try again."),
            )


def read_alien_number(text: str) -> str:
    """Return an alien number (V-nummer) as its ten digits, however it was grouped; nothing for nothing.

    Digits of any script count. Raises :class:`ActionableError` for any other number of digits.
    """
    plain = re.sub(r"[\s.\-/]", "", read_line(text))
    plain = re.sub(r"^[vV](?:nr|nummer)?[:#]?", "", plain)
    if not plain:
        return ""
    if len(plain) != ALIEN_NUMBER_DIGITS or not all(character.isdecimal() for character in plain):
        raise ActionableError(
            _("This is not an alien number."),
            _("An alien number (V-nummer) has ten digits; leave it empty when it is not known."),
        )
    return "".join(str(unicodedata.decimal(character)) for character in plain)


def read_birth_date(text: str, today: date) -> tuple[str, Precision]:
    """Return ``(ISO date or year, precision)`` of a birth date, wholly or partly known; ``("", UNKNOWN)`` for nothing.

    Read are ``1988``, ``1988-03-07``, ``7-3-1988`` (day first), ``00-00-1988`` (a year alone) and each of them after
    ``ca.``, ``about``, ``circa``, ``ongeveer``, ``~`` or ``±`` (estimated). Raises :class:`ActionableError` for a day
    that does not exist, a day to come, an age over 125 years, two-digit years and everything else.
    """
    plain = _ascii_digits(read_line(text))
    if not plain:
        return "", Precision.UNKNOWN
    sure = _ABOUT.sub("", plain)
    estimated = sure != plain
    year = _year_alone(sure)
    if year is not None:
        _check_year(year, today)
        return f"{year:04d}", Precision.ESTIMATED if estimated else Precision.YEAR
    born = read_date(sure)
    _check_year(born.year, today)
    if born > today:
        _refuse_date()
    return born.isoformat(), Precision.ESTIMATED if estimated else Precision.KNOWN


def read_date(text: str) -> date:
    """Return a whole date written ``2026-03-07`` or day first (``7-3-2026``, ``7/3/2026``, ``7.3.2026``).

    Raises :class:`ActionableError` for a day that does not exist (31-02) or anything else.
    """
    plain = _ascii_digits(text.strip())
    if found := _YEAR_FIRST.match(plain):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY_FIRST.match(plain):
        day, month, year = (int(part) for part in found.groups())
    else:
        _refuse_date()
    try:
        return date(year, month, day)
    except ValueError:
        raise ActionableError(
            _("This day does not exist in the calendar."),
            _("Check day and month; the day comes first (31-01-1990), or write 1990-01-31."),
        ) from None


def _year_alone(text: str) -> int | None:
    if re.fullmatch(r"\d{4}", text):
        return int(text)
    found = _UNKNOWN_PARTS.match(text)
    return int(found.group(1) or found.group(2)) if found else None


def _check_year(year: int, today: date) -> None:
    if not today.year - OLDEST_YEARS <= year <= today.year:
        raise ActionableError(
            _("This year of birth cannot be right."),
            _("It lies in the future or more than {years} years back; write the year with four digits.").format(
                years=OLDEST_YEARS
            ),
        )


def _refuse_date() -> NoReturn:
    raise ActionableError(
        _("This date cannot be read."),
        _("Write 31-01-1990, 1990-01-31, the year alone (1990), or ca. 1990; put a month alone into a note."),
    )


def _ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(character)) if character.isdecimal() else character for character in text)
