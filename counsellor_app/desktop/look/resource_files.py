"""Where the look finds its files: fonts and icons, in the tree and in the packaged app alike."""

from pathlib import Path

_RESOURCES = Path(__file__).resolve().parents[3] / "resources"


def fonts_folder() -> Path:
    """The folder with the bundled TTF files."""
    return _RESOURCES / "fonts"


def icons_folder() -> Path:
    """The folder with the SVG icons; its subfolder `controls` belongs to the stylesheet."""
    return _RESOURCES / "icons"
