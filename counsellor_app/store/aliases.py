"""Small integers for streams and devices, with caches that forget when a transaction is undone."""

from counsellor_app.store.database import Connection


class Aliases:
    """Aliases of one kind; ``table`` and ``column`` are constants of this package, never from the wire."""

    def __init__(self, connection: Connection, table: str, column: str) -> None:
        self._connection = connection
        self._find = f"SELECT id FROM {table} WHERE {column} = ?"
        self._name = f"SELECT {column} FROM {table} WHERE id = ?"
        self._add = f"INSERT INTO {table} ({column}) VALUES (?)"
        self._by_id: dict[bytes, int] = {}
        self._by_alias: dict[int, bytes] = {}
        self.fresh: set[int] = set()
        """Aliases given since the caches above them were last emptied: nothing of them is in any table but there."""

    def find(self, identifier: bytes) -> int | None:
        """Return the alias of *identifier*, or None if it has none."""
        alias = self._by_id.get(identifier)
        if alias is None:
            row = self._connection.execute(self._find, (identifier,)).fetchone()
            if row is None:
                return None
            alias = self._remember(identifier, row[0])
        return alias

    def of(self, identifier: bytes) -> int:
        """Return the alias of *identifier*, giving one if it has none yet."""
        alias = self.find(identifier)
        if alias is None:
            alias = self._remember(identifier, self._connection.execute(self._add, (identifier,)).lastrowid)
            self.fresh.add(alias)
        return alias

    def identifier(self, alias: int) -> bytes:
        """Return what *alias* stands for; raises :class:`KeyError` when nothing does."""
        found = self._by_alias.get(alias)
        if found is None:
            row = self._connection.execute(self._name, (alias,)).fetchone()
            if row is None:
                raise KeyError(alias)
            found = bytes(row[0])
            self._remember(found, alias)
        return found

    def forget(self) -> None:
        """Drop the caches: a transaction was undone."""
        self._by_id.clear()
        self._by_alias.clear()
        self.fresh.clear()

    def _remember(self, identifier: bytes, alias: int) -> int:
        self._by_id[identifier] = alias
        self._by_alias[alias] = identifier
        return alias
