"""The devices of the office, each with its owner, when it was last heard of, and a button to revoke it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counsellor_app.desktop.look.key_hint_button import KeyHintButton
from counsellor_app.desktop.look.tokens import GAP
from counsellor_app.desktop.office.state import device_line
from counsellor_app.desktop.said_rows import Said, SaidRows
from counsellor_app.domain.overviews import DeviceRow
from sync.wording import _


class _Line(QWidget):
    """One device."""

    revoke_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._device: DeviceRow | None = None
        self._row = SaidRows()
        self.button = KeyHintButton(_("Revoke…"), "", "link")
        self.button.clicked.connect(lambda: self.revoke_wanted.emit(self._device))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        line.addWidget(self._row, 1)
        line.addWidget(self.button)

    def say(self, device: DeviceRow, own: bool, now: int) -> None:
        """Show *device*; the own one cannot be revoked here."""
        self._device = device
        label, about = device_line(device, now)
        if own:
            label = _("{label} (this device)").format(label=label)
        icon = "ban" if device.revoked else "laptop"
        self._row.show_rows([Said(label, about, "", icon, "text2")])
        self.button.setVisible(not own and not device.revoked)
        self.button.setAccessibleName(_("Revoke {device}").format(device=label))


class DeviceRows(QWidget):
    """``revoke_wanted(device)`` when its button was pressed."""

    revoke_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[_Line] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_devices(self, devices: Sequence[DeviceRow], own: str, now: int) -> None:
        """Show exactly these, those in force first."""
        wanted = sorted(devices, key=lambda device: device.revoked)
        while len(self.lines) < len(wanted):
            line = _Line(self)
            line.revoke_wanted.connect(self.revoke_wanted)
            self.lines.append(line)
            self._column.addWidget(line)
        for place, line in enumerate(self.lines):
            line.setVisible(place < len(wanted))
            if place < len(wanted):
                line.say(wanted[place], wanted[place].id == own, now)
