"""What the timeline says of records of whatever kind: never a code of the machine, never nothing, never an error."""

import random

import pytest

from counsellor_app.desktop import field_words
from counsellor_app.desktop.timeline.state import rows_of
from counsellor_app.domain.overviews import Origin, TimelineEntry
from counsellor_app.domain.synced_fields import KINDS, OF_CASES, Kind
from counsellor_app.store.values import to_wire, to_words
from tests.counsellor_app.store.any_record import random_record

NOW = 1_700_000_000_000
TOLD = [KINDS[name] for name in sorted(OF_CASES) if KINDS[name].timeline]


def entries_of(kind: Kind, seed: int) -> list[TimelineEntry]:
    """A record of *kind* as it is made, changed and taken away."""
    record = random_record(random.Random(seed), kind, "0" * 32) if not kind.root else kind.record()
    words = [(name, to_words(to_wire(getattr(record, name)))) for name in kind.fields]
    values = tuple((name, text) for name, text in words if text)
    origin = Origin(author="", author_name="Anna", device="", device_label="pc", at=NOW, at_office=True)
    made = TimelineEntry(id="1", kind="record", at=NOW, origin=origin, object="2", object_kind=kind.name, values=values)
    changed = [
        TimelineEntry(
            id=f"3{name}",
            kind="change",
            at=NOW,
            origin=origin,
            object="2",
            object_kind=kind.name,
            field=name,
            value=text,
            before="something",
            values=values,
        )
        for name, text in [*words, ("removed", "yes")]
    ]
    return [made, *changed]


@pytest.mark.parametrize("kind", TOLD, ids=lambda kind: kind.name)
@pytest.mark.parametrize("seed", range(4))
def test_every_kind_is_told_in_words(kind: Kind, seed: int) -> None:
    entries = entries_of(kind, seed)
    for row in rows_of(entries, NOW)[1:]:
        assert row.title.strip(), row  # type: ignore[union-attr]
        assert row.spoken()  # type: ignore[union-attr]
    assert field_words.entry_text(entries[-1])


@pytest.mark.parametrize("kind", sorted(OF_CASES))
def test_every_kind_and_field_has_a_name(kind: str) -> None:
    """A room that adds a kind, or a field, names it: codes are for machines."""
    assert field_words.record_kind(kind) != kind or kind in {"note", "amendment", "review", "case"}
    if kind in field_words.RECORD_WORDS:
        unnamed = [name for name in KINDS[kind].fields if name not in field_words.RECORD_WORDS[kind].fields]
        assert [name for name in unnamed if field_words.record_field(kind, name) == name] == []
