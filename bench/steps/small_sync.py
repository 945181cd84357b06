"""A hundred new notes, everything else present: pushed by one, pulled by the other."""

from bench.measure import Result
from bench.run import Run
from bench.workload import cases_for, sample
from bench.world import sync_seconds

MARK = "push + pull ≤ Anki's"
_NOTES, _TIMES = 100, 3


def run(run: Run) -> Result:
    """Push and pull 100 new notes three times; the median counts."""
    world = run.world
    pushed, pulled = [], []
    for turn in range(_TIMES):
        first = 20 * run.n + turn * _NOTES
        world.save_notes([sample(number, cases_for(run.n)) for number in range(first, first + _NOTES)])
        pushed.append(sync_seconds(world.writer))
        pulled.append(sync_seconds(world.reader))
    push, pull = sorted(pushed)[_TIMES // 2], sorted(pulled)[_TIMES // 2]
    anki = run.peers.seconds("anki", "e_incr100_push") + run.peers.seconds("anki", "e_incr100_pull")
    seconds = push + pull
    more: dict[str, object] = {"push_s": round(push, 4), "pull_s": round(pull, 4)}
    if anki:
        more["anki_s"] = round(anki, 4)
    met = seconds <= anki if anki else None
    ratio = seconds / anki if anki else None
    return Result("small_sync", _NOTES, seconds, MARK, met, ops=_NOTES, ratio=ratio, more=more)
