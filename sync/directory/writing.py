"""Writing the next record of the directory."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.directory.state import Directory
from sync.protocol.body import encode
from sync.protocol.changes import from_text
from sync.protocol.envelope import Header, Kind, Suite
from sync.protocol.public import DirectoryBody, Found, Record
from sync.protocol.publication import NO_SALT, publish
from sync.protocol.versions import BODY_GENERATION


def sign_record(directory: Directory, record: Record, sign_key: Ed25519PrivateKey, device_id: bytes, hlc: int) -> bytes:
    """Return the envelope that appends *record* to *directory*, signed by the device *device_id* at stamp *hlc*.

    Nothing is checked here: ``directory.extend`` says whether it follows.
    """
    org_id = from_text(record.org) if isinstance(record, Found) else directory.org_id
    header = Header(
        suite=Suite.PUBLIC,
        kind=Kind.DIRECTORY,
        generation=BODY_GENERATION,
        org_id=org_id,
        stream_id=org_id,
        epoch=0,
        device_id=device_id,
        device_seq=0,
        stream_seq=directory.height + 1,
        stream_prev=directory.head,
        directory_height=directory.height,
        directory_head=directory.head,
        hlc=hlc,
        salt=NO_SALT,
    )
    return publish(header, encode(DirectoryBody(record)), sign_key)
