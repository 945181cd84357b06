"""What timeline, history and conflicts of a case say once something was declined: what names it says nothing. Pure.

The entries themselves stay where they were written; when the refusal is withdrawn they say again what they said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from counsellor_app.domain.declined_journeys import fact_shown
from counsellor_app.domain.overviews import Conflict, TimelineEntry
from counsellor_app.domain.programmes_list import PROGRAMMES
from counsellor_app.domain.refusals import Offer, Refusal, is_allowed, offer_of, offer_of_step, programme_shown
from counsellor_app.domain.tasks import Origin, read_source

_OFFERS: Final = frozenset(map(str, Offer))
_UNSPOKEN: Final = frozenset(
    {"trafficking", "trafficking_event", "perpetrator", "support_plan", "trafficking_organisation"}
)
"""Kinds whose very name calls the client by what he may have declined."""
_OF_WAY: Final = MappingProxyType({"step_mark": "step", "evidence": "gate", "override": "gate"})
"""Kinds that name a part of a programme, and the field that does."""


@dataclass(frozen=True, slots=True)
class Naming:
    """By what one may name things in a case: *declined* are the refusals in force.

    ``enrolled``: the programme (code) of each enrolment (id).
    """

    declined: tuple[Refusal, ...]
    enrolled: Mapping[str, str]

    def says_declined(self, kind: str, values: Mapping[str, str]) -> bool:
        """Say whether a record of *kind* with these fields (field → text) names something that was declined."""
        if kind in _UNSPOKEN:
            return not self._label("trafficking")
        if kind in _OF_WAY:
            return not self._part(self.enrolled.get(values.get("enrolment", ""), ""), kind, values)
        found = {
            "case": lambda: not self._label(values.get("programme", "")),
            "enrolment": lambda: not self._enrolment(values),
            "eligibility_check": lambda: not self._label(values.get("programme", "")),
            "flag": lambda: not self._label(values.get("code", "")),
            "fact": lambda: not fact_shown(values.get("code", ""), self.declined),
            "support": lambda: not self._may(offer_of(values.get("item", ""))),
            "photo": lambda: not self._may(Offer.PHOTO),
            "refusal": lambda: not self._may(values.get("offer", "")),
            "task": lambda: not self.made_by(values.get("source", "")),
        }.get(kind)
        return found is not None and found()

    def made_by(self, source: str) -> bool:
        """Say whether a task may be named by what made it (a source)."""
        made = read_source(source)
        if made is None or made.origin == Origin.SERIES:
            return True
        part, field = ("step_mark", "step") if made.origin == Origin.STEP else ("evidence", "gate")
        return self._part(made.programme, part, {field: made.code})

    def source_shown(self, source: str) -> str:
        """Return the source of a task as the programme would have made it by which one may name it."""
        made = read_source(source)
        if made is None or not made.programme:
            return source
        return str(replace(made, programme=programme_shown(made.programme, self.declined)))

    def _may(self, code: str) -> bool:
        return not code or is_allowed(code, self.declined)

    def _label(self, code: str) -> bool:
        return not code or is_allowed(f"label:{code}", self.declined)

    def _enrolment(self, values: Mapping[str, str]) -> bool:
        outcome = values.get("outcome", "")
        given = outcome not in _OFFERS or is_allowed(outcome, self.declined)
        return given and self._label(values.get("programme", ""))

    def _part(self, programme: str, kind: str, values: Mapping[str, str]) -> bool:
        """Say whether a step or gate may be named: it gives nothing declined, and is of a programme with a name."""
        code = values.get(_OF_WAY[kind], "")
        if kind == "step_mark" and not self._may(offer_of_step(code)):
            return False
        called = programme_shown(programme, self.declined)
        if called == programme:
            return True
        standard = PROGRAMMES.get(called)
        known = None if standard is None else standard.step(code) if kind == "step_mark" else standard.gate(code)
        return known is not None


def entries_shown(entries: Iterable[TimelineEntry], naming: Naming) -> list[TimelineEntry]:
    """Return *entries*; those that name what was declined say nothing but that they were written."""
    if not naming.declined:
        return list(entries)
    return [_withheld(entry) if _names_declined(entry, naming) else entry for entry in entries]


def _names_declined(entry: TimelineEntry, naming: Naming) -> bool:
    if entry.kind not in ("change", "record"):
        return False
    values = dict(entry.values)
    told = [values, *({**values, entry.field: value} for value in (entry.value, *entry.before.split(" / ")) if value)]
    return any(naming.says_declined(entry.object_kind, one) for one in told)


def _withheld(entry: TimelineEntry) -> TimelineEntry:
    return replace(entry, field="", value="", before="", reason="", values=(), object_kind="", withheld=True)


def conflicts_shown(conflicts: Sequence[Conflict], naming: Naming) -> list[Conflict]:
    """Return *conflicts*; of a value that names what was declined only who wrote it is told."""
    if not naming.declined:
        return list(conflicts)
    return [_conflict(one, naming) for one in conflicts]


def _conflict(conflict: Conflict, naming: Naming) -> Conflict:
    def shown(value: str) -> str:
        return "" if naming.says_declined(conflict.object_kind, {conflict.field: value}) else value

    return replace(
        conflict,
        values=tuple(replace(side, value=shown(side.value)) for side in conflict.values),
        before=shown(conflict.before),
    )
