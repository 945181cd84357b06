"""A thousand fields edited on both sides without a network: all meet, none is lost, every conflict is shown."""

from dataclasses import replace

from bench.measure import Result
from bench.run import Run
from bench.world import sync_seconds
from counsellor_app.domain.records import Person
from counsellor_app.workflows.session import Session

MARK = "converges, 0 lost, every conflict shown, ≤ 1 s for 1,000"
_FIELDS = 1_000
_MOST_SECONDS = 1.0


def run(run: Run) -> Result:
    """Change the name's own-script form of 1,000 people (fewer if there are fewer) on both replicas, then sync both."""
    world = run.world
    people = world.persons[:_FIELDS]
    _edit(world.writer, people, "ሰላማዊት")
    _edit(world.reader, people, "ሰላም")
    seconds = sync_seconds(world.writer) + sync_seconds(world.reader) + sync_seconds(world.writer)
    sides = [_conflicts(session) for session in (world.writer, world.reader)]
    lost = sum({"ሰላማዊት", "ሰላም"} != set(values) for side in sides for values in side.values())
    shown = min(len(side) for side in sides)
    same = sides[0] == sides[1]
    met = same and not lost and shown == len(people) and seconds <= _MOST_SECONDS
    more: dict[str, object] = {"converged": same, "lost": lost, "shown": shown}
    anki = run.peers.seconds("anki", "g_merge1000")
    if anki:
        more["anki_s"] = round(anki, 4)
    return Result("conflicts", len(people), seconds, MARK, met, ops=len(people), more=more)


def _edit(session: Session, people: list[str], name: str) -> None:
    for person in people:
        with session.store.transaction() as work:
            work.records.save(replace(work.records.load(Person, person), own_name=name))


def _conflicts(session: Session) -> dict[str, tuple[str, ...]]:
    with session.store.reading() as queries:
        found = queries.conflicts()
    return {conflict.id: tuple(sorted(value.value for value in conflict.values)) for conflict in found}
