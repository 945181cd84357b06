"""Join requests: a new device asks to be entered, by server or by file; an administrator's client admits it.

Fixed layout, big-endian; nothing in it is a secret, and the office may carry and check it:

======  ====  ==========================================================================================
offset  size  field
======  ====  ==========================================================================================
0       4     magic ``CWJ1``
4       1     voucher: 1 an invitation's key, 2 the person's own key (a restored profile)
5       16    org_id
21      32    fingerprint of the office the device believes in
53      16    person_id
69      32    public key of the invitation (zeros for voucher 2)
101     32    device Ed25519
133     32    device X25519
165     32    person X25519
197     32    person Ed25519
229     8     time of the request, ms since 1970, for display only
237     144   device label, sealed
381     64    Ed25519 by the device (role ``device``)
445     64    Ed25519 by the person's key (role ``person``): the keys entered as his are his
509     64    Ed25519 by the voucher (role ``voucher``): the invitation, or the person's key once more
======  ====  ==========================================================================================

Each signature is over ``counsellor/v1/sig/join/<role>\\0`` and the first 381 bytes. The person's keys are his first
generation; for a person already in the office who was invited with one more device they count only where the
administrator says that the old ones are lost; for voucher 2 they are his newest in the directory.

The label (at most 95 bytes of UTF-8, such as the make of the laptop) is padded and sealed by HPKE to the key that the
invitation names and that everybody with the directory key can open: the same readers as its final form in the
directory, so that any administrator can admit, and the office learns nothing.
"""

import struct
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from sync.directory.invitation import Invitation, names_key
from sync.directory.publickeys import read_receive_public, read_sign_public
from sync.directory.state import Directory
from sync.protocol.changes import to_text
from sync.protocol.derivation import device_id_of, invitation_id_of
from sync.protocol.envelope import public_key
from sync.protocol.errors import MalformedError, ProtocolError, SignatureError, TooLargeError
from sync.protocol.public import PersonKeys
from sync.protocol.versions import LABEL

MAX_LABEL_BYTES = 95
VOUCHED_BY_INVITATION, VOUCHED_BY_PERSON = 1, 2
_MAGIC = b"CWJ1"
_LAYOUT = struct.Struct(">4sB16s32s16s32s32s32s32s32sQ144s")
_SIGNATURES = struct.Struct(">64s64s64s")
REQUEST_SIZE = _LAYOUT.size + _SIGNATURES.size
_LABEL_PADDED = MAX_LABEL_BYTES + 1
_END = b"\x80"
_NO_KEY = bytes(32)
_SIGN_LABEL = LABEL + b"sig/join/"
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_LABEL_INFO = LABEL + b"hpke/device-label\0"


class JoinError(ProtocolError):
    """A join request that enrols nobody."""

    code = "join"


class UsedInvitationError(JoinError):
    """The invitation enrolled a device before."""

    code = "invitation-used"


class ExpiredInvitationError(JoinError):
    """The invitation's time is over."""

    code = "invitation-expired"


class ForeignOfficeError(JoinError):
    """The request is for another office, or for one with another fingerprint."""

    code = "foreign-office"


class UnknownInvitationError(JoinError):
    """No invitation with this key is in the directory, or it is for somebody else."""

    code = "invitation-unknown"


class NotVouchedError(JoinError):
    """The person's key does not vouch: not his newest, exposed by a lost device, or he is no member any more.

    After a loss a new device is invited in person: whoever has the lost one has the key too.
    """

    code = "not-vouched"


class KnownDeviceError(JoinError):
    """The device was entered before; a revoked one makes new keys."""

    code = "device-known"


@dataclass(frozen=True, slots=True)
class JoinRequest:
    """A request whose signatures verified. Keys are raw 32 bytes; ``time_ms`` is what the joining device says."""

    voucher: int
    org_id: bytes
    fingerprint: bytes
    person_id: bytes
    invitation_public: bytes
    device_sign: bytes
    device_receive: bytes
    person_receive: bytes
    person_sign: bytes
    time_ms: int
    sealed_label: bytes = field(repr=False)

    @property
    def invitation_id(self) -> bytes | None:
        """The invitation's id in the directory; None when the person's own key vouches."""
        return invitation_id_of(self.invitation_public) if self.voucher == VOUCHED_BY_INVITATION else None

    @property
    def device_id(self) -> bytes:
        """The id the device will have."""
        return device_id_of(self.device_sign, self.device_receive)

    def person_keys(self, generation: int = 1) -> PersonKeys:
        """Return the person's keys in the request, as *generation*."""
        return PersonKeys(generation, to_text(self.person_receive), to_text(self.person_sign))


@dataclass(frozen=True, slots=True)
class Joiner:
    """The joining device's keys and its person's, as far as a request needs them."""

    device_sign: Ed25519PrivateKey
    device_receive: bytes
    person_sign: Ed25519PrivateKey
    person_receive: bytes
    label: str


def make_join_request(invitation: Invitation, joiner: Joiner, now_ms: int) -> bytes:
    """Return the request of a device that holds *invitation*; raises :class:`TooLargeError` for a long label."""
    return _make(
        VOUCHED_BY_INVITATION,
        invitation.org_id,
        invitation.fingerprint,
        invitation.person_id,
        invitation.sign_key,
        invitation.names_key,
        joiner,
        now_ms,
    )


