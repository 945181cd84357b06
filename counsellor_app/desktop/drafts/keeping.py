"""What stands in lines and forms and was not sent yet: kept on this device within two seconds, whatever happens.

A place is a short fixed name (``new-case``); where the words belong to a record, its id is a part of the name
(``case-fields/ID``), so that nothing of one case ever stands in another. What the store refuses stays here, is found
here, and is tried again by itself.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.domain.errors import ActionableError
from counsellor_app.workflows import unfinished

KEEP_MS: Final = 1_000
"""From the first keystroke that is not kept to keeping it; typing on does not put it off."""
RETRY_MS: Final = (2_000, 4_000, 8_000, 15_000)
Words = dict[str, str]


class Keeping(QObject):
    """Every place of the app, of all windows on one store; ask :func:`keeping_of` for it."""

    def __init__(self, context: DesktopContext) -> None:
        super().__init__(context.store_thread)
        self._context = context
        self._typed: dict[str, Words] = {}
        self._on_its_way: dict[str, Words] = {}
        self._tries = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.keep)

    def serve(self, context: DesktopContext) -> None:
        """Say in the window of *context* from now on what could not be kept."""
        self._context = context

    def write(self, place: str, words: Mapping[str, str]) -> None:
        """Keep soon what stands at *place* now; nothing but blanks forgets it."""
        self._typed[place] = {name: text for name, text in words.items() if text.strip()}
        if not self._timer.isActive():
            self._timer.start(KEEP_MS)

    def keep(self) -> None:
        """Keep everything now; returns at once."""
        self._timer.stop()
        typed, self._typed = self._typed, {}
        for place, words in typed.items():
            self._on_its_way[place] = words
            self._context.run(
                partial(unfinished.keep, self._context.session, place, words),
                owner=self,
                done=partial(self._kept, place, words),
                failed=partial(self._refused, place, words),
            )

    def forget(self, place: str) -> None:
        """What stood at *place* has become what it was to become."""
        self.write(place, {})
        self.keep()

    def recall(self, place: str, owner: QObject, done: Callable[[Words], object]) -> None:
        """Give *done* what was left at *place*: what is not in the store yet, else what is, as long as *owner* lives.

        It is what stood there when this was asked; what is typed before the answer comes is not in it.
        """
        held = self._typed.get(place, self._on_its_way.get(place))
        if held is not None:
            done(dict(held))
        else:
            self._context.run(partial(unfinished.recall, self._context.session, place), owner=owner, done=done)

    def _kept(self, place: str, words: Words, _nothing: None) -> None:
        self._tries = 0
        if self._on_its_way.get(place) is words:
            del self._on_its_way[place]

    def _refused(self, place: str, words: Words, error: Exception) -> None:
        if self._on_its_way.get(place) is not words:
            return  # newer words of this place are on their way
        del self._on_its_way[place]
        self._typed.setdefault(place, words)
        if not self._tries and isinstance(error, ActionableError):
            self._context.show_error(error)
        if not self._timer.isActive():
            self._timer.start(RETRY_MS[min(self._tries, len(RETRY_MS) - 1)])
            self._tries += 1


def keeping_of(context: DesktopContext) -> Keeping:
    """Return what keeps the words typed in the windows on the store of *context*."""
    for child in context.store_thread.children():
        if isinstance(child, Keeping):
            child.serve(context)
            return child
    return Keeping(context)
