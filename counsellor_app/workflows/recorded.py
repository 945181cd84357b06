"""Records as they are kept, of any kind: all of a case, and what became of one."""

from collections.abc import Mapping
from dataclasses import dataclass

from counsellor_app.domain.declined_entries import Naming
from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.overviews import Origin, TimelineEntry
from counsellor_app.domain.records import Record
from counsellor_app.domain.synced_fields import KINDS, OF_CASES, FieldValue
from counsellor_app.domain.tasks import Task
from counsellor_app.store.values import to_wire, to_words
from counsellor_app.workflows.openings import note_opening_of
from counsellor_app.workflows.session import Session
from sync.wording import _


@dataclass(frozen=True, slots=True)
class Recorded:
    """A record with its kind and who made it. ``fields`` as they travel; ``words``: the filled ones as people read.

    Kind and both are empty, and ``withheld`` is set, for one that names what the client declined.
    """

    kind: str
    id: str
    removed: bool
    fields: Mapping[str, FieldValue]
    words: tuple[tuple[str, str], ...]
    origin: Origin
    withheld: bool = False


def records_of_case(session: Session, case_id: str, kind: str = "", *, removed: bool = False) -> list[Recorded]:
    """Return the records of a case, kind by kind in order of creation; *removed*: also those taken away.

    Raises :class:`ActionableError`: no such case, or no such kind.
    """
    if kind and kind not in OF_CASES:
        raise ActionableError(_("There is no such kind of record."), _("Kinds: {kinds}.").format(kinds=_kinds()))
    note_opening_of(session, case_id)
    with session.store.reading() as queries:
        naming = queries.protecting().naming(case_id)
        return [
            _recorded(name, record, queries.origin(record.id), naming)
            for name in ([kind] if kind else sorted(OF_CASES))
            for record in queries.records(case_id, KINDS[name].record, removed=removed)
        ]


def history_of(session: Session, record_id: str) -> list[TimelineEntry]:
    """Return what became of one record, newest first; raises :class:`ActionableError` when it is not here."""
    with session.store.reading() as queries:
        return queries.history(record_id)


def _recorded(kind: str, record: Record, origin: Origin, naming: Naming) -> Recorded:
    fields: dict[str, FieldValue] = {name: getattr(record, name) for name in KINDS[kind].fields}
    if isinstance(record, Task) and naming.declined:
        fields["source"] = naming.source_shown(record.source)
    filled = {name: value for name, value in fields.items() if value != KINDS[kind].defaults[name]}
    words = tuple((name, to_words(to_wire(value))) for name, value in filled.items())
    removed = getattr(record, "removed", False)
    if naming.declined and naming.says_declined(kind, dict(words)):
        return Recorded("", record.id, removed, {}, (), origin, withheld=True)
    return Recorded(kind, record.id, removed, fields, words, origin)


def _kinds() -> str:
    return ", ".join(sorted(OF_CASES))
