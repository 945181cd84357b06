"""What the Sync page says: what waits and why, what was set aside, and what rounds of sync did. No Qt."""

from collections.abc import Sequence
from typing import Protocol

from counsellor_app.desktop.connection import Reach, RoundRecord
from counsellor_app.desktop.moments import count_text, moment_text
from counsellor_app.domain.overviews import QuarantinedEntry, SyncReport
from sync.wording import _, ngettext

KILO, MEGA = 1_000, 1_000_000


def size_text(size: int) -> str:
    """Return a number of bytes in words: ``812 B``, ``14 kB``, ``3 MB``; rounded up, for it may cost money."""
    if size < KILO:
        return _("{n} B").format(n=size)
    if size < MEGA:
        return _("{n} kB").format(n=count_text(-(-size // KILO)))
    return _("{n} MB").format(n=count_text(-(-size // MEGA)))


def report_text(report: SyncReport) -> str:
    """Return what a round did: ``12 sent, 3 fetched · 14 kB``."""
    if not report.pushed and not report.pulled:
        done = _("nothing new")
    else:
        sent = ngettext("{n} sent", "{n} sent", report.pushed).format(n=count_text(report.pushed))
        fetched = ngettext("{n} fetched", "{n} fetched", report.pulled).format(n=count_text(report.pulled))
        done = _("{sent}, {fetched}").format(sent=sent, fetched=fetched)
    return _("{done} · {size}").format(done=done, size=size_text(report.bytes_up + report.bytes_down))


def round_lines(records: Sequence[RoundRecord], now: int) -> list[tuple[str, str, str]]:
    """Return ``(what, moment, state)`` of each round, newest first; equal offline rounds in a row become one line."""
    lines: list[tuple[str, str, str]] = []
    run = 0
    for place, record in enumerate(records):
        if record.report is not None:
            lines.append((report_text(record.report), moment_text(record.at, now), "at_office"))
            continue
        offline = record.reach is Reach.OFFLINE
        run = run + 1 if offline and place and records[place - 1].reach is Reach.OFFLINE else 1
        line = (record.title, moment_text(record.at, now), "waits" if offline else "danger")
        if run == 1:
            lines.append(line)
        else:
            since = moment_text(record.at, now)
            lines[-1] = (_("{what} ({n} times)").format(what=record.title, n=run), since, "waits")
    return lines


def why_set_aside(entry: QuarantinedEntry) -> tuple[str, str]:
    """Return why an entry was set aside, and what to do about it."""
    known = {
        "signature": (
            _("Its signature is wrong."),
            _("It was changed on its way, or not written by this device. Tell an administrator."),
        ),
        "malformed": (
            _("It does not have the form of an entry."),
            _("It was damaged on its way. Its author's device still has the original and sends it again if asked."),
        ),
        "revoked": (
            _("Its device was revoked before."),
            _("It may still be a real note, written before the device was lost. An administrator can look into it."),
        ),
        "equivocation": (
            _("The device wrote two different entries in one place."),
            _("Both are kept. Somebody may have copied that device: tell an administrator."),
        ),
        "seal": (
            _("It does not open with the key of its case."),
            _("It is kept; nothing of it is shown. Tell an administrator."),
        ),
        "body": (
            _("Its content does not follow the rules."),
            _("It is kept; nothing of it is shown. Update the app, or tell an administrator."),
        ),
        "fork": (
            _("It belongs to another history of the office."),
            _("Compare the office's twelve words with a colleague before you go on."),
        ),
    }
    fallback = (
        _("It could not be trusted ({code}).").format(code=entry.code),
        _("It is kept; nothing of it is shown. Tell an administrator."),
    )
    return known.get(entry.code, fallback)


def progress_text(done: int, total: int, what: str) -> str:
    """Return a figure for long work: ``Checking · 1,200 of 4,000``."""
    if total > 0:
        return _("{what} · {done} of {total}").format(what=what, done=count_text(done), total=count_text(total))
    return _("{what} · {done}").format(what=what, done=count_text(done)) if done else what


def share_text(done: int, total: int, what: str) -> str:
    """Return how far work is that counts no entries: ``Checking · 40 %``; rounded down."""
    return _("{what} · {n} %").format(what=what, n=done * 100 // total) if total > 0 else what


class Verified(Protocol):
    """The outcome of a check of the whole log."""

    @property
    def envelopes(self) -> int:
        """How many entries were checked."""
        ...

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong, translated; empty when all is well."""
        ...


def verified_text(found: Verified) -> tuple[str, str]:
    """Return title and advice for the outcome of a check of the whole log."""
    envelopes, problems = found.envelopes, found.problems
    if not problems:
        checked = ngettext("{n} entry checked: all is well.", "{n} entries checked: all is well.", envelopes)
        return (
            checked.format(n=count_text(envelopes)),
            _("Signatures, order, the anchor and everything shown from them agree."),
        )
    title = ngettext("The check found {n} problem.", "The check found {n} problems.", len(problems))
    return title.format(n=count_text(len(problems))), "\n".join(problems)
