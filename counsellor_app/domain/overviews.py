"""What screens and commands are shown: read-only rows composed by the store's queries. No rules, no I/O."""

from dataclasses import dataclass, field

from counsellor_app.domain.records import Alias, Case, Draft, Flag, Person
from counsellor_app.domain.refusals import Refusal
from counsellor_app.domain.safety import ContactRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who wrote something, on which device, when (ms, the device's own clock), and whether the office has it."""

    author: str
    author_name: str
    device: str
    device_label: str
    at: int
    at_office: bool
    clock_doubt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonHit:
    """Somebody of a case who is not its client. ``relation``: what he is to the client (a code), if that is known."""

    id: str
    name: str
    own_name: str
    sex: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class CaseStep:
    """The step (code) of a programme that comes next in a case, in English and Dutch; both as a list may call them."""

    programme: str
    step: str
    en: str
    nl: str

    def words(self, language: str) -> str:
        """Return what the step is called in *language* (``nl``, else English)."""
        return self.nl if language == "nl" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One row of the case list. ``unsent``: changes not yet at the office; ``last_activity`` in ms.

    ``matched``: the name that only sounds like what was asked; ``within``: the id of the case it is shown in;
    ``person``: who was found, where it is not the client. ``rules``: how the client may not be reached (codes).
    ``steps``: at which step it is in each programme that goes on, the one asked for or its own first.
    """

    id: str
    reference: str
    name: str
    own_name: str
    alien_number: str
    status: str
    programme: str
    place: str
    nationality: str
    responsible: str
    responsible_name: str
    team: str
    flags: tuple[str, ...]
    last_activity: int
    unsent: int
    conflicts: int
    has_draft: bool
    matched: str = ""
    within: str = ""
    declined: tuple[str, ...] = ()
    person: PersonHit | None = None
    rules: tuple[str, ...] = ()
    steps: tuple[CaseStep, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases: ``query`` over names in any script, number, reference, phone, place; empty fields do not limit.

    ``step`` (a code): at that step of any programme that goes on, of ``programme`` where that is given.
    """

    query: str = ""
    responsible: str = ""
    programme: str = ""
    step: str = ""
    place: str = ""
    flag: str = ""
    status: str = ""
    only_drafts: bool = False
    only_conflicts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """Everything of a case but its timeline. ``missing``: entries known to exist that did not arrive yet.

    ``declined``: the refusals that count; screens ask :mod:`counsellor_app.domain.refusals` what they leave.
    ``restricted``: only named persons read it.
    """

    case: Case
    persons: tuple[Person, ...]
    aliases: tuple[Alias, ...]
    flags: tuple[Flag, ...]
    conflicts: tuple["Conflict", ...]
    drafts: tuple[Draft, ...]
    responsible_name: str
    team_name: str
    unsent: int
    missing: int
    origin: Origin
    declined: tuple[Refusal, ...] = ()
    contact_rules: tuple[ContactRule, ...] = ()
    restricted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One entry of a case's timeline, newest first.

    ``kind``: ``note``, ``change`` (a field), ``review``, ``opened``, ``record`` (any other that was made). For notes
    ``text`` is the note and ``amendments`` hang beneath. For changes ``field``, ``value`` and ``before`` are filled.
    ``object_kind`` says of which kind what was made or changed is, ``object`` its id; ``values`` are its filled fields
    in words as (field, value): as it was made for a ``record``, as it is now for a change. ``at`` orders (ms).
    ``of_case``: the reference of the other case it stands in, when that is shown with this one. ``withheld``: it named
    what the client has declined since, and says nothing more.
    """

    id: str
    kind: str
    at: int
    origin: Origin
    note_kind: str = ""
    text: str = ""
    place: str = ""
    language: str = ""
    interpreter: bool = False
    amendments: tuple["AmendmentEntry", ...] = ()
    object: str = ""
    object_kind: str = ""
    field: str = ""
    value: str = ""
    before: str = ""
    review_kind: str = ""
    about: str = ""
    reason: str = ""
    values: tuple[tuple[str, str], ...] = ()
    of_case: str = ""
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentEntry:
    """An amendment beneath its note."""

    id: str
    text: str
    reason: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictValue:
    """One of several values a field has at once. ``change`` (hex) is what ``resolve --take`` names."""

    change: str
    value: str
    origin: Origin
    displayed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A field with several heads. ``before``: the value both replaced, if there was one.

    Of a record of a shelf ``shelf`` is filled, and ``case`` with its words is empty.
    """

    id: str
    case: str
    case_name: str
    reference: str
    object: str
    object_kind: str
    field: str
    values: tuple[ConflictValue, ...]
    before: str = ""
    before_origin: Origin | None = None
    shelf: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A person or a note that matches, best first. ``excerpt`` is a short piece of the note around the match.

    ``name`` and ``own_name`` are the client's; ``person`` is who was found, where it is somebody else of the case.
    """

    kind: str
    case: str
    note: str
    name: str
    own_name: str
    reference: str
    excerpt: str
    at: int
    person: PersonHit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """A case with something new since the reviewer's last mark. ``questions``: asked and not yet answered.

    ``waiting``: of those, the reviewer's own, where nothing else is open: the next word is a colleague's. ``overdue``:
    tasks of the case that should have been done, the first of them on the day ``overdue_since`` (ISO).
    ``breaches``: gates that were passed without what they demand; ``declined_breaches``: what was saved although the
    client had declined it.
    """

    case: str
    reference: str
    name: str
    own_name: str
    programme: str
    place: str
    responsible_name: str
    newest_at: int
    new_notes: int = 0
    new_changes: int = 0
    conflicts: int = 0
    questions: int = 0
    answers: int = 0
    authors: tuple[str, ...] = ()
    waiting: int = 0
    overdue: int = 0
    overdue_since: str = ""
    breaches: int = 0
    declined_breaches: int = 0

    @property
    def broken(self) -> int:
        """How often a gate or a refusal was passed over."""
        return self.breaches + self.declined_breaches


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinedEntry:
    """An envelope that arrived and was not applied. ``code`` says why; it is kept, never dropped."""

    id: str
    code: str
    device: str
    device_label: str
    received_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStatus:
    """The state of the work, always true. Counts of entries; moments in ms, 0 for never.

    ``lone_administrator``: this person is the only administrator, on one device: with it the office would be lost.
    """

    unsent: int = 0
    oldest_unsent: int = 0
    last_heard: int = 0
    last_acknowledged: int = 0
    pending: int = 0
    quarantined: int = 0
    conflicts: int = 0
    drafts: int = 0
    cases: int = 0
    notes: int = 0
    office_address: str = ""
    office_alarm: str = ""
    clock_doubt_ms: int = 0
    admitted: bool = True
    lone_administrator: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person of the office as the directory has it."""

    id: str
    name: str
    role: str
    teams: tuple[str, ...]
    team_names: tuple[str, ...]
    devices: int
    removed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """A device of the office as the directory has it."""

    id: str
    person: str
    person_name: str
    label: str
    revoked: bool
    last_heard: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What one sync did. Bytes are of request and response bodies."""

    pushed: int = 0
    pulled: int = 0
    pending: int = 0
    quarantined: int = 0
    conflicts: int = 0
    unsent: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    seconds: float = 0.0
    warnings: tuple[str, ...] = field(default=())
