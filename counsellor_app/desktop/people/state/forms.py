"""Forms as plain values: which fields, what stands in them, what is wrong. No Qt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from counsellor_app.domain.errors import ActionableError
from sync.wording import _

FieldKind = Literal["line", "text", "choice", "chips", "truth"]
Choice = tuple[str, str, str]
"""Key, words, and quieter what helps to tell it apart."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field. *check* raises :class:`ActionableError` for text that cannot be; ``chips`` join keys by commas."""

    name: str
    label: str
    kind: FieldKind = "line"
    options: tuple[Choice, ...] = ()
    hint: str = ""
    required: bool = False
    check: Callable[[str], object] | None = None


@dataclass(frozen=True, slots=True)
class FormSpec:
    """A form: of which ``kind`` (as the desk calls it), about which ``record`` (empty: a new one), what stands in it.

    ``says`` is told above the fields, ``warns`` whether it is a warning: an act that cannot be taken back.
    """

    kind: str
    title: str
    fields: tuple[FieldSpec, ...]
    save: str
    values: Mapping[str, str] = field(default_factory=dict)
    record: str = ""
    says: str = ""
    warns: bool = False

    @property
    def key(self) -> str:
        """Under which it is kept while it is unfinished."""
        return f"{self.kind}/{self.record}"


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in words, and what takes it back; None where nothing can."""

    what: str
    undo: Callable[[], object] | None = None


class FormState:
    """What is typed into a form, and what is wrong with it."""

    def __init__(self, spec: FormSpec) -> None:
        self.spec = spec
        self.values = {one.name: spec.values.get(one.name, "") for one in spec.fields}
        self.errors: dict[str, str] = {}
        self.refused = ""

    def typed(self, name: str, text: str) -> None:
        """Take a keystroke or a choice."""
        self.values[name] = text
        self.errors.pop(name, None)
        self.refused = ""

    @property
    def touched(self) -> bool:
        """Whether something stands there that was not there at first."""
        return any(text != self.spec.values.get(name, "") for name, text in self.values.items())

    def recall(self, kept: Mapping[str, str]) -> None:
        """Put back what stood there when it was left unfinished; what is typed already stands behind it."""
        for one in self.spec.fields:
            if one.name not in kept:
                continue
            typed = self.values[one.name] if one.kind in ("line", "text") else ""
            untouched = typed == self.spec.values.get(one.name, "")
            self.values[one.name] = kept[one.name] + ("" if untouched else typed)

    def submit(self) -> dict[str, str] | None:
        """Return what to save, None when something is wrong (see ``errors``)."""
        self.errors = {}
        for one in self.spec.fields:
            text = self.values[one.name]
            if one.required and not text.strip():
                self.errors[one.name] = _("This is needed.")
                continue
            try:
                if one.check is not None and text.strip():
                    one.check(text)
            except ActionableError as error:
                self.errors[one.name] = f"{error.title} {error.advice}"
        return None if self.errors else dict(self.values)

    def changed(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return those of *values* that differ from what stood there at first."""
        return {name: text for name, text in values.items() if text != self.spec.values.get(name, "")}
