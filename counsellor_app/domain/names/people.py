"""How likely two records are of one person: names first, then what else is known of them, each with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from counsellor_app.domain.folding import fold
from counsellor_app.domain.names.matching import NameMatch, compare_names
from sync.wording import _

LIKELY: Final = 0.8
"""From here on a likeness is worth a person's attention; measured on the labelled names of the tests."""
POSSIBLE: Final = 0.6
_SAME_NUMBER: Final = 0.99
_ABOUT_AS_GOOD: Final = 0.05
_SHORTEST_PHONE = 7
_PHONE_END = 8
_YEARS_APART_ESTIMATED = 5
_YEARS_APART = 2


class Why(StrEnum):
    """Why two people look like one, or like two."""

    SAME_NAME = "same_name"
    OTHER_ORDER = "other_order"
    OTHER_WRITING = "other_writing"
    SAME_SOUND = "same_sound"
    WRITTEN_TOGETHER = "written_together"
    PET_NAME = "pet_name"
    INITIAL = "initial"
    PART_MISSING = "part_missing"
    OTHER_PART = "other_part"
    OTHER_NAME_KNOWN = "other_name_known"
    SAME_NUMBER = "same_number"
    SAME_PHONE = "same_phone"
    SAME_BIRTH_DATE = "same_birth_date"
    SAME_BIRTH_YEAR = "same_birth_year"
    BIRTH_FITS = "birth_fits"
    OTHER_BIRTH = "other_birth"
    SAME_NATIONALITY = "same_nationality"
    OTHER_NATIONALITY = "other_nationality"
    OTHER_SEX = "other_sex"
    OTHER_NUMBER = "other_number"


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason, and the two writings it is about where it is about a part of the name."""

    why: Why
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of somebody: his name in each script, other names he goes by (``also``), and facts as records
    hold them (empty: not known).
    """

    names: tuple[str, ...]
    also: tuple[str, ...] = ()
    birth_date: str = ""
    birth_precision: str = ""
    sex: str = ""
    nationality: str = ""
    alien_number: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two people are one, 0 to 1, and why; strongest reasons first, those against it last."""

    score: float
    reasons: tuple[Reason, ...]


def compare_people(left: Known, right: Known) -> Likeness:
    """Return how likely *left* and *right* are one person; symmetric in its score."""
    best, other_name = _best_name(left, right)
    score, reasons = best.score, _name_reasons(best)
    if other_name:
        reasons.append(Reason(Why.OTHER_NAME_KNOWN))
    for weight, why in (*_numbers(left, right), *_birth(left, right), *_facts(left, right)):
        score = score + (1 - score) * weight if weight > 0 else score * (1 + weight)
        reasons.append(Reason(why))
    against = [reason for reason in reasons if reason.why in _AGAINST]
    return Likeness(
        round(min(1.0, score), 4), tuple(reason for reason in reasons if reason.why not in _AGAINST) + tuple(against)
    )


def _best_name(left: Known, right: Known) -> tuple[NameMatch, bool]:
    """Return the best match among all names of both, and whether it is one of the other names they go by.

    Of matches about as good, the one between the names first given says most to who reads the reasons.
    """
    tried = [
        (compare_names(one, other), at >= len(left.names) or place >= len(right.names), at + place)
        for at, one in enumerate((*left.names, *left.also))
        for place, other in enumerate((*right.names, *right.also))
        if one and other
    ]
    if not tried:
        return NameMatch(0.0), False
    highest = max(match.score for match, _other, _places in tried)
    near = [found for found in tried if found[0].score >= highest - _ABOUT_AS_GOOD]
    shown = min(near, key=lambda found: (found[1], found[2]))
    return replace(shown[0], score=highest), shown[1]


_OF_LINK: Final[Mapping[str, Why]] = MappingProxyType(
    {
        "known": Why.OTHER_WRITING, "sound": Why.SAME_SOUND, "joined": Why.WRITTEN_TOGETHER, "pet": Why.PET_NAME,
        "initial": Why.INITIAL,
    }
)  # fmt: skip
_AGAINST: Final = frozenset(
    {Why.OTHER_PART, Why.OTHER_BIRTH, Why.OTHER_NATIONALITY, Why.OTHER_SEX, Why.OTHER_NUMBER, Why.PART_MISSING}
)


def _name_reasons(match: NameMatch) -> list[Reason]:
    found = [Reason(_OF_LINK[how], left, right) for left, right, how in match.pairs if how in _OF_LINK]
    if match.pairs and not found and not any(match.alone):
        found.append(Reason(Why.SAME_NAME))
    if match.reordered:
        found.append(Reason(Why.OTHER_ORDER))
    if match.pairs and all(match.alone):
        found.append(Reason(Why.OTHER_PART))
    elif match.pairs and any(match.alone):
        found.append(Reason(Why.PART_MISSING))
    return found


def _numbers(left: Known, right: Known) -> list[tuple[float, Why]]:
    found: list[tuple[float, Why]] = []
    numbers = fold(left.alien_number), fold(right.alien_number)
    if all(numbers):
        found.append((_SAME_NUMBER, Why.SAME_NUMBER) if numbers[0] == numbers[1] else (-0.25, Why.OTHER_NUMBER))
    phones = _digits(left.phone), _digits(right.phone)
    if min(map(len, phones)) >= _SHORTEST_PHONE and phones[0][-_PHONE_END:] == phones[1][-_PHONE_END:]:
        found.append((0.6, Why.SAME_PHONE))
    return found


def _digits(phone: str) -> str:
    return "".join(digit for digit in phone if digit.isdecimal())


def _birth(left: Known, right: Known) -> list[tuple[float, Why]]:
    years = left.birth_date[:4], right.birth_date[:4]
    if not all(years) or not all(year.isdecimal() for year in years):
        return []
    vague = {left.birth_precision, right.birth_precision} & {"estimated", "year"}
    if left.birth_date == right.birth_date and len(left.birth_date) > len(years[0]):
        return [(0.5, Why.SAME_BIRTH_DATE)]
    if years[0] == years[1]:
        both_days = min(len(left.birth_date), len(right.birth_date)) > len(years[0]) and not vague
        return [(0.1 if both_days else 0.3, Why.SAME_BIRTH_YEAR)]
    apart = abs(int(years[0]) - int(years[1]))
    estimated = "estimated" in vague
    if apart <= (_YEARS_APART_ESTIMATED if estimated else _YEARS_APART):
        return [(0.05, Why.BIRTH_FITS)]
    return [(-0.15 if estimated else -0.35, Why.OTHER_BIRTH)]


def _facts(left: Known, right: Known) -> list[tuple[float, Why]]:
    found: list[tuple[float, Why]] = []
    if left.nationality and right.nationality:
        same = left.nationality == right.nationality
        found.append((0.1, Why.SAME_NATIONALITY) if same else (-0.12, Why.OTHER_NATIONALITY))
    if left.sex and right.sex and left.sex != right.sex:
        found.append((-0.35, Why.OTHER_SEX))
    return found


def reason_text(reason: Reason) -> str:
    """Return *reason* in words of the window's language."""
    return _words_of(reason.why).format(left=_capital(reason.left), right=_capital(reason.right))


