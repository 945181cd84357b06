"""A real office process, as an administrator starts it."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from sync.server.cli import app
from tests.forked_office import ForkedOffice, start_office

COMMAND = [sys.executable, "-m", "sync.server.cli"]
ROOT = Path(__file__).resolve().parents[3]
READY_SECONDS = 120
"""An office starts in one; a machine that does much beside takes longer."""
PLAIN = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "LANG", "LC_ALL")}


def invoke(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command of the office within this process, which is ten times as fast as starting one."""
    done = CliRunner().invoke(app, list(arguments), env={"DATABASE_URL": None}, prog_name="counsellor-office")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(list(arguments), done.exit_code, done.stdout, done.stderr)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command of the office to its end."""
    return subprocess.run(
        [*COMMAND, *arguments], cwd=ROOT, env=PLAIN, capture_output=True, text=True, timeout=60, check=False
    )


@dataclass
class Running:
    """An office process that said it is ready at *address*."""

    process: ForkedOffice | subprocess.Popen[str]
    address: str
    log: Path

    @property
    def port(self) -> int:
        return int(self.address.rsplit(":", 1)[1])

    def kill(self) -> None:
        """End it without a chance to tidy up."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)

    def end(self) -> int:
        """Ask it to end; return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@contextmanager
def serving(folder: Path, *arguments: str, log: Path | None = None, anew: bool = False) -> Iterator[Running]:
    """Serve the office in *folder* on any free port; *anew*: by an interpreter of its own, from its first line on."""
    log = log or folder.parent / f"{folder.name}.log"
    command = ["serve", "--data", str(folder), *(arguments or ("--port", "0"))]
    process: ForkedOffice | subprocess.Popen[str]
    if anew:
        with log.open("a") as errors:
            process = subprocess.Popen(
                [*COMMAND, *command], cwd=ROOT, env=PLAIN, stdout=subprocess.PIPE, stderr=errors, text=True
            )
    else:
        process = start_office(command, PLAIN, log)
    assert process.stdout is not None
    try:
        ready, _write, _error = select.select([process.stdout], [], [], READY_SECONDS)
        address = process.stdout.readline().strip() if ready else ""
        assert address, log.read_text()
        yield Running(process, address, log)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
        process.stdout.close()


def set_up(folder: Path, database_url: str = "", *options: str) -> Path:
    """Run ``init``; return the founding invitation's file."""
    out = folder.parent / "founding.json"
    url: Sequence[str] = ("--database-url", database_url) if database_url else ()
    done = invoke("init", "--data", str(folder), "--out", str(out), *url, *options)
    assert done.returncode == 0, done.stderr
    return out
