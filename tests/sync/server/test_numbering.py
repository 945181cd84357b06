"""Pushing: what is accepted, under which number, and what is not."""

import os
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.protocol.api import PAGE_ENVELOPES, PutResult, PutStatus
from sync.protocol.body import encode
from sync.protocol.envelope import HEADER_SIZE, MAX_ENVELOPE, Kind, envelope_id, pack_header
from sync.protocol.errors import RefusedError
from sync.protocol.public import Keyring
from sync.protocol.publication import publish
from sync.sealing.envelopes import seal
from sync.server.database import Database
from sync.server.numbering import MAX_EVIDENCE
from sync.server.tables import envelope, equivocation
from tests.conftest import examples
from tests.sync.server.staff import Member, Staff, Stream, create_office

A, K = PutStatus.ACCEPTED, PutStatus.KNOWN


def stored(database: Database) -> list[tuple[int, bytes]]:
    with database.reading() as connection:
        rows = connection.execute(sa.select(envelope.c.number, envelope.c.body).order_by(envelope.c.number))
        return [(row[0], row[1]) for row in rows]


def test_numbers_follow_each_other_and_repetition_is_success(staff: Staff) -> None:
    bo = staff.join()
    stream = bo.open_stream()
    notes = [bo.note(stream) for _ in range(20)]
    first = bo.put(*notes)
    assert [result.status for result in first] == [A] * 20
    numbers = [result.number for result in first]
    assert numbers == list(range(numbers[0], numbers[0] + 20))
    assert bo.put(*notes) == [PutResult(K, number) for number in numbers]
    assert bo.put(*notes, *notes) == [PutResult(K, number) for number in numbers * 2]
    assert [body for _, body in stored(staff.office.database)][1:] == notes


def test_a_batch_may_hold_the_same_envelope_twice(staff: Staff) -> None:
    bo = staff.join()
    note = bo.note(bo.open_stream())
    first, second = bo.put(note, note)
    assert (first.status, second) == (A, PutResult(K, first.number))


def test_an_old_number_with_another_hash_is_evidence_and_never_stored(staff: Staff) -> None:
    bo, ada = staff.join(), staff.administrator
    stream = bo.open_stream(bo.person_id, ada.person_id)
    note = bo.note(stream)
    assert bo.push(note) == [A]
    twins = [bo.note(stream, f"other {place}", seq=bo.seq) for place in range(3)]
    before = stored(staff.office.database)
    assert bo.push(*twins) == [PutStatus.EQUIVOCATION] * 3
    assert bo.push(*twins) == [PutStatus.EQUIVOCATION] * 3
    assert stored(staff.office.database) == before
    with staff.office.database.reading() as connection:
        kept = connection.execute(sa.select(equivocation.c.digest, equivocation.c.uploader)).fetchall()
    assert {(row[0], row[1]) for row in kept} == {(envelope_id(twin), bo.device_id) for twin in twins}
    assert [body for _, body in ada.pull()][-1] == note


@pytest.mark.parametrize("together", [False, True])
def test_of_one_epoch_there_is_one_key(staff: Staff, together: bool) -> None:
    """Whose comes second is told so, and neither he nor whom he named becomes a reader by it."""
    bo, cy, di = staff.join(), staff.join(), staff.join()
    stream = bo.open_stream(bo.person_id, cy.person_id)
    by_bo, _wraps = bo.keyring(stream, [bo.person_id, cy.person_id], 2, os.urandom(32))
    key = os.urandom(32)
    by_cy, _wraps = cy.keyring(stream, [cy.person_id, di.person_id], 2, key)
    late, _wraps = cy.keyring(stream, [cy.person_id, di.person_id], 2, key)
    told = bo.push(by_bo, by_cy) if together else [*bo.push(by_bo), *cy.push(by_cy)]
    assert told == [A, PutStatus.NO_RIGHT]
    assert cy.push(late) == [PutStatus.NO_RIGHT]
    assert di.push(di.note(stream)) == [PutStatus.NO_RIGHT]
    third, _wraps = cy.keyring(stream, [cy.person_id], 3, os.urandom(32))
    again, _wraps = cy.keyring(stream, [cy.person_id, di.person_id], 1)
    assert cy.push(third, late, again) == [A, PutStatus.NO_RIGHT, A]
    assert bo.push(by_bo) == [K]
    assert bo.push(bo.note(stream)) == [PutStatus.NO_RIGHT]


def test_an_unsigned_twin_proves_nothing(staff: Staff) -> None:
    bo = staff.join()
    stream = bo.open_stream()
    assert bo.push(bo.note(stream)) == [A]
    forged = bo.note(stream, "other", seq=bo.seq)[:-64] + os.urandom(64)
    assert bo.push(forged) == [PutStatus.BAD_SIGNATURE]
    with staff.office.database.reading() as connection:
        assert connection.execute(sa.select(equivocation)).fetchall() == []


