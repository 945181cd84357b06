"""Who may read what: the rule of keyrings as laws, and the feed against a model over random histories."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.protocol.api import PutStatus
from sync.server.access import Readers, after_keyring
from tests.conftest import examples
from tests.sync.server.staff import Staff, Stream, create_office

people = st.frozensets(st.sampled_from([b"a", b"b", b"c", b"d"]), max_size=3)
somebody = st.frozensets(st.sampled_from([b"a", b"b", b"c", b"d"]), min_size=1, max_size=3)
epochs = st.integers(1, 5)
currents = st.none() | st.builds(Readers, epochs, somebody)


@given(currents, epochs, somebody, somebody, somebody)
def test_nobody_from_outside_changes_the_readers(
    current: Readers | None,
    epoch: int,
    named: frozenset[bytes],
    author: frozenset[bytes],
    uploader: frozenset[bytes],
) -> None:
    after = after_keyring(current, epoch, named, author, uploader)
    if current is None:
        assert (after is None) == named.isdisjoint(author | uploader)
        return
    if current.principals.isdisjoint(author | uploader) or epoch > current.epoch + 1:
        assert after is None
    if after is not None:
        assert after.epoch in (current.epoch, current.epoch + 1)
        assert after.principals <= current.principals | named


@given(st.builds(Readers, epochs, somebody), epochs, somebody, somebody)
def test_a_reader_adds_in_an_epoch_and_replaces_in_the_next(
    current: Readers, epoch: int, named: frozenset[bytes], writer: frozenset[bytes]
) -> None:
    after = after_keyring(current, epoch, named, writer, writer)
    if writer.isdisjoint(current.principals) or epoch > current.epoch + 1:
        assert after is None
    elif epoch == current.epoch + 1:
        assert after == Readers(epoch, named)
    elif epoch == current.epoch:
        assert after == Readers(epoch, current.principals | named)
    else:
        assert after == current


@given(st.builds(Readers, epochs, somebody), epochs, somebody, somebody)
def test_a_keyring_twice_is_a_keyring_once(
    current: Readers, epoch: int, named: frozenset[bytes], writer: frozenset[bytes]
) -> None:
    once = after_keyring(current, epoch, named, writer, writer)
    if once is not None and writer & once.principals:
        assert after_keyring(once, epoch, named, writer, writer) == once


def test_teams_read_and_leaving_one_ends_it(staff: Staff) -> None:
    team = staff.add_team()
    bo, cy = staff.join(teams=[team]), staff.join()
    stream = bo.open_stream(team)
    note = bo.note(stream)
    assert bo.push(note) == [PutStatus.ACCEPTED]
    assert [body for _, body in staff.administrator.pull()][-1] == note
    assert cy.pull() == []
    staff.set_members(team, [staff.administrator.person_id, cy.person_id])
    assert [body for _, body in cy.pull()][-1] == note
    assert bo.push(bo.note(stream)) == [PutStatus.NO_RIGHT]


def test_a_reader_of_an_older_epoch_only_reads_no_more(staff: Staff) -> None:
    bo, cy = staff.join(), staff.join()
    stream = bo.open_stream(bo.person_id, cy.person_id)
    assert len(cy.pull()) == 1
    rotated, _ = bo.keyring(stream, [bo.person_id], epoch=2, key=os.urandom(32))
    assert bo.push(rotated, bo.note(Stream(stream.stream_id, os.urandom(32), 2))) == [PutStatus.ACCEPTED] * 2
    assert cy.pull() == []
    assert cy.push(cy.note(stream)) == [PutStatus.NO_RIGHT]
    with pytest.raises(Exception, match="no-right"):
        cy.relay.get_stream_envelopes(stream.stream_id, 0)


@settings(max_examples=examples(25))
@given(data=st.data())
def test_feeds_equal_a_model_over_random_histories(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = create_office(f"sqlite:///{tmp_path_factory.mktemp('feeds') / 'office.db'}", data.draw(st.integers(1, 2)))
    try:
        staff = Staff(made)
        members = [staff.administrator, *(staff.join() for _ in range(2))]
        streams: list[Stream] = []
        readers: dict[bytes, Readers] = {}
        log: list[tuple[bytes, bytes, bytes]] = []
        for _ in range(data.draw(st.integers(1, 15))):
            writer = data.draw(st.sampled_from(members))
            if not streams or data.draw(st.integers(0, 4)) == 0:
                streams.append(Stream(os.urandom(16), os.urandom(32)))
                envelope, _ = writer.keyring(streams[-1], [writer.person_id])
                readers[streams[-1].stream_id] = Readers(1, frozenset([writer.person_id]))
                assert writer.push(envelope) == [PutStatus.ACCEPTED]
                log.append((streams[-1].stream_id, writer.device_id, envelope))
                continue
            stream = data.draw(st.sampled_from(streams))
            known = readers[stream.stream_id]
            allowed = writer.person_id in known.principals
            if data.draw(st.booleans()):
                named = data.draw(st.sets(st.sampled_from([member.person_id for member in members]), min_size=1))
                epoch = data.draw(st.sampled_from([known.epoch, known.epoch + 1]))
                envelope, _ = writer.keyring(stream, sorted(named), epoch=epoch)
                if allowed:
                    kept = known.principals if epoch == known.epoch else frozenset()
                    readers[stream.stream_id] = Readers(epoch, kept | frozenset(named))
            else:
                envelope = writer.note(stream)
            assert writer.push(envelope) == [PutStatus.ACCEPTED if allowed else PutStatus.NO_RIGHT]
            if allowed:
                log.append((stream.stream_id, writer.device_id, envelope))
        for member in members:
            expected = {
                body
                for stream_id, author, body in log
                if author != member.device_id and member.person_id in readers[stream_id].principals
            }
            found = [body for _, body in member.pull()]
            assert set(found) == expected
            assert len(found) == len(expected)
            own = [body for _, body in member.relay.get_own_envelopes(0).envelopes]
            assert own == [body for _, author, body in log if author == member.device_id]
    finally:
        made.close()
