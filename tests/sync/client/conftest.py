"""Offices in process for the tests of rounds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.offices import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A founded office with nobody but its founder."""
    made = House.found(tmp_path)
    yield made
    made.close()
