"""Saving a signed note: sealed, signed, row, index, anchor, durable; beside a raw insert and commit."""

from bench.measure import Result, Watch, median_ms
from bench.raw import RawStore
from bench.run import Run
from bench.workload import cases_for, sample
from counsellor_app.domain.records import Draft
from counsellor_app.workflows import notes

MARK = "p50 ≤ 3 × a raw SQLCipher insert and commit (WAL, FULL)"
_TIMES = 2_000
_LIMIT = 3.0


def run(run: Run) -> Result:
    """Sign notes by the workflow and insert raw ones in turns, both stores holding the same notes already."""
    world = run.world
    world.fill()
    raw = RawStore(run.scratch("raw-save") / "raw.db")
    raw.fill(world.samples)
    ours, theirs = [], []
    first = 10 * run.n
    for number in range(first, first + _TIMES):
        note = sample(number, cases_for(run.n))
        draft = Draft(case=world.cases[note.case], text=note.text, place="azc Emmen", language="nl")
        watch = Watch()
        notes.sign(world.writer, draft)
        ours.append(watch.seconds)
        theirs.append(raw.insert_one(note))
    raw.close()
    p50, raw_p50 = median_ms(ours), median_ms(theirs)
    ratio = p50 / raw_p50
    more: dict[str, object] = {"p95_ms": round(sorted(ours)[int(0.95 * _TIMES)] * 1e3, 3)}
    return Result(
        "save_note",
        _TIMES,
        sum(ours),
        MARK,
        ratio <= _LIMIT,
        ops=_TIMES,
        p50_ms=p50,
        ratio=ratio,
        raw=raw_p50,
        more=more,
    )
