"""Every icon the app names exists, is drawn in both schemes, and mirrors only if it points."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QApplication

from counsellor_app.desktop.look import icons
from counsellor_app.desktop.look.resource_files import icons_folder
from counsellor_app.desktop.look.states import LOOKS, State
from counsellor_app.desktop.look.tokens import BY_SCHEME, COLOUR_ROLES

DESKTOP = Path(icons.__file__).parents[1]
# Calls whose string arguments may be the name of an icon, and at which place.
CALLS = {
    "icon": 0, "pixmap": 0, "keep_icon": 2, "draw_icon": 2, "IconButton": 0, "IconLabel": 1, "FlagTag": 1,
    "StatusItem": 1, "NavButton": 1, "SectionParts": 1, "set_icon": 0, "StateLook": 0,
}  # fmt: skip


def named_icons() -> Iterator[tuple[str, str]]:
    for path in sorted(DESKTOP.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from _names_in(node, path.name)


def _names_in(call: ast.Call, where: str) -> Iterator[tuple[str, str]]:
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    place = CALLS.get(name)
    if name == "icon" and isinstance(function, ast.Attribute) and getattr(function.value, "id", "") != "icons":
        place = None  # a method of something else
    given = list(call.args[place : place + 1]) if place is not None else []
    if place is not None:
        given += [keyword.value for keyword in call.keywords if keyword.arg == "icon"]
    for value in given:
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
            yield value.value, where


def test_every_icon_named_in_the_app_is_bundled() -> None:
    bundled = set(icons.icon_names())
    missing = {(name, where) for name, where in named_icons() if name not in bundled}
    assert not missing
    assert {look.icon for look in LOOKS.values()} <= bundled
    assert bundled >= icons.DIRECTIONAL


def test_every_state_has_a_look_with_colours_of_the_table() -> None:
    assert set(LOOKS) == set(State)
    for look in LOOKS.values():
        assert {look.shape, look.word, look.surface} <= COLOUR_ROLES
    shapes = [look.icon for look in LOOKS.values()]
    assert len(set(shapes)) == len(shapes)  # colour alone never tells two states apart


def alike(a: QColor, b: QColor) -> bool:
    """The same but for rounding where strokes cross."""
    return all(abs(x - y) <= 2 for x, y in zip(a.getRgb(), b.getRgb(), strict=True))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_icon_is_drawn_in_the_colour_it_is_asked_in(dressed: QApplication, scheme: str) -> None:
    icons.set_scheme("dark" if scheme == "dark" else "light")
    wanted = QColor(BY_SCHEME["dark" if scheme == "dark" else "light"].accent)
    for name in icons.icon_names():
        image = icons.pixmap(name, "accent", 24, 2.0).toImage()
        solid = [
            image.pixelColor(x, y)
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() == 255
        ]
        assert solid, name
        assert all(alike(colour, wanted) for colour in solid), name
    icons.set_scheme("light")


def test_an_icon_is_sharp_on_a_dense_screen(dressed: QApplication) -> None:
    image = icons.pixmap("search", "text", 16, 2.0)
    assert image.size() == QSize(32, 32)
    assert image.devicePixelRatio() == 2.0
    assert not icons.icon("search").pixmap(QSize(16, 16), 2.0, QIcon.Mode.Disabled).isNull()


def test_only_directional_icons_mirror(dressed: QApplication) -> None:
    def drawn(name: str, direction: Qt.LayoutDirection) -> QImage:
        return icons.pixmap(name, "text", 24, 1.0, direction).toImage()

    left, right = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
    for name in icons.icon_names():
        same = drawn(name, left) == drawn(name, right)
        assert same == (name not in icons.DIRECTIONAL), name


def test_an_unknown_name_is_refused(dressed: QApplication) -> None:
    with pytest.raises(KeyError):
        icons.icon("no-such-icon")


def test_icons_come_with_their_licence() -> None:
    assert "ISC License" in (icons_folder() / "LICENSE").read_text(encoding="utf-8")
