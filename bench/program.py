"""``python -m bench [steps] [--n 100000] [--quick] [--peers FOLDER]``: JSON lines, and a table on the error stream."""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.measure import Result, own_network, said
from bench.peers import Peers, run_peers
from bench.run import Run
from bench.steps import (
    conflicts,
    first_pull,
    first_push,
    idle_sync,
    likely_duplicates,
    rebuild,
    replica_size,
    save_note,
    search,
    small_sync,
    window,
)
from bench.world import World

STEPS: dict[str, Callable[[Run], Result]] = {
    "first_push": first_push.run,
    "first_pull": first_pull.run,
    "idle_sync": idle_sync.run,
    "small_sync": small_sync.run,
    "replica_size": replica_size.run,
    "unlock": window.run_unlock,
    "keystroke": window.run_keystroke,
    "memory": window.run_memory,
    "rebuild": rebuild.run,
    "search": search.run,
    "conflicts": conflicts.run,
    "save_note": save_note.run,
    "likely_duplicates": likely_duplicates.run,
}
"""In the order they are run: those that need a world nobody touched come first."""
_NEEDS_PUSH = frozenset(STEPS) - {"first_push", "rebuild", "search", "save_note", "likely_duplicates"}
_NEEDS_PULL = _NEEDS_PUSH - {"first_pull"}
_QUICK = 5_000


def _wanted(names: list[str]) -> list[str]:
    """Return the steps to run, with those they need before them."""
    chosen = set(names or STEPS)
    if chosen & _NEEDS_PUSH:
        chosen.add("first_push")
    if chosen & _NEEDS_PULL:
        chosen.add("first_pull")
    return [step for step in STEPS if step in chosen]


def _table(results: list[Result]) -> str:
    """Return what was measured as a table to read."""
    rows: list[tuple[str, ...]] = [("step", "n", "seconds", "ops/s", "p50 ms", "ratio", "met", "mark")]
    for one in results:
        met = {True: "met", False: "MISSED", None: "not compared"}[one.met]
        speed = f"{one.ops / one.seconds:,.0f}" if one.ops and one.seconds else ""
        numbers = [f"{value:.2f}" if value is not None else "" for value in (one.p50_ms, one.ratio)]
        rows.append((one.step, f"{one.n:,}", f"{one.seconds:.3f}", speed, *numbers, met, one.mark))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines)


def main() -> int:
    """Run the bench; exit code 1 when a mark was missed."""
    parser = argparse.ArgumentParser(prog="bench", description="Measure the marks.")
    parser.add_argument("steps", nargs="*", choices=[[], *STEPS], help="all when none is named")
    parser.add_argument("--n", type=int, default=100_000, help="notes")
    parser.add_argument("--quick", action="store_true", help=f"{_QUICK} notes, for a look")
    parser.add_argument("--peers", type=Path, help="folder of the peers; they are run beside")
    arguments = parser.parse_args()
    notes = _QUICK if arguments.quick else arguments.n
    wire = own_network() if not arguments.peers else False
    with tempfile.TemporaryDirectory(prefix="counsellor-bench-") as scratch:
        folder = Path(scratch)
        peers = run_peers(arguments.peers.resolve(), folder, notes) if arguments.peers else Peers()
        wire = wire or own_network()
        results = _measure(_wanted(arguments.steps), folder, notes, peers, wire)
    print(_table(results), file=sys.stderr)
    return int(any(one.met is False for one in results))


def _measure(steps: list[str], folder: Path, notes: int, peers: Peers, wire: bool) -> list[Result]:
    with said("founding an office"):
        world = World(folder, notes)
    results = []
    with world:
        run = Run(world, peers, folder, wire)
        for step in steps:
            with said(step):
                result = STEPS[step](run)
            results.append(result)
            print(result.line(), flush=True)
    return results
