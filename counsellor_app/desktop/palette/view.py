"""One box for everything: type, and people, commands, screens and notes stand beneath it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QStyleOptionViewItem, QVBoxLayout, QWidget

from counsellor_app.desktop.clock import now_ms
from counsellor_app.desktop.context import Command, DesktopContext
from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.look.delegates import TwoLineDelegate
from counsellor_app.desktop.look.dress import set_card
from counsellor_app.desktop.look.key_words import key_text
from counsellor_app.desktop.look.row_list import RowList
from counsellor_app.desktop.look.rows import RowParts, SectionParts
from counsellor_app.desktop.look.search_field import SearchField
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL
from counsellor_app.desktop.palette.state import Ask, Heading, Line, Offer, PaletteState
from counsellor_app.desktop.row_times import row_time
from counsellor_app.desktop.rows_model import Index, RowsModel, spoken_parts
from counsellor_app.desktop.words.kind_words import facts
from counsellor_app.desktop.words.people import person_hit
from counsellor_app.domain.overviews import SearchHit
from counsellor_app.workflows import finding
from sync.wording import _

_WIDTH, _HEIGHT, _TOP, _ROW, _ONE_LINE = 640, 520, 56, 48, 34
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Rows(TwoLineDelegate):
    """Commands take one line, people and notes two."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as there are lines."""
        parts = self.parts(index)
        if isinstance(parts, RowParts) and not parts.line2:
            return QSize(0, _ONE_LINE)
        return super().sizeHint(option, index)


