"""Who gets what: other teams nothing, new members all of their team, a shared case alone, those who left no more."""

import os
import random
from dataclasses import replace

import pytest

from counsellor_app.domain.errors import ActionableError
from sync.client import membership
from sync.protocol.body import encode
from sync.protocol.changes import ChangeSet, Create, to_text
from sync.protocol.envelope import Kind, parse_header
from sync.protocol.public import Keyring, Reading, SetPolicy
from sync.sealing.envelopes import seal
from sync.sealing.streams import make_keyring, new_key
from tests.counsellor_app.store.conftest import Team
from tests.counsellor_app.store.truth import canonical, differences
from tests.offices import Site
from tests.sync.client.between import HostileOffice
from tests.sync.client.forging import forge, stream_of


def worked_on(team: Team, *texts: str) -> str:
    """A case of the team with notes by two members."""
    case: str = team.founder.open_case(team.id, place="Emmen")[0].id
    team.house.settle()
    for text in texts:
        team.one.note(case, text)
    team.house.settle()
    return case


def holds_nothing(site: Site) -> bool:
    """No case, no entry, no key of any stream, no wrap of one."""
    tables = ("case_row", "note_row", "log", "stream_key", "reader", "wrap_in", "pending", "quarantine", "epoch")
    return not any(site.count(table) for table in tables)


def test_another_team_holds_no_key_and_no_entry(team: Team) -> None:
    other = team.house.add_team("Zuid")
    stranger, alone = team.house.join("stranger", other), team.house.join("alone")
    worked_on(team, "not for them")
    team.house.settle(stranger, alone)
    for site in (stranger, alone):
        assert holds_nothing(site)
        assert team.id not in {keys.principal_id for keys in site.store.keys.all_principals()}
        assert [site.store.directory.team_name(one) for one in (team.id, other)] == ["Noord", "Zuid"]


def test_a_new_member_gets_the_earlier_cases_of_his_team(team: Team) -> None:
    newcomer = team.house.join("newcomer")
    own = newcomer.open_case(place="his own")[0].id
    newcomer.sync()
    cases = [worked_on(team, "long ago", "and later") for _ in range(2)]
    newcomer.sync()
    assert newcomer.cases() == {own}
    team.house.set_members(team.id, team.one, team.two, newcomer)
    newcomer.sync()
    assert newcomer.cases() == {own, *cases}
    assert newcomer.texts(cases[0]) == ["and later", "long ago"]
    newcomer.note(cases[0], "by the newcomer")
    newcomer.sync()
    team.house.settle()
    assert team.one.texts(cases[0]) == ["and later", "by the newcomer", "long ago"]
    assert newcomer.sync().pulled == 0


@pytest.mark.parametrize("by_author", [True, False])
def test_sharing_brings_one_case_with_its_history(team: Team, by_author: bool) -> None:
    """Also when who shares it had written nothing in it before: then nothing of its beginning comes by the feed."""
    outsider = team.house.join("outsider")
    case, other = worked_on(team, "one", "two"), worked_on(team, "not shared")
    outsider.sync()
    sharing = team.one if by_author else team.two
    with sharing.work() as work:
        work.records.share(case, [outsider.person_id.hex()])
    sharing.sync()
    outsider.sync()
    assert outsider.cases() == {case}
    assert outsider.texts(case) == ["one", "two"]
    assert outsider.count("backfill") == 0
    outsider.note(case, "by the outsider")
    outsider.sync()
    team.house.settle()
    assert team.founder.texts(case) == ["by the outsider", "one", "two"]
    assert outsider.cases() == {case} != {case, other}
    with sharing.work() as work:
        before = sharing.count("log")
        work.records.share(case, [outsider.person_id.hex()])
    assert sharing.count("log") == before, "shared already"


def test_a_case_is_shared_on_after_one_of_its_readers_left_the_office(team: Team) -> None:
    gone, third = team.house.join("gone"), team.house.join("third")
    team.house.settle()
    case = team.one.open_case(team.id, gone.person_id)[0].id
    team.house.settle()
    cut = {gone.device.device_id: (0, bytes(32))}
    team.house.write(
        lambda known, holder, hlc: membership.remove_person(known, holder, gone.person_id, cuts=cut, hlc=hlc)
    )
    team.house.settle(team.founder, team.one)
    with team.one.work() as work:
        work.records.share(case, [third.person_id.hex()])
    team.one.sync()
    third.sync()
    assert third.cases() == {case}


