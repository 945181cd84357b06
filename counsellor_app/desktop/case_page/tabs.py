"""The parts of a case page: which there are, in which order, with which keys. Other rooms of the window bring some."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtWidgets import QWidget

from counsellor_app.desktop.context import Command
from counsellor_app.domain.overviews import CasePage

HISTORY_KEY: Final = "Alt+9"


class CaseTab(Protocol):
    """A tab that another room brings; it is a QWidget. All calls come on the GUI thread.

    ``name`` is what ``navigate("case", tab=…)`` says, ``icon`` stands before its line in the palette.
    """

    name: str
    icon: str

    def title(self) -> str:
        """Return the words of the tab."""
        ...

    def does(self) -> str:
        """Return what going there is called in the palette."""
        ...

    def show_page(self, page: CasePage) -> None:
        """Show this case, or the same one as it is now."""
        ...

    def put_away(self) -> None:
        """Show nothing until the case that was asked for is here."""
        ...

    def count(self) -> str:
        """Return the figure beside the words of the tab; nothing for none."""
        ...

    def focus_first(self) -> None:
        """Take the focus where one begins."""
        ...

    def commands(self) -> list[Command]:
        """Return what the palette may offer for this case."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """One tab: its name, words, what going there is called, icon, widget, and how to go into it."""

    name: str
    title: str
    does: str
    icon: str
    widget: QWidget
    focus: Callable[[], object]


def brought_part(tab: CaseTab) -> Part:
    """Return the part that a brought tab is."""
    assert isinstance(tab, QWidget)
    return Part(tab.name, tab.title(), tab.does(), tab.icon, tab, tab.focus_first)


def keys_of(parts: Sequence[Part]) -> list[str]:
    """Return the key of each part: Alt and its place; the history, always the last, has the same key for ever."""
    return [HISTORY_KEY if part.name == "history" else f"Alt+{place}" for place, part in enumerate(parts, 1)]
