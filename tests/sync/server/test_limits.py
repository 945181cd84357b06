"""What the office bears: large, deep, slow, broken and unprotected requests, with bounded memory."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from sync.protocol.api import MAX_BODY, MEDIA_TYPE, PAGE_ENVELOPES, pack_frames
from sync.protocol.errors import RefusedError
from sync.server.gate import Gate, Limits, is_loopback
from sync.server.login import TRIES
from sync.server.office import Office
from tests.sync.server.desk import FRAMES, asking, bearer
from tests.sync.server.running import Running, serving, set_up
from tests.sync.server.staff import Staff


@pytest.fixture
def engine_name() -> str:
    """What is refused here never reaches a database: one is enough."""
    return "sqlite"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("limits") / "office"
    set_up(folder)
    with serving(folder) as found:
        yield found


def ask(running: Running, head: str, *pieces: bytes, timeout: float = 20) -> bytes:
    """Send a request by hand and return what comes back until the office closes or falls silent."""
    with closing(socket.create_connection(("127.0.0.1", running.port), timeout=timeout)) as connection:
        connection.sendall(head.replace("\n", "\r\n").encode() + b"\r\n")
        try:
            for piece in pieces:
                connection.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass
        answer = b""
        try:
            while b"\r\n\r\n" not in answer and (more := connection.recv(65_536)):
                answer += more
        except ConnectionResetError:
            pass
        return answer


def memory_kb(running: Running, name: str) -> int:
    text = Path(f"/proc/{running.process.pid}/status").read_text()
    return int(next(line for line in text.splitlines() if line.startswith(name)).split()[1])


def test_a_large_body_is_refused_before_it_is_read(running: Running) -> None:
    for path in ("/v1/envelopes", "/v1/login", "/nowhere"):
        answer = ask(running, f"PUT {path} HTTP/1.1\nhost: x\ncontent-length: {MAX_BODY + 1}\n")
        assert answer.startswith(b"HTTP/1.1 413"), answer


def test_a_chunked_body_is_cut_off_at_the_limit_with_bounded_memory(running: Running) -> None:
    before = memory_kb(running, "VmRSS")
    chunk = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    for method, path in (("PUT", "/v1/envelopes"), ("POST", "/v1/join")):
        head = f"{method} {path} HTTP/1.1\nhost: x\ntransfer-encoding: chunked\ncontent-type: {MEDIA_TYPE}\n"
        answer = ask(running, head, *[chunk] * 640)
        assert answer[:12] in (b"HTTP/1.1 401", b"HTTP/1.1 413", b""), answer
    assert memory_kb(running, "VmHWM") - before < 3 * MAX_BODY // 1024


@pytest.mark.parametrize("length", ["-1", "1e3", "99999999999999999999", "abc"])
def test_nonsense_lengths_are_refused(running: Running, length: str) -> None:
    answer = ask(running, f"PUT /v1/envelopes HTTP/1.1\nhost: x\ncontent-length: {length}\n")
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 413", b"HTTP/1.1 422")), answer


def test_a_large_head_is_refused(running: Running) -> None:
    answer = ask(running, "GET /healthz HTTP/1.1\nhost: x\nx-large: " + "a" * 200_000 + "\n")
    assert answer.startswith(b"HTTP/1.1 400"), answer[:100]


def test_it_still_answers(running: Running) -> None:
    assert ask(running, "GET /healthz HTTP/1.1\nhost: x\n").startswith(b"HTTP/1.1 200")


def test_an_answer_names_no_server_and_no_date(running: Running) -> None:
    answer = ask(running, "GET /v1/office HTTP/1.1\nhost: x\n").lower()
    assert b"server:" not in answer
    assert b"date:" not in answer


def test_frames_are_limited_and_must_be_frames(staff: Staff) -> None:
    with asking(staff.office) as client:
        token = bearer(client, staff.administrator)
        for content, expected in (
            (b"\0\0\0\5abc", 422),
            (b"\xff\xff\xff\xff", 422),
            (b"abc", 422),
            (pack_frames([b""] * (PAGE_ENVELOPES + 1)), 413),
        ):
            for path in ("/v1/envelopes", "/v1/wraps", "/v1/directory"):
                answer = client.put(path, content=content, headers={**FRAMES, **token})
                assert (answer.status_code, set(answer.json())) == (
                    expected if path != "/v1/wraps" else 422,
                    {"code", "title", "advice"},
                ), path
        answer = client.put("/v1/envelopes", content=b"", headers={**token, "content-type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (415, "media-type")


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 60_000,
        b'{"device":' * 6_000,
        b'{"device": ' + b"9" * 60_000 + b"}",
        b'{"device": "\\ud800"}',
        b'{"device": NaN}',
        b"\xff\xfe",
        b"",
        b"null",
        b'{"device": "' + b"A" * 22 + b'", "more": 1}',
        b'{"device": "' + b"_" * 22 + b'"}',
        b'{"device": "\0"}',
    ],
)
def test_deep_and_odd_json_is_refused(staff: Staff, content: bytes) -> None:
    with asking(staff.office) as client:
        for path in ("/v1/login/challenge", "/v1/login", "/v1/found"):
            answer = client.post(path, content=content, headers={"content-type": "application/json"})
            assert answer.status_code in (400, 413, 422), answer.text
            assert set(answer.json()) == {"code", "title", "advice"}


@pytest.mark.parametrize(
    "query",
    [
        "/v1/envelopes?after=1:0",
        "/v1/envelopes?after=0:1,0:2",
        "/v1/envelopes?after=0:9999999999999999999",
        "/v1/envelopes?after=x",
        "/v1/envelopes?limit=0",
        "/v1/envelopes?limit=1000001",
        "/v1/envelopes?limit=1e3",
        "/v1/envelopes?unknown=1",
        "/v1/envelopes/own?after_seq=-1",
        "/v1/wraps?after=9223372036854775808",
        "/v1/directory?after=%00",
        "/v1/streams/AAAA/envelopes",
        "/v1/streams/AAAAAAAAAAAAAAAAAAAAAB/envelopes",
    ],
)
def test_unknown_query_values_are_refused(staff: Staff, query: str) -> None:
    with asking(staff.office) as client:
        answer = client.get(query, headers=bearer(client, staff.administrator))
        assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


def test_a_slow_body_is_given_up(office: Office) -> None:
    """A body that trickles in is refused once pieces stop, and once it took too long as a whole."""

    async def play(limits: Limits, pause: float, pieces: int) -> tuple[int, float]:
        async def app(scope, receive, send):
            try:
                while (await receive()).get("more_body"):
                    pass
            except RefusedError as error:
                await send({"type": "http.response.start", "status": error.status, "headers": []})
                await send({"type": "http.response.body", "body": b""})

        left = pieces

        async def receive():
            nonlocal left
            await asyncio.sleep(pause)
            left -= 1
            return {"type": "http.request", "body": b"x", "more_body": left > 0}

        sent = []

        async def send(message):
            sent.append(message)

        scope = {
            "type": "http",
            "method": "PUT",
            "path": "/v1/envelopes",
            "client": ("127.0.0.1", 1),
            "headers": [(b"transfer-encoding", b"chunked")],
        }
        started = time.monotonic()
        await Gate(app, limits, behind_proxy=False)(scope, receive, send)
        assert (b"connection", b"close") in sent[0]["headers"]
        return sent[0]["status"], time.monotonic() - started

    status, seconds = asyncio.run(play(Limits(idle_seconds=0.1, body_seconds=60), 10, 5))
    assert (status, seconds < 5) == (408, True)
    status, seconds = asyncio.run(play(Limits(idle_seconds=5, body_seconds=0.3), 0.02, 10_000))
    assert (status, seconds < 5) == (408, True)


def test_a_refusal_reaches_a_client_that_is_still_sending(running: Running) -> None:
    """Without a login a full page is read and thrown away, so that the answer is not lost in a reset."""
    body = bytes(4 << 20)
    head = f"PUT /v1/envelopes HTTP/1.1\nhost: x\ncontent-type: {MEDIA_TYPE}\ncontent-length: {len(body)}\n"
    assert ask(running, head, body).startswith(b"HTTP/1.1 401")


def test_a_client_that_goes_away_is_no_error(running: Running) -> None:
    head = "PUT /v1/envelopes HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nabc"
    with closing(socket.create_connection(("127.0.0.1", running.port))) as connection:
        connection.sendall(head.encode())
    assert ask(running, "GET /healthz HTTP/1.1\nhost: x\n").startswith(b"HTTP/1.1 200")
    assert '"error"' not in running.log.read_text()


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.0.2.1", False),
        ("::ffff:192.0.2.1", False),
        ("10.0.0.1", False),
        ("testclient", False),
        ("", False),
    ],
)
def test_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_plain_http_is_for_this_machine_only(staff: Staff) -> None:
    with asking(staff.office, address="192.0.2.1") as client:
        for headers in ({}, {"x-forwarded-proto": "https"}):
            answer = client.get("/v1/office", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "plain-http")
        assert client.get("https://office.test/v1/office").status_code == 200


def test_behind_a_proxy_only_what_came_by_tls(staff: Staff) -> None:
    with asking(staff.office, behind_proxy=True) as client:
        for headers in ({}, {"x-forwarded-proto": "http"}, {"x-forwarded-proto": "https, http"}):
            answer = client.get("/v1/office", headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "plain-http")
        assert client.get("/v1/office", headers={"x-forwarded-proto": "https"}).status_code == 200
        assert client.get("/healthz").status_code == 200


def test_the_proxy_names_who_failed_to_log_in(staff: Staff) -> None:
    with asking(staff.office, behind_proxy=True) as client:
        body = {"device": "A" * 22, "nonce": "A" * 43, "time": 0, "signature": "A" * 86}

        def fail(address: str) -> int:
            headers = {"x-forwarded-proto": "https", "x-forwarded-for": f"192.0.2.9, {address}"}
            return client.post("/v1/login", json=body, headers=headers).status_code

        assert [fail("192.0.2.1") for _ in range(TRIES + 1)] == [401] * TRIES + [429]
        assert fail("192.0.2.2") == 401


@pytest.mark.parametrize("value", ["Bearer", "Bearer x", "Bearer " + "A" * 43, "Basic QTpC", "Bearer " + "A" * 9_000])
def test_what_is_no_token_is_no_login(staff: Staff, value: str) -> None:
    with asking(staff.office) as client:
        answer = client.get("/v1/envelopes", headers={"authorization": value})
        assert (answer.status_code, answer.json()["code"]) == (401, "login-needed")
        assert answer.headers["www-authenticate"] == "Bearer"


def test_health_says_when_the_database_is_gone(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlalchemy as sa

    with asking(staff.office) as client:
        assert client.get("/healthz").json() == {"status": "ok"}

        def gone() -> None:
            raise sa.exc.OperationalError("SELECT", {}, Exception("gone"))

        monkeypatch.setattr(staff.office.database, "reading", gone)
        answer = client.get("/healthz")
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


def test_a_mistake_of_ours_says_nothing(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    with asking(staff.office) as client:

        def broken(_connection: object) -> None:
            raise ValueError("a secret")

        monkeypatch.setattr(staff.office, "directory", broken)
        answer = client.get("/v1/office")
        assert (answer.status_code, answer.json()["code"]) == (500, "internal")
        assert "secret" not in answer.text


def test_many_at_once(staff: Staff) -> None:
    """More requests than connections: they wait for each other, none fails."""
    with asking(staff.office) as client:
        headers = bearer(client, staff.administrator)
        statuses: list[int] = []

        def pull(client: TestClient) -> None:
            statuses.append(client.get("/v1/envelopes", headers=headers).status_code)

        threads = [threading.Thread(target=pull, args=(client,)) for _ in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert statuses == [200] * 40
    assert json.dumps(statuses)
