"""PostgreSQL for tests: databases made on the server that COUNSELLOR_TEST_POSTGRES names, and dropped again."""

import os
import secrets

import psycopg
import pytest
from psycopg import sql

from sync.server.database import Database, normal_url
from sync.server.schema import newest_revision, upgrade
from sync.server.tables import metadata

POSTGRES = os.environ.get("COUNSELLOR_TEST_POSTGRES", "")


class PostgresServer:
    """Makes databases and drops them; one migrated template makes each of them cheap."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._made: list[str] = []
        self._clean: list[str] = []
        self.template = self.create(None)
        database = Database(self.url(self.template))
        upgrade(database)
        database.close()

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(statement)

    def create(self, template: str | None) -> str:
        name = f"counsellor_test_{secrets.token_hex(6)}"
        copied = sql.SQL("TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
        self._run(sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(name), copied))
        self._made.append(name)
        return name

    def url(self, name: str) -> str:
        return normal_url(self._address).set(database=name).render_as_string(hide_password=False)

    def lend(self) -> str:
        """Return the name of a database with empty tables."""
        return self._clean.pop() if self._clean else self.create(self.template)

    def take_back(self, name: str) -> None:
        """Empty the tables of a lent database: making a new one costs more than most tests."""
        tables = ", ".join(table.name for table in metadata.sorted_tables)
        with psycopg.connect(self.url(name).replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("SET lock_timeout = '5s'")
            connection.execute(f"TRUNCATE {tables}")
            connection.execute("UPDATE alembic_version SET version_num = %s", [newest_revision()])
        self._clean.append(name)

    def drop(self, name: str) -> None:
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        self._made.remove(name)

    def close(self) -> None:
        for name in list(self._made):
            self.drop(name)


ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
