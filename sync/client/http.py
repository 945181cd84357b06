"""The office over HTTP: a :class:`~sync.protocol.api.SyncApi`. Logs in by signature when a token is missing or over.

Plain http is spoken to loopback only. An office with a certificate of its own is pinned by the SHA-256 of its public
key, which travels on the invitation.
"""

import hashlib
import ipaddress
import ssl
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx2
import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sync.protocol import api
from sync.protocol.api import FeedPage, OfficeInfo, PutResult, WrapPage
from sync.protocol.changes import from_text, to_text
from sync.protocol.errors import BodyError, MalformedError, RefusedError, UnreachableError
from sync.protocol.login import NONCE_SIZE, login_message
from sync.protocol.public import Wrap, unpack_wrap
from sync.protocol.versions import PROTOCOL_VERSION
from sync.sealing.keys import DeviceKeys

_TIMEOUT = httpx2.Timeout(30.0, connect=5.0)


def is_loopback(address: str) -> bool:
    """Tell whether the host of *address* is this machine itself."""
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_address(address: str) -> str:
    """Return *address* without a trailing slash; raises :class:`RefusedError` ``address`` or ``plain-http``."""
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise RefusedError("address")
    if parts.scheme == "http" and not is_loopback(address):
        raise RefusedError("plain-http")
    return address.strip().rstrip("/")


class HttpOffice:
    """An office at *address*. ``device`` logs in; without one only what needs no login can be asked.

    ``server_id`` is whom to expect: another server is refused with ``other-office``. ``pin`` is the SHA-256 of the
    public key (SubjectPublicKeyInfo) of the office's certificate, as base64url, where no known authority vouches for
    it; it is compared before anything is sent but the question for a nonce. Bytes are counted of bodies.
    """

    def __init__(self, address: str, device: DeviceKeys | None = None, server_id: bytes = b"", pin: str = "") -> None:
        self.address = check_address(address)
        self._device = device
        self._server_id = server_id
        self._pin = pin
        self._token = ""
        self._token_until = 0.0
        self.bytes_up = 0
        self.bytes_down = 0
        verify: ssl.SSLContext | bool = _pinned_context() if pin else True
        self._client = httpx2.Client(
            base_url=self.address, timeout=_TIMEOUT, verify=verify, trust_env=not is_loopback(self.address)
        )
        self._client.headers.clear()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> "HttpOffice":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    # -- transport -----------------------------------------------------------------------------------------------

    def _send(self, method: str, path: str, content: bytes | None, media: str, login: bool) -> httpx2.Response:
        headers = {"Content-Type": media} if content is not None else {}
        if login:
            headers["Authorization"] = "Bearer " + self._login()
        try:
            response = self._request(method, path, content, headers)
        except (httpx2.TransportError, ssl.SSLError, OSError) as error:
            raise UnreachableError("certificate" if "CERTIFICATE" in str(error).upper() else "unreachable") from None
        if self._pin:
            self._check_pin(response)
        self.bytes_up += len(content or b"")
        self.bytes_down += len(response.content)
        return response

    def _request(self, method: str, path: str, content: bytes | None, headers: dict[str, str]) -> httpx2.Response:
        """Send once more when a connection kept open since the last sync turns out dead: repetition is success."""
        try:
            return self._client.request(method, path, content=content, headers=headers)
        except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError):
            return self._client.request(method, path, content=content, headers=headers)

    def _check_pin(self, response: httpx2.Response) -> None:
        stream = response.extensions.get("network_stream")
        tls = stream.get_extra_info("ssl_object") if stream is not None else None
        certificate = tls.getpeercert(True) if tls is not None else None
        if certificate is None or public_key_pin(certificate) != self._pin:
            raise UnreachableError("certificate")

    def _ask(
        self, method: str, path: str, content: bytes | None = None, media: str = api.MEDIA_TYPE, login: bool = True
    ) -> httpx2.Response:
        response = self._send(method, path, content, media, login)
        if response.status_code == 401 and login and self._token:
            self._token = ""
            response = self._send(method, path, content, media, login)
        if response.status_code >= 400:
            raise RefusedError(_reason(response), response.status_code)
        return response

    def _json(self, method: str, path: str, document: object, login: bool) -> dict[str, object]:
        content = None if document is None else msgspec.json.encode(document)
        response = self._ask(method, path, content, "application/json", login)
        try:
            return msgspec.json.decode(response.content, type=dict[str, object]) if response.content else {}
        except msgspec.DecodeError:
            raise UnreachableError("not-an-office") from None

    def _login(self) -> str:
        if self._token and time.monotonic() < self._token_until:
            return self._token
        if self._device is None:
            raise RefusedError("login")
        device = to_text(self._device.device_id)
        challenge = self._json("POST", "/v1/login/challenge", {"device": device}, login=False)
        nonce = str(challenge.get("nonce", ""))
        server_id = self._server_id or api_id(self.office().server)
        moment = time.time_ns() // 1_000_000
        signed = login_message(server_id, from_text(nonce, NONCE_SIZE), self._device.device_id, moment)
        answer = self._json(
            "POST",
            "/v1/login",
            {
                "device": device,
                "nonce": nonce,
                "time": moment,
                "signature": to_text(self._device.sign_key.sign(signed)),
            },
            login=False,
        )
        self._token = str(answer.get("token", ""))
        self._token_until = time.monotonic() + 9 * 60
        return self._token

    # -- the interface -------------------------------------------------------------------------------------------

    def office(self) -> OfficeInfo:
        """Say who answers; raises :class:`UnreachableError` ``not-an-office`` when it is something else."""
        found = self._json("GET", "/v1/office", None, login=False)
        try:
            info = msgspec.convert(found, OfficeInfo)
        except msgspec.ValidationError:
            raise UnreachableError("not-an-office") from None
        if info.protocol != PROTOCOL_VERSION:
            raise RefusedError("protocol")
        if self._server_id and api_id(info.server) != self._server_id:
            raise RefusedError("other-office")
        return info

    def put_envelopes(self, envelopes: Sequence[bytes]) -> list[PutResult]:
        """Store a batch."""
        return api.unpack_results(self._ask("PUT", "/v1/envelopes", api.pack_frames(envelopes)).content)

    def get_envelopes(self, after: dict[int, int], limit: int = api.PAGE_ENVELOPES) -> FeedPage:
        """Return what is new after the cursor."""
        cursor = ",".join(f"{shard}:{number}" for shard, number in sorted(after.items()))
        return _page(self._ask("GET", f"/v1/envelopes?after={cursor}&limit={limit}"))

    def get_stream_envelopes(self, stream_id: bytes, after: int, limit: int = api.PAGE_ENVELOPES) -> FeedPage:
        """Return one stream from its beginning."""
        return _page(self._ask("GET", f"/v1/streams/{to_text(stream_id)}/envelopes?after={after}&limit={limit}"))

    def get_own_envelopes(self, after_device_seq: int, limit: int = api.PAGE_ENVELOPES) -> FeedPage:
        """Return own envelopes above a device_seq."""
        return _page(self._ask("GET", f"/v1/envelopes/own?after_seq={after_device_seq}&limit={limit}"))

    def put_wraps(self, wraps: Sequence[Wrap]) -> None:
        """Store wraps."""
        self._ask("PUT", "/v1/wraps", api.pack_frames(wrap.pack() for wrap in wraps))

    def get_wraps(self, after: int, limit: int = api.PAGE_ENVELOPES) -> WrapPage:
        """Return wraps addressed to this device, its person and teams."""
        response = self._ask("GET", f"/v1/wraps?after={after}&limit={limit}")
        wraps = [unpack_wrap(frame) for frame in api.unpack_frames(response.content)]
        return WrapPage(wraps, _number(response, "X-Cursor"), response.headers.get("X-More") == "1")

    def get_directory(self, after_height: int) -> list[bytes]:
        """Return directory records above a height."""
        return api.unpack_frames(self._ask("GET", f"/v1/directory?after={after_height}").content)

    def put_directory(self, records: Sequence[bytes]) -> int:
        """Append directory records."""
        response = self._ask("PUT", "/v1/directory", api.pack_frames(records))
        return _number(response, "X-Directory-Height")

    def found(self, secret: bytes, genesis: bytes) -> None:
        """Found the office."""
        self._json("POST", "/v1/found", {"secret": to_text(secret), "genesis": to_text(genesis)}, login=False)

    def put_join_request(self, request: bytes) -> None:
        """Leave a join request."""
        self._ask("POST", "/v1/join", request, login=False)

    def get_join_requests(self) -> list[bytes]:
        """Return join requests."""
        return api.unpack_frames(self._ask("GET", "/v1/join").content)


