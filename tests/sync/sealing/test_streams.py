"""Epochs and keyrings: a reader of an epoch can read back, and the office can neither add nor swap a reader."""

from dataclasses import replace

import msgspec
import pytest

from sync.protocol.body import encode
from sync.protocol.changes import from_text, to_text
from sync.protocol.errors import ProtocolError, SealError
from sync.protocol.public import Reading, Wrap, read_keyring
from sync.sealing.keys import PrincipalKeys
from sync.sealing.streams import (
    chain,
    check_keyring,
    commit,
    key_from_keyring,
    make_keyring,
    new_key,
    new_stream_id,
    unchain,
    wrap_hash,
)
from sync.sealing.wraps import unwrap_stream_key

ORG, STREAM = b"o" * 16, new_stream_id()
PEOPLE = [PrincipalKeys.new(bytes([number]) * 16) for number in range(4)]
READERS = [(keys.principal_id, keys.generation, keys.receive_public) for keys in PEOPLE]


def test_every_reader_gets_the_key_and_can_read_back() -> None:
    keys = [new_key() for _ in range(5)]
    rings = []
    for epoch, key in enumerate(keys, 1):
        before = keys[epoch - 2] if epoch > 1 else None
        ring, wraps = make_keyring(key, org_id=ORG, stream_id=STREAM, epoch=epoch, readers=READERS, previous_key=before)
        rings.append(read_keyring(encode(ring)))
        check_keyring(ring, wraps, stream_id=STREAM, epoch=epoch)
        check_keyring(ring, [], stream_id=STREAM, epoch=epoch)
        for person, wrap in zip(PEOPLE, wraps, strict=True):
            check_keyring(ring, [wrap], stream_id=STREAM, epoch=epoch)
            assert unwrap_stream_key(wrap, org_id=ORG, receive_key=person.receive_key) == key
    held = keys[-1]
    for epoch in range(5, 1, -1):
        held = unchain(held, from_text(rings[epoch - 1].chain, 48))
        assert held == keys[epoch - 2]
        assert to_text(commit(held, STREAM, epoch - 1)) == rings[epoch - 2].commit


def test_a_keyring_may_keep_the_past_closed() -> None:
    ring, _ = make_keyring(new_key(), org_id=ORG, stream_id=STREAM, epoch=4, readers=READERS, previous_key=None)
    assert ring.chain == ""
    check_keyring(ring, [], stream_id=STREAM, epoch=4)


def test_commits_and_chains_are_bound() -> None:
    key, before = new_key(), new_key()
    commits = {commit(key, STREAM, 1), commit(key, STREAM, 2), commit(key, b"t" * 16, 1), commit(before, STREAM, 1)}
    assert len(commits) == 4
    sealed = chain(key, before)
    assert (unchain(key, sealed), len(sealed)) == (before, 48)
    mutants = [bytes([*sealed[:at], sealed[at] ^ 1, *sealed[at + 1 :]]) for at in range(48)]
    for tried, wrong in [(before, sealed), (key, b""), (key, sealed + b"\0"), *((key, mutant) for mutant in mutants)]:
        with pytest.raises(SealError):
            unchain(tried, wrong)


def test_wraps_the_keyring_does_not_name_are_refused() -> None:
    key = new_key()
    ring, wraps = make_keyring(key, org_id=ORG, stream_id=STREAM, epoch=2, readers=READERS, previous_key=None)
    _, again = make_keyring(key, org_id=ORG, stream_id=STREAM, epoch=2, readers=READERS, previous_key=None)
    stranger = PrincipalKeys.new(b"x" * 16)
    _, added = make_keyring(
        key,
        org_id=ORG,
        stream_id=STREAM,
        epoch=2,
        readers=[(stranger.principal_id, 1, stranger.receive_public)],
        previous_key=None,
    )
    wrong = [
        again[0],
        added[0],
        replace(wraps[0], generation=3),
        replace(wraps[0], subject=b"t" * 16),
        replace(wraps[0], recipient=wraps[1].recipient),
        replace(wraps[0], recipient_generation=2),
        replace(wraps[0], commit=bytes(32)),
        replace(wraps[0], purpose=2),
        replace(wraps[0], sealed=wraps[1].sealed),
    ]
    for wrap in wrong:
        with pytest.raises(SealError):
            check_keyring(ring, [*wraps, wrap], stream_id=STREAM, epoch=2)
    with pytest.raises(SealError):
        check_keyring(ring, wraps, stream_id=STREAM, epoch=3)
    with pytest.raises(SealError):
        check_keyring(ring, wraps, stream_id=b"t" * 16, epoch=2)


def test_a_key_made_by_somebody_else_is_never_taken_for_the_epochs() -> None:
    """The office can wrap a key of its own, with a fitting commit, to any public key: no keyring names it."""
    reader, key, evil = PEOPLE[0], new_key(), new_key()
    ring, wraps = make_keyring(key, org_id=ORG, stream_id=STREAM, epoch=2, readers=READERS, previous_key=None)
    forged = make_keyring(evil, org_id=ORG, stream_id=STREAM, epoch=2, readers=READERS, previous_key=None)[1][0]
    assert unwrap_stream_key(forged, org_id=ORG, receive_key=reader.receive_key) == evil

    def taken(wrap: Wrap, epoch: int = 2) -> bytes:
        return key_from_keyring(ring, wrap, org_id=ORG, stream_id=STREAM, epoch=epoch, receive_key=reader.receive_key)

    assert taken(wraps[0]) == key
    for wrap, epoch in ((forged, 2), (replace(forged, commit=wraps[0].commit), 2), (wraps[1], 2), (wraps[0], 3)):
        with pytest.raises(SealError):
            taken(wrap, epoch)


def test_malformed_keyrings_are_refused() -> None:
    ring, _ = make_keyring(new_key(), org_id=ORG, stream_id=STREAM, epoch=2, readers=READERS, previous_key=new_key())
    one = ring.readers[0]
    wrong = [
        msgspec.structs.replace(ring, readers=[]),
        msgspec.structs.replace(ring, readers=[one, one]),
        msgspec.structs.replace(ring, readers=[one, Reading(one.principal, 9, one.wrap)]),
        msgspec.structs.replace(ring, readers=[Reading("not an id", 1, one.wrap)]),
        msgspec.structs.replace(ring, readers=[Reading(one.principal, 1, "short")]),
        msgspec.structs.replace(ring, commit="short"),
        msgspec.structs.replace(ring, chain="short"),
    ]
    for keyring in wrong:
        with pytest.raises(ProtocolError):
            check_keyring(keyring, [], stream_id=STREAM, epoch=2)
    with pytest.raises(SealError):
        check_keyring(ring, [], stream_id=STREAM, epoch=1)


@pytest.mark.parametrize(
    ("epoch", "readers", "previous"),
    [
        (0, READERS, None),
        (1, READERS, bytes(32)),
        (2, [], None),
        (2, [READERS[0], READERS[0]], None),
        (2, [(READERS[0][0], 1, bytes(32))], None),
    ],
)
def test_impossible_keyrings(epoch: int, readers: list[tuple[bytes, int, bytes]], previous: bytes | None) -> None:
    with pytest.raises(SealError):
        make_keyring(new_key(), org_id=ORG, stream_id=STREAM, epoch=epoch, readers=readers, previous_key=previous)


def test_a_wrap_is_named_by_its_wire_form() -> None:
    ring, wraps = make_keyring(new_key(), org_id=ORG, stream_id=STREAM, epoch=1, readers=READERS, previous_key=None)
    assert [reading.wrap for reading in ring.readers] == [to_text(wrap_hash(wrap)) for wrap in wraps]
