"""Ids and values of fields as text: as they travel, as people read them, and back."""

from counsellor_app.domain.errors import ActionableError
from counsellor_app.store.columns import TYPES
from sync.protocol.changes import Value
from sync.wording import _


def missing() -> ActionableError:
    """Return the error for a record that is not on this device."""
    return ActionableError(
        _("There is no such record on this device."), _("Check the number, or sync once with the office.")
    )


def read_id(record_id: str) -> bytes:
    """Return the 16 bytes of an id of 32 hex digits; raises :class:`ActionableError` for anything else."""
    try:
        oid = bytes.fromhex(record_id)
    except ValueError:
        raise missing() from None
    if len(oid) != 16:
        raise missing()
    return oid


def conflict_id(oid: bytes, field: str) -> str:
    """Return the id of a conflict: the object's id, a dot, the field."""
    return f"{oid.hex()}.{field}"


def read_conflict_id(text: str) -> tuple[bytes, str]:
    """Read :func:`conflict_id`; raises :class:`ActionableError` for anything else."""
    record_id, _dot, field = text.partition(".")
    return read_id(record_id), field


def to_wire(value: object) -> Value:
    """Return a record's value as it travels."""
    if isinstance(value, tuple):
        return [str(item) for item in value]
    assert value is None or isinstance(value, str | int | bool)
    return str(value) if isinstance(value, str) else value


def from_words(kind: str, field: str, text: str) -> Value:
    """Return *text* as the type of the field: lists are separated by commas, truth is yes or no."""
    expected = TYPES[kind].get(field)
    if field == "removed" or expected is bool:
        return text.strip().lower() in {"true", "yes", "ja", "1"}
    if expected is list:
        return [part.strip() for part in text.split(",") if part.strip()]
    if expected is int:
        try:
            return int(text)
        except ValueError:
            raise ActionableError(_("This field holds a number."), _("Nothing was changed. Give a number.")) from None
    return text


def to_words(value: Value) -> str:
    """Return a value as people read it and :func:`from_words` reads it back."""
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
