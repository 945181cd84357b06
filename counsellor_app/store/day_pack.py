"""The day pack: only the cases of chosen hours on this device, until a date.

What is put away is gone from this file: entries, keys, rows, search index; then the file is made anew, so that no page
of it keeps them. Only what the office has acknowledged is ever put away. The queue of each hour is a stream as a case
is, so who comes to other hours goes too, names on paper slips with them. Other shelves (the team's list of hours,
contacts) stay, and so do the seeds this device reads by: whoever has the password can end the pack and fetch
everything, until the device is revoked. While it lasts, arrivals for what was put away are skipped unopened; ending it
fetches everything again.

Slots that a version before queues had streams of their own wrote on a team's shelf stay with that shelf: one key opens
all of it and each entry names the one before, so a shelf without some would be taken for a damaged one. They are only
kept from being shown.

The state ``day_pack`` holds ``[until, hour …]``, ``day_pack_before`` the hours of one that was ended until the rest is
fetched. ``put_away_seq`` is the highest own number that was put away: with it an old file put back is still found out,
and no number is used twice.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import msgspec
import sqlcipher3.dbapi2 as driver

from counsellor_app.domain.errors import ActionableError
from counsellor_app.domain.shelves import ShelfPurpose
from counsellor_app.store.database import Connection, explain
from counsellor_app.store.journal import Journal
from counsellor_app.store.keyring import KeyStore
from counsellor_app.store.state import UNFINISHED, StateTable
from sync.protocol.api import FeedPage
from sync.protocol.envelope import parse_header, peek
from sync.protocol.public import Purpose, Wrap
from sync.wording import _, ngettext

_OF_STREAMS = ("log", "chain", "claim", "stream_key", "reader", "epoch", "wrap_in", "backfill")
_ANYTHING = " UNION ".join(f"SELECT stream FROM {table}" for table in _OF_STREAMS) + (
    " UNION SELECT stream.id FROM pending JOIN stream USING (stream_id)"
)
_AWAY = "SELECT value FROM json_each(?)"
_SHELVES = "SELECT id FROM shelf_row WHERE purpose <> ?"
_QUEUES = f"SELECT id FROM shelf_row WHERE purpose = ? AND hour IN ({_AWAY})"
_NOTHING_WRITTEN = ("", "{}")
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Pack:
    """The pack in force: until when (ISO day, included), its hours, its cases; ``over``: the day has passed."""

    until: str
    hours: tuple[str, ...]
    cases: tuple[str, ...]
    over: bool


class DayPacks:
    """Beginning, keeping and ending the pack of one store."""

    def __init__(
        self,
        connection: Connection,
        journal: Journal,
        keys: KeyStore,
        state: StateTable,
        transaction: Callable[[], AbstractContextManager[object]],
        rebuild: Callable[[], None],
        note: Callable[[str, str], None],
    ) -> None:
        self._connection = connection
        self._journal = journal
        self._keys = keys
        self._state = state
        self._transaction = transaction
        self._rebuild = rebuild
        self._note = note

    # -- what is in force ----------------------------------------------------------------------------------------

    @property
    def active(self) -> bool:
        """Whether a pack is in force."""
        return bool(self._state.get("day_pack"))

    def pack(self) -> Pack | None:
        """Return the pack in force; its cases are all that are here."""
        found = self._state.get("day_pack")
        if not isinstance(found, list) or not found:
            return None
        rows = self._connection.execute("SELECT oid FROM case_row ORDER BY id").fetchall()
        cases = tuple(bytes(row[0]).hex() for row in rows)
        return Pack(found[0], tuple(found[1:]), cases, self._state.get("day_pack_over", False) is True)

    def add_hour(self, hour: str) -> None:
        """Let an hour planned on this device belong to the pack in force, if there is one."""
        found = self._state.get("day_pack")
        if isinstance(found, list) and found:
            self._state.put("day_pack", [*found, hour])

    def leaves_out(self) -> Callable[[str], bool]:
        """Return a function that says whether the pack in force leaves out an hour (id); without one none is."""
        return self._lacks(self._state.get("day_pack") or None, 1)

    def lacks(self) -> Callable[[str], bool]:
        """Return a function that says whether who comes to an hour (id) may not be all here.

        Left out by the pack in force; or put away by one that was ended, and still to be fetched.
        """
        if self.to_fetch():
            return self._lacks(self._state.get("day_pack_before", []), 0)
        return self.leaves_out()

    def _lacks(self, found: object, first: int) -> Callable[[str], bool]:
        if not isinstance(found, list):
            return lambda _hour: False
        packed = frozenset(found[first:]) if self._state.get("day_pack_over", False) is not True else frozenset()
        return lambda hour: hour not in packed

    def to_fetch(self) -> bool:
        """Whether a pack was ended and everything is still to be fetched again."""
        return self._state.get("own_put_away", False) is True

    @property
    def partial(self) -> bool:
        """Whether this device lacks entries that it once had: what is known here is not all there is."""
        return self.active or self.to_fetch()

    # -- beginning and ending ------------------------------------------------------------------------------------

    def begin(self, cases: Sequence[str], hours: Sequence[str], until: str) -> int:
        """Keep only *cases* (ids) until the day *until*; return how many cases were put away.

        Raises :class:`ActionableError`, and changes nothing, while anything of another case is not at the office yet,
        or a case of the pack is not whole; and when all is put away but the disk has no room to clean the file.
        """
        with self._transaction():
            self._refuse_unsettled()
            kept = self._streams_of(cases) | self._queues_of(hours)
            self._refuse_incomplete(kept)
            away = self._others(kept)
            self._refuse_unsent(away)
            count = self._count_cases(away)
            self._put_away(away)
            self._state.put("day_pack", [until, *hours])
            self._state.put("day_pack_over", False)
        if not self.scrub():
            raise ActionableError(
                _("The cases are put away, but the disk has no room to clean the file of them."),
                _("Nothing is lost. Make room, then open the app again: the file is cleaned by itself."),
            )
        return count

    def pass_over(self, today: str) -> tuple[str, ...]:
        """Put the pack's cases away once its day has passed; return the ids of those that had to stay.

        A case with entries the office does not have, or with a draft or a form begun, stays until those are gone.
        """
        pack = self.pack()
        if pack is None or today <= pack.until:
            return ()
        with self._transaction():
            staying = self._unsent_streams() | self._draft_streams() | frozenset(self._begun_forms())
            away = self._others(staying)
            if away and not self._journal.rolled_back:
                self._put_away(away)
            if not pack.over:
                self._state.put("day_pack_over", True)
        self.scrub()
        left = self.pack()
        return left.cases if left is not None else ()

    def end(self) -> None:
        """End the pack: the next sync fetches everything again, from the beginning.

        What stayed is fetched once more, and known again by its number: of 327 cases, six of a day and the shelves are
        two percent of the bytes, which pays for no second way to fetch.
        """
        pack = self.pack()
        if pack is None:
            return
        with self._transaction():
            self._state.put("day_pack_before", [] if pack.over else list(pack.hours))
            self._state.put("day_pack", None)
            self._state.put("day_pack_over", False)
            self._state.put("cursor", {"0": 0})
            self._state.put("wrap_number", 0)
            self._state.put("own_put_away", True)

    def scrub(self) -> bool:
        """Make the file anew, so that it has no page of what was put away. Outside a transaction; does nothing twice.

        False when the disk has no room for that now. It is then done when the store is opened the next time, as it is
        when it was stopped in between.
        """
        if self._state.get("scrub", False) is not True:
            return True
        try:
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._state.put("scrub", False)
        except driver.Error as error:
            if explain(error) is None:
                raise
            return False
        return True

    # -- what arrives meanwhile ----------------------------------------------------------------------------------

    def wanted(self, page: FeedPage) -> FeedPage:
        """Return *page* without envelopes of streams that are not here: a pack skips them unopened."""
        if not self.active:
            return page
        kept = [item for item in page.envelopes if self.here(peek(item[1]).stream_id)]
        return page if len(kept) == len(page.envelopes) else replace(page, envelopes=kept)

    def wanted_wraps(self, wraps: Sequence[Wrap]) -> Sequence[Wrap]:
        """Return *wraps* without keys of streams that are not here."""
        if not self.active:
            return wraps
        return [wrap for wrap in wraps if wrap.purpose != Purpose.STREAM_KEY or self.here(wrap.subject)]

    def here(self, stream_id: bytes) -> bool:
        """Whether entries of a stream are on this device; without a pack every stream is welcome."""
        if not self.active:
            return True
        stream = self._journal.streams.find(stream_id)
        if stream is None:
            return False
        row = self._connection.execute("SELECT 1 FROM chain WHERE stream = ? LIMIT 1", (stream,)).fetchone()
        return row is not None

    # -- inside --------------------------------------------------------------------------------------------------

    def _streams_of(self, cases: Sequence[str]) -> frozenset[int]:
        oids = [bytes.fromhex(case) for case in cases]
        rows = [
            self._connection.execute("SELECT id FROM case_row WHERE oid = ?", (oid,)).fetchone() for oid in set(oids)
        ]
        return frozenset(row[0] for row in rows if row is not None)

    def _queues_of(self, hours: Sequence[str]) -> frozenset[int]:
        listed = msgspec.json.encode(list(hours)).decode()
        rows = self._connection.execute(_QUEUES, (ShelfPurpose.HOUR, listed)).fetchall()
        return frozenset(row[0] for row in rows)

    def _others(self, kept: frozenset[int]) -> list[int]:
        """Return the streams of which anything is here and that are neither among *kept* nor shelves of other use."""
        shelves = {row[0] for row in self._connection.execute(_SHELVES, (ShelfPurpose.HOUR,)).fetchall()}
        rows = self._connection.execute(_ANYTHING).fetchall()
        return sorted(row[0] for row in rows if row[0] not in kept and row[0] not in shelves)

    def _put_away(self, away: Sequence[int]) -> None:
        """Take streams out of the log and make the tables anew from what is left. In the caller's transaction."""
        self._keys.flush()
        self._journal.flush_heads()
        self._remember_own()
        listed = (msgspec.json.encode(list(away)).decode(),)
        self._connection.execute(
            f"DELETE FROM pending WHERE stream_id IN (SELECT stream_id FROM stream WHERE id IN ({_AWAY}))", listed
        )
        for name in self._forms_of(away):
            self._connection.execute("DELETE FROM state WHERE name = ?", (name,))
        for table in _OF_STREAMS:
            self._connection.execute(f"DELETE FROM {table} WHERE stream IN ({_AWAY})", listed)
        self._journal.forget()
        self._keys.forget()
        self._rebuild()
        self._state.put("scrub", True)
        self._note("case", "")

    def _remember_own(self) -> None:
        """Keep the highest own number and stamp, which may go with the entries that are put away."""
        identity = self._journal.identity
        if identity is None:
            return
        alias = self._journal.devices.find(identity.device.device_id)
        row = self._connection.execute(
            "SELECT device_seq, envelope FROM log WHERE device = ? ORDER BY device_seq DESC LIMIT 1", (alias,)
        ).fetchone()
        if row is not None:
            self._state.put("put_away_seq", max(row[0], self._state.number("put_away_seq")))
            self._state.put("hlc", max(parse_header(bytes(row[1])).hlc, self._state.number("hlc")))

    def _count_cases(self, away: Sequence[int]) -> int:
        listed = msgspec.json.encode(list(away)).decode()
        row = self._connection.execute(f"SELECT count(*) FROM case_row WHERE id IN ({_AWAY})", (listed,)).fetchone()
        return int(row[0])

    def _unsent_streams(self) -> frozenset[int]:
        rows = self._connection.execute("SELECT DISTINCT stream FROM outbox").fetchall()
        return frozenset(row[0] for row in rows)

    def _draft_streams(self) -> frozenset[int]:
        rows = self._connection.execute("SELECT DISTINCT case_id FROM draft").fetchall()
        return frozenset(row[0] for row in rows)

    def _forms(self) -> list[tuple[str, int]]:
        """Return the names of kept forms, each with the stream of the case it is of."""
        found = []
        for (name,) in self._connection.execute("SELECT name FROM state WHERE name GLOB ?", (f"{UNFINISHED}*",)):
            for part in name.split("/"):
                row = self._connection.execute(
                    "SELECT id FROM case_row WHERE lower(hex(oid)) = ?", (part.casefold(),)
                ).fetchone()
                if row is not None:
                    found.append((name, int(row[0])))
        return found

    def _forms_of(self, streams: Sequence[int]) -> list[str]:
        return [name for name, stream in self._forms() if stream in streams]

    def _begun_forms(self) -> set[int]:
        """Return the streams of cases with a form in which something is written."""
        return {stream for name, stream in self._forms() if self._state.text(name) not in _NOTHING_WRITTEN}

    # -- refusing ------------------------------------------------------------------------------------------------

    def _refuse_unsettled(self) -> None:
        if self.active:
            raise ActionableError(
                _("There is a day pack on this device already."), _("End it first; the next sync fetches the rest.")
            )
        self._journal.require_identity()
        if self._state.text("office_alarm") or self.to_fetch():
            raise ActionableError(
                _("This device and the office are not of one mind yet."),
                _("Nothing was put away. Sync until no warning is left, then choose the pack again."),
            )

    def _refuse_incomplete(self, kept: frozenset[int]) -> None:
        """A case that is still arriving could not be completed while the pack lasts."""
        waiting = self._connection.execute(
            "SELECT stream FROM backfill UNION SELECT stream FROM claim"
            " UNION SELECT stream.id FROM pending JOIN stream USING (stream_id)"
        ).fetchall()
        if kept & {row[0] for row in waiting}:
            raise ActionableError(
                _("Entries of a chosen case are still on their way."), _("Nothing was put away. Sync once more.")
            )

    def _refuse_unsent(self, away: Sequence[int]) -> None:
        unsent = self._unsent_streams() & set(away)
        if unsent:
            cases = self._count_cases(sorted(unsent))
            words = ngettext(
                "{n} case that is not in the pack has entries the office does not have yet.",
                "{n} cases that are not in the pack have entries the office does not have yet.",
                cases,
            ).format(n=cases)
            raise ActionableError(
                words if cases else _("The queue of another hour has entries the office does not have yet."),
                _("Nothing was put away, nothing is lost. Sync first, then try again."),
            )
        drafts = self._draft_streams() & set(away)
        if drafts:
            words = ngettext(
                "{n} case that is not in the pack has a draft on this device.",
                "{n} cases that are not in the pack have a draft on this device.",
                len(drafts),
            )
            raise ActionableError(
                words.format(n=len(drafts)),
                _("Nothing was put away. Sign the draft or throw it away; the list “Drafts” shows them."),
            )
        begun = self._begun_forms() & set(away)
        if begun:
            words = ngettext(
                "{n} case that is not in the pack has a form that was begun and not finished.",
                "{n} cases that are not in the pack have a form that was begun and not finished.",
                len(begun),
            )
            raise ActionableError(
                words.format(n=len(begun)),
                _("Nothing was put away. Finish or empty the form of a new task, person or paper in: {cases}").format(
                    cases=self._references(begun)
                ),
            )

    def _references(self, streams: Iterable[int]) -> str:
        listed = msgspec.json.encode(sorted(streams)).decode()
        rows = self._connection.execute(
            f"SELECT reference FROM case_row WHERE id IN ({_AWAY}) ORDER BY reference LIMIT ?", (listed, _NAMED)
        ).fetchall()
        return ", ".join(str(row[0]) for row in rows)
