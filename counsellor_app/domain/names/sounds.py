"""From spelling to sound: one sign per sound, and a sign of its own for each letter that languages read differently.

Signs: small letters as in English; ``K`` kh · ``G`` gh · ``S`` sh · ``C`` ch as in church · ``T`` th · ``D`` dh ·
``H`` ch, whichever language · ``c``, ``ç``, ``x``, ``j``, ``q`` bare letters · ``$`` ts · ``E`` ee, ``U`` oo or ou ·
``A``, ``W``, ``Y`` long vowels of Arabic script, ``&`` its last letter that is a or i, ``3`` its ayn and hamza.
"""

import re
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import Final, NamedTuple

from counsellor_app.domain.names.scripts import Writing, romanised

_CACHED = 1 << 12
VOWELS: Final = frozenset("aeiouEUAWY3&")
WEAK: Final = frozenset("hwyHvç")
_SPELLINGS: Final = (
    ("schtsch", "S"), ("sjtsj", "S"), ("chtch", "S"), ("shtch", "S"), ("shch", "S"),
    ("dsch", "j"), ("tsch", "C"), ("sch", "S"), ("tch", "C"), ("tsh", "C"), ("dzh", "j"), ("dsh", "j"),
    ("tsj", "C"), ("sj", "S"), ("zj", "j"), ("tj", "C"), ("dj", "j"), ("dz", "z"), ("zh", "j"), ("kh", "K"),
    ("gh", "G"), ("dh", "D"), ("th", "T"), ("sh", "S"), ("ch", "H"), ("ph", "f"), ("ck", "k"), ("gn", "ny"),
    ("ts", "$"), ("tz", "$"), ("tx", "C"), ("que", "ke"), ("qui", "ki"), ("gue", "ge"), ("gui", "gi"), ("oo", "U"),
    ("ou", "U"), ("oe", "U"), ("ee", "E"),
)  # fmt: skip
_SPELLING: Final = re.compile("|".join(spelling for spelling, _sound in _SPELLINGS))
_SOUNDS: Final = MappingProxyType(dict(_SPELLINGS))
_TWICE: Final = re.compile(r"(.)\1+")
_FIRST: Final = itemgetter(1)
"""Faster than a template of letters, where the same is done a thousand times."""
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


def signs_of(letters: str) -> str:
    """Return the signs of a word in Latin letters."""
    signs = _SPELLING.sub(lambda found: _SOUNDS[found.group()], letters)
    signs = _TWICE.sub(_FIRST, signs)
    for pattern, sign in _GLIDES:
        signs = pattern.sub(sign, signs)
    return signs


def sound(word: str) -> Sound:
    """Return how *word* sounds, as it stands; silent when it has no letters."""
    letters, writing = romanised(word)
    return Sound(_read(letters, writing), writing)


def _read(letters: str, writing: Writing) -> str:
    # Of a script of consonants every letter is a sign already: t before s is no ts.
    return _TWICE.sub(_FIRST, letters) if writing is Writing.CONSONANTS else signs_of(letters)


_SERVANT: Final = re.compile(r"^(?:[cg]?ab[dt]|e[bv]d)([aeiou]*)(?=.)")
"""Kurmanji writes Evdilqadir, Ebdulkerîm."""
_SON: Final = re.compile(r"^[wuv][oae]l?l?d(?=[aeiou]?.{2})")
_FAITH: Final = re.compile(r"^(.{2,}?)(?:[aeiou]{1,2}l|[aeiou]{1,2}|l)?d{1,2}[iey]{1,2}ne?$")
_SOFT: Final = re.compile("(d|t)[iy](?=[aeou])")
_SOFT_J: Final = re.compile("(?<=i)j(?=[aeou]|$)")
"""Natalija, Evgenij; beside Khadija, whose j is heard."""
_LONG: Final = re.compile("aa|ee|ii|oo|uu|q(?!u)")
"""Deeqo, Bishaaro: women's names that Arabic ends in a. Antónia is not António: long vowels tell."""
_YO: Final = re.compile("(?<=[bdfgklmnprstvz])[yj]o")
_O_AFTER_HUSH: Final = re.compile("(?<=[SCHj])o(?=[vwf]+a?$)")
"""Russian writes e, and says yo: Gorbachev, Gorbatsjov; Fedor, Fyodor."""
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
    read = [_read(each, writing) for each in dict.fromkeys(found)]
    if writing is not Writing.CONSONANTS:
        read += [_O_AFTER_HUSH.sub("e", signs) for signs in read]
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
    found += [_SOFT_J.sub("", letters), _YO.sub("e", letters)]
    if letters.endswith("o") and _LONG.search(letters):
        found.append(letters[:-1] + "a")
    if _SOFT.search(letters):
        found.append(_SOFT.sub(lambda soft: {"d": "dj", "t": "tch"}[soft.group(1)], letters))
    return found


def _parts_of_arabic(letters: str) -> list[str]:
    found: list[str] = []
    if letters.startswith("m") and letters.endswith("Y") and len(letters) > 3:
        found.append(letters[:-1] + "&")  # Mostafa, Morteza: Persian has one letter for both endings
    if letters.startswith("Al") and len(letters) > 4:
        found.append(letters[2:])
    if letters.startswith("3bdAl") and len(letters) > 6:
        found.append("3bd" + letters[5:])
    if len(letters) > 6 and letters.endswith(("AldYn", "alldYn")):
        found.append(letters[:-5] + "dYn")
    if len(letters) > 6 and letters.endswith(("Alla", "Allh")) and not letters.startswith("3bd"):
        found.append(letters[:-4] + "la")
    return found
