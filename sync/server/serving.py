"""Running the office: one process, one socket, a line when it is ready, a clean end on SIGTERM."""

import gc
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from sync.server.app import create_app
from sync.server.office import Office
from sync.server.refusals import OfficeError
from sync.wording import _

KEEP_ALIVE_SECONDS = 30
SHUTDOWN_SECONDS = 10
_HEAD_BYTES = 16 * 1024
_BACKLOG = 512
_CONNECTIONS = 1_000


class _Server(uvicorn.Server):
    """Says when it accepts, and ends a process that was asked to end with success."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to accept, then say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Finish what is under way on SIGTERM and SIGINT; unlike the base class, do not die by the signal after it."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {sign: signal.signal(sign, self.handle_exit) for sign in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)


def bind(host: str, port: int) -> socket.socket:
    """Return a socket listening at *host* and *port* (0: any free one); raises :class:`OfficeError`.

    The protocol is named because asyncio sends small answers at once only on sockets that say they are TCP: with the
    usual 0, every answer of two pieces waits 40 ms for the client's acknowledgement.
    """
    listening = None
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_BACKLOG)
        return listening
    except (OSError, OverflowError) as problem:
        if listening is not None:
            listening.close()
        reason = getattr(problem, "strerror", None) or str(problem)
        raise OfficeError(
            _("The office cannot listen at {host}, port {port}: {reason}.").format(host=host, port=port, reason=reason),
            _("Choose another port, or end what uses it."),
        ) from None


def serve(office: Office, listening: socket.socket, ready: Callable[[], None], behind_proxy: bool = False) -> None:
    """Answer on *listening* until SIGTERM or SIGINT; *ready* is called once requests are accepted.

    The server's name and the date are left out of answers: a sync with nothing new shall be small.
    """
    config = uvicorn.Config(
        create_app(office, behind_proxy=behind_proxy),
        http="h11",
        ws="none",
        loop="asyncio",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        limit_concurrency=_CONNECTIONS,
        h11_max_incomplete_event_size=_HEAD_BYTES,
    )
    # What was imported stays for good: the collector need not look at it again in the middle of a page.
    gc.collect()
    gc.freeze()
    _Server(config, ready).run(sockets=[listening])
