"""The office's HTTP interface. Routes translate between HTTP and :class:`sync.server.relay.Relay`, and decide nothing.

The OpenAPI document at ``/openapi.json`` is the contract; tests hold every route against it and against the
authorisation matrix.
"""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import anyio
import sqlalchemy as sa
import structlog
from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from sync.protocol.api import pack_frames, pack_results
from sync.protocol.changes import from_text, to_text
from sync.protocol.errors import ProtocolError, RefusedError
from sync.protocol.login import NONCE_SIZE, TOKEN_SIZE
from sync.protocol.public import unpack_wrap
from sync.protocol.versions import PROTOCOL_VERSION
from sync.server.database import READERS
from sync.server.gate import HEALTH, Gate, Limits, caller
from sync.server.login import Door
from sync.server.office import Office
from sync.server.refusals import refuse
from sync.server.relay import Relay
from sync.server.wire import (
    FEED,
    FRAMES,
    FRAMES_BODY,
    HEIGHT,
    RESULTS,
    SHOW_PROBLEM,
    WRAPS,
    AfterQuery,
    Challenge,
    ChallengeRequest,
    FeedQuery,
    FoundRequest,
    Frames,
    Health,
    Height,
    HeightQuery,
    Id,
    Info,
    Login,
    LoginRequest,
    OwnQuery,
    feed_response,
    problem,
    read_binary,
    read_cursor,
    read_frames,
    read_text,
    refusals,
)

T = TypeVar("T")
_bearer = HTTPBearer(auto_error=False, description="token of POST /v1/login")
_SIGNATURE_SIZE = 64
_REFUSAL_HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 429: {"Retry-After": "60"}}
_log = structlog.get_logger("office")


