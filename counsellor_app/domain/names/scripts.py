"""Any script to the letters a to z that say how a name sounds, with what its script leaves unwritten.

Arabic script writes consonants and long vowels; Ethiopic leaves out one vowel of seven. Letters that several spellings
read differently keep a sign of their own (see :mod:`counsellor_app.domain.names.sounds`).
"""

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from anyascii import anyascii

from counsellor_app.domain.folding import fold

LONGEST: Final = 24
"""Letters of one word that are compared: longer ones are no names."""
MOST_WORDS: Final = 8
"""Words of one name that are compared."""
_CACHED = 1 << 12


class Writing(IntEnum):
    """What the script of a word leaves unwritten."""

    FULL = 0
    CONSONANTS = 1
    ETHIOPIC = 2
    INDIAN = 3


_ARABIC: Final = MappingProxyType(
    {
        **dict.fromkeys("اٱ", "A"),
        **dict.fromkeys("بٻ", "b"),
        **dict.fromkeys("تطٹټ", "t"),
        **dict.fromkeys("دڈډ", "d"),
        **dict.fromkeys("رڑڕړ", "r"),
        **dict.fromkeys("سص", "s"),
        **dict.fromkeys("ذضظ", "D"),
        **dict.fromkeys("هحھہۀۂ", "h"),
        **dict.fromkeys("كکڪ", "k"),
        **dict.fromkeys("لڵ", "l"),
        **dict.fromkeys("نںڼ", "n"),
        **dict.fromkeys("وۆۇۋ", "W"),
        **dict.fromkeys("يیېےێۍ", "Y"),
        **dict.fromkeys("عءٔ", "3"),
        "پ": "p", "ث": "T", "ج": "j", "چ": "C", "خ": "K", "ز": "z", "ژ": "j", "ش": "S", "غ": "G", "ف": "f", "ڤ": "v",
        "ق": "q", "گ": "g", "م": "m", "ى": "&", "ة": "a", "ە": "e",
    }
)  # fmt: skip
_CYRILLIC: Final = MappingProxyType(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "ђ": "dj", "е": "e", "ё": "yo", "є": "ye",
        "ж": "zh", "з": "z", "и": "i", "і": "i", "ї": "yi", "й": "y", "ј": "y", "к": "k", "л": "l", "љ": "ly",
        "м": "m", "н": "n", "њ": "ny", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "tch", "у": "u",
        "ў": "w", "ф": "f", "х": "kh", "ц": "ts", "ч": "tch", "џ": "dj", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i",
        "ь": "", "э": "e", "ю": "yu", "я": "ya", "ә": "a", "ғ": "gh", "қ": "q", "ң": "n", "ө": "o", "ү": "u",
        "ұ": "u", "һ": "h", "ҳ": "h", "ҷ": "dj", "ӣ": "i", "ӯ": "u", "ѓ": "g", "ќ": "k",
    }
)  # fmt: skip
_MARKED: Final = str.maketrans(
    {
        "ş": "sh", "š": "sh", "ș": "sh", "č": "tch", "ć": "tch", "ç": "ç", "ž": "zh", "ğ": "gh", "ġ": "gh", "ḫ": "kh",
        "ẖ": "kh", "ǧ": "dj", "ḏ": "dh", "ṯ": "th", "ẓ": "dh", "ñ": "ny", "đ": "dj", "ł": "l", "ı": "i", "ø": "o",
        "œ": "oe", "æ": "ae", "ß": "ss", "ð": "dh", "þ": "th", "ə": "e",
    }
)  # fmt: skip
_AFTER_VOWEL: Final = re.compile("(?<=[аеёиоуыэюя])е")
_APOSTROPHES: Final = re.compile("[\u2018\u2019\u02bc\u02be\u02bf\u0060\u00b4'\u02b9\u200c\u200d\u0640]")
_LETTERS_ONLY: Final = re.compile("[^a-z]")
_ARABIC_ARTICLE: Final = re.compile("^(?:و?ال|لل)(?=...)")
_ETHIOPIC_OPEN: Final = MappingProxyType(
    {"ሀ": "ሃ", "ኀ": "ሃ", "ሐ": "ሃ", "ኣ": "አ", "ዓ": "አ", "ዐ": "አ", "ሓ": "ሃ", "ኃ": "ሃ"}
)


