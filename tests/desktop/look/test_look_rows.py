"""Rows of lists: they mirror, they shorten, and they tell a screen reader what they show."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QListView, QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from counsellor_app.desktop.look.delegates import TwoLineDelegate
from counsellor_app.desktop.look.row_list import RowList
from counsellor_app.desktop.look.rows import ROW_ROLE, RowParts, SectionParts
from counsellor_app.desktop.look.tokens import (
    HEIGHT_ROW_CASE,
    HEIGHT_ROW_REVIEW,
    HEIGHT_ROW_SECTION,
    LIGHT,
    PANE_PADDING,
    SELECTION_BAR,
)
from tests.conftest import examples

LEFT, RIGHT = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
BLANK = "#FF00FF"
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60)
row_icon = st.tuples(
    st.sampled_from(["hourglass", "plane", "baby", "file-text"]), st.sampled_from(["text2", "text3", "red"]), words
)
rows = st.builds(
    RowParts,
    title=words,
    second=words,
    own_script=words,
    meta=words,
    line2=words,
    line2_state=st.sampled_from(["", "danger", "waits"]),
    icons=st.lists(row_icon, max_size=4).map(tuple),
    lead=words,
    lead_icon=st.none() | row_icon,
)


def model(*parts: RowParts | SectionParts) -> QStandardItemModel:
    made = QStandardItemModel()
    for part in parts:
        item = QStandardItem(part.spoken())
        item.setData(part, ROW_ROLE)
        made.appendRow(item)
    return made


def paint(
    parts: RowParts | SectionParts,
    direction: Qt.LayoutDirection = LEFT,
    width: int = 336,
    state: QStyle.StateFlag = QStyle.StateFlag.State_Enabled,
) -> QImage:
    image = QImage(width, HEIGHT_ROW_CASE, QImage.Format.Format_RGB32)
    image.fill(QColor(BLANK))
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, width, HEIGHT_ROW_CASE)
    option.direction = direction
    option.state = state
    painter = QPainter(image)
    held = model(parts)
    TwoLineDelegate().paint(painter, option, held.index(0, 0))
    painter.end()
    return image


def touched(image: QImage, columns: range) -> bool:
    """Whether anything but ground and hairline is painted in these columns."""
    blank = QColor(BLANK).rgb()
    return any(image.pixel(x, y) != blank for x in columns for y in range(image.height() - 1))


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=rows, width=st.integers(20, 500), direction=st.sampled_from([LEFT, RIGHT]))
def test_nothing_is_painted_into_the_padding(
    dressed: QApplication, parts: RowParts, width: int, direction: Qt.LayoutDirection
) -> None:
    image = paint(parts, direction, width)
    spill = 6  # glyphs may lean out of their own width a little
    assert not touched(image, range(max(0, min(width, PANE_PADDING) - spill)))
    assert not touched(image, range(width - min(width, PANE_PADDING) + spill, width))


def test_the_bar_of_the_chosen_row_stands_where_reading_starts(dressed: QApplication) -> None:
    chosen = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_Enabled
    row = RowParts("Amina")
    accent = QColor(LIGHT.accent).rgb()
    left, right = paint(row, LEFT, state=chosen), paint(row, RIGHT, state=chosen)
    assert all(left.pixel(x, 20) == accent for x in range(SELECTION_BAR))
    assert all(right.pixel(right.width() - 1 - x, 20) == accent for x in range(SELECTION_BAR))
    assert left.pixel(10, 2) == right.pixel(right.width() - 10, 2) == QColor(LIGHT.selection).rgb()


@pytest.mark.parametrize("direction", [LEFT, RIGHT])
def test_the_title_stands_where_reading_starts(dressed: QApplication, direction: Qt.LayoutDirection) -> None:
    image = paint(RowParts("Amina"), direction)
    half = image.width() // 2
    first, last = touched(image, range(half)), touched(image, range(half, image.width()))
    assert (first, last) == ((True, False) if direction == LEFT else (False, True))


def test_every_row_has_a_hairline(dressed: QApplication) -> None:
    image = paint(RowParts("Amina"))
    line = QColor(LIGHT.hairline).rgb()
    assert all(image.pixel(x, image.height() - 1) == line for x in range(image.width()))


def test_heights_are_those_of_the_design(dressed: QApplication) -> None:
    option = QStyleOptionViewItem()
    held = model(RowParts("Amina"), SectionParts("Conflicten 1"))
    for height in (HEIGHT_ROW_CASE, HEIGHT_ROW_REVIEW):
        delegate = TwoLineDelegate(height)
        assert delegate.sizeHint(option, held.index(0, 0)) == QSize(0, height)
        assert delegate.sizeHint(option, held.index(1, 0)) == QSize(0, HEIGHT_ROW_SECTION)


@pytest.mark.parametrize("direction", [LEFT, RIGHT])
def test_each_icon_says_its_word(dressed: QApplication, direction: Qt.LayoutDirection) -> None:
    parts = RowParts("Amina", icons=(("baby", "text2", "minderjarig"), ("plane", "text2", "reist")))
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 336, HEIGHT_ROW_CASE)
    option.direction = direction
    outermost = 336 - PANE_PADDING - 5 if direction == LEFT else PANE_PADDING + 5
    inner = outermost - 23 if direction == LEFT else outermost + 23
    delegate = TwoLineDelegate()
    assert delegate.tooltip_at(QPoint(outermost, 38), option, parts) == "reist"
    assert delegate.tooltip_at(QPoint(inner, 38), option, parts) == "minderjarig"
    assert delegate.tooltip_at(QPoint(168, 10), option, parts) == ""


def test_a_shortened_row_says_itself(dressed: QApplication) -> None:
    parts = RowParts("een naam die nergens in past " * 3, line2="Contact")
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 336, HEIGHT_ROW_CASE)
    assert TwoLineDelegate().tooltip_at(QPoint(100, 10), option, parts) == parts.spoken()


@given(rows)
def test_what_is_spoken_holds_all_that_is_shown(parts: RowParts) -> None:
    shown = [parts.title, parts.own_script, parts.second, parts.line2, parts.meta]
    assert all(word in parts.spoken() for word in shown + [tip for _name, _role, tip in parts.icons])


@pytest.mark.parametrize("direction", [LEFT, RIGHT])
@pytest.mark.parametrize("count", [2, 60])
def test_rows_reach_both_edges_beneath_the_scroll_bar(
    dressed: QApplication, qtbot: QtBot, direction: Qt.LayoutDirection, count: int
) -> None:
    view = RowList(TwoLineDelegate(), "Dossiers")
    qtbot.addWidget(view)
    held = model(*(RowParts(f"Naam {number}") for number in range(count)))
    view.setModel(held)
    view.setLayoutDirection(direction)
    view.resize(336, 400)
    view.show()
    qtbot.waitExposed(view)
    dressed.processEvents()
    assert view.viewport().geometry() == view.rect()
    assert isinstance(view, QListView)
    assert view.accessibleName() == "Dossiers"
