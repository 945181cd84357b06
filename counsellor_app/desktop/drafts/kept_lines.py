"""Lines that are kept together as they are typed, at one place after another: each record has its own words in them."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.drafts.keeping import keeping_of

Lines = Mapping[str, QLineEdit]


class KeptLines(QObject):
    """*lines* by a short fixed name. ``recalled`` when words that were left stand in them again."""

    recalled = Signal()

    def __init__(self, context: DesktopContext, lines: Lines, parent: QObject) -> None:
        super().__init__(parent)
        self._keeping = keeping_of(context)
        self._lines = lines
        self._place = ""
        self._first: dict[str, str] = {}
        self._touched: set[str] = set()
        for name, line in lines.items():
            line.textEdited.connect(lambda _text, n=name: self._typed(n))

    @property
    def place(self) -> str:
        """Where the words are kept; empty for nowhere."""
        return self._place

    def open(self, place: str, first: Mapping[str, str] | None = None) -> None:
        """Go to *place*: *first* stands in the lines, and over it what was left there."""
        self._place, self._touched = place, set()
        self._first = {name: (first or {}).get(name, "") for name in self._lines}
        self._show(self._first)
        self._keeping.recall(place, self, lambda words: self._recalled(place, words))

    def leave(self) -> None:
        """Nothing is shown any more; it is kept."""
        self._place, self._touched = "", set()
        self._show(dict.fromkeys(self._lines, ""))

    def taken(self, place: str = "", *, but: Mapping[str, str] | None = None) -> None:
        """What was written (at *place*, by default here) has become what it was to become; *but* stays in the lines."""
        gone = place or self._place
        if gone and gone == self._place:
            self._touched = set()
            self._show({**self._first, **(but or {})})
            self._keeping.write(gone, self._written())
            self._keeping.keep()
        elif gone:
            self._keeping.forget(gone)

    def keep(self) -> None:
        """Keep it now."""
        self._keeping.keep()

    def _written(self) -> dict[str, str]:
        return {name: line.text() for name, line in self._lines.items() if line.text() != self._first[name]}

    def _typed(self, name: str) -> None:
        self._touched.add(name)
        if self._place:
            self._keeping.write(self._place, self._written())

    def _recalled(self, place: str, words: Mapping[str, str]) -> None:
        """Put back what was left; what was typed before it arrived stands behind it."""
        left = {name: text for name, text in words.items() if name in self._lines}
        if place != self._place or not left:
            return
        for name, text in left.items():
            line = self._lines[name]
            line.setText(text + line.text() if name in self._touched else text)
        if self._touched:
            self._keeping.write(place, self._written())
        self.recalled.emit()

    def _show(self, words: Mapping[str, str]) -> None:
        for name, line in self._lines.items():
            if line.text() != words[name]:
                line.setText(words[name])
