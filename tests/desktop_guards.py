"""Guards for tests of the window: no timer left running, no top-level widget left open."""

import gc
import sys
import weakref
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

_timers: weakref.WeakSet[Any] = weakref.WeakSet()


@cache
def _note_timers(core: Any) -> None:
    """From now on have each timer that is made stand in ``_timers``: to look for them in all there is takes long."""
    make = core.QTimer.__init__

    def noted(self: Any, *arguments: Any, **named: Any) -> None:
        make(self, *arguments, **named)
        _timers.add(self)

    core.QTimer.__init__ = noted


def _running_timers(core: Any, valid: Any) -> set[int]:
    """Return the ids of timers that run; only Python's own wrappers are seen, which is what tests make."""
    _note_timers(core)
    return {id(found) for found in list(_timers) if valid(found) and found.isActive()}


def _windows(widgets: Any, valid: Any) -> set[Any]:
    """Return the top-level widgets that are shown."""
    return {found for found in widgets.QApplication.topLevelWidgets() if valid(found) and found.isVisible()}


@pytest.fixture(autouse=True)
def leaves_no_widgets(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a running timer or an open window; costs nothing where Qt is not loaded.

    ``@pytest.mark.leaves_behind("timers")`` or ``("widgets")`` lets one be.
    """
    uses_qt = {"qtbot", "qapp"} & set(request.fixturenames)
    if not uses_qt:
        yield
        return
    core, widgets = sys.modules["PySide6.QtCore"], sys.modules["PySide6.QtWidgets"]
    valid = __import__("shiboken6").isValid
    application = request.getfixturevalue("qapp")
    timers, windows = _running_timers(core, valid), _windows(widgets, valid)
    yield
    application.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    application.processEvents()
    left = {
        "widgets": sorted(type(found).__name__ for found in _windows(widgets, valid) - windows),
        "timers": ["QTimer"] * len(_running_timers(core, valid) - timers),
    }
    if left["timers"]:
        gc.collect()
        left["timers"] = ["QTimer"] * len(_running_timers(core, valid) - timers)
    marker = request.node.get_closest_marker("leaves_behind")
    allowed = set(marker.args) if marker else set()
    left = {kind: names for kind, names in left.items() if names and kind not in allowed}
    if left:
        pytest.fail(f"left behind: {left}")
