"""What every feature of the window is given, and what the window expects of a feature. No feature is known here.

How a feature is built and kept
-------------------------------
* A feature is a folder ``desktop/<feature>/`` with ``state.py`` (decides, no Qt) and ``view.py`` (shows). Its view is
  a QWidget made as ``View(context)`` on the GUI thread and fulfils :class:`Feature`. Features never import each other.
* The window composes them: *Cases* is ``cases.view.CasesView`` (the list) beside ``case_page.view.CasePageView`` (the
  page) in one splitter; every other area is one view that fills the space right of the rail. A view with panes of its
  own puts them into a QSplitter and calls ``context.remember_panes("<feature>", splitter)`` once.
* ``context.navigate("case", case_id=…, note_id=…)`` shows the Cases area and calls ``activate(case_id=…, note_id=…)``
  on both the list (which selects the row, if shown) and the page (which opens it, and the note). ``focus="note"`` among
  the ids puts the caret into the note editor; without it the page does not take the focus, so that walking through a
  list by arrow keys stays in the list. Other targets: ``"cases"``, ``"review"``, ``"sync"``, ``"office"``,
  ``"settings"``; ``navigate("cases", query=…)`` filters the list.
* Every workflow verb runs by ``context.run(partial(verb, context.session, …), owner=self, done=…, failed=…)``. Without
  ``failed`` an ActionableError appears in the window's banner; anything else goes to the crash handler.
* A view connects ``context.records_changed`` itself and refreshes only the rows named; while it is hidden it only
  remembers that it is stale and refreshes on ``activate``.
* A view owns its keys (QShortcut/QAction with WidgetWithChildrenShortcut); the same keys stand in its ``commands()``
  for the palette and in tooltips. The window owns Ctrl+K, Ctrl+Shift+L, Ctrl+1…9, Ctrl+B, F5, F6 and Ctrl+comma.
* The palette is ``palette.view.Palette(context, commands)``, a child of the window: ``commands`` is called each time
  it opens and returns the commands of the window and of all features; ``open(text="")`` shows it and takes the focus.
* ``deactivate()`` is called when another area is shown and before the app locks. It must only queue work (a draft not
  yet saved) on the store thread and return at once: what was queued before the lock is done before the store closes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtWidgets import QSplitter

from counsellor_app.desktop.store_thread import NetworkThread, StoreThread
from counsellor_app.domain.errors import ActionableError

if TYPE_CHECKING:
    from counsellor_app.desktop.look.theme import Theme
    from counsellor_app.workflows.session import Session

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the palette: translated ``text``, ``key`` as portable QKeySequence text ("" for none), ``run``."""

    text: str
    key: str
    run: Callable[[], object]
    icon: str = ""


class Feature(Protocol):
    """What the window asks of a view. All calls come on the GUI thread."""

    badge_changed: SignalInstance
    """Emitted when :meth:`rail_badge` would answer something else."""

    def title(self) -> str:
        """Return the translated name of what is shown, for the window's title."""
        ...

    def rail_badge(self) -> int | None:
        """Return the figure beside the label in the rail; None for none."""
        ...

    def commands(self) -> list[Command]:
        """Return what the palette may offer now."""
        ...

    def activate(self, **ids: str) -> None:
        """Become the shown view; *ids* say what to show (none: as it was left)."""
        ...

    def deactivate(self) -> None:
        """Stop being the shown view; queue whatever is unsaved and return at once."""
        ...


class Navigate(Protocol):
    """Shows another place of the app."""

    def __call__(self, target: str, **ids: str) -> None:
        """Show *target*; *ids* go to the ``activate`` of its views."""
        ...


@dataclass(frozen=True)
class DesktopContext:
    """What a feature may use. Made by the window; in tests made by hand (every part is a plain callable).

    ``show_error`` puts an ActionableError into the banner; ``status_message`` says something short for some seconds;
    ``offer_undo(text, undo)`` says what was done and offers to undo it; ``remember_panes(name, splitter)`` restores
    the widths of a splitter and keeps them.
    """

    session: "Session"
    store_thread: StoreThread
    network_thread: NetworkThread
    show_error: Callable[[ActionableError], None]
    navigate: Navigate
    status_message: Callable[[str], None]
    offer_undo: Callable[[str, Callable[[], object]], None]
    remember_panes: Callable[[str, QSplitter], None]
    theme: "Theme"

    @property
    def records_changed(self) -> SignalInstance:
        """Signal ``{kind: frozenset(ids)}`` on the GUI thread, after each commit."""
        return self.store_thread.records_changed

    def run(
        self,
        call: Callable[[], T],
        *,
        owner: QObject,
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        latest: str = "",
    ) -> None:
        """Run *call* on the store thread; see :meth:`counsellor_app.desktop.store_thread.Worker.run`."""
        self.store_thread.run(call, owner=owner, done=done, failed=failed, latest=latest)
