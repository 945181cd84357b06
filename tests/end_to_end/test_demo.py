"""The demo is a test: a newcomer's first command must play the whole way, on a machine without a display."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end import screens

ROOT = Path(__file__).resolve().parents[2]
SCREENS = (
    *("first-run", "locked", "found-by-letters", "amended", "conflict", "question-arrived", "settings", "office"),
    *("today", "hours", "outreach", "person-and-family", "documents", "journey", "journey-gate-closed", "safety"),
)


@pytest.mark.timeout(420)
def test_the_demo_plays_the_main_job_through_real_windows(tmp_path: Path) -> None:
    pictures, kept = tmp_path / "pictures", tmp_path / "kept"
    command = [
        sys.executable,
        "-m",
        "tests.end_to_end.demo",
        "--offscreen",
        "--floor",
        "--out",
        str(pictures),
        "--keep",
        str(kept),
    ]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The question reached" in done.stdout
    assert "A counsellor's day" in done.stdout
    names = {path.stem.split("-", 1)[1] for path in pictures.glob("*.png")}
    assert set(SCREENS) <= names
    assert all(path.stat().st_size > 5_000 for path in pictures.glob("*.png"))
    assert (kept / "hanna" / "records.db").stat().st_mode & 0o777 == 0o600
    assert screens.see_all(kept, tmp_path / "screens", ("nl-dark",), only="outreach") == 0
    assert len(list((tmp_path / "screens").rglob("*.png"))) >= 6
