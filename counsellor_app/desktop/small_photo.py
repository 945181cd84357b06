"""Makes a photo small: turned as it was taken, at most 480 pixels, a JPEG of 36 kB with nothing but the picture."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QImageWriter, QPainter

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.photos import LONGEST_SIDE, MOST_BYTES, without_metadata
from sync.wording import _

_LARGEST_FILE: Final = 64 * 1024 * 1024
_LARGEST_SIDE: Final = 20_000
"""Pixels of what is read at all: a picture that unpacks to more is a trap, not a photo."""
_QUALITIES: Final = (82, 72, 60, 48, 36, 24)
_SIDES: Final = (LONGEST_SIDE, 360, 240, 160)


def small_photo(path: Path) -> bytes:
    """Return the picture in the file at *path* as a small, bare JPEG; raises :class:`ActionableError`."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise _unreadable()
    except OSError:
        raise _unreadable() from None
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or max(size.width(), size.height()) > _LARGEST_SIDE:
        raise _unreadable()
    reader.setScaledSize(_fitting(size, 2 * LONGEST_SIDE))
    picture = reader.read()
    if picture.isNull():
        raise _unreadable()
    return _as_small_jpeg(picture)


def _as_small_jpeg(picture: QImage) -> bytes:
    for side in _SIDES:
        flat = _flat(picture, side)
        for quality in _QUALITIES:
            found = without_metadata(_jpeg(flat, quality))
            if len(found) <= MOST_BYTES:
                return found
    raise _unreadable()


def _flat(picture: QImage, side: int) -> QImage:
    """Return *picture* at most *side* pixels long, on white where it is transparent, without any text it carried."""
    size = _fitting(picture.size(), side)
    scaled = picture.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    flat = QImage(size, QImage.Format.Format_RGB32)
    flat.fill(QColor("white"))
    painter = QPainter(flat)
    painter.drawImage(0, 0, scaled)
    painter.end()
    return flat


def _fitting(size: QSize, side: int) -> QSize:
    if max(size.width(), size.height()) <= side:
        return size
    return size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))


def _jpeg(picture: QImage, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, b"jpeg")
    writer.setQuality(quality)
    if not writer.write(picture):
        raise _unreadable()
    return bytes(buffer.data().data())


def _unreadable() -> ActionableError:
    return ActionableError(
        _("This file holds no picture that can be read."), _("Nothing was saved. Choose a JPEG or PNG file.")
    )
