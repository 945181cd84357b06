"""Public bodies: wraps and directory records in their wire form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.body import encode
from sync.protocol.errors import BodyError, MalformedError
from sync.protocol.public import (
    AddAdmin,
    Approval,
    DirectoryBody,
    Invite,
    Keyring,
    Purpose,
    Reading,
    Role,
    Wrap,
    read_directory_body,
    read_keyring,
    unpack_wrap,
)

WRAPS = st.builds(
    Wrap,
    st.sampled_from(Purpose).map(int),
    st.binary(min_size=16, max_size=16),
    st.integers(0, 2**32 - 1),
    st.binary(min_size=16, max_size=16),
    st.integers(0, 2**32 - 1),
    st.binary(min_size=32, max_size=32),
    st.binary(max_size=100),
)


@given(WRAPS)
def test_wraps_round_trip_and_no_other_length_is_read(wrap: Wrap) -> None:
    packed = wrap.pack()
    assert unpack_wrap(packed) == wrap
    for cut in range(len(packed)):
        with pytest.raises(MalformedError):
            unpack_wrap(packed[:cut])
    with pytest.raises(MalformedError):
        unpack_wrap(packed + b"\0")
    for purpose in (0, 5, 255):
        with pytest.raises(MalformedError):
            unpack_wrap(bytes([purpose]) + packed[1:])


@pytest.mark.parametrize("field", ["subject", "recipient", "commit"])
def test_a_wrap_with_a_short_id_is_never_padded_into_another(field: str) -> None:
    good = Wrap(1, bytes(16), 1, bytes(16), 1, bytes(32), b"")
    with pytest.raises(MalformedError):
        Wrap(**{**{name: getattr(good, name) for name in good.__slots__}, field: b"short"}).pack()


def test_records_are_told_by_their_tag() -> None:
    invite = Invite("i", "k", "p", "n", Role.COUNSELLOR, [], 5)
    assert read_directory_body(encode(DirectoryBody(invite))).record == invite
    admin = AddAdmin("p", [Approval("d", "s")])
    assert read_directory_body(encode(DirectoryBody(admin))).record == admin
    assert encode(DirectoryBody(AddAdmin("p"))) == b'{"record":{"type":"add-admin","person":"p"}}'
    for body in (b"{}", b'{"record":{}}', b'{"record":{"type":"later"}}', b'{"record":{"type":"add-admin"}}'):
        with pytest.raises(BodyError):
            read_directory_body(body)


def test_an_unknown_role_is_refused() -> None:
    body = encode(DirectoryBody(Invite("i", "k", "p", "n", Role.COUNSELLOR, [], 5)))
    with pytest.raises(BodyError):
        read_directory_body(body.replace(b'"counsellor"', b'"owner"'))


def test_keyrings_round_trip() -> None:
    keyring = Keyring([Reading("a", 1, "w")], "c", "chain")
    assert read_keyring(encode(keyring)) == keyring
    assert read_keyring(encode(Keyring([], "c"))).chain == ""
