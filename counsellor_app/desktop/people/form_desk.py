"""Forms about a case: opened with what was left unfinished in them, kept while they are written, saved, told with undo.

A form belongs to the case it was opened in. When another case is shown it is put away, words kept: nothing typed about
one person is ever saved with another.
"""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject

from counsellor_app.desktop.context import DesktopContext
from counsellor_app.desktop.drafts.keeping import keeping_of
from counsellor_app.desktop.people.record_form import RecordForm
from counsellor_app.desktop.people.state.forms import Done, FormSpec
from counsellor_app.domain.errors import ActionableError

Values = Mapping[str, str]
Saver = Callable[[FormSpec, Values, Values], Callable[[], Done]]
"""Makes the call that saves a form (on the store thread) of all that stands in it, and of what differs from before."""


class FormDesk(QObject):
    """Serves the forms of one page; ``saver`` says what saving each means for the case that is shown."""

    def __init__(self, context: DesktopContext, saver: Saver, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._saver = saver
        self._case = ""
        self._opened: dict[RecordForm, str] = {}
        self._keeping = keeping_of(context)

    def serve(self, form: RecordForm) -> None:
        """Save what is submitted in *form*, and keep what is left unfinished."""
        self._opened[form] = ""
        form.submitted.connect(partial(self._save, form))
        form.keep.connect(partial(self._keep, form))

    def show_case(self, case: str) -> None:
        """Serve this case (id) from now on; forms about another one are put away."""
        self._case = case
        for form, opened in self._opened.items():
            if form.spec is not None and opened != case:
                form.leave()

    def open(self, form: RecordForm, spec: FormSpec) -> None:
        """Open *spec* in *form*, with what was left unfinished in it."""
        self._opened[form] = self._case
        form.open(spec)
        self._keeping.recall(
            self._place(form, spec), form, lambda values: form.recall(values) if form.spec is spec else None
        )

    def do(self, call: Callable[[], Done]) -> None:
        """Run *call* on the store thread, say what it did and offer to undo it."""
        self._context.run(call, owner=self, done=self._offer)

    def _place(self, form: RecordForm, spec: FormSpec) -> str:
        return f"{spec.key}/{self._opened[form]}"

    def _keep(self, form: RecordForm, spec: FormSpec, values: Values) -> None:
        self._keeping.write(self._place(form, spec), values)

    def _save(self, form: RecordForm, spec: FormSpec, values: Values) -> None:
        changed = form.state.changed(values) if form.state is not None else dict(values)
        place = self._place(form, spec)

        def saved(done: Done) -> None:
            if form.spec is spec:
                form.saved()
            else:
                self._keeping.forget(place)
            self._offer(done)

        def failed(error: Exception) -> None:
            if isinstance(error, ActionableError) and form.spec is spec:
                form.refused(f"{error.title} {error.advice}")
            elif isinstance(error, ActionableError):
                self._context.show_error(error)

        self._context.run(self._saver(spec, values, changed), owner=form, done=saved, failed=failed)

    def _offer(self, done: Done) -> None:
        undo = done.undo
        if undo is None:
            self._context.status_message(done.what)
        else:
            self._context.offer_undo(done.what, lambda: self._context.run(undo, owner=self))
