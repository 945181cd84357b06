"""Painting list rows: two lines, icons, a bar on the chosen one, a hairline beneath each.

One delegate serves every list. A model answers `ROW_ROLE` with `RowParts` or `SectionParts`; a subclass
may override `parts` instead. Nothing here is computed twice for the same scheme.
"""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.painting import RTL, Line, baseline_for, text_width
from counsellor_app.desktop.look.rows import ROW_ROLE, RowParts, SectionParts
from counsellor_app.desktop.look.states import look_of
from counsellor_app.desktop.look.theme import tokens
from counsellor_app.desktop.look.tokens import (
    FOCUS_FRAME,
    HEIGHT_ROW_CASE,
    HEIGHT_ROW_SECTION,
    ICON_SMALL,
    PANE_PADDING,
    SELECTION_BAR,
)

Index = QModelIndex | QPersistentModelIndex
_State = QStyle.StateFlag
_NAME_GAP = 9
_ICON_GAP = 9
_LINE_GAP = 12
_LEAD_WIDTH = 52
_LEAD_ICON = 18
_LINE_STEP = 20  # between the middles of the two lines


class _Fonts:
    """The fonts of rows, made once."""

    def __init__(self) -> None:
        self.title: QFont = font("row")
        self.own: QFont = font("row_own")
        self.second: QFont = font("ui")
        self.line2: QFont = font("meta")
        self.line2_state: QFont = font("meta_medium")
        self.meta: QFont = font("meta")
        self.section: QFont = font("meta_strong")