def test_evidence_is_bounded(staff: Staff) -> None:
    bo = staff.join()
    stream = bo.open_stream()
    assert bo.push(bo.note(stream)) == [A]
    bo.push(*(bo.note(stream, str(place), seq=bo.seq) for place in range(MAX_EVIDENCE + 20)))
    with staff.office.database.reading() as connection:
        assert len(connection.execute(sa.select(equivocation.c.digest)).fetchall()) == MAX_EVIDENCE


def test_who_may_not_read_may_not_write(staff: Staff) -> None:
    bo, cy = staff.join(), staff.join()
    stream = bo.open_stream()
    assert cy.push(cy.note(stream)) == [PutStatus.NO_RIGHT]
    assert cy.push(cy.note(Stream(os.urandom(16), os.urandom(32)))) == [PutStatus.NO_RIGHT]


def test_a_keyring_gives_the_right_within_its_own_batch(staff: Staff) -> None:
    bo = staff.join()
    stream = Stream(os.urandom(16), os.urandom(32))
    keyring, _ = bo.keyring(stream, [bo.person_id])
    note = bo.note(stream)
    assert bo.push(keyring, note) == [A, A]


def test_what_came_before_its_keyring_in_a_batch_is_taken_too(staff: Staff) -> None:
    bo = staff.join()
    stream = Stream(os.urandom(16), os.urandom(32))
    keyring, _ = bo.keyring(stream, [bo.person_id])
    assert bo.push(bo.note(stream), keyring) == [A, A]


def test_the_last_note_before_a_handover_is_taken_and_none_after(staff: Staff) -> None:
    bo, cy = staff.join(), staff.join()
    stream = bo.open_stream()
    shared, _ = bo.keyring(stream, [bo.person_id, cy.person_id])
    last = bo.note(stream)
    handover, _ = bo.keyring(stream, [cy.person_id], epoch=2, key=os.urandom(32))
    late = bo.note(stream)
    assert bo.push(shared, last, handover, late) == [A, A, A, PutStatus.NO_RIGHT]
    assert last in [body for _, body in cy.pull()]
    assert bo.pull() == []


def test_others_envelopes_are_taken_from_a_reader_with_a_good_signature(staff: Staff) -> None:
    bo, cy, di = staff.join(), staff.join(), staff.join()
    stream = bo.open_stream(bo.person_id, cy.person_id)
    note = bo.note(stream)
    forged = note[:HEADER_SIZE] + bytes([note[HEADER_SIZE] ^ 1]) + note[HEADER_SIZE + 1 :]
    assert di.push(note) == [PutStatus.NO_RIGHT]
    assert cy.push(forged) == [PutStatus.BAD_SIGNATURE]
    assert cy.push(note) == [A]
    assert bo.push(note) == [K]


def test_an_unknown_author_or_another_office_is_not_yours(
    staff: Staff, tmp_path_factory: pytest.TempPathFactory
) -> None:
    bo = staff.join()
    stream = bo.open_stream()
    elsewhere = create_office(f"sqlite:///{tmp_path_factory.mktemp('else') / 'office.db'}")
    try:
        stranger = Staff(elsewhere).administrator
        assert bo.push(stranger.note(stream)) == [PutStatus.NOT_YOURS]
        header = bo.header(Kind.CHANGES, stream)._replace(org_id=stranger.staff.directory.org_id)
        assert bo.push(seal(header, b"{}", stream.key, bo.device.sign_key)) == [PutStatus.NOT_YOURS]
        header = header._replace(org_id=staff.directory.org_id, device_id=stranger.device_id)
        assert bo.push(seal(header, b"{}", stream.key, stranger.device.sign_key)) == [PutStatus.NOT_YOURS]
    finally:
        elsewhere.close()


def test_a_revoked_device_ends_at_its_cut(staff: Staff) -> None:
    bo, cy = staff.join(), staff.join()
    stream = bo.open_stream(bo.person_id, cy.person_id)
    before, at_cut, after = (bo.note(stream) for _ in range(3))
    twin = bo.note(stream, "another", seq=bo.seq - 1)
    staff.revoke(bo, last_seq=bo.seq - 1, last_hash=envelope_id(at_cut))
    with pytest.raises(RefusedError, match="revoked"):
        bo.push(before)
    assert cy.push(after, twin, before, at_cut) == [PutStatus.REVOKED, PutStatus.REVOKED, A, A]


