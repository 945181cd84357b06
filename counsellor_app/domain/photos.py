"""A person's photo: a small JPEG that says nothing but what is seen.

A camera writes into its pictures where and when they were taken and on which telephone. That must not travel: of the
parts of a JPEG only those needed to draw it are let through.
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Final

from counsellor_app.domain.errors import ActionableError
from sync.wording import _

MOST_BYTES: Final = 36_864
"""Bytes of a JPEG; written in base64 they are 48 KiB."""
MOST_TEXT: Final = 4 * MOST_BYTES // 3
LONGEST_SIDE: Final = 480
"""Pixels."""
_START, _END, _SCAN = b"\xff\xd8", 0xD9, 0xDA
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers that stand without a length."""
_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_DRAWING: Final = _FRAMES | {0xC4, 0xCC, 0xDB, 0xDD, _SCAN, 0xE0, 0xEE}
"""Frames, tables, restart intervals, scans, and the two application parts that tell how colours are coded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A person's photo, never changed: the newest one is shown. ``image``: a JPEG in base64, at most 48 KiB."""

    id: str = ""
    case: str = ""
    person: str = ""
    image: str = ""
    removed: bool = False


def write_photo(jpeg: bytes) -> str:
    """Return *jpeg* as the text of a :class:`Photo`, without anything that does not draw it.

    Raises :class:`ActionableError` for what is no JPEG, too large, or wider or higher than :data:`LONGEST_SIDE`.
    """
    bare = without_metadata(jpeg)
    if len(bare) > MOST_BYTES:
        raise _refusal()
    width, height = size_of(bare)
    if not 0 < max(width, height) <= LONGEST_SIDE or not min(width, height):
        raise _refusal()
    return base64.b64encode(bare).decode("ascii")


def read_photo(image: str) -> bytes:
    """Return the JPEG in the text of a :class:`Photo`; nothing for what is none: another app may have written it."""
    if len(image) > MOST_TEXT:
        return b""
    try:
        jpeg = base64.b64decode(image, validate=True)
        return jpeg if without_metadata(jpeg) == jpeg else b""
    except (binascii.Error, ValueError, ActionableError):
        return b""


def without_metadata(jpeg: bytes) -> bytes:
    """Return *jpeg* with only the parts that draw it; raises :class:`ActionableError` for what is no whole JPEG."""
    kept = [_START]
    for marker, part in _parts(jpeg):
        if marker in _DRAWING or marker in _BARE:
            kept.append(part)
    kept.append(bytes([0xFF, _END]))
    return b"".join(kept)


def size_of(jpeg: bytes) -> tuple[int, int]:
    """Return (width, height) in pixels; raises :class:`ActionableError` where no frame says so."""
    for marker, part in _parts(jpeg):
        if marker in _FRAMES and len(part) >= 9:
            return int.from_bytes(part[7:9], "big"), int.from_bytes(part[5:7], "big")
    raise _no_picture()


def _parts(jpeg: bytes) -> list[tuple[int, bytes]]:
    """Return (marker, whole part) of each part between start and end; what a scan draws belongs to its part."""
    if not jpeg.startswith(_START):
        raise _no_picture()
    found: list[tuple[int, bytes]] = []
    at = len(_START)
    while at + 2 <= len(jpeg):
        if jpeg[at] != 0xFF:
            raise _no_picture()
        marker = jpeg[at + 1]
        if marker == 0xFF:  # a filling byte
            at += 1
            continue
        if marker == _END:
            return found
        end = at + 2 if marker in _BARE else _end_of(jpeg, at, marker)
        found.append((marker, jpeg[at:end]))
        at = end
    raise _no_picture()


def _end_of(jpeg: bytes, at: int, marker: int) -> int:
    length = int.from_bytes(jpeg[at + 2 : at + 4], "big")
    end = at + 2 + length
    if length < 2 or end > len(jpeg):
        raise _no_picture()
    if marker != _SCAN:
        return end
    while end + 2 <= len(jpeg):
        if jpeg[end] == 0xFF and jpeg[end + 1] not in (0x00, *range(0xD0, 0xD8)):
            return end
        end += 1
    raise _no_picture()


def _no_picture() -> ActionableError:
    return ActionableError(
        _("This is no photo that can be kept."), _("Nothing was saved. Choose a whole JPEG or PNG file.")
    )


def _refusal() -> ActionableError:
    return ActionableError(
        _("This photo is too large."),
        _("Nothing was saved. It may be {side} pixels wide and high, and {size} kB, at most.").format(
            side=LONGEST_SIDE, size=MOST_BYTES // 1000
        ),
    )
