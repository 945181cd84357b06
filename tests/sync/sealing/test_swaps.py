"""Fields, ciphertexts and signatures moved from one genuine envelope into another: 0 accepted."""

import itertools

import pytest

from sync.protocol.envelope import HEADER_SIZE, SIGNATURE_SIZE, Kind, payload, sign
from sync.protocol.errors import ProtocolError
from tests.sync.sealing.samples import Author

FIELDS = {
    "suite": (4, 1),
    "kind": (5, 1),
    "generation": (6, 2),
    "org": (8, 16),
    "stream": (24, 16),
    "epoch": (40, 4),
    "device": (44, 16),
    "device_seq": (60, 8),
    "stream_seq": (68, 8),
    "stream_prev": (76, 32),
    "directory_height": (108, 8),
    "directory_head": (116, 32),
    "hlc": (148, 8),
    "salt": (156, 32),
    "length": (188, 4),
}


def refused(author: Author, envelope: bytes) -> bool:
    try:
        author.read(envelope)
    except ProtocolError:
        return True
    return False


def envelopes() -> list[tuple[Author, bytes]]:
    """Two authors in one office on one stream with one key, one on another stream, one in another office."""
    first = Author.new()
    second = Author.new(first.org_id)
    second.stream_id, second.key = first.stream_id, first.key
    elsewhere, foreign = Author.new(first.org_id), Author.new()
    written = []
    for author in (first, second, elsewhere, foreign):
        written += [(author, author.write(kind, b'{"of":"%s"}' % kind.name.encode())) for kind in Kind]
        written += [(author, author.write(Kind.CHANGES, b'{"text":"%s"}' % (b"x" * 900)))]
    return written


GENUINE = envelopes()


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_another_envelope_is_refused(field: str) -> None:
    at, size = FIELDS[field]
    for (author, one), (_, other) in itertools.permutations(GENUINE, 2):
        mutant = one[:at] + other[at : at + size] + one[at + size :]
        if mutant != one:
            assert refused(author, mutant)


def test_a_signature_of_another_envelope_is_refused() -> None:
    for (author, one), (_, other) in itertools.permutations(GENUINE, 2):
        assert refused(author, one[:-SIGNATURE_SIZE] + other[-SIGNATURE_SIZE:])


def test_a_payload_of_another_envelope_is_refused_signed_or_not() -> None:
    sealed = [(author, one) for author, one in GENUINE if one[4] == 1]
    for (author, one), (_, other) in itertools.permutations(sealed, 2):
        moved = one[:188] + other[188:HEADER_SIZE]
        assert refused(author, moved + payload(other) + one[-SIGNATURE_SIZE:])
        assert refused(author, sign(moved, payload(other), author.device.sign_key))


def test_an_envelope_of_another_author_is_refused() -> None:
    for (author, _), (other, envelope) in itertools.permutations(GENUINE, 2):
        if author.device.device_id != other.device.device_id:
            assert refused(author, envelope)
