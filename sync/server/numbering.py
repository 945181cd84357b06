"""Pushing: every accepted envelope gets the next number of its shard, under a lock of the shard's row.

The lock is held until the commit, so no lower number can commit after a reader saw a higher one. What the office has
already is found by (device, device_seq): the same hash is the same envelope and success again, another hash is proof
that the device used a sequence number twice; the second one is kept as evidence and never handed out.

Of one epoch of a stream there is one key: of two keyrings that speak of different ones the first is taken, and who
brought the other makes it anew as the next epoch.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from sync.directory.state import Directory
from sync.protocol.api import MAX_BODY, PAGE_ENVELOPES, PutResult, PutStatus
from sync.protocol.envelope import Kind, parse_header, verify
from sync.protocol.errors import SignatureError
from sync.server.access import Asker, Readers, after_keyring, load_readable, load_readers, save_readers
from sync.server.bulk import EnvelopeRow, among, insert_envelopes
from sync.server.drafts import Draft, read_draft, read_readers
from sync.server.office import Office
from sync.server.refusals import refuse
from sync.server.tables import envelope, equivocation, shard, shard_of

_PASSES = 3
"""How often what nobody may read yet is looked at again after keyrings of the same batch."""
MAX_EVIDENCE = 100
"""Proofs of equivocation kept for one device; more prove nothing more."""
_NO_RIGHT = PutResult(PutStatus.NO_RIGHT, 0)
_LOCKING = (
    sa.select(shard.c.id, shard.c.next_number, shard.c.next_wrap)
    .where(shard.c.id.in_(sa.bindparam("shards", expanding=True)))
    .order_by(shard.c.id)
    .with_for_update()
)


def lock_shards(connection: sa.Connection, shards: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Lock the rows of *shards* in ascending order; return ``{shard: (next number, next wrap number)}``."""
    rows = connection.execute(_LOCKING, {"shards": sorted(shards)})
    return {row.id: (row.next_number, row.next_wrap) for row in rows}


def push(office: Office, device: bytes, envelopes: Sequence[bytes]) -> list[PutResult]:
    """Store a batch brought by the logged-in *device* in one commit; one result an envelope, in order.

    Raises :class:`RefusedError` for more than a page and for a device not in force.
    """
    if len(envelopes) > PAGE_ENVELOPES or sum(map(len, envelopes)) > MAX_BODY:
        raise refuse("too-large")
    with office.database.reading() as connection:
        directory = office.directory(connection)
    asker = office.asker(directory, device)
    results = [_NO_RIGHT] * len(envelopes)
    pages: dict[int, list[tuple[int, Draft]]] = {}
    for index, data in enumerate(envelopes):
        draft = read_draft(data, asker, directory)
        if isinstance(draft, PutStatus):
            results[index] = PutResult(draft, 0)
        else:
            pages.setdefault(shard_of(draft.stream, office.shards), []).append((index, draft))
    if pages:
        with office.database.writing() as connection:
            locked = lock_shards(connection, pages)
            for number in sorted(pages):
                page = _Page(connection, number, locked[number][0], asker, directory)
                page.store(pages[number], results)
    return results


