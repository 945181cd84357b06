"""The clothes fit: no warning from Qt, one notice per change, and nothing jumps on focus."""

import re

import pytest
from PySide6.QtCore import Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QComboBox, QDateEdit, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from counsellor_app.desktop.look.dress import set_kind, set_style_property
from counsellor_app.desktop.look.palette import palette
from counsellor_app.desktop.look.resource_files import icons_folder
from counsellor_app.desktop.look.stylesheet import stylesheet
from counsellor_app.desktop.look.theme import apply_theme, keep_icon, theme, tokens
from counsellor_app.desktop.look.tokens import BY_SCHEME, COLOUR_ROLES, DARK, LIGHT


@pytest.mark.parametrize("scheme", ["light", "dark", "system"])
def test_qt_accepts_the_stylesheet_without_a_word(dressed: QApplication, qtbot: QtBot, scheme: str) -> None:
    said: list[str] = []

    def listen(kind: QtMsgType, _context: object, message: str) -> None:
        if "propagateSizeHints" not in message:
            said.append(message)

    before = qInstallMessageHandler(listen)
    try:
        apply_theme(dressed, scheme)  # type: ignore[arg-type]
        widget = QWidget()
        qtbot.addWidget(widget)
        QLineEdit(widget)
        QComboBox(widget)
        widget.show()
        dressed.processEvents()
    finally:
        qInstallMessageHandler(before)
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_the_stylesheet_is_a_token(scheme: str) -> None:
    colours = BY_SCHEME["dark" if scheme == "dark" else "light"]
    allowed = {colours.colour(role) for role in COLOUR_ROLES}
    assert set(re.findall(r"#[0-9A-Fa-f]{6}\b", stylesheet(colours))) <= allowed
    assert "gradient" not in stylesheet(colours)
    assert "$" not in stylesheet(colours)


def test_every_mark_of_the_stylesheet_is_bundled() -> None:
    named = set(re.findall(r'url\("look:([^"]+)"\)', stylesheet(LIGHT)))
    assert named
    assert all((icons_folder() / "controls" / name).is_file() for name in named)


def test_text_on_a_field_is_legible_by_palette() -> None:
    for colours in (LIGHT, DARK):
        found = palette(colours)
        assert found.color(QPalette.ColorRole.Text).name().upper() == colours.text
        assert found.color(QPalette.ColorRole.Base).name().upper() == colours.page


def test_a_change_of_scheme_is_told_and_true(dressed: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme().theme_changed):
        apply_theme(dressed, "dark")
    assert tokens() is DARK
    with qtbot.waitSignal(theme().theme_changed):
        apply_theme(dressed, "light")
    assert tokens() is LIGHT


def test_system_follows_the_hint_and_a_choice_does_not(dressed: QApplication) -> None:
    hints = QGuiApplication.styleHints()
    apply_theme(dressed, "dark")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert tokens() is DARK
    apply_theme(dressed, "system")
    expected = DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
    hints.colorSchemeChanged.emit(hints.colorScheme())
    assert tokens() is expected


def test_a_kept_icon_follows_the_scheme_and_dies_with_its_owner(dressed: QApplication, qtbot: QtBot) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    keep_icon(button, button.setIcon, "plus", "text")
    light = button.icon().cacheKey()
    apply_theme(dressed, "dark")
    assert button.icon().cacheKey() != light
    button.deleteLater()
    dressed.sendPostedEvents(None, 0)
    apply_theme(dressed, "light")


@pytest.mark.parametrize("kind", ["primary", "secondary", "quiet", "link", "chip"])
def test_focus_does_not_change_the_size_of_a_button(dressed: QApplication, qtbot: QtBot, kind: str) -> None:
    button = QPushButton("Ondertekenen")
    qtbot.addWidget(button)
    if kind == "chip":
        set_style_property(button, "chip", True)
    else:
        set_kind(button, kind)  # type: ignore[arg-type]
    _same_size_with_focus(button, qtbot)


@pytest.mark.parametrize("make", [QLineEdit, QComboBox, QDateEdit])
def test_focus_does_not_change_the_size_of_a_field(dressed: QApplication, qtbot: QtBot, make: type[QWidget]) -> None:
    field = make()
    qtbot.addWidget(field)
    _same_size_with_focus(field, qtbot)
    assert field.sizeHint().height() == 32 or make is QDateEdit


def _same_size_with_focus(widget: QWidget, qtbot: QtBot) -> None:
    with qtbot.waitActive(widget):
        widget.show()
        widget.activateWindow()
    widget.clearFocus()
    calm = widget.sizeHint()
    widget.setFocus()
    widget.ensurePolished()
    assert widget.hasFocus()
    assert widget.sizeHint() == calm
