"""Wrote the frozen vectors beside it, once. What is written stays: files that exist are never written again.

A format that needs other vectors is another format: it gets a version, files of its own, and readers for both.
Usage: ``python -m tests.vectors.write_vectors``
"""

import json
import struct
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import zstandard
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sync.client import membership, seeds
from sync.directory.invitation import FoundingInvitation, names_key
from sync.directory.join import read_join_request
from sync.directory.state import Directory
from sync.directory.words import fingerprint_words
from sync.protocol.body import CODING_DICTIONARY, CODING_PLAIN, CODING_ZSTD, bucket
from sync.protocol.changes import change_id
from sync.protocol.derivation import derive
from sync.protocol.dictionary import DICTIONARY_1
from sync.protocol.envelope import Header, Kind, pack_header, sign
from sync.protocol.public import Purpose, Role, SetPolicy, Wrap
from sync.sealing.envelopes import NO_SALT
from sync.sealing.keys import DeviceKeys, PrincipalKeys
from sync.sealing.names import directory_commit, seal_name
from sync.sealing.streams import chain, commit
from sync.sealing.wraps import wrap_secret, wrap_stream_key

FOLDER = Path(__file__).parent
NOW = 1_763_748_446_000
ORG, STREAM = bytes(range(16)), bytes(range(16, 32))
SMALL = b'{"ops":[]}'
NOTE = (
    '{"ops":[["c","note",{"kind":"talk","text":"Client wil graag terug naar zijn familie in Addis Abeba. Afgesproken '
    'dat ik de aanvraag voorbereid en dat wij elkaar over twee weken opnieuw spreken. ሰላም · سلام",' + '"place":"Zeist",'
    '"language":"ti","interpreter":true,"held_at":1763748446000}]],"seen":{"AAECAwQFBgcICQoLDA0ODw":[3,'
    '"EBESExQVFhcYGRobHB0eHw"]}}'
).encode()


def device() -> DeviceKeys:
    return DeviceKeys.from_bytes(bytes(range(64)))


def person() -> PrincipalKeys:
    return PrincipalKeys(bytes(range(32, 48)), 1, bytes(range(100, 132)))


def derivation() -> Any:
    cases: list[tuple[bytes, str, bytes, bytes | None, int]] = [
        (bytes(32), "stream/commit", b"", None, 32),
        (bytes(range(32)), "stream/envelope", bytes(range(60)), bytes(range(32)), 32),
        (b"k" * 32, "local/sqlcipher", b"context", None, 64),
        (b"s" * 16, "invitation/sign", b"", None, 32),
    ]
    return [
        {
            "secret": secret.hex(),
            "label": label,
            "context": context.hex(),
            "salt": None if salt is None else salt.hex(),
            "output": derive(secret, label, context, salt, length).hex(),
        }
        for secret, label, context, salt, length in cases
    ]


def keys() -> Any:
    own, first = device(), person()
    second, back = first.next_generation()
    return {
        "device": {
            "secret": own.to_bytes().hex(),
            "id": own.device_id.hex(),
            "sign": own.sign_public.hex(),
            "receive": own.receive_public.hex(),
        },
        "principal": {
            "id": first.principal_id.hex(),
            "seed": first.seed.hex(),
            "sign": first.sign_public.hex(),
            "receive": first.receive_public.hex(),
            "second_seed": second.seed.hex(),
            "chain": back.hex(),
        },
        "change_ids": [
            {"device": own.device_id.hex(), "seq": seq, "op": op, "id": change_id(own.device_id, seq, op).hex()}
            for seq, op in ((1, 0), (1, 1), (2**40, 65_534))
        ],
    }


def streams() -> Any:
    key, before = bytes(range(32)), bytes(range(32, 64))
    return {
        "stream": STREAM.hex(),
        "epoch": 7,
        "key": key.hex(),
        "previous": before.hex(),
        "commit": commit(key, STREAM, 7).hex(),
        "chain": chain(key, before).hex(),
    }


