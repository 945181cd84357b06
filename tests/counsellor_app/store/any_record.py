"""Records of every kind, made from the register: whatever kind is added there is under the laws of these tests."""

import random
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from counsellor_app.domain.records import Record
from counsellor_app.domain.synced_fields import KINDS, Home, Kind

WORDS = ["Emmen", "Ter Apel", "", "ሰላም", "سلام", "a \"b\" 'c', d", "0", "\N{ZERO WIDTH JOINER}"]
NUMBERS = [0, 1, -1, 250_00, (1 << 63) - 1, -(1 << 63)]
KEPT = [kind for kind in KINDS.values() if not kind.root]
"""All kinds but the roots."""


def _value(chance: random.Random, default: object) -> Any:
    if isinstance(default, bool):
        return chance.random() < 0.5
    if isinstance(default, int):
        return chance.choice(NUMBERS)
    if isinstance(default, tuple):
        return tuple(chance.choices(WORDS, k=chance.randrange(3)))
    return chance.choice(WORDS)


def random_record(chance: random.Random, kind: Kind, home_id: str) -> Record:
    """A record of *kind*; a few of its fields are filled."""
    wanted = chance.sample(kind.fields, min(3, len(kind.fields)))
    return kind.record(**{str(kind.home): home_id}, **{name: _value(chance, kind.defaults[name]) for name in wanted})


def randomly_changed(chance: random.Random, kind: Kind, record: Any) -> Any:
    """The same record with one or two other values."""
    wanted = chance.sample(kind.fields, min(2, len(kind.fields)))
    return replace(record, **{name: _value(chance, kind.defaults[name]) for name in wanted})


def kinds_of(home: Home) -> list[Kind]:
    """Kinds of records that belong to a case, or to a shelf."""
    return [kind for kind in KEPT if kind.home == home]


_TEXT = st.text(st.characters(codec="utf-8"), max_size=12)


def values_of(kind: Kind) -> st.SearchStrategy[dict[str, Any]]:
    """Values for some or all fields of a kind, of the types its defaults have."""

    def value(default: object) -> st.SearchStrategy[Any]:
        if isinstance(default, bool):
            return st.booleans()
        if isinstance(default, int):
            return st.integers(-(1 << 63), (1 << 63) - 1)
        return st.lists(_TEXT, max_size=3).map(tuple) if isinstance(default, tuple) else _TEXT

    return st.fixed_dictionaries({}, optional={name: value(default) for name, default in kind.defaults.items()})
