"""The first push of everything to an empty office on loopback."""

from bench.measure import Result, wire_bytes
from bench.run import Run, against
from bench.world import sync_seconds

MARK = "≥ 1.8 × Anki's record-level sync, ≥ 2 × Actual's encrypted one"
_WANTED = {("anki", "c2_push_records_normal_sync"): 1.8, ("actual", "c2_push_records_normal_sync"): 2.0}


def run(run: Run) -> Result:
    """Push all notes with their cases, keys and wraps."""
    run.world.fill()
    before = wire_bytes()
    seconds = sync_seconds(run.world.writer)
    more: dict[str, object] = {"bytes": wire_bytes() - before} if run.wire else {}
    waiting = run.world.writer.store.queries.status().unsent
    assert waiting == 0, f"{waiting} entries were not taken by the office"
    ratio, met, peers = against(run.n / seconds, run.peers, _WANTED)
    return Result("first_push", run.n, seconds, MARK, met, ops=run.n, ratio=ratio, more=more | peers)
