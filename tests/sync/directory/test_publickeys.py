"""Keys that would make every signature valid, or every shared secret known, are told apart from all others."""

import itertools
import os

import nacl.bindings
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sync.directory.publickeys import read_receive_public, read_sign_public
from sync.protocol.changes import to_text
from sync.protocol.errors import BodyError, DirectoryError

P = 2**255 - 19
EIGHT = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
WEAK = [
    (y + sign * (1 << 255)).to_bytes(32, "little")
    for y, sign in itertools.product((0, 1, EIGHT, P - EIGHT, P - 1, P, P + 1), (0, 1))
]


def forges(raw: bytes) -> bool:
    """Say whether a signature made without any private key verifies over some message."""
    key = Ed25519PublicKey.from_public_bytes(raw)
    for number, point in itertools.product(range(40), WEAK[:8]):
        try:
            key.verify(point + bytes(32), b"message %d" % number)
        except InvalidSignature:
            continue
        return True
    return False


@pytest.mark.parametrize("raw", WEAK, ids=bytes.hex)
def test_signing_keys_of_small_order_are_refused(raw: bytes) -> None:
    assert not nacl.bindings.crypto_core_ed25519_is_valid_point(raw)
    with pytest.raises(DirectoryError):
        read_sign_public(to_text(raw))


def test_the_danger_is_real_and_the_list_is_complete() -> None:
    assert any(forges(raw) for raw in WEAK)
    for _ in range(200):
        raw = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
        assert nacl.bindings.crypto_core_ed25519_is_valid_point(raw)
        assert read_sign_public(to_text(raw)) == raw


def test_receiving_keys_with_a_known_secret_are_refused() -> None:
    own = X25519PrivateKey.generate()
    for raw in [*WEAK, *(os.urandom(32) for _ in range(200))]:
        try:
            own.exchange(X25519PublicKey.from_public_bytes(raw))
        except ValueError:
            with pytest.raises(DirectoryError):
                read_receive_public(to_text(raw))
        else:
            assert read_receive_public(to_text(raw)) == raw


def test_other_lengths_are_no_keys() -> None:
    for read in (read_sign_public, read_receive_public):
        for raw in (b"", bytes(31), bytes(33)):
            with pytest.raises(BodyError):
                read(to_text(raw))
