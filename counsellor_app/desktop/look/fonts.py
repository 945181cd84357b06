"""Fonts: registers the bundled ones and hands out the steps of the type scale.

Noto Sans comes first and every other script follows as a fallback of its own, so that text in any
script our clients use is drawn from the bundle, whatever the machine has or lacks.
"""

from functools import cache

from PySide6.QtCore import QLoggingCategory
from PySide6.QtGui import QFont, QFontDatabase

from counsellor_app.desktop.look.resource_files import fonts_folder
from counsellor_app.desktop.look.tokens import TYPE_SCALE

FAMILIES: tuple[str, ...] = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Ethiopic",
    "Noto Sans Georgian",
    "Noto Sans Armenian",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans CJK SC",
    "Noto Sans Bengali",
    "Noto Sans Gurmukhi",
    "Noto Sans Tamil",
    "Noto Sans Sinhala",
    "Noto Sans Thai",
    "Noto Sans Syriac",
    "Noto Sans NKo",
    "Noto Sans Tifinagh",
    "Noto Sans Math",
    "Noto Sans Symbols2",
    "Noto Sans Symbols",
)
_TABULAR = QFont.Tag("tnum")


@cache
def load_fonts() -> tuple[str, ...]:
    """Registers the bundled fonts, once, and returns the families Qt found in them.

    Needs a QGuiApplication. A file that cannot be read is left out: the window must open all the same.
    """
    # Qt warns once per script of each font before the one that has it; that order is what we want.
    QLoggingCategory.setFilterRules("qt.text.font.db=false")
    found: set[str] = set()
    for path in sorted(fonts_folder().glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(path))
        if number >= 0:
            found.update(QFontDatabase.applicationFontFamilies(number))
    return tuple(sorted(found))


def font(role: str) -> QFont:
    """The font of a role of the type scale, with all fallbacks and figures of equal width; the caller's own."""
    return QFont(_made(role))


@cache
def _made(role: str) -> QFont:
    """The pattern of a role's font: every line that is measured or painted asks for one."""
    step = TYPE_SCALE[role]
    result = QFont()
    result.setFamilies(list(FAMILIES))
    result.setPointSizeF(step.points)
    result.setWeight(QFont.Weight(step.weight))
    result.setFeature(_TABULAR, 1)
    result.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return result
