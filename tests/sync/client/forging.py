"""Envelopes that no app would write, signed by a true device all the same."""

import hashlib
from collections.abc import Sequence
from typing import Any

from sync.protocol.body import encode
from sync.protocol.changes import ChangeSet, Op
from sync.protocol.clock import stamp
from sync.protocol.envelope import Header, Kind, Suite
from sync.sealing.envelopes import new_salt, seal
from tests.offices import Site, now_ms


def stream_of(site: Site, case_id: str) -> int:
    """The alias of a case's stream."""
    return site.store.records.stream_of(case_id)


def forge(site: Site, case_id: str, ops: Sequence[Op] = (), body: bytes = b"", **changes: Any) -> bytes:
    """Return what *site*'s device would write next in a case, with other header fields where *changes* say so."""
    journal, stream = site.store.journal, stream_of(site, case_id)
    epoch, key = site.store.keys.current_key(stream)
    stream_seq, head = journal.head(stream, journal.devices.of(site.device.device_id))
    height, directory_head = site.store.directory.settled()
    header = Header(
        suite=Suite.SEALED,
        kind=Kind.CHANGES,
        generation=1,
        org_id=site.house.org_id,
        stream_id=journal.streams.identifier(stream),
        epoch=epoch,
        device_id=site.device.device_id,
        device_seq=journal.next_device_seq(),
        stream_seq=stream_seq + 1,
        stream_prev=head,
        directory_height=height,
        directory_head=directory_head,
        hlc=stamp(now_ms()),
        salt=new_salt(),
    )
    return seal(header._replace(**changes), body or encode(ChangeSet(list(ops))), key, site.device.sign_key)


def following(envelope: bytes) -> dict[str, Any]:
    """Header fields of the entry after *envelope* in the same chain."""
    stream_seq = int.from_bytes(envelope[68:76], "big")
    device_seq = int.from_bytes(envelope[60:68], "big")
    return {
        "stream_seq": stream_seq + 1,
        "device_seq": device_seq + 1,
        "stream_prev": hashlib.sha256(envelope).digest(),
    }
