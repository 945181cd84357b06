"""The promises of the token table, in figures."""

import re
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.desktop.look import tokens as table
from counsellor_app.desktop.look.tokens import DARK, LIGHT, Tokens, contrast_ratio

PANES = ("rail", "list", "page", "raised", "hover")
ALL_SURFACES = (*PANES, "pressed", "selection", "tint")
MEANINGS = ("green", "amber", "red")
BOTH = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


def worst(tokens: Tokens, role: str, surfaces: tuple[str, ...]) -> float:
    return min(contrast_ratio(tokens.colour(role), tokens.colour(surface)) for surface in surfaces)


@pytest.mark.parametrize(
    ("role", "surfaces", "light", "dark"),
    [
        ("text", ALL_SURFACES, 11.8, 9.8),
        ("text2", ALL_SURFACES, 5.2, 5.8),
        ("text3", PANES, 4.59, 5.4),
        ("accent", ALL_SURFACES, 4.6, 5.5),
        ("border", (*PANES, "selection"), 3.1, 3.3),
    ],
)
def test_each_colour_keeps_its_promised_contrast(
    role: str, surfaces: tuple[str, ...], light: float, dark: float
) -> None:
    assert worst(LIGHT, role, surfaces) >= light
    assert worst(DARK, role, surfaces) >= dark


@BOTH
@pytest.mark.parametrize("role", ["text", "text2", "accent"])
def test_text_is_legible_on_every_surface(tokens: Tokens, role: str) -> None:
    assert worst(tokens, role, ALL_SURFACES) >= 4.5


@BOTH
@pytest.mark.parametrize("meaning", MEANINGS)
def test_a_meaning_is_legible_on_its_tint_and_on_panes(tokens: Tokens, meaning: str) -> None:
    assert worst(tokens, meaning, (f"{meaning}_surface",)) >= 5.49
    assert worst(tokens, meaning, ("rail", "list", "page", "raised", "hover")) >= 5.1
    assert worst(tokens, meaning, ("selection",)) >= 4.5


@BOTH
@pytest.mark.parametrize("meaning", MEANINGS)
def test_a_shape_can_be_told_from_its_ground(tokens: Tokens, meaning: str) -> None:
    surfaces = ("rail", "list", "page", "raised", f"{meaning}_surface")
    assert worst(tokens, f"{meaning}_shape", surfaces) >= 3.0


@BOTH
def test_filled_and_tinted_controls_are_legible(tokens: Tokens) -> None:
    assert worst(tokens, "on_fill", ("accent_fill", "accent_fill_hover")) >= 4.5
    assert worst(tokens, "on_tint", ("tint",)) >= 7.0
    for role in ("text", "text2"):
        assert worst(tokens, role, ("chosen", *(f"{meaning}_surface" for meaning in MEANINGS))) >= 4.5
    assert worst(tokens, "chart_grey", ("list", "page")) >= 3.0


@BOTH
def test_every_colour_is_written_as_rrggbb(tokens: Tokens) -> None:
    values = asdict(tokens)
    values.pop("scheme")
    assert all(re.fullmatch("#[0-9A-F]{6}", value) for value in values.values())
    assert set(values) == set(table.COLOUR_ROLES)


def test_a_name_that_is_no_colour_is_refused() -> None:
    with pytest.raises(KeyError):
        LIGHT.colour("scheme")


def test_no_text_is_smaller_than_nine_points() -> None:
    assert min(step.points for step in table.TYPE_SCALE.values()) >= table.SMALLEST_POINTS == 9


def test_spacing_stands_on_the_grid() -> None:
    spaces = (table.GAP_SMALL, table.GAP, table.GAP_LARGE, table.PANE_PADDING, table.PAGE_PADDING)
    assert all(space % table.GRID == 0 for space in spaces)


@given(colours, colours)
def test_contrast_is_symmetric_and_bounded(a: str, b: str) -> None:
    assert contrast_ratio(a, b) == contrast_ratio(b, a)
    assert 1.0 <= contrast_ratio(a, b) <= 21.01
    assert contrast_ratio(a, a) == 1.0
