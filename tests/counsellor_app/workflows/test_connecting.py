import pytest

from counsellor_app.domain.errors import ActionableError
from counsellor_app.workflows.connecting import (
    OfficeUnreachableError,
    WaitingForAdmissionError,
    explain,
    explain_invitation,
    office_words,
)
from sync.directory.invitation import InvitationError
from sync.directory.join import JoinError
from sync.protocol.errors import DirectoryError, ForkError, ProtocolError, RefusedError, SealError, UnreachableError
from sync.server.refusals import REASONS


def _all(kind: type[ProtocolError]) -> list[type[ProtocolError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in _all(child))]


@pytest.mark.parametrize("code", [*REASONS, "address", "other-office", "protocol"])
def test_every_refusal_of_the_office_has_words(code: str) -> None:
    error = explain(RefusedError(code, 400))
    assert error.title
    assert error.advice
    assert f"({code})" not in error.title, "a code is no word"


def test_an_unknown_refusal_is_named() -> None:
    assert "brand-new" in explain(RefusedError("brand-new", 400)).title


@pytest.mark.parametrize("kind", [kind for kind in _all(JoinError) if kind is not JoinError])
def test_every_reason_not_to_admit_has_words(kind: type[ProtocolError]) -> None:
    assert f"({kind.code})" not in explain(kind("reason")).title


def test_what_the_window_must_tell_apart() -> None:
    assert isinstance(explain(UnreachableError("unreachable")), OfficeUnreachableError)
    assert isinstance(explain(RefusedError("unknown-device", 401)), WaitingForAdmissionError)
    for error in (UnreachableError("certificate"), UnreachableError("not-an-office"), ForkError("x"), SealError("x")):
        assert not isinstance(explain(error), OfficeUnreachableError)
    assert explain(ForkError("x")).title != explain(DirectoryError("x")).title


@pytest.mark.parametrize("code", ["not-an-invitation", "damaged", "newer-version", "other-kind"])
def test_every_unusable_invitation_has_words(code: str) -> None:
    assert explain_invitation(InvitationError(code)).advice


def test_only_what_the_protocol_refuses_is_put_into_words() -> None:
    with pytest.raises(ActionableError), office_words():
        raise RefusedError("revoked", 403)
    with pytest.raises(RuntimeError), office_words():
        raise RuntimeError
