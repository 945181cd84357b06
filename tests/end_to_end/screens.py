"""A picture of every place, tab, pane and form of the demo's office, for who looks at all of them.

In each language, light and dark, mirrored, and at twice the size. What a picture does not hold because it scrolls is
saved as further pictures of the same name. ``python -m tests.end_to_end.screens --office DIR`` takes an office that
the demo was told to ``--keep``.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from counsellor_app.settings import Profile, read_settings, write_settings

ROOT = Path(__file__).resolve().parents[2]
LOOKS = ("en-light", "en-dark", "nl-light", "nl-dark", "en-light-rtl", "nl-light-200")
"""Language, colours, and whether mirrored or at 200 %."""
_PEOPLE = ("hanna", "marijke")
_BEFORE = {"hanna": ("first-run", "locked")}
"""What is seen of a person before the work is open."""


@dataclass(slots=True)
class Shots:
    """The pictures of one look, and what went wrong."""

    folder: Path
    failed: list[str] = field(default_factory=list)


def see_all(office: Path, out: Path, looks: Sequence[str] = LOOKS, only: str = "") -> int:
    """Walk through all screens of *office* in each of the *looks*; returns how many looks had a scene that failed.

    Each in a process of its own: Qt reads the scale when it is loaded.
    """
    failed = 0
    for look in looks:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        if look.endswith("-200"):
            environment["QT_SCALE_FACTOR"] = "2"
        command = [sys.executable, "-m", "tests.end_to_end.screens", "--walk", look, "--office", str(office)]
        command += ["--out", str(out / look), "--only", only]
        failed += bool(subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode)
    return failed


def _walk(office: Path, look: str, out: Path, only: str) -> int:
    from tests.end_to_end import screen_places, screen_scenes

    language, scheme, *more = look.split("-")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    shots = Shots(out)
    with tempfile.TemporaryDirectory(prefix="counsellor-screens-") as folder:
        for who in _PEOPLE:
            if not any(only in name for name in (*screen_places.SCENES[who], *_BEFORE.get(who, ()))):
                continue
            profile = Profile(Path(folder) / who)
            shutil.copytree(office / who, profile.folder)
            write_settings(profile, replace(read_settings(profile), language=language, scheme=scheme))
            screen_scenes.walk(profile, who, shots, more, only, screen_places.SCENES[who])
    for failure in shots.failed:
        print(f"{look}: {failure}", flush=True)
    print(f"{look}: {len(list(out.glob('*.png')))} pictures in {out}", flush=True)
    return int(bool(shots.failed))


def main() -> int:
    """Run; returns the exit code."""
    parser = argparse.ArgumentParser(prog="screens", description="Save a picture of every screen.")
    parser.add_argument("--office", type=Path, required=True, help="the folder that the demo was told to --keep")
    parser.add_argument("--out", type=Path, default=ROOT / "demo-output" / "screens", help="folder for the pictures")
    parser.add_argument("--look", action="append", choices=LOOKS, help="only this one; may be repeated")
    parser.add_argument("--only", default="", help="only scenes with this in their name")
    parser.add_argument("--walk", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    office, out = arguments.office.resolve(), arguments.out.resolve()
    if arguments.walk:
        return _walk(office, arguments.walk, out, arguments.only)
    return min(see_all(office, out, arguments.look or LOOKS, arguments.only), 1)


if __name__ == "__main__":
    sys.exit(main())
