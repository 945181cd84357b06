"""The register of what syncs: record kind, its class, its fields in order. The only list of names from the wire.

Every field merges as a multi-value register (:mod:`sync.merge`). ``id`` and ``case`` never travel: they follow from
the change and its stream. ``removed`` is written by a ``remove``. Kinds in ``IMMUTABLE`` take no change after
creation: a change to one stays in the log and is listed, not applied.
"""

from dataclasses import fields
from types import MappingProxyType
from typing import Final

from counsellor_app.domain.records import Alias, Amendment, Case, Flag, Note, Person, Record, Review

KINDS: Final = MappingProxyType(
    {
        "case": Case,
        "person": Person,
        "alias": Alias,
        "flag": Flag,
        "note": Note,
        "amendment": Amendment,
        "review": Review,
    }
)
IMMUTABLE: Final = frozenset({"note", "amendment", "review"})
_LOCAL = frozenset({"id", "case", "removed"})

FIELDS: Final = MappingProxyType(
    {kind: tuple(field.name for field in fields(cls) if field.name not in _LOCAL) for kind, cls in KINDS.items()}
)
_KIND_OF: Final = MappingProxyType({cls: kind for kind, cls in KINDS.items()})


def kind_of(record: Record) -> str:
    """Return the kind of *record* as it travels."""
    return _KIND_OF[type(record)]
