"""``counsellor-office`` in a process of its own, for the bench and the demo: set up, begun, ended, begun again."""

import subprocess
import sys
import threading
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

_PROGRAM = (sys.executable, "-m", "sync.server.cli")
_SECONDS = 20
_READY_SECONDS = 120
"""An office starts in one; a machine that does much beside takes longer."""


class OfficeProcess:
    """An office on SQLite in *folder*, answering on a port of loopback that stays the same when it begins again."""

    def __init__(self, folder: Path) -> None:
        self.founding = folder / "founding.json"
        self.address = ""
        self._log = folder / "office.log"
        self._data = ("--data", str(folder / "office"))
        self._port = "0"
        self._process: subprocess.Popen[str] | None = None
        init = (*_PROGRAM, "init", *self._data, "--out", str(self.founding), "--port", "0")
        subprocess.run(init, check=True, stdout=subprocess.DEVNULL)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stop()

    def start(self) -> None:
        """Begin to answer; raises :class:`RuntimeError` when it does not come up."""
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                (*_PROGRAM, "serve", *self._data, "--port", self._port), stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert process.stdout is not None
        self._process = process
        late = threading.Timer(_READY_SECONDS, process.kill)
        late.daemon = True
        late.start()
        self.address = process.stdout.readline().strip()
        late.cancel()
        if not self.address:
            self.stop()
            raise RuntimeError("the office did not start; see its log")
        self._port = str(urlsplit(self.address).port)

    def stop(self) -> None:
        """End the process, if it runs."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_SECONDS)
        finally:
            process.kill()
            if process.stdout is not None:
                process.stdout.close()
