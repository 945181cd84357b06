"""What stands before every route: only protected connections, bounded bodies in bounded time, one log line.

Written against ASGI itself, because a body must be refused before anything has read it.
"""

import asyncio
import ipaddress
import json
import secrets
import time
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from starlette.requests import ClientDisconnect

from sync.protocol.api import MAX_BODY
from sync.protocol.errors import RefusedError
from sync.server.refusals import REASONS, describe, refuse

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HEALTH = "/healthz"
_PAGES = frozenset({"/v1/envelopes", "/v1/wraps", "/v1/directory"})
_WENT_AWAY = 499
"""Status in the log where the client closed the connection before it had its answer."""
_log = structlog.get_logger("office")


@dataclass(frozen=True, slots=True)
class Limits:
    """What the office bears. Bytes of a page's body and of any other; seconds between two pieces and for a whole body.

    The whole-body time lets a full page through at 128 kbit/s.
    """

    page_bytes: int = MAX_BODY
    other_bytes: int = 64 * 1024
    idle_seconds: float = 20.0
    body_seconds: float = 330.0

    def largest(self, path: str) -> int:
        """Return the largest body of a request to *path*."""
        return self.page_bytes if path in _PAGES else self.other_bytes


def is_loopback(host: str) -> bool:
    """Return whether *host* is this machine's loopback address (also IPv4 written as IPv6)."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def caller(scope: Scope, behind_proxy: bool) -> str:
    """Return the address that asks: the connection's, or the one the trusted proxy names."""
    forwarded = _header(scope, b"x-forwarded-for") if behind_proxy else None
    if forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()
    client = scope.get("client")
    return str(client[0]) if client else ""


def _header(scope: Scope, name: bytes) -> str | None:
    """Return the last value of a header of the request, None if it has none."""
    found = [value for key, value in scope["headers"] if key == name]
    return found[-1].decode("latin-1") if found else None


def _is_protected(scope: Scope, behind_proxy: bool) -> bool:
    """Return whether what is said cannot be read on the way: https, or never off this machine."""
    if behind_proxy:
        return _header(scope, b"x-forwarded-proto") == "https" or scope["path"] == HEALTH
    client = scope.get("client")
    return scope.get("scheme") == "https" or client is None or is_loopback(str(client[0]))


@dataclass
class _Body:
    """The request's body on its way in: counted, timed, and thrown away if nobody wanted it."""

    source: Receive
    limits: Limits
    largest: int
    done: bool
    size: int = 0
    deadline: float = 0.0
    broken: bool = False

    async def receive(self) -> Message:
        """Return the next piece; raises :class:`RefusedError` ``too-large`` or ``too-slow``."""
        if self.done:
            return await self.source()
        now = asyncio.get_running_loop().time()
        self.deadline = self.deadline or now + self.limits.body_seconds
        try:
            async with asyncio.timeout(min(self.limits.idle_seconds, self.deadline - now)):
                message = await self.source()
        except TimeoutError:
            self.done = self.broken = True
            raise refuse("too-slow") from None
        self.size += len(message.get("body", b""))
        if self.size > self.largest:
            self.done = self.broken = True
            raise refuse("too-large")
        self.done = message["type"] == "http.disconnect" or not message.get("more_body", False)
        return message

    async def throw_away(self) -> None:
        """Read on to the end within the same limits, so that the answer is not lost in a reset connection."""
        with suppress(RefusedError):
            while not self.done:
                await self.receive()


class Gate:
    """ASGI middleware around the whole application."""

    def __init__(self, app: App, limits: Limits, behind_proxy: bool) -> None:
        self.app = app
        self.limits = limits
        self.behind_proxy = behind_proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        answer = _Answer(send, secrets.token_hex(4))
        problem = self._refused(scope)
        error = None
        if problem is not None:
            await answer.refuse(problem)
        else:
            error = await self._pass(scope, receive, answer)
        route = scope.get("route")
        _log.log(
            30 if answer.status >= 500 else 20,
            "request",
            id=answer.request_id,
            method=scope["method"] if scope["method"] in _METHODS else "other",
            route=getattr(route, "path", "none"),
            status=answer.status,
            ms=round((time.perf_counter() - started) * 1000, 1),
            **({"error": error} if error else {}),
        )

    def _refused(self, scope: Scope) -> str | None:
        """Return the code of what can be refused by the head of the request alone."""
        if not _is_protected(scope, self.behind_proxy):
            return "plain-http"
        length = _header(scope, b"content-length") or "0"
        if not length.isascii() or not length.isdigit() or len(length) > 18:
            return "malformed"
        return "too-large" if int(length) > self.limits.largest(scope["path"]) else None

    async def _pass(self, scope: Scope, receive: Receive, answer: "_Answer") -> str | None:
        """Run the application; return what went wrong in it as class and places, never as a message."""
        bodiless = _header(scope, b"content-length") in (None, "0") and _header(scope, b"transfer-encoding") is None
        answer.body = _Body(receive, self.limits, self.limits.largest(scope["path"]), done=bodiless)
        try:
            await self.app(scope, answer.body.receive, answer.send)
        except ClientDisconnect:
            answer.status = answer.status or _WENT_AWAY
        except Exception as error:  # noqa: BLE001 - the last place before the wire: log without content, answer, go on
            if not answer.status:
                await answer.refuse("internal")
            places = traceback.extract_tb(error.__traceback__)[-3:]
            return " < ".join([type(error).__name__, *(f"{place.name}:{place.lineno}" for place in reversed(places))])
        return None


_METHODS = frozenset({"GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "PATCH"})


@dataclass
class _Answer:
    """The answer on its way out."""

    target: Send
    request_id: str
    status: int = 0
    body: _Body | None = None

    async def send(self, message: Message) -> None:
        """Pass a message on; first take in what is left of the request, and mark a refusal with the request's id."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            extra = [(b"x-request-id", self.request_id.encode("ascii"))] if self.status >= 400 else []
            if self.body is not None:
                await self.body.throw_away()
                if self.body.broken:
                    extra.append((b"connection", b"close"))
            message["headers"] = [*message.get("headers", []), *extra]
        await self.target(message)

    async def refuse(self, code: str) -> None:
        """Answer with a refusal and close: the rest of the request is not read."""
        content = json.dumps(describe(code), ensure_ascii=False).encode("utf-8")
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(content)).encode("ascii")),
            (b"connection", b"close"),
        ]
        self.body = None
        await self.send({"type": "http.response.start", "status": REASONS[code].status, "headers": headers})
        await self.send({"type": "http.response.body", "body": content})
