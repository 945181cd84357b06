"""What can be wrong with something that arrived. Readers refuse; nobody repairs."""


class ProtocolError(Exception):
    """Base of everything this package refuses. ``code`` is stable and safe to log; it never holds content."""

    code = "protocol"


class MalformedError(ProtocolError):
    """Bytes that do not follow the layout: too short, trailing bytes, an unknown magic, suite or kind."""

    code = "malformed"


class SignatureError(ProtocolError):
    """The Ed25519 signature does not verify under the author's key."""

    code = "signature"


class BodyError(ProtocolError):
    """The body is not what its schema says: coding, length, padding, JSON or types."""

    code = "body"


class TooLargeError(ProtocolError):
    """A plaintext above 1 MiB once padded."""

    code = "too-large"


class SealError(ProtocolError):
    """The ciphertext does not open under the key of its epoch."""

    code = "seal"


class DirectoryError(ProtocolError):
    """A directory record that does not follow from the chain before it, or a signer who was not entitled."""

    code = "directory"


class ForkError(DirectoryError):
    """Two records of one height: somebody shows different histories to different people."""

    code = "fork"


class UnreachableError(ProtocolError):
    """The office did not answer: no network, wrong address, time-out."""

    code = "unreachable"


class RefusedError(ProtocolError):
    """The office answered and refused; ``code`` is the office's reason, ``status`` the HTTP status."""

    def __init__(self, code: str, status: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
