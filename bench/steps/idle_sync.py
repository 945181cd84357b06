"""A sync with nothing new, everything present: one request on a connection that is open and logged in."""

from bench.measure import Result, Watch, median_ms, wire_bytes
from bench.run import Run
from bench.world import sync_seconds
from counsellor_app.workflows.connecting import connected
from counsellor_app.workflows.syncing import office_of
from sync.client.round import Round

MARK = "≤ 10 ms and ≤ 1.5 kB, whatever the number of notes and cases"
_TIMES = 30
_MOST_MS, _MOST_BYTES = 10.0, 1_500


def run(run: Run) -> Result:
    """Sync the reader again and again; beside it a whole sync with a new connection and login."""
    session = run.world.reader
    spent, sizes = [], []
    with connected(office_of(session), session.device) as office:
        for _ in range(_TIMES):
            before, bodies = wire_bytes(), office.bytes_up + office.bytes_down
            watch = Watch()
            Round(office, session.store.replica).run()
            spent.append(watch.seconds)
            sizes.append(wire_bytes() - before if run.wire else office.bytes_up + office.bytes_down - bodies)
    whole = median_ms([sync_seconds(session) for _ in range(5)])
    p50, size = median_ms(spent[1:]), sorted(sizes)[_TIMES // 2]
    met = p50 <= _MOST_MS and size <= _MOST_BYTES
    more: dict[str, object] = {"bytes": size, "bytes_on_wire": run.wire, "with_login_ms": round(whole, 2)}
    anki = run.peers.seconds("anki", "f_noop")
    if anki:
        more["anki_ms"] = round(anki * 1e3, 2)
    return Result("idle_sync", run.n, sum(spent), MARK, met, ops=_TIMES, p50_ms=p50, more=more)
