"""What stands in a plain form and was not sent yet is kept on this device while it is written, and stands there again.

A room of the window, not a feature.
"""

from functools import partial

from PySide6.QtCore import QObject

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.drafts.keeping import Words, keeping_of
from counsellor_app.desktop.plain_form import PlainForm


class FormKeeper(QObject):
    """Keeps *form* under a short fixed *name*; what is changed of a record, for each record by itself."""

    def __init__(self, context: DesktopContext, form: PlainForm, name: str) -> None:
        super().__init__(form)
        self._form, self._name = form, name
        self._keeping = keeping_of(context)
        form.edited.connect(self._edited)
        form.turned.connect(self._recall)
        form.taken.connect(lambda about: self._keeping.forget(self._place(about)))
        form.closed.connect(self._keeping.keep)
        self._recall(form.about)

    def _place(self, about: str) -> str:
        return f"{self._name}/{about}" if about else self._name

    def _edited(self) -> None:
        self._keeping.write(self._place(self._form.about), self._form.written())

    def _recall(self, about: str) -> None:
        self._keeping.recall(self._place(about), self, partial(self._recalled, about))

    def _recalled(self, about: str, words: Words) -> None:
        if words and about == self._form.about:
            self._form.put_back(words)