def _capital(words: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in words.split())


def _words_of(why: Why) -> str:
    return {
        Why.SAME_NAME: _("same name"),
        Why.OTHER_ORDER: _("names in another order"),
        Why.OTHER_WRITING: _("{left} is also written {right}"),
        Why.SAME_SOUND: _("{left} sounds like {right}"),
        Why.WRITTEN_TOGETHER: _("{left} is written together or apart: {right}"),
        Why.PET_NAME: _("{left} and {right}: a short name"),
        Why.INITIAL: _("{left} may stand for {right}"),
        Why.PART_MISSING: _("a part of the name is missing"),
        Why.OTHER_PART: _("another part of the name differs"),
        Why.OTHER_NAME_KNOWN: _("under another name"),
        Why.SAME_NUMBER: _("same alien number"),
        Why.SAME_PHONE: _("same phone number"),
        Why.SAME_BIRTH_DATE: _("same birth date"),
        Why.SAME_BIRTH_YEAR: _("same birth year"),
        Why.BIRTH_FITS: _("birth years lie close"),
        Why.OTHER_BIRTH: _("birth years lie apart"),
        Why.SAME_NATIONALITY: _("same nationality"),
        Why.OTHER_NATIONALITY: _("another nationality"),
        Why.OTHER_SEX: _("another sex"),
        Why.OTHER_NUMBER: _("another alien number"),
    }[why]