def test_who_left_keeps_what_he_has_and_gets_no_more(team: Team) -> None:
    case = worked_on(team, "while he was here")
    team.house.set_members(team.id, team.two)
    team.founder.note(case, "after he left")
    later = team.founder.open_case(team.id)[0].id
    team.house.settle()
    assert team.one.texts(case) == ["while he was here"]
    assert team.one.cases() == {case}
    assert team.two.texts(case) == ["after he left", "while he was here"]
    assert team.two.cases() == {case, later}
    generations = {keys.generation for keys in team.one.store.keys.all_principals() if keys.principal_id == team.id}
    assert generations == {1}


def test_what_those_who_left_wrote_still_merges_on_a_new_device(team: Team) -> None:
    case = worked_on(team, "by one, who left")
    team.house.set_members(team.id, team.two)
    team.house.settle()
    late = team.house.join("late", team.id)
    late.sync()
    assert late.texts(case) == ["by one, who left"]
    assert late.codes() == []
    assert differences([team.founder, late]) == {}


def test_a_second_device_of_a_person_holds_the_same(team: Team) -> None:
    case = worked_on(team, "on the first device")
    second = team.house.replica_of(team.one, "second")
    second.sync()
    assert canonical(second) == canonical(team.one)
    second.note(case, "on the second device")
    second.sync()
    team.house.settle()
    assert team.one.texts(case) == ["on the first device", "on the second device"]


def test_entries_of_a_lost_device_count_up_to_the_cut(team: Team) -> None:
    """What it wrote before is merged everywhere; what comes after it is set aside, not dropped."""
    case = worked_on(team, "before the theft")
    seq, digest = team.one.store.queries.device_head(team.one.device.device_id.hex())
    envelopes = []
    for text in ("perhaps a real note", "perhaps the thief"):
        team.one.note(case, text)
        envelopes.append(bytes(team.one.sql("SELECT envelope FROM log ORDER BY seq DESC LIMIT 1")[0][0]))
    team.house.revoke(team.one, seq, digest)
    late = team.house.join("late", team.id)
    for site in (team.two, late):
        page = [(900 + number, envelope) for number, envelope in enumerate(envelopes)]
        site.sync(HostileOffice(site.relay, lambda true, page=page: [*true, *page], ["get_envelopes"]))
        assert site.texts(case) == ["before the theft"]
        assert site.codes() == ["revoked", "revoked"]
    assert differences([team.two, late]) == {}


def test_entries_name_only_what_the_office_has_of_the_directory(team: Team) -> None:
    """An own record may yet lose: an entry that had named it would look like a fork to everybody."""
    case = worked_on(team)
    settled = team.founder.store.directory.current()
    team.house.write(
        lambda known, holder, hlc: membership.Outcome(
            [membership.append(known, holder, SetPolicy(idle_lock=60), hlc)], []
        )
    )
    team.founder.note(case, "before it is sent")
    header = parse_header(bytes(team.founder.sql("SELECT envelope FROM log ORDER BY seq DESC LIMIT 1")[0][0]))
    assert (header.directory_height, header.directory_head) == (settled.height, settled.head)
    team.founder.sync()
    team.founder.note(case, "after it was sent")
    header = parse_header(bytes(team.founder.sql("SELECT envelope FROM log ORDER BY seq DESC LIMIT 1")[0][0]))
    assert header.directory_height == settled.height + 1


def test_who_may_not_read_cannot_write_even_with_the_key(team: Team) -> None:
    """A colleague of another team got hold of a case's key: what he signs is not shown, and waits to be looked at."""
    stranger = team.house.join("stranger", team.house.add_team("Zuid"))
    team.house.settle()
    case = worked_on(team, "true")
    key = team.two.store.keys.current_key(stream_of(team.two, case))[1]
    ops = [Create("note", {"text": "never said"})]
    as_stranger = {"device_id": stranger.device.device_id, "device_seq": 1, "stream_seq": 1, "stream_prev": bytes(32)}
    leaked = forge(replace(team.two, device=stranger.device), case, ops, **as_stranger)
    guessed = resealed(leaked, stranger, os.urandom(32))
    assert resealed(leaked, stranger, key) == leaked
    for envelope, listed in ((leaked, "no-right"), (guessed, "seal")):
        page = [(900, envelope)]
        team.one.sync(HostileOffice(team.one.relay, lambda _true, page=page: page, ["get_envelopes"]))
        assert listed in {entry.code for entry in team.one.store.queries.quarantined()}
        assert team.one.texts(case) == ["true"]
    assert team.one.store.queries.case_page(case).missing == 1
    team.house.settle()
    assert team.one.texts(case) == ["true"]


