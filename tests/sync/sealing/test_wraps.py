"""Wraps: open for the recipient in their context, and for nobody and nowhere else."""

import os
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.protocol.changes import to_text
from sync.protocol.errors import SealError
from sync.protocol.public import PersonKeys, Purpose, Wrap, unpack_wrap
from sync.sealing.epochs import commit
from sync.sealing.keys import PrincipalKeys
from sync.sealing.names import directory_commit
from sync.sealing.wraps import (
    unwrap_directory_key,
    unwrap_principal,
    unwrap_secret,
    unwrap_stream_key,
    wrap_secret,
    wrap_stream_key,
)

ORG, STREAM, KEY = b"o" * 16, b"s" * 16, bytes(range(32))
PERSON = PrincipalKeys(b"p" * 16, 3, b"seed" * 8)
SECRETS = [Purpose.PERSON_SEED, Purpose.TEAM_SEED, Purpose.DIRECTORY_KEY]


def stream_wrap(**changed: Any) -> Wrap:
    arguments: dict[str, Any] = {
        "org_id": ORG,
        "stream_id": STREAM,
        "epoch": 7,
        "recipient_id": PERSON.principal_id,
        "recipient_generation": 3,
        "recipient_public": PERSON.receive_public,
    }
    return wrap_stream_key(KEY, **(arguments | changed))


def secret_wrap(purpose: Purpose, secret: bytes = KEY, **changed: Any) -> Wrap:
    arguments: dict[str, Any] = {
        "org_id": ORG,
        "subject": STREAM,
        "generation": 2,
        "recipient_id": PERSON.principal_id,
        "recipient_generation": 3,
        "recipient_public": PERSON.receive_public,
    }
    return wrap_secret(secret, purpose, **(arguments | changed))


def test_a_stream_key_arrives_with_its_commit() -> None:
    wrap = unpack_wrap(stream_wrap().pack())
    assert unwrap_stream_key(wrap, org_id=ORG, receive_key=PERSON.receive_key) == KEY
    assert wrap.commit == commit(KEY, STREAM, 7)
    assert (wrap.purpose, len(wrap.sealed)) == (Purpose.STREAM_KEY, 80)


@pytest.mark.parametrize("purpose", SECRETS)
def test_a_secret_arrives(purpose: Purpose) -> None:
    wrap = unpack_wrap(secret_wrap(purpose).pack())
    assert unwrap_secret(wrap, org_id=ORG, receive_key=PERSON.receive_key) == KEY


