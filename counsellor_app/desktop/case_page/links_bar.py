"""The line that says with which case the shown one is merged, or from which it was split: go there, or take apart."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counsellor_app.desktop.case_page.state.links import LinkLine, LinksState
from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.look.dress import set_style_property
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.tokens import GAP, GAP_SMALL, ICON
from counsellor_app.workflows import merging
from counsellor_app.workflows.merging import LinkedCase
from sync.wording import _

GO_KEY, APART_KEY = "Alt+G", "Alt+U"
_SURFACE: Final = "tint"


class LinksBar(QFrame):
    """``closed`` when a link was undone: the button that had the focus is gone."""

    closed = Signal()

    def __init__(self, context: DesktopContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_style_property(self, "banner", _SURFACE)
        self._context = context
        self._case, self._may = "", False
        self.state = LinksState()
        self._shown: tuple[tuple[LinkLine, ...], str, bool] = ((), "", False)
        self._parts: list[QWidget] = []
        self.go: list[KeyHintButton] = []
        self.apart: list[KeyHintButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(GAP, 2, 4, 2)
        self._column.setSpacing(0)
        self.hide()

    def show_links(self, case: str, linked: list[LinkedCase], may: bool) -> None:
        """Show what *case* is linked with; *may*: whether this person may take it apart."""
        self._case, self._may = case, may
        self.state.arrived(linked)
        wanted = (self.state.lines, self.state.more, may)
        if wanted == self._shown:
            return
        self._shown = wanted
        self._clear()
        for place, line in enumerate(self.state.lines):
            self._add(self._row(line, place == 0))
        if self.state.more:
            self._add(self._more())
        self.setVisible(bool(self.state.lines))
        self.setAccessibleName(". ".join(line.words for line in self.state.lines))
        self.setAccessibleDescription(" ".join(line.reason for line in self.state.lines if line.reason))
        if self.state.lines:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def leave(self) -> None:
        """Another case is shown: nothing is known of its links yet."""
        self.show_links("", [], False)

    def _clear(self) -> None:
        for widget in self._parts:
            widget.hide()
            self._column.removeWidget(widget)
            widget.deleteLater()
        self._parts, self.go, self.apart = [], [], []

    def _add(self, widget: QWidget) -> None:
        self._parts.append(widget)
        self._column.addWidget(widget)

    def _row(self, line: LinkLine, first: bool) -> QWidget:
        row = QWidget()
        words = IconLabel(
            line.words, "merge" if line.merged else "split", tone="text", font_role="ui_medium", icon_size=ICON
        )
        words.set_tip(line.reason)
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 2, 0, 2)
        across.setSpacing(GAP_SMALL)
        across.addWidget(words, 1)
        if line.here:
            button = self._button(_("Go there"), GO_KEY if first else "", line, partial(self.open_case, line.case))
            self.go.append(button)
            across.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        if self._may:
            button = self._button(_("Take apart"), APART_KEY if first else "", line, partial(self.undo, line.case))
            self.apart.append(button)
            across.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return row

    def _more(self) -> KeyHintButton:
        """Return what leads to all links, in the pane beside the page."""
        button = KeyHintButton(self.state.more, "", "link")
        button.clicked.connect(lambda: self._context.navigate("case", case_id=self._case, pane="merging"))
        return button

    @staticmethod
    def _button(text: str, key: str, line: LinkLine, act: Callable[[], None]) -> KeyHintButton:
        button = KeyHintButton(text, key, "link")
        button.setAccessibleDescription(line.words)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def open_case(self, case: str) -> None:
        """Show the linked case."""
        self._context.navigate("case", case_id=case)

    def undo(self, other: str) -> None:
        """Take the shown case and *other* apart; a merge can be made again by the undo that is offered."""
        context, case = self._context, self._case
        again = self.state.undoing(context.session, case, other)

        def done(_cases: list[str]) -> None:
            self.closed.emit()
            if again is None:
                context.status_message(_("Taken apart"))
            else:
                context.offer_undo(_("Taken apart"), lambda: context.run(again, owner=self))

        context.run(partial(merging.unmerge_cases, context.session, case, other), owner=self, done=done)
