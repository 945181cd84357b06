"""A founded office whose process runs, and its staff, who have a connection of their own to its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sync.directory.invitation import FoundingInvitation
from sync.server.office import Office
from tests.sync.server.running import Running, serving, set_up
from tests.sync.server.staff import Staff


@dataclass
class House:
    """The process and the people."""

    running: Running
    staff: Staff
    folder: Path


@contextmanager
def open_house(folder: Path, postgres_url: str = "") -> Iterator[House]:
    """Set up an office in *folder* (on PostgreSQL where a URL is given), serve it, found it."""
    founding = set_up(folder, postgres_url)
    with serving(folder) as running:
        invitation = FoundingInvitation.from_json(founding.read_text())
        assert invitation.server == running.address
        office = Office.open(postgres_url or f"sqlite:///{folder / 'office.db'}")
        try:
            yield House(running, Staff(office, invitation.secret), folder)
        finally:
            office.close()
