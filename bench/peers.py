"""Peers side by side: Anki's and Actual's own programs on the same kind of notes, run in the same session.

The folder of peers is copied to a temporary place unless it is prepared already; only what the two need is installed,
from the package indexes this machine is set up with.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.measure import said

ANKI = "anki==26.9.3"
ACTUAL = ("@actual-app/api@26.9.0", "@actual-app/sync-server@25.6.0")
ACTUAL_MOST = 10_000
"""Actual takes half an hour to write 100,000 notes, so it is measured with this many; its speed hardly changes."""
_CAP = {"anki": 900, "actual": 600}


@dataclass(slots=True)
class Peers:
    """What the peers measured: step → line, empty where a peer did not run."""

    anki: Mapping[str, dict[str, object]] = field(default_factory=dict)
    actual: Mapping[str, dict[str, object]] = field(default_factory=dict)

    def speed(self, peer: str, step: str) -> float:
        """Return ops per second of a peer's step, 0 when it was not measured."""
        found = getattr(self, peer).get(step, {}).get("ops_per_s")
        return float(found) if found else 0.0

    def seconds(self, peer: str, step: str) -> float:
        """Return the seconds of a peer's step, 0 when it was not measured."""
        found = getattr(self, peer).get(step, {}).get("seconds")
        return float(found) if found else 0.0


def run_peers(folder: Path, scratch: Path, notes: int) -> Peers:
    """Prepare and run both peers with *notes* notes; one that cannot run is said and left out."""
    place = _prepared(folder, scratch)
    python = place / "venv" / "bin" / "python"
    anki = _run("anki", place, [str(python), "run.py", str(notes)])
    actual = _run("actual", place, ["node", "run.js", str(min(notes, ACTUAL_MOST)), "e2ee"])
    return Peers(anki, actual)


def _prepared(folder: Path, scratch: Path) -> Path:
    if (folder / "venv").exists() and (folder / "actual" / "node_modules").exists():
        return folder
    place = scratch / "peers"
    shutil.copytree(folder, place)
    for path in (place, *place.rglob("*")):
        path.chmod(path.stat().st_mode | 0o200)
    with said("installing the peers"):
        subprocess.run([sys.executable, "-m", "venv", place / "venv"], check=True)
        subprocess.run([place / "venv" / "bin" / "pip", "install", "-qq", ANKI], check=True)
        if shutil.which("npm"):
            install = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--save-exact", *ACTUAL]
            subprocess.run(install, cwd=place / "actual", check=False)
    return place


def _run(peer: str, place: Path, command: list[str]) -> dict[str, dict[str, object]]:
    """Run one peer's own program; its JSON lines by step, none when it failed."""
    if not shutil.which(command[0]):
        print(f"  {peer} left out: {Path(command[0]).name} is not installed", file=sys.stderr)
        return {}
    with said(f"peer {peer}"):
        try:
            done = subprocess.run(
                command,
                cwd=place / peer,
                env={**os.environ, "PEERS_WORK": str(place / "work")},
                capture_output=True,
                text=True,
                timeout=_CAP[peer],
                check=False,
            )
        except subprocess.TimeoutExpired:
            print(f"  {peer} left out: slower than {_CAP[peer]} s", file=sys.stderr)
            return {}
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode:
        print(f"  {peer} ended with {done.returncode}; its steps so far count", file=sys.stderr)
    return {str(line["step"]): line for line in lines}