def api_id(text: str) -> bytes:
    """Return the 16 bytes of an id the office sent; raises :class:`UnreachableError` ``not-an-office``."""
    try:
        return from_text(text)
    except BodyError:
        raise UnreachableError("not-an-office") from None


def public_key_pin(certificate: bytes) -> str:
    """Return the pin of a DER certificate: SHA-256 of its public key, as base64url."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    return to_text(hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest())


def _pinned_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _reason(response: httpx2.Response) -> str:
    try:
        found = msgspec.json.decode(response.content)
    except msgspec.DecodeError:
        return "refused"
    code = found.get("code") if isinstance(found, dict) else None
    return code if isinstance(code, str) else "refused"


def _number(response: httpx2.Response, name: str) -> int:
    try:
        return int(response.headers.get(name, "0"))
    except ValueError:
        raise MalformedError("header") from None


def _page(response: httpx2.Response) -> FeedPage:
    try:
        cursor = {
            int(shard): int(number)
            for shard, _colon, number in (part.partition(":") for part in response.headers["X-Cursor"].split(","))
        }
    except (KeyError, ValueError):
        raise MalformedError("cursor") from None
    return FeedPage(
        api.unpack_numbered(response.content),
        cursor,
        response.headers.get("X-More") == "1",
        _number(response, "X-Directory-Height"),
        _number(response, "X-Wrap-Head"),
    )
