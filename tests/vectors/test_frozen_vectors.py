"""What was written once is read for ever: the product and the second decoder both say what the frozen files say."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from sync.client import seeds
from sync.directory.invitation import FoundingInvitation, Invitation, names_key
from sync.directory.join import open_label, read_join_request
from sync.directory.state import Directory
from sync.directory.words import fingerprint_words
from sync.protocol.body import CODING_PLAIN
from sync.protocol.changes import change_id
from sync.protocol.derivation import derive, invitation_id_of
from sync.protocol.dictionary import DICTIONARY_1
from sync.protocol.envelope import Header, Suite, parse_header, verify
from sync.protocol.public import Purpose, unpack_wrap
from sync.sealing.envelopes import open_public, open_sealed, publish, seal, verify_and_open
from sync.sealing.keys import DeviceKeys, PrincipalKeys
from sync.sealing.names import directory_commit, open_name
from sync.sealing.streams import chain, commit, unchain
from sync.sealing.wraps import unwrap_secret, unwrap_stream_key
from tests.sync.sealing import independent_decoder as second

FOLDER = Path(__file__).parent
FROZEN = {
    "derivation-1.json": "a65a2c9c8d9b0c1615f9a82b78df1749d1d0f7e7747a2b8dfaf7900681c2b663",
    "dictionary-1.bin": "6fa3551bd0982d449d9691f9cf826af39383919d0aa3b89f16da5d954c70963c",
    "envelopes-1.json": "db0a0059cad07c9a03d8d24f820639ad1c07ded52f15cd48516e4ac1436ec296",
    "keys-1.json": "e062b04251d8222cb68c84200f12387ee7530c5d0fcf00059e3eaf36fc65310b",
    "names-1.json": "f7441525ce664235ae3ac504a702a577ce425032ba9045e5c9ada73eb0dceb56",
    "office-1.json": "f01fb3e40c66d45ef0278a561226e12f9c274026451bfa55d88c8bf009f83fff",
    "streams-1.json": "d6db18398b785bf1f8b6065e116b72164af70f8e449c6df657ea51a1ab33fa7d",
    "wraps-1.json": "739243610fe8dbe5cbd542cb56e6f482f5cfa2a0f529ef32dea9e4f00c6e8419",
}


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def raw(text: str) -> bytes:
    return bytes.fromhex(text)


@pytest.mark.parametrize("name", FROZEN)
def test_the_files_are_frozen(name: str) -> None:
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == FROZEN[name]


def test_every_file_is_listed() -> None:
    assert {path.name for path in FOLDER.iterdir() if path.suffix in {".json", ".bin"}} == set(FROZEN)
    assert (FOLDER / "dictionary-1.bin").read_bytes() == DICTIONARY_1


@pytest.mark.parametrize("case", read("derivation-1.json"), ids=lambda case: case["label"])
def test_derivation(case: dict[str, Any]) -> None:
    output = raw(case["output"])
    salt = None if case["salt"] is None else raw(case["salt"])
    assert derive(raw(case["secret"]), case["label"], raw(case["context"]), salt, len(output)) == output
    info = b"counsellor/v1/" + case["label"].encode() + b"\0" + raw(case["context"])
    assert second.hkdf(raw(case["secret"]), info, salt or b"", len(output)) == output


def test_keys() -> None:
    frozen = read("keys-1.json")
    device, wanted = DeviceKeys.from_bytes(raw(frozen["device"]["secret"])), frozen["device"]
    assert [device.device_id.hex(), device.sign_public.hex(), device.receive_public.hex()] == [
        wanted["id"],
        wanted["sign"],
        wanted["receive"],
    ]
    assert second.device_id(device.sign_public, device.receive_public) == device.device_id
    wanted = frozen["principal"]
    principal_id, seed, back = raw(wanted["id"]), raw(wanted["seed"]), raw(wanted["chain"])
    first, later = PrincipalKeys(principal_id, 1, seed), PrincipalKeys(principal_id, 2, raw(wanted["second_seed"]))
    assert (first.sign_public.hex(), first.receive_public.hex()) == (wanted["sign"], wanted["receive"])
    assert second.principal_keys(seed)[1:] == (first.receive_public, first.sign_public)
    assert later.previous(back) == first
    assert second.principal_chain(later.seed, principal_id, 2, back) == seed
    for case in frozen["change_ids"]:
        assert change_id(raw(case["device"]), case["seq"], case["op"]).hex() == case["id"]


def test_streams() -> None:
    frozen = read("streams-1.json")
    key, before, stream = raw(frozen["key"]), raw(frozen["previous"]), raw(frozen["stream"])
    assert commit(key, stream, frozen["epoch"]).hex() == frozen["commit"]
    assert chain(key, before).hex() == frozen["chain"]
    assert unchain(key, raw(frozen["chain"])) == second.stream_chain(key, raw(frozen["chain"])) == before
    assert second.stream_commit(key, stream, frozen["epoch"]).hex() == frozen["commit"]


@pytest.mark.parametrize("purpose", list(Purpose))
def test_wraps(purpose: Purpose) -> None:
    frozen = read("wraps-1.json")
    data, org_id, private = raw(frozen["wraps"][purpose.name]), raw(frozen["org"]), raw(frozen["recipient_private"])
    wrap = unpack_wrap(data)
    assert (wrap.purpose, wrap.pack()) == (purpose, data)
    receive = seeds_private(private)
    unwrap = unwrap_stream_key if purpose is Purpose.STREAM_KEY else unwrap_secret
    assert unwrap(wrap, org_id=org_id, receive_key=receive).hex() == frozen["secret"]
    assert second.open_wrap(data, org_id, private).hex() == frozen["secret"]


def seeds_private(private: bytes) -> Any:
    return DeviceKeys.from_bytes(bytes(32) + private).receive_key


ENVELOPES = read("envelopes-1.json")


@pytest.mark.parametrize(
    "case", ENVELOPES["envelopes"], ids=lambda case: f"kind {case['header']['kind']} coding {case['coding']}"
)
def test_envelopes(case: dict[str, Any]) -> None:
    device, key = DeviceKeys.from_bytes(raw(ENVELOPES["device"])), raw(ENVELOPES["key"])
    envelope, body = raw(case["envelope"]), case["body"].encode()
    fields = {name: raw(value) if isinstance(value, str) else value for name, value in case["header"].items()}
    header = Header(**fields)
    assert parse_header(envelope) == header
    verify(envelope, device.sign_public)
    assert second.read(envelope, device.sign_public, key) == (header._asdict(), body)
    if header.suite == Suite.PUBLIC:
        assert open_public(envelope) == body
        again = publish(header, body, device.sign_key)
    else:
        assert open_sealed(envelope, header, key) == body
        assert verify_and_open(envelope, device.sign_public, key) == (header, body)
        again = seal(header, body, key, device.sign_key)
    if case["coding"] == CODING_PLAIN:
        assert again == envelope


def test_names_and_words() -> None:
    frozen = read("names-1.json")
    key = raw(frozen["key"])
    assert directory_commit(key, raw(frozen["org"])).hex() == frozen["commit"]
    for name, sealed in frozen["names"]:
        assert open_name(key, sealed) == second.name(key, sealed) == name
    for fingerprint, words in frozen["words"]:
        assert " ".join(fingerprint_words(raw(fingerprint))) == words


def test_an_office() -> None:
    frozen = read("office-1.json")
    says, records = frozen["says"], [raw(record) for record in frozen["records"]]
    directory = Directory.empty()
    for record in records:
        directory = directory.extend(record)
    assert [directory.org_id.hex(), directory.server_id.hex()] == [says["org"], says["server"]]
    assert [head.hex() for head in directory.heads] == says["heads"]
    assert " ".join(fingerprint_words(directory.fingerprint)) == says["words"]
    assert {
        one.person_id.hex(): [one.role.value, len(one.keys), one.removed] for one in directory.people.values()
    } == says["people"]
    assert {
        one.device_id.hex(): [one.person_id.hex(), one.height, one.revoked[0] if one.revoked else None]
        for one in directory.devices.values()
    } == says["devices"]
    assert {
        one.team_id.hex(): [sorted(member.hex() for member in one.members), len(one.keys)]
        for one in directory.teams.values()
    } == says["teams"]
    policy = directory.policy
    assert [policy.min_app_version, policy.idle_lock, policy.lease_days] == says["policy"]


def test_invitations_and_requests() -> None:
    frozen = read("office-1.json")
    texts = frozen["invitation"]
    invitation = Invitation.from_json(texts["file"])
    assert invitation == Invitation.from_json(texts["line"]) == Invitation.from_json(texts["qr"])
    assert (invitation.to_json(), invitation.short_text(), invitation.qr_text()) == (
        texts["file"],
        texts["line"],
        texts["qr"],
    )
    assert (invitation.sign_public.hex(), invitation.invitation_id.hex()) == (texts["public"], texts["id"])
    assert invitation_id_of(invitation.sign_public) == invitation.invitation_id
    assert FoundingInvitation.from_json(frozen["founding"]).to_json() == frozen["founding"]
    wanted, directory_key = frozen["join_request"], raw(frozen["directory_key"])
    request = read_join_request(raw(wanted["data"]))
    assert [request.device_id.hex(), request.person_id.hex()] == [wanted["device"], wanted["person"]]
    assert open_label(request, directory_key) == wanted["label"]
    assert names_key(directory_key).public_key().public_bytes_raw() == raw(wanted["names_key"]) == invitation.names_key


def test_seeds_out_of_frozen_wraps() -> None:
    frozen = read("office-1.json")
    says = frozen["says"]
    directory = Directory.reload(raw(record) for record in frozen["records"])
    wraps = [unpack_wrap(raw(wrap)) for wrap in frozen["wraps"]]
    device = DeviceKeys.from_bytes(raw(says["bo"]["device"]))
    person = seeds.open_person(directory, device, wraps)
    assert person is not None
    assert person.seed.hex() == says["bo"]["seed"]
    generations = seeds.generations(directory, person)
    assert seeds.open_directory_key(directory, generations, wraps) == raw(frozen["directory_key"])
    (team_id,) = directory.teams
    team = seeds.open_team(directory, team_id, generations, wraps)
    assert team is not None
    assert team.seed.hex() == says["team_seeds"][0]
