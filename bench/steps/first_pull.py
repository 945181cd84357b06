"""The first pull of everything: verified, opened, in rows that answer a search."""

from bench.measure import Result, wire_bytes
from bench.run import Run, against
from bench.world import sync_seconds

MARK = "≥ 1.8 × Anki's record-level sync, ≥ 3 × Actual's encrypted one"
_WANTED = {("anki", "d2_pull_records_normal_sync"): 1.8, ("actual", "d2_pull_records_normal_sync"): 3.0}


def run(run: Run) -> Result:
    """Pull into a replica that holds nothing of the caseload yet."""
    world = run.world
    before = wire_bytes()
    seconds = sync_seconds(world.reader)
    more: dict[str, object] = {"bytes": wire_bytes() - before} if run.wire else {}
    status = world.reader.store.queries.status()
    assert status.notes >= run.n, f"{status.notes} notes arrived"
    assert not status.quarantined
    assert not status.pending
    ratio, met, peers = against(run.n / seconds, run.peers, _WANTED)
    return Result("first_pull", run.n, seconds, MARK, met, ops=run.n, ratio=ratio, more=more | peers)