@dataclass
class _Page:
    """What is known and decided about one batch in one shard while its row is locked."""

    connection: sa.Connection
    shard: int
    next_number: int
    asker: Asker
    directory: Directory
    known: dict[tuple[bytes, int], tuple[bytes, int]] = field(default_factory=dict)
    readers: dict[bytes, Readers] = field(default_factory=dict)
    changed: dict[bytes, Readers] = field(default_factory=dict)
    readable: set[bytes] = field(default_factory=set)
    commits: dict[tuple[bytes, int], str] = field(default_factory=dict)
    looked_up: set[bytes] = field(default_factory=set)
    rows: list[EnvelopeRow] = field(default_factory=list)

    def store(self, drafts: Sequence[tuple[int, Draft]], results: list[PutResult]) -> None:
        """Decide on every draft, write what is accepted, and put each outcome at its index of *results*."""
        self._load([draft for _, draft in drafts])
        waiting = list(drafts)
        for _ in range(_PASSES):
            accepted, refused = len(self.rows), []
            for index, draft in waiting:
                results[index] = self._decide(draft)
                if results[index].status == PutStatus.NO_RIGHT:
                    refused.append((index, draft))
            waiting = refused
            if not refused or len(self.rows) == accepted:
                break
        self._write()

    def _load(self, drafts: Sequence[Draft]) -> None:
        """Read what the office has under the same numbers, and who may read the streams."""
        by_device: dict[bytes, list[int]] = {}
        for draft in drafts:
            by_device.setdefault(draft.device, []).append(draft.device_seq)
        for device, sequences in by_device.items():
            lowest, highest = min(sequences), max(sequences)
            dense = highest - lowest < 2 * len(sequences)
            column = envelope.c.device_seq
            rows = self.connection.execute(
                sa.select(column, envelope.c.digest, envelope.c.number).where(
                    envelope.c.shard == self.shard,
                    envelope.c.device == device,
                    column.between(lowest, highest) if dense else among(self.connection, column, sequences),
                )
            )
            self.known.update({(device, row[0]): (row[1], row[2]) for row in rows})
        changing = {draft.stream for draft in drafts if draft.named is not None}
        others = {draft.stream for draft in drafts} - changing
        self.readers = load_readers(self.connection, self.shard, changing)
        self.readable = load_readable(self.connection, self.shard, others, self.asker)

    def _decide(self, draft: Draft) -> PutResult:
        """Return the outcome for *draft*, and note its row and the readers it changes."""
        known = self.known.get((draft.device, draft.device_seq))
        if known is not None:
            digest, number = known
            return PutResult(PutStatus.KNOWN, number) if digest == draft.digest else self._equivocation(draft)
        if draft.named is not None:
            current = self.readers.get(draft.stream)
            after = after_keyring(current, draft.epoch, draft.named, draft.author, self.asker.principals)
            if after is None or (current is not None and draft.epoch <= current.epoch and self._is_overtaken(draft)):
                return _NO_RIGHT
            self.commits[draft.stream, draft.epoch] = draft.commit
            self.readers[draft.stream] = self.changed[draft.stream] = after
        elif not self._may_read(draft.stream):
            return _NO_RIGHT
        number = self.next_number
        self.next_number += 1
        self.known[(draft.device, draft.device_seq)] = (draft.digest, number)
        self.rows.append(
            (
                self.shard,
                number,
                draft.stream,
                draft.device,
                draft.device_seq,
                draft.kind,
                len(draft.body),
                draft.digest,
                draft.body,
            )
        )
        return PutResult(PutStatus.ACCEPTED, number)

    def _is_overtaken(self, draft: Draft) -> bool:
        """Say whether the office has a keyring of another key for the same epoch."""
        place = (draft.stream, draft.epoch)
        if place not in self.commits and draft.stream not in self.looked_up:
            self.looked_up.add(draft.stream)
            bodies = self.connection.execute(
                sa.select(envelope.c.body)
                .where(
                    envelope.c.shard == self.shard,
                    envelope.c.stream == draft.stream,
                    envelope.c.kind == int(Kind.KEYRING),
                )
                .order_by(envelope.c.number)
            ).scalars()
            for body in bodies:
                self.commits.setdefault((draft.stream, parse_header(body).epoch), read_readers(body)[1])
        return self.commits.get(place, draft.commit) != draft.commit

    def _may_read(self, stream: bytes) -> bool:
        """Return whether the asker may read *stream*, as far as the batch has come."""
        if stream in self.readable:
            return True
        readers = self.readers.get(stream)
        return readers is not None and not readers.principals.isdisjoint(self.asker.principals)

    def _equivocation(self, draft: Draft) -> PutResult:
        """Keep *draft* as evidence if its signature is good; never store it in the log."""
        try:
            verify(draft.body, self.directory.devices[draft.device].sign_public)
        except SignatureError:
            return PutResult(PutStatus.BAD_SIGNATURE, 0)
        kept = self.connection.execute(
            sa.select(equivocation.c.digest).where(
                equivocation.c.shard == self.shard, equivocation.c.device == draft.device
            )
        ).scalars()
        digests = set(kept)
        if draft.digest not in digests and len(digests) < MAX_EVIDENCE:
            self.connection.execute(
                sa.insert(equivocation).values(
                    shard=self.shard,
                    digest=draft.digest,
                    device=draft.device,
                    device_seq=draft.device_seq,
                    uploader=self.asker.device,
                    body=draft.body,
                )
            )
        return PutResult(PutStatus.EQUIVOCATION, 0)

    def _write(self) -> None:
        """Insert the accepted rows, move the shard's number, replace the readers that changed."""
        if self.rows:
            insert_envelopes(self.connection, self.rows)
            self.connection.execute(
                sa.update(shard).where(shard.c.id == self.shard).values(next_number=self.next_number)
            )
        save_readers(self.connection, self.shard, self.changed)
