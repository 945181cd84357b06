"""What the office reads of a pushed envelope, and only that: structure, header, hash, and the list in a keyring.

Done before any lock is taken. A device's own envelopes are not checked for their signature (it is logged in by the
same key, and readers always check); an envelope somebody else wrote is, under the author's key in the directory.
"""

from typing import NamedTuple

from sync.directory.state import Directory
from sync.protocol.api import PutStatus
from sync.protocol.changes import from_text
from sync.protocol.envelope import Header, Kind, envelope_id, parse_header, verify
from sync.protocol.errors import BodyError, ProtocolError, SignatureError
from sync.protocol.public import read_keyring
from sync.protocol.publication import open_public
from sync.server.access import Asker


class Draft(NamedTuple):
    """An envelope that may be stored once its stream's readers allow it.

    ``author``: principals of who wrote it; ``named``: the readers in a keyring, None for other kinds; ``commit``: that
    of the key a keyring speaks of, empty for other kinds.
    """

    stream: bytes
    epoch: int
    kind: int
    device: bytes
    device_seq: int
    digest: bytes
    body: bytes
    author: frozenset[bytes]
    named: frozenset[bytes] | None
    commit: str = ""


def read_draft(envelope: bytes, asker: Asker, directory: Directory) -> Draft | PutStatus:
    """Return what to decide on, or why *envelope* is refused whatever its stream.

    ``NOT_YOURS`` means: of another office, or written by a device the directory never had.
    """
    try:
        header = parse_header(envelope)
        if header.kind == Kind.DIRECTORY or header.epoch == 0:
            return PutStatus.MALFORMED
        if header.org_id != directory.org_id:
            return PutStatus.NOT_YOURS
        digest = envelope_id(envelope)
        author = asker.principals
        if header.device_id != asker.device:
            found = _author(envelope, header, digest, directory)
            if isinstance(found, PutStatus):
                return found
            author = found
        named, pinned = read_readers(envelope) if header.kind == Kind.KEYRING else (None, "")
    except SignatureError:
        return PutStatus.BAD_SIGNATURE
    except ProtocolError:
        return PutStatus.MALFORMED
    return Draft(
        header.stream_id,
        header.epoch,
        header.kind,
        header.device_id,
        header.device_seq,
        digest,
        envelope,
        author,
        named,
        pinned,
    )


def _author(envelope: bytes, header: Header, digest: bytes, directory: Directory) -> frozenset[bytes] | PutStatus:
    """Return the principals of another device that wrote *envelope*; raises :class:`SignatureError`."""
    device = directory.devices.get(header.device_id)
    if device is None:
        return PutStatus.NOT_YOURS
    if not device.accepts(header.device_seq, digest):
        return PutStatus.REVOKED
    verify(envelope, device.sign_public)
    return directory.principals_of(device.person_id) | {device.person_id}


def read_readers(envelope: bytes) -> tuple[frozenset[bytes], str]:
    """Return the principals a keyring names, and the commit of its key as text.

    Raises :class:`ProtocolError` for no reader or one that is no id.
    """
    keyring = read_keyring(open_public(envelope))
    named = frozenset(from_text(reading.principal) for reading in keyring.readers)
    if not named:
        raise BodyError("keyring without readers")
    return named, keyring.commit
