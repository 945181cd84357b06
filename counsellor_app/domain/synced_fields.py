"""THE register of what syncs: each kind of record, declared once. The only list of names from the wire.

To add a kind: a frozen dataclass with defaults for all its fields, and a line in ``KINDS``. Its table, loading, saving,
listing and its place in the timeline follow from that. Every field merges as a multi-value register
(:mod:`sync.merge`). ``id`` and the home (``case`` or ``shelf``) never travel: they follow from the change and its
stream. ``removed`` is written by a ``remove``. An immutable kind takes no change after creation: a change to one stays
in the log, not applied.

Fields hold text (also of a StrEnum), whole numbers, truth, or tuples of text, as their defaults say. Fields may be
added to a kind; one that was ever released is never renamed nor given another type.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from counsellor_app.domain.case_links import CaseLink
from counsellor_app.domain.exports import Export, ExportEnd
from counsellor_app.domain.families import Relation
from counsellor_app.domain.hours import ConsultationHour, HeadCount, InformationSession, Slot
from counsellor_app.domain.identity_papers import Document, Identifier
from counsellor_app.domain.openings import Opening
from counsellor_app.domain.outreach import NetworkContact, OutreachTalk
from counsellor_app.domain.photos import Photo
from counsellor_app.domain.places import Place
from counsellor_app.domain.programmes.records import (
    BeforeGates,
    EligibilityCheck,
    Enrolment,
    Evidence,
    Fact,
    Override,
    ProgrammeText,
    StepMark,
    Support,
)
from counsellor_app.domain.records import Alias, Amendment, Case, Flag, Note, Person, Record, Review
from counsellor_app.domain.refusals import Refusal
from counsellor_app.domain.retention import RetentionRule
from counsellor_app.domain.safety import ContactRule, Restriction, SafetyPlan
from counsellor_app.domain.shelves import Shelf
from counsellor_app.domain.tasks import Appointment, OwnTask, Task
from counsellor_app.domain.trafficking import (
    Perpetrator,
    SupportPlan,
    TraffickingEvent,
    TraffickingOrganisation,
    TraffickingRecord,
)

FieldValue = str | int | bool | tuple[str, ...]


class Home(StrEnum):
    """What a record belongs to; also the name of the field that says to which one."""

    CASE = "case"
    SHELF = "shelf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of record. What is not given to :func:`_kind` follows from the dataclass.

    ``root``: the record a stream begins with, a case or a shelf. ``names`` and ``numbers``: fields by whose words, or
    digits, the case is found. ``full_text``: its field ``text`` is searched word by word. ``indexed``: fields by whose
    value it is looked up over all cases. ``timeline``: its creation stands in the case's timeline. ``moment``: the
    field that says when it took place (ms), if not when it was written. ``quiet``: fields about which nobody is asked
    when two people wrote them at once (the latest is shown), and whose changes stand in no timeline.
    """

    name: str
    record: type[Record]
    home: Home
    root: bool
    immutable: bool
    removable: bool
    names: tuple[str, ...]
    numbers: tuple[str, ...]
    full_text: bool
    indexed: tuple[str, ...]
    timeline: bool
    moment: str
    quiet: tuple[str, ...]
    fields: tuple[str, ...]
    defaults: Mapping[str, FieldValue]


_RESERVED: Final = frozenset({"activity", "change", "conflict", "name", "orphan", "seen", "standing"})
"""Names of tables of the projection that hold no records."""


