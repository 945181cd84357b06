"""Names of single syllables, Chinese and Vietnamese: there one vowel more is another name, as Wang Fang and Wang Feng.

Rules of sound take such names for one. Here letters decide, with what Wade and Giles wrote for the same syllable.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import Final

from counsellor_app.domain.names.scripts import plain_form

_CACHED = 1 << 10
_MOST_READINGS = 16
_MOST_SYLLABLES = 2
_SURNAMES: Final = frozenset(
    "wang wong zhang chang cheung li liu chen chan yang huang zhao chao wu zhou chou xu hsu zhu guo kuo lin luo liang"
    " leung song sung zheng cheng xie hsieh tang feng dong tung xiao hsiao cao tsao yuan zeng tseng peng cai tsai jiang"
    " chiang shen jia qian qiu chiu xiong hsiung meng qin chin jin hou shao gong yin wan dai xia hsia tan zou fang shi"
    " shih mao nguyen tran pham huynh hoang phan dang bui duong dinh truong trinh doan luong dao thach deng"
    " teng".split()
)
"""Family names that say a name is of syllables; those that other languages have too are left out."""
_PINYIN: Final = re.compile(
    "(?:zh|ch|sh|hs|ts|tz|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|iao|uai|uan|ian|ang|eng|ing|ong|ung|ien|ieh|ueh|ai|ei|ui|ao|ou|iu|ie|ue|ia|ua|uo|an|en|in|un"
    "|ih|eh|er|a|o|e|i|u)"
)
_VIETNAMESE: Final = re.compile("(?:ngh|[bcdghklmnpqrstvx]|[cgknpt]h|ng|tr|gi|qu)?[aeiouy]{1,3}(?:ng|nh|ch|[nmptc])?")
_WADE: Final = re.compile("(ch|hs|ts|tz|k|p|t|j|sh|[hflmnwys])?([aeiou][a-z]*)")
_BEFORE_FRONT: Final = MappingProxyType({"ch": ("j", "q"), "hs": ("x",)})
_INITIALS: Final = MappingProxyType(
    {
        "ch": ("zh", "ch"), "hs": ("x",), "ts": ("z", "c"), "tz": ("z", "c"), "k": ("g", "k"), "p": ("b", "p"),
        "t": ("d", "t"), "j": ("r",),
    }
)  # fmt: skip
_FINALS: Final = MappingProxyType(
    {
        "ieh": ("ie",), "ien": ("ian",), "iung": ("iong",), "ueh": ("ue",), "ung": ("ong",), "ih": ("i",),
        "eh": ("e",), "o": ("o", "e", "uo"), "uei": ("ui",),
    }
)  # fmt: skip


@lru_cache(_CACHED)
def is_of_syllables(words: Sequence[str]) -> bool:
    """Say whether a name of these *words* (as ``split_words`` gives them) is Chinese or Vietnamese."""
    plain = [plain_form(word) for word in words]
    return len(plain) > 1 and not _SURNAMES.isdisjoint(plain) and all(_is_of_syllables(word) for word in plain)


def is_word_of_syllables(word: str) -> bool:
    """Say whether *word* (as ``split_words`` gives it) may be of a Chinese or Vietnamese name, by its letters."""
    return _is_of_syllables(plain_form(word))


@lru_cache(_CACHED)
def _is_of_syllables(word: str) -> bool:
    return _VIETNAMESE.fullmatch(word) is not None or any(_parted(word, _MOST_SYLLABLES))


def same_syllables(left: str, right: str) -> bool:
    """Say whether two words of such names are one: the same letters, or one is what Wade and Giles wrote."""
    one, other = plain_form(left), plain_form(right)
    return one == other or one in readings(other) or other in readings(one)


@lru_cache(_CACHED)
def readings(word: str) -> frozenset[str]:
    """Return how pinyin writes *word* if Wade and Giles wrote it; apostrophes are mostly left out, so several."""
    found = (reading for parts in _parted(plain_form(word), _MOST_SYLLABLES) for reading in _read(parts))
    return frozenset(islice(found, _MOST_READINGS))


def _parted(word: str, most: int) -> Iterator[tuple[str, ...]]:
    """Yield the ways *word* falls into at most *most* syllables."""
    if _PINYIN.fullmatch(word):
        yield (word,)
    if most > 1:
        for at in range(1, len(word)):
            if _PINYIN.fullmatch(word[:at]):
                yield from ((word[:at], *rest) for rest in _parted(word[at:], most - 1))


def _read(parts: Iterable[str]) -> Iterator[str]:
    found = [""]
    for part in parts:
        found = [before + reading for before in found for reading in _syllable(part)]
    yield from found


def _syllable(part: str) -> list[str]:
    if part == "yen":
        return ["yan"]
    heard = _WADE.fullmatch(part)
    if heard is None:
        return [part]
    initial, final = heard[1] or "", heard[2]
    finals = _FINALS.get(final, (final,))
    initials = _INITIALS.get(initial, (initial,))
    if final.startswith(("i", "u")) and final != "ih":
        front = _BEFORE_FRONT.get(initial, ())
        initials = front if final.startswith("i") and front else (*initials, *front)
    return [first + last for first in initials for last in finals]
