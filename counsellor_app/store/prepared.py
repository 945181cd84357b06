"""Change sets made ready for the tables: a pure function, so that it can run on other cores.

Everything that follows from an envelope alone is done here, once, for local saves, merges and the rebuild: names from
the wire are looked up in the register and never reach SQL, what is unknown or of another type is left out (it stays in
the log). What depends on the tables is :mod:`counsellor_app.store.projection`'s.
"""

from typing import Final

from counsellor_app.domain.folding import number_words, words
from counsellor_app.domain.names.keys import keys_of
from counsellor_app.domain.records import ReviewKind
from counsellor_app.domain.synced_fields import IMMUTABLE, KINDS, REMOVABLE
from counsellor_app.store.columns import DEFAULT_COLUMNS, FULL_TEXT, PLACES, TYPES, readable, to_column
from sync.protocol.changes import (
    REMOVED,
    ChangeSet,
    Create,
    Remove,
    Value,
    change_id,
    from_text,
    read_change_set,
)
from sync.protocol.envelope import Header, Kind
from sync.protocol.errors import BodyError

NewRow = tuple[str, bytes, tuple[object, ...], tuple[str, ...], str]
"""A record to be: kind, object id, its columns after the head, the words that find its case, its text to search."""
NewValue = tuple[str, bytes, bytes, str, Value, tuple[bytes, ...], str]
"""A change of a field: kind, the change's id, the object it names, field, value, the changes it replaces, reason."""
Prepared = tuple[tuple[NewRow, ...], tuple[NewValue, ...], dict[bytes, int], bool, bool]
"""A change set as the projection takes it. Plain tuples, for a first pull sends a hundred thousand between processes.

New records, then changes of fields; what its author had seen (stream_seq by device); whether a reviewer's mark is in
it; whether somebody did more than look.
"""

NAMED: Final = {name: (*kind.names, *kind.numbers) for name, kind in KINDS.items() if kind.names or kind.numbers}
_NUMBERS: Final = {name: frozenset(kind.numbers) for name, kind in KINDS.items()}
_CALLED: Final = frozenset({"person", "alias"})
"""Kinds whose names are people's: found across scripts and writings too."""
_NOBODY: Final[dict[bytes, int]] = {}


def prepare(changes: ChangeSet, device_id: bytes, device_seq: int) -> Prepared:
    """Return *changes* of the envelope (*device_id*, *device_seq*) ready for the tables."""
    made: list[NewRow] = []
    changed: list[NewValue] = []
    looked, active = False, False
    for index, op in enumerate(changes.ops):
        look = type(op) is Create and _is_look(op)
        looked, active = looked or look, active or not look
        if op.kind not in KINDS:
            continue
        change = change_id(device_id, device_seq, index)
        if type(op) is Create:
            made.append(_new_row(op, change))
            continue
        field, value = (REMOVED, True) if isinstance(op, Remove) else (op.field, op.value)  # type: ignore[union-attr]
        if op.kind in IMMUTABLE or not readable(op.kind, field, value):
            continue
        try:
            target, replaces = from_text(op.object), tuple(from_text(other) for other in op.replaces)  # type: ignore[union-attr]
        except BodyError:
            continue
        changed.append((op.kind, change, target, field, value, replaces, op.reason or ""))  # type: ignore[union-attr]
    return tuple(made), tuple(changed), _seen(changes) if changes.seen else _NOBODY, looked, active


def read_ahead(header: Header, body: bytes) -> Prepared | None:
    """Return the change set in an opened *body* made ready; None for what the projection has nothing to do with.

    A body that cannot be read is None too: whether it is newer than this app, or refused, is judged in its turn.
    """
    if header.kind != Kind.CHANGES:
        return None
    try:
        changes = read_change_set(body)
    except BodyError:
        return None
    return prepare(changes, header.device_id, header.device_seq)


def name_words(kind: str, values: dict[str, object]) -> tuple[str, ...]:
    """Return the words by which a record of *kind* with these *values* finds its case, in order: folded, and for
    names of people the keys of their sound.
    """
    found: set[str] = set()
    numbers = _NUMBERS[kind]
    for field in NAMED.get(kind, ()):
        text = values.get(field)
        if isinstance(text, str) and text:
            found |= number_words(text) if field in numbers else set(words(text))
            if kind in _CALLED:
                found |= keys_of(text)
    return tuple(sorted(found))


def _new_row(op: Create, oid: bytes) -> NewRow:
    kind, values = op.kind, op.fields
    places, types = PLACES[kind], TYPES[kind]
    columns: list[object] = list(DEFAULT_COLUMNS[kind])
    for name, value in values.items():
        if type(value) is types.get(name) and name in places:
            columns[places[name]] = to_column(value)
    if kind in REMOVABLE:
        columns.append(False)
    text = values.get("text", "") if kind in FULL_TEXT else ""
    found = name_words(kind, values) if kind in NAMED else ()  # type: ignore[arg-type]
    return kind, oid, tuple(columns), found, text if isinstance(text, str) else ""


def _is_look(op: Create) -> bool:
    return op.kind == "review" and op.fields.get("kind", ReviewKind.SEEN) == ReviewKind.SEEN


def _seen(changes: ChangeSet) -> dict[bytes, int]:
    found: dict[bytes, int] = {}
    for text, (stream_seq, _digest) in changes.seen.items():
        try:
            found[from_text(text)] = stream_seq
        except BodyError:
            continue
    return found
