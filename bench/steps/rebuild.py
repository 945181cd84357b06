"""Rebuilding the projection with its search index from the log; beside a raw insert and index of the same notes."""

from bench.measure import Result, Watch
from bench.raw import RawStore
from bench.run import Run

MARK = "≤ 1.5 × raw insert + FTS5 build of the same notes on SQLCipher"
_LIMIT = 1.5


def run(run: Run) -> Result:
    """Rebuild once, raw before and after it: the machine may change its pace."""
    world = run.world
    world.fill()
    raw = [_raw(run, "raw-a")]
    watch = Watch()
    world.writer.store.rebuild()
    seconds = watch.seconds
    raw.append(_raw(run, "raw-b"))
    theirs = sum(raw) / 2
    ratio = seconds / theirs
    return Result("rebuild", run.n, seconds, MARK, ratio <= _LIMIT, ops=run.n, ratio=ratio, raw=theirs)


def _raw(run: Run, name: str) -> float:
    store = RawStore(run.scratch(name) / "raw.db")
    seconds = store.fill_and_index(run.world.samples)
    store.close()
    return seconds
