"""What a note takes on the disk of a replica that was pulled whole and answers searches."""

from bench.measure import Result, folder_bytes
from bench.run import Run

MARK = "≤ 2.5 kB a note of 600 bytes, searchable"
_MOST = 2_500


def run(run: Run) -> Result:
    """Measure all files of the reader's profile, the write-ahead log written back."""
    reader = run.world.reader
    notes = reader.store.queries.status().notes
    snapshot = run.scratch("size") / "records.db"
    reader.store.snapshot(snapshot)
    live = folder_bytes(reader.profile.folder, "records.db")
    each = live / notes
    more: dict[str, object] = {
        "bytes": live,
        "bytes_a_note": round(each),
        "vacuumed": round(snapshot.stat().st_size / notes),
    }
    return Result("replica_size", notes, 0.0, MARK, each <= _MOST, more=more)
