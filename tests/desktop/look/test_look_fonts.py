"""Every script our clients write is drawn from the bundle, on a machine that has nothing."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PySide6.QtGui import QFontDatabase, QFontInfo, QFontMetricsF, QTextLayout
from PySide6.QtWidgets import QApplication

from counsellor_app.desktop.look.fonts import FAMILIES, font, load_fonts
from counsellor_app.desktop.look.resource_files import fonts_folder
from counsellor_app.desktop.look.tokens import TYPE_SCALE

SAMPLES = {
    "arabic": "مصطفى الجبوري",
    "persian": "فاطمه رضایی علی‌رضا گچپژ",
    "pashto": "ټولې ښځې ډېر ګړندي",
    "sorani": "کاروان عەزیز ڕێگای ڵ",
    "tigrinya": "ሰላማዊት ተስፋዬ መድኃኒቴ ቐሺ",
    "georgian": "ნინო ბერიძე",
    "armenian": "Արմեն Սարգսյան",
    "hebrew": "שלמה כהן",
    "hindi": "विक्रम शर्मा",
    "chinese": "王丽华 刘建国 劉建國 李喆",
    "russian": "Батбаяр Ганболд Өвөрхангай",
    "ukrainian": "Оксана Мельник Ґїє",
    "greek": "Γιώργος",
    "vietnamese": "Trần Văn Minh Nguyễn Thị Ước",
    "latin": "Maria Luísa dos Santos Şükrü Łukasz Chișinău Ọlá",
    "bengali": "করিম",
    "tamil": "குமார்",
    "signs": "↵ ↑ ↓ ← → ✓ ☎ · … – “” « » € °",
}
ARABIC_JOINERS = {0x200C, 0x200D}


@pytest.fixture(scope="module")
def covered() -> set[int]:
    found: set[int] = set()
    for path in fonts_folder().glob("*.ttf"):
        with TTFont(path, lazy=True) as opened:
            found.update(opened.getBestCmap())
    return found


@pytest.mark.parametrize("script", SAMPLES)
def test_the_bundle_has_every_character(script: str, covered: set[int]) -> None:
    wanted = {ord(character) for character in SAMPLES[script]} - ARABIC_JOINERS
    assert {chr(code) for code in wanted - covered} == set()


@pytest.mark.parametrize("script", SAMPLES)
@pytest.mark.parametrize("role", ["meta", "row", "note"])
def test_qt_draws_the_script_with_bundled_glyphs(dressed: QApplication, script: str, role: str) -> None:
    layout = QTextLayout(SAMPLES[script], font(role))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    runs = layout.glyphRuns()
    assert runs
    bundled = set(load_fonts())
    for run in runs:
        assert run.rawFont().familyName() in bundled
        assert 0 not in run.glyphIndexes()  # 0 is the empty box


def test_every_family_of_the_fallbacks_is_bundled(dressed: QApplication) -> None:
    assert set(FAMILIES) <= set(load_fonts())
    assert {"Regular", "Medium", "SemiBold"} <= set(QFontDatabase.styles("Noto Sans"))


@pytest.mark.parametrize("role", TYPE_SCALE)
def test_a_role_gets_the_size_and_weight_it_asks_for(dressed: QApplication, role: str) -> None:
    info = QFontInfo(font(role))
    assert info.family() == "Noto Sans"
    assert info.weight() == TYPE_SCALE[role].weight
    assert font(role).pointSizeF() == TYPE_SCALE[role].points


@pytest.mark.parametrize("role", TYPE_SCALE)
def test_digits_are_of_equal_width(dressed: QApplication, role: str) -> None:
    metrics = QFontMetricsF(font(role))
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_the_folder_is_small_licensed_and_only_ttf() -> None:
    files = [path for path in fonts_folder().iterdir() if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 14_000_000
    assert {path.suffix for path in files} <= {".ttf", ".txt", ".md"}
    assert "SIL OPEN FONT LICENSE" in Path(fonts_folder() / "OFL.txt").read_text(encoding="utf-8")
    assert "NotoSansCJKsc" in Path(fonts_folder() / "README.md").read_text(encoding="utf-8")
