"""The laws of merging on the real code: five replicas, bad lines, clocks ten years apart: one state, nothing lost."""

import random
from pathlib import Path

import pytest

from counsellor_app.store.checking import digest
from tests.counsellor_app.store.histories import History, five_replicas
from tests.counsellor_app.store.truth import Ledger, differences, vanished

HISTORIES = 6
"""Histories of one office; each plays on cases of its own."""
BLOCKS, SOAK_BLOCKS = 8, 1_667
STEPS = 40


def play(folder: Path, block: int) -> None:
    """Play one block of histories; every replica ends with the same, and with everything that was ever written."""
    chance = random.Random(block)
    house, team = five_replicas(folder, chance)
    try:
        for _ in range(HISTORIES):
            History(house, team, chance).run(STEPS)
            assert not differences(house.sites)
        ledger = Ledger(house.sites)
        for site in house.sites:
            assert vanished(site, ledger) == []
            assert not any(site.count(table) for table in ("pending", "quarantine", "outbox", "claim", "backfill"))
        chosen = chance.choice(house.sites)
        before = digest(chosen.store._connection)
        assert chosen.store.verify().problems == ()
        chosen.store.rebuild()
        assert digest(chosen.store._connection) == before
    finally:
        house.close()


@pytest.mark.parametrize("block", range(BLOCKS))
def test_replicas_converge_and_no_value_vanishes(tmp_path: Path, block: int) -> None:
    play(tmp_path, block)


@pytest.mark.soak
@pytest.mark.parametrize("block", range(BLOCKS, BLOCKS + SOAK_BLOCKS))
def test_ten_thousand_histories_converge(tmp_path: Path, block: int) -> None:
    play(tmp_path, block)