def resealed(envelope: bytes, author: Site, key: bytes) -> bytes:
    """The same entry under another key."""
    header = parse_header(envelope)
    return seal(header, encode(ChangeSet([Create("note", {"text": "never said"})])), key, author.device.sign_key)


# --- epochs ---


def rotated(site: Site, case: str, *readers: bytes) -> None:
    """Give the case a new key for just these readers."""
    with site.work() as work:
        stream = stream_of(site, case)
        epoch, _key = work.keys.current_key(stream)
        stream_id = site.store.journal.streams.identifier(stream)
        work.records._publish_keyring(stream, stream_id, site.house.org_id, epoch + 1, new_key(), readers)


@pytest.mark.parametrize("seed", range(4))
def test_all_epochs_are_read_in_whatever_order_they_come(team: Team, seed: int) -> None:
    """A team member has a wrap of each epoch; one who came with the second reads back through its chain."""
    case = worked_on(team, "in the first epoch")
    outsider = team.house.join("outsider")
    rotated(team.founder, case, team.id, outsider.person_id)
    team.founder.note(case, "in the second epoch")
    rotated(team.founder, case, team.id, outsider.person_id)
    team.founder.note(case, "in the third epoch")
    team.founder.sync()
    late = team.house.join("late", team.id)
    chance = random.Random(seed)
    for site in (team.one, outsider, late):
        site.sync(HostileOffice(site.relay, lambda page: chance.sample(page, len(page))))
        site.sync()
        assert site.texts(case) == ["in the first epoch", "in the second epoch", "in the third epoch"]
        assert (site.codes(), site.codes("pending"), site.count("wrap_in")) == ([], [], 0)
    late.note(case, "goes on")
    newest = parse_header(bytes(late.sql("SELECT envelope FROM log ORDER BY seq DESC LIMIT 1")[0][0]))
    assert newest.epoch == 3


def test_a_keyring_is_judged_alike_by_those_who_hold_keys_and_those_who_do_not(team: Team) -> None:
    """A chain that does not open gives nobody anything; what is no keyring is refused by all, and leaves nothing."""
    case = worked_on(team, "readable")
    site, stream = team.one, stream_of(team.one, case)
    stream_id = site.store.journal.streams.identifier(stream)
    directory = site.store.directory.current()
    key = new_key()
    keyring, wraps = make_keyring(
        key,
        org_id=team.house.org_id,
        stream_id=stream_id,
        epoch=2,
        readers=[(team.id, *directory.principal_keys(team.id))],
        previous_key=os.urandom(32),
    )
    with site.work() as work:
        work.keys.queue_wraps(wraps)
        _publish(site, stream_id, 2, keyring)
    site.sync()
    late = team.house.join("late", team.id)
    team.house.settle(team.two, late)
    readers = [team.two.sql("SELECT count(*) FROM reader"), late.sql("SELECT count(*) FROM reader")]
    twice = Keyring([keyring.readers[0], keyring.readers[0]], keyring.commit)
    other = Keyring([Reading(to_text(team.id), 1, to_text(os.urandom(32)))], to_text(os.urandom(32)))
    short = Keyring(keyring.readers, keyring.commit, to_text(os.urandom(8)))
    with site.work():
        _publish(site, stream_id, 2, twice)
    with site.work():
        _publish(site, stream_id, 2, other)
    with site.work():
        _publish(site, stream_id, 3, short)
    site.sync()
    for reader in (team.two, late):
        reader.sync()
        assert reader.codes() == ["keyring"]
        assert set(reader.codes("pending")) == {"gap"}
        assert reader.texts(case) == ["readable"]
    assert readers == [team.two.sql("SELECT count(*) FROM reader"), late.sql("SELECT count(*) FROM reader")]


def _publish(site: Site, stream_id: bytes, epoch: int, keyring: Keyring) -> None:
    settled = site.store.directory.settled()
    site.store.journal.append_own(stream_id, epoch, None, encode(keyring), settled, Kind.KEYRING)


def test_a_case_nobody_gave_a_key_for_cannot_be_written(team: Team) -> None:
    case = worked_on(team, "readable")
    team.one.sql("DELETE FROM stream_key")
    team.one.store.keys.forget()
    with pytest.raises(ActionableError):
        team.one.note(case, "without a key")
