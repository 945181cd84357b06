"""Device and principal keys: everything follows from the secret bytes, and generations chain back."""

import hashlib
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.changes import to_text
from sync.protocol.derivation import derive
from sync.protocol.errors import SealError
from sync.sealing.keys import DeviceKeys, PrincipalKeys, device_id_of

SECRETS = st.binary(min_size=32, max_size=32)


@given(SECRETS, SECRETS)
def test_device_keys_are_their_64_bytes(sign: bytes, receive: bytes) -> None:
    keys = DeviceKeys.from_bytes(sign + receive)
    again = DeviceKeys.from_bytes(keys.to_bytes())
    assert keys.to_bytes() == sign + receive
    assert (again.device_id, again.sign_public, again.receive_public) == (
        keys.device_id,
        keys.sign_public,
        keys.receive_public,
    )
    text = b"counsellor/v1/device-id\0" + keys.sign_public + keys.receive_public
    assert keys.device_id == hashlib.sha256(text).digest()[:16] == device_id_of(keys.sign_public, keys.receive_public)


def test_new_devices_differ() -> None:
    assert len({DeviceKeys.generate().to_bytes() for _ in range(20)}) == 20


@pytest.mark.parametrize("size", [0, 32, 63, 65, 128])
def test_other_lengths_are_no_device_keys(size: int) -> None:
    with pytest.raises(SealError):
        DeviceKeys.from_bytes(bytes(size))


def test_no_secret_is_shown_and_nothing_can_be_changed() -> None:
    device, person = DeviceKeys.generate(), PrincipalKeys.new(bytes(16))
    for secret in (device.to_bytes()[:32], device.to_bytes()[32:], person.seed):
        shown = repr(device) + repr(person) + str(device) + str(person)
        assert secret.hex() not in shown
        assert repr(secret) not in shown
    with pytest.raises(FrozenInstanceError):
        person.generation = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        device.device_id = bytes(16)  # type: ignore[misc]


@given(st.binary(min_size=16, max_size=16), SECRETS, st.integers(1, 2**32 - 1))
def test_principal_keys_follow_from_the_seed(principal: bytes, seed: bytes, generation: int) -> None:
    keys = PrincipalKeys(principal, generation, seed)
    assert keys.receive_key.private_bytes_raw() == derive(seed, "principal/x25519")
    assert keys.sign_key.private_bytes_raw() == derive(seed, "principal/sign")
    public = keys.public()
    assert (public.generation, public.receive, public.sign) == (
        generation,
        to_text(keys.receive_public),
        to_text(keys.sign_public),
    )
    assert keys == PrincipalKeys(principal, generation, seed)


def test_generations_lead_back_to_the_first() -> None:
    first = PrincipalKeys.new(b"p" * 16)
    keys, chains = first, []
    for generation in range(2, 9):
        keys, chain = keys.next_generation()
        assert (keys.generation, len(chain)) == (generation, 48)
        chains.append(chain)
    for chain in reversed(chains):
        keys = keys.previous(chain)
    assert keys == first


def test_a_chain_opens_for_its_generation_of_its_principal_only() -> None:
    second, chain = PrincipalKeys.new(b"p" * 16).next_generation()
    other, _ = PrincipalKeys.new(b"p" * 16).next_generation()
    third, later = second.next_generation()
    wrong = [
        (other, chain),
        (second, later),
        (third, chain),
        (PrincipalKeys(b"q" * 16, 2, second.seed), chain),
        (PrincipalKeys(b"p" * 16, 3, second.seed), chain),
        (second, chain[:-1]),
        (second, b""),
        (second, chain + b"\0"),
    ]
    wrong += [(second, bytes([*chain[:at], chain[at] ^ 1, *chain[at + 1 :]])) for at in range(len(chain))]
    for keys, tried in wrong:
        with pytest.raises(SealError):
            keys.previous(tried)


@pytest.mark.parametrize(("generation", "seed"), [(0, bytes(32)), (-1, bytes(32)), (2**32, bytes(32)), (1, b"short")])
def test_impossible_principals(generation: int, seed: bytes) -> None:
    with pytest.raises(SealError):
        PrincipalKeys(bytes(16), generation, seed)