CHANGES: list[dict[str, Any]] = [
    {"purpose": Purpose.TEAM_SEED},
    {"purpose": Purpose.PERSON_SEED},
    {"purpose": Purpose.STREAM_KEY},
    {"purpose": Purpose.DIRECTORY_KEY},
    {"purpose": 0},
    {"subject": b"t" * 16},
    {"subject": b"t"},
    {"generation": 8},
    {"recipient": b"q" * 16},
    {"recipient": b""},
    {"recipient_generation": 2},
    {"commit": bytes(31) + b"\1"},
    {"commit": b""},
    {"sealed": b""},
    {"sealed": bytes(80)},
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
@pytest.mark.parametrize("purpose", list(Purpose))
def test_every_field_of_the_context_is_bound(purpose: Purpose, change: dict[str, Any]) -> None:
    wrap = stream_wrap() if purpose == Purpose.STREAM_KEY else secret_wrap(purpose)
    changed = replace(wrap, **change)
    if changed == wrap:
        return
    for unwrap in (unwrap_stream_key, unwrap_secret):
        with pytest.raises(SealError):
            unwrap(changed, org_id=ORG, receive_key=PERSON.receive_key)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_the_office_and_the_recipient_are_bound(purpose: Purpose) -> None:
    wrap = stream_wrap() if purpose == Purpose.STREAM_KEY else secret_wrap(purpose)
    unwrap = unwrap_stream_key if purpose == Purpose.STREAM_KEY else unwrap_secret
    for org_id, key in ((b"O" * 16, PERSON.receive_key), (ORG, X25519PrivateKey.generate()), (b"", PERSON.receive_key)):
        with pytest.raises(SealError):
            unwrap(wrap, org_id=org_id, receive_key=key)


@pytest.mark.parametrize("purpose", list(Purpose))
def test_every_flipped_bit_and_cut_of_the_ciphertext_is_refused(purpose: Purpose) -> None:
    wrap = stream_wrap() if purpose == Purpose.STREAM_KEY else secret_wrap(purpose)
    unwrap = unwrap_stream_key if purpose == Purpose.STREAM_KEY else unwrap_secret
    mutants = [wrap.sealed[:cut] for cut in range(80)] + [wrap.sealed + b"\0"]
    # The top bit of an X25519 point is ignored by the curve, but not by the KEM's transcript.
    flips = [(at, 1 << bit) for at in range(80) for bit in range(8)]
    mutants += [bytes([*wrap.sealed[:at], wrap.sealed[at] ^ bit, *wrap.sealed[at + 1 :]]) for at, bit in flips]
    for sealed in mutants:
        with pytest.raises(SealError):
            unwrap(replace(wrap, sealed=sealed), org_id=ORG, receive_key=PERSON.receive_key)


def test_a_stream_key_that_is_not_the_committed_one_is_refused() -> None:
    """A sender who commits to one key and hands this reader another."""
    forged = replace(stream_wrap(), commit=commit(b"another key for you".ljust(32), STREAM, 7))
    with pytest.raises(SealError):
        unwrap_stream_key(forged, org_id=ORG, receive_key=PERSON.receive_key)


def test_a_seed_is_the_directorys_or_refused() -> None:
    wrap = secret_wrap(Purpose.TEAM_SEED, PERSON.seed, subject=PERSON.principal_id, generation=3)
    opened = unwrap_principal(wrap, org_id=ORG, receive_key=PERSON.receive_key, expected=PERSON.public())
    assert opened == PERSON
    public = PERSON.public()
    other = PrincipalKeys.new(PERSON.principal_id).public()
    for expected in (
        PersonKeys(4, public.receive, public.sign),
        PersonKeys(3, other.receive, public.sign),
        PersonKeys(3, public.receive, other.sign),
        PersonKeys(3, "", ""),
    ):
        with pytest.raises(SealError):
            unwrap_principal(wrap, org_id=ORG, receive_key=PERSON.receive_key, expected=expected)
    with pytest.raises(SealError):
        unwrap_principal(stream_wrap(), org_id=ORG, receive_key=PERSON.receive_key, expected=public)


def test_the_directory_key_is_the_committed_one_or_refused() -> None:
    pinned = directory_commit(KEY, ORG)
    wrap = secret_wrap(Purpose.DIRECTORY_KEY, subject=ORG, generation=1)
    receive = PERSON.receive_key
    assert unwrap_directory_key(wrap, org_id=ORG, receive_key=receive, expected_commit=pinned) == KEY
    elsewhere = secret_wrap(Purpose.DIRECTORY_KEY, subject=b"x" * 16, generation=1)
    other = secret_wrap(Purpose.DIRECTORY_KEY, os.urandom(32), subject=ORG, generation=1)
    for wrong in (elsewhere, other, secret_wrap(Purpose.TEAM_SEED, subject=ORG), stream_wrap()):
        with pytest.raises(SealError):
            unwrap_directory_key(wrong, org_id=ORG, receive_key=receive, expected_commit=pinned)


def test_wrong_use_is_refused() -> None:
    for change in ({"recipient_public": bytes(32)}, {"recipient_public": b"\1" + bytes(31)}, {"recipient_public": b""}):
        with pytest.raises(SealError):
            stream_wrap(**change)
    for change in ({"stream_id": b"s"}, {"org_id": b""}, {"recipient_id": b"p" * 17}):
        with pytest.raises(SealError):
            stream_wrap(**change)
    with pytest.raises(SealError):
        secret_wrap(Purpose.STREAM_KEY)
    with pytest.raises(SealError):
        secret_wrap(Purpose.TEAM_SEED, b"short")


def test_no_two_wraps_are_alike() -> None:
    assert len({stream_wrap().sealed for _ in range(20)}) == 20
    assert to_text(stream_wrap().commit) == to_text(stream_wrap().commit)
