"""What screens and commands are shown of hours and sessions: read-only values that workflows compose. No rules."""

from dataclasses import dataclass

from counsellor_app.domain.hour_queue import Line, QueueCounts
from counsellor_app.domain.hours import ConsultationHour, HeadCount, InformationSession
from counsellor_app.domain.overviews import CasePage, TimelineEntry
from counsellor_app.domain.places import KnownPlace
from counsellor_app.domain.safety import ContactRule


@dataclass(frozen=True, slots=True, kw_only=True)
class HourRow:
    """One hour of the list of hours. ``whole``: all who come are on this device; a day pack may leave them out."""

    hour: ConsultationHour
    place: KnownPlace
    counsellor_name: str
    counts: QueueCounts
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One line of an hour. ``name``: the person's daily name, or what the slip says; empty on a free line.

    ``here``: the case is on this device (a day pack may leave it out, or another team keeps it). ``twice``: the person
    waits in another slot too. ``moved_to``: place and day of the hour he was moved to. ``interpreter``: an
    :class:`~counsellor_app.domain.families.InterpreterNeed`.
    """

    line: Line
    name: str = ""
    own_name: str = ""
    reference: str = ""
    languages: tuple[str, ...] = ()
    interpreter: str = ""
    nationality: str = ""
    programme: str = ""
    birth_date: str = ""
    birth_precision: str = ""
    birth_span: int = 0
    here: bool = True
    first_talk: bool = False
    has_draft: bool = False
    twice: bool = False
    moved_to: str = ""
    rules: tuple[ContactRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HourPage:
    """An hour with its queue. ``whole``: all who come are on this device; a day pack may leave them out."""

    hour: ConsultationHour
    place: KnownPlace
    counsellor_name: str
    rows: tuple[QueueRow, ...]
    counts: QueueCounts
    whole: bool = True


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A line of the printed roster: no more than who fetches people must know.

    ``reserved``: somebody comes whose name may not lie about on paper; an empty name otherwise is a free line.
    """

    time: str
    name: str = ""
    own_name: str = ""
    languages: tuple[str, ...] = ()
    interpreter: bool = False
    reserved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkBrief:
    """What one knows before a talk begins: the case, the last talk, what was to be done (words, ISO date or "")."""

    page: CasePage
    last: TimelineEntry | None
    to_do: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """An information session with its head counts; ``people`` in all."""

    session: InformationSession
    place: KnownPlace
    counsellor_name: str
    heads: tuple[HeadCount, ...]
    people: int
