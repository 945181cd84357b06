"""A real office in a process of its own, and people with profiles of their own who work by commands."""

import contextlib
import io
import json
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counsellor_app.cli import run
from counsellor_app.settings import Profile

PASSWORD = "een lange zin die niemand raadt"
PROGRAMS = Path(sys.executable).parent
READY_SECONDS = 60
PLAIN = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "LANG", "LC_ALL")}


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Keys:
    """A profile's folder and the recovery key that opens it without the KDF."""

    folder: Path
    recovery: str

    @property
    def profile(self) -> Profile:
        return Profile(self.folder)

    @property
    def given(self) -> dict[str, str]:
        """How a deed is told of it."""
        return {"folder": str(self.folder), "recovery": self.recovery}

    def copy_to(self, folder: Path) -> "Keys":
        """Return a copy of it at *folder*, in place of what was there."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return Keys(folder, self.recovery)


class Person:
    """Somebody with a profile, who gives commands in this process."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name, self.folder, self.profile = name, folder, folder / "profile"
        self.password_file = folder / "password"
        self.password_file.write_text(PASSWORD + "\n", encoding="utf-8")
        self.recovery = ""

    @property
    def keys(self) -> Keys:
        return Keys(self.profile, self.recovery)

    def options(self) -> list[str]:
        return ["--profile", str(self.profile), "--password-file", str(self.password_file), "--kdf", "floor"]

    def command(self, *arguments: str) -> list[str]:
        """Return the real program with *arguments*, to be run as a process."""
        return [str(PROGRAMS / "counsellor"), *self.options(), *arguments]

    def __call__(self, *arguments: str) -> Answer:
        """Run one command in this process."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run([*self.options(), *arguments])
        return Answer(code, out.getvalue(), err.getvalue())

    def done(self, *arguments: str) -> str:
        """Run a command that must succeed; return stdout."""
        answer = self(*arguments)
        assert answer.code == 0, (arguments, answer)
        return answer.out

    def get(self, *arguments: str) -> Any:
        """Run a command with ``--json`` that must succeed; return the document."""
        return json.loads(self.done(*arguments, "--json"))

    def text(self, content: str, name: str = "note.txt") -> str:
        """Write a text file beside the profile and return its path."""
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        return str(path)


class Office:
    """A real office server, in a process of its own. *launch* stands before its arguments."""

    def __init__(
        self, folder: Path, launch: list[str] | None = None, more: Mapping[str, str] | None = None, url: str = ""
    ) -> None:
        self.data, self.founding, self.log = folder / "office", folder / "founding.json", folder / "office.log"
        self.out = folder / "office.out"
        self.address = ""
        self.process: subprocess.Popen[bytes] | None = None
        self._launch = launch or [str(PROGRAMS / "counsellor-office")]
        self._environment = {**PLAIN, **(more or {})}
        database = ("--database-url", url) if url else ()
        self.command("init", "--data", str(self.data), "--out", str(self.founding), *database)

    def command(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self._launch, *arguments], env=self._environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> None:
        command = [*self._launch, "serve", "--data", str(self.data), "--port", "0"]
        with self.log.open("ab") as errors:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=self._environment)
        assert self.process.stdout is not None
        ready, _write, _error = select.select([self.process.stdout], [], [], READY_SECONDS)
        assert ready, "the office did not start"
        line = self.process.stdout.readline()
        self.out.write_bytes(line)
        self.address = line.decode().strip()
        assert self.address.startswith("http"), self.log.read_text()

    def stop(self) -> None:
        if self.process is not None and self.process.stdout is not None:
            if self.process.poll() is None:
                self.process.send_signal(signal.SIGTERM)
            with self.out.open("ab") as out:
                out.write(self.process.stdout.read())
            self.process.wait(60)
            self.process.stdout.close()
            self.process = None

    def counts(self) -> Any:
        """Return what the office says it holds."""
        return json.loads(self.command("status", "--data", str(self.data), "--json"))


class World:
    """An office with an administrator, and people she admitted into teams."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.office = Office(folder)
        self.anna = Person(folder / "anna", "Anna Bos")
        self.people: dict[str, Person] = {}

    def open(self, teams: Mapping[str, str]) -> None:
        """Start the office, found it, and admit the people in *teams* (name: team); none of them has synced since."""
        self.office.start()
        made = self.anna.get("found", "--invitation", str(self.office.founding), "--name", self.anna.name)
        self.anna.recovery = made["recovery_key"]
        for name, team in teams.items():
            self.people[name] = self.join(name, team)
        self.admit(len(teams))

    def join(self, name: str, team: str) -> Person:
        person = Person(self.folder / name, name.title())
        file = self.folder / f"{name}.json"
        invited = ("--role", "counsellor", "--team", team, "--out", str(file))
        self.anna.done("invite", "--name", person.name, *invited)
        person.recovery = person.get("join", "--invitation", str(file))["recovery_key"]
        return person

    def admit(self, count: int) -> None:
        assert len(self.anna.get("admit", "--all")["admitted"]) == count

    def close(self) -> None:
        self.office.stop()


@contextlib.contextmanager
def opened(folder: Path, teams: Mapping[str, str]) -> Iterator[World]:
    """Give a world with the people in *teams* (name: team)."""
    world = World(folder)
    try:
        world.open(teams)
        yield world
    finally:
        world.close()
