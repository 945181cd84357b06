"""Dates as people type them into spreadsheets, Dutch and English, brought into the one form the domain reads."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.records import Precision
from counsellor_app.domain.validation import read_birth_date, read_date
from sync.wording import _

_MONTHS: Final = (
    "januari january jan",
    "februari february feb febr",
    "maart march mrt mar maa",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "augustus august aug",
    "september sept sep",
    "oktober october okt oct",
    "november nov",
    "december dec",
)
_MONTH_OF: Final = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_ABOUT = re.compile(
    r"^(?:c\.?a\.?|c\.|circa|omstreeks|ongeveer|rond|about|around|approx\.?|approximately|est\.?|estimated|geschat"
    r"|\+\s*/\s*-|±|~|≈)\s*:?\s*",
    re.IGNORECASE,
)
_ABOUT_BEHIND = re.compile(r"\s*(?:\?|\(?\s*(?:geschat|estimated|est\.?|ca\.?|circa|approx\.?)\s*\)?)$", re.IGNORECASE)
_TIME_BEHIND = re.compile(r"(?<=\d)[T ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|e|ste|de)\b(?:\s+of\b)?", re.IGNORECASE)
_DAY_MONTH_YEAR = re.compile(r"^(\d{1,2})[\s.\-/]*([^\W\d_]{3,9})[\s.,\-/']*(\d{4}|\d{2})$")
_MONTH_DAY_YEAR = re.compile(r"^([^\W\d_]{3,9})[\s.\-/]*(\d{1,2})[\s.,\-/]+(\d{4}|\d{2})$")
_MONTH_YEAR = re.compile(r"^(?:(\d{1,2})[\s.\-/]+|([^\W\d_]{3,9})[\s.,\-/]*)(\d{4})$")
_NUMBERS = re.compile(r"^(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})$")
_YEAR_FIRST = re.compile(r"^(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})$")
_NOTHING: Final = frozenset(
    {
        "-",
        "--",
        "---",
        "?",
        "??",
        "???",
        ".",
        "/",
        "x",
        "xx",
        "onbekend",
        "unknown",
        "n.v.t.",
        "nvt",
        "n/a",
        "na",
        "n.b.",
        "nb",
        "geen",
        "none",
        "n.n.b.",
        "nnb",
        "niet bekend",
        "not known",
        "nog niet bekend",
    }
)
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """``text``: ISO date, year alone, or empty; ``estimated``; ``remark``: True when more was written than is kept."""

    text: str
    estimated: bool = False
    remark: bool = False


def says_nothing(text: str) -> bool:
    """Say whether *text* is how people write that something is not known."""
    return text.strip().casefold() in _NOTHING


def read_written_birth_date(text: str, today: date, day_first: bool = True) -> WrittenDate:
    """Return a birth date out of *text*: days, month names, ``05-1985``, ``00-00-1985``, ``ca. 1985``, years.

    A month without a day becomes its year, and ``remark`` says that more was written. Raises
    :class:`ActionableError` for days that do not exist, that are to come, and whatever cannot be read.
    """
    plain, estimated = _strip_about(_plain(text))
    if not plain or says_nothing(plain):
        return WrittenDate("")
    canonical, remark = _canonical(plain, today, day_first)
    found, precision = read_birth_date(canonical, today)
    return WrittenDate(found, estimated or precision is Precision.ESTIMATED, remark)


def read_written_day(text: str, today: date, day_first: bool = True) -> str:
    """Return the whole date in *text* in ISO form, empty for nothing; raises :class:`ActionableError`."""
    plain = _plain(text)
    if not plain or says_nothing(plain):
        return ""
    return read_date(_canonical(plain, today, day_first)[0]).isoformat()


def _plain(text: str) -> str:
    plain = " ".join(text.split())
    if len(plain) > _LONGEST:
        raise ActionableError(_("This date cannot be read."), _("Write 31-01-1990, 1990-01-31 or the year alone."))
    return plain


def _strip_about(plain: str) -> tuple[str, bool]:
    if says_nothing(plain):
        return "", False
    before = _ABOUT.sub("", plain)
    sure = _ABOUT_BEHIND.sub("", before)
    return sure, sure != plain


def _canonical(plain: str, today: date, day_first: bool) -> tuple[str, bool]:
    """Return *plain* in a form the domain reads, and whether a month was left out."""
    plain = _TIME_BEHIND.sub("", plain)
    worded = _ORDINAL.sub("", plain)
    if found := _DAY_MONTH_YEAR.match(worded):
        day, month, year = found.groups()
    elif found := _MONTH_DAY_YEAR.match(worded):
        month, day, year = found.groups()
    elif found := _NUMBERS.match(plain):
        day, month, year = found.groups() if day_first else (found[2], found[1], found[3])
        if int(day) == 0 and int(month) > 0:
            return _full_year(year, today), True
        return f"{int(day):02d}-{int(month):02d}-{_full_year(year, today)}", False
    elif found := _YEAR_FIRST.match(plain):
        if int(found[3]) == 0 and int(found[2]) > 0:
            return found[1], True
        return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}", False
    elif found := _MONTH_YEAR.match(worded):
        _check_month(found[1] or found[2])
        return found[3], True
    else:
        return plain, False
    return f"{_full_year(year, today)}-{_check_month(month):02d}-{int(day):02d}", False


def _check_month(written: str) -> int:
    number = int(written) if written.isdecimal() else _MONTH_OF.get(written.casefold(), 0)
    if not 1 <= number <= 12:
        raise ActionableError(
            _("This is not a month."), _("Write it in Dutch or English, or as a number from 1 to 12.")
        )
    return number


def _full_year(year: str, today: date) -> str:
    """Return four digits; two digits are taken for 19xx only where 20xx would lie in the future."""
    if len(year) == 4:
        return year
    if int(year) > today.year % 100:
        return f"19{year}"
    raise ActionableError(
        _("The year has two digits and could be of this century or the last."), _("Write the year with four digits.")
    )
