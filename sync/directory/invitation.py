"""Invitations: what an administrator hands over in person, as a file, a sheet with a QR code, or a line to paste.

The file is JSON that a person may look at; every field counts for the checksum. Only the invitation's *public* key is
in the directory; whoever holds the secret may ask to join as that person until it is used or expired.
The office server's ``init`` writes a file of the same family with the one-time founding secret.
"""

import base64
import binascii
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Self

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.protocol.changes import from_text, to_text
from sync.protocol.derivation import KEY_SIZE, derive, invitation_id_of
from sync.protocol.errors import BodyError, ProtocolError
from sync.protocol.public import Role

SECRET_SIZE = 16
VERSION = 1
MAX_TEXT = 16 * 1024
"""Characters of the longest text read as an invitation."""
MAX_NAME = 255
MAX_ADDRESS = 512
_MARK = "counsellor-invitation"
_LINE_PREFIX = "counsellor-invitation-1:"
_QR_PREFIX = "COUNSELLOR-INVITATION-1:"
_CHECKSUM_BYTES = 8


class InvitationError(ProtocolError):
    """A text that is no usable invitation.

    ``code``: ``not-an-invitation``, ``damaged`` (checksum or fields), ``newer-version``, ``other-kind`` (an invitation
    to join where one to found was wanted, or the reverse).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _JoinFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Fields of an invitation to join, in the file's order."""

    server: str
    server_id: str
    pin: str
    org: str
    fingerprint: str
    names_key: str
    secret: str
    person: str
    name: str
    role: Role
    teams: list[str]
    expires: int


