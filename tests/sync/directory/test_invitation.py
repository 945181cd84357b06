"""Invitations: the file, the line and the QR code say the same, and each kind of bad text is told apart."""

import base64
import json

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from sync.directory.invitation import (
    MAX_TEXT,
    FoundingInvitation,
    Invitation,
    InvitationError,
    names_key,
    read_invitation,
)
from sync.protocol.changes import to_text
from sync.protocol.derivation import derive, invitation_id_of
from sync.protocol.public import Role

IDS = st.binary(min_size=16, max_size=16)
KEYS = st.binary(min_size=32, max_size=32)
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
ADDRESSES = st.sampled_from(["https://office.example.nl:8443/a", "http://127.0.0.1:8000"])
PINS = st.just("") | KEYS.map(to_text)
INVITATIONS = st.builds(
    Invitation,
    server=ADDRESSES,
    server_id=IDS,
    org_id=IDS,
    fingerprint=KEYS,
    names_key=KEYS,
    secret=IDS,
    person_id=IDS,
    name=NAMES,
    role=st.sampled_from(Role),
    team_ids=st.lists(IDS, max_size=4).map(tuple),
    expires=st.integers(0, 2**63 - 1),
    pin=PINS,
)
FOUNDING = st.builds(FoundingInvitation, ADDRESSES, IDS, IDS, PINS)
SAMPLE = Invitation(
    server="https://office.example.nl",
    server_id=b"v" * 16,
    org_id=b"o" * 16,
    fingerprint=b"f" * 32,
    names_key=b"n" * 32,
    secret=b"secret".ljust(16, b"!"),
    person_id=b"p" * 16,
    name="Amina Yusuf · ተስፋይ",
    role=Role.COUNSELLOR,
    team_ids=(b"t" * 16,),
    expires=1_763_748_446_000,
)
FOUND = FoundingInvitation("http://127.0.0.1:8000", b"v" * 16, b"s" * 16)


@given(INVITATIONS)
def test_every_form_says_the_same(invitation: Invitation) -> None:
    for text in (invitation.to_json(), invitation.short_text(), invitation.qr_text()):
        for form in (text, f"\n {text}\r\n", "\ufeff" + text):
            assert Invitation.from_json(form) == invitation
        assert read_invitation(text) == invitation


@given(FOUNDING)
def test_founding_invitations_too(invitation: FoundingInvitation) -> None:
    for text in (invitation.to_json(), invitation.short_text()):
        assert FoundingInvitation.from_json(text) == invitation == read_invitation(text)


def code(text: str, kind: type[Invitation] | type[FoundingInvitation] = Invitation) -> str:
    with pytest.raises(InvitationError) as caught:
        kind.from_json(text)
    return caught.value.code


@pytest.mark.parametrize(
    "text",
    ["", "hello", "{}", "[]", "null", "12", '{"kind":"join"}', "\0", "{" * 9_000, "x" * (MAX_TEXT + 1), "[" * 9_000],
    ids=lambda text: text[:12],
)
def test_something_else_is_not_an_invitation(text: str) -> None:
    assert code(text) == code(text, FoundingInvitation) == "not-an-invitation"


def test_a_joiner_and_a_founder_do_not_mix_up_their_files() -> None:
    assert code(FOUND.to_json()) == code(SAMPLE.to_json(), FoundingInvitation) == "other-kind"


def test_a_newer_app_wrote_it() -> None:
    document = json.loads(SAMPLE.to_json())
    document["counsellor-invitation"] = 2
    assert code(json.dumps(document)) == "newer-version"
    assert code(json.dumps(document), FoundingInvitation) == "newer-version"
    document["counsellor-invitation"] = 0
    assert code(json.dumps(document)) == "damaged"
    document["counsellor-invitation"] = "1"
    assert code(json.dumps(document)) == "not-an-invitation"


def test_every_changed_added_or_missing_field_is_damage() -> None:
    document = json.loads(SAMPLE.to_json())
    fields = [name for name in document if name != "counsellor-invitation"]
    assert len(fields) == 14
    for name in fields:
        without = {key: value for key, value in document.items() if key != name}
        assert code(json.dumps(without)) == "damaged"
        for value in ("", "x", 0, 1, None, [], {}, True, "\ud800", 1.5, 10**400 if name == "expires" else -1):
            if value != document[name]:
                assert code(json.dumps(document | {name: value})) == "damaged", (name, value)
    assert code(json.dumps(document | {"more": 1})) == "damaged"


@given(st.integers(0, 10_000), st.characters(codec="utf-8"))
def test_a_character_changed_by_hand_is_found(at: int, character: str) -> None:
    text = SAMPLE.to_json()
    at %= len(text)
    changed = text[:at] + character + text[at + 1 :]
    if "".join(changed.split()) == "".join(text.split()):
        return
    assert code(changed) in {"damaged", "not-an-invitation", "newer-version"}


def test_a_cut_line_or_code_is_damage() -> None:
    for text in (SAMPLE.short_text(), SAMPLE.qr_text()):
        start = text.index(":") + 1
        for cut in range(start, len(text) - 1, 5):
            assert code(text[:cut]) == "damaged"
        assert code(text[:start] + "é" + text[start:]) == "damaged"
        assert code(text[:start] + base64.b64encode(b"[1]").decode()) == "damaged"


def test_well_formed_but_impossible_fields_are_damage() -> None:
    """With a right checksum: somebody wrote it on purpose."""
    for change in ({"server": "ftp://x"}, {"server": "https://" + "x" * 600}, {"name": ""}, {"expires": -1}):
        values = {name: getattr(SAMPLE, name) for name in Invitation.__dataclass_fields__} | change
        assert code(Invitation(**values).to_json()) == "damaged"
    for change in ({"secret": b"short"}, {"fingerprint": b"short"}, {"team_ids": (b"t",)}, {"pin": "abc"}):
        values = {name: getattr(SAMPLE, name) for name in Invitation.__dataclass_fields__} | change
        assert code(Invitation(**values).to_json()) == "damaged"
    assert code(FoundingInvitation("x", b"v" * 16, b"s" * 16).to_json(), FoundingInvitation) == "damaged"


def test_the_secret_makes_the_key_and_is_not_shown() -> None:
    public = SAMPLE.sign_public
    assert SAMPLE.sign_key.private_bytes_raw() == derive(SAMPLE.secret, "invitation/sign")
    assert SAMPLE.invitation_id == invitation_id_of(public)
    for shown in (repr(SAMPLE), repr(FOUND)):
        assert "secret" not in shown
        assert "Amina" not in shown
    assert len({Invitation.new_secret() for _ in range(20)}) == 20
    assert names_key(b"k" * 32).private_bytes_raw() == derive(b"k" * 32, "directory/receive")


def test_the_file_can_be_read_by_a_person_and_the_code_by_a_phone() -> None:
    document = json.loads(SAMPLE.to_json())
    assert document["name"] == SAMPLE.name
    assert document["server"] == SAMPLE.server
    assert SAMPLE.to_json().count("\n") >= 15
    code = segno.make(SAMPLE.qr_text(), error="m")
    assert code.mode == "alphanumeric"
    assert int(code.version) <= 20
    assert "\n" not in SAMPLE.short_text()
    assert SAMPLE.kind == "join"
    assert FOUND.kind == "found"
