"""The form of a new case: what is written, what is wrong with it, what is handed on. No Qt."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.field_values import read_assignment

FIELDS: Final = (
    "name",
    "own_name",
    "alien_number",
    "birth_date",
    "sex",
    "nationality",
    "languages",
    "place",
    "programme",
    "phone",
)


@dataclass(frozen=True, slots=True)
class Decision:
    """``add``: the fields to open a case with, as typed; empty when something is wrong. ``focus``: the first such."""

    add: dict[str, str] = field(default_factory=dict)
    focus: str = ""


class NewCaseState:
    """What stands in the form. It stays while one looks elsewhere; only adding or clearing empties it."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.errors: dict[str, str] = {}
        self.trouble: ActionableError | None = None
        self.adding = False
        self._empty()

    def _empty(self) -> None:
        self.values = dict.fromkeys(FIELDS, "")
        self.errors, self.trouble, self.adding = {}, None, False

    @property
    def blank(self) -> bool:
        """Nothing is written."""
        return not any(value.strip() for value in self.values.values())

    def typed(self, name: str, text: str) -> None:
        """Take a keystroke; what was wrong may be right now."""
        self.values[name] = text
        self.errors.pop(name, None)
        self.trouble = None

    def left(self, name: str, today: date) -> None:
        """A field is left: say at once what is wrong with it. An empty one is not wrong yet."""
        if self.values[name].strip():
            self._check(name, today)

    def submit(self, today: date) -> Decision:
        """Add the case, unless something is wrong or it is being added already."""
        if self.adding:
            return Decision()
        for name in FIELDS:
            if name == "name" or self.values[name].strip():
                self._check(name, today)
        wrong = next((name for name in FIELDS if name in self.errors), "")
        if wrong:
            return Decision(focus=wrong)
        self.adding = True
        return Decision({name: value for name, value in self.values.items() if value.strip()})

    def added(self) -> None:
        """The case is in the store: the form is empty again."""
        self._empty()

    def refused(self, error: ActionableError) -> None:
        """The store refused it: everything written stays."""
        self.adding = False
        self.trouble = error

    def clear(self) -> dict[str, str]:
        """Empty the form; return what stood there, to undo it."""
        before = dict(self.values)
        self._empty()
        return before

    def restore(self, values: dict[str, str]) -> None:
        """Put back what was cleared."""
        self.values.update(values)

    def _check(self, name: str, today: date) -> None:
        try:
            read_assignment(name, self.values[name], today)
        except ActionableError as error:
            self.errors[name] = f"{error.title} {error.advice}"
        else:
            self.errors.pop(name, None)
