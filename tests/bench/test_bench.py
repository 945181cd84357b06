"""The workload has the form the peers' has, and the bench runs on the real parts and prints its lines."""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from bench.workload import RARE, cases_for, samples

ROOT = Path(__file__).resolve().parents[2]


def test_the_workload_is_the_same_every_time_and_of_the_agreed_form() -> None:
    notes = samples(2_000)
    assert notes == samples(2_000)
    sizes = [len(note.body.encode()) for note in notes]
    assert min(sizes) >= 515
    assert max(sizes) <= 700
    assert 590 <= statistics.mean(sizes) <= 610
    assert {note.case for note in notes} <= set(range(cases_for(2_000)))
    assert all(any(rare in note.body for note in notes) for rare in RARE)


def test_steps_print_json_lines(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench", "--n", "400", "idle_sync", "conflicts", "save_note"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["step"] for line in lines] == ["first_push", "first_pull", "idle_sync", "conflicts", "save_note"]
    assert all({"n", "seconds", "mark", "met"} <= set(line) for line in lines)
    assert lines[3]["lost"] == 0
    assert lines[3]["converged"]
