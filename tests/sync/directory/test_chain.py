"""The chain: each record follows from the one before, forks are seen, and no bit of a record may change."""

import hashlib
import os
from dataclasses import replace

import pytest

from sync.directory.state import Directory
from sync.directory.writing import sign_record
from sync.protocol.body import encode
from sync.protocol.changes import to_text
from sync.protocol.envelope import Kind, parse_header
from sync.protocol.errors import DirectoryError, ForkError
from sync.protocol.public import DirectoryBody, RevokeDevice, Role, ServerRestored, SetPolicy
from sync.protocol.publication import open_public, publish
from tests.sync.directory.office import NOW, Member, Office, genesis

NOISE = hashlib.sha512(b"noise").digest()[:40]


def grown(records: int = 6) -> Office:
    office = Office.found()
    for number in range(records - 1):
        office.append(SetPolicy(idle_lock=60 + number))
    return office


def test_heads_are_hashes_of_the_records() -> None:
    office = grown()
    directory = office.directory
    assert directory.height == 6
    assert list(directory.heads) == [hashlib.sha256(record).digest() for record in office.records]
    assert directory.head == directory.head_at(6)
    assert directory.head_at(0) == Directory.empty().head == bytes(32)
    assert directory.fingerprint == hashlib.sha256(office.records[0]).digest()
    assert directory.org_id == parse_header(office.records[0]).org_id
    assert directory.server_id == office.server_id
    for height in (-1, 7):
        with pytest.raises(DirectoryError):
            directory.head_at(height)
    with pytest.raises(DirectoryError):
        _ = Directory.empty().fingerprint


def test_the_same_chain_is_the_same_directory() -> None:
    office = grown()
    again = Directory.empty()
    for record in office.records:
        again = again.extend(record)
    assert again == office.directory == Directory.reload(office.records)


def test_extending_leaves_the_old_one_as_it_was_and_repetition_is_harmless() -> None:
    office = Office.found()
    before, facts = office.directory, office.directory.facts
    office.join()
    assert (before.height, before.facts) == (1, facts)
    assert len(before.people) == 1
    for record in office.records:
        assert office.directory.extend(record) is office.directory


def test_records_come_in_order() -> None:
    office = grown()
    directory = Directory.empty()
    with pytest.raises(DirectoryError):
        directory.extend(office.records[1])
    directory = directory.extend(office.records[0])
    with pytest.raises(DirectoryError):
        directory.extend(office.records[2])
    assert directory.extend(office.records[1]).height == 2


@pytest.mark.parametrize("height", [2, 4, 6, 7])
def test_two_records_of_one_height_are_a_fork(height: int) -> None:
    """Signed by a device in the directory: at any height, and on the other branch's next record too."""
    office = grown()
    truth = office.directory
    other = Directory.reload(office.records[: height - 1] if height <= 6 else office.records[:5])
    device = office.founder.device
    record = ServerRestored("")
    signed = sign_record(other, record, device.sign_key, device.device_id, NOW << 16)
    if height == 7:
        signed = sign_record(other.extend(signed), record, device.sign_key, device.device_id, NOW << 16)
    with pytest.raises(ForkError):
        truth.extend(signed)


def test_a_fork_by_nobody_in_the_directory_is_just_noise() -> None:
    office, device = grown(), Member.new().device
    other = Directory.reload(office.records[:3])
    signed = sign_record(other, ServerRestored(""), device.sign_key, device.device_id, NOW << 16)
    with pytest.raises(DirectoryError) as caught:
        office.directory.extend(signed)
    assert not isinstance(caught.value, ForkError)
    own = office.founder.device
    forged = sign_record(other, ServerRestored(""), device.sign_key, own.device_id, NOW << 16)
    with pytest.raises(DirectoryError) as caught:
        office.directory.extend(forged)
    assert not isinstance(caught.value, ForkError)


def test_a_second_founding_is_refused() -> None:
    office = grown()
    for founder in (office.founder, Member.new()):
        other = Office.found(office.directory.org_id, founder)
        with pytest.raises(DirectoryError):
            office.directory.extend(other.records[0])
    again = genesis(office.directory.org_id, office.server_id, Member.new(), office.directory_key)
    with pytest.raises(DirectoryError):
        office.append(again)
    with pytest.raises(DirectoryError):
        office.directory.extend(Office.found().records[0])


def test_what_another_knew_is_within_this_history_or_a_fork() -> None:
    office = grown()
    for height in range(7):
        assert office.directory.knows(height, office.directory.head_at(height))
        with pytest.raises(ForkError):
            office.directory.knows(height, b"f" * 32)
    assert not office.directory.knows(7, b"?" * 32)