class Desk:
    """What the routes of one application share: the office, its door, and how many may work at the same time."""

    def __init__(self, office: Office, behind_proxy: bool) -> None:
        self.office = office
        self.door = Door(office)
        self.behind_proxy = behind_proxy
        self._readers = anyio.CapacityLimiter(READERS - 1)
        # SQLite has one writer: a queue here is fair, waiting for its lock is not.
        self._writers = anyio.CapacityLimiter(1 if office.database.is_sqlite else READERS // 2)

    async def read(self, work: Callable[..., T], *arguments: Any) -> T:
        """Run *work* in a thread, beside others."""
        return await anyio.to_thread.run_sync(work, *arguments, limiter=self._readers)

    async def write(self, work: Callable[..., T], *arguments: Any) -> T:
        """Run *work* in a thread, in the writers' queue."""
        return await anyio.to_thread.run_sync(work, *arguments, limiter=self._writers)

    def relay(self, token: bytes) -> Relay:
        """Return the office as the bearer of *token* may use it; refuses ``login-needed``, ``token-expired``."""
        return Relay(self.office, self.door.device_of(token))

    @property
    def anybody(self) -> Relay:
        """The office for who is not logged in."""
        return Relay(self.office, None)


async def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


async def _token(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> bytes:
    """Return the bearer token of a request; refuses ``login-needed`` for none and for what cannot be one."""
    if credentials is None:
        raise refuse("login-needed")
    try:
        return from_text(credentials.credentials, TOKEN_SIZE)
    except ProtocolError:
        raise refuse("login-needed") from None


AtDesk = Annotated[Desk, Depends(_desk)]
Token = Annotated[bytes, Depends(_token)]
router = APIRouter()


@router.get(HEALTH, response_model=Health, responses=refusals() | SHOW_PROBLEM)
async def health(desk: AtDesk) -> Health:
    """Say that the office answers and reaches its database."""
    await desk.read(desk.anybody.office)
    return Health()


@router.get("/v1/office", response_model=Info, responses=refusals())
async def office_info(desk: AtDesk) -> Info:
    """Say who answers; needs no login."""
    info = await desk.read(desk.anybody.office)
    return Info(server=info.server, org=info.org, protocol=info.protocol, time_ms=info.time_ms)


@router.post("/v1/login/challenge", response_model=Challenge, responses=refusals())
async def challenge(desk: AtDesk, asked: ChallengeRequest) -> Challenge:
    """Give a nonce to sign. Not needed by a device that kept the nonce of its last login."""
    return Challenge(nonce=to_text(await desk.read(desk.door.challenge, from_text(asked.device))))


@router.post("/v1/login", response_model=Login, responses=refusals(401, 429))
async def login(desk: AtDesk, asked: LoginRequest, request: Request) -> Login:
    """Give a token for ten minutes to a device that signed the nonce."""
    grant = await desk.write(
        desk.door.login,
        from_text(asked.device),
        from_text(asked.nonce, NONCE_SIZE),
        asked.time,
        from_text(asked.signature, _SIGNATURE_SIZE),
        caller(request.scope, desk.behind_proxy),
    )
    return Login(token=to_text(grant.token), expires=grant.expires_ms, nonce=to_text(grant.nonce))


@router.put("/v1/envelopes", response_class=Frames, responses=RESULTS | refusals(401, 415), openapi_extra=FRAMES_BODY)
async def put_envelopes(desk: AtDesk, token: Token, request: Request) -> Frames:
    """Store a page of envelopes in one commit; one result each. Repetition is success."""
    relay = await desk.read(desk.relay, token)
    envelopes = await read_frames(request)
    return Frames(pack_results(await desk.write(relay.put_envelopes, envelopes)))


@router.get("/v1/envelopes", response_class=Frames, responses=FEED | refusals(401))
async def get_envelopes(desk: AtDesk, token: Token, asked: Annotated[FeedQuery, Query()]) -> Frames:
    """Return what other devices wrote in readable streams after the cursor. Nothing new: an empty page."""
    cursor = read_cursor(asked.after, desk.office.shards)
    return feed_response(await desk.read(lambda: desk.relay(token).get_envelopes(cursor, asked.limit)))


@router.get("/v1/envelopes/own", response_class=Frames, responses=FEED | refusals(401))
async def get_own_envelopes(desk: AtDesk, token: Token, asked: Annotated[OwnQuery, Query()]) -> Frames:
    """Return what the asker's device wrote above a device_seq; ``X-Cursor`` is ``0:`` and the last device_seq."""
    return feed_response(await desk.read(lambda: desk.relay(token).get_own_envelopes(asked.after_seq, asked.limit)))


@router.get("/v1/streams/{stream}/envelopes", response_class=Frames, responses=FEED | refusals(401))
async def get_stream_envelopes(
    desk: AtDesk, token: Token, stream: Annotated[Id, Path()], asked: Annotated[AfterQuery, Query()]
) -> Frames:
    """Return one readable stream after a number, own envelopes included."""
    stream_id = from_text(stream)
    return feed_response(
        await desk.read(lambda: desk.relay(token).get_stream_envelopes(stream_id, asked.after, asked.limit))
    )


@router.put("/v1/wraps", status_code=204, responses=refusals(401, 415), openapi_extra=FRAMES_BODY)
async def put_wraps(desk: AtDesk, token: Token, request: Request) -> Response:
    """Store wraps, all or none. Those of a new stream go before its first keyring."""
    relay = await desk.read(desk.relay, token)
    wraps = [unpack_wrap(frame) for frame in await read_frames(request)]
    await desk.write(relay.put_wraps, wraps)
    return Response(status_code=204)


@router.get("/v1/wraps", response_class=Frames, responses=WRAPS | refusals(401))
async def get_wraps(desk: AtDesk, token: Token, asked: Annotated[AfterQuery, Query()]) -> Frames:
    """Return wraps for the asker's device, person and teams after a wrap number."""
    page = await desk.read(lambda: desk.relay(token).get_wraps(asked.after, asked.limit))
    return Frames(
        pack_frames(wrap.pack() for wrap in page.wraps),
        headers={"X-Cursor": str(page.after), "X-More": str(int(page.more))},
    )


@router.get("/v1/directory", response_class=Frames, responses=FRAMES | refusals(401))
async def get_directory(desk: AtDesk, token: Token, asked: Annotated[HeightQuery, Query()]) -> Frames:
    """Return directory records above a height, ascending."""
    return Frames(pack_frames(await desk.read(lambda: desk.relay(token).get_directory(asked.after))))


@router.put(
    "/v1/directory", response_model=Height, responses=HEIGHT | refusals(401, 409, 415), openapi_extra=FRAMES_BODY
)
async def put_directory(desk: AtDesk, token: Token, request: Request, response: Response) -> Height:
    """Append directory records, all or none; ``conflict`` for one that is not next in the chain."""
    relay = await desk.read(desk.relay, token)
    records = await read_frames(request)
    height = await desk.write(relay.put_directory, records)
    response.headers["X-Directory-Height"] = str(height)
    return Height(height=height)


@router.post("/v1/found", status_code=204, responses=refusals(409))
async def found(desk: AtDesk, asked: FoundRequest) -> Response:
    """Found the office with the one-time secret of its founding invitation and the genesis record."""
    await desk.write(desk.anybody.found, from_text(asked.secret), read_text(asked.genesis))
    return Response(status_code=204)


@router.post("/v1/join", status_code=204, responses=refusals(409, 415, 429), openapi_extra=FRAMES_BODY)
async def put_join_request(desk: AtDesk, request: Request) -> Response:
    """Leave a request to join (its bytes, no frame) for an administrator; needs an open invitation, not a login."""
    await desk.write(desk.anybody.put_join_request, await read_binary(request))
    return Response(status_code=204)


@router.get("/v1/join", response_class=Frames, responses=FRAMES | refusals(401))
async def get_join_requests(desk: AtDesk, token: Token) -> Frames:
    """Return the requests that may still be admitted; administrators only."""
    return Frames(pack_frames(await desk.read(lambda: desk.relay(token).get_join_requests())))


def _on_refused(request: Request, error: RefusedError) -> JSONResponse:
    return problem(error.code, headers=_REFUSAL_HEADERS.get(error.status))


def _on_unreadable(request: Request, error: Exception) -> JSONResponse:
    return problem("malformed")


def _on_http(request: Request, error: HTTPException) -> JSONResponse:
    code = {404: "not-found", 405: "method"}.get(error.status_code, "malformed")
    return problem(code, error.status_code, error.headers)


def _on_database(request: Request, error: Exception) -> JSONResponse:
    _log.warning("database", error=type(error).__name__, state=getattr(getattr(error, "orig", None), "sqlstate", None))
    return problem("unavailable")


def create_app(office: Office, limits: Limits | None = None, behind_proxy: bool = False) -> FastAPI:
    """Return the application of *office*, which the caller closes after it.

    *behind_proxy*: believe ``X-Forwarded-Proto`` and ``X-Forwarded-For``, and nothing without them.
    """
    app = FastAPI(
        title="Counsellor office",
        version=str(PROTOCOL_VERSION),
        summary="Numbers, stores and hands out sealed envelopes that it cannot open.",
        docs_url=None,
        redoc_url=None,
    )
    app.state.desk = Desk(office, behind_proxy)
    app.include_router(router)
    app.add_exception_handler(RefusedError, _on_refused)  # type: ignore[arg-type]
    app.add_exception_handler(ProtocolError, _on_unreadable)
    app.add_exception_handler(RequestValidationError, _on_unreadable)
    app.add_exception_handler(HTTPException, _on_http)  # type: ignore[arg-type]
    app.add_exception_handler(sa.exc.OperationalError, _on_database)
    app.add_exception_handler(sa.exc.InterfaceError, _on_database)
    app.add_exception_handler(sa.exc.TimeoutError, _on_database)
    app.add_middleware(Gate, limits=limits or Limits(), behind_proxy=behind_proxy)
    return app
