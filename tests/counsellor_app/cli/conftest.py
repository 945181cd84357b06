"""An office that runs on loopback, and people with profiles of their own who work by commands."""

import contextlib
import io
import json
import os
import random
import select
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from counsellor_app.cli import run
from tests.forked_office import ForkedOffice, start_office
from tests.quick_keys import quick_keys
from tests.quick_keys import with_quick_keys as with_quick_keys

PASSWORD = "een lange zin die niemand raadt"
READY_SECONDS = 120
"""An office starts in one; a machine that does much beside takes longer."""
_PORTS = 500
"""For each worker of a run: no other of them takes the port of an office that is away."""


def free_port() -> int:
    """Return a free port that the system gives nobody by itself: an office comes back on it later."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 20
    first = 20_000 + worker * _PORTS
    for port in random.SystemRandom().sample(range(first, first + _PORTS), 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no free port")


class Answer:
    """What a command printed and its code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)

    def __repr__(self) -> str:
        return f"code {self.code}\n{self.out}\n{self.err}"


class Person:
    """Somebody with a profile, who gives commands in this process."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.folder = folder
        self.profile = folder / "profile"
        self.password_file = folder / "password"
        self.password_file.write_text(PASSWORD + "\n", encoding="utf-8")

    def options(self) -> list[str]:
        return ["--profile", str(self.profile), "--password-file", str(self.password_file), "--kdf", "floor"]

    def __call__(self, *arguments: str) -> Answer:
        """Run one command."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run([*self.options(), *arguments])
        return Answer(code, out.getvalue(), err.getvalue())

    def done(self, *arguments: str) -> str:
        """Run a command that must succeed; returns stdout."""
        answer = self(*arguments)
        assert answer.code == 0, answer
        return answer.out

    def get(self, *arguments: str) -> Any:
        """Run a command with ``--json`` that must succeed; returns the document."""
        answer = self(*arguments, "--json")
        assert answer.code == 0, answer
        return answer.json

    def refused(self, *arguments: str, code: int = 1) -> str:
        """Run a command that must be refused, with nothing on stdout; returns the message."""
        answer = self(*arguments)
        assert answer.code == code, answer
        assert "Traceback" not in answer.err
        assert len(answer.err.strip().splitlines()) >= 1, answer
        return answer.err

    def text(self, content: str | bytes, name: str = "note.txt") -> str:
        """Write a text file and return its path."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return str(path)


class Office:
    """A real office server, in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.data, self.founding = folder / "office", folder / "founding.json"
        self._process: ForkedOffice | subprocess.Popen[str] | None = None
        self.address = ""
        if not self.data.exists():
            self.office("init", "--data", str(self.data), "--out", str(self.founding))

    @staticmethod
    def office(*arguments: str) -> None:
        process = start_office(arguments, os.environ)
        assert process.stdout is not None
        with process.stdout:
            assert process.wait(60) == 0, arguments

    def start(self, port: int = 0) -> None:
        serve = ("serve", "--data", str(self.data), "--port", str(port or free_port()))
        self._process = start_office(serve, os.environ | {"LANG": "C.UTF-8"})
        assert self._process.stdout is not None
        ready, _write, _error = select.select([self._process.stdout], [], [], READY_SECONDS)
        self.address = self._process.stdout.readline().strip() if ready else ""
        if not self.address.startswith("http"):
            self.stop()
            pytest.fail("the office did not start")

    @property
    def port(self) -> int:
        return int(self.address.rsplit(":", 1)[1])

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """The office cannot be reached while this lasts; then it is back where it was."""
        port = self.port
        self.stop()
        try:
            yield
        finally:
            self.start(port)


class World:
    """An office with an administrator and two counsellors of one team."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder
        self.office = Office(folder)
        self.office.start(port)
        self.anna = Person(folder / "anna", "Anna Bos")
        self.bert = Person(folder / "bert", "Bert de Wit")
        self.carla = Person(folder / "carla", "Carla Pinto")

    def found(self) -> Any:
        return self.anna.get("found", "--invitation", str(self.office.founding), "--name", self.anna.name)

    def invite(self, person: Person, role: str = "counsellor", team: str = "Utrecht") -> Path:
        file = self.folder / f"{person.folder.name}.json"
        self.anna.done("invite", "--name", person.name, "--role", role, "--team", team, "--out", str(file))
        return file

    def enrol(self, *people: Person) -> None:
        for person in people:
            person.done("join", "--invitation", str(self.invite(person)))
        assert len(self.anna.get("admit", "--all")["admitted"]) == len(people)
        for person in people:
            person.done("sync")

    def person(self, name: str) -> Person:
        return Person(self.folder / name, name)

    def sync(self) -> None:
        """Let everybody have everything."""
        for person in (self.bert, self.carla, self.anna, self.bert, self.carla):
            person.done("sync")

    def close(self) -> None:
        self.office.stop()


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> World:
    """An office and its people at rest, to be copied."""
    made = World(tmp_path_factory.mktemp("pattern"))
    try:
        with quick_keys():
            made.found()
            made.enrol(made.bert, made.carla)
    finally:
        made.close()
    return made


@pytest.fixture(autouse=True, scope="session")
def whole_application(qapp: object) -> object:
    """Start Qt with windows: a command that prints brings an application without them, and there is one a process."""
    return qapp


@pytest.fixture(scope="module")
def world(pattern: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """An office with Anna (administrator), Bert and Carla (counsellors) in team Utrecht."""
    folder = tmp_path_factory.mktemp("world")
    shutil.copytree(pattern.folder, folder, dirs_exist_ok=True)
    made = World(folder, pattern.office.port)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Person:
    """Somebody without a profile."""
    return Person(tmp_path / "fresh", "Fresh")


@pytest.fixture
def copy(world: World, tmp_path: Path) -> Person:
    """A copy of Bert's profile, to be broken."""
    person = Person(tmp_path / "copy", "Copy of Bert")
    shutil.copytree(world.bert.profile, person.profile)
    return person
