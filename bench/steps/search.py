"""The fifty best notes for a question; beside the same question to a raw index of the same notes."""

from bench.measure import Result, Watch, median_ms
from bench.raw import RawStore, warm
from bench.run import Run
from bench.workload import QUERIES
from counsellor_app.workflows import finding

MARK = "≤ 1.2 × raw FTS5 on SQLCipher"
_LIMIT = 1.2
_TURNS = 5


def run(run: Run) -> Result:
    """Ask ten questions five times, raw and ours in turns, both warm."""
    world = run.world
    world.fill()
    raw = RawStore(run.scratch("raw-search") / "raw.db")
    raw.fill_and_index(world.samples)
    warm(raw)
    for query in QUERIES:
        finding.search(world.writer, query + " ", only="note")
    ours, theirs = [], []
    for _ in range(_TURNS):
        for query in QUERIES:
            watch = Watch()
            found = finding.search(world.writer, query + " ", only="note")
            ours.append(watch.seconds)
            assert found or run.n < 10_000, f"nothing found for {query}"
            theirs.append(raw.search(query))
    raw.close()
    ratio = sum(ours) / sum(theirs)
    more: dict[str, object] = {"raw_p50_ms": round(median_ms(theirs), 3)}
    return Result(
        "search", run.n, sum(ours), MARK, ratio <= _LIMIT, ops=len(ours), p50_ms=median_ms(ours), ratio=ratio,
        raw=sum(theirs), more=more,
    )  # fmt: skip
