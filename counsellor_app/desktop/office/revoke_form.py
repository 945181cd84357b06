"""Asked once before a device is revoked: what that does, and what it does not."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.look.dress import set_card
from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE
from counsellor_app.desktop.office.state import before_revoking
from counsellor_app.domain.overviews import DeviceRow
from sync.wording import _


class RevokeForm(QFrame):
    """``wanted(device)`` when it was confirmed; ``closed`` either way. Enter does not confirm: the focus is on the
    button that leaves everything as it is."""

    wanted = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_card(self, "raised")
        self._device: DeviceRow | None = None
        self._title = text_label("", "section", wrap=True)
        self._words = text_label("", "ui", "text2", wrap=True)
        self.revoke_button = KeyHintButton(_("Revoke the device"), "", "secondary", icon="ban")
        self.revoke_button.clicked.connect(self._confirm)
        self.leave_button = KeyHintButton(_("Leave as it is"), "", "primary")
        self.leave_button.clicked.connect(self.close_form)
        line = QHBoxLayout()
        line.addWidget(self.leave_button)
        line.addWidget(self.revoke_button)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP)
        column.setSpacing(GAP)
        column.addWidget(self._title)
        column.addWidget(self._words)
        column.addLayout(line)
        self.hide()

    def open(self, device: DeviceRow) -> None:
        """Ask about *device*."""
        self._device = device
        self._title.setText(
            _("Revoke {device} of {name}?").format(
                device=device.label or device.id[:8], name=isolate(device.person_name)
            )
        )
        self._words.setText(before_revoking(device))
        self.show()
        self.leave_button.setFocus()

    def close_form(self) -> None:
        """Ask no more."""
        self.hide()
        self.closed.emit()

    def _confirm(self) -> None:
        device = self._device
        self.close_form()
        if device is not None:
            self.wanted.emit(device)
