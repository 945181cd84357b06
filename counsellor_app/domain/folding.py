"""Folding names and numbers to the words they are found by: one script stays one script, case and marks go."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th"})
MAX_WORDS = 16
"""Words of one query that count; more only cost time."""
MAX_TEXT = 1_000
"""Characters of one query that are read."""


def fold(text: str) -> str:
    """Return *text* without case and combining marks (accents, harakat); scripts stay as they are."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\0", " "))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter) and letter != "ـ")
    return unicodedata.normalize("NFC", bare.casefold()).translate(_LETTERS)


def words(text: str) -> list[str]:
    """Return the folded words of *text* in order: letters and digits of any script."""
    return _WORD.findall(fold(text))


def query_words(text: str) -> list[str]:
    """Return the words a person is looking for: at most 16, from the first 1,000 characters."""
    return words(text[:MAX_TEXT])[:MAX_WORDS]


def number_words(text: str) -> set[str]:
    """Return the words of a number or reference: as written, and all its letters and digits together."""
    found = words(text)
    joined = "".join(found)
    return {*found, joined, *([joined[1:]] if joined[:1] == "v" else [])} - {""}