class Palette(QFrame):
    """Lies over the window it belongs to; Escape, or looking elsewhere, closes it."""

    def __init__(
        self, context: DesktopContext, commands: Callable[[], list[Command]], parent: QWidget | None = None
    ) -> None:
        owner = getattr(commands, "__self__", None)
        super().__init__(parent or (owner if isinstance(owner, QWidget) else None))
        set_card(self, "plain")
        self.setAccessibleName(_("Find anything"))
        self.state = PaletteState()
        self._context, self._source = context, commands
        self._commands: list[Command] = []
        self._back: QWidget | None = None
        self._moved = False
        self.field = SearchField(_("A name, a number, words of a note, a command"), _("Find anything"), _("Clear"))
        self.rows: RowsModel[Line] = RowsModel(
            line_parts, _spoken, _key, lambda line: not isinstance(line, Heading), parent=self
        )
        self.list = RowList(_Rows(_ROW), _("Found"))
        self.list.setModel(self.rows)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.clicked.connect(lambda _index: self._do_chosen())
        self.hint = text_label("", "meta", "text3")
        self.field.textChanged.connect(self._typed)
        self.field.installEventFilter(self)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(GAP, GAP, GAP, GAP_SMALL)
        top.addWidget(self.field)
        foot = QHBoxLayout()
        foot.setContentsMargins(GAP, GAP_SMALL, GAP, GAP_SMALL)
        foot.addWidget(self.hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        column.addLayout(foot)

    # --- coming and going

    def open(self, text: str = "") -> None:
        """Show it over its window, with *text* already typed, and take the focus."""
        if self.isVisible():
            self.field.selectAll()
            return
        self._back = QApplication.focusWidget()
        self._commands = self._source()
        self.state.opened([(command.text, command.key) for command in self._commands])
        self.field.blockSignals(True)
        self.field.setText(text)
        self.field.blockSignals(False)
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.field.end(False)
        host = self.parentWidget()
        if host is not None:
            host.installEventFilter(self)
        self._typed(text)
        self._show_lines()

    def close_unchanged(self) -> None:
        """Close, and go back to where one was."""
        back, had_focus = self._back, self.field.hasFocus()
        self._close()
        if had_focus and back is not None:
            back.setFocus(Qt.FocusReason.PopupFocusReason)

    def _close(self) -> None:
        self._back = None
        host = self.parentWidget()
        if host is not None:
            host.removeEventFilter(self)
        self.state.closed()
        self.hide()
        self.rows.show([])

    def _place(self) -> None:
        host = self.parentWidget()
        width, height = _WIDTH, _HEIGHT
        if host is not None:
            width, height = min(width, host.width() - 2 * GAP), min(height, host.height() - _TOP - GAP)
            self.setGeometry((host.width() - width) // 2, _TOP, width, height)

    # --- searching

    def _typed(self, text: str) -> None:
        self._moved = False
        ask = self.state.typed(text)
        if ask is not None:
            self._run(ask)
        self._show_lines()

    def _run(self, ask: Ask) -> None:
        self._context.run(
            partial(finding.search, self._context.session, ask.text, ask.limit, ask.only),
            owner=self,
            done=partial(self._arrived, ask),
            failed=lambda _error: self.state.failed(ask),
            latest="search",
        )

    def _arrived(self, ask: Ask, hits: list[SearchHit]) -> None:
        if not self.state.is_current(ask):
            return
        following = self.state.arrived(ask, hits)
        self._show_lines()
        if self.state.taking and not self.state.waits_for_names:
            self._do_chosen()
        elif following is not None:
            self._run(following)

    def _show_lines(self) -> None:
        chosen = self.rows.at(self.list.currentIndex()) if self._moved else None
        self.rows.show(self.state.lines())
        place = self.rows.place_of(_key(chosen)) if chosen is not None else -1
        if place < 0:
            place = self.rows.first()
        if place >= 0:
            self.list.setCurrentIndex(self.rows.index(place))
        if not self._moved:
            self.list.scrollToTop()
        self.hint.setText(self._hint())

    def _hint(self) -> str:
        if self.state.nothing_found():
            return _("Nothing found. Names are found in any script, notes by the beginning of their words.")
        if self.state.searching:
            return _("Searching…")
        return _("Enter opens · ↑ ↓ choose · Esc closes")

    # --- choosing

    def _do_chosen(self) -> None:
        line = self.rows.at(self.list.currentIndex())
        if isinstance(line, Offer):
            command = self._commands[line.place]
            self.close_unchanged()
            command.run()
        elif isinstance(line, SearchHit):
            self._close()
            if line.kind == "note":
                self._context.navigate("case", case_id=line.case, note_id=line.note)
            else:
                self._context.navigate("case", case_id=line.case, focus="note")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows choose, Enter takes, Escape closes; looking elsewhere closes too; the window's size is followed."""
        if isinstance(event, QResizeEvent) and watched is self.parentWidget():
            self._place()
        if watched is not self.field:
            return False
        if event.type() == QEvent.Type.FocusOut and self.isVisible() and self._left_the_box():
            self._close()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key_pressed(event)
        return False

    def _left_the_box(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and focus is not self.field and not self.isAncestorOf(focus)

    def _key_pressed(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.close_unchanged()
        elif event.key() in _ENTER:
            if self._moved or self.state.take():
                self._do_chosen()
        elif event.key() in _MOVES:
            self._moved = True
            self.list.keyPressEvent(event)
        else:
            return event.key() == Qt.Key.Key_Tab
        return True


def line_parts(line: Line) -> RowParts | SectionParts:
    """Return how a line is painted."""
    if isinstance(line, Heading):
        return SectionParts(line.text, note=line.note)
    if isinstance(line, Offer):
        return RowParts(title=line.text, meta=key_text(line.key))
    title = line.name or line.own_name or line.reference
    note = line.kind == "note"
    return RowParts(
        title=title,
        own_script=line.own_name if line.own_name != title else "",
        meta=row_time(line.at, now_ms()),
        line2=isolate(line.excerpt) if note else facts(person_hit(line.person, title), isolate(line.reference)),
    )


def _spoken(line: Line) -> str:
    return spoken_parts(line_parts(line))


def _key(line: Line) -> str:
    if isinstance(line, SearchHit):
        return f"{line.kind} {line.case} {line.note}"
    return f"command {line.place}" if isinstance(line, Offer) else f"heading {line.text}"
