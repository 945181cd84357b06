"""The ten likeliest duplicates of a person among fifty thousand; beside rapidfuzz over every one of the same names."""

from random import Random

from rapidfuzz import fuzz, process

from bench.called import called
from bench.measure import Result, Watch, median_ms
from bench.run import Run
from bench.world import World
from counsellor_app.domain.overviews import CaseFilter
from counsellor_app.domain.records import Case, Person
from counsellor_app.workflows import finding, lookup
from counsellor_app.workflows.duplicates import asked_about, likely_duplicates

MARK = "top 10 of 50,000 people in ≤ 100 ms (p95); a search across scripts in ≤ 50 ms (p95)"
_LIMIT, _SEARCH_LIMIT = 0.100, 0.050
_ASKED = 100
_BATCH = 1_000
_MOST = 50_000


def run(run: Run) -> Result:
    """Open a case for each person, then ask for a hundred people never asked for before."""
    people = min(_MOST, max(1_000, run.n // 2))
    names = called(people)
    with World(run.scratch("names"), 0) as world:
        for start in range(0, people, _BATCH):
            with world.writer.store.transaction() as work:
                for name in names[start : start + _BATCH]:
                    work.records.open_case(Case(place="azc Emmen"), [Person(name=name)], [world.team])
        chance = Random(11)
        likely_duplicates(world.writer, asked_about(name=names[0]))
        ours, searches, theirs, seen = [], [], [], 0
        for asked in called(_ASKED, seed=1_011):
            watch = Watch()
            seen += len(likely_duplicates(world.writer, asked_about(name=asked, birth_date="1990"), least=0.0))
            ours.append(watch.seconds)
            for search in (asked, chance.choice(asked.split())):
                watch = Watch()
                finding.search(world.writer, search, only="person", limit=8)
                searches.append(watch.seconds)
                watch = Watch()
                lookup.list_cases(world.writer, CaseFilter(query=search))
                searches.append(watch.seconds)
            watch = Watch()
            process.extract(asked, names, scorer=fuzz.WRatio, limit=10)
            theirs.append(watch.seconds)
    slowest, slowest_search = _p95(ours), _p95(searches)
    more: dict[str, object] = {
        "people": people,
        "p95_ms": round(slowest * 1e3, 2),
        "search_p50_ms": round(median_ms(searches), 2),
        "search_p95_ms": round(slowest_search * 1e3, 2),
        "rapidfuzz_p50_ms": round(median_ms(theirs), 2),
        "shown": seen,
    }
    return Result(
        "likely_duplicates", people, sum(ours), MARK, slowest <= _LIMIT and slowest_search <= _SEARCH_LIMIT,
        ops=len(ours), p50_ms=median_ms(ours), ratio=sum(ours) / sum(theirs), raw=sum(theirs), more=more,
    )  # fmt: skip


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]