def wraps() -> Any:
    secret, recipient = bytes(range(64, 96)), person()
    to: dict[str, Any] = {
        "org_id": ORG,
        "recipient_id": recipient.principal_id,
        "recipient_generation": 1,
        "recipient_public": recipient.receive_public,
    }
    made: list[Wrap] = [wrap_stream_key(secret, stream_id=STREAM, epoch=7, **to)]
    made += [
        wrap_secret(secret, purpose, subject=STREAM, generation=2, **to)
        for purpose in (Purpose.PERSON_SEED, Purpose.TEAM_SEED, Purpose.DIRECTORY_KEY)
    ]
    return {
        "org": ORG.hex(),
        "recipient_private": recipient.receive_key.private_bytes_raw().hex(),
        "secret": secret.hex(),
        "wraps": {Purpose(wrap.purpose).name: wrap.pack().hex() for wrap in made},
    }


def header(kind: Kind) -> Header:
    directory, sealed = kind == Kind.DIRECTORY, kind not in (Kind.KEYRING, Kind.DIRECTORY)
    return Header(
        suite=int(sealed),
        kind=kind,
        generation=1,
        org_id=ORG,
        stream_id=ORG if directory else STREAM,
        epoch=0 if directory else 7,
        device_id=device().device_id,
        device_seq=0 if directory else 1_000_000_007,
        stream_seq=12,
        stream_prev=bytes(range(50, 82)),
        directory_height=11,
        directory_head=bytes(range(90, 122)),
        hlc=(NOW << 16) + 5,
        salt=bytes(range(200, 232)) if sealed else NO_SALT,
    )


def envelope(kind: Kind, body: bytes, coding: int, key: bytes) -> bytes:
    """Written out by hand, so that every coding is in the vectors."""
    dictionary = zstandard.ZstdCompressionDict(DICTIONARY_1 if coding == CODING_DICTIONARY else b"")
    packed = body if coding == CODING_PLAIN else zstandard.ZstdCompressor(dict_data=dictionary).compress(body)
    plaintext = struct.pack(">BI", coding, len(packed)) + packed
    plaintext = plaintext.ljust(bucket(len(plaintext)), b"\0")
    if header(kind).suite == 0:
        return sign(pack_header(header(kind), len(plaintext)), plaintext, device().sign_key)
    head = pack_header(header(kind), len(plaintext) + 16)
    once = derive(key, "stream/envelope", head[8:68], header(kind).salt)
    return sign(head, ChaCha20Poly1305(once).encrypt(bytes(12), plaintext, head), device().sign_key)


def envelopes() -> Any:
    key, found = bytes(range(32)), []
    for kind in Kind:
        for coding, body in ((CODING_PLAIN, SMALL), (CODING_ZSTD, NOTE), (CODING_DICTIONARY, NOTE)):
            fields = {
                name: value.hex() if isinstance(value := getattr(header(kind), name), bytes) else int(value)
                for name in Header._fields
            }
            made = envelope(kind, body, coding, key)
            found.append({"coding": coding, "header": fields, "body": body.decode(), "envelope": made.hex()})
    return {"device": device().to_bytes().hex(), "key": key.hex(), "envelopes": found}


def names() -> Any:
    key = bytes(range(32))
    people = ["", "Amina Yusuf", "ተስፋይ ገብረ", "علی رضا", "x" * 255]
    return {
        "key": key.hex(),
        "org": ORG.hex(),
        "commit": directory_commit(key, ORG).hex(),
        "names": [[name, seal_name(key, name)] for name in people],
        "words": [[(bytes([n]) * 32).hex(), " ".join(fingerprint_words(bytes([n]) * 32))] for n in (0, 1, 127, 255)],
    }


