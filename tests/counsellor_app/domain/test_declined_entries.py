"""What names something declined is told without it, everything else as it was; nothing is taken out of the order."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counsellor_app.domain.declined_entries import Naming, conflicts_shown, entries_shown
from counsellor_app.domain.overviews import Conflict, ConflictValue, Origin, TimelineEntry
from counsellor_app.domain.refusals import Offer, Refusal

WROTE = Origin(author="a", author_name="Hanna", device="d", device_label="HG-2", at=1, at_office=True)
ENROLLED = {"v": "VOT", "r": "REAN", "h": "HRT"}
BEYOND = (Refusal(offer="beyond-rean"),)
NAMED = [
    ("record", "enrolment", {"programme": "HRT"}, False),
    ("record", "enrolment", {"programme": "REAN"}, True),
    ("record", "enrolment", {"programme": "REAN", "outcome": "reintegration"}, False),
    ("record", "step_mark", {"enrolment": "v", "step": "wish"}, False),
    ("record", "step_mark", {"enrolment": "v", "step": "intake"}, True),
    ("record", "step_mark", {"enrolment": "r", "step": "intake"}, True),
    ("record", "step_mark", {"enrolment": "h", "step": "plan"}, False),
    ("record", "evidence", {"enrolment": "r", "gate": "consent"}, True),
    ("record", "support", {"item": "tools"}, False),
    ("record", "support", {"item": "ticket"}, True),
    ("record", "eligibility_check", {"programme": "HRT"}, False),
    ("record", "fact", {"code": "trafficking"}, False),
    ("record", "fact", {"code": "wishes_return"}, True),
    ("record", "photo", {"person": "p"}, False),
    ("record", "trafficking", {"con_Consent": "TRUE"}, False),
    ("record", "trafficking_organisation", {"org_Name": "De Kroon"}, False),
    ("record", "refusal", {"offer": "beyond-rean"}, False),
    ("record", "refusal", {"offer": "ticket"}, True),
    ("record", "task", {"source": "step/VOT/wish/v/"}, False),
    ("record", "task", {"source": "step/VOT/intake/v/"}, True),
    ("record", "task", {"title": "call back"}, True),
    ("record", "safety_plan", {"risk": "followed"}, True),
    ("change", "case", {"programme": "VOT"}, False),
    ("change", "case", {"place": "Emmen"}, True),
    ("change", "flag", {"code": "trafficking"}, False),
    ("change", "flag", {"code": "health"}, True),
]


def entry(kind: str, object_kind: str, values: Mapping[str, str]) -> TimelineEntry:
    if kind == "record":
        return TimelineEntry(
            id="e", kind=kind, at=1, origin=WROTE, object_kind=object_kind, values=tuple(values.items())
        )
    ((field, value),) = values.items()
    return TimelineEntry(id="e", kind=kind, at=1, origin=WROTE, object_kind=object_kind, field=field, value=value)


@pytest.mark.parametrize(("kind", "object_kind", "values", "told"), NAMED)
def test_what_names_it_says_nothing(kind: str, object_kind: str, values: dict[str, str], told: bool) -> None:
    one = entry(kind, object_kind, values)
    (shown,) = entries_shown([one], Naming(BEYOND, ENROLLED))
    assert (shown == one) == told
    assert shown.withheld == (not told)
    if not told:
        assert (shown.field, shown.value, shown.before, shown.values, shown.object_kind) == ("", "", "", (), "")
    assert entries_shown([one], Naming((), ENROLLED)) == [one]


def test_what_it_was_before_is_not_told_either() -> None:
    one = TimelineEntry(
        id="e", kind="change", at=1, origin=WROTE, object_kind="case", field="programme", value="REAN", before="VOT"
    )
    assert entries_shown([one], Naming(BEYOND, {}))[0].withheld


@given(st.lists(st.sampled_from([entry(*one[:3]) for one in NAMED])), st.sets(st.sampled_from(list(Offer))))
def test_no_entry_goes_and_asking_again_changes_nothing(entries: list[TimelineEntry], offers: set[Offer]) -> None:
    naming = Naming(tuple(Refusal(offer=offer) for offer in offers), ENROLLED)
    shown = entries_shown(entries, naming)
    assert [(one.id, one.kind, one.at, one.origin) for one in shown] == [
        (one.id, one.kind, one.at, one.origin) for one in entries
    ]
    assert entries_shown(shown, naming) == shown


def test_of_a_conflict_only_who_wrote_what_was_declined_is_told() -> None:
    sides = tuple(
        ConflictValue(change=change, value=value, origin=WROTE, displayed=False)
        for change, value in (("1", "VOT"), ("2", "REAN"))
    )
    conflict = Conflict(
        id="c", case="c", case_name="", reference="", object="o", object_kind="case", field="programme", values=sides
    )
    (shown,) = conflicts_shown([conflict], Naming(BEYOND, {}))
    assert [(side.change, side.value) for side in shown.values] == [("1", ""), ("2", "REAN")]
    assert conflicts_shown([conflict], Naming((), {})) == [conflict]
