"""Somebody on the wire: passes everything on, and keeps a copy."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Between:
    """Listens at ``port``; ``up`` and ``down`` hold what passed, a bytearray for each connection."""

    def __init__(self, office_port: int) -> None:
        self._office_port = office_port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._ends: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.up: list[bytearray] = []
        self.down: list[bytearray] = []
        self.port: int = self._listening.getsockname()[1]
        self._start(self._accept)

    def _start(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self._office_port))
                self._ends += [near, far]
                self.up.append(bytearray())
                self.down.append(bytearray())
                self._start(self._carry, near, far, self.up[-1])
                self._start(self._carry, far, near, self.down[-1])

    def _carry(self, source: socket.socket, target: socket.socket, copy: bytearray) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                copy += data
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    @property
    def passed(self) -> int:
        """Bytes that passed so far, both ways."""
        return sum(map(len, [*self.up, *self.down]))

    def requests(self) -> list[bytes]:
        """Return every request that passed, head and body, in order."""
        return [request for stream in self.up for request in split_requests(bytes(stream))]

    def close(self) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(10)
        for end in self._ends:
            end.close()


@contextmanager
def between(office_port: int) -> Iterator[Between]:
    """Stand between clients and the office at *office_port*."""
    made = Between(office_port)
    try:
        yield made
    finally:
        made.close()


def split_requests(stream: bytes) -> list[bytes]:
    """Cut what one connection sent into requests, by their content-length."""
    found = []
    while stream:
        head, _, rest = stream.partition(b"\r\n\r\n")
        lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
        size = len(head) + 4 + (int(lengths[0]) if lengths else 0)
        found.append(stream[:size])
        stream = stream[size:]
        assert rest is not None
    return found
