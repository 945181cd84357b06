"""What a screen must know of one kind of record to say it: its name, its fields, their values. No Qt."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from counsellor_app.desktop.look.bidi import isolate

_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """The words of one kind; called anew each time, for the language may change.

    ``title`` the kind; ``fields`` the name of each field; ``values`` how a field's value (text as the timeline gives
    it) is read, where it is not as it stands; ``says`` the whole record in one line from its filled fields, by default
    all values but ids beside each other; ``icon`` a name in resources/icons.
    """

    title: Callable[[], str]
    fields: Mapping[str, Callable[[], str]] = field(default_factory=dict)
    values: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    says: Callable[[Mapping[str, str]], str] | None = None
    icon: str = "pen-line"


def facts(*parts: str) -> str:
    """Return *parts* beside each other, each in its own direction, so that the row runs as the window does."""
    return " · ".join(isolate(part) for part in parts if part)


def is_id(value: str) -> bool:
    """Say whether *value* is the id of a record or person, which says nothing to anybody."""
    return _ID.fullmatch(value) is not None
