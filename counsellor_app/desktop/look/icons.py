"""Icons: Lucide's outlines, drawn in a colour of the token table and kept as pixmaps.

Rows repaint often, so nothing is parsed twice: an SVG is drawn once for each size, colour, pixel
ratio and direction, and after that only copied.
"""

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap, QTransform
from PySide6.QtSvg import QSvgRenderer

from counsellor_app.desktop.look.resource_files import icons_folder
from counsellor_app.desktop.look.tokens import BY_SCHEME, ICON, ICON_STROKE, LIGHT, Scheme, Tokens

# Only what points along the line of reading; a clock, a tick or an Enter key looks the same everywhere.
DIRECTIONAL: frozenset[str] = frozenset(
    {
        "arrow-down-wide-narrow",
        "arrow-left",
        "arrow-right",
        "chevron-left",
        "chevron-right",
        "clipboard-list",
        "external-link",
        "file-text",
        "list-checks",
        "list-filter",
        "log-out",
        "message-square-text",
        "redo-2",
        "send",
        "undo-2",
    }
)


class _Current:
    """The tokens icons are drawn in now; the theme sets them."""

    tokens: Tokens = LIGHT


def set_scheme(scheme: Scheme) -> None:
    """From now on icons are drawn in the colours of this scheme."""
    _Current.tokens = BY_SCHEME[scheme]


def icon_names() -> tuple[str, ...]:
    """The names of all bundled icons."""
    return tuple(sorted(path.stem for path in icons_folder().glob("*.svg")))


@cache
def _outline(name: str) -> str:
    path = icons_folder() / f"{name}.svg"
    if not path.is_file():
        raise KeyError(f"no icon is called {name!r}")
    return path.read_text(encoding="utf-8").replace('stroke-width="2"', f'stroke-width="{ICON_STROKE}"')


def _mirrors(name: str, direction: Qt.LayoutDirection | None) -> bool:
    if name not in DIRECTIONAL:
        return False
    wanted = QGuiApplication.layoutDirection() if direction is None else direction
    return wanted == Qt.LayoutDirection.RightToLeft


@lru_cache(maxsize=2048)
def _drawn(name: str, colour: str, size: int, ratio: float, mirrored: bool) -> QPixmap:
    svg = _outline(name).replace("currentColor", colour)
    edge = max(1, round(size * ratio))
    result = QPixmap(edge, edge)
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if mirrored:
        painter.setTransform(QTransform(-1, 0, 0, 1, edge, 0))
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, edge, edge))
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result


def pixmap(
    name: str,
    role: str = "text",
    size: int = ICON,
    ratio: float = 1.0,
    direction: Qt.LayoutDirection | None = None,
) -> QPixmap:
    """The icon as a pixmap for a painter: `ratio` is the device's, `direction` the layout's."""
    return _drawn(name, _Current.tokens.colour(role), size, ratio, _mirrors(name, direction))


def _ratios() -> tuple[float, ...]:
    return tuple(sorted({1.0, 2.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}))


def icon(name: str, role: str = "text", size: int = ICON) -> QIcon:
    """The icon for a button, an action or a menu, in the colours of the scheme of this moment.

    For one that follows a change of scheme see `theme.keep_icon`.
    """
    result = QIcon()
    for ratio in _ratios():
        result.addPixmap(pixmap(name, role, size, ratio), QIcon.Mode.Normal)
        result.addPixmap(pixmap(name, "disabled", size, ratio), QIcon.Mode.Disabled)
    return result


def draw_icon(
    painter: QPainter,
    rect: QRectF,
    name: str,
    role: str,
    direction: Qt.LayoutDirection | None = None,
) -> None:
    """Paints the icon in the middle of `rect`, as large as the rectangle's shorter side."""
    size = int(min(rect.width(), rect.height()))
    device = painter.device()
    image = pixmap(name, role, size, device.devicePixelRatio(), direction)
    x = rect.x() + (rect.width() - size) / 2
    y = rect.y() + (rect.height() - size) / 2
    painter.drawPixmap(round(x), round(y), image)
