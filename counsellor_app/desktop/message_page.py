"""A page for when the work cannot be opened at all: what happened, what is safe, what to do."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout

from counsellor_app.desktop.card_page import CardPage
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.domain.errors import ActionableError
from sync.wording import _

CARD_WIDTH = 480


class MessagePage(CardPage):
    """Title and advice of *error*, with buttons ``(text, action)``; the first is the one Enter presses."""

    def __init__(self, error: ActionableError, buttons: list[tuple[str, Callable[[], object]]]) -> None:
        super().__init__(CARD_WIDTH)
        self.setAccessibleName(error.title)
        self.add_title("triangle-alert", "").hide()
        self.column.addWidget(text_label(error.title, "section", wrap=True))
        self.column.addWidget(text_label(error.advice, "ui", "text2", wrap=True, selectable=True))
        line = QHBoxLayout()
        self.buttons = []
        for place, (text, act) in enumerate(buttons):
            button = KeyHintButton(text, "Return" if place == 0 else "", "secondary" if place else "primary")
            button.clicked.connect(act)
            self.buttons.append(button)
            line.addWidget(button)
        line.addStretch(1)
        self.column.addLayout(line)


def crash_error(report: str) -> ActionableError:
    """Return what to say when the program itself was wrong; *report* is the name of the file that was kept, or ""."""
    kept = _("A report without any content was kept: {file}.").format(file=report) if report else ""
    advice = _("What you wrote is kept: drafts are saved every two seconds. Start again to be sure.")
    return ActionableError(_("Something went wrong in the program."), f"{advice} {kept}".strip())