def _kind(
    name: str,
    record: type[Record],
    *,
    home: Home = Home.CASE,
    root: bool = False,
    immutable: bool = False,
    names: tuple[str, ...] = (),
    numbers: tuple[str, ...] = (),
    full_text: bool = False,
    indexed: tuple[str, ...] = (),
    timeline: bool = True,
    moment: str = "",
    quiet: tuple[str, ...] = (),
) -> Kind:
    known: dict[str, Any] = {field.name: field.default for field in fields(record)}
    removable = "removed" in known
    local = {"id", "removed"} if root else {"id", "removed", str(home)}
    found = {field: default for field, default in known.items() if field not in local}
    named = (*names, *numbers, *indexed, *quiet)
    problem = ""
    if not name.isidentifier() or name != name.lower() or name in _RESERVED:
        problem = "its name"
    elif any(default is MISSING or not isinstance(default, str | int | tuple) for default in found.values()):
        problem = "a field without a default, or with one that does not travel"
    elif not root and known.get(home) != "":
        problem = f"no field {home}"
    elif removable and (immutable or root or known["removed"] is not False):
        problem = "what is removed can neither be immutable nor a root"
    elif not {*named, *([moment] if moment else []), *(["text"] if full_text else [])} <= {*found}:
        problem = "a field it does not have"
    elif (names or numbers) and home != Home.CASE:
        problem = "words find cases only"
    if problem:
        raise TypeError(f"kind {name}: {problem}")
    return Kind(
        name=name,
        record=record,
        home=home,
        root=root,
        immutable=immutable,
        removable=removable,
        names=names,
        numbers=numbers,
        full_text=full_text,
        indexed=indexed,
        timeline=timeline and home == Home.CASE,
        moment=moment,
        quiet=quiet,
        fields=tuple(found),
        defaults=MappingProxyType(found),
    )


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            # A stream begins with one of these.
            _kind(
                "case",
                Case,
                root=True,
                names=("place",),
                numbers=("reference", "alien_number", "phone"),
                indexed=("reference", "alien_number", "responsible"),
            ),
            _kind("shelf", Shelf, home=Home.SHELF, root=True, immutable=True),
            # Who the case is for, and what is written.
            _kind("person", Person, names=("name", "own_name"), numbers=("phone",)),
            _kind("alias", Alias, names=("name",)),
            _kind("flag", Flag),
            _kind("note", Note, immutable=True, full_text=True, moment="held_at"),
            _kind("amendment", Amendment, immutable=True, full_text=True, timeline=False),
            _kind("review", Review, immutable=True),
            # Cases shown as one, or as two (names).
            _kind("case_link", CaseLink, indexed=("other",)),
            # Families, papers, safety.
            _kind("relation", Relation),
            _kind("identifier", Identifier, numbers=("number",)),
            _kind("document", Document, numbers=("number",)),
            _kind("photo", Photo),
            _kind("refusal", Refusal),
            _kind("contact_rule", ContactRule),
            _kind("safety_plan", SafetyPlan),
            _kind("restriction", Restriction, immutable=True),
            _kind("trafficking", TraffickingRecord),
            _kind("trafficking_event", TraffickingEvent),
            _kind("perpetrator", Perpetrator),
            _kind("support_plan", SupportPlan),
            _kind("trafficking_organisation", TraffickingOrganisation),
            # The journey through programmes.
            _kind("enrolment", Enrolment, indexed=("programme",)),
            _kind("step_mark", StepMark, immutable=True),
            _kind("evidence", Evidence),
            _kind("override", Override, immutable=True),
            _kind("before_gates", BeforeGates, immutable=True),
            _kind("eligibility_check", EligibilityCheck, immutable=True),
            _kind("fact", Fact),
            _kind("support", Support, immutable=True),
            _kind("programme_text", ProgrammeText, home=Home.SHELF, immutable=True),
            _kind("retention_rule", RetentionRule, home=Home.SHELF),
            # What is to be done (tasks).
            _kind("task", Task, quiet=("done_on", "meant_on")),
            _kind("own_task", OwnTask, home=Home.SHELF, quiet=("done_on",)),
            _kind("appointment", Appointment, indexed=("at",)),
            # Consultation hours, sessions, outreach: on the team's shelf; slots on the shelf of their hour's queue.
            _kind("place", Place, home=Home.SHELF),
            _kind("hour", ConsultationHour, home=Home.SHELF),
            _kind("slot", Slot, home=Home.SHELF, indexed=("hour",), quiet=("position", "starts", "note")),
            _kind("group_session", InformationSession, home=Home.SHELF),
            _kind("head_count", HeadCount, home=Home.SHELF),
            _kind("network_contact", NetworkContact, home=Home.SHELF),
            _kind("outreach_talk", OutreachTalk, home=Home.SHELF, quiet=("note",)),
            # What left the app, and whose cases were opened: on the log of who did so.
            _kind("export", Export, home=Home.SHELF, immutable=True),
            _kind("export_end", ExportEnd, home=Home.SHELF, immutable=True),
            _kind("opening", Opening, home=Home.SHELF, immutable=True),
        )
    }
)

FIELDS: Final = MappingProxyType({name: kind.fields for name, kind in KINDS.items()})
IMMUTABLE: Final = frozenset(name for name, kind in KINDS.items() if kind.immutable)
REMOVABLE: Final = frozenset(name for name, kind in KINDS.items() if kind.removable)
ROOTS: Final = frozenset(name for name, kind in KINDS.items() if kind.root)
OF_CASES: Final = frozenset(name for name, kind in KINDS.items() if kind.home == Home.CASE)
OF_SHELVES: Final = frozenset(name for name, kind in KINDS.items() if kind.home == Home.SHELF)
_KIND_OF: Final[Mapping[type, Kind]] = MappingProxyType({kind.record: kind for kind in KINDS.values()})
if len(_KIND_OF) != len(KINDS):
    raise TypeError("a class of records is registered twice")


def kind_of(record: Record) -> str:
    """Return the name of the kind of *record* as it travels."""
    return _KIND_OF[type(record)].name


def kind_for(record_class: type[Record]) -> Kind:
    """Return the kind whose records are of *record_class*; raises :class:`KeyError` for a class that does not sync."""
    return _KIND_OF[record_class]


def home_of(record: Record) -> str:
    """Return the id of the case or shelf that *record* belongs to; a root belongs to itself."""
    kind = _KIND_OF[type(record)]
    found: str = record.id if kind.root else getattr(record, kind.home)
    return found
