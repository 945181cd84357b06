"""Facts and tags on as many lines as they need: nothing outside, nothing over another, the end where it belongs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from counsellor_app.desktop.look.flow_layout import FlowLayout


class Box(QWidget):
    """A widget that wants one size and can be narrower."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self._wanted = QSize(width, height)

    def sizeHint(self) -> QSize:
        return self._wanted

    def minimumSizeHint(self) -> QSize:
        return QSize(10, self._wanted.height())


boxes = st.lists(st.tuples(st.integers(10, 300), st.integers(10, 30)), min_size=1, max_size=9)


def laid_out(sizes: list[tuple[int, int]], width: int, at_end: int, mirrored: bool) -> tuple[QWidget, list[QWidget]]:
    ground = QWidget()
    ground.setLayoutDirection(Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight)
    flow = FlowLayout(ground, gap=7, line_gap=3, at_end=at_end)
    made: list[QWidget] = [Box(*size) for size in sizes]
    for box in made:
        flow.addWidget(box)
    ground.resize(width, flow.heightForWidth(width))
    flow.setGeometry(ground.rect())
    return ground, made


@pytest.mark.usefixtures("qapp")
@given(boxes, st.integers(60, 700), st.integers(0, 3), st.booleans())
def test_every_box_has_its_place_within_the_lines(
    sizes: list[tuple[int, int]], width: int, at_end: int, mirrored: bool
) -> None:
    ground, made = laid_out(sizes, width, at_end, mirrored)
    for place, box in enumerate(made):
        assert ground.rect().contains(box.geometry())
        assert box.width() == min(sizes[place][0], width)
        assert not any(box.geometry().intersects(other.geometry()) for other in made[:place])
    tops = [box.geometry().center().y() for box in made]
    read = [width - box.geometry().right() - 1 if mirrored else box.x() for box in made]
    for before, after in zip(range(len(made)), range(1, len(made)), strict=False):
        assert tops[after] > tops[before] or read[after] > read[before], "in the order of reading"
    ground.deleteLater()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("mirrored", [False, True])
def test_the_end_stands_at_the_end_while_there_is_room(mirrored: bool) -> None:
    ground, (_first, second, tag) = laid_out([(100, 20), (100, 20), (60, 22)], 400, 1, mirrored)
    assert tag.x() == (0 if mirrored else 340)
    assert tag.geometry().center().y() == pytest.approx(second.geometry().center().y(), abs=1)
    ground.deleteLater()
    ground, (_first, second, tag) = laid_out([(100, 20), (100, 20), (60, 22)], 250, 1, mirrored)
    assert tag.x() == (190 if mirrored else 0)
    assert tag.y() > second.geometry().bottom()
    ground.deleteLater()


@pytest.mark.usefixtures("qapp")
def test_an_end_that_is_hidden_leaves_the_others_where_they_are() -> None:
    ground, (first, second, tag) = laid_out([(100, 20), (100, 20), (60, 22)], 400, 1, False)
    tag.hide()
    flow = ground.layout()
    assert isinstance(flow, FlowLayout)
    flow.setGeometry(ground.rect())
    assert (first.x(), second.x()) == (0, 107)
    assert flow.heightForWidth(400) == 20
    ground.deleteLater()
