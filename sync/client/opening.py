"""Verifying and opening pages of envelopes: a pure function, run here or on other cores.

A first pull is bounded by signature checks; pages are therefore handed to worker processes, which get the envelopes,
their authors' public keys and the keys of just the streams in the page, and give back bodies.
"""

import hashlib
import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import suppress
from typing import Any

from sync.protocol.envelope import Header, Suite, parse_header, verify
from sync.protocol.errors import ProtocolError
from sync.protocol.publication import open_public
from sync.sealing.envelopes import open_sealed

OpenJob = tuple[bytes, bytes, bytes | None]
"""Envelope, the author's raw Ed25519 public key (empty: the signature was verified before), the epoch's key."""
Opened = tuple[str, bytes, bytes, Any]
"""A code (empty when all is well), SHA-256 of the envelope, the body, and what reading it ahead gave.

Where reading ahead gave something, the body stays empty: nobody needs both, and both would have to travel.
"""
ReadAhead = Callable[[Header, bytes], Any]
"""A function of a module, so that other processes find it: from a header and an opened body to whatever the replica
wants of it, or None to get the body itself. It raises nothing."""
INLINE = 2_000
"""Pages smaller than this are opened where they are, unless workers run anyway: starting them costs more."""
_MOST_WORKERS = 4
_PART = 1_000


def open_one(job: OpenJob, read_ahead: ReadAhead | None = None) -> Opened:
    """Verify and open one envelope; a code instead of a body when it must not be believed."""
    envelope, author, key = job
    digest = hashlib.sha256(envelope).digest()
    try:
        header = parse_header(envelope)
        if author:
            verify(envelope, author)
        if header.suite == Suite.PUBLIC:
            return "", digest, open_public(envelope), None
        if key is None:
            return "key", digest, b"", None
        body = open_sealed(envelope, header, key)
    except ProtocolError as error:
        return error.code, digest, b"", None
    found = read_ahead(header, body) if read_ahead is not None else None
    return "", digest, body if found is None else b"", found


def open_page(jobs: Sequence[OpenJob], read_ahead: ReadAhead | None = None) -> list[Opened]:
    """Verify and open a page, in order."""
    return [open_one(job, read_ahead) for job in jobs]


def _end_with_the_app() -> None:
    """Let this worker end when the app does, also where it was killed, or became another program to lock itself.

    A worker holds keys and notes, and waits for pages at a pipe that its fellows keep open: by itself it would stay.
    """
    app = multiprocessing.parent_process()
    if app is not None:
        threading.Thread(target=_end_after, args=(app.join,), name="ends-with-the-app", daemon=True).start()


def _end_after(wait: Callable[[], None]) -> None:
    wait()
    os._exit(0)


def _greet(_read_ahead: ReadAhead | None) -> None:
    """Do nothing, in a worker that has loaded what it will read ahead with."""


class Opening:
    """A page that is being opened, in parts, so that all cores share it."""

    def __init__(self, parts: "Sequence[tuple[Sequence[OpenJob], Future[list[Opened]]]]", read_ahead: ReadAhead | None):
        self._parts = parts
        self._read_ahead = read_ahead

    def result(self) -> list[Opened]:
        """Return what opening gave, in order; who waits opens himself what no other core has begun."""
        return [opened for part in self._parts for opened in self._part(*part)]

    def _part(self, jobs: Sequence[OpenJob], opening: "Future[list[Opened]]") -> list[Opened]:
        if opening.cancel():
            return open_page(jobs, self._read_ahead)
        try:
            return opening.result()
        except BrokenExecutor:
            return open_page(jobs, self._read_ahead)  # a worker was killed, by want of memory perhaps


class Opener:
    """Opens pages; starts worker processes when pages are large, and stops them at the end."""

    def __init__(self, read_ahead: ReadAhead | None = None) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._greeting: Future[None] | None = None
        self._read_ahead = read_ahead

    def submit(self, jobs: Sequence[OpenJob]) -> Opening:
        """Have a page opened: by workers, or here and now if it is small or there are none (yet, or any more)."""
        parts = [jobs[start : start + _PART] for start in range(0, len(jobs), _PART)]
        flying = [(part, self._begin(part, len(jobs))) for part in parts]
        return Opening(flying, self._read_ahead)

    def _begin(self, part: Sequence[OpenJob], size: int) -> "Future[list[Opened]]":
        """Give *part* of a page of *size* envelopes to the workers; while the first of them still starts, open it."""
        if size >= INLINE:
            self.start()
        if self._pool is not None and self._greeting is not None and self._greeting.done():
            with suppress(BrokenExecutor):
                return self._pool.submit(open_page, part, self._read_ahead)
        done: Future[list[Opened]] = Future()
        done.set_result(open_page(part, self._read_ahead))
        return done

    def start(self) -> None:
        """Start the workers, where that was not done yet, without waiting for them: much is going to come."""
        if self._pool is None:
            workers = max(1, min(_MOST_WORKERS, os.cpu_count() or 2))
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(workers, mp_context=spawn, initializer=_end_with_the_app)
            with suppress(BrokenExecutor):
                greetings = [self._pool.submit(_greet, self._read_ahead) for _worker in range(workers)]
                self._greeting = greetings[0]

    def close(self) -> None:
        """Stop the workers; what they held in memory ends with them."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def __enter__(self) -> "Opener":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()