def make_vouched_request(
    directory: Directory, person_id: bytes, directory_key: bytes, joiner: Joiner, now_ms: int
) -> bytes:
    """Return the request of a new device with a restored profile: the person's own key vouches for it."""
    public = names_key(directory_key).public_key().public_bytes_raw()
    return _make(
        VOUCHED_BY_PERSON,
        directory.org_id,
        directory.fingerprint,
        person_id,
        joiner.person_sign,
        public,
        joiner,
        now_ms,
    )


def read_join_request(data: bytes) -> JoinRequest:
    """Read a request and verify all of its signatures.

    Raises :class:`MalformedError` for another layout, :class:`SignatureError`, :class:`DirectoryError` for weak keys.
    Whether it may join is said by :func:`check_join_request`.
    """
    if len(data) != REQUEST_SIZE:
        raise MalformedError("join request")
    magic, *fields = _LAYOUT.unpack_from(data)
    request = JoinRequest(*fields)
    if magic != _MAGIC or request.voucher not in (VOUCHED_BY_INVITATION, VOUCHED_BY_PERSON):
        raise MalformedError("join request")
    by_invitation = request.voucher == VOUCHED_BY_INVITATION
    if by_invitation == (request.invitation_public == _NO_KEY):
        raise MalformedError("invitation key")
    voucher = request.invitation_public if by_invitation else request.person_sign
    signers = {"device": request.device_sign, "person": request.person_sign, "voucher": voucher}
    for raw in signers.values():
        read_sign_public(to_text(raw))
    read_receive_public(to_text(request.device_receive))
    read_receive_public(to_text(request.person_receive))
    signatures = _SIGNATURES.unpack_from(data, _LAYOUT.size)
    for (role, raw), signature in zip(signers.items(), signatures, strict=True):
        try:
            public_key(raw).verify(signature, _signed(role, data[: _LAYOUT.size]))
        except InvalidSignature:
            raise SignatureError("join request") from None
    return request


def check_join_request(directory: Directory, request: JoinRequest, now_ms: int) -> None:
    """Check that *request* may be admitted now; raises a :class:`JoinError` that says why not.

    The office asks this before it keeps a request, the administrator's client before it writes a record.
    """
    if request.org_id != directory.org_id or request.fingerprint != directory.fingerprint:
        raise ForeignOfficeError("office")
    if request.voucher == VOUCHED_BY_INVITATION:
        _check_invitation(directory, request, now_ms)
    if request.device_id in directory.devices:
        raise KnownDeviceError("device")
    if request.voucher == VOUCHED_BY_PERSON:
        _check_vouched(directory, request)


def open_label(request: JoinRequest, directory_key: bytes) -> str:
    """Return the device label in *request*; raises :class:`MalformedError` if it does not open."""
    info = _LABEL_INFO + request.org_id + request.device_id
    try:
        padded = _SUITE.decrypt(request.sealed_label, names_key(directory_key), info)
        text, end, rest = padded.rpartition(_END)
        if not end or rest.strip(b"\0"):
            raise MalformedError("label")
        return text.decode("utf-8")
    except (InvalidTag, ValueError):
        raise MalformedError("label") from None


def _check_invitation(directory: Directory, request: JoinRequest, now_ms: int) -> None:
    invited = directory.invitations.get(invitation_id_of(request.invitation_public))
    if invited is None or invited.person_id != request.person_id:
        raise UnknownInvitationError("invitation")
    if invited.device_added is not None:
        raise UsedInvitationError("invitation")
    if now_ms > invited.expires:
        raise ExpiredInvitationError("invitation")
    person = directory.people.get(invited.person_id)
    if person is not None and person.removed:
        raise UnknownInvitationError("person removed")


def _check_vouched(directory: Directory, request: JoinRequest) -> None:
    person = directory.people.get(request.person_id)
    if person is None or person.removed:
        raise NotVouchedError("person")
    newest = person.generations.newest
    if request.person_keys(newest.generation) != newest or directory.is_exposed(request.person_id):
        raise NotVouchedError("key")


def _make(
    voucher: int,
    org_id: bytes,
    fingerprint: bytes,
    person_id: bytes,
    voucher_key: Ed25519PrivateKey,
    label_key: bytes,
    joiner: Joiner,
    now_ms: int,
) -> bytes:
    device_sign = joiner.device_sign.public_key().public_bytes_raw()
    by_invitation = voucher == VOUCHED_BY_INVITATION
    signed = _LAYOUT.pack(
        _MAGIC,
        voucher,
        org_id,
        fingerprint,
        person_id,
        voucher_key.public_key().public_bytes_raw() if by_invitation else _NO_KEY,
        device_sign,
        joiner.device_receive,
        joiner.person_receive,
        joiner.person_sign.public_key().public_bytes_raw(),
        now_ms,
        _seal_label(joiner.label, label_key, org_id + device_id_of(device_sign, joiner.device_receive)),
    )
    return signed + _SIGNATURES.pack(
        joiner.device_sign.sign(_signed("device", signed)),
        joiner.person_sign.sign(_signed("person", signed)),
        voucher_key.sign(_signed("voucher", signed)),
    )


def _seal_label(label: str, label_key: bytes, context: bytes) -> bytes:
    raw = label.encode("utf-8")
    if len(raw) > MAX_LABEL_BYTES:
        raise TooLargeError("label")
    padded = (raw + _END).ljust(_LABEL_PADDED, b"\0")
    return _SUITE.encrypt(padded, X25519PublicKey.from_public_bytes(label_key), _LABEL_INFO + context)


def _signed(role: str, data: bytes) -> bytes:
    return _SIGN_LABEL + role.encode("ascii") + b"\0" + data
