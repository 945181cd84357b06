"""How the office's answers and questions look in HTTP: frames, headers of a page, cursors, one shape of error."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from sync.protocol.api import MEDIA_TYPE, PAGE_ENVELOPES, FeedPage, pack_numbered, unpack_frames
from sync.protocol.changes import from_text
from sync.protocol.envelope import COUNTER_MAX, MAX_ENVELOPE
from sync.server.refusals import REASONS, describe, refuse

MAX_GENESIS = 16 * 1024
"""Characters of the longest genesis record."""
_CURSOR = r"^([0-9]{1,5}:[0-9]{1,19}(,[0-9]{1,5}:[0-9]{1,19})*)?$"
_CURSOR_PART = re.compile(r"([0-9]+):([0-9]+)")
_ID = r"^[A-Za-z0-9_-]{22}$"
_32_BYTES = r"^[A-Za-z0-9_-]{43}$"
_64_BYTES = r"^[A-Za-z0-9_-]{86}$"

Id = Annotated[str, Field(pattern=_ID, description="16 bytes, base64url without padding")]
Number = Annotated[int, Field(ge=0, le=COUNTER_MAX)]


class _Strict(BaseModel):
    """Nothing the office does not know is let pass."""

    model_config = ConfigDict(extra="forbid")


class Problem(_Strict):
    """The one shape of every refusal: a stable code, what happened, what to do."""

    code: str
    title: str
    advice: str


class Health(_Strict):
    """The office answers and reaches its database."""

    status: str = "ok"


class Info(_Strict):
    """Who answers; ``org`` is empty before founding, ``time_ms`` is ms since 1970."""

    server: str
    org: str
    protocol: int
    time_ms: int


class ChallengeRequest(_Strict):
    """Which device wants to log in."""

    device: Id


class Challenge(_Strict):
    """A nonce that serves once, for that device, within a day."""

    nonce: str


class LoginRequest(_Strict):
    """A signed login: Ed25519 over ``counsellor/v1/login\\0`` | server id | nonce | device id | u64 time."""

    device: Id
    nonce: Annotated[str, Field(pattern=_32_BYTES, description="from a challenge or the answer to the last login")]
    time: Annotated[Number, Field(description="the device's clock, ms since 1970")]
    signature: Annotated[str, Field(pattern=_64_BYTES)]


class Login(_Strict):
    """A bearer token, when it ends (office time, ms since 1970), and the nonce for the next login."""

    token: str
    expires: int
    nonce: str


class FoundRequest(_Strict):
    """The one-time secret of the founding invitation, and the genesis record (base64url)."""

    secret: Id
    genesis: Annotated[str, Field(max_length=MAX_GENESIS, pattern=r"^[A-Za-z0-9_-]+$")]


class Height(_Strict):
    """Height of the directory."""

    height: int


class FeedQuery(_Strict):
    """``after``: cursor ``shard:number,…``, empty from the beginning; ``limit``: most envelopes of the page."""

    after: Annotated[str, Field(pattern=_CURSOR, max_length=4096)] = ""
    limit: Annotated[int, Field(ge=1, le=PAGE_ENVELOPES)] = PAGE_ENVELOPES


class AfterQuery(_Strict):
    """``after``: a number, ``limit``: most items of the page."""

    after: Number = 0
    limit: Annotated[int, Field(ge=1, le=PAGE_ENVELOPES)] = PAGE_ENVELOPES


class OwnQuery(_Strict):
    """``after_seq``: a device_seq, ``limit``: most envelopes of the page."""

    after_seq: Number = 0
    limit: Annotated[int, Field(ge=1, le=PAGE_ENVELOPES)] = PAGE_ENVELOPES


class HeightQuery(_Strict):
    """``after``: a height of the directory."""

    after: Number = 0


class Frames(Response):
    """Binary frames of :mod:`sync.protocol.api`."""

    media_type = MEDIA_TYPE


def read_cursor(text: str, shards: int) -> dict[int, int]:
    """Return the cursor in *text*; refuses ``malformed`` for an unknown shard, one twice, or too large a number."""
    cursor: dict[int, int] = {}
    for shard, number in _CURSOR_PART.findall(text):
        if int(shard) >= shards or int(shard) in cursor or int(number) > COUNTER_MAX:
            raise refuse("malformed")
        cursor[int(shard)] = int(number)
    return cursor


def write_cursor(cursor: Mapping[int, int]) -> str:
    """Return a cursor as it travels: ``0:456``."""
    return ",".join(f"{shard}:{number}" for shard, number in sorted(cursor.items()))


def feed_response(page: FeedPage) -> Frames:
    """Return a page of envelopes: numbered frames, and the cursor and heads in headers."""
    return Frames(
        pack_numbered(page.envelopes),
        headers={
            "X-Cursor": write_cursor(page.cursor),
            "X-More": str(int(page.more)),
            "X-Directory-Height": str(page.directory_height),
            "X-Wrap-Head": str(page.wrap_head),
        },
    )


async def read_binary(request: Request) -> bytes:
    """Return the body of a request that says it is binary; refuses ``media-type``."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != MEDIA_TYPE:
        raise refuse("media-type")
    return await request.body()


async def read_frames(request: Request) -> list[bytes]:
    """Return the frames of a request's body; refuses ``media-type``; raises :class:`MalformedError`."""
    return unpack_frames(await read_binary(request), MAX_ENVELOPE)


def read_text(text: str) -> bytes:
    """Return the bytes of base64url *text* of any length; raises :class:`BodyError` if not canonical."""
    return from_text(text, len(text) * 3 // 4)


def problem(code: str, status: int = 0, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return the refusal *code*, with another HTTP *status* than its own where given."""
    return JSONResponse(describe(code), status or REASONS[code].status, headers=headers)


def _header(description: str) -> dict[str, Any]:
    return {"description": description, "required": True, "schema": {"type": "string"}}


_BINARY = {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}
_CURSOR_HEADERS = {"X-Cursor": _header("where to go on"), "X-More": _header("1: ask again at once")}
_FEED_HEADERS = {
    **_CURSOR_HEADERS,
    "X-Directory-Height": _header("height of the directory"),
    "X-Wrap-Head": _header("number of the newest wrap for the asker"),
}


def _page(description: str, headers: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": description, "content": _BINARY, "headers": headers}}


FEED = _page("u64 number | u32 length | envelope, repeated", _FEED_HEADERS)
WRAPS = _page("u32 length | wrap, repeated", _CURSOR_HEADERS)
FRAMES = _page("u32 length | item, repeated", {})
RESULTS = _page("u8 status | u64 number, one for each envelope in order", {})
HEIGHT: dict[int | str, dict[str, Any]] = {200: {"headers": {"X-Directory-Height": _header("as in the body")}}}
FRAMES_BODY = {"requestBody": {"required": True, "content": _BINARY}}
_PROBLEM = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
SHOW_PROBLEM: dict[int | str, dict[str, Any]] = {503: {"description": "Refused", "model": Problem}}
"""For one route with a JSON answer: puts the shape of refusals into the document."""
_EVERYWHERE = (400, 403, 405, 408, 413, 422, 503)


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI entries of the refusals a route may give beside those every route may.

    By reference, because the framework would give a model the media type of the route's success.
    """
    return {status: {"description": "Refused", "content": _PROBLEM} for status in sorted({*_EVERYWHERE, *statuses})}