class _FoundFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Fields of an invitation to found an office on a server."""

    server: str
    server_id: str
    pin: str
    secret: str


def names_key(directory_key: bytes) -> X25519PrivateKey:
    """Return the key to which a joining device seals its label: whoever holds the directory key can read it."""
    return X25519PrivateKey.from_private_bytes(derive(directory_key, "directory/receive"))


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation to join. Ids 16 bytes, ``fingerprint`` and ``names_key`` 32; ``expires`` in ms since 1970.

    ``pin``: SHA-256 of the server certificate's public key as base64url, empty where the public authorities vouch.
    ``name``: the person's name, in the clear, for this is handed to that person.
    """

    server: str
    server_id: bytes
    org_id: bytes
    fingerprint: bytes
    names_key: bytes
    secret: bytes = field(repr=False)
    person_id: bytes
    name: str = field(repr=False)
    role: Role
    team_ids: tuple[bytes, ...]
    expires: int
    pin: str = ""

    @property
    def kind(self) -> Literal["join"]:
        """What the invitation is for."""
        return "join"

    @property
    def sign_key(self) -> Ed25519PrivateKey:
        """The key that signs the join request; its public half is in the directory."""
        return Ed25519PrivateKey.from_private_bytes(derive(self.secret, "invitation/sign"))

    @property
    def sign_public(self) -> bytes:
        """The raw public key the directory knows, 32 bytes."""
        return self.sign_key.public_key().public_bytes_raw()

    @property
    def invitation_id(self) -> bytes:
        """The 16-byte id in the directory: a hash of the public key."""
        return invitation_id_of(self.sign_public)

    @classmethod
    def new_secret(cls) -> bytes:
        """Return 16 random bytes."""
        return os.urandom(SECRET_SIZE)

    def to_json(self) -> str:
        """Return the file's text."""
        return _write_file(self.kind, self._fields())

    def short_text(self) -> str:
        """Return one line to paste, for where a file cannot go."""
        return _write_line(self.kind, self._fields())

    def qr_text(self) -> str:
        """Return the text of the QR code: the alphabet of alphanumeric QR codes only, which makes it small."""
        return _write_qr(self.kind, self._fields())

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read the file, the line or the QR text; raises :class:`InvitationError`."""
        fields = _convert(_read_fields(text, "join"), _JoinFields)
        try:
            return cls(
                server=_address(fields.server),
                server_id=from_text(fields.server_id),
                org_id=from_text(fields.org),
                fingerprint=from_text(fields.fingerprint, KEY_SIZE),
                names_key=from_text(fields.names_key, KEY_SIZE),
                secret=from_text(fields.secret, SECRET_SIZE),
                person_id=from_text(fields.person),
                name=_within(fields.name, MAX_NAME),
                role=fields.role,
                team_ids=tuple(from_text(team) for team in fields.teams),
                expires=_time(fields.expires),
                pin=_pin(fields.pin),
            )
        except BodyError:
            raise InvitationError("damaged") from None

    def _fields(self) -> _JoinFields:
        return _JoinFields(
            self.server,
            to_text(self.server_id),
            self.pin,
            to_text(self.org_id),
            to_text(self.fingerprint),
            to_text(self.names_key),
            to_text(self.secret),
            to_text(self.person_id),
            self.name,
            self.role,
            [to_text(team) for team in self.team_ids],
            self.expires,
        )


@dataclass(frozen=True, slots=True)
class FoundingInvitation:
    """An invitation to found an office on a server, written by the server's ``init``; the secret works once."""

    server: str
    server_id: bytes
    secret: bytes = field(repr=False)
    pin: str = ""

    @property
    def kind(self) -> Literal["found"]:
        """What the invitation is for."""
        return "found"

    def to_json(self) -> str:
        """Return the file's text."""
        return _write_file(self.kind, self._fields())

    def short_text(self) -> str:
        """Return one line to paste."""
        return _write_line(self.kind, self._fields())

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read the file or the line; raises :class:`InvitationError`."""
        fields = _convert(_read_fields(text, "found"), _FoundFields)
        try:
            secret = from_text(fields.secret, SECRET_SIZE)
            return cls(_address(fields.server), from_text(fields.server_id), secret, _pin(fields.pin))
        except BodyError:
            raise InvitationError("damaged") from None

    def _fields(self) -> _FoundFields:
        return _FoundFields(self.server, to_text(self.server_id), self.pin, to_text(self.secret))


def read_invitation(text: str) -> Invitation | FoundingInvitation:
    """Read whichever kind *text* is; raises :class:`InvitationError`."""
    try:
        return Invitation.from_json(text)
    except InvitationError as error:
        if error.code != "other-kind":
            raise
    return FoundingInvitation.from_json(text)


def _checksum(kind: str, fields: dict[str, Any]) -> str:
    canonical = json.dumps([kind, fields], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()[: 2 * _CHECKSUM_BYTES]


def _document(kind: str, fields: msgspec.Struct) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(fields)
    return {_MARK: VERSION, "kind": kind, **found, "checksum": _checksum(kind, found)}


def _write_file(kind: str, fields: msgspec.Struct) -> str:
    return json.dumps(_document(kind, fields), indent=2, ensure_ascii=False) + "\n"


def _compact(kind: str, fields: msgspec.Struct) -> bytes:
    return json.dumps(_document(kind, fields), separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def _write_line(kind: str, fields: msgspec.Struct) -> str:
    return _LINE_PREFIX + to_text(_compact(kind, fields))


def _write_qr(kind: str, fields: msgspec.Struct) -> str:
    return _QR_PREFIX + base64.b32encode(_compact(kind, fields)).rstrip(b"=").decode("ascii")


def _read_fields(text: str, kind: str) -> dict[str, Any]:
    """Return the fields of an invitation of *kind*, its checksum verified and removed."""
    document = _read_document(text)
    version = document.pop(_MARK, None)
    if not isinstance(version, int):
        raise InvitationError("not-an-invitation")
    if version != VERSION:
        raise InvitationError("newer-version" if version > VERSION else "damaged")
    found_kind, checksum = document.pop("kind", None), document.pop("checksum", None)
    try:
        intact = found_kind in ("join", "found") and checksum == _checksum(found_kind, document)
    except (UnicodeEncodeError, RecursionError):
        raise InvitationError("damaged") from None
    if not intact:
        raise InvitationError("damaged")
    if found_kind != kind:
        raise InvitationError("other-kind")
    return document


def _read_document(text: str) -> dict[str, Any]:
    text = text.strip().removeprefix("\ufeff")
    if len(text) > MAX_TEXT:
        raise InvitationError("not-an-invitation")
    try:
        if text.startswith(_LINE_PREFIX):
            return _object(_unpad(text.removeprefix(_LINE_PREFIX), 4, base64.urlsafe_b64decode))
        if text.startswith(_QR_PREFIX):
            return _object(_unpad(text.removeprefix(_QR_PREFIX), 8, base64.b32decode))
    except (binascii.Error, ValueError, RecursionError):
        raise InvitationError("damaged") from None
    try:
        return _object(text)
    except (ValueError, RecursionError):
        raise InvitationError("damaged" if _MARK in text else "not-an-invitation") from None


def _unpad(text: str, quantum: int, decode: Callable[[str], bytes]) -> bytes:
    return decode(text + "=" * (-len(text) % quantum))


def _object(text: str | bytes) -> dict[str, Any]:
    document = json.loads(text)
    if not isinstance(document, dict):
        raise ValueError("not an object")
    return document


def _convert(fields: dict[str, Any], into: type[Any]) -> Any:
    try:
        return msgspec.convert(fields, into)
    except msgspec.ValidationError:
        raise InvitationError("damaged") from None


def _within(text: str, longest: int) -> str:
    if not 0 < len(text) <= longest:
        raise BodyError("length")
    return text


def _address(text: str) -> str:
    if not text.startswith(("https://", "http://")):
        raise BodyError("address")
    return _within(text, MAX_ADDRESS)


def _time(milliseconds: int) -> int:
    if not 0 <= milliseconds < 1 << 63:
        raise BodyError("time")
    return milliseconds


def _pin(text: str) -> str:
    if text:
        from_text(text, KEY_SIZE)
    return text
