"""A label that shortens its text with an ellipsis and shows the whole as its tooltip."""

from PySide6.QtWidgets import QWidget

from counsellor_app.desktop.look.icon_label import IconLabel


class ElidedLabel(IconLabel):
    """One line of text that may be narrower than its words."""

    def __init__(
        self,
        text: str = "",
        *,
        tone: str = "text",
        font_role: str = "ui",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, tone=tone, font_role=font_role, parent=parent)
