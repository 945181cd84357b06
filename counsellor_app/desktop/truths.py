"""The state of the work in sentences, for status line and Sync page. No Qt.

A pure function of what the store counted and how the last round of sync went: always true, counts exact, ages rounded
down, and never *everything acknowledged* unless the office acknowledged each entry.
"""

from dataclasses import dataclass

from counsellor_app.desktop.connection import Connection, Reach
from counsellor_app.desktop.moments import count_text, moment_text, span_text
from counsellor_app.domain.overviews import SyncStatus
from sync.wording import _, ngettext

_CLOCK_TOLERANCE = 120_000


@dataclass(frozen=True, slots=True)
class Truth:
    """One sentence. ``name`` is stable; ``icon`` and ``tone`` of the look; ``tip`` says more."""

    name: str
    text: str
    icon: str = ""
    tone: str = "text2"
    tip: str = ""


def truths(status: SyncStatus, connection: Connection, now: int) -> tuple[Truth, ...]:
    """Return what there is to say at *now* (ms), most important first. Counts are exact, ages rounded down."""
    found = [_connection(status, connection, now)]
    for part in (_unsent, _alarm, _conflicts, _quarantined, _pending, _clock, _lone):
        truth = part(status, now)
        if truth is not None:
            found.append(truth)
    if everything_acknowledged(status) and connection.reach is not Reach.CONNECTED:
        moment = moment_text(status.last_acknowledged, now)
        text = _("everything from this device acknowledged {moment}").format(moment=moment)
        found.append(Truth("acknowledged", text, "check-check", "text2"))
    found.append(_heard(status, now))
    return tuple(found)


def everything_acknowledged(status: SyncStatus) -> bool:
    """Whether the office confirmed every entry this device ever wrote."""
    return status.admitted and status.unsent == 0 and status.last_acknowledged > 0


def _connection(status: SyncStatus, connection: Connection, now: int) -> Truth:
    if not status.admitted:
        text = _("Waiting to be admitted by the office")
        return Truth("connection", text, "hourglass", "amber", connection.title)
    if connection.reach is Reach.SYNCING:
        return Truth("connection", _syncing(connection), "refresh-cw", "accent", connection.what)
    if connection.reach is Reach.TROUBLE:
        tip = connection.advice
        return Truth("connection", connection.title or _("The office refused."), "triangle-alert", "red", tip)
    if connection.reach is Reach.OFFLINE:
        return _offline(status, connection, now)
    if connection.reach is Reach.UNKNOWN:
        return Truth("connection", _("Not yet connected"), "cloud-off", "text2", _kept_here())
    return _connected(status, now)


def _connected(status: SyncStatus, now: int) -> Truth:
    if everything_acknowledged(status):
        moment = moment_text(status.last_acknowledged, now)
        text = _("Connected · everything from this device acknowledged {moment}").format(moment=moment)
        return Truth("connection", text, "check-check", "green")
    if status.unsent == 0:
        return Truth("connection", _("Connected · nothing written on this device yet"), "cloud", "text2")
    return Truth("connection", _("Connected"), "cloud", "text2")


def _offline(status: SyncStatus, connection: Connection, now: int) -> Truth:
    if not status.office_address:
        text = _("No office address known")
    elif connection.since:
        text = _("No connection since {moment}").format(moment=moment_text(connection.since, now))
    else:
        text = _("No connection")
    return Truth("connection", text, "cloud-off", "amber", _kept_here())


def _kept_here() -> str:
    return _("Everything works without a connection; what you write is kept encrypted on this device.")


def _syncing(connection: Connection) -> str:
    if connection.total > 0:
        return _("Syncing · {done} of {total}").format(
            done=count_text(connection.done), total=count_text(connection.total)
        )
    if connection.done > 0:
        return _("Syncing · {done}").format(done=count_text(connection.done))
    return _("Syncing…")


def unsent_text(status: SyncStatus, now: int) -> str:
    """Return how many entries the office does not have yet and since when; ``""`` for none."""
    if status.unsent <= 0:
        return ""
    count = ngettext("{n} entry not yet at the office", "{n} entries not yet at the office", status.unsent).format(
        n=count_text(status.unsent)
    )
    age = now - status.oldest_unsent
    if not status.oldest_unsent or age < 60_000:
        return count
    if status.unsent == 1:
        return _("{count}, written {span} ago").format(count=count, span=span_text(age))
    return _("{count}, oldest {span}").format(count=count, span=span_text(age))


def _unsent(status: SyncStatus, now: int) -> Truth | None:
    text = unsent_text(status, now)
    tip = _("Kept encrypted on this device. They go to the office by themselves, as soon as it can be reached.")
    return Truth("unsent", text, "arrow-up-from-line", "amber", tip) if text else None


def _alarm(status: SyncStatus, now: int) -> Truth | None:
    if not status.office_alarm:
        return None
    tip = _("Nothing on this device was deleted. The Sync page says what to do.")
    return Truth("alarm", _("The office needs attention"), "shield-alert", "red", tip)


def _conflicts(status: SyncStatus, now: int) -> Truth | None:
    if status.conflicts <= 0:
        return None
    text = ngettext("{n} conflict", "{n} conflicts", status.conflicts).format(n=count_text(status.conflicts))
    tip = _("Two people filled in one field without knowing of each other. Both values are kept until one is chosen.")
    where = _("Those of a case are settled in the case; those of hours, queues and outreach above the list of hours.")
    return Truth("conflicts", text, "split", "red", f"{tip} {where}")


def _quarantined(status: SyncStatus, now: int) -> Truth | None:
    if status.quarantined <= 0:
        return None
    text = ngettext("{n} entry set aside", "{n} entries set aside", status.quarantined)
    tip = _("Arrived but not trusted, so not shown in any case. Kept and listed on the Sync page.")
    return Truth("quarantined", text.format(n=count_text(status.quarantined)), "ban", "red", tip)


def _pending(status: SyncStatus, now: int) -> Truth | None:
    if status.pending <= 0:
        return None
    text = ngettext("{n} entry waits for others", "{n} entries wait for others", status.pending)
    tip = _("Arrived before something it builds on. It is shown as soon as that arrives.")
    return Truth("pending", text.format(n=count_text(status.pending)), "hourglass", "amber", tip)


def _clock(status: SyncStatus, now: int) -> Truth | None:
    doubt = abs(status.clock_doubt_ms)
    if doubt < _CLOCK_TOLERANCE:
        return None
    text = _("Check the clock: {span} off").format(span=span_text(doubt))
    tip = _("The time of this device differs from the office's. Nothing is refused; times shown may be wrong.")
    return Truth("clock", text, "clock", "amber", tip)


def _lone(status: SyncStatus, now: int) -> Truth | None:
    if not status.lone_administrator:
        return None
    tip = _("With this device the office would be lost: nobody could admit or revoke. The Office page says what to do.")
    return Truth("lone", _("Only one administrator"), "user", "amber", tip)


def _heard(status: SyncStatus, now: int) -> Truth:
    if not status.last_heard:
        return Truth("heard", _("nothing heard from the office yet"))
    moment = moment_text(status.last_heard, now)
    return Truth("heard", _("last heard from the office: {moment}").format(moment=moment))
