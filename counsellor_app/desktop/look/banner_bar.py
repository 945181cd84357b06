"""An inline banner: what happened and what to do, in its place on the page and never in the way."""

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from counsellor_app.desktop.look.dress import set_style_property
from counsellor_app.desktop.look.icon_button import IconButton
from counsellor_app.desktop.look.icons import icon
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.states import State, look_of
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.theme import keep_icon
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, ICON

BannerState = Literal["danger", "waits", "done", "current", "neutral"]
_ICON_SIZE = 22


class BannerBar(QFrame):
    """Title and advice, with at most one action; it says itself to a screen reader when it appears."""

    action = Signal()
    dismissed = Signal()

    def __init__(
        self,
        title: str,
        advice: str = "",
        state: BannerState = "danger",
        action_text: str = "",
        key: QKeySequence | str = "",
        *,
        dismiss_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture = QLabel(self)
        self._keeper_state = State(state)
        self._title = text_label("", "row", wrap=True)
        self._advice = text_label("", "meta", "text2", wrap=True, selectable=True)
        self._advice.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.button = KeyHintButton(action_text, key, parent=self)
        self.button.clicked.connect(self.action)
        self.button.setVisible(bool(action_text))
        self.cross = self._make_cross(dismiss_name)
        self._lay_out()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        keep_icon(self._picture, lambda _image: self._renew_picture(), "info", "text", _ICON_SIZE)
        self.say(title, advice, state)

    def _make_cross(self, name: str) -> IconButton:
        cross = IconButton("x", name, size=ICON, parent=self)
        cross.setVisible(bool(name))
        cross.clicked.connect(self._dismiss)
        return cross

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._advice)
        line = QHBoxLayout(self)
        line.setContentsMargins(GAP_LARGE, GAP_SMALL, GAP, GAP_SMALL)
        line.setSpacing(GAP_LARGE)
        line.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(words, 1)
        line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.cross, 0, Qt.AlignmentFlag.AlignVCenter)

    def _renew_picture(self) -> None:
        look = look_of(self._keeper_state)
        from_icon = icon(look.icon, look.shape, _ICON_SIZE)
        self._picture.setPixmap(from_icon.pixmap(_ICON_SIZE))

    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()

    def say(self, title: str, advice: str = "", state: BannerState = "danger") -> None:
        """Says something (else), shows itself, and announces it."""
        self._keeper_state = State(state)
        self._title.setText(title)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self.setAccessibleName(title)
        self.setAccessibleDescription(advice)
        set_style_property(self, "banner", look_of(state).surface)
        self._renew_picture()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def showEvent(self, event: object) -> None:
        """Announces itself when it comes into view."""
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
