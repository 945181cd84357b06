"""What of an installation only the window can check: fonts for the scripts clients write, icons, and a page painted."""

import os
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QFont, QImageReader, QImageWriter, QRawFont
from PySide6.QtWidgets import QApplication

from counsellor_app.desktop.look.fonts import load_fonts
from counsellor_app.desktop.look.icons import icon_names
from counsellor_app.desktop.look.theme import apply_theme
from counsellor_app.desktop.opened import make_window
from counsellor_app.desktop.program import make_application
from counsellor_app.desktop.unlock.view import UnlockView
from counsellor_app.self_test import Check, SelfTestError
from counsellor_app.vault.passwords import check_password, generate_passphrase

_SCRIPTS = {
    "Noto Sans": "aé–ğ",
    "Noto Sans Arabic": "سلام",
    "Noto Sans Ethiopic": "ሰላም",
    "Noto Sans Georgian": "გამარჯობა",
    "Noto Sans Armenian": "բարև",
    "Noto Sans CJK SC": "王丽",
}
_LEAST_PICTURE = 4_000


def _application() -> QApplication:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = make_application()
    apply_theme(app, "light")
    return app


def _fonts() -> str:
    _application()
    families = load_fonts()
    for family, letters in _SCRIPTS.items():
        if family not in families:
            raise SelfTestError(f"font missing: {family}")
        raw = QRawFont.fromFont(QFont(family))
        lacking = [f"U+{ord(letter):04X}" for letter in letters if not raw.supportsCharacter(ord(letter))]
        if lacking:
            raise SelfTestError(f"{family} lacks {' '.join(lacking)}")
    return f"{len(families)} families"


def _icons() -> str:
    found = icon_names()
    if not found:
        raise SelfTestError("no icons")
    return f"{len(found)} icons"


def _pictures() -> str:
    """Photos are read and kept as JPEG; screens and papers are PNG and SVG."""
    _application()
    written = {bytes(form.data()).decode() for form in QImageWriter.supportedImageFormats()}
    read = {bytes(form.data()).decode() for form in QImageReader.supportedImageFormats()}
    lacking = {"jpeg", "png"} - (written & read)
    if lacking:
        raise SelfTestError(f"no {', '.join(sorted(lacking))}")
    return "jpeg, png"


def _window() -> str:
    app = _application()
    page = UnlockView(lambda *_given: None, lambda *_given: None, check_password, generate_passphrase, 12)
    page.resize(1366, 768)
    page.show()
    app.processEvents()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    page.grab().save(buffer, "PNG")
    page.close()
    page.deleteLater()
    if buffer.size() < _LEAST_PICTURE:
        raise SelfTestError("the lock screen was painted empty")
    return f"lock screen painted, {make_window.__name__} loaded"


CHECKS: Final[tuple[Check, ...]] = (("fonts", _fonts), ("icons", _icons), ("pictures", _pictures), ("window", _window))
"""The checks of the window; they run without a screen."""
