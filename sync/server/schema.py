"""Brings the database to the tables of this version: step by step, one office process at a time."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from sync.server.database import Database
from sync.server.refusals import OfficeError
from sync.wording import _

_STEPS = Path(__file__).resolve().parent / "migrations"
_ADVISORY_LOCK = 0x434F554E53454C
"""Key of PostgreSQL's advisory lock: processes that start together wait for each other's upgrade."""


def newest_revision() -> str:
    """Return the revision this version of the office works with."""
    return ScriptDirectory(str(_STEPS)).get_current_head() or ""


def current_revision(database: Database) -> str | None:
    """Return the revision the database is at, None when it is empty."""
    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database) -> None:
    """Run the missing steps in one transaction; raises :class:`OfficeError` when the database is of a newer office.

    Touches nothing when there is nothing to do, so the office can serve with a role that may not create tables.
    """
    current = current_revision(database)
    if current == newest_revision():
        return
    known = {script.revision for script in ScriptDirectory(str(_STEPS)).walk_revisions()}
    if current is not None and current not in known:
        raise OfficeError(
            _("The database was written by a newer version of the office."),
            _("Install that version again, or a later one. Nothing was changed."),
        )
    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def append_only_role(role: str) -> list[str]:
    """Return the PostgreSQL statements that let *role* run the office without being able to alter the log.

    The role may read and add envelopes, evidence and directory records, and no more; other tables hold state that
    changes. Run them as the owner of the tables, and let the office serve with that role; ``init`` and upgrades need
    the owner.
    """
    name = '"' + role.replace('"', '""') + '"'
    changing = "stream_reader, wrap, join_request, login_token, device_login"
    return [
        f"GRANT SELECT, INSERT ON envelope, equivocation, directory_record TO {name}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {changing} TO {name}",
        f"GRANT SELECT, UPDATE ON shard TO {name}",
        f"GRANT SELECT ON office, alembic_version TO {name}",
    ]
