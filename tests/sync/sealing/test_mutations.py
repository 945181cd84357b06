"""Every single-bit flip, every truncation, insertions at every place, of an envelope of every kind: 0 accepted."""

import os
import random

import pytest

from sync.protocol.envelope import HEADER_SIZE, SIGNATURE_SIZE, Kind, parse_header, payload, sign
from sync.protocol.errors import ProtocolError
from sync.sealing.envelopes import open_sealed
from tests.sync.sealing.samples import PUBLIC_KINDS, SEALED_KINDS, Author, one_of_each

SAMPLES = one_of_each()
KINDS = [pytest.param(kind, id=kind.name.lower()) for kind in Kind]


def accepted(author: Author, envelope: bytes) -> bool:
    try:
        author.read(envelope)
    except ProtocolError:
        return False
    return True


@pytest.mark.parametrize("kind", KINDS)
def test_every_flipped_bit_is_refused(kind: Kind) -> None:
    author, envelope = SAMPLES[kind]
    assert accepted(author, envelope)
    flipped = 0
    for at in range(len(envelope)):
        for bit in range(8):
            mutant = bytearray(envelope)
            mutant[at] ^= 1 << bit
            flipped += accepted(author, bytes(mutant))
    assert flipped == 0


@pytest.mark.parametrize("kind", KINDS)
def test_every_truncation_is_refused_from_either_end(kind: Kind) -> None:
    author, envelope = SAMPLES[kind]
    cut = [envelope[:at] for at in range(len(envelope))] + [envelope[at:] for at in range(1, len(envelope) + 1)]
    assert not any(accepted(author, piece) for piece in cut)


@pytest.mark.parametrize("kind", KINDS)
def test_insertions_and_repetitions_are_refused_everywhere(kind: Kind) -> None:
    author, envelope = SAMPLES[kind]
    rng = random.Random(7)
    grown = [
        envelope[:at] + extra + envelope[at:]
        for at in range(len(envelope) + 1)
        for extra in (b"\0", rng.randbytes(1), envelope[at : at + 1] or b"\xff")
    ]
    grown += [envelope + os.urandom(size) for size in (1, 16, 64, 256, 4096)] + [envelope * 2]
    assert not any(accepted(author, mutant) for mutant in grown)


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.name.lower()) for kind in SEALED_KINDS])
def test_no_header_bit_may_change_even_when_the_author_signs_again(kind: Kind) -> None:
    """The seal binds the whole header by itself: a signer cannot re-file a ciphertext elsewhere."""
    author, envelope = SAMPLES[kind]
    for at in range(HEADER_SIZE):
        for bit in range(8):
            header = bytearray(envelope[:HEADER_SIZE])
            header[at] ^= 1 << bit
            again = sign(bytes(header), payload(envelope), author.device.sign_key)
            assert not accepted(author, again), (at, bit)


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.name.lower()) for kind in SEALED_KINDS])
def test_no_ciphertext_bit_may_change_even_when_the_author_signs_again(kind: Kind) -> None:
    author, envelope = SAMPLES[kind]
    for at in range(HEADER_SIZE, len(envelope) - SIGNATURE_SIZE):
        mutant = bytearray(payload(envelope))
        mutant[at - HEADER_SIZE] ^= 1 << (at % 8)
        assert not accepted(author, sign(envelope[:HEADER_SIZE], bytes(mutant), author.device.sign_key))


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_never_travels_in_the_other_suite(kind: Kind) -> None:
    author, envelope = SAMPLES[kind]
    header = bytearray(envelope[:HEADER_SIZE])
    header[4] ^= 1
    assert not accepted(author, sign(bytes(header), payload(envelope), author.device.sign_key))
    for other in Kind:
        if (other in PUBLIC_KINDS) != (kind in PUBLIC_KINDS):
            header = bytearray(envelope[:HEADER_SIZE])
            header[5] = other
            assert not accepted(author, sign(bytes(header), payload(envelope), author.device.sign_key))


def test_a_wrong_epoch_key_opens_nothing() -> None:
    author, envelope = SAMPLES[Kind.CHANGES]
    header = parse_header(envelope)
    for bit in range(256):
        wrong = bytearray(author.key)
        wrong[bit // 8] ^= 1 << (bit % 8)
        with pytest.raises(ProtocolError):
            open_sealed(envelope, header, bytes(wrong))
