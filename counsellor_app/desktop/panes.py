"""Widths of panes and the size of the window, kept in a small file beside the settings. Holds no content."""

import contextlib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from counsellor_app.settings import write_private

_LARGEST = 20_000


def read_panes(path: Path) -> dict[str, list[int]]:
    """Return ``{name: widths in pixels}``; what cannot be read or cannot be right is left out."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}
    return {name: widths for name, widths in found.items() if _plausible(widths)}


def write_panes(path: Path, panes: Mapping[str, Sequence[int]]) -> None:
    """Write *panes*; widths not kept are no loss, so a disk that refuses is let be."""
    lines = [f"{name} = [{', '.join(str(width) for width in widths)}]" for name, widths in sorted(panes.items())]
    with contextlib.suppress(OSError):
        write_private(path, ("\n".join(lines) + "\n").encode("utf-8"))


def _plausible(widths: object) -> bool:
    if not isinstance(widths, list) or not widths or len(widths) > 8:
        return False
    return all(type(width) is int and 0 <= width <= _LARGEST for width in widths) and sum(widths) > 0
