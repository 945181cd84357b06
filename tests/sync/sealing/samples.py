"""Envelopes of every kind by two devices, made with the real code."""

import os
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sync.protocol.derivation import derive
from sync.protocol.envelope import ZERO_HASH, Header, Kind, envelope_id, pack_header, parse_header, verify
from sync.protocol.versions import BODY_GENERATION
from sync.sealing.envelopes import NO_SALT, new_salt, open_public, open_sealed, publish, seal
from sync.sealing.epochs import new_key, new_stream_id
from sync.sealing.keys import DeviceKeys

PUBLIC_KINDS = (Kind.KEYRING, Kind.DIRECTORY)
SEALED_KINDS = tuple(kind for kind in Kind if kind not in PUBLIC_KINDS)


@dataclass
class Author:
    """A device that writes on one stream."""

    device: DeviceKeys
    org_id: bytes
    stream_id: bytes
    key: bytes
    written: int = 0
    last: bytes = ZERO_HASH

    @classmethod
    def new(cls, org_id: bytes | None = None) -> "Author":
        return cls(DeviceKeys.generate(), org_id or os.urandom(16), new_stream_id(), new_key())

    def header(self, kind: Kind, *, salt: bytes | None = None, epoch: int = 1) -> Header:
        directory = kind == Kind.DIRECTORY
        sealed = kind in SEALED_KINDS
        return Header(
            suite=int(sealed),
            kind=kind,
            generation=BODY_GENERATION,
            org_id=self.org_id,
            stream_id=self.org_id if directory else self.stream_id,
            epoch=0 if directory else epoch,
            device_id=self.device.device_id,
            device_seq=0 if directory else self.written + 1,
            stream_seq=self.written + 1,
            stream_prev=self.last,
            directory_height=3,
            directory_head=bytes(range(32)),
            hlc=1_763_748_446_000 << 16,
            salt=salt or (new_salt() if sealed else NO_SALT),
        )

    def cipher(self, header: Header, length: int) -> ChaCha20Poly1305:
        """The single-use cipher of *header*, for what no honest writer seals."""
        head = pack_header(header, length)
        return ChaCha20Poly1305(derive(self.key, "stream/envelope", head[8:68], header.salt))

    def write(self, kind: Kind, body: bytes) -> bytes:
        header = self.header(kind)
        if kind in PUBLIC_KINDS:
            envelope = publish(header, body, self.device.sign_key)
        else:
            envelope = seal(header, body, self.key, self.device.sign_key)
        self.written += 1
        self.last = envelope_id(envelope)
        return envelope

    def read(self, envelope: bytes) -> bytes:
        """Everything a reader does: structure, signature, seal or plain body."""
        header = parse_header(envelope)
        verify(envelope, self.device.sign_public)
        if header.kind in PUBLIC_KINDS:
            return open_public(envelope)
        return open_sealed(envelope, header, self.key)


def one_of_each() -> dict[Kind, tuple[Author, bytes]]:
    author = Author.new()
    return {kind: (author, author.write(kind, b'{"kind":%d,"text":"caf\xc3\xa9"}' % kind)) for kind in Kind}