@pytest.mark.parametrize("which", [0, 1, 5])
def test_no_bit_of_a_record_may_change(which: int) -> None:
    office = grown()
    before = Directory.reload(office.records[:which])
    record = office.records[which]
    assert before.extend(record).height == which + 1
    for at in range(len(record)):
        mutant = bytearray(record)
        mutant[at] ^= 1 << (at % 8)
        with pytest.raises(DirectoryError):
            before.extend(bytes(mutant))
    for cut in range(0, len(record), 7):
        with pytest.raises(DirectoryError):
            before.extend(record[:cut])


CHANGED = [
    {"stream_id": b"x" * 16},
    {"org_id": b"x" * 16},
    {"org_id": b"x" * 16, "stream_id": b"x" * 16},
    {"epoch": 1},
    {"stream_seq": 8},
    {"stream_prev": b"x" * 32},
    {"directory_height": 5},
    {"directory_head": b"x" * 32},
    {"generation": 2},
    {"device_id": b"x" * 16},
    {"kind": Kind.KEYRING, "device_seq": 1},
]


@pytest.mark.parametrize("change", CHANGED, ids=str)
def test_a_header_that_says_something_else_is_refused_though_signed(change: dict[str, object]) -> None:
    office = grown()
    genuine = office.sign(SetPolicy(idle_lock=99))
    assert office.directory.extend(genuine)
    header = parse_header(genuine)._replace(**change)  # type: ignore[arg-type]
    with pytest.raises(DirectoryError):
        office.directory.extend(publish(header, open_public(genuine), office.founder.device.sign_key))


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("body", [b"", b"{}", b"[1]", b'{"record":{"type":"later"}}', NOISE])
def test_a_body_that_is_no_record_is_refused_though_signed(which: int, body: bytes) -> None:
    office = grown(2)
    before = Directory.reload(office.records[:which])
    header = parse_header(office.records[which])
    with pytest.raises(DirectoryError):
        before.extend(publish(header, body, office.founder.device.sign_key))


def test_the_first_record_founds() -> None:
    founder = Member.new()
    device = founder.device
    record = ServerRestored("")
    empty = replace(Directory.empty(), facts=replace(Directory.empty().facts, org_id=b"o" * 16))
    signed = sign_record(empty, record, device.sign_key, device.device_id, 0)
    with pytest.raises(DirectoryError):
        Directory.empty().extend(signed)


def test_genesis_is_signed_by_the_device_it_names() -> None:
    founder, other = Member.new(), Member.new()
    record = genesis(b"o" * 16, b"s" * 16, founder, bytes(32))
    for device_id, key in (
        (other.device.device_id, other.device.sign_key),
        (founder.device.device_id, other.device.sign_key),
    ):
        with pytest.raises(DirectoryError):
            Directory.empty().extend(sign_record(Directory.empty(), record, key, device_id, 0))


def test_reloading_checks_everything_but_signatures() -> None:
    office = grown()
    unsigned = office.records[2][:-64] + bytes(64)
    with pytest.raises(DirectoryError):
        Directory.reload(office.records[:2]).extend(unsigned)
    assert Directory.reload([*office.records[:2], unsigned]).height == 3
    for wrong in (office.records[1:], office.records[:2] + office.records[3:]):
        with pytest.raises(DirectoryError):
            Directory.reload(wrong)


def test_a_revoked_device_signs_nothing_more_and_its_cut_holds() -> None:
    office = Office.found()
    second = office.join(Role.ADMINISTRATOR)
    office.append(SetPolicy(idle_lock=31), second.device)
    last = os.urandom(32)
    office.append(RevokeDevice(to_text(second.device.device_id), 7, to_text(last)))
    with pytest.raises(DirectoryError):
        office.append(SetPolicy(idle_lock=32), second.device)
    device = office.directory.author(second.device.device_id)
    assert device.revoked == (7, last)
    assert device.accepts(6, b"any" * 10)
    assert device.accepts(7, last)
    assert not device.accepts(7, b"x" * 32)
    assert not device.accepts(8, last)
    assert office.directory.author(office.founder.device.device_id).accepts(10**6, last)
    with pytest.raises(DirectoryError):
        office.directory.author(b"nobody".ljust(16))


def test_bodies_are_one_record_each() -> None:
    assert encode(DirectoryBody(ServerRestored(""))) == b'{"record":{"type":"server-restored","note":""}}'
