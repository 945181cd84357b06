"""The second administrator's word on a change of administrators."""

from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.directory.facts import Facts
from sync.protocol.body import encode
from sync.protocol.changes import from_text, to_text
from sync.protocol.envelope import SIGNATURE_SIZE, public_key
from sync.protocol.public import AddAdmin, Approval, DirectoryBody, RemoveAdmin
from sync.protocol.versions import LABEL

QUORUM_FROM = 3
"""Number of administrators from which on a change of administrators needs a second one's approval."""
_LABEL = LABEL + b"sig/approval\0"


def approve(facts: Facts, change: AddAdmin | RemoveAdmin, sign_key: Ed25519PrivateKey, device_id: bytes) -> Approval:
    """Return the approval of *change* by the administrator's device *device_id*.

    It holds for this office and until the next change of administrators, so it can be used once.
    """
    return Approval(to_text(device_id), to_text(sign_key.sign(_message(facts, change))))


def is_approved(
    facts: Facts, change: AddAdmin | RemoveAdmin, approvals: Sequence[Approval], signer_person: bytes
) -> bool:
    """Say whether an administrator other than *signer_person* approved *change* with a device in force."""
    message = _message(facts, change)
    return any(_holds(facts, approval, message, signer_person) for approval in approvals)


def _holds(facts: Facts, approval: Approval, message: bytes, signer_person: bytes) -> bool:
    device = facts.devices.get(from_text(approval.device))
    if device is None or device.revoked is not None:
        return False
    if device.person_id == signer_person or device.person_id not in facts.administrators:
        return False
    try:
        public_key(device.sign_public).verify(from_text(approval.signature, SIGNATURE_SIZE), message)
    except InvalidSignature:
        return False
    return True


def _message(facts: Facts, change: AddAdmin | RemoveAdmin) -> bytes:
    """Return what is signed: label, office, the administration it changes, the record without approvals."""
    bare = type(change)(change.person)
    return _LABEL + facts.org_id + facts.administration + encode(DirectoryBody(bare))
