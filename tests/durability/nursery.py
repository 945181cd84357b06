"""Processes that may be killed at any moment: forked from one that has everything loaded, at work in milliseconds.

A nursery is a process of its own with one thread and no open database, so that forking it is safe. A child talks with
the test over a socket pair, one JSON document a line; what it said was said, however it ends.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
"""Seconds a child may be silent."""
_SERVE = "import sys; from tests.durability.nursery import serve; serve(int(sys.argv[1]), sys.argv[2])"
_PR_SET_PTRACER = 0x59616D61
_LARGEST = 1 << 20
_LOADED_LATE = ("counsellor_app.store.schema", "httpcore2", "rapidfuzz.distance", "truststore", "zxcvbn")
"""What the app loads when it is first needed: loading it would be nine tenths of what a child does."""


class Line:
    """One end of a conversation in JSON lines. Sends with ``send``, never ``write``: disk calls are counted."""

    def __init__(self, end: socket.socket, waits: bool = False) -> None:
        self._end = end
        self._waits = waits
        self._waiting = b""

    def begin(self) -> None:
        """Say that the deed itself begins, after whatever had to be opened first; wait to be told, if so asked."""
        self.say("begin")
        if self._waits:
            self.hear()

    def say(self, document: Any) -> None:
        """Send *document*; returns when the system has it, so a kill cannot take it back."""
        self._end.sendall(json.dumps(document).encode() + b"\n")

    def hear(self, patience: float = PATIENCE) -> Any:
        """Return the next document, None when the other end is gone. Raises ``TimeoutError``."""
        self._end.settimeout(patience)
        while b"\n" not in self._waiting:
            try:
                part = self._end.recv(_LARGEST)
            except ConnectionResetError:
                part = b""
            if not part:
                return None
            self._waiting += part
        line, self._waiting = self._waiting.split(b"\n", 1)
        return json.loads(line)

    def hear_all(self, patience: float = PATIENCE) -> list[Any]:
        """Return everything until the other end is gone."""
        found = []
        while (document := self.hear(patience)) is not None:
            found.append(document)
        return found

    def close(self) -> None:
        """Close this end."""
        self._end.close()


class Child:
    """A process at work on a deed."""

    def __init__(self, nursery: "Nursery", pid: int, line: Line) -> None:
        self.pid = pid
        self.line = line
        self._nursery = nursery
        self._code: int | None = None

    def kill(self) -> None:
        """End it without a word; it is not reaped before :meth:`end`, so its number is its own."""
        if self._code is None:
            os.kill(self.pid, signal.SIGKILL)

    def end(self) -> int:
        """Wait for its end; return its exit code, minus the signal's number when it was killed."""
        if self._code is None:
            self._code = self._nursery.reap(self.pid)
            self.line.close()
        return self._code


class Nursery:
    """The process that is forked. Used by one thread at a time."""

    def __init__(self, log: Path, more: Mapping[str, str] | None = None) -> None:
        """Start it; *more* environment variables, its messages in *log*, beside which it may keep small files."""
        ours, theirs = socket.socketpair()
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _SERVE, str(theirs.fileno()), str(log.parent)],
                cwd=ROOT,
                env={**os.environ, **(more or {})},
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
            )
        theirs.close()
        self._socket = ours
        self._line = Line(ours)
        self._log = log

    def wait(self) -> None:
        """Return when it is ready: loading everything takes it a second."""
        assert self._line.hear() == "ready", self._log.read_text()

    def child(self, deed: str, /, **given: Any) -> Child:
        """Fork a process that does *deed* (of ``deeds`` or ``acts``) with what is *given*."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._socket, [json.dumps([deed, given]).encode()], [theirs.fileno()])
        return Child(self, int(self._line.hear()), Line(ours))

    def ask(self, deed: str, /, **given: Any) -> Any:
        """Do *deed* to its end in a process of its own; return what it said last."""
        child = self.child(deed, **given)
        said = child.line.hear_all()
        code = child.end()
        assert code == 0, (deed, code, said)
        assert said, deed
        return said[-1]

    def picture(self, given: Mapping[str, str], check: bool = True) -> Any:
        """Return what is in the profile *given*, which must verify unless that is not asked for."""
        found = self.ask("picture", **given, check=check)
        assert found["ok"] or not check, found["problems"]
        return found

    def reap(self, pid: int) -> int:
        """Wait for a child's end and return its code."""
        self._line.say(["", {"pid": pid}])
        code = self._line.hear()
        assert code is not None, f"the nursery ended with {self._process.wait(10)}: {self._log.read_text()}"
        return int(code)

    def close(self) -> None:
        """End the nursery; children that still run are killed by it."""
        self._line.close()
        self._process.wait(30)


@contextlib.contextmanager
def nurseries(count: int, folder: Path) -> Iterator[list[Nursery]]:
    """Give *count* nurseries, one for each thread that wants one."""
    made: list[Nursery] = []
    try:
        made += [Nursery(folder / f"nursery-{number}.log") for number in range(count)]
        for nursery in made:
            nursery.wait()
        yield made
    finally:
        for nursery in made:
            nursery.close()


def serve(descriptor: int, folder: str) -> None:
    """Be a nursery: fork a child for each request until the test goes away."""
    from counsellor_app import commands
    from counsellor_app.domain.names.keys import keys_of
    from tests.durability.acts import ACTS
    from tests.durability.deeds import DEEDS, log_in_alone

    log_in_alone(Path(folder))
    place = socket.socket(fileno=descriptor)
    line = Line(place)
    known = {**DEEDS, **ACTS}
    told = [found.name for found in pkgutil.iter_modules(commands.__path__, f"{commands.__name__}.")]
    for name in (*_LOADED_LATE, *told):
        importlib.import_module(name)
    line.say("ready")
    alive: set[int] = set()
    keys_of("Amina Warsame")  # its tables of names are made at the first: once, not by each child
    gc.freeze()  # the children need not go through what was loaded before them
    while True:
        request, descriptors, _flags, _address = socket.recv_fds(place, _LARGEST, 1)
        if not request:
            break
        name, given = json.loads(request)
        if not name:
            alive.discard(given["pid"])
            _pid, status = os.waitpid(given["pid"], 0)
            line.say(os.waitstatus_to_exitcode(status))
            continue
        pid = os.fork()
        if pid == 0:
            place.close()
            waits = given.pop("wait", False)
            _live(known[name], given, Line(socket.socket(fileno=descriptors[0]), waits))
        os.close(descriptors[0])
        alive.add(pid)
        line.say(pid)
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _live(deed: Any, given: dict[str, Any], line: Line) -> None:
    """Do the deed and end this process, whatever happens."""
    code = 1
    try:
        # Where a process may trace only its own children, this lets strace in.
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)
        deed(line, **given)
        code = 0
    except BaseException as error:  # noqa: BLE001 - whatever it was, the test shall hear it
        line.say({"broken": type(error).__name__, "where": traceback.format_exc()})
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
