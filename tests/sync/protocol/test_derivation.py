"""The labelled HKDF agrees with RFC 5869 written out by hand, and no two purposes meet."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.derivation import derive, device_id_of, invitation_id_of

LABELS = st.text(st.characters(codec="ascii", min_codepoint=33, max_codepoint=126), min_size=1, max_size=24)


def by_hand(secret: bytes, label: str, context: bytes, salt: bytes | None, length: int) -> bytes:
    info = b"counsellor/v1/" + label.encode() + b"\0" + context
    prk = hmac.digest(salt or bytes(32), secret, "sha256")
    block, out = b"", b""
    for counter in range(1, -(-length // 32) + 1):
        block = hmac.digest(prk, block + info + bytes([counter]), "sha256")
        out += block
    return out[:length]


@given(
    st.binary(min_size=1, max_size=64),
    LABELS,
    st.binary(max_size=80),
    st.none() | st.binary(min_size=1, max_size=64),
    st.integers(1, 200),
)
def test_agrees_with_hmac_by_hand(secret: bytes, label: str, context: bytes, salt: bytes | None, length: int) -> None:
    assert derive(secret, label, context, salt, length) == by_hand(secret, label, context, salt, length)


@given(LABELS, LABELS, st.binary(max_size=8), st.binary(max_size=8))
def test_label_and_context_never_run_into_each_other(one: str, two: str, first: bytes, second: bytes) -> None:
    same = derive(b"s" * 32, one, first) == derive(b"s" * 32, two, second)
    assert same == ((one, first) == (two, second))


def test_labels_are_ascii() -> None:
    with pytest.raises(UnicodeEncodeError):
        derive(b"s", "straße")


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_ids_are_labelled_hashes_of_the_keys(sign: bytes, receive: bytes) -> None:
    wanted = hashlib.sha256(b"counsellor/v1/device-id\0" + sign + receive).digest()[:16]
    assert device_id_of(sign, receive) == wanted
    assert invitation_id_of(sign) == hashlib.sha256(b"counsellor/v1/invitation-id\0" + sign).digest()[:16]
    assert device_id_of(sign, receive) != device_id_of(receive, sign) or sign == receive
