"""What a field was before, and its values side by side: equal cards, one of them chosen by a key."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from counsellor_app.desktop import field_words
from counsellor_app.desktop.look.bidi import isolate
from counsellor_app.desktop.look.dress import set_card, set_surface
from counsellor_app.desktop.look.fonts import font
from counsellor_app.desktop.look.icon_label import IconLabel
from counsellor_app.desktop.look.key_words import key_text
from counsellor_app.desktop.look.runs_label import Run, RunsLabel
from counsellor_app.desktop.look.text_label import text_label
from counsellor_app.desktop.look.tokens import GAP, GAP_LARGE, GAP_SMALL, ICON_SMALL
from counsellor_app.desktop.moments import moment_text
from counsellor_app.domain.overviews import Conflict, ConflictValue, Origin
from sync.wording import _

_LABEL_WIDTH, _TALLEST = 74, 330


class BaseBar(QFrame):
    """The value both replaced, with who wrote it, when and where."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_card(self, "raised")
        self._value = RunsLabel(gap=12)
        self._origin = IconLabel("", tone="text2", font_role="meta")
        line = QHBoxLayout(self)
        line.setContentsMargins(14, GAP_SMALL, 14, GAP_SMALL)
        line.setSpacing(GAP)
        line.addWidget(self._value, 1)
        line.addWidget(self._origin)

    def show_base(self, conflict: Conflict, words: Callable[[str], str], now: int) -> None:
        """Show what *conflict* began from."""
        before = words(conflict.before) if conflict.before else _("nothing was written")
        label = _("Before both") if len(conflict.values) == 2 else _("Before all")
        self._value.set_runs([Run(label, "meta", "text2"), Run(before, "ui_strong")])
        origin = conflict.before_origin
        self._origin.set_text(origin_words(origin, now) if origin else "")
        self._origin.setVisible(origin is not None)


class ValueCard(QFrame):
    """One value; ``chosen`` by click, by Space, or by its key."""

    chosen = Signal()

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_card(self, "plain")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.radio = QRadioButton()
        self.radio.setFont(font("pane_title"))
        self.radio.setAutoExclusive(False)
        self.radio.clicked.connect(self.chosen)
        self.radio.installEventFilter(self)
        self._key = text_label(key_text(key), "meta", "text3")
        QShortcut(QKeySequence(key), self).activated.connect(self.chosen)
        self._facts = {name: IconLabel("", icon, tone="text", icon_size=ICON_SMALL) for name, icon in _FACTS.items()}
        head = QHBoxLayout()
        head.addWidget(self.radio, 1)
        head.addWidget(self._key)
        grid = QGridLayout()
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        for row, (name, label) in enumerate(_labels().items()):
            grid.addWidget(text_label(label, "meta", "text2"), row, 0)
            grid.addWidget(self._facts[name], row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, GAP, 14, GAP)
        column.setSpacing(GAP_SMALL)
        column.addLayout(head)
        column.addLayout(grid)
        column.addStretch(1)

    def show_value(self, words: str, value: ConflictValue, now: int) -> None:
        """Show one value of the conflict."""
        origin = value.origin
        self.radio.setText(isolate(words.replace("&", "&&")))
        self._facts["who"].set_text(origin.author_name)
        doubt = " · " + _("clock doubtful") if origin.clock_doubt else ""
        self._facts["when"].set_text(moment_text(origin.at, now) + doubt)
        self._facts["device"].set_text(origin.device_label)
        self._facts["office"].set_text(_("yes") if origin.at_office else _("not yet"))
        self._facts["office"].set_icon(
            "check-check" if origin.at_office else "arrow-up-from-line", "text3" if origin.at_office else "amber"
        )
        said = (words, origin.author_name, moment_text(origin.at, now), origin.device_label)
        self.setAccessibleName(", ".join(said))
        self.radio.setAccessibleName(", ".join(said))

    def set_chosen(self, chosen: bool) -> None:
        """Tint the chosen card."""
        self.radio.setChecked(chosen)
        set_card(self, "chosen" if chosen else "plain")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click anywhere chooses."""
        super().mousePressEvent(event)
        self.chosen.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A radio cannot be unchecked by Space: it chooses again."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Space:
            self.chosen.emit()
            return True
        return False


class _Fitting(QScrollArea):
    """As high as what is in it, up to two rows of cards; scrolls what is beyond."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setWidget(inside)
        self._inside = inside
        inside.installEventFilter(self)

    def sizeHint(self) -> QSize:
        """What the cards want."""
        return QSize(400, min(self._inside.sizeHint().height(), _TALLEST))

    def minimumSizeHint(self) -> QSize:
        """What the cards want."""
        return self.sizeHint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Other cards, another height."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class Cards(QWidget):
    """The base on top and all values as equal cards. ``chosen(place)``."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[ValueCard] = []
        self.base = BaseBar()
        holder = QWidget()
        set_surface(holder, "page")
        self._grid = QGridLayout(holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP_LARGE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.base)
        column.addWidget(_Fitting(holder))

    def show_conflict(self, conflict: Conflict, words: Callable[[str], str], choice: int, now: int) -> None:
        """Show every value of *conflict*, the chosen one tinted."""
        self.base.show_base(conflict, words, now)
        if len(self._cards) != len(conflict.values):
            self._make(len(conflict.values))
        for place, (card, value) in enumerate(zip(self._cards, conflict.values, strict=True)):
            card.show_value(words(value.value), value, now)
            card.set_chosen(place == choice)

    def _make(self, count: int) -> None:
        for card in self._cards:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = [ValueCard(f"Alt+{place + 1}", self) for place in range(count)]
        for place, card in enumerate(self._cards):
            card.chosen.connect(lambda p=place: self.chosen.emit(p))
            self._grid.addWidget(card, place // 2, place % 2)
            self._grid.setColumnStretch(place % 2, 1)
            card.show()

    def set_choice(self, choice: int) -> None:
        """Tint the chosen card."""
        for place, card in enumerate(self._cards):
            card.set_chosen(place == choice)


def origin_words(origin: Origin, now: int) -> str:
    """Return who, when, where: *Marijke Hoekstra · Mon 3 Nov 09:14 · Office-01*."""
    parts = (origin.author_name, moment_text(origin.at, now), origin.device_label)
    return field_words.facts(*parts)


_FACTS = {"who": "", "when": "", "device": "laptop", "office": "check-check"}


def _labels() -> dict[str, str]:
    return {"who": _("Who"), "when": _("When"), "device": _("Device"), "office": _("At office")}
