"""The status line as shown: sentences from the leading edge, what can be done at the trailing one."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from counsellor_app.desktop.look.dress import set_surface
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.status_item import StatusItem
from counsellor_app.desktop.look.theme import tokens
from counsellor_app.desktop.look.tokens import GAP_SMALL, HEIGHT_STATUS, PANE_PADDING
from counsellor_app.desktop.status_line.state import how_many_fit
from counsellor_app.desktop.truths import Truth
from sync.wording import _, ngettext

_GAP = 20


class StatusLine(QWidget):
    """Shows as many truths as fit, most important first; the rest is behind one sentence that says how many."""

    try_now = Signal()
    open_sync = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("State of the work"))
        set_surface(self, "rail")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._truths: tuple[Truth, ...] = ()
        self._items: list[StatusItem] = []
        self._message = StatusItem("", parent=self)
        self._message.hide()
        self.try_button = KeyHintButton(_("Try now"), "", "link", tip=_("Talk to the office now (F5)"))
        self.sync_button = KeyHintButton(_("Sync page"), "", "link", tip=_("What waits and why"))
        self.try_button.clicked.connect(self.try_now)
        self.sync_button.clicked.connect(self.open_sync)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(PANE_PADDING, 1, PANE_PADDING, 0)
        self._line.setSpacing(_GAP)
        self._line.addWidget(self._message)
        self._more = KeyHintButton("", "", "link", parent=self)
        self._more.clicked.connect(self.open_sync)
        self._line.addWidget(self._more)
        self._line.addStretch(1)
        ends = QHBoxLayout()
        ends.setSpacing(GAP_SMALL)
        ends.addWidget(self.try_button)
        ends.addWidget(self.sync_button)
        self._line.addLayout(ends)

    def show_truths(self, truths: Sequence[Truth], can_try: bool) -> None:
        """Say these; the widgets of sentences that stay are kept, so that nothing flickers or is read twice."""
        self._truths = tuple(truths)
        while len(self._items) < len(truths):
            item = StatusItem("", parent=self)
            self._line.insertWidget(len(self._items), item)
            self._items.append(item)
        for place, item in enumerate(self._items):
            if place < len(truths):
                truth = truths[place]
                item.say(truth.text, truth.icon, truth.tone)
                item.set_tip(truth.tip)
                item.setAccessibleDescription(truth.tip)
        self.try_button.setVisible(can_try)
        self._fit()

    def say(self, text: str) -> None:
        """Show *text* beside the truths until :meth:`unsay`; it never takes the place of the first one."""
        self._message.say(text, "info", "text")
        self._fit()

    def unsay(self) -> None:
        """Back to the truths."""
        self._message.set_text("")
        self._fit()

    def said(self) -> list[str]:
        """Return the sentences visible now, for tests and screen readers."""
        return [item.text() for item in self._items if not item.isHidden()]

    def _fit(self) -> None:
        room = self.width() - 2 * PANE_PADDING - self._ends_width()
        speaking = bool(self._message.text())
        shown = self._how_many(room - self._message.sizeHint().width() - _GAP) if speaking else 0
        if not shown:
            speaking = speaking and not self._truths
            shown = self._how_many(room)
        self._message.setVisible(speaking)
        for place, item in enumerate(self._items):
            item.setVisible(place < shown)
        left_out = self._truths[shown:]
        self._more.setVisible(bool(left_out))
        if left_out:
            words = ngettext("{n} more", "{n} more", len(left_out)).format(n=len(left_out))
            self._more.set_label(words)
            self._more.setToolTip("\n".join(truth.text for truth in left_out))
            self._more.setAccessibleDescription("; ".join(truth.text for truth in left_out))

    def _ends_width(self) -> int:
        buttons = [button for button in (self.try_button, self.sync_button) if not button.isHidden()]
        return sum(button.sizeHint().width() + _GAP for button in buttons)

    def _how_many(self, room: int) -> int:
        widths = [item.sizeHint().width() + _GAP for item in self._items[: len(self._truths)]]
        return how_many_fit(widths, room, self._more.sizeHint().width() + 40)

    def sizeHint(self) -> QSize:
        """The height of the design, the width it is given."""
        return QSize(600, HEIGHT_STATUS)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the window wants."""
        return QSize(160, HEIGHT_STATUS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what fits now."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, and a hairline above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens().rail))
        painter.fillRect(0, 0, self.width(), 1, QColor(tokens().hairline))
        painter.end()