def test_an_emptied_office_takes_everything_back_from_one_reader(database_url: str, staff: Staff) -> None:
    """The office lost its log: a later reader brings it back, others' keyrings and notes included."""
    bo, cy = staff.join(), staff.join()
    stream = bo.open_stream()
    keyring = stored(staff.office.database)[-1][1]
    old = bo.note(stream)
    shared, _ = bo.keyring(stream, [bo.person_id, cy.person_id])
    new_key = os.urandom(32)
    handover, _ = bo.keyring(stream, [cy.person_id], epoch=2, key=new_key)
    with staff.office.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM envelope")
        connection.exec_driver_sql("DELETE FROM stream_reader")
    staff.revoke(bo, last_seq=bo.seq, last_hash=envelope_id(handover))
    mine = cy.note(replace(stream, key=new_key, epoch=2))
    assert cy.push(old, keyring, shared, handover, mine) == [A] * 5
    assert {body for _, body in stored(staff.office.database)} == {old, keyring, shared, handover, mine}


def test_more_than_a_page_is_refused(staff: Staff) -> None:
    bo = staff.join()
    with pytest.raises(RefusedError, match="too-large"):
        bo.put(*[b""] * (PAGE_ENVELOPES + 1))
    with pytest.raises(RefusedError, match="too-large"):
        bo.put(*[bytes(MAX_ENVELOPE)] * 6)


@pytest.mark.parametrize(
    "change",
    [
        {"device_seq": 0},
        {"device_seq": 1 << 63},
        {"stream_seq": 0},
        {"epoch": 0},
        {"kind": Kind.DIRECTORY, "suite": 0},
        {"kind": 9},
        {"suite": 0},
    ],
)
def test_structure_is_checked(staff: Staff, change: dict[str, int]) -> None:
    bo = staff.administrator
    stream = bo.open_stream()
    header = bo.header(Kind.CHANGES, stream)._replace(**change)
    broken = pack_header(header, 272) + bytes(272) + bytes(64)
    assert bo.push(broken) == [PutStatus.MALFORMED]


@pytest.mark.parametrize("size", [0, 1, 191, 256, MAX_ENVELOPE + 1])
def test_lengths_are_checked(staff: Staff, size: int) -> None:
    assert staff.administrator.push(bytes(size)) == [PutStatus.MALFORMED]


def test_a_keyring_must_be_readable_and_name_readers(staff: Staff) -> None:
    bo = staff.administrator
    stream = Stream(os.urandom(16), os.urandom(32))
    good, _ = bo.keyring(stream, [bo.person_id])
    cut = good[: HEADER_SIZE + 5] + bytes(len(good) - HEADER_SIZE - 5 - 64) + good[-64:]
    assert bo.push(cut) == [PutStatus.MALFORMED]
    empty = publish(bo.header(Kind.KEYRING, stream), encode(Keyring([], "")), bo.device.sign_key)
    assert bo.push(empty) == [PutStatus.MALFORMED]
    other, _ = bo.keyring(stream, [staff.join().person_id])
    assert bo.push(other) == [PutStatus.NO_RIGHT]
    assert bo.push(good) == [A]


@settings(max_examples=examples(20))
@given(data=st.data())
def test_any_order_any_repetition_one_log(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """However batches are cut, repeated and mixed: each envelope once, numbers without a gap, in a shard of its own."""
    shards = data.draw(st.integers(1, 3))
    made = create_office(f"sqlite:///{tmp_path_factory.mktemp('law') / 'office.db'}", shards)
    try:
        staff = Staff(made)
        members: list[Member] = [staff.administrator, staff.join()]
        streams = [members[0].open_stream(*(member.person_id for member in members)) for _ in range(3)]
        notes = [
            (author, members[author].note(streams[data.draw(st.integers(0, 2))]))
            for author in data.draw(st.lists(st.integers(0, 1), min_size=1, max_size=12))
        ]
        sent: list[list[tuple[int, bytes]]] = data.draw(st.lists(st.lists(st.sampled_from(notes)), max_size=6))
        numbers: dict[bytes, int] = {}
        for batch in [*sent, notes]:
            for author in (0, 1):
                mine = [note for writer, note in batch if writer == author]
                for note, result in zip(mine, members[author].put(*mine), strict=True):
                    assert result.status == (K if note in numbers else A)
                    assert numbers.setdefault(note, result.number) == result.number
        with made.database.reading() as connection:
            rows = connection.execute(sa.select(envelope.c.shard, envelope.c.number)).fetchall()
        assert len(rows) == len(streams) + len(notes)
        for shard in range(shards):
            found = sorted(row[1] for row in rows if row[0] == shard)
            assert found == list(range(1, len(found) + 1))
    finally:
        made.close()