def split_words(name: str) -> list[str]:
    """Return the words of *name* as written, small, apostrophes and joiners gone; syllables of Chinese apart."""
    # The dotless i of Turkish capitals must not become "i" with a dot above it.
    text = _APOSTROPHES.sub("", unicodedata.normalize("NFC", name.replace("İ", "i").replace("\0", " ")))
    found: list[str] = []
    spaced = "".join(letter if _belongs(letter) else " " for letter in unicodedata.normalize("NFC", text.casefold()))
    for word in spaced.split():
        if is_ideographic(word):
            found += [piece.casefold() for piece in re.findall("[A-Z][a-z]*|[a-z]+", anyascii(word))] or [word]
        else:
            found.append(word[:LONGEST])
    return found[:MOST_WORDS]


def _belongs(letter: str) -> bool:
    """Say whether *letter* is part of a word: letters, digits, and the vowel signs of Indian scripts."""
    return letter.isalnum() or unicodedata.category(letter)[0] == "M"


def is_ideographic(word: str) -> bool:
    """Say whether *word* is written in Chinese characters."""
    return "\u3400" <= word[0] <= "\u9fff" or "\U00020000" <= word[0] <= "\U0003ffff"


@lru_cache(_CACHED)
def plain_form(word: str) -> str:
    """Return *word* as the table of variants writes it: folded, letters of Arabic script made one, no article."""
    folded = fold(word)
    if "\u0600" <= folded[:1] <= "\u06ff":
        folded = folded.translate(_ONE_ARABIC)
        folded = _ARABIC_ARTICLE.sub("", folded)
    return folded


_ONE_ARABIC: Final = str.maketrans(
    {"ی": "ي", "ى": "ي", "ک": "ك", "ہ": "ه", "ھ": "ه", "ة": "ه", "ۀ": "ه", "ٱ": "ا", "ێ": "ي", "ۆ": "و", "ە": "ه"}
)


@lru_cache(_CACHED)
def romanised(word: str) -> tuple[str, Writing]:
    """Return *word* (as :func:`split_words` gives it) in Latin letters and signs, and what its script leaves out."""
    if word.isascii():
        return word.casefold(), Writing.FULL
    first = unicodedata.normalize("NFKD", word)[:1]
    if "\u0590" <= first <= "\u08ff" or "\ufb1d" <= first <= "\ufefc":
        return _from_arabic(word), Writing.CONSONANTS
    if "\u1200" <= first <= "\u137f":
        opened = "".join(_ETHIOPIC_OPEN.get(letter, letter) for letter in word)
        return _LETTERS_ONLY.sub("", fold(anyascii(opened))), Writing.ETHIOPIC
    if "\u0400" <= first <= "\u052f":
        return _from_cyrillic(word), Writing.FULL
    marked = unicodedata.normalize("NFC", word).translate(_MARKED)
    bare = "".join(letter if letter == "ç" else fold(letter) for letter in marked)
    if not all(letter.isascii() or letter == "ç" for letter in bare):
        bare = _LETTERS_ONLY.sub("", fold(anyascii(word)))
        return bare, Writing.INDIAN if "\u0900" <= first <= "\u0dff" else Writing.FULL
    return bare, Writing.FULL


def _from_arabic(word: str) -> str:
    """Return Arabic, Persian, Kurdish or Urdu writing by its letters; other scripts of consonants by anyascii."""
    folded = fold(word.removeprefix("ئ") or word)
    if not any(letter in _ARABIC for letter in folded):
        return anyascii(folded).casefold()
    ending = folded[-1:]
    body = "".join(_ARABIC.get(letter, "") for letter in folded)
    if ending in ("ه", "ۀ") and len(body) > 2:
        body = body[:-1] + "a"
    return body


def _from_cyrillic(word: str) -> str:
    letters = _AFTER_VOWEL.sub("ye", word)
    return "".join(_cyrillic_sign(letter) for letter in letters if letter.isalnum())


def _cyrillic_sign(letter: str) -> str:
    found = _CYRILLIC.get(letter, _CYRILLIC.get(fold(letter)))
    return _LETTERS_ONLY.sub("", fold(anyascii(letter))) if found is None else found
