"""A second decoder without a line of the product's code agrees with it on 1,000 envelopes."""

import ast
import random
from pathlib import Path

import pytest

from sync.protocol.changes import from_text
from sync.protocol.dictionary import DICTIONARY_1
from sync.protocol.envelope import Kind, parse_header
from sync.protocol.errors import ProtocolError
from sync.protocol.public import Purpose
from sync.sealing.envelopes import seal
from sync.sealing.keys import DeviceKeys, PrincipalKeys
from sync.sealing.names import seal_name
from sync.sealing.streams import commit, make_keyring, new_key
from sync.sealing.wraps import wrap_secret
from tests.sync.sealing import independent_decoder as second
from tests.sync.sealing.samples import SEALED_KINDS, Author

WORDS = ["client", "gesprek", "terug", "naar", "the", "and", "ተስፋይ", "محمد", "2026-11-21", "[]", "{}", '"', "\\", "é"]


def test_it_is_independent() -> None:
    tree = ast.parse(Path(second.__file__).read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} == {
        "base64",
        "hashlib",
        "hmac",
        "struct",
        "pathlib",
        "typing",
        "nacl",
        "zstandard",
    }
    assert second.DICTIONARY.as_bytes() == DICTIONARY_1


def random_body(rng: random.Random) -> bytes:
    size = rng.choice((0, 1, 40, 200, 251, 252, 600, 600, 600, 900, 3_000, 20_000, 200_000))
    if rng.random() < 0.3:
        return rng.randbytes(size)
    return " ".join(rng.choices(WORDS, k=size // 6 + 1)).encode()[:size]


def test_agrees_on_a_thousand_envelopes_and_their_mutants() -> None:
    rng = random.Random(20261121)
    author, stranger = Author.new(), Author.new()
    public, kinds = author.device.sign_public, list(Kind)
    disagreements, codings = 0, set()
    for number in range(1_000):
        kind, content = kinds[number % len(kinds)], random_body(rng)
        envelope = author.write(kind, content)
        header, read = second.read(envelope, public, author.key)
        codings.add((kind in SEALED_KINDS, envelope[192]))
        disagreements += read != content or header != parse_header(envelope)._asdict()
        disagreements += author.read(envelope) != read
        mutant = bytearray(envelope)
        mutant[rng.randrange(len(mutant))] ^= 1 << rng.randrange(8)
        with pytest.raises(second.Refused):
            second.read(bytes(mutant), public, author.key)
        with pytest.raises(ProtocolError):
            author.read(bytes(mutant))
        with pytest.raises(second.Refused):
            second.read(envelope, stranger.device.sign_public, author.key)
    assert disagreements == 0
    assert {(False, 0), (False, 2)} <= codings


def test_agrees_on_sealing_for_another_key() -> None:
    author, other = Author.new(), Author.new()
    envelope = seal(author.header(Kind.CHANGES), b"{}", other.key, author.device.sign_key)
    with pytest.raises(second.Refused):
        second.read(envelope, author.device.sign_public, author.key)


def test_agrees_on_wraps_commits_and_chains() -> None:
    org_id, stream_id = b"o" * 16, b"s" * 16
    people = [PrincipalKeys.new(bytes([number]) * 16) for number in range(1, 20)]
    before, key = new_key(), new_key()
    ring, wraps = make_keyring(
        key,
        org_id=org_id,
        stream_id=stream_id,
        epoch=2,
        readers=[(person.principal_id, 1, person.receive_public) for person in people],
        previous_key=before,
    )
    assert second.stream_commit(key, stream_id, 2) == commit(key, stream_id, 2) == from_text(ring.commit, 32)
    assert second.stream_chain(key, from_text(ring.chain, 48)) == before
    for person, wrap in zip(people, wraps, strict=True):
        receive, receive_public, sign_public = second.principal_keys(person.seed)
        assert (receive_public, sign_public) == (person.receive_public, person.sign_public)
        assert second.open_wrap(wrap.pack(), org_id, receive) == key
        with pytest.raises(second.Refused):
            second.open_wrap(wrap.pack(), b"O" * 16, receive)
    newer, chain = people[0].next_generation()
    assert second.principal_chain(newer.seed, newer.principal_id, 2, chain) == people[0].seed
    device = DeviceKeys.generate()
    assert second.device_id(device.sign_public, device.receive_public) == device.device_id
    for purpose in (Purpose.PERSON_SEED, Purpose.TEAM_SEED, Purpose.DIRECTORY_KEY):
        secret = wrap_secret(
            newer.seed,
            purpose,
            org_id=org_id,
            subject=newer.principal_id,
            generation=2,
            recipient_id=device.device_id,
            recipient_generation=0,
            recipient_public=device.receive_public,
        )
        assert second.open_wrap(secret.pack(), org_id, device.receive_key.private_bytes_raw()) == newer.seed
    assert second.name(key, seal_name(key, "ተስፋይ ገብረ")) == "ተስፋይ ገብረ"
