"""Whether the office answers, as this run of the app knows it. No Qt.

What the office *has* is not said here: that is counted by the store from acknowledgements.
"""

from dataclasses import dataclass
from enum import StrEnum

from counsellor_app.domain.overviews import SyncReport


class Reach(StrEnum):
    """Where the last round of sync left us."""

    UNKNOWN = "unknown"
    SYNCING = "syncing"
    CONNECTED = "connected"
    OFFLINE = "offline"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """``since``: when the office stopped answering, in ms, 0 if it never answered in this run.

    While syncing ``done`` of ``total`` and ``what`` (translated) are the figure to show. ``title`` and ``advice`` say
    why it does not work, in TROUBLE (the office answered and refused, or is not the one we know) and OFFLINE.
    """

    reach: Reach = Reach.UNKNOWN
    since: int = 0
    done: int = 0
    total: int = 0
    what: str = ""
    title: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRecord:
    """One round of sync in this run: when it ended (ms), and what it did or why it could not."""

    at: int
    report: SyncReport | None = None
    reach: Reach = Reach.CONNECTED
    title: str = ""
