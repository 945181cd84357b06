"""Small facts of this replica, as JSON: cursors, the clock, the office it belongs to."""

from typing import Final

import msgspec

from counsellor_app.store.database import Connection

UNFINISHED: Final = "unfinished/"
"""Begins the names of facts that are forms begun and not finished; the case they are of is a part of the name."""
Fact = str | int | bool | None | list[str] | dict[str, int]


class StateTable:
    """Named facts; reading one that was never put returns the default given."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str, default: Fact = None) -> Fact:
        """Return the fact *name*."""
        row = self._connection.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return default if row is None else msgspec.json.decode(row[0], type=Fact)

    def text(self, name: str) -> str:
        """Return a fact that is text, empty when absent."""
        found = self.get(name, "")
        return found if isinstance(found, str) else ""

    def number(self, name: str) -> int:
        """Return a fact that is a number, 0 when absent."""
        found = self.get(name, 0)
        return found if isinstance(found, int) else 0

    def put(self, name: str, value: Fact) -> None:
        """Remember *value* as *name*."""
        self._connection.execute(
            "INSERT INTO state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, msgspec.json.encode(value).decode()),
        )

    def forget(self, name: str) -> None:
        """Remember nothing as *name* any more."""
        self._connection.execute("DELETE FROM state WHERE name = ?", (name,))
