"""A state as shape, word and colour together."""

from PySide6.QtWidgets import QWidget

from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.states import State, look_of
from counsellor_app.desktop.look.tokens import ICON


class StateLabel(IconLabel):
    """Says a state: `StateLabel(State.WAITS, _("waits for approval"))`."""

    def __init__(
        self,
        state: State | str,
        text: str,
        *,
        font_role: str = "ui_medium",
        icon_size: int = ICON,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, font_role=font_role, icon_size=icon_size, parent=parent)
        self.set_state(state, text)

    def set_state(self, state: State | str, text: str) -> None:
        """Says another state; the word must change with the shape."""
        look = look_of(state)
        self.set_icon(look.icon, look.shape)
        self.set_tone(look.word)
        self.set_text(text)
