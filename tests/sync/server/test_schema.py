"""Migrations lead from nothing to the tables the code uses; PostgreSQL can keep the log append-only."""

import secrets
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from psycopg import sql

from sync.protocol.api import PutStatus
from sync.server import schema
from sync.server.database import Database, normal_url
from sync.server.office import Office
from sync.server.refusals import OfficeError
from sync.server.tables import metadata
from tests.sync.server.databases import POSTGRES
from tests.sync.server.staff import Staff, create_office, picture


def test_upgrade_from_empty_equals_the_tables(empty_url: str) -> None:
    database = Database(empty_url, create=True)
    try:
        assert schema.current_revision(database) is None
        schema.upgrade(database)
        schema.upgrade(database)
        assert schema.current_revision(database) == schema.newest_revision()
        with database.reading() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []
            inspector = sa.inspect(connection)
            for table in metadata.sorted_tables:
                assert inspector.get_pk_constraint(table.name)["constrained_columns"] == [
                    column.name for column in table.primary_key
                ]
    finally:
        database.close()


def test_the_shard_is_in_every_key() -> None:
    for table in metadata.sorted_tables:
        keys = [list(table.primary_key), *(list(index.columns) for index in table.indexes)]
        keys += [list(unique.columns) for unique in table.constraints if isinstance(unique, sa.UniqueConstraint)]
        for key in keys:
            assert key[0].name == ("id" if table.name == "shard" else "shard"), table.name


def test_a_newer_database_is_left_alone(database_url: str) -> None:
    office = create_office(database_url)
    with office.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = picture(office)
    with pytest.raises(OfficeError, match="newer"):
        Office.open(database_url)
    assert picture(office) == before
    office.close()


def test_there_is_one_office_in_a_database(database_url: str) -> None:
    create_office(database_url).close()
    with pytest.raises(OfficeError, match="already"):
        create_office(database_url)
    office = Office.open(database_url)
    office.close()


def test_a_database_without_an_office_is_none(database_url: str) -> None:
    Database(database_url, create=True).close()
    with pytest.raises(OfficeError, match="no office"):
        Office.open(database_url)


def test_a_missing_file_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(OfficeError, match="missing"):
        Office.open(f"sqlite:///{tmp_path / 'office.db'}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y", "sqlite://", "postgresql:/", ""])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(OfficeError):
        normal_url(url) if url != "postgresql:/" else Database("nonsense")


@pytest.mark.parametrize("url", ["postgresql://u@h/d", "postgres://u@h/d", "postgresql+psycopg://u@h/d"])
def test_postgresql_is_spoken_by_psycopg(url: str) -> None:
    assert normal_url(url).drivername == "postgresql+psycopg"


@pytest.mark.parametrize("engine_name", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_a_role_of_its_own_runs_the_office_and_cannot_alter_the_log(database_url: str) -> None:
    role, password = f"counsellor_test_{secrets.token_hex(4)}", secrets.token_hex(8)
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        try:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
            )
        except psycopg.errors.InsufficientPrivilege:
            pytest.skip("the role in COUNSELLOR_TEST_POSTGRES may not create roles")
    owner = create_office(database_url)
    staff = Staff(owner)
    bo = staff.join()
    stream = bo.open_stream(bo.person_id, staff.administrator.person_id)
    with owner.database.writing() as connection:
        for statement in schema.append_only_role(role):
            connection.exec_driver_sql(statement)
    url = normal_url(database_url).set(username=role, password=password).render_as_string(hide_password=False)
    limited = Office.open(url)
    try:
        staff.office = limited
        assert bo.push(bo.note(stream)) == [PutStatus.ACCEPTED]
        assert len(staff.administrator.pull()) == 2
        staff.revoke(staff.join())
        _cannot(limited, "UPDATE envelope SET body = 'x'")
        _cannot(limited, "DELETE FROM envelope")
        _cannot(limited, "TRUNCATE envelope")
        _cannot(limited, "DROP TABLE envelope")
        _cannot(limited, "ALTER TABLE envelope ADD COLUMN x int")
        _cannot(limited, "DELETE FROM directory_record")
        _cannot(limited, "UPDATE directory_record SET body = 'x'")
        _cannot(limited, "DELETE FROM equivocation")
        _cannot(limited, "UPDATE office SET server_id = 'x'")
    finally:
        limited.close()
        with owner.database.writing() as connection:
            connection.exec_driver_sql(f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{role}"')
        owner.close()
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def _cannot(office: Office, statement: str) -> None:
    refused = pytest.raises(sa.exc.ProgrammingError, match=r"permission denied|must be owner")
    with refused, office.database.writing() as connection:
        connection.exec_driver_sql(statement)


def test_nothing_in_the_office_changes_or_deletes_envelopes() -> None:
    """Every statement that is written down in the package, apart from the tests above."""
    from tests.sync.server.running import ROOT

    for path in (ROOT / "sync" / "server").rglob("*.py"):
        text = path.read_text()
        for verb in ("sa.update(envelope", "sa.delete(envelope", "UPDATE envelope", "DELETE FROM envelope"):
            assert verb not in text, path
