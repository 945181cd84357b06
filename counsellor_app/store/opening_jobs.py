"""What is needed to verify and open envelopes that arrive or lie in the log: the author's key, the epoch's key."""

from collections.abc import Sequence

from counsellor_app.store.journal import Journal
from counsellor_app.store.keyring import KeyStore
from sync.client.opening import OpenJob
from sync.directory.state import Directory
from sync.protocol.envelope import Kind, Suite, peek
from sync.protocol.errors import ProtocolError
from sync.protocol.public import read_keyring
from sync.protocol.publication import open_public

_KIND, _KEYRING = slice(5, 6), bytes([Kind.KEYRING])


def job_for(envelope: bytes, directory: Directory, journal: Journal, keys: KeyStore) -> OpenJob:
    """Return what is needed to verify and open *envelope*; for an unknown author there is nothing to verify with."""
    place = peek(envelope)
    author = directory.devices.get(place.device_id)
    if author is None:
        return envelope, b"", None
    if place.suite == Suite.PUBLIC:
        return envelope, author.sign_public, None
    key = keys.offered(place.stream_id, place.epoch)
    if key is None:
        stream = journal.streams.find(place.stream_id)
        key = keys.stream_key(stream, place.epoch) if stream is not None else None
    return envelope, author.sign_public, key


def look_into(envelopes: Sequence[bytes], org_id: bytes, keys: KeyStore) -> None:
    """See whether keyrings among *envelopes*, not judged yet, give keys for others of them; the newest come last."""
    for envelope in reversed(envelopes):
        if envelope[_KIND] == _KEYRING:
            place = peek(envelope)
            try:
                keys.offered_key(place.stream_id, place.epoch, read_keyring(open_public(envelope)), org_id)
            except ProtocolError:
                continue  # judged, and refused by name, when its turn comes
