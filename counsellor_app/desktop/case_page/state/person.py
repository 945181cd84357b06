"""The fields of a case and its person as they are edited: checked, saved and undone one by one. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from counsellor_app.desktop import field_words
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.field_values import read_assignment
from counsellor_app.domain.overviews import CasePage
from counsellor_app.domain.records import Person, Precision
from sync.wording import _

WRITTEN: Final = ("name", "own_name", "birth_date", "languages", "phone", "place", "alien_number")
CHOSEN: Final = ("sex", "nationality", "status", "programme", "responsible", "team")
HANDED_OVER: Final = frozenset({"responsible", "team"})
PERSON_FIELDS: Final = frozenset({"name", "own_name", "birth_date", "sex"})


@dataclass(frozen=True, slots=True)
class Step:
    """One saved change: fields and the text that gives them back their value; or another name to add or take away."""

    what: str
    assignments: Mapping[str, str] = field(default_factory=dict)
    add_alias: str = ""
    remove_alias: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """``save``: give these fields these texts. ``undo``: how to take it back. ``ask``: confirm first, in words."""

    save: Mapping[str, str] = field(default_factory=dict)
    undo: Step | None = None
    ask: str = ""


NOTHING: Final = Decision()


class PersonFormState:
    """What the form shows: the stored values, what is being typed over them, and what is wrong with it."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}
        self._typing: dict[str, str] = {}
        self._left: set[str] = set()
        self._undo: list[Step] = []
        self.errors: dict[str, str] = {}
        self.conflicts: dict[str, str] = {}
        self.case = ""

    def show(self, page: CasePage) -> None:
        """Take the stored values; a field being typed in keeps what is typed."""
        if page.case.id != self.case:
            self._typing, self._undo, self.errors = {}, [], {}
            self._left = set()
        self.case = page.case.id
        person = page.persons[0] if page.persons else Person()
        self._values = {name: str(getattr(page.case, name, "")) for name in (*WRITTEN, *CHOSEN)}
        self._values["languages"] = field_words.languages(",".join(page.case.languages))
        self._values |= {"name": person.name, "own_name": person.own_name, "sex": person.sex}
        self._values["birth_date"] = birth_text(person)
        self.conflicts = {
            conflict.field: _("Several values at once: {values}").format(
                values=", ".join(field_words.field_value(conflict.field, value.value) for value in conflict.values)
            )
            for conflict in page.conflicts
        }

    def text(self, name: str) -> str:
        """Return what stands in the field: what is being typed, else the stored value."""
        return self._typing.get(name, self._values.get(name, ""))

    def stored(self, name: str) -> str:
        """Return the stored value."""
        return self._values.get(name, "")

    def wrong(self, name: str) -> str:
        """Return what is wrong with the field, or that it has several values."""
        return self.errors.get(name) or self.conflicts.get(name, "")

    @property
    def unsaved(self) -> dict[str, str]:
        """What is typed and not saved, by field."""
        return dict(self._typing)

    def recall(self, words: Mapping[str, str]) -> None:
        """Put back what was typed here earlier and not saved; it waits until somebody says what becomes of it."""
        for name in WRITTEN:
            text = words.get(name, "")
            if text and name not in self._typing and text != self._values.get(name, ""):
                self._typing[name] = text
                self._left.add(name)

    def waits(self, name: str) -> str:
        """Return what is said of a field in which earlier words wait; nothing for any other."""
        return _("Typed earlier, not saved yet. Enter saves it, Escape takes it back.") if name in self._left else ""

    def typed(self, name: str, text: str) -> None:
        """Take a keystroke."""
        self._left.discard(name)
        if text == self._values.get(name, ""):
            self._typing.pop(name, None)
        else:
            self._typing[name] = text
        self.errors.pop(name, None)

    def reverted(self, name: str) -> str:
        """Forget what is being typed; return the stored value."""
        self._typing.pop(name, None)
        self._left.discard(name)
        self.errors.pop(name, None)
        return self.stored(name)

    def finished(self, name: str, today: date) -> Decision:
        """The field is left: save what was typed, unless it cannot be."""
        if name not in self._typing:
            return NOTHING
        text = self._typing[name]
        try:
            changes = read_assignment(name, text, today)
        except ActionableError as error:
            self.errors[name] = f"{error.title} {error.advice}"
            return NOTHING
        if name == "birth_date" and not text.strip() and not changes:
            return NOTHING
        return self._decide(name, text)

    def chosen(self, name: str, key: str) -> Decision:
        """A value was chosen; handing a case over is asked first."""
        if key == self._values.get(name, ""):
            return NOTHING
        if name in HANDED_OVER:
            return Decision({name: key}, ask=name)
        return self._decide(name, key)

    def flag_turned(self, code: str, on: bool) -> Decision:
        """A flag was put on or taken off."""
        sign, back = ("+", "-") if on else ("-", "+")
        words = field_words.flag(code)
        what = _("Flag {flag} put on").format(flag=words) if on else _("Flag {flag} taken off").format(flag=words)
        return Decision({"flags": f"{sign}{code}"}, Step(what, {"flags": f"{back}{code}"}))

    def alias_added(self, name: str) -> Step:
        """Return how to undo that another name was added."""
        return Step(_("Other name added"), remove_alias=name)

    def alias_removed(self, name: str) -> Step:
        """Return how to undo that another name was taken away."""
        return Step(_("Other name taken away"), add_alias=name)

    def saved(self, decision: Decision) -> None:
        """The store has it: what was typed is the value now, and can be undone."""
        for name, text in decision.save.items():
            if self._typing.get(name) == text:
                del self._typing[name]
                self._left.discard(name)
            self._values[name] = text
            self.errors.pop(name, None)
        if decision.undo is not None:
            self._undo.append(decision.undo)

    def refused(self, decision: Decision, error: ActionableError) -> None:
        """The store refused it: say so beside the field and keep what was typed."""
        for name in decision.save:
            self.errors[name] = f"{error.title} {error.advice}"

    def remember(self, step: Step) -> None:
        """Keep a way back for something saved otherwise."""
        self._undo.append(step)

    def undo(self) -> Step | None:
        """Take the newest way back off the pile."""
        return self._undo.pop() if self._undo else None

    def forget(self, step: Step) -> bool:
        """Take this way back off the pile; False if it was taken before."""
        if step not in self._undo:
            return False
        self._undo.remove(step)
        return True

    def _decide(self, name: str, text: str) -> Decision:
        kind = "person" if name in PERSON_FIELDS else "case"
        words = field_words.record_field(kind, name)
        return Decision({name: text}, Step(_("{field} changed").format(field=words), {name: self.stored(name)}))


def birth_text(person: Person) -> str:
    """Return a birth date as one writes it: *07-03-1988*, *1988*, *ca. 1988*."""
    parts = person.birth_date.split("-")
    plain = "-".join(reversed(parts)) if len(parts) == 3 else person.birth_date
    return f"ca. {plain}" if plain and person.birth_precision == Precision.ESTIMATED else plain