def office() -> Any:
    """A short history of an office, with what everybody must read from it."""
    founding = FoundingInvitation("http://127.0.0.1:8000", bytes(range(16)), bytes(range(16, 32)))
    founded = membership.found_office(founding, name="Ada", label="desk", device=device(), hlc=NOW << 16)
    directory, holder, records = Directory.empty().extend(founded.genesis), founded.holder, [founded.genesis]
    made = list(founded.wraps)

    def take(new: list[bytes], more: list[Wrap]) -> None:
        nonlocal directory
        for record in new:
            directory = directory.extend(record)
        records.extend(new)
        made.extend(more)

    team = membership.add_team(directory, holder, name="Noord", hlc=(NOW + 1) << 16)
    take(team.records, team.wraps)
    holder = replace(holder, teams={team.keys.principal_id: team.keys})
    record, invitation = membership.invite(
        directory,
        holder,
        server=founding.server,
        name="Bo",
        role=Role.COUNSELLOR,
        now_ms=NOW,
        hlc=(NOW + 2) << 16,
        team_ids=[team.keys.principal_id],
    )
    take([record], [])
    other = DeviceKeys.from_bytes(bytes(range(64, 128)))
    bo = PrincipalKeys(invitation.person_id, 1, bytes(range(150, 182)))
    request = membership.request_to_join(invitation, other, bo, "laptop", NOW)
    from_request = read_join_request(request)
    take(*membership.admit(directory, from_request, holder=holder, now_ms=NOW, hlc=(NOW + 3) << 16))
    take([membership.append(directory, holder, SetPolicy("1.0", 120, 30, 3650), (NOW + 9) << 16)], [])
    cut = membership.revoke_device(
        directory, holder, other.device_id, last_seq=5, last_hash=bytes(range(32)), hlc=(NOW + 10) << 16
    )
    take(*cut)
    rotated = membership.rotate_team(directory, holder, team.keys.principal_id, hlc=(NOW + 11) << 16)
    take(rotated.records, rotated.wraps)
    made.append(seeds.wrap_person_seed(directory.org_id, bo, other.device_id, other.receive_public))
    return {
        "founding": founding.to_json(),
        "invitation": {
            "file": invitation.to_json(),
            "line": invitation.short_text(),
            "qr": invitation.qr_text(),
            "id": invitation.invitation_id.hex(),
            "public": invitation.sign_public.hex(),
        },
        "join_request": {
            "data": request.hex(),
            "label": "laptop",
            "device": other.device_id.hex(),
            "person": bo.principal_id.hex(),
            "names_key": names_key(holder.directory_key).public_key().public_bytes_raw().hex(),
        },
        "directory_key": holder.directory_key.hex(),
        "records": [record.hex() for record in records],
        "wraps": [wrap.pack().hex() for wrap in made],
        "says": {
            "org": directory.org_id.hex(),
            "server": directory.server_id.hex(),
            "heads": [head.hex() for head in directory.heads],
            "words": " ".join(fingerprint_words(directory.fingerprint)),
            "people": {
                one.person_id.hex(): [one.role.value, len(one.keys), one.removed] for one in directory.people.values()
            },
            "devices": {
                one.device_id.hex(): [one.person_id.hex(), one.height, one.revoked[0] if one.revoked else None]
                for one in directory.devices.values()
            },
            "teams": {
                one.team_id.hex(): [sorted(member.hex() for member in one.members), len(one.keys)]
                for one in directory.teams.values()
            },
            "policy": [directory.policy.min_app_version, directory.policy.idle_lock, directory.policy.lease_days],
            "bo": {"seed": bo.seed.hex(), "device": other.to_bytes().hex(), "generation": 1},
            "team_seeds": [team.keys.seed.hex(), rotated.keys.seed.hex()],
        },
    }


FILES: dict[str, Callable[[], Any]] = {
    "derivation-1.json": derivation,
    "keys-1.json": keys,
    "streams-1.json": streams,
    "wraps-1.json": wraps,
    "envelopes-1.json": envelopes,
    "names-1.json": names,
    "office-1.json": office,
}


def main() -> None:
    """Write the files that do not exist."""
    for name, make in FILES.items():
        path = FOLDER / name
        if path.exists():
            sys.stdout.write(f"{name} is frozen\n")
            continue
        path.write_text(json.dumps(make(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        sys.stdout.write(f"{name} written\n")


if __name__ == "__main__":
    main()
