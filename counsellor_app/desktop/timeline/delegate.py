"""Paints a timeline: days, the line with its nodes, who and which device, and whether the office has it.

Text is laid out once for each entry and width and kept; scrolling only draws.
"""

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from counsellor_app.desktop.look.bidi import Direction, isolate
from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.icons import draw_icon
from counsellor_app.desktop.look.painting import RTL, Line, baseline_for, text_width
from counsellor_app.desktop.look.rows import ROW_ROLE
from counsellor_app.desktop.look.states import State, look_of
from counsellor_app.desktop.look.theme import tokens
from counsellor_app.desktop.look.tokens import FOCUS_FRAME, ICON_SMALL, RADIUS_CONTROL
from counsellor_app.desktop.timeline.state import Hanging, Heading, Shown, office
from counsellor_app.desktop.timeline.text_block import Emphasis, TextBlock
from counsellor_app.domain.overviews import Origin
from sync.wording import _

Index = QModelIndex | QPersistentModelIndex
COLLAPSED_LINES = 4
_HEADING, _FIRST_LINE, _STEP, _BELOW = 38, 36, 20, 8
_NODE, _NODE_AT, _TEXT_AT, _HANGING_AT = 12, 62, 84, 12
_SEGMENT, _KEPT = 16, 600


@dataclass(frozen=True, slots=True)
class _Laid:
    """The text of one entry laid out for a width."""

    body: TextBlock | None
    hanging: tuple[TextBlock, ...]
    height: int


