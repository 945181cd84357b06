"""One run of the bench: the world that is measured, the peers beside it, and what was measured so far."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.peers import Peers
from bench.world import World


@dataclass(slots=True)
class Run:
    """What steps share. ``wire``: this process has a loopback of its own, so bytes on it can be counted."""

    world: World
    peers: Peers
    folder: Path
    wire: bool
    window: dict[str, float] | None = None

    @property
    def n(self) -> int:
        """How many notes the run is about."""
        return self.world.notes

    def scratch(self, name: str) -> Path:
        """Return a fresh folder of this run."""
        return Path(tempfile.mkdtemp(prefix=name, dir=self.folder))


def against(
    ours: float, peers: Peers, wanted: dict[tuple[str, str], float]
) -> tuple[float | None, bool | None, dict[str, object]]:
    """Compare our ops per second with peers' steps; *wanted* is (peer, step) → least ratio.

    Returns the tightest ratio (relative to its mark), whether all are met, and each ratio and speed by peer.
    """
    shown: dict[str, object] = {}
    found: list[tuple[float, float]] = []
    for (peer, step), least in wanted.items():
        speed = peers.speed(peer, step)
        if speed:
            shown[peer] = {"ops_per_s": speed, "ratio": round(ours / speed, 2), "mark": least}
            found.append((ours / speed, least))
    if not found:
        return None, None, shown
    tightest = min(found, key=lambda pair: pair[0] / pair[1])
    return tightest[0], len(found) == len(wanted) and all(ratio >= least for ratio, least in found), shown
