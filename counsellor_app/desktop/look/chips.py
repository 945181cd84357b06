"""Chips: a row of choices of which exactly one holds, moved with the arrow keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from counsellor_app.desktop.look.dress import set_style_property
from counsellor_app.desktop.look.flow_layout import FlowLayout
from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.theme import keep_icon
from counsellor_app.desktop.look.tokens import GAP_SMALL, HEIGHT_CHIP, ICON_SMALL

ICON_GAP: Final = 4
_AROUND_WORDS: Final = 21
_AROUND_SHAPE: Final = 10


@dataclass(frozen=True, slots=True)
class Shape:
    """What stands on a chip instead of its words where these have no room: an icon, its colour, a figure or nothing."""

    icon: str
    role: str = "text2"
    figure: str = ""


_WORDS_ONLY: Final[Mapping[str, Shape]] = MappingProxyType({})


class Chip(QPushButton):
    """A checkable chip, as wide chosen as not, so that choosing moves nothing. *shape* stands for its words."""

    def __init__(self, text: str, shape: Shape | None = None, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shape = shape
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_style_property(self, "chip", True)
        if shape is not None:
            self.setIconSize(QSize(ICON_SMALL, ICON_SMALL))
            keep_icon(self, self.setIcon, shape.icon, shape.role, ICON_SMALL)
        self.set_label(text, shape)

    def set_label(self, text: str, shape: Shape | None = None) -> None:
        """Other words, another figure; the icon of a chip stays."""
        self._shape = shape
        self.setText((text if shape is None else shape.figure).replace("&", "&&"))
        self.setToolTip("" if shape is None else text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for the words; the padding gives way to the weight of the chosen chip."""
        words = self.text().replace("&&", "&")
        width = QFontMetrics(font("meta")).horizontalAdvance(words)
        if self._shape is None:
            return QSize(width + _AROUND_WORDS, HEIGHT_CHIP)
        return QSize(width + _AROUND_SHAPE + ICON_SMALL + (ICON_GAP if words else 0), HEIGHT_CHIP)

    def minimumSizeHint(self) -> QSize:
        """A chip's words are never cut."""
        return self.sizeHint()


class ChipRow(QWidget):
    """One choice of several; Tab reaches the chosen chip, the arrow keys move the choice."""

    chosen = Signal(str)

    def __init__(
        self,
        accessible_name: str,
        choices: Sequence[tuple[str, str]] = (),
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self._chips: dict[str, Chip] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._line = FlowLayout(self, gap=GAP_SMALL - 2)
        self._group.buttonToggled.connect(self._toggled)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[str, str]], shapes: Mapping[str, Shape] = _WORDS_ONLY) -> None:
        """Offers other choices as (key, words); the choice stays if its key stays, else it is the first.

        *shapes* (by key) stand in the place of words; the words are said, and shown as tooltip.
        """
        if [key for key, _words in choices] == list(self._chips):
            for key, words in choices:
                self._chips[key].set_label(words, shapes.get(key))
            return
        before = self.choice()
        self._clear()
        for key, words in choices:
            chip = Chip(words, shapes.get(key), parent=self)
            self._chips[key] = chip
            self._group.addButton(chip)
            self._line.addWidget(chip)
        if self._chips:
            self.set_choice(before if before in self._chips else next(iter(self._chips)))

    def _clear(self) -> None:
        for chip in self._chips.values():
            self._group.removeButton(chip)
            self._line.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {}

    def choice(self) -> str:
        """Key of the chosen chip, or nothing if there are no chips."""
        return next((key for key, chip in self._chips.items() if chip.isChecked()), "")

    def set_choice(self, key: str) -> None:
        """Chooses a chip without telling anybody."""
        blocked = self._group.blockSignals(True)
        for name, chip in self._chips.items():
            own = name == key
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if own else Qt.FocusPolicy.ClickFocus)
            if own:
                chip.setChecked(True)
        self._group.blockSignals(blocked)

    def _toggled(self, button: QPushButton, checked: bool) -> None:
        if not checked:
            return
        key = next((name for name, chip in self._chips.items() if chip is button), "")
        self.set_choice(key)
        self.chosen.emit(key)