class TimelineDelegate(QStyledItemDelegate):
    """Rows of :mod:`counsellor_app.desktop.timeline.state`. ``margin``: free room at both sides (px)."""

    heights_changed = Signal()

    def __init__(self, margin: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._margin = margin
        self._kept: OrderedDict[tuple[str, int, bool, bool, int], _Laid] = OrderedDict()
        self._open: set[str] = set()
        self._body_face, self._strong, self._meta = font("ui"), font("ui_strong"), font("meta")
        self._state_face, self._day_face = font("meta_medium"), font("meta_strong")

    # --- what is unfolded

    def toggle(self, entry_id: str) -> None:
        """Show the whole text of an entry, or only its first lines again."""
        self._open ^= {entry_id}
        self.heights_changed.emit()

    def is_open(self, entry_id: str) -> bool:
        """Whether the whole text is shown."""
        return entry_id in self._open

    def forget(self) -> None:
        """Another case: nothing is unfolded, nothing is kept."""
        self._open.clear()
        self._kept.clear()

    # --- measuring

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the text is at the width of the view."""
        row = index.data(ROW_ROLE)
        if isinstance(row, Heading):
            return QSize(0, _HEADING)
        if not isinstance(row, Shown):
            return QSize(0, 0)
        return QSize(0, self._laid(row, self._width(option.widget), self._mirrored(option)).height)

    def _width(self, widget: QWidget | None) -> int:
        """Width for text; measured on the view, because an option carries no width while sizes are asked."""
        if isinstance(widget, QAbstractItemView):
            return max(120, widget.viewport().width() - 2 * self._margin - _TEXT_AT)
        return 400

    @staticmethod
    def _mirrored(option: QStyleOptionViewItem) -> bool:
        return option.widget.layoutDirection() == RTL

    def _laid(self, row: Shown, width: int, mirrored: bool) -> _Laid:
        key = (row.id, width, self.is_open(row.id), mirrored, hash((row.body, row.hanging)))
        found = self._kept.get(key)
        if found is None:
            found = self._lay_out(row, width, mirrored)
            self._kept[key] = found
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return found

    def _lay_out(self, row: Shown, width: int, mirrored: bool) -> _Laid:
        direction: Direction = "rtl" if mirrored else "ltr"
        lines = 0 if self.is_open(row.id) else COLLAPSED_LINES
        body = TextBlock(row.body, self._body_face, width, _STEP, direction, lines) if row.body else None
        hanging = tuple(self._hanging(part, width, direction) for part in row.hanging)
        height: float = _FIRST_LINE
        if body is not None:
            height += body.height - 4 + (_STEP if body.hidden else 0)
        height += sum(block.height + 4 for block in hanging)
        return _Laid(body, hanging, int(height) + (_BELOW if body is not None or hanging else 0))

    def _hanging(self, part: Hanging, width: int, direction: Direction) -> TextBlock:
        head = " · ".join(word for word in (f"{part.title} {part.day}", part.reason) if word)
        text = f"{head} · {isolate(part.text)}"
        strong = Emphasis(0, len(part.title), self._strong)
        room = width - _HANGING_AT - self._office_width(part.origin) - _SEGMENT
        return TextBlock(text, self._body_face, room, _STEP, direction, emphasis=(strong,))

    def _office_width(self, origin: Origin) -> float:
        return text_width(office(origin), self._state_face) + ICON_SMALL + 6

    # --- painting

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a day or an entry."""
        row = index.data(ROW_ROLE)
        rect = option.rect.adjusted(self._margin, 0, -self._margin, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, Heading):
            line = self._line(painter, rect, rect.top() + _HEADING - 17, option)
            line.baseline = baseline_for(self._day_face, rect.top() + _HEADING - 17)
            line.lead(row.text, self._day_face, tokens().text2)
        elif isinstance(row, Shown):
            self._paint_entry(painter, option, rect, row, index)
        painter.restore()

    def _line(self, painter: QPainter, rect: QRect, middle: float, option: QStyleOptionViewItem) -> Line:
        baseline = baseline_for(self._body_face, middle)
        return Line(painter, rect.left(), rect.right() + 1, baseline, option.direction)

    def _paint_entry(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, row: Shown, index: Index
    ) -> None:
        laid = self._laid(row, self._width(option.widget), self._mirrored(option))
        middle = rect.top() + _FIRST_LINE / 2
        self._paint_choice(painter, option, rect)
        self._paint_node(painter, option, rect, row, index)
        line = self._line(painter, rect, middle, option)
        line.baseline = baseline_for(self._meta, middle)
        line.lead(row.time, self._meta, tokens().text2)
        line.baseline = baseline_for(self._body_face, middle)
        mirrored = option.direction == RTL
        if mirrored:
            line.right = rect.right() + 1 - _TEXT_AT
        else:
            line.left = rect.left() + _TEXT_AT
        self._paint_origin(line, row.origin, middle, whole=True)
        line.lead(row.title, self._strong, tokens().text, 6)
        if row.waits:
            line.lead(row.waits, self._state_face, tokens().amber, 6)
        line.lead(row.detail, self._body_face, tokens().text)
        self._paint_below(painter, option, rect, row, laid)

    def _paint_choice(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect) -> None:
        """The entry the keyboard is at, while the list has the focus."""
        if not option.state & QStyle.StateFlag.State_HasFocus:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tokens().accent), FOCUS_FRAME))
        frame = QRectF(rect).adjusted(-8, 3, 8, -1)
        painter.drawRoundedRect(frame, RADIUS_CONTROL, RADIUS_CONTROL)

    def _paint_node(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, row: Shown, index: Index
    ) -> None:
        colours = tokens()
        mirrored = option.direction == RTL
        x = rect.right() + 1 - _NODE_AT if mirrored else rect.left() + _NODE_AT
        y = rect.top() + _FIRST_LINE / 2
        below = index.sibling(index.row() + 1, 0)
        goes_on = isinstance(below.data(ROW_ROLE), Shown) or rect.height() > _FIRST_LINE
        above = index.sibling(index.row() - 1, 0)
        painter.setPen(QPen(QColor(colours.hairline), 1))
        if isinstance(above.data(ROW_ROLE), Shown):
            painter.drawLine(int(x), rect.top(), int(x), int(y) - _NODE)
        if goes_on:
            painter.drawLine(int(x), int(y) + _NODE, int(x), rect.bottom() + 1)
        painter.setBrush(QColor(colours.raised))
        painter.drawEllipse(QRectF(x - _NODE + 0.5, y - _NODE + 0.5, 2 * _NODE, 2 * _NODE))
        spot = QRectF(x - ICON_SMALL / 2 + 0.5, y - ICON_SMALL / 2 + 0.5, ICON_SMALL, ICON_SMALL)
        draw_icon(painter, spot, row.icon, "text2", option.direction)

    def _paint_origin(self, line: Line, origin: Origin, middle: float, *, whole: bool) -> None:
        """Who, which device, and whether the office has it, from the trailing end inwards."""
        colours = tokens()
        look = look_of(State.AT_OFFICE if origin.at_office else State.UNSENT)
        baseline = line.baseline
        face = self._meta if origin.at_office else self._state_face
        line.baseline = baseline_for(face, middle)
        line.trail(office(origin), face, colours.colour(look.word), 6)
        line.icon(look.icon, look.shape, ICON_SMALL, middle, _SEGMENT, leading=False)
        if whole:
            line.baseline = baseline_for(self._meta, middle)
            if origin.clock_doubt:
                line.trail(_("clock doubtful"), self._state_face, colours.amber, _SEGMENT)
            line.trail(origin.device_label, self._meta, colours.text3, 6)
            line.icon("laptop", "text3", ICON_SMALL, middle, _SEGMENT, leading=False)
            line.trail(origin.author_name, self._meta, colours.text3, _SEGMENT)
        line.baseline = baseline

    def _paint_below(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, row: Shown, laid: _Laid
    ) -> None:
        colours = tokens()
        mirrored = option.direction == RTL
        x = rect.left() if mirrored else rect.left() + _TEXT_AT
        y: float = rect.top() + _FIRST_LINE - 4
        if laid.body is not None:
            laid.body.draw(painter, x, y, colours.text2)
            y += laid.body.height
            if laid.body.hidden:
                self._paint_more(painter, option, rect, y)
                y += _STEP
        for part, block in zip(row.hanging, laid.hanging, strict=True):
            self._paint_hanging(painter, option, rect, part, block, y + 4)
            y += block.height + 4

    def _paint_more(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, y: float) -> None:
        line = self._line(painter, rect, y + _STEP / 2, option)
        if line.mirrored:
            line.right -= _TEXT_AT
        else:
            line.left += _TEXT_AT
        line.lead(_("… Space shows all"), self._meta, tokens().text3)

    def _paint_hanging(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        rect: QRect,
        part: Hanging,
        block: TextBlock,
        y: float,
    ) -> None:
        colours, mirrored = tokens(), option.direction == RTL
        edge = rect.right() + 1 - _TEXT_AT if mirrored else rect.left() + _TEXT_AT
        bar = QRectF(edge - 2 if mirrored else edge, y, 2, block.height)
        painter.fillRect(bar, QColor(colours.text3))
        line = self._line(painter, rect, y + _STEP / 2, option)
        self._paint_origin(line, part.origin, y + _STEP / 2, whole=False)
        room = rect.width() - _TEXT_AT - _HANGING_AT - self._office_width(part.origin) - _SEGMENT
        x = edge - _HANGING_AT - room if mirrored else edge + _HANGING_AT
        block.draw(painter, x, y, colours.text2)
