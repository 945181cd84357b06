"""Verifying and opening pages of envelopes: a pure function, run here or on other cores.

A first pull is bounded by signature checks; pages are therefore handed to worker processes, which get the envelopes,
their authors' public keys and the keys of just the streams in the page, and give back bodies.
"""

import hashlib
import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor

from sync.protocol.envelope import Suite, parse_header, verify
from sync.protocol.errors import ProtocolError
from sync.protocol.publication import open_public
from sync.sealing.envelopes import open_sealed

OpenJob = tuple[bytes, bytes, bytes | None]
"""Envelope, the author's raw Ed25519 public key (empty: the signature was verified before), the epoch's key."""
Opened = tuple[str, bytes, bytes]
"""A code (empty when all is well), SHA-256 of the envelope, the body."""
INLINE = 400
"""Pages smaller than this are opened where they are: starting workers costs more."""
_MOST_WORKERS = 3


def open_one(job: OpenJob) -> Opened:
    """Verify and open one envelope; a code instead of a body when it must not be believed."""
    envelope, author, key = job
    digest = hashlib.sha256(envelope).digest()
    try:
        header = parse_header(envelope)
        if author:
            verify(envelope, author)
        if header.suite == Suite.PUBLIC:
            return "", digest, open_public(envelope)
        if key is None:
            return "key", digest, b""
        return "", digest, open_sealed(envelope, header, key)
    except ProtocolError as error:
        return error.code, digest, b""


def open_page(jobs: Sequence[OpenJob]) -> list[Opened]:
    """Verify and open a page, in order."""
    return [open_one(job) for job in jobs]


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


class Opener:
    """Opens pages; starts worker processes when pages are large, and stops them at the end."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, jobs: Sequence[OpenJob]) -> "Future[list[Opened]]":
        """Return the page's future, opened here and now if it is small."""
        if len(jobs) < INLINE:
            done: Future[list[Opened]] = Future()
            done.set_result(open_page(jobs))
            return done
        if self._pool is None:
            workers = max(1, min(_MOST_WORKERS, (os.cpu_count() or 2) - 1))
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(workers, mp_context=spawn, initializer=_end_with_the_app)
        return self._pool.submit(open_page, jobs)

    def close(self) -> None:
        """Stop the workers; what they held in memory ends with them."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def __enter__(self) -> "Opener":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()
