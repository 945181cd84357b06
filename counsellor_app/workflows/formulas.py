"""Cells a spreadsheet program would run as formulas: escaped on the way out, taken back on the way in."""

from typing import Final

INJECTING: Final = frozenset("=+-@\t\r＝＋－＠")
"""Characters that make a spreadsheet program read a cell as a formula."""


def escape_cell(text: str) -> str:
    """Return *text* so that no spreadsheet program runs it as a formula; :func:`unescape_cell` takes it back."""
    bare = text.lstrip("'")
    return f"'{text}" if bare and bare[0] in INJECTING else text


def unescape_cell(text: str) -> str:
    """Return what :func:`escape_cell` was given; other texts as they are."""
    bare = text.lstrip("'")
    return text[1:] if text.startswith("'") and bare and bare[0] in INJECTING else text
