"""The token table: every colour, size and type step of the app, for light and for dark.

A colour is named after what it is for, never after what it looks like. Figures in comments are the
worst contrast the colour has on the surfaces it may be used on; the tests hold them to it.
"""

from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Literal

Scheme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one scheme, as `#RRGGBB`."""

    scheme: Scheme

    # Surfaces, from the back to the front.
    rail: str
    list: str
    page: str
    raised: str
    hover: str
    pressed: str
    selection: str
    tint: str
    hairline: str  # decoration only: it separates, it never carries a control

    # Writing. `text3` never on selection or pressed: use `text2` there.
    text: str
    text2: str
    text3: str
    disabled: str  # of what cannot be used just now; exempt from contrast, never the only sign

    # The one accent.
    accent: str  # also the focus frame
    accent_fill: str
    accent_fill_hover: str
    on_fill: str
    on_tint: str
    chosen: str  # surface of a chosen card

    # The edge of something that can be operated.
    border: str

    # Meanings: as writing, as a surface beneath that writing, and as a shape.
    green: str
    green_surface: str
    green_shape: str
    amber: str
    amber_surface: str
    amber_shape: str
    red: str
    red_surface: str
    red_shape: str

    # Charts; the first series is the accent.
    chart_grey: str
    chart_second: str

    def colour(self, role: str) -> str:
        """The colour with this name; a name that is no colour is a mistake of the caller."""
        if role not in COLOUR_ROLES:
            raise KeyError(f"no colour is called {role!r}")
        return str(getattr(self, role))


COLOUR_ROLES: frozenset[str] = frozenset(field.name for field in fields(Tokens)) - {"scheme"}

LIGHT = Tokens(
    scheme="light",
    rail="#ECEAE5",
    list="#F6F5F2",
    page="#FFFFFF",
    raised="#FAF9F7",
    hover="#EFEDE8",
    pressed="#DBD8D0",
    selection="#DCE6FA",
    tint="#E3EBFB",
    hairline="#DFDCD5",
    text="#1B1D21",  # 11.9
    text2="#50555D",  # 5.3
    text3="#646971",  # 4.6
    disabled="#9A9DA3",
    accent="#2456C4",  # 4.6
    accent_fill="#2456C4",
    accent_fill_hover="#1D49AB",
    on_fill="#FFFFFF",  # 6.6
    on_tint="#1A429B",  # 7.3
    chosen="#F2F6FE",
    border="#7C7F87",  # 3.2
    green="#1B6B3C",  # 5.6
    green_surface="#E3F2E7",
    green_shape="#2B8A50",
    amber="#8A5200",  # 5.6
    amber_surface="#FCEFD8",
    amber_shape="#B8720A",
    red="#B3261E",  # 5.5
    red_surface="#FBE7E5",
    red_shape="#C8352B",
    chart_grey="#838B9A",
    chart_second="#6687D4",
)

DARK = Tokens(
    scheme="dark",
    rail="#141518",
    list="#191B1F",
    page="#1F2125",
    raised="#26282D",
    hover="#25272C",
    pressed="#2A2D33",
    selection="#27385C",
    tint="#24324F",
    hairline="#33363C",
    text="#ECECEE",  # 9.9
    text2="#B4B8C0",  # 5.8
    text3="#989DA6",  # 5.4
    disabled="#6B6F77",
    accent="#8FB2FF",  # 5.5
    accent_fill="#3D6BDA",
    accent_fill_hover="#3A66D0",
    on_fill="#FFFFFF",  # 4.9
    on_tint="#B6CCFF",  # 7.2
    chosen="#222A3B",
    border="#858A94",  # 3.4
    green="#86D3A0",  # 7.6
    green_surface="#1C3325",
    green_shape="#4FB477",
    amber="#F2BC66",  # 7.9
    amber_surface="#3A2C12",
    amber_shape="#DC9A35",
    red="#FF9C93",  # 7.1
    red_surface="#43211F",
    red_shape="#F0665B",
    chart_grey="#838B9A",
    chart_second="#6687D4",
)

BY_SCHEME: MappingProxyType[Scheme, Tokens] = MappingProxyType({"light": LIGHT, "dark": DARK})


@dataclass(frozen=True, slots=True)
class TypeStep:
    """One step of the type scale: points and weight."""

    points: float
    weight: int = 400


# The scale of the design; `*_medium`, `*_strong` and `*_own` are its weights and its second runs.
TYPE_SCALE: MappingProxyType[str, TypeStep] = MappingProxyType(
    {
        "meta": TypeStep(9),
        "meta_medium": TypeStep(9, 500),
        "meta_strong": TypeStep(9, 600),
        "ui": TypeStep(10),
        "ui_medium": TypeStep(10, 500),
        "ui_strong": TypeStep(10, 600),
        "row": TypeStep(10.5, 600),
        "row_own": TypeStep(10.5),
        "section": TypeStep(11, 600),
        "note": TypeStep(12),
        "pane_title": TypeStep(14, 600),
        "page_title": TypeStep(17, 600),
        "page_title_own": TypeStep(14),
        "figure": TypeStep(20, 600),
    }
)
SMALLEST_POINTS = 9.0
NOTE_LINE_HEIGHT = 1.55
NOTE_LINE_HEIGHT_ARABIC = 1.7

# Spacing, on a grid of 4.
GRID = 4
GAP_SMALL, GAP, GAP_LARGE = 8, 12, 16
PANE_PADDING, PAGE_PADDING = 16, 24

# Corners.
RADIUS_TAG, RADIUS_CONTROL, RADIUS_CARD, RADIUS_ROUND = 4, 6, 8, 12

# Heights and widths in device-independent pixels.
HEIGHT_NAV = 32
HEIGHT_FIELD = 32
HEIGHT_BUTTON = 30
HEIGHT_CHIP = 24
HEIGHT_ROW_CASE = 56
HEIGHT_ROW_SLOT = 50
HEIGHT_ROW_REVIEW = 52
HEIGHT_ROW_READINESS = 39
HEIGHT_ROW_FIGURES = 31
HEIGHT_ROW_SECTION = 31
HEIGHT_STATUS = 28
WIDTH_RAIL = 176
WIDTH_LIST_LEAST, WIDTH_LIST_MOST = 336, 372
SELECTION_BAR = 3
FOCUS_FRAME = 2

ICON_SMALL, ICON, ICON_LARGE = 14, 16, 18
ICON_STROKE = 1.75


def _linear(channel: int) -> float:
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB` as WCAG 2 defines it, from 0 to 1."""
    digits = colour.removeprefix("#")
    red, green, blue = (_linear(int(digits[at : at + 2], 16)) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(a: str, b: str) -> float:
    """Contrast of two colours `#RRGGBB` as WCAG 2 defines it, from 1 to 21; order does not matter."""
    lighter, darker = sorted((luminance(a), luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
