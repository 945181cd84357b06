"""What a search says of a birth: *1980*, *ca. 1980*, *07-03-1988*. What is left is looked for as words. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from counsellor_app.domain.ages import ESTIMATE_YEARS

_EARLIEST: Final = 1900
_ABOUT: Final = r"(?:\b(?:ca|circa|about|around|approx|ongeveer|rond|omstreeks)\b\.?|[~±≈])"
_FOUND: Final = re.compile(
    rf"(?P<about>{_ABOUT})?\s*(?<![\w.\-/])(?:"
    r"(?P<day>\d{1,2})[-./](?P<month>\d{1,2})[-./](?P<of>(?:19|20)\d\d)"
    r"|(?P<iso>(?:19|20)\d\d-\d\d-\d\d)"
    r"|(?P<year>(?:19|20)\d\d))(?![\w\-/]|\.\d)",
    re.IGNORECASE,
)
_MOST_TEXT: Final = 1_000


@dataclass(frozen=True, slots=True)
class BornWithin:
    """Somebody born on one of these days (ISO, both included); ``text`` as typed, which may be part of a number too.

    ``about``: somebody says himself that he does not know it to the year, so it is no part of a number.
    """

    earliest: str
    latest: str
    text: str
    about: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search is for: ``words`` of names, numbers and places, and ``births``."""

    words: str
    births: tuple[BornWithin, ...] = ()


def asked_in(text: str) -> Asked:
    """Return what *text* asks for; a day that is none, or is still to come, stays among the words."""
    plain = text[:_MOST_TEXT]
    births = []
    left = []
    end = 0
    for found in _FOUND.finditer(plain):
        born = _born(found)
        if born is not None:
            births.append(born)
            left.append(plain[end : found.start()])
            end = found.end()
    return Asked(" ".join([*left, plain[end:]]) if births else text, tuple(births))


def _born(found: re.Match[str]) -> BornWithin | None:
    typed = found[0].strip()
    if found["year"]:
        year = int(found["year"])
        if not _EARLIEST <= year <= date.today().year:
            return None
        span = ESTIMATE_YEARS if found["about"] else 0
        return BornWithin(f"{year - span:04d}-01-01", f"{year + span:04d}-12-31", typed, bool(found["about"]))
    try:
        day = date.fromisoformat(found["iso"] or f"{found['of']}-{int(found['month']):02d}-{int(found['day']):02d}")
    except ValueError:
        return None
    return BornWithin(day.isoformat(), day.isoformat(), typed) if day <= date.today() else None
