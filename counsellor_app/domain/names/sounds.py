"""From spelling to sound: one sign per sound, and a sign of its own for each letter that languages read differently.

Signs: small letters as in English; ``K`` kh · ``G`` gh · ``S`` sh · ``C`` ch as in church · ``T`` th · ``D`` dh ·
``H`` ch, whichever language · ``c``, ``ç``, ``x``, ``j``, ``q`` bare letters · ``$`` ts · ``E`` ee, ``U`` oo or ou ·
``A``, ``W``, ``Y`` long vowels of Arabic script, ``&`` its last letter that is a or i, ``3`` its ayn and hamza.
"""

import re
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from counsellor_app.domain.names.scripts import Writing, romanised

_CACHED = 1 << 12
VOWELS: Final = frozenset("aeiouEUAWY3&")
WEAK: Final = frozenset("hwyHvç")
_SPELLINGS: Final = (
    ("shch", "S"), ("dsch", "j"), ("tsch", "C"), ("sch", "S"), ("tch", "C"), ("tsh", "C"), ("dzh", "j"), ("dsh", "j"),
    ("tsj", "C"), ("sj", "S"), ("zj", "j"), ("tj", "C"), ("dj", "j"), ("dz", "z"), ("zh", "j"), ("kh", "K"),
    ("gh", "G"), ("dh", "D"), ("th", "T"), ("sh", "S"), ("ch", "H"), ("ph", "f"), ("ck", "k"), ("gn", "ny"),
    ("ts", "$"), ("tz", "$"), ("que", "ke"), ("qui", "ki"), ("gue", "ge"), ("gui", "gi"), ("oo", "U"), ("ou", "U"),
    ("oe", "U"), ("ee", "E"),
)  # fmt: skip
_SPELLING: Final = re.compile("|".join(spelling for spelling, _sound in _SPELLINGS))
_SOUNDS: Final = MappingProxyType(dict(_SPELLINGS))
_TWICE: Final = re.compile(r"(.)\1+")
_GLIDES: Final = (
    (re.compile(r"(?<=[aeouEU])(?:[iy](?![aeouU])|j(?![aeiouEU]))"), "y"),
    (re.compile(r"(?<=[aeo])U(?=[aeo])"), "w"),
    (re.compile(r"(?<=[ae])[uU]"), "w"),
    (re.compile(r"^i(?=[aeouU])"), "y"),
    (re.compile(r"^U(?=[aei])"), "w"),
    (re.compile(r"(?<=[^aeiouEU])y(?![aeouU])"), "i"),
    (re.compile(r"(?<=[aeE])h$"), ""),
)


class Sound(NamedTuple):
    """The signs of a word, and what its script leaves unwritten."""

    signs: str
    writing: Writing


_SILENT: Final = Sound("", Writing.FULL)


def signs_of(letters: str) -> str:
    """Return the signs of a word in Latin letters."""
    signs = _SPELLING.sub(lambda found: _SOUNDS[found.group()], letters)
    signs = _TWICE.sub(r"\1", signs)
    for pattern, sign in _GLIDES:
        signs = pattern.sub(sign, signs)
    return signs


def sound(word: str) -> Sound:
    """Return how *word* sounds, as it stands; silent when it has no letters."""
    return next(iter(sounds(word)), _SILENT)


_SERVANT: Final = re.compile(r"^[cg]?ab[dt]([aeiou]*)(?=.)")
_SON: Final = re.compile(r"^[wuv][oae]l?l?d(?=[aeiou]?.{2})")
_FAITH: Final = re.compile(r"^(.{2,}?)(?:[aeiou]{1,2}l|[aeiou]{1,2}|l)?d{1,2}[iey]{1,2}ne?$")
_SOFT: Final = re.compile("(d|t)[iy](?=[aeou])")
_OF_GOD: Final = re.compile(r"^(.{3,}?)[aeou]{1,2}(?:ll[ao]h?|l[ao]h)$")
_ARTICLE: Final = re.compile(r"^[ae](?:l|(?:s(?=s)|r(?=r)|sh(?=sh)|d(?=d)|t(?=t)|z(?=z)|n(?=n)))(?=[^aeiou]?.{3})")


@lru_cache(_CACHED)
def sounds(word: str) -> tuple[Sound, ...]:
    """Return how *word* may sound: as written first, then with what it is made of put in one form.

    "Abdelkader", "Abdulqadir" and "Abd" joined to "Qadir" meet here, and so do names on -uddin, -ullah and with al-.
    """
    letters, writing = romanised(word)
    found = [letters]
    if writing is Writing.CONSONANTS:
        found += _parts_of_arabic(letters)
    elif writing is Writing.FULL and len(letters) >= 4:
        found += _parts_of_latin(letters)
    if writing is Writing.CONSONANTS:
        # Here every letter is a sign already: t before s is no ts.
        read = [_TWICE.sub(r"\1", each) for each in found]
    else:
        read = [signs_of(each) for each in found]
    return tuple(Sound(signs, writing) for signs in dict.fromkeys(read) if signs)


def _parts_of_latin(letters: str) -> list[str]:
    found: list[str] = []
    servant = _SERVANT.match(letters)
    if servant and len(letters) >= 5:
        rest = letters[servant.end() :]
        found.append("abd" + rest)
        if rest.startswith("l") and len(rest) > 3:
            found.append("abd" + rest[1:])
    son = _SON.match(letters)
    if son:
        found.append("weld" + letters[son.end() :])
    faith = _FAITH.match(letters)
    if faith and len(letters) >= 6:
        found.append(faith.group(1).rstrip("aeiou") + "din")
    of_god = _OF_GOD.match(letters)
    if of_god and not servant:
        found.append(of_god.group(1) + "lah")
    if not servant and _ARTICLE.match(letters) and len(letters) >= 6:
        found.append(_ARTICLE.sub("", letters))
    if _SOFT.search(letters):
        found.append(_SOFT.sub(lambda soft: {"d": "dj", "t": "tch"}[soft.group(1)], letters))
    return found


def _parts_of_arabic(letters: str) -> list[str]:
    found: list[str] = []
    if letters.startswith("Al") and len(letters) > 4:
        found.append(letters[2:])
    if letters.startswith("3bdAl") and len(letters) > 6:
        found.append("3bd" + letters[5:])
    if len(letters) > 6 and letters.endswith(("AldYn", "alldYn")):
        found.append(letters[:-5] + "dYn")
    if len(letters) > 6 and letters.endswith(("Alla", "Allh")) and not letters.startswith("3bd"):
        found.append(letters[:-4] + "la")
    return found
