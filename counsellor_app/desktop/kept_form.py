"""What stands in a plain form and was not sent yet is kept on this device while it is written, and stands there again.

A room of the window, not a feature.
"""

from functools import partial

from PySide6.QtCore import QObject, QTimer

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.plain_form import PlainForm
from counsellor_app.workflows import unfinished

_KEEP_MS = 400


class FormKeeper(QObject):
    """Keeps *form* under a short fixed *name*; not while it is filled in with what is known of another record."""

    def __init__(self, context: DesktopContext, form: PlainForm, name: str) -> None:
        super().__init__(form)
        self._context, self._form, self._name = context, form, name
        self._kept: dict[str, str] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEEP_MS)
        self._timer.timeout.connect(self.keep)
        form.edited.connect(self._edited)
        form.emptied.connect(self._emptied)
        form.closed.connect(self.keep)
        self._recall()

    def _edited(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _emptied(self, of_another: bool) -> None:
        if of_another:
            self._recall()
        else:
            self.keep()

    def keep(self) -> None:
        """Keep what is written, now."""
        self._timer.stop()
        values = self._form.written()
        if values != self._kept and not self._form.of_another:
            self._kept = values
            self._context.run(partial(unfinished.keep, self._context.session, self._name, values), owner=self)

    def _recall(self) -> None:
        self._context.run(
            partial(unfinished.recall, self._context.session, self._name), owner=self, done=self._recalled
        )

    def _recalled(self, values: dict[str, str]) -> None:
        if not self._form.written() and not self._form.of_another:
            self._kept = values
            for name in values.keys() & self._form.fields.keys():
                self._form.set_value(name, values[name])
