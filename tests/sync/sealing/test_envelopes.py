"""Sealing and opening: any body comes back; errors come in order; keys are not made twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.body import MAX_BODY_BYTES, bucket
from sync.protocol.envelope import HEADER_SIZE, MAX_ENVELOPE, Kind, Suite, pack_header, parse_header, sign
from sync.protocol.errors import BodyError, MalformedError, SealError, SignatureError, TooLargeError
from sync.sealing.envelopes import new_salt, open_public, open_sealed, public_key, publish, seal, verify_and_open
from tests.sync.sealing.samples import SEALED_KINDS, Author

AUTHOR = Author.new()
DEVICE = AUTHOR.device


@given(st.binary(max_size=3_000), st.sampled_from(SEALED_KINDS))
def test_any_body_comes_back(body: bytes, kind: Kind) -> None:
    header = AUTHOR.header(kind)
    envelope = seal(header, body, AUTHOR.key, DEVICE.sign_key)
    assert verify_and_open(envelope, DEVICE.sign_public, AUTHOR.key) == (header, body)


def test_the_suite_is_set_here() -> None:
    header = AUTHOR.header(Kind.CHANGES)._replace(suite=Suite.PUBLIC)
    assert parse_header(seal(header, b"{}", AUTHOR.key, DEVICE.sign_key)).suite == Suite.SEALED
    header = AUTHOR.header(Kind.KEYRING)._replace(suite=Suite.SEALED)
    assert parse_header(publish(header, b"{}", DEVICE.sign_key)).suite == Suite.PUBLIC


def test_sizes_tell_the_bucket_only() -> None:
    for size in (0, 1, 100, 240):
        envelope = seal(AUTHOR.header(Kind.CHANGES), bytes(range(256))[:size], AUTHOR.key, DEVICE.sign_key)
        assert len(envelope) == HEADER_SIZE + 256 + 16 + 64
    longest = seal(AUTHOR.header(Kind.CHANGES), new_salt() * (MAX_BODY_BYTES // 32), AUTHOR.key, DEVICE.sign_key)
    assert len(longest) <= MAX_ENVELOPE
    with pytest.raises(TooLargeError):
        seal(AUTHOR.header(Kind.CHANGES), bytes(MAX_BODY_BYTES + 1), AUTHOR.key, DEVICE.sign_key)


def test_two_envelopes_never_share_a_key() -> None:
    """Even with one sequence number used twice (which never happens), the salt keeps the keystreams apart."""
    one = seal(AUTHOR.header(Kind.CHANGES), b"{}", AUTHOR.key, DEVICE.sign_key)
    two = seal(AUTHOR.header(Kind.CHANGES), b"{}", AUTHOR.key, DEVICE.sign_key)
    assert one[HEADER_SIZE:-64] != two[HEADER_SIZE:-64]
    assert len({new_salt() for _ in range(100)}) == 100
    with pytest.raises(SealError):
        seal(AUTHOR.header(Kind.CHANGES)._replace(salt=b""), b"{}", AUTHOR.key, DEVICE.sign_key)
    with pytest.raises(SealError):
        seal(AUTHOR.header(Kind.CHANGES), b"{}", b"short", DEVICE.sign_key)


def test_errors_say_how_far_it_got() -> None:
    envelope = seal(AUTHOR.header(Kind.CHANGES), b"{}", AUTHOR.key, DEVICE.sign_key)
    stranger = Author.new()
    with pytest.raises(MalformedError):
        verify_and_open(envelope[1:], DEVICE.sign_public, AUTHOR.key)
    with pytest.raises(SignatureError):
        verify_and_open(envelope, stranger.device.sign_public, stranger.key)
    with pytest.raises(SignatureError):
        verify_and_open(envelope, b"short", AUTHOR.key)
    with pytest.raises(SealError):
        verify_and_open(envelope, DEVICE.sign_public, stranger.key)


def test_a_plaintext_that_is_not_canonical_is_no_body() -> None:
    """Sealed and signed by a key holder, and still refused."""
    header = AUTHOR.header(Kind.CHANGES)
    cipher = AUTHOR.cipher(header, 256 + 16)
    head = pack_header(header, 256 + 16)
    for plaintext in (b"\0\0\0\0\1a".ljust(255, b"\0") + b"x", b"\3".ljust(256, b"\0"), b"\1".ljust(256, b"\0")):
        assert len(plaintext) == bucket(1)
        envelope = sign(head, cipher.encrypt(bytes(12), plaintext, head), DEVICE.sign_key)
        with pytest.raises(BodyError):
            verify_and_open(envelope, DEVICE.sign_public, AUTHOR.key)


def test_suites_are_not_mixed_up() -> None:
    sealed = seal(AUTHOR.header(Kind.CHANGES), b"{}", AUTHOR.key, DEVICE.sign_key)
    public = publish(AUTHOR.header(Kind.KEYRING), b"{}", DEVICE.sign_key)
    with pytest.raises(MalformedError):
        open_public(sealed)
    with pytest.raises(SealError):
        open_sealed(public, parse_header(public), AUTHOR.key)
    with pytest.raises(SealError):
        verify_and_open(public, DEVICE.sign_public, AUTHOR.key)
    assert open_public(public) == b"{}"


def test_public_keys_are_parsed_once_and_the_memory_is_bounded() -> None:
    assert public_key(DEVICE.sign_public) is public_key(DEVICE.sign_public)
    assert public_key.cache_info().maxsize == 4096