class TwoLineDelegate(QStyledItemDelegate):
    """Paints `RowParts` in a fixed height, mirrored where the layout is."""

    def __init__(
        self,
        height: int = HEIGHT_ROW_CASE,
        *,
        centred_meta: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._height, self._centred_meta = height, centred_meta
        self._fonts = _Fonts()

    # --- what to paint

    def parts(self, index: Index) -> RowParts | SectionParts | None:
        """The row behind an index."""
        found = index.data(ROW_ROLE)
        return found if isinstance(found, RowParts | SectionParts) else None

    def row_height(self) -> int:
        """The height of the design, or more if the machine's fonts are larger."""
        lines = QFontMetricsF(self._fonts.title).height() + QFontMetricsF(self._fonts.line2).height()
        return max(self._height, int(lines) + 12)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Fixed heights, so that a list of any length is laid out at once."""
        if isinstance(self.parts(index), SectionParts):
            return QSize(0, HEIGHT_ROW_SECTION)
        return QSize(0, self.row_height())

    # --- painting

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paints a row or a heading."""
        parts = self.parts(index)
        if parts is None:
            super().paint(painter, option, index)
            return
        painter.save()
        painter.setClipRect(option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(parts, SectionParts):
            self._paint_section(painter, option, parts)
        else:
            paint_row_ground(painter, option)
            self._paint_row(painter, option, parts)
        paint_hairline(painter, option.rect)
        painter.restore()

    def _middles(self, rect: QRect, two_lines: bool) -> tuple[float, float]:
        middle = rect.top() + rect.height() / 2 - 0.5
        step = _LINE_STEP / 2 if two_lines else 0
        return middle - step, middle + step

    def _line(self, painter: QPainter, option: QStyleOptionViewItem, face: QFont, middle: float) -> Line:
        left, right = option.rect.left() + PANE_PADDING, option.rect.right() + 1 - PANE_PADDING
        return Line(painter, left, right, baseline_for(face, middle), option.direction)

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, parts: RowParts) -> None:
        first, second = self._middles(option.rect, bool(parts.line2 or parts.icons))
        upper = self._line(painter, option, self._fonts.title, first)
        lower = self._line(painter, option, self._fonts.line2, second)
        self._paint_lead(upper, lower, option.rect, parts)
        if self._centred_meta:
            self._paint_centred(upper, lower, option, parts)
        else:
            upper.trail(parts.meta, self._fonts.meta, self._meta_colour(option, parts), _LINE_GAP)
            paint_icons(lower, parts, second, option)
        self._paint_names(upper, parts)
        state = parts.line2_state
        colour = look_of(state).word if state else "text2"
        lower.lead_facts(parts.line2, self._fonts.line2_state if state else self._fonts.line2, tokens().colour(colour))

    def _paint_names(self, line: Line, parts: RowParts) -> None:
        colours = tokens()
        if parts.quiet:
            line.lead(parts.title, self._fonts.second, colours.text2, _NAME_GAP)
            return
        line.lead(parts.title, self._fonts.title, colours.text, _NAME_GAP)
        line.lead(parts.own_script, self._fonts.own, colours.text2, _NAME_GAP)
        line.lead(parts.second, self._fonts.second, colours.text2)

    def _meta_colour(self, option: QStyleOptionViewItem, parts: RowParts) -> str:
        default = "text2" if option.state & _State.State_Selected else "text3"
        return tokens().colour(parts.meta_tone or default)

    def _paint_lead(self, upper: Line, lower: Line, rect: QRect, parts: RowParts) -> None:
        """Time and shape before both lines, as in the queue of an hour."""
        if not parts.lead and parts.lead_icon is None:
            return
        middle = rect.top() + rect.height() / 2 - 0.5
        baseline, upper.baseline = upper.baseline, baseline_for(self._fonts.second, middle)
        outer = upper.right if upper.mirrored else upper.left
        upper.lead(parts.lead, self._fonts.second, tokens().text2)
        room = _LEAD_WIDTH if parts.lead else 0
        inner = outer - room if upper.mirrored else outer + room
        self._set_leading_edge(upper, inner)
        if parts.lead_icon is not None:
            name, role, _tip = parts.lead_icon
            upper.icon(name, role, _LEAD_ICON, middle, _LINE_GAP)
        upper.baseline = baseline
        self._set_leading_edge(lower, upper.right if upper.mirrored else upper.left)

    def _paint_centred(self, upper: Line, lower: Line, option: QStyleOptionViewItem, parts: RowParts) -> None:
        """Meta and icons on the middle of the row instead of on its lines."""
        middle = option.rect.top() + option.rect.height() / 2 - 0.5
        baseline = upper.baseline
        paint_icons(upper, parts, middle, option)
        upper.baseline = baseline_for(self._fonts.meta, middle)
        upper.trail(parts.meta, font("meta_medium"), self._meta_colour(option, parts), _LINE_GAP)
        upper.baseline = baseline
        if lower.mirrored:
            lower.left = upper.left
        else:
            lower.right = upper.right

    @staticmethod
    def _set_leading_edge(line: Line, edge: float) -> None:
        if line.mirrored:
            line.right = edge
        else:
            line.left = edge

    def _paint_section(self, painter: QPainter, option: QStyleOptionViewItem, parts: SectionParts) -> None:
        colours, middle = tokens(), option.rect.top() + option.rect.height() / 2 - 0.5
        painter.fillRect(option.rect, QColor(colours.raised))
        line = self._line(painter, option, self._fonts.section, middle)
        if parts.icon:
            line.icon(parts.icon, parts.icon_role, ICON_SMALL, middle, _ICON_GAP)
        note_width = text_width(parts.note, self._fonts.meta)
        if line.room > note_width + text_width(parts.title, self._fonts.section) + _LINE_GAP:
            line.trail(parts.note, self._fonts.meta, colours.text3, _LINE_GAP)
        line.lead(parts.title, self._fonts.section, colours.text2)

    # --- pointing

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Says the word of the icon beneath the pointer, or the whole row if something was shortened."""
        parts = self.parts(index)
        if event.type() != QEvent.Type.ToolTip or not isinstance(parts, RowParts):
            return bool(super().helpEvent(event, view, option, index))
        option.rect = view.visualRect(index)
        option.direction = view.layoutDirection()
        QToolTip.showText(event.globalPos(), self.tooltip_at(event.pos(), option, parts), view)
        return True

    def tooltip_at(self, position: QPoint, option: QStyleOptionViewItem, parts: RowParts) -> str:
        """What a pointer at `position` wants to know."""
        rects = icon_rects(option.rect, len(parts.icons), option.direction)
        for rect, (_icon, _role, tip) in zip(rects, reversed(parts.icons), strict=True):
            if rect.left() - 4 <= position.x() <= rect.right() + 4 and self._on_icons(position, option.rect):
                return tip
        return parts.spoken() if self._shortened(option.rect, parts) else ""

    def _on_icons(self, position: QPoint, rect: QRect) -> bool:
        return self._centred_meta or position.y() >= rect.center().y()

    def _shortened(self, rect: QRect, parts: RowParts) -> bool:
        room = rect.width() - 2 * PANE_PADDING
        names = text_width(parts.title, self._fonts.title) + text_width(parts.own_script, self._fonts.own)
        names += text_width(parts.second, self._fonts.second) + text_width(parts.meta, self._fonts.meta)
        below = text_width(parts.line2, self._fonts.line2) + len(parts.icons) * (ICON_SMALL + _ICON_GAP)
        lead = _LEAD_ICON + _LINE_GAP if parts.lead_icon else 0
        lead += _LEAD_WIDTH if parts.lead else 0
        return max(names + 3 * _NAME_GAP, below + _LINE_GAP) + lead > room


def icon_rects(rect: QRect, count: int, direction: Qt.LayoutDirection) -> list[QRectF]:
    """Where `count` icons at the trailing end of a row stand, from the outside inwards."""
    step = ICON_SMALL + _ICON_GAP
    if direction == RTL:
        starts = [rect.left() + PANE_PADDING + place * step for place in range(count)]
    else:
        outer = rect.right() + 1 - PANE_PADDING - ICON_SMALL
        starts = [outer - place * step for place in range(count)]
    return [QRectF(start, rect.top(), ICON_SMALL, rect.height()) for start in starts]


def paint_icons(line: Line, parts: RowParts, middle: float, option: QStyleOptionViewItem) -> None:
    """Paints the icons of a row at the trailing end, the last one outermost."""
    selected = bool(option.state & _State.State_Selected)
    for name, role, _tip in reversed(parts.icons):
        legible = "text2" if selected and role == "text3" else role
        line.icon(name, legible, ICON_SMALL, middle, _ICON_GAP, leading=False)


def paint_row_ground(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Paints what lies beneath a row: chosen, hovered, or nothing; the bar; the focus frame."""
    colours, rect = tokens(), option.rect
    if option.state & _State.State_Selected:
        painter.fillRect(rect, QColor(colours.selection))
        x = rect.right() + 1 - SELECTION_BAR if option.direction == RTL else rect.left()
        painter.fillRect(x, rect.top(), SELECTION_BAR, rect.height(), QColor(colours.accent))
    elif option.state & _State.State_MouseOver:
        painter.fillRect(rect, QColor(colours.hover))
    if option.state & _State.State_HasFocus:
        painter.setPen(QPen(QColor(colours.accent), FOCUS_FRAME))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(rect).adjusted(1, 1, -1, -1))


def paint_hairline(painter: QPainter, rect: QRect) -> None:
    """Paints the line of one pixel beneath a row."""
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens().hairline))


def prepare_list(view: QListView, delegate: QStyledItemDelegate, accessible_name: str) -> None:
    """Sets a list up for rows of a delegate: no frame, hover, smooth scrolling, a name."""
    delegate.setParent(view)
    view.setItemDelegate(delegate)
    view.setAccessibleName(accessible_name)
    view.setFrameShape(QListView.Shape.NoFrame)
    view.setMouseTracking(True)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
