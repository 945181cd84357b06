"""Direction of writing, without Qt: isolating names, and finding which way a text runs.

A name in another script must not pull the punctuation and figures around it to the other side. So a
name put into a line is wrapped in FSI…PDI (Unicode Annex 9).
"""

import unicodedata
from typing import Literal

Direction = Literal["ltr", "rtl"]

FSI, PDI = "\u2068", "\u2069"
_OPENS = frozenset({"\u2066", "\u2067", FSI})
_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}


def _balanced(text: str) -> str:
    """The text with stray PDIs left out and open isolates closed, so nothing leaks from it."""
    kept: list[str] = []
    depth = 0
    for character in text:
        if character in _OPENS:
            depth += 1
        elif character == PDI:
            if depth == 0:
                continue
            depth -= 1
        kept.append(character)
    return "".join(kept) + PDI * depth


def isolate(text: str) -> str:
    """The text wrapped so that it keeps its own direction inside any line; nothing stays nothing."""
    return f"{FSI}{_balanced(text)}{PDI}" if text else ""


def _first_strong(text: str, within_isolates: bool) -> Direction | None:
    depth = 0
    for character in text:
        if character in _OPENS:
            depth += 1
        elif character == PDI:
            depth = max(0, depth - 1)
        elif depth == 0 or within_isolates:
            direction = _STRONG.get(unicodedata.bidirectional(character))
            if direction is not None:
                return direction
    return None


def text_direction(text: str, default: Direction = "ltr") -> Direction:
    """Direction of the first strong character; `default` when there is none (figures, an empty note).

    Isolated names do not count, as in Unicode Annex 9, unless there is nothing else.
    """
    return _first_strong(text, False) or _first_strong(text, True) or default
