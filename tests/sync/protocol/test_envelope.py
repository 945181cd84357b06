"""The layout: what is written is read, at the offsets of the docstring, and nothing else has that shape."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import envelope as layout
from sync.protocol.envelope import (
    COUNTER_MAX,
    HEADER_SIZE,
    MAX_ENVELOPE,
    Header,
    Kind,
    Suite,
    envelope_id,
    pack_header,
    parse_header,
    payload,
    public_key,
    sign,
    verify,
)
from sync.protocol.errors import MalformedError, SignatureError
from sync.protocol.publication import NO_SALT, open_public, publish

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OFFSETS = {
    "suite": (4, 1),
    "kind": (5, 1),
    "generation": (6, 2),
    "org_id": (8, 16),
    "stream_id": (24, 16),
    "epoch": (40, 4),
    "device_id": (44, 16),
    "device_seq": (60, 8),
    "stream_seq": (68, 8),
    "stream_prev": (76, 32),
    "directory_height": (108, 8),
    "directory_head": (116, 32),
    "hlc": (148, 8),
    "salt": (156, 32),
}


def of(size: int) -> st.SearchStrategy[bytes]:
    return st.binary(min_size=size, max_size=size)


@st.composite
def headers(draw: st.DrawFn) -> Header:
    kind = draw(st.sampled_from(Kind))
    public = kind in (Kind.KEYRING, Kind.DIRECTORY)
    counter = st.integers(1, COUNTER_MAX)
    return Header(
        suite=Suite.PUBLIC if public else Suite.SEALED,
        kind=kind,
        generation=draw(st.integers(0, 2**16 - 1)),
        org_id=draw(of(16)),
        stream_id=draw(of(16)),
        epoch=draw(st.integers(0, 2**32 - 1)),
        device_id=draw(of(16)),
        device_seq=0 if kind == Kind.DIRECTORY else draw(counter),
        stream_seq=draw(counter),
        stream_prev=draw(of(32)),
        directory_height=draw(st.integers(0, COUNTER_MAX)),
        directory_head=draw(of(32)),
        hlc=draw(st.integers(0, COUNTER_MAX)),
        salt=draw(of(32)),
    )


SAMPLE = Header(1, 1, 1, bytes(16), bytes(16), 1, bytes(16), 1, 1, bytes(32), 0, bytes(32), 0, bytes(32))


def enclose(header: Header, content: bytes = b"payload") -> bytes:
    return sign(pack_header(header, len(content)), content, KEY)


@given(headers(), st.binary(min_size=1, max_size=300))
def test_what_is_written_is_read(header: Header, content: bytes) -> None:
    envelope = enclose(header, content)
    assert parse_header(envelope) == header
    assert payload(envelope) == content
    assert envelope_id(envelope) == hashlib.sha256(envelope).digest()
    verify(envelope, KEY.public_key().public_bytes_raw())


@given(headers())
def test_every_field_lies_where_the_docstring_says(header: Header) -> None:
    envelope = enclose(header)
    assert envelope[:4] == b"CWE1"
    assert set(OFFSETS) == set(Header._fields)
    for name, (at, size) in OFFSETS.items():
        value = getattr(header, name)
        assert envelope[at : at + size] == (value if isinstance(value, bytes) else value.to_bytes(size, "big"))
    assert int.from_bytes(envelope[188:192], "big") == len(envelope) - 256
    for name, (at, size) in OFFSETS.items():
        line = next(line for line in (layout.__doc__ or "").splitlines() if line.startswith(f"{at} "))
        assert line.split()[1] == str(size), name


@pytest.mark.parametrize(
    "change",
    [
        {"suite": 0},
        {"suite": 2},
        {"kind": 0},
        {"kind": 8},
        {"kind": Kind.KEYRING},
        {"kind": Kind.DIRECTORY},
        {"kind": Kind.DIRECTORY, "suite": 0},
        {"device_seq": 0},
        {"stream_seq": 0},
        {"device_seq": COUNTER_MAX + 1},
        {"stream_seq": COUNTER_MAX + 1},
        {"directory_height": COUNTER_MAX + 1},
        {"hlc": COUNTER_MAX + 1},
        {"kind": Kind.DIRECTORY, "suite": 0, "device_seq": 0, "stream_seq": 0},
    ],
    ids=str,
)
def test_other_headers_are_malformed(change: dict[str, int]) -> None:
    parse_header(enclose(SAMPLE))
    with pytest.raises(MalformedError):
        parse_header(enclose(SAMPLE._replace(**change)))  # type: ignore[arg-type]


def test_lengths_are_checked_against_what_is_there() -> None:
    envelope = enclose(SAMPLE, b"x" * 10)
    for wrong in (9, 11, 0, 2**32 - 1):
        with pytest.raises(MalformedError):
            parse_header(sign(pack_header(SAMPLE, wrong), b"x" * 10, KEY))
    for size in (0, 4, HEADER_SIZE, HEADER_SIZE + 64):
        with pytest.raises(MalformedError):
            parse_header(envelope[:size])
    with pytest.raises(MalformedError):
        parse_header(enclose(SAMPLE, bytes(MAX_ENVELOPE - 255)))
    parse_header(enclose(SAMPLE, bytes(MAX_ENVELOPE - 256)))


def test_only_the_author_verifies() -> None:
    envelope = enclose(SAMPLE)
    with pytest.raises(SignatureError):
        verify(envelope, Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    unlabelled = envelope[:-64] + KEY.sign(envelope[:-64])
    with pytest.raises(SignatureError):
        verify(unlabelled, KEY.public_key().public_bytes_raw())
    with pytest.raises(SignatureError):
        public_key(b"short")
    with pytest.raises(SignatureError):
        verify(b"", KEY.public_key().public_bytes_raw())


def test_public_envelopes_carry_no_salt_and_open_for_everybody() -> None:
    header = SAMPLE._replace(kind=Kind.KEYRING, salt=b"s" * 32)
    envelope = publish(header, b"{}", KEY)
    assert parse_header(envelope) == header._replace(suite=Suite.PUBLIC, salt=NO_SALT)
    assert open_public(envelope) == b"{}"
    salted = sign(pack_header(header._replace(suite=0), 256), bytes(256), KEY)
    with pytest.raises(MalformedError):
        open_public(salted)
    with pytest.raises(MalformedError):
        open_public(enclose(SAMPLE))
