"""Office processes that answer at once: each is forked from one that has the program loaded, and lives by itself.

Loading the program takes as long as a hundred requests. That it starts from nothing, as an administrator starts it, is
what the tests of its command line and of whole lives see; here it is the same program in a process of its own.
"""

import atexit
import contextlib
import ctypes
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0
"""Seconds the process that forks may be silent."""
_SERVE = "import sys; from tests.forked_office import serve; serve(int(sys.argv[1]))"
_LARGEST = 1 << 20
_PR_SET_PDEATHSIG = 1


class ForkedOffice:
    """A process of ``counsellor-office``, with what :class:`subprocess.Popen` has."""

    def __init__(self, pid: int, stdout: IO[str]) -> None:
        self.pid, self.stdout = pid, stdout
        self.returncode: int | None = None
        self._ended = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """Return the exit code, None while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float = PATIENCE) -> int:
        """Return the exit code, minus the signal's number when it was killed. Raises ``TimeoutExpired``."""
        if self.returncode is None:
            ended, _write, _error = select.select([self._ended], [], [], timeout)
            if not ended:
                raise subprocess.TimeoutExpired("counsellor-office", timeout)
            self.returncode = int(_forking().ask({"reap": self.pid}))
            os.close(self._ended)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it is still there: it is not reaped before :meth:`wait`, so its number is its own."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def start_office(
    arguments: Sequence[str], environment: Mapping[str, str], log: Path | None = None
) -> "ForkedOffice | subprocess.Popen[str]":
    """Start ``counsellor-office`` with *arguments*; what it prints can be read from its ``stdout``, errors go to *log*.

    Where processes cannot be forked so, it is started as any program is.
    """
    with open(log or os.devnull, "ab") as errors:
        if not hasattr(os, "pidfd_open"):
            command = [sys.executable, "-m", "sync.server.cli", *arguments]
            return subprocess.Popen(
                command, cwd=ROOT, env=dict(environment), stdout=subprocess.PIPE, stderr=errors, text=True
            )
        ours, theirs = os.pipe()
        try:
            asked = {"arguments": list(arguments), "environment": dict(environment)}
            pid = int(_forking().ask(asked, theirs, errors.fileno()))
        finally:
            os.close(theirs)
    return ForkedOffice(pid, open(ours, encoding="utf-8"))


class _Forking:
    """The process that forks, as this one talks with it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _SERVE, str(theirs.fileno())],
                cwd=ROOT,
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._socket.settimeout(PATIENCE)
        atexit.register(self.close)
        assert self._hear() == "ready"

    def ask(self, request: Mapping[str, Any], *descriptors: int) -> Any:
        """Return the answer to *request*, which may bring open files."""
        with self._lock:
            socket.send_fds(self._socket, [json.dumps(request).encode()], list(descriptors))
            return self._hear()

    def _hear(self) -> Any:
        heard = self._socket.recv(_LARGEST)
        assert heard, f"the process that forks offices ended with {self._process.wait(10)}"
        return json.loads(heard)

    def close(self) -> None:
        """End it, and whatever it forked."""
        self._socket.close()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(30)


@cache
def _forking() -> _Forking:
    return _Forking()


def serve(descriptor: int) -> None:
    """Fork an office for each request until the tests go away. One thread and no open database: forking is safe."""
    place = socket.socket(fileno=descriptor)
    main = importlib.import_module("sync.server.cli").main
    gc.collect()
    gc.freeze()
    place.sendall(json.dumps("ready").encode())
    alive: set[int] = set()
    while True:
        request, descriptors, _flags, _address = socket.recv_fds(place, _LARGEST, 2)
        if not request:
            break
        asked = json.loads(request)
        if "reap" in asked:
            alive.discard(asked["reap"])
            _pid, status = os.waitpid(asked["reap"], 0)
            place.sendall(json.dumps(os.waitstatus_to_exitcode(status)).encode())
            continue
        pid = os.fork()
        if pid == 0:
            place.close()
            _live(main, asked, *descriptors)
        for one in descriptors:
            os.close(one)
        alive.add(pid)
        place.sendall(json.dumps(pid).encode())
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _live(main: Any, asked: dict[str, Any], out: int, errors: int) -> None:
    """Be the office and end this process, whatever happens."""
    code = 1
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        for descriptor, standard in ((out, 1), (errors, 2)):
            os.dup2(descriptor, standard)
            os.close(descriptor)
        os.environ.clear()
        os.environ.update(asked["environment"])
        sys.argv = ["counsellor-office", *asked["arguments"]]
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - as an interpreter would say it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
